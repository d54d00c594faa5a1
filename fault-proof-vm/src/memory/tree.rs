//! The Merkle tree over the memory: roots, subtree roots, paths and proofs.
//!
//! Nodes are kept between calls; a call brings them up to date first, which costs one hash per level for
//! each leaf written since (shared levels once). That is why these methods take `&mut self`.
//! A node above the pages has the generalised index `1 << 52 | page number`, shifted right by its level
//! above the page; the root has index 1.

use super::page::LEAVES;
use super::{Memory, PAGE_LOG2};
use crate::keccak::{Hash, hash_pair, zero_subtree};
use crate::merkle::{DEPTH, LEAF_LOG2, MEMORY_LOG2, PROOF_BYTES, PathError, check_subtree};
use rayon::prelude::*;

/// Index of page 0's node.
const FIRST_PAGE: u64 = 1 << (MEMORY_LOG2 - PAGE_LOG2);
/// From this many pages on, pages are hashed in parallel.
const PARALLEL_PAGES: usize = 64;

impl Memory {
    /// Root of the whole memory.
    pub fn root(&mut self) -> Hash {
        self.update_tree();
        self.upper_node(1)
    }

    /// Root of the subtree of `2^log2_size` bytes at `address`, 32 bytes (the bytes themselves) to all.
    pub fn subtree_root(&mut self, address: u64, log2_size: u32) -> Result<Hash, PathError> {
        check_subtree(address, log2_size)?;
        self.update_tree();
        Ok(self.node(address, log2_size))
    }

    /// Siblings from the subtree of `2^log2_size` bytes at `address` up to the root: `64 − log2_size` of
    /// them, for [`crate::merkle::climb_to_root`].
    pub fn path(&mut self, address: u64, log2_size: u32) -> Result<Vec<Hash>, PathError> {
        check_subtree(address, log2_size)?;
        self.update_tree();
        let sibling = |level: u32| self.node((address >> level ^ 1) << level, level);
        Ok((log2_size..MEMORY_LOG2).map(sibling).collect())
    }

    /// The step contract's proof for the leaf around `address`: the leaf, then its 59 siblings.
    pub fn proof(&mut self, address: u64) -> [u8; PROOF_BYTES] {
        let start = address & !31;
        self.update_tree();
        let mut proof = [0; PROOF_BYTES];
        let (leaf, siblings) = proof.split_at_mut(32);
        leaf.copy_from_slice(&self.node(start, LEAF_LOG2));
        for (level, sibling) in (LEAF_LOG2..MEMORY_LOG2).zip(siblings.chunks_exact_mut(32)) {
            sibling.copy_from_slice(&self.node((start >> level ^ 1) << level, level));
        }
        proof
    }

    /// A node of the up-to-date tree.
    fn node(&self, address: u64, log2_size: u32) -> Hash {
        let page = address >> PAGE_LOG2;
        if log2_size >= PAGE_LOG2 {
            return self.upper_node((FIRST_PAGE | page) >> (log2_size - PAGE_LOG2));
        }
        match self.slots.get(&page) {
            Some(&slot) => {
                let leaf = LEAVES + (address >> LEAF_LOG2) as usize % LEAVES;
                self.pages[slot as usize].node(leaf >> (log2_size - LEAF_LOG2))
            }
            None => zero_subtree(log2_size - LEAF_LOG2),
        }
    }

    /// The node with this generalised index, at page level or above.
    fn upper_node(&self, index: u64) -> Hash {
        let known = if index >= FIRST_PAGE {
            self.slots.get(&(index - FIRST_PAGE)).map(|&slot| self.pages[slot as usize].node(1))
        } else {
            self.nodes.get(&index).copied()
        };
        known.unwrap_or_else(|| zero_subtree(DEPTH - index.ilog2()))
    }

    /// Hashes what was written since the last call.
    fn update_tree(&mut self) {
        if self.unhashed.is_empty() {
            return;
        }
        let written = std::mem::take(&mut self.unhashed);
        if written.len() < PARALLEL_PAGES {
            written.iter().for_each(|&slot| self.pages[slot as usize].rehash());
        } else {
            self.pages.par_iter_mut().filter(|page| page.waiting()).for_each(|page| page.rehash());
        }
        let number = |&slot: &u32| self.pages[slot as usize].number;
        let mut stale: Vec<u64> = written.iter().map(|slot| FIRST_PAGE | number(slot)).collect();
        stale.sort_unstable();
        while stale[0] > 1 {
            stale.iter_mut().for_each(|index| *index >>= 1);
            stale.dedup();
            for &index in &stale {
                let node = hash_pair(&self.upper_node(2 * index), &self.upper_node(2 * index + 1));
                self.nodes.insert(index, node);
            }
        }
    }
}
