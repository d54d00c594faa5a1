//! Segments: a run cut into pieces of `2^n` steps, each of which can be checked alone and by anyone.
//!
//! A segment holds the state it starts from and the state it ends in, and of memory the pages that its steps
//! touch, with the hashes that lead from them to the memory root ([`Memory::multiproof`]). Whoever checks it
//! needs nothing else: no program, no host, none of the other segments. All segments of a run check in
//! parallel, and together they prove the run: the end of one is the start of the next.
//!
//! ```text
//! run       |---- 2^n steps ----|---- 2^n steps ----|---- 2^n steps ----|
//! segment   start, pages ... end = start, pages ... end = start, pages ... end
//! ```
//!
//! A segment comes from a stranger. Checking takes at most `2^`[`MAX_LOG2_STEPS`] steps and memory in
//! proportion to the segment; a touched page that is not in it is an error.

mod check;
mod encoding;
mod record;
mod report;

pub use check::{Checked, check_all};
pub use encoding::EncodingError;
pub use record::Recorder;
pub use report::{Report, measure};

use crate::error::VmError;
use crate::host::PreimageError;
use crate::keccak::Hash;
use crate::memory::{MemoryError, PAGE_BYTES, PartialError};
use crate::state::{ThreadStacks, Witness};
use crate::state::{Version, version_name};
use thiserror::Error;

#[allow(unused_imports, reason = "for the documentation")]
use crate::memory::Memory;

/// Largest log2 of the steps of a segment.
pub const MAX_LOG2_STEPS: u8 = 30;
/// Most threads a segment may come to have.
pub const MAX_THREADS: usize = 1 << 20;
/// Most bytes of a pre-image that a segment takes along.
pub const MAX_PREIMAGE: u64 = 1 << 28;

/// A piece of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// log2 of the number of steps. A machine that exits earlier stays as it is, step after step.
    pub log2_steps: u8,
    /// The state before the first step.
    pub start: Witness,
    /// Its threads.
    pub threads: ThreadStacks,
    /// The state after the last step.
    pub end: Witness,
    /// The pages that the steps touch, as they are before the first, ascending.
    pub pages: Vec<Page>,
    /// The hashes that lead from the pages to the memory root of the start.
    pub siblings: Vec<Hash>,
    /// The pre-images that the steps read, ascending by key.
    pub preimages: Vec<Preimage>,
}

/// A page of memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its number (address / 4096).
    pub number: u64,
    /// What it holds; none for zeros.
    pub contents: Option<Box<[u8; PAGE_BYTES]>>,
}

/// A whole pre-image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preimage {
    /// Its key.
    pub key: Hash,
    /// The bytes, without the length that the guest reads first.
    pub bytes: Vec<u8>,
}

/// Why there is no segment, or why it proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SegmentError {
    /// A machine whose runs are not cut: what it maps is not part of its memory before.
    #[error("segments are of machines of version 8, not {} ({})", got.number(), version_name(got.number()))]
    Version {
        /// Its version.
        got: Version,
    },
    /// More steps than a segment may have.
    #[error("segments of 2^{got} steps: at most 2^{MAX_LOG2_STEPS}")]
    Steps {
        /// log2 of the steps.
        got: u8,
    },
    /// Pages and hashes make no tree.
    #[error(transparent)]
    Partial(#[from] PartialError),
    /// Pages, hashes or threads are not those of the start state.
    #[error(
        "the {what} given have root 0x{}, the start state has 0x{}",
        hex::encode(got),
        hex::encode(expected)
    )]
    Root {
        /// Pages, left or right threads.
        what: &'static str,
        /// Root in the start state.
        expected: Hash,
        /// Root of what is given.
        got: Hash,
    },
    /// A pre-image that its key is not a hash of, or out of order.
    #[error("pre-image {index} does not belong to its key 0x{}, or is out of order", hex::encode(key))]
    Preimage {
        /// Place in the segment.
        index: usize,
        /// The key.
        key: Hash,
    },
    /// The steps touch a page that is not in the segment.
    #[error("the segment is incomplete: its steps touch memory at {address:#x}")]
    Incomplete {
        /// The address.
        address: u64,
    },
    /// The steps read a pre-image that is not in the segment, or beyond its end.
    #[error("the segment is incomplete: {0}")]
    MissingPreimage(#[source] PreimageError),
    /// A step has no successor.
    #[error(transparent)]
    Vm(VmError),
    /// More threads than a checker accepts.
    #[error("the steps make {got} threads, more than the limit of {MAX_THREADS}")]
    Threads {
        /// Threads made.
        got: usize,
    },
    /// The steps lead to another state.
    #[error("the steps end in state 0x{}, the segment says 0x{}", hex::encode(got), hex::encode(expected))]
    End {
        /// State hash that the segment says.
        expected: Hash,
        /// State hash found.
        got: Hash,
    },
    /// A segment does not start where the one before it ends.
    #[error(
        "segment {index} starts in state 0x{}, but the one before it ends in 0x{}",
        hex::encode(start),
        hex::encode(end)
    )]
    Link {
        /// Place of the segment.
        index: usize,
        /// State hash it starts from.
        start: Hash,
        /// State hash before it.
        end: Hash,
    },
    /// An error in one of several segments.
    #[error("segment {index}: {source}")]
    At {
        /// Place of the segment.
        index: usize,
        /// What is wrong with it.
        source: Box<SegmentError>,
    },
    /// The host does not have all of a pre-image that the steps read part of.
    #[error("a pre-image that the run reads cannot be taken along: {0}")]
    Host(#[source] PreimageError),
    /// A pre-image too large to take along.
    #[error("a pre-image of {len} bytes is longer than the limit of {MAX_PREIMAGE}")]
    LongPreimage {
        /// Its bytes.
        len: u64,
    },
    /// The host has no memory for the run.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

impl From<VmError> for SegmentError {
    fn from(error: VmError) -> Self {
        use crate::error::Exception;
        match error {
            VmError::Memory(MemoryError::Absent { address }) => Self::Incomplete { address },
            VmError::Exception(Exception::Preimage(error)) => Self::MissingPreimage(error),
            error => Self::Vm(error),
        }
    }
}
