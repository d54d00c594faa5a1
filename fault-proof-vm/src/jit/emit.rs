//! From a region to Cranelift's intermediate representation: blocks, branches, ways out. Single instructions
//! are in [`super::alu`] and [`super::access`].
//!
//! A region becomes `fn(thread, context, budget) -> budget left`. Registers are variables; the entry loads
//! those that the region uses from the thread, and every way out stores those that may have changed. Each block takes
//! its steps from the budget at its head and leaves before it starts if they are not there, so that no step is
//! done that was not asked for. Ways out to a known address, and indirect jumps, look the address up in the
//! dispatch table and go on in the region found there without returning.

use super::access::{Access, access};
use super::context::{REGISTERS, SLOTS_LOG2, Slot, Slots, offset};
use super::region::{Block, End, Region, Target, effects, target};
use crate::isa::{Insn, Op};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self, AbiParam, AliasRegion, AliasRegionData, Function, InstBuilder, MemFlagsData, SigRef, Signature,
    Value, types,
};
use cranelift_codegen::isa::{CallConv, TargetFrontendConfig};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext, Variable};
use std::collections::BTreeMap;

/// Signature of compiled regions, with which they also end in one another.
pub(super) fn region_signature() -> Signature {
    let mut signature = Signature::new(CallConv::Tail);
    signature.params.extend([AbiParam::new(types::I64); 3]);
    signature.returns.push(AbiParam::new(types::I64));
    signature
}

/// A region on its way to the intermediate representation.
pub(super) struct Emitter<'a> {
    pub(super) b: FunctionBuilder<'a>,
    /// Address of the thread.
    thread: Value,
    /// Address of the context.
    pub(super) context: Value,
    /// Address of the table of recently used pages.
    pub(super) tlb: Value,
    /// Bytes from its first entry to its last.
    pub(super) tlb_mask: Value,
    /// Address of the dispatch table.
    slots: Value,
    registers: [Variable; REGISTERS],
    budget: Variable,
    blocks: BTreeMap<u64, ir::Block>,
    /// The way back to the engine, given program counters and budget.
    exit: ir::Block,
    signature: SigRef,
    pub(super) flags: Flags,
    /// Whether loads can be refused.
    pub(super) fallible: bool,
    /// Registers that may differ from the thread's: bit sets by block at its start.
    dirty_at: BTreeMap<u64, u64>,
    /// The same, here.
    dirty: u64,
    pub(super) at: At,
}

/// Where in the region instructions are being written.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// Address of the instruction.
    pc: u64,
    /// What follows it, if that is not the next word.
    next_pc: Option<Value>,
    /// Steps of the block that are not done yet, this instruction's included.
    steps_left: usize,
    /// The budget after the whole block.
    budget: Value,
}

/// Flags of memory accesses: three kinds of memory that never overlap.
pub(super) struct Flags {
    /// The guest's memory.
    pub guest: MemFlagsData,
    /// The table of recently used pages, and guard bytes.
    pub pages: MemFlagsData,
    /// The thread, the context and the dispatch table.
    pub context: MemFlagsData,
}

impl Flags {
    fn new(function: &mut Function) -> Self {
        let mut region = |user_id, description: &'static str| -> AliasRegion {
            function.dfg.alias_regions.insert(AliasRegionData { user_id, description: description.into() })
        };
        let [guest, pages, context] =
            [region(0, "guest"), region(1, "pages"), region(2, "context")].map(|region| {
                MemFlagsData::new().with_notrap().with_alias_region(Some(region))
            });
        Self { guest, pages, context }
    }
}

/// Writes a region into `function`; `fallible` says that loads can be refused.
pub(super) fn emit(
    region: &Region,
    fallible: bool,
    function: &mut Function,
    frontend: &mut FunctionBuilderContext,
    config: TargetFrontendConfig,
) {
    function.signature = region_signature();
    let flags = Flags::new(function);
    let mut b = FunctionBuilder::new(function, frontend);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let [thread, context, budget_given] = [0, 1, 2].map(|at| b.block_params(entry)[at]);
    let constant = flags.context.with_readonly().with_can_move();
    let tlb = b.ins().load(types::I64, constant, context, offset::TLB);
    let tlb_mask = b.ins().load(types::I64, constant, context, offset::TLB_MASK);
    let slots = b.ins().load(types::I64, constant, context, offset::SLOTS);
    let registers = std::array::from_fn(|_| b.declare_var(types::I64));
    let budget = b.declare_var(types::I64);
    b.def_var(budget, budget_given);
    let signature = b.import_signature(region_signature());
    let blocks: BTreeMap<u64, ir::Block> =
        region.blocks.keys().map(|&start| (start, b.create_block())).collect();
    let at = At { pc: region.entry, next_pc: None, steps_left: 0, budget: budget_given };
    let dirty_at = dirty_at(region);
    let exit = b.create_block();
    for _ in 0..3 {
        b.append_block_param(exit, types::I64);
    }
    let mut emitter = Emitter {
        b, thread, context, tlb, tlb_mask, slots, registers, budget, blocks, exit, signature, flags, fallible, dirty_at, dirty: 0, at,
    };
    for register in bits(used(region)) {
        let value = emitter.b.ins().load(
            types::I64, emitter.flags.context, thread, offset::register(register),
        );
        emitter.b.def_var(registers[register], value);
    }
    let first = emitter.blocks[&region.entry];
    emitter.b.ins().jump(first, &[]);
    for block in region.blocks.values() {
        emitter.block(block);
    }
    emitter.exit(region.blocks.values().fold(0, |set, block| set | writes(block)));
    emitter.b.seal_all_blocks();
    emitter.b.finalize(config);
}

/// Registers that the region names.
fn used(region: &Region) -> u64 {
    let insns = region.blocks.values().flat_map(Block::all);
    insns.fold(0, |set, insn| {
        let (reads, writes) = effects(insn);
        set | reads | writes
    })
}

/// Registers that a block may write.
fn writes(block: &Block) -> u64 {
    block.all().fold(0, |set, insn| set | effects(insn).1)
}

/// For each block, the registers that may have been written on the way to its start.
fn dirty_at(region: &Region) -> BTreeMap<u64, u64> {
    let mut dirty: BTreeMap<u64, u64> = region.blocks.keys().map(|&start| (start, 0)).collect();
    loop {
        let before = dirty.clone();
        for block in region.blocks.values() {
            let out = before[&block.start] | dirty[&block.start] | writes(block);
            for to in block.successors() {
                if let Some(set) = dirty.get_mut(&to) {
                    *set |= out;
                }
            }
        }
        if dirty == before {
            return dirty;
        }
    }
}

/// Places of the bits set.
fn bits(set: u64) -> impl Iterator<Item = usize> {
    (0..REGISTERS).filter(move |&at| set >> at & 1 == 1)
}

impl Emitter<'_> {
    /// A constant.
    pub fn constant(&mut self, value: u64) -> Value {
        self.b.ins().iconst(types::I64, value as i64)
    }

    /// A register's value. Register 0 is 0: compiled code is not entered otherwise.
    pub fn get(&mut self, register: usize) -> Value {
        match register {
            0 => self.constant(0),
            _ => self.b.use_var(self.registers[register]),
        }
    }

    /// Writes a register.
    pub fn set(&mut self, register: usize, value: Value) {
        if register != 0 {
            self.b.def_var(self.registers[register], value);
            self.dirty |= 1 << register;
        }
    }

    fn block(&mut self, block: &Block) {
        self.b.switch_to_block(self.blocks[&block.start]);
        self.dirty = self.dirty_at[&block.start];
        let steps = block.steps();
        let given = self.b.use_var(self.budget);
        let budget = self.b.ins().iadd_imm_s(given, -(steps as i64));
        let short = self.b.ins().icmp_imm_s(IntCC::SignedLessThan, budget, 0);
        self.at = At { pc: block.start, next_pc: None, steps_left: steps, budget };
        self.leave_if(short);
        self.b.def_var(self.budget, budget);
        for &insn in &block.insns {
            self.insn(insn);
            self.at.pc += 4;
            self.at.steps_left -= 1;
        }
        match block.end {
            End::Next(to) => self.go(to),
            End::Interpret => self.leave(),
            End::Branch(branch, slot) => self.branch(branch, slot),
        }
    }

    /// One instruction that goes on to the next.
    fn insn(&mut self, insn: Insn) {
        match access(insn.op) {
            Some(Access::Load) => self.load(insn),
            Some(Access::Store) => self.store(insn),
            Some(Access::Linked) => self.linked(insn),
            None => self.alu(insn),
        }
    }

    /// A branch or jump with its delay slot. The condition is taken before the instruction in the slot runs,
    /// and so is the link written.
    fn branch(&mut self, insn: Insn, slot: Insn) {
        let (rs, rt) = (self.get(insn.rs.into()), self.get(insn.rt.into()));
        let pc = self.at.pc;
        if insn.rd != 0 {
            let link = self.constant(pc + 8);
            self.set(insn.rd.into(), link);
        }
        let to = target(insn, pc);
        let (next_pc, condition) = match to {
            Target::Register => (rs, rs),
            Target::Always(to) => (self.constant(to), rs),
            Target::Either(taken, not) => {
                let condition = self.condition(insn.op, rs, rt);
                let (taken, not) = (self.constant(taken), self.constant(not));
                (self.b.ins().select(condition, taken, not), condition)
            }
        };
        self.at.steps_left -= 1;
        self.at.pc += 4;
        self.at.next_pc = Some(next_pc);
        self.insn(slot);
        match to {
            Target::Register => self.go_indirect(next_pc),
            Target::Always(to) => self.go(to),
            Target::Either(taken, not) => {
                let dirty = self.dirty;
                let [(taken_block, taken_out), (not_block, not_out)] =
                    [taken, not].map(|to| match self.blocks.get(&to) {
                        Some(&block) => (block, false),
                        None => (self.b.create_block(), true),
                    });
                self.b.ins().brif(condition, taken_block, &[], not_block, &[]);
                for (to, block, out) in [(taken, taken_block, taken_out), (not, not_block, not_out)] {
                    if out {
                        self.b.switch_to_block(block);
                        self.b.seal_block(block);
                        self.dirty = dirty;
                        self.link(to);
                    }
                }
            }
        }
    }

    /// Whether a branch is taken.
    fn condition(&mut self, op: Op, rs: Value, rt: Value) -> Value {
        let mut with_zero = |condition| self.b.ins().icmp_imm_s(condition, rs, 0);
        match op {
            Op::Blez => with_zero(IntCC::SignedLessThanOrEqual),
            Op::Bgtz => with_zero(IntCC::SignedGreaterThan),
            Op::Bltz | Op::Bltzal => with_zero(IntCC::SignedLessThan),
            Op::Bgez | Op::Bgezal => with_zero(IntCC::SignedGreaterThanOrEqual),
            Op::Beq => self.b.ins().icmp(IntCC::Equal, rs, rt),
            _ => self.b.ins().icmp(IntCC::NotEqual, rs, rt),
        }
    }

    /// Goes on at an address, after a whole block.
    fn go(&mut self, to: u64) {
        match self.blocks.get(&to) {
            Some(&block) => {
                self.b.ins().jump(block, &[]);
            }
            None => self.link(to),
        }
    }

    /// Leaves the region for a known address, after a whole block.
    fn link(&mut self, to: u64) {
        let address = self.constant(to);
        let place = Slots::index(to) * size_of::<Slot>();
        let slot = self.b.ins().iadd_imm_s(self.slots, place as i64);
        self.dispatch(address, slot);
    }

    /// Leaves the region for an address that a register held, after a whole block.
    fn go_indirect(&mut self, to: Value) {
        const { assert!(size_of::<Slot>() == 16) };
        let place = self.b.ins().ishl_imm_u(to, 2);
        let place = self.b.ins().band_imm_s(place, ((1i64 << SLOTS_LOG2) - 1) << 4);
        let slot = self.b.ins().iadd(self.slots, place);
        self.dispatch(to, slot);
    }

    /// Goes on in the region that a place of the dispatch table has for an address, or returns.
    fn dispatch(&mut self, to: Value, slot: Value) {
        self.write_back();
        let flags = self.flags.context;
        let found = self.b.ins().load(types::I64, flags, slot, offset::SLOT_PC);
        let (hit, miss) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(miss);
        let same = self.b.ins().icmp(IntCC::Equal, found, to);
        self.b.ins().brif(same, hit, &[], miss, &[]);
        self.b.switch_to_block(hit);
        self.b.seal_block(hit);
        let code = self.b.ins().load(types::I64, flags, slot, offset::SLOT_CODE);
        self.b.ins().return_call_indirect(self.signature, code, &[self.thread, self.context, self.at.budget]);
        self.b.switch_to_block(miss);
        self.b.seal_block(miss);
        let next = self.b.ins().iadd_imm_s(to, 4);
        self.return_to(to, next, self.at.budget);
    }

    /// Leaves before the current instruction if the condition is not 0. Gives the block that goes on.
    pub fn leave_if(&mut self, condition: Value) -> ir::Block {
        let (out, on) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(out);
        self.b.ins().brif(condition, out, &[], on, &[]);
        self.b.switch_to_block(out);
        self.b.seal_block(out);
        self.leave();
        self.b.switch_to_block(on);
        self.b.seal_block(on);
        on
    }

    /// Leaves before the current instruction.
    fn leave(&mut self) {
        let pc = self.constant(self.at.pc);
        let next = match self.at.next_pc {
            Some(next) => next,
            None => self.constant(self.at.pc + 4),
        };
        let budget = self.b.ins().iadd_imm_s(self.at.budget, self.at.steps_left as i64);
        self.b.ins().jump(self.exit, &[pc.into(), next.into(), budget.into()]);
    }

    /// The one way back to the engine from the middle of things: puts registers and program counters into the
    /// thread.
    fn exit(&mut self, written: u64) {
        self.b.switch_to_block(self.exit);
        self.b.set_cold_block(self.exit);
        let [pc, next_pc, budget] = [0, 1, 2].map(|at| self.b.block_params(self.exit)[at]);
        self.dirty = written;
        self.write_back();
        self.return_to(pc, next_pc, budget);
    }

    /// Returns, the registers being in the thread, with these program counters.
    fn return_to(&mut self, pc: Value, next_pc: Value, budget: Value) {
        let flags = self.flags.context;
        self.b.ins().store(flags, pc, self.thread, offset::PC);
        self.b.ins().store(flags, next_pc, self.thread, offset::NEXT_PC);
        self.b.ins().return_(&[budget]);
    }

    /// Brings the thread's registers up to date.
    fn write_back(&mut self) {
        for register in bits(self.dirty) {
            let value = self.b.use_var(self.registers[register]);
            self.b.ins().store(self.flags.context, value, self.thread, offset::register(register));
        }
    }
}
