//! Which guest registers host registers hold within a block. At the start and at the end of each block all of them
//! are in the thread, so that any block can be gone to from anywhere.

use super::super::context::{REGISTERS, offset};
use super::super::x64::{Assembler, Reg, Rm, Size};
use super::THREAD;

/// Host registers that hold guest registers.
const POOL: [Reg; 8] = [Reg::Rbx, Reg::R8, Reg::R9, Reg::R10, Reg::R12, Reg::R13, Reg::R14, Reg::R15];

/// Registers that the host's convention wants kept. An even number would leave the stack misaligned.
const KEPT: [Reg; 7] = [Reg::Rbx, Reg::Rbp, Reg::R12, Reg::R13, Reg::R14, Reg::R15, Reg::Rax];

/// The way from Rust into regions, quick or optimised: a function in the host's convention of thread, context, budget
/// and code. (`Rax` is among the registers for the stack's alignment; the result is in it, so it is not restored.)
pub(in crate::jit) fn entrance() -> Vec<u8> {
    const { assert!(!KEPT.len().is_multiple_of(2)) };
    let mut a = Assembler::new();
    KEPT.iter().for_each(|&reg| a.push(reg));
    a.call(Reg::Rcx);
    for &reg in KEPT.iter().rev() {
        // What was pushed last goes where nothing is lost.
        a.pop(if reg == Reg::Rax { Reg::Rcx } else { reg });
    }
    a.ret();
    a.finish()
}

/// What a host register holds.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    guest: Option<u8>,
    /// Whether the thread has an older value.
    dirty: bool,
    /// When it was last used: 0 if it holds nothing, [`TAKEN`] if something that is no guest register.
    used: u32,
}

/// Guest registers whose values are in host registers alone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Dirty {
    pairs: [(u8, u8); POOL.len()],
    len: u8,
}

impl Dirty {
    /// Puts them into the thread. Leaves the flags alone.
    pub fn store(&self, a: &mut Assembler) {
        for &(guest, place) in &self.pairs[..usize::from(self.len)] {
            a.store(Size::B8, home(guest.into()), POOL[usize::from(place)]);
        }
    }
}

/// Where the thread has a register.
pub(super) fn home(register: usize) -> Rm {
    Rm::At(THREAD, offset::register(register))
}

/// The registers of a block, as it is being written.
#[derive(Debug)]
pub(super) struct Registers {
    pool: [Place; POOL.len()],
    /// Place of each guest register, or none.
    places: [u8; REGISTERS],
    now: u32,
}

const NOWHERE: u8 = u8::MAX;
const TAKEN: u32 = u32::MAX;

impl Registers {
    /// All in the thread.
    pub fn new() -> Self {
        Self { pool: Default::default(), places: [NOWHERE; REGISTERS], now: 0 }
    }

    fn use_place(&mut self, place: usize) -> Reg {
        self.now += 1;
        self.pool[place].used = self.now;
        POOL[place]
    }

    /// A place that is free now. The four used last stay where they are.
    fn free(&mut self, a: &mut Assembler) -> usize {
        let mut at = 0;
        for other in 1..POOL.len() {
            if self.pool[other].used < self.pool[at].used {
                at = other;
            }
        }
        if let Some(guest) = self.pool[at].guest {
            if self.pool[at].dirty {
                a.store(Size::B8, home(guest.into()), POOL[at]);
            }
            self.places[usize::from(guest)] = NOWHERE;
        }
        self.pool[at] = Place::default();
        at
    }

    fn place(&mut self, a: &mut Assembler, register: usize) -> (usize, bool) {
        match self.places[register] {
            NOWHERE => {
                let at = self.free(a);
                self.pool[at].guest = Some(register as u8);
                self.places[register] = at as u8;
                (at, true)
            }
            at => (at.into(), false),
        }
    }

    /// A host register with the value of a guest register, not to be changed. Leaves the flags alone.
    pub fn read(&mut self, a: &mut Assembler, register: usize) -> Reg {
        let (at, new) = self.place(a, register);
        let reg = self.use_place(at);
        match (new, register) {
            (false, _) => {}
            (true, 0) => a.constant(reg, 0),
            (true, _) => a.mov(reg, home(register)),
        }
        reg
    }

    /// A host register for a guest register's new value, which is to be put there; until then it holds the old one
    /// if any did. The register is not 0.
    pub fn write(&mut self, a: &mut Assembler, register: usize) -> Reg {
        debug_assert_ne!(register, 0);
        let (at, _) = self.place(a, register);
        self.pool[at].dirty = true;
        self.use_place(at)
    }

    /// As [`Registers::write`], for an instruction that may not come to its end: also gives what is dirty before it.
    pub fn overwrite(&mut self, a: &mut Assembler, register: usize) -> (Reg, Dirty) {
        let was_dirty = match self.places[register] {
            NOWHERE => false,
            at => self.pool[usize::from(at)].dirty,
        };
        let reg = self.write(a, register);
        let at = usize::from(self.places[register]);
        self.pool[at].dirty = was_dirty;
        let dirty = self.dirty();
        self.pool[at].dirty = true;
        (reg, dirty)
    }

    /// A host register for something else, until [`Registers::release`].
    pub fn take(&mut self, a: &mut Assembler) -> Reg {
        let at = self.free(a);
        self.pool[at].used = TAKEN;
        POOL[at]
    }

    /// Gives back what was taken.
    pub fn release(&mut self) {
        for place in &mut self.pool {
            if place.used == TAKEN {
                place.used = 0;
            }
        }
    }

    /// What is dirty.
    pub fn dirty(&self) -> Dirty {
        let mut dirty = Dirty::default();
        for (at, place) in self.pool.iter().enumerate() {
            if let (Some(guest), true) = (place.guest, place.dirty) {
                dirty.pairs[usize::from(dirty.len)] = (guest, at as u8);
                dirty.len += 1;
            }
        }
        dirty
    }

    /// Puts everything into the thread. Leaves the flags alone.
    pub fn flush(&mut self, a: &mut Assembler) {
        self.dirty().store(a);
        for place in &mut self.pool {
            place.dirty = false;
        }
    }

    /// Forgets everything, which must be in the thread.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}
