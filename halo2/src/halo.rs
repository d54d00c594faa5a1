//! halo2's form of a verifying key: what its verifier is given, and others that are written for it.
//!
//! halo2's own reader makes the factors of transforms of `2^k` rows and of all their cosets with it: a tenth of a second for 2^17
//! rows, where the rest of a verification takes a few milliseconds. A verifier transforms nothing, so the domain has none here, which is all that
//! differs: the hash of the key that transcripts start from is of the rest, and the file has none of it. Whoever proves by halo2-axiom's prover needs a key
//! of its own making.

use ff::{Field, PrimeField, WithSmallOrderMulGroup};
use halo2_proofs::plonk::{ConstraintSystem, VerifyingKey, permutation};
use halo2_proofs::poly::EvaluationDomain;
use halo2curves::bn256::G1Affine;
use halo2curves::serde::SerdeObject;
use std::iter::successors;

use super::field::Fr;
use super::file::{FileError, Kind};
use super::srs::check_g1;
use super::system::System;

/// Bytes of a point.
const POINT: usize = 64;

/// The key of a system that was checked, with commitments to its fixed columns and to those of copies.
pub fn key(system: &System, [fixed, copies]: [Vec<G1Affine>; 2]) -> VerifyingKey<G1Affine> {
    let mut constraints = ConstraintSystem::default();
    system.configure(&mut constraints);
    let domain = domain(constraints.degree(), system.k);
    let copies = permutation::VerifyingKey::from_commitments(copies);
    VerifyingKey::from_parts(domain, fixed, copies, constraints, Vec::new(), false)
}

/// The points of a key's file, as [`key`] takes them, of a system that was checked: its length, its header, which repeats what the system
/// says, and that all points lie on the curve.
///
/// # Errors
/// See [`FileError`].
pub fn points(bytes: &[u8], kind: Kind, system: &System) -> Result<[Vec<G1Affine>; 2], FileError> {
    let expected = system.verifying_key_bytes();
    if bytes.len() != expected {
        return Err(FileError::Length { what: kind.name.what, expected, got: bytes.len() });
    }
    let points = bytes
        .strip_prefix(&system.verifying_key_header()[..])
        .ok_or_else(|| FileError::Malformed("the key contradicts its circuit".into()))?;
    check_g1(points)?;
    let (fixed, copies) = points.split_at(POINT * usize::from(system.fixed));
    Ok([fixed, copies].map(|of| of.chunks_exact(POINT).map(G1Affine::from_raw_bytes_unchecked).collect()))
}

/// halo2's domain of `2^k` rows for constraints of a degree, without factors of transforms.
fn domain(degree: usize, k: u32) -> EvaluationDomain<Fr> {
    let pieces = degree.saturating_sub(1);
    let cosets = pieces.next_power_of_two();
    let extended_k = k + cosets.ilog2();
    let n = 1u64 << k;
    let root = |k: u32| (k..Fr::S).fold(Fr::ROOT_OF_UNITY, |root, _| root.square());
    let (omega, extended_omega) = (root(k), root(extended_k));
    // Nothing that is inverted is zero.
    let inverse = |v: Fr| v.invert().unwrap_or(Fr::ZERO);
    let step = extended_omega.pow_vartime([n]);
    let on_cosets = successors(Some(Fr::ZETA.pow_vartime([n])), |v| Some(*v * step));
    EvaluationDomain {
        n,
        k,
        extended_k,
        omega,
        omega_inv: inverse(omega),
        extended_omega,
        extended_omega_inv: inverse(extended_omega),
        g_coset: Fr::ZETA,
        g_coset_inv: Fr::ZETA.square(),
        quotient_poly_degree: pieces as u64,
        ifft_divisor: inverse(Fr::from(n)),
        extended_ifft_divisor: inverse(Fr::from(1 << extended_k)),
        t_evaluations: on_cosets.take(cosets).map(|v| inverse(v - Fr::ONE)).collect(),
        barycentric_weight: inverse(Fr::from(n)),
        fft_data: [].into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_halo2s_but_for_factors() {
        for degree in 3..=9 {
            for k in [4, 7] {
                let mut theirs = EvaluationDomain::<Fr>::new(degree, k);
                theirs.fft_data.clear();
                assert_eq!(
                    format!("{:?}", domain(degree as usize, k)),
                    format!("{theirs:?}"),
                    "{degree}, {k}"
                );
            }
        }
    }
}
