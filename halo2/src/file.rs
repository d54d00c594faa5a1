//! Files of the backend: seven bytes of magic, one of the format's version, then the contents, then keccak256 of
//! all before it.
//!
//! The checksum finds damage, not malice: anyone can compute it. halo2's readers trust their input, so all sizes
//! are checked here before halo2 sees a byte or anything is reserved.

use sha3::{Digest, Keccak256};
use thiserror::Error;

use super::system::SystemError;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name.
    pub what: &'static str,
    /// First bytes.
    pub magic: [u8; 7],
    /// Version of its format, the byte after them.
    pub version: u8,
}

/// Bytes that are no such file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError {
    /// Another kind of file.
    #[error("not a {} file: it does not start with {:?}", .0.what, String::from_utf8_lossy(&.0.magic))]
    Magic(Kind),
    /// A version of the format that is not read.
    #[error("the {} has format {got}, this program reads {}: make it again", .kind.what, .kind.version)]
    Version {
        /// What is read.
        kind: Kind,
        /// Its version.
        got: u8,
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
    /// A size outside what is supported, or a constraint system that halo2 must not see.
    #[error(transparent)]
    System(#[from] SystemError),
    /// Anything else.
    #[error("malformed: {0}")]
    Malformed(String),
}

/// A new file's first bytes.
pub fn start(kind: Kind) -> Vec<u8> {
    let mut bytes = kind.magic.to_vec();
    bytes.push(kind.version);
    bytes
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
    /// Checks magic, version and checksum.
    ///
    /// # Errors
    /// Another kind of file, or a damaged one.
    pub fn open(bytes: &'a [u8], kind: Kind) -> Result<Self, FileError> {
        let what = kind.what;
        let length = FileError::Length { what, expected: 40, got: bytes.len() };
        let contents = bytes.strip_prefix(&kind.magic).ok_or(FileError::Magic(kind))?;
        let (version, contents) = contents.split_first().ok_or(length.clone())?;
        if *version != kind.version {
            return Err(FileError::Version { kind, got: *version });
        }
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

    /// A list in borsh of at most `most` values, which `what` names; nothing is read of a longer one.
    ///
    /// # Errors
    /// A list that is too long, or malformed bytes.
    pub fn list<T: borsh::BorshDeserialize>(
        &mut self,
        what: &'static str,
        most: u64,
    ) -> Result<Vec<T>, FileError> {
        let count: u32 = self.value()?;
        if u64::from(count) > most {
            return Err(SystemError::NotAllowed { what, got: count.into(), most }.into());
        }
        // Every value takes a byte, so a list longer than what is left is not reserved either.
        let mut list = Vec::with_capacity((count as usize).min(self.bytes.len()));
        for _ in 0..count {
            list.push(self.value()?);
        }
        Ok(list)
    }

    /// All that is left.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes
    }
}
