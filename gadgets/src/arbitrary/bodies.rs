//! Random bodies of one result: a few values, each made of the ones before it through random views.

use super::Source;
use crate::body::{Body, Stored};
use crate::primitive::{
    Check, Compare, Comparison, Divide, Divisor, Einsum, Fold, Gather, Known, Lookup, Map, Part, Primitive,
    Read, Reduce, Source as ReadSource, Term,
};
use crate::strided::Strided;
use crate::{Axis, ElementType, Interval, Operand, Range, Role, Rounding, Status, View, shape};

/// A body and operands for it, for which [`Body::infer`] succeeds.
#[derive(Clone, Debug)]
pub struct BodyCase {
    /// The body.
    pub body: Body,
    /// Flat operands.
    pub operands: Vec<Vec<i64>>,
    /// The range that each was drawn from, and whether it counts as a constant.
    pub ranges: Vec<(Range, bool)>,
}

/// Most operands of a random body.
pub const MAX_OPERANDS: usize = 7;

/// Most elements of a value, and of what a word reads.
const MAX_LEN: usize = 600;

impl BodyCase {
    /// What an analysis may know of the operands.
    pub fn known(&self) -> Vec<Known<'_>> {
        let each = self.body.operands.iter().zip(&self.operands).zip(&self.ranges);
        each.map(|((o, data), (range, constant))| {
            let constant = constant.then(|| Strided::new(&o.shape, data.as_slice()));
            Known::new(&o.shape, Interval::from(*range), constant)
        })
        .collect()
    }

    /// Other operands of the same ranges; constants stay.
    pub fn draw(&self, s: &mut Source) -> Vec<Vec<i64>> {
        let each = self.operands.iter().zip(&self.ranges);
        each.map(|(v, (range, constant))| if *constant { v.clone() } else { s.values(*range, v.len()) })
            .collect()
    }
}

/// A body under construction. Operands are numbered from the end, so that values keep their numbers; see
/// [`Maker::finish`].
struct Maker {
    s: Source,
    operands: Vec<(Operand, Range, bool)>,
    values: Vec<(Primitive, ElementType, Interval)>,
    shapes: Vec<Vec<usize>>,
}

/// What a word reads while the body is made: operands have odd numbers, values even ones.
const fn operand(i: usize) -> usize {
    2 * i + 1
}

impl Maker {
    fn shape_of(&self, number: usize) -> Vec<usize> {
        if number % 2 == 1 {
            self.operands[number / 2].0.shape.clone()
        } else {
            self.shapes[number / 2].clone()
        }
    }

    fn operand(&mut self, shape: &[usize], range: Range, role: Role) -> usize {
        let s = &mut self.s;
        let fits = ElementType::ALL.into_iter().filter(|t| t.range().contains_range(range));
        let fits: Vec<_> = fits.collect();
        let element = if s.one_in(2) { fits[0] } else { s.pick(&fits) };
        let constant = s.one_in(3);
        self.operands.push((Operand { role, element, shape: shape.to_vec() }, range, constant));
        operand(self.operands.len() - 1)
    }

    /// A number that can be read: the last value, another one, or an operand.
    fn source(&mut self, shape: &[usize]) -> usize {
        let (values, operands) = (self.values.len(), self.operands.len());
        match self.s.bits() % 6 {
            0..=2 if values > 0 => 2 * (values - 1),
            3 if values > 0 => 2 * self.s.size(0, values - 1),
            _ if operands > 0 && (operands >= MAX_OPERANDS - 1 || self.s.one_in(2)) => {
                operand(self.s.size(0, operands - 1))
            }
            _ => {
                let range = some_range(&mut self.s);
                let own = if self.s.one_in(2) { shape.to_vec() } else { some_shape(&mut self.s) };
                self.operand(&own, range, Role::Activation)
            }
        }
    }

    /// A read in `shape`.
    fn read(&mut self, shape: &[usize]) -> Read {
        let number = self.source(shape);
        self.fit(number, shape, true)
    }

    /// A value in `shape`, through views.
    fn fit(&mut self, number: usize, shape: &[usize], joined: bool) -> Read {
        let own = self.shape_of(number);
        let read = Read::value(number);
        let way = self.s.bits() % 8;
        if own == shape && way < 3 {
            return read;
        }
        let mut permuted: Vec<usize> = (0..own.len()).collect();
        (1..permuted.len()).for_each(|i| permuted.swap(i, self.s.size(0, i)));
        if permuted.iter().map(|p| own[*p]).eq(shape.iter().copied()) && way < 5 {
            return read.view(View::permute(&own, &permuted));
        }
        let broadcast = View::broadcast(&own, shape);
        if way < 6 && own.len() <= shape.len() && broadcast.shape(&own).is_ok_and(|b| b == shape) {
            return read.view(broadcast);
        }
        match way {
            2 | 3 if own.len() == shape.len() && !own.is_empty() => self.padded(read, &own, shape),
            4 if joined && shape.iter().any(|n| *n > 1) => self.joined(number, shape),
            _ => self.flat(read, &own, shape),
        }
    }

    /// A slice of something padded, axis by axis.
    fn padded(&mut self, read: Read, own: &[usize], shape: &[usize]) -> Read {
        let s = &mut self.s;
        let (mut low, mut high, mut interior, mut axes) = (vec![], vec![], vec![], vec![]);
        for (k, (n, m)) in own.iter().zip(shape).enumerate() {
            interior.push(if s.one_in(4) { s.size(1, 2) } else { 0 });
            low.push(s.size(0, 2));
            let inner = (n - 1) * (interior[k] + 1) + 1 + low[k];
            high.push(m.saturating_sub(inner) + s.size(0, 1));
            let size = inner + high[k];
            let (mut axis, room) = (Axis::plain(shape.len(), k), (size - m) as i64);
            axis.offset = s.within(0, room);
            if s.one_in(4) {
                axis.strides[k] = -1;
                axis.offset += *m as i64 - 1;
            }
            axes.push(axis);
        }
        let value = s.pick(&[0, 0, 0, -1, 5, -128]);
        let plain = axes.iter().enumerate().all(|(k, a)| *a == Axis::plain(shape.len(), k));
        let read = read.view(View::Pad { low, high, interior, value });
        if plain && s.one_in(2) { read } else { read.view(View::Affine { shape: shape.to_vec(), axes }) }
    }

    /// Two or three parts, side by side.
    fn joined(&mut self, number: usize, shape: &[usize]) -> Read {
        let axes: Vec<usize> = (0..shape.len()).filter(|a| shape[*a] > 1).collect();
        let axis = self.s.pick(&axes);
        let first = self.s.size(1, shape[axis] - 1);
        let mut sizes = vec![first, shape[axis] - first];
        if sizes[1] > 1 && self.s.one_in(3) {
            sizes = vec![first, 1, sizes[1] - 1];
        }
        let mut parts = Vec::new();
        for size in sizes {
            let mut own = shape.to_vec();
            own[axis] = size;
            let number = if parts.is_empty() { number } else { self.source(&own) };
            let part = self.fit(number, &own, false);
            parts.push(Part { value: number, views: part.views });
        }
        Read { source: ReadSource::Concat { axis, parts }, views: vec![] }
    }

    /// Any affine function of the index into the elements in order: windows, slices, flips, repetition.
    fn flat(&mut self, read: Read, own: &[usize], shape: &[usize]) -> Read {
        let n = shape::len(own) as i64;
        let s = &mut self.s;
        let mut axis = Axis::none(shape.len());
        let mut room = n - 1;
        for k in (0..shape.len()).rev() {
            let most = if shape[k] == 1 { 0 } else { room / (shape[k] as i64 - 1) };
            let stride = if s.one_in(3) { most } else { s.within(0, most) };
            room -= stride * (shape[k] as i64 - 1).max(0);
            axis.strides[k] = stride;
            if s.one_in(4) {
                axis.strides[k] = -stride;
                axis.offset += stride * (shape[k] as i64 - 1);
            }
        }
        axis.offset += s.within(0, room);
        let read = if own.len() == 1 { read } else { read.view(View::Reshape { shape: vec![n as usize] }) };
        if shape::len(shape) as i64 == n && s.one_in(2) {
            return read.view(View::Reshape { shape: shape.to_vec() });
        }
        read.view(View::Affine { shape: shape.to_vec(), axes: vec![axis] })
    }

    /// The body so far with these words added, if it is sound.
    fn push(&mut self, word: Primitive) -> Option<usize> {
        let shapes: Vec<Vec<usize>> = (0..2 * self.values.len().max(self.operands.len()))
            .map(|i| {
                let there = if i % 2 == 1 { i / 2 < self.operands.len() } else { i / 2 < self.values.len() };
                if there { self.shape_of(i) } else { vec![] }
            })
            .collect();
        let known: Vec<Known<'_>> = shapes
            .iter()
            .enumerate()
            .map(|(i, shape)| {
                let range = match i % 2 {
                    1 => self.operands.get(i / 2).map(|o| o.1.into()),
                    _ => self.values.get(i / 2).map(|v| v.2),
                };
                Known::new(shape, range.unwrap_or(Interval::point(0)), None)
            })
            .collect();
        let reads = word.word().reads();
        let operands = reads.iter().map(|r| r.known(&known)).collect::<Result<Vec<_>, _>>().ok()?;
        let own: Vec<_> = operands.iter().map(|o| o.shape.clone()).collect();
        let shape = word.word().shape(&own).ok()?;
        if own.iter().chain([&shape]).any(|s| shape::len(s) > MAX_LEN) {
            return None;
        }
        let range = word.word().infer(&operands).ok()?;
        let fits: Vec<_> =
            [ElementType::I32, ElementType::I64, ElementType::I16, ElementType::I8, ElementType::U8]
                .into_iter()
                .filter(|t| Interval::from(t.range()).contains_range(range))
                .collect();
        let first = *fits.first()?;
        let ty = if self.s.one_in(2) { first } else { self.s.pick(&fits) };
        self.values.push((word, ty, range));
        self.shapes.push(shape);
        // What remains is the rule of numerators; the operands' values do not matter for it.
        if self.finish(0).is_none() {
            self.values.pop();
            self.shapes.pop();
            return None;
        }
        Some(2 * (self.values.len() - 1))
    }

    /// The body in its own numbers, and operands; `None` where it is not sound.
    fn finish(&self, merge: usize) -> Option<BodyCase> {
        let count = self.operands.len();
        let number = |n: usize| if n % 2 == 1 { n / 2 } else { count + n / 2 };
        let renumber = |r: &mut Read| match &mut r.source {
            ReadSource::Value(v) => *v = number(*v),
            ReadSource::Concat { parts, .. } => parts.iter_mut().for_each(|p| p.value = number(p.value)),
        };
        let mut body = Body::new(self.operands.iter().map(|o| o.0.clone()).collect());
        for (word, ty, _) in &self.values {
            let mut word = word.clone();
            match &mut word {
                Primitive::Map(m) => m.reads.iter_mut().for_each(renumber),
                Primitive::Einsum(e) => {
                    [&mut e.a, &mut e.b].into_iter().chain(&mut e.addend).for_each(renumber);
                }
                Primitive::Reduce(r) => renumber(&mut r.x),
                Primitive::Divide(d) => {
                    renumber(&mut d.numerator);
                    if let Divisor::Read(r) = &mut d.divisor {
                        renumber(r);
                    }
                }
                Primitive::Lookup(l) => [&mut l.table, &mut l.x].into_iter().for_each(renumber),
                Primitive::Gather(g) => [&mut g.data, &mut g.index].into_iter().for_each(renumber),
                Primitive::Compare(c) => [&mut c.a, &mut c.b].into_iter().for_each(renumber),
                Primitive::Check(c) => renumber(&mut c.x),
            }
            body.push(word, *ty);
        }
        let (shape, range) = (self.shapes.last()?, self.values.last()?.2);
        let mut s = self.s.clone();
        let data = self.operands.iter().map(|o| s.values(o.1, shape::len(&o.0.shape))).collect();
        let fits = ElementType::ALL.into_iter().find(|t| Interval::from(t.range()).contains_range(range))?;
        let merged = match shape.len() {
            n if n > merge && merge > 0 => {
                let mut all = vec![1; n - merge];
                all[0] += merge;
                all
            }
            n => vec![1; n],
        };
        let mut rest = shape.as_slice();
        let mut stored = Vec::new();
        for n in &merged {
            let (group, after) = rest.split_at(*n);
            stored.push(shape::len(group));
            rest = after;
        }
        let value = count + self.values.len() - 1;
        let operand = Operand { role: Role::Activation, element: fits, shape: stored };
        body.results.push(Stored { value, merged, operand });
        let ranges = self.operands.iter().map(|o| (o.1, o.2)).collect();
        let case = BodyCase { body, operands: data, ranges };
        case.body.infer(case.known()).ok().map(|_| case)
    }

    /// A random word, with what it needs before it.
    fn word(&mut self, kind: u64) -> Option<usize> {
        let shape = if self.shapes.is_empty() || self.s.one_in(3) {
            some_shape(&mut self.s)
        } else {
            self.shapes[self.shapes.len() - 1].clone()
        };
        let rounding = self.s.pick(&[Rounding::Floor, Rounding::HalfUp]);
        let word = match kind {
            0 => {
                let count = self.s.size(1, 3);
                let reads = (0..count).map(|_| self.read(&shape)).collect();
                let s = &mut self.s;
                let term = |s: &mut Source| {
                    let mut factors: Vec<usize> = (0..s.size(1, 2)).map(|_| s.size(0, count - 1)).collect();
                    factors.sort_unstable();
                    Term { coefficient: s.pick(&[1, 1, -1, 3, -70]), factors }
                };
                let terms = (0..s.size(1, 3)).map(|_| term(s)).collect();
                Primitive::Map(Map { reads, terms, constant: s.pick(&[0, 0, 1, -9, 300]) })
            }
            1 => {
                let summed = self.s.size(1, 2);
                let inner: Vec<usize> = (0..summed).map(|_| self.s.size(1, 4)).collect();
                let all = [shape.clone(), inner].concat();
                let (a, b) = (self.read(&all), self.read(&all));
                let addend = self.s.one_in(2).then(|| self.read(&shape));
                Primitive::Einsum(Einsum { a, b, addend, summed })
            }
            2 => {
                let folded = self.s.size(0, 2);
                let inner: Vec<usize> = (0..folded).map(|_| self.s.size(1, 4)).collect();
                let x = self.read(&[shape, inner].concat());
                let op =
                    if folded == 0 { Fold::Max } else { self.s.pick(&[Fold::Sum, Fold::Max, Fold::Min]) };
                let floor = op != Fold::Sum && (folded == 0 || self.s.one_in(2));
                Primitive::Reduce(Reduce { op, x, folded, floor: floor.then(|| self.s.within(-9, 9)) })
            }
            3 => {
                let numerator = self.read(&shape);
                let divisor = if self.s.one_in(2) {
                    Divisor::Constant(self.s.pick(&[1, 2, 3, 7, 256, 1 << 40]))
                } else {
                    Divisor::Read(self.positive(&shape)?)
                };
                let clip =
                    self.s.one_in(2).then(|| Range::new(self.s.within(-50, 50), self.s.within(-50, 50)));
                let one = divisor == Divisor::Constant(1);
                let clip = if one { clip.or(Some(Range { lo: -3, hi: 90 })) } else { clip };
                Primitive::Divide(Divide {
                    numerator,
                    divisor,
                    rounding: if one { Rounding::Floor } else { rounding },
                    clip,
                })
            }
            4 => {
                let (first, n) = (self.s.within(-5, 5), self.s.size(2, 9));
                let x = self.clipped(&shape, Range { lo: first, hi: first + n as i64 - 1 })?;
                let range = some_range(&mut self.s);
                let table = Read::value(self.operand(&[n], range, Role::Table));
                Primitive::Lookup(Lookup { table, first, x })
            }
            5 => {
                let n = self.s.size(2, 5);
                let index = self.clipped(&shape, Range { lo: 0, hi: n as i64 - 1 })?;
                Primitive::Gather(Gather { data: self.read(&[shape, vec![n]].concat()), index })
            }
            6 => {
                let op = self.s.pick(&[Comparison::Less, Comparison::Equal]);
                Primitive::Compare(Compare { op, a: self.read(&shape), b: self.read(&shape) })
            }
            _ => {
                let x = self.read(&shape);
                let range = Range::new(self.s.within(-200, 90), self.s.within(90, 1 << 20));
                Primitive::Check(Check { x, range, status: Status::ValueRange })
            }
        };
        self.push(word)
    }

    /// Something that is at least 1.
    fn positive(&mut self, shape: &[usize]) -> Option<Read> {
        if self.s.one_in(2) && self.operands.len() < MAX_OPERANDS {
            let hi = self.s.within(1, 300);
            return Some(Read::value(self.operand(shape, Range { lo: 1, hi }, Role::Weights)));
        }
        let (x, floor) = (self.read(shape), self.s.within(1, 9));
        self.push(Primitive::Reduce(Reduce { op: Fold::Max, x, folded: 0, floor: Some(floor) }))
            .map(Read::value)
    }

    /// Something within a range.
    fn clipped(&mut self, shape: &[usize], range: Range) -> Option<Read> {
        if self.s.one_in(3) && self.operands.len() < MAX_OPERANDS {
            return Some(Read::value(self.operand(shape, range, Role::Activation)));
        }
        let (x, divisor) = (self.read(shape), self.s.pick(&[1, 2, 9]));
        let divide = Divide {
            numerator: x,
            divisor: Divisor::Constant(divisor),
            rounding: Rounding::Floor,
            clip: Some(range),
        };
        self.push(Primitive::Divide(divide)).map(Read::value)
    }
}

fn some_shape(s: &mut Source) -> Vec<usize> {
    (0..s.size(0, 3)).map(|_| s.size(1, 4)).collect()
}

fn some_range(s: &mut Source) -> Range {
    match s.bits() % 6 {
        0 => Range { lo: -128, hi: 127 },
        1 => Range { lo: 0, hi: 1 },
        2 => Range { lo: 0, hi: 255 },
        3 => Range { lo: -(1 << 33), hi: 1 << 33 },
        _ => Range::new(s.within(-500, 500), s.within(-500, 500)),
    }
}

/// A random body of one to eight words, of all kinds, with operands that fit it.
pub fn body(seed: u64) -> BodyCase {
    for attempt in 0.. {
        let s = Source::new(seed.wrapping_mul(1_000_003).wrapping_add(attempt));
        let mut m = Maker { s, operands: vec![], values: vec![], shapes: vec![] };
        let depth = m.s.size(1, 8);
        for _ in 0..4 * depth {
            if m.values.len() >= depth || m.operands.len() >= MAX_OPERANDS - 1 {
                break;
            }
            let (before, values, kind) = (m.operands.len(), m.values.len(), m.s.bits() % 8);
            if m.word(kind).is_none() && m.values.len() == values {
                m.operands.truncate(before);
            }
        }
        let merge = m.s.size(0, 1);
        if let Some(case) = m.finish(merge)
            && case.body.operands.len() <= MAX_OPERANDS
            && case.body.shapes().is_ok()
            && case.operands.iter().any(|o| !o.is_empty())
        {
            return case;
        }
    }
    unreachable!("some attempt makes a body")
}
