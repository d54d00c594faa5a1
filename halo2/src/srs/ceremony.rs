//! Strings of public ceremonies, read from the files in which they are published: of any size up to the file's, and checked
//! whole (curve, subgroup, powers of one secret, Lagrange form).
//!
//! Memory is bounded by what is asked for: only the powers that are needed are read.

use halo2_proofs::SerdeFormat;
use halo2_proofs::arithmetic::g_to_lagrange;
use halo2_proofs::poly::kzg::commitment::ParamsKZG;
use halo2curves::bn256::{Bn256, G1, G1Affine, G2Affine};
use halo2curves::group::GroupEncoding;
use halo2curves::serde::SerdeObject;
use std::io::{Read, Seek};

use super::name::{Fingerprint, Origin, SrsName};
use super::places::{self, Lagrange, Places, in_order, take};
use super::{Srs, check_g1, check_g2, check_k, read_g2};
use crate::file::FileError;
use crate::system::MAX_K;

/// A ceremony's file, open.
#[derive(Debug)]
pub struct Ceremony<F> {
    file: F,
    places: Places,
    g2: [G2Affine; 2],
}

impl<F: Read + Seek> Ceremony<F> {
    /// Reads where things are, and the secret in G2; `None` where the file is in neither format.
    ///
    /// # Errors
    /// [`FileError::Malformed`] for a file that begins as a ceremony's and is none.
    pub fn open(mut file: F) -> Result<Option<Self>, FileError> {
        let Some(places) = places::find(&mut file)? else { return Ok(None) };
        let g2 = if places.compressed {
            let bytes = take(&mut file, places.g2, 128)?;
            let point = |bytes: &[u8]| {
                let mut encoded = <G2Affine as GroupEncoding>::Repr::default();
                encoded.as_mut().copy_from_slice(bytes);
                Option::from(G2Affine::from_bytes(&encoded))
                    .ok_or_else(|| FileError::Malformed("a point of G2 is not on the curve".into()))
            };
            [point(&bytes[..64])?, point(&bytes[64..])?]
        } else {
            read_g2(&take(&mut file, places.g2, 256)?)?
        };
        check_g2(g2[0], g2[1])?;
        Ok(Some(Self { file, places, g2 }))
    }

    /// Which string it is.
    pub fn name(&self) -> SrsName {
        SrsName { origin: Origin::Ceremony, fingerprint: Fingerprint::of(&self.g2[1]) }
    }

    /// The largest size: there are `2^most` powers.
    pub fn most(&self) -> u32 {
        self.places.most
    }

    /// The string of `2^k` powers, checked. Where the file has no Lagrange form of this size, it is made, which takes
    /// `k·2^k / 2` products.
    ///
    /// # Errors
    /// More powers than there are; points that are not on the curve, no powers of one secret, or another Lagrange form.
    pub fn cut(&mut self, k: u32) -> Result<Srs, FileError> {
        check_k(k, self.most().min(MAX_K))?;
        let powers = self.points(self.places.powers, k)?;
        let lagrange = match self.places.lagrange {
            Lagrange::Whole(at) if k == self.most() => self.points(at, k)?,
            Lagrange::Each(at) => {
                let before = ((1 << k) - 1) * self.places.point();
                in_order(&self.points(at + before, k)?, k)
            }
            Lagrange::Whole(_) | Lagrange::None => {
                g_to_lagrange(powers.iter().map(|p| G1::from(*p)).collect(), k)
            }
        };
        let mut raw = k.to_le_bytes().to_vec();
        powers.iter().chain(&lagrange).for_each(|p| raw.extend(p.to_raw_bytes()));
        self.g2.iter().for_each(|p| raw.extend(p.to_raw_bytes()));
        let params = ParamsKZG::<Bn256>::read_custom(&mut raw.as_slice(), SerdeFormat::RawBytes)
            .map_err(|e| FileError::Malformed(e.to_string()))?;
        let srs = Srs::of(params, Origin::Ceremony);
        srs.check_powers()?;
        Ok(srs)
    }

    /// `2^k` points of G1 at an offset, on the curve.
    fn points(&mut self, at: u64, k: u32) -> Result<Vec<G1Affine>, FileError> {
        let size = self.places.point() as usize;
        let bytes = take(&mut self.file, at, size << k)?;
        if !self.places.compressed {
            check_g1(&bytes)?;
        }
        let point = |(index, bytes): (usize, &[u8])| {
            let read = if self.places.compressed {
                let mut encoded = <G1Affine as GroupEncoding>::Repr::default();
                encoded.as_mut().copy_from_slice(bytes);
                Option::from(G1Affine::from_bytes(&encoded))
            } else {
                G1Affine::from_raw_bytes(bytes)
            };
            read.ok_or_else(|| FileError::Malformed(format!("point {index} is not on the curve")))
        };
        bytes.chunks(size).enumerate().map(point).collect()
    }
}
