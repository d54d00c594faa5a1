//! `Einsum`: sums of products of two operands, and something added.
//!
//! Both operands are read in one shape: the axes of the result, then those that are summed (views repeat an operand
//! along axes that it lacks, and read windows). `result[o] = addend[o] + Σ_r a[o, r]·b[o, r]`: matrix products,
//! convolutions, attention.

use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, Mul};

use super::{Known, Misfit, Read, Word, map::MAX_POINTS, same, wide};
use crate::nest::{Expr, Fold, Nest};
use crate::strided::Strided;
use crate::{Fault, Interval, shape};

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Einsum {
    /// First factor.
    pub a: Read,
    /// Second factor.
    pub b: Read,
    /// What the sums start from, in the result's shape.
    pub addend: Option<Read>,
    /// How many of the last axes are summed, at least 1.
    pub summed: usize,
}

impl Word for Einsum {
    fn name(&self) -> &'static str {
        "einsum"
    }

    fn reads(&self) -> Vec<&Read> {
        [&self.a, &self.b].into_iter().chain(&self.addend).collect()
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        let all = &operands[0];
        same(1, all, &operands[1])?;
        if self.summed == 0 || self.summed > all.len() {
            return Err(Misfit::Parameters(format!("{} summed axes of shape {all:?}", self.summed)));
        }
        let result = &all[..all.len() - self.summed];
        if let Some(addend) = operands.get(2) {
            same(2, result, addend)?;
        }
        Ok(result.to_vec())
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let rank = operands[0].len();
        let outer = rank - self.summed;
        let term = Expr::Product(vec![Expr::element(0, rank), Expr::element(1, rank)]);
        let start = self.addend.as_ref().map(|_| Box::new(Expr::element(2, outer)));
        let value = Expr::Fold { op: Fold::Sum, start, term: Box::new(term) };
        Nest { extents: operands[0].clone(), outer, value }
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let [a, b] = [&operands[0], &operands[1]];
        let all = &a.shape;
        let outer = all.len() - self.summed;
        let count = shape::len(&all[outer..]) as i128;
        let addend = operands.get(2);
        // At most one factor is looked at element by element: the constant one.
        let (weights, x) = match (&a.constant, &b.constant) {
            (_, Some(w)) => (Some(w), a.range),
            (Some(w), None) => (Some(w), b.range),
            (None, None) => (None, a.range),
        };
        let Some(weights) = weights else {
            let sum = wide(a.range.times(b.range).and_then(|p| p.scale(count)))?;
            return match addend {
                Some(c) => wide(sum.plus(c.range)),
                None => Ok(sum),
            };
        };
        let constant_addend = addend.and_then(|c| c.constant.as_ref());
        // Axes of the result along which no constant moves are alike; summed ones along which weights repeat count several
        // times.
        let moves =
            |k: usize| !weights.repeats(k) || (k < outer && constant_addend.is_some_and(|c| !c.repeats(k)));
        let own: Vec<usize> = (0..all.len()).map(|k| if moves(k) { all[k] } else { 1 }).collect();
        let repeats = count / shape::len(&own[outer..]) as i128;
        if shape::len(&own[..outer]) > MAX_POINTS {
            return Err(Misfit::TooWide);
        }
        let w = Strided { shape: own.clone(), ..weights.clone() };
        let (places, summed) = (w.offsets(0..outer), w.offsets(outer..all.len()));
        let mut sums = vec![[0i128; 2]; places.len()];
        let add = |sum: &mut [i128; 2], at: i64| {
            let v = w.data[(w.offset + at) as usize];
            sum[usize::from(v < 0)] += i128::from(v);
        };
        if results_first(&w, outer) {
            summed.iter().for_each(|k| sums.iter_mut().zip(&places).for_each(|(s, p)| add(s, p + k)));
        } else {
            sums.iter_mut().zip(&places).for_each(|(s, p)| summed.iter().for_each(|k| add(s, p + k)));
        }
        let starts: Option<Vec<i64>> =
            constant_addend.map(|c| Strided { shape: own[..outer].to_vec(), ..c.clone() }.to_vec());
        let start = |i: usize| match (&starts, addend) {
            (Some(values), _) => Interval::point(values[i].into()),
            (None, Some(c)) => c.range,
            (None, None) => Interval::point(0),
        };
        let hull = sums.iter().enumerate().try_fold(None::<Interval>, |hull, (i, parts)| {
            let sum = parts.iter().try_fold(start(i), |sum, w| sum.plus(x.scale(*w)?.scale(repeats)?))?;
            Some(Some(hull.map_or(sum, |h| h.hull(sum))))
        });
        wide(hull.flatten())
    }

    fn eval(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let outer = operands[0].shape.len() - self.summed;
        let terms = shape::len(&operands[0].shape[outer..]) as u128;
        let [a, b] = [&operands[0], &operands[1]].map(|o| u128::from(o.magnitude()));
        let start = operands.get(2).map_or(0, |o| u128::from(o.magnitude()));
        let bound = a.checked_mul(b).and_then(|p| p.checked_mul(terms)).and_then(|s| s.checked_add(start));
        Ok(match bound {
            Some(sum) if sum < 1 << 63 => sums::<i64>(operands, outer),
            _ => sums::<i128>(operands, outer),
        })
    }
}

/// The integers of the inner loop: 64 bits where no partial sum can leave them.
trait Number: Copy + Default + AddAssign + Mul<Output = Self> + From<i64> + Into<i128> {}
impl Number for i64 {}
impl Number for i128 {}

fn sums<T: Number>(operands: &[Strided<'_>], outer: usize) -> Vec<i128> {
    let rank = operands[0].shape.len();
    let [a, b] = [&operands[0], &operands[1]];
    let [oa, ob] = [a.offsets(0..outer), b.offsets(0..outer)];
    let inner: Vec<(i64, i64)> = a.offsets(outer..rank).into_iter().zip(b.offsets(outer..rank)).collect();
    let start = operands.get(2).map(Strided::to_vec);
    let value = |s: &Strided<'_>, at: i64| T::from(s.data[(s.offset + at) as usize]);
    let first = |i: usize| start.as_ref().map_or(T::default(), |s| T::from(s[i]));
    let mut out: Vec<T> = (0..oa.len()).map(first).collect();
    let places = || out_places(&oa, &ob);
    if results_first(b, outer) {
        for (ia, ib) in &inner {
            out.iter_mut()
                .zip(places())
                .for_each(|(sum, (pa, pb))| *sum += value(a, pa + ia) * value(b, pb + ib));
        }
    } else {
        for (sum, (pa, pb)) in out.iter_mut().zip(places()) {
            inner.iter().for_each(|(ia, ib)| *sum += value(a, pa + ia) * value(b, pb + ib));
        }
    }
    out.into_iter().map(Into::into).collect()
}

fn out_places<'p>(a: &'p [i64], b: &'p [i64]) -> impl Iterator<Item = (i64, i64)> + 'p {
    a.iter().copied().zip(b.iter().copied())
}

/// Whether neighbours along axes of the result lie closer to each other than along those that are summed.
fn results_first(s: &Strided<'_>, outer: usize) -> bool {
    let least = |axes: std::ops::Range<usize>| {
        axes.filter(|k| !s.repeats(*k)).map(|k| s.strides[k].unsigned_abs()).min().unwrap_or(u64::MAX)
    };
    least(0..outer) < least(outer..s.shape.len())
}
