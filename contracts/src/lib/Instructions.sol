// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.30;

import {Arithmetic as A} from "./Arithmetic.sol";
import {Machine, HI, LO, NEXT_PC, PC, U32, U64} from "./Machine.sol";
import {MemoryAccess} from "./MemoryAccess.sol";

/// What instructions do, system calls apart. Fields that must be 0 are not looked at; 32-bit operations
/// ignore the upper halves; additions never trap.
library Instructions {
    /// The word is no instruction.
    error InvalidInstruction(uint256 insn);
    /// A branch or jump in the delay slot of another.
    error JumpInDelaySlot();
    /// A division by zero.
    error DivisionByZero();

    /// Runs one instruction of the thread in the working copy.
    function run(Machine m, uint256 insn) internal pure {
        uint256 op = insn >> 26;
        uint256 rs = m.register(insn >> 21 & 31);
        uint256 rt = m.register(insn >> 16 & 31);
        uint256 target = insn >> 16 & 31;
        uint256 value;
        if (op == 0) {
            uint256 fn = insn & 63;
            target = insn >> 11 & 31;
            if (fn == 0x08) return jump(m, rs, 0);
            if (fn == 0x09) return jump(m, rs, target);
            if ((fn == 0x0a && rt != 0) || (fn == 0x0b && rt == 0)) return m.advance();
            value = special(m, insn, rs, rt);
        } else if (op < 8) {
            return branch(m, insn, rs, rt);
        } else if (op < 0x10 || op == 0x18 || op == 0x19) {
            value = immediate(op, rs, insn);
        } else if (op == 0x1c) {
            target = insn >> 11 & 31;
            value = special2(insn, rs, rt);
        } else {
            bool loads;
            (loads, value) = MemoryAccess.run(m, insn, rs, rt);
            if (!loads) return m.advance();
        }
        m.setRegister(target, value);
        m.advance();
    }

    /// Jumps after the delay slot; register `link`, unless 0, gets the address to return to.
    function jump(Machine m, uint256 to, uint256 link) private pure {
        unchecked {
            uint256 pc = m.word(PC);
            uint256 next = m.word(NEXT_PC);
            if (next != (pc + 4 & U64)) revert JumpInDelaySlot();
            m.setRegister(link, pc + 8);
            m.setWord(PC, next);
            m.setWord(NEXT_PC, to);
        }
    }

    /// Opcodes 1 to 7. An unknown `rt` of opcode 1 is a branch never taken.
    function branch(Machine m, uint256 insn, uint256 rs, uint256 rt) private pure {
        unchecked {
            uint256 op = insn >> 26;
            uint256 pc = m.word(PC);
            if (op == 2 || op == 3) {
                uint256 region = m.word(NEXT_PC) & 0xfffffffff0000000;
                return jump(m, region | (insn & 0x03ffffff) << 2, op == 3 ? 31 : 0);
            }
            bool taken;
            uint256 link;
            if (op == 1) {
                uint256 kind = insn >> 16 & 31;
                if (kind & 15 < 2) {
                    taken = (rs >> 63) ^ (kind & 1) == 1;
                    if (kind > 15) link = 31;
                }
            } else if (op == 4) {
                taken = rs == rt;
            } else if (op == 5) {
                taken = rs != rt;
            } else if (op == 6) {
                taken = A.signed(rs) <= 0;
            } else {
                taken = A.signed(rs) > 0;
            }
            uint256 offset;
            assembly ("memory-safe") {
                offset := shl(2, signextend(1, insn))
            }
            jump(m, pc + 4 + (taken ? offset : 4), link);
        }
    }

    /// Opcodes 8 to 15, 0x18 and 0x19: arithmetic with a constant.
    function immediate(uint256 op, uint256 rs, uint256 insn) private pure returns (uint256) {
        unchecked {
            uint256 low = insn & 0xffff;
            if (op == 0x0c) return rs & low;
            if (op == 0x0d) return rs | low;
            if (op == 0x0e) return rs ^ low;
            if (op == 0x0f) return A.sext32(low << 16);
            uint256 imm;
            assembly ("memory-safe") {
                imm := signextend(1, insn)
            }
            if (op < 0x0a) return A.sext32(rs + imm);
            if (op == 0x0a) return A.signed(rs) < int256(imm) ? 1 : 0;
            if (op == 0x0b) return rs < (imm & U64) ? 1 : 0;
            return rs + imm;
        }
    }

    /// Opcode 0: arithmetic of registers. What writes HI or LO writes 0 to `rd` too.
    function special(Machine m, uint256 insn, uint256 rs, uint256 rt) private pure returns (uint256) {
        unchecked {
            uint256 fn = insn & 63;
            if (fn >= 0x20) {
                if (fn < 0x30) return arithmetic(insn, rs, rt);
                return wideShift(insn, rt);
            }
            if (fn >= 0x18) {
                multiply(m, fn, rs, rt);
                return 0;
            }
            uint256 amount = fn < 4 ? insn >> 6 & 31 : rs & 31;
            if (fn == 0x00 || fn == 0x04) return A.sext32(rt << amount);
            if (fn == 0x02 || fn == 0x06) return A.sext32((rt & U32) >> amount);
            if (fn == 0x03 || fn == 0x07) return uint256(A.signed32(rt) >> amount);
            if (fn == 0x0a || fn == 0x0b || fn == 0x0f) return rs;
            if (fn == 0x10) return m.word(HI);
            if (fn == 0x12) return m.word(LO);
            if (fn == 0x14) return rt << (rs & 63);
            if (fn == 0x16) return rt >> (rs & 63);
            if (fn == 0x17) return uint256(A.signed(rt) >> (rs & 63));
            if (fn == 0x11) m.setWord(HI, rs);
            else if (fn == 0x13) m.setWord(LO, rs);
            else revert InvalidInstruction(insn);
            return 0;
        }
    }

    /// Functions 0x20 to 0x2f of opcode 0.
    function arithmetic(uint256 insn, uint256 rs, uint256 rt) private pure returns (uint256) {
        unchecked {
            uint256 fn = insn & 63;
            if (fn < 0x22) return A.sext32(rs + rt);
            if (fn < 0x24) return A.sext32(rs - rt);
            if (fn == 0x24) return rs & rt;
            if (fn == 0x25) return rs | rt;
            if (fn == 0x26) return rs ^ rt;
            if (fn == 0x27) return ~(rs | rt);
            if (fn == 0x2a) return A.signed(rs) < A.signed(rt) ? 1 : 0;
            if (fn == 0x2b) return rs < rt ? 1 : 0;
            if (fn < 0x2c) revert InvalidInstruction(insn);
            return fn < 0x2e ? rs + rt : rs - rt;
        }
    }

    /// Functions 0x38 to 0x3f of opcode 0: 64-bit shifts by a constant.
    function wideShift(uint256 insn, uint256 rt) private pure returns (uint256) {
        uint256 fn = insn & 63;
        uint256 amount = (insn >> 6 & 31) + (fn & 4) * 8;
        if (fn == 0x38 || fn == 0x3c) return rt << amount;
        if (fn == 0x3a || fn == 0x3e) return rt >> amount;
        if (fn == 0x3b || fn == 0x3f) return uint256(A.signed(rt) >> amount);
        revert InvalidInstruction(insn);
    }

    /// Functions 0x18 to 0x1f of opcode 0: multiplication and division into HI and LO. The smallest number
    /// over −1 wraps.
    function multiply(Machine m, uint256 fn, uint256 rs, uint256 rt) private pure {
        unchecked {
            bool wide = fn & 4 != 0;
            uint256 x;
            uint256 y;
            if (fn & 1 != 0) (x, y) = wide ? (rs, rt) : (rs & U32, rt & U32);
            else if (wide) (x, y) = (uint256(A.signed(rs)), uint256(A.signed(rt)));
            else (x, y) = (A.sext32(rs), A.sext32(rt));
            uint256 hi;
            uint256 lo;
            if (fn & 2 == 0) {
                lo = x * y;
                hi = lo >> (wide ? 64 : 32);
            } else {
                if (y == 0) revert DivisionByZero();
                assembly ("memory-safe") {
                    lo := sdiv(x, y)
                    hi := smod(x, y)
                }
            }
            if (!wide) (hi, lo) = (A.sext32(hi), A.sext32(lo));
            m.setWord(HI, hi);
            m.setWord(LO, lo);
        }
    }

    /// Opcode 0x1c: 32-bit product without HI and LO, leading zeros and ones.
    function special2(uint256 insn, uint256 rs, uint256 rt) private pure returns (uint256) {
        unchecked {
            uint256 fn = insn & 63;
            if (fn == 0x02) return A.sext32(rs * rt);
            if (fn == 0x20) return A.leadingZeros(rs & U32, 32);
            if (fn == 0x21) return A.leadingZeros(~rs & U32, 32);
            if (fn == 0x24) return A.leadingZeros(rs, 64);
            if (fn == 0x25) return A.leadingZeros(~rs & U64, 64);
            revert InvalidInstruction(insn);
        }
    }
}
