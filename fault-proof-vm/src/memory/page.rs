//! One page of 4 KiB that the memory holds itself: its bytes, its part of the Merkle tree (128 leaves, seven
//! levels), its decoded instructions, and the guard bytes that keep the two in step with the bytes.

use super::decoded::Code;
use super::heap::{self, PageHeap};
use super::tlb::{GUARD_LOG2, PageBytes};
use super::{PAGE_BYTES, PAGE_LOG2};
use crate::keccak::Hash;
use std::sync::{Arc, LazyLock, OnceLock};

/// Words of a page.
const WORDS: usize = PAGE_BYTES / 8;
/// Leaves of the Merkle tree in a page.
pub(super) const LEAVES: usize = PAGE_BYTES / 32;

/// Guard bit: the leaf is unchanged since the last hash.
const HASHED: u8 = 1;
/// Guard bit: the page has decoded instructions.
const DECODED: u8 = 2;
/// Guard bit: compiled code was made from the leaf.
const COMPILED: u8 = 4;
/// Guard bit: a linked load may hold a word of the leaf reserved.
pub(super) const RESERVED: u8 = 8;

/// A page. Shared between memories as long as none of them writes to it.
#[derive(Clone)]
pub(super) struct Page {
    /// Its contents, as the guest sees them: big-endian.
    bytes: PageBytes,
    /// Per leaf, what a store there has to note.
    guard: [u8; LEAVES],
    /// Whether leaves were written since the last hash.
    waiting: bool,
    /// Whether the page was hashed since it is held.
    hashed: bool,
    /// Nodes of the page's subtree, kept from the second hash on: a page that is written once, as most of a
    /// large memory is, does not pay for them.
    nodes: Option<Box<PageHeap>>,
    code: OnceLock<Arc<Code>>,
}

impl Page {
    /// A zero page that waits for its first hash.
    pub fn new() -> Self {
        Self::filled(PageBytes([0; PAGE_BYTES]), 0, true)
    }

    /// A page whose root is known.
    pub fn of(bytes: &[u8; PAGE_BYTES]) -> Self {
        Self::filled(PageBytes(*bytes), HASHED, false)
    }

    /// A page whose nodes are known.
    pub fn hashed(bytes: &[u8; PAGE_BYTES], nodes: PageHeap) -> Self {
        Self { nodes: Some(Box::new(nodes)), ..Self::of(bytes) }
    }

    fn filled(bytes: PageBytes, guard: u8, waiting: bool) -> Self {
        let guard = [guard; LEAVES];
        Self { bytes, guard, waiting, hashed: false, nodes: None, code: OnceLock::new() }
    }

    /// The contents.
    pub fn bytes(&self) -> &[u8; PAGE_BYTES] {
        &self.bytes.0
    }

    /// The word at an address in the page.
    pub fn word(&self, address: u64) -> u64 {
        u64::from_be_bytes(self.bytes.0.as_chunks().0[word_index(address)])
    }

    /// Writes the word at an address in the page; gives its guard byte.
    pub fn set_word(&mut self, address: u64, value: u64) -> u8 {
        self.bytes.0.as_chunks_mut().0[word_index(address)] = value.to_be_bytes();
        self.guard[(address >> GUARD_LOG2) as usize % LEAVES]
    }

    /// Writes bytes, which must fit, from an address in the page on; as [`Page::note_store`] for all of them.
    pub fn write(&mut self, address: u64, bytes: &[u8]) -> bool {
        let start = address as usize % PAGE_BYTES;
        self.bytes.0[start..start + bytes.len()].copy_from_slice(bytes);
        let words = start / 8..(start + bytes.len()).div_ceil(8);
        words.fold(false, |newly, word| self.note_store(word as u64 * 8) | newly)
    }

    /// Where the bytes lie, and the guard bytes, for writing in place.
    pub fn rights(&mut self) -> (*mut u8, *mut u8) {
        (self.bytes.0.as_mut_ptr(), self.guard.as_mut_ptr())
    }

    /// Notes a store; true if the page was not waiting for a hash and now is.
    pub fn note_store(&mut self, address: u64) -> bool {
        self.guard[(address >> GUARD_LOG2) as usize % LEAVES] &= !(HASHED | COMPILED | RESERVED);
        if let Some(code) = self.code.get_mut() {
            Code::forget(code, word_index(address));
        }
        !std::mem::replace(&mut self.waiting, true)
    }

    /// The page's instructions, as far as they are decoded. No one may have the right to write the page in place: before that is granted
    /// again comes [`Page::guard_code`].
    pub fn code(&self) -> &Arc<Code> {
        self.code.get_or_init(|| Arc::new(Code::new()))
    }

    /// Whether the instruction at `pc` is decoded.
    pub fn was_run(&self, pc: u64) -> bool {
        self.code.get().is_some_and(|code| code.get(pc).is_some())
    }

    /// Has stores into a page with decoded instructions noted.
    pub fn guard_code(&mut self) {
        if self.code.get().is_some() {
            self.guard.iter_mut().for_each(|guard| *guard |= DECODED);
        }
    }

    /// Has stores into these leaves, a bit each, noted: compiled code was made from them.
    pub fn guard_compiled(&mut self, leaves: u128) {
        if leaves == 0 {
            return;
        }
        for (leaf, guard) in self.guard.iter_mut().enumerate() {
            *guard |= if leaves >> leaf & 1 == 1 { COMPILED } else { 0 };
        }
    }

    /// Has stores into the leaf at `address` noted until the next one there: a word of it is reserved.
    pub fn guard_reserved(&mut self, address: u64) {
        self.guard[(address >> GUARD_LOG2) as usize % LEAVES] |= RESERVED;
    }

    /// Nodes of the page's subtree, up to date if no leaf was written since the last hash.
    pub fn heap(&self) -> PageHeap {
        self.nodes.as_deref().copied().unwrap_or_else(|| heap::of_page(&self.bytes.0))
    }

    /// Brings the page's subtree up to date: only the paths above written leaves are hashed, if the nodes are
    /// known. Gives the root and the number of hashes done.
    pub fn rehash(&mut self) -> (Hash, usize) {
        self.waiting = false;
        let (root, hashes) = match &mut self.nodes {
            Some(nodes) => {
                let written = |leaf: usize| self.guard[leaf] & HASHED == 0;
                let stale = (0..LEAVES / 2).filter(|pair| written(2 * pair) || written(2 * pair + 1));
                let stale = stale.fold(0, |stale, pair| stale | 1 << pair);
                let hashes = heap::refresh_page(nodes, &self.bytes.0, stale);
                (nodes[1], hashes)
            }
            None => {
                let nodes = heap::of_page(&self.bytes.0);
                self.nodes = self.hashed.then(|| Box::new(nodes));
                (nodes[1], LEAVES - 1)
            }
        };
        self.hashed = true;
        self.guard.iter_mut().for_each(|guard| *guard |= HASHED);
        (root, hashes)
    }
}

/// The instructions of a page of zeros.
pub(super) static ZERO_CODE: LazyLock<Arc<Code>> = LazyLock::new(|| Arc::new(Code::new()));

fn word_index(address: u64) -> usize {
    (address >> 3) as usize % WORDS
}

const _: () = assert!(PAGE_BYTES == 1 << PAGE_LOG2);
