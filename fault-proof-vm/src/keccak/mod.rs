//! Keccak-256 as the machine uses it: of byte strings, and of two 32-byte nodes (one block, so one
//! permutation), with the table of all-zero subtrees of the memory tree.

mod lanes;

use sha3::{Digest, Keccak256};
use std::sync::LazyLock;

/// A 32-byte digest, or a 32-byte leaf of the memory tree (leaves are raw bytes, not hashed).
pub type Hash = [u8; 32];

/// Keccak-256 of a byte string.
pub fn keccak256(bytes: &[u8]) -> Hash {
    Keccak256::digest(bytes).into()
}

/// Keccak-256 of `left ‖ right`: the node of every tree and stack of the machine.
pub fn hash_pair(left: &Hash, right: &Hash) -> Hash {
    // 64 bytes fit the 136-byte rate, so the sponge is a single permutation of a padded block.
    let mut lanes = [0u64; 25];
    for (lane, bytes) in lanes.iter_mut().zip(left.chunks_exact(8).chain(right.chunks_exact(8))) {
        *lane = u64::from_le_bytes(bytes.try_into().expect("chunks of 8 bytes"));
    }
    lanes[8] = 0x01;
    lanes[16] = 0x80 << 56;
    keccak::f1600(&mut lanes);
    let mut out = [0; 32];
    for (bytes, lane) in out.chunks_exact_mut(8).zip(lanes) {
        bytes.copy_from_slice(&lane.to_le_bytes());
    }
    out
}

/// One level of a tree: each of `parents` becomes the hash of its two of `children`, as many at a time as the
/// processor can.
///
/// # Panics
/// Unless there are twice as many children as parents.
pub fn hash_level(mut children: &[Hash], mut parents: &mut [Hash]) {
    assert_eq!(children.len(), 2 * parents.len(), "two children for each parent");
    while !parents.is_empty() {
        let mut done = lanes::batch(children, parents);
        if done == 0 {
            parents[0] = hash_pair(&children[0], &children[1]);
            done = 1;
        }
        children = &children[2 * done..];
        parents = &mut parents[done..];
    }
}

static ZERO_SUBTREES: LazyLock<[Hash; 60]> = LazyLock::new(|| {
    let mut table = [[0; 32]; 60];
    for level in 1..table.len() {
        table[level] = hash_pair(&table[level - 1], &table[level - 1]);
    }
    table
});

/// Root of an all-zero subtree `level` levels above the leaves (0 to 59: 32 bytes to all of memory).
pub fn zero_subtree(level: u32) -> Hash {
    ZERO_SUBTREES[level as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pair_is_keccak_of_64_bytes() {
        let left = keccak256(b"left");
        let right = keccak256(b"right");
        assert_eq!(hash_pair(&left, &right), keccak256(&[left, right].concat()));
    }

    #[test]
    fn a_level_is_its_pairs() {
        for count in 0..40u8 {
            let children: Vec<Hash> = (0..2 * count).map(|i| keccak256(&[i])).collect();
            let mut parents = vec![[0; 32]; count.into()];
            hash_level(&children, &mut parents);
            let expected: Vec<Hash> = children.chunks(2).map(|pair| hash_pair(&pair[0], &pair[1])).collect();
            assert_eq!(parents, expected);
        }
    }

    #[test]
    fn root_of_zero_memory() {
        let expected = "14af5385bcbb1e4738bbae8106046e6e2fca42875aa5c000c582587742bcc748";
        assert_eq!(hex::encode(zero_subtree(59)), expected);
    }
}
