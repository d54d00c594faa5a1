// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IStep} from "../src/IStep.sol";
import {Arena} from "../src/dispute/Arena.sol";
import {DelayedBonds} from "../src/dispute/DelayedBonds.sol";
import {DisputeGame} from "../src/dispute/DisputeGame.sol";
import {IHalo2Verifier} from "../src/proof/IHalo2Verifier.sol";
import {vm} from "./Cheats.sol";

/// A game, and claims in it about a model of two steps that ends in an error.
abstract contract Claims {
    uint256 internal constant ALLOWANCE = 3_000;
    uint256 internal constant BOND = 1 ether;
    uint256 internal constant CODE = 7;
    uint256 private constant K = 12;
    DisputeGame internal game = new DisputeGame(
        IStep(address(0)), ALLOWANCE, 300, BOND, IHalo2Verifier(address(0)), vault(), address(this)
    );

    /// What holds money on its way out: nothing.
    function vault() internal virtual returns (DelayedBonds) {
        return DelayedBonds(address(0));
    }

    receive() external payable {}

    /// A model's encoding: format, k, a layer of steps and one of the machine, regions, steps, the rest zeros.
    function model() internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(
            uint8(3), uint8(K), uint8(1), uint8(2), uint8(1), uint8(5), bytes6(0), uint64(0x200), uint8(9), uint64(0x40), uint8(6), uint64(2)
        );
        return bytes.concat(head, new bytes(290 - head.length + 32 * (64 - K)));
    }

    /// The call that makes a claim which nobody disputes: its states are an arbitrary one and the error.
    function opening(uint256 salt) internal pure returns (bytes memory) {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = bytes32(salt);
        bytes32 last = Arena.error_(CODE, 1, K);
        return abi.encodeCall(DisputeGame.open, (model(), "", proof[0], last, last, proof));
    }

    /// Such a claim.
    function open(uint256 salt) internal returns (bytes32) {
        (bool good, bytes memory id) = address(game).call{value: BOND}(opening(salt));
        require(good, "a claim");
        return abi.decode(id, (bytes32));
    }

    /// A claim that was struck out: this contract is the one of blobs.
    function struck(uint256 salt) internal returns (bytes32 id) {
        id = open(salt);
        game.strike(id);
    }

    /// A claim that has come to its result.
    function resolved(uint256 salt) internal returns (bytes32 id) {
        id = open(salt);
        vm.warp(vm.getBlockTimestamp() + ALLOWANCE);
        game.resolve(id);
    }
}
