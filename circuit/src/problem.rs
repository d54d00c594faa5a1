//! Why a relation, tensor or graph is refused.

use thiserror::Error;

use super::Range;
use super::resolve::ViewError;

/// Why a relation or tensor is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// An operand that reads what is not there.
    #[error("operand {operand}: {source}")]
    Operand {
        /// Position among the relation's operands.
        operand: usize,
        /// What is wrong.
        source: ViewError,
    },
    /// Operands or results of the wrong shape.
    #[error("{what} has shape {got:?}, expected {expected:?}")]
    Shape {
        /// Which one.
        what: &'static str,
        /// The shape that it needs.
        expected: Vec<u32>,
        /// The shape that it has.
        got: Vec<u32>,
    },
    /// Parameters that contradict themselves or the operands.
    #[error("{0}")]
    Parameters(String),
    /// Values beyond 120 bits.
    #[error("values may exceed 2^120")]
    TooWide,
    /// A maximum over no element, without a floor.
    #[error("output {output} is a maximum over no element")]
    EmptyMax {
        /// Row-major index of the first such output.
        output: usize,
    },
    /// A divisor that may be zero or negative.
    #[error("the divisor's range {range} does not start at 1 or above")]
    Divisor {
        /// The range.
        range: Range,
    },
    /// A lookup outside its table.
    #[error("table {table} covers {covered}, but its argument may be in {argument}")]
    TableRange {
        /// Index of the table.
        table: u32,
        /// What it covers.
        covered: Range,
        /// What it is asked for.
        argument: Range,
    },
    /// No such table.
    #[error("table {table} does not exist; there are {count}")]
    NoTable {
        /// The index.
        table: u32,
        /// Tables in the graph.
        count: usize,
    },
    /// A declared range tighter than the image, and not checked.
    #[error("range {declared} is declared, {image} is possible, and no check is made")]
    Unsound {
        /// The tensor's range.
        declared: Range,
        /// The interval image.
        image: Range,
    },
    /// A tensor that breaks a rule of its own.
    #[error("{0}")]
    Tensor(String),
    /// A tensor read before it is defined, or defined twice or never.
    #[error("tensor {tensor} is {problem}")]
    Order {
        /// The tensor.
        tensor: u32,
        /// What is wrong.
        problem: &'static str,
    },
}
