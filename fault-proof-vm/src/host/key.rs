//! Keys of pre-images: 32 bytes, of which the first says what the rest is.
//!
//! | byte 0 | type | the other 31 bytes | checked on reading |
//! |---|---|---|---|
//! | 1 | local | a number, given to this run only | no |
//! | 2 | keccak | of the Keccak-256 digest of the pre-image | yes |
//! | 3 | generic | reserved | no |
//! | 4 | sha256 | of the SHA-256 digest of the pre-image | yes |
//! | 5 | blob | of H(commitment ‖ z); the pre-image is a field element of a blob | no |
//! | 6 | precompile | of H(address ‖ gas ‖ input); the pre-image is status and output of the call | no |
//! | 129–255 | application | whatever the application says | no |
//!
//! Type 0 is illegal and 7 to 128 are reserved. What is not checked here is checked by the oracle contract.

use crate::keccak::{Hash, keccak256};
use sha2::{Digest, Sha256};
use std::fmt;

/// What a key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// A value given to this run.
    Local,
    /// A Keccak-256 pre-image.
    Keccak,
    /// Reserved for a generic way of proving.
    Generic,
    /// A SHA-256 pre-image.
    Sha256,
    /// A point of a blob, proved by its commitment.
    Blob,
    /// The result of a precompiled contract.
    Precompile,
    /// An application's own.
    Application(u8),
    /// No type: 0, or reserved.
    Unknown(u8),
}

impl KeyType {
    /// The type of a key.
    pub fn of(key: &Hash) -> Self {
        match key[0] {
            1 => Self::Local,
            2 => Self::Keccak,
            3 => Self::Generic,
            4 => Self::Sha256,
            5 => Self::Blob,
            6 => Self::Precompile,
            other @ 129.. => Self::Application(other),
            other => Self::Unknown(other),
        }
    }

    /// The first byte of keys of this type.
    pub fn byte(self) -> u8 {
        match self {
            Self::Local => 1,
            Self::Keccak => 2,
            Self::Generic => 3,
            Self::Sha256 => 4,
            Self::Blob => 5,
            Self::Precompile => 6,
            Self::Application(byte) | Self::Unknown(byte) => byte,
        }
    }

    fn key(self, mut digest: Hash) -> Hash {
        digest[0] = self.byte();
        digest
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Keccak => f.write_str("keccak"),
            Self::Generic => f.write_str("generic"),
            Self::Sha256 => f.write_str("sha256"),
            Self::Blob => f.write_str("blob"),
            Self::Precompile => f.write_str("precompile"),
            Self::Application(byte) => write!(f, "application {byte}"),
            Self::Unknown(byte) => write!(f, "unknown type {byte}"),
        }
    }
}

/// Key of a local value, as the guest writes it.
pub fn local(ident: u64) -> Hash {
    let mut key = [0; 32];
    key[24..].copy_from_slice(&ident.to_be_bytes());
    KeyType::Local.key(key)
}

/// Key under which the oracle contract holds a local value: `H(key ‖ sender ‖ context)` of type local, the
/// sender as a 32-byte word. Other keys are the same inside and outside.
pub fn localise(key: &Hash, sender: &[u8; 20], local_context: &Hash) -> Hash {
    if KeyType::of(key) != KeyType::Local {
        return *key;
    }
    let mut word = [0; 32];
    word[12..].copy_from_slice(sender);
    KeyType::Local.key(keccak256(&[*key, word, *local_context].concat()))
}

/// Key of a Keccak-256 pre-image.
pub fn keccak(preimage: &[u8]) -> Hash {
    KeyType::Keccak.key(keccak256(preimage))
}

/// Key of a SHA-256 pre-image.
pub fn sha256(preimage: &[u8]) -> Hash {
    KeyType::Sha256.key(Sha256::digest(preimage).into())
}

/// Key of the value of a blob's polynomial at `z`, given the commitment to it.
pub fn blob(commitment: &[u8; 48], z: &Hash) -> Hash {
    KeyType::Blob.key(keccak256(&[&commitment[..], z].concat()))
}

/// Key of the result of a precompiled contract, called with so much gas.
pub fn precompile(address: &[u8; 20], gas: u64, input: &[u8]) -> Hash {
    KeyType::Precompile.key(keccak256(&[&address[..], &gas.to_be_bytes(), input].concat()))
}

/// Whether `preimage` can be what `key` stands for: exact for digests, and true where nothing can be said.
pub fn admits(key: &Hash, preimage: &[u8]) -> bool {
    match KeyType::of(key) {
        KeyType::Keccak => keccak(preimage) == *key,
        KeyType::Sha256 => sha256(preimage) == *key,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_bytes_agree() {
        for byte in 0..=255 {
            let mut key = [7; 32];
            key[0] = byte;
            let kind = KeyType::of(&key);
            assert_eq!(kind.byte(), byte);
            assert_eq!(matches!(kind, KeyType::Unknown(_)), matches!(byte, 0 | 7..=128), "{kind}");
        }
    }

    #[test]
    fn keys_of_digests_admit_their_pre_images_only() {
        for key in [keccak(b"abc"), sha256(b"abc")] {
            assert!(admits(&key, b"abc") && !admits(&key, b"abd") && !admits(&key, b""));
        }
        assert!(
            hex::encode(sha256(b"abc"))
                .ends_with("7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
        assert!(admits(&local(3), b"anything"));
    }

    #[test]
    fn composed_keys() {
        assert_eq!(local(0x0102)[..], [&[1][..], &[0; 29], &[1, 2]].concat());
        let (sender, context) = ([0xaa; 20], [0xbb; 32]);
        let localised = localise(&local(5), &sender, &context);
        let preimage = [&local(5)[..], &[0; 12], &sender, &context].concat();
        assert_eq!((localised[0], &localised[1..]), (1, &keccak256(&preimage)[1..]));
        assert_eq!(localise(&keccak(b"x"), &sender, &context), keccak(b"x"));
        let blob = blob(&[3; 48], &[4; 32]);
        assert_eq!((blob[0], &blob[1..]), (5, &keccak256(&[&[3; 48][..], &[4; 32]].concat())[1..]));
        let precompile = precompile(&[1; 20], 2, b"in");
        let preimage = [&[1; 20][..], &[0, 0, 0, 0, 0, 0, 0, 2], b"in"].concat();
        assert_eq!((precompile[0], &precompile[1..]), (6, &keccak256(&preimage)[1..]));
    }
}
