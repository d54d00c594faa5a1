// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {PreimageKeys} from "../lib/PreimageKeys.sol";
import {Arena} from "./Arena.sol";
import {Claim} from "./IDisputeGame.sol";
import {Shape} from "./Models.sol";
import {Tournaments} from "./Tournaments.sol";
import {Tree} from "./Tree.sol";

/// What claims have come to.
abstract contract Results is Tournaments {
    /// Notes the result of a claim whose topmost tournament is over, and gives the winner's bond back.
    function resolve(bytes32 id) external {
        Claim storage c = claims[id];
        if (c.model == 0) revert NoTournament();
        if (c.winner != 0) revert AlreadyResolved();
        (bool over, bytes32 winner) = outcome(id);
        if (!over) revert NotOver();
        if (winner == 0) revert NoWinner();
        bytes32 last = commitments[id][winner].last;
        c.winner = winner;
        c.result = last;
        credit(commitments[id][winner].payer);
        emit Resolved(id, winner, last);
    }

    /// Whether a claim is resolved, and the model has come to its end on the input with these outputs, given the
    /// siblings from the arena's header and from the outputs' subtree to the arena's root.
    function isDone(
        bytes32 id,
        bytes32 outputRoot,
        bytes32[] calldata headerPath,
        bytes32[] calldata outputPath
    ) public view returns (bool) {
        Claim storage c = claims[id];
        (bytes32 result, Shape shape) = (c.result, c.shape);
        if (c.winner == 0) return false;
        (uint256 k, uint256 log2) = (shape.k(), shape.outputsLog2());
        if (headerPath.length != k - Arena.LEAF_BITS || outputPath.length != k - log2) return false;
        return Tree.climb(Arena.header(0, shape.steps()), 0, headerPath) == result
            && Tree.climb(outputRoot, shape.outputs() >> log2, outputPath) == result;
    }

    /// Whether a claim is resolved, and the model has ended on the input in this error, in this step: codes 1 to 255
    /// are the program's, 256 says that it did not come to an end.
    function isErr(bytes32 id, uint256 code, uint256 step) public view returns (bool) {
        Claim storage c = claims[id];
        if (c.winner == 0 || code == 0 || code >> 64 != 0 || step >> 64 != 0) return false;
        return c.result == Arena.error_(code, step, c.shape.k());
    }

    /// What stands for a result in pre-images: the key of the Keccak-256 pre-image u64 code (0), u64 steps, root of
    /// the outputs.
    function doneKey(
        bytes32 id,
        bytes32 outputRoot,
        bytes32[] calldata headerPath,
        bytes32[] calldata outputPath
    ) external view returns (bytes32) {
        if (!isDone(id, outputRoot, headerPath, outputPath)) revert NoResult();
        return resultKey(0, claims[id].shape.steps(), outputRoot);
    }

    /// The same of an error: u64 code, u64 step, 32 zeros.
    function errKey(bytes32 id, uint256 code, uint256 step) external view returns (bytes32) {
        if (!isErr(id, code, step)) revert NoResult();
        return resultKey(code, step, 0);
    }

    function resultKey(uint256 code, uint256 step, bytes32 outputRoot) private pure returns (bytes32) {
        bytes32 digest = keccak256(abi.encodePacked(uint64(code), uint64(step), outputRoot));
        return PreimageKeys.typed(digest, PreimageKeys.KECCAK);
    }
}
