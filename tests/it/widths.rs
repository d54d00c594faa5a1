//! What the quantiser would gain by knowing how wide a proof system's tables are: costs and errors by the widths that would follow
//! (`docs/decisions/table-widths.md`).

use std::collections::BTreeMap;

use crate::random::onnx;
use crate::words::{Case, cases};
use frontend::{Interval, LoadOptions, Model, Options, Sample};
use onnx2circuit::execute::{self, Outcome};
use onnx2circuit::{pipeline, proving, ranges};
use rayon::prelude::*;

/// Samples that errors are measured on.
const SAMPLES: u64 = 8;

/// The least that a layout may cost at other widths that lose nothing, as a share of what it costs now.
const SHARE: f64 = 0.75;

/// A layout and what the integers lose.
#[derive(Clone, Copy, Debug)]
struct Laid {
    /// Cells of advice and lookups, as the layout's choice counts them.
    cost: u64,
    /// Largest error, as a share of the output's magnitude.
    error: f64,
}

/// One model with these widths.
fn laid(model: &Model, [lo, hi]: [f64; 2], options: &Options) -> Laid {
    let x = model.graph().value(model.graph().inputs[0]);
    let ends: BTreeMap<String, Interval> = [(x.name.clone(), Interval::new(lo, hi).expect("a range"))].into();
    let ranges = ranges::ranges(model, None, None, &ends, options, &pipeline::Quiet).expect("ranges");
    let quantised = pipeline::quantise(model, &ranges.calibration, options).expect("it is quantised");
    let circuit = pipeline::circuit(&quantised.graph).expect("a circuit");
    let plan = proving::plan(&circuit).expect("a layout");
    let len = x.len();
    let error = |seed: u64| {
        let noise = onnx::noise(seed + 1, len).into_iter().map(f64::from);
        let x: Vec<f64> = noise.map(|v| lo + (v.clamp(-1.0, 1.0) + 1.0) / 2.0 * (hi - lo)).collect();
        let input = quantised.quantise_inputs(std::slice::from_ref(&x)).expect("in range");
        let outcome = execute::reference(&quantised.graph, &input).expect("it runs");
        let Outcome::Done(outputs) = outcome else { panic!("sample {seed} is refused") };
        let floats = &model.outputs(&Sample { inputs: vec![x] })[0];
        let got = quantised.dequantise_output(0, &outputs[0]);
        let width = floats.iter().fold(1e-9, |m: f64, v| m.max(v.abs()));
        floats.iter().zip(&got).map(|(a, b)| (a - b).abs() / width).fold(0.0, f64::max)
    };
    let error = (0..SAMPLES).map(error).fold(0.0, f64::max);
    Laid { cost: plan.cost(), error }
}

/// The digits' network, and small models of all kinds of words.
fn models() -> Vec<(String, Model, [f64; 2])> {
    let digits = Model::load(&tests::data::our_mnist().join("mnist.onnx"), &LoadOptions::default());
    let small = |case: Case| {
        let model = onnx::model(20, &[("x", case.shape)], case.initialisers, case.nodes, &["y"]);
        let model = Model::from_bytes(&onnx::bytes(&model), None, &LoadOptions::default()).expect("a model");
        (case.name.to_owned(), model, [-2.0, 2.0])
    };
    let named = ["Sigmoid", "attention", "layer norm", "norm", "log softmax", "square", "embedding"];
    let small = cases().into_iter().filter(|case| named.contains(&case.name)).map(small);
    [("digits".to_owned(), digits.expect("our model"), [0.0, 255.0])].into_iter().chain(small).collect()
}

#[test]
#[ignore = "a minute: 96 layouts, which it prints"]
fn other_widths_cost_little_less_or_lose_more() {
    for (name, model, range) in models() {
        let own = laid(&model, range, &Options::default());
        println!("{name}: {own:?}");
        let widths: Vec<[u32; 3]> =
            (9..=13).flat_map(|t| [[t, 2 * t, 12], [t, 2 * t, t], [11, 22, t]]).collect();
        let all: Vec<([u32; 3], Laid)> = widths
            .into_par_iter()
            .map(|[shift_bits, difference_bits, table_bits]| {
                let options = Options { shift_bits, difference_bits, table_bits, ..Options::default() };
                ([shift_bits, difference_bits, table_bits], laid(&model, range, &options))
            })
            .collect();
        for (widths, other) in all {
            println!("  {widths:?}: {other:?}");
            let saved = (other.cost as f64) < SHARE * own.cost as f64;
            assert!(!saved || other.error > own.error, "{name} at {widths:?}: {other:?}, now {own:?}");
        }
    }
}
