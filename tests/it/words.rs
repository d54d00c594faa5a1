//! Operators that are compositions of primitives, alone and together, through every stage: recognised from their loops,
//! the same in all four executions, and some of them proved.

use std::collections::BTreeMap;

use crate::four::Executions;
use crate::random::onnx::{self, float, int, integers, ints, node, string, weights};
use frontend::{Interval, LoadOptions, Model, Options};
use gadgets::Gadget;
use llvm_backend::OptLevel;
use onnx2circuit::execute::Outcome;
use onnx2circuit::pipeline::{self, Built};
use onnx2circuit::{proving, ranges};
use rayon::prelude::*;
use tract_onnx::pb::{NodeProto, TensorProto};

/// A model of one input `x`, in -2..2, and one output `y`.
pub struct Case {
    pub name: &'static str,
    pub shape: &'static [i64],
    pub initialisers: Vec<TensorProto>,
    pub nodes: Vec<NodeProto>,
    /// Whether it is proved, too.
    proved: bool,
}

fn case(
    name: &'static str,
    shape: &'static [i64],
    initialisers: Vec<TensorProto>,
    nodes: Vec<NodeProto>,
) -> Case {
    Case { name, shape, initialisers, nodes, proved: false }
}

fn proved(case: Case) -> Case {
    Case { proved: true, ..case }
}

fn unary(name: &'static str) -> Case {
    case(name, &[2, 5], vec![], vec![node(name, &["x"], &["y"], vec![])])
}

pub fn cases() -> Vec<Case> {
    let list = |name: &str, v: &[i64]| integers(name, &[v.len() as i64], v.to_vec());
    let mut all: Vec<Case> =
        ["Abs", "Cos", "Erf", "Exp", "Floor", "HardSwish", "Mish", "Neg", "Sign", "Softplus"]
            .map(unary)
            .into();
    all.push(proved(unary("Sigmoid")));
    all.extend([
        case(
            "leaky relu",
            &[2, 5],
            vec![],
            vec![node("LeakyRelu", &["x"], &["y"], vec![float("alpha", 0.1)])],
        ),
        case(
            "prelu",
            &[1, 3, 4],
            vec![weights("s", &[3, 1])],
            vec![node("PRelu", &["x", "s"], &["y"], vec![])],
        ),
        proved(case("square", &[6], vec![], vec![node("Mul", &["x", "x"], &["y"], vec![])])),
        case(
            "product, difference and quotient of computed operands",
            &[2, 4],
            vec![weights("w", &[4])],
            vec![
                node("Mul", &["x", "w"], &["a"], vec![]),
                node("Sub", &["a", "x"], &["b"], vec![]),
                node("Exp", &["x"], &["e"], vec![]),
                node("Div", &["b", "e"], &["y"], vec![]),
            ],
        ),
        case(
            "a clip beyond what it reads",
            &[8],
            vec![],
            vec![
                node("Constant", &[], &["lo"], vec![float("value_float", 0.0)]),
                node("Constant", &[], &["hi"], vec![float("value_float", 3.2)]),
                node("Clip", &["x", "lo", "hi"], &["y"], vec![]),
            ],
        ),
        case(
            "clip",
            &[8],
            vec![],
            vec![
                node("Constant", &[], &["lo"], vec![float("value_float", -0.5)]),
                node("Clip", &["x", "lo", ""], &["y"], vec![]),
            ],
        ),
        case("max of two", &[2, 3], vec![weights("w", &[3])], vec![node("Max", &["x", "w"], &["y"], vec![])]),
        proved(case(
            "where",
            &[2, 3],
            vec![weights("w", &[2, 3])],
            vec![node("Less", &["x", "w"], &["c"], vec![]), node("Where", &["c", "x", "w"], &["y"], vec![])],
        )),
        case(
            "comparisons to floats",
            &[6],
            vec![weights("w", &[6])],
            vec![
                node("GreaterOrEqual", &["x", "w"], &["c"], vec![]),
                node("Not", &["c"], &["d"], vec![]),
                node("Cast", &["d"], &["y"], vec![int("to", 1)]),
            ],
        ),
        proved(case(
            "slice with steps",
            &[3, 8],
            vec![list("s", &[7, 0]), list("e", &[-100, 2]), list("a", &[1, 0]), list("t", &[-3, 1])],
            vec![node("Slice", &["x", "s", "e", "a", "t"], &["y"], vec![])],
        )),
        proved(case(
            "split and concat",
            &[2, 6],
            vec![list("n", &[2, 4])],
            vec![
                node("Split", &["x", "n"], &["a", "b"], vec![int("axis", 1)]),
                node("Sigmoid", &["a"], &["c"], vec![]),
                node("Concat", &["b", "c", "a"], &["y"], vec![int("axis", 1)]),
            ],
        )),
        case(
            "pad with zeros",
            &[1, 1, 3, 3],
            vec![list("p", &[0, 0, 1, 2, 0, 0, 0, 1])],
            vec![node("Pad", &["x", "p"], &["y"], vec![])],
        ),
        case(
            "pad by reflection",
            &[2, 4],
            vec![list("p", &[0, 2, 1, 1])],
            vec![node("Pad", &["x", "p"], &["y"], vec![string("mode", "reflect")])],
        ),
        case(
            "tile and expand",
            &[1, 3],
            vec![list("r", &[2, 2]), list("s", &[3, 2, 6])],
            vec![node("Tile", &["x", "r"], &["a"], vec![]), node("Expand", &["a", "s"], &["y"], vec![])],
        ),
        case(
            "depth to space",
            &[1, 8, 2, 3],
            vec![],
            vec![node("DepthToSpace", &["x"], &["y"], vec![int("blocksize", 2)])],
        ),
        proved(case(
            "gather of constants' rows",
            &[5, 3],
            vec![list("i", &[4, 0, -1])],
            vec![node("Gather", &["x", "i"], &["y"], vec![])],
        )),
        proved(case(
            "embedding",
            &[6],
            vec![weights("table", &[4, 3])],
            vec![
                node("Abs", &["x"], &["a"], vec![]),
                node("Cast", &["a"], &["i"], vec![int("to", 7)]),
                node("Gather", &["table", "i"], &["y"], vec![]),
            ],
        )),
        case(
            "reductions",
            &[2, 3, 4],
            vec![list("a", &[1]), list("b", &[0, 2])],
            vec![
                node("ReduceSum", &["x", "a"], &["s"], vec![]),
                node("ReduceMax", &["x", "b"], &["m"], vec![]),
                node("Sub", &["s", "m"], &["y"], vec![]),
            ],
        ),
        proved(case(
            "largest of rows",
            &[2, 5],
            vec![list("k", &[2])],
            vec![node("TopK", &["x", "k"], &["y", "i"], vec![])],
        )),
        proved(case(
            "product of two computed operands, in batches",
            &[2, 3, 4],
            vec![],
            vec![
                node("Transpose", &["x"], &["t"], vec![ints("perm", &[0, 2, 1])]),
                node("MatMul", &["x", "t"], &["y"], vec![]),
            ],
        )),
        case("norm", &[2, 6], vec![list("a", &[1])], vec![node("ReduceL2", &["x", "a"], &["y"], vec![])]),
        case("arg max", &[3, 5], vec![], vec![node("ArgMax", &["x"], &["y"], vec![int("axis", 1)])]),
        case(
            "running sum",
            &[2, 5],
            vec![list("a", &[1])],
            vec![node("CumSum", &["x", "a"], &["y"], vec![])],
        ),
        proved(case(
            "layer norm",
            &[2, 8],
            vec![weights("g", &[8]), weights("b", &[8])],
            vec![node("LayerNormalization", &["x", "g", "b"], &["y"], vec![])],
        )),
        case("log softmax", &[2, 5], vec![], vec![node("LogSoftmax", &["x"], &["y"], vec![])]),
        case(
            "einsum",
            &[2, 3, 4],
            vec![weights("w", &[2, 4, 5])],
            vec![
                node("Sigmoid", &["w0"], &["w"], vec![]),
                node("Einsum", &["x", "w"], &["y"], vec![string("equation", "bik,bkj->ibj")]),
            ],
        ),
        proved(case(
            "transposed convolution",
            &[1, 2, 3, 4],
            vec![weights("w", &[2, 3, 3, 2])],
            vec![node(
                "ConvTranspose",
                &["x", "w"],
                &["y"],
                vec![ints("strides", &[2, 2]), ints("pads", &[1, 0, 0, 1])],
            )],
        )),
        case(
            "resize, nearest",
            &[1, 1, 2, 3],
            vec![onnx::floats("s", &[4], vec![1.0, 1.0, 2.0, 2.0])],
            vec![node("Resize", &["x", "", "s"], &["y"], vec![])],
        ),
        case(
            "resize, linear",
            &[1, 1, 2, 3],
            vec![onnx::floats("s", &[4], vec![1.0, 1.0, 2.0, 2.0])],
            vec![node("Resize", &["x", "", "s"], &["y"], vec![string("mode", "linear")])],
        ),
        case(
            "attention",
            &[1, 4, 6],
            vec![weights("q", &[6, 6]), weights("k", &[6, 6]), weights("v", &[6, 6])],
            vec![
                node("MatMul", &["x", "q"], &["Q"], vec![]),
                node("MatMul", &["x", "k"], &["K"], vec![]),
                node("MatMul", &["x", "v"], &["V"], vec![]),
                node("Transpose", &["K"], &["Kt"], vec![ints("perm", &[0, 2, 1])]),
                node("MatMul", &["Q", "Kt"], &["s"], vec![]),
                node("Softmax", &["s"], &["p"], vec![]),
                node("MatMul", &["p", "V"], &["o"], vec![]),
                node("Add", &["o", "x"], &["r"], vec![]),
                node("Gelu", &["r"], &["y"], vec![]),
            ],
        ),
    ]);
    // A constant operand that is computed would be folded: it is computed of the input.
    for case in &mut all {
        if case.name == "einsum" {
            case.initialisers = vec![weights("w0", &[2, 4, 5])];
        }
    }
    all
}

/// How far the integers may be from the floats, as a share of the output's range.
const TOLERANCE: f64 = 0.03;
/// For several products of activations of 8 bits behind each other.
const LONGER: f64 = 0.08;

/// All stages of one case; the labels of the steps that were not recognised.
fn stages(case: &Case) -> Result<Vec<String>, String> {
    let shape: Vec<i64> = case.shape.to_vec();
    let model = onnx::model(20, &[("x", &shape)], case.initialisers.clone(), case.nodes.clone(), &["y"]);
    let fail = |e: &dyn std::fmt::Display| e.to_string();
    let model =
        Model::from_bytes(&onnx::bytes(&model), None, &LoadOptions::default()).map_err(|e| fail(&e))?;
    let inputs: BTreeMap<_, _> = [("x".to_owned(), Interval::new(-2.0, 2.0).ok_or("a range")?)].into();
    let options = Options::default();
    let ranges =
        ranges::ranges(&model, None, None, &inputs, &options, &pipeline::Quiet).map_err(|e| fail(&e))?;
    let quantised = pipeline::quantise(&model, &ranges.calibration, &options).map_err(|e| fail(&e))?;
    let all = Executions::new(&quantised.graph, true, OptLevel::O2).map_err(|e| fail(&e))?;
    let Built { program, circuit, .. } = &all.built;
    let len = case.shape.iter().product::<i64>() as usize;
    for seed in 1..4 {
        let sample: Vec<f64> = onnx::noise(seed, len).iter().map(|v| f64::from(*v) * 2.0).collect();
        let input = quantised.quantise_inputs(std::slice::from_ref(&sample)).map_err(|e| fail(&e))?;
        let outcome = all.run(&input).map_err(|e| format!("sample {seed}: {e}"))?;
        let Outcome::Done(outputs) = &outcome else { return Err(format!("sample {seed}: {outcome:?}")) };
        let floats = model.outputs(&frontend::Sample { inputs: vec![sample] });
        let got = quantised.dequantise_output(0, &outputs[0]);
        let width = floats[0].iter().fold(1e-9, |m: f64, v| m.max(v.abs()));
        let worst = floats[0].iter().zip(&got).map(|(a, b)| (a - b).abs() / width).fold(0.0, f64::max);
        // Jumps may flip.
        let tolerance = if case.name == "attention" { LONGER } else { TOLERANCE };
        if worst > tolerance && !["Floor", "Sign", "arg max", "embedding"].contains(&case.name) {
            return Err(format!("sample {seed}: {:.1} % off", 100.0 * worst));
        }
        if case.proved && seed == 1 {
            let plan = proving::plan(circuit).map_err(|e| fail(&e))?;
            let srs = onnx2circuit::strings::new(plan.system.k, Some(0)).map_err(|e| fail(&e))?;
            let keys = proving::keys(plan, &srs).map_err(|e| fail(&e))?;
            let proof = proving::prove(&keys.proving, &srs, circuit, &input).map_err(|e| fail(&e))?;
            let (public, proof) = proof;
            proving::verify(&keys.verifying, &public, &proof).map_err(|e| fail(&e))?;
            let mut lie = public.clone();
            lie.outputs[0][0] += 1;
            if proving::verify(&keys.verifying, &lie, &proof).is_ok() {
                return Err("a proof of another output is accepted".to_owned());
            }
        } else {
            proving::plan(circuit).map_err(|e| fail(&e))?;
        }
    }
    let generic = program.graph.nodes.iter().filter(|n| matches!(n.gadget, Gadget::Generic(_)));
    Ok(generic.map(|n| n.label()).collect())
}

#[test]
fn operators_pass_all_stages_and_are_recognised() {
    let failures: Vec<String> = cases()
        .par_iter()
        .filter_map(|case| match stages(case) {
            Ok(generic) if generic.is_empty() => None,
            Ok(generic) => Some(format!("{}: not recognised: {}", case.name, generic.join(", "))),
            Err(e) => Some(format!("{}: {e}", case.name)),
        })
        .collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}
