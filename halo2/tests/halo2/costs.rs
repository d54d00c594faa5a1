//! What each word costs in rows, for 64 elements of its result.

use super::body::Case;
use circuit::lower::lower;
use circuit::{Builder, Graph, Reduction, Window};
use gadgets::primitive::{
    Compare, Comparison, Divide, Divisor, Einsum, Fold, Gather, Lookup, Map, Read, Reduce,
};
use gadgets::{Primitive, Range, Rounding, View};
use halo2::Plan;
use halo2::columns::Config;
use std::collections::BTreeSet;

const BYTES: Range = Range { lo: -128, hi: 127 };
const N: usize = 64;

/// A word of two inputs of 64 bytes, and what follows it.
fn word(make: impl FnOnce(&mut Case) -> Primitive) -> Case {
    let mut case = Case::new();
    case.input(&[N], BYTES);
    case.input(&[N], BYTES);
    let word = make(&mut case);
    let last = case.push(word);
    case.store(last)
}

fn shifted(v: usize, clip: Option<Range>) -> Primitive {
    Primitive::Divide(Divide::shift(Read::value(v), 7, Rounding::HalfUp, clip))
}

/// A matrix product of 8 rows by 8 columns over 8 summands, rescaled.
fn matrices(constant: bool) -> Case {
    let all = [8, 8, 8];
    let mut case = Case::new();
    let a = case.input(&[8, 8], BYTES);
    let values: Vec<i64> = (0..64).map(|i| i * 37 % 255 - 127).collect();
    let b = if constant { case.constant(&[8, 8], &values) } else { case.input(&[8, 8], BYTES) };
    let a = Read::value(a).view(View::select(&all, &[Some(0), Some(2)]));
    let b = Read::value(b).view(View::select(&all, &[Some(1), Some(2)]));
    let sums = case.push(Primitive::Einsum(Einsum { a, b, addend: None, summed: 1 }));
    let y = case.push(shifted(sums, Some(BYTES)));
    case.store(y)
}

/// 8 rows of 8 from a table of 16, or from data.
fn embedding(constant: bool) -> Case {
    let mut case = Case::new();
    let index = case.input(&[8], Range { lo: 0, hi: 15 });
    let values: Vec<i64> = (0..128).map(|i| i * 37 % 255 - 127).collect();
    let data = if constant { case.constant(&[16, 8], &values) } else { case.input(&[16, 8], BYTES) };
    let data = Read::value(data).view(View::select(&[8, 8, 16], &[Some(2), Some(1)]));
    let index = Read::value(index).view(View::select(&[8, 8], &[Some(0)]));
    let y = case.push(Primitive::Gather(Gather { data, index }));
    case.store(y)
}

/// Rows of each relation, all kinds together.
fn rows(case: &Case) -> String {
    let graph = lower(&case.graph()).expect("lowers");
    let config = Config { bits: 11, lanes: 11, accumulators: 2, weights: 5, ports: 6, tables: 1 };
    let plan = Plan::with_config(&graph, config).expect("a plan");
    let line =
        |l: &halo2::report::Line| format!("{} {}", l.relation, l.rows.iter().map(|r| r.rows).sum::<u32>());
    plan.report().relations.iter().map(line).collect::<Vec<_>>().join(", ")
}

/// Words by name, and the rows that they take.
fn words() -> Vec<(&'static str, Case, &'static str)> {
    let read = Read::value;
    let compare = |op| word(|_| Primitive::Compare(Compare { op, a: read(0), b: read(1) }));
    let quotient = |divisor: Divisor, clip| {
        let rounding = Rounding::HalfUp;
        Primitive::Divide(Divide { numerator: read(0), divisor, rounding, clip })
    };
    let fold = |op, floor| {
        let x = read(0).view(View::Reshape { shape: vec![8, 8] });
        word(|_| Primitive::Reduce(Reduce { op, x, folded: 1, floor }))
    };
    let mut table = Case::new();
    let x = table.input(&[N], BYTES);
    let values: Vec<i64> = (-128..128).map(|v| v * v / 128).collect();
    let values = table.constant(&[256], &values);
    let y = table.push(Primitive::Lookup(Lookup { table: read(values), first: -128, x: read(x) }));
    vec![
        ("copy", word(|_| Primitive::Map(Map::linear([(1, read(0))], 0))), ""),
        ("sum of two", word(|_| Primitive::Map(Map::linear([(1, read(0)), (1, read(1))], 0))), "affine 32"),
        (
            "sum of two, rescaled",
            word(|case| {
                let sum = case.push(Primitive::Map(Map::linear([(70, read(0)), (90, read(1))], 0)));
                shifted(sum, Some(BYTES))
            }),
            "affine 0, div_round 64",
        ),
        ("product", word(|_| Primitive::Map(Map::product(read(0), read(1)))), "mul 32"),
        (
            "product, rescaled",
            word(|case| {
                let product = case.push(Primitive::Map(Map::product(read(0), read(1))));
                shifted(product, None)
            }),
            "mul 0, div_round 32",
        ),
        ("quotient by a number", word(|_| quotient(Divisor::Constant(7), None)), "div_round 22"),
        (
            "quotient by a number, clamped",
            word(|_| quotient(Divisor::Constant(7), Some(Range { lo: -9, hi: 9 }))),
            "div_round 64",
        ),
        (
            "quotient by a tensor",
            word(|case| {
                let d = case.push(Primitive::Map(Map::linear([(1, read(1))], 129)));
                quotient(Divisor::Read(read(d)), None)
            }),
            "affine 22, div_round 32",
        ),
        ("less", compare(Comparison::Less), "affine 0, div_round 22"),
        ("equal", compare(Comparison::Equal), "affine 32, lut 22"),
        ("table", table.store(y), "lut 22"),
        ("rows of a table", embedding(true), "affine 24, lut 22"),
        ("rows of data", embedding(false), "affine 48, lut 43, einsum 97"),
        ("matrix product with constants", matrices(true), "einsum 49, relu_pool_requant 64"),
        ("matrix product of data", matrices(false), "einsum 49, relu_pool_requant 64"),
        ("sums of 8", fold(Fold::Sum, None), "reduce 4"),
        ("maxima of 8", fold(Fold::Max, None), "max 28"),
    ]
}

#[test]
fn words_cost_no_more_rows_than_they_did() {
    let all = words();
    let found: Vec<(&str, String)> = all.iter().map(|(name, case, _)| (*name, rows(case))).collect();
    let expected: Vec<(&str, String)> =
        all.iter().map(|(name, _, rows)| (*name, (*rows).to_owned())).collect();
    assert_eq!(found, expected, "{found:#?}");
}

/// Relations that no word makes by itself.
fn others() -> [(&'static str, Graph); 2] {
    let bytes = circuit::Range::new(-128, 127);
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 16, 16], bytes);
    let k = b.constant(&[1, 1, 3, 3], &[1, -2, 3, -4, 5, -6, 7, -8, 9]);
    let y = b.conv(x, k, None, Window::plain([3, 3], [1, 1]), 1).expect("fits");
    b.output(y);
    let convolution = b.finish();
    let mut b = Builder::new();
    let (x, p) = (b.input(&[N as u32], bytes), b.private_input(&[N as u32], bytes, 16));
    let sum = b.affine(vec![(1, x.into()), (1, p.into())], 0).expect("fits");
    b.in_range(sum, circuit::Range::new(-200, 200), 17).expect("fits");
    let copy = b.affine(vec![(1, p.into())], 0).expect("fits");
    b.equal(copy, p, Some(18)).expect("fits");
    let most = b.max(sum, Reduction::Axes(Vec::new()), Some(0)).expect("fits");
    b.output(most);
    [("convolution", convolution), ("assertions", b.finish())]
}

/// Where there are lanes and ports for several elements, no relation takes a row for one: with 44 lanes, two elements or more lie on each.
#[test]
fn no_relation_takes_a_row_for_each_of_its_elements() {
    let config = Config { bits: 11, lanes: 44, accumulators: 4, weights: 12, ports: 24, tables: 1 };
    let graphs = words().into_iter().map(|(name, case, _)| (name, lower(&case.graph()).expect("lowers")));
    let mut met: BTreeSet<&str> = BTreeSet::new();
    for (name, graph) in graphs.chain(others()) {
        let plan = Plan::with_config(&graph, config).expect("a plan");
        for (line, relation) in plan.report().relations.iter().zip(&plan.graph.relations) {
            let numel = |t| plan.graph.tensor(t).numel().expect("small");
            let read = relation
                .operands()
                .into_iter()
                .map(|r| plan.graph.elements(r).expect("in bounds").len() as u64);
            let elements = read.chain(relation.out().map(numel)).max().unwrap_or(0);
            let rows: u32 = line.rows.iter().map(|r| r.rows).sum();
            // A few rows close an identity, however many elements it has.
            let most = elements / 2 + 8;
            assert!(u64::from(rows) <= most, "{name}: {} takes {rows} rows for {elements}", line.relation);
            met.insert(line.relation);
        }
    }
    let all = ["affine", "conv", "div_round", "einsum", "equal", "in_range", "lut", "max", "mul", "reduce"];
    let missing: Vec<&str> =
        all.into_iter().chain(["relu_pool_requant"]).filter(|n| !met.contains(n)).collect();
    assert!(missing.is_empty(), "relations that nothing here has: {missing:?}");
}
