//! Files that players keep: read whole, if they are not longer than any that is written.

use super::ChainError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Longest file that is read, in bytes.
pub const MAX_FILE: u64 = 64 << 20;

/// The bytes of a file.
///
/// # Errors
/// [`ChainError::Store`] for one that cannot be read, or is longer than [`MAX_FILE`].
pub fn read_kept(path: &Path) -> Result<Vec<u8>, ChainError> {
    let failed = |cause: String| ChainError::Store { path: path.to_owned(), cause };
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
    match bytes.len() as u64 > MAX_FILE {
        true => Err(failed(format!("more than {MAX_FILE} bytes"))),
        false => Ok(bytes),
    }
}
