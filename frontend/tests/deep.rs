//! Deep networks are no further from their floats than rounding takes each layer: what ranges leave for errors does not grow from layer to
//! layer, and few elements keep their bits in means and sums.

mod common;

use common::onnx::*;
use frontend::{CompileOptions, Compiled, Interval, Options, Ranges, Sample, Samples, compile_bytes};
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

const LAYERS: usize = 16;
const WIDTH: usize = 16;

fn op(name: &str, inputs: &[&str], output: &str) -> NodeProto {
    node(name, inputs, &[output], vec![])
}

/// Weights that keep the size of what a ReLU leaves of noise, of so many products each.
fn kept(name: &str, seed: usize, dims: &[i64], products: usize) -> TensorProto {
    let size = (6.0 / products as f32).sqrt();
    let len = dims.iter().product::<i64>() as usize;
    floats(name, dims, noise(1000 + seed as u64, len).into_iter().map(|v| size * v).collect())
}

/// Layer after layer from `h0`; each adds its nodes and weights.
fn layers(
    shape: &[i64],
    one: impl Fn(usize, &str, &str) -> (Vec<NodeProto>, Vec<TensorProto>),
) -> ModelProto {
    let (mut nodes, mut constants) = (Vec::new(), Vec::new());
    for i in 0..LAYERS {
        let (more, weights) = one(i, &format!("h{i}"), &format!("h{}", i + 1));
        nodes.extend(more);
        constants.extend(weights);
    }
    let last = format!("h{LAYERS}");
    model(17, &[("h0", shape)], constants, nodes, &[&last])
}

fn perceptron() -> ModelProto {
    let dims = [WIDTH as i64, WIDTH as i64];
    layers(&[1, WIDTH as i64], |i, x, y| {
        let [w, m] = ["w", "m"].map(|name| format!("{name}{i}"));
        (vec![op("MatMul", &[x, &w], &m), op("Relu", &[&m], y)], vec![kept(&w, i, &dims, WIDTH)])
    })
}

fn convolutions() -> ModelProto {
    layers(&[1, 4, 5, 5], |i, x, y| {
        let [w, m] = ["w", "m"].map(|name| format!("{name}{i}"));
        let conv = node("Conv", &[x, &w], &[&m], vec![ints("pads", &[1, 1, 1, 1])]);
        (vec![conv, op("Relu", &[&m], y)], vec![kept(&w, i, &[4, 4, 3, 3], 36)])
    })
}

fn gated() -> ModelProto {
    let dims = [WIDTH as i64, WIDTH as i64];
    layers(&[1, WIDTH as i64], |i, x, y| {
        let [w, v, a, b, s] = ["w", "v", "a", "b", "s"].map(|name| format!("{name}{i}"));
        let nodes = vec![
            op("MatMul", &[x, &w], &a),
            op("MatMul", &[x, &v], &b),
            op("Sigmoid", &[&b], &s),
            op("Mul", &[&a, &s], y),
        ];
        (nodes, vec![kept(&w, i, &dims, WIDTH), kept(&v, 100 + i, &dims, WIDTH)])
    })
}

fn samples(seed: u64, count: u64, model: &ModelProto) -> Vec<Sample> {
    let len = if model.graph.as_ref().unwrap().node[0].op_type == "Conv" { 100 } else { WIDTH };
    let one = |seed| noise(seed, len).into_iter().map(f64::from).collect();
    (0..count).map(|i| Sample { inputs: vec![one(seed + i)] }).collect()
}

#[test]
fn many_layers_are_as_exact_as_their_rounding() {
    for (name, model, limits) in [
        ("perceptron", perceptron(), [0.05, 0.002]),
        ("convolutions", convolutions(), [0.15, 0.005]),
        ("gated", gated(), [0.03, 0.002]),
    ] {
        let samples = samples(1, 32, &model);
        for (quantise, limit) in [Options::default(), Options::language()].into_iter().zip(limits) {
            // Each gate lets through half of what it reads: of drawn inputs all but corners vanish beside them.
            let drawn = (name != "gated").then_some(Ranges::Drawn { seed: 0 });
            for ranges in std::iter::once(Ranges::Samples(samples.clone())).chain(drawn) {
                let mut options = CompileOptions { quantise: quantise.clone(), ranges, ..Default::default() };
                options.inputs.insert("h0".into(), Interval::new(-1.0, 1.0).unwrap());
                let Compiled { model, calibration, quantised } =
                    compile_bytes(&bytes(&model), None, &options).unwrap();
                let (draws, count) = model.draw(&calibration.tensors, 1, 32).unwrap();
                let drawn = calibration.seed.is_some();
                let on =
                    if drawn { Samples::Drawn { draws: &draws, count } } else { Samples::Given(&samples) };
                let report = quantised.compare(&model, on);
                eprintln!("{name}, drawn {drawn}: {:.3} %", 100.0 * report.worst());
                assert!(report.worst() < limit && report.refused == 0, "{name}: {:?}", report.outputs);
            }
        }
    }
}

/// What few elements are summed up or averaged of keeps the bits that a logarithm, a quotient or an exponential shows.
#[test]
fn sums_and_means_of_few_elements_keep_their_bits() {
    let last = || integers("last", &[1], vec![-1]);
    let cases: [(&str, Vec<NodeProto>, (f64, f64)); 3] = [
        (
            "a logarithm of a sum of exponentials",
            vec![op("Exp", &["x"], "e"), op("ReduceSum", &["e", "last"], "s"), op("Log", &["s"], "y")],
            (-6.0, 6.0),
        ),
        (
            "a softmax that is spelled out",
            vec![op("Exp", &["x"], "e"), op("ReduceSum", &["e", "last"], "s"), op("Div", &["e", "s"], "y")],
            (-6.0, 6.0),
        ),
        (
            "a geometric mean",
            vec![op("Log", &["x"], "l"), op("ReduceMean", &["l", "last"], "m"), op("Exp", &["m"], "y")],
            (0.01, 100.0),
        ),
    ];
    for (name, nodes, (lo, hi)) in cases {
        let model = model(18, &[("x", &[1, 8])], vec![last()], nodes, &["y"]);
        let at = |v: f32| match lo > 0.0 {
            true => (lo * hi).sqrt() * (hi / lo).sqrt().powf(f64::from(v)),
            false => hi * f64::from(v),
        };
        let sample = |seed| Sample { inputs: vec![noise(seed, 8).into_iter().map(at).collect()] };
        let samples: Vec<Sample> = (1..33).map(sample).collect();
        let ranges = Ranges::Samples(samples.clone());
        let mut options = CompileOptions { ranges, ..Default::default() };
        options.inputs.insert("x".into(), Interval::new(lo, hi).unwrap());
        let compiled = compile_bytes(&bytes(&model), None, &options).unwrap();
        let report = compiled.quantised.compare(&compiled.model, Samples::Given(&samples));
        eprintln!("{name}: {:.3} % {:?}", 100.0 * report.worst(), report.losses);
        assert!(report.worst() < 0.005 && report.losses.is_empty(), "{name}: {report:?}");
    }
}
