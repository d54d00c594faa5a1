//! Names for words that are not known.
//!
//! A word that is not known is still one word on each way of each machine. It gets a number when it comes into a register,
//! which no other word ever gets, so that what is made of it by adding known words is known to lie known distances apart: a
//! loop from an address that is data to that address and a constant ends. Where ways meet, a word keeps its name if it has
//! it on all of them, and where rounds are looked at as one, if it has it in all of them.

use super::forms::PLAIN;
use super::machine::{Machine, Registers};
use super::value::Value;

/// No name.
pub(super) const UNNAMED: u32 = 0;

impl Machine<'_> {
    /// A value for a register, with a name if it needs one and there is one left.
    #[inline(always)]
    pub fn named(&mut self, value: Value) -> Value {
        if value.unknown == 0 || value.name != UNNAMED || value.form != PLAIN {
            return value;
        }
        let name = self.names.saturating_add(1);
        if name == u32::MAX {
            return value;
        }
        self.names = name;
        Value { name, ..value }
    }

    /// Names what is in the registers.
    pub fn name_registers(&mut self) {
        for register in 0..self.registers.len() {
            self.registers[register] = self.named(self.registers[register]);
        }
    }
}

/// The registers with names in the order in which they come, each for the first word that has it: the same for registers
/// between which the same is known.
pub(super) fn renamed(mut registers: Registers) -> Registers {
    let mut first: Vec<(u32, u64)> = Vec::new();
    for value in registers.iter_mut().filter(|value| value.name != UNNAMED) {
        let at = first.iter().position(|(name, _)| *name == value.name).unwrap_or(first.len());
        if at == first.len() {
            first.push((value.name, value.offset));
        }
        (value.name, value.offset) = (at as u32 + 1, value.offset.wrapping_sub(first[at].1));
    }
    registers
}
