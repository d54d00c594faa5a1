// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {DelayedBonds} from "../src/dispute/DelayedBonds.sol";
import {vm} from "./Cheats.sol";
import {Claims} from "./Claims.sol";

contract DelayedBondsTest is Claims {
    uint256 private constant DELAY = 1_000;
    address private constant GUARDIAN = address(0x6a);
    address private constant OTHER = address(0x77);
    DelayedBonds private bonds;

    function vault() internal override returns (DelayedBonds) {
        bonds = new DelayedBonds(GUARDIAN, DELAY);
        return bonds;
    }

    /// A bond that came back, unlocked now.
    function unlocked(uint256 salt) private {
        resolved(salt);
        game.withdraw();
    }

    function due() private view returns (uint256) {
        return bonds.due(address(game), address(this));
    }

    /// Money leaves the game at once, and gets to its owner after the delay, not a second sooner, whoever asks; once.
    function test_a_bond_comes_back_after_the_delay() external {
        uint256 before = address(this).balance;
        unlocked(1);
        uint256 since = vm.getBlockTimestamp();
        require(address(game).balance == 0 && address(bonds).balance == BOND, "it is on its way");
        require(bonds.waiting(address(game), address(this)) == BOND && due() == 0, "it waits");
        vm.warp(since + DELAY - 1);
        vm.expectRevert(DelayedBonds.NotDue.selector);
        bonds.withdraw(address(game), address(this));
        vm.warp(since + DELAY);
        require(due() == BOND, "it is due");
        vm.prank(OTHER);
        bonds.withdraw(address(game), address(this));
        require(address(this).balance == before && address(bonds).balance == 0, "its owner has it");
        vm.expectRevert(DelayedBonds.NotDue.selector);
        bonds.withdraw(address(game), address(this));
    }

    /// Each payment has a delay of its own: one more does not make the others wait. What one game pays is none of another's, and
    /// nothing is nothing.
    function test_each_payment_waits_by_itself() external {
        uint256 start = vm.getBlockTimestamp();
        bonds.unlock{value: 1}(OTHER);
        bonds.unlock(OTHER);
        vm.warp(start + 10);
        bonds.unlock{value: 2}(OTHER);
        require(bonds.waiting(address(this), OTHER) == 3 && bonds.due(address(this), OTHER) == 0, "both wait");
        vm.warp(start + DELAY);
        require(bonds.due(address(this), OTHER) == 1 && bonds.due(address(game), OTHER) == 0, "the first is due");
        vm.expectRevert(DelayedBonds.NotDue.selector);
        bonds.withdraw(address(game), OTHER);
        bonds.withdraw(address(this), OTHER);
        require(OTHER.balance == 1 && bonds.waiting(address(this), OTHER) == 2, "one waits");
        vm.expectRevert(DelayedBonds.NotDue.selector);
        bonds.withdraw(address(this), OTHER);
        vm.warp(start + DELAY + 10);
        bonds.withdraw(address(this), OTHER);
        require(OTHER.balance == 3 && address(bonds).balance == 0, "all is paid");
    }

    /// More payments than are made at once are made in turns.
    function test_many_payments() external {
        uint256 count = bonds.MOST() + 3;
        for (uint256 i = 0; i < count; ++i) bonds.unlock{value: 1 + i}(OTHER);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        bonds.withdraw(address(this), OTHER);
        require(OTHER.balance == bonds.MOST() * (bonds.MOST() + 1) / 2, "the first ones");
        bonds.withdraw(address(this), OTHER);
        require(OTHER.balance == count * (count + 1) / 2, "the rest");
    }

    /// The guardian holds what is an owner's, or everything, and nobody else does.
    function test_the_guardian_holds_payments() external {
        unlocked(1);
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.prank(GUARDIAN);
        bonds.hold(address(this), true);
        require(due() == 0, "held");
        vm.expectRevert(DelayedBonds.OnHold.selector);
        bonds.withdraw(address(game), address(this));
        vm.prank(GUARDIAN);
        bonds.hold(address(this), false);
        vm.prank(GUARDIAN);
        bonds.pause(true);
        require(due() == 0, "paused");
        vm.expectRevert(DelayedBonds.OnHold.selector);
        bonds.withdraw(address(game), address(this));
        vm.expectRevert(DelayedBonds.NotGuardian.selector);
        bonds.hold(address(this), false);
        vm.expectRevert(DelayedBonds.NotGuardian.selector);
        bonds.pause(false);
        vm.prank(GUARDIAN);
        bonds.pause(false);
        bonds.withdraw(address(game), address(this));
        require(address(bonds).balance == 0, "paid");
    }

    function test_a_delay_that_is_none() external {
        vm.expectRevert(DelayedBonds.InvalidDelay.selector);
        new DelayedBonds(GUARDIAN, 1 << 40);
        new DelayedBonds(GUARDIAN, (1 << 40) - 1);
    }
}
