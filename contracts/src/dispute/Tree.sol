// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// Binary Keccak trees: a node is the hash of its two children. Leaves are 32 bytes as they are. A path lists
/// siblings from the bottom up; bit `i` of the index says on which side the climbing node is at step `i`.
library Tree {
    /// The node over two children.
    function pair(bytes32 left, bytes32 right) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            mstore(0, left)
            mstore(32, right)
            node := keccak256(0, 64)
        }
    }

    /// The node that siblings lead to.
    function climb(bytes32 node, uint256 index, bytes32[] calldata siblings) internal pure returns (bytes32) {
        uint256 at;
        assembly ("memory-safe") {
            at := siblings.offset
        }
        return climbAt(node, index, at, siblings.length);
    }

    /// The same, of siblings that lie in the calldata from `at` on; the caller has checked that they do.
    function climbAt(bytes32 node, uint256 index, uint256 at, uint256 count) internal pure returns (bytes32) {
        assembly ("memory-safe") {
            let path := shl(5, index)
            for { let end := add(at, shl(5, count)) } lt(at, end) { at := add(at, 32) } {
                // 0 if the node is on the left, 32 if on the right.
                let side := and(path, 32)
                mstore(side, node)
                mstore(xor(side, 32), calldataload(at))
                node := keccak256(0, 64)
                path := shr(1, path)
            }
        }
        return node;
    }

    /// The node over a tree of `levels` levels that is zeros but for the node `from` levels up, at `index`.
    function amidZeros(bytes32 node, uint256 index, uint256 from, uint256 levels) internal pure returns (bytes32) {
        bytes32 zero;
        for (uint256 level = 0; level < levels; ++level) {
            if (level >= from) {
                node = index & 1 == 0 ? pair(node, zero) : pair(zero, node);
                index >>= 1;
            }
            zero = pair(zero, zero);
        }
        return node;
    }

    /// The root of a tree of `levels` levels whose leaves are these bytes followed by zeros, which fit.
    function root(bytes calldata data, uint256 levels) internal pure returns (bytes32) {
        uint256 count = (data.length + 31) >> 5;
        assembly ("memory-safe") {
            // The leaves, with a zero leaf behind them; scratch at the end of memory, not kept.
            let nodes := mload(0x40)
            let end := add(nodes, shl(5, count))
            mstore(end, 0)
            if count { mstore(sub(end, 32), 0) }
            calldatacopy(nodes, data.offset, data.length)
        }
        return fold(count, levels);
    }

    /// The same of leaves that lie at the end of memory, where a zero leaf is behind them. They are not kept.
    function fold(uint256 count, uint256 levels) internal pure returns (bytes32 node) {
        assembly ("memory-safe") {
            let nodes := mload(0x40)
            if iszero(count) { count := 1 }
            let zero := 0
            for {} levels { levels := sub(levels, 1) } {
                // An odd one out gets a zero beside it.
                mstore(add(nodes, shl(5, count)), zero)
                count := shr(1, add(count, 1))
                for { let i := 0 } lt(i, count) { i := add(i, 1) } {
                    mstore(add(nodes, shl(5, i)), keccak256(add(nodes, shl(6, i)), 64))
                }
                mstore(0, zero)
                mstore(32, zero)
                zero := keccak256(0, 64)
            }
            node := mload(nodes)
        }
    }
}
