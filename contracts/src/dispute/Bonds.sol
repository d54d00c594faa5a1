// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IDisputeGame} from "./IDisputeGame.sol";

/// The money: bonds come in, and go out as credit or never. Whatever was paid in is locked, credited, withdrawn or
/// burnt.
abstract contract Bonds is IDisputeGame {
    /// What a commitment is bonded with, in wei.
    uint256 public immutable bond;
    /// What can be withdrawn.
    mapping(address owner => uint256) public credits;
    /// Bonds that nobody gets, in wei. They stay here.
    uint256 public burnt;

    constructor(uint256 bond_) {
        bond = bond_;
    }

    /// Pays the caller's credit out.
    function withdraw() external {
        uint256 amount = credits[msg.sender];
        credits[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        (bool good,) = msg.sender.call{value: amount}("");
        if (!good) revert Unpaid();
    }

    /// The payment of a call that is to bring a bond.
    function pay() internal view {
        if (msg.value != bond) revert WrongBond(bond);
    }

    /// Gives a bond to whom it belongs now.
    function credit(address owner) internal {
        credits[owner] += bond;
    }

    /// Takes the bonds of both sides of a match.
    function burn() internal {
        burnt += 2 * bond;
    }
}
