//! Parts of language models as exporters and onnxruntime's optimiser spell them: whatever the operators, they come to the same few steps,
//! and are as near to floats.

mod activations;
mod attention;
#[path = "../common/mod.rs"]
mod common;
mod gains;
mod rotations;

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
