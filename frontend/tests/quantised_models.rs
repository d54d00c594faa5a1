//! Models that are quantised already, against whole numbers by ONNX's own rules: products are exact, and a rescale is
//! `round_half_even(sum · m)` with the single-precision multiplier `m`, evaluated here as a fraction.

mod common;

use common::onnx::*;
use frontend::{CompileOptions, Ranges, Sample, compile_bytes};
use tract_onnx::pb::tensor_proto::DataType::{self, Int8, Int32, Uint8};
use tract_onnx::pb::{AttributeProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto, type_proto};

/// Whole numbers of a type.
fn whole(name: &str, kind: DataType, dims: &[i64], v: &[i64]) -> TensorProto {
    let int32_data = v.iter().map(|v| *v as i32).collect();
    TensorProto {
        name: name.into(),
        dims: dims.to_vec(),
        data_type: kind as i32,
        int32_data,
        ..Default::default()
    }
}

fn typed(mut model: ModelProto, kind: DataType) -> ModelProto {
    for input in &mut model.graph.as_mut().unwrap().input {
        let tensor = input.r#type.as_mut().and_then(|t| t.value.as_mut());
        let Some(type_proto::Value::TensorType(tensor)) = tensor else { panic!("no tensor") };
        tensor.elem_type = kind as i32;
    }
    model
}

/// Reproducible whole numbers in `lo..=hi`.
fn draw(seed: u64, len: usize, lo: i64, hi: i64) -> Vec<i64> {
    let unit = |v: f32| (f64::from(v) + 1.0) / 2.0 * (hi - lo + 1) as f64;
    noise(seed, len).into_iter().map(|v| lo + (unit(v) as i64).min(hi - lo)).collect()
}

/// `m` as a whole number over a power of two.
fn fraction(m: f32) -> (i128, u32) {
    let (bits, mut n) = (m.to_bits(), 0);
    let (exponent, mut v) = ((bits >> 23) as i32 - 150, i128::from(bits & 0x7f_ffff | 0x80_0000));
    if exponent < 0 {
        n = exponent.unsigned_abs();
    } else {
        v <<= exponent;
    }
    (v, n)
}

/// `saturate(round_half_even(Σ sum · m) + zero)`, exact.
fn rescaled(terms: &[(i64, f32)], zero: i64, (lo, hi): (i64, i64)) -> i64 {
    let shift = terms.iter().map(|(_, m)| fraction(*m).1).max().unwrap();
    let scaled = |(sum, m): &(i64, f32)| {
        let (v, n) = fraction(*m);
        (i128::from(*sum) * v) << (shift - n)
    };
    let all: i128 = terms.iter().map(scaled).sum();
    let (quotient, rest, half) = (all >> shift, all & ((1 << shift) - 1), 1i128 << shift >> 1);
    let up = shift > 0 && (rest > half || rest == half && quotient & 1 == 1);
    (quotient as i64 + i64::from(up) + zero).clamp(lo, hi)
}

/// What the integer reference gives for these inputs.
fn run(name: &str, model: &ModelProto, inputs: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let sample = Sample { inputs };
    let ranges = Ranges::Samples(vec![sample.clone()]);
    let options = CompileOptions { ranges, ..CompileOptions::default() };
    let compiled = compile_bytes(&bytes(model), None, &options).unwrap_or_else(|e| panic!("{name}: {e}"));
    common::runs(&compiled, &sample).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn reals(v: &[i64]) -> Vec<f64> {
    v.iter().map(|v| *v as f64).collect()
}

fn range(kind: DataType) -> (i64, i64) {
    if kind == Int8 { (-128, 127) } else { (0, 255) }
}

/// Sums of a convolution with padding 1 of a square image; weights `[M, C, 3, 3]`.
fn convolved(x: &[i64], zero: i64, w: &[i64], channels: usize, size: usize) -> Vec<i64> {
    let count = w.len() / (channels * 9);
    let at = |c: usize, r: i64, l: i64| {
        let inside = |v: i64| (0..size as i64).contains(&v);
        if inside(r) && inside(l) { x[(c * size + r as usize) * size + l as usize] - zero } else { 0 }
    };
    let sum = |m: usize, r: i64, l: i64| -> i64 {
        let taps = (0..channels).flat_map(|c| (0..9).map(move |k| (c, k)));
        taps.map(|(c, k)| at(c, r + k / 3 - 1, l + k % 3 - 1) * w[(m * channels + c) * 9 + k as usize]).sum()
    };
    let n = size as i64;
    (0..count)
        .flat_map(|m| (0..n * n).map(move |p| (m, p / n, p % n)))
        .map(|(m, r, l)| sum(m, r, l))
        .collect()
}

#[test]
fn convolutions_of_whole_numbers_are_exact() {
    for (seed, kind, by_channel) in
        [(1, Uint8, false), (2, Uint8, true), (3, Int8, false), (4, Int8, true), (5, Uint8, true)]
    {
        let (lo, hi) = range(kind);
        let (x, w) = (draw(seed, 2 * 16, lo, hi), draw(seed + 50, 3 * 2 * 9, -128, 127));
        let (zero, out_zero) = (draw(seed + 70, 1, lo, hi)[0], draw(seed + 80, 1, lo, hi)[0]);
        let sums = convolved(&x, zero, &w, 2, 4);
        let input = [("x", &[1, 2, 4, 4][..])];
        let scalar = |name: &str, kind: DataType, v: i64| whole(name, kind, &[], &[v]);
        let pads = || vec![ints("pads", &[1, 1, 1, 1])];

        let given = vec![whole("w", Int8, &[3, 2, 3, 3], &w), scalar("zx", kind, zero)];
        let node1 = node("ConvInteger", &["x", "w", "zx"], &["y"], pads());
        let integer = typed(model(17, &input, given, vec![node1], &["y"]), kind);
        assert_eq!(run("ConvInteger", &integer, vec![reals(&x)])[0], reals(&sums), "{seed}");

        let scales: Vec<f32> = noise(seed + 90, 3).iter().map(|v| 0.011 + v.abs() / 40.0).collect();
        let scales = if by_channel { scales } else { vec![scales[0]] };
        let (x_scale, y_scale) = (0.0173f32, 0.21f32);
        let bias = draw(seed + 60, 3, -3000, 3000);
        let count = scales.len() as i64;
        let given = vec![
            whole("w", Int8, &[3, 2, 3, 3], &w),
            scalar("zx", kind, zero),
            floats("sx", &[], vec![x_scale]),
            floats("sw", if by_channel { &[3] } else { &[] }, scales.clone()),
            whole("zw", Int8, if by_channel { &[3] } else { &[] }, &vec![0; count as usize]),
            floats("sy", &[], vec![y_scale]),
            scalar("zy", kind, out_zero),
            whole("b", Int32, &[3], &bias),
        ];
        let names = ["x", "sx", "zx", "w", "sw", "zw", "sy", "zy", "b"];
        let q =
            typed(model(17, &input, given, vec![node("QLinearConv", &names, &["y"], pads())], &["y"]), kind);
        let wanted = |(i, sum): (usize, &i64)| {
            let m = x_scale * scales[if by_channel { i / 16 } else { 0 }] / y_scale;
            rescaled(&[(sum + bias[i / 16], m)], out_zero, (lo, hi))
        };
        let wanted: Vec<i64> = sums.iter().enumerate().map(wanted).collect();
        assert!(wanted.iter().any(|v| *v != wanted[0]));
        assert_eq!(run("QLinearConv", &q, vec![reals(&x)])[0], reals(&wanted), "{seed}");
    }
}

#[test]
fn matrix_products_of_whole_numbers_are_exact() {
    for (seed, kind, by_column) in [(11, Uint8, false), (12, Uint8, true), (13, Int8, true)] {
        let (lo, hi) = range(kind);
        let (a, b) = (draw(seed, 2 * 5, lo, hi), draw(seed + 50, 5 * 3, -128, 127));
        let (zero, out_zero) = (draw(seed + 70, 1, lo, hi)[0], draw(seed + 80, 1, lo, hi)[0]);
        let b_zeros = if by_column { draw(seed + 75, 3, -9, 9) } else { draw(seed + 75, 1, -9, 9) };
        let at = |v: &[i64], n: usize| v[if by_column { n } else { 0 }];
        let sum = |i: usize| -> i64 {
            let (m, n) = (i / 3, i % 3);
            (0..5).map(|k| (a[m * 5 + k] - zero) * (b[k * 3 + n] - at(&b_zeros, n))).sum()
        };
        let sums: Vec<i64> = (0..6).map(sum).collect();
        let input = [("a", &[2, 5][..])];
        let columns: &[i64] = if by_column { &[3] } else { &[] };
        let common = || {
            vec![
                whole("b", Int8, &[5, 3], &b),
                whole("za", kind, &[], &[zero]),
                whole("zb", Int8, columns, &b_zeros),
            ]
        };
        let node1 = node("MatMulInteger", &["a", "b", "za", "zb"], &["y"], vec![]);
        let integer = typed(model(17, &input, common(), vec![node1], &["y"]), kind);
        assert_eq!(run("MatMulInteger", &integer, vec![reals(&a)])[0], reals(&sums), "{seed}");

        let scales: Vec<f32> = noise(seed + 90, 3).iter().map(|v| 0.005 + v.abs() / 50.0).collect();
        let scales = if by_column { scales } else { vec![scales[0]] };
        let (a_scale, y_scale) = (0.031f32, 0.17f32);
        let mut given = common();
        given.extend([
            floats("sa", &[], vec![a_scale]),
            floats("sb", columns, scales.clone()),
            floats("sy", &[], vec![y_scale]),
            whole("zy", kind, &[], &[out_zero]),
        ]);
        let names = ["a", "sa", "za", "b", "sb", "zb", "sy", "zy"];
        let q = typed(
            model(21, &input, given, vec![node("QLinearMatMul", &names, &["y"], vec![])], &["y"]),
            kind,
        );
        let wanted = |(i, sum): (usize, &i64)| {
            let m = a_scale * scales[if by_column { i % 3 } else { 0 }] / y_scale;
            rescaled(&[(*sum, m)], out_zero, (lo, hi))
        };
        let wanted: Vec<i64> = sums.iter().enumerate().map(wanted).collect();
        assert_eq!(run("QLinearMatMul", &q, vec![reals(&a)])[0], reals(&wanted), "{seed}");

        // onnxruntime's own, with a bias and the second matrix turned.
        let bias = draw(seed + 60, 3, -2000, 2000);
        let turned: Vec<i64> = (0..15).map(|i| b[i % 5 * 3 + i / 5]).collect();
        let mut given = vec![
            whole("b", Int8, &[3, 5], &turned),
            whole("za", kind, &[], &[zero]),
            whole("zb", Int8, columns, &b_zeros),
            floats("sa", &[], vec![a_scale]),
            floats("sb", columns, scales.clone()),
            floats("sy", &[], vec![y_scale]),
            whole("zy", kind, &[], &[out_zero]),
        ];
        given.push(whole("c", Int32, &[3], &bias));
        let names = ["a", "sa", "za", "b", "sb", "zb", "c", "sy", "zy"];
        let gemm = node("QGemm", &names, &["y"], vec![int("transB", 1)]);
        let gemm = NodeProto { domain: "com.microsoft".into(), ..gemm };
        let mut q = typed(model(21, &input, given, vec![gemm], &["y"]), kind);
        q.opset_import.push(OperatorSetIdProto { domain: "com.microsoft".into(), version: 1 });
        let wanted = |(i, sum): (usize, &i64)| {
            let m = a_scale * scales[if by_column { i % 3 } else { 0 }] / y_scale;
            rescaled(&[(sum + bias[i % 3], m)], out_zero, (lo, hi))
        };
        let wanted: Vec<i64> = sums.iter().enumerate().map(wanted).collect();
        assert_eq!(run("QGemm", &q, vec![reals(&a)])[0], reals(&wanted), "{seed}");
    }
}

/// A pair of operators around a tensor: quantised and dequantised.
fn pair(nodes: &mut Vec<NodeProto>, from: &str, to: &str, scale: &str, zero: &str) {
    let q = format!("{to}_q");
    nodes.push(node("QuantizeLinear", &[from, scale, zero], &[&q], vec![]));
    nodes.push(node("DequantizeLinear", &[&q, scale, zero], &[to], vec![]));
}

/// A graph of pairs: a convolution by channel with its ReLU, a pool, a sum of two scales, a mean, a matrix product.
#[test]
fn pairs_of_quantise_and_dequantise_are_exact() {
    for (seed, kind) in [(21, Uint8), (22, Int8), (23, Uint8)] {
        let (lo, hi) = range(kind);
        let zeros = draw(seed + 1, 5, lo + 60, hi - 60);
        let units = [0.0173f32, 0.11, 0.23, 0.019, 0.037];
        let (w, w_scale) = (draw(seed + 2, 2 * 2 * 9, -127, 127), [0.0071f32, 0.0113]);
        let (f, f_scale) = (draw(seed + 3, 3 * 2, -127, 127), 0.0091f32);
        let bias = draw(seed + 4, 2, -4000, 4000);
        let b_scale = w_scale.map(|s| s * units[0]);
        let mut given = vec![
            whole("w", Int8, &[2, 2, 3, 3], &w),
            floats("sw", &[2], w_scale.to_vec()),
            whole("zw", Int8, &[2], &[0, 0]),
            whole("b", Int32, &[2], &bias),
            floats("sb", &[2], b_scale.to_vec()),
            whole("f", Int8, &[3, 2], &f),
            floats("sf", &[], vec![f_scale]),
            whole("zf", Int8, &[], &[0]),
        ];
        for (i, unit) in units.iter().enumerate() {
            given.push(floats(&format!("s{i}"), &[], vec![*unit]));
            given.push(whole(&format!("z{i}"), kind, &[], &[zeros[i]]));
        }
        let mut nodes = vec![
            node("DequantizeLinear", &["w", "sw", "zw"], &["wr"], vec![int("axis", 0)]),
            node("DequantizeLinear", &["b", "sb"], &["br"], vec![int("axis", 0)]),
            node("DequantizeLinear", &["f", "sf", "zf"], &["fr"], vec![]),
        ];
        pair(&mut nodes, "x", "x0", "s0", "z0");
        nodes.push(node("Conv", &["x0", "wr", "br"], &["c"], vec![ints("pads", &[1, 1, 1, 1])]));
        nodes.push(node("Relu", &["c"], &["r"], vec![]));
        pair(&mut nodes, "r", "r1", "s1", "z1");
        let pool = vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])];
        nodes.push(node("MaxPool", &["r1"], &["p"], pool.clone()));
        nodes.push(node("MaxPool", &["x0"], &["o"], pool));
        nodes.push(node("Add", &["p", "o"], &["a"], vec![]));
        pair(&mut nodes, "a", "a2", "s2", "z2");
        nodes.push(node("GlobalAveragePool", &["a2"], &["g"], vec![]));
        pair(&mut nodes, "g", "g3", "s3", "z3");
        nodes.push(node("Flatten", &["g3"], &["v"], vec![]));
        nodes.push(node("Gemm", &["v", "fr"], &["m"], vec![int("transB", 1)]));
        pair(&mut nodes, "m", "y", "s4", "z4");
        let model = model(17, &[("x", &[1, 2, 4, 4])], given, nodes, &["y"]);

        // By the rules.
        let x: Vec<f32> = noise(seed + 5, 32).iter().map(|v| v * 2.0).collect();
        let quantised = |v: &f32| ((v / units[0]).round_ties_even() as i64 + zeros[0]).clamp(lo, hi);
        let xq: Vec<i64> = x.iter().map(quantised).collect();
        let sums = convolved(&xq, zeros[0], &w, 2, 4);
        let rq = sums.iter().enumerate().map(|(i, s)| {
            let m = units[0] * w_scale[i / 16] / units[1];
            rescaled(&[(s + bias[i / 16], m)], zeros[1], (lo, hi)).max(zeros[1])
        });
        let pooled = |v: &[i64]| -> Vec<i64> {
            let cell = |i: usize| (i / 4 * 16) + (i % 4 / 2 * 8) + (i % 2 * 2);
            (0..8).map(|i| [0, 1, 4, 5].map(|d| v[cell(i) + d]).into_iter().max().unwrap()).collect()
        };
        let (pq, oq) = (pooled(&rq.collect::<Vec<_>>()), pooled(&xq));
        let sum = |(p, o): (&i64, &i64)| {
            let terms = [(p - zeros[1], units[1] / units[2]), (o - zeros[0], units[0] / units[2])];
            rescaled(&terms, zeros[2], (lo, hi))
        };
        let aq: Vec<i64> = pq.iter().zip(&oq).map(sum).collect();
        let mean = |v: &[i64]| {
            let m = (f64::from(units[2]) / 4.0) as f32 / units[3];
            rescaled(&[(v.iter().map(|v| v - zeros[2]).sum(), m)], zeros[3], (lo, hi))
        };
        let gq: Vec<i64> = aq.chunks(4).map(mean).collect();
        let out = |n: usize| {
            let sum = (0..2).map(|k| (gq[k] - zeros[3]) * f[n * 2 + k]).sum();
            rescaled(&[(sum, units[3] * f_scale / units[4])], zeros[4], (lo, hi))
        };
        let wanted: Vec<i64> = (0..3).map(out).collect();

        let got = run("pairs", &model, vec![x.iter().map(|v| f64::from(*v)).collect()]);
        let units4 = f64::from(units[4]);
        let got: Vec<i64> = got[0].iter().map(|v| (v / units4).round() as i64 + zeros[4]).collect();
        assert_eq!(got, wanted, "{seed}");
        assert!(wanted.iter().any(|v| *v > lo && *v < hi), "{wanted:?}");
    }
}

/// Operators of com.microsoft beside what onnxruntime 1.32 gives (on `x` of 37·i + 11 modulo 256; of [`grid`] where it is real):
/// whole numbers within a unit where the softmax is approximated, exactly else, and reals within 0.5 % of the largest.
#[test]
fn quantised_operators_of_onnxruntime() {
    let x_scale = || vec![floats("sx", &[], vec![0.05]), whole("zx", Uint8, &[], &[120])];
    let result =
        |scale: f32, zero: i64| vec![floats("sy", &[], vec![scale]), whole("zy", Uint8, &[], &[zero])];
    let other = || {
        vec![
            whole("w", Uint8, &[2, 2], &[3, 250, 128, 77]),
            floats("sw", &[], vec![0.1]),
            whole("zw", Uint8, &[], &[90]),
        ]
    };
    let condition = TensorProto {
        name: "c".into(),
        dims: vec![2, 2],
        data_type: DataType::Bool as i32,
        int32_data: vec![1, 0, 0, 1],
        ..Default::default()
    };
    let product = |by_column: bool| {
        let scales = if by_column { vec![0.02f32, 0.01] } else { vec![0.02] };
        vec![
            whole("w", Int8, &[3, 2], &[3, -100, -128, 77, 5, 6]),
            floats("sw", &[scales.len() as i64], scales.clone()),
            whole("zw", Int8, &[scales.len() as i64], &[1, -2][..scales.len()]),
            floats("b", &[2], vec![0.5, -1.0]),
        ]
    };
    let one = ["x", "sx", "zx", "sy", "zy"];
    let parts = ["sy", "zy", "x", "sx", "zx", "w", "sw", "zw"];
    let sides = ["c", "x", "sx", "zx", "w", "sw", "zw", "sy", "zy"];
    let kernel = || ints("kernel_shape", &[2, 2]);
    let padded =
        vec![kernel(), ints("strides", &[2, 2]), ints("pads", &[1, 1, 0, 0]), int("count_include_pad", 1)];
    let soft = |axis: i64, opset: i64| vec![int("axis", axis), int("opset", opset)];
    let windows = [79.0, 126.0, 92.0, 104.0, 151.0, 117.0, 129.0, 96.0, 62.0];
    let likely = [1.0, 5.0, 34.0, 216.0, 5.0, 34.0, 217.0, 0.0];
    let chosen = || [result(0.07, 110), vec![condition.clone()], other()].concat();
    type Row<'a> = (&'a str, &'a [i64], Vec<TensorProto>, &'a [&'a str], Vec<AttributeProto>, &'a [f64], f64);
    let rows: [Row<'_>; 8] = [
        ("QLinearAveragePool", &[1, 1, 4, 4], result(0.04, 100), &one, vec![kernel()], &windows, 0.0),
        (
            "QLinearAveragePool",
            &[1, 1, 3, 3],
            result(0.04, 100),
            &one,
            padded,
            &[66.0, 67.0, 136.0, 81.0],
            0.0,
        ),
        ("QLinearSoftmax", &[2, 4], result(1.0 / 256.0, 0), &one, soft(-1, 13), &likely, 1.0),
        ("QLinearSoftmax", &[2, 2, 2], result(1.0 / 256.0, 0), &one, soft(1, 11), &likely, 1.0),
        (
            "QLinearConcat",
            &[2, 2],
            [result(0.07, 110), other()].concat(),
            &parts,
            vec![int("axis", 1)],
            &[32.0, 59.0, 0.0, 255.0, 85.0, 111.0, 164.0, 91.0],
            0.0,
        ),
        ("QLinearWhere", &[2, 2], chosen(), &sides, vec![], &[32.0, 255.0, 164.0, 111.0], 0.0),
        (
            "MatMulIntegerToFloat",
            &[2, 3],
            product(true),
            &["x", "w", "sx", "sw", "zx", "zw", "b"],
            vec![],
            &[9.43, 1.357, -4.223, 0.7465],
            0.05,
        ),
        (
            "DynamicQuantizeMatMul",
            &[2, 3],
            product(false),
            &["x", "w", "sw", "zw", "b"],
            vec![],
            &[0.52494, 0.32188, 1.13247, 0.43259],
            0.006,
        ),
    ];
    // Of signed operands the result is signed, where no zero point says so.
    let signed = vec![
        whole("w", Int8, &[2, 2], &[3, -100, -128, 77]),
        floats("sx", &[], vec![0.05]),
        whole("zx", Int8, &[], &[3]),
        floats("sw", &[], vec![0.1]),
        whole("zw", Int8, &[], &[1]),
        floats("sy", &[], vec![0.07]),
    ];
    let add = node("QLinearAdd", &["x", "sx", "zx", "w", "sw", "zw", "sy"], &["y"], vec![]);
    let add = NodeProto { domain: "com.microsoft".into(), ..add };
    let mut m = model(17, &[("x", &[2, 2])], signed, vec![add], &["y"]);
    m.opset_import.push(OperatorSetIdProto { domain: "com.microsoft".into(), version: 1 });
    let sum = run("QLinearAdd", &typed(m, Int8), vec![vec![-117.0, -80.0, 62.0, -1.0]]);
    assert_eq!(sum[0], [-83.0, -128.0, -128.0, 106.0]);
    for (operator, shape, given, names, attributes, wanted, bound) in rows {
        let is_real = operator == "DynamicQuantizeMatMul";
        let len = shape.iter().product::<i64>();
        let x: Vec<f64> = match is_real {
            true => (0..len).map(|i| ((i * 5 + 3) % 17 - 8) as f64 / 8.0).collect(),
            false => (0..len).map(|i| ((i * 37 + 11) % 256) as f64).collect(),
        };
        let given = if is_real { given } else { [x_scale(), given].concat() };
        let node = NodeProto { domain: "com.microsoft".into(), ..node(operator, names, &["y"], attributes) };
        let mut m = model(17, &[("x", shape)], given, vec![node], &["y"]);
        m.opset_import.push(OperatorSetIdProto { domain: "com.microsoft".into(), version: 1 });
        let m = typed(m, if is_real { DataType::Float } else { Uint8 });
        let got = &run(operator, &m, vec![x])[0];
        let far = got.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(got.len() == wanted.len() && far <= bound, "{operator}: {got:?}, expected {wanted:?}");
    }
}
