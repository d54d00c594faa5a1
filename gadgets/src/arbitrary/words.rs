//! Random views and primitives with operands.

use super::Source;
use crate::primitive::{
    Check, Compare, Comparison, Divide, Divisor, Einsum, Fold, Gather, Known, Lookup, Map, Part, Primitive,
    Read, Reduce, Source as ReadSource, Term,
};
use crate::strided::Strided;
use crate::{Axis, Interval, Range, Rounding, Status, View, shape};

/// A primitive and the values that it reads.
#[derive(Clone, Debug)]
pub struct WordCase {
    /// The primitive.
    pub primitive: Primitive,
    /// Shape and elements of each value.
    pub values: Vec<(Vec<usize>, Vec<i64>)>,
    /// The range that each was drawn from, and whether it counts as a constant.
    pub ranges: Vec<(Range, bool)>,
}

impl WordCase {
    /// What an analysis may know of the values.
    pub fn known(&self) -> Vec<Known<'_>> {
        let each = self.values.iter().zip(&self.ranges);
        each.map(|((shape, data), (range, constant))| {
            let constant = constant.then(|| Strided::new(shape, data.as_slice()));
            Known::new(shape, Interval::from(*range), constant)
        })
        .collect()
    }

    fn value(&mut self, s: &mut Source, shape: &[usize], range: Range) -> usize {
        let data = s.values(range, shape::len(shape));
        self.values.push((shape.to_vec(), data));
        self.ranges.push((range, s.one_in(3)));
        self.values.len() - 1
    }

    /// A value that some views show in `shape`.
    fn read(&mut self, s: &mut Source, shape: &[usize], range: Range) -> Read {
        match s.bits() % 5 {
            // As it is.
            0 => Read::value(self.value(s, shape, range)),
            // Repeated along some axes.
            1 => {
                let keep: Vec<usize> = (0..shape.len()).filter(|_| s.one_in(2)).collect();
                let under: Vec<usize> = keep.iter().map(|k| shape[*k]).collect();
                let from: Vec<_> = keep.into_iter().map(Some).collect();
                Read::value(self.value(s, &under, range)).view(View::select(shape, &from))
            }
            // A part of something larger, perhaps backwards.
            2 => {
                let rank = shape.len();
                let (mut under, mut axes) = (Vec::new(), Vec::new());
                for (k, n) in shape.iter().enumerate() {
                    let (stride, offset) = (s.within(1, 2), s.within(0, 2));
                    let end = (*n as i64 - 1) * stride;
                    let flip = s.one_in(3);
                    let mut axis = Axis::none(rank).with(k, if flip { -stride } else { stride });
                    axis.offset = if flip { offset + end } else { offset };
                    axes.push(axis);
                    under.push((offset + end + 1 + s.within(0, 1)) as usize);
                }
                let value = self.value(s, &under, range);
                Read::value(value).view(View::Affine { shape: shape.to_vec(), axes })
            }
            // Two parts, side by side.
            3 if shape.iter().any(|n| *n > 1) => {
                let axes: Vec<usize> = (0..shape.len()).filter(|a| shape[*a] > 1).collect();
                let axis = s.pick(&axes);
                let first = s.size(1, shape[axis] - 1);
                let mut parts = Vec::new();
                for size in [first, shape[axis] - first] {
                    let mut own = shape.to_vec();
                    own[axis] = size;
                    parts.push(Part { value: self.value(s, &own, range), views: vec![] });
                }
                Read { source: ReadSource::Concat { axis, parts }, views: vec![] }
            }
            // The middle of something padded, in another shape first.
            _ => {
                let flat = shape::len(shape);
                let (low, high) = (s.size(0, 1).min(flat - 1), 0);
                let value = self.value(s, &[flat - low], range);
                let pad =
                    View::Pad { low: vec![low], high: vec![high], interior: vec![0], value: s.value(range) };
                Read::value(value).view(pad).view(View::Reshape { shape: shape.to_vec() })
            }
        }
    }
}

fn some_shape(s: &mut Source, rank: (usize, usize)) -> Vec<usize> {
    (0..s.size(rank.0, rank.1)).map(|_| s.size(1, 4)).collect()
}

fn some_range(s: &mut Source) -> Range {
    match s.bits() % 4 {
        0 => Range { lo: -128, hi: 127 },
        1 => Range { lo: 0, hi: 1 },
        2 => Range { lo: -(1 << 40), hi: 1 << 40 },
        _ => Range::new(s.within(-500, 500), s.within(-500, 500)),
    }
}

/// A random primitive with operands that fit it.
pub fn word(seed: u64) -> WordCase {
    let s = &mut Source::new(seed);
    let nothing = Primitive::Map(Map { reads: vec![], terms: vec![], constant: 0 });
    let mut case = WordCase { primitive: nothing, values: vec![], ranges: vec![] };
    let shape = some_shape(s, (0, 3));
    let rounding = s.pick(&[Rounding::Floor, Rounding::HalfUp]);
    case.primitive = match seed % 8 {
        0 => {
            let count = s.size(1, 3);
            let reads = (0..count)
                .map(|_| {
                    let r = some_range(s);
                    case.read(s, &shape, r)
                })
                .collect();
            let term = |s: &mut Source| {
                let mut factors: Vec<usize> = (0..s.size(1, 2)).map(|_| s.size(0, count - 1)).collect();
                factors.sort_unstable();
                Term { coefficient: s.pick(&[1, -1, 3, -70, 1 << 20]), factors }
            };
            let terms = (0..s.size(0, 3)).map(|_| term(s)).collect();
            Primitive::Map(Map { reads, terms, constant: s.within(-9, 9) })
        }
        1 => {
            let summed = s.size(1, 2);
            let all = [shape.clone(), (0..summed).map(|_| s.size(1, 4)).collect()].concat();
            let ranges = [some_range(s), some_range(s), some_range(s)];
            let (a, b) = (case.read(s, &all, ranges[0]), case.read(s, &all, ranges[1]));
            let addend = s.one_in(2).then(|| case.read(s, &shape, ranges[2]));
            Primitive::Einsum(Einsum { a, b, addend, summed })
        }
        2 => {
            let folded = s.size(0, 2);
            let all = [shape.clone(), (0..folded).map(|_| s.size(1, 4)).collect()].concat();
            let range = some_range(s);
            let op = s.pick(&[Fold::Sum, Fold::Max, Fold::Min]);
            let floor = (op != Fold::Sum && s.one_in(2)).then(|| s.within(-9, 9));
            Primitive::Reduce(Reduce { op, x: case.read(s, &all, range), folded, floor })
        }
        3 => {
            let range = some_range(s);
            let numerator = case.read(s, &shape, range);
            let divisor = if s.one_in(2) {
                Divisor::Constant(s.pick(&[1, 2, 3, 7, 256, 1 << 40]))
            } else {
                let hi = s.within(1, 300);
                Divisor::Read(case.read(s, &shape, Range { lo: 1, hi }))
            };
            let clip = s.one_in(2).then(|| Range::new(s.within(-50, 50), s.within(-50, 50)));
            Primitive::Divide(Divide { numerator, divisor, rounding, clip })
        }
        4 => {
            let (first, n) = (s.within(-5, 5), s.size(1, 9));
            let range = some_range(s);
            let table = Read::value(case.value(s, &[n], range));
            let x = case.read(s, &shape, Range { lo: first, hi: first + n as i64 - 1 });
            Primitive::Lookup(Lookup { table, first, x })
        }
        5 => {
            let n = s.size(1, 5);
            let range = some_range(s);
            let data = case.read(s, &[shape.clone(), vec![n]].concat(), range);
            let index = case.read(s, &shape, Range { lo: 0, hi: n as i64 - 1 });
            Primitive::Gather(Gather { data, index })
        }
        6 => {
            let ranges = [some_range(s), some_range(s)];
            let [a, b] = ranges.map(|r| case.read(s, &shape, r));
            Primitive::Compare(Compare { op: s.pick(&[Comparison::Less, Comparison::Equal]), a, b })
        }
        _ => {
            let range = some_range(s);
            let x = case.read(s, &shape, range);
            let inner = Range::new(s.value(range), s.value(range));
            let range = if s.one_in(2) { range } else { inner };
            Primitive::Check(Check { x, range, status: Status::ValueRange })
        }
    };
    case
}

/// A shape and views on it, one after the other.
pub fn reading(seed: u64) -> (Vec<usize>, Vec<View>) {
    let s = &mut Source::new(seed);
    let under = some_shape(s, (1, 4));
    let (mut shape, mut views) = (under.clone(), Vec::new());
    for _ in 0..s.size(1, 4) {
        let view = match s.bits() % 4 {
            _ if shape.is_empty() => break,
            0 => View::Reshape { shape: reshaped(s, shape::len(&shape)) },
            1 => {
                let mut sizes = || shape.iter().map(|_| s.size(0, 2)).collect::<Vec<_>>();
                View::Pad { low: sizes(), high: sizes(), interior: sizes(), value: -7 }
            }
            2 => {
                // Windows along the last axis: two axes read it.
                let (rank, last) = (shape.len(), shape[shape.len() - 1]);
                let (kernel, stride, dilation) = (s.size(1, last), s.size(1, 2), s.size(1, 2));
                let extent = (kernel - 1) * dilation + 1;
                if extent > last {
                    continue;
                }
                let outputs = (last - extent) / stride + 1;
                let own = [&shape[..rank - 1], &[outputs, kernel]].concat();
                let plain = (0..rank - 1).map(|k| Axis::plain(rank + 1, k));
                let window =
                    Axis::plain(rank + 1, rank).with(rank - 1, stride as i64).with(rank, dilation as i64);
                View::Affine { shape: own, axes: plain.chain([window]).collect() }
            }
            _ => {
                let mut perm: Vec<usize> = (0..shape.len()).collect();
                (1..perm.len()).for_each(|i| perm.swap(i, s.size(0, i)));
                let mut view = View::permute(&shape, &perm);
                if let View::Affine { shape, axes } = &mut view
                    && s.one_in(2)
                {
                    // Backwards along the axis that the first one reads.
                    let from = perm[0];
                    axes[from].strides[0] = -1;
                    axes[from].offset = shape[0] as i64 - 1;
                }
                view
            }
        };
        match view.shape(&shape) {
            Ok(next) if shape::len(&next) <= 2_000 => {
                shape = next;
                views.push(view);
            }
            _ => {}
        }
    }
    (under, views)
}

/// Sizes whose product is `n`.
fn reshaped(s: &mut Source, mut n: usize) -> Vec<usize> {
    let mut out = Vec::new();
    while n > 1 && out.len() < 4 {
        let divisors: Vec<usize> = (2..=n).filter(|d| n.is_multiple_of(*d)).collect();
        let d = s.pick(&divisors);
        out.push(d);
        n /= d;
        if s.one_in(4) {
            out.push(1);
        }
    }
    if n > 1 {
        out.push(n);
    }
    out
}
