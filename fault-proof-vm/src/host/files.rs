//! Pre-images in a folder: one file each, `ab12/ab12…` after the 64 hex digits of its key, in folders by the
//! first four. The bytes are the pre-image and nothing else.
//!
//! A file has its name when it is whole ([`crate::files`]). Reading checks length and digest: a store that somebody else wrote can be wrong, but not misleading.

use super::{HostError, Source, key};
use crate::files;
use crate::keccak::Hash;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A folder of pre-images.
#[derive(Debug, Clone)]
pub struct FileStore {
    folder: PathBuf,
    limit: u64,
}

impl FileStore {
    /// The store in `folder`, which must be there.
    pub fn open(folder: &Path) -> Result<Self, HostError> {
        match fs::metadata(folder) {
            Ok(metadata) if metadata.is_dir() => {
                Ok(Self { folder: folder.to_owned(), limit: super::protocol::MAX_PREIMAGE })
            }
            Ok(_) => Err(failure(folder, "not a folder")),
            Err(error) => Err(failure(folder, error)),
        }
    }

    /// The store in `folder`, which is made if it is not there.
    pub fn create(folder: &Path) -> Result<Self, HostError> {
        fs::create_dir_all(folder).map_err(|error| failure(folder, error))?;
        Self::open(folder)
    }

    /// Refuses pre-images longer than this.
    pub fn with_limit(self, limit: u64) -> Self {
        Self { limit, ..self }
    }

    /// The file for a key, there or not.
    pub fn path(&self, key: &Hash) -> PathBuf {
        let name = hex::encode(key);
        self.folder.join(&name[..4]).join(name)
    }

    /// Adds the pre-image of a key, which must fit it.
    pub fn insert(&self, key: &Hash, preimage: &[u8]) -> Result<(), HostError> {
        if !key::admits(key, preimage) {
            return Err(HostError::Content { key: *key, len: preimage.len() });
        }
        let path = self.path(key);
        let write = || {
            fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
            files::write(&path, preimage)
        };
        write().map_err(|error| failure(&path, error))
    }

    /// Adds a pre-image under its Keccak-256 key, and returns that.
    pub fn insert_keccak(&self, preimage: &[u8]) -> Result<Hash, HostError> {
        let key = key::keccak(preimage);
        self.insert(&key, preimage).map(|()| key)
    }

    /// Adds a pre-image under its SHA-256 key, and returns that.
    pub fn insert_sha256(&self, preimage: &[u8]) -> Result<Hash, HostError> {
        let key = key::sha256(preimage);
        self.insert(&key, preimage).map(|()| key)
    }

    /// Adds a local value.
    pub fn insert_local(&self, ident: u64, value: &[u8]) -> Result<(), HostError> {
        self.insert(&key::local(ident), value)
    }
}

impl Source for FileStore {
    fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
        let path = self.path(key);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failure(&path, error)),
        };
        let mut preimage = Vec::new();
        file.take(self.limit.saturating_add(1))
            .read_to_end(&mut preimage)
            .map_err(|error| failure(&path, error))?;
        let len = preimage.len() as u64;
        if len > self.limit {
            return Err(failure(&path, format!("longer than the limit of {} bytes", self.limit)));
        }
        match key::admits(key, &preimage) {
            true => Ok(Some(preimage)),
            false => Err(HostError::Content { key: *key, len: preimage.len() }),
        }
    }
}

fn failure(path: &Path, cause: impl ToString) -> HostError {
    HostError::Store { path: path.display().to_string(), cause: cause.to_string() }
}
