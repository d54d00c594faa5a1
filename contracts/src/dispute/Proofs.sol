// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IHalo2Verifier} from "../proof/IHalo2Verifier.sol";
import {Arena} from "./Arena.sol";
import {Claim, Commitment, Proof} from "./IDisputeGame.sol";
import {Models, Shape} from "./Models.sol";
import {Results} from "./Results.sol";
import {Terms} from "./Terms.sol";

/// Claims that a proof settles: it shows what the model comes to on the claim's input, by the key in the model's identity, and from then
/// on that is the result. The game goes on about the bonds, by the same rules; only the winner of the topmost tournament has its bond
/// back no more unless it says the same.
abstract contract Proofs is Results {
    /// What checks proofs; 0 if none counts here.
    IHalo2Verifier public immutable verifier;

    mapping(bytes32 claim => Proof) internal proofs;

    constructor(IHalo2Verifier verifier_) {
        verifier = verifier_;
    }

    /// What a proof has settled; zeros if none has.
    function proven(bytes32 id) external view returns (Proof memory) {
        return proofs[id];
    }

    /// Settles a claim that has no result, by a proof: `model` is the claim's, `terms` those in its identity, `key` the key contract,
    /// `values` and `proof` as the verifier takes them. Anyone may, at any time; it is a fact, whoever sends it.
    function prove(
        bytes32 id,
        bytes calldata model,
        bytes calldata terms,
        address key,
        bytes calldata values,
        bytes calldata proof
    ) external {
        Claim storage c = claims[id];
        if (c.model == 0) revert NoTournament();
        if (c.winner != 0) revert AlreadyResolved();
        if (keccak256(model) != c.model) revert WrongData();
        if (address(verifier) == address(0) || keccak256(terms) != Models.terms(model)) revert WrongTerms();
        if (key.codehash != Terms.key(terms)) revert WrongKey();
        Shape shape = c.shape;
        (bytes32 inputs, bytes32 outputs, uint256 used) =
            Terms.roots(terms, values, Models.inputsLog2(model), shape.outputsLog2());
        if (used != values.length || Models.startOf(model, inputs) != tournaments[id].start) revert WrongValues();
        // Reverts unless the proof is of these values.
        verifier.verify(key, values, proof);
        bytes32 result = Arena.done(outputs, shape.outputs(), shape.outputsLog2(), shape.steps(), shape.k());
        c.winner = result;
        c.result = result;
        Proof storage p = proofs[id];
        p.outputs = outputs;
        p.prover = msg.sender;
        p.reward = uint40(worth(PROVE_GAS));
        emit Proven(id, msg.sender, outputs, result);
    }

    /// Gives the bond of the winner of a claim's topmost tournament back, which is over, if a proof has settled the claim and the winner's
    /// last state has the same outputs, as the siblings from the arena's header and from the outputs' subtree show. If any bond was
    /// lost there, the proof is paid of it.
    function release(bytes32 id, bytes32[] calldata headerPath, bytes32[] calldata outputPath) external {
        Proof storage p = proofs[id];
        if (p.prover == address(0)) revert NoProof();
        if (p.released) revert AlreadyResolved();
        (bytes32 winner, Commitment storage best) = won(id);
        bytes32 last = best.last;
        if (!isDoneIn(claims[id].shape, last, p.outputs, headerPath, outputPath)) revert WrongProof();
        p.released = true;
        giveBack(id, best, RELEASE_GAS);
        if (tournaments[id].contested) creditBurnt(p.prover, uint256(p.reward) * 1 gwei);
        emit Resolved(id, winner, last);
    }
}
