//! Whole numbers: what every operator that computes them gives at the ends of each type, by ONNX's rule that types of up to
//! 32 bits wrap around; or the model is refused.

mod common;

use common::onnx::*;
use common::runs;
use frontend::{CompileOptions, Compiled, Ranges, Sample, compile_bytes};
use tract_onnx::pb::tensor_proto::DataType::{self, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32};
use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto};

const NARROW: [DataType; 6] = [Int8, Uint8, Int16, Uint16, Int32, Uint32];
/// Where elements of `y` go along the last axis of `x`.
const PLACES: [i64; 8] = [0, 0, 1, 3, 2, 2, 2, 0];

/// Bits, and the smallest and the largest number.
fn range(kind: DataType) -> (u32, i128, i128) {
    let (bits, signed) = match kind {
        Int8 => (8, true),
        Uint8 => (8, false),
        Int16 => (16, true),
        Uint16 => (16, false),
        Int32 => (32, true),
        Uint32 => (32, false),
        _ => (64, true),
    };
    let size = 1i128 << bits;
    if signed { (bits, -size / 2, size / 2 - 1) } else { (bits, 0, size - 1) }
}

/// A number modulo the size of its type.
fn wrapped(kind: DataType, v: i128) -> i128 {
    let (bits, lo, _) = range(kind);
    (v - lo).rem_euclid(1 << bits) + lo
}

/// A constant of any of these types.
fn whole(name: &str, kind: DataType, dims: &[i64], v: &[i128]) -> TensorProto {
    let bytes = range(kind).0 as usize / 8;
    let raw_data = v.iter().flat_map(|v| v.to_le_bytes()[..bytes].to_vec()).collect();
    TensorProto {
        name: name.into(),
        dims: dims.to_vec(),
        data_type: kind as i32,
        raw_data,
        ..Default::default()
    }
}

/// Pairs of the ends of the type and what lies between, eight each.
fn operands(kind: DataType) -> Vec<[Vec<i128>; 2]> {
    let (_, lo, hi) = range(kind);
    let noisy = |seed: u64| {
        let size = (hi - lo) as f64;
        noise(seed, 8)
            .into_iter()
            .map(|v| lo + ((f64::from(v) + 1.0) / 2.0 * size) as i128)
            .collect::<Vec<_>>()
    };
    vec![
        [vec![lo, hi, hi - 1, 3, 7, lo + 1, 0, hi / 2], vec![hi, hi, lo, hi, 5, hi / 2, 9, lo]],
        [vec![1, 0, 2, 3, 1, 1, 5, 6], vec![2, 3, 1, 0, 4, 5, 1, 1]],
        [noisy(1), noisy(2)],
        [noisy(3), noisy(4)],
    ]
}

/// What it gives for `x` and `y`, both `[2, 4]`, before it wraps around; with the type's bits.
type Wanted = Box<dyn Fn(&[i128], &[i128], u32) -> Vec<i128>>;

struct Row {
    name: &'static str,
    /// 1: signed types alone; -1: unsigned ones alone.
    sign: i8,
    nodes: Vec<NodeProto>,
    constants: Box<dyn Fn(DataType) -> Vec<TensorProto>>,
    wanted: Wanted,
}

fn row(name: &'static str, nodes: Vec<NodeProto>, wanted: Wanted) -> Row {
    Row { name, sign: 0, nodes, constants: Box::new(|_| vec![]), wanted }
}

fn each(f: impl Fn(i128, i128) -> i128 + 'static) -> Wanted {
    Box::new(move |x, y, _| x.iter().zip(y).map(|(x, y)| f(*x, *y)).collect())
}

/// Of each row of `x`.
fn by_row(f: impl Fn(&[i128]) -> Vec<i128> + 'static) -> Wanted {
    Box::new(move |x, _, _| x.chunks(4).flat_map(&f).collect())
}

/// Of each row of `x` with what of `y` goes to each of its places.
fn scattered(f: impl Fn(i128, i128) -> i128 + 'static) -> Wanted {
    Box::new(move |x, y, _| {
        let mut z = x.to_vec();
        for (k, place) in PLACES.iter().enumerate() {
            let at = &mut z[k / 4 * 4 + *place as usize];
            *at = f(*at, y[k]);
        }
        z
    })
}

fn rows() -> Vec<Row> {
    let one = |op: &str, inputs: &[&str], attributes: Vec<AttributeProto>| {
        vec![node(op, inputs, &["z"], attributes)]
    };
    let binary = |op: &'static str, wanted: Wanted| row(op, one(op, &["x", "y"], vec![]), wanted);
    let unary =
        |op: &'static str, sign, wanted: Wanted| Row { sign, ..row(op, one(op, &["x"], vec![]), wanted) };
    let with =
        |row: Row, constants: fn(DataType) -> Vec<TensorProto>| Row { constants: Box::new(constants), ..row };
    let axes: fn(DataType) -> Vec<TensorProto> = |_| vec![integers("axes", &[1], vec![1])];
    let fold = |op: &'static str, wanted: Wanted| {
        with(row(op, one(op, &["x", "axes"], vec![int("keepdims", 0)]), wanted), axes)
    };
    let scan =
        |op: &'static str, wanted: Wanted| with(row(op, one(op, &["x", "axes"], vec![]), wanted), axes);
    let scatter = |name: &'static str, how: &str, wanted: Wanted| {
        let attributes = vec![string("reduction", how), int("axis", 1)];
        let nodes = one("ScatterElements", &["x", "places", "y"], attributes);
        with(row(name, nodes, wanted), |_| vec![integers("places", &[2, 4], PLACES.to_vec())])
    };
    let scatter_nd = |name: &'static str, how: &str, f: fn(i128, i128) -> i128| {
        let nodes = one("ScatterND", &["x", "places", "y"], vec![string("reduction", how)]);
        let wanted: Wanted = Box::new(move |x, y, _| {
            (0..8).map(|i| if i < 4 { x[i] } else { f(f(x[i], y[i - 4]), y[i]) }).collect()
        });
        with(row(name, nodes, wanted), |_| vec![integers("places", &[2, 1], vec![1, 1])])
    };
    let shift = |name: &'static str, direction: &str, f: fn(i128, u32) -> i128| {
        let nodes = one("BitShift", &["x", "by"], vec![string("direction", direction)]);
        let by = |bits: u32| [0, 1, 2, 3, 5, bits - 2, bits - 1, 4];
        let wanted: Wanted =
            Box::new(move |x, _, bits| x.iter().zip(by(bits)).map(|(x, k)| f(*x, k)).collect());
        let constants: Box<dyn Fn(DataType) -> Vec<TensorProto>> =
            Box::new(move |kind| vec![whole("by", kind, &[2, 4], &by(range(kind).0).map(i128::from))]);
        Row { sign: -1, constants, ..row(name, nodes, wanted) }
    };
    let seven: fn(DataType) -> Vec<TensorProto> = |kind| vec![whole("seven", kind, &[], &[7])];
    let power = |name: &'static str, exponent: fn(DataType) -> Vec<TensorProto>, wanted: Wanted| {
        with(row(name, one("Pow", &["x", "p"], vec![]), wanted), exponent)
    };
    let product = |name: &'static str, nodes: Vec<NodeProto>| {
        let wanted: Wanted = Box::new(|x, y, _| {
            let dot = |r: usize, l: usize| (0..4).map(|k| x[4 * r + k] * y[4 * l + k]).sum();
            vec![dot(0, 0), dot(0, 1), dot(1, 0), dot(1, 1)]
        });
        row(name, nodes, wanted)
    };
    let turned = || node("Transpose", &["y"], &["yt"], vec![]);
    let sum = |row: &[i128]| vec![row.iter().sum()];
    let running = |f: fn(i128, i128) -> i128| {
        move |row: &[i128]| {
            (1..=4).map(|n| row[1..n].iter().fold(row[0], |a, b| f(a, *b))).collect::<Vec<_>>()
        }
    };
    vec![
        binary("Add", each(|x, y| x + y)),
        binary("Sub", each(|x, y| x - y)),
        binary("Mul", each(|x, y| x * y)),
        binary("Max", each(i128::max)),
        binary("Min", each(i128::min)),
        binary("BitwiseAnd", each(|x, y| x & y)),
        binary("BitwiseOr", each(|x, y| x | y)),
        binary("BitwiseXor", each(|x, y| x ^ y)),
        binary("PRelu", each(|x, y| if x < 0 { x * y } else { x })),
        unary("Neg", 1, each(|x, _| -x)),
        unary("Abs", 1, each(|x, _| x.abs())),
        unary("Sign", 0, each(|x, _| x.signum())),
        unary("BitwiseNot", 0, each(|x, _| !x)),
        with(row("Div", one("Div", &["x", "seven"], vec![]), each(|x, _| x / 7)), seven),
        with(row("Mod", one("Mod", &["x", "seven"], vec![]), each(|x, _| x.rem_euclid(7))), seven),
        with(row("times a constant", one("Mul", &["x", "seven"], vec![]), each(|x, _| x * 7)), seven),
        power("Pow 2", |kind| vec![whole("p", kind, &[], &[2])], each(|x, _| x * x)),
        power("Pow 3", |kind| vec![whole("p", kind, &[], &[3])], each(|x, _| x * x * x)),
        row("square", one("Mul", &["x", "x"], vec![]), each(|x, _| x * x)),
        fold("ReduceSum", by_row(sum)),
        fold("ReduceSumSquare", by_row(|row| vec![row.iter().map(|v| v * v).sum()])),
        fold("ReduceL1", by_row(|row| vec![row.iter().map(|v| v.abs()).sum()])),
        fold("ReduceProd", by_row(|row| vec![row.iter().fold(1, |p, v| (p * v) % (1i128 << 32))])),
        fold("ReduceMax", by_row(|row| row.iter().max().into_iter().copied().collect())),
        fold("ReduceMin", by_row(|row| row.iter().min().into_iter().copied().collect())),
        scan("CumSum", by_row(running(|a, b| a + b))),
        scan("CumProd", by_row(running(|a, b| a * b % (1i128 << 32)))),
        scatter("ScatterElements add", "add", scattered(|a, b| a + b)),
        scatter("ScatterElements mul", "mul", scattered(|a, b| a * b % (1i128 << 32))),
        scatter("ScatterElements max", "max", scattered(i128::max)),
        scatter("ScatterElements min", "min", scattered(i128::min)),
        scatter_nd("ScatterND add", "add", |a, b| a + b),
        scatter_nd("ScatterND mul", "mul", |a, b| a * b % (1i128 << 32)),
        product("MatMul", vec![turned(), node("MatMul", &["x", "yt"], &["z"], vec![])]),
        product("Gemm", one("Gemm", &["x", "y"], vec![int("transB", 1)])),
        product("Einsum", one("Einsum", &["x", "y"], vec![string("equation", "ij,kj->ik")])),
        shift("BitShift to the left", "LEFT", |x, k| x << k),
        shift("BitShift to the right", "RIGHT", |x, k| x >> k),
    ]
}

fn compiled(row: &Row, kind: DataType) -> (Result<Compiled, String>, Vec<Sample>) {
    let reads = |name: &str| row.nodes.iter().any(|n| n.input.iter().any(|i| i == name));
    let names: Vec<&str> = ["x", "y"].into_iter().filter(|n| reads(n)).collect();
    let inputs: Vec<(&str, &[i64])> = names.iter().map(|n| (*n, &[2i64, 4][..])).collect();
    let opset = if row.name == "CumProd" { 26 } else { 18 };
    let mut graph = model(opset, &inputs, (row.constants)(kind), row.nodes.clone(), &["z"]);
    for k in 0..names.len() {
        graph = typed(graph, k, kind);
    }
    let real = |v: &Vec<i128>| v.iter().map(|v| *v as f64).collect::<Vec<f64>>();
    let sample = |[x, y]: &[Vec<i128>; 2]| Sample {
        inputs: [("x", x), ("y", y)]
            .iter()
            .filter(|(n, _)| names.contains(n))
            .map(|(_, v)| real(v))
            .collect(),
    };
    let samples: Vec<Sample> = operands(kind).iter().map(sample).collect();
    let ranges = Ranges::Samples(samples.clone());
    let options = CompileOptions { ranges, ..CompileOptions::default() };
    (compile_bytes(&bytes(&graph), None, &options).map_err(|e| e.to_string()), samples)
}

#[test]
fn whole_numbers_wrap_around_in_their_type_whatever_computes_them() {
    let (mut wrong, mut refused, mut right) = (Vec::new(), Vec::new(), 0);
    for row in rows() {
        for kind in NARROW {
            let (bits, lo, _) = range(kind);
            if (row.sign > 0 && lo == 0) || (row.sign < 0 && lo < 0) {
                continue;
            }
            let name = format!("{} of {}", row.name, kind.as_str_name());
            let (compiled, samples) = compiled(&row, kind);
            let compiled = match compiled {
                Ok(compiled) => compiled,
                Err(e) => {
                    refused.push(format!("{name}: {e}"));
                    continue;
                }
            };
            for ([x, y], sample) in operands(kind).iter().zip(&samples) {
                let wanted: Vec<f64> =
                    (row.wanted)(x, y, bits).into_iter().map(|v| wrapped(kind, v) as f64).collect();
                match runs(&compiled, sample) {
                    Ok(got) if got[0] == wanted => right += 1,
                    got => wrong.push(format!("{name} of {x:?}, {y:?}: {got:?}, {wanted:?}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    // Matrix products of whole numbers are those of MatMulInteger, and sums of products of 32 bits need more than 63.
    let known = |r: &&String| {
        let product = r.starts_with("MatMul of") || r.starts_with("Gemm of");
        let wide = r.starts_with("Einsum of INT32") || r.starts_with("Einsum of UINT32");
        (product && r.contains("rounded sums")) || (wide && r.contains("63 bits"))
    };
    assert!(refused.iter().all(|r| known(&r)), "{} refused:\n{}", refused.len(), refused.join("\n"));
    assert_eq!((refused.len(), right), (14, 808));
}

/// Numbers of 64 bits do not wrap: what may leave 63 is refused.
#[test]
fn products_are_exact_or_refused() {
    for (bits, fits) in [(20, true), (30, true), (31, true), (32, false), (40, false)] {
        let n = 1i64 << bits;
        let x = vec![n as f64, -n as f64, (n - 1) as f64, (3 - n) as f64];
        let y = vec![n as f64, (n - 3) as f64, (1 - n) as f64, 7.0];
        let graph = model(
            18,
            &[("x", &[4]), ("y", &[4])],
            vec![],
            vec![node("Mul", &["x", "y"], &["z"], vec![])],
            &["z"],
        );
        let graph = typed(typed(graph, 0, Int64), 1, Int64);
        let sample = Sample { inputs: vec![x.clone(), y.clone()] };
        let options =
            CompileOptions { ranges: Ranges::Samples(vec![sample.clone()]), ..CompileOptions::default() };
        let compiled = compile_bytes(&bytes(&graph), None, &options);
        let compiled = match compiled {
            Ok(compiled) => compiled,
            Err(e) => {
                assert!(!fits && e.to_string().contains("63 bits"), "{bits}: {e}");
                continue;
            }
        };
        assert!(fits, "{bits} is not refused");
        let given = compiled.quantised.quantise_inputs(&sample.inputs).unwrap();
        let run = gadgets::execute(&compiled.quantised.graph, &[&given[0], &given[1]]).unwrap();
        let wanted: Vec<i64> = x.iter().zip(&y).map(|(x, y)| *x as i64 * *y as i64).collect();
        assert_eq!(run.outputs[0], wanted, "{bits}");
    }
}

/// Whole numbers beyond what 64-bit floats hold are refused, whatever computes with them; those that they hold are exact.
#[test]
fn large_whole_numbers_are_exact_or_refused() {
    let size = 1i64 << 53;
    let compiled = |nodes: Vec<NodeProto>, constants: Vec<TensorProto>, x: &[i64]| {
        let graph = typed(model(17, &[("x", &[4])], constants, nodes, &["y"]), 0, Int64);
        let sample = Sample { inputs: vec![x.iter().map(|v| *v as f64).collect()] };
        let options = CompileOptions { ranges: Ranges::Samples(vec![sample.clone()]), ..Default::default() };
        let compiled = compile_bytes(&bytes(&graph), None, &options).map_err(|e| e.to_string())?;
        let ints = compiled.quantised.quantise_inputs(&sample.inputs).expect("it is in range");
        let run = gadgets::execute(&compiled.quantised.graph, &[&ints[0]]).expect("it is in range");
        Ok::<Vec<i64>, String>(run.outputs[0].clone())
    };
    // Inputs: odd numbers that have no half beside them.
    let x = [size - 1, 1 - size, (1 << 52) + 1, -(1 << 52) - 3];
    let negated = compiled(vec![node("Neg", &["x"], &["y"], vec![])], vec![], &x).expect("it compiles");
    assert_eq!(negated, x.map(|v| -v));
    let small = [0, 1, 2, 3];
    let k = |values: &[i64]| {
        let shape: Vec<i64> = if values.len() == 1 { vec![] } else { vec![values.len() as i64] };
        vec![integers("k", &shape, values.to_vec())]
    };
    let add = || vec![node("Add", &["x", "k"], &["y"], vec![])];
    let sum = compiled(add(), k(&[(1 << 52) + 1]), &small).expect("floats hold it");
    assert_eq!(sum, small.map(|v| v + (1 << 52) + 1));
    let gather = || vec![node("Gather", &["k", "x"], &["y"], vec![])];
    let table = [(1 << 52) + 1, (1 << 52) + 3, 7, size - 1];
    assert_eq!(compiled(gather(), k(&table), &small), Ok(table.to_vec()));
    let equal =
        vec![node("Equal", &["x", "k"], &["e"], vec![]), node("Cast", &["e"], &["y"], vec![int("to", 7)])];
    let fold = vec![
        node("ReduceSum", &["k"], &["s"], vec![int("keepdims", 0)]),
        node("Add", &["x", "s"], &["y"], vec![]),
    ];
    for (name, nodes, constants) in [
        ("Add", add(), k(&[size + 1])),
        ("Mul", vec![node("Mul", &["x", "k"], &["y"], vec![])], k(&[size + 1])),
        ("Gather", gather(), k(&[size + 1, size + 3, 1 << 59, 5])),
        ("Equal", equal, k(&[size + 1])),
        ("ReduceSum", fold, k(&[size, 1, 1, 1])),
    ] {
        let refused = compiled(nodes, constants, &small).expect_err(name);
        assert!(refused.contains("beyond 2^53"), "{name}: {refused}");
    }
}
