//! Bodies of primitives for tests, with what their operands are: random ones, and what makes one.

use super::alone::{Part, node};
use gadgets::arbitrary::Source;
use gadgets::primitive::{
    Check, Compare, Comparison, Divide, Divisor, Einsum, Fold, Gather, Known, Lookup, Map, Part as Joined,
    Read, Reduce, Source as From, Term,
};
use gadgets::strided::Strided;
use gadgets::{
    Axis, Body, Buffer, Composed, ElementType, Gadget, Graph, Interval, Operand, Primitive, Range, Role,
    Rounding, Status, View, shape,
};

/// A body with what its operands are: a range to draw from, or constants.
#[derive(Clone, Debug)]
pub struct Case {
    pub body: Body,
    pub ranges: Vec<Range>,
    pub constants: Vec<Option<Vec<i64>>>,
}

impl Case {
    pub fn new() -> Self {
        Self { body: Body::new(vec![]), ranges: vec![], constants: vec![] }
    }

    /// An operand that is data.
    pub fn input(&mut self, shape: &[usize], range: Range) -> usize {
        let element = ElementType::smallest(range);
        self.body.operands.push(Operand { role: Role::Activation, element, shape: shape.to_vec() });
        self.ranges.push(range);
        self.constants.push(None);
        self.ranges.len() - 1
    }

    /// An operand that is constant.
    pub fn constant(&mut self, shape: &[usize], values: &[i64]) -> usize {
        let range = Range::of(values.iter().copied()).expect("not empty");
        let v = self.input(shape, range);
        self.body.operands[v].role = Role::Weights;
        self.constants[v] = Some(values.to_vec());
        v
    }

    pub fn push(&mut self, word: Primitive) -> usize {
        self.body.push(word, ElementType::I64)
    }

    fn shapes(&self) -> Vec<Vec<usize>> {
        self.body.shapes().expect("a body that fits")
    }

    pub fn shape(&self, value: usize) -> Vec<usize> {
        self.shapes().swap_remove(value)
    }

    /// The interval of every value, if none leaves its type.
    fn intervals(&self) -> Option<Vec<Interval>> {
        let each = self.body.operands.iter().zip(self.ranges.iter().zip(&self.constants));
        let known = each.map(|(o, (range, values))| {
            let constant = values.as_ref().map(|v| Strided::new(&o.shape, v.as_slice()));
            Known::new(&o.shape, (*range).into(), constant)
        });
        self.body.infer(known.collect()).ok()
    }

    /// Returns a value.
    pub fn store(mut self, value: usize) -> Self {
        let shape = self.shape(value);
        let operand = Operand { role: Role::Activation, element: ElementType::I64, shape };
        self.body.store(value, operand);
        assert!(self.intervals().is_some(), "values leave their types: {:#?}", self.body);
        self
    }

    /// A graph of it alone.
    pub fn graph(&self) -> Graph {
        let each = self.body.operands.iter().zip(self.ranges.iter().zip(&self.constants));
        let operands = each.map(|(o, (range, values))| {
            let part = match values {
                Some(v) => Part::Constant(Buffer::new(o.element, v).expect("fits")),
                None => Part::Given,
            };
            (o.element, o.shape.clone(), *range, part)
        });
        let result = &self.body.results[0].operand;
        let result = (result.element, result.shape.clone(), result.element.range(), Part::Result);
        let gadget = Gadget::Composed(Composed { body: self.body.clone() });
        node(gadget, &["n", "m"], operands.chain([result]))
    }

    /// Random inputs.
    pub fn inputs(&self, s: &mut Source) -> Vec<Vec<i64>> {
        let each = self.body.operands.iter().zip(self.ranges.iter().zip(&self.constants));
        let given = each.filter(|(_, (_, values))| values.is_none());
        given.map(|(o, (range, _))| (0..o.len()).map(|_| s.value(*range)).collect()).collect()
    }
}

fn pick<T: Clone>(s: &mut Source, from: &[T]) -> T {
    from[s.size(0, from.len() - 1)].clone()
}

fn sizes(s: &mut Source, rank: (usize, usize)) -> Vec<usize> {
    (0..s.size(rank.0, rank.1)).map(|_| s.size(1, 4)).collect()
}

/// Any affine view of `n` elements in one row.
fn affine(s: &mut Source, n: usize, shape: &[usize]) -> View {
    let mut room = n as i64 - 1;
    let mut below = 0;
    let mut strides = Vec::new();
    for size in shape.iter().rev() {
        let most = room / (*size as i64 - 1).max(1);
        let stride = if s.one_in(4) { 0 } else { s.within(-most, most) };
        room -= stride.abs() * (*size as i64 - 1);
        below += (-stride).max(0) * (*size as i64 - 1);
        strides.insert(0, stride);
    }
    let offset = below + s.within(0, room);
    View::Affine { shape: shape.to_vec(), axes: vec![Axis { offset, strides }] }
}

/// Some value in this shape, through random views.
fn read(s: &mut Source, case: &Case, shape: &[usize]) -> Read {
    let shapes = case.shapes();
    let some = |s: &mut Source| {
        // The last values more often than others.
        let v = s.size(0, shapes.len() - 1);
        v.max(s.size(0, shapes.len() - 1))
    };
    let v = some(s);
    if shapes[v] == shape && s.one_in(2) {
        return Read::value(v);
    }
    let flat = |v: usize| View::Reshape { shape: vec![shape::len(&shapes[v])] };
    let mut n = shape::len(&shapes[v]);
    let mut read = Read::value(v).view(flat(v));
    if s.one_in(4) {
        let other = some(s);
        n += shape::len(&shapes[other]);
        let parts = [v, other].map(|value| Joined { value, views: vec![flat(value)] });
        read = Read { source: From::Concat { axis: 0, parts: parts.to_vec() }, views: vec![] };
    }
    if s.one_in(4) {
        let [low, high, interior] = [s.size(0, 2), s.size(0, 2), s.size(0, 2)];
        n = low + (n - 1) * (interior + 1) + 1 + high;
        let value = s.within(-3, 3);
        read = read.view(View::Pad { low: vec![low], high: vec![high], interior: vec![interior], value });
    }
    if n == shape::len(shape) && s.one_in(2) {
        return read.view(View::Reshape { shape: shape.to_vec() });
    }
    read.view(affine(s, n, shape))
}

/// A value within a range, made of any: divided and clipped.
fn clipped(s: &mut Source, case: &mut Case, shape: &[usize], range: Range) -> usize {
    let numerator = read(s, case, shape);
    let divisor = Divisor::Constant(pick(s, &[1, 2, 3, 16]));
    let rounding = pick(s, &[Rounding::Floor, Rounding::HalfUp]);
    case.push(Primitive::Divide(Divide { numerator, divisor, rounding, clip: Some(range) }))
}

/// Adds a random word, and what it needs.
fn grow(s: &mut Source, case: &mut Case) {
    let shape = sizes(s, (0, 3));
    let word = match s.size(0, 8) {
        0 => {
            let count = s.size(1, 3);
            let reads = (0..count).map(|_| read(s, case, &shape)).collect();
            let term = |s: &mut Source| {
                let mut factors: Vec<usize> = (0..s.size(1, 2)).map(|_| s.size(0, count - 1)).collect();
                factors.sort_unstable();
                Term { coefficient: pick(s, &[1, 1, -1, 3, -70]), factors }
            };
            let terms = (0..s.size(0, 4)).map(|_| term(s)).collect();
            Primitive::Map(Map { reads, terms, constant: s.within(-9, 9) })
        }
        1 => Primitive::Map(Map::linear([(1, read(s, case, &shape))], 0)),
        2 => {
            let outer = sizes(s, (0, 3));
            let summed = s.size(1, 2);
            let all = [outer.clone(), (0..summed).map(|_| s.size(1, 3)).collect()].concat();
            let (a, b) = (read(s, case, &all), read(s, case, &all));
            let addend = s.one_in(2).then(|| read(s, case, &outer));
            Primitive::Einsum(Einsum { a, b, addend, summed })
        }
        3 => {
            let folded = s.size(0, 2);
            let all = [shape, (0..folded).map(|_| s.size(1, 3)).collect()].concat();
            let op = pick(s, &[Fold::Sum, Fold::Max, Fold::Min]);
            let floor = (op != Fold::Sum && s.one_in(2)).then(|| s.within(-9, 9));
            Primitive::Reduce(Reduce { op, x: read(s, case, &all), folded, floor })
        }
        4 => {
            let numerator =
                if s.one_in(2) { Read::value(case.shapes().len() - 1) } else { read(s, case, &shape) };
            let divisor = Divisor::Constant(pick(s, &[1, 2, 3, 7, 8, 256]));
            let rounding = pick(s, &[Rounding::Floor, Rounding::HalfUp]);
            let clip = s.one_in(2).then(|| Range::new(s.within(-50, 50), s.within(-50, 50)));
            Primitive::Divide(Divide { numerator, divisor, rounding, clip })
        }
        5 => {
            let x = read(s, case, &shape);
            let floor = Some(s.within(1, 5));
            let least = case.push(Primitive::Reduce(Reduce { op: Fold::Max, x, folded: 0, floor }));
            let numerator = read(s, case, &shape);
            let rounding = pick(s, &[Rounding::Floor, Rounding::HalfUp]);
            let clip = s.one_in(3).then(|| Range::new(s.within(-50, 50), s.within(-50, 50)));
            Primitive::Divide(Divide {
                numerator,
                divisor: Divisor::Read(Read::value(least)),
                rounding,
                clip,
            })
        }
        6 => {
            if s.one_in(4) {
                // At constant positions.
                let n = s.size(4, 9);
                let data = read(s, case, &[shape.clone(), vec![n]].concat());
                let index = Read::value(2).view(affine(s, 6, &shape));
                case.push(Primitive::Gather(Gather { data, index }));
                return;
            }
            let (n, first) = (s.size(1, 9), s.within(-5, 5));
            let last = first + n as i64 - 1;
            let x = clipped(s, case, &shape, Range { lo: first, hi: last });
            if s.one_in(2) {
                let data = read(s, case, &[shape.clone(), vec![n]].concat());
                let index = case.push(Primitive::Map(Map::linear([(1, Read::value(x))], -first)));
                Primitive::Gather(Gather { data, index: Read::value(index) })
            } else {
                let table = if s.one_in(2) {
                    Read::value(1).view(affine(s, shape::len(&case.shape(1)), &[n]))
                } else {
                    read(s, case, &[n])
                };
                Primitive::Lookup(Lookup { table, first, x: Read::value(x) })
            }
        }
        7 => {
            let op = pick(s, &[Comparison::Less, Comparison::Equal]);
            Primitive::Compare(Compare { op, a: read(s, case, &shape), b: read(s, case, &shape) })
        }
        _ => {
            let range = Range::new(s.within(-400, 400), s.within(-400, 400));
            let status = pick(s, &Status::ALL);
            Primitive::Check(Check { x: read(s, case, &shape), range, status })
        }
    };
    case.push(word);
}

/// A random body of up to six words and what they need.
pub fn random(s: &mut Source) -> Case {
    let mut case = Case::new();
    let ranges = [Range { lo: -128, hi: 127 }, Range { lo: 0, hi: 1 }, Range { lo: 0, hi: 15 }];
    let range =
        if s.one_in(3) { Range::new(s.within(-500, 500), s.within(-500, 500)) } else { pick(s, &ranges) };
    let own = sizes(s, (1, 3));
    case.input(&own, range);
    let n = s.size(9, 20);
    let values: Vec<i64> = (0..n).map(|_| s.within(-20, 20)).collect();
    case.constant(&[n], &values);
    let positions: Vec<i64> = (0..6).map(|_| s.within(0, 3)).collect();
    case.constant(&[6], &positions);
    if s.one_in(2) {
        let own = sizes(s, (0, 2));
        case.input(&own, Range { lo: -40, hi: 90 });
    }
    let words = s.size(1, 6);
    let mut tries = 0;
    while case.body.values.len() < words || case.body.values.is_empty() {
        let before = case.body.clone();
        tries += 1;
        grow(s, &mut case);
        let limit = Interval { lo: -(1 << 50), hi: 1 << 50 };
        let fine = case.intervals().is_some_and(|all| all.iter().all(|r| limit.contains_range(*r)));
        if !fine {
            case.body = before;
        }
        if tries > 40 && !case.body.values.is_empty() {
            break;
        }
    }
    let last = case.shapes().len() - 1;
    let mut case = case.store(last);
    if s.one_in(3) {
        // All axes as one.
        let stored = &mut case.body.results[0];
        stored.merged = vec![stored.operand.shape.len()];
        stored.operand.shape = vec![stored.operand.len()];
    }
    case
}
