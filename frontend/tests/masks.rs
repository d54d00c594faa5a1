//! Attention masks as exporters write them: selections beside a huge number and sums with one, of data and of constants, with
//! whatever moves, adds and scales in between. At the default widths the softmax of what is kept is as exact as without a mask.

mod common;

use common::onnx::*;
use common::{largest, runs};
use frontend::{CompileOptions, LoadOptions, Model, Ranges, Sample, compile_bytes};
use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

/// Scores are `[1, 2, 4, 4]`.
const LEN: usize = 32;

/// Which keys count for a query, and which tokens there are.
struct Mask {
    causal: bool,
    tokens: Option<[i64; 4]>,
}

impl Mask {
    fn keeps(&self, i: usize) -> bool {
        let (query, key) = (i / 4 % 4, i % 4);
        (!self.causal || key <= query) && self.tokens.is_none_or(|t| t[key] == 1)
    }
}

fn softmax(scores: &[f64], mask: &Mask) -> Vec<f64> {
    let row = |r: usize| {
        let of = |i: usize| if mask.keeps(4 * r + i) { scores[4 * r + i].exp() } else { 0.0 };
        let sum: f64 = (0..4).map(of).sum();
        (0..4).map(move |i| of(i) / sum).collect::<Vec<_>>()
    };
    (0..scores.len() / 4).flat_map(row).collect()
}

/// What leads from `x` to `y`, a softmax of it masked by `c` (causal) or `t` (tokens), and what `x` is there as a function.
struct Case {
    name: String,
    opset: i64,
    constants: Vec<TensorProto>,
    nodes: Vec<NodeProto>,
    mask: Mask,
    score: fn(usize, f64) -> f64,
}

fn booleans(name: &str, dims: &[i64], keeps: impl Fn(usize) -> bool) -> TensorProto {
    let len = dims.iter().product::<i64>() as usize;
    let all: Vec<i32> = (0..len).map(|i| i32::from(keeps(i))).collect();
    constant(name, DataType::Bool, dims, &all)
}

fn causal(dims: &[i64]) -> TensorProto {
    booleans("c", dims, |i| i % 4 <= i / 4 % 4)
}

fn bias(i: usize) -> f64 {
    f64::from(i as u8 % 16) / 8.0 - 1.0
}

fn cases() -> Vec<Case> {
    let low = |v: f32| floats("low", &[], vec![v]);
    let pick = || node("Where", &["c", "x", "low"], &["s"], vec![]);
    let soft = |of: &str| node("Softmax", &[of], &["y"], vec![int("axis", 3)]);
    let mut all = Vec::new();
    let mut add = |name: &str, constants: Vec<TensorProto>, nodes: Vec<NodeProto>| {
        all.push(Case {
            name: name.into(),
            opset: 13,
            constants,
            nodes,
            mask: Mask { causal: true, tokens: None },
            score: |_, x| x,
        });
    };
    for v in [f32::MIN, -1e9, -1e6, -65504.0, -1e4] {
        add(&format!("of {v:e}"), vec![causal(&[4, 4]), low(v)], vec![pick(), soft("s")]);
    }
    add("of four axes", vec![causal(&[1, 1, 4, 4]), low(f32::MIN)], vec![pick(), soft("s")]);
    add("of all axes", vec![causal(&[1, 2, 4, 4]), low(f32::MIN)], vec![pick(), soft("s")]);
    add(
        "turned",
        vec![booleans("c", &[4, 4], |i| i % 4 > i / 4), low(-1e9)],
        vec![node("Where", &["c", "low", "x"], &["s"], vec![]), soft("s")],
    );
    add(
        "of a whole tensor",
        vec![causal(&[4, 4]), floats("low", &[4, 4], vec![-1e9; 16])],
        vec![pick(), soft("s")],
    );
    add(
        "moved",
        vec![
            causal(&[4, 4]),
            low(-1e9),
            integers("shape", &[2], vec![8, 4]),
            integers("back", &[4], vec![1, 2, 4, 4]),
        ],
        vec![
            pick(),
            node("Reshape", &["s", "shape"], &["flat"], vec![]),
            node("Cast", &["flat"], &["cast"], vec![int("to", 1)]),
            node("Reshape", &["cast", "back"], &["again"], vec![]),
            soft("again"),
        ],
    );
    let sum = || node("Add", &["s", "bias"], &["sum"], vec![]);
    let biases = || floats("bias", &[4, 4], (0..16).map(|i| bias(i) as f32).collect());
    add(
        "with a bias behind it",
        vec![causal(&[4, 4]), low(-1e9), biases()],
        vec![pick(), sum(), soft("sum")],
    );
    all.last_mut().unwrap().score = |i, x| x + bias(i);
    let mut add = |name: &str, constants: Vec<TensorProto>, nodes: Vec<NodeProto>, score| {
        let mask = Mask { causal: true, tokens: None };
        all.push(Case { name: name.into(), opset: 13, constants, nodes, mask, score });
    };
    add(
        "scaled behind it",
        vec![causal(&[4, 4]), low(-1e9), floats("half", &[], vec![0.5])],
        vec![pick(), node("Mul", &["s", "half"], &["scaled"], vec![]), soft("scaled")],
        |_, x| x / 2.0,
    );
    add("of set 12", vec![causal(&[4, 4]), low(f32::MIN)], vec![pick(), soft("s")], |_, x| x);
    all.last_mut().unwrap().opset = 12;
    // Tokens that are data: (1 − mask)·low is added, alone and beside a causal mask.
    for (causally, v) in [(false, f32::MIN), (false, -1e4), (true, f32::MIN), (true, -1e9)] {
        let mut nodes = vec![
            node("Cast", &["t"], &["real"], vec![int("to", 1)]),
            node("Sub", &["one", "real"], &["absent"], vec![]),
            node("Mul", &["absent", "low"], &["penalty"], vec![]),
        ];
        let mut constants = vec![low(v), floats("one", &[], vec![1.0])];
        if causally {
            constants.push(causal(&[4, 4]));
            nodes.push(pick());
        }
        nodes.push(node("Add", &[if causally { "s" } else { "x" }, "penalty"], &["sum"], vec![]));
        nodes.push(soft("sum"));
        all.push(Case {
            name: format!("tokens by {v:e}, causal: {causally}"),
            opset: 13,
            constants,
            nodes,
            mask: Mask { causal: causally, tokens: Some([1, 1, 0, 1]) },
            score: |_, x| x,
        });
    }
    // The same with what hides that the mask is one: the end of the type has no room beside scores, and none is needed.
    let real = || node("Cast", &["t"], &["real"], vec![int("to", 1)]);
    let hidden = [
        (
            "absent tokens",
            vec![
                node("Equal", &["t", "none"], &["absent"], vec![]),
                node("Cast", &["absent"], &["real"], vec![int("to", 1)]),
                node("Mul", &["real", "low"], &["penalty"], vec![]),
            ],
        ),
        (
            "tokens less one",
            vec![
                real(),
                node("Reshape", &["real", "shape"], &["row"], vec![]),
                node("Sub", &["row", "one"], &["less"], vec![]),
                node("Mul", &["less", "high"], &["penalty"], vec![]),
            ],
        ),
        (
            "products of tokens",
            vec![
                real(),
                node("Mul", &["real", "real"], &["both"], vec![]),
                node("Sub", &["one", "both"], &["less"], vec![]),
                node("Mul", &["less", "low"], &["penalty"], vec![]),
            ],
        ),
    ];
    for (name, mut nodes) in hidden {
        nodes.extend([node("Add", &["x", "penalty"], &["sum"], vec![]), soft("sum")]);
        let given = [
            integers("none", &[], vec![0]),
            integers("shape", &[4], vec![1, 1, 1, 4]),
            floats("one", &[], vec![1.0]),
            floats("high", &[], vec![f32::MAX]),
            low(f32::MIN),
        ];
        let read = |t: &TensorProto| nodes.iter().any(|n| n.input.contains(&t.name));
        all.push(Case {
            name: name.into(),
            opset: 13,
            constants: given.into_iter().filter(read).collect(),
            nodes: nodes.clone(),
            mask: Mask { causal: false, tokens: Some([1, 1, 0, 1]) },
            score: |_, x| x,
        });
    }
    all
}

/// What an output sees of the end of a type stays what it is.
#[test]
fn numbers_that_an_output_shows_are_not_replaced() {
    let nodes = vec![
        node("Where", &["c", "x", "low"], &["s"], vec![]),
        node("Softmax", &["s"], &["y"], vec![int("axis", 3)]),
    ];
    let constants = vec![causal(&[4, 4]), floats("low", &[], vec![f32::MIN])];
    let shown = model(13, &[("x", &[1, 2, 4, 4])], constants, nodes, &["y", "s"]);
    let model = Model::from_bytes(&bytes(&shown), None, &LoadOptions::default()).unwrap();
    let outputs = model.outputs(&Sample { inputs: vec![vec![1.0; LEN]] });
    assert_eq!(outputs[1][1], f64::from(f32::MIN));
}

fn model_of(case: &Case) -> ModelProto {
    let mut inputs: Vec<(&str, &[i64])> = vec![("x", &[1, 2, 4, 4])];
    if case.mask.tokens.is_some() {
        inputs.push(("t", &[1, 1, 1, 4]));
    }
    let graph = model(case.opset, &inputs, case.constants.clone(), case.nodes.clone(), &["y"]);
    if case.mask.tokens.is_some() { typed(graph, 1, DataType::Int64) } else { graph }
}

#[test]
fn masked_scores_are_as_exact_as_others() {
    let mut wrong = Vec::new();
    for case in cases() {
        let sample = |seed| {
            let x: Vec<f64> = noise(seed, LEN).into_iter().map(|v| f64::from(v) * 4.0).collect();
            let tokens = case.mask.tokens.map(|_| [1.0, 1.0, 0.0, 1.0].to_vec());
            Sample { inputs: std::iter::once(x).chain(tokens).collect() }
        };
        let mut samples: Vec<Sample> = (1..=8).map(sample).collect();
        if case.mask.tokens.is_some() {
            // No token is missing everywhere.
            samples[0].inputs[1] = vec![1.0; 4];
        }
        let ranges = Ranges::Samples(samples.clone());
        let options = CompileOptions { ranges, ..CompileOptions::default() };
        let name = &case.name;
        let compiled = match compile_bytes(&bytes(&model_of(&case)), None, &options) {
            Ok(compiled) => compiled,
            Err(e) => {
                wrong.push(format!("{name}: {e}"));
                continue;
            }
        };
        for sample in &samples[1..] {
            let scores: Vec<f64> =
                sample.inputs[0].iter().enumerate().map(|(i, x)| (case.score)(i, *x)).collect();
            let wanted = softmax(&scores, &case.mask);
            for (kind, got, most) in [
                ("integers", runs(&compiled, sample).expect("all are in range").remove(0), 0.03),
                ("floats", compiled.model.outputs(sample).remove(0), 1e-6),
            ] {
                let off: Vec<f64> = got.iter().zip(&wanted).map(|(a, b)| a - b).collect();
                if !off.iter().all(|d| d.abs() <= most) {
                    wrong.push(format!("{name}: {} in {kind}", largest(&off)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What else exporters put behind a selection beside the smallest float: a ReLU, the largest element of a row and where it
/// is. None of them needs a scale that holds that number.
#[test]
fn selections_beside_the_smallest_float_are_chosen_from() {
    let all = |i: usize| i % 4 <= i / 4 % 4;
    let none = |i: usize| i / 4 % 4 != 2 && i % 4 != 1;
    for (name, keeps) in [("causal", all as fn(usize) -> bool), ("a row without any", none)] {
        let given = vec![
            booleans("c", &[1, 2, 4, 4], keeps),
            floats("low", &[], vec![f32::MIN]),
            integers("a", &[1], vec![3]),
        ];
        let nodes = vec![
            node("Where", &["c", "x", "low"], &["s"], vec![]),
            node("Relu", &["s"], &["relu"], vec![]),
            node("ReduceMax", &["s", "a"], &["max"], vec![int("keepdims", 0)]),
            node("ArgMax", &["s"], &["at"], vec![int("axis", 3), int("keepdims", 0)]),
            node("Softmax", &["max"], &["soft"], vec![int("axis", 2)]),
        ];
        let outputs: &[&str] =
            if name == "causal" { &["relu", "at", "soft", "max"] } else { &["relu", "at", "soft"] };
        let model = model(18, &[("x", &[1, 2, 4, 4])], given, nodes, outputs);
        let sample = |seed| Sample {
            inputs: vec![noise(seed, LEN).into_iter().map(|v| f64::from(v) * 4.0).collect()],
        };
        let samples: Vec<Sample> = (1..=8).map(sample).collect();
        let options =
            CompileOptions { ranges: Ranges::Samples(samples.clone()), ..CompileOptions::default() };
        let compiled =
            compile_bytes(&bytes(&model), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
        for sample in &samples {
            let got = runs(&compiled, sample).expect("all are in range");
            let floats = compiled.model.outputs(sample);
            for (k, (got, floats)) in got.iter().zip(&floats).enumerate() {
                let off: Vec<f64> = got.iter().zip(floats).map(|(a, b)| a - b).collect();
                let most = if k == 1 { 0.0 } else { 0.03 };
                assert!(largest(&off) <= most, "{name}: {} of {}", largest(&off), outputs[k]);
            }
            // And the floats are those of the selection as it stands.
            let x = &sample.inputs[0];
            let kept = |i: usize| if keeps(i) { x[i] } else { f64::from(f32::MIN) };
            let first = |r: usize| {
                (0..4).fold(0, |best, k| if kept(4 * r + k) > kept(4 * r + best) { k } else { best })
            };
            assert_eq!(floats[0], (0..LEN).map(|i| kept(i).max(0.0)).collect::<Vec<_>>(), "{name}");
            assert_eq!(floats[1], (0..LEN / 4).map(|r| first(r) as f64).collect::<Vec<_>>(), "{name}");
        }
    }
}

/// Masked scores and log-probabilities as outputs, as policies with actions that are not allowed give them: what is allowed is
/// as exact as without a mask, whatever the others are set to, and what cannot be is said.
#[test]
fn what_is_allowed_is_exact_beside_what_is_not() {
    let keeps = |i: usize| i % 4 <= i / 4 % 4;
    for (low, given, filled) in [-1e4, -65504.0, -1e8, -1e9, f64::from(f32::MIN)]
        .into_iter()
        .flat_map(|low| [(low, true, false), (low, false, false), (low, true, true), (low, false, true)])
    {
        let name = format!("{low:e}, given: {given}, filled: {filled}");
        let mut inputs: Vec<(&str, &[i64])> = vec![("x", &[1, 2, 4, 4])];
        let mut constants = vec![floats("low", &[], vec![low as f32]), floats("zero", &[], vec![0.0])];
        if given {
            inputs.push(("c", &[1, 2, 4, 4]));
        } else {
            constants.push(causal(&[1, 2, 4, 4]));
        }
        // As it is selected, or filled where it is masked.
        let select = |of: &str, other: &str, to: &str| match filled {
            true => node("Where", &["n", other, of], &[to], vec![]),
            false => node("Where", &["c", of, other], &[to], vec![]),
        };
        let mut nodes = vec![
            node("Not", &["c"], &["n"], vec![]),
            select("x", "low", "s"),
            node("LogSoftmax", &["s"], &["q"], vec![int("axis", 3)]),
            select("q", "zero", "z"),
        ];
        nodes.drain(..usize::from(!filled));
        let outputs: &[&str] = &["s", "q", "z"];
        let graph = model(13, &inputs, constants, nodes, outputs);
        let graph = if given { typed(graph, 1, DataType::Bool) } else { graph };
        let sample = |seed| {
            let x = noise(seed, LEN).into_iter().map(|v| f64::from(v) * 4.0).collect();
            // The first sample has a row of which nothing is allowed.
            let mask = (0..LEN).map(|i| f64::from(u8::from(keeps(i) && (seed > 1 || i / 4 != 2))));
            Sample { inputs: if given { vec![x, mask.collect()] } else { vec![x] } }
        };
        let samples: Vec<Sample> = (1..=8).map(sample).collect();
        let options =
            CompileOptions { ranges: Ranges::Samples(samples.clone()), ..CompileOptions::default() };
        let compiled =
            compile_bytes(&bytes(&graph), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
        let losses = &compiled.quantised.losses;
        let report = compiled.quantised.compare(&compiled.model, frontend::Samples::Given(&samples));
        let extreme = low < -1e30;
        assert_eq!(losses.len(), if extreme { 2 } else { 0 }, "{name}: {losses:?}");
        for output in &report.outputs {
            let hidden = extreme && output.name != "z";
            assert_eq!(output.error.relative_max() > 0.01, hidden, "{name}: {output:?}");
        }
        for (at, sample) in samples.iter().enumerate() {
            let got = runs(&compiled, sample).expect("all are in range");
            let x = &sample.inputs[0];
            for r in 0..LEN / 4 {
                let allowed: Vec<usize> = (4 * r..4 * r + 4)
                    .filter(|i| if given { sample.inputs[1][*i] > 0.0 } else { keeps(*i) })
                    .collect();
                let sum: f64 = allowed.iter().map(|i| x[*i].exp()).sum();
                for i in 4 * r..4 * r + 4 {
                    let within = allowed.contains(&i);
                    let log = match allowed.is_empty() {
                        true => -(4.0f64.ln()),
                        false if within => x[i] - sum.ln(),
                        false => low,
                    };
                    let wanted = [if within { x[i] } else { low }, log, if within { log } else { 0.0 }];
                    for (k, wanted) in wanted.iter().enumerate() {
                        let most = 0.05f64.max(if *wanted <= -1e4 { 1e-3 * -wanted } else { 0.0 });
                        let hidden = extreme && k < 2;
                        let off = (got[k][i] - wanted).abs();
                        assert!(hidden || off <= most, "{name}, sample {at}, {}, {i}: {off}", outputs[k]);
                    }
                }
            }
        }
    }
}

/// What stands for minus infinity is no error of the step that holds it: any number far away does as well. (A row without any key is
/// even, so that this mask is added.)
#[test]
fn what_stands_for_infinity_is_no_error_of_a_step() {
    for low in [-1e9f32, f32::MIN] {
        let nodes = vec![
            node("Where", &["c", "x", "low"], &["s"], vec![]),
            node("Softmax", &["s"], &["y"], vec![int("axis", 3)]),
        ];
        let earlier = booleans("c", &[1, 2, 4, 4], |i| i % 4 < i / 4 % 4);
        let constants = vec![earlier, floats("low", &[], vec![low])];
        let graph = model(13, &[("x", &[1, 2, 4, 4])], constants, nodes, &["y"]);
        let sample = |seed| {
            let x = noise(seed, LEN).into_iter().map(|v| f64::from(v) * 4.0).collect();
            Sample { inputs: vec![x] }
        };
        let samples: Vec<Sample> = (1..=8).map(sample).collect();
        let ranges = Ranges::Samples(samples.clone());
        let options = CompileOptions { ranges, ..CompileOptions::default() };
        let compiled = compile_bytes(&bytes(&graph), None, &options).expect("it compiles");
        let report = compiled.quantised.compare(&compiled.model, frontend::Samples::Given(&samples));
        assert!(report.nodes.iter().any(|n| n.tensor.contains("masked")), "{:?}", report.nodes);
        for node in &report.nodes {
            assert!(node.error.relative_max() < 0.05, "{low:e}: {node:?}");
        }
    }
}

/// What exporters put behind a masked tensor that is no softmax: whatever it is, what no mask has moved away keeps its accuracy, at
/// the default widths.
#[test]
fn what_is_near_is_exact_beside_what_is_far() {
    let of = |from: &[&str], op: &str| node(op, from, &["y"], vec![]);
    let log = |from: &str| node("LogSoftmax", &[from], &["y"], vec![int("axis", 3)]);
    let many: Vec<f32> = (0..16).map(|i| 2.0 + bias(i) as f32 / 2.0).collect();
    let added: Vec<f32> = (0..16).map(|i| if i % 4 <= i / 4 { 0.0 } else { -2e4 }).collect();
    let behind: Vec<(&str, Vec<NodeProto>)> = vec![
        ("negated", vec![of(&["s"], "Neg")]),
        ("times data", vec![of(&["s", "d"], "Mul")]),
        ("over data", vec![of(&["s", "d"], "Div")]),
        ("times a constant", vec![of(&["s", "many"], "Mul")]),
        ("over a constant", vec![of(&["s", "many"], "Div")]),
        ("plus data", vec![of(&["s", "d"], "Add")]),
        ("from a constant", vec![of(&["many", "s"], "Sub")]),
        ("joined", vec![node("Concat", &["s", "d"], &["y"], vec![int("axis", 1)])]),
        ("masked again", vec![of(&["e", "s", "lower"], "Where")]),
        ("of an added mask", vec![of(&["x", "added"], "Add")]),
        (
            "an added mask, scaled",
            vec![node("Add", &["x", "added"], &["z"], vec![]), of(&["z", "many"], "Mul")],
        ),
        ("logarithm of an added mask", vec![node("Add", &["x", "added"], &["z"], vec![]), log("z")]),
        ("logarithm, others 0", vec![log("s"), of(&["n", "zero", "y"], "Where")]),
        ("smallest of two", vec![of(&["s", "d"], "Min")]),
    ];
    let mut wrong = Vec::new();
    for low in [-2e4f32, -1e6, -1e9] {
        for (name, nodes) in &behind {
            let mut nodes = nodes.clone();
            if *name == "logarithm, others 0" {
                nodes[0].output = vec!["l".into()];
                nodes[1].input[2] = "l".into();
            }
            nodes.insert(0, node("Where", &["c", "x", "low"], &["s"], vec![]));
            let constants = vec![
                causal(&[1, 2, 4, 4]),
                booleans("e", &[4, 4], |i| i != 4),
                booleans("n", &[1, 2, 4, 4], |i| i % 4 > i / 4 % 4),
                floats("low", &[], vec![low]),
                floats("lower", &[], vec![low * 2.0]),
                floats("zero", &[], vec![0.0]),
                floats("many", &[4, 4], many.clone()),
                floats("added", &[4, 4], added.clone()),
            ];
            let inputs: &[(&str, &[i64])] = &[("x", &[1, 2, 4, 4]), ("d", &[1, 2, 4, 4])];
            let graph = model(13, inputs, constants, nodes, &["y"]);
            let sample = |seed| {
                let x = noise(seed, LEN).into_iter().map(|v| f64::from(v) * 4.0);
                let d = noise(seed + 100, LEN).into_iter().map(|v| 1.5 + f64::from(v) / 2.0);
                Sample { inputs: vec![x.collect(), d.collect()] }
            };
            let samples: Vec<Sample> = (1..=8).map(sample).collect();
            let options =
                CompileOptions { ranges: Ranges::Samples(samples.clone()), ..CompileOptions::default() };
            let compiled = match compile_bytes(&bytes(&graph), None, &options) {
                Ok(compiled) => compiled,
                Err(e) => {
                    wrong.push(format!("{name}, {low:e}: {e}"));
                    continue;
                }
            };
            let report = compiled.quantised.compare(&compiled.model, frontend::Samples::Given(&samples));
            let mut worst = 0.0f64;
            for sample in &samples {
                let got = runs(&compiled, sample).expect("all are in range").remove(0);
                for (got, float) in got.iter().zip(compiled.model.outputs(sample).remove(0)) {
                    // Masked elements have twelve bits.
                    let extent = if float.abs() < 4096.0 { 8.0 } else { 4.0 * float.abs() };
                    worst = worst.max((got - float).abs() / extent);
                }
            }
            if worst > 0.01 {
                let said = report.outputs[0].error.relative_max();
                wrong.push(format!("{name}, {low:e}: {worst:.4}, said to be {said:.4}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
