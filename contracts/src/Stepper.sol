// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IPreimageOracle} from "./IPreimageOracle.sol";
import {IStep} from "./IStep.sol";
import {Calldata} from "./lib/Calldata.sol";
import {Instructions} from "./lib/Instructions.sol";
import {
    Machine,
    EXITED,
    EXIT_CODE,
    PC,
    STATE_BYTES,
    STEP,
    STEPS_SINCE_SWITCH,
    THREAD_EXITED,
    TRAVERSE_RIGHT,
    U32
} from "./lib/Machine.sol";
import {Memory} from "./lib/Memory.sol";
import {Syscalls} from "./lib/Syscalls.sol";
import {Threads} from "./lib/Threads.sol";

/// One step of MT-MIPS64, in whatever version: what its versions share.
abstract contract Stepper is IStep {
    /// Steps a thread runs before the next one does.
    uint256 private constant QUANTUM = 100_000;

    /// Where pre-images come from.
    IPreimageOracle public immutable oracle;
    /// The version of the states that are stepped.
    uint256 public immutable stateVersion;

    /// States of this version are not for this contract.
    error UnsupportedStateVersion();
    /// The state's byte `exited` is neither 0 nor 1.
    error InvalidExitedValue();
    /// Another flag is neither 0 nor 1.
    error InvalidFlag();
    /// The program counter is not a multiple of 4.
    error InvalidPC();

    /// A contract for one version, `only`.
    constructor(IPreimageOracle oracle_, uint256 stateVersion_, uint256 only) {
        if (stateVersion_ != only) revert UnsupportedStateVersion();
        oracle = oracle_;
        stateVersion = stateVersion_;
    }

    /// @inheritdoc IStep
    function step(bytes calldata, bytes calldata, bytes32 localContext) external returns (bytes32) {
        Machine m = Calldata.open();
        if (m.octet(EXITED) > 1) revert InvalidExitedValue();
        if (m.octet(TRAVERSE_RIGHT) > 1) revert InvalidFlag();
        if (m.octet(EXITED) == 0) run(m, localContext);
        return close(m);
    }

    /// A step of a machine that has not exited.
    function run(Machine m, bytes32 localContext) private view {
        unchecked {
            bytes32 below = Calldata.thread(m);
            if (m.octet(THREAD_EXITED) > 1) revert InvalidFlag();
            Threads.verify(m, below);
            m.setWord(STEP, m.word(STEP) + 1);
            if (m.octet(THREAD_EXITED) == 1) return Threads.pop(m, below);
            uint256 since = m.word(STEPS_SINCE_SWITCH);
            if (since >= QUANTUM) return Threads.preempt(m, below);
            m.setWord(STEPS_SINCE_SWITCH, since + 1);

            uint256 pc = m.word(PC);
            if (pc & 3 != 0) revert InvalidPC();
            uint256 insn = Memory.load(m, 0, pc & 0xfffffffffffffff8) >> (pc & 4 == 0 ? 32 : 0) & U32;
            if (insn & 0xfc00003f == 0x0c) {
                if (call(m, below, localContext)) return;
                return Syscalls.run(m, below, oracle, localContext);
            }
            Instructions.run(m, insn);
            Threads.put(m, below);
        }
    }

    /// Makes the system call in the registers if it is one that this version has and version 8 has not.
    function call(Machine, bytes32, bytes32) internal view virtual returns (bool) {
        return false;
    }

    /// Logs the state, and returns its hash with the machine's status in the first byte: 0 valid, 1 invalid,
    /// 2 panic, 3 unfinished.
    function close(Machine m) private returns (bytes32 hash) {
        uint256 status = 3;
        if (m.octet(EXITED) == 1) {
            uint256 code = m.octet(EXIT_CODE);
            status = code < 2 ? code : 2;
        }
        assembly ("memory-safe") {
            log0(m, STATE_BYTES)
            mstore(0, keccak256(m, STATE_BYTES))
            mstore8(0, status)
            hash := mload(0)
        }
    }
}
