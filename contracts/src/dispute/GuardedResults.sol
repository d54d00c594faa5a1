// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Claim} from "./IDisputeGame.sol";
import {Results} from "./Results.sol";

/// Results of a game with a guard before them, for deployments that want one: a `ResultConsumer` takes this contract's address where it takes
/// the game's. A result counts once it was noted here, some time has passed since, and the guardian has neither paused nor struck it out.
///
/// The guardian can hold results up, for ever if it wants to. It cannot make one: what counts here is what the game has resolved.
/// It has no say in the game, its clocks and its money.
contract GuardedResults {
    /// The game.
    Results public immutable results;
    /// Who may pause and strike out.
    address public immutable guardian;
    /// Seconds from when a result is noted until it counts.
    uint256 public immutable delay;

    /// When the result of a claim was noted, in seconds; 0 if it was not.
    mapping(bytes32 claim => uint256) public noted;
    /// Whether the guardian has struck out a claim: its result never counts.
    mapping(bytes32 claim => bool) public struck;
    /// Whether no result counts for now.
    bool public paused;

    /// A result counts after the delay.
    event Noted(bytes32 indexed claim, uint256 time);
    /// A claim's result never counts.
    event Struck(bytes32 indexed claim);
    /// No result counts, or those count again that did.
    event Paused(bool paused);

    /// The caller is not the guardian.
    error NotGuardian();
    /// The claim has no result, or it does not count.
    error Held();

    constructor(Results results_, address guardian_, uint256 delay_) {
        results = results_;
        guardian = guardian_;
        delay = delay_;
    }

    modifier guarded() {
        if (msg.sender != guardian) revert NotGuardian();
        _;
    }

    /// Notes that a claim has a result, once. Anyone may.
    function note(bytes32 id) external {
        if (results.claim(id).result == 0) revert Held();
        if (noted[id] != 0) return;
        noted[id] = block.timestamp;
        emit Noted(id, block.timestamp);
    }

    /// Has no result count until the guardian says otherwise.
    function pause(bool on) external guarded {
        paused = on;
        emit Paused(on);
    }

    /// Strikes a claim out for good, resolved or not.
    function strike(bytes32 id) external guarded {
        struck[id] = true;
        emit Struck(id);
    }

    /// Whether a claim's result counts.
    function counts(bytes32 id) public view returns (bool) {
        uint256 since = noted[id];
        return since != 0 && block.timestamp >= since + delay && !paused && !struck[id];
    }

    /// The game's claim, without winner and result as long as they do not count.
    function claim(bytes32 id) external view returns (Claim memory c) {
        c = results.claim(id);
        if (!counts(id)) (c.winner, c.result) = (0, 0);
    }

    /// As `Results.isDone`, of what counts.
    function isDone(bytes32 id, bytes32 outputRoot, bytes32[] calldata headerPath, bytes32[] calldata outputPath)
        external
        view
        returns (bool)
    {
        return counts(id) && results.isDone(id, outputRoot, headerPath, outputPath);
    }

    /// As `Results.isErr`, of what counts.
    function isErr(bytes32 id, uint256 code, uint256 step) external view returns (bool) {
        return counts(id) && results.isErr(id, code, step);
    }

    /// As `Results.doneKey`, of what counts.
    function doneKey(bytes32 id, bytes32 outputRoot, bytes32[] calldata headerPath, bytes32[] calldata outputPath)
        external
        view
        returns (bytes32)
    {
        if (!counts(id)) revert Held();
        return results.doneKey(id, outputRoot, headerPath, outputPath);
    }

    /// As `Results.errKey`, of what counts.
    function errKey(bytes32 id, uint256 code, uint256 step) external view returns (bytes32) {
        if (!counts(id)) revert Held();
        return results.errKey(id, code, step);
    }
}
