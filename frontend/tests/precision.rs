//! What one scale for a tensor must not lose: sums with what is always zero, softmax far from zero, masks,
//! tiny weights. Right to within what the inputs' own rounding explains, or a stated loss.

mod common;

use common::onnx::*;
use common::{largest, runs};
use frontend::{
    CompileOptions, Compiled, Interval, Options, Ranges, Report, Sample, Samples, Verdict, compile_bytes,
};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto, type_proto};

/// `-1e4` and what exporters write for minus infinity.
const MASKS: [f32; 4] = [-1e4, -1e9, -1e30, f32::MIN];

fn presets() -> [Options; 4] {
    let single = Options { node_by_node: true, ..Options::default() };
    [Options::default(), Options::small(), Options::exact(), single]
}

fn sample(inputs: &[&[f64]]) -> Sample {
    Sample { inputs: inputs.iter().map(|v| v.to_vec()).collect() }
}

/// A model of one shape for all its inputs.
fn build(
    inputs: &[&str],
    shape: &[i64],
    constants: Vec<TensorProto>,
    nodes: Vec<NodeProto>,
    outputs: &[&str],
) -> ModelProto {
    let inputs: Vec<(&str, &[i64])> = inputs.iter().map(|name| (*name, shape)).collect();
    model(13, &inputs, constants, nodes, outputs)
}

/// Compiled with these input ranges.
fn compiled(model: &ModelProto, ranges: &[(&str, f64, f64)], from: Ranges, options: &Options) -> Compiled {
    let mut compile = CompileOptions { quantise: options.clone(), ranges: from, ..Default::default() };
    for (name, lo, hi) in ranges {
        compile.inputs.insert((*name).to_owned(), Interval::new(*lo, *hi).unwrap());
    }
    compile_bytes(&bytes(model), None, &compile).unwrap_or_else(|e| panic!("{e} ({options:?})"))
}

/// The outputs are the floats' within `tolerance`, by every preset, with ranges proven, drawn and calibrated.
fn follows(name: &str, model: &ModelProto, ranges: &[(&str, f64, f64)], given: &Sample, tolerance: [f64; 4]) {
    for (options, tolerance) in presets().iter().zip(tolerance) {
        for from in [Ranges::Proven, Ranges::Drawn { seed: 1 }, Ranges::Samples(vec![given.clone()])] {
            let compiled = compiled(model, ranges, from.clone(), options);
            assert_eq!(compiled.quantised.losses, [], "{name}");
            let want = compiled.model.outputs(given);
            let got = runs(&compiled, given).unwrap_or_else(|stop| panic!("{name}: {stop} ({options:?})"));
            for (output, (want, got)) in want.iter().zip(&got).enumerate() {
                for (w, g) in want.iter().zip(got) {
                    assert!(
                        (w - g).abs() <= tolerance * (1.0 + largest(want) * 1e-6),
                        "{name}, output {output}: {got:?}, expected {want:?} ({options:?}, {from:?})"
                    );
                }
            }
        }
    }
}

/// The same tolerance whatever the width.
fn exactly(name: &str, model: &ModelProto, ranges: &[(&str, f64, f64)], given: &Sample) {
    follows(name, model, ranges, given, [5e-4; 4]);
}

#[test]
fn what_is_always_zero_leaves_a_sum_its_precision() {
    let c = || floats("c", &[3, 1], vec![0.3, 0.4, -0.45]);
    let zeros =
        |name: &str, dims: &[i64]| floats(name, dims, vec![0.0; dims.iter().product::<i64>() as usize]);
    let add = |a: &str| node("Add", &[a, "c"], &["y"], vec![]);
    let ones = sample(&[&[1.0; 12]]);
    let product = node("MatMul", &["x", "w"], &["a"], vec![]);
    let model =
        build(&["x"], &[3, 4], vec![zeros("w", &[4, 2]), c()], vec![product.clone(), add("a")], &["y"]);
    exactly("zero weights", &model, &[("x", -1.0, 1.0)], &ones);

    let gemm = node("Gemm", &["x", "w", "c"], &["y"], vec![float("alpha", 0.0)]);
    let model = build(&["x"], &[3, 4], vec![weights("w", &[4, 2]), c()], vec![gemm], &["y"]);
    exactly("alpha 0", &model, &[("x", -1.0, 1.0)], &ones);

    let nothing = sample(&[&[0.0; 12]]);
    let model = build(&["x"], &[3, 4], vec![c()], vec![add("x")], &["y"]);
    exactly("an input of zeros", &model, &[("x", 0.0, 0.0)], &nothing);

    let model =
        build(&["x"], &[3, 4], vec![weights("w", &[4, 2]), c()], vec![product.clone(), add("a")], &["y"]);
    exactly("a product of zeros", &model, &[("x", 0.0, 0.0)], &nothing);

    let biased = node("Gemm", &["x", "w", "b"], &["y"], vec![]);
    let constants = vec![weights("w", &[4, 2]), floats("b", &[2], vec![1e-4, 3e-5])];
    let model = build(&["x"], &[3, 4], constants, vec![biased], &["y"]);
    let run =
        runs(&compiled(&model, &[("x", 0.0, 0.0)], Ranges::Proven, &Options::default()), &nothing).unwrap();
    assert!(run[0].iter().zip([1e-4, 3e-5].iter().cycle()).all(|(g, w)| (g - w).abs() < 1e-9), "{run:?}");

    let relu = node("Relu", &["x"], &["a"], vec![]);
    let model = build(&["x"], &[3, 4], vec![c()], vec![relu, add("a")], &["y"]);
    exactly("a ReLU of negative values", &model, &[("x", -1.0, -0.5)], &sample(&[&[-0.7; 12]]));

    let pair = vec![
        node("MatMul", &["x", "w"], &["a"], vec![]),
        node("Transpose", &["a"], &["t"], vec![]),
        node("MatMul", &["a", "t"], &["p"], vec![]),
        node("Add", &["p", "c"], &["y"], vec![]),
    ];
    let model = build(&["x"], &[3, 4], vec![zeros("w", &[4, 2]), c()], pair, &["y"]);
    exactly("a product of two activations", &model, &[("x", -1.0, 1.0)], &ones);

    // Behind another layer, where the sum is rounded to an activation.
    let tail = vec![product, add("a"), node("MatMul", &["y", "v"], &["z"], vec![])];
    let constants = vec![zeros("w", &[4, 2]), c(), floats("v", &[2, 1], vec![1.0, 1.0])];
    let model = build(&["x"], &[3, 4], constants, tail, &["z"]);
    follows("an activation", &model, &[("x", -1.0, 1.0)], &ones, [0.01, 0.06, 0.001, 0.01]);
}

#[test]
fn what_is_always_zero_has_no_error_to_leave_room_for() {
    let nodes = vec![
        node("MatMul", &["x", "w"], &["a"], vec![]),
        node("Softmax", &["a"], &["s"], vec![]),
        node("ReduceMean", &["s"], &["m"], vec![ints("axes", &[1])]),
        node("MatMul", &["m", "v"], &["y"], vec![]),
    ];
    let constants = vec![floats("w", &[4, 4], vec![0.0; 16]), floats("v", &[1, 2], vec![4.0, -2.0])];
    let model = build(&["x"], &[3, 4], constants, nodes, &["y"]);
    let given = sample(&[&[1001.0; 12]]);
    follows("a mean", &model, &[("x", 1000.0, 1002.0)], &given, [0.02, 0.2, 0.001, 0.02]);
}

#[test]
fn an_operand_without_a_range_takes_part_in_any_sum() {
    let nodes = vec![node("Add", &["x0", "x1"], &["t"], vec![]), node("Add", &["t", "x0"], &["y"], vec![])];
    let model = build(&["x0", "x1"], &[4], vec![], nodes, &["y"]);
    let x1 = [-1e-4, -1e-4 / 3.0, 1e-4 / 3.0, 1e-4];
    let given = sample(&[&[0.0; 4], &x1]);
    for options in presets() {
        let compiled = compiled(&model, &[("x0", 0.0, 0.0), ("x1", -1e-4, 1e-4)], Ranges::Proven, &options);
        let got = runs(&compiled, &given).unwrap();
        let step = 2e-4 / f64::from((1u32 << options.input_bits) - 2);
        assert!(got[0].iter().zip(x1).all(|(g, w)| (g - w).abs() <= step), "{got:?} ({options:?})");
        // Every multiplier fits the 32 bits that proofs and native code give it.
        let fits = |n: &gadgets::Node| match &n.gadget {
            gadgets::Gadget::Add(g) => g.a.multiplier.max(g.b.multiplier) < 1 << 31,
            _ => true,
        };
        assert!(compiled.quantised.graph.nodes.iter().all(fits));
        // What is no zero is no input of a model whose input is always zero.
        assert!(compiled.quantised.quantise_input(0, &[0.0, 0.3, 0.0, 0.0]).is_err());
    }
}

#[test]
fn softmax_far_from_zero_keeps_its_differences() {
    let softmax = |from: &str| node("Softmax", &[from], &["y"], vec![]);
    let logits: [f64; 8] = [10_000.0, 10_001.0, 10_003.0, 10_002.5, 10_000.5, 10_001.5, 10_002.0, 10_002.9];
    let given = sample(&[&logits]);
    let range = [("x", 10_000.0, 10_003.0)];
    let tolerance = [0.01, 0.1, 0.001, 0.01];
    let check = |name: &str, constants: Vec<TensorProto>, nodes: Vec<NodeProto>| {
        let model = build(&["x"], &[2, 4], constants, nodes, &["y"]);
        follows(name, &model, &range, &given, tolerance);
    };
    check("an input", vec![], vec![softmax("x")]);
    check("behind a ReLU", vec![], vec![node("Relu", &["x"], &["a"], vec![]), softmax("a")]);
    let turn = |from: &str, to: &str| node("Transpose", &[from], &[to], vec![]);
    check("behind moves", vec![], vec![turn("x", "s"), turn("s", "t"), softmax("t")]);
    let unit = floats("w", &[4, 4], (0..16).map(|i| if i % 5 == 0 { 1.0 } else { 0.0 }).collect());
    let same = node("MatMul", &["x", "w"], &["a"], vec![]);
    check("behind a layer", vec![unit.clone()], vec![same.clone(), softmax("a")]);
    let away = floats("c", &[2, 1], vec![-9_000.0, 1e5]);
    let sum = node("Add", &["a", "c"], &["b"], vec![]);
    check("behind a sum", vec![unit, away], vec![same, sum, softmax("b")]);

    // A bias that all logits share, on an activation around zero.
    let biased = floats("b", &[4], vec![10_000.0; 4]);
    let nodes = vec![node("Gemm", &["x", "w", "b"], &["a"], vec![]), softmax("a")];
    let model = build(&["x"], &[2, 4], vec![weights("w", &[4, 4]), biased], nodes, &["y"]);
    let around = sample(&[&[-1.0, 0.5, 0.25, 1.0, 0.0, 0.75, -0.5, 0.3]]);
    follows("a common bias", &model, &[("x", -1.0, 1.0)], &around, tolerance);
}

#[test]
fn masks_leave_softmax_its_accuracy_and_other_readers_theirs() {
    let x = [1.0, 2.0, 3.0, 0.0, 1.0, 2.0];
    let given = sample(&[&x]);
    let range = [("x", -3.0, 3.0)];
    let softmax = |from: &str, to: &str| node("Softmax", &[from], &[to], vec![]);
    let add = |from: &str, c: &str, to: &str| node("Add", &[from, c], &[to], vec![]);
    for mask in MASKS {
        let c = || floats("c", &[2, 3], vec![0.0, 0.0, mask, 0.0, 0.0, 0.0]);
        let d = floats("d", &[3], vec![mask, 0.0, 0.0]);
        let check = |name: &str, constants, nodes, outputs: &[&str], tolerance| {
            let model = build(&["x"], &[2, 3], constants, nodes, outputs);
            follows(&format!("{name}, mask {mask:e}"), &model, &range, &given, tolerance);
        };
        let tolerance = [0.02, 0.2, 0.002, 0.02];
        check("softmax alone", vec![c()], vec![add("x", "c", "a"), softmax("a", "y")], &["y"], tolerance);
        let relu = node("Relu", &["a"], &["z"], vec![]);
        let shared = vec![add("x", "c", "a"), softmax("a", "y"), relu.clone()];
        check("a second reader", vec![c()], shared.clone(), &["y", "z"], tolerance);
        let mut layer = shared;
        layer.push(node("MatMul", &["z", "w"], &["u"], vec![]));
        let ones = floats("w", &[3, 1], vec![1.0; 3]);
        check("a layer behind it", vec![c(), ones], layer, &["y", "u"], [0.1, 0.8, 0.01, 0.1]);
        let turned = vec![
            add("x", "c", "a"),
            node("Transpose", &["a"], &["t"], vec![]),
            node("Softmax", &["t"], &["y"], vec![int("axis", 0)]),
        ];
        check("behind a transpose", vec![c()], turned, &["y"], tolerance);
        let twice = vec![add("x", "c", "a"), add("a", "d", "b"), softmax("b", "y")];
        check("two masks", vec![c(), d], twice, &["y"], tolerance);
        // Scores of a product, as attention has them.
        let scores = vec![
            node("Transpose", &["x"], &["t"], vec![]),
            node("MatMul", &["x", "t"], &["s"], vec![]),
            add("s", "e", "a"),
            softmax("a", "y"),
        ];
        let e = floats("e", &[2, 2], vec![0.0, mask, 0.0, 0.0]);
        check("scores", vec![e], scores, &["y"], [0.1, 0.6, 0.005, 0.1]);
    }
}

#[test]
fn masks_in_a_bias_leave_softmax_its_accuracy_and_are_told_to_others() {
    let given = sample(&[&[1.0, -0.5, 0.25, 0.75, 0.0, -1.0, 0.5, 0.3]]);
    let range = [("x", -1.0, 1.0)];
    let softmax = |from: &str, to: &str| node("Softmax", &[from], &[to], vec![]);
    let scores = vec![0.4, -0.3, -0.6, 0.3];
    for (i, mask) in MASKS.into_iter().enumerate() {
        let masked = |mut values: Vec<f32>| {
            values[2] = mask;
            values
        };
        let build = |w: TensorProto, bias: Vec<f32>, sum: Vec<f32>, outputs: &[&str]| {
            let constants = vec![w, floats("b", &[4], bias), floats("c", &[1, 4], sum)];
            let nodes = vec![
                node("Gemm", &["x", "w", "b"], &["a"], vec![]),
                node("Add", &["a", "c"], &["s"], vec![]),
                softmax("s", "y"),
                node("Relu", &["s"], &["z"], vec![]),
            ];
            build(&["x"], &[2, 4], constants, nodes, outputs)
        };
        let zeros = || floats("w", &[4, 4], vec![0.0; 16]);
        let nothing = || vec![0.0; 4];
        let tolerance = [0.02, 0.2, 0.002, 0.02];
        for (what, w) in [("a layer", weights("w", &[4, 4])), ("a layer of zeros", zeros())] {
            for outputs in [&["y"][..], &["y", "z"]] {
                let own = build(w.clone(), masked(scores.clone()), nothing(), outputs);
                follows(&format!("{what}, mask {mask:e} in its bias"), &own, &range, &given, tolerance);
                let sum = build(w.clone(), scores.clone(), masked(nothing()), outputs);
                follows(&format!("{what}, mask {mask:e} behind it"), &sum, &range, &given, tolerance);
            }
        }
        // Who sees the mask itself is told, where it is clamped or takes the rest its bits.
        let losses = |outputs: &[&str], from: &str| {
            let mut model = build(weights("w", &[4, 4]), masked(vec![0.0; 4]), nothing(), outputs);
            let graph = model.graph.as_mut().unwrap();
            graph.initializer.push(floats("v", &[4, 1], vec![1.0; 4]));
            graph.node.push(node("MatMul", &[from, "v"], &["u"], vec![]));
            compiled(&model, &range, Ranges::Proven, &Options::default()).quantised.losses
        };
        assert_eq!(losses(&["y", "s"], "z").len(), usize::from(i >= 2), "{mask:e}");
        assert!(!losses(&["y", "u"], "s").is_empty(), "{mask:e}");
        assert!(!losses(&["u"], "s").is_empty(), "{mask:e}");
    }
}

#[test]
fn a_product_wider_than_any_multiplier_keeps_its_precision() {
    // Factors as far from 0 as this have 25 bits by the exact preset, their sums 53. The result may be off by a step
    // of its range, which is proven from 0 on: 8 million in as many bits as the preset has.
    let w = floats("w", &[4, 4], (0..16).map(|i| if i % 5 == 0 { 1e-6 } else { 0.0 }).collect());
    let b = floats("b", &[4], vec![1000.1, 1000.2, 1000.3, 1000.4]);
    let nodes = vec![
        node("Gemm", &["x", "w", "b"], &["a"], vec![]),
        node("Gemm", &["a", "a"], &["p"], vec![int("transB", 1)]),
        node("Add", &["p", "p"], &["y"], vec![]),
    ];
    let model = build(&["x"], &[3, 4], vec![w, b], nodes, &["y"]);
    let given = sample(&[&[0.5; 12]]);
    let steps = [8.0, 5.0, 14.0, 8.0].map(|bits: f64| 8e6 / (bits.exp2() - 1.0));
    // The tolerance grows with the size of the output.
    follows("a wide product", &model, &[("x", -1.0, 1.0)], &given, steps.map(|step| step / 9.0));
}

#[test]
fn rows_that_are_masked_as_a_whole_are_uniform_where_floats_are() {
    let c = floats("c", &[2, 3], vec![0.0, 0.0, 0.0, f32::MIN, f32::MIN, f32::MIN]);
    let nodes = vec![node("Add", &["x", "c"], &["a"], vec![]), node("Softmax", &["a"], &["y"], vec![])];
    let model = build(&["x"], &[2, 3], vec![c], nodes, &["y"]);
    let given = sample(&[&[1.0, 2.0, 3.0, 1.0, 2.0, 3.0]]);
    follows("a whole row", &model, &[("x", -3.0, 3.0)], &given, [0.02, 0.2, 0.002, 0.02]);
}

/// The report of a model on one sample, by the default options, computed by ONNX in this type.
fn reported(model: &ModelProto, kind: DataType, range: (f64, f64), given: &Sample) -> Report {
    let mut model = model.clone();
    let graph = model.graph.as_mut().unwrap();
    for port in graph.input.iter_mut().chain(&mut graph.output).filter_map(|port| port.r#type.as_mut()) {
        let Some(type_proto::Value::TensorType(tensor)) = &mut port.value else { panic!("no tensor") };
        tensor.elem_type = kind.into();
    }
    let from = Ranges::Samples(vec![given.clone()]);
    let compiled = compiled(&model, &[("x", range.0, range.1)], from, &Options::exact());
    compiled.quantised.compare(&compiled.model, Samples::Given(std::slice::from_ref(given)))
}

#[test]
fn errors_are_against_the_model_s_own_type_where_it_absorbs_a_row() {
    let x: Vec<f64> = (0..16).map(|i| f64::from(i % 8) * 0.4 - 1.4).collect();
    let softmax = |from: &str, to: &str| node("Softmax", &[from], &[to], vec![]);
    let masked = |mask: f32, from: usize| {
        let c = floats("c", &[2, 8], (0..16).map(|i| if i >= from { mask } else { 0.0 }).collect());
        let nodes = vec![node("Add", &["x", "c"], &["a"], vec![]), softmax("a", "p"), softmax("p", "y")];
        build(&["x"], &[2, 8], vec![c], nodes, &["p", "y"])
    };
    let given = sample(&[&x]);
    let report = |mask, from, kind| reported(&masked(mask, from), kind, (-3.0, 3.0), &given);

    // float32 absorbs x beside 10^9: 1/8 each. Real numbers, and the integers, keep its differences.
    let whole = report(-1e9, 8, DataType::Float);
    let largest = x[8..].iter().map(|v| (v - x[15]).exp()).sum::<f64>().recip();
    assert!((whole.outputs[0].error.max - (largest - 0.125)).abs() < 0.01, "{:?}", whole.outputs[0]);
    assert_eq!(whole.verdict(), Verdict::Large);
    // Named where it arises, once.
    assert_eq!(whole.absorbed.len(), 1, "{:?}", whole.absorbed);
    let loss = &whole.absorbed[0];
    assert!(loss.tensor == "p" && loss.node == "softmax_p" && loss.reason.contains("float32"), "{loss}");

    // A part of a row, a mask that absorbs nothing, one beyond which nothing counts, a type that holds both.
    let half = report(-1e3, 8, DataType::Float16);
    assert!(!half.absorbed.is_empty() && half.verdict() == Verdict::Large, "{half:?}");
    for (mask, from, kind) in [
        (-1e9, 12, DataType::Float),
        (-1e3, 8, DataType::Float),
        (f32::MIN, 8, DataType::Float),
        (-1e9, 8, DataType::Double),
    ] {
        let fine = report(mask, from, kind);
        assert_eq!(
            (fine.verdict(), fine.absorbed),
            (Verdict::Close, vec![]),
            "{mask:e} from {from}, {kind:?}"
        );
    }
}

#[test]
fn what_overflows_the_model_s_own_type_is_told() {
    let product = |from: &str, w: &str, to: &str| node("MatMul", &[from, w], &[to], vec![]);
    let diagonal = |name: &str, v: f32| floats(name, &[2, 2], vec![v, 0.0, 0.0, v]);
    let nodes = vec![product("x", "up", "a"), product("a", "up", "b"), product("b", "down", "y")];
    let model = build(&["x"], &[1, 2], vec![diagonal("up", 1e20), diagonal("down", 1e-30)], nodes, &["y"]);
    let given = sample(&[&[1.0, -0.5]]);
    let single = reported(&model, DataType::Float, (-1.0, 1.0), &given);
    assert!(single.outputs[0].error.is_endless() && single.verdict() == Verdict::Large, "{single:?}");
    assert_eq!(single.absorbed.len(), 1);
    let loss = &single.absorbed[0];
    assert!(loss.tensor == "b" && loss.reason.contains("not finite in float32"), "{loss}");
    // All of it can be written and read back.
    let text = serde_json::to_string(&single).unwrap();
    let back = serde_json::from_str::<Report>(&text).unwrap();
    assert!(back.outputs[0].error.is_endless() && back.absorbed == single.absorbed, "{text}");
    let double = reported(&model, DataType::Double, (-1.0, 1.0), &given);
    assert_eq!((double.verdict(), double.absorbed), (Verdict::Close, vec![]));
}

/// An element that is no number in floats hides nothing of the others, and no figure is made of it.
#[test]
fn elements_that_are_not_finite_are_counted_and_others_compared() {
    let by = |name: &str, v: f32| floats(name, &[1, 4], vec![v, 1.0, 1.0, 1.0]);
    let constants = vec![by("up", 1e20), by("more", 1e20), by("down", 1e-30)];
    let times = |a: &str, b: &str, y: &str| node("Mul", &[a, b], &[y], vec![]);
    let nodes = vec![times("x", "up", "a"), times("a", "more", "b"), times("b", "down", "y")];
    let model = build(&["x"], &[1, 4], constants, nodes, &["y"]);
    let given = sample(&[&[1.0, -0.5, 0.25, 0.125]]);
    let report = reported(&model, DataType::Float, (-1.0, 1.0), &given);
    let error = report.outputs[0].error;
    assert!(error.endless == 1 && report.is_endless() && report.verdict() == Verdict::Large, "{report:?}");
    // The others' own range, and what is infinite is the largest.
    assert!((error.lo, error.hi) == (-0.5, 0.25) && error.max.is_finite(), "{error:?}");
    assert_eq!((report.outputs[0].decisions, report.outputs[0].agreeing), (1, 1));
    // A mean is of what is compared: three elements, all lost beside the fourth.
    let other = reported(&model, DataType::Float, (-1.0, 1.0), &sample(&[&[0.125, -0.5, 1.0, 0.5]]));
    let error = other.outputs[0].error;
    assert!(error.endless == 1 && (error.mean - 2.0 / 3.0).abs() < 1e-6, "{error:?}");
    let double = reported(&model, DataType::Double, (-1.0, 1.0), &given);
    assert!(!double.is_endless() && double.outputs[0].decisions == 1, "{double:?}");
}

#[test]
fn a_mask_given_as_an_input_is_a_mask_or_a_stated_loss() {
    let nodes = vec![node("Add", &["x", "m"], &["a"], vec![]), node("Softmax", &["a"], &["y"], vec![])];
    let model = build(&["x", "m"], &[2, 3], vec![], nodes, &["y"]);
    for mask in MASKS.map(f64::from) {
        let given = sample(&[&[1.0, 2.0, 3.0, 0.0, 1.0, 2.0], &[0.0, 0.0, mask, 0.0, 0.0, 0.0]]);
        let compiled =
            compiled(&model, &[("x", -3.0, 3.0), ("m", mask, 0.0)], Ranges::Proven, &Options::default());
        let (want, got) = (compiled.model.outputs(&given), runs(&compiled, &given).unwrap());
        let error = want[0].iter().zip(&got[0]).map(|(w, g)| (w - g).abs()).fold(0.0, f64::max);
        let stated = !compiled.quantised.losses.is_empty();
        assert!(error < 0.02 || stated, "{mask:e}: {got:?}");
        assert!(mask < -1e9 || !stated, "{:?}", compiled.quantised.losses);
    }
}

#[test]
fn tiny_weights_beside_a_bias_compile() {
    for weight in [1e-16f32, 1e-30, 1e-38, 1e-8] {
        let constants = vec![floats("w", &[3, 2], vec![weight; 6]), floats("b", &[2], vec![0.5, -1.0])];
        let gemm = node("Gemm", &["x", "w", "b"], &["y"], vec![]);
        let model = build(&["x"], &[1, 3], constants.clone(), vec![gemm.clone()], &["y"]);
        let given = sample(&[&[1.0; 3]]);
        exactly("tiny weights", &model, &[("x", -1.0, 1.0)], &given);
        let nodes = vec![gemm, node("Softmax", &["y"], &["p"], vec![])];
        let model = build(&["x"], &[1, 3], constants, nodes, &["p"]);
        follows("and softmax", &model, &[("x", -1.0, 1.0)], &given, [0.002, 0.01, 0.002, 0.002]);
        let sums =
            vec![node("MatMul", &["x", "w"], &["a"], vec![]), node("Add", &["a", "c"], &["y"], vec![])];
        let constants =
            vec![floats("w", &[3, 1], vec![weight; 3]), floats("c", &[3, 1], vec![0.3, 0.4, -0.45])];
        let model = build(&["x"], &[3, 3], constants, sums, &["y"]);
        exactly("and a sum", &model, &[("x", -1.0, 1.0)], &sample(&[&[1.0; 9]]));
    }
}

#[test]
fn what_no_scale_holds_is_a_stated_loss() {
    let c = |v: f32| floats("c", &[2, 3], vec![0.0, 0.0, v, 0.0, 0.0, 0.0]);
    let add = || node("Add", &["x", "c"], &["a"], vec![]);
    let losses = |model: &ModelProto| {
        compiled(model, &[("x", -3.0, 3.0)], Ranges::Proven, &Options::default()).quantised.losses
    };
    // The smallest float and values of a few units in one output.
    let found = losses(&build(&["x"], &[2, 3], vec![c(f32::MIN)], vec![add()], &["a"]));
    assert!(found.len() == 1 && found[0].tensor == "a" && found[0].node == "add_a", "{found:?}");
    // The same behind a softmax, for which the mask is clamped.
    let shared = vec![add(), node("Softmax", &["a"], &["y"], vec![])];
    let found = losses(&build(&["x"], &[2, 3], vec![c(f32::MIN)], shared, &["a", "y"]));
    assert!(found.len() == 1 && found[0].reason.contains("clamped"), "{found:?}");
    // A small sum that a layer reads is rounded to 14 bits of a million, and x is gone.
    let layer = vec![add(), node("MatMul", &["a", "w"], &["y"], vec![])];
    let ones = floats("w", &[3, 1], vec![1.0; 3]);
    let found = losses(&build(&["x"], &[2, 3], vec![c(-1e6), ones.clone()], layer.clone(), &["y"]));
    assert!(found.len() == 1 && found[0].reason.contains("'x'"), "{found:?}");
    // One of a hundred leaves it its bits.
    let found = losses(&build(&["x"], &[2, 3], vec![c(-100.0), ones], layer, &["y"]));
    assert_eq!(found, []);
}
