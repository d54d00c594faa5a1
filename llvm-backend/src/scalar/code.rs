//! A function decoded once, so that executing an instruction millions of times asks LLVM nothing.

use gadgets::scalar::{Binary, Predicate};
use std::fmt;

/// What a register or a memory element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element {
    /// An integer of 1 to 128 bits.
    Int(u8),
    /// An address.
    Pointer,
}

impl Element {
    /// Size in memory; `None` for widths that no tensor has, whose layout LLVM leaves to targets.
    pub const fn bytes(self) -> Option<u64> {
        match self {
            Self::Int(1) => Some(1),
            Self::Int(bits @ (8 | 16 | 32 | 64 | 128)) => Some(bits as u64 / 8),
            Self::Pointer => Some(8),
            Self::Int(_) => None,
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(bits) => write!(f, "i{bits}"),
            Self::Pointer => f.write_str("ptr"),
        }
    }
}

/// Index of a parameter or an instruction's result.
pub type Register = usize;

/// An operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// A parameter or an earlier result.
    Register(Register),
    /// A number of this many bits.
    Int(u8, i128),
    /// The start of a constant global: its index in [`Code::tables`].
    Table(usize),
    /// `undef` or `poison`: refused when read, so that an arm never taken may hold it.
    Undefined,
}

/// Shifts, by an amount that is an operand here.
pub use gadgets::scalar::Shift;

/// What an instruction computes or does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// An integer operation.
    Binary(Binary, Arg, Arg),
    /// A shift.
    Shift(Shift, Arg, Arg),
    /// `|x|`, wrapping.
    Abs(Arg),
    /// A comparison.
    Icmp(Predicate, Arg, Arg),
    /// `condition ? then : otherwise`.
    Select(Arg, Arg, Arg),
    /// Sign extension to a width.
    Sext(u8, Arg),
    /// Zero extension to a width.
    Zext(u8, Arg),
    /// The low bits.
    Trunc(u8, Arg),
    /// `freeze`: its operand, which is defined.
    Same(Arg),
    /// Memory for `count` times `each` elements.
    Alloca {
        /// Type of an element.
        element: Element,
        /// Elements for each of the array size.
        each: u64,
        /// The array size.
        count: Arg,
    },
    /// `base` plus, for each index, index times stride bytes.
    Offset(Arg, Vec<(Arg, u64)>),
    /// The element at an address.
    Load(Element, Arg),
    /// `value` to an address.
    Store(Arg, Arg),
    /// `memcpy` and `memmove`: destination, source, bytes.
    Copy(Arg, Arg, Arg),
    /// `memset`: destination, byte, bytes.
    Fill(Arg, Arg, Arg),
    /// The start or end of a local array's lifetime: what it held is lost.
    Forget(Arg),
    /// Nothing.
    Nothing,
}

/// Where a block goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// To a block.
    Jump(usize),
    /// To the first block if the condition is 1, else to the second.
    Branch(Arg, usize, usize),
    /// Out of the function, with a status.
    Return(Arg),
    /// Nowhere: reaching it is undefined.
    Unreachable,
}

/// An instruction: where its result goes, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Index in [`Code::source`].
    pub at: usize,
    /// Register of the result.
    pub result: Option<Register>,
    /// What it does.
    pub action: Action,
}

/// A phi: one argument for each predecessor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phi {
    /// Index in [`Code::source`].
    pub at: usize,
    /// Register of the result.
    pub result: Register,
    /// Predecessors and what comes from each.
    pub incoming: Vec<(usize, Arg)>,
}

/// A basic block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// All read before any is written.
    pub phis: Vec<Phi>,
    /// In order.
    pub steps: Vec<Step>,
    /// Index of the terminator in [`Code::source`].
    pub at: usize,
    /// The terminator.
    pub end: End,
}

/// A decoded function: parameters are the first registers; block 0 is the entry.
pub struct Code {
    /// Basic blocks.
    pub blocks: Vec<Block>,
    /// Number of registers.
    pub registers: usize,
    /// Constant globals: width and elements.
    pub tables: Vec<(u8, Vec<i128>)>,
    /// Each instruction, for its text in a refusal.
    pub source: Vec<super::raw::Raw>,
}
