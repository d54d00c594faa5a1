//! Pre-images in memory: whole ones, or single parts as the oracle contract holds them.

use super::{Host, HostError, PreimageError, PreimagePart, Source, key};
use crate::keccak::Hash;
use std::collections::HashMap;

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
        let key = key::keccak(&preimage);
        self.insert(key, preimage);
        key
    }

    /// Adds a pre-image under its SHA-256 key, and returns that.
    pub fn insert_sha256(&mut self, preimage: Vec<u8>) -> Hash {
        let key = key::sha256(&preimage);
        self.insert(key, preimage);
        key
    }

    /// Adds a local value.
    pub fn insert_local(&mut self, ident: u64, value: Vec<u8>) {
        self.insert(key::local(ident), value);
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

impl Source for PreimageStore {
    fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.0.get(key).cloned())
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
    use crate::keccak::keccak256;

    #[test]
    fn parts_start_with_the_length() {
        let mut store = PreimageStore::default();
        let key = store.insert_keccak(b"hello world".to_vec());
        assert_eq!(key[0], 2);
        assert_eq!(key[1..], keccak256(b"hello world")[1..]);
        let part = store.preimage(&key, 0).unwrap();
        assert_eq!((part.len, &part.bytes[..12]), (19, &b"\0\0\0\0\0\0\0\x0bhell"[..]));
        let part = store.preimage(&key, 7).unwrap();
        assert_eq!((part.len, &part.bytes[..4]), (12, &b"\x0bhel"[..]));
        let part = store.preimage(&key, 18).unwrap();
        assert_eq!((part.len, part.bytes[0]), (1, b'd'));
        assert_eq!(store.preimage(&key, 19), Err(PreimageError::OutOfRange { key, offset: 19, len: 19 }));
        assert!(matches!(store.preimage(&[2; 32], 0), Err(PreimageError::Missing { .. })));
    }
}
