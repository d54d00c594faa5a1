//! `Einsum`: sums of products of two operands, and something added.
//!
//! Both operands are read in one shape: the axes of the result, then those that are summed (views repeat an operand
//! along axes that it lacks, and read windows). `result[o] = addend[o] + Σ_r a[o, r]·b[o, r]`: matrix products,
//! convolutions, attention.

use serde::{Deserialize, Serialize};
use std::ops::{AddAssign, Mul};

use super::{Known, Misfit, Read, Word, map::constant_points, same, wide};
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
        let (mut hull, mut failed) = (None::<Interval>, false);
        // Summed axes along which the weights repeat count several times.
        let own: Vec<usize> =
            (outer..all.len()).map(|k| if weights.repeats(k) { 1 } else { all[k] }).collect();
        let repeats = count / shape::len(&own) as i128;
        let mut visit = |o: &[usize]| {
            let start = match (addend, constant_addend) {
                (_, Some(c)) => Interval::point(c.at(o).into()),
                (Some(c), None) => c.range,
                (None, None) => Interval::point(0),
            };
            let mut sum = Some(start);
            let mut index = [o, &vec![0; self.summed]].concat();
            shape::for_each(&own, |r| {
                index[outer..].copy_from_slice(r);
                let w = i128::from(weights.at(&index));
                let term = x.scale(w).and_then(|t| t.scale(repeats));
                sum = sum.zip(term).and_then(|(s, t)| s.plus(t));
            });
            match sum {
                Some(r) => hull = Some(hull.map_or(r, |h| h.hull(r))),
                None => failed = true,
            }
        };
        let view = Strided {
            shape: all[..outer].to_vec(),
            strides: weights.strides[..outer].to_vec(),
            ..weights.clone()
        };
        let constants: Vec<&Strided<'_>> = std::iter::once(&view).chain(constant_addend).collect();
        let looked = constant_points(&all[..outer], &constants, &mut visit);
        match (looked, failed) {
            (None, _) | (_, true) => Err(Misfit::TooWide),
            _ => wide(hull),
        }
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
    let mut out = Vec::with_capacity(oa.len());
    for (i, (pa, pb)) in oa.iter().zip(&ob).enumerate() {
        let mut sum = start.as_ref().map_or(T::default(), |s| T::from(s[i]));
        inner.iter().for_each(|(ia, ib)| sum += value(a, pa + ia) * value(b, pb + ib));
        out.push(sum.into());
    }
    out
}
