//! A host made of a source of whole pre-images: keeps the one that is being read, since a guest reads it in
//! pieces of 8 bytes.

use super::{Host, HostError, PreimageError, PreimagePart, Source};
use crate::keccak::Hash;

/// A host whose pre-images and hints are a source's.
#[derive(Debug, Clone)]
pub struct Oracle<S> {
    source: S,
    last: Option<(Hash, Vec<u8>)>,
    fetched: u64,
    bytes: u64,
}

impl<S: Source> Oracle<S> {
    /// A host for this source.
    pub fn new(source: S) -> Self {
        Self { source, last: None, fetched: 0, bytes: 0 }
    }

    /// The source.
    pub fn source_mut(&mut self) -> &mut S {
        &mut self.source
    }

    /// The source, for keeps.
    pub fn into_source(self) -> S {
        self.source
    }

    /// Pre-images fetched, and their bytes.
    pub fn fetched(&self) -> (u64, u64) {
        (self.fetched, self.bytes)
    }
}

impl<S: Source> Host for Oracle<S> {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        if self.last.as_ref().is_none_or(|(last, _)| last != key) {
            let preimage = self.source.fetch(key)?.ok_or(PreimageError::Missing { key: *key, offset })?;
            self.fetched += 1;
            self.bytes += preimage.len() as u64;
            self.last = Some((*key, preimage));
        }
        match &self.last {
            Some((_, preimage)) => PreimagePart::of(key, preimage, offset),
            None => Err(PreimageError::Missing { key: *key, offset }),
        }
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.source.hint(hint)
    }
}
