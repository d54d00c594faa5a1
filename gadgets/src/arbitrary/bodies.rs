//! Random bodies of one result: a few values, each made of the ones before it through random views.

use super::Source;
use crate::body::{Body, Stored};
use crate::primitive::{
    Check, Compare, Comparison, Divide, Divisor, Einsum, Fold, Gather, Known, Lookup, Map, Primitive, Read,
    Reduce, Source as ReadSource, Term,
};
use crate::strided::Strided;
use crate::{ElementType, Interval, Operand, Range, Role, Rounding, Status, shape};

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
pub(super) struct Maker {
    pub s: Source,
    pub operands: Vec<(Operand, Range, bool)>,
    pub values: Vec<(Primitive, ElementType, Interval)>,
    pub shapes: Vec<Vec<usize>>,
}

/// What a word reads while the body is made: operands have odd numbers, values even ones.
pub(super) const fn operand(i: usize) -> usize {
    2 * i + 1
}

impl Maker {
    pub fn shape_of(&self, number: usize) -> Vec<usize> {
        if number % 2 == 1 {
            self.operands[number / 2].0.shape.clone()
        } else {
            self.shapes[number / 2].clone()
        }
    }

    pub fn operand(&mut self, shape: &[usize], range: Range, role: Role) -> usize {
        let s = &mut self.s;
        let fits = ElementType::ALL.into_iter().filter(|t| t.range().contains_range(range));
        let fits: Vec<_> = fits.collect();
        let element = if s.one_in(2) { fits[0] } else { s.pick(&fits) };
        let constant = s.one_in(3);
        self.operands.push((Operand { role, element, shape: shape.to_vec() }, range, constant));
        operand(self.operands.len() - 1)
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

pub(super) fn some_shape(s: &mut Source) -> Vec<usize> {
    (0..s.size(0, 3)).map(|_| s.size(1, 4)).collect()
}

pub(super) fn some_range(s: &mut Source) -> Range {
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
