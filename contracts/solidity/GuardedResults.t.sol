// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {DisputeGame} from "../src/dispute/DisputeGame.sol";
import {GuardedResults} from "../src/dispute/GuardedResults.sol";
import {ILocalData, ResultConsumer} from "../src/dispute/ResultConsumer.sol";
import {Results} from "../src/dispute/Results.sol";
import {vm} from "./Cheats.sol";
import {Claims} from "./Claims.sol";

/// An outer game that acts on one claim.
contract Consumer is ResultConsumer {
    bytes32 private immutable CLAIM;
    bytes32 public loaded;

    constructor(Results results_, bytes32 claim) ResultConsumer(results_, ILocalData(address(this))) {
        CLAIM = claim;
    }

    function claimOf(bytes32, uint256) public view override returns (bytes32) {
        return CLAIM;
    }

    function acts() external view returns (bool) {
        return resolved(CLAIM);
    }

    function loadLocalData(uint256, bytes32, bytes32 word, uint256, uint256) external returns (bytes32) {
        loaded = word;
        return word;
    }
}

contract GuardedResultsTest is Claims {
    uint256 private constant DELAY = 1_000;
    address private constant GUARDIAN = address(0x6a);
    GuardedResults private guard = new GuardedResults(game, GUARDIAN, DELAY);

    /// A consumer behind the guard sees a result when it was noted and the delay is over, not a second sooner, and reads the same.
    function test_a_result_counts_after_the_delay() external {
        bytes32 id = open(1);
        vm.expectRevert(GuardedResults.Held.selector);
        guard.note(id);
        vm.warp(vm.getBlockTimestamp() + ALLOWANCE);
        game.resolve(id);
        Consumer bare = new Consumer(game, id);
        Consumer behind = new Consumer(Results(address(guard)), id);
        require(bare.acts() && !behind.acts(), "it counts before it is noted");
        guard.note(id);
        uint256 since = vm.getBlockTimestamp();
        vm.warp(since + DELAY - 1);
        // Noted again, it counts from the first time.
        guard.note(id);
        require(!behind.acts() && !guard.isErr(id, CODE, 1) && guard.claim(id).result == 0, "it counts too soon");
        vm.expectRevert(GuardedResults.Held.selector);
        behind.loadErr(0, 0, CODE, 1, 0);
        vm.warp(since + DELAY);
        require(behind.acts() && guard.isErr(id, CODE, 1) && !guard.isErr(id, CODE + 1, 1), "it does not count");
        require(guard.claim(id).result == game.claim(id).result, "another result");
        bare.loadErr(0, 0, CODE, 1, 0);
        behind.loadErr(0, 0, CODE, 1, 0);
        require(bare.loaded() != 0 && bare.loaded() == behind.loaded(), "another word");
    }

    /// What is paused counts again afterwards; what is struck out never does, before its result or after.
    function test_the_guardian_holds_results_up() external {
        bytes32 id = resolved(1);
        guard.note(id);
        bytes32 other = open(2);
        vm.prank(GUARDIAN);
        guard.strike(other);
        vm.warp(vm.getBlockTimestamp() + ALLOWANCE);
        game.resolve(other);
        guard.note(other);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        require(guard.counts(id) && !guard.counts(other), "a claim that is struck out");
        vm.prank(GUARDIAN);
        guard.pause(true);
        require(!guard.counts(id), "while paused");
        vm.prank(GUARDIAN);
        guard.pause(false);
        require(guard.counts(id), "after a pause");
        vm.prank(GUARDIAN);
        guard.strike(id);
        require(!guard.counts(id), "struck out");
    }

    /// A claim that was struck out for its blobs is over without a result: who acts on results never does, or reads would fail for ever.
    function test_a_claim_that_was_struck_out_has_no_result() external {
        bytes32 id = struck(1);
        require(game.claim(id).winner != 0 && !new Consumer(game, id).acts(), "there is no result");
        vm.expectRevert(GuardedResults.Held.selector);
        guard.note(id);
    }

    /// Nobody else can do what the guardian does, and the guardian can neither make a result, nor hurry one, nor take money: the game
    /// does not know of it.
    function test_what_a_guardian_cannot_do() external {
        bytes32 id = resolved(1);
        guard.note(id);
        vm.expectRevert(GuardedResults.NotGuardian.selector);
        guard.pause(true);
        vm.expectRevert(GuardedResults.NotGuardian.selector);
        guard.strike(id);
        bytes32 other = open(2);
        vm.prank(GUARDIAN);
        vm.expectRevert(GuardedResults.Held.selector);
        guard.note(other);
        require(!guard.counts(other) && !guard.counts(id), "nothing counts yet");
        vm.prank(GUARDIAN);
        guard.pause(true);
        vm.prank(GUARDIAN);
        guard.strike(other);
        // Who is right has the bonds back all the same.
        vm.warp(vm.getBlockTimestamp() + ALLOWANCE);
        game.resolve(other);
        uint256 before = address(this).balance;
        game.withdraw();
        require(address(this).balance == before + 2 * BOND, "bonds are held up");
    }
}
