// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Results} from "./Results.sol";

/// The part of a pre-image oracle that takes local data.
interface ILocalData {
    /// A value of the caller's own, for one context.
    function loadLocalData(uint256 ident, bytes32 localContext, bytes32 word, uint256 size, uint256 partOffset)
        external
        returns (bytes32 key);
}

/// What an outer game inherits whose programs go on from results of claims. The oracle keeps local data for its caller,
/// so the outer game loads it itself, and it is the outer game that calls the step contract.
///
/// A program reads `D`, 32 bytes, as local data; `D` is the key of the pre-image model's identity, `S_0`, u64 code, u64
/// step, outputs' root (112 bytes), which anyone can load. A code of 0 says that the model came to its end in that many
/// steps. `Results.subject` gives identity and `S_0`, so that the program, or the outer game, can tell what was inferred.
///
/// Until a claim is resolved no step that reads its result can be done, so an outer game must take no claim before that
/// (`resolved`), or its clocks run out meanwhile.
abstract contract ResultConsumer {
    /// Bytes of `D`.
    uint256 private constant SIZE = 32;

    /// Where claims are settled.
    Results public immutable results;
    /// Where programs read.
    ILocalData public immutable localData;

    /// Nothing is to be read under this identifier.
    error Unbound();

    constructor(Results results_, ILocalData localData_) {
        results = results_;
        localData = localData_;
    }

    /// Whether a claim has a result. One that was struck out is over, and never has one.
    function resolved(bytes32 claim) internal view returns (bool) {
        return results.claim(claim).result != 0;
    }

    /// The claim whose result is local data `ident` in a context, or 0. It must have been fixed before anything was
    /// claimed about a program that reads it, and never change.
    function claimOf(bytes32 localContext, uint256 ident) public view virtual returns (bytes32);

    /// Loads a part of `D` of a claim that came to its end with these outputs. Reverts if it has not.
    function loadDone(
        bytes32 localContext,
        uint256 ident,
        bytes32 outputRoot,
        bytes32[] calldata headerPath,
        bytes32[] calldata outputPath,
        uint256 partOffset
    ) external {
        bytes32 d = results.doneKey(bound(localContext, ident), outputRoot, headerPath, outputPath);
        localData.loadLocalData(ident, localContext, d, SIZE, partOffset);
    }

    /// Loads a part of `D` of a claim that ended in this error in this step. Reverts if it has not.
    function loadErr(bytes32 localContext, uint256 ident, uint256 code, uint256 step, uint256 partOffset) external {
        bytes32 d = results.errKey(bound(localContext, ident), code, step);
        localData.loadLocalData(ident, localContext, d, SIZE, partOffset);
    }

    function bound(bytes32 localContext, uint256 ident) private view returns (bytes32 id) {
        id = claimOf(localContext, ident);
        if (id == 0) revert Unbound();
    }
}
