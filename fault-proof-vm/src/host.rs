//! What the machine asks of its host: pre-images by key, hints that announce them, and an ear for what the
//! guest prints. Only pre-images can change a state.

use crate::keccak::{Hash, keccak256};
use std::collections::HashMap;
use thiserror::Error;

/// Key type of a Keccak-256 pre-image: the first byte of its key.
pub const KECCAK_KEY: u8 = 2;

/// A pre-image the host cannot give. The guest must not ask for it: there is no successor state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PreimageError {
    /// The host has nothing under this key (and offset, where parts are held).
    #[error("no pre-image for key 0x{} at offset {offset}", hex::encode(key))]
    Missing {
        /// The key.
        key: Hash,
        /// The offset, length prefix included.
        offset: u64,
    },
    /// The offset is beyond the end.
    #[error(
        "offset {offset} in the pre-image of key 0x{} is beyond its {len} bytes, prefix included",
        hex::encode(key)
    )]
    OutOfRange {
        /// The key.
        key: Hash,
        /// The offset asked for.
        offset: u64,
        /// Bytes of the pre-image with its 8-byte length prefix.
        len: u64,
    },
}

/// Up to 32 bytes of a pre-image: what one read sees at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreimagePart {
    /// The bytes, zero beyond `len`.
    pub bytes: [u8; 32],
    /// How many of them belong to the pre-image.
    pub len: usize,
}

impl PreimagePart {
    /// The part at `offset` of a pre-image preceded by its length as a u64.
    pub fn of(key: &Hash, preimage: &[u8], offset: u64) -> Result<Self, PreimageError> {
        let prefix = (preimage.len() as u64).to_be_bytes();
        let len = preimage.len() as u64 + 8;
        if offset >= len {
            return Err(PreimageError::OutOfRange { key: *key, offset, len });
        }
        let mut part = Self { bytes: [0; 32], len: (len - offset).min(32) as usize };
        let data = prefix.iter().chain(preimage).skip(offset as usize);
        part.bytes.iter_mut().zip(data).for_each(|(out, byte)| *out = *byte);
        Ok(part)
    }
}

/// A host. The methods' defaults are those of a host that offers nothing and listens to nothing.
pub trait Host {
    /// Up to 32 bytes of the pre-image of `key` from `offset` on; its length as a u64 comes first.
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        Err(PreimageError::Missing { key: *key, offset })
    }

    /// A whole hint, without its length prefix.
    fn hint(&mut self, _hint: &[u8]) {}

    /// Bytes the guest wrote to standard output (1) or standard error (2).
    fn output(&mut self, _descriptor: u64, _bytes: &[u8]) {}

    /// Whether hints and output are of interest. If not, their bytes are not even read from memory, and hints
    /// may be of any length.
    fn listens(&self) -> bool {
        true
    }
}

/// A host that offers nothing: for guests whose only system call is `exit_group`.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl Host for NoHost {}

/// Whole pre-images in memory.
#[derive(Debug, Clone, Default)]
pub struct PreimageStore(HashMap<Hash, Vec<u8>>);

impl PreimageStore {
    /// Adds the pre-image of a given key.
    pub fn insert(&mut self, key: Hash, preimage: Vec<u8>) {
        self.0.insert(key, preimage);
    }

    /// Adds a pre-image under its Keccak-256 key, and returns that.
    pub fn insert_keccak(&mut self, preimage: Vec<u8>) -> Hash {
        let mut key = keccak256(&preimage);
        key[0] = KECCAK_KEY;
        self.insert(key, preimage);
        key
    }
}

impl Host for PreimageStore {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        match self.0.get(key) {
            Some(preimage) => PreimagePart::of(key, preimage, offset),
            None => Err(PreimageError::Missing { key: *key, offset }),
        }
    }
}

/// Single parts, as the oracle contract holds them: a part must have been loaded for exactly the key and
/// offset that a step reads.
#[derive(Debug, Clone, Default)]
pub struct PartStore(HashMap<(Hash, u64), PreimagePart>);

impl PartStore {
    /// Loads one part.
    pub fn insert(&mut self, key: Hash, offset: u64, part: PreimagePart) {
        self.0.insert((key, offset), part);
    }
}

impl Host for PartStore {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        self.0.get(&(*key, offset)).copied().ok_or(PreimageError::Missing { key: *key, offset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_start_with_the_length() {
        let mut store = PreimageStore::default();
        let key = store.insert_keccak(b"hello world".to_vec());
        assert_eq!(key[0], 2);
        assert_eq!(key[1..], keccak256(b"hello world")[1..]);
        let part = store.preimage(&key, 0).unwrap();
        assert_eq!((part.len, &part.bytes[..12]), (19, &b"\0\0\0\0\0\0\0\x0bhell"[..]));
        let part = store.preimage(&key, 18).unwrap();
        assert_eq!((part.len, part.bytes[0]), (1, b'd'));
        assert_eq!(store.preimage(&key, 19), Err(PreimageError::OutOfRange { key, offset: 19, len: 19 }));
        assert!(matches!(store.preimage(&[2; 32], 0), Err(PreimageError::Missing { .. })));
    }
}
