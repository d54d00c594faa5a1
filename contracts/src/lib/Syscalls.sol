// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {IPreimageOracle} from "../IPreimageOracle.sol";
import {
    Machine,
    EXITED,
    EXIT_CODE,
    HEAP,
    NEXT_PC,
    NEXT_THREAD_ID,
    PC,
    PREIMAGE_KEY,
    PREIMAGE_OFFSET,
    STEP,
    THREAD_EXITED,
    THREAD_EXIT_CODE,
    THREAD_ID,
    U32,
    U64
} from "./Machine.sol";
import {Memory} from "./Memory.sol";
import {PreimageKeys} from "./PreimageKeys.sol";
import {Threads} from "./Threads.sol";

/// System calls, by their N64 numbers. The result goes to `$v0` and the error flag to `$a3`: for an error its
/// number and 2^64 − 1. A call ends with the thread on its stack.
library Syscalls {
    uint256 private constant V0 = 2;
    uint256 private constant A0 = 4;
    uint256 private constant A1 = 5;
    uint256 private constant A2 = 6;
    uint256 private constant A3 = 7;
    uint256 private constant SP = 29;
    uint256 private constant EBADF = 9;
    uint256 private constant EAGAIN = 0xb;
    uint256 private constant EINVAL = 0x16;
    uint256 private constant HEAP_END = 0x600000000000;
    uint256 private constant PROGRAM_BREAK = 0x400000000000;
    uint256 private constant CLONE_FLAGS = 0x50f00;
    uint256 private constant CLOCK_HZ = 10_000_000;
    uint256 private constant WORD = 0xfffffffffffffff8;

    // Calls that succeed and do nothing, as bits: 5000 to 5255, and 5256 to 5511.
    uint256 private constant IDLE_LOW = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 8 | 1 << 10 | 1 << 11 | 1 << 13
        | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 26 | 1 << 27 | 1 << 36 | 1 << 61 | 1 << 87 | 1 << 95 | 1 << 100
        | 1 << 102 | 1 << 129 | 1 << 196 | 1 << 208 | 1 << 216 | 1 << 217 | 1 << 220 | 1 << 225 | 1 << 247;
    uint256 private constant IDLE_HIGH = 1 << 1 | 1 << 16 | 1 << 29 | 1 << 31 | 1 << 41;

    /// The system call does not exist.
    error UnknownSyscall(uint256 number);

    /// Makes the call in the registers of the thread in the working copy, and puts the thread back.
    function run(Machine m, bytes32 below, IPreimageOracle oracle, bytes32 localContext) internal view {
        unchecked {
            uint256 number = m.register(V0);
            uint256 a0 = m.register(A0);
            uint256 a1 = m.register(A1);
            uint256 value;
            bool fails;
            if (number == 5000) {
                (fails, value) = read(m, a0, a1, oracle, localContext);
            } else if (number == 5001) {
                (fails, value) = write(m, a0, a1);
            } else if (number == 5009) {
                (fails, value) = mmap(m, a0, a1);
            } else if (number == 5012) {
                value = PROGRAM_BREAK;
            } else if (number == 5023 || number == 5034) {
                return giveWay(m, below);
            } else if (number == 5038) {
                value = 0;
            } else if (number == 5055) {
                return clone(m, below, a0, a1);
            } else if (number == 5058) {
                return exit(m, below, a0);
            } else if (number == 5205) {
                m.setOctet(EXITED, 1);
                m.setOctet(EXIT_CODE, a0);
                return Threads.put(m, below);
            } else if (number == 5070) {
                (fails, value) = fcntl(a0, a1);
            } else if (number == 5178) {
                value = m.word(THREAD_ID);
            } else if (number == 5194) {
                if (a1 == 129) return giveWay(m, below);
                if (a1 == 128) {
                    uint256 word = Memory.load(m, 1, a0 & WORD);
                    if (a0 & 4 == 0) word >>= 32;
                    if (word & U32 == m.register(A2) & U32) return giveWay(m, below);
                    (fails, value) = (true, EAGAIN);
                } else {
                    (fails, value) = (true, EINVAL);
                }
            } else if (number == 5002) {
                (fails, value) = (true, EBADF);
            } else if (number == 5222) {
                (fails, value) = clockGettime(m, a0, a1);
            } else if (number == 5284) {
                (fails, value) = a1 & 0x80 == 0 ? (true, EINVAL) : (false, 100);
            } else if (number == 5313) {
                value = getrandom(m, a0, a1);
            } else {
                uint256 bit = number - 5000;
                if (bit < 256 ? IDLE_LOW >> bit & 1 == 0 : IDLE_HIGH >> (bit - 256) & 1 == 0) {
                    revert UnknownSyscall(number);
                }
            }
            finish(m, value, fails);
            Threads.put(m, below);
        }
    }

    /// Puts the result into the registers and goes on.
    function finish(Machine m, uint256 value, bool fails) internal pure {
        m.setRegister(V0, value);
        m.setRegister(A3, fails ? U64 : 0);
        m.advance();
    }

    /// Succeeds, and lets the next thread run.
    function giveWay(Machine m, bytes32 below) private pure {
        finish(m, 0, false);
        Threads.preempt(m, below);
    }

    /// Ends the thread, and the machine if it was the only one.
    function exit(Machine m, bytes32 below, uint256 code) private pure {
        m.setOctet(THREAD_EXITED, 1);
        m.setOctet(THREAD_EXIT_CODE, code);
        if (Threads.alone(m, below)) {
            m.setOctet(EXITED, 1);
            m.setOctet(EXIT_CODE, code);
        }
        Threads.put(m, below);
    }

    /// Starts a thread that goes on as its parent does, on a stack of its own. Other flags than the accepted
    /// ones end the machine.
    function clone(Machine m, bytes32 below, uint256 flags, uint256 stack) private pure {
        unchecked {
            if (flags != CLONE_FLAGS) {
                m.setOctet(EXITED, 1);
                m.setOctet(EXIT_CODE, 2);
                return Threads.put(m, below);
            }
            uint256 id = m.word(NEXT_THREAD_ID);
            m.setWord(NEXT_THREAD_ID, id + 1);
            finish(m, id, false);
            Threads.put(m, below);
            // The parent is on its stack: from here on the working copy holds the child.
            m.setWord(THREAD_ID, id);
            m.setOctet(THREAD_EXIT_CODE, 0);
            m.setOctet(THREAD_EXITED, 0);
            m.setRegister(V0, 0);
            m.setRegister(SP, stack);
            Threads.spawn(m);
        }
    }

    function mmap(Machine m, uint256 hint, uint256 length) private pure returns (bool, uint256) {
        unchecked {
            if (hint != 0) return (false, hint);
            uint256 start = m.word(HEAP);
            // Neither sum wraps in 256 bits.
            uint256 end = start + (length + 4095 & ~uint256(4095));
            if (end > HEAP_END) return (true, EINVAL);
            m.setWord(HEAP, end);
            return (false, start);
        }
    }

    function fcntl(uint256 descriptor, uint256 command) private pure returns (bool, uint256) {
        if (command != 1 && command != 3) return (true, EINVAL);
        if (descriptor > 6) return (true, EBADF);
        if (command == 1) return (false, 0);
        // 0, 3 and 5 are for reading.
        return (false, descriptor == 0 || descriptor == 3 || descriptor == 5 ? 0 : 1);
    }

    /// Pre-images come in pieces that stay inside one word; a hint reader gets all it asks for.
    function read(Machine m, uint256 from, uint256 to, IPreimageOracle oracle, bytes32 localContext)
        private
        view
        returns (bool, uint256)
    {
        unchecked {
            if (from == 0) return (false, 0);
            uint256 length = m.register(A2);
            if (from == 3) return (false, length);
            if (from == 100) return (true, EAGAIN);
            if (from != 5) return (true, EBADF);
            bytes32 key = m.root(PREIMAGE_KEY);
            if (uint8(key[0]) == 1) key = PreimageKeys.localise(key, msg.sender, localContext);
            uint256 offset = m.word(PREIMAGE_OFFSET);
            (bytes32 part, uint256 count) = oracle.readPreimage(key, offset);
            uint256 start = to & 7;
            count = min(min(count, 8 - start), length);
            patch(m, to, count, uint256(part) >> 192 >> 8 * start);
            m.setWord(PREIMAGE_OFFSET, offset + count);
            return (false, count);
        }
    }

    /// A pre-image key is shifted in, a piece inside one word at a time; output is taken as it is.
    function write(Machine m, uint256 to, uint256 from) private pure returns (bool, uint256) {
        unchecked {
            uint256 length = m.register(A2);
            if (to == 1 || to == 2 || to == 4) return (false, length);
            if (to == 100) return (true, EAGAIN);
            if (to != 6) return (true, EBADF);
            uint256 start = from & 7;
            uint256 count = min(length, 8 - start);
            uint256 piece = Memory.load(m, 1, from & WORD) << 8 * start & U64;
            uint256 key = uint256(m.root(PREIMAGE_KEY)) << 8 * count | piece >> 64 - 8 * count;
            m.setRoot(PREIMAGE_KEY, bytes32(key));
            m.setWord(PREIMAGE_OFFSET, 0);
            return (false, count);
        }
    }

    /// The clock counts steps. The pointer is rounded down to a word.
    function clockGettime(Machine m, uint256 clock, uint256 to) private pure returns (bool, uint256) {
        unchecked {
            if (clock > 1) return (true, EINVAL);
            uint256 time = clock * m.word(STEP);
            to &= WORD;
            Memory.store(m, 1, to, time / CLOCK_HZ);
            Memory.store(m, 2, to + 8 & U64, time % CLOCK_HZ * (1e9 / CLOCK_HZ));
            return (false, 0);
        }
    }

    /// Overwrites up to the end of one word with bytes of a number made from the step count (splitmix64).
    function getrandom(Machine m, uint256 to, uint256 length) private pure returns (uint256 count) {
        unchecked {
            uint256 z = m.word(STEP) + 0x9e3779b97f4a7c15 & U64;
            z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & U64;
            z = (z ^ z >> 27) * 0x94d049bb133111eb & U64;
            z ^= z >> 31;
            count = min(length, 8 - (to & 7));
            patch(m, to, count, z);
        }
    }

    /// Overwrites `count` bytes from `to` on, inside one word, by the bytes in the same places of `bytes_`.
    function patch(Machine m, uint256 to, uint256 count, uint256 bytes_) private pure {
        unchecked {
            uint256 old = Memory.peek(1, to & WORD);
            uint256 shift = 8 * (to & 7);
            uint256 mask = (U64 >> shift) & ~(U64 >> shift >> 8 * count);
            Memory.store(m, 1, to & WORD, (old & ~mask) | (bytes_ & mask));
        }
    }

    function min(uint256 x, uint256 y) private pure returns (uint256) {
        return x < y ? x : y;
    }
}
