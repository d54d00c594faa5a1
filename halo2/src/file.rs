//! The contents of the backend's files.
//!
//! halo2's readers trust their input, so all sizes are checked here before halo2 sees a byte or anything is reserved.

pub use circuit::file::{Kind, PARTS, PROVING, REFERENCE, SEGMENTS, VERIFYING, finish, open, start};

use super::system::SystemError;

/// Bytes that are no such file, or a size or a constraint system that halo2 must not see.
pub type FileError = circuit::file::FileError<SystemError>;

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
        Ok(Self { bytes: open(bytes, kind)?, what: kind.name.what })
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
