//! What compiled code works on, and the functions it calls when memory is not at hand.

use crate::exec::subword::{load_part, store_part};
use crate::isa::Op;
use crate::memory::Memory;
use crate::memory::tlb::Entry;
use crate::state::{Reservation, Thread};
use std::mem::offset_of;

/// Number of HI, after the general registers.
pub(super) const HI: usize = 32;
/// Number of LO.
pub(super) const LO: usize = 33;
/// Registers with HI and LO.
pub(super) const REGISTERS: usize = 34;

/// log2 of the entries of the dispatch table.
pub(super) const SLOTS_LOG2: u32 = 11;

/// An entry of the table that leads from an address to compiled code.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Slot {
    /// The address; for an empty entry, one that belongs elsewhere.
    pub pc: u64,
    /// The code.
    pub code: *const u8,
}

/// The table from addresses to compiled code, direct-mapped.
#[derive(Debug)]
pub(super) struct Slots(Box<[Slot]>);

impl Slots {
    /// Place of an address, a multiple of 4.
    pub fn index(pc: u64) -> usize {
        (pc >> 2) as usize % (1 << SLOTS_LOG2)
    }

    pub fn new() -> Self {
        // Address 4 belongs in place 1, address 0 in place 0: neither is ever found where it stands.
        let empty = |at| Slot { pc: if at == 0 { 4 } else { 0 }, code: std::ptr::null() };
        Self((0..1 << SLOTS_LOG2).map(empty).collect())
    }

    pub fn get(&self, pc: u64) -> Option<*const u8> {
        let slot = self.0[Self::index(pc)];
        (slot.pc == pc).then_some(slot.code)
    }

    pub fn set(&mut self, pc: u64, code: *const u8) {
        self.0[Self::index(pc)] = Slot { pc, code };
    }

    fn entries(&self) -> *const Slot {
        self.0.as_ptr()
    }
}

/// What compiled code is given besides the thread.
#[repr(C)]
pub(super) struct Context {
    tlb: *const Entry,
    /// Bytes from the first to the last entry of that table.
    tlb_mask: u64,
    slots: *const Slot,
    memory: *mut Memory,
    /// The word that must not be written without the interpreter.
    reserved: u64,
}

/// Byte offsets in thread, context and dispatch table.
pub(super) mod offset {
    use super::{Context, HI, Slot, Thread, offset_of};

    pub const PC: i32 = offset_of!(Thread, pc) as i32;
    pub const NEXT_PC: i32 = offset_of!(Thread, next_pc) as i32;
    pub const TLB: i32 = offset_of!(Context, tlb) as i32;
    pub const TLB_MASK: i32 = offset_of!(Context, tlb_mask) as i32;
    pub const SLOTS: i32 = offset_of!(Context, slots) as i32;
    pub const SLOT_PC: i32 = offset_of!(Slot, pc) as i32;
    pub const SLOT_CODE: i32 = offset_of!(Slot, code) as i32;

    /// Of a register, HI or LO.
    pub const fn register(register: usize) -> i32 {
        let at = match register {
            0..HI => offset_of!(Thread, registers) + 8 * register,
            HI => offset_of!(Thread, hi),
            _ => offset_of!(Thread, lo),
        };
        at as i32
    }
}

impl Context {
    /// A context. It holds `memory` as long as it lives.
    #[inline]
    pub fn new(memory: &mut Memory, slots: &Slots, reservation: &Reservation) -> Self {
        let held = (*reservation != Reservation::default()).then_some(reservation.address);
        memory.watch(held);
        let (tlb, tlb_mask) = memory.tlb_entries();
        Self {
            tlb,
            tlb_mask,
            slots: slots.entries(),
            memory,
            // Odd: no word lies there.
            reserved: held.map_or(1, |address| address & !7),
        }
    }
}

/// The operations that access memory, by the number compiled code passes.
const ACCESSES: [Op; 19] = [
    Op::Lb, Op::Lbu, Op::Lh, Op::Lhu, Op::Lw, Op::Lwu, Op::Ld, Op::Lwl, Op::Lwr, Op::Ldl, Op::Ldr, Op::Sb,
    Op::Sh, Op::Sw, Op::Sd, Op::Swl, Op::Swr, Op::Sdl, Op::Sdr,
];

/// Number of an operation that accesses memory.
pub(super) fn access_number(op: Op) -> i64 {
    ACCESSES.iter().position(|&other| other == op).map_or(-1, |at| at as i64)
}

/// What a load came to, in two registers.
#[repr(C)]
pub(super) struct Loaded {
    value: u64,
    /// 1 if the interpreter has to do it.
    refused: u64,
}

/// The value a load puts into its register, which holds `old`, unless memory cannot be read.
///
/// # Safety
/// `context` must be one that compiled code was entered with and has not left.
pub(super) unsafe extern "C" fn load(context: *mut Context, address: u64, old: u64, op: u64) -> Loaded {
    // SAFETY: the context holds its memory exclusively (see `Context::new`), and nothing else uses either
    // while compiled code waits for this call.
    let memory = unsafe { &mut *(*context).memory };
    match memory.load(address) {
        Ok(word) => Loaded { value: load_part(ACCESSES[op as usize], word, address, old), refused: 0 },
        Err(_) => Loaded { value: 0, refused: 1 },
    }
}

/// Stores, unless the interpreter has to: then nothing is done and the result is 1.
///
/// # Safety
/// As for [`load`].
pub(super) unsafe extern "C" fn store(context: *mut Context, address: u64, value: u64, op: u64) -> u64 {
    // SAFETY: as in `load`.
    let (memory, reserved) = unsafe { (&mut *(*context).memory, (*context).reserved) };
    let word = address & !7;
    if word == reserved || memory.is_compiled(word) {
        return 1;
    }
    let Ok(old) = memory.load(word) else { return 1 };
    let new = store_part(ACCESSES[op as usize], old, address, value);
    memory.store(word, new).is_err().into()
}
