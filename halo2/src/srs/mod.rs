//! The structured reference string: powers of a secret, one for all circuits up to a size.
//!
//! Whoever knows the secret can prove anything. What is made here is **unsafe**, for development: the secret is
//! drawn and dropped, but whoever ran the program could have kept it, and one that is drawn from a seed is known to
//! everybody. A production string comes from a ceremony ([`ceremony`]). Every file says which of the three it is, and so does
//! every verifying key ([`name`]).
//!
//! File: mark (32 bytes), `k` (little-endian), `2^k` powers in G1, the same in Lagrange form, the generator of G2
//! and the secret in G2; points uncompressed.

use ff::Field;
use halo2_proofs::SerdeFormat;
use halo2_proofs::arithmetic::best_multiexp;
use halo2_proofs::poly::EvaluationDomain;
use halo2_proofs::poly::commitment::{Blind, Params, ParamsProver};
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2curves::bn256::{Bn256, Fr, G1Affine, G2Affine, pairing};
use halo2curves::group::cofactor::CofactorGroup;
use halo2curves::group::prime::PrimeCurveAffine;
use halo2curves::serde::SerdeObject;
use rand::rngs::OsRng;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::borrow::Cow;
use std::fmt;

use super::file::{self, FileError, Kind, Reader, finish, start};
use super::system::{MAX_K, SystemError};

pub mod ceremony;
pub mod name;
mod places;

pub use ceremony::Ceremony;
pub use name::{Fingerprint, Origin, SrsName};

/// The file.
const KIND: Kind = Kind { name: file::REFERENCE, version: 1 };
/// Smallest size that halo2 can use.
const MIN_K: u32 = 4;

/// A reference string.
#[derive(Clone, Debug)]
pub struct Srs {
    pub(crate) params: ParamsKZG<Bn256>,
    /// The Lagrange form, which halo2 does not hand out.
    lagrange: Vec<G1Affine>,
    origin: Origin,
}

impl Srs {
    /// Largest file that is read: the largest string and its head.
    pub const MAX_BYTES: u64 = (128 << MAX_K) + (1 << 16);

    /// Powers up to `2^k` of a secret from the system's randomness, which is dropped: **unsafe**, for development.
    ///
    /// # Errors
    /// `k` outside 4..=22.
    pub fn random(k: u32) -> Result<Self, FileError> {
        Self::drawn(k, OsRng, Origin::OneParty)
    }

    /// Powers up to `2^k` of a secret drawn from `seed`: **unsafe**, the same bytes everywhere.
    ///
    /// # Errors
    /// `k` outside 4..=22.
    pub fn from_seed(k: u32, seed: u64) -> Result<Self, FileError> {
        Self::drawn(k, ChaCha20Rng::seed_from_u64(seed), Origin::Seed)
    }

    fn drawn(k: u32, rng: impl RngCore, origin: Origin) -> Result<Self, FileError> {
        check_k(k, MAX_K)?;
        Ok(Self::of(ParamsKZG::setup(k, rng), origin))
    }

    fn of(params: ParamsKZG<Bn256>, origin: Origin) -> Self {
        let (bytes, size) = (raw(&params), 64 << params.k());
        let points = bytes[4 + size..4 + 2 * size].chunks_exact(64);
        let lagrange = points.map(G1Affine::from_raw_bytes_unchecked).collect();
        Self { params, lagrange, origin }
    }

    /// The size: circuits of up to `2^k` rows.
    pub fn k(&self) -> u32 {
        self.params.k()
    }

    /// Its name.
    pub fn name(&self) -> SrsName {
        SrsName { origin: self.origin, fingerprint: Fingerprint::of(&self.params.s_g2()) }
    }

    /// The string for `2^k` rows; itself if it has that size.
    ///
    /// # Errors
    /// A string that is too small.
    pub fn for_k(&self, k: u32) -> Result<Cow<'_, Self>, FileError> {
        check_k(k, self.k())?;
        if k == self.k() {
            return Ok(Cow::Borrowed(self));
        }
        let mut params = self.params.clone();
        params.downsize(k);
        Ok(Cow::Owned(Self::of(params, self.origin)))
    }

    /// The powers of the secret.
    pub fn powers(&self) -> &[G1Affine] {
        self.params.get_g()
    }

    /// Their Lagrange form, over the rows of a table of that size.
    pub fn lagrange(&self) -> &[G1Affine] {
        &self.lagrange
    }

    /// halo2's form of it.
    pub fn halo2(&self) -> &ParamsKZG<Bn256> {
        &self.params
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(KIND);
        bytes.extend_from_slice(self.origin.mark());
        bytes.append(&mut raw(&self.params));
        finish(bytes)
    }

    /// Reads a file: header, checksum, size, every point on the curve, those of G2 in the right subgroup. Whether
    /// the points are powers of one secret is left to [`Self::check_powers`].
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let mut reader = Reader::open(bytes, KIND)?;
        let origin = Origin::read(&mut reader)?;
        let rest = reader.rest();
        let k = rest.first_chunk::<4>().map(|b| u32::from_le_bytes(*b)).unwrap_or(0);
        check_k(k, MAX_K)?;
        let expected = 4 + (2usize << k) * 64 + 2 * 128;
        if rest.len() != expected {
            return Err(FileError::Length { what: KIND.name.what, expected, got: rest.len() });
        }
        check_g1(&rest[4..4 + (2usize << k) * 64])?;
        let [g2, s_g2] = read_g2(&rest[rest.len() - 256..])?;
        check_g2(g2, s_g2)?;
        let params = ParamsKZG::read_custom(&mut &*rest, SerdeFormat::RawBytes)
            .map_err(|e| FileError::Malformed(e.to_string()))?;
        Ok(Self::of(params, origin))
    }

    /// Checks that the points are the powers of one secret, and their Lagrange form: `g₀` is the generator,
    /// `e(Σ rᵢ·gᵢ₊₁, g₂) = e(Σ rᵢ·gᵢ, s·g₂)` and both forms give the same commitment to a random polynomial. A string
    /// that fails passes with a probability of 2^-250. Five products of the string's size.
    ///
    /// # Errors
    /// [`FileError::Malformed`] with the check that failed.
    pub fn check_powers(&self) -> Result<(), FileError> {
        let fail = |what: &str| Err(FileError::Malformed(format!("reference string: {what}")));
        let powers = self.params.get_g();
        if powers[0] != G1Affine::generator() {
            return fail("the generator of G1 is another");
        }
        let r: Vec<Fr> = powers.iter().map(|_| Fr::random(OsRng)).collect();
        let combined = |points: &[G1Affine]| G1Affine::from(best_multiexp(&r[1..], points));
        let (low, high) = (combined(&powers[..powers.len() - 1]), combined(&powers[1..]));
        if pairing(&high, &self.params.g2()) != pairing(&low, &self.params.s_g2()) {
            return fail("the points are not powers of one secret");
        }
        let domain = EvaluationDomain::new(1, self.k());
        let values = domain.lagrange_from_vec(r);
        let lagrange = self.params.commit_lagrange(&values, Blind::default());
        if lagrange != self.params.commit(&domain.lagrange_to_coeff(values), Blind::default()) {
            return fail("the Lagrange form is not that of the powers");
        }
        Ok(())
    }
}

fn check_k(k: u32, most: u32) -> Result<(), FileError> {
    if (MIN_K..=most).contains(&k) {
        return Ok(());
    }
    Err(SystemError::Size { what: "k", got: k.into(), least: MIN_K.into(), most: most.into() }.into())
}

/// Checks that these are points of G1, which halo2's reader does not do: it looks at the coordinates only. The identity
/// is all zeros.
pub(crate) fn check_g1(bytes: &[u8]) -> Result<(), FileError> {
    let is_point =
        |point: &[u8]| G1Affine::from_raw_bytes(point).is_some() || point.iter().all(|byte| *byte == 0);
    match bytes.chunks(64).position(|point| !is_point(point)) {
        Some(index) => Err(FileError::Malformed(format!("point {index} is not on the curve"))),
        None => Ok(()),
    }
}

/// Reads two points on the curve of G2.
pub(crate) fn read_g2(bytes: &[u8]) -> Result<[G2Affine; 2], FileError> {
    match bytes.split_at_checked(128).map(|(a, b)| (G2Affine::from_raw_bytes(a), G2Affine::from_raw_bytes(b)))
    {
        Some((Some(a), Some(b))) => Ok([a, b]),
        _ => Err(FileError::Malformed("a point of G2 is not on the curve".into())),
    }
}

/// Checks the points of G2 of a string, which are on the curve: it has other subgroups too.
pub(crate) fn check_g2(g2: G2Affine, s_g2: G2Affine) -> Result<(), FileError> {
    if g2 != G2Affine::generator() {
        return Err(FileError::Malformed("the generator of G2 is another".into()));
    }
    if bool::from(s_g2.is_identity()) || !bool::from(s_g2.to_curve().is_torsion_free()) {
        return Err(FileError::Malformed("the secret in G2 is zero or in another subgroup".into()));
    }
    Ok(())
}

/// halo2's form of a string as bytes.
fn raw(params: &ParamsKZG<Bn256>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 + (128 << params.k()) + 256);
    params.write_custom(&mut bytes, SerdeFormat::RawBytes).expect("writing to memory does not fail");
    bytes
}

impl fmt::Display for Srs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (for 2^{} rows)", self.name(), self.k())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy with byte `i` changed and the checksum made anew.
    fn changed(bytes: &[u8], i: usize) -> Vec<u8> {
        let mut contents = bytes[..bytes.len() - 32].to_vec();
        contents[i] ^= 1;
        finish(contents)
    }

    #[test]
    fn files_round_trip_and_damage_is_found() {
        let srs = Srs::from_seed(4, 1).unwrap();
        assert!(srs.to_string().contains("UNSAFE"));
        let bytes = srs.to_bytes();
        let read = Srs::from_bytes(&bytes).unwrap();
        assert_eq!((read.k(), read.name()), (4, srs.name()));
        read.check_powers().unwrap();
        for i in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[i] ^= 1;
            assert!(Srs::from_bytes(&bad).is_err(), "byte {i}");
            assert!(Srs::from_bytes(&bytes[..i]).is_err(), "length {i}");
        }
        for i in 0..bytes.len() - 32 {
            let bad = Srs::from_bytes(&changed(&bytes, i));
            assert!(bad.is_err(), "byte {i} with a checksum that says so");
        }
        assert!(Srs::from_seed(40, 1).is_err());
        assert_eq!(srs.for_k(4).unwrap().k(), 4);
        assert!(srs.for_k(5).is_err());
    }

    #[test]
    fn origins_and_secrets_differ() {
        let [a, b] = [(); 2].map(|()| Srs::random(4).unwrap());
        assert_eq!((a.name().origin, b.name().origin), (Origin::OneParty, Origin::OneParty));
        assert_ne!(a.name().fingerprint, b.name().fingerprint, "two secrets are the same");
        let [a, b] = [4, 5].map(|k| Srs::from_seed(k, 7).unwrap());
        assert_eq!(a.name(), b.name(), "the size is no part of the name");
        assert_eq!(a.name().origin, Origin::Seed);
        assert_eq!(b.for_k(4).unwrap().to_bytes(), a.to_bytes());
        assert_ne!(Srs::from_seed(4, 8).unwrap().name(), a.name());
    }

    #[test]
    fn strings_that_are_no_powers_are_found() {
        let mixed = |spoil: &dyn Fn(&mut Vec<G1Affine>, &mut Vec<G1Affine>)| {
            let srs = Srs::from_seed(4, 1).unwrap();
            let (mut powers, mut lagrange) = (srs.powers().to_vec(), srs.lagrange().to_vec());
            spoil(&mut powers, &mut lagrange);
            let (g2, s_g2) = (srs.params.g2(), srs.params.s_g2());
            let params = srs.params.from_parts(4, powers, Some(lagrange), g2, s_g2);
            Srs::of(params, Origin::Seed).check_powers()
        };
        mixed(&|_, _| {}).unwrap();
        let other = Srs::from_seed(4, 2).unwrap();
        assert!(mixed(&|powers, _| powers.swap(3, 4)).is_err());
        assert!(mixed(&|powers, _| powers[15] = powers[14]).is_err());
        assert!(mixed(&|powers, _| *powers = other.powers().to_vec()).is_err());
        assert!(mixed(&|powers, _| powers[0] = powers[1]).is_err());
        assert!(mixed(&|_, form| form.swap(0, 15)).is_err());
        assert!(mixed(&|_, form| *form = other.lagrange().to_vec()).is_err());
    }
}
