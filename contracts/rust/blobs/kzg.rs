//! KZG commitments to blobs, as EIP-4844 and EIP-7594 have them: a blob is a polynomial by its values at the 4096 roots of unity, in the
//! order of the indices' bits turned round. The points are those of Ethereum's ceremony, read from the file that it has published
//! (`trusted_setup.txt`) and held against its hash; nothing here is secret.

use ark_bls12_381::{Fr, G1Affine, G1Projective};
use ark_ec::{CurveGroup, VariableBaseMSM};
use ark_ff::{AdditiveGroup, BigInteger, FftField, Field, PrimeField, batch_inversion};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use sha2::{Digest, Sha256};
use std::path::Path;

use super::{BlobError, ELEMENTS, WIDTH};

/// SHA-256 of the file, in hexadecimal.
const HASH: &str = "d39b9f2d047cc9dca2de58f264b6a09448ccd34db967881a6713eacacf0f26b7";
/// Longest file that is read, in bytes: more than it has.
const MAX_FILE: u64 = 1 << 20;
/// Lines before the points, and points of the other group between those that are read.
const HEAD: usize = 2;
const OTHERS: usize = 65;
/// What the challenge of a blob's proof begins with.
const DOMAIN: &[u8; 16] = b"FSBLOBVERIFY_V1_";
/// Cells of a blob, twice as long as it is, and elements of one.
const CELLS: usize = 128;
const CELL: usize = 64;
const COUNT: usize = ELEMENTS as usize;

/// Bytes of a commitment and of a proof.
pub type Point = [u8; 48];

/// The points of the ceremony.
#[derive(Debug)]
pub struct Setup {
    /// Commitments to the polynomials that are 1 at one root of unity and 0 at the others, in the order of a blob.
    lagrange: Vec<G1Affine>,
    /// Commitments to powers.
    powers: Vec<G1Affine>,
    /// The roots of unity in the order of a blob.
    roots: Vec<Fr>,
}

/// A number whose bits are turned round.
fn turned(index: usize, count: usize) -> usize {
    index.reverse_bits() >> (usize::BITS - count.trailing_zeros())
}

fn bytes(point: G1Projective) -> Point {
    let mut bytes = [0; 48];
    let written = point.into_affine().serialize_compressed(&mut bytes[..]);
    written.expect("a compressed point has 48 bytes");
    bytes
}

fn number(element: &[u8]) -> Option<Fr> {
    let limbs: Vec<u64> =
        element.rchunks(8).map(|part| part.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))).collect();
    Fr::from_bigint(ark_ff::BigInt(limbs.try_into().ok()?))
}

impl Setup {
    /// Reads the file.
    ///
    /// # Errors
    /// [`BlobError::Setup`] for any other than the one that was published.
    pub fn read(path: &Path) -> Result<Self, BlobError> {
        let wrong = |cause: String| BlobError::Setup { path: path.to_owned(), cause };
        let length = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?.len();
        if length > MAX_FILE {
            return Err(wrong(format!("{length} bytes, {MAX_FILE} at most")));
        }
        let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let hash = hex::encode(Sha256::digest(&text));
        if hash != HASH {
            return Err(wrong(format!("its SHA-256 is {hash}, that of Ethereum's ceremony {HASH}")));
        }
        let text = String::from_utf8(text).map_err(|error| wrong(error.to_string()))?;
        let lines: Vec<&str> = text.lines().collect();
        let points = |from: usize| -> Option<Vec<G1Affine>> {
            let point = |line: &&str| {
                let bytes = hex::decode(line).ok()?;
                // The hash is known: what lies there are points of the group.
                G1Affine::deserialize_compressed_unchecked(&bytes[..]).ok()
            };
            lines.get(from..from + COUNT)?.iter().map(point).collect()
        };
        let natural = points(HEAD).ok_or_else(|| wrong("no points".to_owned()))?;
        let powers = points(HEAD + COUNT + OTHERS).ok_or_else(|| wrong("no powers".to_owned()))?;
        let lagrange = (0..COUNT).map(|at| natural[turned(at, COUNT)]).collect();
        let roots = roots(COUNT).ok_or_else(|| wrong("no roots of unity".to_owned()))?;
        Ok(Self { lagrange, powers, roots })
    }

    /// The values of a blob.
    ///
    /// # Errors
    /// [`BlobError::Element`] for one that is not less than the order of the field.
    pub fn values(&self, blob: &[u8]) -> Result<Vec<Fr>, BlobError> {
        let read = |(at, element)| number(element).ok_or(BlobError::Element { at });
        blob.chunks(WIDTH).enumerate().map(read).collect()
    }

    /// The commitment to values.
    pub fn commit(&self, values: &[Fr]) -> Point {
        bytes(sum(&self.lagrange, values))
    }

    /// The value at a root of unity, as 32 bytes, and its proof.
    pub fn open(&self, values: &[Fr], at: usize) -> ([u8; 32], Point) {
        let (z, y) = (self.roots[at], values[at]);
        // 1 / (w - z), with 1 in the place of the one that is left out.
        let mut inverses: Vec<Fr> = self.roots.iter().map(|w| *w - z).collect();
        inverses[at] = Fr::ONE;
        batch_inversion(&mut inverses);
        let mut quotient: Vec<Fr> =
            values.iter().zip(&inverses).map(|(value, inverse)| (*value - y) * inverse).collect();
        // There it is what the others leave: the sum of (f - y) w / (z (z - w)).
        let others: Fr = quotient.iter().zip(&self.roots).map(|(part, w)| *part * w).sum();
        quotient[at] = -others * self.roots[turned((COUNT - turned(at, COUNT)) % COUNT, COUNT)];
        let mut value = [0; 32];
        value.copy_from_slice(&y.into_bigint().to_bytes_be());
        (value, bytes(sum(&self.lagrange, &quotient)))
    }

    /// The proof of a blob as a whole: at a point that follows from it.
    pub fn prove(&self, blob: &[u8], values: &[Fr], commitment: &Point) -> Point {
        let degree = (COUNT as u128).to_be_bytes();
        let hash = Sha256::new().chain_update(DOMAIN).chain_update(degree).chain_update(blob);
        let z = Fr::from_be_bytes_mod_order(&hash.chain_update(commitment).finalize());
        let mut inverses: Vec<Fr> = self.roots.iter().map(|w| *w - z).collect();
        batch_inversion(&mut inverses);
        let parts = values.iter().zip(&inverses).zip(&self.roots);
        let sum_of: Fr = parts.map(|((value, inverse), w)| *value * w * inverse).sum();
        let y = (Fr::ONE - z.pow([ELEMENTS])) * Fr::from(ELEMENTS).inverse().unwrap_or(Fr::ZERO) * sum_of;
        let quotient: Vec<Fr> =
            values.iter().zip(&inverses).map(|(value, inverse)| (*value - y) * inverse).collect();
        bytes(sum(&self.lagrange, &quotient))
    }

    /// The proofs of a blob's cells: in each, of twice as many roots of unity, are the 64 whose 64th power is the same.
    pub fn prove_cells(&self, values: &[Fr]) -> Vec<Point> {
        let natural: Vec<Fr> = (0..COUNT).map(|at| values[turned(at, COUNT)]).collect();
        let (Some(domain), Some(roots)) = (Radix2EvaluationDomain::<Fr>::new(COUNT), roots(2 * COUNT)) else {
            return Vec::new();
        };
        let coefficients = domain.ifft(&natural);
        let proof = |cell: usize| {
            // Divided by X^64 - c, from the highest power down.
            let c = roots[CELL * cell].pow([CELL as u64]);
            let mut quotient = vec![Fr::ZERO; COUNT - CELL];
            for at in (0..COUNT - CELL).rev() {
                let carried = quotient.get(at + CELL).copied().unwrap_or(Fr::ZERO);
                quotient[at] = coefficients[at + CELL] + c * carried;
            }
            bytes(sum(&self.powers[..COUNT - CELL], &quotient))
        };
        (0..CELLS).map(proof).collect()
    }
}

/// So many roots of unity, the indices' bits turned round.
fn roots(count: usize) -> Option<Vec<Fr>> {
    let root = Fr::get_root_of_unity(count as u64)?;
    let mut natural = vec![Fr::ONE; count];
    for at in 1..count {
        natural[at] = natural[at - 1] * root;
    }
    Some((0..count).map(|at| natural[turned(at, count)]).collect())
}

fn sum(points: &[G1Affine], scalars: &[Fr]) -> G1Projective {
    let scalars: Vec<_> = scalars.iter().map(|scalar| scalar.into_bigint()).collect();
    G1Projective::msm_bigint(points, &scalars)
}
