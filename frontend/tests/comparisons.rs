//! Comparisons: with constants for every integer of an input what the reals say of it, and of tensors of different scales. And
//! quotients, to the nearest.

mod common;

use std::collections::BTreeMap;

use common::onnx::*;
use common::runs;
use frontend::{CompileOptions, Interval, Ranges, Sample, Samples, compile_bytes};
use tract_onnx::pb::tensor_proto::DataType;

/// Bounds at, between and beyond the integers of -2..2 in 8 bits.
const BOUNDS: [f32; 9] = [-3.0, -2.0, -1.0, -0.007, 0.0, 0.009, 0.5, 1.999, 7.0];

/// Both where the input has an activation's bits, so that bounds lie between its integers, and where nothing but the comparison reads
/// it, which makes it so fine that none does.
#[test]
fn every_integer_compares_as_its_real_does() {
    let count = BOUNDS.len() as i64;
    let operators = [("Less", false), ("Less", true), ("GreaterOrEqual", false), ("LessOrEqual", true)];
    for ((operator, swapped), alone) in operators.into_iter().flat_map(|o| [(o, false), (o, true)]) {
        let operands = if swapped { ["w", "x"] } else { ["x", "w"] };
        let mut nodes = vec![node(operator, &operands, &["y"], vec![])];
        let mut outputs = vec!["y"];
        if !alone {
            nodes.push(node("Relu", &["x"], &["r"], vec![]));
            outputs.push("r");
        }
        let given = vec![floats("w", &[count], BOUNDS.to_vec())];
        let model = model(16, &[("x", &[256, 1])], given, nodes, &outputs);
        let inputs: BTreeMap<_, _> = [("x".to_owned(), Interval::new(-2.0, 2.0).expect("a range"))].into();
        let options =
            CompileOptions { inputs, ranges: Ranges::Drawn { seed: 0 }, ..CompileOptions::default() };
        let graph = compile_bytes(&bytes(&model), None, &options).expect("it compiles").quantised.graph;
        let input = graph.tensor(graph.inputs[0].tensor);
        let (range, scale) = (input.range, input.scale.to_f64());
        assert_eq!(range.hi - range.lo < 256, !alone, "{range}");
        let near = |bound: f32| (-2..=2).map(move |d| (f64::from(bound) / scale).round() as i64 + d);
        let all: Vec<i64> = match alone {
            true => BOUNDS.into_iter().flat_map(near).cycle().take(256).collect(),
            false => (0..256).map(|i| range.lo + i).collect(),
        };
        let all: Vec<i64> = all.into_iter().map(|v| v.clamp(range.lo, range.hi)).collect();
        let got = gadgets::execute(&graph, &[&all]).expect("all are in range").outputs.remove(0);
        let wanted: Vec<i64> = all
            .iter()
            .flat_map(|v| BOUNDS.map(|bound| (*v as f64 * scale, f64::from(bound))))
            .map(|(x, bound)| match (operator, swapped) {
                ("Less", false) => x < bound,
                ("Less", true) => bound < x,
                ("GreaterOrEqual", _) => x >= bound,
                _ => bound <= x,
            })
            .map(i64::from)
            .collect();
        assert!(wanted.contains(&0) && wanted.contains(&1));
        assert_eq!(got, wanted, "{operator}, swapped: {swapped}, alone: {alone}");
    }
}

/// A quotient is rounded to the nearest unit of its scale, so that its errors cancel.
#[test]
fn quotients_are_rounded_to_the_nearest() {
    let nodes = vec![node("Div", &["x", "z"], &["y"], vec![])];
    let model = model(16, &[("x", &[512]), ("z", &[512])], vec![], nodes, &["y"]);
    let range = |lo, hi| Interval::new(lo, hi).expect("a range");
    let inputs = [("x", range(-2.0, 2.0)), ("z", range(1.0, 3.0))];
    let inputs = inputs.map(|(name, range)| (name.to_owned(), range)).into();
    let options = CompileOptions { inputs, ranges: Ranges::Drawn { seed: 0 }, ..CompileOptions::default() };
    let graph = compile_bytes(&bytes(&model), None, &options).expect("it compiles").quantised.graph;
    let tensors = [0, 1].map(|i| graph.tensor(graph.inputs[i].tensor));
    let drawn = [1, 2].map(|seed| noise(seed, 512));
    // The noise lies in -1..1.
    let given: Vec<Vec<i64>> = tensors
        .iter()
        .zip(&drawn)
        .map(|(t, v)| {
            let width = (t.range.hi - t.range.lo) as f64;
            let at = |v: &f32| t.range.lo + ((f64::from(*v) + 1.0) / 2.0 * width) as i64;
            // Within what is declared, not only what is allowed.
            let [lo, hi] = if t.range.lo < 0 { [-2.0, 2.0] } else { [1.0, 3.0] };
            let units = |x: f64| (x / t.scale.to_f64()) as i64;
            v.iter().map(|v| at(v).clamp(units(lo), units(hi))).collect()
        })
        .collect();
    let run = gadgets::execute(&graph, &[&given[0], &given[1]]).expect("all are in range");
    let unit = graph.tensor(graph.outputs[0].tensor).scale.to_f64();
    let real = |i: usize, k: usize| given[k][i] as f64 * tensors[k].scale.to_f64();
    let errors: Vec<f64> =
        (0..512).map(|i| run.outputs[0][i] as f64 - real(i, 0) / real(i, 1) / unit).collect();
    let mean = errors.iter().sum::<f64>() / 512.0;
    assert!(errors.iter().all(|e| e.abs() < 0.76) && mean.abs() < 0.1, "{mean}, {errors:?}");
}

/// An element that was chosen among others, at a scale that all of them share, equals the one that it is, and no other; whole
/// numbers are compared with reals as they are.
#[test]
fn what_was_chosen_equals_what_it_was_chosen_from() {
    let nodes = vec![
        node("Tanh", &["x"], &["a"], vec![]),
        node("Mul", &["z", "third"], &["b"], vec![]),
        node("Max", &["a", "b"], &["m"], vec![]),
        node("Equal", &["m", "a"], &["is_a"], vec![]),
        node("Less", &["a", "m"], &["above_a"], vec![]),
        node("Equal", &["m", "b"], &["is_b"], vec![]),
        node("Less", &["b", "m"], &["above_b"], vec![]),
        node("Cast", &["i"], &["real"], vec![int("to", 1)]),
        node("Less", &["real", "b"], &["below"], vec![]),
        node("Max", &["real", "b"], &["n"], vec![]),
        node("Equal", &["n", "real"], &["is_real"], vec![]),
    ];
    let outputs = ["a", "b", "is_a", "above_a", "is_b", "above_b", "below", "is_real"];
    let shape: &[i64] = &[64];
    let given = vec![floats("third", &[], vec![1.7])];
    let model = model(16, &[("x", shape), ("z", shape), ("i", shape)], given, nodes, &outputs);
    let model = typed(model, 2, DataType::Int64);
    let range = |lo, hi| Interval::new(lo, hi).expect("a range");
    let inputs = [("x", range(-3.0, 3.0)), ("z", range(-2.0, 2.0)), ("i", range(-4.0, 4.0))];
    let inputs = inputs.map(|(name, range)| (name.to_owned(), range)).into();
    let options = CompileOptions { inputs, ranges: Ranges::Drawn { seed: 0 }, ..CompileOptions::default() };
    let compiled = compile_bytes(&bytes(&model), None, &options).expect("it compiles");
    let scaled = |seed, by: f32| noise(seed, 64).into_iter().map(|v| f64::from(v * by)).collect::<Vec<_>>();
    let whole: Vec<f64> = scaled(3, 4.0).iter().map(|v| v.round()).collect();
    let got = runs(&compiled, &Sample { inputs: vec![scaled(1, 2.9), scaled(2, 1.9), whole.clone()] });
    let got = got.expect("all are in range");
    let mut seen = [0, 0];
    for i in 0..64 {
        let [a, b] = [got[0][i], got[1][i]];
        let flags: Vec<bool> = got[2..].iter().map(|v| v[i] == 1.0).collect();
        assert!((a - b).abs() > 1e-3, "no tie: {a} and {b}");
        assert_eq!(flags[..4], [a > b, a < b, b > a, b < a], "{i}: {a} and {b}");
        assert_eq!(flags[4..], [whole[i] < b, whole[i] > b], "{i}: {} and {b}", whole[i]);
        seen[usize::from(a > b)] += 1;
    }
    assert!(seen.iter().all(|n| *n > 8), "{seen:?}");
}

/// Samples within rounding of a threshold fall on either side of it: the report counts them, and none of those that lie elsewhere.
#[test]
fn comparisons_that_flip_are_counted() {
    let nodes = vec![
        node("Greater", &["x", "third"], &["above"], vec![]),
        node("Where", &["above", "x", "far"], &["y"], vec![]),
    ];
    let given = vec![floats("third", &[], vec![0.3]), floats("far", &[], vec![-2.0])];
    let model = model(16, &[("x", &[1, 4])], given, nodes, &["y"]);
    let all = |by: f64| -> Vec<Sample> {
        let at = |seed| noise(seed, 4).into_iter().map(|v| 0.3 + by * f64::from(v)).collect();
        (0..64).map(|seed| Sample { inputs: vec![at(seed)] }).collect()
    };
    let far: Vec<Sample> =
        (0..64).map(|i| Sample { inputs: vec![vec![-1.0, 0.9, f64::from(i) / 256.0, 0.4]] }).collect();
    let inputs = [("x".to_owned(), Interval::new(-1.0, 1.0).expect("a range"))].into();
    let options = CompileOptions { inputs, ranges: Ranges::Drawn { seed: 0 }, ..CompileOptions::default() };
    let compiled = compile_bytes(&bytes(&model), None, &options).expect("it compiles");
    let graph = &compiled.quantised.graph;
    let unit = graph.tensor(graph.inputs[0].tensor).scale.to_f64();
    let third = f64::from(0.3f32);
    for (samples, flips) in [(all(unit), true), (far, false)] {
        let stored = |v: f64| (v / unit).round() * unit;
        let flipped = |s: &&Sample| s.inputs[0].iter().any(|v| (stored(*v) > third) != (*v > third));
        let wanted = samples.iter().filter(flipped).count();
        assert_eq!(wanted > 0, flips);
        let report = compiled.quantised.compare(&compiled.model, Samples::Given(&samples));
        let got: Vec<usize> = report.nodes.iter().map(|n| n.flipped).filter(|n| *n > 0).collect();
        assert_eq!(got, if flips { vec![wanted] } else { vec![] }, "of {}", samples.len());
    }
}
