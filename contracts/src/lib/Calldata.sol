// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Machine, MACHINE_BYTES, THREAD} from "./Machine.sol";

/// Where the arguments of `step` lie. The layout is the canonical one and is checked, so that all offsets are
/// constants.
///
/// | calldata | what |
/// |---|---|
/// | 0 | selector |
/// | 4, 36, 68 | offset of the state (0x60), offset of the proof (0x140), local context |
/// | 100, 132 | length of the state (188), the state, padded to 192 bytes |
/// | 324, 356 | length of the proof, the proof |
///
/// The proof is: thread (298), root of the stack below it (32), and up to three memory proofs (1,920 each).
library Calldata {
    uint256 internal constant STATE = 132;
    uint256 internal constant PROOF_LENGTH = 324;
    uint256 internal constant PROOF = 356;
    uint256 internal constant BELOW = 654;

    /// The arguments are not where the canonical encoding puts them, or the state is not of 188 bytes.
    error InvalidLayout();
    /// The proof ends before something that the step needs.
    error ShortProof(uint256 needed, uint256 got);

    /// Checks the layout, and makes a working copy of the state; the thread is not there yet.
    function open() internal pure returns (Machine m) {
        bool good;
        assembly ("memory-safe") {
            good := and(eq(calldataload(4), 0x60), eq(calldataload(36), 0x140))
            good := and(good, eq(calldataload(100), 188))
            m := mload(0x40)
            mstore(0x40, add(m, MACHINE_BYTES))
            calldatacopy(m, STATE, 188)
        }
        if (!good) revert InvalidLayout();
    }

    /// Copies the thread to its place, and returns the root of the stack below it.
    function thread(Machine m) internal pure returns (bytes32 below) {
        need(330);
        assembly ("memory-safe") {
            calldatacopy(add(m, THREAD), PROOF, 298)
            below := calldataload(BELOW)
        }
    }

    /// The proof must have this many bytes.
    function need(uint256 bytes_) internal pure {
        uint256 got;
        assembly ("memory-safe") {
            got := calldataload(PROOF_LENGTH)
        }
        if (got < bytes_) revert ShortProof(bytes_, got);
    }
}
