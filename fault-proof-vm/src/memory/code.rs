//! What compiled code needs of the memory: the words it is made from, notice of their change, and the table
//! of recently used pages.

use super::node::Found;
use super::page::RESERVED;
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
    leaves: HashMap<u64, u128, ahash::RandomState>,
    /// The address that is reserved, while one is: stores into its leaf are noted.
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

    /// The reserved address, if it lies in page `number`.
    pub fn reserved_in(&self, number: u64) -> Option<u64> {
        self.reserved.filter(|address| address >> PAGE_LOG2 == number)
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

    /// Whether the instruction at `pc`, a multiple of 4, was ever interpreted, as far as this is known: it is forgotten
    /// when the page is written to. Nothing that a run comes to may depend on it.
    pub(crate) fn was_run(&self, pc: u64) -> bool {
        matches!(self.root.find(pc >> PAGE_LOG2), Found::Page(page) if page.was_run(pc))
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

    /// Has stores into the leaf around `address` (none for `None`) noted, so that compiled code asks before each of
    /// them. Replaces the address watched before.
    #[inline]
    pub(crate) fn watch(&mut self, address: Option<u64>) {
        if address == self.watch.reserved {
            return;
        }
        if let Some(before) = std::mem::replace(&mut self.watch.reserved, address) {
            self.tlb.guard(before, 0, RESERVED);
        }
        if let Some(address) = address {
            self.tlb.guard(address, RESERVED, 0);
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

    /// Whether a store is noted rather than done in place, after a load that makes the page known.
    fn is_noted(memory: &mut Memory, address: u64) -> bool {
        let word = memory.load(address).unwrap();
        memory.tlb.store(address, word) != Some(0)
    }

    #[test]
    fn stores_into_a_watched_leaf_are_noted() {
        let mut memory = Memory::default();
        memory.store(0x1000, 1).unwrap();
        // A page that is known, one that will be, and one that another memory has as well.
        for clone in [None, Some(())] {
            let copy = clone.map(|()| memory.clone());
            memory.watch(Some(0x100c));
            for address in [0x1000, 0x1008, 0x1018] {
                memory.store(address, 2).unwrap();
                assert!(is_noted(&mut memory, address), "{address:#x}: each time");
            }
            memory.store(0x1020, 2).unwrap();
            assert!(!is_noted(&mut memory, 0x1020), "another leaf");
            memory.watch(Some(0x2000));
            assert!(!is_noted(&mut memory, 0x1008));
            memory.store(0x2008, 1).unwrap();
            assert!(is_noted(&mut memory, 0x2008));
            memory.watch(None);
            assert!(!is_noted(&mut memory, 0x2008));
            drop(copy);
        }
    }

    #[test]
    fn a_leaf_that_was_watched_is_noted_once() {
        let mut memory = Memory::default();
        memory.store(0x1000, 1).unwrap();
        memory.watch(Some(0x1000));
        // The table of pages forgets the page before it is told.
        memory.mark_compiled(0x1800, 1).unwrap();
        memory.tlb.forget(1);
        memory.watch(None);
        assert!(is_noted(&mut memory, 0x1000));
        memory.store(0x1000, 2).unwrap();
        assert!(!is_noted(&mut memory, 0x1000));
    }
}
