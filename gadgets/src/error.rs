//! Errors of gadget construction and evaluation.

use integers::buffer::Unstored;
use thiserror::Error;

use crate::{ElementType, Range, Status};

/// A gadget that means nothing, or operands that do not fit it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GadgetError {
    /// Parameters that contradict themselves.
    #[error("{gadget}: {reason}")]
    Parameters {
        /// Gadget name.
        gadget: &'static str,
        /// What contradicts what, with the numbers.
        reason: String,
    },
    /// The wrong number of operands.
    #[error("{gadget}: expected {expected} operands, got {got}")]
    OperandCount {
        /// Gadget name.
        gadget: &'static str,
        /// Operands the gadget takes.
        expected: usize,
        /// Operands given.
        got: usize,
    },
    /// An operand of the wrong size.
    #[error("{gadget}: operand {operand} has {got} elements, expected {expected}")]
    OperandLength {
        /// Gadget name.
        gadget: &'static str,
        /// Operand's position.
        operand: usize,
        /// Elements the gadget takes.
        expected: usize,
        /// Elements given.
        got: usize,
    },
    /// A value that its storage type cannot hold: the range analysis was not done or not obeyed.
    #[error("{gadget}: value {value} does not fit {element}")]
    Overflow {
        /// Gadget name.
        gadget: &'static str,
        /// The value.
        value: i128,
        /// The type that should hold it.
        element: ElementType,
    },
    /// The interval analysis found values that no type of ours holds.
    #[error("{gadget}: values {lo}..={hi} exceed {limit}")]
    RangeOverflow {
        /// Gadget name.
        gadget: &'static str,
        /// Smallest value.
        lo: i128,
        /// Largest value.
        hi: i128,
        /// What should hold them.
        limit: Range,
    },
}

impl From<Unstored> for GadgetError {
    fn from(Unstored { value, element }: Unstored) -> Self {
        Self::Overflow { gadget: "constant", value: value.into(), element }
    }
}

/// Why an evaluation gave no output.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// The defined outcome: the gadget function returns this status.
    #[error("{0}")]
    Status(Status),
    /// A misuse: the gadget or its operands are malformed.
    #[error(transparent)]
    Gadget(#[from] GadgetError),
}
