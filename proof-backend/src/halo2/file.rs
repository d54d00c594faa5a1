//! Files of the backend: eight bytes of magic, then the contents, then keccak256 of all before it.
//!
//! halo2's readers trust their input; behind the checksum they see only what this program wrote, or what
//! somebody forged on purpose, for which sizes are still checked before anything is reserved.

use sha3::{Digest, Keccak256};
use thiserror::Error;

/// Bytes that are no such file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError {
    /// Another kind of file.
    #[error("not a {what} file: it does not start with {:?}", String::from_utf8_lossy(.magic))]
    Magic {
        /// What was expected.
        what: &'static str,
        /// Its first bytes.
        magic: [u8; 8],
    },
    /// Too short or too long.
    #[error("the {what} has {got} bytes, expected {expected}")]
    Length {
        /// What is read.
        what: &'static str,
        /// Its length.
        expected: usize,
        /// The length given.
        got: usize,
    },
    /// Damaged.
    #[error("the {what} file's checksum does not match its contents")]
    Checksum {
        /// What is read.
        what: &'static str,
    },
    /// A size outside what is supported.
    #[error("{what} is {got}, outside {least}..={most}")]
    Size {
        /// Which one.
        what: &'static str,
        /// Its value.
        got: u64,
        /// Smallest.
        least: u64,
        /// Largest.
        most: u64,
    },
    /// Anything else.
    #[error("malformed: {0}")]
    Malformed(String),
}

/// A new file's first bytes.
pub fn start(magic: [u8; 8]) -> Vec<u8> {
    magic.to_vec()
}

/// Appends the checksum.
pub fn finish(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = Keccak256::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    bytes
}

/// The contents of a file.
pub struct Reader<'a> {
    bytes: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    /// Checks magic and checksum.
    ///
    /// # Errors
    /// Another kind of file, or a damaged one.
    pub fn open(bytes: &'a [u8], magic: [u8; 8], what: &'static str) -> Result<Self, FileError> {
        let contents = bytes.strip_prefix(&magic).ok_or(FileError::Magic { what, magic })?;
        let length = FileError::Length { what, expected: 40, got: bytes.len() };
        let (contents, checksum) =
            contents.split_at_checked(contents.len().wrapping_sub(32)).ok_or(length)?;
        if Keccak256::digest(&bytes[..bytes.len() - 32])[..] != *checksum {
            return Err(FileError::Checksum { what });
        }
        Ok(Self { bytes: contents, what })
    }

    /// The next bytes.
    ///
    /// # Errors
    /// Too few left.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], FileError> {
        let short = FileError::Length { what: self.what, expected: count, got: self.bytes.len() };
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(short)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// A value in borsh.
    ///
    /// # Errors
    /// Malformed bytes.
    pub fn value<T: borsh::BorshDeserialize>(&mut self) -> Result<T, FileError> {
        T::deserialize(&mut self.bytes).map_err(|e| FileError::Malformed(e.to_string()))
    }

    /// All that is left.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }
}
