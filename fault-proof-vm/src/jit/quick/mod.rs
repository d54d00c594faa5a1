//! Quick code: guest code translated one instruction after the other, a hundred times as fast as the optimising
//! compiler does it, into code that is a few times slower than its.
//!
//! A quick region is a function or what was reached of it ([`Reach::Function`](super::region::Reach)). Guest registers
//! are in host registers within a block only, so every block is an entry of its own: a call comes back into the
//! region that it left, and nothing is compiled twice for it. Its entries have the signature of
//! [`region_signature`](super::emit::region_signature), so quick and optimised code go on in one another:
//!
//! | host register | in quick code |
//! |---|---|
//! | `Rdi`, `Rsi`, `Rdx` | thread, context, budget |
//! | `Rax`, `Rcx`, `R11` | for the moment |
//! | `Rsp`, `Rbp` | as the caller has them |
//! | the others | guest registers: what the host's convention wants kept, [`entrance`] keeps |
//!
//! Branches backwards go through the dispatch table, like branches that leave the region: that is how control comes
//! from a loop into its optimised code.

mod access;
mod alu;
mod registers;

use super::access::{Access, access as access_of};
use super::context::{Slot, Slots, offset};
use super::region::{Block, End, Region, Target, effects, target};
use super::x64::{Alu, Assembler, Cond, Label, Reg, Rm, Size};
use crate::isa::{Insn, Op};
use access::Slow;
pub(super) use access::{Thunk, thunk};
pub(super) use registers::entrance;
use registers::{Dirty, Registers, home};
use std::collections::BTreeMap;

const THREAD: Reg = Reg::Rdi;
const CONTEXT: Reg = Reg::Rsi;
const BUDGET: Reg = Reg::Rdx;

/// Where control goes on after the instruction that is being written, if the program counters are needed.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// At the word after it.
    Word,
    /// At an address.
    Always(u64),
    /// Where the condition of the branch before it says, whose registers it does not write.
    Branch(Insn, u64, u64),
    /// Where a guest register says that it does not write.
    Register(u8),
    /// Where a host register says.
    Host(Reg),
}

/// A way out of the middle of a block, written after all blocks.
struct Leave {
    label: Label,
    dirty: Dirty,
    pc: u64,
    next: Next,
    /// Steps to give back.
    steps: usize,
}

/// A region on its way to machine code.
struct Quick<'a> {
    a: Assembler,
    registers: Registers,
    blocks: &'a BTreeMap<u64, (Label, &'a Block)>,
    fallible: bool,
    /// The ways back to the engine: with the program counter in `Rax`, and with the next one in `Rcx` as well.
    exit: Label,
    exit_both: Label,
    leaves: Vec<Leave>,
    slow: Vec<Slow>,
    /// Blocks that cannot be run for want of steps, and addresses that nothing is known of: a program counter, and
    /// steps to give back.
    outs: Vec<(Label, u64, usize)>,
    /// Where the instruction is that is being written, and what follows it.
    pc: u64,
    next: Next,
    /// Steps of the block that are not done yet, this instruction's included.
    steps_left: usize,
}

/// Machine code for a region, and where its entries are in it; `fallible` says that loads can be refused.
pub(super) fn translate(region: &Region, fallible: bool) -> (Vec<u8>, Vec<(u64, u32)>) {
    let mut a = Assembler::new();
    let blocks = region.blocks.iter().map(|(&start, block)| (start, (a.label(), block))).collect();
    let (exit, exit_both) = (a.label(), a.label());
    let mut quick = Quick {
        a,
        registers: Registers::new(),
        blocks: &blocks,
        fallible,
        exit,
        exit_both,
        leaves: Vec::new(),
        slow: Vec::new(),
        outs: Vec::new(),
        pc: region.entry,
        next: Next::Word,
        steps_left: 0,
    };
    let mut entries = Vec::with_capacity(blocks.len());
    let mut following = blocks.keys().skip(1).copied();
    for (&start, &(label, block)) in &blocks {
        entries.push((start, quick.a.here()));
        quick.a.bind(label);
        quick.block(block, following.next());
    }
    quick.ways_out();
    (quick.a.finish(), entries)
}

impl Quick<'_> {
    fn read(&mut self, register: u8) -> Reg {
        self.registers.read(&mut self.a, register.into())
    }

    /// Writes a block, after which the block `following` is written.
    fn block(&mut self, block: &Block, following: Option<u64>) {
        let steps = block.steps();
        self.registers.clear();
        self.a.alu_constant(Alu::Sub, BUDGET, steps as i32);
        let short = self.out(block.start, steps);
        self.a.jump_if(Cond::Less, short);
        (self.pc, self.next, self.steps_left) = (block.start, Next::Word, steps);
        for &insn in &block.insns {
            self.insn(insn);
            self.pc += 4;
            self.steps_left -= 1;
        }
        match block.end {
            End::Next(to) => {
                self.registers.flush(&mut self.a);
                self.go(block, to, following);
            }
            End::Interpret => {
                self.registers.flush(&mut self.a);
                let out = self.out(self.pc, 0);
                self.a.jump(out);
            }
            End::Branch(branch, slot) => self.branch(block, branch, slot, following),
        }
    }

    /// One instruction that goes on to the next.
    fn insn(&mut self, insn: Insn) {
        match access_of(insn.op) {
            Some(Access::Load) => self.load(insn),
            Some(Access::Store) => self.store(insn),
            Some(Access::Linked) => self.linked(insn),
            None => self.alu(insn),
        }
    }

    /// A branch or jump with its delay slot. What decides it is what its registers held before the instruction in
    /// the slot ran, and before the link was written.
    fn branch(&mut self, block: &Block, branch: Insn, slot: Insn, following: Option<u64>) {
        let to = target(branch, self.pc);
        let bit = |register: u8| 1u64 << register & !1;
        let (reads, writes) = (bit(branch.rs) | bit(branch.rt), effects(slot).1 | bit(branch.rd));
        let early = reads & writes != 0 && !matches!(to, Target::Always(_));
        let kept = early.then(|| self.registers.take(&mut self.a));
        if let Some(kept) = kept {
            match to {
                Target::Either(taken, not) => {
                    let cond = self.compare(branch);
                    self.a.constant(Reg::Rax, taken);
                    self.a.constant(kept, not);
                    self.a.mov_if(cond, kept, Reg::Rax);
                }
                _ => {
                    let rs = self.read(branch.rs);
                    self.a.mov(kept, rs);
                }
            }
        }
        if branch.rd != 0 {
            let link = self.registers.write(&mut self.a, branch.rd.into());
            self.a.constant(link, self.pc + 8);
        }
        self.next = match (to, kept) {
            (_, Some(kept)) => Next::Host(kept),
            (Target::Always(to), _) => Next::Always(to),
            (Target::Either(taken, not), _) => Next::Branch(branch, taken, not),
            (Target::Register, _) => Next::Register(branch.rs),
        };
        self.pc += 4;
        self.steps_left -= 1;
        self.insn(slot);
        match (to, kept) {
            (Target::Always(to), _) => {
                self.registers.flush(&mut self.a);
                self.go(block, to, following);
            }
            (Target::Either(taken, not), None) => {
                let cond = self.compare(branch);
                self.registers.flush(&mut self.a);
                self.fork(block, cond, taken, not, following);
            }
            (Target::Either(taken, not), Some(kept)) => {
                self.registers.flush(&mut self.a);
                self.a.constant(Reg::Rax, taken);
                self.a.alu(Alu::Cmp, kept, Reg::Rax);
                self.fork(block, Cond::Equal, taken, not, following);
            }
            (Target::Register, kept) => {
                let reg = kept.unwrap_or_else(|| self.read(branch.rs));
                self.a.mov(Reg::Rax, reg);
                self.registers.flush(&mut self.a);
                self.go_indirect();
            }
        }
        self.registers.release();
    }

    /// Compares a branch's registers; gives the condition under which it is taken.
    fn compare(&mut self, branch: Insn) -> Cond {
        let rs = self.read(branch.rs);
        match branch.op {
            Op::Beq | Op::Bne if branch.rt != 0 => {
                let rt = self.read(branch.rt);
                self.a.alu(Alu::Cmp, rs, rt);
            }
            _ => self.a.test(rs),
        }
        condition(branch.op)
    }

    /// Whether the block at an address can be gone to directly: it is here, and further on.
    fn forward(&self, block: &Block, to: u64) -> Option<Label> {
        if to <= block.start {
            return None;
        }
        self.blocks.get(&to).map(|(label, _)| *label)
    }

    /// Goes on at one of two addresses, after a whole block.
    fn fork(&mut self, block: &Block, cond: Cond, taken: u64, not: u64, following: Option<u64>) {
        match (self.forward(block, taken), self.forward(block, not)) {
            (Some(label), _) => {
                self.a.jump_if(cond, label);
                self.go(block, not, following);
            }
            (None, Some(label)) => {
                self.a.jump_if(cond.not(), label);
                self.go(block, taken, None);
            }
            (None, None) => {
                let on = self.a.label();
                self.a.jump_if(cond.not(), on);
                self.go(block, taken, None);
                self.a.bind(on);
                self.go(block, not, None);
            }
        }
    }

    /// Goes on at an address, after a whole block.
    fn go(&mut self, block: &Block, to: u64, following: Option<u64>) {
        match self.forward(block, to) {
            Some(_) if following == Some(to) => {}
            Some(label) => self.a.jump(label),
            None => self.link(to),
        }
    }

    /// Goes on at an address through the dispatch table.
    fn link(&mut self, to: u64) {
        let place = (Slots::index(to) * size_of::<Slot>()) as i32;
        let miss = self.out(to, 0);
        self.a.mov(Reg::Rcx, Rm::At(CONTEXT, offset::SLOTS));
        match i32::try_from(to as i64) {
            Ok(to) => self.a.alu_constant(Alu::Cmp, Rm::At(Reg::Rcx, place + offset::SLOT_PC), to),
            Err(_) => {
                self.a.constant(Reg::Rax, to);
                self.a.alu(Alu::Cmp, Reg::Rax, Rm::At(Reg::Rcx, place + offset::SLOT_PC));
            }
        }
        self.a.jump_if(Cond::NotEqual, miss);
        self.a.jump_to(Rm::At(Reg::Rcx, place + offset::SLOT_CODE));
    }

    /// Goes on at the address in `Rax` through the dispatch table.
    fn go_indirect(&mut self) {
        const { assert!(size_of::<Slot>() == 16) };
        self.a.mov32(Reg::Rcx, Reg::Rax);
        self.a.alu32_constant(Alu::And, Reg::Rcx, (Slots::LEN as i32 - 1) << 2);
        self.a.shift(super::x64::Shift::Left, true, Reg::Rcx, 2);
        self.a.alu(Alu::Add, Reg::Rcx, Rm::At(CONTEXT, offset::SLOTS));
        self.a.alu(Alu::Cmp, Reg::Rax, Rm::At(Reg::Rcx, offset::SLOT_PC));
        self.a.jump_if(Cond::NotEqual, self.exit);
        self.a.jump_to(Rm::At(Reg::Rcx, offset::SLOT_CODE));
    }

    /// A way out at an address, giving back steps. Registers must be in the thread there.
    fn out(&mut self, pc: u64, steps: usize) -> Label {
        let label = self.a.label();
        self.outs.push((label, pc, steps));
        label
    }

    /// A way out before the current instruction.
    fn leave(&mut self, dirty: Dirty) -> Label {
        let label = self.a.label();
        self.leaves.push(Leave { label, dirty, pc: self.pc, next: self.next, steps: self.steps_left });
        label
    }

    /// What is seldom run.
    fn ways_out(&mut self) {
        for slow in std::mem::take(&mut self.slow) {
            self.slow_access(slow);
        }
        for leave in std::mem::take(&mut self.leaves) {
            self.a.bind(leave.label);
            leave.dirty.store(&mut self.a);
            self.a.alu_constant(Alu::Add, BUDGET, leave.steps as i32);
            self.next_pc(leave.next);
            self.a.constant(Reg::Rax, leave.pc);
            let exit = if matches!(leave.next, Next::Word) { self.exit } else { self.exit_both };
            self.a.jump(exit);
        }
        for (label, pc, steps) in std::mem::take(&mut self.outs) {
            self.a.bind(label);
            if steps > 0 {
                self.a.alu_constant(Alu::Add, BUDGET, steps as i32);
            }
            self.a.constant(Reg::Rax, pc);
            self.a.jump(self.exit);
        }
        self.a.bind(self.exit);
        self.a.lea(Reg::Rcx, Rm::At(Reg::Rax, 4));
        self.a.bind(self.exit_both);
        self.a.store(Size::B8, Rm::At(THREAD, offset::PC), Reg::Rax);
        self.a.store(Size::B8, Rm::At(THREAD, offset::NEXT_PC), Reg::Rcx);
        self.a.mov(Reg::Rax, BUDGET);
        self.a.ret();
    }

    /// Puts the program counter after the next one into `Rcx`, registers being in the thread.
    fn next_pc(&mut self, next: Next) {
        match next {
            Next::Word => {}
            Next::Always(to) => self.a.constant(Reg::Rcx, to),
            Next::Host(reg) => self.a.mov(Reg::Rcx, reg),
            Next::Register(register) => self.a.mov(Reg::Rcx, home(register.into())),
            Next::Branch(branch, taken, not) => {
                self.a.mov(Reg::R11, home(branch.rs.into()));
                match branch.op {
                    Op::Beq | Op::Bne => self.a.alu(Alu::Cmp, Reg::R11, home(branch.rt.into())),
                    _ => self.a.test(Reg::R11),
                }
                self.a.constant(Reg::Rcx, not);
                self.a.constant(Reg::Rax, taken);
                self.a.mov_if(condition(branch.op), Reg::Rcx, Reg::Rax);
            }
        }
    }
}

/// When a branch is taken, after its registers were compared: with one another, or with 0.
fn condition(op: Op) -> Cond {
    match op {
        Op::Beq => Cond::Equal,
        Op::Blez => Cond::LessEqual,
        Op::Bgtz => Cond::Greater,
        Op::Bltz | Op::Bltzal => Cond::Less,
        Op::Bgez | Op::Bgezal => Cond::GreaterEqual,
        _ => Cond::NotEqual,
    }
}
