//! Keys and proofs of a circuit in segments ([`circuit::segment`]): a key and a proof for each part, and what binds them.
//!
//! A proof has, beside those of the parts, the hashes of what lies between them. The public values of each part are made of
//! those of the whole and of these hashes by the key's wiring, so a tensor between parts has one hash for all of them: a part that
//! was proved for another one is refused. Which tensor has that hash, nobody can have two answers to ([`crate::hashed`]), and its
//! salt, which is no public value, is part of what is found.
//!
//! The key's files of parts say of themselves which circuits they are for; whoever has the circuit makes the key again.

use circuit::segment::{Wiring, WiringError};
use circuit::{Digest, Hash, PublicValues};
use thiserror::Error;

use super::file::{self, FileError, Kind, Reader, finish, start};
use super::key::{Statement, VerifyingKey};
use super::limits::Limits;
use super::proof::{self, Reject};
use super::public::{MAX_SLOTS, in_order};
use super::srs::SrsName;

/// The key's file.
const KEY: Kind = Kind { name: file::SEGMENTS, version: 1 };
/// The proof's file.
const PROOF: Kind = Kind { name: file::PARTS, version: 1 };
/// Most parts.
const MAX_PARTS: u64 = 1 << 12;
/// What cannot happen.
const WRITTEN: &str = "writing to memory does not fail";

/// All that verification needs beside public values and proof.
#[derive(Clone, Debug)]
pub struct SegmentsKey {
    cuts: Vec<u32>,
    wiring: Wiring,
    keys: Vec<Vec<u8>>,
    /// What each of the keys says.
    statements: Vec<Statement>,
}

/// The proofs of all parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentsProof {
    /// A hash for each wire between parts.
    pub hashes: Vec<Hash>,
    /// A proof for each part.
    pub proofs: Vec<Vec<u8>>,
}

/// Why a proof is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SegmentsReject {
    /// Not a proof for each part.
    #[error("{got} proofs, and there are {expected} segments")]
    Parts {
        /// Parts of the key.
        expected: usize,
        /// Proofs given.
        got: usize,
    },
    /// Public values, or hashes between parts, that are none of the key's.
    #[error("public values: {0}")]
    Values(#[from] WiringError),
    /// A part's key that cannot be read.
    #[error("the key of segment {part}: {source}")]
    Key {
        /// Which one.
        part: usize,
        /// Why.
        source: FileError,
    },
    /// A part's proof that is refused, for the public values that it has in the whole.
    #[error("segment {part}: {source}")]
    Part {
        /// Which one.
        part: usize,
        /// Why.
        source: Reject,
    },
}

impl SegmentsKey {
    /// Of a circuit with these cuts and this wiring, whose parts have these keys, as files.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn new(
        cuts: Vec<u32>,
        wiring: Wiring,
        keys: Vec<Vec<u8>>,
        limits: Limits,
    ) -> Result<Self, FileError> {
        let malformed = |what: String| Err(FileError::Malformed(what));
        if let Err(e) = wiring.check() {
            return malformed(format!("the wiring binds nothing: {e}"));
        }
        let parts = wiring.parts.len();
        if parts == 0 || keys.len() != parts || cuts.len() + 1 != parts {
            return malformed(format!("{parts} parts, {} keys, {} cuts", keys.len(), cuts.len()));
        }
        let statements: Vec<Statement> =
            keys.iter().map(|key| Statement::from_bytes(key, limits)).collect::<Result<_, _>>()?;
        for (part, statement) in statements.iter().enumerate() {
            let slots: Vec<_> = in_order(&statement.slots).into_iter().map(|s| s.tensor.clone()).collect();
            if wiring.slots(part).ok() != Some(slots) {
                return malformed(format!("the public tensors of segment {part} are not those of its wires"));
            }
            if (statement.srs, statement.g2) != (statements[0].srs, statements[0].g2) {
                return malformed(format!("segment {part} has another reference string than segment 0"));
            }
        }
        Ok(Self { cuts, wiring, keys, statements })
    }

    /// Whether these are the first bytes of such a file.
    pub fn begins(bytes: &[u8]) -> bool {
        bytes.starts_with(&file::SEGMENTS.magic)
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(KEY);
        borsh::to_writer(&mut bytes, &(&self.cuts, &self.wiring, &self.keys)).expect(WRITTEN);
        finish(bytes)
    }

    /// Reads a file: what its keys say, and that its wiring is theirs and binds them. halo2's parts of the keys are read when a proof
    /// is verified.
    ///
    /// # Errors
    /// See [`FileError`]; a part's key that costs more than `limits` allow.
    pub fn from_bytes(bytes: &[u8], limits: Limits) -> Result<Self, FileError> {
        let mut reader = Reader::open(bytes, KEY)?;
        let cuts = reader.list("the number of cuts", MAX_PARTS)?;
        let wiring = Wiring {
            shown: reader.list("the number of public tensors", MAX_SLOTS)?,
            inner: reader.list("the number of tensors between segments", MAX_SLOTS)?,
            parts: reader.list("the number of segments", MAX_PARTS)?,
        };
        let keys = reader.list("the number of keys", MAX_PARTS)?;
        end(&reader, KEY)?;
        Self::new(cuts, wiring, keys, limits)
    }

    /// Number of parts.
    pub fn parts(&self) -> usize {
        self.keys.len()
    }

    /// The relations before which the circuit was cut.
    pub fn cuts(&self) -> &[u32] {
        &self.cuts
    }

    /// What binds the parts.
    pub fn wiring(&self) -> &Wiring {
        &self.wiring
    }

    /// What each part's key says.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The file of each part's key.
    pub fn keys(&self) -> &[Vec<u8>] {
        &self.keys
    }

    /// The whole's name: a label, unless the key comes from a source that is trusted for the circuit.
    pub fn digest(&self) -> Digest {
        self.wiring.digest(&self.statements.iter().map(|s| s.digest).collect::<Vec<_>>())
    }

    /// The reference string of all parts.
    pub fn srs(&self) -> SrsName {
        self.statements[0].srs
    }

    /// Verifies one part's proof, for these public values of it.
    ///
    /// # Errors
    /// [`SegmentsReject`].
    pub fn verify_part(
        &self,
        part: usize,
        values: &PublicValues,
        proof: &[u8],
        limits: Limits,
    ) -> Result<(), SegmentsReject> {
        let parts = self.parts();
        let key = self.keys.get(part).ok_or(WiringError::Part { part, parts })?;
        let key = VerifyingKey::from_bytes_within(key, limits)
            .map_err(|source| SegmentsReject::Key { part, source })?;
        proof::verify(&key, values, proof).map_err(|source| SegmentsReject::Part { part, source })
    }

    /// Verifies a proof of a run of the whole with these public values. One part's key and public values are held at a time.
    ///
    /// # Errors
    /// [`SegmentsReject`] says which check failed.
    pub fn verify(
        &self,
        public: &PublicValues,
        proof: &SegmentsProof,
        limits: Limits,
    ) -> Result<(), SegmentsReject> {
        let (expected, got) = (self.parts(), proof.proofs.len());
        if expected != got {
            return Err(SegmentsReject::Parts { expected, got });
        }
        let values = self.wiring.values(public, &proof.hashes)?;
        for (part, (values, proof)) in values.zip(&proof.proofs).enumerate() {
            self.verify_part(part, &values, proof, limits)?;
        }
        Ok(())
    }
}

impl SegmentsProof {
    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(PROOF);
        borsh::to_writer(&mut bytes, &(&self.hashes, &self.proofs)).expect(WRITTEN);
        finish(bytes)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let mut reader = Reader::open(bytes, PROOF)?;
        let hashes = reader.list("the number of tensors between segments", MAX_SLOTS)?;
        let proofs = reader.list("the number of proofs", MAX_PARTS)?;
        end(&reader, PROOF)?;
        Ok(Self { hashes, proofs })
    }
}

/// Refuses bytes that nothing reads.
fn end(reader: &Reader<'_>, kind: Kind) -> Result<(), FileError> {
    match reader.rest().len() {
        0 => Ok(()),
        got => Err(FileError::Malformed(format!("{got} bytes after the {}", kind.name.what))),
    }
}
