//! Verification: no interpreter, no witness, and work that the key alone decides.

use circuit::public::{PublicError, PublicValues, integers};
use p3_field::PrimeCharacteristicRing;
use thiserror::Error;

use super::field::E;
use super::functional::Functional;
use super::key::VerifyingKey;
use super::lookups::{self, Challenges};
use super::pcs::{CommitmentError, Opening, Root, Scheme};
use super::plan::Plan;
use super::products::{self, Weights};
use super::proof::{Proof, Withheld};
use super::rounds::round;
use super::transcript::{Label, Transcript};
use super::vectors::{Fixed, Vectors};
use super::weighted::{LOW, Weighted};
use super::work::Draw;
use super::zk::hiding::Unproved;
use super::zk::proof::Hidden;
use super::zk::verify::verify_hidden;

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
    /// A number of a proof of work that is missing, is none, or is one too many.
    #[error(
        "the proof is not valid for this circuit and these public values: its work is not what the key asks for"
    )]
    Work,
    /// What is hidden is not proved.
    #[error("the proof is not valid for this circuit and these public values: {0}")]
    Hidden(#[from] Unproved),
}

/// Checks a proof of a run with these public values.
///
/// # Errors
/// [`Reject`] says which check failed.
pub fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Reject> {
    let (plan, vectors) = (&key.plan, &key.vectors);
    let (most, got) = (key.most_proof_bytes(), proof.len());
    if got > most {
        return Err(Reject::Length { most, got });
    }
    // Plonky3 checks what it reads of an opening; should it stop on something that it does not, nothing is shared with it.
    let verdict = match &vectors.hidden {
        Some(hiding) => {
            let proof = Hidden::from_bytes(proof).ok_or(Reject::Encoding)?;
            integers::caught(|| verify_hidden(plan, vectors, hiding, public, &proof))
        }
        None => {
            let proof = Proof::from_bytes(proof).ok_or(Reject::Encoding)?;
            integers::caught(|| verify_plan(plan, vectors, public, &proof))
        }
    };
    verdict.unwrap_or(Err(Reject::Invalid("the opening is malformed")))
}

/// Checks the messages of a proof.
///
/// # Errors
/// As [`verify`].
pub fn verify_plan(
    plan: &Plan,
    vectors: &Vectors,
    public: &PublicValues,
    proof: &Proof,
) -> Result<(), Reject> {
    let public = integers(&plan.slots, public)?;
    let mut transcript = Transcript::new(plan, vectors, &public);
    transcript.given(proof.work.clone());
    let verdict = verify_messages(plan, vectors, &public, proof, &mut transcript);
    worked(&transcript, verdict)
}

/// The verdict where all work is done that was asked for. Where a number of it is wrong, nothing that comes after it is right.
pub(super) fn worked(transcript: &Transcript, verdict: Result<(), Reject>) -> Result<(), Reject> {
    match verdict {
        Err(why) if !transcript.lacks_work() => Err(why),
        _ if transcript.is_worked() => Ok(()),
        _ => Err(Reject::Work),
    }
}

fn verify_messages(
    plan: &Plan,
    vectors: &Vectors,
    public: &[&[i128]],
    proof: &Proof,
    transcript: &mut Transcript,
) -> Result<(), Reject> {
    transcript.root(&proof.root);
    let challenges = Challenges::draw(transcript);
    let [numbers, rows] = &proof.fractions;
    let [of_numbers, of_rows] = lookups::verify(plan, [numbers, rows], transcript)
        .ok_or(Reject::Invalid("the lookups do not add up"))?;

    let weights = Weights::draw(plan, transcript);
    let point = products::verify(plan, &proof.products, transcript);
    let point = point.ok_or(Reject::Invalid("the sums of products do not follow"))?;

    transcript.work_before(Draw::Claims);
    let mix = transcript.challenge();
    let mut functional = Functional::new(plan);
    lookups::claim_numbers(plan, challenges, &of_numbers, E::ONE, &mut functional);
    lookups::claim_rows(plan, challenges, &of_rows, [mix, mix], &mut functional);
    let power = products::claim(plan, &weights, &proof.products, &point, mix, mix.cube(), &mut functional);
    products::claim_zeros(plan, &weights, mix, power, &mut functional);
    let reduced = functional.reduce(public);

    // What cells and withheld constants come to, weighted, and everybody knows the rest.
    let withheld = withheld_of(vectors, proof.withheld.as_ref())?;
    let mut claim = -reduced.known;
    if let Some((_, own)) = withheld {
        transcript.values(Label::Sum, &[own.sum]);
        claim -= own.sum;
    }
    let cells = Claim::reduce(&proof.reduction, &reduced.cells, claim, transcript)?;
    let of_withheld = reduced_withheld(withheld, &reduced.withheld, transcript)?;
    cells.opened(&vectors.cells, &proof.root, &proof.opening, transcript)?;
    opened_withheld(withheld, of_withheld, transcript)
}

/// The commitment to withheld constants, and what a proof says of them; none, where none are.
type OfWithheld<'a> = Option<(&'a Fixed, &'a Withheld)>;

/// Both, if key and proof agree on whether there are any.
pub(super) fn withheld_of<'a>(
    vectors: &'a Vectors,
    proof: Option<&'a Withheld>,
) -> Result<OfWithheld<'a>, Reject> {
    match (&vectors.withheld, proof) {
        (Some(fixed), Some(own)) => Ok(Some((fixed, own))),
        (None, None) => Ok(None),
        _ => Err(Reject::Invalid("constants are withheld by one of proof and key alone")),
    }
}

/// Follows the reduction of what withheld constants come to.
pub(super) fn reduced_withheld(
    withheld: OfWithheld<'_>,
    weights: &Weighted,
    transcript: &mut Transcript,
) -> Result<Option<Claim>, Reject> {
    withheld.map(|(_, own)| Claim::reduce(&own.reduction, weights, own.sum, transcript)).transpose()
}

/// Checks what it leaves by the opening.
pub(super) fn opened_withheld(
    withheld: OfWithheld<'_>,
    claim: Option<Claim>,
    transcript: &mut Transcript,
) -> Result<(), Reject> {
    match (withheld, claim) {
        (Some((fixed, own)), Some(claim)) => {
            claim.opened(&fixed.scheme, &fixed.root, &own.opening, transcript)
        }
        _ => Ok(()),
    }
}

/// What a committed vector is claimed to be at a point.
pub(super) struct Claim {
    point: Vec<E>,
    /// What weighs the value.
    weight: E,
    /// The weighted value.
    value: E,
}

impl Claim {
    /// Follows the reduction of a claim about the weighted sum of a vector.
    fn reduce(
        rounds: &[[E; 2]],
        weights: &Weighted,
        mut claim: E,
        transcript: &mut Transcript,
    ) -> Result<Self, Reject> {
        if weights.log != rounds.len() {
            return Err(Reject::Invalid("a reduction has another number of rounds"));
        }
        let mut point = Vec::with_capacity(rounds.len());
        for message in rounds {
            point.push(round(Label::Reduction, message, &mut claim, transcript));
        }
        // Those of a row's places came first.
        point.rotate_left(LOW);
        Ok(Self { weight: weights.at(&point), value: claim, point })
    }

    /// Checks it by the opening.
    fn opened(
        &self,
        scheme: &Scheme,
        root: &Root,
        opening: &Opening,
        transcript: &mut Transcript,
    ) -> Result<(), Reject> {
        let value = scheme.verify(root, opening, &self.point, transcript.sponge())?;
        if self.value != self.weight * value {
            return Err(Reject::Invalid("the opened value is another than the claimed one"));
        }
        Ok(())
    }
}
