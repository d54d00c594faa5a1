//! The memory tree without a memory: paths, climbing from a subtree to a root, roots of byte strings.
//!
//! A sparse binary Keccak tree over the whole 64-bit address space: leaves are the 32 raw bytes at an
//! address with its low five bits clear, a node is `H(left ‖ right)`, so the depth is 59. A subtree of
//! `2^log2_size` bytes starts at an address that is a multiple of its size. A path lists siblings from the
//! bottom up; bit `log2_size + i` of the address says on which side the climbing node lies at step `i`.

use crate::keccak::{Hash, hash_pair, zero_subtree};
use crate::memory::MemoryError;
use thiserror::Error;

/// Levels between a leaf and the root of memory.
pub const DEPTH: u32 = 59;
/// log2 of a leaf's size in bytes.
pub const LEAF_LOG2: u32 = 5;
/// log2 of the size of the whole address space.
pub const MEMORY_LOG2: u32 = 64;
/// Bytes of a leaf with its 59 siblings.
pub const PROOF_BYTES: usize = 60 * 32;

/// A subtree that does not exist, or a path that does not fit it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PathError {
    /// The size is outside the tree.
    #[error("a subtree of 2^{log2_size} bytes does not exist: the exponent runs from 5 to 64")]
    Size {
        /// The size asked for.
        log2_size: u32,
    },
    /// The address is not a multiple of the size.
    #[error("address {address:#x} is not a multiple of the subtree size 2^{log2_size}")]
    Misaligned {
        /// The address given.
        address: u64,
        /// log2 of the size in bytes.
        log2_size: u32,
    },
    /// More siblings than levels above the subtree, or fewer than the check needs.
    #[error("a path with {got} siblings where a subtree of 2^{log2_size} bytes has {expected} above it")]
    Length {
        /// log2 of the size in bytes.
        log2_size: u32,
        /// Levels above the subtree.
        expected: usize,
        /// Siblings given.
        got: usize,
    },
    /// What is asked for lies in memory that is not known.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The bytes do not fit the subtree.
    #[error("{len} bytes do not fit a subtree of 2^{log2_size} bytes")]
    TooLong {
        /// log2 of the size in bytes.
        log2_size: u32,
        /// Bytes given.
        len: usize,
    },
}

/// Checks that a subtree of `2^log2_size` bytes exists at `address`.
pub fn check_subtree(address: u64, log2_size: u32) -> Result<(), PathError> {
    if !(LEAF_LOG2..=MEMORY_LOG2).contains(&log2_size) {
        return Err(PathError::Size { log2_size });
    }
    if u128::from(address) & ((1 << log2_size) - 1) != 0 {
        return Err(PathError::Misaligned { address, log2_size });
    }
    Ok(())
}

/// The node reached from `node`, the root of the subtree at `address`, by hashing `siblings` in turn.
///
/// With `64 − log2_size` siblings that is the root of memory; with fewer, of the enclosing subtree of
/// `2^(log2_size + siblings)` bytes.
pub fn climb(node: Hash, address: u64, log2_size: u32, siblings: &[Hash]) -> Result<Hash, PathError> {
    check_subtree(address, log2_size)?;
    let expected = (MEMORY_LOG2 - log2_size) as usize;
    if siblings.len() > expected {
        return Err(PathError::Length { log2_size, expected, got: siblings.len() });
    }
    let step = |(node, level): (Hash, u32), sibling: &Hash| {
        let right = address >> level & 1 == 1;
        (if right { hash_pair(sibling, &node) } else { hash_pair(&node, sibling) }, level + 1)
    };
    Ok(siblings.iter().fold((node, log2_size), step).0)
}

/// As [`climb`], to the root of memory: a path of any other length is refused.
pub fn climb_to_root(node: Hash, address: u64, log2_size: u32, siblings: &[Hash]) -> Result<Hash, PathError> {
    let root = climb(node, address, log2_size, siblings)?;
    let expected = (MEMORY_LOG2 - log2_size) as usize;
    if siblings.len() != expected {
        return Err(PathError::Length { log2_size, expected, got: siblings.len() });
    }
    Ok(root)
}

/// Root of the subtree of `2^log2_size` bytes that holds `bytes` followed by zeros. Work and memory are
/// proportional to `bytes`, however large the subtree.
pub fn subtree_root(bytes: &[u8], log2_size: u32) -> Result<Hash, PathError> {
    check_subtree(0, log2_size)?;
    if bytes.len() as u128 > 1 << log2_size {
        return Err(PathError::TooLong { log2_size, len: bytes.len() });
    }
    let mut nodes: Vec<Hash> = bytes
        .chunks(32)
        .map(|chunk| {
            let mut leaf = [0; 32];
            leaf[..chunk.len()].copy_from_slice(chunk);
            leaf
        })
        .collect();
    for level in 0..log2_size - LEAF_LOG2 {
        let zero = zero_subtree(level);
        nodes = nodes.chunks(2).map(|pair| hash_pair(&pair[0], pair.get(1).unwrap_or(&zero))).collect();
    }
    Ok(nodes.first().copied().unwrap_or(zero_subtree(log2_size - LEAF_LOG2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn climbing_zeros_gives_zero_memory() {
        let siblings: Vec<Hash> = (0..DEPTH).map(zero_subtree).collect();
        let root = climb_to_root([0; 32], 0x1234_5678_9abc_def0 & !31, LEAF_LOG2, &siblings).unwrap();
        assert_eq!(root, zero_subtree(DEPTH));
        assert_eq!(climb([1; 32], 0, 64, &[]).unwrap(), [1; 32]);
    }

    #[test]
    fn bad_subtrees_and_paths_are_named() {
        assert_eq!(check_subtree(0, 4), Err(PathError::Size { log2_size: 4 }));
        assert_eq!(check_subtree(0, 65), Err(PathError::Size { log2_size: 65 }));
        assert_eq!(check_subtree(64, 7), Err(PathError::Misaligned { address: 64, log2_size: 7 }));
        assert_eq!(
            check_subtree(1 << 63, 64),
            Err(PathError::Misaligned { address: 1 << 63, log2_size: 64 })
        );
        let long = [[0; 32]; 2];
        assert!(matches!(climb([0; 32], 0, 63, &long), Err(PathError::Length { expected: 1, got: 2, .. })));
        assert!(matches!(climb_to_root([0; 32], 0, 60, &long), Err(PathError::Length { expected: 4, .. })));
        assert!(matches!(subtree_root(&[0; 33], 5), Err(PathError::TooLong { len: 33, .. })));
    }

    #[test]
    fn root_of_bytes_is_zero_padded() {
        assert_eq!(subtree_root(&[], 20).unwrap(), zero_subtree(15));
        assert_eq!(subtree_root(&[0; 100], 64).unwrap(), zero_subtree(59));
        let mut leaf = [0; 32];
        leaf[0] = 7;
        let one_level = hash_pair(&leaf, &[0; 32]);
        assert_eq!(subtree_root(&[7], 6).unwrap(), one_level);
        assert_eq!(climb(one_level, 0, 6, &[zero_subtree(1)]).unwrap(), subtree_root(&[7], 7).unwrap());
    }
}
