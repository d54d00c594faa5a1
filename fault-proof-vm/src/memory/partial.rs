//! Memory of which only some pages are known, with the hashes that lead from them to the root: what one
//! segment of a run needs.
//!
//! The proof for a set of pages lists, going down the tree from left to right, the hash of every subtree that
//! holds none of them and whose sibling does: each once, and none that follows from others.

use super::node::{Child, FANOUT, FANOUT_LOG2, LAST, Node, log2_bytes};
use super::page::Page;
use super::{Memory, MemoryError, PAGE_BYTES, PAGE_LOG2, heap};
use crate::keccak::{Hash, hash_pair, zero_subtree};
use crate::merkle::LEAF_LOG2;
use std::sync::Arc;
use thiserror::Error;

/// A page of a partial memory: number (address / 4096) and contents, none for zeros.
pub type PartialPage<'a> = (u64, Option<&'a [u8; PAGE_BYTES]>);

/// Pages and hashes that do not make a tree.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PartialError {
    /// Pages out of order, twice the same, or beyond the address space.
    #[error("page {number:#x} cannot follow page {previous:x?}")]
    PageOrder {
        /// The page's number.
        number: u64,
        /// The page before it.
        previous: Option<u64>,
    },
    /// Too few or too many hashes for the pages.
    #[error("the pages need another number of sibling hashes than the {got} given")]
    Siblings {
        /// Hashes given.
        got: usize,
    },
}

impl Memory {
    /// The hashes that lead from `pages`, ascending, to the root.
    pub fn multiproof(&mut self, pages: &[u64]) -> Result<Vec<Hash>, MemoryError> {
        self.update_tree();
        let mut siblings = Vec::new();
        collect(&self.root, 0, 1, pages, &mut siblings)?;
        Ok(siblings)
    }

    /// A memory of these pages, ascending, and of hashes as [`Memory::multiproof`] gives them. Its root must be
    /// compared with the one expected. It comes to hold no other pages.
    pub fn partial(pages: &[PartialPage<'_>], siblings: &[Hash]) -> Result<Self, PartialError> {
        let mut previous = None;
        for &(number, _) in pages {
            if number >> (64 - PAGE_LOG2) != 0 || previous >= Some(number) {
                return Err(PartialError::PageOrder { number, previous });
            }
            previous = Some(number);
        }
        let wrong = PartialError::Siblings { got: siblings.len() };
        let mut rest = siblings.iter();
        let mut root = Node::unknown();
        fill(&mut root, 0, 1, pages, &mut rest).ok_or(wrong.clone())?;
        if rest.next().is_some() {
            return Err(wrong);
        }
        let mut memory = Self::with_page_limit(pages.len());
        memory.held = pages.iter().filter(|page| page.1.is_some()).count();
        memory.root = Arc::new(root);
        memory.fallible = true;
        Ok(memory)
    }
}

/// How many of the pages under element `index` of a node lie under its left child.
fn split<T>(depth: u32, index: usize, pages: &[T], number: impl Fn(&T) -> u64) -> usize {
    let bit = log2_bytes(depth) - PAGE_LOG2 - index.ilog2() - 1;
    pages.partition_point(|page| number(page) >> bit & 1 == 0)
}

/// Siblings under element `index` of the node at `depth`.
fn collect(
    node: &Node,
    depth: u32,
    index: usize,
    pages: &[u64],
    siblings: &mut Vec<Hash>,
) -> Result<(), MemoryError> {
    let address = pages.first().map_or(0, |number| number << PAGE_LOG2);
    let absent = MemoryError::Absent { address };
    if pages.is_empty() {
        siblings.push(node.hash(index).ok_or(absent)?);
        return Ok(());
    }
    if index < FANOUT {
        let (left, right) = pages.split_at(split(depth, index, pages, |number| *number));
        collect(node, depth, 2 * index, left, siblings)?;
        return collect(node, depth, 2 * index + 1, right, siblings);
    }
    match &node.children[index - FANOUT] {
        Child::Absent => Err(absent),
        _ if depth == LAST => Ok(()),
        Child::Node(below) => collect(below, depth + 1, 1, pages, siblings),
        Child::Zero => collect(&Node::zero(depth + 1), depth + 1, 1, pages, siblings),
        Child::Image(image) => {
            collect(&Node::of_image(image, depth + 1, pages[0]), depth + 1, 1, pages, siblings)
        }
        Child::Page(_) => Err(absent),
    }
}

/// Makes what lies under element `index` of the node at `depth`; none if hashes are missing.
fn fill<'a>(
    node: &mut Node,
    depth: u32,
    index: usize,
    pages: &[PartialPage<'_>],
    siblings: &mut impl Iterator<Item = &'a Hash>,
) -> Option<Hash> {
    let hash = if pages.is_empty() {
        *siblings.next()?
    } else if index < FANOUT {
        let (left, right) = pages.split_at(split(depth, index, pages, |page| page.0));
        let left = fill(node, depth, 2 * index, left, siblings)?;
        hash_pair(&left, &fill(node, depth, 2 * index + 1, right, siblings)?)
    } else {
        let (child, hash) = match pages[0] {
            (_, Some(bytes)) if depth == LAST => {
                let nodes = heap::of_page(bytes);
                (Child::Page(Arc::new(Page::hashed(bytes, nodes))), nodes[1])
            }
            (_, None) if depth == LAST => (Child::Zero, zero_subtree(PAGE_LOG2 - LEAF_LOG2)),
            _ => {
                let mut below = Node::unknown();
                let hash = fill(&mut below, depth + 1, 1, pages, siblings)?;
                (Child::Node(Arc::new(below)), hash)
            }
        };
        node.children[index - FANOUT] = child;
        hash
    };
    node.hashes[index] = hash;
    node.known |= 1 << index;
    Some(hash)
}

const _: () = assert!(FANOUT_LOG2 * (LAST + 1) == 64 - PAGE_LOG2);

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Memory {
        let mut memory = Memory::default();
        for (page, byte) in [(0u64, 1u8), (1, 2), (17, 3), (0x8000_0000, 4), ((1 << 52) - 1, 5)] {
            memory.write_bytes(page << 12, &[byte; 100]).unwrap();
        }
        memory
    }

    fn cut(memory: &mut Memory, numbers: &[u64]) -> Memory {
        let siblings = memory.multiproof(numbers).unwrap();
        let pages: Vec<_> = numbers.iter().map(|&number| (number, memory.page(number).unwrap())).collect();
        Memory::partial(&pages, &siblings).unwrap()
    }

    #[test]
    fn a_part_has_the_root_of_the_whole() {
        let mut memory = sample();
        let root = memory.root();
        for numbers in [&[][..], &[0], &[1, 2], &[0, 17, 0x8000_0000], &[5, 0x99_9999, (1 << 52) - 1]] {
            let mut part = cut(&mut memory, numbers);
            assert_eq!(part.root(), root, "{numbers:x?}");
            let mut whole = memory.clone();
            for &number in numbers {
                for memory in [&mut part, &mut whole] {
                    memory.store(number << 12 | 8, number ^ 0x55).unwrap();
                }
            }
            assert_eq!(part.root(), whole.root(), "{numbers:x?}");
            // A part of a part.
            let mut smaller = cut(&mut part, &numbers[..numbers.len() / 2]);
            assert_eq!(smaller.root(), whole.root());
        }
    }

    #[test]
    fn what_is_absent_is_an_error_and_not_zero() {
        let mut memory = sample();
        let mut part = cut(&mut memory, &[1, 5]);
        assert_eq!(part.load(0x5000), Ok(0));
        let absent = MemoryError::Absent { address: 0x7008 };
        assert_eq!(part.load(0x7008), Err(absent));
        assert_eq!(part.fetch(0x7008), Err(absent.into()));
        assert_eq!(part.page(7), Err(MemoryError::Absent { address: 0x7000 }));
        part.set_page_limit(10);
        assert!(part.store(0x7008, 1).is_err());
        assert!(part.multiproof(&[0]).is_err());
        assert!(part.proof(0x20).is_err() && part.proof(0x1020).is_ok());
        assert_eq!(part.path(0, 12).unwrap().len(), 52, "the hash of a sibling is known");
        assert!(part.path(0x7000, 12).is_err());
        assert_eq!(part.root(), memory.root());
    }

    #[test]
    fn wrong_proofs_are_errors() {
        let mut memory = sample();
        let siblings = memory.multiproof(&[1, 17]).unwrap();
        let (one, two) = (memory.page(1).unwrap(), memory.page(17).unwrap());
        let partial = |pages: &[PartialPage<'_>], siblings: &[Hash]| Memory::partial(pages, siblings).err();
        let wrong = |got| Some(PartialError::Siblings { got });
        assert_eq!(partial(&[(1, one), (17, two)], &siblings), None);
        assert_eq!(partial(&[(1, one), (17, two)], &siblings[1..]), wrong(siblings.len() - 1));
        let more = [&siblings[..], &[[0; 32]]].concat();
        assert_eq!(partial(&[(1, one), (17, two)], &more), wrong(siblings.len() + 1));
        assert_eq!(partial(&[], &[]), wrong(0));
        for pages in [&[(17, two), (1, one)][..], &[(1, one), (1, one)], &[(1 << 52, one)]] {
            assert!(matches!(partial(pages, &siblings), Some(PartialError::PageOrder { .. })));
        }
    }
}
