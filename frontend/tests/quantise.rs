//! What quantisation promises at a model's edges: copies of outputs, values beyond their range, inputs.

mod common;

use common::onnx::*;
use frontend::{CompileOptions, Interval, Options, Ranges, Sample, compile_bytes};
use tract_onnx::pb::ModelProto;

/// The graph of a model with input `x` in -1..1.
fn integers_of(model: &ModelProto, options: Options) -> gadgets::Graph {
    let mut compile = CompileOptions { quantise: options, ..Default::default() };
    compile.inputs.insert("x".into(), Interval::new(-1.0, 1.0).unwrap());
    compile_bytes(&bytes(model), None, &compile).unwrap().quantised.graph
}

#[test]
fn outputs_that_are_inputs_constants_or_each_other_are_copied() {
    let nodes = vec![
        node("Identity", &["x"], &["y"], vec![]),
        node("Relu", &["x"], &["r"], vec![]),
        node("Flatten", &["r"], &["f"], vec![]),
    ];
    let model = model(13, &[("x", &[2, 3])], vec![weights("k", &[4])], nodes, &["y", "x", "r", "f", "k"]);
    let graph = integers_of(&model, Options::default());
    let names: Vec<&str> = graph.outputs.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["y", "x", "r", "f", "k"]);
    let distinct: std::collections::BTreeSet<_> =
        graph.outputs.iter().chain(&graph.inputs).map(|p| p.tensor).collect();
    assert_eq!(distinct.len(), 6);
    let x = [-127, -1, 0, 1, 5, 127];
    let run = gadgets::execute(&graph, &[&x]).unwrap();
    assert_eq!(run.outputs[0], x);
    assert_eq!(run.outputs[1], x);
    assert_eq!(run.outputs[2], [0, 0, 0, 1, 5, 127]);
    assert_eq!(run.outputs[3], run.outputs[2]);
    // Every ONNX node keeps its name somewhere.
    let labels: Vec<String> = graph.nodes.iter().flat_map(|n| n.onnx.clone()).collect();
    for name in ["identity_y", "relu_r", "flatten_f"] {
        assert!(labels.iter().any(|l| l == name), "{name} in {labels:?}");
    }
}

#[test]
fn values_beyond_a_calibrated_range_are_rejected_or_clamped() {
    // Twelve weights of alternating sign: samples that cancel show a range far below the worst case.
    let w: Vec<f32> = (0..12).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let nodes = vec![
        node("MatMul", &["x", "w"], &["a"], vec![]),
        node("Relu", &["a"], &["r"], vec![]),
        node("MatMul", &["r", "v"], &["y"], vec![]),
    ];
    let v = floats("v", &[1, 1], vec![1.0]);
    let model = model(13, &[("x", &[1, 12])], vec![floats("w", &[12, 1], w), v], nodes, &["y"]);
    let flat = Sample { inputs: vec![(0..12).map(|i| if i == 0 { 1.0 } else { 0.5 }).collect()] };
    let worst: Vec<f64> = (0..12).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let run = |overflow| {
        let mut compile = CompileOptions {
            quantise: Options { overflow, ..Options::default() },
            ranges: Ranges::Samples(vec![flat.clone()]),
            ..Default::default()
        };
        compile.inputs.insert("x".into(), Interval::new(-1.0, 1.0).unwrap());
        let compiled = compile_bytes(&bytes(&model), None, &compile).unwrap().quantised;
        let ints = compiled.quantise_inputs(std::slice::from_ref(&worst)).unwrap();
        let run = gadgets::execute(&compiled.graph, &[&ints[0]]);
        run.map(|r| compiled.dequantise_output(0, &r.outputs[0])[0])
    };
    let stop = run(frontend::Overflow::Reject).unwrap_err();
    assert!(
        matches!(stop, gadgets::Stop::Status { status: gadgets::Status::ValueRange, step: 1, .. }),
        "{stop}"
    );
    // Half of the largest observed value, with the margin of 1.25, is what a clamp leaves.
    let clamped = run(frontend::Overflow::Saturate).unwrap();
    assert!((clamped - 0.625).abs() < 0.01, "{clamped}");
}

#[test]
fn inputs_keep_their_integers_and_refuse_what_lies_outside() {
    let model = model(13, &[("x", &[3])], vec![], vec![node("Relu", &["x"], &["y"], vec![])], &["y"]);
    let compiled = |lo, hi| {
        let mut compile = CompileOptions::default();
        compile.inputs.insert("x".into(), Interval::new(lo, hi).unwrap());
        compile_bytes(&bytes(&model), None, &compile).unwrap().quantised
    };
    let pixels = compiled(0.0, 200.0);
    assert_eq!(pixels.quantise_input(0, &[0.0, 99.5, 200.0]).unwrap(), [0, 100, 200]);
    let outside = pixels.quantise_input(0, &[0.0, 0.0, 201.0]).unwrap();
    let stop = gadgets::execute(&pixels.graph, &[&outside]).unwrap_err();
    assert!(matches!(stop, gadgets::Stop::Status { status: gadgets::Status::InputRange, step: 0, .. }));
    assert!(pixels.quantise_input(0, &[0.0, 0.0, 300.0]).is_err());
    assert!(pixels.quantise_input(0, &[0.0, 0.0, f64::NAN]).is_err());
    assert!(pixels.quantise_input(0, &[0.0]).is_err());
    // Three numbers that are not whole are rounded to words: bytes would save nothing.
    let unit = compiled(0.0, 1.0);
    assert_eq!(unit.quantise_input(0, &[0.0, 0.5, 1.0]).unwrap(), [0, 8192, 16383]);
    let signed = compiled(-2.0, 1.0);
    assert_eq!(signed.quantise_input(0, &[-2.0, 0.0, 1.0]).unwrap(), [-8191, 0, 4096]);
}
