//! One thread: program counters, LO and HI, 32 registers; 298 bytes encoded.

use super::witness::{DecodeError, Fields, flag};

/// Bytes of an encoded thread.
pub const THREAD_BYTES: usize = 298;

/// Registers with a role in the kernel interface.
pub mod register {
    /// `$v0`: number of a system call and its result.
    pub const V0: usize = 2;
    /// `$a0`: first argument.
    pub const A0: usize = 4;
    /// `$a1`: second argument.
    pub const A1: usize = 5;
    /// `$a2`: third argument.
    pub const A2: usize = 6;
    /// `$a3`: error flag of a system call.
    pub const A3: usize = 7;
    /// `$sp`: stack pointer.
    pub const SP: usize = 29;
    /// `$ra`: return address.
    pub const RA: usize = 31;
}

/// A thread. `next_pc` is the instruction after the next one: it differs from `pc + 4` in a delay slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thread {
    /// Identifier, given in order of creation.
    pub id: u64,
    /// Exit code, meaningful once `exited`.
    pub exit_code: u8,
    /// Whether the thread has ended; its next step removes it.
    pub exited: bool,
    /// Address of the instruction to run.
    pub pc: u64,
    /// Address of the instruction after it.
    pub next_pc: u64,
    /// LO.
    pub lo: u64,
    /// HI.
    pub hi: u64,
    /// General registers. Instructions never write register 0.
    pub registers: [u64; 32],
}

impl Thread {
    /// The 298-byte encoding.
    pub fn encode(&self) -> [u8; THREAD_BYTES] {
        let mut out = [0; THREAD_BYTES];
        out[..8].copy_from_slice(&self.id.to_be_bytes());
        out[8] = self.exit_code;
        out[9] = self.exited.into();
        let words = [self.pc, self.next_pc, self.lo, self.hi].into_iter().chain(self.registers);
        for (bytes, word) in out[10..].chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        out
    }

    /// Reads an encoding.
    pub fn decode(bytes: &[u8; THREAD_BYTES]) -> Result<Self, DecodeError> {
        let mut fields = Fields(bytes);
        Ok(Self {
            id: fields.u64(),
            exit_code: fields.u8(),
            exited: flag("thread exited", fields.u8())?,
            pc: fields.u64(),
            next_pc: fields.u64(),
            lo: fields.u64(),
            hi: fields.u64(),
            registers: std::array::from_fn(|_| fields.u64()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_order() {
        let mut thread = Thread {
            id: 1,
            exit_code: 2,
            exited: true,
            pc: 3,
            next_pc: 4,
            lo: 5,
            hi: 6,
            ..Thread::default()
        };
        thread.registers = std::array::from_fn(|i| 100 + i as u64);
        let bytes = thread.encode();
        assert_eq!(bytes[7..10], [1, 2, 1]);
        assert_eq!((bytes[17], bytes[25], bytes[33], bytes[41]), (3, 4, 5, 6));
        assert_eq!((bytes[49], bytes[297]), (100, 131));
        assert_eq!(Thread::decode(&bytes), Ok(thread));
    }

    #[test]
    fn a_flag_is_zero_or_one() {
        let mut bytes = Thread::default().encode();
        bytes[9] = 2;
        assert_eq!(Thread::decode(&bytes), Err(DecodeError::Flag { field: "thread exited", value: 2 }));
    }
}
