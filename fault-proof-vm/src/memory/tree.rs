//! The Merkle tree over the memory: roots, subtree roots, paths and proofs.
//!
//! Nodes are kept between calls; a call brings them up to date first: at most 127 hashes for each page written
//! since and one for each node above those pages, all in parallel. That is why these methods take `&mut self`.

use super::node::{Child, FANOUT_LOG2, LAST, Node, child_index, log2_bytes};
use super::page::LEAVES;
use super::{Memory, MemoryError, PAGE_LOG2, heap};
use crate::keccak::{Hash, zero_subtree};
use crate::merkle::{LEAF_LOG2, MEMORY_LOG2, PROOF_BYTES, PathError, check_subtree};
use std::sync::Arc;

impl Memory {
    /// Root of the whole memory.
    pub fn root(&mut self) -> Hash {
        self.update_tree();
        self.root.hashes[1]
    }

    /// Root of the subtree of `2^log2_size` bytes at `address`, 32 bytes (the bytes themselves) to all.
    pub fn subtree_root(&mut self, address: u64, log2_size: u32) -> Result<Hash, PathError> {
        check_subtree(address, log2_size)?;
        self.update_tree();
        Ok(self.descend(address, log2_size)?.0)
    }

    /// Siblings from the subtree of `2^log2_size` bytes at `address` up to the root: `64 − log2_size` of
    /// them, for [`crate::merkle::climb_to_root`].
    pub fn path(&mut self, address: u64, log2_size: u32) -> Result<Vec<Hash>, PathError> {
        check_subtree(address, log2_size)?;
        self.update_tree();
        Ok(self.descend(address, log2_size)?.1)
    }

    /// The step contract's proof for the leaf around `address`: the leaf, then its 59 siblings.
    pub fn proof(&mut self, address: u64) -> Result<[u8; PROOF_BYTES], MemoryError> {
        self.update_tree();
        let (leaf, siblings) = self.descend(address & !31, LEAF_LOG2)?;
        let mut proof = [0; PROOF_BYTES];
        for (out, node) in proof.chunks_exact_mut(32).zip([leaf].iter().chain(&siblings)) {
            out.copy_from_slice(node);
        }
        Ok(proof)
    }

    /// Hashes of the tree done since the memory was made: a measure of work.
    pub fn hash_count(&self) -> u64 {
        self.hash_count
    }

    /// A node of the up-to-date tree, and its siblings from the bottom up.
    fn descend(&self, address: u64, log2_size: u32) -> Result<(Hash, Vec<Hash>), MemoryError> {
        let number = address >> PAGE_LOG2;
        let absent = MemoryError::Absent { address };
        let mut siblings = Vec::with_capacity((MEMORY_LOG2 - log2_size) as usize);
        let mut node = self.root.clone();
        let mut hash = node.hash(1).ok_or(absent)?;
        for depth in 0..=LAST {
            // Down the levels of this node, each a choice of one of two.
            let top = log2_bytes(depth);
            for level in (log2_size.max(top - FANOUT_LOG2)..top).rev() {
                let width = 1 << (top - level);
                let index = width | ((address >> level) as usize % width);
                siblings.push(node.hash(index ^ 1).ok_or(absent)?);
                hash = node.hash(index).ok_or(absent)?;
            }
            let level = top - FANOUT_LOG2;
            if level <= log2_size {
                break;
            }
            let child = &node.children[child_index(number, depth)];
            let below = match child {
                Child::Absent => return Err(absent),
                Child::Zero => {
                    siblings.extend((log2_size..level).rev().map(|level| zero_subtree(level - LEAF_LOG2)));
                    hash = zero_subtree(log2_size - LEAF_LOG2);
                    break;
                }
                Child::Node(below) => below.clone(),
                Child::Image(image) if depth < LAST => Arc::new(Node::of_image(image, depth + 1, number)),
                Child::Image(image) => {
                    let bytes = image.page(number)?;
                    hash = in_page(&heap::of_page(bytes), bytes, address, log2_size, &mut siblings);
                    break;
                }
                Child::Page(page) => {
                    hash = in_page(&page.heap(), page.bytes(), address, log2_size, &mut siblings);
                    break;
                }
            };
            node = below;
        }
        siblings.reverse();
        Ok((hash, siblings))
    }

    /// Hashes what was written since the last call.
    pub(super) fn update_tree(&mut self) {
        if self.unhashed.is_empty() {
            return;
        }
        let mut written = std::mem::take(&mut self.unhashed);
        written.sort_unstable();
        // Pages that are shared move as they are hashed.
        written.iter().for_each(|&number| self.tlb.forget(number));
        self.hash_count += Arc::make_mut(&mut self.root).update(0, &written) as u64;
    }
}

/// The rest of the way down, inside a page: its node and the siblings from the top down.
fn in_page(
    nodes: &heap::PageHeap,
    bytes: &[u8; super::PAGE_BYTES],
    address: u64,
    log2_size: u32,
    siblings: &mut Vec<Hash>,
) -> Hash {
    let node = |index: usize| match index.checked_sub(LEAVES) {
        Some(leaf) => bytes.as_chunks().0[leaf],
        None => nodes[index],
    };
    let index = |level: u32| {
        let width = 1 << (PAGE_LOG2 - level);
        width | ((address >> level) as usize % width)
    };
    siblings.extend((log2_size..PAGE_LOG2).rev().map(|level| node(index(level) ^ 1)));
    node(index(log2_size))
}
