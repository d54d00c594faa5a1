//! A folder that remembers the page hashes of images, by identity.
//!
//! `<identity>.pages` holds 32 bytes for each page. It needs no checksum: the identity is recomputed from the
//! hashes whenever they are read. `<place>.note`, kept and read only where the owner of the cache asks for it,
//! says which identity a file had when it was hashed: the place is a hash of path, offset and range, and the
//! note holds what the file system says about the file. A note can be wrong if someone changes a file and sets
//! its times back; the pages then fail their check when they are touched.

use super::{Source, canonical};
use crate::files::write_cached;
use crate::keccak::{Hash, keccak256};
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Bytes of what a note says about its file: eight numbers.
const FILE_STATE_BYTES: usize = 64;

/// A folder of hashes.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
    trust_file_times: bool,
}

impl Cache {
    /// A cache in a folder, which is made when something is to be kept. A cache that cannot be written or read
    /// costs time and nothing else.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), trust_file_times: false }
    }

    /// Has the cache take a file for the one it hashed if its path, inode, length and times of change are the
    /// same. Without this an image must be opened by its identity to make use of the cache.
    pub fn trust_file_times(self) -> Self {
        Self { trust_file_times: true, ..self }
    }

    /// The page hashes kept for an identity. Whether they lead to it is for the caller to check.
    pub(super) fn hashes(&self, identity: &Hash, pages: u64) -> Option<Vec<Hash>> {
        let path = self.pages_file(identity);
        let len = fs::metadata(&path).ok()?.len();
        if Some(len) != pages.checked_mul(32) {
            return None;
        }
        let bytes = fs::read(&path).ok()?;
        (bytes.len() as u64 == len).then(|| bytes.as_chunks().0.to_vec())
    }

    /// The identity noted for a file that seems not to have changed since.
    pub(super) fn noted(&self, source: &Source, file: &File) -> Option<Hash> {
        if !self.trust_file_times {
            return None;
        }
        let note = fs::read(self.note_file(source)).ok()?;
        let (state, identity) = note.split_at_checked(FILE_STATE_BYTES)?;
        (state == file_state(file)?).then(|| identity.try_into().ok()).flatten()
    }

    /// Keeps the hashes of an image.
    pub(super) fn keep(&self, source: &Source, file: &File, identity: &Hash, hashes: &[Hash]) {
        let kept = fs::create_dir_all(&self.folder)
            .and_then(|()| write_cached(&self.pages_file(identity), hashes.as_flattened()));
        if kept.is_ok()
            && self.trust_file_times
            && let Some(state) = file_state(file)
        {
            // A note that cannot be written is one that is not there.
            let _ = write_cached(&self.note_file(source), &[&state[..], identity].concat());
        }
    }

    fn pages_file(&self, identity: &Hash) -> PathBuf {
        self.folder.join(format!("{}.pages", hex::encode(identity)))
    }

    fn note_file(&self, source: &Source) -> PathBuf {
        let path = canonical(&source.path);
        let range = [source.offset, source.first_page, source.pages].map(u64::to_be_bytes);
        let place = keccak256(&[range.as_flattened(), path.as_os_str().as_encoded_bytes()].concat());
        self.folder.join(format!("{}.note", hex::encode(place)))
    }
}

/// What the file system says about a file.
fn file_state(file: &File) -> Option<[u8; FILE_STATE_BYTES]> {
    let about = file.metadata().ok()?;
    let times = [about.mtime(), about.mtime_nsec(), about.ctime(), about.ctime_nsec()].map(|t| t as u64);
    let numbers = [about.dev(), about.ino(), about.len(), 0, times[0], times[1], times[2], times[3]]
        .map(u64::to_be_bytes);
    numbers.as_flattened().try_into().ok()
}
