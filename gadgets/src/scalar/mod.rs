//! Straight-line integer programs: what an unrecognised function is to the circuit.
//!
//! The reader of LLVM IR unrolls a function with static trip counts and static addresses into one
//! [`ScalarProgram`]; the circuit proves that program. A program has no branch and no address: loads name
//! an operand and an element, data-dependent loads of constants are [`Op::Lookup`]s, and an early return
//! is a `select` on the status.
//!
//! A value has a width of 1 to 128 bits. It is written here as the signed number that its two's complement
//! bits mean, except at width 1, where it is 0 or 1. Arithmetic wraps at its width.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Buffer, ElementType};

mod arithmetic;
mod check;
mod evaluate;
mod range;

pub use arithmetic::{signed, unsigned, wrap};
pub use evaluate::ScalarResult;

/// Index into [`ScalarProgram::ops`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Value(pub u32);

/// Comparison predicates of LLVM's `icmp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Predicate {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Signed less.
    Slt,
    /// Signed less or equal.
    Sle,
    /// Signed greater.
    Sgt,
    /// Signed greater or equal.
    Sge,
    /// Unsigned less.
    Ult,
    /// Unsigned less or equal.
    Ule,
    /// Unsigned greater.
    Ugt,
    /// Unsigned greater or equal.
    Uge,
}

/// Operations on two values of the result's width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Binary {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Bitwise and.
    And,
    /// Bitwise or.
    Or,
    /// Bitwise exclusive or.
    Xor,
    /// Signed minimum.
    Smin,
    /// Signed maximum.
    Smax,
    /// Unsigned minimum.
    Umin,
    /// Unsigned maximum.
    Umax,
    /// Signed quotient, rounded towards zero.
    Sdiv,
    /// Unsigned quotient.
    Udiv,
    /// Signed remainder, of the dividend's sign.
    Srem,
    /// Unsigned remainder.
    Urem,
}

/// Shifts by a constant amount below the width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Shift {
    /// Left.
    Shl,
    /// Right, zeros come in.
    Lshr,
    /// Right, the sign comes in.
    Ashr,
}

/// What an operation computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Op {
    /// A number, as a value of the width is written.
    Const(#[serde(with = "text")] i128),
    /// Element `element` of operand `operand`, which is no output and as wide as the result.
    Load {
        /// Index into [`ScalarProgram::operands`].
        operand: u32,
        /// Row-major element.
        element: u32,
    },
    /// `tables[table][index]`; the index is never outside the table.
    Lookup {
        /// Index into [`ScalarProgram::tables`].
        table: u32,
        /// Entry, as a signed number.
        index: Value,
    },
    /// Two operands of the result's width.
    Binary(Binary, Value, Value),
    /// `x` shifted by a constant.
    Shift(Shift, Value, u32),
    /// Comparison of two values of one width; the result has width 1.
    Icmp(Predicate, Value, Value),
    /// `condition ? then : otherwise`.
    Select {
        /// Of width 1.
        condition: Value,
        /// Result where the condition is 1.
        then: Value,
        /// Result where it is 0.
        otherwise: Value,
    },
    /// Sign extension from a smaller width.
    Sext(Value),
    /// Zero extension from a smaller width.
    Zext(Value),
    /// The low bits of a larger width.
    Trunc(Value),
}

/// One operation and the width of its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScalarOp {
    /// Width of the result, 1 to 128.
    pub bits: u8,
    /// What it computes, from values before it.
    pub op: Op,
}

/// How a program uses one of its function's pointer arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Access {
    /// Reads it.
    Input,
    /// Writes every element of it once.
    Output,
    /// Reads these elements, known at compile time.
    Constant(Buffer),
}

/// One pointer argument, in the function's order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScalarOperand {
    /// Storage type; loads and stores are as wide, the sign matters to who reads the tensor.
    pub element: ElementType,
    /// Number of elements.
    pub len: u32,
    /// What the function does with it.
    pub access: Access,
}

/// A store that the function makes if it returns status 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Store {
    /// Index of an [`Access::Output`] operand.
    pub operand: u32,
    /// Row-major element.
    pub element: u32,
    /// What is stored, as wide as the operand's elements.
    pub value: Value,
}

/// A function as straight-line integer code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ScalarProgram {
    /// The function's name.
    pub name: String,
    /// Its pointer arguments.
    pub operands: Vec<ScalarOperand>,
    /// Constant tables read at data-dependent indices.
    pub tables: Vec<Buffer>,
    /// Operations in order; `Value(i)` is the result of `ops[i]`.
    pub ops: Vec<ScalarOp>,
    /// One store for each element of each output.
    pub stores: Vec<Store>,
    /// The status returned, of width 32; 0 is success.
    pub status: Value,
}

/// A program that means nothing, or an execution that leaves its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScalarError {
    /// An operation that is malformed.
    #[error("{program}: operation {at}: {reason}")]
    Malformed {
        /// The program's name.
        program: String,
        /// Index of the operation, or of the store after all operations.
        at: usize,
        /// What is wrong, with numbers.
        reason: String,
    },
    /// Operands that do not fit the program.
    #[error("{program}: operand {operand}: {reason}")]
    Operand {
        /// The program's name.
        program: String,
        /// The operand's index.
        operand: usize,
        /// What is wrong, with numbers.
        reason: String,
    },
    /// A division by zero, an overflowing signed division, or a lookup outside its table.
    #[error("{program}: operation {at} is undefined: {reason}")]
    Undefined {
        /// The program's name.
        program: String,
        /// Index of the operation.
        at: usize,
        /// What is undefined, with numbers.
        reason: String,
    },
}

impl Op {
    /// The values it reads.
    pub fn uses(&self) -> impl Iterator<Item = Value> {
        let (a, b, c) = match *self {
            Self::Const(_) | Self::Load { .. } => (None, None, None),
            Self::Lookup { index: x, .. }
            | Self::Shift(_, x, _)
            | Self::Sext(x)
            | Self::Zext(x)
            | Self::Trunc(x) => (Some(x), None, None),
            Self::Binary(_, a, b) | Self::Icmp(_, a, b) => (Some(a), Some(b), None),
            Self::Select { condition, then, otherwise } => (Some(condition), Some(then), Some(otherwise)),
        };
        a.into_iter().chain(b).chain(c)
    }
}

/// Numbers of 128 bits as decimal text, which JSON keeps exactly.
mod text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(v: &i128, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(v)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<i128, D::Error> {
        String::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}
