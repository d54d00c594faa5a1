//! Rows of unlike sizes, and columns: what divides a row by its own size is as accurate for a small one as for a large one, and one that
//! is far smaller than all that were seen is refused.

mod common;

use common::onnx::*;
use common::{largest, runs};
use frontend::{CompileOptions, Compiled, Interval, Options, Overflow, Ranges, Sample, compile_bytes};
use gadgets::{Gadget, Primitive, Status, Stop};
use tract_onnx::pb::{NodeProto, OperatorSetIdProto, TensorProto};

const ROWS: usize = 8;
const WIDTH: usize = 32;
const SHAPE: [i64; 3] = [1, ROWS as i64, WIDTH as i64];

fn op(operator: &str, inputs: &[&str], output: &str) -> NodeProto {
    node(operator, inputs, &[output], vec![])
}

fn last(operator: &str, input: &str, output: &str) -> NodeProto {
    node(operator, &[input], &[output], vec![ints("axes", &[-1])])
}

/// Rows of noise, each times its size.
fn rows(seed: u64, size: impl Fn(usize) -> f64) -> Sample {
    let noise = noise(seed, ROWS * WIDTH);
    let one = |(i, v): (usize, &f32)| f64::from(*v) * size(i / WIDTH);
    Sample { inputs: vec![noise.iter().enumerate().map(one).collect()] }
}

/// Compiled for inputs within these ends.
fn compiled(nodes: &[NodeProto], samples: &[Sample], ends: (f64, f64), quantise: Options) -> Compiled {
    let given: Vec<TensorProto> = vec![
        floats("eps", &[], vec![1e-5]),
        floats("one", &[], vec![1.0]),
        floats("minus_half", &[], vec![-0.5]),
        floats("ones", &[SHAPE[2]], vec![1.0; WIDTH]),
        floats("gain", &[SHAPE[2]], gains()),
        integers("whole", &[3], SHAPE.to_vec()),
        integers("times", &[3], vec![1, 1, SHAPE[2]]),
        integers("flat", &[2], vec![1, SHAPE[1] * SHAPE[2]]),
        floats("zeros", &SHAPE, vec![0.0; ROWS * WIDTH]),
        weights("w", &[SHAPE[2], 16]),
    ];
    let given = given.into_iter().filter(|t| nodes.iter().any(|n| n.input.contains(&t.name))).collect();
    let opset = if nodes.iter().any(|n| n.op_type == "RMSNormalization") { 23 } else { 17 };
    let mut model = model(opset, &[("x", &SHAPE)], given, nodes.to_vec(), &["y"]);
    model.opset_import.push(OperatorSetIdProto { domain: "com.microsoft".into(), version: 1 });
    let options = CompileOptions {
        ranges: Ranges::Samples(samples.to_vec()),
        inputs: [("x".to_owned(), Interval::new(ends.0, ends.1).unwrap())].into(),
        quantise,
        ..CompileOptions::default()
    };
    compile_bytes(&bytes(&model), None, &options).unwrap()
}

/// Gains that bring large columns down to the others' size.
fn gains() -> Vec<f32> {
    (0..WIDTH).map(|i| if i == 3 { 0.01 } else { 1.0 + 0.1 * (i % 3) as f32 }).collect()
}

/// The largest error of each row, relative to its largest float; none where the sample is refused.
fn errors(compiled: &Compiled, sample: &Sample) -> Option<Vec<f64>> {
    let got = match runs(compiled, sample) {
        Ok(outputs) => outputs,
        Err(Stop::Status { status: Status::ValueRange, .. }) => return None,
        Err(other) => panic!("{other:?}"),
    };
    let floats = compiled.model.outputs(sample);
    let width = floats[0].len() / ROWS;
    let row = |(got, want): (&[f64], &[f64])| {
        let off = got.iter().zip(want).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        off / largest(want).max(1e-9)
    };
    Some(got[0].chunks(width).zip(floats[0].chunks(width)).map(row).collect())
}

/// Normalisations, as operators and as they are spelled out, from `x` to `y`.
fn normalisations() -> Vec<(&'static str, Vec<NodeProto>)> {
    let size = |of: &str| {
        vec![
            op("Mul", &[of, of], "square"),
            last("ReduceMean", "square", "mean"),
            op("Add", &["mean", "eps"], "sum"),
        ]
    };
    let rms = |behind: Vec<NodeProto>| [size("x"), behind].concat();
    let attributes = || vec![float("epsilon", 1e-5), int("axis", -1)];
    vec![
        ("LayerNormalization", vec![node("LayerNormalization", &["x", "ones"], &["y"], attributes())]),
        ("RMSNormalization", vec![node("RMSNormalization", &["x", "ones"], &["y"], attributes())]),
        ("a quotient", rms(vec![op("Sqrt", &["sum"], "r"), op("Div", &["x", "r"], "y")])),
        (
            "an inverse",
            rms(vec![op("Sqrt", &["sum"], "r"), op("Reciprocal", &["r"], "i"), op("Mul", &["x", "i"], "y")]),
        ),
        ("a power", rms(vec![op("Pow", &["sum", "minus_half"], "i"), op("Mul", &["x", "i"], "y")])),
        (
            "a deviation",
            [
                vec![last("ReduceMean", "x", "m"), op("Sub", &["x", "m"], "c")],
                size("c"),
                vec![op("Sqrt", &["sum"], "r"), op("Div", &["c", "r"], "y")],
            ]
            .concat(),
        ),
    ]
}

/// The same with a divisor that was spread over its rows before.
fn spread() -> Vec<(&'static str, Vec<NodeProto>)> {
    let behind = |nodes: Vec<NodeProto>| {
        let size = vec![
            op("Mul", &["x", "x"], "square"),
            last("ReduceMean", "square", "mean"),
            op("Add", &["mean", "eps"], "sum"),
            op("Sqrt", &["sum"], "r"),
        ];
        [size, nodes].concat()
    };
    let expand = |of: &str, to: &str| op("Expand", &[of, "whole"], to);
    let quotient = |by: &str| op("Div", &["x", by], "y");
    vec![
        ("an Expand", behind(vec![expand("r", "d"), quotient("d")])),
        ("a Tile", behind(vec![op("Tile", &["r", "times"], "d"), quotient("d")])),
        ("a sum with zeros", behind(vec![op("Add", &["r", "zeros"], "d"), quotient("d")])),
        ("an Expand of a negative", behind(vec![op("Neg", &["r"], "n"), expand("n", "d"), quotient("d")])),
        ("a negative Expand", behind(vec![expand("r", "d"), op("Neg", &["d"], "n"), quotient("n")])),
        (
            "a Reshape of an Expand",
            behind(vec![
                expand("r", "d"),
                op("Reshape", &["d", "flat"], "f"),
                op("Reshape", &["x", "flat"], "g"),
                op("Div", &["g", "f"], "q"),
                op("Reshape", &["q", "whole"], "y"),
            ]),
        ),
        ("a root of an Expand", behind(vec![expand("sum", "d"), op("Sqrt", &["d"], "e"), quotient("e")])),
        (
            "a sum of an Expand and a constant",
            behind(vec![expand("r", "d"), op("Add", &["d", "eps"], "e"), quotient("e")]),
        ),
        (
            "a Concat of two Expands",
            behind(vec![
                node("Split", &["r"], &["a", "b"], vec![int("axis", 1)]),
                node("Concat", &["a", "b"], &["c"], vec![int("axis", 1)]),
                expand("c", "d"),
                quotient("d"),
            ]),
        ),
    ]
}

#[test]
fn a_row_that_is_smaller_than_all_seen_is_right_or_refused() {
    let samples: Vec<Sample> = (1..=16).map(|seed| rows(seed, |_| 2.0)).collect();
    for (name, nodes) in normalisations().into_iter().chain(spread()) {
        let compiled = compiled(&nodes, &samples, (-2.0, 2.0), Options::language());
        for size in [1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.03, 0.01, 1e-3, 0.0] {
            let sample = rows(99, |row| if row == 2 { 2.0 * size } else { 2.0 });
            let found = errors(&compiled, &sample);
            assert!(found.is_some() || size < 0.6, "{name}: refused at {size}");
            assert!(found.is_none() || size > 0.2 || size == 0.0, "{name}: {found:?} at {size}");
            for error in found.into_iter().flatten().filter(|_| size > 0.0) {
                assert!(error < 0.01, "{name}: {error} at {size}");
            }
        }
    }
}

#[test]
fn small_rows_that_were_seen_are_as_accurate_as_large_ones() {
    let size = |row: usize| [0.2, 2.0, 30.0, 30.0][row % 4];
    let samples: Vec<Sample> = (1..=16).map(|seed| rows(seed, size)).collect();
    for (name, nodes) in normalisations() {
        let compiled =
            compiled(&nodes, &samples, (-30.0, 30.0), Options { input_bits: 20, ..Options::language() });
        for sample in samples.iter().chain([&rows(77, size)]) {
            for (row, error) in errors(&compiled, sample).unwrap().into_iter().enumerate() {
                assert!(error < 0.01, "{name}: {error} in row {row}");
            }
        }
    }
}

/// A column far larger than all others in most rows: where it is small, its squares are not all that a row's sum keeps.
#[test]
fn sums_of_squares_keep_what_is_beside_large_columns() {
    let samples: Vec<Sample> = (1..=16)
        .map(|seed| {
            let mut sample = rows(seed, |_| 1.0);
            // In the third row nothing is large.
            let large = |i: &usize| i % WIDTH == 3 && i / WIDTH != 2;
            (0..ROWS * WIDTH).filter(large).for_each(|i| sample.inputs[0][i] *= 60.0);
            sample
        })
        .collect();
    for (name, nodes) in normalisations().into_iter().filter(|(name, _)| *name != "a deviation") {
        let compiled =
            compiled(&nodes, &samples, (-60.0, 60.0), Options { input_bits: 16, ..Options::default() });
        for sample in &samples {
            let error = errors(&compiled, sample).unwrap()[2];
            assert!(error < 0.01, "{name}: {error}");
        }
    }
}

/// A root takes arguments down to 0, whatever was seen; an inverse one those whose results are calibrated.
#[test]
fn roots_take_small_arguments() {
    let samples: Vec<Sample> = (1..=8)
        .map(|seed| {
            let positive = noise(seed, ROWS * WIDTH).into_iter().map(|v| f64::from(v).abs() + 0.5);
            Sample { inputs: vec![positive.collect()] }
        })
        .collect();
    let options = || Options { input_bits: 20, ..Options::language() };
    let root = compiled(&[op("Sqrt", &["x"], "y")], &samples, (0.0, 2.0), options());
    let inverse = vec![op("Add", &["x", "eps"], "s"), op("Pow", &["s", "minus_half"], "y")];
    let inverse = compiled(&inverse, &samples, (0.0, 2.0), options());
    for small in [0.3, 0.1, 1e-2, 1e-3, 0.0] {
        let mut sample = samples[0].clone();
        sample.inputs[0][5] = small;
        let got = runs(&root, &sample).unwrap()[0][5];
        assert!((got - small.sqrt()).abs() < 1e-3 + 2e-3 * small.sqrt(), "{got} of {small}");
        match runs(&inverse, &sample) {
            Ok(outputs) => {
                let (got, want) = (outputs[0][5], 1.0 / (small + 1e-5).sqrt());
                assert!((got - want).abs() < 0.01 * want && small > 0.1, "{got} of {small}");
            }
            Err(stop) => assert!(small < 0.3, "{stop:?} at {small}"),
        }
    }
}

/// Arguments above all that a root's table is for are clamped in a saturating model, by the one bound that it has, and refused in another.
#[test]
fn arguments_above_a_table_are_clamped_or_refused() {
    let samples: Vec<Sample> = (1..=8).map(|seed| rows(seed, |_| 2.0)).collect();
    let square = || op("Mul", &["x", "x"], "s");
    type Root = (Vec<NodeProto>, fn(f64) -> f64);
    let roots: [Root; 2] = [
        (vec![square(), op("Sqrt", &["s"], "y")], f64::sqrt),
        (vec![square(), op("Add", &["s", "one"], "sum"), op("Pow", &["sum", "minus_half"], "y")], |s| {
            (s + 1.0).powf(-0.5)
        }),
    ];
    for (nodes, value) in roots {
        for overflow in [Overflow::Reject, Overflow::Saturate] {
            let options = Options { overflow, ..Options::language() };
            let compiled = compiled(&nodes, &samples, (-16.0, 16.0), options);
            let mut far = samples[0].clone();
            far.inputs[0][5] = 16.0;
            let [near, far] = [&samples[0], &far].map(|sample| runs(&compiled, sample).map(|y| y[0].clone()));
            let near = near.unwrap();
            let Ok(far) = far else {
                assert_eq!(overflow, Overflow::Reject);
                continue;
            };
            assert_eq!(overflow, Overflow::Saturate);
            let ends = [4.0, 256.0].map(value);
            assert!(
                far[5] > ends[0].min(ends[1]) * 0.99 && far[5] < ends[0].max(ends[1]),
                "{} {ends:?}",
                far[5]
            );
            assert!(near.iter().zip(&far).enumerate().all(|(i, (a, b))| i == 5 || a == b));
            let mut bodies = compiled.quantised.graph.nodes.iter().filter_map(|n| match &n.gadget {
                Gadget::Composed(c) => Some(&c.body),
                _ => None,
            });
            let root = bodies.next_back().expect("a root");
            let before = root.values.iter().take_while(|v| !matches!(v.word, Primitive::Compare(_)));
            let clips = before.filter(|v| matches!(&v.word, Primitive::Divide(d) if d.clip.is_some()));
            assert_eq!(clips.count(), 1, "{root:?}");
        }
    }
}

/// A gain that brings a large column down stays in front of the rounding to an activation's width.
#[test]
fn gains_that_bring_large_columns_down_stay() {
    let samples: Vec<Sample> = (1..=24)
        .map(|seed| {
            let mut sample = rows(seed, |_| 1.0);
            (0..ROWS)
                .for_each(|row| sample.inputs[0][row * WIDTH + 3] = if row % 2 == 0 { 60.0 } else { -60.0 });
            sample
        })
        .collect();
    let norm = vec![float("epsilon", 1e-5), int("axis", -1)];
    let nodes = [node("LayerNormalization", &["x", "gain"], &["n"], norm), op("MatMul", &["n", "w"], "y")];
    let compiled =
        compiled(&nodes, &samples, (-60.0, 60.0), Options { input_bits: 16, ..Options::default() });
    let graph = &compiled.quantised.graph;
    assert!(graph.tensors.iter().any(|t| t.name == "gain"));
    let all = samples.iter().map(|s| errors(&compiled, s).unwrap().into_iter().fold(0.0, f64::max));
    let worst = all.fold(0.0, f64::max);
    assert!(worst < 0.02, "{worst}");
}

/// The table of a softmax is found by what it is, not by its name.
#[test]
fn a_tensor_of_the_tables_name_is_no_table() {
    let name = "exp2_12_8_15";
    let softmax = |of: &str| node("Softmax", &[of], &["y"], vec![int("axis", -1)]);
    let constant = floats(name, &[SHAPE[2]], gains());
    let models = [
        model(17, &[(name, &SHAPE)], vec![], vec![softmax(name)], &["y"]),
        model(
            17,
            &[("x", &SHAPE)],
            vec![constant.clone()],
            vec![op("Add", &["x", name], "a"), softmax("a")],
            &["y"],
        ),
        model(17, &[("x", &SHAPE)], vec![constant], vec![op("Mul", &["x", name], "a"), softmax("a")], &["y"]),
        model(17, &[("x", &SHAPE)], vec![], vec![op("Neg", &["x"], name), softmax(name)], &["y"]),
    ];
    let samples: Vec<Sample> = (1..=8).map(|seed| rows(seed, |_| 4.0)).collect();
    for model in models {
        let options =
            CompileOptions { ranges: Ranges::Samples(samples.clone()), ..CompileOptions::default() };
        let compiled = compile_bytes(&bytes(&model), None, &options).unwrap();
        for sample in &samples {
            let errors = errors(&compiled, sample).unwrap();
            assert!(errors.iter().all(|e| *e < 0.05), "{errors:?}");
        }
    }
}

/// What divides single elements may be far smaller than all samples as long as it has units enough; what has not is refused, and no
/// loss is stated of what no sample comes near.
#[test]
fn divisors_of_single_elements_are_right_or_refused() {
    let positive = |seed: u64| Sample {
        inputs: vec![noise(seed, ROWS * WIDTH).into_iter().map(|v| f64::from(v).abs() + 0.5).collect()],
    };
    let samples: Vec<Sample> = (1..=16).map(positive).collect();
    let nodes = vec![op("Mul", &["x", "x"], "s"), op("Add", &["s", "eps"], "d"), op("Div", &["s", "d"], "y")];
    let compiled = compiled(&nodes, &samples, (0.0, 2.0), Options { input_bits: 16, ..Options::language() });
    assert_eq!(compiled.quantised.losses, []);
    for small in [0.4, 0.2, 0.1, 0.05, 0.02, 0.01, 1e-3, 0.0] {
        let mut sample = samples[0].clone();
        sample.inputs[0][5] = small;
        let Ok(outputs) = runs(&compiled, &sample) else {
            assert!(small < 0.05, "refused at {small}");
            continue;
        };
        let (got, want) = (outputs[0][5], small * small / (small * small + 1e-5));
        assert!((got - want).abs() < 0.02 * want, "{got} in place of {want} at {small}");
    }
}
