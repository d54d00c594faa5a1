//! Comparisons with constants: for every integer of an input, what the reals say of it.

mod common;

use std::collections::BTreeMap;

use common::onnx::*;
use frontend::{CompileOptions, Interval, Ranges, compile_bytes};

/// Bounds at, between and beyond the integers of -2..2 in 8 bits.
const BOUNDS: [f32; 9] = [-3.0, -2.0, -1.0, -0.007, 0.0, 0.009, 0.5, 1.999, 7.0];

#[test]
fn every_integer_compares_as_its_real_does() {
    let count = BOUNDS.len() as i64;
    for (operator, swapped) in
        [("Less", false), ("Less", true), ("GreaterOrEqual", false), ("LessOrEqual", true)]
    {
        let operands = if swapped { ["w", "x"] } else { ["x", "w"] };
        let model = model(
            16,
            &[("x", &[256, 1])],
            vec![floats("w", &[count], BOUNDS.to_vec())],
            vec![node(operator, &operands, &["y"], vec![])],
            &["y"],
        );
        let inputs: BTreeMap<_, _> = [("x".to_owned(), Interval::new(-2.0, 2.0).expect("a range"))].into();
        let options =
            CompileOptions { inputs, ranges: Ranges::Drawn { seed: 0 }, ..CompileOptions::default() };
        let graph = compile_bytes(&bytes(&model), None, &options).expect("it compiles").quantised.graph;
        let input = graph.tensor(graph.inputs[0].tensor);
        let all: Vec<i64> = (0..256).map(|i| (input.range.lo + i).min(input.range.hi)).collect();
        let got = gadgets::execute(&graph, &[&all]).expect("all are in range").outputs.remove(0);
        let scale = input.scale.to_f64();
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
        assert_eq!(got, wanted, "{operator}, swapped: {swapped}");
    }
}
