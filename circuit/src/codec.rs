//! Canonical bytes of a graph, and the digest that names the computation in proofs and disputes alike.
//!
//! The encoding is borsh (little-endian, lengths first). Origins are not part of the digest: a file holds
//! them after the graph. Decoding is safe on hostile bytes: no type nests, and borsh reserves memory for
//! what it has read, not for the length it was told. What was decoded still has to be validated.

use borsh::{BorshDeserialize, BorshSerialize};
use sha3::{Digest as _, Keccak256};
use std::{fmt, io};
use thiserror::Error;

use super::{Graph, Origin, Relation, VERSION};

/// First bytes of a circuit file.
const MAGIC: [u8; 8] = *b"o2c-circ";

/// keccak256 over the canonical encoding without origins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Bytes that are no circuit.
#[derive(Debug, Error)]
pub enum DecodeError {
    /// Not a circuit file at all.
    #[error("not a circuit file: it does not start with {:?}", String::from_utf8_lossy(&MAGIC))]
    Magic,
    /// Another version of the format.
    #[error("circuit version {got}, expected {VERSION}")]
    Version {
        /// The file's version.
        got: u32,
    },
    /// Truncated, trailing or malformed bytes.
    #[error("malformed circuit: {0}")]
    Malformed(#[from] io::Error),
    /// Not one origin for each tensor and assertion.
    #[error("circuit has {got} origins for {expected} tensors and assertions")]
    Origins {
        /// Number of tensors and assertions.
        expected: usize,
        /// Number of origins.
        got: usize,
    },
}

/// Feeds a writer's bytes to the hash.
struct Hasher(Keccak256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Graph {
    /// The digest of everything but the origins.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher(Keccak256::new());
        borsh::to_writer(&mut hasher, self).expect("hashing does not fail");
        Digest(hasher.0.finalize().into())
    }

    /// Writes the circuit file.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&self, to: &mut impl io::Write) -> io::Result<()> {
        let assertions = self.relations.iter().filter_map(Relation::origin);
        let origins: Vec<&Origin> = self.tensors.iter().map(|t| &t.origin).chain(assertions).collect();
        to.write_all(&MAGIC)?;
        borsh::to_writer(&mut *to, self)?;
        borsh::to_writer(to, &origins)
    }

    /// The circuit file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes).expect("writing to memory does not fail");
        bytes
    }

    /// Reads a circuit file. The result is well-formed bytes only; see [`Graph::validate`].
    ///
    /// # Errors
    /// [`DecodeError`] for anything but exactly one circuit of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or(DecodeError::Magic)?;
        let got = u32::deserialize(&mut &*rest)?;
        if got != VERSION {
            return Err(DecodeError::Version { got });
        }
        let mut graph = Self::deserialize(&mut rest)?;
        let origins = Vec::<Origin>::try_from_slice(rest)?;
        let assertions = graph.relations.iter_mut().filter_map(Relation::origin_mut);
        let places: Vec<&mut Origin> =
            graph.tensors.iter_mut().map(|t| &mut t.origin).chain(assertions).collect();
        if origins.len() != places.len() {
            return Err(DecodeError::Origins { expected: places.len(), got: origins.len() });
        }
        places.into_iter().zip(origins).for_each(|(place, origin)| *place = origin);
        Ok(graph)
    }
}
