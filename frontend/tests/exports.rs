//! What models of tables have, as exporters write them: columns of unlike sizes, thresholds that are values of the data,
//! differences of large numbers. With 8 bits, each must keep to what floats give.

mod common;

use common::onnx::*;
use frontend::{CompileOptions, Ranges, Report, Sample, Samples, compile_bytes};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::{AttributeProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto};

const ML: &str = "ai.onnx.ml";
/// Sizes of the columns, as of areas beside rates.
const SIZES: [f32; 4] = [2000.0, 40.0, 1.5, 0.008];

fn reals(name: &str, v: &[f32]) -> AttributeProto {
    let r#type = AttributeType::Floats as i32;
    AttributeProto { name: name.into(), floats: v.to_vec(), r#type, ..Default::default() }
}

fn names(name: &str, v: &[&str]) -> AttributeProto {
    let r#type = AttributeType::Strings as i32;
    let strings = v.iter().map(|s| s.as_bytes().to_vec()).collect();
    AttributeProto { name: name.into(), strings, r#type, ..Default::default() }
}

fn of_ml(node: NodeProto) -> NodeProto {
    NodeProto { domain: ML.into(), ..node }
}

fn table(initialisers: Vec<TensorProto>, nodes: Vec<NodeProto>) -> ModelProto {
    let mut model = model(18, &[("x", &[1, 4])], initialisers, nodes, &["y"]);
    model.opset_import.push(OperatorSetIdProto { domain: ML.into(), version: 3 });
    model
}

/// Rows of single-precision numbers, each column in the size that is its own.
fn rows(seed: u64, count: usize) -> Vec<Sample> {
    let row =
        |i: usize| noise(seed + i as u64, 4).into_iter().zip(SIZES).map(|(v, s)| f64::from((v + 1.0) * s));
    (0..count).map(|i| Sample { inputs: vec![row(i).collect()] }).collect()
}

/// The report on other rows than those that the model was calibrated on, which are 200.
fn report(name: &str, model: &ModelProto) -> Report {
    let options = CompileOptions { ranges: Ranges::Samples(rows(1, 200)), ..CompileOptions::default() };
    let compiled = compile_bytes(&bytes(model), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
    let report = compiled.quantised.compare(&compiled.model, Samples::Given(&rows(1000, 40)));
    assert!(report.refused <= 4, "{name}: {} of 40 refused", report.refused);
    report
}

/// Scalers, written as one operator, as two and as a matrix product of what is centred; and a product without any.
#[test]
fn unlike_columns_keep_their_bits() {
    let (offset, scale) = (SIZES, SIZES.map(|s| 1.7 / s));
    let weights: Vec<f32> = (0..8).map(|i| noise(9, 8)[i] / SIZES[i / 2]).collect();
    let given = || {
        vec![
            floats("m", &[4], offset.to_vec()),
            floats("s", &[4], scale.to_vec()),
            floats("w", &[4, 2], weights.clone()),
        ]
    };
    let scaler = node("Scaler", &["x"], &["y"], vec![reals("offset", &offset), reals("scale", &scale)]);
    let centred = || node("Sub", &["x", "m"], &["c"], vec![]);
    let cases = [
        ("scaler", vec![of_ml(scaler)]),
        ("difference and product", vec![centred(), node("Mul", &["c", "s"], &["y"], vec![])]),
        ("product of raw columns", vec![node("MatMul", &["x", "w"], &["y"], vec![])]),
    ];
    for (name, nodes) in cases {
        let error = report(name, &table(given(), nodes)).outputs[0].error.relative_max();
        assert!(error < 0.01, "{name}: {error}");
    }
}

/// Thresholds are numbers of the data, as gradient boosting has them: what is equal to one must stay so.
#[test]
fn trees_decide_as_floats_do() {
    let values: Vec<f32> = rows(1000, 4).iter().zip(0..4).map(|(s, k)| s.inputs[0][k] as f32).collect();
    let tree = |t: i64| [t; 7];
    let all: Vec<i64> = (0..3).flat_map(tree).collect();
    let each = |v: [i64; 7]| v.repeat(3);
    // A root of one feature and two nodes of another, four leaves.
    let feature = |t: usize| [t, t + 1, t + 1, 0, 0, 0, 0].map(|f| f as i64 % 4);
    let value = |t: usize| [values[t], values[t + 1], values[t + 1] * 0.5, 0.0, 0.0, 0.0, 0.0];
    let modes = |m: &'static str| [m, m, m, "LEAF", "LEAF", "LEAF", "LEAF"];
    let attributes = vec![
        ints("nodes_treeids", &all),
        ints("nodes_nodeids", &each([0, 1, 2, 3, 4, 5, 6])),
        ints("nodes_featureids", &(0..3).flat_map(feature).collect::<Vec<_>>()),
        reals("nodes_values", &(0..3).flat_map(value).collect::<Vec<_>>()),
        names("nodes_modes", &["BRANCH_LT", "BRANCH_LEQ", "BRANCH_GTE"].map(modes).concat()),
        ints("nodes_truenodeids", &each([1, 3, 5, 0, 0, 0, 0])),
        ints("nodes_falsenodeids", &each([2, 4, 6, 0, 0, 0, 0])),
        ints("target_treeids", &(0..3).flat_map(|t| [t; 4]).collect::<Vec<i64>>()),
        ints("target_nodeids", &[3, 4, 5, 6].repeat(3)),
        ints("target_ids", &[0; 12]),
        reals("target_weights", &(0..12).map(|i| (1 << (i % 4 + i / 4)) as f32).collect::<Vec<_>>()),
        int("n_targets", 1),
    ];
    let model = table(vec![], vec![of_ml(node("TreeEnsembleRegressor", &["x"], &["y"], attributes))]);
    let error = report("trees", &model).outputs[0].error;
    assert!(error.hi - error.lo > 4.0 && error.max < 0.01, "{error:?}");
}

/// Probabilities of a naive Bayes: exponentials of logarithms of which none is above 0, however uncertain they are.
#[test]
fn exponentials_of_uncertain_arguments_have_a_table_of_their_own_range() {
    let weights: Vec<f32> =
        noise(5, 4 * 3).iter().enumerate().map(|(i, v)| v * 40.0 / SIZES[i / 3]).collect();
    let nodes = vec![
        node("MatMul", &["x", "w"], &["l"], vec![]),
        node("ReduceLogSumExp", &["l", "a"], &["n"], vec![int("keepdims", 1)]),
        node("Sub", &["l", "n"], &["d"], vec![]),
        node("Exp", &["d"], &["y"], vec![]),
    ];
    let given = vec![floats("w", &[4, 3], weights), integers("a", &[1], vec![-1])];
    let error = report("probabilities", &table(given, nodes)).outputs[0].error;
    assert!(error.max < 0.05 && error.mean < 0.005, "{error:?}");
}

/// Distances as clusters have them: `sqrt(x² − 2·x·c + c²)`, which rounding takes below 0 where a row is a centre.
#[test]
fn roots_of_what_rounding_takes_below_zero_are_zero() {
    let nodes = vec![
        node("Mul", &["x", "s"], &["z"], vec![]),
        node("ReduceSumSquare", &["z", "a"], &["q"], vec![int("keepdims", 1)]),
        node("MatMul", &["z", "c"], &["p"], vec![]),
        node("Add", &["q", "p"], &["t"], vec![]),
        node("Add", &["t", "k"], &["d"], vec![]),
        node("Sqrt", &["d"], &["y"], vec![]),
    ];
    // Two centres are rows that the model is calibrated on.
    let scaled = |i: usize| -> Vec<f32> {
        rows(1, 2)[i].inputs[0].iter().zip(SIZES).map(|(v, s)| *v as f32 / s).collect()
    };
    let centres = [scaled(0), scaled(1)];
    let turned = (0..4).flat_map(|k| centres.iter().map(move |c| -2.0 * c[k])).collect();
    let squares: Vec<f32> = centres.iter().map(|c| c.iter().map(|v| v * v).sum::<f32>() + 1e-3).collect();
    let given = vec![
        floats("s", &[4], SIZES.map(|s| 1.0 / s).to_vec()),
        integers("a", &[1], vec![-1]),
        floats("c", &[4, 2], turned),
        floats("k", &[1, 2], squares),
    ];
    let report = report("distances", &table(given, nodes));
    assert!(report.outputs[0].error.relative_mean() < 0.05, "{:?}", report.outputs[0].error);
}

/// Bins, as scikit-learn's exporter writes them: a column at a time compared with thresholds, and beside it a column of ones that
/// is made as 0 times it plus 1.
#[test]
fn columns_that_are_only_compared_keep_every_bit() {
    let thresholds: Vec<f32> = rows(1000, 4).iter().zip(0..4).map(|(s, k)| s.inputs[0][k] as f32).collect();
    let (mut given, mut nodes) =
        (vec![floats("zero", &[], vec![0.0]), floats("one", &[], vec![1.0])], vec![]);
    let mut parts = vec!["last".to_owned()];
    nodes.push(node("Mul", &["x", "zero"], &["none"], vec![]));
    nodes.push(node("Add", &["none", "one"], &["last"], vec![]));
    for (k, threshold) in thresholds.iter().enumerate() {
        let [at, bound, column, below, part] =
            ["at", "bound", "column", "below", "part"].map(|n| format!("{n}{k}"));
        given.push(integers(&at, &[1], vec![k as i64]));
        given.push(floats(&bound, &[1], vec![*threshold]));
        nodes.push(node("Gather", &["x", &at], &[&column], vec![int("axis", 1)]));
        nodes.push(node("Less", &[&column, &bound], &[&below], vec![]));
        nodes.push(node("Cast", &[&below], &[&part], vec![int("to", 1)]));
        parts.push(part);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    nodes.push(node("Concat", &parts, &["y"], vec![int("axis", 1)]));
    let error = report("bins", &table(given, nodes)).outputs[0].error;
    assert!(error.hi - error.lo == 1.0 && error.max == 0.0, "{error:?}");
}

/// What a small matrix product reads is not rounded to 8 bits: rows of length one whose columns are unlike, and kernels of
/// support vectors whose sums nearly cancel.
#[test]
fn small_products_read_words_as_they_are() {
    let weights: Vec<f32> = (0..8).map(|i| noise(9, 8)[i] * (2000.0 / SIZES[i / 2]).min(20.0)).collect();
    let length = of_ml(node("Normalizer", &["m"], &["n"], vec![string("norm", "L2")]));
    let moved = node("Add", &["x", "sizes"], &["m"], vec![]);
    let lengths = vec![moved, length, node("MatMul", &["n", "w"], &["y"], vec![])];
    // Pairs of kernels that differ by a twentieth.
    let vector = |i: usize, k: usize| noise(i as u64 / 2 + 1, 4)[k] * if i % 2 == 1 { 1.05 } else { 1.0 };
    let vectors: Vec<f32> = (0..4).flat_map(|k| (0..16).map(move |i| vector(i, k))).collect();
    let signs = (0..16).map(|i| if i % 2 == 1 { -1.0 } else { 1.0 }).collect();
    let kernels = vec![
        node("Mul", &["x", "s"], &["z"], vec![]),
        node("MatMul", &["z", "v"], &["p"], vec![]),
        node("Pow", &["p", "three"], &["q"], vec![]),
        node("MatMul", &["q", "a"], &["y"], vec![]),
    ];
    let cases = [
        ("lengths", vec![floats("sizes", &[4], SIZES.to_vec()), floats("w", &[4, 2], weights)], lengths),
        (
            "kernels",
            vec![
                floats("s", &[4], SIZES.map(|s| 1.0 / s).to_vec()),
                floats("v", &[4, 16], vectors),
                floats("three", &[], vec![3.0]),
                floats("a", &[16, 1], signs),
            ],
            kernels,
        ),
    ];
    for (name, given, nodes) in cases {
        let error = report(name, &table(given, nodes)).outputs[0].error.relative_max();
        assert!(error < 0.03, "{name}: {error}");
    }
}
