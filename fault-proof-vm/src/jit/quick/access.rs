//! Loads and stores in quick code. The page is looked up in the table of recently used pages right there, as in
//! optimised code ([`super::super::access`]); a page that is not in it, a misaligned address, a store that has something
//! to note, and the parts of words that unaligned accesses take go through a call.

use super::super::access::{Access, access, unaligned, width};
use super::super::context::{access_number, linked, load, offset, store};
use super::super::x64::{Alu, Assembler, Cond, Label, Reg, Rm, Shift, Size};
use super::{CONTEXT, Quick};
use crate::isa::{Insn, Op};
use crate::memory::PAGE_LOG2;
use crate::memory::tlb::{Entry, GUARD_LOG2, field};

/// An access through a call, written after all blocks.
pub(super) struct Slow {
    insn: Insn,
    label: Label,
    /// Where it goes on afterwards.
    back: Label,
    /// Where it goes if the interpreter has to do it; none if that cannot be.
    leave: Option<Label>,
    /// The host register that gets the value loaded, or has the value to store.
    value: Option<Reg>,
}

/// The functions that quick code calls, which keep its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::jit) enum Thunk {
    Load,
    Store,
    Linked,
}

impl Thunk {
    /// All of them, in the order that a context has them in.
    pub const ALL: [Self; 3] = [Self::Load, Self::Store, Self::Linked];

    /// Where the context has it.
    fn place(self) -> Rm {
        Rm::At(CONTEXT, offset::THUNKS + 8 * self as i32)
    }
}

/// Host registers that a call in the host's convention may change, and that quick code needs after it. An odd number
/// would leave the stack misaligned.
const KEPT: [Reg; 6] = [Reg::Rdi, Reg::Rsi, Reg::Rdx, Reg::R8, Reg::R9, Reg::R10];

/// The code of a thunk: given an address in `Rax`, the number of the operation in `Rcx` and in `R11` the value to store
/// or the register's old one, gives in `Rax` the register's new value; the zero flag says that it was done.
pub(in crate::jit) fn thunk(thunk: Thunk) -> Vec<u8> {
    const { assert!(KEPT.len().is_multiple_of(2)) };
    let mut a = Assembler::new();
    KEPT.iter().for_each(|&reg| a.push(reg));
    a.mov(Reg::Rdi, CONTEXT);
    a.mov(Reg::Rsi, Reg::Rax);
    a.mov(Reg::Rdx, Reg::R11);
    let function = match thunk {
        Thunk::Load => load as *const () as usize,
        Thunk::Store => store as *const () as usize,
        Thunk::Linked => linked as *const () as usize,
    };
    a.constant(Reg::Rax, function as u64);
    a.call(Reg::Rax);
    a.mov(Reg::R11, if thunk == Thunk::Store { Reg::Rax } else { Reg::Rdx });
    KEPT.iter().rev().for_each(|&reg| a.pop(reg));
    a.test(Reg::R11);
    a.ret();
    a.finish()
}

fn size(op: Op) -> Size {
    match width(op).bytes() {
        1 => Size::B1,
        2 => Size::B2,
        4 => Size::B4,
        _ => Size::B8,
    }
}

impl Quick<'_> {
    /// A load.
    pub(super) fn load(&mut self, insn: Insn) {
        let base = self.read(insn.rs);
        if unaligned(insn.op) {
            self.read(insn.rt);
        }
        self.a.lea(Reg::Rax, Rm::At(base, insn.imm));
        let (to, dirty) = match insn.rd {
            0 => (None, self.registers.dirty()),
            rd => {
                let (to, dirty) = self.registers.overwrite(&mut self.a, rd.into());
                (Some(to), dirty)
            }
        };
        let leave = self.fallible.then(|| self.leave(dirty));
        let slow = self.slow(insn, to, leave);
        if unaligned(insn.op) {
            self.a.jump(slow.label);
        } else {
            let size = size(insn.op);
            self.look_up(size, field::READ, slow.label);
            self.a.mov(Reg::Rcx, Rm::At(Reg::Rcx, field::BYTES));
            let at = Rm::Sum(Reg::Rcx, Reg::Rax);
            if let Some(to) = to {
                match (insn.op, size) {
                    (Op::Lb, _) => self.a.sign_extend(size, to, at),
                    (_, Size::B2) => {
                        self.a.zero_extend(size, to, at);
                        self.a.swap_bytes(size, to);
                        if insn.op == Op::Lh {
                            self.a.sign_extend(size, to, to);
                        }
                    }
                    _ => {
                        self.a.zero_extend(size, to, at);
                        self.a.swap_bytes(size, to);
                        if insn.op == Op::Lw {
                            self.a.sign_extend(size, to, to);
                        }
                    }
                }
            }
        }
        self.a.bind(slow.back);
        self.slow.push(slow);
    }

    /// A store.
    pub(super) fn store(&mut self, insn: Insn) {
        let (base, value) = (self.read(insn.rs), self.read(insn.rt));
        self.a.lea(Reg::Rax, Rm::At(base, insn.imm));
        let leave = self.leave(self.registers.dirty());
        let slow = self.slow(insn, Some(value), Some(leave));
        if unaligned(insn.op) {
            self.a.jump(slow.label);
        } else {
            let size = size(insn.op);
            self.look_up(size, field::WRITE, slow.label);
            self.a.mov(Reg::R11, Reg::Rax);
            self.a.shift(Shift::Right, true, Reg::R11, GUARD_LOG2 as u8);
            self.a.alu(Alu::Add, Reg::R11, Rm::At(Reg::Rcx, field::GUARDS));
            self.a.compare_byte_with_zero(Rm::At(Reg::R11, 0));
            self.a.jump_if(Cond::NotEqual, slow.label);
            self.a.mov(Reg::Rcx, Rm::At(Reg::Rcx, field::BYTES));
            self.a.mov(Reg::R11, value);
            self.a.swap_bytes(size, Reg::R11);
            self.a.store(size, Rm::Sum(Reg::Rcx, Reg::Rax), Reg::R11);
        }
        self.a.bind(slow.back);
        self.slow.push(slow);
    }

    /// A linked load or a conditional store, always through a call.
    pub(super) fn linked(&mut self, insn: Insn) {
        let (base, value) = (self.read(insn.rs), self.read(insn.rt));
        let (to, dirty) = match insn.rd {
            0 => (None, self.registers.dirty()),
            rd => {
                let (to, dirty) = self.registers.overwrite(&mut self.a, rd.into());
                (Some(to), dirty)
            }
        };
        let leave = self.leave(dirty);
        self.a.lea(Reg::Rax, Rm::At(base, insn.imm));
        self.a.mov(Reg::R11, value);
        self.a.constant(Reg::Rcx, access_number(insn.op) as u64);
        self.a.call(Thunk::Linked.place());
        self.a.jump_if(Cond::NotEqual, leave);
        if let Some(to) = to {
            self.a.mov(to, Reg::Rax);
        }
    }

    fn slow(&mut self, insn: Insn, value: Option<Reg>, leave: Option<Label>) -> Slow {
        Slow { insn, label: self.a.label(), back: self.a.label(), leave, value }
    }

    /// Finds the entry of the table for the address in `Rax`, which stays there, and puts it into `Rcx`; goes to
    /// `slow` if it does not have the right that the tag stands for. A misaligned address never has: its low bits take part in the
    /// comparison.
    fn look_up(&mut self, size: Size, tag: i32, slow: Label) {
        const ENTRY_LOG2: u32 = size_of::<Entry>().ilog2();
        let low = match size {
            Size::B1 => 0,
            Size::B2 => 1,
            Size::B4 => 3,
            Size::B8 => 7,
        };
        self.a.mov(Reg::Rcx, Reg::Rax);
        self.a.shift(Shift::Right, true, Reg::Rcx, (PAGE_LOG2 - ENTRY_LOG2) as u8);
        self.a.alu(Alu::And, Reg::Rcx, Rm::At(CONTEXT, offset::TLB_MASK));
        self.a.alu(Alu::Add, Reg::Rcx, Rm::At(CONTEXT, offset::TLB));
        self.a.mov(Reg::R11, Reg::Rax);
        self.a.alu_constant(Alu::And, Reg::R11, -(1 << PAGE_LOG2) | low);
        self.a.alu(Alu::Cmp, Reg::R11, Rm::At(Reg::Rcx, tag));
        self.a.jump_if(Cond::NotEqual, slow);
    }

    /// Writes an access through a call.
    pub(super) fn slow_access(&mut self, slow: Slow) {
        let thunk = match access(slow.insn.op) {
            Some(Access::Store) => Thunk::Store,
            _ => Thunk::Load,
        };
        self.a.bind(slow.label);
        if let Some(value) = slow.value {
            self.a.mov(Reg::R11, value);
        }
        self.a.constant(Reg::Rcx, access_number(slow.insn.op) as u64);
        self.a.call(thunk.place());
        if let Some(leave) = slow.leave {
            self.a.jump_if(Cond::NotEqual, leave);
        }
        if let (Thunk::Load, Some(to)) = (thunk, slow.value) {
            self.a.mov(to, Reg::Rax);
        }
        self.a.jump(slow.back);
    }
}

