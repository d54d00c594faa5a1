//! Blobs (EIP-4844): 4096 field elements beside a transaction, which nodes keep for some weeks and a contract knows by a hash of their
//! commitment alone. Bytes lie in the low 31 of each element; commitments and openings are in [`kzg`].

pub mod kzg;

use fault_proof_vm::Hash;
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;

use kzg::{Point, Setup};

/// Elements of a blob.
pub const ELEMENTS: u64 = 4096;
/// Bytes that an element holds.
pub const ELEMENT_BYTES: u64 = 31;
/// Most blobs of a transaction.
pub const MOST_BLOBS: usize = 6;
/// Units of gas that a blob takes.
pub const BLOB_GAS: u64 = 1 << 17;
/// Bytes of an element.
const WIDTH: usize = 32;
/// Bytes of a blob.
pub const BLOB_BYTES: usize = WIDTH * ELEMENTS as usize;
/// What a versioned hash begins with.
const VERSION: u8 = 1;

/// Bytes that are no blob or too many, and points that are not those of the ceremony.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BlobError {
    /// A blob of another size.
    #[error("a blob has {BLOB_BYTES} bytes, {got} are given")]
    Length {
        /// Bytes given.
        got: usize,
    },
    /// More than a transaction can bring.
    #[error("{bytes} bytes take {blobs} blobs, and a transaction has {MOST_BLOBS} at most")]
    TooLong {
        /// Bytes.
        bytes: usize,
        /// Blobs that they take.
        blobs: usize,
    },
    /// An element that is none.
    #[error("element {at} of the blob is not less than the order of the field")]
    Element {
        /// Its number.
        at: usize,
    },
    /// A file that is not that of the ceremony.
    #[error("{}: {cause}", path.display())]
    Setup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// A blob.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob(Arc<[u8]>);

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Blob(…)")
    }
}

/// A blob with what nodes take beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sidecar {
    /// The blob.
    pub blob: Blob,
    /// The commitment.
    pub commitment: Point,
    /// A proof of the blob as a whole, or those of its cells for nodes that sample.
    pub proofs: Vec<Point>,
}

impl Blob {
    /// A blob of these bytes.
    ///
    /// # Errors
    /// [`BlobError::Length`].
    pub fn new(bytes: &[u8]) -> Result<Self, BlobError> {
        match bytes.len() {
            BLOB_BYTES => Ok(Self(bytes.into())),
            got => Err(BlobError::Length { got }),
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What a contract knows it by.
    ///
    /// # Errors
    /// [`BlobError::Element`].
    pub fn versioned_hash(&self, setup: &Setup) -> Result<Hash, BlobError> {
        Ok(versioned(&setup.commit(&setup.values(&self.0)?)))
    }
}

impl Sidecar {
    /// A blob with its commitment and proofs: those of its cells, if nodes sample.
    ///
    /// # Errors
    /// [`BlobError::Element`].
    pub fn new(setup: &Setup, blob: Blob, cells: bool) -> Result<Self, BlobError> {
        let values = setup.values(blob.bytes())?;
        let commitment = setup.commit(&values);
        let proofs = match cells {
            true => setup.prove_cells(&values),
            false => vec![setup.prove(blob.bytes(), &values, &commitment)],
        };
        Ok(Self { blob, commitment, proofs })
    }

    /// What a contract knows the blob by.
    pub fn versioned_hash(&self) -> Hash {
        versioned(&self.commitment)
    }

    /// Its bytes: blob, commitment, proofs.
    pub fn encode(&self) -> Vec<u8> {
        [self.blob.bytes(), &self.commitment, self.proofs.as_flattened()].concat()
    }

    /// Reads its bytes.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (blob, points) = bytes.split_at_checked(BLOB_BYTES)?;
        let (points, []) = points.as_chunks() else { return None };
        let (commitment, proofs) = points.split_first()?;
        Some(Self { blob: Blob::new(blob).ok()?, commitment: *commitment, proofs: proofs.to_vec() })
    }
}

/// What a contract knows the blob of a commitment by.
fn versioned(commitment: &Point) -> Hash {
    let mut hash: Hash = Sha256::digest(commitment).into();
    hash[0] = VERSION;
    hash
}

/// The blobs that hold some bytes, one at least. Zeros at the end take no room.
///
/// # Errors
/// [`BlobError::TooLong`].
pub fn pack(bytes: &[u8]) -> Result<Vec<Blob>, BlobError> {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let capacity = (ELEMENTS * ELEMENT_BYTES) as usize;
    let blobs = end.div_ceil(capacity).max(1);
    if blobs > MOST_BLOBS {
        return Err(BlobError::TooLong { bytes: end, blobs });
    }
    let bytes = &bytes[..end];
    let blob = |number: usize| {
        let mut elements = vec![0; BLOB_BYTES];
        let ours = bytes.get(number * capacity..).unwrap_or_default();
        let parts = ours.chunks(ELEMENT_BYTES as usize).take(ELEMENTS as usize);
        for (element, part) in elements.chunks_mut(WIDTH).zip(parts) {
            element[1..=part.len()].copy_from_slice(part);
        }
        Blob(elements.into())
    };
    Ok((0..blobs).map(blob).collect())
}

/// The first bytes that blobs hold, with zeros behind them if there are too few. The highest byte of an element is nobody's.
pub fn unpack(blobs: &[Blob], size: usize) -> Vec<u8> {
    let elements = blobs.iter().flat_map(|blob| blob.0.chunks(WIDTH));
    let elements = elements.take(size.div_ceil(ELEMENT_BYTES as usize));
    let mut bytes: Vec<u8> = elements.flat_map(|element| element[1..].iter().copied()).collect();
    bytes.resize(size, 0);
    bytes
}

/// The commitment (48 bytes) of the blob that elements lie in, all in one, and their openings (80 bytes each). Elements behind the last blob
/// have none.
///
/// # Errors
/// [`BlobError::Element`].
pub fn openings(
    setup: &Setup,
    blobs: &[Blob],
    elements: Range<u64>,
) -> Result<(Vec<u8>, Vec<u8>), BlobError> {
    let Some(blob) = blobs.get((elements.start / ELEMENTS) as usize) else { return Ok(Default::default()) };
    let values = setup.values(blob.bytes())?;
    let mut openings = Vec::new();
    for element in elements {
        let (value, proof) = setup.open(&values, (element % ELEMENTS) as usize);
        openings.extend([&value[..], &proof].concat());
    }
    Ok((setup.commit(&values).to_vec(), openings))
}
