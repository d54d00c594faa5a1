//! The pages that a memory has to itself, by number: a short cut around the tree, whose nodes must be found to
//! be unshared one after the other before a page may be written.
//!
//! What holds for every page here: since it was put in, it and all nodes above it have had one owner, the
//! memory's tree, so it has not moved and no one else reads it. So:
//! * a page is put in when it was reached through `Arc::make_mut` all the way;
//! * whoever shares nodes calls [`Owned::share`] (through `&Memory`: a clone) or [`Owned::clear`];
//! * whoever drops or replaces a page's node calls [`Owned::clear`].

use super::page::Page;
use std::collections::HashMap;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};

/// The pages, and whether they were shared since.
#[derive(Default)]
pub(super) struct Owned {
    /// Hashed fast, but with a key that no guest knows.
    pages: HashMap<u64, NonNull<Page>, ahash::RandomState>,
    shared: AtomicBool,
}

// SAFETY: the pages belong to the memory that has the table, and move between threads with it.
unsafe impl Send for Owned {}
// SAFETY: through `&Owned` nothing is reached but the flag.
unsafe impl Sync for Owned {}

impl Owned {
    /// Has all pages forgotten before the next is asked for.
    pub fn share(&self) {
        self.shared.store(true, Ordering::Relaxed);
    }

    /// Page `number`, if it is here. It may be used as `&mut Page` as long as the memory is borrowed.
    pub fn get(&mut self, number: u64) -> Option<NonNull<Page>> {
        if std::mem::take(self.shared.get_mut()) {
            self.pages.clear();
        }
        self.pages.get(&number).copied()
    }

    /// Puts in a page that was reached through unshared nodes.
    pub fn insert(&mut self, number: u64, page: NonNull<Page>) {
        self.pages.insert(number, page);
    }

    /// Forgets all pages.
    pub fn clear(&mut self) {
        self.pages.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::isa::decode;
    use crate::memory::Memory;
    use std::collections::BTreeMap;

    /// A memory and what it should hold, by word.
    type Pair = (Memory, BTreeMap<u64, u64>);

    /// A memory that was made from the contents alone.
    fn fresh(words: &BTreeMap<u64, u64>) -> Memory {
        let mut memory = Memory::default();
        words.iter().for_each(|(address, word)| memory.store(*address, *word).unwrap());
        memory
    }

    /// Clones that write, hash, run code and go in any order never see each other's writes, nor old ones.
    #[test]
    fn clones_in_any_order() {
        for seed in 1..=20u64 {
            let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut random = |below: u64| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 11) % below
            };
            let mut pairs: Vec<Pair> = vec![Default::default()];
            for _ in 0..3_000 {
                let at = random(pairs.len() as u64) as usize;
                // Six pages, two of which share an entry of the table of recently used pages.
                let page = [0, 1, 2, 2048, 0x8_0000, (1 << 52) - 1][random(6) as usize];
                let address = page << 12 | (random(6) * 680);
                let (memory, words) = &mut pairs[at];
                match random(20) {
                    0..=7 => {
                        let value = random(1 << 40);
                        memory.store(address, value).unwrap();
                        words.insert(address, value);
                    }
                    8..=13 => {
                        let expected = words.get(&address).copied().unwrap_or(0);
                        assert_eq!(
                            (memory.load(address), memory.read_word(address)),
                            (Ok(expected), expected)
                        );
                    }
                    14..=15 => {
                        let word = words.get(&address).copied().unwrap_or(0);
                        assert_eq!(memory.fetch(address), Ok(decode((word >> 32) as u32).pack()));
                        assert_eq!(memory.fetch(address | 4), Ok(decode(word as u32).pack()));
                    }
                    16 => assert_eq!(memory.root(), fresh(words).root()),
                    17 => {
                        memory.start_tracking();
                        memory.load(address).unwrap();
                        assert_eq!(memory.stop_tracking(), [page]);
                    }
                    18 if pairs.len() < 6 => {
                        let copy = pairs[at].clone();
                        pairs.push(copy);
                    }
                    _ if pairs.len() > 1 => {
                        pairs.swap_remove(at);
                    }
                    _ => {}
                }
            }
            for (memory, words) in &mut pairs {
                assert_eq!(memory.root(), fresh(words).root());
            }
        }
    }
}
