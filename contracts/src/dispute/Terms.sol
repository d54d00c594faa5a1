// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Arena} from "./Arena.sol";
import {Tree} from "./Tree.sol";

/// The terms on which a proof settles claims about a model (docs/dispute-game.md): hash of the key contract's code, the reference
/// string's fingerprint, and for each public tensor, inputs first, 16 bytes that say where its values lie in the arena: u64 offset in its
/// region, u32 number of values, bytes of one among the public values, bytes of one in the arena, whether it may be negative, whether the
/// tensor is an output.
library Terms {
    // Offsets.
    uint256 private constant TENSORS = 64;
    uint256 private constant TENSOR = 16;
    // Widest value, in bytes.
    uint256 private constant MAX_WIDTH = 8;

    /// The bytes encode no terms, or a tensor has no place in its region.
    error InvalidTerms();

    /// The hash of the key contract's code.
    function key(bytes calldata terms) internal pure returns (bytes32) {
        if (terms.length < TENSORS) revert InvalidTerms();
        return bytes32(terms[:32]);
    }

    /// The roots of the subtrees of inputs and outputs, of `2^inputsLog2` and `2^outputsLog2` bytes, that public values say, and how many
    /// bytes of these there are.
    function roots(bytes calldata terms, bytes calldata values, uint256 inputsLog2, uint256 outputsLog2)
        internal
        pure
        returns (bytes32 inputs, bytes32 outputs, uint256 used)
    {
        uint256 at;
        (inputs, at, used) = region(terms, values, TENSORS, 0, 0, inputsLog2);
        (outputs, at, used) = region(terms, values, at, used, 1, outputsLog2);
        if (at != terms.length) revert InvalidTerms();
    }

    /// The root of the region of the tensors from `at` on that are outputs or not, as `output` says, and where it ends, in terms and values.
    function region(
        bytes calldata terms,
        bytes calldata values,
        uint256 at,
        uint256 used,
        uint256 output,
        uint256 log2
    ) private pure returns (bytes32, uint256, uint256) {
        uint256 size;
        uint256 end = at;
        // Nothing overflows: an offset has 64 bits, a number of values 32, and widths are checked.
        unchecked {
            for (uint256 word; end + TENSOR <= terms.length; end += TENSOR) {
                word = tensor(terms, end);
                if (word & 0xff != output) break;
                (uint256 packed, uint256 stored) = (word >> 24 & 0xff, word >> 16 & 0xff);
                uint256 last = (word >> 64) + (word >> 32 & 0xffffffff) * stored;
                if (packed == 0 || packed > stored || stored > MAX_WIDTH || last > 1 << log2) revert InvalidTerms();
                if (last > size) size = last;
            }
            size = (size + 31) >> 5;
            uint256 start;
            assembly ("memory-safe") {
                // Zeros, with a leaf of them behind; at the end of memory, not kept.
                start := mload(0x40)
                calldatacopy(start, calldatasize(), shl(5, add(size, 1)))
            }
            for (; at < end; at += TENSOR) used = spread(values, used, start, tensor(terms, at));
        }
        return (Tree.fold(size, log2 - Arena.LEAF_BITS), end, used);
    }

    /// A tensor's bytes, which are there, as a number.
    function tensor(bytes calldata terms, uint256 at) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := shr(128, calldataload(add(terms.offset, at)))
        }
    }

    /// Writes the values of a tensor, which begin `used` bytes into the public values, where they lie in the region from `to` on; where
    /// they end.
    function spread(bytes calldata values, uint256 used, uint256 to, uint256 word)
        private
        pure
        returns (uint256 end)
    {
        assembly ("memory-safe") {
            let packed := byte(28, word)
            let stored := byte(29, word)
            let length := mul(packed, and(shr(32, word), 0xffffffff))
            let from := add(values.offset, used)
            to := add(to, shr(64, word))
            end := add(used, length)
            switch eq(packed, stored)
            case 1 { calldatacopy(to, from, length) }
            default {
                let right := sub(256, shl(3, packed))
                let left := sub(256, shl(3, stored))
                // What lies behind a value stays.
                let rest := shr(shl(3, stored), not(0))
                for { let last := add(from, length) } lt(from, last) { from := add(from, packed) } {
                    let value := calldataload(from)
                    switch byte(30, word)
                    case 0 { value := shr(right, value) }
                    default { value := sar(right, value) }
                    mstore(to, or(shl(left, value), and(mload(to), rest)))
                    to := add(to, stored)
                }
            }
        }
    }
}
