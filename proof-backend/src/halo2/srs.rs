//! The structured reference string: powers of a secret, one for all circuits up to a size.
//!
//! What is made here is for **development**: whoever ran it could have kept the secret and prove anything.
//! Files say so in their header, and so does every display of one. A production string comes from a
//! ceremony, in the same file format with another mark.

use halo2_proofs::SerdeFormat;
use halo2_proofs::poly::commitment::Params;
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2curves::bn256::Bn256;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use sha3::{Digest, Keccak256};
use std::fmt;

use super::file::{FileError, Reader, finish, start};
use super::system::MAX_K;

/// First bytes of the file.
const MAGIC: [u8; 8] = *b"o2c-srs\0";
/// Smallest size that halo2 can use.
const MIN_K: u32 = 4;
/// Mark of a string whose secret somebody may know.
const UNSAFE: &[u8; 32] = b"UNSAFE: development secret\0\0\0\0\0\0";

/// A reference string made without a ceremony: **unsafe**, for development.
#[derive(Clone, Debug)]
pub struct UnsafeSrs {
    pub(super) params: ParamsKZG<Bn256>,
}

impl UnsafeSrs {
    /// Powers up to `2^k` of a secret drawn from `seed`; the same bytes everywhere.
    ///
    /// # Errors
    /// `k` outside 4..=22.
    pub fn from_seed(k: u32, seed: u64) -> Result<Self, FileError> {
        if !(MIN_K..=MAX_K).contains(&k) {
            return Err(FileError::Size {
                what: "k",
                got: k.into(),
                least: MIN_K.into(),
                most: MAX_K.into(),
            });
        }
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        Ok(Self { params: ParamsKZG::setup(k, &mut rng) })
    }

    /// The size: circuits of up to `2^k` rows.
    pub fn k(&self) -> u32 {
        self.params.k()
    }

    /// The string for `2^k` rows; itself if it has that size.
    ///
    /// # Errors
    /// A string that is too small.
    pub fn for_k(&self, k: u32) -> Result<std::borrow::Cow<'_, Self>, FileError> {
        if k > self.k() || k < MIN_K {
            return Err(FileError::Size {
                what: "k",
                got: k.into(),
                least: MIN_K.into(),
                most: self.k().into(),
            });
        }
        if k == self.k() {
            return Ok(std::borrow::Cow::Borrowed(self));
        }
        let mut params = self.params.clone();
        params.downsize(k);
        Ok(std::borrow::Cow::Owned(Self { params }))
    }

    /// Names the string: hash of its second power, by which two strings differ.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut bytes = Vec::new();
        let point = self.params.s_g2();
        halo2curves::serde::SerdeObject::write_raw(&point, &mut bytes)
            .expect("writing to memory does not fail");
        Keccak256::digest(bytes).into()
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = start(MAGIC);
        bytes.extend_from_slice(UNSAFE);
        self.params.write_custom(&mut bytes, SerdeFormat::RawBytes).expect("writing to memory does not fail");
        finish(bytes)
    }

    /// Reads a file: header, checksum, size, and every point on the curve.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FileError> {
        let mut reader = Reader::open(bytes, MAGIC, "reference string")?;
        if reader.take(32)? != UNSAFE {
            return Err(FileError::Malformed("the reference string has an unknown mark".into()));
        }
        let rest = reader.rest();
        let k = rest.first_chunk::<4>().map(|b| u32::from_le_bytes(*b)).unwrap_or(0);
        if !(MIN_K..=MAX_K).contains(&k) {
            return Err(FileError::Size {
                what: "k",
                got: k.into(),
                least: MIN_K.into(),
                most: MAX_K.into(),
            });
        }
        let expected = 4 + (2usize << k) * 64 + 2 * 128;
        if rest.len() != expected {
            return Err(FileError::Length { what: "reference string", expected, got: rest.len() });
        }
        let params = ParamsKZG::read_custom(&mut &*rest, SerdeFormat::RawBytes)
            .map_err(|e| FileError::Malformed(e.to_string()))?;
        Ok(Self { params })
    }
}

impl fmt::Display for UnsafeSrs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNSAFE development reference string for 2^{} rows, fingerprint ", self.k())?;
        self.fingerprint()[..8].iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_round_trip_and_damage_is_found() {
        let srs = UnsafeSrs::from_seed(4, 1).unwrap();
        assert!(srs.to_string().contains("UNSAFE"));
        let bytes = srs.to_bytes();
        let read = UnsafeSrs::from_bytes(&bytes).unwrap();
        assert_eq!((read.k(), read.fingerprint()), (4, srs.fingerprint()));
        for i in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[i] ^= 1;
            assert!(UnsafeSrs::from_bytes(&bad).is_err(), "byte {i}");
            assert!(UnsafeSrs::from_bytes(&bytes[..i]).is_err(), "length {i}");
        }
        assert!(UnsafeSrs::from_seed(40, 1).is_err());
        assert_eq!(srs.for_k(4).unwrap().k(), 4);
        assert!(srs.for_k(5).is_err());
    }
}
