//! The 188 bytes that a claim about a state commits to, and their hash.
//!
//! Layout (offset, size, big-endian): memory root 0/32, pre-image key 32/32, pre-image offset 64/8, heap
//! 72/8, reservation status 80/1, address 81/8 and owner 89/8, exit code 97/1, exited 98/1, step 99/8, steps
//! since the last switch 107/8, traverse right 115/1, left stack root 116/32, right stack root 148/32, next
//! thread identifier 180/8. The hash has the machine's status in its first byte.

use super::{Control, Reservation};
use crate::keccak::{Hash, keccak256};
use thiserror::Error;

/// Bytes of an encoded state.
pub const STATE_BYTES: usize = 188;

/// An encoding that no state has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// A wrong number of bytes.
    #[error("{got} bytes where the encoding has {expected}")]
    Length {
        /// Bytes of the encoding.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
    /// A flag that is neither 0 nor 1.
    #[error("flag `{field}` is {value}, neither 0 nor 1")]
    Flag {
        /// The field.
        field: &'static str,
        /// Its byte.
        value: u8,
    },
}

/// What a state hash says in its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    /// Exited with code 0.
    Valid = 0,
    /// Exited with code 1.
    Invalid = 1,
    /// Exited with another code.
    Panic = 2,
    /// Not exited.
    Unfinished = 3,
}

/// The state with roots in place of memory and threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Root of memory.
    pub memory_root: Hash,
    /// Scalars.
    pub control: Control,
    /// Root of the left thread stack.
    pub left_root: Hash,
    /// Root of the right thread stack.
    pub right_root: Hash,
}

impl Witness {
    /// The 188-byte encoding.
    pub fn encode(&self) -> [u8; STATE_BYTES] {
        let control = &self.control;
        let reservation = &control.reservation;
        let parts: [&[u8]; 14] = [
            &self.memory_root,
            &control.preimage_key,
            &control.preimage_offset.to_be_bytes(),
            &control.heap.to_be_bytes(),
            &[reservation.status],
            &reservation.address.to_be_bytes(),
            &reservation.owner.to_be_bytes(),
            &[control.exit_code, control.exited.into()],
            &control.step.to_be_bytes(),
            &control.steps_since_switch.to_be_bytes(),
            &[control.traverse_right.into()],
            &self.left_root,
            &self.right_root,
            &control.next_thread_id.to_be_bytes(),
        ];
        parts.concat().try_into().expect("the parts are 188 bytes")
    }

    /// Reads an encoding.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() != STATE_BYTES {
            return Err(DecodeError::Length { expected: STATE_BYTES, got: bytes.len() });
        }
        let mut fields = Fields(bytes);
        let memory_root = fields.hash();
        let mut control = Control {
            preimage_key: fields.hash(),
            preimage_offset: fields.u64(),
            heap: fields.u64(),
            reservation: Reservation { status: fields.u8(), address: fields.u64(), owner: fields.u64() },
            exit_code: fields.u8(),
            exited: flag("exited", fields.u8())?,
            step: fields.u64(),
            steps_since_switch: fields.u64(),
            traverse_right: flag("traverse right", fields.u8())?,
            next_thread_id: 0,
        };
        let (left_root, right_root) = (fields.hash(), fields.hash());
        control.next_thread_id = fields.u64();
        Ok(Self { memory_root, control, left_root, right_root })
    }

    /// The machine's status.
    pub fn status(&self) -> Status {
        match (self.control.exited, self.control.exit_code) {
            (false, _) => Status::Unfinished,
            (true, 0) => Status::Valid,
            (true, 1) => Status::Invalid,
            (true, _) => Status::Panic,
        }
    }

    /// The state hash: Keccak-256 of the encoding, its first byte replaced by the status.
    pub fn hash(&self) -> Hash {
        let mut hash = keccak256(&self.encode());
        hash[0] = self.status() as u8;
        hash
    }
}

/// Takes big-endian fields off the front of bytes whose length was checked.
pub(super) struct Fields<'a>(pub &'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (head, rest) = self.0.split_first_chunk().expect("the length was checked");
        self.0 = rest;
        *head
    }

    pub fn u8(&mut self) -> u8 {
        u8::from_be_bytes(self.take())
    }

    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take())
    }

    pub fn hash(&mut self) -> Hash {
        self.take()
    }
}

/// A byte that must be 0 or 1.
pub(super) fn flag(field: &'static str, value: u8) -> Result<bool, DecodeError> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::Flag { field, value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{State, Thread};

    /// The state of Cannon's own empty state file: one thread at address 0, everything else zero.
    #[test]
    fn hash_of_the_empty_state() {
        let mut state = State::start(0);
        state.control.heap = 0;
        assert_eq!(state.threads.left, [Thread { next_pc: 4, ..Thread::default() }]);
        let expected = "035b096e17d7b97f6bbaa13d179958e729b70813e931dc90dbf4193372f3dc71";
        assert_eq!(hex::encode(state.hash()), expected);
    }

    #[test]
    fn status_byte() {
        let mut witness = State::start(0).witness();
        for (exited, code, status) in
            [(false, 1, 3), (true, 0, 0), (true, 1, 1), (true, 2, 2), (true, 255, 2)]
        {
            witness.control.exited = exited;
            witness.control.exit_code = code;
            assert_eq!(witness.hash()[0], status);
        }
    }

    #[test]
    fn round_trip_and_bad_flags() {
        let bytes: [u8; STATE_BYTES] =
            std::array::from_fn(|i| if matches!(i, 98 | 115) { 1 } else { i as u8 ^ 0x5a });
        assert_eq!(Witness::decode(&bytes).unwrap().encode(), bytes);
        for at in [98, 115] {
            let mut bad = bytes;
            bad[at] = 2;
            assert!(matches!(Witness::decode(&bad), Err(DecodeError::Flag { value: 2, .. })));
        }
        let error = Witness::decode(&bytes[1..]).unwrap_err();
        assert_eq!(error, DecodeError::Length { expected: 188, got: 187 });
    }
}
