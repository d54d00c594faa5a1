//! The expression of a nest: what happens to the elements that a point reads.

use super::Checked;
use crate::strided::Strided;
use crate::{Fault, GadgetError, Rounding, shape};

/// A value at a point of a nest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number.
    Const(i64),
    /// An element of an operand.
    Element {
        /// Position among the operands.
        operand: usize,
        /// Position along each of its axes.
        at: Vec<At>,
    },
    /// The sum; 0 for none.
    Sum(Vec<Expr>),
    /// The product; 1 for none.
    Product(Vec<Expr>),
    /// The larger of two.
    Max(Box<Expr>, Box<Expr>),
    /// The smaller of two.
    Min(Box<Expr>, Box<Expr>),
    /// A rounded quotient; the divisor is at least 1.
    Divide(Box<Expr>, Box<Expr>, Rounding),
    /// 1 where the first is less than the second, else 0.
    Less(Box<Expr>, Box<Expr>),
    /// 1 where both are equal, else 0.
    Equal(Box<Expr>, Box<Expr>),
    /// The value, which must satisfy a condition.
    Check(Box<Expr>, Checked),
    /// All terms of the folded loops, in order, put together; from the start value where there is one.
    Fold {
        /// How two become one.
        op: Fold,
        /// The start value.
        start: Option<Box<Expr>>,
        /// What is folded.
        term: Box<Expr>,
    },
}

/// A position along one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The counter of this loop.
    Loop(usize),
    /// A computed position.
    Value(Box<Expr>),
}

/// How terms are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// Their sum; 0 for none.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

fn beyond(value: Option<i128>) -> Result<i128, Fault> {
    let error = GadgetError::Parameters { gadget: "nest", reason: "a value beyond 128 bits".to_owned() };
    value.ok_or_else(|| error.into())
}

impl Expr {
    /// The element of operand `operand` at the counters of the loops `0..rank`.
    pub fn element(operand: usize, rank: usize) -> Self {
        Self::Element { operand, at: (0..rank).map(At::Loop).collect() }
    }

    /// The value at the point `at`, which is restored.
    pub(super) fn run(
        &self,
        at: &mut Vec<usize>,
        folded: &[usize],
        operands: &[Strided<'_>],
    ) -> Result<i128, Fault> {
        let mut run = |e: &Self| e.run(at, folded, operands);
        Ok(match self {
            Self::Const(v) => (*v).into(),
            Self::Element { operand, at: position } => {
                let mut index = Vec::with_capacity(position.len());
                for (p, size) in position.iter().zip(&operands[*operand].shape) {
                    let value = match p {
                        At::Loop(k) => at[*k] as i128,
                        At::Value(e) => e.run(at, folded, operands)?,
                    };
                    let inside = usize::try_from(value).ok().filter(|v| v < size).ok_or_else(|| {
                        let reason = format!("position {value} of {size}");
                        GadgetError::Parameters { gadget: "nest", reason }
                    })?;
                    index.push(inside);
                }
                operands[*operand].at(&index).into()
            }
            Self::Sum(all) => all.iter().try_fold(0i128, |s, e| beyond(s.checked_add(run(e)?)))?,
            Self::Product(all) => all.iter().try_fold(1i128, |s, e| beyond(s.checked_mul(run(e)?)))?,
            Self::Max(a, b) => run(a)?.max(run(b)?),
            Self::Min(a, b) => run(a)?.min(run(b)?),
            Self::Divide(a, b, rounding) => beyond(rounding.divide(run(a)?, run(b)?))?,
            Self::Less(a, b) => (run(a)? < run(b)?).into(),
            Self::Equal(a, b) => (run(a)? == run(b)?).into(),
            Self::Check(e, check) => match run(e)? {
                v if check.range.contains(v) => v,
                _ => return Err(Fault::Status(check.status)),
            },
            Self::Fold { op, start, term } => {
                let mut sum = start.as_ref().map(|e| run(e)).transpose()?;
                let outer = at.len();
                let mut error = None;
                shape::for_each(folded, |inner| {
                    at.truncate(outer);
                    at.extend(inner);
                    match term.run(at, &[], operands).and_then(|v| op.put(sum, v)) {
                        Ok(v) => sum = Some(v),
                        Err(e) => error = error.take().or(Some(e)),
                    }
                });
                at.truncate(outer);
                match (error, op) {
                    (Some(e), _) => return Err(e),
                    (None, Fold::Sum) => sum.unwrap_or(0),
                    (None, _) => beyond(sum)?,
                }
            }
        })
    }
}

impl Fold {
    fn put(self, sum: Option<i128>, v: i128) -> Result<i128, Fault> {
        let Some(sum) = sum else { return Ok(v) };
        match self {
            Self::Sum => beyond(sum.checked_add(v)),
            Self::Max => Ok(sum.max(v)),
            Self::Min => Ok(sum.min(v)),
        }
    }
}
