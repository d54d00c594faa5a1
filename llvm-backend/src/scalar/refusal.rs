//! Why a function is not arithmetised.

use thiserror::Error;

/// A function that lies outside the fallback's language: what, where and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("node '{node}': function '{function}' cannot be arithmetised: {reason}\n  at: {instruction}")]
pub struct ScalarRefusal {
    /// Label of the graph's node.
    pub node: String,
    /// Name of the LLVM function.
    pub function: String,
    /// Text of the instruction, or the kind of place where there is none.
    pub instruction: String,
    /// What is wrong with it.
    pub reason: Box<Reason>,
}

/// What the fallback's language lacks, or what the function leaves undefined.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reason {
    /// Not `i32 (ptr, ..)` with one pointer for each operand.
    #[error("expected a definition returning i32 with {expected} pointer parameters, got {got}")]
    Signature {
        /// Pointers wanted.
        expected: usize,
        /// The type found.
        got: String,
    },
    /// An operand that no program can have.
    #[error("operand {operand} is {got}, expected {expected}")]
    Operand {
        /// Position in the parameter list.
        operand: usize,
        /// What it should be.
        expected: String,
        /// What it is.
        got: String,
    },
    /// An instruction or type that is not integer code.
    #[error("{0} is not supported")]
    Unsupported(String),
    /// A call to something other than a known intrinsic.
    #[error("call to {0}, which is not a known intrinsic")]
    Call(String),
    /// A branch that data decides.
    #[error("the branch depends on data")]
    Branch,
    /// Something other than an address or a branch that must be known at compile time.
    #[error("{0} depends on data")]
    Dynamic(&'static str),
    /// An address that data decides, in memory that is not a table of known numbers.
    #[error("the address depends on data, and {object} is not a constant table")]
    Address {
        /// The memory.
        object: String,
    },
    /// An element that is read before anything was written to it.
    #[error("element {element} of {object} is read before it is written")]
    Uninitialised {
        /// The memory.
        object: String,
        /// The element.
        element: usize,
    },
    /// An access beyond its memory.
    #[error("byte {offset} lies outside {object} of {bytes} bytes")]
    Outside {
        /// The memory.
        object: String,
        /// Where the access starts.
        offset: i64,
        /// Size of the memory.
        bytes: usize,
    },
    /// An access whose width or alignment is not that of the elements.
    #[error("{got} at byte {offset} of {object}, whose elements are {expected}")]
    Width {
        /// The memory.
        object: String,
        /// Where the access starts.
        offset: i64,
        /// Type of the elements.
        expected: String,
        /// Type of the access.
        got: String,
    },
    /// A write to an input or a constant.
    #[error("{object} is written, but only the output may be")]
    ReadOnly {
        /// The memory.
        object: String,
    },
    /// An output element that is never written.
    #[error("element {element} of the output is never written")]
    Unwritten {
        /// The element.
        element: usize,
    },
    /// An operation without meaning.
    #[error("undefined: {0}")]
    Undefined(String),
    /// A bound on the work.
    #[error("more than {limit} {what}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
}
