//! What goes wrong between the machine and its host. None of it is the machine's fault, and none of it may
//! pass for an exception of the machine, but for a pre-image that does not exist.

use crate::keccak::Hash;
use thiserror::Error;

/// A failure of the host: its server, its pipes or its files.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HostError {
    /// The server could not be started.
    #[error("the pre-image server '{command}' does not start: {cause}")]
    Start {
        /// The command.
        command: String,
        /// Why.
        cause: String,
    },
    /// The other side closed its end, or the pipe failed.
    #[error("the other side of the {channel} channel is gone while {doing}: {cause}")]
    Gone {
        /// `hint` or `pre-image`.
        channel: &'static str,
        /// What was being done.
        doing: String,
        /// What is known.
        cause: String,
    },
    /// No answer in time.
    #[error("no answer on the {channel} channel within {limit:?} while {doing}")]
    Timeout {
        /// `hint` or `pre-image`.
        channel: &'static str,
        /// What was being done.
        doing: String,
        /// The limit.
        limit: std::time::Duration,
    },
    /// A message longer than accepted.
    #[error("a message of {len} bytes on the {channel} channel is longer than the limit of {limit}")]
    TooLong {
        /// `hint` or `pre-image`.
        channel: &'static str,
        /// Bytes announced.
        len: u64,
        /// The limit.
        limit: u64,
    },
    /// A hint was answered by another byte than zero.
    #[error("a hint was acknowledged with byte {got}, not 0")]
    Acknowledgement {
        /// The byte.
        got: u8,
    },
    /// A pre-image that does not hash to its key.
    #[error("the {len} bytes given for key 0x{} do not hash to it", hex::encode(key))]
    Content {
        /// The key.
        key: Hash,
        /// Bytes given.
        len: usize,
    },
    /// A file of a store that cannot be read or written.
    #[error("pre-image store: {path}: {cause}")]
    Store {
        /// The file or folder.
        path: String,
        /// Why.
        cause: String,
    },
    /// The contents of a region of memory that a guest maps are not here.
    #[error("no contents for a region of 2^{log2_size} bytes with root 0x{}", hex::encode(root))]
    Subtree {
        /// The region's root.
        root: Hash,
        /// log2 of its size in bytes.
        log2_size: u32,
    },
    /// A pre-image that a server has not got.
    #[error("no pre-image for key 0x{}", hex::encode(key))]
    Missing {
        /// The key.
        key: Hash,
    },
}

/// A pre-image the host cannot give. The guest must not ask for it: there is no successor state.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PreimageError {
    /// The host has nothing under this key (and offset, where parts are held).
    #[error("no pre-image for key 0x{} at offset {offset}", hex::encode(key))]
    Missing {
        /// The key.
        key: Hash,
        /// The offset, length prefix included.
        offset: u64,
    },
    /// The offset is beyond the end.
    #[error(
        "offset {offset} in the pre-image of key 0x{} is beyond its {len} bytes, prefix included",
        hex::encode(key)
    )]
    OutOfRange {
        /// The key.
        key: Hash,
        /// The offset asked for.
        offset: u64,
        /// Bytes of the pre-image with its 8-byte length prefix.
        len: u64,
    },
    /// The host failed: whether the pre-image exists is not known.
    #[error(transparent)]
    Host(#[from] HostError),
}
