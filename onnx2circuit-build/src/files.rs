//! Files of a build, with errors that name them. Cargo makes a build that was killed again, so they are written plainly.

use std::fs;
use std::path::Path;

use crate::BuildError;

/// Makes a folder and those above it.
pub fn folder(path: &Path) -> Result<(), BuildError> {
    fs::create_dir_all(path).map_err(|e| BuildError::file(path, e))
}

/// Copies a file.
pub fn copy(from: &Path, to: &Path) -> Result<(), BuildError> {
    fs::copy(from, to).map(drop).map_err(|e| BuildError::file(from, e))
}

/// Writes a file.
#[cfg(feature = "compiler")]
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), BuildError> {
    fs::write(path, bytes).map_err(|e| BuildError::file(path, e))
}
