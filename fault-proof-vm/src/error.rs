//! Why a step has no successor state, or cannot be done here.

use crate::host::{HostError, PreimageError};
use crate::memory::MemoryError;
use crate::state::DecodeError;
use thiserror::Error;

/// An exception of the machine: the step contract reverts, so the step cannot be proven. A program that a
/// dispute may be about must never reach one. Where `Vm` reports it, its state is that before the step.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Exception {
    /// The program counter is not a multiple of 4.
    #[error("pc {pc:#x} is not a multiple of 4")]
    MisalignedPc {
        /// Program counter.
        pc: u64,
    },
    /// The word is no instruction of the machine.
    #[error("invalid instruction {word:#010x} at pc {pc:#x}")]
    InvalidInstruction {
        /// Program counter.
        pc: u64,
        /// The word there.
        word: u32,
    },
    /// The system call does not exist.
    #[error("unknown system call {number} at pc {pc:#x}")]
    UnknownSyscall {
        /// Program counter.
        pc: u64,
        /// The number in `$v0`.
        number: u64,
    },
    /// A branch or jump in the delay slot of another.
    #[error("branch or jump in a delay slot at pc {pc:#x}")]
    JumpInDelaySlot {
        /// Program counter.
        pc: u64,
    },
    /// A division by zero.
    #[error("division by zero at pc {pc:#x}")]
    DivisionByZero {
        /// Program counter.
        pc: u64,
    },
    /// The host has not got the pre-image that is read.
    #[error(transparent)]
    Preimage(PreimageError),
    /// There is no thread to run, before the step or after it.
    #[error("the active thread stack is empty")]
    NoThread,
}

/// An error of a step: an exception of the machine, a limit of this host, or bad evidence.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VmError {
    /// The machine has no successor state.
    #[error("the machine has no next step: {0}")]
    Exception(#[from] Exception),
    /// Memory that this host cannot give: more than it allows, or not known to it.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The host failed: its server, its pipes or its files. The step can be tried again.
    #[error(transparent)]
    Host(#[from] HostError),
    /// Hints that do not fit what the host has left for the guest's memory.
    #[error("hints of {len} bytes are more than the {limit} that the host has left for the guest's memory")]
    HintTooLong {
        /// Bytes of hints at hand.
        len: u64,
        /// Bytes left.
        limit: u64,
    },
    /// More threads than the host allows.
    #[error("the guest has {threads} threads, more than the host's limit of {limit}")]
    Threads {
        /// Threads in both stacks.
        threads: usize,
        /// The limit.
        limit: usize,
    },
    /// The bytes of the state witness are no state.
    #[error("state witness: {0}")]
    State(#[source] DecodeError),
    /// The bytes of the thread witness are no thread.
    #[error("thread witness: {0}")]
    Thread(#[source] DecodeError),
    /// The thread witness is not the top of the active stack.
    #[error("the thread witness does not hash to the root of the active thread stack")]
    ThreadRoot,
    /// The proof ends before a part that the step needs.
    #[error("the step needs {needed} bytes of proof data, {got} are given")]
    ShortProof {
        /// Bytes needed.
        needed: usize,
        /// Bytes given.
        got: usize,
    },
    /// A memory proof does not lead to the memory root.
    #[error("memory proof {slot} does not lead from address {address:#x} to the memory root")]
    MemoryProof {
        /// Place of the proof: 0 instruction, 1 and 2 data.
        slot: usize,
        /// The address.
        address: u64,
    },
    /// The step touches more words than proof data has room for. No step of the machine does.
    #[error("the step touches a third data word, at {address:#x}")]
    ThirdWord {
        /// The address.
        address: u64,
    },
}

/// An error on its way out of an instruction: one word, so that what comes back from every instruction that succeeds is
/// small.
pub(crate) type Fault = Box<VmError>;

impl From<Fault> for VmError {
    fn from(fault: Fault) -> Self {
        *fault
    }
}

impl From<Exception> for Fault {
    #[cold]
    fn from(exception: Exception) -> Self {
        Self::new(exception.into())
    }
}

impl From<MemoryError> for Fault {
    #[cold]
    fn from(error: MemoryError) -> Self {
        Self::new(error.into())
    }
}

impl From<Box<MemoryError>> for Fault {
    #[cold]
    fn from(error: Box<MemoryError>) -> Self {
        (*error).into()
    }
}

impl From<HostError> for Fault {
    fn from(error: HostError) -> Self {
        Self::new(error.into())
    }
}

impl From<PreimageError> for Fault {
    fn from(error: PreimageError) -> Self {
        Self::new(error.into())
    }
}

impl From<PreimageError> for VmError {
    fn from(error: PreimageError) -> Self {
        match error {
            PreimageError::Host(error) => Self::Host(error),
            other => Self::Exception(Exception::Preimage(other)),
        }
    }
}
