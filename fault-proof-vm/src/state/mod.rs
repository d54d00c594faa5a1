//! The machine's state, in its two forms: [`State`] holds everything and can run; [`Witness`] holds the
//! roots of memory and thread stacks instead, and is what the 188 bytes of a claim encode. Both share
//! [`Control`], the scalars.

mod file;
mod stacks;
mod thread;
mod version;
mod witness;

pub use file::{FileError, FileLimits, load_state, read_state, save_state, write_state};
pub use stacks::{EMPTY_STACK_ROOT, ThreadStacks};
pub(crate) use stacks::{push_root, switch};
pub use thread::{THREAD_BYTES, Thread, register};
pub use version::{Version, version_name};
pub use witness::{DecodeError, STATE_BYTES, Status, Witness};

use crate::keccak::Hash;
use crate::memory::Memory;

/// Instructions a thread runs before the scheduler preempts it.
pub const SCHEDULING_QUANTUM: u64 = 100_000;
/// First address of the heap that `mmap` hands out.
pub const HEAP_START: u64 = 0x1000_0000_0000;
/// End of the heap.
pub const HEAP_END: u64 = 0x6000_0000_0000;
/// What `brk` always returns.
pub const PROGRAM_BREAK: u64 = 0x4000_0000_0000;

/// The reservation of a load-linked instruction; all zero for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reservation {
    /// 0 none, 1 made by `ll` (32 bits), 2 by `lld` (64 bits).
    pub status: u8,
    /// The address given, not aligned.
    pub address: u64,
    /// The thread that made it.
    pub owner: u64,
}

/// The scalars of the state, in the order of the 188-byte encoding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Control {
    /// Key of the pre-image being read.
    pub preimage_key: Hash,
    /// Next byte to read of it; its 8-byte length comes first and counts.
    pub preimage_offset: u64,
    /// Next address `mmap` hands out.
    pub heap: u64,
    /// Load-linked reservation.
    pub reservation: Reservation,
    /// Exit code, meaningful once `exited`.
    pub exit_code: u8,
    /// Whether the machine has exited; an exited state is its own successor.
    pub exited: bool,
    /// Steps done.
    pub step: u64,
    /// Instructions since the last context switch.
    pub steps_since_switch: u64,
    /// Whether the right stack is the active one.
    pub traverse_right: bool,
    /// Identifier of the next thread made.
    pub next_thread_id: u64,
}

/// The whole state.
#[derive(Debug, Clone)]
pub struct State {
    /// Which machine it belongs to. Not part of the hash: it is the step contract that knows.
    pub version: Version,
    /// Scalars.
    pub control: Control,
    /// Memory.
    pub memory: Memory,
    /// Threads.
    pub threads: ThreadStacks,
    /// Bytes written to the hint channel that do not make a whole hint yet. Not part of the hash.
    pub last_hint: Vec<u8>,
}

impl State {
    /// The start state of a program: one thread at `entry`, empty memory, heap at [`HEAP_START`].
    pub fn start(entry: u64) -> Self {
        Self {
            version: Version::V8,
            control: Control { heap: HEAP_START, next_thread_id: 1, ..Control::default() },
            memory: Memory::default(),
            threads: ThreadStacks {
                left: vec![Thread { pc: entry, next_pc: entry.wrapping_add(4), ..Thread::default() }],
                right: Vec::new(),
            },
            last_hint: Vec::new(),
        }
    }

    /// The thread that runs next, if there is one.
    pub fn active_thread(&self) -> Option<&Thread> {
        self.threads.active(&self.control).last()
    }

    /// The memory.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// The memory, to write to it or to hash it.
    pub fn memory_mut(&mut self) -> &mut Memory {
        &mut self.memory
    }

    /// The witness: scalars and roots. Brings the memory tree up to date.
    pub fn witness(&mut self) -> Witness {
        Witness {
            memory_root: self.memory.root(),
            control: self.control.clone(),
            left_root: ThreadStacks::root(&self.threads.left),
            right_root: ThreadStacks::root(&self.threads.right),
        }
    }

    /// The state hash, with the status in its first byte.
    pub fn hash(&mut self) -> Hash {
        self.witness().hash()
    }
}
