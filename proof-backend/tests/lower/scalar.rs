//! The fallback: circuits of straight-line programs mean what the programs compute, wrapping included.

use crate::graphs::compare;
use gadgets::arbitrary::Source;
use gadgets::scalar::{
    Access, Binary, Op, Predicate, ScalarOp, ScalarOperand, ScalarProgram, Shift, Store, Value,
};
use gadgets::{Buffer, Dyadic, ElementType, Gadget, Generic, Graph, Node, Port, Range, Tensor, TensorId};
use proof_backend::ir::{Graph as Circuit, Relation};
use proof_backend::lower::{LowerError, lower};
use proptest::prelude::*;

/// A program under construction.
struct Build {
    ops: Vec<ScalarOp>,
}

impl Build {
    fn op(&mut self, bits: u8, op: Op) -> Value {
        self.ops.push(ScalarOp { bits, op });
        Value(self.ops.len() as u32 - 1)
    }

    fn constant(&mut self, bits: u8, c: i128) -> Value {
        self.op(bits, Op::Const(gadgets::scalar::wrap(c, bits)))
    }

    fn binary(&mut self, f: Binary, a: Value, b: Value) -> Value {
        let bits = self.bits(a);
        self.op(bits, Op::Binary(f, a, b))
    }

    fn bits(&self, v: Value) -> u8 {
        self.ops[v.0 as usize].bits
    }

    /// The value at another width.
    fn resize(&mut self, v: Value, bits: u8, sign: bool) -> Value {
        match self.bits(v).cmp(&bits) {
            std::cmp::Ordering::Equal => v,
            std::cmp::Ordering::Greater => self.op(bits, Op::Trunc(v)),
            std::cmp::Ordering::Less if sign => self.op(bits, Op::Sext(v)),
            std::cmp::Ordering::Less => self.op(bits, Op::Zext(v)),
        }
    }
}

/// The graph of one generic node; inputs have these types and ranges.
fn graph(program: ScalarProgram, ranges: &[Range]) -> Graph {
    let mut graph =
        Graph { name: "g".into(), tensors: vec![], nodes: vec![], inputs: vec![], outputs: vec![] };
    let mut node = Node {
        gadget: Gadget::Generic(Generic { program: program.clone() }),
        operands: vec![],
        output: None,
        onnx: vec!["odd".into()],
    };
    for (i, o) in program.operands.iter().enumerate() {
        let (id, name, shape) = (TensorId(i as u32), format!("v{i}"), vec![o.len as usize]);
        let data = if let Access::Constant(b) = &o.access { Some(b.clone()) } else { None };
        let range = match &o.access {
            Access::Input => ranges[i],
            Access::Output => o.element.range(),
            Access::Constant(b) => b.range().expect("not empty"),
        };
        graph.tensors.push(Tensor {
            name: name.clone(),
            shape: shape.clone(),
            element: o.element,
            scale: Dyadic::ONE,
            range,
            data,
        });
        let port = Port { name, tensor: id, shape };
        match o.access {
            Access::Input => graph.inputs.push(port),
            Access::Output => graph.outputs.push(port),
            Access::Constant(_) => {}
        }
        if o.access == Access::Output {
            node.output = Some(id);
        } else {
            node.operands.push(id);
        }
    }
    graph.nodes.push(node);
    graph
}

fn operand(element: ElementType, len: u32, access: Access) -> ScalarOperand {
    ScalarOperand { element, len, access }
}

/// A random program that reads four operands, and ranges for its inputs.
fn program(s: &mut Source) -> (ScalarProgram, Vec<Range>) {
    let out = [ElementType::I32, ElementType::U8, ElementType::I64, ElementType::I8][s.size(0, 3)];
    let operands = vec![
        operand(ElementType::I8, 3, Access::Input),
        operand(ElementType::U8, 3, Access::Input),
        operand(ElementType::I32, 2, Access::Input),
        operand(ElementType::I16, 2, Access::Constant(Buffer::I16(vec![-300, 77]))),
        operand(out, 3, Access::Output),
    ];
    let ranges: Vec<Range> = operands[..3]
        .iter()
        .map(|o| {
            let r = o.element.range();
            match s.bits() % 3 {
                0 => r,
                1 => Range::new(s.within(r.lo, r.hi), s.within(r.lo, r.hi)),
                _ => Range::new((-9).max(r.lo), 9),
            }
        })
        .collect();
    let tables = vec![Buffer::I32((0..8).map(|_| s.within(-5000, 5000) as i32).collect())];
    let mut b = Build { ops: vec![] };
    for (i, o) in operands[..4].iter().enumerate() {
        for element in 0..o.len {
            b.op(o.element.bits() as u8, Op::Load { operand: i as u32, element });
        }
    }
    for _ in 0..s.size(1, 25) {
        step(s, &mut b);
    }
    let bits = out.bits() as u8;
    let any = |s: &mut Source, b: &mut Build, bits: u8| {
        let last = b.ops.len() - 1;
        let v = Value(s.size(last.saturating_sub(12), last) as u32);
        b.resize(v, bits, true)
    };
    let stores = (0..3).map(|element| Store { operand: 4, element, value: any(s, &mut b, bits) }).collect();
    let zero = b.constant(32, 0);
    let mut status = zero;
    for _ in 0..s.size(0, 3) {
        let condition = any(s, &mut b, 1);
        let code = b.constant(32, if s.one_in(4) { 16 } else { 17 });
        let one = b.op(32, Op::Select { condition, then: code, otherwise: zero });
        status = if status == zero { one } else { b.binary(Binary::Or, status, one) };
    }
    (ScalarProgram { name: "f".into(), operands, tables, ops: b.ops, stores, status }, ranges)
}

/// Appends a random operation on random values.
fn step(s: &mut Source, b: &mut Build) {
    const PREDICATES: [Predicate; 10] = [
        Predicate::Eq,
        Predicate::Ne,
        Predicate::Slt,
        Predicate::Sle,
        Predicate::Sgt,
        Predicate::Sge,
        Predicate::Ult,
        Predicate::Ule,
        Predicate::Ugt,
        Predicate::Uge,
    ];
    let pick = |s: &mut Source, b: &Build| Value(s.size(0, b.ops.len() - 1) as u32);
    let a = pick(s, b);
    let bits = b.bits(a);
    let sign = s.one_in(2);
    let other = pick(s, b);
    match s.bits() % 14 {
        0..=2 => {
            let c = b.resize(other, bits, sign);
            let f = [Binary::Add, Binary::Sub, Binary::Mul][s.size(0, 2)];
            b.binary(f, a, c);
        }
        3 => {
            let c = s.within(-20, 20).into();
            let c = b.constant(bits, c);
            let f = [Binary::Add, Binary::Mul, Binary::Smax, Binary::Umin][s.size(0, 3)];
            b.binary(f, a, c);
        }
        4 => {
            let f = [Shift::Shl, Shift::Lshr, Shift::Ashr][s.size(0, 2)];
            let n = s.size(0, usize::from(bits) - 1) as u32;
            b.op(bits, Op::Shift(f, a, n));
        }
        5 => {
            let c = b.resize(other, bits, sign);
            b.op(1, Op::Icmp(PREDICATES[s.size(0, 9)], a, c));
        }
        6 => {
            let c = b.resize(other, bits, sign);
            let condition = if s.one_in(2) {
                b.op(1, Op::Icmp(PREDICATES[s.size(0, 9)], a, c))
            } else {
                let v = pick(s, b);
                b.resize(v, 1, false)
            };
            let (then, otherwise) = if s.one_in(2) { (a, c) } else { (c, a) };
            b.op(bits, Op::Select { condition, then, otherwise });
        }
        7 => {
            let c = b.resize(other, bits, sign);
            let f = [Binary::Smax, Binary::Smin, Binary::Umax, Binary::Umin][s.size(0, 3)];
            b.binary(f, a, c);
        }
        8 | 9 => {
            let to = [1, 8, 16, 32, 64, 128, 24][s.size(0, 6)];
            b.resize(a, to, sign);
        }
        10 => {
            let mask = [7, 1, 127, -8, -1, 0][s.size(0, 5)];
            let c = b.constant(bits, mask);
            let f = if mask == -1 { Binary::Xor } else { Binary::And };
            b.binary(f, a, c);
        }
        11 => {
            // Small values, bit by bit.
            let seven = b.constant(bits, 7);
            let x = b.binary(Binary::And, a, seven);
            let y = b.resize(other, bits, sign);
            let y = b.binary(Binary::And, y, seven);
            b.binary([Binary::And, Binary::Or, Binary::Xor][s.size(0, 2)], x, y);
        }
        12 if bits >= 8 => {
            let seven = b.constant(bits, 7);
            let low = b.binary(Binary::And, a, seven);
            b.op(32, Op::Lookup { table: 0, index: low });
        }
        _ if bits >= 8 => {
            let f = [Binary::Sdiv, Binary::Udiv, Binary::Srem, Binary::Urem][s.size(0, 3)];
            let divisor = if s.one_in(2) {
                let c = if sign { s.within(1, 30) } else { -s.within(2, 30) };
                b.constant(bits, c.into())
            } else {
                let seven = b.constant(bits, 7);
                let y = b.resize(other, bits, sign);
                let y = b.binary(Binary::And, y, seven);
                let one = b.constant(bits, 1);
                b.binary(Binary::Add, y, one)
            };
            b.binary(f, a, divisor);
        }
        _ => {}
    }
}

fn runs(s: &mut Source, ranges: &[Range], lens: [usize; 3]) -> Vec<Vec<Vec<i64>>> {
    let one = |s: &mut Source| {
        ranges.iter().zip(lens).map(|(r, n)| (0..n).map(|_| s.value(*r)).collect()).collect()
    };
    (0..6).map(|_| one(s)).collect()
}

/// Programs that must be refused are; all others mean the same. Returns whether it was
/// refused although it could succeed.
fn check(seed: u64) -> Result<bool, TestCaseError> {
    let s = &mut Source::new(seed);
    let (program, ranges) = program(s);
    prop_assert_eq!(program.check(), Ok(()));
    let graph = graph(program, &ranges);
    match lower(&graph) {
        Ok(_) => compare(&graph, &runs(s, &ranges, [3, 3, 2])).map(|()| false),
        Err(found) => {
            for e in &found {
                let LowerError::Unsupported { node, reason } = e else {
                    return Err(TestCaseError::fail(format!("{e:?}")));
                };
                prop_assert_eq!(node, "odd");
                let known = [
                    "exceed what the circuit can hold",
                    "always returns status",
                    "bitwise operation on values",
                    "holds both signs",
                    "always undefined",
                    "unsigned reading of a wide negative value",
                ];
                prop_assert!(known.iter().any(|k| reason.contains(k)), "{}", reason);
            }
            // A program that never succeeds has no proofs to make, whatever the language.
            Ok(!found.iter().any(|e| e.to_string().contains("always")))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn programs_mean_the_same(seed: u64) {
        check(seed)?;
    }
}

#[test]
fn few_random_programs_are_refused() {
    let refused = (0..1000).filter(|seed| check(*seed).expect("the same meaning")).count();
    assert!(refused < 150, "{refused} of 1000");
}

/// `clamp((relu(W x + b) + half) >> shift)` per layer, unrolled as a compiler does it, in i32.
fn layer(b: &mut Build, x: &[Value], weights: &[i64], last: bool) -> Vec<Value> {
    weights
        .chunks(x.len() + 1)
        .map(|row| {
            let mut acc = b.constant(32, row[x.len()].into());
            for (x, w) in x.iter().zip(row) {
                let w = b.constant(32, (*w).into());
                let wide = b.resize(*x, 32, true);
                let product = b.binary(Binary::Mul, wide, w);
                acc = b.binary(Binary::Add, acc, product);
            }
            if last {
                return acc;
            }
            let zero = b.constant(32, 0);
            let positive = b.op(1, Op::Icmp(Predicate::Sgt, acc, zero));
            let relu = b.op(32, Op::Select { condition: positive, then: acc, otherwise: zero });
            let half = b.constant(32, 8);
            let raised = b.binary(Binary::Add, relu, half);
            let shifted = b.op(32, Op::Shift(Shift::Ashr, raised, 4));
            let most = b.constant(32, 127);
            let over = b.op(1, Op::Icmp(Predicate::Sgt, shifted, most));
            let clamped = b.op(32, Op::Select { condition: over, then: most, otherwise: shifted });
            b.resize(clamped, 8, true)
        })
        .collect()
}

fn mlp(s: &mut Source) -> (Graph, Circuit) {
    let mut b = Build { ops: vec![] };
    let x: Vec<Value> = (0..12).map(|element| b.op(8, Op::Load { operand: 0, element })).collect();
    let mut weights = |n: usize| (0..n).map(|_| s.within(-50, 50)).collect::<Vec<_>>();
    let (first, second) = (weights(13 * 8), weights(9 * 4));
    let hidden = layer(&mut b, &x, &first, false);
    let y = layer(&mut b, &hidden, &second, true);
    let status = b.constant(32, 0);
    let stores =
        y.iter().enumerate().map(|(i, v)| Store { operand: 1, element: i as u32, value: *v }).collect();
    let operands =
        vec![operand(ElementType::I8, 12, Access::Input), operand(ElementType::I32, 4, Access::Output)];
    let program = ScalarProgram { name: "mlp".into(), operands, tables: vec![], ops: b.ops, stores, status };
    let graph = graph(program, &[Range::new(-128, 127)]);
    let circuit = lower(&graph).expect("an MLP is within the language");
    (graph, circuit)
}

#[test]
fn an_unrolled_network_becomes_matrix_products() {
    let s = &mut Source::new(5);
    let (graph, circuit) = mlp(s);
    let runs: Vec<_> =
        (0..50).map(|_| vec![(0..12).map(|_| s.value(Range::new(-128, 127))).collect()]).collect();
    compare(&graph, &runs).expect("the same meaning");
    let names: Vec<&str> = circuit.relations.iter().map(Relation::name).collect();
    // Product, ReLU, rounded shift with its clamp; product.
    let want = ["einsum", "max", "div_round", "einsum"];
    assert_eq!(names, want, "{}", circuit.summary());
}

/// Few of many terms: rows of their own instead of a matrix of zeros.
#[test]
fn sparse_forms_stay_small() {
    let s = &mut Source::new(9);
    let n = 400;
    let mut b = Build { ops: vec![] };
    let x: Vec<Value> = (0..n).map(|element| b.op(8, Op::Load { operand: 0, element })).collect();
    let sums: Vec<Value> = (0..n as usize)
        .map(|i| {
            let zero = b.constant(32, 3);
            (0..5 + i % 4).fold(zero, |acc, j| {
                let w = b.constant(32, (1 + i as i128 + j as i128) % 50 + 1);
                let wide = b.resize(x[(7 * i + j) % n as usize], 32, false);
                let product = b.binary(Binary::Mul, wide, w);
                b.binary(Binary::Add, acc, product)
            })
        })
        .collect();
    let status = b.constant(32, 0);
    let stores = sums.iter().enumerate().map(|(i, v)| Store { operand: 1, element: i as u32, value: *v });
    let stores = stores.collect();
    let operands =
        vec![operand(ElementType::U8, n, Access::Input), operand(ElementType::I32, n, Access::Output)];
    let program =
        ScalarProgram { name: "sparse".into(), operands, tables: vec![], ops: b.ops, stores, status };
    let graph = graph(program, &[Range::new(0, 255)]);
    let runs: Vec<_> = (0..4).map(|_| vec![(0..n).map(|_| s.within(0, 255)).collect()]).collect();
    compare(&graph, &runs).expect("the same meaning");
    let circuit = lower(&graph).expect("within the language");
    let constants: u64 =
        circuit.tensors.iter().filter(|t| t.data().is_some()).filter_map(|t| t.numel()).sum();
    assert!(constants < 5000, "{constants} constants for 2600 terms\n{}", circuit.summary());
}

/// A status that depends on the data is proved 0, and stops a run with its own code otherwise.
#[test]
fn statuses_come_from_the_program() {
    let mut b = Build { ops: vec![] };
    let x = b.op(32, Op::Load { operand: 0, element: 0 });
    let most = b.constant(32, 100);
    let over = b.op(1, Op::Icmp(Predicate::Sgt, x, most));
    let (fine, rejected) = (b.constant(32, 0), b.constant(32, 17));
    let first = b.op(32, Op::Select { condition: over, then: rejected, otherwise: fine });
    let below = b.op(1, Op::Icmp(Predicate::Slt, x, fine));
    let divided = b.constant(32, 18);
    let status = b.op(32, Op::Select { condition: below, then: divided, otherwise: first });
    let operands =
        vec![operand(ElementType::I32, 1, Access::Input), operand(ElementType::I32, 1, Access::Output)];
    let stores = vec![Store { operand: 1, element: 0, value: x }];
    let program = ScalarProgram { name: "f".into(), operands, tables: vec![], ops: b.ops, stores, status };
    let graph = graph(program, &[Range::new(-500, 500)]);
    compare(&graph, &[vec![vec![100]], vec![vec![101]], vec![vec![0]], vec![vec![-1]]]).expect("alike");
    let circuit = lower(&graph).expect("within the language");
    let run = |x: i128| proof_backend::ir::interpret(&circuit, &[vec![x]]).map_err(|e| e.status());
    assert_eq!(run(101).map(drop), Err(Some(17)));
    assert_eq!(run(-1).map(drop), Err(Some(18)));
    assert_eq!(run(100).map(|t| t.tensor(circuit.outputs[0]).to_vec()), Ok(vec![100]));
}

/// A range check as it is compiled: clamp, compare, select a code, join by `or`. It is one linear form.
#[test]
fn range_checks_become_one_count() {
    let mut b = Build { ops: vec![] };
    let zero = b.constant(32, 0);
    let mut status = zero;
    for element in 0..40 {
        let x = b.op(16, Op::Load { operand: 0, element });
        let wide = b.resize(x, 64, true);
        let (lo, hi, code) = (b.constant(64, -7), b.constant(64, 90), b.constant(32, 16));
        let raised = b.binary(Binary::Smax, wide, lo);
        let clamped = b.binary(Binary::Smin, raised, hi);
        let outside = b.op(1, Op::Icmp(Predicate::Ne, wide, clamped));
        let one = b.op(32, Op::Select { condition: outside, then: code, otherwise: zero });
        status = if element == 0 { one } else { b.binary(Binary::Or, status, one) };
    }
    let operands = vec![operand(ElementType::I16, 40, Access::Input)];
    let program =
        ScalarProgram { name: "f".into(), operands, tables: vec![], ops: b.ops, stores: vec![], status };
    let graph = graph(program, &[Range::new(-500, 500)]);
    let run = |at: usize, v: i64| vec![(0..40).map(|i| if i == at { v } else { 5 }).collect()];
    let two = vec![(0..40).map(|i| if i < 2 { 500 } else { 0 }).collect()];
    compare(&graph, &[run(0, 5), run(7, -7), run(7, -8), run(39, 90), run(39, 91), two]).expect("alike");
    let circuit = lower(&graph).expect("within the language");
    let names: Vec<&str> = circuit.relations.iter().map(Relation::name).collect();
    assert_eq!(names, ["affine", "affine", "div_round", "einsum", "equal"], "{}", circuit.summary());
}

/// A running maximum, as pools are compiled, is one relation for all windows.
#[test]
fn chains_of_maxima_become_one() {
    let mut b = Build { ops: vec![] };
    let x: Vec<Value> = (0..200).map(|element| b.op(8, Op::Load { operand: 0, element })).collect();
    let mut most = |from: usize, to: usize| {
        x[from + 1..to].iter().fold(x[from], |m, x| {
            let larger = b.op(1, Op::Icmp(Predicate::Sgt, *x, m));
            b.op(8, Op::Select { condition: larger, then: *x, otherwise: m })
        })
    };
    let found = [most(0, 4), most(4, 8), most(0, 200)];
    let status = b.constant(32, 0);
    let stores = (0..3).map(|i| Store { operand: 1, element: i, value: found[i as usize] }).collect();
    let operands =
        vec![operand(ElementType::I8, 200, Access::Input), operand(ElementType::I8, 3, Access::Output)];
    let program = ScalarProgram { name: "f".into(), operands, tables: vec![], ops: b.ops, stores, status };
    let graph = graph(program, &[Range::new(-128, 127)]);
    let s = &mut Source::new(2);
    let runs: Vec<_> = (0..9).map(|_| vec![(0..200).map(|_| s.within(-128, 60)).collect()]).collect();
    compare(&graph, &runs).expect("alike");
    let circuit = lower(&graph).expect("within the language");
    let shapes: Vec<&[u32]> = circuit
        .relations
        .iter()
        .filter(|r| r.name() == "max")
        .map(|r| &circuit.tensor(r.out().expect("a maximum")).shape[..])
        .collect();
    assert_eq!(shapes, [&[1, 2][..], &[1, 1], &[1, 1], &[1, 1], &[1, 1]], "{}", circuit.summary());
}

/// What is undefined has no proof: a lookup beyond its table, a division by zero.
#[test]
fn undefined_programs_stop() {
    let mut b = Build { ops: vec![] };
    let x = b.op(32, Op::Load { operand: 0, element: 0 });
    let y = b.op(8, Op::Load { operand: 1, element: 0 });
    let y = b.resize(y, 32, false);
    let found = b.op(32, Op::Lookup { table: 0, index: x });
    let q = b.binary(Binary::Sdiv, found, y);
    let status = b.constant(32, 0);
    let operands = vec![
        operand(ElementType::I32, 1, Access::Input),
        operand(ElementType::U8, 1, Access::Input),
        operand(ElementType::I32, 1, Access::Output),
    ];
    let stores = vec![Store { operand: 2, element: 0, value: q }];
    let tables = vec![Buffer::I32(vec![-70, 70, 700])];
    let program = ScalarProgram { name: "f".into(), operands, tables, ops: b.ops, stores, status };
    let graph = graph(program, &[Range::new(-5, 5), Range::new(0, 255)]);
    compare(&graph, &[vec![vec![0], vec![8]], vec![vec![2], vec![3]]]).expect("alike where defined");
    let circuit = lower(&graph).expect("within the language");
    let run = |x: i128, y: i128| {
        let trace = proof_backend::ir::interpret(&circuit, &[vec![x], vec![y]]);
        trace.map(|t| t.tensor(circuit.outputs[0]).to_vec()).map_err(|e| e.status())
    };
    assert_eq!(run(0, 8), Ok(vec![-8]));
    assert_eq!(run(-1, 8), Err(Some(17)));
    assert_eq!(run(3, 8), Err(Some(17)));
    assert_eq!(run(1, 0), Err(Some(18)));
}

#[test]
fn refusals_name_the_node_the_function_and_the_operation() {
    let mut b = Build { ops: vec![] };
    let x = b.op(32, Op::Load { operand: 0, element: 0 });
    let y = b.op(32, Op::Load { operand: 0, element: 1 });
    let both = b.binary(Binary::Xor, x, y);
    let status = b.constant(32, 0);
    let operands =
        vec![operand(ElementType::I32, 2, Access::Input), operand(ElementType::I32, 1, Access::Output)];
    let stores = vec![Store { operand: 1, element: 0, value: both }];
    let program = ScalarProgram { name: "f".into(), operands, tables: vec![], ops: b.ops, stores, status };
    let found = lower(&graph(program, &[ElementType::I32.range()])).expect_err("32-bit xor is not provable");
    let text = found[0].to_string();
    assert!(
        text.starts_with("node 'odd': function 'f': operation 2, Binary(Xor, Value(0), Value(1)):"),
        "{text}"
    );
}
