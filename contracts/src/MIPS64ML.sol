// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IPreimageOracle} from "./IPreimageOracle.sol";
import {Stepper} from "./Stepper.sol";
import {Machine} from "./lib/Machine.sol";
import {MLCalls} from "./lib/MLCalls.sol";

/// One step of the version with the ML system calls, 0x88: version 8 but for `ml_map` and `ml_read`.
contract MIPS64ML is Stepper {
    constructor(IPreimageOracle oracle_, uint256 stateVersion_) Stepper(oracle_, stateVersion_, 0x88) {}

    /// @inheritdoc Stepper
    function call(Machine m, bytes32 below, bytes32 localContext) internal view override returns (bool) {
        return MLCalls.run(m, below, oracle, localContext);
    }
}
