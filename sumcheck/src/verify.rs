//! Verification: no interpreter, no witness, and work that the key alone decides.

use circuit::public::{PublicError, PublicValues, integers};
use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use thiserror::Error;

use super::field::{E, equalities};
use super::functional::Functional;
use super::key::{Scheme, VerifyingKey};
use super::lookups::{self, Challenges};
use super::pcs::CommitmentError;
use super::plan::Plan;
use super::products::{self, Weights};
use super::proof::Proof;
use super::rounds::round;
use super::transcript::{Label, Transcript};

/// Why a proof is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reject {
    /// The public values are none of the circuit's.
    #[error("public values: {0}")]
    Public(#[from] PublicError),
    /// Longer than any proof for this circuit.
    #[error("the proof has {got} bytes, none for this circuit has more than {most}")]
    Length {
        /// Most bytes of a proof.
        most: usize,
        /// Length given.
        got: usize,
    },
    /// Bytes that are no proof, or another encoding of one.
    #[error("the bytes are no proof")]
    Encoding,
    /// Messages that do not follow from the ones before.
    #[error("the proof is not valid for this circuit and these public values: {0}")]
    Invalid(&'static str),
    /// The opening of the commitment does not verify.
    #[error("the proof is not valid for this circuit and these public values: {0}")]
    Commitment(#[from] CommitmentError),
}

/// Checks a proof of a run with these public values.
///
/// # Errors
/// [`Reject`] says which check failed.
pub fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Reject> {
    let (most, got) = (key.plan.most_proof_bytes(), proof.len());
    if got > most {
        return Err(Reject::Length { most, got });
    }
    let proof = Proof::from_bytes(proof).ok_or(Reject::Encoding)?;
    // Plonky3 checks what it reads of an opening; should it stop on something that it does not, nothing is shared with it.
    gadgets::caught(|| verify_plan(&key.plan, &key.scheme, public, &proof))
        .unwrap_or(Err(Reject::Invalid("the opening is malformed")))
}

/// Checks the messages of a proof.
///
/// # Errors
/// As [`verify`].
pub fn verify_plan(plan: &Plan, scheme: &Scheme, public: &PublicValues, proof: &Proof) -> Result<(), Reject> {
    let public = integers(&plan.slots, public)?;
    let mut transcript = Transcript::new(plan, scheme, &public);
    transcript.root(&proof.root);

    let challenges = Challenges { beta: transcript.challenge(), theta: transcript.challenge() };
    let [numbers, rows] = &proof.fractions;
    let [of_numbers, of_rows] = lookups::verify(plan, [numbers, rows], &mut transcript)
        .ok_or(Reject::Invalid("the lookups do not add up"))?;

    let weights = Weights::draw(plan, &mut transcript);
    let point = products::verify(plan, &proof.products, &mut transcript);
    let point = point.ok_or(Reject::Invalid("the sums of products do not follow"))?;

    let mix = transcript.challenge();
    let mut functional = Functional::new(plan);
    lookups::claim_numbers(plan, challenges, &of_numbers, E::ONE, &mut functional);
    lookups::claim_rows(plan, challenges, &of_rows, [mix, mix], &mut functional);
    let power = products::claim(plan, &weights, &proof.products, &point, mix, mix.cube(), &mut functional);
    products::claim_zeros(plan, &weights, mix, power, &mut functional);
    let (weights, constant) = functional.reduce(&public);

    if proof.reduction.len() != plan.log_cells() {
        return Err(Reject::Invalid("the reduction has another number of rounds"));
    }
    let mut claim = -constant;
    let mut point = Vec::with_capacity(proof.reduction.len());
    for message in &proof.reduction {
        point.push(round(Label::Reduction, message, &mut claim, &mut transcript));
    }
    let weight: E =
        weights.par_iter().zip(equalities(&point)).with_min_len(1 << 12).map(|(w, e)| *w * e).sum();
    let value = scheme.verify(&proof.root, &proof.opening, &point, transcript.sponge())?;
    if claim != weight * value {
        return Err(Reject::Invalid("the opened value is another than the claimed one"));
    }
    Ok(())
}
