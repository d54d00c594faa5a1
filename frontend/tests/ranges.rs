//! What one scale for a tensor, or one table for a function, must not lose: parts of unlike size, ends of where a function is
//! defined, arguments of both signs, and the near ones beside what a mask moved away.

mod common;

use common::onnx::*;
use common::{largest, runs};
use frontend::report::LARGE;
use frontend::{
    CompileOptions, Compiled, Interval, Options, Overflow, Ranges, Sample, Samples, compile_bytes,
};
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

/// Inputs within `[lo, hi]`, both ends among them.
fn inputs(count: u64, len: usize, [lo, hi]: [f64; 2]) -> Vec<Sample> {
    let at = |v: f32| lo + (hi - lo) * (f64::from(v) + 1.0) / 2.0;
    let mut all: Vec<Sample> = (1..=count)
        .map(|seed| Sample { inputs: vec![noise(seed, len).into_iter().map(at).collect()] })
        .collect();
    all[0].inputs[0][0] = lo;
    all[0].inputs[0][len - 1] = hi;
    all
}

/// Compiled from a range alone and from samples.
fn both(model: &ModelProto, samples: &[Sample], [lo, hi]: [f64; 2], options: &Options) -> [Compiled; 2] {
    [Ranges::Drawn { seed: 1 }, Ranges::Samples(samples.to_vec())].map(|ranges| {
        let mut compile = CompileOptions { quantise: options.clone(), ranges, ..Default::default() };
        compile.inputs.insert("x".into(), Interval::new(lo, hi).unwrap());
        compile_bytes(&bytes(model), None, &compile).unwrap_or_else(|e| panic!("{e}"))
    })
}

/// For each column of the last axis: the largest error relative to the column's own range in floats. No input is refused.
fn errors(name: &str, compiled: &Compiled, samples: &[Sample], columns: usize) -> Vec<f64> {
    let mut found = vec![(f64::MAX, f64::MIN, 0.0f64); columns];
    for sample in samples {
        let want = &compiled.model.outputs(sample)[0];
        let got = &runs(compiled, sample).unwrap_or_else(|stop| panic!("{name}: {stop}"))[0];
        for (i, (w, g)) in want.iter().zip(got).enumerate() {
            let (lo, hi, error) = &mut found[i % columns];
            (*lo, *hi, *error) = (lo.min(*w), hi.max(*w), error.max((w - g).abs()));
        }
    }
    found.into_iter().map(|(lo, hi, error)| error / (hi - lo)).collect()
}

#[test]
fn small_columns_keep_their_bits_beside_large_ones() {
    let two_heads = |scale: f32| {
        let mut head = noise(5, 16);
        head.iter_mut().skip(1).step_by(2).for_each(|w| *w *= scale);
        let constants = vec![weights("w", &[8, 8]), floats("v", &[8, 2], head)];
        let nodes = vec![
            node("MatMul", &["x", "w"], &["a"], vec![]),
            node("Relu", &["a"], &["r"], vec![]),
            node("MatMul", &["r", "v"], &["y"], vec![]),
        ];
        model(13, &[("x", &[1, 8])], constants, nodes, &["y"])
    };
    let samples = inputs(24, 8, [-1.0, 1.0]);
    for scale in [1.0, 100.0, 1e4, 2e5] {
        for options in [Options::default(), Options::exact()] {
            for compiled in both(&two_heads(scale), &samples, [-1.0, 1.0], &options) {
                let name = format!("a second column {scale} times as large");
                for error in errors(&name, &compiled, &samples, 2) {
                    assert!(error <= 0.03 || !compiled.quantised.losses.is_empty(), "{name}: {error}");
                }
                assert!(scale > 1e5 || compiled.quantised.losses.is_empty(), "{name}");
            }
        }
    }
}

#[test]
fn small_parts_keep_their_bits_beside_large_ones() {
    let nodes = || {
        vec![
            node("MatMul", &["x", "w"], &["boxes"], vec![]),
            node("MatMul", &["x", "v"], &["logits"], vec![]),
            node("Sigmoid", &["logits"], &["scores"], vec![]),
            node("Concat", &["boxes", "scores"], &["y"], vec![int("axis", 1)]),
        ]
    };
    let samples = inputs(24, 8, [-1.0, 1.0]);
    for scale in [1.0, 640.0, 1e5] {
        let large = noise(9, 32).into_iter().map(|w| w * scale).collect();
        let constants = vec![floats("w", &[8, 4], large), weights("v", &[8, 4])];
        let model = model(13, &[("x", &[1, 8])], constants, nodes(), &["y"]);
        for compiled in both(&model, &samples, [-1.0, 1.0], &Options::default()) {
            let name = format!("boxes of {scale}");
            assert_eq!(compiled.quantised.losses, [], "{name}");
            for error in errors(&name, &compiled, &samples, 8) {
                assert!(error <= 0.03, "{name}: {error}");
            }
        }
    }
}

/// One operator of `x`.
fn alone(op: NodeProto, constants: Vec<TensorProto>) -> ModelProto {
    model(22, &[("x", &[1, 8])], constants, vec![op], &["y"])
}

#[test]
fn powers_of_both_signs_are_powers() {
    for exponent in [2.0, 3.0, 5.0, 6.0, 7.0, 9.0] {
        let model = alone(node("Pow", &["x", "e"], &["y"], vec![]), vec![floats("e", &[], vec![exponent])]);
        let samples = inputs(40, 8, [-2.0, 2.0]);
        for compiled in both(&model, &samples, [-2.0, 2.0], &Options::default()) {
            let error = errors(&format!("Pow {exponent}"), &compiled, &samples, 1)[0];
            assert!(error <= 0.005, "Pow {exponent}: {error}");
        }
    }
}

#[test]
fn reciprocals_are_as_exact_below_zero_as_above() {
    let ends = |sign: f64| if sign < 0.0 { [-5.0, -0.05] } else { [0.05, 5.0] };
    for sign in [1.0, -1.0] {
        let model = alone(node("Reciprocal", &["x"], &["y"], vec![]), vec![]);
        let samples = inputs(250, 8, ends(sign));
        for compiled in both(&model, &samples[..40], ends(sign), &Options::default()) {
            let error = errors("Reciprocal", &compiled, &samples, 1)[0];
            assert!(error <= 0.005, "Reciprocal, {sign}: {error}");
        }
    }
}

#[test]
fn functions_are_defined_up_to_their_closed_ends() {
    for (name, ends) in
        [("Acos", [-1.0, 1.0]), ("Asin", [-1.0, 1.0]), ("Acosh", [1.0, 3.0]), ("Sqrt", [0.0, 7.0])]
    {
        let model = alone(node(name, &["x"], &["y"], vec![]), vec![]);
        let samples = inputs(60, 8, ends);
        for compiled in both(&model, &samples, ends, &Options::default()) {
            let error = errors(name, &compiled, &samples, 1)[0];
            assert!(error <= 0.01, "{name}: {error}");
        }
    }
}

/// Arguments beyond all that were seen are clamped where that is the model's meaning, of functions that are not defined everywhere, too;
/// those that the function does not have end the run.
#[test]
fn a_saturating_root_ends_a_run_only_where_it_has_no_value() {
    let nodes = vec![
        node("MatMul", &["x", "unit"], &["m"], vec![]),
        node("Add", &["m", "c"], &["b"], vec![]),
        node("Sqrt", &["b"], &["y"], vec![]),
    ];
    let unit = (0..64).map(|i| f32::from(u8::from(i % 9 == 0))).collect();
    let constants = vec![floats("unit", &[8, 8], unit), floats("c", &[], vec![1.4])];
    let model = model(18, &[("x", &[1, 8])], constants, nodes, &["y"]);
    let all = |v: f64| Sample { inputs: vec![vec![v; 8]] };
    for overflow in [Overflow::Saturate, Overflow::Reject] {
        let quantise = Options { overflow, table_bits: 16, ..Options::language() };
        let ranges = Ranges::Samples(inputs(32, 8, [-1.0, 1.0]));
        let mut options = CompileOptions { quantise, ranges, ..Default::default() };
        options.inputs.insert("x".into(), Interval::new(-4.0, 4.0).unwrap());
        let compiled = compile_bytes(&bytes(&model), None, &options).unwrap_or_else(|e| panic!("{e}"));
        for v in [-1.0, 0.5, 1.0] {
            let root = runs(&compiled, &all(v)).unwrap_or_else(|e| panic!("{overflow:?}, {v}: {e}"))[0][0];
            assert!((root - (v + 1.4).sqrt()).abs() < 1e-3, "{overflow:?}: {root} at {v}");
        }
        let beyond = runs(&compiled, &all(2.5));
        if overflow == Overflow::Saturate {
            let root = beyond.unwrap_or_else(|e| panic!("{e}"))[0][0];
            assert!(root > 2.4f64.sqrt() && root < 3.9f64.sqrt(), "{root}");
        } else {
            assert!(beyond.is_err(), "{beyond:?}");
        }
        assert!(runs(&compiled, &all(-3.0)).is_err(), "{overflow:?}: a root of -1.6");
    }
}

#[test]
fn a_saturating_model_makes_up_no_value_where_a_function_has_none() {
    for (name, least) in [("Sqrt", 0.0), ("Log", 1e-3), ("Reciprocal", 1e-3), ("Acosh", 1.0)] {
        let nodes = vec![node("Add", &["x", "c"], &["b"], vec![]), node(name, &["b"], &["y"], vec![])];
        let model = model(18, &[("x", &[1, 8])], vec![floats("c", &[], vec![1.4])], nodes, &["y"]);
        let quantise = Options { overflow: Overflow::Saturate, table_bits: 16, ..Options::language() };
        // What the samples show lies where there are values, all of it.
        let ranges = Ranges::Samples(inputs(32, 8, [-0.1, 0.1]));
        let mut options = CompileOptions { quantise, ranges, ..Default::default() };
        options.inputs.insert("x".into(), Interval::new(-10.0, 10.0).unwrap());
        let compiled =
            compile_bytes(&bytes(&model), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
        let run = |argument: f64| runs(&compiled, &Sample { inputs: vec![vec![argument - 1.4; 8]] });
        for argument in [least + 0.15, 1.4, 3.0, 9.0] {
            assert!(run(argument).is_ok(), "{name} of {argument}");
        }
        for argument in [least - 0.3, -1.6, -8.0] {
            assert!(run(argument).is_err(), "{name} of {argument}");
        }
    }
}

#[test]
fn functions_read_what_is_near_beside_a_mask() {
    for mask in [-1e4, -1e5, -1e9, 3e5] {
        for name in ["Tanh", "Sigmoid", "Atan", "HardSigmoid", "Gelu", "Softplus"] {
            // These are as large themselves as what is added.
            if mask > 0.0 && matches!(name, "Gelu" | "Softplus") {
                continue;
            }
            let added = [0.0, 0.0, 0.0, mask, 0.0, mask, 0.0, 0.0];
            let nodes = vec![
                node("MatMul", &["x", "w"], &["a"], vec![]),
                node("Add", &["a", "mask"], &["m"], vec![]),
                node(name, &["m"], &["y"], vec![]),
            ];
            let constants = vec![weights("w", &[8, 8]), floats("mask", &[8], added.to_vec())];
            let model = model(22, &[("x", &[1, 8])], constants, nodes, &["y"]);
            let samples = inputs(40, 8, [-1.0, 1.0]);
            for compiled in both(&model, &samples, [-1.0, 1.0], &Options::default()) {
                let what = format!("{name} beside {mask}");
                for sample in &samples {
                    let want = &compiled.model.outputs(sample)[0];
                    let got = &runs(&compiled, sample).unwrap_or_else(|stop| panic!("{what}: {stop}"))[0];
                    let near = [0, 1, 2, 4, 6, 7].map(|i| [want[i], got[i]]);
                    let error = near.iter().map(|[w, g]| (w - g).abs()).fold(0.0, f64::max);
                    let all = largest(&near.map(|[w, _]| w));
                    assert!(
                        error <= 0.02 * all || !compiled.quantised.losses.is_empty(),
                        "{what}: {error} of {all}"
                    );
                }
            }
        }
    }
}

#[test]
fn inputs_that_are_drawn_where_a_model_is_not_defined_are_passed_over() {
    let nodes = vec![
        node("ReduceMin", &["x"], &["lo"], vec![]),
        node("ReduceMax", &["x"], &["hi"], vec![]),
        node("Sub", &["x", "lo"], &["a"], vec![]),
        node("Sub", &["hi", "lo"], &["b"], vec![]),
        node("Div", &["a", "b"], &["y"], vec![]),
    ];
    let scaled = model(13, &[("x", &[1, 8])], vec![], nodes, &["y"]);
    let compile = |model: &ModelProto, ends: [f64; 2]| {
        let mut compile = CompileOptions { ranges: Ranges::Drawn { seed: 1 }, ..Default::default() };
        compile.inputs.insert("x".into(), Interval::new(ends[0], ends[1]).unwrap());
        compile_bytes(&bytes(model), None, &compile)
    };
    let compiled = compile(&scaled, [-1.0, 1.0]).unwrap();
    let error = errors("scaled", &compiled, &inputs(40, 8, [-1.0, 1.0]), 1)[0];
    assert!(error <= 0.01, "{error}");
    // One of the inputs that are drawn to measure on is all zeros.
    let unit = vec![
        node("ReduceL2", &["x"], &["a"], vec![ints("axes", &[1])]),
        node("Div", &["x", "a"], &["y"], vec![]),
    ];
    let unit = compile(&model(13, &[("x", &[4, 16])], vec![], unit, &["y"]), [-4.0, 4.0]).unwrap();
    let (draws, count) = unit.model.draw(&unit.calibration.tensors, 2, 64).expect("ranges");
    let report = unit.quantised.compare(&unit.model, Samples::Drawn { draws: &draws, count });
    // It is passed over where floats have no result, or refused.
    let compared = report.samples - report.refused;
    assert!(report.worst() <= 0.05 && compared < 64, "{} of {compared}", report.worst());
    let log = alone(node("Log", &["x"], &["y"], vec![]), vec![]);
    let refused = compile(&log, [-2.0, -1.0]).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(refused.contains("every one gives tensor 'y'"), "{refused}");
}

#[test]
fn small_elements_of_an_output_keep_their_bits_or_are_told_of() {
    let vector = |name: &str, values: [f32; 4]| vec![floats(name, &[4], values.to_vec())];
    let one = |op: &str, constants: Vec<TensorProto>| {
        let nodes = vec![node(op, &["x", "c"], &["y"], vec![])];
        model(17, &[("x", &[1, 4])], constants, nodes, &["y"])
    };
    let mean = |of: &str, to: &str| node("ReduceMean", &[of], &[to], vec![ints("axes", &[1])]);
    let moments = vec![
        mean("x", "mean"),
        node("Sub", &["x", "mean"], &["d"], vec![]),
        node("Mul", &["d", "d"], &["square"], vec![]),
        mean("square", "variance"),
        node("Concat", &["mean", "variance"], &["y"], vec![int("axis", 1)]),
    ];
    let moments = model(17, &[("x", &[1, 4])], vec![], moments, &["y"]);
    for (name, model, range, kept) in [
        ("factors", one("Mul", vector("c", [0.01, 1.0, 100.0, 1e4])), [-1.0, 1.0], true),
        ("powers", one("Pow", vector("c", [1.0, 2.0, 3.0, 4.0])), [0.0, 30.0], true),
        ("far factors", one("Mul", vector("c", [1e-4, 1.0, 1e4, 1e8])), [-1.0, 1.0], false),
        ("moments", moments, [1000.0, 1000.5], false),
    ] {
        let samples = inputs(40, 4, range);
        for compiled in both(&model, &samples, range, &Options::default()) {
            let columns = compiled.model.outputs(&samples[0])[0].len();
            let worst = errors(name, &compiled, &samples, columns).into_iter().fold(0.0, f64::max);
            let report = compiled.quantised.compare(&compiled.model, Samples::Given(&samples));
            let small = report.outputs[0].small;
            assert!(worst <= 0.03 || !kept, "{name}: {worst}");
            let told = small.map_or(0.0, |s| s.error.relative_max());
            let silent = if worst > LARGE { worst } else { 0.0 };
            assert!((told - silent).abs() <= 1e-3 * silent, "{name}: {told} is told of {worst}");
        }
    }
}

#[test]
fn a_mean_over_what_a_mask_keeps_is_one_of_nothing_too() {
    let guards = [
        node("Clip", &["n", "least"], &["count"], vec![]),
        node("Max", &["n", "least"], &["count"], vec![]),
        node("Add", &["n", "least"], &["count"], vec![]),
    ];
    let x = |seed: u64| noise(seed, 24).into_iter().map(f64::from).collect::<Vec<_>>();
    let mask = |seed: u64| (0..6).map(|i| f64::from(u8::from(i < seed % 7))).collect::<Vec<_>>();
    let samples: Vec<Sample> = (0..28).map(|seed| Sample { inputs: vec![x(seed + 1), mask(seed)] }).collect();
    for guard in guards {
        let name = guard.op_type.clone();
        let sum = |of: &str, to: &str| node("ReduceSum", &[of, "axes"], &[to], vec![int("keepdims", 0)]);
        let nodes = vec![
            node("MatMul", &["x", "w"], &["h"], vec![]),
            node("Mul", &["h", "mask"], &["kept"], vec![]),
            sum("kept", "sum"),
            sum("mask", "n"),
            guard,
            node("Div", &["sum", "count"], &["y"], vec![]),
        ];
        let constants =
            vec![weights("w", &[4, 4]), integers("axes", &[1], vec![1]), floats("least", &[], vec![1e-9])];
        let model = model(17, &[("x", &[1, 6, 4]), ("mask", &[1, 6, 1])], constants, nodes, &["y"]);
        let mut compile = CompileOptions { ranges: Ranges::Samples(samples.clone()), ..Default::default() };
        compile.inputs.insert("x".into(), Interval::new(-1.0, 1.0).unwrap());
        compile.inputs.insert("mask".into(), Interval::new(0.0, 1.0).unwrap());
        let compiled =
            compile_bytes(&bytes(&model), None, &compile).unwrap_or_else(|e| panic!("{name}: {e}"));
        let error = errors(&name, &compiled, &samples, 1)[0];
        assert!(error <= 0.02, "{name}: {error}");
        assert_eq!(compiled.quantised.losses, [], "{name}");
    }
}

#[test]
fn logarithms_of_probabilities_are_those_of_small_ones_too() {
    let nodes = |before: &[&str]| {
        let mut nodes = vec![node("MatMul", &["x", "w"], &["scores"], vec![])];
        nodes.extend(before.iter().map(|op| node(op, &["scores"], &["p"], vec![])));
        nodes.push(node("Log", &["p"], &["y"], vec![]));
        nodes
    };
    let far = noise(11, 96).into_iter().map(|w| 8.0 * w).collect();
    let constants = vec![floats("w", &[8, 12], far)];
    let softmax = model(17, &[("x", &[1, 8])], constants, nodes(&["Softmax"]), &["y"]);
    let samples = inputs(40, 8, [-1.0, 1.0]);
    for compiled in both(&softmax, &samples, [-1.0, 1.0], &Options::default()) {
        let error = errors("softmax", &compiled, &samples, 1)[0];
        assert!(error <= 0.01, "{error}");
        assert_eq!(compiled.quantised.losses, []);
    }
    // A table of probabilities has as many bits as the smallest of them asks for, up to some; what even these do not hold is taken for the
    // smallest that they do, as far as that says something.
    let chain = vec![node("Sigmoid", &["x"], &["p"], vec![]), node("Log", &["p"], &["y"], vec![])];
    let chain = model(17, &[("x", &[1, 8])], vec![], chain, &["y"]);
    for (end, told) in [(12.0, false), (30.0, true)] {
        let samples = inputs(40, 8, [-end, end]);
        for compiled in both(&chain, &samples, [-end, end], &Options::default()) {
            let error = errors("sigmoid", &compiled, &samples, 1)[0];
            let said = &compiled.quantised.losses;
            assert_eq!(said.iter().any(|loss| loss.reason.contains("Log of")), told, "{said:?}, {error}");
            assert!(error <= if told { 0.34 } else { 0.01 }, "{error} down to {end}");
        }
    }
}

/// Functions and quotients that have a pole at 0, of arguments down to a small one that samples show.
#[test]
fn small_arguments_beside_a_pole_are_kept_or_told_of() {
    let op = |name: &str, inputs: &[&str], output: &str| node(name, inputs, &[output], vec![]);
    let square = || op("Mul", &["x", "x"], "s");
    let cases = [
        ("Log", vec![op("Log", &["x"], "y")]),
        ("Reciprocal", vec![op("Reciprocal", &["x"], "y")]),
        ("Div", vec![op("Div", &["one", "x"], "y")]),
        ("Pow", vec![op("Pow", &["x", "minus_half"], "y")]),
        ("Log of a square", vec![square(), op("Log", &["s"], "y")]),
        ("Reciprocal of a square", vec![square(), op("Reciprocal", &["s"], "y")]),
        ("Div by a square", vec![square(), op("Div", &["one", "s"], "y")]),
        ("Log of a view", vec![op("Reshape", &["x", "column"], "s"), op("Log", &["s"], "y")]),
        ("Reciprocal of a scaled one", vec![op("Mul", &["x", "third"], "s"), op("Reciprocal", &["s"], "y")]),
        (
            "Reciprocal of an exponential",
            vec![op("Log", &["x"], "l"), op("Exp", &["l"], "s"), op("Reciprocal", &["s"], "y")],
        ),
        ("Log of a sum", vec![op("Add", &["x", "nearly"], "s"), op("Log", &["s"], "y")]),
    ];
    let mut kept = 0;
    for smallest in [0.1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-9] {
        for (name, nodes) in &cases {
            let mut samples = inputs(24, 8, [0.5, 2.0]);
            samples.iter_mut().step_by(3).for_each(|sample| sample.inputs[0][3] = smallest);
            let given = vec![
                floats("one", &[], vec![1.0]),
                floats("third", &[], vec![0.3]),
                floats("minus_half", &[], vec![-0.5]),
                floats("nearly", &[], vec![1e-7]),
                integers("column", &[2], vec![8, 1]),
            ];
            let given =
                given.into_iter().filter(|t| nodes.iter().any(|n| n.input.contains(&t.name))).collect();
            let model = model(18, &[("x", &[1, 8])], given, nodes.clone(), &["y"]);
            for options in [Options::default(), Options::exact(), Options::language()] {
                let compile = CompileOptions {
                    quantise: options,
                    ranges: Ranges::Samples(samples.clone()),
                    ..Default::default()
                };
                let of = format!("{name} of {smallest:e}");
                match compile_bytes(&bytes(&model), None, &compile) {
                    Ok(compiled) => {
                        let error = errors(&of, &compiled, &samples, 1)[0];
                        kept += usize::from(error <= 0.02);
                        assert!(error <= 0.02 || !compiled.quantised.losses.is_empty(), "{of}: {error}");
                    }
                    Err(error) => {
                        let said = error.to_string();
                        assert!(said.contains("is counted in multiples of"), "{of}: {said}");
                    }
                }
            }
        }
    }
    assert!(kept >= 150, "only {kept} of {} are kept", 6 * 3 * cases.len());
}

/// Constants that single precision does not hold every whole number beside: exact where they are whole, else right to the bits of a word.
#[test]
fn constants_beyond_two_to_the_24_keep_their_size() {
    for size in [16_777_218.0f32, 33_554_436.0, 1e9, 3e12, -5e10] {
        for (name, f) in [
            ("Add", node("Add", &["x", "k"], &["y"], vec![])),
            ("Mul", node("Mul", &["x", "k"], &["y"], vec![])),
        ] {
            let constants: Vec<TensorProto> =
                vec![floats("k", &[8], (0..8u8).map(|i| size + f32::from(i) * size / 4.0).collect())];
            let model = model(18, &[("x", &[1, 8])], constants, vec![f], &["y"]);
            let samples = inputs(16, 8, [-4.0, 4.0]);
            let [_, compiled] = both(&model, &samples, [-4.0, 4.0], &Options::default());
            let report = compiled.quantised.compare(&compiled.model, Samples::Given(&samples));
            // Beside such constants a sum has nothing of `x`, which is said.
            let told = name == "Mul" || !report.losses.is_empty() || report.worst() < 1e-6;
            assert!(report.worst() < 0.01 && report.refused == 0 && told, "{name} {size}: {report:?}");
        }
    }
}
