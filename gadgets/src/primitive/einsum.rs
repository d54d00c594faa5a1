//! `Einsum`: sums of products of two operands, and something added.
//!
//! Both operands are read in one shape: the axes of the result, then those that are summed (views repeat an operand
//! along axes that it lacks, and read windows). `result[o] = addend[o] + Σ_r a[o, r]·b[o, r]`: matrix products,
//! convolutions, attention.

use products::sums;
use serde::{Deserialize, Serialize};

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
            // What is multiplied by itself is no less than 0.
            let product = if self.a == self.b { a.range.square() } else { a.range.times(b.range) };
            let sum = wide(product.and_then(|p| p.scale(count)))?;
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
        let shape = &operands[0].shape;
        let outer = shape.len() - self.summed;
        let terms = shape::len(&shape[outer..]) as u128;
        let [a, b] = [&operands[0], &operands[1]];
        let reach = [a, b].map(Strided::magnitude);
        let start = operands.get(2).map_or(0, |o| u128::from(o.magnitude()));
        let product = u128::from(reach[0]).checked_mul(reach[1].into()).and_then(|p| p.checked_mul(terms));
        let bound = product.and_then(|sum| sum.checked_add(start));
        let starts = operands.get(2).map_or_else(|| vec![0; shape::len(&shape[..outer])], Strided::to_vec);
        // 32 bits, summed in 64, where that is all that there can be.
        let short = reach.iter().all(|r| *r <= i32::MAX.unsigned_abs().into());
        if short && bound.is_some_and(|sum| sum < 1 << 63) {
            let sums = sums::<i32>(shape, outer, a.factor(|v| v as i32), b.factor(|v| v as i32), starts);
            return Ok(sums.into_iter().map(i128::from).collect());
        }
        let starts = starts.into_iter().map(i128::from).collect();
        Ok(sums::<i64>(shape, outer, a.factor(|v| v), b.factor(|v| v), starts))
    }
}

/// Whether neighbours along axes of the result lie closer to each other than along those that are summed.
fn results_first(s: &Strided<'_>, outer: usize) -> bool {
    let least = |axes: std::ops::Range<usize>| {
        axes.filter(|k| !s.repeats(*k)).map(|k| s.strides[k].unsigned_abs()).min().unwrap_or(u64::MAX)
    };
    least(0..outer) < least(outer..s.shape.len())
}
