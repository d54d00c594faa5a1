//! Stopping at a pre-image: which one, and the host that notices it.

use crate::host::{Host, HostError, KeyType, PreimageError, PreimagePart};
use crate::keccak::Hash;
use crate::memory::Memory;
use std::str::FromStr;
use thiserror::Error;

/// After which read of a pre-image a run stops.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PreimageStop {
    /// Keys that start so, read at this offset, from this step on.
    pub key: Option<KeyStop>,
    /// Keys of this type; all of them for `Any`.
    pub kind: Option<KindStop>,
    /// Pre-images of more bytes than this, their length prefix included.
    pub larger_than: Option<u64>,
}

/// A read by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStop {
    /// What the key starts with.
    pub prefix: Vec<u8>,
    /// The offset read, length prefix included.
    pub offset: u64,
    /// The step counter before the read is at least this.
    pub step: u64,
}

/// Reads by the type of their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindStop {
    /// Any key.
    Any,
    /// Keys of one type.
    Only(KeyType),
}

/// A text that says no stop.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StopError {
    /// Not `PREFIX[@OFFSET[@STEP]]`.
    #[error("'{0}' is no pre-image to stop at: a key or the start of one in hex, then @OFFSET, then @STEP")]
    Key(String),
    /// No type of keys.
    #[error("'{0}' is no type of pre-images: local, keccak, sha256, blob, precompile or any")]
    Kind(String),
}

impl FromStr for KeyStop {
    type Err = StopError;

    /// `PREFIX[@OFFSET[@STEP]]`, the prefix in hex with or without `0x`; offset and step are 0 unless given.
    fn from_str(text: &str) -> Result<Self, StopError> {
        let bad = || StopError::Key(text.to_owned());
        let mut parts = text.splitn(3, '@');
        let digits = parts.next().unwrap_or_default();
        let prefix = hex::decode(digits.strip_prefix("0x").unwrap_or(digits)).map_err(|_| bad())?;
        let mut number = || parts.next().map_or(Ok(0), |part| part.parse().map_err(|_| bad()));
        let stop = Self { prefix, offset: number()?, step: number()? };
        if stop.prefix.is_empty() || stop.prefix.len() > 32 { Err(bad()) } else { Ok(stop) }
    }
}

impl FromStr for KindStop {
    type Err = StopError;

    fn from_str(text: &str) -> Result<Self, StopError> {
        Ok(match text {
            "any" => Self::Any,
            "local" => Self::Only(KeyType::Local),
            "keccak" => Self::Only(KeyType::Keccak),
            "sha256" => Self::Only(KeyType::Sha256),
            "blob" => Self::Only(KeyType::Blob),
            "precompile" => Self::Only(KeyType::Precompile),
            _ => return Err(StopError::Kind(text.to_owned())),
        })
    }
}

impl PreimageStop {
    /// Whether the run stops after this read. `len` is only asked for when it matters.
    fn holds(
        &self,
        key: &Hash,
        offset: u64,
        step: u64,
        len: impl FnOnce() -> Result<u64, PreimageError>,
    ) -> Result<bool, PreimageError> {
        let by_key =
            |stop: &KeyStop| key.starts_with(&stop.prefix) && stop.offset == offset && step >= stop.step;
        let by_kind = |stop: KindStop| match stop {
            KindStop::Any => true,
            KindStop::Only(kind) => KeyType::of(key) == kind,
        };
        if self.key.as_ref().is_some_and(by_key) || self.kind.is_some_and(by_kind) {
            return Ok(true);
        }
        self.larger_than.map_or(Ok(false), |limit| Ok(len()? > limit))
    }
}

/// A host that counts what is read, and makes the machine stop before a read that a run is to stop at.
#[derive(Debug, Clone)]
pub struct Watched<H> {
    /// The host behind it.
    pub host: H,
    pub(super) stop: PreimageStop,
    /// From which step on the stop counts: the machine runs many steps between two looks at its counter.
    pub(super) armed: bool,
    /// The read that a stop was found for.
    pub(super) found: bool,
    last: Option<Hash>,
    /// Pre-images asked for.
    pub requests: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl<H: Host> Watched<H> {
    /// Watches a host.
    pub fn new(host: H) -> Self {
        let stop = PreimageStop::default();
        Self { host, stop, armed: false, found: false, last: None, requests: 0, bytes: 0 }
    }

    /// Bytes of a pre-image with its length prefix.
    fn len(&mut self, key: &Hash) -> Result<u64, PreimageError> {
        let part = self.host.preimage(key, 0)?;
        let prefix = part.bytes.first_chunk().copied().unwrap_or_default();
        Ok(u64::from_be_bytes(prefix).saturating_add(8))
    }

    /// The whole pre-image with its length prefix, for the evidence of a step.
    pub(super) fn whole(&mut self, key: &Hash) -> Result<Vec<u8>, PreimageError> {
        let len = self.len(key)?;
        let mut bytes = Vec::new();
        while (bytes.len() as u64) < len {
            let part = self.host.preimage(key, bytes.len() as u64)?;
            match part.bytes.get(..part.len) {
                Some(more) if !more.is_empty() => bytes.extend_from_slice(more),
                _ => return Err(PreimageError::Missing { key: *key, offset: bytes.len() as u64 }),
            }
        }
        Ok(bytes)
    }
}

impl<H: Host> Host for Watched<H> {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        if self.armed {
            // The step is compared by the runner, which knows it.
            let stop = std::mem::take(&mut self.stop);
            let found = stop.holds(key, offset, u64::MAX, || self.len(key));
            self.stop = stop;
            if found? {
                self.found = true;
                return Err(PreimageError::Missing { key: *key, offset });
            }
        }
        let part = self.host.preimage(key, offset)?;
        if self.last != Some(*key) {
            self.last = Some(*key);
            self.requests += 1;
            self.bytes += self.len(key).map_or(0, |len| len.saturating_sub(8));
        }
        Ok(part)
    }

    fn subtree(&mut self, root: &Hash, address: u64, log2_size: u32) -> Result<Memory, HostError> {
        self.host.subtree(root, address, log2_size)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.host.hint(hint)
    }

    fn output(&mut self, descriptor: u64, bytes: &[u8]) {
        self.host.output(descriptor, bytes);
    }

    fn listens(&self) -> bool {
        self.host.listens()
    }
}

impl PreimageStop {
    /// Whether a stop found at `step` counts, given that key and offset match or another condition holds.
    pub(super) fn counts_at<H: Host>(
        &self,
        watched: &mut Watched<H>,
        key: &Hash,
        offset: u64,
        step: u64,
    ) -> Result<bool, PreimageError> {
        self.holds(key, offset, step, || watched.len(key))
    }

    /// Whether there is anything to stop at.
    pub(super) fn is_set(&self) -> bool {
        *self != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let stop: KeyStop = "0x02ab@16@1000".parse().unwrap();
        assert_eq!(stop, KeyStop { prefix: vec![2, 0xab], offset: 16, step: 1000 });
        assert_eq!("01".parse(), Ok(KeyStop { prefix: vec![1], offset: 0, step: 0 }));
        for bad in ["", "0x", "0", "zz", "02@", "02@x", "02@1@", "02@1@2@3", &"00".repeat(33)] {
            assert!(bad.parse::<KeyStop>().is_err(), "{bad}");
        }
        assert_eq!("blob".parse(), Ok(KindStop::Only(KeyType::Blob)));
        assert!("generic".parse::<KindStop>().unwrap_err().to_string().contains("'generic'"));
    }
}
