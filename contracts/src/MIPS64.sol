// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IPreimageOracle} from "./IPreimageOracle.sol";
import {Stepper} from "./Stepper.sol";

/// One step of MT-MIPS64, state version 8, as Cannon's contract does it.
contract MIPS64 is Stepper {
    constructor(IPreimageOracle oracle_, uint256 stateVersion_) Stepper(oracle_, stateVersion_, 8) {}
}
