// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

/// The machine during a step: the address of a working copy in memory of the packed state (188 bytes, padded
/// to 192) and, behind it, of the packed running thread (298 bytes). The packed form is changed in place, so
/// that nothing is unpacked, and what is hashed at the end is what lies there.
type Machine is uint256;

using {word, setWord, octet, setOctet, root, setRoot, register, setRegister, advance} for Machine global;

// Fields of the state, by their offsets in the working copy.
uint256 constant MEMORY_ROOT = 0;
uint256 constant PREIMAGE_KEY = 32;
uint256 constant PREIMAGE_OFFSET = 64;
uint256 constant HEAP = 72;
uint256 constant LL_STATUS = 80;
uint256 constant LL_ADDRESS = 81;
uint256 constant LL_OWNER = 89;
uint256 constant EXIT_CODE = 97;
uint256 constant EXITED = 98;
uint256 constant STEP = 99;
uint256 constant STEPS_SINCE_SWITCH = 107;
uint256 constant TRAVERSE_RIGHT = 115;
uint256 constant LEFT_STACK = 116;
uint256 constant RIGHT_STACK = 148;
uint256 constant NEXT_THREAD_ID = 180;
// Fields of the running thread.
uint256 constant THREAD = 192;
uint256 constant THREAD_ID = 192;
uint256 constant THREAD_EXIT_CODE = 200;
uint256 constant THREAD_EXITED = 201;
uint256 constant PC = 202;
uint256 constant NEXT_PC = 210;
uint256 constant LO = 218;
uint256 constant HI = 226;
uint256 constant REGISTERS = 234;

uint256 constant STATE_BYTES = 188;
uint256 constant THREAD_BYTES = 298;
// Bytes of a working copy: state, thread, and room for the last register to be written as a whole slot.
uint256 constant MACHINE_BYTES = 544;

uint256 constant U32 = 0xffffffff;
uint256 constant U64 = 0xffffffffffffffff;

/// A 64-bit field.
function word(Machine m, uint256 at) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := shr(192, mload(add(m, at)))
    }
}

/// Sets a 64-bit field to the low 64 bits of a value.
function setWord(Machine m, uint256 at, uint256 value) pure {
    assembly ("memory-safe") {
        let p := add(m, at)
        mstore(p, or(shl(192, value), shr(64, shl(64, mload(p)))))
    }
}

/// A field of one byte.
function octet(Machine m, uint256 at) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := byte(0, mload(add(m, at)))
    }
}

/// Sets a field of one byte to the low byte of a value.
function setOctet(Machine m, uint256 at, uint256 value) pure {
    assembly ("memory-safe") {
        mstore8(add(m, at), value)
    }
}

/// A field of 32 bytes.
function root(Machine m, uint256 at) pure returns (bytes32 value) {
    assembly ("memory-safe") {
        value := mload(add(m, at))
    }
}

/// Sets a field of 32 bytes.
function setRoot(Machine m, uint256 at, bytes32 value) pure {
    assembly ("memory-safe") {
        mstore(add(m, at), value)
    }
}

/// A general register.
function register(Machine m, uint256 index) pure returns (uint256 value) {
    assembly ("memory-safe") {
        value := shr(192, mload(add(add(m, REGISTERS), shl(3, index))))
    }
}

/// Sets a general register to the low 64 bits of a value; register 0 stays.
function setRegister(Machine m, uint256 index, uint256 value) pure {
    unchecked {
        if (index != 0) m.setWord(REGISTERS + 8 * index, value);
    }
}

/// Goes on to the next instruction.
function advance(Machine m) pure {
    unchecked {
        uint256 next = m.word(NEXT_PC);
        m.setWord(PC, next);
        m.setWord(NEXT_PC, next + 4);
    }
}
