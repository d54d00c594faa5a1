//! The decoded instructions of a page. A word is decoded when it is run for the first time: of most pages that are
//! executed, a small part is.

use super::PAGE_BYTES;
use crate::isa::{self, Packed};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The instructions of a page, packed; 0 for one that is not decoded. Memories that share the page share
/// this: whoever decodes a word of it, on whatever thread, puts the same there.
pub(super) struct Code([AtomicU64; PAGE_BYTES / 4]);

impl Code {
    /// None decoded.
    pub const fn new() -> Self {
        Self([const { AtomicU64::new(0) }; PAGE_BYTES / 4])
    }

    /// The instruction at `pc`, a multiple of 4, if it is decoded.
    #[inline(always)]
    pub fn get(&self, pc: u64) -> Option<Packed> {
        match self.0[pc as usize % PAGE_BYTES / 4].load(Ordering::Relaxed) {
            0 => None,
            bits => Some(Packed::from_bits(bits)),
        }
    }

    /// Notes what the instruction at `pc`, a multiple of 4, is.
    pub fn set(&self, pc: u64, insn: Packed) {
        self.0[pc as usize % PAGE_BYTES / 4].store(insn.to_bits(), Ordering::Relaxed);
    }

    /// Notes that doubleword `at` of the page has changed. What other memories share stays as it is.
    #[cold]
    pub fn forget(this: &mut Arc<Self>, at: usize) {
        match Arc::get_mut(this) {
            Some(code) => code.0[2 * at..2 * at + 2].fill_with(|| AtomicU64::new(0)),
            None => *this = Arc::new(Self::new()),
        }
    }
}

/// The instruction at `pc`, a multiple of 4, in the doubleword `word`.
pub(super) fn decode(pc: u64, word: u64) -> Packed {
    isa::decode(if pc & 4 == 0 { (word >> 32) as u32 } else { word as u32 }).pack()
}
