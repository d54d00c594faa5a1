//! The fallback: circuits of straight-line programs mean what the programs compute, wrapping included.

use crate::graphs::compare;
use crate::programs::{Build, graph, operand, program};
use circuit::lower::{LowerError, lower};
use circuit::{Graph as Circuit, Relation};
use gadgets::arbitrary::Source;
use gadgets::scalar::{Access, Binary, Op, Predicate, ScalarProgram, Shift, Store, Value};
use gadgets::{Buffer, ElementType, Graph, Range};
use proptest::prelude::*;

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
    let run = |x: i128| circuit::interpret(&circuit, &[vec![x]]).map_err(|e| e.status());
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
    let tables = vec![Buffer::from(vec![-70i32, 70, 700])];
    let program = ScalarProgram { name: "f".into(), operands, tables, ops: b.ops, stores, status };
    let graph = graph(program, &[Range::new(-5, 5), Range::new(0, 255)]);
    compare(&graph, &[vec![vec![0], vec![8]], vec![vec![2], vec![3]]]).expect("alike where defined");
    let circuit = lower(&graph).expect("within the language");
    let run = |x: i128, y: i128| {
        let trace = circuit::interpret(&circuit, &[vec![x], vec![y]]);
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
