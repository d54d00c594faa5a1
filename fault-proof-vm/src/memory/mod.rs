//! The machine's memory: 64-bit addresses, big-endian 8-byte words, pages of 4 KiB made on first write.
//!
//! A page that was never written reads as zeros and takes no space; a page of a mapped [`crate::image::Image`]
//! is read in place and takes none either until it is written. Pages are shared between clones and copied on
//! the first write, so a clone costs the same however large the memory. Memory is kept as its Merkle tree
//! ([`node`]); three caches ride along and are always coherent, because every write goes through
//! [`Memory::store`] or [`Memory::write_bytes`]:
//! * the table of recently used pages ([`tlb`]), through which almost every access goes,
//! * the tree's hashes: a write marks its 32-byte leaf, and the next hash redoes only marked paths,
//! * decoded instructions: a page that was executed keeps its decoded words, and a store into it has the two
//!   words that it covers forgotten. Self-modifying code therefore runs as the step contract runs it.
//!   Compiled code is kept elsewhere; a store into what it was made from changes the memory's
//!   [`code::CodeVersion`], which tells its keeper.
//!
//! One guard byte per leaf tells a store whether there is anything to note: zero means no.
//!
//! A memory can also be partial ([`partial`]): some of it is known by hash only. Touching that is an error,
//! and never taken for zeros.

mod bytes;
#[cfg_attr(not(feature = "jit"), allow(dead_code, reason = "for compiled code"))]
pub(crate) mod code;
mod decoded;
mod heap;
mod node;
mod owned;
mod page;
mod partial;
#[cfg_attr(not(feature = "jit"), allow(dead_code, reason = "for compiled code"))]
pub(crate) mod tlb;
mod tree;

use crate::image::Image;
use crate::isa::Packed;
use crate::keccak::Hash;
use crate::merkle::{PathError, check_subtree};
use code::Watch;
pub(crate) use heap::complete as complete_heap;
use node::{Found, Node};
use owned::Owned;
use page::Page;
pub use partial::{PartialError, PartialPage};
use std::collections::HashSet;
use std::ptr::NonNull;
use std::sync::Arc;
use thiserror::Error;
use tlb::Tlb;

/// log2 of the page size.
pub const PAGE_LOG2: u32 = 12;
/// Bytes of a page.
pub const PAGE_BYTES: usize = 1 << PAGE_LOG2;
/// Pages a memory may hold unless told otherwise: 4 GiB.
pub const DEFAULT_PAGE_LIMIT: usize = 1 << 20;

/// An access that this host cannot do. The machine itself knows no such errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MemoryError {
    /// The memory already holds as many pages as the host allows.
    #[error("writing at {address:#x} needs one page more than the host's limit of {limit} pages of 4 KiB")]
    PageLimit {
        /// The address written.
        address: u64,
        /// Pages allowed.
        limit: usize,
    },
    /// The memory is partial, and what was touched is not part of it.
    #[error("the contents of memory at {address:#x} are not known here")]
    Absent {
        /// The address touched.
        address: u64,
    },
    /// Two images, or an image and pages, for the same addresses.
    #[error("memory at {address:#x} is occupied: an image goes into memory that was never written")]
    Occupied {
        /// An address that both want.
        address: u64,
    },
    /// A mapped file does not hold what it held when it was hashed.
    #[error(
        "the page of a mapped file for {address:#x} is not the one that was hashed: the file has changed"
    )]
    Changed {
        /// Address of the page.
        address: u64,
    },
}

/// Root of the subtree that a page's bytes make.
pub(crate) fn page_root(bytes: &[u8; PAGE_BYTES]) -> Hash {
    heap::of_page(bytes)[1]
}

/// Sparse paged memory with its Merkle tree.
pub struct Memory {
    root: Arc<Node>,
    owned: Owned,
    tlb: Tlb,
    /// What compiled code was made from, and what it must not write.
    watch: Watch,
    /// Whether something may be missing, so that reading can fail: a mapped file, a page that is not known.
    fallible: bool,
    /// Pages held, here or together with clones; those of images do not count.
    held: usize,
    page_limit: usize,
    /// Numbers of pages with leaves written since the last hash.
    unhashed: Vec<u64>,
    hash_count: u64,
    /// Numbers of pages touched, while someone wants to know.
    touched: Option<HashSet<u64>>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::with_page_limit(DEFAULT_PAGE_LIMIT)
    }
}

impl Clone for Memory {
    /// Shares all pages; either side copies what it writes from now on.
    fn clone(&self) -> Self {
        self.tlb.revoke_writes();
        self.owned.share();
        Self {
            root: self.root.clone(),
            owned: Owned::default(),
            tlb: Tlb::default(),
            watch: Watch::default(),
            fallible: self.fallible,
            held: self.held,
            page_limit: self.page_limit,
            unhashed: self.unhashed.clone(),
            hash_count: self.hash_count,
            touched: None,
        }
    }
}

impl Memory {
    /// An all-zero memory that may come to hold at most `page_limit` pages.
    pub fn with_page_limit(page_limit: usize) -> Self {
        Self {
            root: Node::zero(0),
            owned: Owned::default(),
            tlb: Tlb::default(),
            watch: Watch::default(),
            fallible: false,
            held: 0,
            page_limit,
            unhashed: Vec::new(),
            hash_count: 0,
            touched: None,
        }
    }

    /// Pages this memory may come to hold.
    pub fn page_limit(&self) -> usize {
        self.page_limit
    }

    /// Has the memory hold at most `page_limit` pages from now on; those it has, it keeps.
    pub fn set_page_limit(&mut self, page_limit: usize) {
        self.page_limit = page_limit;
    }

    /// Number of pages written since the last hash.
    pub fn written_pages(&self) -> usize {
        self.unhashed.len()
    }

    /// Number of pages held. Pages of images that were never written take no space and do not count.
    pub fn page_count(&self) -> usize {
        self.held
    }

    /// The contents of page `number` (address / 4096); none for a page of zeros that is not held.
    pub fn page(&self, number: u64) -> Result<Option<&[u8; PAGE_BYTES]>, MemoryError> {
        match self.root.find(number) {
            Found::Zero => Ok(None),
            Found::Page(page) => Ok(Some(page.bytes())),
            Found::Image(image) => Ok(Some(image.page(number)?)),
            Found::Absent => Err(MemoryError::Absent { address: number << PAGE_LOG2 }),
        }
    }

    /// The word at `address`, which is rounded down to a multiple of 8. What cannot be read reads as zeros: see
    /// [`Memory::page`] for telling.
    pub fn read_word(&self, address: u64) -> u64 {
        let page = self.page(address >> PAGE_LOG2).ok().flatten();
        page.map_or(0, |page| u64::from_be_bytes(page.as_chunks().0[address as usize % PAGE_BYTES / 8]))
    }

    /// As [`Memory::read_word`], for the interpreter: remembers the page, and tells what cannot be read.
    #[inline(always)]
    pub(crate) fn load(&mut self, address: u64) -> Result<u64, MemoryError> {
        match self.tlb.load(address) {
            Some(word) => Ok(word),
            None => self.load_slow(address).map_err(|error| *error),
        }
    }

    #[cold]
    fn load_slow(&mut self, address: u64) -> Result<u64, Box<MemoryError>> {
        let number = address >> PAGE_LOG2;
        if let Some(mut page) = self.owned.get(number) {
            // SAFETY: as in `write_page`.
            let page = unsafe { page.as_mut() };
            self.grant(number, page);
            self.touch(number);
            return Ok(page.word(address));
        }
        let bytes = match self.root.find(number) {
            Found::Zero => None,
            Found::Page(page) => Some(page.bytes()),
            Found::Image(image) => Some(image.page(number)?),
            Found::Absent => return Err(MemoryError::Absent { address }.into()),
        };
        match bytes {
            Some(bytes) => self.tlb.grant(number, bytes.as_ptr().cast_mut(), None),
            None => self.tlb.grant_zeros(number),
        }
        self.touch(number);
        Ok(self.tlb.load(address).unwrap_or_default())
    }

    /// Makes room for more recently used pages if that is too scarce. Not to be called while compiled code runs.
    #[inline]
    pub(crate) fn tune(&mut self) {
        self.tlb.grow();
    }

    /// Writes the word at `address`, rounded down to a multiple of 8.
    #[inline(always)]
    pub fn store(&mut self, address: u64, value: u64) -> Result<(), MemoryError> {
        match self.tlb.store(address, value) {
            Some(0) => Ok(()),
            Some(_) => self.note_store(address),
            None => self.store_slow(address, value),
        }
    }

    /// Notes a store into a page that may be written in place, at a leaf with a guard.
    #[cold]
    fn note_store(&mut self, address: u64) -> Result<(), MemoryError> {
        self.write_page(address & !7, 8, |page| page.note_store(address))
    }

    /// A store to a page that was not used of late, may not be written in place, or does not exist.
    #[cold]
    fn store_slow(&mut self, address: u64, value: u64) -> Result<(), MemoryError> {
        self.write_page(address & !7, 8, |page| {
            page.set_word(address, value) != 0 && page.note_store(address)
        })
    }

    /// Makes the page around `address` one that may be written in place, and writes `len` bytes from there on;
    /// `write` says whether the page was not waiting for a hash and now is.
    fn write_page(
        &mut self,
        address: u64,
        len: usize,
        write: impl FnOnce(&mut Page) -> bool,
    ) -> Result<(), MemoryError> {
        let number = address >> PAGE_LOG2;
        let mut page = match self.owned.get(number) {
            Some(page) => page,
            None => self.own(address)?,
        };
        // SAFETY: no one else has the page (see `Owned`), and nothing else of the memory leads to it here.
        let page = unsafe { page.as_mut() };
        self.tlb.forget(number);
        self.grant(number, page);
        if write(page) {
            self.unhashed.push(number);
        }
        if let Some(address) = self.watch.reserved_in(number) {
            page.guard_reserved(address);
        }
        let start = address as usize % PAGE_BYTES;
        self.watch.note(number, start..start + len);
        self.touch(number);
        Ok(())
    }

    /// Gives the table of recently used pages a page of our own, with the rights it may have.
    fn grant(&mut self, number: u64, page: &mut Page) {
        page.guard_code();
        page.guard_compiled(self.watch.leaves(number));
        if let Some(address) = self.watch.reserved_in(number) {
            page.guard_reserved(address);
        }
        let (bytes, guards) = page.rights();
        self.tlb.grant(number, bytes, Some(guards));
    }

    /// Makes the page around `address` our own: makes it, copies it, or reads it from its image.
    #[cold]
    fn own(&mut self, address: u64) -> Result<NonNull<Page>, MemoryError> {
        let number = address >> PAGE_LOG2;
        let (held, zero) = match self.root.find(number) {
            Found::Absent => return Err(MemoryError::Absent { address }),
            Found::Page(_) => (true, false),
            Found::Zero => (false, true),
            Found::Image(_) => (false, false),
        };
        if !held && self.held >= self.page_limit {
            return Err(MemoryError::PageLimit { address, limit: self.page_limit });
        }
        self.tlb.forget(number);
        let page = NonNull::from(Arc::make_mut(&mut self.root).page_mut(number)?);
        self.owned.insert(number, page);
        self.held += usize::from(!held);
        if zero {
            self.unhashed.push(number);
        }
        Ok(page)
    }

    /// The decoded instruction at `pc`, a multiple of 4.
    #[inline(always)]
    pub(crate) fn fetch(&mut self, pc: u64) -> Result<Packed, Box<MemoryError>> {
        match self.tlb.fetch(pc) {
            Some(insn) => Ok(insn),
            None => self.fetch_slow(pc),
        }
    }

    #[cold]
    fn fetch_slow(&mut self, pc: u64) -> Result<Packed, Box<MemoryError>> {
        let number = pc >> PAGE_LOG2;
        if self.tlb.code(number).is_none() {
            self.grant_code(pc)?;
        }
        let insn = decoded::decode(pc, self.load(pc)?);
        if let Some(code) = self.tlb.code(number) {
            code.set(pc, insn);
        }
        Ok(insn)
    }

    /// Lets the table of recently used pages have the instructions of the page around `pc`.
    fn grant_code(&mut self, pc: u64) -> Result<(), MemoryError> {
        let number = pc >> PAGE_LOG2;
        if matches!(self.root.find(number), Found::Image(_)) {
            // Instructions are decoded once for all who share a page, so an image's become a held one.
            self.write_page(pc, 0, |_| false)?;
        }
        // From now on stores into the page have to be noted.
        self.tlb.forget(number);
        let code = match self.root.find(number) {
            Found::Page(page) => page.code(),
            Found::Zero => &*page::ZERO_CODE,
            _ => return Err(MemoryError::Absent { address: pc }),
        };
        self.tlb.grant_code(number, code.clone());
        self.touch(number);
        Ok(())
    }

    fn touch(&mut self, number: u64) {
        if let Some(touched) = &mut self.touched {
            touched.insert(number);
        }
    }

    /// Notes from now on which pages are touched.
    pub(crate) fn start_tracking(&mut self) {
        self.tlb.clear();
        self.watch = Watch::default();
        self.touched = Some(HashSet::new());
    }

    /// Numbers of the pages touched since [`Memory::start_tracking`], ascending.
    pub(crate) fn stop_tracking(&mut self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self.touched.take().into_iter().flatten().collect();
        numbers.sort_unstable();
        numbers
    }

    /// Numbers (address / 4096) of the pages in which this memory differs from `other`, ascending. Costs what
    /// differs, not what is held. Neither may be partial.
    pub fn differences(&mut self, other: &mut Self) -> Vec<u64> {
        self.update_tree();
        other.update_tree();
        let mut numbers = Vec::new();
        self.root.differences(&other.root, 0, 0, &mut numbers);
        numbers
    }

    /// Replaces the aligned region of `2^log2_size` bytes at `address` by what `donor` has there. Costs the
    /// hashes above the region, however large it is; pages are shared until one side writes them.
    pub fn graft(&mut self, donor: &mut Self, address: u64, log2_size: u32) -> Result<(), PathError> {
        check_subtree(address, log2_size)?;
        if log2_size < PAGE_LOG2 {
            donor.page(address >> PAGE_LOG2)?;
            return Ok(self.write_bytes(address, &donor.read_bytes(address, 1 << log2_size))?);
        }
        self.update_tree();
        donor.update_tree();
        donor.tlb.revoke_writes();
        donor.owned.share();
        let mut root = self.root.clone();
        Arc::make_mut(&mut root).graft(&donor.root, 0, address >> PAGE_LOG2, log2_size)?;
        let held = root.held();
        if held > self.page_limit.max(self.held) {
            return Err(MemoryError::PageLimit { address, limit: self.page_limit }.into());
        }
        (self.root, self.held) = (root, held);
        self.fallible |= donor.fallible;
        self.tlb.clear();
        self.owned.clear();
        self.watch.forget();
        Ok(())
    }

    /// Lays an image into memory that was never written.
    pub fn map(&mut self, image: &Arc<Image>) -> Result<(), MemoryError> {
        self.update_tree();
        self.tlb.clear();
        self.owned.clear();
        let mut root = self.root.clone();
        Arc::make_mut(&mut root).map(image, 0, image.first_page())?;
        self.root = root;
        self.fallible = true;
        Ok(())
    }
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory").field("pages", &self.held).field("page_limit", &self.page_limit).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::decode;

    #[test]
    fn the_host_limit_is_an_error() {
        let mut memory = Memory::with_page_limit(1);
        memory.store(8, 1).unwrap();
        assert_eq!(memory.store(0x1000, 1), Err(MemoryError::PageLimit { address: 0x1000, limit: 1 }));
        memory.store(16, 1).unwrap();
    }

    #[test]
    fn a_store_into_decoded_code_is_seen() {
        let mut memory = Memory::default();
        memory.store(0, 0x2402_0001_0000_000c).unwrap();
        let before = memory.fetch(0).unwrap();
        assert_eq!(before, decode(0x2402_0001).pack());
        memory.root();
        memory.store(0, 0x2402_0002_0000_0000).unwrap();
        assert_eq!(memory.fetch(0), Ok(decode(0x2402_0002).pack()));
        assert_eq!(memory.fetch(4), Ok(decode(0).pack()));
    }

    #[test]
    fn clones_share_until_one_writes() {
        let mut first = Memory::default();
        first.write_bytes(0x1000, &[7; 0x3000]).unwrap();
        let root = first.root();
        first.store(0x1000, 1).unwrap();
        let mut second = first.clone();
        let mut third = second.clone();
        // The right to write in place is gone: a page is copied before it is written.
        first.store(0x1008, 2).unwrap();
        second.store(0x1008, 3).unwrap();
        second.store(0x9000, 4).unwrap();
        assert_eq!([&first, &second, &third].map(|memory| memory.read_word(0x1008) & 0xff), [2, 3, 7]);
        assert_eq!([&first, &second, &third].map(Memory::page_count), [3, 4, 3]);
        third.store(0x1000, 0x0707_0707_0707_0707).unwrap();
        assert_eq!(third.root(), root);
        second.store(0x9000, 0).unwrap();
        second.write_bytes(0x1000, &[7; 16]).unwrap();
        assert_eq!(second.root(), root);
        assert_ne!(first.root(), root);
        drop((second, third));
        first.write_bytes(0x1000, &[7; 16]).unwrap();
        assert_eq!(first.root(), root);
    }

    #[test]
    fn code_is_shared_and_stays_true() {
        let mut first = Memory::default();
        first.store(0, 0x2402_0001_0000_000c).unwrap();
        assert_eq!(first.fetch(0), Ok(decode(0x2402_0001).pack()));
        let mut second = first.clone();
        assert_eq!(second.fetch(4), Ok(decode(0xc).pack()));
        second.store(0, 0x2402_0007_0000_000c).unwrap();
        assert_eq!(
            (first.fetch(0), second.fetch(0)),
            (Ok(decode(0x2402_0001).pack()), Ok(decode(0x2402_0007).pack()))
        );
        first.store(0, 0x2402_0009_0000_000c).unwrap();
        assert_eq!(
            (first.fetch(0), second.fetch(0)),
            (Ok(decode(0x2402_0009).pack()), Ok(decode(0x2402_0007).pack()))
        );
        assert_eq!(first.fetch(0x5000), Ok(decode(0).pack()));
        first.store(0x5000, u64::MAX).unwrap();
        assert_eq!(first.fetch(0x5000), Ok(decode(u32::MAX).pack()));
    }

    #[test]
    fn touched_pages_are_noted() {
        let mut memory = Memory::default();
        memory.write_bytes(0x1000, &[1; 0x2000]).unwrap();
        memory.load(0x1000).unwrap();
        memory.fetch(0x2000).unwrap();
        memory.start_tracking();
        memory.load(0x1008).unwrap();
        memory.load(0x7000).unwrap();
        memory.fetch(0x2004).unwrap();
        memory.store(0x3000, 1).unwrap();
        assert_eq!(memory.stop_tracking(), [1, 2, 3, 7]);
        memory.load(0x8000).unwrap();
        assert_eq!(memory.stop_tracking(), Vec::<u64>::new());
    }
}
