//! Verification of proofs that hide.

use circuit::PublicValues;
use circuit::public::integers;

use super::claims::{Claims, claims};
use super::follow::{Layout, follow};
use super::hiding::{Hiding, basis};
use super::proof::Hidden;
use crate::field::{DEGREE, E};
use crate::lattice::IMAGE;
use crate::plan::Plan;
use crate::transcript::{Label, Transcript};
use crate::vectors::Vectors;
use crate::verify::{Reject, opened_withheld, reduced_withheld, withheld_of, worked};

/// Weights of all that is committed to: cells, then the coordinates of pads.
pub fn weights(plan: &Plan, mut cells: Vec<E>, pads: &[E]) -> Vec<E> {
    cells.truncate(plan.cells);
    cells.extend(pads.iter().flat_map(|w| (0..DEGREE).map(|i| basis(i) * *w)));
    cells
}

/// Values that a plan's proofs commit to where they hide.
pub fn committed(plan: &Plan) -> usize {
    plan.cells + DEGREE * Layout::of(plan).pads()
}

/// Checks the messages of a proof that hides.
///
/// # Errors
/// [`Reject`] says which check failed.
pub fn verify_hidden(
    plan: &Plan,
    vectors: &Vectors,
    hiding: &Hiding,
    public: &PublicValues,
    proof: &Hidden,
) -> Result<(), Reject> {
    let hashes = &public.hashes;
    let public = integers(&plan.slots, public)?;
    let commitments = &proof.commitments[..];
    if commitments.len() != plan.bound.len()
        || commitments.iter().any(|c| c.len() != IMAGE)
        || plan.hashes(commitments) != *hashes
    {
        return Err(Reject::Invalid("the hashes are not those of the commitments"));
    }
    let mut transcript = Transcript::new(plan, vectors, &public);
    transcript.given(proof.work.clone());
    let verdict = verify_messages(plan, vectors, hiding, &public, proof, &mut transcript);
    worked(&transcript, verdict)
}

fn verify_messages(
    plan: &Plan,
    vectors: &Vectors,
    hiding: &Hiding,
    public: &[&[i128]],
    proof: &Hidden,
    transcript: &mut Transcript,
) -> Result<(), Reject> {
    let (layout, commitments) = (Layout::of(plan), &proof.commitments[..]);
    transcript.commitments(commitments);
    transcript.root(&proof.root);
    let followed = follow(plan, &layout, &proof.said, transcript)
        .filter(|_| proof.blinded.len() == layout.seconds.len())
        .ok_or(Reject::Invalid("the messages are not those of this circuit"))?;
    let e = transcript.challenge();
    let said = [&proof.said[..], &proof.blinded];
    let Claims { reduced, pads } =
        claims(plan, &layout, &followed, said, e, (public, commitments), transcript);
    let withheld = withheld_of(vectors, proof.withheld.as_ref())?;
    let mut claim = -reduced.known;
    if let Some((_, own)) = withheld {
        transcript.values(Label::Sum, &[own.sum]);
        claim -= own.sum;
    }
    let of_withheld = reduced_withheld(withheld, &reduced.withheld, transcript)?;
    let weights = weights(plan, reduced.cells.dense(), &pads);
    hiding.verify(&proof.root, &proof.opened, &weights, claim, transcript)?;
    opened_withheld(withheld, of_withheld, transcript)
}
