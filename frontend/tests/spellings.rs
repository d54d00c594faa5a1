//! Parts of language models as exporters and onnxruntime's optimiser spell them: whatever the operators, they come to the same few steps,
//! and are as near to floats.

mod common;

use common::onnx::*;
use common::runs;
use frontend::{CompileOptions, Compiled, Options, Ranges, Sample, compile_bytes};
use gadgets::Gadget;
use tract_onnx::pb::{AttributeProto, NodeProto, OperatorSetIdProto, TensorProto};

/// Tokens, elements of each, heads.
const TOKENS: i64 = 4;
const WIDTH: i64 = 8;
const HEADS: i64 = 2;
const HEAD: i64 = WIDTH / HEADS;
const LEN: usize = (TOKENS * WIDTH) as usize;

/// Nodes from `x` to `y`.
struct Spelling {
    name: &'static str,
    nodes: Vec<NodeProto>,
}

fn spelling(name: &'static str, nodes: Vec<NodeProto>) -> Spelling {
    Spelling { name, nodes }
}

fn op(operator: &str, inputs: &[&str], output: &str) -> NodeProto {
    node(operator, inputs, &[output], vec![])
}

/// An operator of com.microsoft.
fn ms(operator: &str, inputs: &[&str], output: &str, attributes: Vec<AttributeProto>) -> NodeProto {
    NodeProto { domain: "com.microsoft".into(), ..node(operator, inputs, &[output], attributes) }
}

fn last(operator: &str, inputs: &[&str], output: &str) -> NodeProto {
    node(operator, inputs, &[output], vec![ints("axes", &[-1])])
}

/// Numbers and tensors that spellings use; each takes those that it names.
fn constants() -> Vec<TensorProto> {
    let number = |name: &str, v: f32| floats(name, &[], vec![v]);
    let square = [WIDTH, WIDTH];
    let causal = |low: f32| {
        let mask = |i: i64| if i % TOKENS > i / TOKENS { low } else { 0.0 };
        (0..TOKENS * TOKENS).map(mask).collect::<Vec<f32>>()
    };
    let unit = |name: &str| {
        let mut t = weights(name, &[WIDTH]);
        t.float_data.iter_mut().for_each(|v| *v = 1.0 + *v / 2.0);
        t
    };
    let seen = constant(
        "seen",
        tract_onnx::pb::tensor_proto::DataType::Bool,
        &[TOKENS, TOKENS],
        &causal(1.0).iter().map(|v| i32::from(*v == 0.0)).collect::<Vec<_>>(),
    );
    vec![
        number("eps", 1e-5),
        number("half", 0.5),
        number("one", 1.0),
        number("two", 2.0),
        number("three", 3.0),
        number("ten", 10.0),
        number("twelve", 12.0),
        number("minus_half", -0.5),
        number("root_of_two", std::f32::consts::SQRT_2),
        number("cubic", 0.044_715),
        number("root", 0.797_884_6),
        number("low", -1e9),
        number("scale", 0.5),
        unit("gain"),
        weights("shift", &[WIDTH]),
        floats("zeros", &[1, TOKENS, WIDTH], vec![0.0; LEN]),
        weights("w", &square),
        weights("u", &square),
        weights("wq", &square),
        weights("wk", &square),
        weights("wv", &square),
        weights("one_k", &[WIDTH, HEAD]),
        weights("one_v", &[WIDTH, HEAD]),
        weights("all", &[WIDTH, 3 * WIDTH]),
        floats("added", &[TOKENS, TOKENS], causal(-1e4)),
        floats("infinite", &[TOKENS, TOKENS], causal(f32::NEG_INFINITY)),
        floats("least", &[TOKENS, TOKENS], causal(f32::MIN)),
        seen,
        integers("heads", &[4], vec![1, TOKENS, HEADS, HEAD]),
        integers("single", &[4], vec![1, TOKENS, 1, HEAD]),
        integers("flat", &[3], vec![1, TOKENS, WIDTH]),
        integers("column", &[5], vec![1, 1, 1, TOKENS, HEAD]),
        integers("spread", &[5], vec![1, 1, HEADS, TOKENS, HEAD]),
        integers("both", &[4], vec![1, HEADS, TOKENS, HEAD]),
        integers("times", &[4], vec![1, HEADS, 1, 1]),
        integers("lengths", &[1], vec![TOKENS - 1]),
        integers("total", &[], vec![TOKENS]),
        turns("cos", &[1, 1, TOKENS, HEAD], f32::cos),
        turns("sin", &[1, 1, TOKENS, HEAD], f32::sin),
        turns("half_cos", &[1, TOKENS, HEAD / 2], f32::cos),
        turns("half_sin", &[1, TOKENS, HEAD / 2], f32::sin),
        turns("rows_cos", &[TOKENS, HEAD / 2], f32::cos),
        turns("rows_sin", &[TOKENS, HEAD / 2], f32::sin),
        integers("positions", &[1, TOKENS], (0..TOKENS).collect()),
        integers("start", &[1], vec![0]),
        integers("middle", &[1], vec![HEAD / 2]),
        integers("end", &[1], vec![HEAD]),
        integers("last", &[1], vec![3]),
        integers("second", &[1], vec![1]),
        integers("step", &[1], vec![2]),
        integers("fifth", &[1], vec![4]),
        integers("pairs", &[5], vec![1, HEADS, TOKENS, HEAD / 2, 2]),
        integers("batch", &[3], vec![HEADS, TOKENS, TOKENS]),
        integers("batch_v", &[3], vec![HEADS, TOKENS, HEAD]),
    ]
}

/// What both halves of each token's heads are turned by.
fn turns(name: &str, dims: &[i64], f: fn(f32) -> f32) -> TensorProto {
    let width = dims[dims.len() - 1];
    let angle = |i: i64| (i / width) as f32 / 10f32.powi((i % width % (HEAD / 2)) as i32);
    floats(name, dims, (0..TOKENS * width).map(|i| f(angle(i))).collect())
}

fn samples() -> Vec<Sample> {
    let one = |seed| noise(seed, LEN).into_iter().map(|v| f64::from(v) * 2.0).collect();
    (1..=24).map(|seed| Sample { inputs: vec![one(seed)] }).collect()
}

fn compiled(s: &Spelling) -> Compiled {
    let read = |t: &TensorProto| s.nodes.iter().any(|n| n.input.contains(&t.name));
    let given = constants().into_iter().filter(read).map(|mut t| {
        if t.name == "lengths" || t.name == "total" {
            t.int32_data = std::mem::take(&mut t.int64_data).into_iter().map(|v| v as i32).collect();
            t.data_type = tract_onnx::pb::tensor_proto::DataType::Int32 as i32;
        }
        t
    });
    let given = given.collect();
    let new = s.nodes.iter().any(|n| n.op_type == "Swish");
    let axes = s.nodes.iter().any(|n| n.op_type == "ReduceMean");
    let version = match (new, axes) {
        (true, _) => 24,
        (_, true) => 17,
        _ => 23,
    };
    let mut model = model(version, &[("x", &[1, TOKENS, WIDTH])], given, s.nodes.clone(), &["y"]);
    model.opset_import.push(OperatorSetIdProto { domain: "com.microsoft".into(), version: 1 });
    let options = CompileOptions {
        ranges: Ranges::Samples(samples()),
        quantise: Options::language(),
        ..CompileOptions::default()
    };
    compile_bytes(&bytes(&model), None, &options).unwrap_or_else(|e| panic!("{}: {e}", s.name))
}

fn count(compiled: &Compiled, kind: &str) -> usize {
    compiled.quantised.graph.nodes.iter().filter(|n| n.gadget.name() == kind).count()
}

/// As near to floats as its bits allow.
fn near(s: &Spelling, compiled: &Compiled) {
    for sample in samples() {
        let got = runs(compiled, &sample).unwrap_or_else(|e| panic!("{}: {e:?}", s.name)).remove(0);
        let floats = compiled.model.outputs(&sample).remove(0);
        let extent = floats.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let off = got.iter().zip(&floats).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 0.01 * extent, "{}: {off} of {extent}", s.name);
    }
    let generic = |n: &gadgets::Node| matches!(n.gadget, Gadget::Generic(_));
    assert!(!compiled.quantised.graph.nodes.iter().any(generic), "{}", s.name);
}

/// Root mean squares, and deviations: one product or quotient by row, one table where the operator is named, and no gain beside the weights. Roots
/// that are spelled out keep what they refuse.
#[test]
fn gains_of_normalisations_are_part_of_weights() {
    let project = || op("MatMul", &["n", "w"], "y");
    let mean_square =
        |of: &str| vec![op("Mul", &[of, of], "square"), last("ReduceMean", &["square"], "mean")];
    let shifted = || op("Add", &["mean", "eps"], "sum");
    let rms = |behind: Vec<NodeProto>| [mean_square("x"), vec![shifted()], behind, vec![project()]].concat();
    let attributes = || vec![float("epsilon", 1e-5), int("axis", -1)];
    let centred = || vec![last("ReduceMean", &["x"], "m"), op("Sub", &["x", "m"], "c")];
    let deviation = |behind: Vec<NodeProto>| {
        [centred(), mean_square("c"), vec![shifted()], behind, vec![project()]].concat()
    };
    for s in [
        spelling(
            "RMSNormalization",
            vec![node("RMSNormalization", &["x", "gain"], &["n"], attributes()), project()],
        ),
        spelling(
            "SimplifiedLayerNormalization",
            vec![node("SimplifiedLayerNormalization", &["x", "gain"], &["n"], attributes()), project()],
        ),
        spelling(
            "SkipSimplifiedLayerNormalization",
            vec![
                ms(
                    "SkipSimplifiedLayerNormalization",
                    &["x", "zeros", "gain"],
                    "n",
                    vec![float("epsilon", 1e-5)],
                ),
                project(),
            ],
        ),
        spelling(
            "a quotient by a root",
            rms(vec![op("Sqrt", &["sum"], "r"), op("Div", &["x", "r"], "v"), op("Mul", &["v", "gain"], "n")]),
        ),
        spelling(
            "an inverse root, the gain first",
            rms(vec![
                op("Sqrt", &["sum"], "r"),
                op("Reciprocal", &["r"], "i"),
                op("Mul", &["x", "i"], "v"),
                op("Mul", &["gain", "v"], "n"),
            ]),
        ),
        spelling(
            "one over a root",
            rms(vec![
                op("Sqrt", &["sum"], "r"),
                op("Div", &["one", "r"], "i"),
                op("Mul", &["i", "x"], "v"),
                op("Mul", &["v", "gain"], "n"),
            ]),
        ),
        spelling(
            "a power of -1/2",
            rms(vec![
                op("Pow", &["sum", "minus_half"], "i"),
                op("Mul", &["x", "i"], "v"),
                op("Mul", &["v", "gain"], "n"),
            ]),
        ),
        spelling(
            "powers",
            vec![
                op("Pow", &["x", "two"], "square"),
                last("ReduceMean", &["square"], "mean"),
                shifted(),
                op("Pow", &["sum", "half"], "r"),
                op("Div", &["x", "r"], "v"),
                op("Mul", &["v", "gain"], "n"),
                project(),
            ],
        ),
        spelling(
            "LayerNormalization",
            vec![node("LayerNormalization", &["x", "gain", "shift"], &["n"], attributes()), project()],
        ),
        spelling(
            "SkipLayerNormalization",
            vec![
                ms(
                    "SkipLayerNormalization",
                    &["x", "zeros", "gain", "shift"],
                    "n",
                    vec![float("epsilon", 1e-5)],
                ),
                project(),
            ],
        ),
        spelling(
            "a deviation's quotient",
            deviation(vec![
                op("Sqrt", &["sum"], "r"),
                op("Div", &["c", "r"], "v"),
                op("Mul", &["v", "gain"], "g"),
                op("Add", &["g", "shift"], "n"),
            ]),
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let graph = &compiled.quantised.graph;
        let kinds: Vec<&str> = graph.nodes.iter().map(|n| n.gadget.name()).collect();
        let tables = (count(&compiled, "lookup"), count(&compiled, "quotient"));
        assert!(tables == (1, 0) || !s.name.ends_with("Normalization"), "{}: {kinds:?}", s.name);
        let beside = graph.tensors.iter().filter(|t| t.name.contains("gain"));
        assert_eq!(beside.count(), 0, "{}: {kinds:?}", s.name);
    }
}

/// A gain that something else reads, too, stays what it is, and so does one that no normalisation is in front of.
#[test]
fn gains_that_others_see_stay() {
    let norm = || node("RMSNormalization", &["x", "gain"], &["n"], vec![float("epsilon", 1e-5)]);
    let project = |of: &str| op("MatMul", &[of, "w"], "p");
    for s in [
        spelling("read by a sum", vec![norm(), project("n"), op("Add", &["n", "p"], "y")]),
        spelling("no normalisation", vec![op("Mul", &["x", "gain"], "n"), op("MatMul", &["n", "w"], "y")]),
        spelling(
            "between rows",
            vec![
                norm(),
                node("Transpose", &["n"], &["t"], vec![ints("perm", &[0, 2, 1])]),
                op("MatMul", &["w", "t"], "y"),
            ],
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let graph = &compiled.quantised.graph;
        assert!(graph.tensors.iter().any(|t| t.name.contains("gain")), "{}", s.name);
    }
}

/// SiLU and GELU: one table each.
#[test]
fn activations_are_one_table() {
    let gate = |behind: Vec<NodeProto>| {
        let (g, u) = (op("MatMul", &["x", "w"], "g"), op("MatMul", &["x", "u"], "l"));
        [vec![g, u], behind, vec![op("Mul", &["s", "l"], "y")]].concat()
    };
    let hidden = |behind: Vec<NodeProto>| [vec![op("MatMul", &["x", "w"], "g")], behind].concat();
    let tanh = |behind: Vec<NodeProto>| {
        let inner = vec![
            op("Pow", &["g", "three"], "cube"),
            op("Mul", &["cube", "cubic"], "part"),
            op("Add", &["g", "part"], "sum"),
            op("Mul", &["sum", "root"], "inner"),
            op("Tanh", &["inner"], "t"),
            op("Add", &["t", "one"], "e"),
        ];
        hidden([inner, behind].concat())
    };
    let erf =
        || vec![op("Div", &["g", "root_of_two"], "d"), op("Erf", &["d"], "f"), op("Add", &["f", "one"], "e")];
    for s in [
        spelling("Sigmoid, Mul", gate(vec![op("Sigmoid", &["g"], "o"), op("Mul", &["g", "o"], "s")])),
        spelling(
            "Mul the other way round",
            gate(vec![op("Sigmoid", &["g"], "o"), op("Mul", &["o", "g"], "s")]),
        ),
        spelling("Swish", gate(vec![op("Swish", &["g"], "s")])),
        spelling("QuickGelu", gate(vec![ms("QuickGelu", &["g"], "s", vec![float("alpha", 1.0)])])),
        spelling(
            "a quotient by an exponential",
            gate(vec![
                op("Neg", &["g"], "m"),
                op("Exp", &["m"], "f"),
                op("Add", &["one", "f"], "e"),
                op("Div", &["g", "e"], "s"),
            ]),
        ),
        spelling("Gelu", hidden(vec![op("Gelu", &["g"], "y")])),
        spelling(
            "Gelu by tanh",
            hidden(vec![node("Gelu", &["g"], &["y"], vec![string("approximate", "tanh")])]),
        ),
        spelling("BiasGelu", hidden(vec![ms("BiasGelu", &["g", "shift"], "y", vec![])])),
        spelling("FastGelu", hidden(vec![ms("FastGelu", &["g", "shift"], "y", vec![])])),
        spelling(
            "Erf, half last",
            hidden([erf(), vec![op("Mul", &["g", "e"], "p"), op("Mul", &["p", "half"], "y")]].concat()),
        ),
        spelling(
            "Erf, half first",
            hidden([erf(), vec![op("Mul", &["g", "half"], "p"), op("Mul", &["p", "e"], "y")]].concat()),
        ),
        spelling("Tanh, half last", tanh(vec![op("Mul", &["g", "e"], "p"), op("Mul", &["p", "half"], "y")])),
        spelling("Tanh, half first", tanh(vec![op("Mul", &["g", "half"], "p"), op("Mul", &["p", "e"], "y")])),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let kinds: Vec<&str> = compiled.quantised.graph.nodes.iter().map(|n| n.gadget.name()).collect();
        let gated = s.nodes.iter().any(|n| n.output == ["l"]);
        let expected = (1, 0, usize::from(gated));
        let found = (count(&compiled, "lookup"), count(&compiled, "quotient"), count(&compiled, "map"));
        assert_eq!(found, expected, "{}: {kinds:?}", s.name);
    }
}

/// What is no such function, by a number, is not taken for one.
#[test]
fn activations_of_other_numbers_are_others() {
    let hidden = |behind: Vec<NodeProto>| [vec![op("MatMul", &["x", "w"], "g")], behind].concat();
    for s in [
        spelling(
            "half of a Swish",
            hidden(vec![
                op("Sigmoid", &["g"], "o"),
                op("Mul", &["g", "o"], "s"),
                op("Mul", &["s", "half"], "y"),
            ]),
        ),
        spelling("a square's Sigmoid", hidden(vec![op("Sigmoid", &["g"], "o"), op("Mul", &["o", "o"], "y")])),
        spelling(
            "Erf of twice",
            hidden(vec![
                op("Mul", &["g", "two"], "d"),
                op("Erf", &["d"], "f"),
                op("Add", &["f", "one"], "e"),
                op("Mul", &["g", "e"], "p"),
                op("Mul", &["p", "half"], "y"),
            ]),
        ),
        spelling(
            "a Swish that turns up again",
            hidden(vec![
                op("Mul", &["g", "ten"], "wide"),
                op("Sigmoid", &["wide"], "o"),
                op("Mul", &["wide", "o"], "s"),
                op("Neg", &["wide"], "n"),
                op("Sub", &["n", "twelve"], "t"),
                op("Relu", &["t"], "r"),
                op("Add", &["s", "r"], "y"),
            ]),
        ),
    ] {
        near(&s, &compiled(&s));
    }
}

/// Scores, a mask by rule, powers, and their product with the values times a reciprocal, however heads and masks are written.
#[test]
fn attention_forms_no_probabilities() {
    let perm = |of: &str, to: &str, perm: &[i64]| node("Transpose", &[of], &[to], vec![ints("perm", perm)]);
    let split = |of: &str, by: &str, to: &str| {
        let rows = format!("{to}_rows");
        vec![op("Reshape", &[of, by], &rows), perm(&rows, to, &[0, 2, 1, 3])]
    };
    let projections =
        || ["q", "k", "v"].map(|n| op("MatMul", &["x", &format!("w{n}")], &format!("{n}p"))).to_vec();
    let sides = || [split("qp", "heads", "q"), split("kp", "heads", "k"), split("vp", "heads", "v")].concat();
    let scores = || {
        vec![perm("k", "kt", &[0, 1, 3, 2]), op("MatMul", &["q", "kt"], "p"), op("Mul", &["p", "scale"], "s")]
    };
    let weighed = |between: Vec<NodeProto>| {
        let first = vec![node("Softmax", &["m"], &["a"], vec![int("axis", -1)])];
        let last = vec![perm("o", "r", &[0, 2, 1, 3]), op("Reshape", &["r", "flat"], "y")];
        [first, between, last].concat()
    };
    let behind = || weighed(vec![op("MatMul", &["a", "v"], "o")]);
    let plain = |mask: NodeProto| [projections(), sides(), scores(), vec![mask], behind()].concat();
    let masked = |between: Vec<NodeProto>| {
        let mask = vec![op("Add", &["s", "added"], "m")];
        [projections(), sides(), scores(), mask, weighed(between)].concat()
    };
    let one_head = |repeat: &dyn Fn(&str, &str) -> Vec<NodeProto>| {
        let projections = vec![
            op("MatMul", &["x", "wq"], "qp"),
            op("MatMul", &["x", "one_k"], "kp"),
            op("MatMul", &["x", "one_v"], "vp"),
        ];
        let sides =
            [split("qp", "heads", "q"), split("kp", "single", "k1"), split("vp", "single", "v1")].concat();
        let mask = vec![op("Add", &["s", "added"], "m")];
        [projections, sides, repeat("k1", "k"), repeat("v1", "v"), scores(), mask, behind()].concat()
    };
    let expand = |of: &str, to: &str| {
        let (column, spread) = (format!("{to}_column"), format!("{to}_spread"));
        vec![
            op("Reshape", &[of, "column"], &column),
            op("Expand", &[&column, "spread"], &spread),
            op("Reshape", &[&spread, "both"], to),
        ]
    };
    let tile = |of: &str, to: &str| vec![op("Tile", &[of, "times"], to)];
    let joined = |of: &str, to: &str| vec![node("Concat", &[of, of], &[to], vec![int("axis", 1)])];
    let heads = |own: i64| vec![int("q_num_heads", HEADS), int("kv_num_heads", own), int("is_causal", 1)];
    let fused = || {
        let parts =
            node("Split", &["all_p"], &["qp", "kp", "vp"], vec![int("axis", 2), int("num_outputs", 3)]);
        vec![op("MatMul", &["x", "all"], "all_p"), parts]
    };
    let with = |name: &'static str, given: Vec<NodeProto>, last: NodeProto| {
        spelling(name, [given, vec![last]].concat())
    };
    let three = ["qp", "kp", "vp"];
    let grouped = || {
        vec![
            op("MatMul", &["x", "wq"], "qp"),
            op("MatMul", &["x", "one_k"], "kp"),
            op("MatMul", &["x", "one_v"], "vp"),
        ]
    };
    let unidirectional = || vec![int("num_heads", HEADS), int("unidirectional", 1)];
    let lengths = ["qp", "kp", "vp", "", "", "lengths", "total"];
    for (products, s) in [
        (5, spelling("a mask of -1e4", plain(op("Add", &["s", "added"], "m")))),
        (5, spelling("a mask of minus infinity", plain(op("Add", &["s", "infinite"], "m")))),
        (5, spelling("a mask of the least number", plain(op("Add", &["s", "least"], "m")))),
        (5, spelling("a mask that selects", plain(op("Where", &["seen", "s", "low"], "m")))),
        (
            5,
            spelling(
                "a Dropout in front of the values",
                masked(vec![op("Dropout", &["a"], "d"), op("MatMul", &["d", "v"], "o")]),
            ),
        ),
        (
            5,
            spelling(
                "heads as a batch",
                masked(vec![
                    op("Reshape", &["a", "batch"], "ab"),
                    op("Reshape", &["v", "batch_v"], "vb"),
                    op("MatMul", &["ab", "vb"], "ob"),
                    op("Reshape", &["ob", "both"], "o"),
                ]),
            ),
        ),
        (5, spelling("heads that are expanded", one_head(&expand))),
        (5, spelling("heads that are tiled", one_head(&tile))),
        (5, spelling("heads that are joined", one_head(&joined))),
        (
            3,
            spelling(
                "one projection",
                [fused(), sides(), scores(), vec![op("Add", &["s", "added"], "m")], behind()].concat(),
            ),
        ),
        (5, with("Attention", projections(), node("Attention", &three, &["y"], heads(HEADS)))),
        (5, with("Attention of groups", grouped(), node("Attention", &three, &["y"], heads(1)))),
        (
            5,
            with(
                "MultiHeadAttention",
                projections(),
                ms("MultiHeadAttention", &three, "y", unidirectional()),
            ),
        ),
        (
            5,
            with(
                "GroupQueryAttention",
                grouped(),
                ms(
                    "GroupQueryAttention",
                    &lengths,
                    "y",
                    vec![int("num_heads", HEADS), int("kv_num_heads", 1)],
                ),
            ),
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let kinds: Vec<&str> = compiled.quantised.graph.nodes.iter().map(|n| n.gadget.name()).collect();
        // No probabilities: powers by a table, their product with the values, and one quotient a row.
        let found = ["softmax", "fully_connected", "lookup", "quotient"].map(|kind| count(&compiled, kind));
        assert_eq!(found, [0, products, 1, 1], "{}: {kinds:?}", s.name);
        let tensors = &compiled.quantised.graph.tensors;
        assert!(tensors.iter().any(|t| t.name.ends_with("/kept")), "{}: no mask by rule", s.name);
    }
}

/// Rotary positions: one sum of products.
#[test]
fn rotations_are_one_sum_of_products() {
    let heads = || {
        vec![
            op("Reshape", &["x", "heads"], "h"),
            node("Transpose", &["h"], &["q"], vec![ints("perm", &[0, 2, 1, 3])]),
        ]
    };
    let slice = |to: &str, from: &str, end: &str| op("Slice", &["q", from, end, "last"], to);
    let half = |order: [&str; 2]| {
        vec![
            slice("a", "start", "middle"),
            slice("b", "middle", "end"),
            op("Neg", &["b"], "minus"),
            node("Concat", &["minus", "a"], &["turned"], vec![int("axis", -1)]),
            op("Mul", &["q", "cos"], "p"),
            op("Mul", &["turned", "sin"], "r"),
            op("Add", &order, "y"),
        ]
    };
    let split = || {
        vec![
            node("Split", &["q"], &["a", "b"], vec![int("axis", 3), int("num_outputs", 2)]),
            op("Neg", &["b"], "minus"),
            node("Concat", &["minus", "a"], &["turned"], vec![int("axis", 3)]),
            op("Mul", &["cos", "q"], "p"),
            op("Mul", &["sin", "turned"], "r"),
            op("Add", &["p", "r"], "y"),
        ]
    };
    let every_other = |to: &str, from: &str| op("Slice", &["q", from, "end", "last", "step"], to);
    let stacked = |first: &str, second: &str, to: &str| {
        vec![
            op("Unsqueeze", &[first, "fifth"], "u1"),
            op("Unsqueeze", &[second, "fifth"], "u2"),
            node("Concat", &["u1", "u2"], &["stacked"], vec![int("axis", -1)]),
            op("Reshape", &["stacked", "both"], to),
        ]
    };
    let pairs = || {
        let parts = vec![every_other("a", "start"), every_other("b", "second"), op("Neg", &["b"], "minus")];
        let sum = vec![
            op("Mul", &["q", "cos"], "p"),
            op("Mul", &["turned", "sin"], "r"),
            op("Add", &["p", "r"], "y"),
        ];
        [parts, stacked("minus", "a", "turned"), sum].concat()
    };
    let complex = || {
        let split = node("Split", &["z"], &["z1", "z2"], vec![int("axis", 4), int("num_outputs", 2)]);
        let parts = vec![
            op("Reshape", &["q", "pairs"], "z"),
            split,
            op("Squeeze", &["z1", "fifth"], "e"),
            op("Squeeze", &["z2", "fifth"], "f"),
            op("Mul", &["e", "half_cos"], "ec"),
            op("Mul", &["f", "half_sin"], "fs"),
            op("Sub", &["ec", "fs"], "re"),
            op("Mul", &["e", "half_sin"], "es"),
            op("Mul", &["f", "half_cos"], "fc"),
            op("Add", &["es", "fc"], "im"),
        ];
        [parts, stacked("re", "im", "y")].concat()
    };
    for s in [
        spelling("pairs", [heads(), pairs()].concat()),
        spelling("pairs as complex numbers", [heads(), complex()].concat()),
        spelling("halves", [heads(), half(["p", "r"])].concat()),
        spelling("halves the other way round", [heads(), half(["r", "p"])].concat()),
        spelling("a split", [heads(), split()].concat()),
        spelling(
            "RotaryEmbedding",
            [heads(), vec![op("RotaryEmbedding", &["q", "half_cos", "half_sin"], "y")]].concat(),
        ),
        spelling(
            "RotaryEmbedding of onnxruntime",
            [heads(), vec![ms("RotaryEmbedding", &["q", "positions", "rows_cos", "rows_sin"], "y", vec![])]]
                .concat(),
        ),
    ] {
        let compiled = compiled(&s);
        near(&s, &compiled);
        let kinds: Vec<&str> = compiled.quantised.graph.nodes.iter().map(|n| n.gadget.name()).collect();
        assert_eq!(kinds, ["range_check", "transpose", "map"], "{}", s.name);
    }
}

/// Halves that change places between two products are part of one sum, not of two.
#[test]
fn a_turn_between_products_is_of_one_sum() {
    let s = spelling(
        "halves change places",
        vec![
            op("Reshape", &["x", "heads"], "h"),
            node("Transpose", &["h"], &["q"], vec![ints("perm", &[0, 2, 1, 3])]),
            op("Mul", &["q", "cos"], "m"),
            op("Slice", &["m", "start", "middle", "last"], "a"),
            op("Slice", &["m", "middle", "end", "last"], "b"),
            node("Concat", &["b", "a"], &["turned"], vec![int("axis", -1)]),
            op("Mul", &["turned", "sin"], "y"),
        ],
    );
    near(&s, &compiled(&s));
}
