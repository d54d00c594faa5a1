//! What compiled code works on, and the functions it calls when memory is not at hand.

use crate::exec::linked_width;
use crate::exec::subword::{load_part, merge, select_signed, store_part};
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
pub(super) const SLOTS_LOG2: u32 = 14;

/// An entry of the table that leads from an address to compiled code: the address (for an empty entry, one that belongs
/// elsewhere), and the address of the code in the host's memory.
pub(super) type Slot = [u64; 2];

/// The table from addresses to compiled code, direct-mapped.
#[derive(Debug)]
pub(super) struct Slots(Box<[Slot]>);

impl Slots {
    /// Entries.
    pub const LEN: usize = 1 << SLOTS_LOG2;

    /// Place of an address, a multiple of 4.
    pub fn index(pc: u64) -> usize {
        (pc >> 2) as usize % Self::LEN
    }

    pub fn new() -> Self {
        // Memory of zeros, of which the host provides what is used. Address 0 is never found anywhere but in place 0, and
        // address 4, which belongs in place 1, not there.
        let mut slots = vec![[0; 2]; Self::LEN];
        slots[0] = [4, 0];
        Self(slots.into())
    }

    pub fn get(&self, pc: u64) -> Option<*const u8> {
        let [found, code] = self.0[Self::index(pc)];
        (found == pc).then_some(code as *const u8)
    }

    pub fn set(&mut self, pc: u64, code: *const u8) {
        self.0[Self::index(pc)] = [pc, code as u64];
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
    reservation: *mut Reservation,
    /// The thread that runs.
    owner: u64,
    /// What quick code calls, by [`Thunk`](super::quick::Thunk).
    thunks: Thunks,
}

/// Machine code that quick code calls.
pub(super) type Thunks = [*const u8; 3];

/// Byte offsets in thread, context and dispatch table.
pub(super) mod offset {
    use super::{Context, HI, Thread, offset_of};

    pub const PC: i32 = offset_of!(Thread, pc) as i32;
    pub const NEXT_PC: i32 = offset_of!(Thread, next_pc) as i32;
    pub const TLB: i32 = offset_of!(Context, tlb) as i32;
    pub const TLB_MASK: i32 = offset_of!(Context, tlb_mask) as i32;
    pub const SLOTS: i32 = offset_of!(Context, slots) as i32;
    pub const THUNKS: i32 = offset_of!(Context, thunks) as i32;
    pub const SLOT_PC: i32 = 0;
    pub const SLOT_CODE: i32 = 8;

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
    /// A context. It holds `memory` and `reservation` as long as it lives.
    #[inline]
    pub fn new(
        memory: &mut Memory,
        slots: &Slots,
        reservation: &mut Reservation,
        owner: u64,
        thunks: Thunks,
    ) -> Self {
        let held = (*reservation != Reservation::default()).then_some(reservation.address);
        memory.watch(held);
        let (tlb, tlb_mask) = memory.tlb_entries();
        Self { tlb, tlb_mask, slots: slots.entries(), memory, reservation, owner, thunks }
    }

    /// Memory and reservation.
    ///
    /// # Safety
    /// Compiled code must be waiting for the call that this is for.
    unsafe fn parts(&mut self) -> (&mut Memory, &mut Reservation) {
        // SAFETY: the context holds both exclusively (see `Context::new`), and nothing else uses them while compiled
        // code waits.
        unsafe { (&mut *self.memory, &mut *self.reservation) }
    }
}

/// The operations that access memory, by the number compiled code passes.
const ACCESSES: [Op; 23] = [
    Op::Lb, Op::Lbu, Op::Lh, Op::Lhu, Op::Lw, Op::Lwu, Op::Ld, Op::Lwl, Op::Lwr, Op::Ldl, Op::Ldr, Op::Sb,
    Op::Sh, Op::Sw, Op::Sd, Op::Swl, Op::Swr, Op::Sdl, Op::Sdr, Op::Ll, Op::Lld, Op::Sc, Op::Scd,
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

impl From<Option<u64>> for Loaded {
    fn from(value: Option<u64>) -> Self {
        Self { value: value.unwrap_or(0), refused: value.is_none().into() }
    }
}

/// The value a load puts into its register, which holds `old`, unless memory cannot be read.
///
/// # Safety
/// `context` must be one that compiled code was entered with and has not left.
pub(super) unsafe extern "C" fn load(context: *mut Context, address: u64, old: u64, op: u64) -> Loaded {
    // SAFETY: the caller's promise; compiled code waits for this.
    let (memory, _) = unsafe { (*context).parts() };
    let word = memory.load(address).ok();
    word.map(|word| load_part(ACCESSES[op as usize], word, address, old)).into()
}

/// Stores, unless the interpreter has to: then nothing is done and the result is 1.
///
/// # Safety
/// As for [`load`].
pub(super) unsafe extern "C" fn store(context: *mut Context, address: u64, value: u64, op: u64) -> u64 {
    // SAFETY: as in `load`.
    let (memory, reservation) = unsafe { (*context).parts() };
    let word = address & !7;
    if memory.is_compiled(word) {
        return 1;
    }
    let Ok(old) = memory.load(word) else { return 1 };
    if memory.store(word, store_part(ACCESSES[op as usize], old, address, value)).is_err() {
        return 1;
    }
    if word == reservation.address & !7 {
        *reservation = Reservation::default();
        memory.watch(None);
    }
    0
}

/// What a linked load or a conditional store puts into its register, unless the interpreter has to run it: then
/// nothing is done.
///
/// # Safety
/// As for [`load`].
pub(super) unsafe extern "C" fn linked(context: *mut Context, address: u64, value: u64, op: u64) -> Loaded {
    // SAFETY: as in `load`.
    let (owner, (memory, reservation)) = unsafe { ((*context).owner, (*context).parts()) };
    let op = ACCESSES[op as usize];
    let (status, size) = linked_width(op);
    let (word, wanted) = (address & !7, Reservation { status, address, owner });
    if matches!(op, Op::Ll | Op::Lld) {
        let Ok(loaded) = memory.load(word) else { return None.into() };
        *reservation = wanted;
        memory.watch(Some(address));
        return Some(select_signed(loaded, address, size)).into();
    }
    if *reservation != wanted {
        return Some(0).into();
    }
    if memory.is_compiled(word) {
        return None.into();
    }
    let Ok(old) = memory.load(word) else { return None.into() };
    memory.watch(None);
    if memory.store(word, merge(old, address, size, value)).is_err() {
        memory.watch(Some(address));
        return None.into();
    }
    *reservation = Reservation::default();
    Some(1).into()
}
