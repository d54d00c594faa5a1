//! Where the largest and the smallest elements are: in the very integers that they are chosen among, whatever computes
//! those and however wide they are.

mod common;

use common::argmax;
use common::onnx::*;
use frontend::{CompileOptions, Options, Ranges, Sample, compile_bytes};
use tract_onnx::pb::{AttributeProto, ModelProto, NodeProto, TensorProto};

/// What computes `m` of 4 rows and 3 columns of `x`, of 4 rows and 3 columns.
fn operands() -> Vec<(&'static str, Vec<NodeProto>, Vec<TensorProto>)> {
    let (w, b) = (weights("w", &[3, 3]), weights("b", &[3]));
    let one = |op: &str, inputs: &[&str]| vec![node(op, inputs, &["m"], vec![])];
    let behind =
        |op: &str| vec![node("Gemm", &["x", "w", "b"], &["g"], vec![]), node(op, &["g"], &["m"], vec![])];
    vec![
        ("Add", one("Add", &["x", "b"]), vec![b.clone()]),
        ("MatMul", one("MatMul", &["x", "w"]), vec![w.clone()]),
        ("Gemm", one("Gemm", &["x", "w", "b"]), vec![w.clone(), b.clone()]),
        ("Softmax", behind("Softmax"), vec![w.clone(), b.clone()]),
        ("Tanh", behind("Tanh"), vec![w.clone(), b.clone()]),
        ("Relu", behind("Relu"), vec![w, b]),
        ("product", one("Mul", &["x", "x"]), vec![]),
    ]
}

type Wanted = fn(&[i64]) -> Vec<i64>;

/// What chooses among the rows of `m` and gives `y`, and what it gives for the integers of a row.
fn choices() -> Vec<(&'static str, Vec<NodeProto>, Wanted)> {
    let one = |op: &str, attributes: Vec<AttributeProto>| {
        vec![node(op, &["m"], &["y"], [attributes, vec![int("axis", 1)]].concat())]
    };
    let fold = |op: &str, comparison: &str, [a, b]: [&str; 2]| {
        vec![
            node(op, &["m"], &["extreme"], vec![ints("axes", &[1])]),
            node(comparison, &[a, b], &["is"], vec![]),
            node("Cast", &["is"], &["y"], vec![int("to", 7)]),
        ]
    };
    let (larger, smaller) = (["m", "extreme"], ["extreme", "m"]);
    let reaches: Wanted = |row| row.iter().map(|v| i64::from(row.iter().all(|w| w <= v))).collect();
    let least: Wanted = |row| row.iter().map(|v| i64::from(row.iter().all(|w| w >= v))).collect();
    vec![
        ("ArgMax", one("ArgMax", vec![]), |row| vec![argmax(row) as i64]),
        ("ArgMin", one("ArgMin", vec![]), |row| {
            let turned: Vec<i64> = row.iter().map(|v| -v).collect();
            vec![argmax(&turned) as i64]
        }),
        ("ArgMax, the last", one("ArgMax", vec![int("select_last_index", 1)]), |row| {
            let turned: Vec<i64> = row.iter().rev().copied().collect();
            vec![(row.len() - 1 - argmax(&turned)) as i64]
        }),
        ("Hardmax", one("Hardmax", vec![]), |row| {
            (0..row.len()).map(|i| i64::from(i == argmax(row))).collect()
        }),
        ("Equal to the largest", fold("ReduceMax", "Equal", larger), reaches),
        ("no less than the largest", fold("ReduceMax", "GreaterOrEqual", larger), reaches),
        ("Equal to the smallest", fold("ReduceMin", "Equal", smaller), least),
        ("no more than the smallest", fold("ReduceMin", "LessOrEqual", larger), least),
    ]
}

/// Where the first result differs from what is wanted of the integers of `m`, by any sample and width.
fn differences(
    name: &str,
    model: &ModelProto,
    len: usize,
    wanted: impl Fn(&[i64]) -> Vec<i64>,
) -> Vec<String> {
    let sample = |seed| Sample { inputs: vec![noise(seed, len).into_iter().map(f64::from).collect()] };
    let samples: Vec<Sample> = (1..=12).map(sample).collect();
    let mut wrong = Vec::new();
    for quantise in [Options::small(), Options::default(), Options::exact()] {
        let bits = quantise.activation_bits;
        let ranges = Ranges::Samples(samples.clone());
        let options = CompileOptions { ranges, quantise, ..CompileOptions::default() };
        let compiled = compile_bytes(&bytes(model), None, &options);
        let quantised = match compiled {
            Ok(compiled) => compiled.quantised,
            Err(e) => {
                wrong.push(format!("{name}, {bits} bits: {e}"));
                continue;
            }
        };
        let m = quantised.graph.tensors.iter().position(|t| t.name == "m").expect("m is stored");
        for sample in &samples {
            let given = quantised.quantise_inputs(&sample.inputs).unwrap();
            let run = gadgets::execute(&quantised.graph, &[&given[0]]).unwrap();
            let wanted = wanted(&run.values[m]);
            if run.outputs[0] != wanted {
                let got = &run.outputs[0];
                wrong.push(format!("{name}, {bits} bits: {got:?}, {wanted:?} of {:?}", run.values[m]));
                break;
            }
        }
    }
    wrong
}

#[test]
fn extremes_are_elements() {
    let mut wrong = Vec::new();
    for (operand, first, constants) in operands() {
        for (choice, nodes, wanted) in choices() {
            let nodes = [first.as_slice(), &nodes].concat();
            let model = model(13, &[("x", &[4, 3])], constants.clone(), nodes, &["y"]);
            let name = format!("{choice} of {operand}");
            wrong.extend(differences(&name, &model, 12, |m| m.chunks(3).flat_map(wanted).collect()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Where each window's largest element lies in the plane.
#[test]
fn pools_say_where_their_elements_are() {
    let nodes = vec![
        node("Conv", &["x", "w"], &["m"], vec![ints("pads", &[1; 4])]),
        node("MaxPool", &["m"], &["v", "y"], vec![ints("kernel_shape", &[2; 2]), ints("strides", &[2; 2])]),
    ];
    let model = model(13, &[("x", &[1, 1, 4, 4])], vec![weights("w", &[1, 1, 3, 3])], nodes, &["y"]);
    let wrong = differences("MaxPool", &model, 16, |m| {
        let windows = [0, 2, 8, 10].map(|first| [first, first + 1, first + 4, first + 5]);
        windows.map(|window| window[argmax(&window.map(|p| m[p]))] as i64).to_vec()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
