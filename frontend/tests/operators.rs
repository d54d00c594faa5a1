//! Every operator with its defaults and corner cases: our evaluation against tract's, the integers against
//! our evaluation.

mod common;

use common::onnx::*;
use frontend::{CompileOptions, Interval, LoadOptions, Model, Options, Ranges, Sample, compile_bytes};
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

/// One model with one input `x` and one output `y`.
struct Case {
    name: &'static str,
    opset: i64,
    input: &'static [i64],
    initialisers: Vec<TensorProto>,
    nodes: Vec<NodeProto>,
    /// Whether tract takes it and means the same as ONNX.
    tract: bool,
}

fn case(
    name: &'static str,
    opset: i64,
    input: &'static [i64],
    initialisers: Vec<TensorProto>,
    nodes: Vec<NodeProto>,
) -> Case {
    Case { name, opset, input, initialisers, nodes, tract: true }
}

fn without_tract(case: Case) -> Case {
    Case { tract: false, ..case }
}

fn conv(
    name: &'static str,
    input: &'static [i64],
    w: &[i64],
    attributes: Vec<tract_onnx::pb::AttributeProto>,
) -> Case {
    let biased = vec![weights("w", w), weights("b", &w[..1])];
    case(name, 11, input, biased, vec![node("Conv", &["x", "w", "b"], &["y"], attributes)])
}

fn pool(name: &'static str, op: &str, opset: i64, attributes: Vec<tract_onnx::pb::AttributeProto>) -> Case {
    case(name, opset, &[1, 2, 7, 6], vec![], vec![node(op, &["x"], &["y"], attributes)])
}

fn unary(
    name: &'static str,
    op: &str,
    opset: i64,
    input: &'static [i64],
    attributes: Vec<tract_onnx::pb::AttributeProto>,
) -> Case {
    case(name, opset, input, vec![], vec![node(op, &["x"], &["y"], attributes)])
}

fn convolutions() -> Vec<Case> {
    vec![
        conv("conv, all defaults", &[1, 2, 5, 6], &[3, 2, 3, 3], vec![]),
        conv(
            "conv, batch, strides, asymmetric pads",
            &[2, 2, 7, 6],
            &[3, 2, 3, 2],
            vec![ints("strides", &[2, 3]), ints("pads", &[1, 0, 2, 1]), ints("kernel_shape", &[3, 2])],
        ),
        conv("conv, dilations", &[1, 1, 9, 9], &[2, 1, 3, 3], vec![ints("dilations", &[2, 3])]),
        conv("conv, groups", &[1, 4, 5, 5], &[6, 2, 3, 3], vec![int("group", 2)]),
        conv("conv, depthwise", &[1, 3, 5, 5], &[3, 1, 3, 3], vec![int("group", 3)]),
        conv(
            "conv, SAME_UPPER, even kernel",
            &[1, 1, 7, 6],
            &[2, 1, 4, 2],
            vec![string("auto_pad", "SAME_UPPER"), ints("strides", &[2, 1])],
        ),
        conv(
            "conv, SAME_LOWER, even kernel",
            &[1, 1, 7, 6],
            &[2, 1, 4, 2],
            vec![string("auto_pad", "SAME_LOWER"), ints("strides", &[2, 1])],
        ),
        conv(
            "conv, VALID",
            &[1, 1, 7, 6],
            &[2, 1, 4, 2],
            vec![string("auto_pad", "VALID"), ints("strides", &[2, 1])],
        ),
        conv(
            "conv, one dimension",
            &[2, 3, 9],
            &[4, 3, 3],
            vec![ints("strides", &[2]), ints("pads", &[2, 1])],
        ),
        case(
            "conv without bias",
            22,
            &[1, 1, 4, 4],
            vec![weights("w", &[1, 1, 3, 3])],
            vec![node("Conv", &["x", "w"], &["y"], vec![])],
        ),
    ]
}

fn pools() -> Vec<Case> {
    vec![
        pool("max pool, defaults", "MaxPool", 12, vec![ints("kernel_shape", &[2, 3])]),
        pool(
            "max pool, opset 7",
            "MaxPool",
            7,
            vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])],
        ),
        pool(
            "max pool, pads, dilations",
            "MaxPool",
            12,
            vec![
                ints("kernel_shape", &[3, 2]),
                ints("strides", &[2, 2]),
                ints("pads", &[2, 0, 1, 1]),
                ints("dilations", &[2, 1]),
            ],
        ),
        pool(
            "max pool, ceil",
            "MaxPool",
            12,
            vec![ints("kernel_shape", &[3, 3]), ints("strides", &[2, 2]), int("ceil_mode", 1)],
        ),
        without_tract(pool(
            "max pool, ceil, a window would start in the end padding",
            "MaxPool",
            12,
            vec![ints("kernel_shape", &[1, 1]), ints("strides", &[2, 2]), int("ceil_mode", 1)],
        )),
        pool(
            "max pool, SAME_UPPER",
            "MaxPool",
            12,
            vec![ints("kernel_shape", &[2, 4]), ints("strides", &[2, 1]), string("auto_pad", "SAME_UPPER")],
        ),
        pool(
            "max pool, SAME_LOWER",
            "MaxPool",
            12,
            vec![ints("kernel_shape", &[2, 4]), ints("strides", &[2, 1]), string("auto_pad", "SAME_LOWER")],
        ),
        pool("average pool, defaults", "AveragePool", 11, vec![ints("kernel_shape", &[2, 2])]),
        pool(
            "average pool, pads excluded",
            "AveragePool",
            11,
            vec![ints("kernel_shape", &[3, 3]), ints("pads", &[1, 1, 1, 2]), ints("strides", &[2, 1])],
        ),
        pool(
            "average pool, pads included",
            "AveragePool",
            11,
            vec![ints("kernel_shape", &[3, 3]), ints("pads", &[1, 1, 1, 1]), int("count_include_pad", 1)],
        ),
        // As many cells in the kernel as in the plane, but some of them are pads: no mean of the plane.
        unary(
            "average pool of one window with pads for a border",
            "AveragePool",
            11,
            &[1, 2, 4, 4],
            vec![
                ints("kernel_shape", &[4, 4]),
                ints("strides", &[2, 2]),
                ints("pads", &[1, 1, 0, 0]),
                int("count_include_pad", 1),
            ],
        ),
        without_tract(pool(
            "average pool, ceil, pads included",
            "AveragePool",
            19,
            vec![
                ints("kernel_shape", &[3, 3]),
                ints("strides", &[2, 2]),
                ints("pads", &[1, 1, 1, 1]),
                int("count_include_pad", 1),
                int("ceil_mode", 1),
            ],
        )),
        without_tract(pool(
            "average pool, dilations",
            "AveragePool",
            19,
            vec![ints("kernel_shape", &[2, 2]), ints("dilations", &[2, 3])],
        )),
        pool(
            "average pool, SAME_UPPER",
            "AveragePool",
            11,
            vec![ints("kernel_shape", &[2, 2]), string("auto_pad", "SAME_UPPER")],
        ),
        pool("global average pool", "GlobalAveragePool", 11, vec![]),
        unary(
            "max pool, one dimension",
            "MaxPool",
            12,
            &[1, 2, 8],
            vec![ints("kernel_shape", &[3]), ints("strides", &[2])],
        ),
        unary(
            "average pool, one dimension",
            "AveragePool",
            11,
            &[1, 2, 8],
            vec![ints("kernel_shape", &[3]), ints("pads", &[1, 1])],
        ),
        unary("global average pool, three dimensions", "GlobalAveragePool", 11, &[1, 2, 2, 3, 2], vec![]),
        unary(
            "mean over the last axes",
            "ReduceMean",
            13,
            &[2, 3, 4],
            vec![ints("axes", &[-1, 1]), int("keepdims", 0)],
        ),
        unary("mean over an inner axis", "ReduceMean", 13, &[2, 3, 4], vec![ints("axes", &[1])]),
        unary(
            "mean over the first and the last axis",
            "ReduceMean",
            13,
            &[2, 3, 4],
            vec![ints("axes", &[2, 0]), int("keepdims", 0)],
        ),
        case(
            "mean with an axes operand",
            18,
            &[2, 3, 4],
            vec![integers("axes", &[1], vec![2])],
            vec![node("ReduceMean", &["x", "axes"], &["y"], vec![])],
        ),
    ]
}

fn products() -> Vec<Case> {
    let gemm = |name, input, b: &[i64], c: Option<&[i64]>, attributes: Vec<_>| {
        let mut initialisers = vec![weights("b", b)];
        initialisers.extend(c.map(|c| weights("c", c)));
        let operands: &[&str] = if c.is_some() { &["x", "b", "c"] } else { &["x", "b"] };
        case(name, 13, input, initialisers, vec![node("Gemm", operands, &["y"], attributes)])
    };
    let mat_mul = |name, input, b: &[i64]| {
        case(name, 13, input, vec![weights("b", b)], vec![node("MatMul", &["x", "b"], &["y"], vec![])])
    };
    let swapped = |name, input, a: &[i64]| {
        case(name, 13, input, vec![weights("a", a)], vec![node("MatMul", &["a", "x"], &["y"], vec![])])
    };
    vec![
        gemm("gemm without C", &[2, 3], &[3, 4], None, vec![]),
        gemm("gemm, C a vector, transB", &[2, 3], &[4, 3], Some(&[4]), vec![int("transB", 1)]),
        gemm(
            "gemm, alpha, beta, transA",
            &[3, 2],
            &[3, 4],
            Some(&[1, 4]),
            vec![float("alpha", 0.5), float("beta", -2.0), int("transA", 1)],
        ),
        gemm("gemm, C a scalar", &[2, 3], &[3, 4], Some(&[]), vec![]),
        gemm("gemm, C a column", &[2, 3], &[3, 4], Some(&[2, 1]), vec![float("beta", 0.5)]),
        gemm("gemm, C a matrix", &[2, 3], &[3, 4], Some(&[2, 4]), vec![]),
        gemm("gemm, beta 0", &[2, 3], &[3, 4], Some(&[4]), vec![float("beta", 0.0)]),
        mat_mul("matmul, matrices", &[2, 3], &[3, 4]),
        mat_mul("matmul, vector by matrix", &[3], &[3, 4]),
        mat_mul("matmul, stack by vector", &[2, 2, 3], &[3]),
        mat_mul("matmul, stack by matrix", &[2, 2, 3], &[3, 4]),
        mat_mul("matmul, stack by stack", &[2, 2, 3], &[2, 3, 4]),
        mat_mul("matmul, stack by broadcast stack", &[2, 2, 2, 3], &[2, 3, 4]),
        mat_mul("matmul, matrix by stack", &[2, 3], &[3, 3, 4]),
        without_tract(mat_mul("matmul, vectors", &[3], &[3])),
        swapped("matmul, constant first", &[3, 4], &[2, 3]),
        without_tract(case(
            "matmul of the input with itself",
            13,
            &[3, 3],
            vec![],
            vec![node("MatMul", &["x", "x"], &["y"], vec![])],
        )),
    ]
}

fn elementwise() -> Vec<Case> {
    let add = |name, input, b: &[i64]| {
        case(name, 14, input, vec![weights("b", b)], vec![node("Add", &["b", "x"], &["y"], vec![])])
    };
    let norm = |opset| {
        let variance = floats("var", &[2], vec![0.25, 2.0]);
        let all = vec![weights("scale", &[2]), weights("bias", &[2]), weights("mean", &[2]), variance];
        case(
            "batch norm alone",
            opset,
            &[1, 2, 3, 3],
            all,
            vec![node(
                "BatchNormalization",
                &["x", "scale", "bias", "mean", "var"],
                &["y"],
                vec![float("epsilon", 0.01)],
            )],
        )
    };
    vec![
        add("add, same shape", &[2, 3], &[2, 3]),
        add("add, scalar", &[2, 3], &[]),
        add("add, both broadcast", &[2, 1, 3], &[4, 1]),
        unary("relu", "Relu", 13, &[2, 3], vec![]),
        norm(9),
        norm(15),
        unary("softmax, last axis", "Softmax", 13, &[2, 3, 4], vec![]),
        unary("softmax, first axis", "Softmax", 13, &[3, 2], vec![int("axis", 0)]),
        without_tract(unary("softmax before 13 flattens", "Softmax", 11, &[2, 3, 4], vec![])),
        without_tract(unary(
            "softmax before 13, negative axis",
            "Softmax",
            11,
            &[2, 3, 4],
            vec![int("axis", -1)],
        )),
    ]
}

fn moves() -> Vec<Case> {
    let reshape = |name, to: Vec<i64>| {
        let shape = integers("shape", &[to.len() as i64], to);
        case(name, 14, &[2, 3, 4], vec![shape], vec![node("Reshape", &["x", "shape"], &["y"], vec![])])
    };
    vec![
        reshape("reshape, 0 and -1", vec![0, -1]),
        reshape("reshape to more dimensions", vec![2, 1, -1, 2, 2]),
        unary("flatten", "Flatten", 13, &[2, 3, 4], vec![]),
        unary("flatten, axis 0", "Flatten", 13, &[2, 3, 4], vec![int("axis", 0)]),
        unary("flatten, the rank itself", "Flatten", 13, &[2, 3, 4], vec![int("axis", 3)]),
        unary("flatten, negative axis", "Flatten", 13, &[2, 3, 4], vec![int("axis", -1)]),
        unary("transpose, reversed", "Transpose", 13, &[2, 3, 4], vec![]),
        unary("transpose, perm", "Transpose", 13, &[2, 3, 4], vec![ints("perm", &[1, 2, 0])]),
        unary("identity", "Identity", 13, &[2, 3], vec![]),
        unary("dropout, ratio attribute", "Dropout", 7, &[2, 3], vec![float("ratio", 0.3)]),
        case(
            "dropout, operands",
            13,
            &[2, 3],
            vec![floats("ratio", &[], vec![0.3])],
            vec![node("Dropout", &["x", "ratio"], &["y"], vec![])],
        ),
    ]
}

fn chains() -> Vec<Case> {
    let norm = vec![
        floats("scale", &[3], vec![1.5, -0.5, 2.0]),
        weights("bias", &[3]),
        weights("mean", &[3]),
        floats("var", &[3], vec![0.25, 2.0, 1.0]),
    ];
    let mut folded = vec![weights("w", &[3, 2, 3, 3]), weights("k", &[3, 1, 1])];
    folded.extend(norm.clone());
    let names = ["n", "scale", "bias", "mean", "var"];
    vec![
        case(
            "conv, add, batch norm, relu, pool",
            13,
            &[1, 2, 8, 8],
            folded.clone(),
            vec![
                node("Conv", &["x", "w"], &["c"], vec![]),
                node("Add", &["k", "c"], &["n"], vec![]),
                node("BatchNormalization", &names, &["m"], vec![]),
                node("Relu", &["m"], &["r"], vec![]),
                node(
                    "MaxPool",
                    &["r"],
                    &["p"],
                    vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])],
                ),
                node("GlobalAveragePool", &["p"], &["g"], vec![]),
                node("Flatten", &["g"], &["f"], vec![]),
                node("Softmax", &["f"], &["y"], vec![]),
            ],
        ),
        case(
            "pool before relu; a value used twice",
            13,
            &[1, 2, 8, 8],
            vec![weights("w", &[2, 2, 3, 3]), weights("v", &[2, 2, 1, 1])],
            vec![
                node("Conv", &["x", "w"], &["c"], vec![ints("pads", &[1, 1, 1, 1])]),
                node("MaxPool", &["c"], &["p"], vec![ints("kernel_shape", &[2, 2])]),
                node("Relu", &["p"], &["r"], vec![]),
                node("Conv", &["r", "v"], &["d"], vec![]),
                node("Add", &["r", "d"], &["s"], vec![]),
                node("Relu", &["s"], &["t"], vec![]),
                node(
                    "AveragePool",
                    &["t"],
                    &["y"],
                    vec![ints("kernel_shape", &[2, 2]), ints("pads", &[1, 1, 0, 0])],
                ),
            ],
        ),
        case(
            "two layers, then softmax",
            13,
            &[2, 6],
            vec![weights("w", &[6, 8]), weights("v", &[8, 5]), weights("k", &[8]), weights("l", &[1, 5])],
            vec![
                node("MatMul", &["x", "w"], &["a"], vec![]),
                node("Add", &["a", "k"], &["b"], vec![]),
                node("Relu", &["b"], &["c"], vec![]),
                node("Dropout", &["c"], &["d"], vec![]),
                node("MatMul", &["d", "v"], &["e"], vec![]),
                node("Add", &["e", "l"], &["f"], vec![]),
                node("Softmax", &["f"], &["y"], vec![int("axis", 1)]),
            ],
        ),
        case(
            "products of activations",
            13,
            &[2, 3, 4],
            vec![weights("w", &[4, 4])],
            vec![
                node("MatMul", &["x", "w"], &["q"], vec![]),
                node("Transpose", &["x"], &["t"], vec![ints("perm", &[0, 2, 1])]),
                node("MatMul", &["q", "t"], &["s"], vec![]),
                node("Softmax", &["s"], &["a"], vec![]),
                node("MatMul", &["a", "x"], &["y"], vec![]),
            ],
        ),
        case(
            "constants computed at compile time",
            13,
            &[2, 3],
            vec![weights("w", &[4, 3])],
            vec![
                node("Transpose", &["w"], &["t"], vec![]),
                node("Relu", &["t"], &["p"], vec![]),
                node(
                    "Constant",
                    &[],
                    &["k"],
                    vec![tensor("value", floats("", &[4], vec![0.5, -1.0, 2.0, 0.0]))],
                ),
                node("Gemm", &["x", "p", "k"], &["y"], vec![]),
            ],
        ),
    ]
}

fn all() -> Vec<Case> {
    [convolutions(), pools(), products(), elementwise(), moves(), chains()].into_iter().flatten().collect()
}

fn proto(case: &Case) -> ModelProto {
    model(case.opset, &[("x", case.input)], case.initialisers.clone(), case.nodes.clone(), &["y"])
}

fn samples(case: &Case, count: u64) -> Vec<Sample> {
    let len = case.input.iter().product::<i64>() as usize;
    (0..count)
        .map(|i| Sample { inputs: vec![noise(77 + i, len).into_iter().map(f64::from).collect()] })
        .collect()
}

fn largest(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |m: f64, x| m.max(x.abs()))
}

#[test]
fn our_evaluation_is_what_tract_computes() {
    for case in all() {
        let loaded = Model::from_bytes(&bytes(&proto(&case)), None, &LoadOptions::default());
        let loaded = loaded.unwrap_or_else(|e| panic!("{}: {e}", case.name));
        if !case.tract {
            continue;
        }
        assert_eq!(loaded.shape_differences(), Ok(vec![]), "{}", case.name);
        let oracle = loaded.oracle().unwrap_or_else(|e| panic!("{}: {e}", case.name));
        for sample in samples(&case, 3) {
            let ours = loaded.outputs(&sample);
            let theirs = oracle.run(&sample.inputs).unwrap();
            assert_eq!(ours[0].len(), theirs[0].len(), "{}", case.name);
            for (a, b) in ours[0].iter().zip(&theirs[0]) {
                assert!((a - b).abs() <= 1e-5 * (1.0 + b.abs()), "{}: {a} against {b}", case.name);
            }
        }
    }
}

#[test]
fn the_integers_follow_the_floats() {
    let single = Options { node_by_node: true, ..Options::exact() };
    let presets =
        [(Options::default(), 0.06), (Options::exact(), 0.002), (Options::small(), 0.6), (single, 0.002)];
    for case in all() {
        for (options, tolerance) in &presets {
            for calibrated in [false, true] {
                let mut compile = CompileOptions { quantise: options.clone(), ..Default::default() };
                compile.inputs.insert("x".into(), Interval::new(-1.0, 1.0).unwrap());
                if calibrated {
                    compile.ranges = Ranges::Samples(samples(&case, 8));
                }
                let compiled = compile_bytes(&bytes(&proto(&case)), None, &compile);
                let compiled = compiled.unwrap_or_else(|e| panic!("{}: {e}", case.name));
                let quantised = &compiled.quantised;
                for sample in samples(&case, 4) {
                    let floats = compiled.model.outputs(&sample);
                    let ints = quantised.quantise_inputs(&sample.inputs).unwrap();
                    let run = gadgets::execute(&quantised.graph, &[&ints[0]])
                        .unwrap_or_else(|e| panic!("{}: {e}", case.name));
                    let ours = quantised.dequantise_output(0, &run.outputs[0]);
                    let scale = largest(&floats[0]).max(0.3);
                    let error = ours.iter().zip(&floats[0]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                    assert!(
                        error <= tolerance * scale,
                        "{}: {error} of {scale} ({options:?}, {calibrated})",
                        case.name
                    );
                }
            }
        }
    }
}

#[test]
fn corner_cases_that_tract_does_not_decide() {
    let run = |case: Case, x: Vec<f64>| {
        let model = Model::from_bytes(&bytes(&proto(&case)), None, &LoadOptions::default()).unwrap();
        model.outputs(&Sample { inputs: vec![x] })[0].clone()
    };
    let plane = |n: usize| (1..=n).map(|v| v as f64).collect::<Vec<_>>();
    // The second window along an axis would start at 2, behind an input of 2: it does not exist.
    let attributes = vec![ints("kernel_shape", &[1, 1]), ints("strides", &[2, 2]), int("ceil_mode", 1)];
    let y = run(unary("", "MaxPool", 12, &[1, 1, 2, 2], attributes), plane(4));
    assert_eq!(y, [1.0]);
    // Rows 0..=3 with pads 1, kernel 3, stride 2: ceil gives windows at -1, 1 and 3 (cells 3, 4 pad, 5 surplus).
    let attributes = || {
        vec![ints("kernel_shape", &[3]), ints("strides", &[2]), ints("pads", &[1, 1]), int("ceil_mode", 1)]
    };
    let y = run(unary("", "AveragePool", 19, &[1, 1, 4], attributes()), plane(4));
    assert_eq!(y, [1.5, 3.0, 4.0]);
    let included = [attributes(), vec![int("count_include_pad", 1)]].concat();
    let y = run(unary("", "AveragePool", 19, &[1, 1, 4], included), plane(4));
    assert_eq!(y, [1.0, 3.0, 2.0]);
    // Softmax before version 13 takes everything from the axis on as one row.
    let y = run(unary("", "Softmax", 11, &[1, 2, 2], vec![]), vec![0.0; 4]);
    assert_eq!(y, [0.25; 4]);
    let y = run(
        case(
            "",
            13,
            &[3],
            vec![floats("b", &[3], vec![1.0, 2.0, 3.0])],
            vec![node("MatMul", &["x", "b"], &["y"], vec![])],
        ),
        plane(3),
    );
    assert_eq!(y, [14.0]);
}
