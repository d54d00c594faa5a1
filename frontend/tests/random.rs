//! Random networks with odd ranges: each output is as close to the floats as the format's own rounding
//! explains, or a loss is stated.
//!
//! What rounding explains is measured on the float model: every value that a tensor of activation width holds
//! is moved by up to a step of that tensor, weights by a step of theirs. What goes into a softmax, whatever sums and moves
//! lie before it, is accumulators, and moves by what softmax tells apart.

mod common;

use common::networks::{Network, network};
use common::onnx::{bytes, noise};
use common::{largest, runs};
use frontend::evaluate::evaluate;
use frontend::float_graph::{FloatGraph, Op, ValueId};
use frontend::{CompileOptions, Compiled, Interval, Options, Ranges, compile_bytes};

/// How much coarser than `range / 2^bits` a step may be: a proven range of up to 1.5 bits more than the
/// calibrated one with its margin.
const COARSER: f64 = 3.6;
/// What softmax takes differences in: 2^-8 octaves, rounded down.
const OCTAVE: f64 = std::f64::consts::LN_2 / 256.0;
/// Random draws of the errors; the largest effect counts.
const DRAWS: u64 = 4;

/// The values that softmax alone reads, behind sums and moves.
fn octaves(graph: &FloatGraph) -> Vec<bool> {
    let (mut fine, mut coarse) = (vec![false; graph.values.len()], vec![false; graph.values.len()]);
    for node in graph.nodes.iter().rev() {
        let passes = match node.op {
            Op::Softmax(_) => true,
            Op::Add { .. } | Op::Relu | Op::Reshape | Op::Transpose { .. } => fine[node.output.index()],
            _ => false,
        };
        let readers = if passes { &mut fine } else { &mut coarse };
        node.inputs.iter().for_each(|id| readers[id.index()] = true);
    }
    fine.into_iter().zip(coarse).map(|(fine, coarse)| fine && !coarse).collect()
}

/// The step of a tensor of `bits` bits for these values.
fn step(values: &[f64], bits: u32) -> f64 {
    let (lo, hi) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let away = lo.max(-hi);
    let span = if hi > lo && away >= 4.0 * (hi - lo) { hi - lo } else { 2.0 * hi.max(-lo) };
    span / f64::from((1u32 << bits) - 2)
}

/// Every value of the graph with all tensors moved by up to half their step.
fn moved(graph: &FloatGraph, x: &[f64], steps: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let draw = |values: &[f64], id: ValueId| -> Vec<f64> {
        // The extremes, now and then less.
        let errors = noise(seed * 1000 + u64::from(id.0), values.len());
        let half = |e: f32| (f64::from(e) * 2.0).clamp(-1.0, 1.0) * steps[id.index()] / 2.0;
        values.iter().zip(errors).map(|(v, e)| v + half(e)).collect()
    };
    let mut graph = graph.clone();
    for node in graph.nodes.clone() {
        let weights = node.inputs.get(1).filter(|_| matches!(node.op, Op::Linear(_) | Op::Conv(_)));
        if let Some(id) = weights.filter(|id| steps[id.index()] > 0.0)
            && let Some(values) = graph.constant(*id)
        {
            let shape = graph.value(*id).shape.clone();
            let literal = frontend::Literal::floats(&shape, draw(&values, *id));
            graph.values[id.index()].constant = Some(literal);
        }
    }
    let mut data = vec![draw(x, graph.inputs[0])];
    for node in graph.nodes.clone() {
        let value = evaluate(&graph, &data).swap_remove(node.output.index());
        data.push(draw(&value, node.output));
        graph.nodes.retain(|n| n.output != node.output);
        graph.inputs.push(node.output);
    }
    evaluate(&graph, &data)
}

/// How far each output may be from the floats: where ranges are `calibrated` by what the width of each tensor
/// allows; where they are proven, by the scales that they led to.
fn explained(compiled: &Compiled, network: &Network, options: &Options, calibrated: bool) -> Vec<f64> {
    let graph = compiled.model.graph();
    let fine = octaves(graph);
    let stored = |name: &str| {
        let tensors = &compiled.quantised.graph.tensors;
        // A second tensor of one value has a suffix.
        let of = |t: &&gadgets::Tensor| {
            t.name == name || t.name.strip_prefix(name).is_some_and(|s| s.starts_with('#'))
        };
        tensors.iter().filter(of).map(|t| t.scale.to_f64()).fold(0.0, f64::max)
    };
    let all: Vec<Vec<Vec<f64>>> = network.samples.iter().map(|s| evaluate(graph, &s.inputs)).collect();
    let softmax = |id: usize| {
        let of = |n: &frontend::float_graph::Node| n.output.index() == id && matches!(n.op, Op::Softmax(_));
        if graph.nodes.iter().any(of) { OCTAVE } else { 0.0 }
    };
    let outputs = |id: usize| graph.outputs.iter().any(|o| o.value.index() == id);
    let steps: Vec<f64> = (0..graph.values.len())
        .map(|id| {
            let values: Vec<f64> = all.iter().flat_map(|v| v[id].iter().copied()).collect();
            let is_input = graph.inputs.iter().any(|i| i.index() == id);
            match &graph.values[id].constant {
                Some(literal) => step(&literal.to_f64(), options.weight_bits),
                None if is_input => step(&network.range, options.input_bits),
                None if fine[id] => OCTAVE,
                None if outputs(id) => step(&values, 20),
                None if !calibrated => stored(&graph.values[id].name),
                None => COARSER * step(&values, options.activation_bits),
            }
            .max(softmax(id))
        })
        .collect();
    let mut most = vec![0.0; graph.outputs.len()];
    for (sample, exact) in network.samples.iter().zip(&all) {
        for seed in 0..DRAWS {
            let other = moved(graph, &sample.inputs[0], &steps, seed);
            for (most, output) in most.iter_mut().zip(&graph.outputs) {
                let at = output.value.index();
                let far = exact[at].iter().zip(&other[at]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                *most = f64::max(*most, far);
            }
        }
    }
    most
}

#[test]
fn the_error_is_what_rounding_explains_or_a_loss_is_stated() {
    check(0..150);
}

#[test]
#[ignore = "minutes: run by make test-deep"]
fn the_error_of_many_networks_is_what_rounding_explains() {
    check(1000..9000);
}

fn check(seeds: std::ops::Range<u64>) {
    let (mut compared, mut stated, mut wrong) = (0, 0, Vec::new());
    for seed in seeds {
        let network = network(seed);
        for (options, calibrated) in
            [(Options::default(), true), (Options::default(), false), (Options::exact(), true)]
        {
            let mut compile = CompileOptions { quantise: options.clone(), ..Default::default() };
            let [lo, hi] = network.range;
            compile.inputs.insert("x".into(), Interval::new(lo, hi).unwrap());
            if calibrated {
                compile.ranges = Ranges::Samples(network.samples.clone());
            }
            let compiled = compile_bytes(&bytes(&network.model), None, &compile)
                .unwrap_or_else(|e| panic!("network {seed}: {e}\n{}", network.recipe));
            compared += 1;
            if !compiled.quantised.losses.is_empty() {
                stated += 1;
                continue;
            }
            let allowed = explained(&compiled, &network, &options, calibrated);
            for sample in &network.samples {
                let want = compiled.model.outputs(sample);
                let got = runs(&compiled, sample)
                    .unwrap_or_else(|stop| panic!("network {seed}: {stop}\n{}", network.recipe));
                for (i, (want, got)) in want.iter().zip(&got).enumerate() {
                    let error = want.iter().zip(got).map(|(w, g)| (w - g).abs()).fold(0.0, f64::max);
                    if error > 2.0 * allowed[i] + 1e-5 * largest(want).min(1.0) + 1e-30 {
                        wrong.push(format!(
                            "network {seed}, output {i}: {error:e} of {:e}, explained {:e} ({} bits, calibrated {calibrated})\n  {}",
                            largest(want), allowed[i], options.activation_bits, network.recipe
                        ));
                    }
                }
            }
        }
    }
    wrong.dedup_by(|a, b| a[..12] == b[..12]);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
    assert!(stated * 10 <= compared, "{stated} of {compared} state a loss");
}
