// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// A step contract, as a dispute game uses it.
interface IStep {
    /// The hash of the state after one step.
    /// @param stateData the packed state before the step, 188 bytes
    /// @param proof thread, root of the stack below it, and memory proofs
    /// @param localContext what the caller's local pre-images belong to
    function step(bytes calldata stateData, bytes calldata proof, bytes32 localContext)
        external
        returns (bytes32);
}
