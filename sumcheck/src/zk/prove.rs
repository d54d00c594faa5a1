//! Proofs that hide: the prover's messages under pads, and what they leave.

use p3_field::{BasedVectorSpace, Field, PrimeCharacteristicRing};
use rand_chacha::ChaCha20Rng;
use std::borrow::Cow;
use std::time::Instant;

use super::claims::{Claims, blinded, claims};
use super::follow::{Layout, follow};
use super::hiding::Hiding;
use super::proof::Hidden;
use super::random::extension;
use super::verify::weights;
use crate::field::{E, F};
use crate::fractions::root;
use crate::plan::Plan;
use crate::prove::{OfWithheld, ProveError, Times, lap, messages};
use crate::transcript::{Label, Transcript};
use crate::vectors::Vectors;
use crate::witness::Witness;

/// All pads of a proof: those of messages and those that blind products are drawn, the others follow.
pub fn pads(layout: &Layout, rng: &mut ChaCha20Rng) -> Vec<E> {
    let mut all = extension(rng, layout.messages + layout.seconds.len());
    let products = layout.seconds.iter().enumerate().map(|(i, second)| all[layout.blind(i)] * all[*second]);
    let products: Vec<E> = products.collect();
    all.extend(products);
    all
}

/// Makes a proof that hides, from any planes.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_hidden(
    plan: &Plan,
    vectors: &Vectors,
    hiding: &Hiding,
    witness: &Witness,
    public: &[&[i128]],
    rng: &mut ChaCha20Rng,
) -> Result<(Hidden, Times), ProveError> {
    let pads = pads(&Layout::of(plan), rng);
    prove_with(plan, vectors, hiding, witness, public, &pads, rng)
}

/// Makes a proof with these pads.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_with(
    plan: &Plan,
    vectors: &Vectors,
    hiding: &Hiding,
    witness: &Witness,
    public: &[&[i128]],
    pads: &[E],
    rng: &mut ChaCha20Rng,
) -> Result<(Hidden, Times), ProveError> {
    let (mut times, mut start) = (Times::default(), Instant::now());
    let (layout, commitments) = (Layout::of(plan), &witness.commitments[..]);
    let mut vector: Vec<F> = witness.cells[..plan.cells].to_vec();
    vector.extend(pads.iter().flat_map(|pad| pad.as_basis_coefficients_slice()));
    let mut transcript = Transcript::new(plan, vectors, public).working();
    transcript.commitments(commitments);
    let (commitment, kept) = hiding.commit(&vector, rng);
    transcript.root(&commitment);
    lap(&mut start, &mut times.commit);

    // The messages under their pads; then they are followed as the verifier does.
    let mut masked = transcript.clone();
    masked.mask(pads[..layout.messages].to_vec());
    let phases = [&mut times.lookups, &mut times.products];
    messages(plan, &mut Cow::Borrowed(witness), &mut masked, phases, |trees, transcript| {
        let [[n0, d0], [n1, d1]] = trees.map(root);
        let product = d0 * d1;
        // Zero with negligible probability, and then the proof is refused.
        let inverse = product.try_inverse().unwrap_or(E::ZERO);
        transcript.values(Label::Roots, &[n0, d0, n1, d1, product, inverse]);
    });
    start = Instant::now();
    let said = masked.unmask().ok_or(ProveError::Masks)?;
    // What was found by the way is a function of what was said: it is said as it is.
    transcript.given(masked.numbers());
    let followed = follow(plan, &layout, &said, &mut transcript).ok_or(ProveError::Masks)?;
    let e = transcript.challenge();
    let blinded = blinded(&followed, &layout, pads, e);
    let Claims { reduced, pads } =
        claims(plan, &layout, &followed, [&said, &blinded], e, (public, commitments), &mut transcript);
    let (mut claim, of_withheld) = (-reduced.known, reduced.withheld.by_bits());
    let withheld = vectors.withheld.as_ref();
    let withheld = withheld.map(|f| OfWithheld::say(f, &witness.withheld, &of_withheld, &mut transcript));
    if let Some(own) = &withheld {
        claim -= own.long.sum();
    }
    let withheld = withheld.map(|own| own.reduce(&mut transcript));
    let weights = weights(plan, reduced.cells.dense(), &pads);
    lap(&mut start, &mut times.reduction);
    let opened = hiding.open(&kept, &weights, claim, &mut transcript)?;
    let withheld = withheld.map(|own| own.open(&mut transcript)).transpose()?;
    lap(&mut start, &mut times.opening);
    let commitments = commitments.to_vec();
    let work = transcript.numbers();
    Ok((Hidden { commitments, root: commitment, said, blinded, withheld, opened, work }, times))
}
