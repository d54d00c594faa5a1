//! What is not negative is known not to be, however it is spelled: functions of it keep their accuracy, and no sample is refused.

mod common;

use common::onnx::*;
use common::runs;
use frontend::{CompileOptions, Compiled, Interval, Options, Ranges, Sample, Samples, compile_bytes};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{ModelProto, NodeProto};

const WIDTH: usize = 8;

fn samples(seed: u64, count: u64, size: f64) -> Vec<Sample> {
    let one = |seed| noise(seed, WIDTH).into_iter().map(|v| size * f64::from(v)).collect();
    (0..count).map(|i| Sample { inputs: vec![one(seed + i)] }).collect()
}

/// Something in `a` that is not negative, of `x`; `y = f(a + eps)`.
fn of(magnitude: Vec<NodeProto>, f: Vec<NodeProto>) -> ModelProto {
    let sum = node("Add", &["a", "eps"], &["b"], vec![]);
    let constants = vec![
        floats("eps", &[], vec![0.01]),
        floats("two", &[], vec![2.0]),
        floats("one", &[], vec![1.0]),
        floats("minus", &[], vec![-1.5]),
        integers("last", &[1], vec![-1]),
        weights("w", &[8, 8]),
    ];
    let nodes = magnitude.into_iter().chain([sum]).chain(f).collect();
    model(18, &[("x", &[1, WIDTH as i64])], constants, nodes, &["y"])
}

fn op(name: &str, inputs: &[&str], output: &str) -> NodeProto {
    node(name, inputs, &[output], vec![])
}

fn compiled(model: &ModelProto, samples: &[Sample], quantise: Options) -> Compiled {
    let ranges = Ranges::Samples(samples.to_vec());
    let mut options = CompileOptions { quantise, ranges, ..Default::default() };
    options.inputs.insert("x".into(), Interval::new(-4.0, 4.0).unwrap());
    compile_bytes(&bytes(model), None, &options).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn functions_of_what_is_not_negative_are_accurate() {
    let magnitudes = || {
        [
            ("Abs", vec![op("Abs", &["x"], "a")]),
            ("a maximum with the negative", vec![op("Neg", &["x"], "n"), op("Max", &["x", "n"], "a")]),
            ("a maximum with minus it", vec![op("Neg", &["x"], "n"), op("Max", &["n", "x"], "a")]),
            (
                "a positive and a negative part",
                vec![
                    op("Relu", &["x"], "p"),
                    op("Neg", &["x"], "n"),
                    op("Relu", &["n"], "q"),
                    op("Add", &["p", "q"], "a"),
                ],
            ),
            ("a norm by Abs", vec![op("Abs", &["x"], "m"), op("ReduceSum", &["m", "last"], "a")]),
            (
                "a norm by squares",
                vec![
                    op("Mul", &["x", "x"], "s"),
                    op("ReduceSum", &["s", "last"], "t"),
                    op("Sqrt", &["t"], "a"),
                ],
            ),
            ("ReduceL1", vec![op("ReduceL1", &["x", "last"], "a")]),
            ("ReduceL2", vec![op("ReduceL2", &["x", "last"], "a")]),
        ]
    };
    let functions = || {
        [
            ("Reciprocal", vec![op("Reciprocal", &["b"], "y")]),
            ("a quotient", vec![op("Div", &["one", "b"], "y")]),
            ("Pow -1.5", vec![op("Pow", &["b", "minus"], "y")]),
            ("Log", vec![op("Log", &["b"], "y")]),
            ("Sqrt", vec![op("Sqrt", &["b"], "y")]),
            ("1/Sqrt", vec![op("Sqrt", &["b"], "r"), op("Reciprocal", &["r"], "y")]),
        ]
    };
    let samples = samples(1, 64, 4.0);
    let (mut worst, mut wrong) = (0.0f64, Vec::new());
    for (of_what, magnitude) in magnitudes() {
        for (name, f) in functions() {
            let compiled = compiled(&of(magnitude.clone(), f), &samples, Options::default());
            let report = compiled.quantised.compare(&compiled.model, Samples::Given(&samples));
            worst = worst.max(report.worst());
            if report.worst() > 0.01 || report.refused > 0 || !report.losses.is_empty() {
                wrong.push(format!("{name} of {of_what}: {}, {:?}", report.worst(), report.losses));
            }
        }
    }
    eprintln!("at most {:.3} %", 100.0 * worst);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rounding takes a sum of magnitudes below 0, or below what is added: it is never an argument that the function does not have.
#[test]
fn zeros_are_taken_where_a_function_has_a_value() {
    let some = samples(1, 64, 4.0);
    let zero = Sample { inputs: vec![vec![0.0; WIDTH]] };
    for (name, f) in [("Sqrt", op("Sqrt", &["b"], "y")), ("Reciprocal", op("Reciprocal", &["b"], "y"))] {
        let model = of(vec![op("Abs", &["x"], "a")], vec![f]);
        let compiled =
            compiled(&model, &[some.as_slice(), std::slice::from_ref(&zero)].concat(), Options::default());
        let [got, want] = [&runs(&compiled, &zero).unwrap()[0], &compiled.model.outputs(&zero)[0]];
        for (got, want) in got.iter().zip(want) {
            assert!((got - want).abs() < 0.01 * want, "{name}: {got} for {want}");
        }
    }
}

/// Counts are exact: nothing is said to be lost of a quotient, a reciprocal or a logarithm of a few, which are not.
#[test]
fn whole_numbers_lose_nothing_beside_a_pole() {
    let counts = |seed: u64| Sample {
        inputs: vec![
            noise(seed, WIDTH).into_iter().map(|v| (5.0 + 4.5 * f64::from(v)).round().max(1.0)).collect(),
        ],
    };
    let samples: Vec<Sample> = (0..32).map(counts).collect();
    for f in [op("Div", &["one", "r"], "y"), op("Reciprocal", &["r"], "y"), op("Log", &["r"], "y")] {
        let cast = node("Cast", &["x"], &["r"], vec![int("to", 1)]);
        let name = f.op_type.clone();
        let model = model(
            18,
            &[("x", &[1, WIDTH as i64])],
            vec![floats("one", &[], vec![1.0])],
            vec![cast, f],
            &["y"],
        );
        let model = typed(model, 0, DataType::Int64);
        let ranges = Ranges::Samples(samples.clone());
        let mut options = CompileOptions { ranges, ..Default::default() };
        options.inputs.insert("x".into(), Interval::new(1.0, 10.0).unwrap());
        let compiled =
            compile_bytes(&bytes(&model), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
        let report = compiled.quantised.compare(&compiled.model, Samples::Given(&samples));
        assert!(report.worst() < 0.001 && report.losses.is_empty(), "{name}: {report:?}");
    }
}
