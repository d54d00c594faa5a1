//! Instructions that work on registers alone, in the intermediate representation. `exec/execute.rs` says what
//! they mean; the two are tested against each other.

use super::context::{HI, LO};
use super::emit::Emitter;
use crate::isa::{Insn, Op};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};

impl Emitter<'_> {
    /// One instruction without memory access.
    pub fn alu(&mut self, insn: Insn) {
        let (rs, rt, rd) = (self.get(insn.rs.into()), self.get(insn.rt.into()), usize::from(insn.rd));
        let imm = insn.imm64();
        let shift = i64::from(insn.imm & 63);
        let value = match insn.op {
            Op::Sll => {
                let value = self.low(rt);
                let value = self.b.ins().ishl_imm_u(value, shift & 31);
                self.sext(value)
            }
            Op::Srl => {
                let value = self.low(rt);
                let value = self.b.ins().ushr_imm_u(value, shift & 31);
                self.sext(value)
            }
            Op::Sra => {
                let value = self.low(rt);
                let value = self.b.ins().sshr_imm_u(value, shift & 31);
                self.sext(value)
            }
            Op::Sllv => {
                let value = self.low(rt);
                let value = self.b.ins().ishl(value, rs);
                self.sext(value)
            }
            Op::Srlv => {
                let value = self.low(rt);
                let value = self.b.ins().ushr(value, rs);
                self.sext(value)
            }
            Op::Srav => {
                let value = self.low(rt);
                let value = self.b.ins().sshr(value, rs);
                self.sext(value)
            }
            Op::Dsll => self.b.ins().ishl_imm_u(rt, shift),
            Op::Dsrl => self.b.ins().ushr_imm_u(rt, shift),
            Op::Dsra => self.b.ins().sshr_imm_u(rt, shift),
            Op::Dsllv => self.b.ins().ishl(rt, rs),
            Op::Dsrlv => self.b.ins().ushr(rt, rs),
            Op::Dsrav => self.b.ins().sshr(rt, rs),
            Op::Add => {
                let sum = self.b.ins().iadd(rs, rt);
                self.sext32(sum)
            }
            Op::Sub => {
                let difference = self.b.ins().isub(rs, rt);
                self.sext32(difference)
            }
            Op::Dadd => self.b.ins().iadd(rs, rt),
            Op::Dsub => self.b.ins().isub(rs, rt),
            Op::And => self.b.ins().band(rs, rt),
            Op::Or => self.b.ins().bor(rs, rt),
            Op::Xor => self.b.ins().bxor(rs, rt),
            Op::Nor => {
                let or = self.b.ins().bor(rs, rt);
                self.b.ins().bnot(or)
            }
            Op::Slt => self.compare(IntCC::SignedLessThan, rs, rt),
            Op::Sltu => self.compare(IntCC::UnsignedLessThan, rs, rt),
            Op::Addi => {
                let sum = self.b.ins().iadd_imm_s(rs, imm as i64);
                self.sext32(sum)
            }
            Op::Daddi => self.b.ins().iadd_imm_s(rs, imm as i64),
            Op::Slti => {
                let imm = self.constant(imm);
                self.compare(IntCC::SignedLessThan, rs, imm)
            }
            Op::Sltiu => {
                let imm = self.constant(imm);
                self.compare(IntCC::UnsignedLessThan, rs, imm)
            }
            Op::Andi => self.b.ins().band_imm_s(rs, imm as i64),
            Op::Ori => self.b.ins().bor_imm_s(rs, imm as i64),
            Op::Xori => self.b.ins().bxor_imm_s(rs, imm as i64),
            Op::Lui => self.constant(imm),
            Op::Mul => {
                let product = self.b.ins().imul(rs, rt);
                self.sext32(product)
            }
            Op::Clz | Op::Clo | Op::Dclz | Op::Dclo => self.count(insn.op, rs),
            Op::Movz | Op::Movn => {
                let old = self.get(rd);
                match insn.op {
                    Op::Movz => self.b.ins().select(rt, old, rs),
                    _ => self.b.ins().select(rt, rs, old),
                }
            }
            Op::Sync => rs,
            Op::Mfhi => self.get(HI),
            Op::Mflo => self.get(LO),
            Op::Mthi => {
                self.set(HI, rs);
                self.constant(0)
            }
            Op::Mtlo => {
                self.set(LO, rs);
                self.constant(0)
            }
            Op::Mult | Op::Multu | Op::Dmult | Op::Dmultu => {
                self.multiply(insn.op, rs, rt);
                self.constant(0)
            }
            _ => {
                debug_assert!(matches!(insn.op, Op::Div | Op::Divu | Op::Ddiv | Op::Ddivu), "{:?}", insn.op);
                self.divide(insn.op, rs, rt);
                self.constant(0)
            }
        };
        self.set(rd, value);
    }

    /// The low 32 bits.
    pub fn low(&mut self, value: Value) -> Value {
        self.b.ins().ireduce(types::I32, value)
    }

    /// 32 bits, sign-extended.
    fn sext(&mut self, value: Value) -> Value {
        self.b.ins().sextend(types::I64, value)
    }

    /// The low 32 bits, sign-extended.
    pub fn sext32(&mut self, value: Value) -> Value {
        let low = self.low(value);
        self.sext(low)
    }

    fn compare(&mut self, condition: IntCC, a: Value, b: Value) -> Value {
        let flag = self.b.ins().icmp(condition, a, b);
        self.b.ins().uextend(types::I64, flag)
    }

    /// Leading zeros or ones of 32 or 64 bits.
    fn count(&mut self, op: Op, rs: Value) -> Value {
        let value = if matches!(op, Op::Clo | Op::Dclo) { self.b.ins().bnot(rs) } else { rs };
        match op {
            Op::Clz | Op::Clo => {
                let low = self.low(value);
                let zeros = self.b.ins().clz(low);
                self.b.ins().uextend(types::I64, zeros)
            }
            _ => self.b.ins().clz(value),
        }
    }

    fn multiply(&mut self, op: Op, rs: Value, rt: Value) {
        let (hi, lo) = match op {
            Op::Mult | Op::Multu => {
                let [a, b] = [rs, rt].map(|value| {
                    let low = self.low(value);
                    match op {
                        Op::Mult => self.b.ins().sextend(types::I64, low),
                        _ => self.b.ins().uextend(types::I64, low),
                    }
                });
                let product = self.b.ins().imul(a, b);
                (self.b.ins().sshr_imm_u(product, 32), self.sext32(product))
            }
            Op::Dmult => (self.b.ins().smulhi(rs, rt), self.b.ins().imul(rs, rt)),
            _ => (self.b.ins().umulhi(rs, rt), self.b.ins().imul(rs, rt)),
        };
        self.set(HI, hi);
        self.set(LO, lo);
    }

    /// A division; one by zero leaves the region, and the interpreter raises the exception. The host traps
    /// where the quotient overflows, so 32-bit numbers are divided as 64-bit ones, and 64-bit ones not by −1.
    fn divide(&mut self, op: Op, rs: Value, rt: Value) {
        let narrow = matches!(op, Op::Div | Op::Divu);
        let divisor = if narrow { self.low(rt) } else { rt };
        let zero = self.b.ins().icmp_imm_s(IntCC::Equal, divisor, 0);
        self.leave_if(zero);
        let (hi, lo) = match op {
            Op::Div => {
                let (a, b) = (self.sext32(rs), self.sext32(rt));
                let (remainder, quotient) = (self.b.ins().srem(a, b), self.b.ins().sdiv(a, b));
                (self.sext32(remainder), self.sext32(quotient))
            }
            Op::Divu => {
                let a = self.low(rs);
                let (remainder, quotient) = (self.b.ins().urem(a, divisor), self.b.ins().udiv(a, divisor));
                (self.sext(remainder), self.sext(quotient))
            }
            Op::Ddiv => {
                let minus_one = self.b.ins().icmp_imm_s(IntCC::Equal, rt, -1);
                let one = self.constant(1);
                let divisor = self.b.ins().select(minus_one, one, rt);
                let (remainder, quotient) = (self.b.ins().srem(rs, divisor), self.b.ins().sdiv(rs, divisor));
                // Over 1 the remainder is 0 as well.
                let negated = self.b.ins().ineg(rs);
                (remainder, self.b.ins().select(minus_one, negated, quotient))
            }
            _ => (self.b.ins().urem(rs, rt), self.b.ins().udiv(rs, rt)),
        };
        self.set(HI, hi);
        self.set(LO, lo);
    }
}
