//! What the machine asks of its host: pre-images by key, hints that announce them, and an ear for what the
//! guest prints. Only pre-images can change a state.
//!
//! * [`Host`] is what the machine wants, a part of a pre-image at a time; [`Source`] is what stores and
//!   servers offer, whole pre-images. [`Oracle`] makes a host of a source.
//! * [`PreimageStore`] and [`PartStore`] hold pre-images in memory, [`FileStore`] in a folder.
//! * [`key`]: key types, and how keys are made.
//! * [`protocol`]: the messages of the pipes. [`Client`] speaks it as machines and native guests do,
//!   [`serve`] as a server does, and [`Server`] is a process at the other end of four pipes.

mod client;
mod error;
mod files;
pub mod key;
mod oracle;
mod process;
pub mod protocol;
mod server;
mod store;
mod subtrees;

pub use client::{Channels, Client, Hints};
pub use error::{HostError, PreimageError};
pub use files::FileStore;
pub use key::KeyType;
pub use oracle::Oracle;
pub use process::{Server, Spawned, inherited, spawn};
pub use server::serve;
pub use store::{PartStore, PreimageStore};
pub use subtrees::Subtrees;

use crate::keccak::Hash;
use crate::memory::Memory;

/// Key type of a Keccak-256 pre-image: the first byte of its key.
pub const KECCAK_KEY: u8 = 2;

/// Up to 32 bytes of a pre-image: what one read sees at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreimagePart {
    /// The bytes, zero beyond `len`.
    pub bytes: [u8; 32],
    /// How many of them belong to the pre-image.
    pub len: usize,
}

impl PreimagePart {
    /// The part at `offset` of a pre-image preceded by its length as a u64.
    pub fn of(key: &Hash, preimage: &[u8], offset: u64) -> Result<Self, PreimageError> {
        let prefix = (preimage.len() as u64).to_be_bytes();
        let len = preimage.len() as u64 + 8;
        if offset >= len {
            return Err(PreimageError::OutOfRange { key: *key, offset, len });
        }
        let mut part = Self { bytes: [0; 32], len: (len - offset).min(32) as usize };
        let in_prefix = prefix.get(offset as usize..).unwrap_or_default();
        let in_data = &preimage[(offset as usize).saturating_sub(8)..];
        part.bytes.iter_mut().zip(in_prefix.iter().chain(in_data)).for_each(|(out, byte)| *out = *byte);
        Ok(part)
    }
}

/// A host. The methods' defaults are those of a host that offers nothing and listens to nothing.
pub trait Host {
    /// Up to 32 bytes of the pre-image of `key` from `offset` on; its length as a u64 comes first.
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        Err(PreimageError::Missing { key: *key, offset })
    }

    /// A memory that holds, at `address`, the `2^log2_size` bytes with this root; the rest of it is not looked
    /// at. The caller compares the root.
    fn subtree(&mut self, root: &Hash, _address: u64, log2_size: u32) -> Result<Memory, HostError> {
        Err(HostError::Subtree { root: *root, log2_size })
    }

    /// A whole hint, without its length prefix.
    fn hint(&mut self, _hint: &[u8]) -> Result<(), HostError> {
        Ok(())
    }

    /// Bytes the guest wrote to standard output (1) or standard error (2).
    fn output(&mut self, _descriptor: u64, _bytes: &[u8]) {}

    /// Whether hints and output are of interest. If not, their bytes are not even read from memory, and hints
    /// may be of any length.
    fn listens(&self) -> bool {
        true
    }
}

/// Where whole pre-images come from.
pub trait Source {
    /// The pre-image of `key`, if there is one. The caller need not check digests.
    fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError>;

    /// A hint: what will be asked for, in the application's own words.
    fn hint(&mut self, _hint: &[u8]) -> Result<(), HostError> {
        Ok(())
    }
}

/// A host that offers nothing: for guests whose only system call is `exit_group`.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl Host for NoHost {}

impl Source for NoHost {
    fn fetch(&mut self, _key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
        Ok(None)
    }
}

impl<H: Host + ?Sized> Host for Box<H> {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        (**self).preimage(key, offset)
    }

    fn subtree(&mut self, root: &Hash, address: u64, log2_size: u32) -> Result<Memory, HostError> {
        (**self).subtree(root, address, log2_size)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        (**self).hint(hint)
    }

    fn output(&mut self, descriptor: u64, bytes: &[u8]) {
        (**self).output(descriptor, bytes);
    }

    fn listens(&self) -> bool {
        (**self).listens()
    }
}

impl<S: Source + ?Sized> Source for Box<S> {
    fn fetch(&mut self, key: &Hash) -> Result<Option<Vec<u8>>, HostError> {
        (**self).fetch(key)
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        (**self).hint(hint)
    }
}
