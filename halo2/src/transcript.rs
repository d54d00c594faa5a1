//! The transcript of a proof: Keccak-256 over words, as a contract computes it cheaply.
//!
//! Every challenge is `keccak256(last digest ‖ all that was absorbed since)` modulo the scalar field's prime. The first
//! digest is over what the verifying key says, halo2's hash of its own part, and the public values as
//! [`pack`](super::public::pack) writes them; where nothing was absorbed since, a byte 1 is. Points are absorbed as two
//! coordinates, scalars as one word, big-endian. How much is absorbed between two challenges is the key's alone, so no
//! two transcripts of a key run together.
//!
//! A proof holds points compressed. The point at infinity is no part of any honest proof and is refused.

use ff::{FromUniformBytes, PrimeField};
use halo2_proofs::transcript::{EncodedChallenge, Transcript, TranscriptRead, TranscriptWrite};
use halo2curves::bn256::{Fq, G1Affine};
use halo2curves::group::GroupEncoding;
use halo2curves::group::prime::PrimeCurveAffine;
use sha3::{Digest, Keccak256};
use std::io::{Error, Read, Result};

use super::field::Fr;

/// A challenge: a digest modulo the prime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge(Fr);

impl EncodedChallenge<G1Affine> for Challenge {
    type Input = [u8; 32];

    fn new(digest: &[u8; 32]) -> Self {
        let mut wide = [0; 64];
        wide[..32].copy_from_slice(digest);
        wide[..32].reverse();
        Self(Fr::from_uniform_bytes(&wide))
    }

    fn get_scalar(&self) -> Fr {
        self.0
    }
}

/// What a transcript starts from.
#[derive(Clone, Debug)]
pub struct Start<'a> {
    /// Hash of what the verifying key says.
    pub statement: [u8; 32],
    /// The public values, packed.
    pub public: &'a [u8],
    /// How many they are: halo2 absorbs each as a scalar, which is passed over.
    pub count: usize,
}

/// The state of both sides.
#[derive(Clone, Debug)]
struct Sponge<'a> {
    hasher: Keccak256,
    /// Whether nothing was absorbed since the last challenge.
    fresh: bool,
    /// What halo2 still absorbs of the key and the public values: its hash of the key, then scalars.
    start: Option<Start<'a>>,
    /// Scalars to pass over.
    pass: usize,
}

impl<'a> Sponge<'a> {
    fn new(start: Start<'a>) -> Self {
        Self { hasher: Keccak256::new(), fresh: false, start: Some(start), pass: 0 }
    }

    fn absorb(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.fresh = false;
    }

    fn scalar(&mut self, scalar: &Fr) {
        self.absorb(&word(scalar.to_repr()));
    }

    fn point(&mut self, point: &G1Affine) -> Result<()> {
        if bool::from(point.is_identity()) {
            return Err(Error::other("the point at infinity is no part of a proof"));
        }
        let (x, y): (Fq, Fq) = (point.x, point.y);
        self.absorb(&word(x.to_repr()));
        self.absorb(&word(y.to_repr()));
        Ok(())
    }

    fn challenge(&mut self) -> Challenge {
        if self.fresh {
            self.absorb(&[1]);
        }
        let digest: [u8; 32] = self.hasher.finalize_reset().into();
        self.absorb(&digest);
        self.fresh = true;
        Challenge::new(&digest)
    }

    /// What both sides know: halo2's hash of its key first, then every public value.
    fn common(&mut self, scalar: &Fr) -> Result<()> {
        if let Some(start) = self.start.take() {
            self.absorb(&start.statement);
            self.scalar(scalar);
            self.absorb(start.public);
            self.pass = start.count;
            return Ok(());
        }
        self.pass = self.pass.checked_sub(1).ok_or_else(|| Error::other("more public values than given"))?;
        Ok(())
    }
}

/// A scalar or coordinate as a word, big-endian.
pub(super) fn word(mut little_endian: [u8; 32]) -> [u8; 32] {
    little_endian.reverse();
    little_endian
}

/// The prover's side.
pub struct Writer<'a> {
    sponge: Sponge<'a>,
    proof: Vec<u8>,
}

impl<'a> Writer<'a> {
    /// An empty proof.
    pub fn new(start: Start<'a>) -> Self {
        Self { sponge: Sponge::new(start), proof: Vec::new() }
    }

    /// The proof.
    pub fn finish(self) -> Vec<u8> {
        self.proof
    }
}

/// The verifier's side.
pub struct ProofReader<'a> {
    sponge: Sponge<'a>,
    proof: &'a [u8],
}

impl<'a> ProofReader<'a> {
    /// At the start of a proof.
    pub fn new(start: Start<'a>, proof: &'a [u8]) -> Self {
        Self { sponge: Sponge::new(start), proof }
    }

    fn part(&mut self) -> Result<[u8; 32]> {
        let mut part = [0; 32];
        self.proof.read_exact(&mut part)?;
        Ok(part)
    }
}

impl Transcript<G1Affine, Challenge> for Writer<'_> {
    fn squeeze_challenge(&mut self) -> Challenge {
        self.sponge.challenge()
    }

    fn common_point(&mut self, point: G1Affine) -> Result<()> {
        self.sponge.point(&point)
    }

    fn common_scalar(&mut self, scalar: Fr) -> Result<()> {
        self.sponge.common(&scalar)
    }
}

impl TranscriptWrite<G1Affine, Challenge> for Writer<'_> {
    fn write_point(&mut self, point: G1Affine) -> Result<()> {
        self.sponge.point(&point)?;
        self.proof.extend_from_slice(point.to_bytes().as_ref());
        Ok(())
    }

    fn write_scalar(&mut self, scalar: Fr) -> Result<()> {
        self.sponge.scalar(&scalar);
        self.proof.extend_from_slice(scalar.to_repr().as_ref());
        Ok(())
    }
}

impl Transcript<G1Affine, Challenge> for ProofReader<'_> {
    fn squeeze_challenge(&mut self) -> Challenge {
        self.sponge.challenge()
    }

    fn common_point(&mut self, point: G1Affine) -> Result<()> {
        self.sponge.point(&point)
    }

    fn common_scalar(&mut self, scalar: Fr) -> Result<()> {
        self.sponge.common(&scalar)
    }
}

impl TranscriptRead<G1Affine, Challenge> for ProofReader<'_> {
    fn read_point(&mut self) -> Result<G1Affine> {
        let point =
            read_point(&self.part()?).ok_or_else(|| Error::other("invalid point encoding in proof"))?;
        self.sponge.point(&point)?;
        Ok(point)
    }

    fn read_scalar(&mut self) -> Result<Fr> {
        let scalar = Option::<Fr>::from(Fr::from_repr(self.part()?));
        let scalar = scalar.ok_or_else(|| Error::other("invalid field element encoding in proof"))?;
        self.sponge.scalar(&scalar);
        Ok(scalar)
    }
}

/// A compressed point.
pub(super) fn read_point(bytes: &[u8; 32]) -> Option<G1Affine> {
    let mut compressed = <G1Affine as GroupEncoding>::Repr::default();
    compressed.as_mut().copy_from_slice(bytes);
    G1Affine::from_bytes(&compressed).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;

    fn start(public: &[u8], count: usize) -> Start<'_> {
        Start { statement: [7; 32], public, count }
    }

    fn reduced(digest: [u8; 32]) -> Fr {
        digest.iter().fold(Fr::ZERO, |acc, byte| acc * Fr::from(256) + Fr::from(u64::from(*byte)))
    }

    #[test]
    fn challenges_are_digests_of_all_that_was_absorbed() {
        let mut writer = Writer::new(start(b"public", 2));
        for scalar in [5, 1, 2] {
            writer.common_scalar(Fr::from(scalar)).unwrap();
        }
        assert!(writer.common_scalar(Fr::ONE).is_err(), "a third of two public values");
        let g = G1Affine::generator();
        writer.write_point(g).unwrap();
        let a = writer.squeeze_challenge();
        let b = writer.squeeze_challenge();
        writer.write_scalar(-Fr::ONE).unwrap();
        let c = writer.squeeze_challenge();
        let proof = writer.finish();

        let number = |v: u8| [&[0; 31][..], &[v]].concat();
        let first = Keccak256::digest([&[7; 32][..], &number(5), b"public", &number(1), &number(2)].concat());
        let second = Keccak256::digest([&first[..], &[1]].concat());
        let third = Keccak256::digest([&second[..], &word((-Fr::ONE).to_repr())].concat());
        let expected = [first, second, third].map(|d| reduced(d.into()));
        assert_eq!([a, b, c].map(|c| c.get_scalar()), expected);

        let mut reader = ProofReader::new(start(b"public", 2), &proof);
        for scalar in [5, 9, 9] {
            reader.common_scalar(Fr::from(scalar)).unwrap();
        }
        assert_eq!(reader.read_point().unwrap(), g);
        assert_eq!([reader.squeeze_challenge(), reader.squeeze_challenge()], [a, b]);
        assert_eq!((reader.read_scalar().unwrap(), reader.squeeze_challenge()), (-Fr::ONE, c));
        assert!(reader.read_scalar().is_err(), "beyond the end");
    }

    #[test]
    fn infinity_is_neither_written_nor_read() {
        let mut writer = Writer::new(start(b"", 0));
        assert!(writer.write_point(G1Affine::identity()).is_err());
        let infinity = G1Affine::identity().to_bytes();
        assert!(ProofReader::new(start(b"", 0), infinity.as_ref()).read_point().is_err());
    }
}
