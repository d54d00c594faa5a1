//! Why a program has no bound.

use crate::memory::MemoryError;
use thiserror::Error;

/// What stands in the way of a bound.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BoundError {
    /// The arena's size is impossible.
    #[error("an arena of 2^{log2_size} bytes: the exponent runs from {least} to {most}")]
    ArenaSize {
        /// log2 of the size.
        log2_size: u32,
        /// Least exponent.
        least: u32,
        /// Greatest exponent.
        most: u32,
    },
    /// No start state: not one running thread at the start of an instruction.
    #[error("not the start of a program: {0}")]
    Start(&'static str),
    /// The program counter leads to memory that holds nothing.
    #[error("there is no code at pc {pc:#x}")]
    NoCode {
        /// Program counter.
        pc: u64,
    },
    /// The machine has no step there: an invalid instruction, a jump in a delay slot, a division by 0.
    #[error("the machine has no step at pc {pc:#x}: {cause}")]
    Exception {
        /// Program counter.
        pc: u64,
        /// What is wrong.
        cause: &'static str,
    },
    /// An instruction that bounded programs do not need: linked loads and conditional stores, system calls
    /// but `exit_group`, a system call in a delay slot.
    #[error("pc {pc:#x}: {cause}")]
    Unsupported {
        /// Program counter.
        pc: u64,
        /// What it is.
        cause: &'static str,
    },
    /// A jump whose target depends on data.
    #[error("the target of the jump at pc {pc:#x} depends on data")]
    JumpTarget {
        /// Program counter.
        pc: u64,
    },
    /// A store whose address depends on data, and may lie outside the arena.
    #[error("the store at pc {pc:#x} goes anywhere from {least:#x} to {greatest:#x}, as the data wills")]
    StoreAddress {
        /// Program counter.
        pc: u64,
        /// Least address.
        least: u64,
        /// Greatest address.
        greatest: u64,
    },
    /// A store into code.
    #[error("the store at pc {pc:#x} changes code, at {address:#x}")]
    CodeWritten {
        /// Program counter.
        pc: u64,
        /// Where it stores.
        address: u64,
    },
    /// An exit with code 0 that may leave a header that no arena of a model has. Every step has a bound only if the next
    /// one starts from a header that was asked about.
    #[error("the program may end at pc {pc:#x} with a header that no step starts from: {cause}")]
    Header {
        /// Program counter of the system call.
        pc: u64,
        /// What is wrong with it.
        cause: &'static str,
    },
    /// A loop that ends when the data will have it.
    #[error("how often the branch at pc {pc:#x} is repeated depends on data")]
    TripCount {
        /// Program counter of the branch.
        pc: u64,
    },
    /// The two sides of a branch that depends on data do not come together as they should.
    #[error("a side of a branch on data leaves its function at pc {pc:#x} before it meets the other side")]
    NoMeeting {
        /// Program counter.
        pc: u64,
    },
    /// One of [`Limits`](super::Limits) or of the program's nesting is reached.
    #[error("pc {pc:#x}: more than {limit} {what}")]
    Limit {
        /// Program counter.
        pc: u64,
        /// What there are too many of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Memory that cannot be read.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}
