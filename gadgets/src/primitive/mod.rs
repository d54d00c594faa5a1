//! The primitives: the words that every operator is made of, one file each.
//!
//! A primitive reads operands through [views](crate::view) and gives one tensor. It defines its shape, its [nest]
//! (what it means), the interval of its results, and an evaluation with tight loops.
//!
//! | word | result |
//! |---|---|
//! | [`Map`] | a polynomial of degree 2 at most in its operands' elements |
//! | [`Einsum`] | sums of products of two operands |
//! | [`Reduce`] | sum, maximum or minimum over axes |
//! | [`Divide`] | rounded quotients, clipped |
//! | [`Lookup`] | a table's values |
//! | [`Gather`] | elements at positions that are data |
//! | [`Compare`] | 0 or 1 |
//! | [`Check`] | its operand, or a status |
//!
//! [nest]: crate::nest

mod check;
mod compare;
mod divide;
mod einsum;
mod gather;
mod lookup;
mod map;
mod read;
mod reduce;

pub use check::Check;
pub use compare::{Compare, Comparison};
pub use divide::{Divide, Divisor};
pub use einsum::Einsum;
pub use gather::Gather;
pub use lookup::Lookup;
pub use map::{MAX_OPERANDS, Map, Term};
pub use read::{Part, Read, Source};
pub use reduce::{Fold, Reduce};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::gadget::MAX_ELEMENTS;
use crate::nest::{MAX_WORK, Nest};
use crate::strided::Strided;
use crate::view::{View, ViewError};
use crate::{Fault, Interval};

/// A primitive that means nothing, or operands that do not fit it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Misfit {
    /// An operand that reads what is not there.
    #[error("operand {operand}: {source}")]
    View {
        /// Position among the operands.
        operand: usize,
        /// What is wrong.
        source: ViewError,
    },
    /// An operand of the wrong shape.
    #[error("operand {operand} has shape {got:?}, expected {expected:?}")]
    Shape {
        /// Position among the operands.
        operand: usize,
        /// The shape needed.
        expected: Vec<usize>,
        /// The shape there.
        got: Vec<usize>,
    },
    /// Parameters that contradict themselves.
    #[error("{0}")]
    Parameters(String),
    /// Loops that would run too long.
    #[error("{results} results of {terms} terms each; 1 to {MAX_ELEMENTS} of either, {MAX_WORK} in all")]
    Work {
        /// Results.
        results: usize,
        /// Terms of each.
        terms: usize,
    },
    /// Values beyond 126 bits.
    #[error("values may exceed 2^126")]
    TooWide,
    /// Values outside what is there or allowed.
    #[error("{what}: {got} is not within {allowed}")]
    Range {
        /// What they are.
        what: &'static str,
        /// Where they may lie.
        got: Interval,
        /// Where they must lie.
        allowed: Interval,
    },
}

/// What an analysis knows of an operand as it is read.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// Its shape.
    pub shape: Vec<usize>,
    /// Every element lies in it, those of pads included.
    pub range: Interval,
    /// The elements of a constant.
    pub constant: Option<Strided<'a>>,
    /// What is read where there are pads among the elements.
    pub padded: Option<Padded>,
    /// An interval, and how many times it each element lies in: sums over windows that reach differently many elements.
    pub times: Option<(Interval, Strided<'static>)>,
}

impl<'a> Known<'a> {
    /// Something without pads.
    pub fn new(shape: &[usize], range: Interval, constant: Option<Strided<'a>>) -> Self {
        Self { shape: shape.to_vec(), range, constant, padded: None, times: None }
    }
}

/// A value that is read with pads.
#[derive(Clone, Debug)]
pub struct Padded {
    /// Where the value's own elements lie.
    pub real: Interval,
    /// What the pads hold.
    pub values: Vec<i64>,
    shape: Vec<usize>,
    views: Vec<View>,
}

impl Padded {
    /// 1 for each of the value's own elements, 0 for each pad, as they are read.
    pub fn inside(&self) -> Strided<'static> {
        let zero = |v: &View| match v {
            View::Pad { low, high, interior, .. } => {
                let [low, high, interior] = [low, high, interior].map(Vec::clone);
                View::Pad { low, high, interior, value: 0 }
            }
            v => v.clone(),
        };
        let strides = vec![0; self.shape.len()];
        let ones = Strided { shape: self.shape.clone(), data: vec![1].into(), offset: 0, strides };
        self.views.iter().fold(ones, |s, v| s.view(&zero(v)))
    }
}

/// What every primitive defines.
pub trait Word {
    /// Name in attributes and reports.
    fn name(&self) -> &'static str;

    /// The operands in order.
    fn reads(&self) -> Vec<&Read>;

    /// The result's shape for operands of these shapes (as they are read).
    ///
    /// # Errors
    /// [`Misfit`] for parameters that mean nothing or operands that do not fit.
    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit>;

    /// What it means for operands of these shapes, which fit.
    fn nest(&self, operands: &[Vec<usize>]) -> Nest;

    /// The interval of its results.
    ///
    /// # Errors
    /// [`Misfit::TooWide`], and [`Misfit::Range`] where an operand may take values that are not allowed.
    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit>;

    /// Where each element of the result lies, as multiples of one interval; `None` where all lie in the same. The operands
    /// are those of a successful [`Word::infer`].
    fn times(&self, _operands: &[Known<'_>]) -> Option<(Interval, Strided<'static>)> {
        None
    }

    /// The result, row-major; the same as the nest's.
    ///
    /// # Errors
    /// As [`Nest::run`].
    fn eval(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let shapes: Vec<_> = operands.iter().map(|o| o.shape.clone()).collect();
        self.nest(&shapes).run(operands)
    }
}

/// Any primitive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "word", rename_all = "snake_case")]
pub enum Primitive {
    /// [`Map`].
    Map(Map),
    /// [`Einsum`].
    Einsum(Einsum),
    /// [`Reduce`].
    Reduce(Reduce),
    /// [`Divide`].
    Divide(Divide),
    /// [`Lookup`].
    Lookup(Lookup),
    /// [`Gather`].
    Gather(Gather),
    /// [`Compare`].
    Compare(Compare),
    /// [`Check`].
    Check(Check),
}

impl Primitive {
    /// Its definition.
    pub fn word(&self) -> &dyn Word {
        match self {
            Self::Map(w) => w,
            Self::Einsum(w) => w,
            Self::Reduce(w) => w,
            Self::Divide(w) => w,
            Self::Lookup(w) => w,
            Self::Gather(w) => w,
            Self::Compare(w) => w,
            Self::Check(w) => w,
        }
    }
}

/// Largest magnitude of any value: leaves room for a sum and a comparison in 128 bits.
pub const MAX_MAGNITUDE: u128 = 1 << 126;

pub(crate) fn wide<T>(v: Option<T>) -> Result<T, Misfit> {
    v.ok_or(Misfit::TooWide)
}

pub(crate) fn same(operand: usize, expected: &[usize], got: &[usize]) -> Result<(), Misfit> {
    if expected == got {
        Ok(())
    } else {
        Err(Misfit::Shape { operand, expected: expected.to_vec(), got: got.to_vec() })
    }
}

/// Elements of several operands of one shape at the same index, in order.
pub(crate) fn together(operands: &[Strided<'_>], mut f: impl FnMut(&[i64])) {
    let Some(first) = operands.first() else { return };
    let places: Vec<Vec<i64>> = operands.iter().map(|o| o.offsets(0..o.shape.len())).collect();
    let mut values = vec![0; operands.len()];
    for i in 0..crate::shape::len(&first.shape) {
        for ((v, o), places) in values.iter_mut().zip(operands).zip(&places) {
            *v = o.data[(o.offset + places[i]) as usize];
        }
        f(&values);
    }
}
