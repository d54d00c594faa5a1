//! Nests: what a primitive means, as loops and an expression.
//!
//! `result[o] = value` for every point `o` of the outer loops; the expression may fold over the inner ones. All else
//! that is said of a primitive (its evaluation, its range, the code that is generated, the circuit) is tested against
//! this. Operands are read as the primitive's views show them.

mod expr;
mod index;

pub use expr::{At, Expr, Fold};
pub use index::{Atom, Counter, Index, IndexError, MAX_DEPTH};

use crate::gadget::MAX_ELEMENTS;
use crate::primitive::Misfit;
use crate::strided::Strided;
use crate::{Fault, Interval, shape};

/// Most points of a nest: multiply-accumulates or window cells of one primitive. Some seconds where loops are tight.
pub const MAX_WORK: usize = 1 << 34;

/// The meaning of one primitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nest {
    /// Iterations of each loop: those of the result's axes, then those that are folded.
    pub extents: Vec<usize>,
    /// How many of them are the result's.
    pub outer: usize,
    /// The value at a point.
    pub value: Expr,
}

impl Nest {
    /// A loop for every axis of the result, and nothing folded.
    pub fn elementwise(shape: &[usize], value: Expr) -> Self {
        Self { extents: shape.to_vec(), outer: shape.len(), value }
    }

    /// Checks what running it costs: its points, each of which is work, and the results and the terms of one result, of
    /// which a list may be held.
    ///
    /// # Errors
    /// [`Misfit::Work`].
    pub fn check(&self) -> Result<(), Misfit> {
        let lists = [self.shape(), self.folded()].map(shape::len);
        let fine = lists.iter().all(|n| (1..=MAX_ELEMENTS).contains(n));
        if fine && shape::len(&self.extents) <= MAX_WORK {
            return Ok(());
        }
        Err(Misfit::Work { results: lists[0], terms: lists[1] })
    }

    /// Shape of the result.
    pub fn shape(&self) -> &[usize] {
        &self.extents[..self.outer]
    }

    /// Iterations of the folded loops.
    pub fn folded(&self) -> &[usize] {
        &self.extents[self.outer..]
    }

    /// Runs it, point by point, as the definition that everything faster is tested against.
    ///
    /// # Errors
    /// [`Fault::Status`] for a check that fails, [`Fault::Gadget`] for a value beyond 128 bits or a position that is not
    /// there.
    pub fn run(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let mut out = Vec::with_capacity(shape::len(self.shape()));
        let mut result = Ok(());
        shape::for_each(self.shape(), |at| {
            if result.is_ok() {
                match self.value.run(&mut at.to_vec(), self.folded(), operands) {
                    Ok(v) => out.push(v),
                    Err(e) => result = Err(e),
                }
            }
        });
        result.map(|()| out)
    }
}

/// A condition on a value that ends the run where it does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Where the value must lie.
    pub range: Interval,
    /// The status of a run that stops.
    pub status: crate::Status,
}
