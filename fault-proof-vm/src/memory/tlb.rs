//! The table of recently used pages: from an address to the bytes of its page, with separate rights to read
//! and to write them in place.
//!
//! Direct-mapped by the low bits of the page number, and larger the more pages are in use. An entry is laid out for compiled code: a tag to compare
//! an address with, and the places of the page's bytes and guard bytes as differences, so that the address
//! itself (for a guard byte, the number of its leaf) is the offset. A right that an entry lacks sends the
//! access down the slow path of [`super::Memory`], which gives the right if the page may have it.
//!
//! What holds whenever an entry grants a right: its pointers lead into a page that the memory owns (or, to
//! read only, into bytes that outlive it), and the page's bytes do not move. So:
//! * whoever moves, replaces or drops a page's bytes, or turns them read-only, calls [`Tlb::forget`] or
//!   [`Tlb::clear`] first;
//! * whoever makes bytes shared through `&Memory` (a clone that copies on write) calls [`Tlb::revoke_writes`];
//! * a clone starts with an empty table.

use super::decoded::Code;
use super::{PAGE_BYTES, PAGE_LOG2};
use crate::isa::Packed;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Entries at first, a power of two.
const MIN_ENTRIES: usize = 1 << 9;
/// Most entries, which reach 512 MiB.
const MAX_ENTRIES: usize = 1 << 17;
/// A tag that no page start equals.
const NO_PAGE: u64 = u64::MAX;
const OFFSET_MASK: u64 = PAGE_BYTES as u64 - 1;
/// log2 of the bytes that share a guard byte.
pub(crate) const GUARD_LOG2: u32 = 5;

/// Bytes of a page, aligned for whole words.
#[repr(C, align(64))]
#[derive(Clone)]
pub(super) struct PageBytes(pub [u8; PAGE_BYTES]);

/// What every page that was never written reads as.
pub(super) static ZEROS: PageBytes = PageBytes([0; PAGE_BYTES]);

/// An entry, laid out for compiled code.
#[repr(C)]
pub(crate) struct Entry {
    /// Address of the page that may be read.
    read: u64,
    /// Address of the page that may be written. Atomic so that rights can be taken away through `&Memory`;
    /// no one else runs at the time.
    write: AtomicU64,
    /// The page's bytes, minus the page's address.
    bytes: *mut u8,
    /// The page's guard bytes, minus the number of its first leaf.
    guards: *mut u8,
}

/// Byte offsets of an entry's fields.
pub(crate) mod field {
    use super::Entry;
    use std::mem::offset_of;

    pub const READ: i32 = offset_of!(Entry, read) as i32;
    pub const WRITE: i32 = offset_of!(Entry, write) as i32;
    pub const BYTES: i32 = offset_of!(Entry, bytes) as i32;
    pub const GUARDS: i32 = offset_of!(Entry, guards) as i32;
}

impl Entry {
    const fn empty() -> Self {
        let none = std::ptr::null_mut();
        Self { read: NO_PAGE, write: AtomicU64::new(NO_PAGE), bytes: none, guards: none }
    }
}

/// Pages of instructions in the table, direct-mapped like the others.
const CODE_ENTRIES: usize = 64;

/// The table.
pub(super) struct Tlb {
    entries: Box<[Entry]>,
    /// Pages that made way for others since the table grew.
    displaced: usize,
    /// Pages of instructions by number, which are theirs as long as the page's rights are not forgotten.
    code: [Option<(u64, Arc<Code>)>; CODE_ENTRIES],
}

// SAFETY: the pointers lead into pages of the memory that owns the table (see the module's head), so they move
// between threads with it; through `&Tlb` nothing is reached but the atomic tags.
unsafe impl Send for Tlb {}
// SAFETY: as above; reading and writing through the pointers takes `&mut Tlb`.
unsafe impl Sync for Tlb {}

impl Default for Tlb {
    fn default() -> Self {
        Self { entries: table(MIN_ENTRIES), displaced: 0, code: [const { None }; CODE_ENTRIES] }
    }
}

impl Clone for Tlb {
    /// An empty table: the clone's pages lie elsewhere.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tlb {
    /// The word at `address`, rounded down to a multiple of 8, if its page is here.
    #[inline(always)]
    pub fn load(&mut self, address: u64) -> Option<u64> {
        let entry = &self.entries[self.index(address)];
        if entry.read != address & !OFFSET_MASK {
            return None;
        }
        let at = entry.bytes.wrapping_add((address & !7) as usize).cast::<u64>();
        // SAFETY: the entry grants the right to read the page's 4 KiB, and `at` is an aligned word in it.
        Some(u64::from_be(unsafe { at.read() }))
    }

    /// Writes the word at `address`, rounded down to a multiple of 8, if its page is here with the right to;
    /// then gives its guard byte.
    #[inline(always)]
    pub fn store(&mut self, address: u64, value: u64) -> Option<u8> {
        let index = self.index(address);
        let entry = &mut self.entries[index];
        if *entry.write.get_mut() != address & !OFFSET_MASK {
            return None;
        }
        let at = entry.bytes.wrapping_add((address & !7) as usize).cast::<u64>();
        let guard = entry.guards.wrapping_add((address >> GUARD_LOG2) as usize);
        // SAFETY: the entry grants the right to write the page's 4 KiB, and `at` is an aligned word in it; the
        // page has a guard byte for each of its leaves.
        unsafe {
            at.write(value.to_be());
            Some(guard.read())
        }
    }

    /// Grants the right to read a page of zeros.
    pub fn grant_zeros(&mut self, number: u64) {
        self.grant(number, std::ptr::from_ref(&ZEROS.0).cast_mut().cast(), None);
    }

    /// Grants the right to read `bytes`, 4 KiB aligned to a word, as page `number`; with guard bytes, one for
    /// each of its leaves, the right to write as well.
    pub fn grant(&mut self, number: u64, bytes: *mut u8, guards: Option<*mut u8>) {
        let start = number << PAGE_LOG2;
        let first_leaf = (start >> GUARD_LOG2) as usize;
        let index = self.index(start);
        let before = self.entries[index].read;
        self.displaced += usize::from(before != NO_PAGE && before != start);
        self.entries[index] = Entry {
            read: start,
            write: AtomicU64::new(if guards.is_some() { start } else { NO_PAGE }),
            bytes: bytes.wrapping_sub(start as usize),
            guards: guards.map_or(std::ptr::null_mut(), |guards| guards.wrapping_sub(first_leaf)),
        };
    }

    /// The decoded instruction at `pc`, if its page is here and it is decoded.
    #[inline(always)]
    pub fn fetch(&self, pc: u64) -> Option<Packed> {
        match &self.code[(pc >> PAGE_LOG2) as usize % CODE_ENTRIES] {
            Some((number, code)) if *number == pc >> PAGE_LOG2 => code.get(pc),
            _ => None,
        }
    }

    /// The instructions of page `number`, if the table has them.
    pub fn code(&self, number: u64) -> Option<&Arc<Code>> {
        let code = self.code[number as usize % CODE_ENTRIES].as_ref()?;
        (code.0 == number).then_some(&code.1)
    }

    /// Sets or clears bits of the guard byte at `address`, if its page is here with the right to be written.
    pub fn guard(&mut self, address: u64, set: u8, clear: u8) {
        let index = self.index(address);
        let entry = &mut self.entries[index];
        if *entry.write.get_mut() == address & !OFFSET_MASK {
            let guard = entry.guards.wrapping_add((address >> GUARD_LOG2) as usize);
            // SAFETY: the entry grants the right to write the page, which has a guard byte for each of its leaves.
            unsafe { guard.write(guard.read() & !clear | set) };
        }
    }

    /// Lets the table have the instructions of page `number`.
    pub fn grant_code(&mut self, number: u64, code: Arc<Code>) {
        self.code[number as usize % CODE_ENTRIES] = Some((number, code));
    }

    /// The entries, for compiled code, and the bytes from the first to the last.
    pub fn entries(&mut self) -> (*const Entry, u64) {
        (self.entries.as_mut_ptr(), ((self.entries.len() - 1) * size_of::<Entry>()) as u64)
    }

    /// Makes the table larger if it is too small for the pages in use. Everything in it is forgotten then.
    #[inline]
    pub fn grow(&mut self) {
        if self.displaced > self.entries.len() / 2 && self.entries.len() < MAX_ENTRIES {
            self.entries = table(4 * self.entries.len());
            self.displaced = 0;
        }
    }

    #[inline(always)]
    fn index(&self, address: u64) -> usize {
        (address >> PAGE_LOG2) as usize & (self.entries.len() - 1)
    }

    /// Takes away all rights to page `number`, and its instructions.
    pub fn forget(&mut self, number: u64) {
        let code = &mut self.code[number as usize % CODE_ENTRIES];
        if code.as_ref().is_some_and(|code| code.0 == number) {
            *code = None;
        }
        let index = self.index(number << PAGE_LOG2);
        let entry = &mut self.entries[index];
        if entry.read == number << PAGE_LOG2 {
            *entry = Entry::empty();
        }
    }

    /// Takes away all rights.
    pub fn clear(&mut self) {
        self.entries.fill_with(Entry::empty);
        self.code.fill(None);
    }

    /// Takes away all rights to write.
    pub fn revoke_writes(&self) {
        self.entries.iter().for_each(|entry| entry.write.store(NO_PAGE, Ordering::Relaxed));
    }
}

fn table(entries: usize) -> Box<[Entry]> {
    (0..entries).map(|_| Entry::empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_are_separate() {
        let mut tlb = Tlb::default();
        let (mut bytes, mut guards) = (Box::new(ZEROS.clone()), [7u8; PAGE_BYTES >> GUARD_LOG2]);
        bytes.0[15] = 9;
        guards[1] = 5;
        let number = (1 << 52) - 1;
        let start = number << PAGE_LOG2;
        assert_eq!(tlb.load(start), None);
        tlb.grant(number, bytes.0.as_mut_ptr(), None);
        assert_eq!((tlb.load(start + 15), tlb.store(start, 1)), (Some(9), None));
        tlb.grant(number, bytes.0.as_mut_ptr(), Some(guards.as_mut_ptr()));
        assert_eq!(tlb.store(start + 0x27, 3), Some(5));
        assert_eq!(tlb.load(start + 0x20), Some(3));
        assert_eq!(tlb.load(start - (MIN_ENTRIES * PAGE_BYTES) as u64), None);
        tlb.revoke_writes();
        assert_eq!((tlb.load(start + 0x20), tlb.store(start, 1)), (Some(3), None));
        tlb.forget(number - 1);
        assert_eq!(tlb.clone().load(start), None);
        assert_eq!(tlb.load(start), Some(0));
        tlb.forget(number);
        assert_eq!(tlb.load(start), None);
        tlb.grant_zeros(0);
        assert_eq!((tlb.load(0xff8), tlb.store(0, 1)), (Some(0), None));
        tlb.clear();
        assert_eq!(tlb.load(0), None);
    }
}
