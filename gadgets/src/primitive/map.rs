//! `Map`: a polynomial of degree 2 at most in the elements of its operands, which have one shape.
//!
//! `result[i] = constant + Σ coefficient · Π operand[factor][i]`: sums, products, squares, scaling, masks, selection by
//! 0 and 1.

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Read, Word, same, together, wide};
use crate::nest::{Expr, Nest};
use crate::strided::Strided;
use crate::{Fault, GadgetError, Interval, shape};

/// Most operands: an image is the hull over all corners of their intervals.
pub const MAX_OPERANDS: usize = 8;

/// Most points at which constants are looked at one by one.
pub(super) const MAX_POINTS: usize = 1 << 22;

/// A product with a coefficient.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Term {
    /// What the product is multiplied by; never 0.
    pub coefficient: i64,
    /// Positions among the operands, in order: one or two.
    pub factors: Vec<usize>,
}

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Map {
    /// The operands.
    pub reads: Vec<Read>,
    /// What is summed.
    pub terms: Vec<Term>,
    /// What is added.
    pub constant: i64,
}

impl Map {
    /// The largest magnitude of its terms and of the constant; `None` for reads of what is not there.
    pub(crate) fn reach(&self, known: &[Known<'_>]) -> Option<i128> {
        let size = |read: &Read| Some(read.known(known).ok()?.range).map(|r| r.lo.abs().max(r.hi.abs()));
        let term = |t: &Term| {
            t.factors.iter().try_fold(i128::from(t.coefficient).abs(), |product, f| {
                product.checked_mul(size(self.reads.get(*f)?)?)
            })
        };
        self.terms.iter().try_fold(i128::from(self.constant).abs(), |most, t| Some(most.max(term(t)?)))
    }

    /// `Σ coefficient · operand`.
    pub fn linear(terms: impl IntoIterator<Item = (i64, Read)>, constant: i64) -> Self {
        let (coefficients, reads): (Vec<_>, Vec<_>) = terms.into_iter().unzip();
        let terms = coefficients.into_iter().enumerate();
        let terms = terms.map(|(i, coefficient)| Term { coefficient, factors: vec![i] }).collect();
        Self { reads, terms, constant }
    }

    /// `a · b`.
    pub fn product(a: Read, b: Read) -> Self {
        Self { reads: vec![a, b], terms: vec![Term { coefficient: 1, factors: vec![0, 1] }], constant: 0 }
    }

    /// `a · a`.
    pub fn square(a: Read) -> Self {
        Self { reads: vec![a], terms: vec![Term { coefficient: 1, factors: vec![0, 0] }], constant: 0 }
    }

    /// Whether it is one operand as it is read.
    pub fn is_copy(&self) -> bool {
        let one = Term { coefficient: 1, factors: vec![0] };
        self.reads.len() == 1 && self.terms == [one] && self.constant == 0
    }

    /// Whether no operand occurs twice in a term, so that each is linear with the others fixed.
    fn is_multilinear(&self) -> bool {
        self.terms.iter().all(|t| t.factors.first() != t.factors.get(1))
    }

    /// The image for operands in these intervals.
    fn image(&self, ranges: &[Interval]) -> Option<Interval> {
        if self.is_multilinear() {
            // A multilinear function takes its extremes at corners.
            let mut image: Option<Interval> = None;
            for corner in 0..1u32 << ranges.len() {
                let at = |i: usize| if corner >> i & 1 == 0 { ranges[i].lo } else { ranges[i].hi };
                let value = self.terms.iter().try_fold(i128::from(self.constant), |sum, t| {
                    let product =
                        t.factors.iter().try_fold(i128::from(t.coefficient), |p, f| p.checked_mul(at(*f)))?;
                    sum.checked_add(product)
                })?;
                image = Some(image.map_or(Interval::point(value), |r| r.hull(Interval::point(value))));
            }
            return image;
        }
        self.terms.iter().try_fold(Interval::point(self.constant.into()), |sum, t| {
            let product = match t.factors[..] {
                [a, b] if a == b => ranges[a].square()?,
                [a, b] => ranges[a].times(ranges[b])?,
                [a] => ranges[a],
                _ => Interval::point(1),
            };
            sum.plus(product.scale(t.coefficient.into())?)
        })
    }
}

/// Calls `f` with every index of `shape` at which constants may differ, other axes at 0; `None` where there are too
/// many.
fn constant_points(shape: &[usize], constants: &[&Strided<'_>], mut f: impl FnMut(&[usize])) -> Option<()> {
    let sizes: Vec<usize> = shape
        .iter()
        .enumerate()
        .map(|(a, n)| if constants.iter().all(|c| c.repeats(a)) { 1 } else { *n })
        .collect();
    if shape::len(&sizes) > MAX_POINTS {
        return None;
    }
    shape::for_each(&sizes, &mut f);
    Some(())
}

impl Word for Map {
    fn name(&self) -> &'static str {
        "map"
    }

    fn reads(&self) -> Vec<&Read> {
        self.reads.iter().collect()
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        let Some(first) = operands.first().filter(|_| operands.len() <= MAX_OPERANDS) else {
            let reason = format!("a map of {} operands, 1 to {MAX_OPERANDS} expected", operands.len());
            return Err(Misfit::Parameters(reason));
        };
        for (i, other) in operands.iter().enumerate() {
            same(i, first, other)?;
        }
        let fine = |t: &Term| {
            (1..=2).contains(&t.factors.len())
                && t.coefficient != 0
                && t.factors.is_sorted()
                && t.factors.iter().all(|f| *f < operands.len())
        };
        match self.terms.iter().find(|t| !fine(t)) {
            Some(t) => Err(Misfit::Parameters(format!("{t:?} is no term of degree 1 or 2"))),
            None => Ok(first.clone()),
        }
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let rank = operands[0].len();
        let term = |t: &Term| {
            let coefficient = (t.coefficient != 1).then_some(Expr::Const(t.coefficient));
            let mut all: Vec<Expr> =
                t.factors.iter().map(|f| Expr::element(*f, rank)).chain(coefficient).collect();
            if all.len() == 1 { all.remove(0) } else { Expr::Product(all) }
        };
        let constant = (self.constant != 0).then_some(Expr::Const(self.constant));
        let mut all: Vec<Expr> = self.terms.iter().map(term).chain(constant).collect();
        let value = if all.len() == 1 { all.remove(0) } else { Expr::Sum(all) };
        Nest::elementwise(&operands[0], value)
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let ranges: Vec<Interval> = operands.iter().map(|o| o.range).collect();
        let known = operands.iter().map(|o| o.constant.as_ref().or(o.times.as_ref().map(|t| &t.1)));
        let constants: Vec<_> = known.flatten().collect();
        let mut hull: Option<Interval> = None;
        let mut failed = false;
        let looked = constant_points(&operands[0].shape, &constants, |i| {
            let at = |o: &Known<'_>| match (&o.constant, &o.times) {
                (Some(c), _) => Some(Interval::point(c.at(i).into())),
                (None, Some((r, times))) => r.scale(times.at(i).into()),
                (None, None) => Some(o.range),
            };
            let ranges: Option<Vec<Interval>> = operands.iter().map(at).collect();
            match ranges.and_then(|ranges| self.image(&ranges)) {
                Some(r) => hull = Some(hull.map_or(r, |h| h.hull(r))),
                None => failed = true,
            }
        });
        match (looked, failed) {
            (None, _) => wide(self.image(&ranges)),
            (_, true) => Err(Misfit::TooWide),
            _ => wide(hull),
        }
    }

    fn eval(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let mut out = Vec::new();
        let mut beyond = false;
        together(operands, |v| {
            let value = self.terms.iter().try_fold(i128::from(self.constant), |sum, t| {
                let product =
                    t.factors.iter().try_fold(i128::from(t.coefficient), |p, f| p.checked_mul(v[*f].into()));
                sum.checked_add(product?)
            });
            beyond |= value.is_none();
            out.push(value.unwrap_or_default());
        });
        if beyond {
            let reason = "a value beyond 128 bits".to_owned();
            return Err(GadgetError::Parameters { gadget: "map", reason }.into());
        }
        Ok(out)
    }
}
