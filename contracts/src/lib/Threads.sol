// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {
    Machine,
    LEFT_STACK,
    RIGHT_STACK,
    STEPS_SINCE_SWITCH,
    THREAD,
    THREAD_BYTES,
    TRAVERSE_RIGHT
} from "./Machine.sol";

/// The two stacks of threads, as hash chains: `root after push = H(root before ‖ H(thread))`. The running
/// thread is the top of the active stack.
library Threads {
    /// Root of an empty stack: the hash of 64 zero bytes.
    bytes32 internal constant EMPTY = 0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5;

    /// There is no thread to run, before the step or after it.
    error NoThread();
    /// The thread in the proof is not the top of the active stack.
    error InvalidThreadProof();

    /// The field with the root of the active stack.
    function active(Machine m) internal pure returns (uint256) {
        return m.octet(TRAVERSE_RIGHT) == 0 ? LEFT_STACK : RIGHT_STACK;
    }

    /// The thread in the working copy must be the top of the active stack.
    function verify(Machine m, bytes32 below) internal pure {
        bytes32 stack = m.root(active(m));
        if (stack == EMPTY) revert NoThread();
        if (pushed(m, below) != stack) revert InvalidThreadProof();
    }

    /// Puts the running thread, changed, back on the active stack.
    function put(Machine m, bytes32 below) internal pure {
        m.setRoot(active(m), pushed(m, below));
    }

    /// Moves the running thread to the other stack.
    function preempt(Machine m, bytes32 below) internal pure {
        uint256 from = active(m);
        uint256 to = LEFT_STACK + RIGHT_STACK - from;
        m.setRoot(to, pushed(m, m.root(to)));
        m.setRoot(from, below);
        switched(m, below == EMPTY);
    }

    /// Drops the running thread.
    function pop(Machine m, bytes32 below) internal pure {
        m.setRoot(active(m), below);
        switched(m, below == EMPTY);
        if (m.root(active(m)) == EMPTY) revert NoThread();
    }

    /// Whether the running thread is the only one.
    function alone(Machine m, bytes32 below) internal pure returns (bool) {
        return below == EMPTY && m.root(LEFT_STACK + RIGHT_STACK - active(m)) == EMPTY;
    }

    /// Puts the thread in the working copy, a new one, on the active stack.
    function spawn(Machine m) internal pure {
        put(m, m.root(active(m)));
        switched(m, false);
    }

    /// What every context switch does: the count restarts, and an emptied stack yields to the other one.
    function switched(Machine m, bool emptied) private pure {
        m.setWord(STEPS_SINCE_SWITCH, 0);
        if (emptied) m.setOctet(TRAVERSE_RIGHT, 1 - m.octet(TRAVERSE_RIGHT));
    }

    /// The root of a stack after the thread in the working copy is pushed.
    function pushed(Machine m, bytes32 below) private pure returns (bytes32 stack) {
        assembly ("memory-safe") {
            mstore(0x20, keccak256(add(m, THREAD), THREAD_BYTES))
            mstore(0, below)
            stack := keccak256(0, 64)
        }
    }
}
