//! The tensor arena: the one aligned region of memory whose root is the whole state between two steps of a
//! model, and the way into a machine ([`Template::attach`]) and out of it ([`detach`]).
//!
//! The arena has `2^k` bytes at [`ARENA_BASE`]. It starts with a header of 32 bytes: u64 status, u64 step
//! counter, zeros. Slots follow, one tensor each, aligned to 32 bytes and padded with zeros; elements are
//! big-endian, because the root commits to the machine's bytes. An arena of a given content so has the same
//! root whether a machine wrote it or native code whose slots were converted by [`Slot::encode`].

use crate::keccak::Hash;
use crate::memory::MemoryError;
use crate::merkle::{self, PathError, climb_to_root};
use crate::state::{State, Witness};
use thiserror::Error;

/// Where the arena lies in the machine's memory: a multiple of any sensible size, far from code and heap.
pub const ARENA_BASE: u64 = 0x0800_0000_0000;
/// Largest log2 of an arena's size: up to the heap.
pub const MAX_LOG2_SIZE: u32 = 43;
/// Bytes of the header.
pub const HEADER_BYTES: usize = 32;
/// Alignment of slots: one leaf of the memory tree.
pub const SLOT_ALIGNMENT: u64 = 32;
/// Error code of a machine that did not exit in the steps it has; exit codes end at 255.
pub const NOT_EXITED: u64 = 256;

/// What is wrong with an arena, a slot, or a way in or out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArenaError {
    /// The slot's place is impossible.
    #[error("slot at {offset:#x}: {count} elements of {element_bytes} bytes: {cause}")]
    Slot {
        /// Offset in the arena.
        offset: u64,
        /// Bytes of an element.
        element_bytes: u32,
        /// Elements.
        count: u64,
        /// What is wrong.
        cause: &'static str,
    },
    /// Native contents of the wrong length.
    #[error("slot at {offset:#x} has {expected} bytes, {got} are given")]
    Contents {
        /// Offset of the slot.
        offset: u64,
        /// Bytes of the slot.
        expected: u64,
        /// Bytes given.
        got: usize,
    },
    /// The arena's size is impossible.
    #[error("an arena of 2^{log2_size} bytes: the exponent runs from 5 to {MAX_LOG2_SIZE}")]
    Size {
        /// log2 of the size.
        log2_size: u32,
    },
    /// A path or subtree that does not exist.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The arena's memory cannot be had.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The arena root given does not belong to the final state.
    #[error("the arena root and its path do not lead to the final state's memory root")]
    Root,
}

/// The place of one tensor in the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Offset from the start of the arena, a multiple of 32.
    pub offset: u64,
    /// Bytes of an element: 1, 2, 4 or 8.
    pub element_bytes: u32,
    /// Elements.
    pub count: u64,
}

impl Slot {
    /// Bytes of the elements, without padding.
    pub fn bytes(&self) -> Result<u64, ArenaError> {
        self.count.checked_mul(self.element_bytes.into()).ok_or_else(|| self.error("too many bytes"))
    }

    /// The bytes the slot takes in an arena of `arena_len` bytes.
    fn range(&self, arena_len: usize) -> Result<std::ops::Range<usize>, ArenaError> {
        if !matches!(self.element_bytes, 1 | 2 | 4 | 8) {
            return Err(self.error("an element has 1, 2, 4 or 8 bytes"));
        }
        if !self.offset.is_multiple_of(SLOT_ALIGNMENT) {
            return Err(self.error("the offset is not a multiple of 32"));
        }
        if self.offset < HEADER_BYTES as u64 {
            return Err(self.error("the slot overlaps the header"));
        }
        match self.offset.checked_add(self.bytes()?) {
            Some(end) if end <= arena_len as u64 => Ok(self.offset as usize..end as usize),
            _ => Err(self.error("the slot goes beyond the arena")),
        }
    }

    /// Puts native (little-endian) elements into the arena's bytes, big-endian.
    pub fn encode(&self, native: &[u8], arena: &mut [u8]) -> Result<(), ArenaError> {
        let range = self.range(arena.len())?;
        if native.len() != range.len() {
            let expected = range.len() as u64;
            return Err(ArenaError::Contents { offset: self.offset, expected, got: native.len() });
        }
        swap(native, &mut arena[range], self.element_bytes as usize);
        Ok(())
    }

    /// Takes the elements out of the arena's bytes, native (little-endian).
    pub fn decode(&self, arena: &[u8]) -> Result<Vec<u8>, ArenaError> {
        let range = self.range(arena.len())?;
        let mut native = vec![0; range.len()];
        swap(&arena[range], &mut native, self.element_bytes as usize);
        Ok(native)
    }

    fn error(&self, cause: &'static str) -> ArenaError {
        let Self { offset, element_bytes, count } = *self;
        ArenaError::Slot { offset, element_bytes, count, cause }
    }
}

/// Copies elements with their bytes in reverse order.
fn swap(from: &[u8], to: &mut [u8], element_bytes: usize) {
    for (from, to) in from.chunks_exact(element_bytes).zip(to.chunks_exact_mut(element_bytes)) {
        to.copy_from_slice(from);
        to.reverse();
    }
}

/// The first 32 bytes of the arena.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Header {
    /// 0, or the code of the error the computation ended in.
    pub status: u64,
    /// The step counter: the next step to run, or the one that failed.
    pub step: u64,
}

impl Header {
    /// The encoding.
    pub fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..8].copy_from_slice(&self.status.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.step.to_be_bytes());
        bytes
    }

    /// Reads an encoding; none if the bytes that must be zero are not.
    pub fn decode(bytes: &[u8; HEADER_BYTES]) -> Option<Self> {
        let word = |at: usize| u64::from_be_bytes(bytes[at..at + 8].try_into().expect("8 bytes"));
        let header = Self { status: word(0), step: word(8) };
        (header.encode() == *bytes).then_some(header)
    }
}

/// Root of an arena of `2^log2_size` bytes that holds `bytes` followed by zeros.
pub fn root(bytes: &[u8], log2_size: u32) -> Result<Hash, ArenaError> {
    check_size(log2_size)?;
    Ok(merkle::subtree_root(bytes, log2_size)?)
}

/// Root of the arena an error leaves: nothing but a header with its code and the step it happened in.
pub fn err_root(code: u64, step: u64, log2_size: u32) -> Result<Hash, ArenaError> {
    root(&Header { status: code, step }.encode(), log2_size)
}

fn check_size(log2_size: u32) -> Result<(), ArenaError> {
    match (merkle::LEAF_LOG2..=MAX_LOG2_SIZE).contains(&log2_size) {
        true => Ok(()),
        false => Err(ArenaError::Size { log2_size }),
    }
}

/// The clean start state of every step, but for the arena's contents: constant scalars and thread, and the
/// siblings that lead from the arena to the root of memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The state; its memory root is that with an arena of zeros, and of no use.
    pub witness: Witness,
    /// log2 of the arena's size.
    pub log2_size: u32,
    /// Siblings from the arena up, `64 − log2_size` of them.
    pub siblings: Vec<Hash>,
}

impl Template {
    /// The template of a start state, whose arena is zeroed.
    pub fn new(state: &mut State, log2_size: u32) -> Result<Self, ArenaError> {
        check_size(log2_size)?;
        state.memory.fill_zero(ARENA_BASE, 1 << log2_size)?;
        let siblings = state.memory.path(ARENA_BASE, log2_size)?;
        Ok(Self { witness: state.witness(), log2_size, siblings })
    }

    /// The state a step starts from, given the arena's root.
    pub fn attach(&self, arena_root: Hash) -> Result<Witness, ArenaError> {
        let memory_root = climb_to_root(arena_root, ARENA_BASE, self.log2_size, &self.siblings)?;
        Ok(Witness { memory_root, ..self.witness.clone() })
    }
}

/// What a step of the model came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detached {
    /// It ended well; the root of the arena it left.
    Done(Hash),
    /// It did not; the root of the error arena.
    Err {
        /// The exit code, or [`NOT_EXITED`].
        code: u64,
        /// Root of the error arena.
        root: Hash,
    },
}

impl Detached {
    /// The arena's root after the step.
    pub fn root(&self) -> Hash {
        match *self {
            Self::Done(root) | Self::Err { root, .. } => root,
        }
    }
}

/// The arena root after step `step`, given the state the machine ended in, the root of the arena in it and
/// the siblings from there up. Exit code 0 keeps the arena; anything else leaves nothing of it, and then root
/// and siblings are not looked at.
pub fn detach(
    last: &Witness,
    step: u64,
    log2_size: u32,
    arena_root: Hash,
    siblings: &[Hash],
) -> Result<Detached, ArenaError> {
    check_size(log2_size)?;
    let code = match (last.control.exited, last.control.exit_code) {
        (true, 0) => {
            let root = climb_to_root(arena_root, ARENA_BASE, log2_size, siblings)?;
            return if root == last.memory_root {
                Ok(Detached::Done(arena_root))
            } else {
                Err(ArenaError::Root)
            };
        }
        (true, code) => code.into(),
        (false, _) => NOT_EXITED,
    };
    Ok(Detached::Err { code, root: err_root(code, step, log2_size)? })
}

/// As [`detach`], reading root and siblings from the machine's own memory.
pub fn detach_state(last: &mut State, step: u64, log2_size: u32) -> Result<Detached, ArenaError> {
    let arena_root = last.memory.subtree_root(ARENA_BASE, log2_size)?;
    let siblings = last.memory.path(ARENA_BASE, log2_size)?;
    detach(&last.witness(), step, log2_size, arena_root, &siblings)
}
