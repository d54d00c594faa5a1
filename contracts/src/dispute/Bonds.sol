// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {DelayedBonds} from "./DelayedBonds.sol";
import {IDisputeGame, Match} from "./IDisputeGame.sol";

/// The money: bonds come in, and go out as credit or never. Whatever was paid in is locked, credited, withdrawn or
/// burnt. A bond that is lost pays for the moves of its match, an eighth of it goes to who won it and an eighth to who
/// decided it one layer below; the rest, at least half, is burnt, so that nobody gains by playing against himself.
abstract contract Bonds is IDisputeGame {
    // Gas of moves: what each takes at most, with its transaction and calldata, and the mover's first credit.
    uint256 internal constant ADVANCE_GAS = 75_000;
    uint256 internal constant SEAL_GAS = 230_000;
    uint256 internal constant STEP_GAS = 260_000;
    uint256 internal constant SETTLE_GAS = 140_000;
    uint256 internal constant TIMEOUT_GAS = 120_000;
    uint256 internal constant RESOLVE_GAS = 140_000;
    uint256 internal constant RELEASE_GAS = 180_000;
    uint256 internal constant PROVE_GAS = 700_000;
    /// log2 of the units of gas that a bond pays for at most: more than four times what one match can take.
    uint256 private constant BOND_GAS_LOG2 = 24;

    /// What a commitment is bonded with, in wei.
    uint256 public immutable bond;
    /// What holds credit for a while on its way to its owner; 0 if nothing does.
    DelayedBonds public immutable vault;
    /// What of a lost bond goes to who won it, and as much to who decided it below.
    uint256 internal immutable share;
    /// What can be withdrawn.
    mapping(address owner => uint256) public credits;
    /// What nobody gets, in wei. It stays here.
    uint256 public burnt;

    constructor(uint256 bond_, DelayedBonds vault_) {
        // What is paid for moves fits where it is kept: a quarter of a bond, in gwei.
        if (bond_ >> 71 != 0) revert InvalidSettings();
        bond = bond_;
        share = bond_ / 8;
        vault = vault_;
    }

    /// Pays the caller's credit out, to the vault if there is one.
    function withdraw() external {
        withdrawTo(msg.sender);
    }

    /// The same to somebody else, for a caller that takes no payments. What goes to the vault stays the caller's there, who has it sent on.
    function withdrawTo(address to) public {
        uint256 amount = credits[msg.sender];
        credits[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        if (address(vault) != address(0)) return vault.unlock{value: amount}(msg.sender);
        (bool good,) = to.call{value: amount}("");
        if (!good) revert Unpaid();
    }

    /// The payment of a call that is to bring a bond.
    function pay() internal view {
        if (msg.value != bond) revert WrongBond(bond);
    }

    /// Gives somebody what belongs to him now.
    function credit(address owner, uint256 amount) internal {
        if (amount != 0) credits[owner] += amount;
    }

    /// Pays the caller for a move, out of the bond that the match is to cost.
    function refund(Match storage m, uint256 units) internal {
        uint256 amount = worth(units);
        if (amount == 0) return;
        m.spent += uint40(amount);
        credit(msg.sender, amount * 1 gwei);
    }

    /// Pays the caller for a move out of a bond of which half was burnt.
    function refundBurnt(uint256 units) internal {
        creditBurnt(msg.sender, worth(units) * 1 gwei);
    }

    /// Gives a share to who has won without a match, of bonds that were burnt whole.
    function shareBurnt(address owner) internal {
        creditBurnt(owner, share);
    }

    /// Gives somebody a part of what was burnt.
    function creditBurnt(address owner, uint256 amount) internal {
        burnt -= amount;
        credit(owner, amount);
    }

    /// What is left of the bonds that a match has cost, once its moves are paid for. `given` went to others.
    function burn(Match storage m, uint256 lost, uint256 given) internal {
        burnt += lost - given - uint256(m.spent) * 1 gwei;
    }

    /// What gas is worth in this transaction, in whole gwei, as far as a bond goes.
    function worth(uint256 units) internal view returns (uint256) {
        uint256 most = bond >> BOND_GAS_LOG2;
        return units * (tx.gasprice < most ? tx.gasprice : most) / 1 gwei;
    }
}
