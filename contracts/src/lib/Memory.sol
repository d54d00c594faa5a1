// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Calldata} from "./Calldata.sol";
import {Machine, LL_ADDRESS, LL_OWNER, LL_STATUS, U64} from "./Machine.sol";

/// Guest memory, as far as it is proved: a binary tree of depth 59 over 2^64 bytes with raw leaves of 32
/// bytes. A memory proof is a leaf and its 59 siblings, from the bottom up; slot 0 proves the instruction,
/// 1 and 2 data words.
library Memory {
    // Offset in the calldata of the first memory proof, and bytes of one.
    uint256 private constant PROOF = 686;
    uint256 private constant SIZE = 1920;

    /// A word's address is not a multiple of 8.
    error InvalidAddress();
    /// The proof in a slot does not lead to the memory root.
    error InvalidMemoryProof(uint256 slot);

    /// The proved word at an address.
    function load(Machine m, uint256 slot, uint256 at) internal pure returns (uint256 value) {
        value = peek(slot, at);
        bytes32 node;
        assembly ("memory-safe") {
            let p := add(PROOF, mul(SIZE, slot))
            node := calldataload(p)
            let end := add(p, SIZE)
            p := add(p, 32)
            // Twice the side that the node is on, bit by bit: 0 left, 32 right.
            for { let path := at } lt(p, end) { p := add(p, 32) } {
                let side := and(path, 32)
                mstore(side, node)
                mstore(xor(side, 32), calldataload(p))
                node := keccak256(0, 64)
                path := shr(1, path)
            }
        }
        if (node != m.root(0)) revert InvalidMemoryProof(slot);
    }

    /// The word at an address as the proof has it, not yet verified: `store` does that.
    function peek(uint256 slot, uint256 at) internal pure returns (uint256 value) {
        unchecked {
            if (at & 7 != 0) revert InvalidAddress();
            Calldata.need(330 + SIZE * (slot + 1));
        }
        assembly ("memory-safe") {
            let leaf := calldataload(add(PROOF, mul(SIZE, slot)))
            value := and(shr(sub(192, shl(3, and(at, 24))), leaf), U64)
        }
    }

    /// Replaces the word at an address: verifies the old leaf and finds the new root in one climb. A
    /// reservation of the word is dropped, whoever holds it.
    function store(Machine m, uint256 slot, uint256 at, uint256 value) internal pure {
        storeKeeping(m, slot, at, value);
        if (at == m.word(LL_ADDRESS) & ~uint256(7)) drop(m);
    }

    /// The same without a look at the reservation.
    function storeKeeping(Machine m, uint256 slot, uint256 at, uint256 value) internal pure {
        peek(slot, at);
        bytes32 before;
        bytes32 next;
        assembly ("memory-safe") {
            let p := add(PROOF, mul(SIZE, slot))
            let end := add(p, SIZE)
            before := calldataload(p)
            let shift := sub(192, shl(3, and(at, 24)))
            next := or(and(before, not(shl(shift, U64))), shl(shift, and(value, U64)))
            p := add(p, 32)
            for { let path := at } lt(p, end) { p := add(p, 32) } {
                let side := and(path, 32)
                mstore(xor(side, 32), calldataload(p))
                mstore(side, before)
                before := keccak256(0, 64)
                mstore(side, next)
                next := keccak256(0, 64)
                path := shr(1, path)
            }
        }
        if (before != m.root(0)) revert InvalidMemoryProof(slot);
        m.setRoot(0, next);
    }

    /// The proved leaf at an address, a multiple of 32.
    function provedLeaf(Machine m, uint256 slot, uint256 at) internal pure returns (bytes32 value) {
        load(m, slot, at);
        value = peekLeaf(slot);
    }

    /// The leaf as the proof has it, not yet verified: `replace` does that.
    function peekLeaf(uint256 slot) internal pure returns (bytes32 value) {
        unchecked {
            Calldata.need(330 + SIZE * (slot + 1));
        }
        assembly ("memory-safe") {
            value := calldataload(add(PROOF, mul(SIZE, slot)))
        }
    }

    /// Replaces the subtree of `1 << log2Size` bytes at an address by the one with root `next`. The proof is the
    /// subtree's old root, then its siblings from the bottom up.
    function replace(Machine m, uint256 slot, uint256 at, uint256 log2Size, bytes32 next) internal pure {
        bytes32 before = peekLeaf(slot);
        assembly ("memory-safe") {
            let p := add(PROOF, mul(SIZE, slot))
            let end := add(p, mul(32, sub(65, log2Size)))
            p := add(p, 32)
            // Twice the side that the node is on, bit by bit: 0 left, 32 right.
            for { let path := shr(log2Size, shl(5, at)) } lt(p, end) { p := add(p, 32) } {
                let side := and(path, 32)
                mstore(xor(side, 32), calldataload(p))
                mstore(side, before)
                before := keccak256(0, 64)
                mstore(side, next)
                next := keccak256(0, 64)
                path := shr(1, path)
            }
        }
        if (before != m.root(0)) revert InvalidMemoryProof(slot);
        m.setRoot(0, next);
    }

    /// Drops the reservation.
    function drop(Machine m) internal pure {
        m.setOctet(LL_STATUS, 0);
        m.setWord(LL_ADDRESS, 0);
        m.setWord(LL_OWNER, 0);
    }
}
