//! Operators of com.microsoft and ai.onnx.ml, for which ONNX publishes no cases: against what onnxruntime gives
//! (`scripts/onnxruntime-values.py` makes the table), in floats and by the integer reference.

#![allow(clippy::approx_constant, reason = "values of another program, as it prints them")]

mod common;

use common::onnx::*;
use frontend::{CompileOptions, LoadOptions, Options, Ranges, Sample, compile_bytes};
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{AttributeProto, NodeProto, OperatorSetIdProto, TensorProto, TypeProto, type_proto};

/// What onnxruntime 1.32 gives, by case.
const PUBLISHED: &[(&str, &[&[f64]])] = &[
    ("FusedMatMul", &[&[-0.11719, -0.11719, -0.11719, -0.11719, 0.05469, -0.13281, -0.05469, -0.24219]]),
    ("FastGelu", &[&[-0.13229, 0.14968, -0.13269, -0.10043, 0.0, -0.16628]]),
    ("BiasGelu", &[&[-0.13206, 0.14968, -0.13269, -0.10021, 0.0, -0.16624]]),
    ("QuickGelu", &[&[-0.17588, 0.0, 0.44912, -0.18556, -0.10183, 0.23889]]),
    ("SkipLayerNormalization", &[&[0.4249, 0.80339, 0.875, -0.66152, -0.51527, -0.21737, 0.875, 0.26374]]),
    ("SimplifiedLayerNormalization", &[&[0.62814, 0.0, 0.0, 1.05528, 0.25923, 0.46662, 0.0, 0.62216]]),
    (
        "SkipSimplifiedLayerNormalization",
        &[&[0.93955, 0.22549, 0.0, 0.90197, -0.31068, -0.0932, 0.0, 1.02525]],
    ),
    (
        "MultiHeadAttention",
        &[&[
            -0.18426, 0.44148, -0.65181, 0.18115, -0.1359, 0.40763, -0.67823, 0.2189, -0.08577, 0.37254,
            -0.29757, -0.32489,
        ]],
    ),
    (
        "RotaryEmbedding",
        &[&[
            0.78125, 0.65625, 0.0, -0.21875, 0.25, -0.42188, -1.0, -0.21875, -0.54688, 0.28125, 0.39062,
            0.53125, -0.5, 0.3125, 0.375, 0.71875,
        ]],
    ),
    ("FusedConv", &[&[2.67188, -0.20312, -0.21875, 0.42188, 1.04688, 1.21875, -0.14062, 3.0625]]),
    ("FusedGemm", &[&[0.23438, 0.28125, 0.45312, 0.375]]),
    ("MatMulNBits", &[&[-2.75, -0.15625, -2.375, -2.625]]),
    (
        "GroupQueryAttention",
        &[&[
            -0.625, 0.75, 0.0, -0.75, 0.625, -0.125, -0.875, 0.5, -0.25, -1.0, 0.375, -0.375, 1.0, 0.25,
            -0.5, 0.875, -0.625, 0.75, 0.0, -0.75, 0.625, -0.125, -0.875, 0.5, -0.25, -1.0, 0.375, -0.375,
            1.0, 0.25, -0.5, 0.875, -0.37219, 0.28651, 0.25281, -0.49719, 0.16151, 0.12781, -0.62219,
            0.03651, 0.00281, -0.74719, -0.08849, -0.12219, 0.53651, 0.50281, -0.24719, 0.41151, -0.08917,
            -0.23236, 0.53583, -0.21417, -0.35736, 0.41083, -0.33917, -0.48236, 0.28583, -0.46417, -0.60736,
            0.16083, 0.01764, 0.78583, 0.03583, -0.10736, 0.27939, -0.09, 0.08634, 0.15439, -0.215, -0.03866,
            0.02939, -0.34, -0.16366, -0.09561, -0.465, -0.28866, 0.16, 0.33634, 0.40439, 0.035, 0.1822,
            -0.03774, 0.11507, 0.0572, -0.16274, -0.00993, -0.0678, -0.28774, -0.13493, -0.1928, -0.41274,
            -0.25993, 0.21226, 0.36507, 0.3072, 0.08726,
        ]],
    ),
    (
        "GroupQueryAttention_near",
        &[&[
            -0.5, 0.125, 0.75, -0.75, -0.125, 0.5, -1.0, -0.375, -0.5, 0.125, 0.75, -0.75, -0.125, 0.5, -1.0,
            -0.375, -0.11354, 0.51146, 0.19791, -0.36354, 0.26146, -0.05209, -0.61354, 0.01146, -0.31671,
            0.30829, 0.48816, -0.56671, 0.05829, 0.23816, -0.81671, -0.19171, -0.13889, 0.48611, -0.14028,
            0.48472, 0.23611, -0.39028, 0.23472, -0.01389, 0.22393, 0.84893, -0.39425, 0.23075, 0.59893,
            -0.64425, -0.01925, 0.34893,
        ]],
    ),
    ("LinearRegressor", &[&[-0.03125, -1.9375, 0.03125, -2.5625]]),
    (
        "LinearClassifier",
        &[
            &[5.0, 7.0, 5.0],
            &[0.25279, 0.06004, 0.68716, 0.77339, 0.02486, 0.20175, 0.20543, 0.18129, 0.61329],
        ],
    ),
    ("Scaler", &[&[-2.25, 0.0, 0.8125, -2.75, -0.25, 0.6875]]),
    ("Normalizer_MAX", &[&[-1.0, 0.0, 1.0, -2.33333, -0.66667, 1.0]]),
    ("Normalizer_L1", &[&[-0.5, 0.0, 0.5, -0.58333, -0.16667, 0.25]]),
    ("Normalizer_L2", &[&[-0.70711, 0.0, 0.70711, -0.889, -0.254, 0.381]]),
    ("TreeEnsembleRegressor", &[&[-0.125, 0.375, 0.875, 0.375, 1.375, -0.125]]),
    (
        "TreeEnsembleClassifier",
        &[
            &[2.0, 4.0, 2.0, 4.0, 4.0, 2.0],
            &[0.5, 0.0, 0.75, 1.0, 0.0, 0.0, 0.0, 0.5, 0.75, 1.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.5, 0.0, 0.75],
        ],
    ),
    ("SVMRegressor_LINEAR", &[&[-0.8125, 1.14453, -0.28516]]),
    ("SVMRegressor_POLY", &[&[-0.05332, 0.38563, 0.09724]]),
    ("SVMRegressor_RBF", &[&[-0.28927, 0.68824, 0.06496]]),
    ("SVMRegressor_SIGMOID", &[&[-0.29155, 0.56221, -0.07121]]),
    ("SVMRegressor_one", &[&[-1.0, 1.0, 1.0, 1.0, 1.0, -1.0]]),
    (
        "SVMClassifier_3",
        &[
            &[4.0, 2.0, 4.0, 2.0, 4.0, 4.0],
            &[
                0.20329, -0.19657, 0.04142, 0.1251, -0.56651, -0.03072, 0.12463, -0.21709, 0.05688, 0.11837,
                -0.46319, -0.16402, 0.10941, -0.2322, 0.06093, 0.25069, -0.18894, 0.03303,
            ],
        ],
    ),
    (
        "SVMClassifier_2",
        &[
            &[4.0, 4.0, 4.0, 4.0, 4.0, 9.0],
            &[
                -0.00888, 0.00888, -0.77024, 0.77024, -0.25143, 0.25143, -0.85041, 0.85041, -0.31304,
                0.31304, 0.08689, -0.08689,
            ],
        ],
    ),
    (
        "SVMClassifier_likely",
        &[
            &[4.0, 4.0, 4.0, 4.0, 4.0, 9.0],
            &[
                0.441, 0.559, 0.71205, 0.28795, 0.53174, 0.46826, 0.73607, 0.26393, 0.55461, 0.44539,
                0.40535, 0.59465,
            ],
        ],
    ),
    ("LabelEncoder", &[&[0.5, 9.0, -1.5, 2.0, 0.5, 9.0]]),
    ("OneHotEncoder", &[&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]]),
    ("Imputer", &[&[0.0, 1.0, 7.0, 3.0]]),
];

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

fn contrib() -> Vec<Case> {
    let packed = TensorProto {
        name: "b".into(),
        dims: vec![2, 1, 8],
        data_type: DataType::Uint8 as i32,
        raw_data: vec![
            0x21, 0x43, 0x65, 0x87, 0xa9, 0xcb, 0xed, 0x0f, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe,
        ],
        ..Default::default()
    };
    let skip = || vec![w("s", &[1, 2, 4], 7), w("g", &[4], 11), w("b", &[4], 6), w("c", &[4], 3)];
    let rows = vec![w("k", &[1, 2, 4], 7), w("v", &[1, 2, 4], 11)];
    let turn = vec![integers("p", &[1, 2], vec![0, 1]), w("c", &[4, 2], 7), w("s", &[4, 2], 11)];
    let conv = vec![w("w", &[2, 2, 2, 2], 7), w("b", &[2], 11)];
    let leaky = vec![string("activation", "LeakyRelu"), reals("activation_params", &[0.25])];
    let gemm = vec![w("w", &[3, 2], 7), w("b", &[2], 11)];
    let bits = vec![int("K", 16), int("N", 2), int("bits", 4), int("block_size", 16)];
    let epsilon = || float("epsilon", 1e-5);
    // Three rows, of which all count.
    let prompt = || vec![integers("n", &[1], vec![2]), integers("t", &[], vec![3])];
    let angles = vec![w("c", &[4, 8], 7), w("s", &[4, 8], 11)];
    let simplified = vec![int("axis", -1), epsilon(), int("stash_type", 1)];
    vec![
        case(
            "FusedMatMul",
            MS,
            &[2, 3],
            vec![w("w", &[4, 3], 7)],
            vec![int("transB", 1), float("alpha", 0.5)],
            &["x", "w"],
        ),
        case("FastGelu", MS, &[2, 3], vec![w("b", &[3], 7)], vec![], &["x", "b"]),
        case("BiasGelu", MS, &[2, 3], vec![w("b", &[3], 7)], vec![], &["x", "b"]),
        case("QuickGelu", MS, &[2, 3], vec![], vec![float("alpha", 1.5)], &["x"]),
        case("SkipLayerNormalization", MS, &[1, 2, 4], skip(), vec![epsilon()], &["x", "s", "g", "b", "c"]),
        case("SimplifiedLayerNormalization", "", &[2, 4], vec![w("g", &[4], 11)], simplified, &["x", "g"]),
        case(
            "SkipSimplifiedLayerNormalization",
            MS,
            &[1, 2, 4],
            skip()[..2].to_vec(),
            vec![epsilon()],
            &["x", "s", "g"],
        ),
        case("MultiHeadAttention", MS, &[1, 3, 4], rows, vec![int("num_heads", 2)], &["x", "k", "v"]),
        case("RotaryEmbedding", MS, &[1, 2, 2, 4], turn, vec![], &["x", "p", "c", "s"]),
        case("FusedConv", MS, &[1, 2, 3, 3], conv, leaky, &["x", "w", "b"]),
        case("FusedGemm", MS, &[2, 3], gemm, vec![string("activation", "Relu")], &["x", "w", "b"]),
        case(
            "MatMulNBits",
            MS,
            &[2, 16],
            vec![packed, floats("s", &[2], vec![0.5, 0.25])],
            bits,
            &["x", "b", "s"],
        ),
        case(
            "GroupQueryAttention",
            MS,
            &[1, 3, 32],
            [prompt(), vec![w("k", &[1, 3, 16], 7), w("v", &[1, 3, 16], 11)], angles].concat(),
            vec![int("num_heads", 2), int("kv_num_heads", 1), int("do_rotary", 1)],
            &["x", "k", "v", "", "", "n", "t", "c", "s"],
        ),
        case(
            "GroupQueryAttention_near",
            MS,
            &[1, 3, 32],
            prompt(),
            vec![
                int("num_heads", 2),
                int("kv_num_heads", 1),
                int("local_window_size", 2),
                float("scale", 0.5),
            ],
            &["x", "", "", "", "", "n", "t"],
        ),
    ]
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
    for case in contrib().into_iter().chain(ml()) {
        let (_, published) = *PUBLISHED.iter().find(|(name, _)| *name == case.name).unwrap();
        let results: Vec<String> = (0..published.len()).map(|i| format!("y{i}")).collect();
        let results: Vec<&str> = results.iter().map(String::as_str).collect();
        let node = NodeProto {
            domain: case.domain.into(),
            ..node(case.operator, case.inputs, &results, case.attributes)
        };
        let mut model = model(17, &[("x", case.shape)], case.initialisers, vec![node], &results);
        let domains = [(MS, 1), (ML, 3)];
        model
            .opset_import
            .extend(domains.map(|(domain, version)| OperatorSetIdProto { domain: domain.into(), version }));
        let len = case.shape.iter().product::<i64>() as usize;
        let x: Vec<f64> = if case.whole {
            let graph = model.graph.as_mut().unwrap();
            let tensor = graph.input[0].r#type.as_mut().and_then(|t| t.value.as_mut());
            let Some(type_proto::Value::TensorType(tensor)) = tensor else { panic!("no tensor") };
            tensor.elem_type = DataType::Int64 as i32;
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
