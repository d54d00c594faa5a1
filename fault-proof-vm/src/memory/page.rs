//! One page of 4 KiB: its words, its part of the Merkle tree (128 leaves, seven levels), its decoded
//! instructions, and the guard bytes that keep the two in step with the words.

use super::tlb::{GUARD_LOG2, PageBytes};
use super::{PAGE_BYTES, PAGE_LOG2};
use crate::isa::{Insn, decode};
use crate::keccak::{Hash, hash_pair};

/// Words of a page.
const WORDS: usize = PAGE_BYTES / 8;
/// Leaves of the Merkle tree in a page.
pub(super) const LEAVES: usize = PAGE_BYTES / 32;

/// Guard bit: the leaf is unchanged since the last hash.
const HASHED: u8 = 1;
/// Guard bit: the page has decoded instructions.
const DECODED: u8 = 2;

#[derive(Clone)]
pub(super) struct Page {
    /// Address of the page divided by its size.
    pub number: u64,
    /// Its contents, as the guest sees them: big-endian.
    bytes: PageBytes,
    /// Per leaf, what a store there has to note.
    guard: [u8; LEAVES],
    /// Whether the page waits for a hash.
    waiting: bool,
    /// Nodes of the page's subtree in heap order: 1 is its root, 64 to 127 lie above two leaves each.
    nodes: Option<Box<[Hash; LEAVES]>>,
    code: Option<Box<[Insn; PAGE_BYTES / 4]>>,
}

impl Page {
    /// A zero page that waits for its first hash.
    pub fn new(number: u64) -> Self {
        Self {
            number,
            bytes: PageBytes([0; PAGE_BYTES]),
            guard: [0; LEAVES],
            waiting: true,
            nodes: None,
            code: None,
        }
    }

    /// The word at an address in the page.
    #[inline(always)]
    pub fn word(&self, address: u64) -> u64 {
        u64::from_be_bytes(self.bytes.0.as_chunks().0[word_index(address)])
    }

    /// Writes the word at an address in the page; gives its guard byte.
    #[inline(always)]
    pub fn set_word(&mut self, address: u64, value: u64) -> u8 {
        self.bytes.0.as_chunks_mut().0[word_index(address)] = value.to_be_bytes();
        self.guard[(address >> GUARD_LOG2) as usize % LEAVES]
    }

    /// Where the bytes lie, and the guard bytes if the bytes may be written in place.
    pub fn rights(&mut self) -> (*mut u8, Option<*mut u8>) {
        (self.bytes.0.as_mut_ptr(), Some(self.guard.as_mut_ptr()))
    }

    /// Notes a store; true if the page was not waiting for a hash and now is.
    #[cold]
    pub fn note_store(&mut self, address: u64) -> bool {
        self.guard[(address >> GUARD_LOG2) as usize % LEAVES] &= !HASHED;
        let word = self.word(address);
        if let Some(code) = &mut self.code {
            let at = word_index(address) * 2;
            code[at] = decode((word >> 32) as u32);
            code[at + 1] = decode(word as u32);
        }
        !std::mem::replace(&mut self.waiting, true)
    }

    #[inline(always)]
    pub fn insn(&mut self, pc: u64) -> Insn {
        let at = (pc >> 2) as usize % (PAGE_BYTES / 4);
        match &self.code {
            Some(code) => code[at],
            None => self.decode_all()[at],
        }
    }

    #[cold]
    fn decode_all(&mut self) -> &[Insn; PAGE_BYTES / 4] {
        self.guard.iter_mut().for_each(|guard| *guard |= DECODED);
        let mut code = Box::new([decode(0); PAGE_BYTES / 4]);
        for (insn, word) in code.iter_mut().zip(self.bytes.0.as_chunks().0) {
            *insn = decode(u32::from_be_bytes(*word));
        }
        self.code.insert(code)
    }

    /// Whether leaves were written since the last hash.
    pub fn waiting(&self) -> bool {
        self.waiting
    }

    /// The 32 raw bytes of a leaf.
    pub fn leaf(&self, leaf: usize) -> Hash {
        self.bytes.0.as_chunks().0[leaf]
    }

    /// Node of the page's subtree in heap order, 1 (root) to 255 (last leaf). The page must be hashed.
    pub fn node(&self, index: usize) -> Hash {
        match index.checked_sub(LEAVES) {
            Some(leaf) => self.leaf(leaf),
            None => self.nodes.as_ref().expect("the page is hashed before its nodes are read")[index],
        }
    }

    /// Brings the page's subtree up to date: only the paths above written leaves are hashed.
    pub fn rehash(&mut self) {
        let first_time = self.nodes.is_none();
        let mut nodes = self.nodes.take().unwrap_or_else(|| Box::new([[0; 32]; LEAVES]));
        let mut stale = [false; LEAVES];
        for (leaf, guard) in self.guard.iter_mut().enumerate() {
            stale[(LEAVES + leaf) / 2] |= first_time || *guard & HASHED == 0;
            *guard |= HASHED;
        }
        for index in LEAVES / 2..LEAVES {
            if stale[index] {
                let leaf = index * 2 - LEAVES;
                nodes[index] = hash_pair(&self.leaf(leaf), &self.leaf(leaf + 1));
                stale[index / 2] = true;
            }
        }
        for index in (1..LEAVES / 2).rev() {
            if stale[index] {
                nodes[index] = hash_pair(&nodes[index * 2], &nodes[index * 2 + 1]);
                stale[index / 2] = true;
            }
        }
        self.nodes = Some(nodes);
        self.waiting = false;
    }
}

fn word_index(address: u64) -> usize {
    (address >> 3) as usize % WORDS
}

const _: () = assert!(PAGE_BYTES == 1 << PAGE_LOG2);
