//! Instructions that work on registers alone. `exec/execute.rs` says what they mean; the two are tested against each
//! other.

use super::super::context::{HI, LO};
use super::super::x64::{Alu, Cond, Reg, Shift, Size, Unary};
use super::{BUDGET, Quick};
use crate::isa::{Insn, Op};

impl Quick<'_> {
    /// One instruction without memory access.
    pub(super) fn alu(&mut self, insn: Insn) {
        let (rd, shift) = (usize::from(insn.rd), insn.imm as u8 & 63);
        match insn.op {
            Op::Mult | Op::Multu | Op::Dmult | Op::Dmultu => self.multiply(insn),
            Op::Div | Op::Divu | Op::Ddiv | Op::Ddivu => self.divide(insn),
            Op::Mthi => self.move_to(HI, insn),
            Op::Mtlo => self.move_to(LO, insn),
            // Nothing else does anything but write its register.
            _ if rd == 0 => {}
            Op::Sll => self.shift(Shift::Left, false, insn, shift & 31),
            Op::Srl => self.shift(Shift::Right, false, insn, shift & 31),
            Op::Sra => self.shift(Shift::Arithmetic, false, insn, shift & 31),
            Op::Sllv => self.shift_by_register(Shift::Left, false, insn),
            Op::Srlv => self.shift_by_register(Shift::Right, false, insn),
            Op::Srav => self.shift_by_register(Shift::Arithmetic, false, insn),
            Op::Dsll => self.shift(Shift::Left, true, insn, shift),
            Op::Dsrl => self.shift(Shift::Right, true, insn, shift),
            Op::Dsra => self.shift(Shift::Arithmetic, true, insn, shift),
            Op::Dsllv => self.shift_by_register(Shift::Left, true, insn),
            Op::Dsrlv => self.shift_by_register(Shift::Right, true, insn),
            Op::Dsrav => self.shift_by_register(Shift::Arithmetic, true, insn),
            Op::Add | Op::Sub => {
                let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
                self.a.mov32(Reg::Rax, rs);
                self.a.alu32(if insn.op == Op::Add { Alu::Add } else { Alu::Sub }, Reg::Rax, rt);
                self.extended(rd);
            }
            Op::Dadd | Op::Or | Op::Xor if insn.rt == 0 => self.copy(insn.rs, rd),
            Op::Dadd => self.binary(Alu::Add, insn),
            Op::Dsub => self.binary(Alu::Sub, insn),
            Op::And => self.binary(Alu::And, insn),
            Op::Or => self.binary(Alu::Or, insn),
            Op::Xor => self.binary(Alu::Xor, insn),
            Op::Nor => {
                self.binary(Alu::Or, insn);
                let to = self.registers.write(&mut self.a, rd);
                self.a.unary(Unary::Not, true, to);
            }
            Op::Slt | Op::Sltu => {
                let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
                self.a.alu(Alu::Cmp, rs, rt);
                self.flag(if insn.op == Op::Slt { Cond::Less } else { Cond::Below }, rd);
            }
            Op::Slti | Op::Sltiu => {
                let rs = self.read(insn.rs);
                self.a.alu_constant(Alu::Cmp, rs, insn.imm);
                self.flag(if insn.op == Op::Slti { Cond::Less } else { Cond::Below }, rd);
            }
            Op::Addi if insn.rs == 0 => self.constant(rd, insn.imm64()),
            Op::Addi => {
                let rs = self.read(insn.rs);
                self.a.lea(Reg::Rax, super::Rm::At(rs, insn.imm));
                self.extended(rd);
            }
            Op::Daddi | Op::Ori | Op::Xori if insn.rs == 0 => self.constant(rd, insn.imm64()),
            Op::Daddi => {
                let rs = self.read(insn.rs);
                let to = self.registers.write(&mut self.a, rd);
                self.a.lea(to, super::Rm::At(rs, insn.imm));
            }
            Op::Andi => self.binary_constant(Alu::And, insn),
            Op::Ori => self.binary_constant(Alu::Or, insn),
            Op::Xori => self.binary_constant(Alu::Xor, insn),
            Op::Lui => self.constant(rd, insn.imm64()),
            Op::Mul => {
                let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
                self.a.mov(Reg::Rax, rs);
                self.a.multiply(Reg::Rax, rt);
                self.extended(rd);
            }
            Op::Clz | Op::Clo | Op::Dclz | Op::Dclo => self.count(insn),
            Op::Movz | Op::Movn => {
                let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
                self.read(insn.rd);
                let to = self.registers.write(&mut self.a, rd);
                self.a.test(rt);
                self.a.mov_if(if insn.op == Op::Movz { Cond::Equal } else { Cond::NotEqual }, to, rs);
            }
            Op::Mfhi => self.copy(HI as u8, rd),
            Op::Mflo => self.copy(LO as u8, rd),
            // What is left is `sync`, which moves.
            op => {
                debug_assert_eq!(op, Op::Sync);
                self.copy(insn.rs, rd);
            }
        }
    }

    fn copy(&mut self, from: u8, to: usize) {
        let from = self.read(from);
        self.put(to, from);
    }

    /// Puts what a host register holds into a guest register, which may be 0.
    fn put(&mut self, to: usize, from: Reg) {
        if to != 0 {
            let to = self.registers.write(&mut self.a, to);
            self.a.mov(to, from);
        }
    }

    /// Puts the low half of `Rax`, sign-extended, into a guest register.
    fn extended(&mut self, to: usize) {
        let to = self.registers.write(&mut self.a, to);
        self.a.sign_extend(Size::B4, to, Reg::Rax);
    }

    fn constant(&mut self, to: usize, value: u64) {
        let to = self.registers.write(&mut self.a, to);
        self.a.constant(to, value);
    }

    /// Puts into a register whether a condition holds.
    fn flag(&mut self, cond: Cond, to: usize) {
        self.a.set_if(cond, Reg::Rax);
        self.put(to, Reg::Rax);
    }

    fn binary(&mut self, op: Alu, insn: Insn) {
        let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
        let to = self.registers.write(&mut self.a, insn.rd.into());
        if to == rt && to != rs {
            self.a.mov(Reg::Rax, rs);
            self.a.alu(op, Reg::Rax, rt);
            self.a.mov(to, Reg::Rax);
        } else {
            self.a.mov(to, rs);
            self.a.alu(op, to, rt);
        }
    }

    fn binary_constant(&mut self, op: Alu, insn: Insn) {
        let rs = self.read(insn.rs);
        let to = self.registers.write(&mut self.a, insn.rd.into());
        self.a.mov(to, rs);
        self.a.alu_constant(op, to, insn.imm);
    }

    fn shift(&mut self, shift: Shift, wide: bool, insn: Insn, by: u8) {
        let rt = self.read(insn.rt);
        if wide {
            let to = self.registers.write(&mut self.a, insn.rd.into());
            self.a.mov(to, rt);
            self.a.shift(shift, true, to, by);
        } else {
            self.a.mov32(Reg::Rax, rt);
            self.a.shift(shift, false, Reg::Rax, by);
            self.extended(insn.rd.into());
        }
    }

    fn shift_by_register(&mut self, shift: Shift, wide: bool, insn: Insn) {
        let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
        self.a.mov32(Reg::Rcx, rs);
        self.a.mov(Reg::Rax, rt);
        self.a.shift_by_rcx(shift, wide, Reg::Rax);
        match wide {
            true => self.put(insn.rd.into(), Reg::Rax),
            false => self.extended(insn.rd.into()),
        }
    }

    /// Leading zeros or ones of 32 or 64 bits: the number of bits, less one, exclusive-or the highest bit's number,
    /// which is taken for twice the bits, less one, if there is none.
    fn count(&mut self, insn: Insn) {
        let rs = self.read(insn.rs);
        let bits = if matches!(insn.op, Op::Clz | Op::Clo) { 32 } else { 64 };
        self.a.mov(Reg::Rcx, rs);
        if matches!(insn.op, Op::Clo | Op::Dclo) {
            self.a.unary(Unary::Not, true, Reg::Rcx);
        }
        if bits == 32 {
            self.a.mov32(Reg::Rcx, Reg::Rcx);
        }
        self.a.constant(Reg::R11, 2 * bits - 1);
        self.a.highest_bit(Reg::Rax, Reg::Rcx);
        self.a.mov_if(Cond::Equal, Reg::Rax, Reg::R11);
        self.a.alu_constant(Alu::Xor, Reg::Rax, bits as i32 - 1);
        self.put(insn.rd.into(), Reg::Rax);
    }

    /// `mthi` and `mtlo`, which write 0 to their other register.
    fn move_to(&mut self, to: usize, insn: Insn) {
        let rs = self.read(insn.rs);
        self.put(to, rs);
        self.clear(insn);
    }

    fn clear(&mut self, insn: Insn) {
        if insn.rd != 0 {
            self.constant(insn.rd.into(), 0);
        }
    }

    fn multiply(&mut self, insn: Insn) {
        let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
        match insn.op {
            Op::Mult | Op::Multu => {
                for (to, from) in [(Reg::Rax, rs), (Reg::Rcx, rt)] {
                    match insn.op {
                        Op::Mult => self.a.sign_extend(Size::B4, to, from),
                        _ => self.a.mov32(to, from),
                    }
                }
                self.a.multiply(Reg::Rax, Reg::Rcx);
                self.a.mov(Reg::Rcx, Reg::Rax);
                self.a.shift(Shift::Arithmetic, true, Reg::Rcx, 32);
                self.put(HI, Reg::Rcx);
                self.extended(LO);
            }
            op => {
                self.a.mov(Reg::R11, BUDGET);
                self.a.mov(Reg::Rax, rs);
                self.a.unary(if op == Op::Dmult { Unary::Imul } else { Unary::Mul }, true, rt);
                self.put(HI, Reg::Rdx);
                self.put(LO, Reg::Rax);
                self.a.mov(BUDGET, Reg::R11);
            }
        }
        self.clear(insn);
    }

    /// A division; one by zero leaves, and the interpreter raises the exception. The host traps where the quotient
    /// overflows, so 32-bit numbers are divided as 64-bit ones, and 64-bit ones not by −1.
    fn divide(&mut self, insn: Insn) {
        let (rs, rt) = (self.read(insn.rs), self.read(insn.rt));
        match insn.op {
            Op::Div | Op::Divu => self.a.test32(rt),
            _ => self.a.test(rt),
        }
        let leave = self.leave(self.registers.dirty());
        self.a.jump_if(Cond::Equal, leave);
        self.a.mov(Reg::R11, BUDGET);
        match insn.op {
            Op::Div => {
                self.a.sign_extend(Size::B4, Reg::Rcx, rt);
                self.a.sign_extend(Size::B4, Reg::Rax, rs);
                self.a.sign_to_rdx();
                self.a.unary(Unary::Idiv, true, Reg::Rcx);
            }
            Op::Divu => {
                self.a.mov32(Reg::Rax, rs);
                self.a.constant(Reg::Rdx, 0);
                self.a.unary(Unary::Div, false, rt);
            }
            Op::Ddiv => {
                let (minus_one, done) = (self.a.label(), self.a.label());
                self.a.mov(Reg::Rax, rs);
                self.a.alu_constant(Alu::Cmp, rt, -1);
                self.a.jump_if(Cond::Equal, minus_one);
                self.a.sign_to_rdx();
                self.a.unary(Unary::Idiv, true, rt);
                self.a.jump(done);
                self.a.bind(minus_one);
                self.a.unary(Unary::Neg, true, Reg::Rax);
                self.a.constant(Reg::Rdx, 0);
                self.a.bind(done);
            }
            _ => {
                self.a.mov(Reg::Rax, rs);
                self.a.constant(Reg::Rdx, 0);
                self.a.unary(Unary::Div, true, rt);
            }
        }
        match insn.op {
            Op::Div | Op::Divu => {
                self.extended(LO);
                let hi = self.registers.write(&mut self.a, HI);
                self.a.sign_extend(Size::B4, hi, Reg::Rdx);
            }
            _ => {
                self.put(HI, Reg::Rdx);
                self.put(LO, Reg::Rax);
            }
        }
        self.a.mov(BUDGET, Reg::R11);
        self.clear(insn);
    }
}
