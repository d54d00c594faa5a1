// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Arithmetic as A} from "./Arithmetic.sol";
import {Machine, LL_ADDRESS, LL_OWNER, LL_STATUS, THREAD_ID, U32, U64} from "./Machine.sol";
import {Memory} from "./Memory.sol";

/// Loads and stores. All of them go through the aligned 8-byte word; a misaligned address is rounded down to
/// the size of the access.
library MemoryAccess {
    /// The opcode is neither a load nor a store.
    error InvalidMemoryInstruction(uint256 insn);

    /// Runs a load or a store. Returns whether `rt` is to be written, and with what.
    function run(Machine m, uint256 insn, uint256 rs, uint256 rt) internal pure returns (bool, uint256) {
        unchecked {
            uint256 op = insn >> 26;
            uint256 at;
            assembly ("memory-safe") {
                at := and(add(rs, signextend(1, insn)), U64)
            }
            uint256 base = at & 0xfffffffffffffff8;
            // Stores: 28 to 2e, 3f.
            if ((op >= 0x28 && op < 0x2f) || op == 0x3f) {
                uint256 old = Memory.peek(1, base);
                Memory.store(m, 1, base, stored(op, old, at, rt));
                return (false, 0);
            }
            if (op == 0x38 || op == 0x3c) return (true, conditional(m, op, at, rt));
            // Loads: 1a, 1b, 20 to 27, 30, 34, 37.
            if ((op & 0x3e != 0x1a) && (op & 0x38 != 0x20) && (op & 0x3b != 0x30) && op != 0x37) {
                revert InvalidMemoryInstruction(insn);
            }
            uint256 word = Memory.load(m, 1, base);
            if (op == 0x30 || op == 0x34) {
                m.setOctet(LL_STATUS, op == 0x30 ? 1 : 2);
                m.setWord(LL_ADDRESS, at);
                m.setWord(LL_OWNER, m.word(THREAD_ID));
            }
            return (true, loaded(op, word, at, rt));
        }
    }

    /// What a load puts into its register, which holds `rt`.
    function loaded(uint256 op, uint256 word, uint256 at, uint256 rt) private pure returns (uint256 value) {
        unchecked {
            if (op == 0x37 || op == 0x34) return word;
            if (op == 0x1a) {
                uint256 shift = 8 * (at & 7);
                return word << shift | (rt & ~(U64 << shift));
            }
            if (op == 0x1b) {
                uint256 shift = 56 - 8 * (at & 7);
                return word >> shift | (rt & ~(U64 >> shift));
            }
            uint256 half = word >> (at & 4 == 0 ? 32 : 0) & U32;
            if (op == 0x22) {
                uint256 shift = 8 * (at & 3);
                return A.sext32(half << shift | (rt & ~(U32 << shift)));
            }
            if (op == 0x26) {
                uint256 shift = 24 - 8 * (at & 3);
                if (shift == 0) return A.sext32(half);
                return half >> shift | (rt & ~(U32 >> shift));
            }
            if (op == 0x23 || op == 0x30) return A.sext32(half);
            if (op == 0x27) return half;
            // Bytes 20 and 24, halves 21 and 25.
            if (op & 1 == 0) {
                value = half >> (24 - 8 * (at & 3)) & 0xff;
                if (op == 0x20) {
                    assembly ("memory-safe") {
                        value := signextend(0, value)
                    }
                }
            } else {
                value = half >> (16 - 8 * (at & 2)) & 0xffff;
                if (op == 0x21) {
                    assembly ("memory-safe") {
                        value := signextend(1, value)
                    }
                }
            }
        }
    }

    /// What a store of `rt` leaves of the word.
    function stored(uint256 op, uint256 word, uint256 at, uint256 rt) private pure returns (uint256) {
        unchecked {
            if (op == 0x3f) return rt;
            if (op == 0x2c) {
                uint256 down = 8 * (at & 7);
                return rt >> down | (word & ~(U64 >> down));
            }
            if (op == 0x2d) {
                uint256 up = 56 - 8 * (at & 7);
                return rt << up | (word & ~(U64 << up));
            }
            // The bits of the word that are written, as a shift and a mask of 32 bits at most.
            uint256 shift = at & 4 == 0 ? 32 : 0;
            uint256 mask = U32;
            rt &= U32;
            if (op == 0x28) {
                shift += 24 - 8 * (at & 3);
                mask = 0xff;
            } else if (op == 0x29) {
                shift += 16 - 8 * (at & 2);
                mask = 0xffff;
            } else if (op == 0x2a) {
                uint256 down = 8 * (at & 3);
                mask >>= down;
                rt >>= down;
            } else if (op == 0x2e) {
                uint256 up = 24 - 8 * (at & 3);
                mask = mask << up & U32;
                rt <<= up;
            }
            return (word & ~(mask << shift)) | (rt & mask) << shift;
        }
    }

    /// Store conditional: on success drops the reservation and stores. Returns 1 or 0.
    function conditional(Machine m, uint256 op, uint256 at, uint256 rt) private pure returns (uint256) {
        if (m.octet(LL_STATUS) != (op == 0x38 ? 1 : 2)) return 0;
        if (m.word(LL_ADDRESS) != at || m.word(LL_OWNER) != m.word(THREAD_ID)) return 0;
        uint256 base = at & 0xfffffffffffffff8;
        uint256 old = Memory.peek(1, base);
        Memory.drop(m);
        // A 32-bit store is `sw`, a 64-bit one `sd`.
        Memory.storeKeeping(m, 1, base, stored(op == 0x38 ? 0x2b : 0x3f, old, at, rt));
        return 1;
    }
}
