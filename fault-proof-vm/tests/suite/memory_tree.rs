//! The cached memory tree against one computed from the leaves each time.

use fault_proof_vm::keccak::{hash_pair, keccak256, zero_subtree};
use fault_proof_vm::merkle::{LEAF_LOG2, climb, climb_to_root, subtree_root};
use fault_proof_vm::{Hash, Memory};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Leaves that are not zero, and the tree over them from scratch.
#[derive(Default)]
struct Naive(BTreeMap<u64, Hash>);

impl Naive {
    fn write(&mut self, address: u64, byte: u8) {
        self.0.entry(address >> LEAF_LOG2).or_default()[(address & 31) as usize] = byte;
    }

    /// Root of the subtree of `2^log2_size` bytes at `address`.
    fn subtree(&self, address: u64, log2_size: u32) -> Hash {
        let first = address >> LEAF_LOG2;
        let last = first + ((1u128 << (log2_size - LEAF_LOG2)) - 1) as u64;
        let mut nodes: BTreeMap<u64, Hash> =
            self.0.range(first..=last).map(|(at, leaf)| (at - first, *leaf)).collect();
        for level in 0..log2_size - LEAF_LOG2 {
            let node = |at| nodes.get(&at).copied().unwrap_or(zero_subtree(level));
            let parents: BTreeMap<u64, Hash> =
                nodes.keys().map(|at| (at / 2, hash_pair(&node(at & !1), &node(at | 1)))).collect();
            nodes = parents;
        }
        nodes.get(&0).copied().unwrap_or(zero_subtree(log2_size - LEAF_LOG2))
    }
}

/// Addresses that share leaves, pages and distant regions often enough.
fn address() -> impl Strategy<Value = u64> {
    let base =
        prop_oneof![Just(0), Just(0xff0), Just(1 << 43), Just(0x7fff_ffff_f000), Just(u64::MAX - 0x2000)];
    (base, 0u64..0x2100).prop_map(|(base, offset): (u64, u64)| base.wrapping_add(offset))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn roots_paths_and_proofs(
        rounds in prop::collection::vec(prop::collection::vec((address(), any::<u8>(), 1usize..40), 0..12), 1..4),
        probes in prop::collection::vec((address(), 5u32..=64), 8),
    ) {
        let (mut memory, mut naive) = (Memory::default(), Naive::default());
        for round in rounds {
            for (address, byte, len) in round {
                memory.write_bytes(address, &vec![byte; len]).unwrap();
                (0..len as u64).for_each(|i| naive.write(address.wrapping_add(i), byte));
            }
            let root = memory.root();
            prop_assert_eq!(root, naive.subtree(0, 64));
            for &(address, log2_size) in &probes {
                let start = (u128::from(address) >> log2_size << log2_size) as u64;
                let node = memory.subtree_root(start, log2_size).unwrap();
                prop_assert_eq!(node, naive.subtree(start, log2_size));
                let path = memory.path(start, log2_size).unwrap();
                prop_assert_eq!(climb_to_root(node, start, log2_size, &path).unwrap(), root);
                let proof = memory.proof(address).unwrap();
                let (nodes, _) = proof.as_chunks::<32>();
                prop_assert_eq!(nodes[0].to_vec(), memory.read_bytes(address & !31, 32));
                prop_assert_eq!(climb_to_root(nodes[0], address & !31, LEAF_LOG2, &nodes[1..]).unwrap(), root);
            }
        }
    }

    /// A subtree replaced through its path is a memory with those bytes written.
    #[test]
    fn replacing_a_subtree(content in prop::collection::vec(any::<u8>(), 0..=4096), log2_size in 12u32..20) {
        let base = 1u64 << 43;
        let mut memory = Memory::default();
        memory.write_bytes(0x1000, b"code").unwrap();
        let path = memory.path(base, log2_size).unwrap();
        let replaced = climb_to_root(subtree_root(&content, log2_size).unwrap(), base, log2_size, &path).unwrap();
        memory.write_bytes(base, &content).unwrap();
        prop_assert_eq!(memory.root(), replaced);
        prop_assert_eq!(memory.subtree_root(base, log2_size).unwrap(), subtree_root(&content, log2_size).unwrap());
        memory.fill_zero(base, 1 << log2_size).unwrap();
        let zero = climb_to_root(zero_subtree(log2_size - 5), base, log2_size, &path).unwrap();
        prop_assert_eq!(memory.root(), zero);
    }
}

#[test]
fn a_tree_over_many_pages() {
    let (mut memory, mut naive) = (Memory::default(), Naive::default());
    for page in 0..200u64 {
        let address = (page * 37 % 200) * 4096 + page * 8;
        memory.store(address, page + 1).unwrap();
        (page + 1).to_be_bytes().into_iter().zip(address..).for_each(|(byte, at)| naive.write(at, byte));
    }
    assert_eq!(memory.root(), naive.subtree(0, 64));
    // A small change after a large one.
    memory.store(4096 * 5, 77).unwrap();
    77u64.to_be_bytes().into_iter().zip(4096 * 5..).for_each(|(byte, at)| naive.write(at, byte));
    assert_eq!(memory.clone().root(), naive.subtree(0, 64));
    assert_eq!(memory.subtree_root(0, 20).unwrap(), naive.subtree(0, 20));
}

#[test]
fn a_partial_climb_stops_at_the_enclosing_subtree() {
    let mut memory = Memory::default();
    memory.write_bytes(0x4040, &keccak256(b"leaf")).unwrap();
    let path = memory.path(0x4040, 5).unwrap();
    let page = climb(keccak256(b"leaf"), 0x4040, 5, &path[..7]).unwrap();
    assert_eq!(page, memory.subtree_root(0x4000, 12).unwrap());
    assert!(memory.subtree_root(0x4040, 12).is_err());
    assert!(memory.path(0, 4).is_err());
}

/// The work of a hash is that of the pages written since the last one, however large the memory.
#[test]
fn hashing_costs_what_was_written() {
    let mut counts = Vec::new();
    for pages in [1u64 << 8, 1 << 13] {
        let mut memory = Memory::default();
        (0..pages).for_each(|page| memory.store(page << 12, page + 1).unwrap());
        memory.root();
        let first = memory.hash_count();
        assert!(first < pages * (127 + 2) + 52, "one hash a node, and little above the pages: {first}");
        let spent = |memory: &mut Memory| {
            let before = memory.hash_count();
            memory.root();
            memory.hash_count() - before
        };
        assert_eq!(spent(&mut memory), 0);
        for m in [1, 3, 40, 200] {
            (0..m).for_each(|page| memory.store(page << 12 | 0x40, page * m + 7).unwrap());
            let hashes = spent(&mut memory);
            assert!(hashes <= m * (127 + 2) + 52, "{m} of {pages} pages: {hashes} hashes");
            counts.push((m, hashes));
        }
        // A page that is written again and again keeps its nodes: a leaf is then a path.
        memory.store(0x40, 99).unwrap();
        assert_eq!(spent(&mut memory), 7 + 52);
        let mut clone = memory.clone();
        assert_eq!(spent(&mut clone), 0);
        clone.store(0x40, 100).unwrap();
        assert_eq!(spent(&mut clone), 7 + 52);
    }
    // The same in a memory 32 times as large, but for nodes that few pages share.
    let (small, large) = counts.split_at(counts.len() / 2);
    assert_eq!(small, large);
}
