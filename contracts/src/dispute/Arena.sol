// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {EXITED, EXIT_CODE, STATE_BYTES, TRAVERSE_RIGHT} from "../lib/Machine.sol";
import {Tree} from "./Tree.sol";

/// The arena: the `2^k` bytes of the machine's memory whose root is the state between two steps of a model. It
/// starts with a header of 32 bytes: u64 status, u64 step counter, zeros.
library Arena {
    /// Where it lies in the machine's memory.
    uint256 internal constant BASE = 0x080000000000;
    /// Bits of a machine's addresses, and of what lies in a leaf.
    uint256 internal constant ADDRESS_BITS = 64;
    uint256 internal constant LEAF_BITS = 5;
    /// Error code of a machine that has not exited in its steps.
    uint256 internal constant NOT_EXITED = 256;

    /// The witness is not the state that was claimed, or not all of what it needs to be taken apart.
    error WrongWitness();

    /// The header's leaf.
    function header(uint256 status, uint256 step) internal pure returns (bytes32) {
        return bytes32(status << 192 | step << 128);
    }

    /// The root of the arena that an error leaves: nothing but a header.
    function error_(uint256 code, uint256 step, uint256 k) internal pure returns (bytes32) {
        return Tree.amidZeros(header(code, step), 0, 0, k - LEAF_BITS);
    }

    /// The root of the arena that has nothing but the header of a run that is done in `step` steps, and outputs at `offset` whose subtree
    /// of `2^log2` bytes has this root.
    function done(bytes32 outputs, uint256 offset, uint256 log2, uint256 step, uint256 k)
        internal
        pure
        returns (bytes32)
    {
        uint256 index = offset >> log2;
        uint256 level = log2 - LEAF_BITS;
        // Up to where the outputs are the right half, and the header is in the left one.
        uint256 below = level;
        for (uint256 at = index; at > 1; at >>= 1) below += 1;
        bytes32 right = Tree.amidZeros(outputs, index, level, below);
        bytes32 both = Tree.pair(Tree.amidZeros(header(0, step), 0, 0, below), right);
        return Tree.amidZeros(both, 0, below + 1, k - LEAF_BITS);
    }

    /// The hash of a packed state: its digest, the first byte replaced by the machine's status.
    function stateHash(bytes calldata state) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            // Scratch at the end of memory, not kept.
            let packed := mload(0x40)
            calldatacopy(packed, state.offset, STATE_BYTES)
            hash := keccak256(packed, STATE_BYTES)
        }
        return withStatus(hash, uint8(state[EXITED]), uint8(state[EXIT_CODE]));
    }

    /// A digest with its first byte replaced by the status: 0, 1 or 2 for a machine that exited with code 0, 1 or
    /// another, 3 for one that has not exited.
    function withStatus(bytes32 digest, uint256 exited, uint256 code) internal pure returns (bytes32) {
        uint256 status = exited != 1 ? 3 : code < 2 ? code : 2;
        return bytes32(status << 248 | uint256(digest) << 8 >> 8);
    }

    /// The arena's root after step `step` of the model, given the machine's last state by its hash. The witness is
    /// that state, packed, and, if it exited with code 0, the arena's root in it and the siblings from there to the
    /// memory's root.
    function detach(bytes calldata witness, bytes32 last, uint256 step, uint256 k) internal pure returns (bytes32) {
        if (witness.length < STATE_BYTES || stateHash(witness) != last) revert WrongWitness();
        if (uint8(witness[EXITED]) > 1 || uint8(witness[TRAVERSE_RIGHT]) > 1) revert WrongWitness();
        uint256 code = uint8(witness[EXITED]) == 0 ? NOT_EXITED : uint8(witness[EXIT_CODE]);
        if (code != 0) {
            if (witness.length != STATE_BYTES) revert WrongWitness();
            return error_(code, step, k);
        }
        if (witness.length != STATE_BYTES + 32 + 32 * (ADDRESS_BITS - k)) revert WrongWitness();
        bytes32 arena = bytes32(witness[STATE_BYTES:STATE_BYTES + 32]);
        if (inMemory(arena, k, witness[STATE_BYTES + 32:]) != bytes32(witness[:32])) revert WrongWitness();
        return arena;
    }

    /// The root of a memory with this arena, given the siblings from there up, as many as there are levels.
    function inMemory(bytes32 arena, uint256 k, bytes calldata siblings) internal pure returns (bytes32) {
        uint256 at;
        assembly ("memory-safe") {
            at := siblings.offset
        }
        return Tree.climbAt(arena, BASE >> k, at, ADDRESS_BITS - k);
    }
}
