// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {PreimageKeys} from "../lib/PreimageKeys.sol";
import {Arena} from "./Arena.sol";
import {Claim, Commitment} from "./IDisputeGame.sol";
import {Models, Shape} from "./Models.sol";
import {Tournaments} from "./Tournaments.sol";
import {Tree} from "./Tree.sol";

/// What claims have come to.
abstract contract Results is Tournaments {
    /// Notes the result of a claim whose topmost tournament is over, and gives the winner's bond back.
    function resolve(bytes32 id) external {
        Claim storage c = claims[id];
        if (c.model == 0) revert NoTournament();
        if (c.winner != 0) revert AlreadyResolved();
        (bytes32 winner, Commitment storage best) = won(id);
        bytes32 last = best.last;
        c.winner = winner;
        c.result = last;
        giveBack(id, best, RESOLVE_GAS);
        emit Resolved(id, winner, last);
    }

    /// The commitment that has won the topmost tournament, which is over.
    function won(bytes32 id) internal view returns (bytes32 winner, Commitment storage best) {
        bool over;
        (over, winner) = outcome(id);
        if (!over) revert NotOver();
        if (winner == 0) revert NoWinner();
        best = commitments[id][winner];
    }

    /// Gives the winner's bond back, and pays the caller for it if any bond was lost.
    function giveBack(bytes32 id, Commitment storage best, uint256 units) internal {
        credit(best.payer, bond);
        if (tournaments[id].contested) {
            refundBurnt(units);
            // Others have put each other out.
            if (best.opponent == 0) shareBurnt(best.payer);
        }
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
        return c.winner != 0 && isDoneIn(c.shape, c.result, outputRoot, headerPath, outputPath);
    }

    /// Whether an arena is that of a model that has come to its end with these outputs.
    function isDoneIn(
        Shape shape,
        bytes32 arena,
        bytes32 outputRoot,
        bytes32[] calldata headerPath,
        bytes32[] calldata outputPath
    ) internal pure returns (bool) {
        (uint256 k, uint256 log2) = (shape.k(), shape.outputsLog2());
        if (headerPath.length != k - Arena.LEAF_BITS || outputPath.length != k - log2) return false;
        return Tree.climb(Arena.header(0, shape.steps()), 0, headerPath) == arena
            && Tree.climb(outputRoot, shape.outputs() >> log2, outputPath) == arena;
    }

    /// Whether a claim is resolved, and the model has ended on the input in this error, in this step: codes 1 to 255
    /// are the program's, 256 says that it did not come to an end.
    function isErr(bytes32 id, uint256 code, uint256 step) public view returns (bool) {
        Claim storage c = claims[id];
        if (c.winner == 0 || code == 0 || code >> 64 != 0 || step >> 64 != 0) return false;
        return c.result == Arena.error_(code, step, c.shape.k());
    }

    /// What stands for a result in pre-images: the key of the Keccak-256 pre-image of the model's identity, `S_0`, u64
    /// code (0), u64 steps, root of the outputs.
    function doneKey(
        bytes32 id,
        bytes32 outputRoot,
        bytes32[] calldata headerPath,
        bytes32[] calldata outputPath
    ) external view returns (bytes32) {
        if (!isDone(id, outputRoot, headerPath, outputPath)) revert NoResult();
        return resultKey(id, 0, claims[id].shape.steps(), outputRoot);
    }

    /// The same of an error: the model's identity, `S_0`, u64 code, u64 step, 32 zeros.
    function errKey(bytes32 id, uint256 code, uint256 step) external view returns (bytes32) {
        if (!isErr(id, code, step)) revert NoResult();
        return resultKey(id, code, step, 0);
    }

    /// What results are about: the identity of a model, and `S_0` for an input.
    function subject(bytes calldata model, bytes calldata input)
        external
        pure
        returns (bytes32 identity, bytes32 start)
    {
        Models.check(model);
        return (keccak256(model), Models.start(model, input));
    }

    function resultKey(bytes32 id, uint256 code, uint256 step, bytes32 outputRoot) private view returns (bytes32) {
        bytes memory result =
            abi.encodePacked(claims[id].model, tournaments[id].start, uint64(code), uint64(step), outputRoot);
        bytes32 digest = keccak256(result);
        return PreimageKeys.typed(digest, PreimageKeys.KECCAK);
    }
}
