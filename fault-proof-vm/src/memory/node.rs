//! The memory as a tree in the host: sixteen children a node, thirteen nodes from the root to a page.
//!
//! It is at once the table of pages and the Merkle tree: a node keeps the four binary levels of hashes between
//! itself and its children. Nodes and pages are shared between clones of a memory, and copied on the first
//! write after that, so that a clone costs nothing and a changed page its own path. What a child stands for:
//!
//! | child | contents | hash |
//! |---|---|---|
//! | `Zero` | all zeros, nothing held | known by level |
//! | `Node`, `Page` | held | up to date but for pages that wait for a hash |
//! | `Image` | pages of a mapped file, read when touched | of the image |
//! | `Absent` | unknown: no one gave them to this memory | known, or part of a known one above |

use super::heap;
use super::page::Page;
use super::{MemoryError, PAGE_LOG2};
use crate::image::Image;
use crate::keccak::{Hash, zero_subtree};
use crate::merkle::{DEPTH, MEMORY_LOG2};
use rayon::prelude::*;
use std::sync::{Arc, LazyLock};

/// log2 of the children of a node.
pub(super) const FANOUT_LOG2: u32 = 4;
/// Children of a node.
pub(super) const FANOUT: usize = 1 << FANOUT_LOG2;
/// Depth of the nodes whose children are pages; the root has depth 0.
pub(super) const LAST: u32 = (MEMORY_LOG2 - PAGE_LOG2) / FANOUT_LOG2 - 1;
/// From this many written pages on, the parts of a tree are hashed in parallel.
const PARALLEL_PAGES: usize = 16;

/// What lies under a node.
#[derive(Clone)]
pub(super) enum Child {
    Zero,
    Absent,
    Node(Arc<Node>),
    Page(Arc<Page>),
    Image(Arc<Image>),
}

/// A node at depth `d`, over `2^(64 − 4d)` bytes.
#[derive(Clone)]
pub(super) struct Node {
    /// Its hash (element 1) and those down to its children (16 to 31) in heap order.
    pub hashes: [Hash; 2 * FANOUT],
    /// Which of the hashes are known, by bit.
    pub known: u32,
    pub children: [Child; FANOUT],
}

/// Where a page is.
pub(super) enum Found<'a> {
    Zero,
    Absent,
    Page(&'a Arc<Page>),
    Image(&'a Arc<Image>),
}

/// All-zero nodes by depth.
static ZEROS: LazyLock<[Arc<Node>; LAST as usize + 1]> = LazyLock::new(|| {
    std::array::from_fn(|depth| {
        let hash = |i: usize| zero_subtree(hash_level_of(depth as u32, i.max(1)));
        Arc::new(Node {
            hashes: std::array::from_fn(hash),
            known: u32::MAX,
            children: [const { Child::Zero }; FANOUT],
        })
    })
});

/// Levels above the leaves of element `index` of a node at `depth`.
fn hash_level_of(depth: u32, index: usize) -> u32 {
    DEPTH - FANOUT_LOG2 * depth - index.ilog2()
}

/// log2 of the bytes under a node at `depth`.
pub(super) fn log2_bytes(depth: u32) -> u32 {
    MEMORY_LOG2 - FANOUT_LOG2 * depth
}

/// Which child of a node at `depth` page `number` lies under.
pub(super) fn child_index(number: u64, depth: u32) -> usize {
    (number >> (FANOUT_LOG2 * (LAST - depth))) as usize % FANOUT
}

/// Number of the first page under child `index` of the node at `depth` that page `number` lies under.
pub(super) fn first_page(number: u64, depth: u32, index: usize) -> u64 {
    let shift = FANOUT_LOG2 * (LAST - depth);
    number >> shift >> FANOUT_LOG2 << FANOUT_LOG2 << shift | (index as u64) << shift
}

impl Child {
    /// The node here, at `depth`, for writing under page `number`: opened up or copied if need be.
    pub fn open(&mut self, depth: u32, number: u64) -> Result<&mut Node, MemoryError> {
        match self {
            Self::Zero => *self = Self::Node(Node::zero(depth)),
            Self::Image(image) => *self = Self::Node(Arc::new(Node::of_image(image, depth, number))),
            _ => {}
        }
        match self {
            Self::Node(node) => Ok(Arc::make_mut(node)),
            _ => Err(MemoryError::Absent { address: number << PAGE_LOG2 }),
        }
    }
}

impl Node {
    /// The all-zero node at `depth`.
    pub fn zero(depth: u32) -> Arc<Self> {
        ZEROS[depth as usize].clone()
    }

    /// A node of which nothing is known yet.
    pub fn unknown() -> Self {
        Self { hashes: [[0; 32]; 2 * FANOUT], known: 0, children: [const { Child::Absent }; FANOUT] }
    }

    /// The node at `depth` over page `number`, all of it in an image.
    pub fn of_image(image: &Arc<Image>, depth: u32, number: u64) -> Self {
        let mut node = Self { known: u32::MAX, ..Self::unknown() };
        for (index, child) in node.children.iter_mut().enumerate() {
            *child = Child::Image(image.clone());
            node.hashes[FANOUT + index] = image.hash_of_run(first_page(number, depth, index), LAST - depth);
        }
        heap::complete(&mut node.hashes);
        node
    }

    /// Element `index` of the heap, if it is known.
    pub fn hash(&self, index: usize) -> Option<Hash> {
        (self.known >> index & 1 == 1).then(|| self.hashes[index])
    }

    /// Where page `number` is, seen from the root.
    pub fn find(&self, number: u64) -> Found<'_> {
        let mut node = self;
        for depth in 0..=LAST {
            match &node.children[child_index(number, depth)] {
                Child::Node(child) => node = child,
                Child::Zero => return Found::Zero,
                Child::Absent => return Found::Absent,
                Child::Page(page) => return Found::Page(page),
                Child::Image(image) => return Found::Image(image),
            }
        }
        Found::Absent
    }

    /// Page `number` for writing, seen from the root: made, read from its image or copied if need be.
    pub fn page_mut(&mut self, number: u64) -> Result<&mut Page, MemoryError> {
        let mut node = self;
        for depth in 0..LAST {
            node = node.children[child_index(number, depth)].open(depth + 1, number)?;
        }
        let child = &mut node.children[child_index(number, LAST)];
        match child {
            Child::Zero => *child = Child::Page(Arc::new(Page::new())),
            Child::Image(image) => *child = Child::Page(Arc::new(Page::of(image.page(number)?))),
            _ => {}
        }
        match child {
            Child::Page(page) => Ok(Arc::make_mut(page)),
            _ => Err(MemoryError::Absent { address: number << PAGE_LOG2 }),
        }
    }

    /// Brings the hashes up to date above `written` pages, whose numbers are sorted; this node is at `depth`.
    /// Gives the number of hashes done.
    pub fn update(&mut self, depth: u32, written: &[u64]) -> usize {
        let mut parts = [&written[..0]; FANOUT];
        let mut stale = 0;
        for part in written.chunk_by(|a, b| child_index(*a, depth) == child_index(*b, depth)) {
            let index = child_index(part[0], depth);
            parts[index] = part;
            stale |= 1 << index;
        }
        let update = |((child, hash), part): ((&mut Child, &mut Hash), &[u64])| match child {
            Child::Node(node) if !part.is_empty() => {
                let node = Arc::make_mut(node);
                let hashes = node.update(depth + 1, part);
                *hash = node.hashes[1];
                hashes
            }
            Child::Page(page) if !part.is_empty() => {
                let hashes;
                (*hash, hashes) = Arc::make_mut(page).rehash();
                hashes
            }
            _ => 0,
        };
        let children = &mut self.children;
        let hashes = &mut self.hashes[FANOUT..];
        let below: usize = if written.len() < PARALLEL_PAGES {
            children.iter_mut().zip(hashes).zip(parts).map(update).sum()
        } else {
            children.par_iter_mut().zip(hashes).zip(parts).map(update).sum()
        };
        below + heap::refresh(&mut self.hashes, stale)
    }

    /// Adds the numbers from `first` to `last` of pages that are held or in an image, ascending; this node, at
    /// `depth`, is over page `number`.
    pub fn list(&self, depth: u32, number: u64, range: (u64, u64), numbers: &mut Vec<u64>) {
        let (first, last) = range;
        for (index, child) in self.children.iter().enumerate() {
            let start = first_page(number, depth, index);
            let end = start + ((1 << (FANOUT_LOG2 * (LAST - depth))) - 1);
            if start > last || end < first {
                continue;
            }
            match child {
                Child::Zero | Child::Absent => {}
                Child::Node(node) => node.list(depth + 1, start, range, numbers),
                Child::Page(_) => numbers.push(start),
                Child::Image(_) => numbers.extend(start.max(first)..=end.min(last)),
            }
        }
    }

    /// Takes over what `donor`, a node in the same place, has in the aligned region of `2^log2_size` bytes, at least
    /// a page, around page `number`. Both are at `depth`.
    pub fn graft(
        &mut self,
        donor: &Self,
        depth: u32,
        number: u64,
        log2_size: u32,
    ) -> Result<(), MemoryError> {
        let level = log2_bytes(depth) - FANOUT_LOG2;
        let index = child_index(number, depth);
        let stale = if log2_size < level {
            let absent = MemoryError::Absent { address: number << PAGE_LOG2 };
            let from = match &donor.children[index] {
                Child::Node(node) => node.clone(),
                Child::Zero => Self::zero(depth + 1),
                Child::Image(image) => Arc::new(Self::of_image(image, depth + 1, number)),
                Child::Page(_) | Child::Absent => return Err(absent),
            };
            let node = self.children[index].open(depth + 1, number)?;
            node.graft(&from, depth + 1, number, log2_size)?;
            self.hashes[FANOUT + index] = node.hashes[1];
            1 << index
        } else {
            let count = 1usize << (log2_size - level);
            let first = index / count * count;
            for i in first..first + count {
                let absent = MemoryError::Absent { address: first_page(number, depth, i) << PAGE_LOG2 };
                self.hashes[FANOUT + i] = donor.hash(FANOUT + i).ok_or(absent)?;
                self.children[i] = donor.children[i].clone();
                self.known |= 1 << (FANOUT + i);
            }
            ((1 << count) - 1) << first
        };
        heap::refresh(&mut self.hashes, stale);
        Ok(())
    }

    /// Adds the numbers of the pages that differ from those of `other`, a node in the same place, ascending; both are
    /// at `depth`, over page `number`, and hashed.
    pub fn differences(&self, other: &Self, depth: u32, number: u64, numbers: &mut Vec<u64>) {
        for index in 0..FANOUT {
            if self.hashes[FANOUT + index] == other.hashes[FANOUT + index] {
                continue;
            }
            let start = first_page(number, depth, index);
            if depth == LAST {
                numbers.push(start);
                continue;
            }
            let node = |child: &Child| match child {
                Child::Node(node) => node.clone(),
                Child::Image(image) => Arc::new(Self::of_image(image, depth + 1, start)),
                _ => Self::zero(depth + 1),
            };
            let (ours, theirs) = (node(&self.children[index]), node(&other.children[index]));
            ours.differences(&theirs, depth + 1, start, numbers);
        }
    }

    /// Pages held under this node.
    pub fn held(&self) -> usize {
        let held = |child: &Child| match child {
            Child::Node(node) => node.held(),
            Child::Page(_) => 1,
            Child::Zero | Child::Absent | Child::Image(_) => 0,
        };
        self.children.iter().map(held).sum()
    }

    /// Lays an image under this node, which is at `depth` and over page `number`. Where the image goes there
    /// must be nothing but zeros.
    pub fn map(&mut self, image: &Arc<Image>, depth: u32, number: u64) -> Result<(), MemoryError> {
        let mut stale = 0;
        for index in 0..FANOUT {
            let start = first_page(number, depth, index);
            let end = start + (1 << (FANOUT_LOG2 * (LAST - depth)));
            if start >= image.end_page() || end <= image.first_page() {
                continue;
            }
            let child = &mut self.children[index];
            let inside = start >= image.first_page() && end <= image.end_page();
            self.hashes[FANOUT + index] = match child {
                Child::Zero if inside => {
                    *child = Child::Image(image.clone());
                    image.hash_of_run(start, LAST - depth)
                }
                Child::Zero | Child::Node(_) if depth < LAST && !inside => {
                    let node = child.open(depth + 1, start)?;
                    node.map(image, depth + 1, start)?;
                    node.hashes[1]
                }
                _ => return Err(MemoryError::Occupied { address: start << PAGE_LOG2 }),
            };
            stale |= 1 << index;
        }
        heap::refresh(&mut self.hashes, stale);
        Ok(())
    }
}
