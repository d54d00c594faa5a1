//! Files as shared bytes: mapped, so that what is large is read from where it lies and is in memory once, or not at all.

use bytes::Bytes;
use std::fs::File;
use std::io;
use std::path::Path;

/// The bytes of the file at `path`.
///
/// Whoever shortens the file while it is mapped ends this process, and whoever changes it changes what is read: a
/// file is mapped where it is ours, or where it lies beside others that the user keeps as they are.
///
/// # Errors
/// The file is not there, cannot be read, or is no file that can be mapped.
pub fn map(path: &Path) -> io::Result<Bytes> {
    // Asked before it is opened: that would wait for whoever is to write to a pipe.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(Bytes::new());
    }
    // SAFETY: a private, read-only mapping; that the file stays as it is, is the caller's to know, as said above.
    Ok(Bytes::from_owner(unsafe { memmap2::Mmap::map(&file)? }))
}
