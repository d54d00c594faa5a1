//! What compiled code needs of the memory: the words it is made from, notice of their change, and the table
//! of recently used pages.

use super::tlb::{Entry, GUARD_LOG2};
use super::{Memory, MemoryError, PAGE_BYTES, PAGE_LOG2};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Names the code of one memory as of a time: no two memories ever have the same version, and it changes with
/// every write to a leaf that was marked as source of compiled code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodeVersion(u64);

impl Default for CodeVersion {
    /// A version that was never used before.
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The places whose writing has to be noticed for compiled code.
#[derive(Debug, Default)]
pub(super) struct Watch {
    version: CodeVersion,
    /// Leaves that compiled code was made from, a bit each, by page.
    leaves: HashMap<u64, u128>,
    /// The page of the reserved word, while there is one.
    reserved: Option<u64>,
}

/// Bits of the leaves of a page that this part of it lies in.
fn leaf_bits(part: Range<usize>) -> u128 {
    let leaves = part.start >> GUARD_LOG2..part.end.div_ceil(1 << GUARD_LOG2);
    leaves.fold(0, |bits, leaf| bits | 1 << leaf)
}

impl Watch {
    /// The leaves of page `number` that compiled code was made from, a bit each.
    pub fn leaves(&self, number: u64) -> u128 {
        self.leaves.get(&number).copied().unwrap_or(0)
    }

    /// Whether page `number` may be written in place.
    pub fn may_be_written(&self, number: u64) -> bool {
        self.reserved != Some(number)
    }

    /// Notes that any page may have been written.
    pub fn forget(&mut self) {
        self.leaves.clear();
        self.version = CodeVersion::default();
    }

    /// Notes that a part of page `number` was written.
    pub fn note(&mut self, number: u64, part: Range<usize>) {
        if let Some(leaves) = self.leaves.get_mut(&number) {
            let written = leaf_bits(part);
            if *leaves & written != 0 {
                *leaves &= !written;
                self.version = CodeVersion::default();
            }
        }
    }
}

impl Memory {
    /// The version of the code.
    pub(crate) fn code_version(&self) -> CodeVersion {
        self.watch.version
    }

    /// Whether reading can fail.
    pub(crate) fn is_fallible(&self) -> bool {
        self.fallible
    }

    /// The instruction word at `pc`, a multiple of 4, if its page exists and can be read.
    pub(crate) fn code_word(&self, pc: u64) -> Option<u32> {
        let page = self.page(pc >> PAGE_LOG2).ok()??;
        Some(u32::from_be_bytes(page.as_chunks().0[pc as usize % PAGE_BYTES / 4]))
    }

    /// Whether these instruction words lie at `start`, a multiple of 4, all in pages that exist. The range
    /// must not wrap.
    pub(crate) fn has_code(&self, mut start: u64, mut words: &[u32]) -> bool {
        while !words.is_empty() {
            let at = start as usize % PAGE_BYTES / 4;
            let (here, rest) = words.split_at(words.len().min(PAGE_BYTES / 4 - at));
            let Ok(Some(page)) = self.page(start >> PAGE_LOG2) else { return false };
            let there = &page.as_chunks().0[at..at + here.len()];
            if !here.iter().zip(there).all(|(word, bytes)| word.to_be_bytes() == *bytes) {
                return false;
            }
            start += 4 * here.len() as u64;
            words = rest;
        }
        true
    }

    /// Marks `words` instruction words from `start` on as source of compiled code, which is to be run: from now
    /// on a write to their leaves changes the version, and their pages count as touched.
    pub(crate) fn mark_compiled(&mut self, start: u64, words: usize) -> Result<(), MemoryError> {
        let end = start + 4 * words as u64;
        for number in start >> PAGE_LOG2..end.div_ceil(PAGE_BYTES as u64) {
            let page = number << PAGE_LOG2;
            let from = start.max(page) - page;
            let to = end.min(page + PAGE_BYTES as u64) - page;
            *self.watch.leaves.entry(number).or_default() |= leaf_bits(from as usize..to as usize);
            // What is written in place from now on has its guards set.
            self.tlb.forget(number);
            self.load(page)?;
        }
        Ok(())
    }

    /// Whether compiled code was made from the leaf at `address`.
    pub(crate) fn is_compiled(&self, address: u64) -> bool {
        self.watch.leaves(address >> PAGE_LOG2) >> ((address as usize % PAGE_BYTES) >> GUARD_LOG2) & 1 == 1
    }

    /// Keeps the page around `address` (none for `None`) from being written in place, so that compiled code
    /// asks before each store to it. Replaces the page watched before.
    #[inline]
    pub(crate) fn watch(&mut self, address: Option<u64>) {
        let number = address.map(|address| address >> PAGE_LOG2);
        if number != self.watch.reserved {
            let before = std::mem::replace(&mut self.watch.reserved, number);
            before.into_iter().chain(number).for_each(|number| self.tlb.forget(number));
        }
    }

    /// The table of recently used pages, for compiled code, and the bytes from its first entry to its last.
    pub(crate) fn tlb_entries(&mut self) -> (*const Entry, u64) {
        self.tlb.entries()
    }
}

const _: () = assert!(PAGE_BYTES >> GUARD_LOG2 == u128::BITS as usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_unique_and_change_with_marked_code() {
        let mut memory = Memory::default();
        memory.store(0x1000, 0x0000_0001_0000_0002).unwrap();
        let version = memory.code_version();
        assert_ne!(memory.clone().code_version(), version);
        assert!(memory.has_code(0x1000, &[1, 2, 0]) && !memory.has_code(0x1000, &[1, 3]));
        assert!(!memory.has_code(0x1ff8, &[0, 0, 0]), "the next page does not exist");
        memory.mark_compiled(0x101c, 2).unwrap();
        assert!(memory.is_compiled(0x1000) && memory.is_compiled(0x103f) && !memory.is_compiled(0x1040));
        memory.store(0x1040, 5).unwrap();
        assert_eq!(memory.code_version(), version);
        memory.store(0x1020, 5).unwrap();
        let second = memory.code_version();
        assert_ne!(second, version);
        assert!(!memory.is_compiled(0x1020) && memory.is_compiled(0x1000));
        memory.write_bytes(0xfff, &[1; 2]).unwrap();
        assert_ne!(memory.code_version(), second);
        memory.mark_compiled(0x1ffc, 2).unwrap();
        assert!(memory.is_compiled(0x1fff) && memory.is_compiled(0x2000) && !memory.is_compiled(0x2020));
    }

    #[test]
    fn a_watched_page_is_not_written_in_place() {
        let mut memory = Memory::default();
        memory.store(0x1000, 1).unwrap();
        memory.watch(Some(0x1008));
        memory.store(0x1000, 2).unwrap();
        assert_eq!((memory.tlb.store(0x1000, 3), memory.load(0x1000)), (None, Ok(2)));
        memory.watch(None);
        memory.store(0x1000, 4).unwrap();
        assert!(memory.tlb.store(0x1000, 5).is_some());
    }
}
