//! The machine's memory: 64-bit addresses, big-endian 8-byte words, pages of 4 KiB made on first write.
//!
//! A page that was never written reads as zeros and takes no space. Three caches ride along and are always
//! coherent, because every write goes through [`Memory::store`]:
//! * the table of recently used pages ([`tlb`]), through which almost every access goes,
//! * the Merkle tree: a write marks its 32-byte leaf, and the next hash redoes only marked paths,
//! * decoded instructions: a page that was executed keeps its 1,024 decoded words, and a store into it
//!   decodes the two words it covers again. Self-modifying code therefore runs as the step contract runs it.
//!
//! One guard byte per leaf tells a store whether there is anything to note: zero means no.

mod page;
mod tlb;
mod tree;

use crate::isa::{Insn, decode};
use crate::keccak::Hash;
use page::Page;
use std::collections::HashMap;
use thiserror::Error;
use tlb::Tlb;

/// log2 of the page size.
pub const PAGE_LOG2: u32 = 12;
/// Bytes of a page.
pub const PAGE_BYTES: usize = 1 << PAGE_LOG2;
/// Pages a memory may hold unless told otherwise: 4 GiB.
pub const DEFAULT_PAGE_LIMIT: usize = 1 << 20;

/// The memory already holds as many pages as the host allows. A limit of this host, not of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("writing at {address:#x} needs one page more than the host's limit of {limit} pages of 4 KiB")]
pub struct PageLimit {
    /// The address written.
    pub address: u64,
    /// Pages allowed.
    pub limit: usize,
}

/// No page has this number: page numbers have 52 bits.
const NO_PAGE: u64 = u64::MAX;

/// Sparse paged memory with its Merkle tree.
#[derive(Clone)]
pub struct Memory {
    pages: Vec<Box<Page>>,
    /// Page number to place in `pages`.
    slots: HashMap<u64, u32>,
    tlb: Tlb,
    /// The page instructions came from last, so that data never displaces it.
    code_page: (u64, u32),
    page_limit: usize,
    /// Places of pages with leaves written since the last hash.
    unhashed: Vec<u32>,
    /// Nodes above the pages by generalised index, for every ancestor of a hashed page.
    nodes: HashMap<u64, Hash>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_page_limit(DEFAULT_PAGE_LIMIT)
    }
}

impl Memory {
    /// An all-zero memory that may come to hold at most `page_limit` pages.
    pub fn with_page_limit(page_limit: usize) -> Self {
        Self {
            pages: Vec::new(),
            slots: HashMap::new(),
            tlb: Tlb::default(),
            code_page: (NO_PAGE, 0),
            page_limit: page_limit.min(u32::MAX as usize),
            unhashed: Vec::new(),
            nodes: HashMap::new(),
        }
    }

    /// Number of pages held.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The word at `address`, which is rounded down to a multiple of 8.
    pub fn read_word(&self, address: u64) -> u64 {
        match self.slots.get(&(address >> PAGE_LOG2)) {
            Some(&slot) => self.pages[slot as usize].word(address),
            None => 0,
        }
    }

    /// As [`Memory::read_word`], for the interpreter: remembers the page.
    #[inline(always)]
    pub(crate) fn load(&mut self, address: u64) -> u64 {
        match self.tlb.load(address) {
            Some(word) => word,
            None => self.load_slow(address),
        }
    }

    #[cold]
    fn load_slow(&mut self, address: u64) -> u64 {
        let number = address >> PAGE_LOG2;
        match self.slots.get(&number) {
            Some(&slot) => {
                self.grant(slot);
                self.pages[slot as usize].word(address)
            }
            None => {
                self.tlb.grant_zeros(number);
                0
            }
        }
    }

    /// Writes the word at `address`, rounded down to a multiple of 8. The one way into a page.
    #[inline(always)]
    pub fn store(&mut self, address: u64, value: u64) -> Result<(), PageLimit> {
        match self.tlb.store(address, value) {
            Some(0) => Ok(()),
            Some(_) => {
                self.note_store(address);
                Ok(())
            }
            None => self.store_slow(address, value),
        }
    }

    /// Notes a store into a page that exists, at a leaf with a guard.
    #[cold]
    fn note_store(&mut self, address: u64) {
        let slot = self.slots[&(address >> PAGE_LOG2)];
        if self.pages[slot as usize].note_store(address) {
            self.unhashed.push(slot);
        }
    }

    /// A store to a page that was not used of late, may not be written in place, or does not exist.
    #[cold]
    fn store_slow(&mut self, address: u64, value: u64) -> Result<(), PageLimit> {
        let slot = match self.slots.get(&(address >> PAGE_LOG2)) {
            Some(&slot) => slot,
            None => self.add_page(address)?,
        };
        let guard = self.pages[slot as usize].set_word(address, value);
        self.grant(slot);
        if guard != 0 {
            self.note_store(address);
        }
        Ok(())
    }

    /// Lets the table of recently used pages have a page, with the rights it may have.
    fn grant(&mut self, slot: u32) {
        let page = &mut self.pages[slot as usize];
        let (bytes, guards) = page.rights();
        self.tlb.grant(page.number, bytes, guards);
    }

    /// The decoded instruction at `pc`, a multiple of 4.
    #[inline(always)]
    pub(crate) fn fetch(&mut self, pc: u64) -> Insn {
        let number = pc >> PAGE_LOG2;
        if self.code_page.0 != number {
            match self.slots.get(&number) {
                Some(&slot) => self.code_page = (number, slot),
                None => return decode(0),
            }
        }
        self.pages[self.code_page.1 as usize].insn(pc)
    }

    #[cold]
    fn add_page(&mut self, address: u64) -> Result<u32, PageLimit> {
        if self.pages.len() >= self.page_limit {
            return Err(PageLimit { address, limit: self.page_limit });
        }
        let number = address >> PAGE_LOG2;
        let slot = self.pages.len() as u32;
        self.pages.push(Box::new(Page::new(number)));
        self.slots.insert(number, slot);
        self.tlb.forget(number);
        self.unhashed.push(slot);
        Ok(slot)
    }

    /// `len` bytes from `address` on (addresses wrap at 2^64).
    pub fn read_bytes(&self, address: u64, len: usize) -> Vec<u8> {
        let lead = (address & 7) as usize;
        let words = (lead + len).div_ceil(8) as u64;
        let mut bytes = Vec::with_capacity(words as usize * 8);
        for i in 0..words {
            let word = self.read_word((address & !7).wrapping_add(8 * i));
            bytes.extend_from_slice(&word.to_be_bytes());
        }
        bytes.truncate(lead + len);
        bytes.drain(..lead);
        bytes
    }

    /// Writes `bytes` from `address` on (addresses wrap at 2^64).
    pub fn write_bytes(&mut self, address: u64, bytes: &[u8]) -> Result<(), PageLimit> {
        let (head, rest) = bytes.split_at(bytes.len().min((address.wrapping_neg() & 7) as usize));
        if !head.is_empty() {
            self.write_within_word(address, head)?;
        }
        let mut at = address.wrapping_add(head.len() as u64);
        for chunk in rest.chunks(8) {
            match chunk.try_into() {
                Ok(word) => self.store(at, u64::from_be_bytes(word))?,
                Err(_) => self.write_within_word(at, chunk)?,
            }
            at = at.wrapping_add(8);
        }
        Ok(())
    }

    fn write_within_word(&mut self, address: u64, bytes: &[u8]) -> Result<(), PageLimit> {
        let mut word = self.read_word(address).to_be_bytes();
        let offset = (address & 7) as usize;
        word[offset..offset + bytes.len()].copy_from_slice(bytes);
        self.store(address, u64::from_be_bytes(word))
    }

    /// Zeroes `len` bytes from `address` on, up to the end of memory at most. Only pages that exist are
    /// touched, so the range may be as large as memory.
    pub fn fill_zero(&mut self, address: u64, len: u64) {
        let end = u128::from(address) + u128::from(len);
        let first = u128::from(address);
        for number in self.page_numbers() {
            let start = u128::from(number) << PAGE_LOG2;
            let from = first.max(start);
            let to = end.min(start + PAGE_BYTES as u128);
            if from < to {
                let zeros = &[0; PAGE_BYTES][..(to - from) as usize];
                self.write_bytes(from as u64, zeros).expect("the page exists, so no page is added");
            }
        }
    }

    /// Numbers (address / 4096) of the pages held, ascending.
    pub fn page_numbers(&self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self.pages.iter().map(|page| page.number).collect();
        numbers.sort_unstable();
        numbers
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory")
            .field("pages", &self.pages.len())
            .field("page_limit", &self.page_limit)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_words_agree() {
        let mut memory = Memory::default();
        memory.write_bytes(0xffd, b"hello, world").unwrap();
        assert_eq!(memory.read_bytes(0xffd, 12), b"hello, world");
        assert_eq!(memory.read_word(0x1000), u64::from_be_bytes(*b"lo, worl"));
        assert_eq!(memory.page_count(), 2);
        memory.write_bytes(3, b"ab").unwrap();
        assert_eq!(memory.read_word(0), 0x0000_0061_6200_0000);
        assert_eq!(memory.read_bytes(0x1_0000, 0), b"");
    }

    #[test]
    fn addresses_wrap() {
        let mut memory = Memory::default();
        memory.write_bytes(u64::MAX - 1, &[1, 2, 3]).unwrap();
        assert_eq!(memory.read_bytes(u64::MAX - 1, 3), [1, 2, 3]);
        assert_eq!(memory.read_word(0) >> 56, 3);
    }

    #[test]
    fn the_host_limit_is_an_error() {
        let mut memory = Memory::with_page_limit(1);
        memory.store(8, 1).unwrap();
        assert_eq!(memory.store(0x1000, 1), Err(PageLimit { address: 0x1000, limit: 1 }));
        memory.store(16, 1).unwrap();
    }

    #[test]
    fn fill_zero_touches_existing_pages_only() {
        let mut memory = Memory::default();
        memory.write_bytes(0x2000 - 3, &[0xff; 8]).unwrap();
        memory.fill_zero(0x1fff, u64::MAX);
        assert_eq!(memory.read_bytes(0x2000 - 3, 8), [0xff, 0xff, 0, 0, 0, 0, 0, 0]);
        assert_eq!(memory.page_count(), 2);
    }

    #[test]
    fn a_store_into_decoded_code_is_seen() {
        let mut memory = Memory::default();
        memory.store(0, 0x2402_0001_0000_000c).unwrap();
        let before = memory.fetch(0);
        assert_eq!(before, decode(0x2402_0001));
        memory.root();
        memory.store(0, 0x2402_0002_0000_0000).unwrap();
        assert_eq!(memory.fetch(0), decode(0x2402_0002));
        assert_eq!(memory.fetch(4), decode(0));
    }
}
