//! What must be so where the program ends: a bound is for arenas with a header that was asked about, so no step may
//! leave another one to the next.
//!
//! Only an exit with code 0 leaves the program's arena. The arena of an error has a status that is not 0 and zeros, which
//! is always asked about.

use super::error::BoundError;
use super::forms::PLAIN;
use super::machine::{Halt, Machine};
use super::value::Value;
use crate::arena::{ARENA_BASE, HEADER_BYTES};
use crate::state::register;

impl Machine<'_> {
    /// Checks the header that `exit_group` leaves.
    pub fn check_exit(&mut self) -> Result<(), Halt> {
        let code = self.registers[register::A0];
        if code.form != PLAIN {
            return Err(Halt::Lost);
        }
        // Of the code, the machine keeps a byte.
        if code.bits & 0xff != 0 {
            return Ok(());
        }
        let mut header = [Value::TOP; HEADER_BYTES / 8];
        for (value, address) in header.iter_mut().zip((ARENA_BASE..).step_by(8)) {
            *value = self.memory.load(address)?;
            if value.form != PLAIN {
                return Err(Halt::Lost);
            }
        }
        let [status, step, rest @ ..] = header;
        let counts = |[least, greatest]: [u64; 2]| least <= step.bits && step.greatest() <= greatest;
        let cause = if rest.iter().any(|word| word.word() != Some(0)) {
            "its last 16 bytes are not zeros"
        } else if status.bits == 0 && !self.leaves.is_some_and(counts) {
            "with status 0, its counter is neither this step's nor the next one's"
        } else {
            return Ok(());
        };
        Err(BoundError::Header { pc: self.pc, cause }.into())
    }
}
