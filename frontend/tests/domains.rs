//! Operators of com.microsoft and ai.onnx.ml, for which ONNX publishes no cases, and such of its own whose cases leave much
//! out: against what onnxruntime gives (`scripts/onnxruntime-values.py` makes the table), in floats and by the integer
//! reference.

mod common;
#[path = "domains/contrib.rs"]
mod contrib;

use common::onnx::*;
use common::onnxruntime::PUBLISHED;
use frontend::{CompileOptions, LoadOptions, Options, Ranges, Sample, compile_bytes};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{AttributeProto, NodeProto, OperatorSetIdProto, TensorProto, TypeProto};

const MS: &str = "com.microsoft";
const ML: &str = "ai.onnx.ml";

/// The values of the script: eighths in -1..=1.
fn grid(len: usize, step: usize) -> Vec<f32> {
    (0..len).map(|i| ((i * step + 3) % 17) as f32 / 8.0 - 1.0).collect()
}

fn w(name: &str, dims: &[i64], step: usize) -> TensorProto {
    floats(name, dims, grid(dims.iter().product::<i64>() as usize, step))
}

fn reals(name: &str, v: &[f32]) -> AttributeProto {
    let r#type = AttributeType::Floats as i32;
    AttributeProto { name: name.into(), floats: v.to_vec(), r#type, ..Default::default() }
}

fn names(name: &str, v: &[&str]) -> AttributeProto {
    let (strings, r#type) =
        (v.iter().map(|s| s.as_bytes().to_vec()).collect(), AttributeType::Strings as i32);
    AttributeProto { name: name.into(), strings, r#type, ..Default::default() }
}

/// A model of one node, whose input is `x`.
struct Case {
    name: &'static str,
    operator: &'static str,
    domain: &'static str,
    shape: &'static [i64],
    whole: bool,
    initialisers: Vec<TensorProto>,
    attributes: Vec<AttributeProto>,
    inputs: &'static [&'static str],
}

fn case(
    name: &'static str,
    domain: &'static str,
    shape: &'static [i64],
    initialisers: Vec<TensorProto>,
    attributes: Vec<AttributeProto>,
    inputs: &'static [&'static str],
) -> Case {
    let operator = name.split('_').next().unwrap();
    Case { name, operator, domain, shape, whole: false, initialisers, attributes, inputs }
}

fn whole(case: Case) -> Case {
    Case { whole: true, ..case }
}

fn tree(kind: [AttributeProto; 4], more: Vec<AttributeProto>) -> Vec<AttributeProto> {
    let modes = ["BRANCH_LEQ", "BRANCH_LT", "LEAF", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF"];
    let mut all = vec![
        ints("nodes_treeids", &[0, 0, 0, 0, 0, 1, 1, 1]),
        ints("nodes_nodeids", &[0, 1, 2, 3, 4, 0, 1, 2]),
        ints("nodes_featureids", &[0, 1, 0, 0, 0, 1, 0, 0]),
        reals("nodes_values", &[0.1, -0.3, 0.0, 0.0, 0.0, 0.2, 0.0, 0.0]),
        names("nodes_modes", &modes),
        ints("nodes_truenodeids", &[1, 3, 0, 0, 0, 1, 0, 0]),
        ints("nodes_falsenodeids", &[2, 4, 0, 0, 0, 2, 0, 0]),
    ];
    all.extend(kind);
    all.extend(more);
    all
}

/// Linear models and trees of two classes that share one score, with each transform; and trees of which a row may reach
/// none for a class.
fn classifiers() -> Vec<Case> {
    const TREE: &[i64] = &[6, 2];
    let linear = |transform: &str| {
        vec![
            reals("coefficients", &[1.0, -0.75]),
            reals("intercepts", &[0.3125]),
            ints("classlabels_ints", &[7, 3]),
            string("post_transform", transform),
        ]
    };
    let classes = |ids: &[i64], weights: &[f32]| {
        [
            ints("class_treeids", &[0, 0, 0, 1, 1]),
            ints("class_nodeids", &[2, 3, 4, 1, 2]),
            ints("class_ids", ids),
            reals("class_weights", weights),
        ]
    };
    let two =
        |transform: &str| vec![ints("classlabels_int64s", &[4, 9]), string("post_transform", transform)];
    let (positive, mixed) = ([0.5, 0.125, 0.25, 0.375, 0.0625], [0.5, -0.125, 0.25, 0.375, -0.3125]);
    let mut all = Vec::new();
    let mut add = |name: &'static str, attributes: Vec<AttributeProto>| {
        all.push(case(name, ML, TREE, vec![], attributes, &["x"]));
    };
    for (name, transform) in [
        ("LinearClassifier_NONE", "NONE"),
        ("LinearClassifier_LOGISTIC", "LOGISTIC"),
        ("LinearClassifier_SOFTMAX", "SOFTMAX"),
    ] {
        add(name, linear(transform));
    }
    let base = || vec![reals("base_values", &[-0.375])];
    for (names, id, weights, more) in [
        (NAMES[0], 0, &positive, vec![]),
        (NAMES[1], 0, &mixed, vec![]),
        (NAMES[2], 0, &mixed, base()),
        (NAMES[3], 1, &mixed, vec![]),
        (NAMES[4], 1, &positive, vec![]),
    ] {
        for (name, transform) in names.into_iter().zip(["NONE", "LOGISTIC", "SOFTMAX"]) {
            add(name, tree(classes(&[id; 5], weights), [two(transform), more.clone()].concat()));
        }
    }
    let unreached = classes(&[0, 1, 2, 1, 0], &[-0.5, -0.25, -0.75, -0.5, -0.125]);
    add("TreeEnsembleClassifier_unreached", tree(unreached, vec![ints("classlabels_int64s", &[4, 9, 2])]));
    all
}

/// Trees of two classes: positive weights, such of both signs, with a base value, all of the second class.
const NAMES: [[&str; 3]; 5] = [
    [
        "TreeEnsembleClassifier_positive_NONE",
        "TreeEnsembleClassifier_positive_LOGISTIC",
        "TreeEnsembleClassifier_positive_SOFTMAX",
    ],
    [
        "TreeEnsembleClassifier_mixed_NONE",
        "TreeEnsembleClassifier_mixed_LOGISTIC",
        "TreeEnsembleClassifier_mixed_SOFTMAX",
    ],
    [
        "TreeEnsembleClassifier_based_NONE",
        "TreeEnsembleClassifier_based_LOGISTIC",
        "TreeEnsembleClassifier_based_SOFTMAX",
    ],
    [
        "TreeEnsembleClassifier_second_NONE",
        "TreeEnsembleClassifier_second_LOGISTIC",
        "TreeEnsembleClassifier_second_SOFTMAX",
    ],
    [
        "TreeEnsembleClassifier_second_positive_NONE",
        "TreeEnsembleClassifier_second_positive_LOGISTIC",
        "TreeEnsembleClassifier_second_positive_SOFTMAX",
    ],
];

fn ml() -> Vec<Case> {
    let regressor = vec![
        reals("coefficients", &[0.5, -1.0, 0.25, 1.0, 2.0, -0.5]),
        reals("intercepts", &[0.125, -1.0]),
        int("targets", 2),
    ];
    let classifier = vec![
        reals("coefficients", &[0.5, -1.0, 1.0, 2.0, -0.5, 0.25]),
        reals("intercepts", &[0.125, -1.0, 0.5]),
        ints("classlabels_ints", &[7, 3, 5]),
        int("multi_class", 0),
        string("post_transform", "SOFTMAX"),
    ];
    let targets = [
        ints("target_treeids", &[0, 0, 0, 1, 1]),
        ints("target_nodeids", &[2, 3, 4, 1, 2]),
        ints("target_ids", &[0; 5]),
        reals("target_weights", &[1.0, -2.0, 0.5, 0.25, -0.75]),
    ];
    let classes = [
        ints("class_treeids", &[0, 0, 0, 1, 1]),
        ints("class_nodeids", &[2, 3, 4, 1, 2]),
        ints("class_ids", &[0, 1, 2, 1, 0]),
        reals("class_weights", &[0.5, 0.25, 0.75, 0.5, 0.5]),
    ];
    let labels = vec![ints("classlabels_int64s", &[4, 9, 2]), string("post_transform", "NONE")];
    let encoder = vec![
        ints("keys_int64s", &[0, 2, 3]),
        reals("values_floats", &[0.5, -1.5, 2.0]),
        float("default_float", 9.0),
    ];
    let kernel = |kind: &str, vectors: Vec<f32>| {
        let parameters = reals("kernel_params", &[0.5, 0.25, 3.0]);
        vec![string("kernel_type", kind), parameters, reals("support_vectors", &vectors)]
    };
    let machine = |kind: &str| {
        let own = [int("n_supports", 3), reals("coefficients", &[0.5, -1.25, 0.75]), reals("rho", &[0.125])];
        [kernel(kind, grid(6, 7)), own.to_vec()].concat()
    };
    let svr = |name, kind: &str| case(name, ML, &[3, 2], vec![], machine(kind), &["x"]);
    let one = [machine("RBF"), vec![int("one_class", 1)]].concat();
    let three = [
        ints("vectors_per_class", &[1, 2, 1]),
        reals("coefficients", &grid(8, 11)),
        reals("rho", &[0.125, -0.25, 0.0625]),
        ints("classlabels_ints", &[4, 9, 2]),
    ];
    let three = [kernel("POLY", grid(8, 7)), three.to_vec()].concat();
    let two = [
        ints("vectors_per_class", &[2, 1]),
        reals("coefficients", &[0.5, -0.75, 1.0]),
        reals("rho", &[-0.125]),
        ints("classlabels_ints", &[4, 9]),
    ];
    let two = [kernel("RBF", grid(6, 7)), two.to_vec()].concat();
    let likely = [two.clone(), vec![reals("prob_a", &[-1.5]), reals("prob_b", &[0.25])]].concat();
    let based = vec![int("n_targets", 1), reals("base_values", &[0.125])];
    let norm = |name, kind| case(name, ML, &[2, 3], vec![], vec![string("norm", kind)], &["x"]);
    let imputer = vec![ints("imputed_value_int64s", &[7]), int("replaced_value_int64", 2)];
    vec![
        case("LinearRegressor", ML, &[2, 3], vec![], regressor, &["x"]),
        case("LinearClassifier", ML, &[3, 2], vec![], classifier, &["x"]),
        case(
            "Scaler",
            ML,
            &[2, 3],
            vec![],
            vec![reals("offset", &[0.5, 0.0, -1.0]), reals("scale", &[2.0, 1.0, 0.5])],
            &["x"],
        ),
        norm("Normalizer_MAX", "MAX"),
        norm("Normalizer_L1", "L1"),
        norm("Normalizer_L2", "L2"),
        case("Normalizer_signs", ML, &[6, 2], vec![], vec![string("norm", "MAX")], &["x"]),
        case("TreeEnsembleRegressor", ML, &[6, 2], vec![], tree(targets, based), &["x"]),
        case("TreeEnsembleClassifier", ML, &[6, 2], vec![], tree(classes, labels), &["x"]),
        svr("SVMRegressor_LINEAR", "LINEAR"),
        svr("SVMRegressor_POLY", "POLY"),
        svr("SVMRegressor_RBF", "RBF"),
        svr("SVMRegressor_SIGMOID", "SIGMOID"),
        case("SVMRegressor_one", ML, &[6, 2], vec![], one, &["x"]),
        case("SVMClassifier_3", ML, &[6, 2], vec![], three, &["x"]),
        case("SVMClassifier_2", ML, &[6, 2], vec![], two, &["x"]),
        case("SVMClassifier_likely", ML, &[6, 2], vec![], likely, &["x"]),
        whole(case("LabelEncoder", ML, &[6], vec![], encoder, &["x"])),
        whole(case(
            "OneHotEncoder",
            ML,
            &[4],
            vec![],
            vec![ints("cats_int64s", &[0, 2, 3]), int("zeros", 1)],
            &["x"],
        )),
        whole(case("Imputer", ML, &[2, 2], vec![], imputer, &["x"])),
    ]
}

#[test]
fn operators_of_other_domains_give_what_onnxruntime_gives() {
    let options = Options { input_bits: 16, activation_bits: 16, weight_bits: 16, ..Options::exact() };
    let (mut seen, mut wrong) = (0, Vec::new());
    for case in contrib::cases().into_iter().chain(ml()).chain(classifiers()) {
        let (_, published) = *PUBLISHED.iter().find(|(name, _)| *name == case.name).unwrap();
        let results: Vec<String> = (0..published.len()).map(|i| format!("y{i}")).collect();
        let results: Vec<&str> = results.iter().map(String::as_str).collect();
        let node = NodeProto {
            domain: case.domain.into(),
            ..node(case.operator, case.inputs, &results, case.attributes)
        };
        let mut model = model(22, &[("x", case.shape)], case.initialisers, vec![node], &results);
        let domains = [(MS, 1), (ML, 3)];
        model
            .opset_import
            .extend(domains.map(|(domain, version)| OperatorSetIdProto { domain: domain.into(), version }));
        let len = case.shape.iter().product::<i64>() as usize;
        let x: Vec<f64> = if case.whole {
            model = typed(model, 0, DataType::Int64);
            (0..len).map(|i| (i % 4) as f64).collect()
        } else {
            grid(len, 5).into_iter().map(f64::from).collect()
        };
        let sample = Sample { inputs: vec![x] };
        let compiled = compile_bytes(
            &bytes(&model),
            None,
            &CompileOptions {
                load: LoadOptions::default(),
                ranges: Ranges::Samples(vec![sample.clone()]),
                quantise: options.clone(),
                ..CompileOptions::default()
            },
        );
        let compiled = compiled.unwrap_or_else(|e| panic!("{}: {e}", case.name));
        let float = compiled.model.outputs(&sample);
        let inputs = compiled.quantised.quantise_inputs(&sample.inputs).unwrap();
        let slices: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
        let integers = gadgets::execute(&compiled.quantised.graph, &slices).unwrap();
        for (port, wanted) in published.iter().enumerate() {
            let reals = compiled.quantised.dequantise_output(port, &integers.outputs[port]);
            let largest = wanted.iter().fold(1e-9f64, |m, v| m.max(v.abs()));
            for (kind, got, tolerance) in [("floats", &float[port], 2e-5), ("integers", &reals, 2.5e-3)] {
                assert_eq!(got.len(), wanted.len(), "{} {port} {kind}", case.name);
                // onnxruntime stops an iteration here, where the limit is computed.
                let tolerance = if case.name == "SVMClassifier_likely" { 2.5e-3 } else { tolerance };
                let worst = got.iter().zip(*wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                if worst.is_nan() || worst > tolerance * largest + 6e-6 {
                    wrong.push(format!("{} {port} in {kind}: {got:?}, {wanted:?}", case.name));
                }
            }
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, PUBLISHED.len());
}

/// The probabilities of a classifier as scikit-learn's exporter leaves them: a map for each row, which is that row.
#[test]
fn maps_of_classes_are_their_rows() {
    let attributes = vec![
        reals("coefficients", &[0.5, -1.0, 1.0, 2.0, -0.5, 0.25]),
        ints("classlabels_ints", &[7, 3, 5]),
        string("post_transform", "SOFTMAX"),
    ];
    let classifier =
        NodeProto { domain: ML.into(), ..node("LinearClassifier", &["x"], &["l", "p"], attributes) };
    let map = node("ZipMap", &["p"], &["m"], vec![ints("classlabels_int64s", &[7, 3, 5])]);
    let map = NodeProto { domain: ML.into(), ..map };
    let mut model = model(17, &[("x", &[1, 2])], vec![], vec![classifier, map], &["l", "m"]);
    model.opset_import.push(OperatorSetIdProto { domain: ML.into(), version: 3 });
    // A sequence of maps, which is no tensor.
    model.graph.as_mut().unwrap().output[1].r#type = Some(TypeProto::default());
    let sample = Sample { inputs: vec![vec![0.75, -0.5]] };
    let ranges = Ranges::Samples(vec![sample.clone()]);
    let options = CompileOptions { ranges, quantise: Options::exact(), ..CompileOptions::default() };
    let compiled = compile_bytes(&bytes(&model), None, &options).unwrap();
    let got = common::runs(&compiled, &sample).unwrap();
    let scores = [0.875f64, -0.25, -0.5].map(f64::exp);
    assert_eq!(got[0], [7.0]);
    for (got, score) in got[1].iter().zip(scores) {
        assert!((got - score / scores.iter().sum::<f64>()).abs() < 1e-3, "{got} {score}");
    }
}

/// What is given to no purpose, or means different things to different runtimes, is refused by name.
#[test]
fn attributes_are_read_or_refused() {
    let gemm = vec![w("w", &[3, 2], 7), w("b", &[2], 11)];
    let conv = vec![w("w", &[2, 3, 1, 1], 7)];
    let relu = || string("activation", "Relu");
    let leaf = |ids: &[i64], labels: &[i64], more: Vec<AttributeProto>| {
        let kind = [
            ints("class_treeids", &[0, 0, 0, 1, 1]),
            ints("class_nodeids", &[2, 3, 4, 1, 2]),
            ints("class_ids", ids),
            reals("class_weights", &[0.5; 5]),
        ];
        tree(kind, [more, vec![ints("classlabels_int64s", labels)]].concat())
    };
    let based = |base: &[f32]| vec![reals("base_values", base)];
    let trees = "TreeEnsembleClassifier";
    type Case<'a> = (&'a str, &'a str, &'a [i64], Vec<TensorProto>, Vec<AttributeProto>);
    let cases: Vec<Case<'_>> = vec![
        (
            "FusedGemm",
            "activation_alpha",
            &[2, 3],
            gemm.clone(),
            vec![relu(), float("activation_alpha", 0.5)],
        ),
        (
            "FusedGemm",
            "activation_gamma",
            &[2, 3],
            gemm.clone(),
            vec![string("activation", "LeakyRelu"), float("activation_gamma", 0.5)],
        ),
        (
            "FusedGemm",
            "activation_params",
            &[2, 3],
            gemm.clone(),
            vec![relu(), reals("activation_params", &[1.0])],
        ),
        ("FusedGemm", "activation_kind", &[2, 3], gemm.clone(), vec![relu(), float("activation_kind", 0.5)]),
        ("FusedGemm", "activation", &[2, 3], gemm, vec![string("activation", "Nonsense")]),
        ("FusedConv", "activation_alpha", &[1, 3, 2, 2], conv, vec![relu(), float("activation_alpha", 0.5)]),
        ("CDist", "metric", &[3, 2], vec![w("b", &[2, 2], 7)], vec![string("metric", "cosine")]),
        (
            "GroupNorm",
            "activation",
            &[1, 2, 2, 4],
            vec![w("g", &[4], 7), w("b", &[4], 11)],
            vec![int("groups", 2), int("activation", 2)],
        ),
        (
            "GroupNorm",
            "num_groups",
            &[1, 2, 2, 4],
            vec![w("g", &[4], 7), w("b", &[4], 11)],
            vec![int("groups", 3)],
        ),
        ("BiasSplitGelu", "no halves", &[1, 2, 3], vec![w("b", &[3], 7)], vec![]),
        (trees, "each has weights", &[6, 2], vec![], leaf(&[0, 1, 0, 1, 0], &[4, 9], vec![])),
        (trees, "base_values", &[6, 2], vec![], leaf(&[0; 5], &[4, 9], based(&[0.5, 0.25]))),
        (trees, "base_values", &[6, 2], vec![], leaf(&[1; 5], &[4, 9], based(&[0.5]))),
        (trees, "base_values", &[6, 2], vec![], leaf(&[0, 1, 2, 1, 0], &[4, 9, 2], based(&[0.5]))),
    ];
    for (operator, words, shape, constants, attributes) in cases {
        let inputs: Vec<&str> =
            std::iter::once("x").chain(constants.iter().map(|t| t.name.as_str())).collect();
        let domain = if operator == trees { ML } else { MS };
        let results: &[&str] = if operator == trees { &["y", "z"] } else { &["y"] };
        let node = NodeProto { domain: domain.into(), ..node(operator, &inputs, results, attributes) };
        let mut model = model(17, &[("x", shape)], constants.clone(), vec![node], &["y"]);
        model
            .opset_import
            .push(OperatorSetIdProto { domain: domain.into(), version: if domain == ML { 3 } else { 1 } });
        let refused = frontend::Model::from_bytes(&bytes(&model), None, &LoadOptions::default());
        let refused =
            refused.err().unwrap_or_else(|| panic!("{operator}: {words} is not refused")).to_string();
        assert!(refused.contains(operator) && refused.contains(words), "{operator}, {words}: {refused}");
    }
}

/// Domains and operators that nobody knows are refused by name.
#[test]
fn unknown_operators_of_known_domains_are_refused() {
    for (operator, domain) in
        [("FastGelu", ""), ("DictVectorizer", ML), ("NGramRepeatBlock", MS), ("Scaler", "com.example")]
    {
        let node = NodeProto { domain: domain.into(), ..node(operator, &["x"], &["y"], vec![]) };
        let mut model = model(17, &[("x", &[2, 2])], vec![], vec![node], &["y"]);
        model.opset_import.push(OperatorSetIdProto { domain: domain.into(), version: 1 });
        let refused = frontend::Model::from_bytes(&bytes(&model), None, &LoadOptions::default());
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(operator) && refused.contains("is not supported"), "{refused}");
    }
}
