//! Files of the backends: seven bytes of magic, one of the format's version, then the contents, then keccak256 of all
//! before it.
//!
//! The checksum finds damage, not malice: anyone can compute it.

use sha3::{Digest, Keccak256};
use std::convert::Infallible;
use thiserror::Error;

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

/// Bytes that are no such file. `E` is what a backend refuses contents for, beside what is malformed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError<E = Infallible> {
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
    /// Contents that are not allowed.
    #[error(transparent)]
    Contents(#[from] E),
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

/// Checks magic, version and checksum, and gives the contents.
///
/// # Errors
/// Another kind of file, or a damaged one.
pub fn open<E>(bytes: &[u8], kind: Kind) -> Result<&[u8], FileError<E>> {
    let what = kind.what;
    let short = || FileError::Length { what, expected: 40, got: bytes.len() };
    let contents = bytes.strip_prefix(&kind.magic).ok_or(FileError::Magic(kind))?;
    let (version, contents) = contents.split_first().ok_or_else(short)?;
    if *version != kind.version {
        return Err(FileError::Version { kind, got: *version });
    }
    let split = contents.len().checked_sub(32).and_then(|at| contents.split_at_checked(at));
    let (contents, checksum) = split.ok_or_else(short)?;
    if Keccak256::digest(&bytes[..bytes.len() - 32])[..] != *checksum {
        return Err(FileError::Checksum { what });
    }
    Ok(contents)
}
