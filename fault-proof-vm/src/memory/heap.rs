//! Complete binary hash trees in heap order: the root is element 1, the children of `i` are `2i` and `2i + 1`.

use super::PAGE_BYTES;
use super::page::LEAVES;
use crate::keccak::{Hash, hash_level};

/// Nodes of a page's subtree without its leaves, which are the page's bytes: 64 to 127 lie above two each.
pub(super) type PageHeap = [Hash; LEAVES];

/// The nodes of a page's subtree: 127 hashes.
pub(super) fn of_page(bytes: &[u8; PAGE_BYTES]) -> PageHeap {
    let mut nodes = [[0; 32]; LEAVES];
    hash_level(bytes.as_chunks().0, &mut nodes[LEAVES / 2..]);
    complete(&mut nodes);
    nodes
}

/// Hashes all nodes above the lowest level.
pub(crate) fn complete(nodes: &mut [Hash]) {
    let mut width = nodes.len() / 4;
    while width > 0 {
        let (parents, children) = nodes.split_at_mut(2 * width);
        hash_level(&children[..2 * width], &mut parents[width..]);
        width /= 2;
    }
}

/// Hashes what lies above changed pairs of leaves, bit `i` of `stale` for leaves `2i` and `2i + 1`. Gives the
/// number of hashes done.
pub(super) fn refresh_page(nodes: &mut PageHeap, bytes: &[u8; PAGE_BYTES], stale: u64) -> usize {
    let leaves = bytes.as_chunks().0;
    let first = LEAVES / 2;
    hash_stale(nodes, first, stale, |_, child| leaves[child - LEAVES]) + refresh(nodes, stale)
}

/// Hashes what lies above changed nodes of the lowest level, bit `i` of `stale` for its element `i`. Gives the
/// number of hashes done.
pub(super) fn refresh(nodes: &mut [Hash], mut stale: u64) -> usize {
    let mut width = nodes.len() / 2;
    let mut hashes = 0;
    while width > 1 {
        width /= 2;
        stale = (0..width).filter(|i| stale >> (2 * i) & 3 != 0).fold(0, |parents, i| parents | 1 << i);
        hashes += hash_stale(nodes, width, stale, |nodes, child| nodes[child]);
    }
    hashes
}

/// Hashes the nodes `first + i`, for every bit `i` of `stale`, from their children.
fn hash_stale(nodes: &mut [Hash], first: usize, stale: u64, child: impl Fn(&[Hash], usize) -> Hash) -> usize {
    let mut children = [[0; 32]; LEAVES];
    let mut parents = [[0; 32]; LEAVES / 2];
    let marked = || (0..u64::BITS as usize).filter(|i| stale >> i & 1 == 1).map(|i| first + i);
    for (pair, index) in children.chunks_exact_mut(2).zip(marked()) {
        pair[0] = child(nodes, 2 * index);
        pair[1] = child(nodes, 2 * index + 1);
    }
    let count = stale.count_ones() as usize;
    hash_level(&children[..2 * count], &mut parents[..count]);
    for (parent, index) in parents.into_iter().zip(marked()) {
        nodes[index] = parent;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::subtree_root;

    #[test]
    fn refreshing_is_hashing_anew() {
        let mut bytes = [0; PAGE_BYTES];
        bytes.iter_mut().enumerate().for_each(|(i, byte)| *byte = (i * i / 8) as u8);
        let mut nodes = of_page(&bytes);
        assert_eq!(nodes[1], subtree_root(&bytes, 12).unwrap());
        assert_eq!(refresh_page(&mut nodes, &bytes, 0), 0);
        for changed in [&[0usize][..], &[127], &[2, 3, 64], &[5, 6, 7, 8, 90, 126]] {
            changed.iter().for_each(|leaf| bytes[32 * leaf + leaf % 32] ^= 0x55);
            let stale = changed.iter().fold(0, |stale, leaf| stale | 1u64 << (leaf / 2));
            let hashes = refresh_page(&mut nodes, &bytes, stale);
            assert!(hashes >= 7 && hashes <= 7 * changed.len(), "{hashes} hashes for {changed:?}");
            assert_eq!(nodes, of_page(&bytes));
        }
        assert_eq!(refresh_page(&mut nodes, &bytes, u64::MAX), 127);
    }
}
