//! Loads and stores, in the intermediate representation. The page is looked up in the table of recently used
//! pages right there; a page that is not in it, a misaligned address (which is rounded down) and a store that
//! has something to note go through a call. See `memory/tlb.rs` for the table and `exec/subword.rs` for what
//! parts of words mean.

use super::context::{access_number, linked, load, store};
use super::emit::Emitter;
use crate::isa::{Insn, Op};
use crate::memory::tlb::{Entry, GUARD_LOG2, field};
use crate::memory::{PAGE_BYTES, PAGE_LOG2};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, AbiParam, InstBuilder, Signature, Type, Value, types};
use cranelift_codegen::isa::CallConv;

/// Which way an instruction accesses memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Load,
    Store,
    /// A linked load or a conditional store.
    Linked,
}

/// Whether an operation that is compiled accesses memory, and how.
pub(super) fn access(op: Op) -> Option<Access> {
    match op as u8 {
        op if (Op::Lb as u8..=Op::Ldr as u8).contains(&op) => Some(Access::Load),
        op if (Op::Sb as u8..=Op::Sdr as u8).contains(&op) => Some(Access::Store),
        op if (Op::Ll as u8..=Op::Scd as u8).contains(&op) => Some(Access::Linked),
        _ => None,
    }
}

/// The type accessed; the parts of words that unaligned accesses take are cut out of the whole word.
pub(super) fn width(op: Op) -> Type {
    match op {
        Op::Lb | Op::Lbu | Op::Sb => types::I8,
        Op::Lh | Op::Lhu | Op::Sh => types::I16,
        Op::Lw | Op::Lwu | Op::Sw => types::I32,
        _ => types::I64,
    }
}

/// Whether the access takes a part of a word that depends on the address.
pub(super) fn unaligned(op: Op) -> bool {
    matches!(op, Op::Lwl | Op::Lwr | Op::Ldl | Op::Ldr | Op::Swl | Op::Swr | Op::Sdl | Op::Sdr)
}

impl Emitter<'_> {
    /// A load.
    pub fn load(&mut self, insn: Insn) {
        let base = self.get(insn.rs.into());
        let old = if unaligned(insn.op) { self.get(insn.rt.into()) } else { self.constant(0) };
        let address = self.b.ins().iadd_imm_s(base, i64::from(insn.imm));
        let (fast, slow, done) = self.forks();
        let result = self.b.append_block_param(done, types::I64);
        let (entry, same) = self.look_up(insn.op, address, field::READ);
        self.b.ins().brif(same, fast, &[], slow, &[]);

        self.b.switch_to_block(fast);
        let at = self.place(insn.op, entry, address);
        let ty = width(insn.op);
        let raw = self.b.ins().load(ty, self.flags.guest, at, 0);
        let value = self.swap(ty, raw);
        let value = match insn.op {
            Op::Lbu | Op::Lhu | Op::Lwu => self.b.ins().uextend(types::I64, value),
            _ if ty != types::I64 => self.b.ins().sextend(types::I64, value),
            op if unaligned(op) => self.loaded(op, value, address, old),
            _ => value,
        };
        self.b.ins().jump(done, &[value.into()]);

        self.b.switch_to_block(slow);
        self.seal([fast, slow]);
        let (value, refused) = self.call(load as *const () as usize, insn.op, address, old);
        if self.fallible {
            let go_on = self.leave_if(refused);
            self.b.set_cold_block(go_on);
        }
        self.b.ins().jump(done, &[value.into()]);

        self.b.switch_to_block(done);
        self.b.seal_block(done);
        self.set(insn.rd.into(), result);
    }

    /// A store.
    pub fn store(&mut self, insn: Insn) {
        let (base, value) = (self.get(insn.rs.into()), self.get(insn.rt.into()));
        let address = self.b.ins().iadd_imm_s(base, i64::from(insn.imm));
        let (fast, slow, done) = self.forks();
        let unguarded = self.b.create_block();
        let (entry, same) = self.look_up(insn.op, address, field::WRITE);
        self.b.ins().brif(same, fast, &[], slow, &[]);

        self.b.switch_to_block(fast);
        let guards = self.b.ins().load(types::I64, self.flags.pages, entry, field::GUARDS);
        let leaf = self.b.ins().ushr_imm_u(address, i64::from(GUARD_LOG2));
        let guard = self.b.ins().iadd(guards, leaf);
        let guard = self.b.ins().load(types::I8, self.flags.pages, guard, 0);
        self.b.ins().brif(guard, slow, &[], unguarded, &[]);

        self.b.switch_to_block(unguarded);
        let at = self.place(insn.op, entry, address);
        let ty = width(insn.op);
        let stored = if unaligned(insn.op) {
            let old = self.b.ins().load(ty, self.flags.guest, at, 0);
            let old = self.swap(ty, old);
            self.merged(insn.op, old, address, value)
        } else if ty != types::I64 {
            self.b.ins().ireduce(ty, value)
        } else {
            value
        };
        let stored = self.swap(ty, stored);
        self.b.ins().store(self.flags.guest, stored, at, 0);
        self.b.ins().jump(done, &[]);

        self.b.switch_to_block(slow);
        self.seal([fast, slow, unguarded]);
        let (refused, _) = self.call(store as *const () as usize, insn.op, address, value);
        let go_on = self.leave_if(refused);
        self.b.set_cold_block(go_on);
        self.b.ins().jump(done, &[]);

        self.b.switch_to_block(done);
        self.b.seal_block(done);
    }

    /// A linked load or a conditional store, always through a call.
    pub fn linked(&mut self, insn: Insn) {
        let (base, value) = (self.get(insn.rs.into()), self.get(insn.rt.into()));
        let address = self.b.ins().iadd_imm_s(base, i64::from(insn.imm));
        let (value, refused) = self.call(linked as *const () as usize, insn.op, address, value);
        self.leave_if(refused);
        self.set(insn.rd.into(), value);
    }

    /// Blocks for access in place, for the call, and for what follows.
    fn forks(&mut self) -> (ir::Block, ir::Block, ir::Block) {
        let blocks = (self.b.create_block(), self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(blocks.1);
        blocks
    }

    fn seal<const N: usize>(&mut self, blocks: [ir::Block; N]) {
        blocks.into_iter().for_each(|block| self.b.seal_block(block));
    }

    /// The entry of the table for an address, and whether it has the right that the tag stands for. A
    /// misaligned address never has: its low bits take part in the comparison.
    fn look_up(&mut self, op: Op, address: Value, tag: i32) -> (Value, Value) {
        const ENTRY_LOG2: u32 = size_of::<Entry>().ilog2();
        const { assert!(size_of::<Entry>().is_power_of_two()) };
        let place = self.b.ins().ushr_imm_u(address, i64::from(PAGE_LOG2 - ENTRY_LOG2));
        let place = self.b.ins().band(place, self.tlb_mask);
        let entry = self.b.ins().iadd(self.tlb, place);
        let tag = self.b.ins().load(types::I64, self.flags.pages, entry, tag);
        let low = if unaligned(op) { 0 } else { i64::from(width(op).bytes()) - 1 };
        let page = self.b.ins().band_imm_s(address, -(PAGE_BYTES as i64) | low);
        (entry, self.b.ins().icmp(IntCC::Equal, page, tag))
    }

    /// Where an address with an entry lies in the host's memory.
    fn place(&mut self, op: Op, entry: Value, address: Value) -> Value {
        let bytes = self.b.ins().load(types::I64, self.flags.pages, entry, field::BYTES);
        let address = if unaligned(op) { self.b.ins().band_imm_s(address, -8) } else { address };
        self.b.ins().iadd(bytes, address)
    }

    /// Between the guest's order of bytes and the host's.
    fn swap(&mut self, ty: Type, value: Value) -> Value {
        if ty == types::I8 { value } else { self.b.ins().bswap(value) }
    }

    /// Calls one of [`super::context`]'s functions, and gives both registers of its result (of which the second
    /// has no meaning if there is but one).
    fn call(&mut self, function: usize, op: Op, address: Value, value: Value) -> (Value, Value) {
        let mut signature = Signature::new(CallConv::SystemV);
        signature.params.extend([AbiParam::new(types::I64); 4]);
        signature.returns.extend([AbiParam::new(types::I64); 2]);
        let signature = self.b.import_signature(signature);
        let function = self.constant(function as u64);
        let op = self.constant(access_number(op) as u64);
        let call = self.b.ins().call_indirect(signature, function, &[self.context, address, value, op]);
        let results = self.b.inst_results(call);
        (results[0], results[1])
    }

    /// The 32-bit half of a word that an address is in.
    fn half(&mut self, word: Value, address: Value) -> Value {
        let shift = self.half_shift(address);
        let half = self.b.ins().ushr(word, shift);
        self.low(half)
    }

    /// How far that half lies above the bottom of the word, in bits: 32 or 0.
    fn half_shift(&mut self, address: Value) -> Value {
        let which = self.b.ins().band_imm_s(address, 4);
        let which = self.b.ins().bxor_imm_s(which, 4);
        self.b.ins().ishl_imm_u(which, 3)
    }

    /// Bits from the start of the `bytes` (4 or 8) around an address to it, or the other way round: from its
    /// byte to their end.
    fn bit_offset(&mut self, address: Value, bytes: i64, to_end: bool) -> Value {
        let at = self.b.ins().band_imm_s(address, bytes - 1);
        let at = if to_end { self.b.ins().bxor_imm_s(at, bytes - 1) } else { at };
        self.b.ins().ishl_imm_u(at, 3)
    }

    /// What an unaligned load makes of the word and the register's old value.
    fn loaded(&mut self, op: Op, word: Value, address: Value, old: Value) -> Value {
        let left = matches!(op, Op::Lwl | Op::Ldl);
        if matches!(op, Op::Ldl | Op::Ldr) {
            let ones = self.constant(u64::MAX);
            let shift = self.bit_offset(address, 8, !left);
            return self.merge(left, word, ones, shift, old);
        }
        let half = self.half(word, address);
        let ones = self.b.ins().iconst(types::I32, 0xffff_ffff);
        let shift = self.bit_offset(address, 4, !left);
        let low = self.low(old);
        let low = self.merge(left, half, ones, shift, low);
        let extended = self.b.ins().sextend(types::I64, low);
        if left {
            return extended;
        }
        // A part of the half leaves the upper bits of the register alone.
        let zero_extended = self.b.ins().uextend(types::I64, low);
        let upper = self.b.ins().band_imm_s(old, !0xffff_ffff);
        let kept = self.b.ins().bor(upper, zero_extended);
        self.b.ins().select(shift, kept, extended)
    }

    /// The word that an unaligned store leaves.
    fn merged(&mut self, op: Op, word: Value, address: Value, value: Value) -> Value {
        let left = matches!(op, Op::Swl | Op::Sdl);
        if matches!(op, Op::Sdl | Op::Sdr) {
            let ones = self.constant(u64::MAX);
            let shift = self.bit_offset(address, 8, !left);
            return self.merge(!left, value, ones, shift, word);
        }
        let half = self.half(word, address);
        let ones = self.b.ins().iconst(types::I32, 0xffff_ffff);
        let shift = self.bit_offset(address, 4, !left);
        let value = self.low(value);
        let half = self.merge(!left, value, ones, shift, half);
        let at = self.half_shift(address);
        let half = self.b.ins().uextend(types::I64, half);
        let half = self.b.ins().ishl(half, at);
        let mask = self.constant(0xffff_ffff);
        let mask = self.b.ins().ishl(mask, at);
        let rest = self.b.ins().band_not(word, mask);
        self.b.ins().bor(rest, half)
    }

    /// `from`, moved left or right, over `onto`, whose bits remain where `from` has none.
    fn merge(&mut self, left: bool, from: Value, ones: Value, shift: Value, onto: Value) -> Value {
        let [moved, mask] = [from, ones].map(|value| match left {
            true => self.b.ins().ishl(value, shift),
            false => self.b.ins().ushr(value, shift),
        });
        let rest = self.b.ins().band_not(onto, mask);
        self.b.ins().bor(moved, rest)
    }
}
