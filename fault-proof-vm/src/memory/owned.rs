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
    pages: HashMap<u64, NonNull<Page>>,
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
