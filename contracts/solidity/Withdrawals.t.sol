// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Bonds} from "../src/dispute/Bonds.sol";
import {DelayedBonds} from "../src/dispute/DelayedBonds.sol";
import {IDisputeGame} from "../src/dispute/IDisputeGame.sol";
import {vm} from "./Cheats.sol";
import {Claims} from "./Claims.sol";

/// A payer that takes no payments.
contract Mute {
    function make(address to, bytes calldata data) external payable returns (bytes memory) {
        (bool good, bytes memory answer) = to.call{value: msg.value}(data);
        if (!good) {
            assembly ("memory-safe") {
                revert(add(answer, 32), mload(answer))
            }
        }
        return answer;
    }
}

/// Whoever pays a bond may be a contract that takes no payments: what it is owed goes where it says, and nowhere that anyone else says.
abstract contract Withdrawals is Claims {
    address internal constant HEIR = address(0x8e);
    address internal constant OTHER = address(0x77);
    Mute internal mute = new Mute();

    /// The payer's bond has come back.
    function earn() internal {
        bytes memory id = mute.make{value: BOND}(address(game), opening(1));
        vm.warp(vm.getBlockTimestamp() + ALLOWANCE);
        game.resolve(abi.decode(id, (bytes32)));
        require(game.credits(address(mute)) == BOND, "it is owed its bond");
    }
}

contract WithdrawalsTest is Withdrawals {
    function test_credit_goes_where_its_owner_says() external {
        earn();
        vm.expectRevert(IDisputeGame.Unpaid.selector);
        mute.make(address(game), abi.encodeCall(Bonds.withdraw, ()));
        vm.prank(OTHER);
        game.withdrawTo(OTHER);
        require(OTHER.balance == 0 && game.credits(address(mute)) == BOND, "another's credit is nothing");
        for (uint256 i = 0; i < 2; ++i) {
            mute.make(address(game), abi.encodeCall(Bonds.withdrawTo, (HEIR)));
            require(HEIR.balance == BOND && game.credits(address(mute)) == 0, "once");
        }
        require(address(game).balance == 0, "and no more");
    }
}

contract DelayedWithdrawalsTest is Withdrawals {
    uint256 private constant DELAY = 1_000;
    address private constant GUARDIAN = address(0x6a);
    DelayedBonds private bonds;

    function vault() internal override returns (DelayedBonds) {
        bonds = new DelayedBonds(GUARDIAN, DELAY);
        return bonds;
    }

    /// Wherever it is to go in the end, it waits under its owner's name, which the guardian may hold.
    function test_what_waits_goes_where_its_owner_says() external {
        earn();
        mute.make(address(game), abi.encodeCall(Bonds.withdrawTo, (HEIR)));
        require(bonds.waiting(address(game), address(mute)) == BOND, "it waits under the owner's name");
        vm.warp(vm.getBlockTimestamp() + DELAY);
        vm.expectRevert(DelayedBonds.Unpaid.selector);
        bonds.withdraw(address(game), address(mute));
        vm.prank(OTHER);
        vm.expectRevert(DelayedBonds.NotDue.selector);
        bonds.withdrawTo(address(game), OTHER);
        bytes memory call = abi.encodeCall(DelayedBonds.withdrawTo, (address(game), HEIR));
        vm.prank(GUARDIAN);
        bonds.hold(address(mute), true);
        vm.expectRevert(DelayedBonds.OnHold.selector);
        mute.make(address(bonds), call);
        vm.prank(GUARDIAN);
        bonds.hold(address(mute), false);
        mute.make(address(bonds), call);
        require(HEIR.balance == BOND && address(bonds).balance == 0, "paid");
        vm.expectRevert(DelayedBonds.NotDue.selector);
        mute.make(address(bonds), call);
    }
}
