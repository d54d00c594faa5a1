//! Bodies by hand: one for every word and mode, and compositions as models have them.

use super::body::Case;
use gadgets::primitive::{
    Check, Compare, Comparison, Divide, Divisor, Einsum, Fold, Gather, Lookup, Map, Part, Read, Reduce,
    Source, Term,
};
use gadgets::{Axis, Primitive, Range, Rounding, Status, View};

/// Values of a signed number of few bits.
const SMALL: Range = Range { lo: -9, hi: 9 };

fn value(v: usize) -> Read {
    Read::value(v)
}

fn shifted(v: usize, shift: u32, clip: Option<Range>) -> Primitive {
    Primitive::Divide(Divide::shift(value(v), shift, Rounding::HalfUp, clip))
}

fn quotient(numerator: Read, divisor: Read, rounding: Rounding) -> Primitive {
    Primitive::Divide(Divide { numerator, divisor: Divisor::Read(divisor), rounding, clip: None })
}

fn reduce(op: Fold, x: Read, folded: usize, floor: Option<i64>) -> Primitive {
    Primitive::Reduce(Reduce { op, x, folded, floor })
}

fn einsum(a: Read, b: Read, addend: Option<Read>) -> Primitive {
    Primitive::Einsum(Einsum { a, b, addend, summed: 1 })
}

fn term(coefficient: i64, factors: &[usize]) -> Term {
    Term { coefficient, factors: factors.to_vec() }
}

/// A vector that repeats along a first axis of this size, as rows.
fn rows(v: usize, n: usize, size: usize) -> Read {
    value(v).view(View::select(&[n, size], &[Some(1)]))
}

/// Inputs of these shapes, and what is made of them.
fn made(inputs: &[&[usize]], make: impl FnOnce(&mut Case) -> Primitive) -> Case {
    let mut case = Case::new();
    for shape in inputs {
        case.input(shape, SMALL);
    }
    let word = make(&mut case);
    let last = case.push(word);
    case.store(last)
}

/// Data that selects among `n` elements that are data.
pub fn selection(n: usize) -> Case {
    let mut case = Case::new();
    let data = case.input(&[n], SMALL);
    let index = case.input(&[2], Range { lo: 0, hi: n as i64 - 1 });
    let data = value(data).view(View::select(&[2, n], &[Some(1)]));
    let y = case.push(Primitive::Gather(Gather { data, index: value(index) }));
    case.store(y)
}

/// Elements at constant positions, of rows of data that repeat.
fn constant_positions() -> Case {
    let mut case = Case::new();
    let data = case.input(&[4], SMALL);
    let index = case.constant(&[2, 3], &[3, 0, 0, 1, 2, 1]);
    let data = value(data).view(View::select(&[2, 3, 4], &[Some(2)]));
    let y = case.push(Primitive::Gather(Gather { data, index: value(index) }));
    case.store(y)
}

/// Rows of a constant table at positions that are data.
fn embedding() -> Case {
    let mut case = Case::new();
    let index = case.input(&[2], Range { lo: 0, hi: 3 });
    let values: Vec<i64> = (0..12).map(|i| i * 7 % 11 - 5).collect();
    let table = case.constant(&[4, 3], &values);
    let data = value(table).view(View::select(&[2, 3, 4], &[Some(2), Some(1)]));
    let index = value(index).view(View::select(&[2, 3], &[Some(0)]));
    let y = case.push(Primitive::Gather(Gather { data, index }));
    case.store(y)
}

/// A part, one backwards, pads around and between, side by side; and their sum with a row that repeats.
fn views() -> Case {
    let mut case = Case::new();
    let (x, y) = (case.input(&[2, 3], SMALL), case.input(&[4], SMALL));
    let back = Axis { offset: 2, strides: vec![0, -1] };
    let part = View::Affine { shape: vec![2, 2], axes: vec![Axis::plain(2, 0), back] };
    let spread = View::Pad { low: vec![0, 0], high: vec![0, 1], interior: vec![0, 1], value: 5 };
    let parts = [vec![part], vec![spread]].map(|views| Part { value: x, views });
    let joined = Read { source: Source::Concat { axis: 1, parts: parts.to_vec() }, views: vec![] };
    // A copy of two rows of eight, turned.
    let copy = joined.view(View::permute(&[2, 8], &[1, 0]));
    let copy = case.push(Primitive::Map(Map::linear([(1, copy)], 0)));
    let repeated = value(y).view(View::select(&[2, 2, 4], &[Some(2)]));
    let reshaped = value(copy).view(View::Reshape { shape: vec![2, 2, 4] });
    let sum = case.push(Primitive::Map(Map::linear([(2, reshaped), (-1, repeated)], 1)));
    case.store(sum)
}

/// A convolution along one axis, of elements with so many zeros between them: a transposed one, where there are any.
fn convolution(zeros: usize) -> Case {
    let outputs = 3 * (zeros + 1) + 1;
    let all = [2, outputs, 2, 3];
    let mut case = Case::new();
    let x = case.input(&[2, 4], SMALL);
    let w = case.constant(&[2, 2, 3], &[1, -2, 3, 2, 1, -1, -3, 0, 1, 2, -2, 1]);
    let bias = case.constant(&[2], &[5, -9]);
    let pad = View::Pad { low: vec![0, 1], high: vec![0, 1], interior: vec![0, zeros], value: 0 };
    let windows = Axis::plain(4, 1).with(3, 1);
    let x =
        value(x).view(pad).view(View::Affine { shape: all.to_vec(), axes: vec![Axis::plain(4, 2), windows] });
    let w = value(w).view(View::select(&all, &[Some(0), Some(2), Some(3)]));
    let addend = Some(value(bias).view(View::select(&all[..2], &[Some(0)])));
    let sums = case.push(Primitive::Einsum(Einsum { a: x, b: w, addend, summed: 2 }));
    let relu = case.push(Primitive::Reduce(Reduce::relu(value(sums))));
    let y = case.push(shifted(relu, 2, None));
    case.store(y)
}

/// `(x − mean) / deviation`, the root by a table.
fn layer_norm() -> Case {
    let (n, d) = (2, 4);
    let mut case = Case::new();
    let x = case.input(&[n, d], SMALL);
    let roots: Vec<i64> = (0..=128).map(|v| ((f64::from(v) + 1.0).sqrt() * 8.0).round() as i64).collect();
    let table = case.constant(&[129], &roots);
    let of_rows = |v: usize| value(v).view(View::select(&[n, d], &[Some(0)]));
    let sum = case.push(reduce(Fold::Sum, value(x), 1, None));
    let mean = case.push(shifted(sum, 2, None));
    let centred = case.push(Primitive::Map(Map::linear([(1, value(x)), (-1, of_rows(mean))], 0)));
    let squares = case.push(Primitive::Map(Map::square(value(centred))));
    let sum = case.push(reduce(Fold::Sum, value(squares), 1, None));
    let variance = case.push(shifted(sum, 2, Some(Range { lo: 0, hi: 128 })));
    let lookup = Lookup { table: value(table), first: 0, x: value(variance) };
    let root = case.push(Primitive::Lookup(lookup));
    let scaled = case.push(Primitive::Map(Map::linear([(64, value(centred))], 0)));
    let y = case.push(quotient(value(scaled), of_rows(root), Rounding::HalfUp));
    case.store(y)
}

/// Two heads of attention: scores, their exponentials by a table, weights, and sums of values.
fn attention() -> Case {
    let (h, t, d) = (2, 2, 2);
    let mut case = Case::new();
    let [q, k, v] = [0; 3].map(|_| case.input(&[h, t, d], Range { lo: -5, hi: 5 }));
    let table: Vec<i64> = (0..=16).map(|z| (64.0 * (-f64::from(z) / 4.0).exp2()).round() as i64).collect();
    let table = case.constant(&[17], &table);
    let all = [h, t, t, d];
    let (q, k) = (
        value(q).view(View::select(&all, &[Some(0), Some(1), Some(3)])),
        value(k).view(View::select(&all, &[Some(0), Some(2), Some(3)])),
    );
    let scores = case.push(einsum(q, k, None));
    let max = case.push(reduce(Fold::Max, value(scores), 1, None));
    let of_rows = |v: usize| value(v).view(View::select(&all[..3], &[Some(0), Some(1)]));
    let below = case.push(Primitive::Map(Map::linear([(1, of_rows(max)), (-1, value(scores))], 0)));
    let z = case.push(shifted(below, 1, Some(Range { lo: 0, hi: 16 })));
    let e = case.push(Primitive::Lookup(Lookup { table: value(table), first: 0, x: value(z) }));
    let sum = case.push(reduce(Fold::Sum, value(e), 1, None));
    let sum = case.push(reduce(Fold::Max, value(sum), 0, Some(1)));
    let scaled = case.push(Primitive::Map(Map::linear([(64, value(e))], 0)));
    let p = case.push(quotient(value(scaled), of_rows(sum), Rounding::HalfUp));
    let all = [h, t, d, t];
    let p = value(p).view(View::select(&all, &[Some(0), Some(1), Some(3)]));
    let v = value(v).view(View::select(&all, &[Some(0), Some(3), Some(2)]));
    let sums = case.push(einsum(p, v, None));
    let y = case.push(shifted(sums, 6, None));
    case.store(y)
}

/// One body for each word and mode, and compositions.
pub fn by_hand() -> Vec<(&'static str, Case)> {
    let compare = |op| Primitive::Compare(Compare { op, a: value(0), b: rows(1, 2, 2) });
    let weights = |case: &mut Case, n: usize, k: usize| {
        let values: Vec<i64> = (0..n * k).map(|i| [1, -2, 3, -1, 2][i % 5]).collect();
        case.constant(&[n, k], &values)
    };
    // `x · W` for two rows and a matrix of two rows.
    let linear = move |case: &mut Case, x: usize| {
        let w = weights(case, 2, 3);
        let all = [2, 2, 3];
        let x = value(x).view(View::select(&all, &[Some(0), Some(2)]));
        let w = value(w).view(View::select(&all, &[Some(1), Some(2)]));
        case.push(einsum(x, w, None))
    };
    let wide = |op| {
        let mut case = Case::new();
        let range = Range { lo: -3_000_000_000, hi: 3_000_000_000 };
        let (a, b) = (case.input(&[2], range), case.input(&[2], range));
        let y = case.push(Primitive::Compare(Compare { op, a: value(a), b: value(b) }));
        case.store(y)
    };
    let mut all = vec![
        (
            "product of activations, divided",
            made(&[&[2, 2], &[2]], |case| {
                let p = case.push(Primitive::Map(Map::product(value(0), rows(1, 2, 2))));
                shifted(p, 3, None)
            }),
        ),
        (
            "quotient by a tensor",
            made(&[&[2, 2], &[2]], |case| {
                let d = case.push(reduce(Fold::Max, value(1), 0, Some(1)));
                quotient(value(0), rows(d, 2, 2), Rounding::HalfUp)
            }),
        ),
        (
            "quotient by a tensor, to floor",
            made(&[&[3], &[3]], |case| {
                let d = case.push(Primitive::Map(Map::linear([(1, value(1))], 12)));
                quotient(value(0), value(d), Rounding::Floor)
            }),
        ),
        (
            "quotient by a number",
            made(&[&[4]], |_| {
                let (divisor, clip) = (Divisor::Constant(7), Some(Range { lo: -1, hi: 1 }));
                Primitive::Divide(Divide { numerator: value(0), divisor, rounding: Rounding::Floor, clip })
            }),
        ),
        ("clip", made(&[&[3]], |_| shifted(0, 0, Some(Range { lo: -4, hi: 5 })))),
        ("less", made(&[&[2, 2], &[2]], |_| compare(Comparison::Less))),
        ("equal", made(&[&[2, 2], &[2]], |_| compare(Comparison::Equal))),
        ("less, of wide numbers", wide(Comparison::Less)),
        ("equal, of wide numbers", wide(Comparison::Equal)),
        ("gather from a table", embedding()),
        ("gather from data", selection(3)),
        ("gather at constant positions", constant_positions()),
        ("lookup", {
            let mut case = Case::new();
            let x = case.input(&[3], SMALL);
            let table: Vec<i64> = (-9..=9).map(|v| v * v - 3 * v).collect();
            let table = case.constant(&[19], &table);
            let y = case.push(Primitive::Lookup(Lookup { table: value(table), first: -9, x: value(x) }));
            case.store(y)
        }),
        (
            "matrix product of activations",
            made(&[&[2, 3], &[2, 3], &[2]], |case| {
                let all = [2, 2, 3];
                let a = value(0).view(View::select(&all, &[Some(0), Some(2)]));
                let b = value(1).view(View::select(&all, &[Some(1), Some(2)]));
                let sums = case.push(einsum(a, b, Some(rows(2, 2, 2))));
                shifted(sums, 4, Some(Range { lo: -8, hi: 7 }))
            }),
        ),
        ("views", views()),
        (
            "maximum, divided",
            made(&[&[2, 3]], |case| {
                let sums = linear(case, 0);
                let max = case.push(reduce(Fold::Max, value(sums), 1, Some(-3)));
                shifted(max, 2, None)
            }),
        ),
        (
            "sum of squares",
            made(&[&[2, 3]], |case| {
                let squares = case.push(Primitive::Map(Map::square(value(0))));
                let sums = case.push(reduce(Fold::Sum, value(squares), 1, None));
                shifted(sums, 3, None)
            }),
        ),
        ("minimum and a ceiling", made(&[&[2, 3]], |_| reduce(Fold::Min, value(0), 1, Some(4)))),
        (
            "polynomial",
            made(&[&[3], &[3]], |_| {
                let terms = vec![term(3, &[0]), term(-2, &[0, 1]), term(1, &[1, 1]), term(5, &[0, 0])];
                Primitive::Map(Map { reads: vec![value(0), value(1)], terms, constant: -7 })
            }),
        ),
        (
            "check",
            made(&[&[3], &[3]], |case| {
                let sum = case.push(Primitive::Map(Map::linear([(1, value(0)), (1, value(1))], 0)));
                let range = Range { lo: -12, hi: 14 };
                Primitive::Check(Check { x: value(sum), range, status: Status::ValueRange })
            }),
        ),
        ("convolution", convolution(0)),
        ("transposed convolution", convolution(1)),
        ("layer norm", layer_norm()),
        ("attention", attention()),
    ];
    let mut select = Case::new();
    let c = select.input(&[3], Range { lo: 0, hi: 1 });
    let (a, b) = (select.input(&[3], SMALL), select.input(&[3], SMALL));
    let terms = vec![term(1, &[0, 1]), term(-1, &[0, 2]), term(1, &[2])];
    let reads = vec![value(c), value(a), value(b)];
    let y = select.push(Primitive::Map(Map { reads, terms, constant: 0 }));
    all.push(("select", select.store(y)));
    all
}
