// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IStep} from "../IStep.sol";
import {ILocalData, ResultConsumer} from "./ResultConsumer.sol";
import {Results} from "./Results.sol";

/// The smallest outer game, for tests: a program runs on chain instruction by instruction, from a given state, and reads
/// the result of one claim, which is resolved, as local data 0.
contract ExampleOuterGame is ResultConsumer {
    /// What does one instruction.
    IStep public immutable stepContract;

    /// The claims that programs go on from, and the states that they are in, by their context.
    mapping(bytes32 context => bytes32) public claims;
    mapping(bytes32 context => bytes32) public states;

    /// The program runs already, or the claim is not resolved.
    error Refused();
    /// This is not the state that the program is in.
    error WrongState();

    constructor(IStep stepContract_, Results results_, ILocalData localData_) ResultConsumer(results_, localData_) {
        stepContract = stepContract_;
    }

    /// Starts a program; its context is what it starts from.
    function start(bytes32 state, bytes32 claim) external returns (bytes32 context) {
        context = keccak256(abi.encode(state, claim));
        if (claims[context] != 0 || !resolved(claim)) revert Refused();
        claims[context] = claim;
        states[context] = state;
    }

    /// Does the program's next instruction.
    function next(bytes32 context, bytes calldata state, bytes calldata proof) external {
        bytes32 hash = keccak256(state);
        // But for the first byte, which is the status.
        if (uint248(uint256(hash)) != uint248(uint256(states[context]))) revert WrongState();
        states[context] = stepContract.step(state, proof, context);
    }

    /// @inheritdoc ResultConsumer
    function claimOf(bytes32 localContext, uint256 ident) public view override returns (bytes32) {
        return ident == 0 ? claims[localContext] : bytes32(0);
    }
}
