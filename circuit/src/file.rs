//! Files of the backends: seven bytes of magic, one of the format's version, then the contents, then keccak256 of all
//! before it.
//!
//! The checksum finds damage, not malice: anyone can compute it.

use sha3::{Digest, Keccak256};
use std::convert::Infallible;
use thiserror::Error;

/// What files are called, and begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Their name.
    pub what: &'static str,
    /// First bytes.
    pub magic: [u8; 7],
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Name and first bytes.
    pub name: Name,
    /// Version of its format, the byte after them.
    pub version: u8,
}

/// Verifying keys of halo2.
pub const VERIFYING: Name = Name { what: "verifying key", magic: *b"o2c-vk\0" };
/// Proving keys of halo2.
pub const PROVING: Name = Name { what: "proving key", magic: *b"o2c-pk\0" };
/// Verifying keys of circuits in parts.
pub const SEGMENTS: Name = Name { what: "verifying key in segments", magic: *b"o2c-vs\0" };
/// Proofs of circuits in parts.
pub const PARTS: Name = Name { what: "proof in segments", magic: *b"o2c-ps\0" };
/// Reference strings, but those that ceremonies publish.
pub const REFERENCE: Name = Name { what: "reference string", magic: *b"o2c-srs" };
/// Verifying keys of proofs by sumchecks.
pub const SUMS_VERIFYING: Name = Name { what: "verifying key for sumchecks", magic: *b"o2c-svk" };
/// Proving keys of proofs by sumchecks.
pub const SUMS_PROVING: Name = Name { what: "proving key for sumchecks", magic: *b"o2c-spk" };
/// All that there are.
const NAMES: [Name; 7] = [VERIFYING, PROVING, SEGMENTS, PARTS, REFERENCE, SUMS_VERIFYING, SUMS_PROVING];

/// What a file's first bytes say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Begins {
    /// There are none.
    #[error("an empty file")]
    Empty,
    /// One of ours.
    #[error("a {}", .0.what)]
    As(Name),
    /// Something else.
    #[error("a file that begins otherwise")]
    Otherwise,
}

impl Begins {
    /// What these bytes begin as.
    pub fn of(bytes: &[u8]) -> Self {
        match NAMES.into_iter().find(|name| bytes.starts_with(&name.magic)) {
            Some(name) => Self::As(name),
            None if bytes.is_empty() => Self::Empty,
            None => Self::Otherwise,
        }
    }
}

/// Bytes that are no such file. `E` is what a backend refuses contents for, beside what is malformed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FileError<E = Infallible> {
    /// Another kind of file.
    #[error("{got}, not a {} file", .kind.name.what)]
    Magic {
        /// What is read.
        kind: Kind,
        /// What it begins as.
        got: Begins,
    },
    /// A version of the format that is not read.
    #[error("the {} has format {got}, this program reads {}: make it again", .kind.name.what, .kind.version)]
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
    let mut bytes = kind.name.magic.to_vec();
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
    let what = kind.name.what;
    let short = || FileError::Length { what, expected: 40, got: bytes.len() };
    let contents = bytes
        .strip_prefix(&kind.name.magic)
        .ok_or_else(|| FileError::Magic { kind, got: Begins::of(bytes) })?;
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
