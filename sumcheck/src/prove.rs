//! Proving.

use circuit::public::{PublicError, PublicValues, integers};
use circuit::{Trace, TraceError};
use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use std::time::{Duration, Instant};
use thiserror::Error;

use super::check::{Violation, stranger};
use super::field::{E, F};
use super::fractions;
use super::functional::{Functional, Reduced};
use super::key::ProvingKey;
use super::lookups::{self, Challenges};
use super::pcs::CommitmentError;
use super::plan::Plan;
use super::products::{self, Weights};
use super::proof::{Proof, Withheld};
use super::rounds::prove_reduction;
use super::transcript::{Label, Transcript};
use super::vectors::Vectors;
use super::verify::{Reject, verify_plan};
use super::witness::Witness;

/// Why there is no proof.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The trace is not one of the circuit's.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The trace is not one of the circuit's.
    #[error(transparent)]
    Public(#[from] PublicError),
    /// The commitment scheme failed.
    #[error(transparent)]
    Commitment(#[from] CommitmentError),
    /// The proof has no bytes.
    #[error("the proof cannot be written: {0}")]
    Encoding(String),
    /// The trace is not one of the circuit's.
    #[error("the trace is no run of the circuit: {0:?}")]
    Stranger(Violation),
    /// The trace is not one of the circuit's.
    #[error("the trace is no run of the circuit: its proof is refused: {0}")]
    Unsatisfied(Reject),
}

/// Where the time of a proof goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The planes of the run.
    pub witness: Duration,
    /// The commitment.
    pub commit: Duration,
    /// The trees of fractions.
    pub lookups: Duration,
    /// The sums of products.
    pub products: Duration,
    /// All claims brought down to one.
    pub reduction: Duration,
    /// The opening.
    pub opening: Duration,
}

impl Times {
    /// Each with its name, in the order of a proof.
    pub fn phases(&self) -> [(&'static str, Duration); 6] {
        [
            ("witness", self.witness),
            ("commit", self.commit),
            ("lookups", self.lookups),
            ("products", self.products),
            ("reduction", self.reduction),
            ("opening", self.opening),
        ]
    }

    /// All of them.
    pub fn total(&self) -> Duration {
        self.phases().into_iter().map(|(_, time)| time).sum()
    }
}

/// Proves a completed run, and checks the proof.
///
/// # Errors
/// See [`ProveError`].
pub fn prove(key: &ProvingKey, trace: &Trace) -> Result<(PublicValues, Vec<u8>), ProveError> {
    let plan = &key.plan;
    trace.fits(&plan.graph.tensors)?;
    let public = PublicValues::of(&plan.graph, trace);
    let values = integers(&plan.slots, &public)?;
    let witness = Witness::new(plan, trace, &values);
    if let Some(found) = stranger(plan, &witness, trace) {
        return Err(ProveError::Stranger(found));
    }
    let (proof, _) = prove_witness(plan, &key.vectors, &witness, &values)?;
    // A trace that is no run of the circuit gives a proof too, which nobody would accept.
    verify_plan(plan, &key.vectors, &public, &proof).map_err(ProveError::Unsatisfied)?;
    let bytes = proof.to_bytes().map_err(|e| ProveError::Encoding(e.to_string()))?;
    Ok((public, bytes))
}

/// Makes a proof from any trace of the circuit's shapes and any public values: all that a dishonest prover can do by lying
/// about a run, and what [`prove`] does before it checks the result.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_run(
    plan: &Plan,
    vectors: &Vectors,
    trace: &Trace,
    public: &PublicValues,
) -> Result<(Proof, Times), ProveError> {
    let start = Instant::now();
    let values = integers(&plan.slots, public)?;
    let witness = Witness::new(plan, trace, &values);
    let spent = start.elapsed();
    let (proof, times) = prove_witness(plan, vectors, &witness, &values)?;
    Ok((proof, Times { witness: spent, ..times }))
}

/// Makes a proof from any planes.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_witness(
    plan: &Plan,
    vectors: &Vectors,
    witness: &Witness,
    public: &[&[i128]],
) -> Result<(Proof, Times), ProveError> {
    let mut times = Times::default();
    let mut start = Instant::now();
    let mut lap = |time: &mut Duration| {
        *time = start.elapsed();
        start = Instant::now();
    };
    let mut transcript = Transcript::new(plan, vectors, public);
    let (root, committed) = vectors.cells.commit(witness.cells.clone())?;
    transcript.root(&root);
    lap(&mut times.commit);

    let challenges = Challenges { beta: transcript.challenge(), theta: transcript.challenge() };
    let (numbers, of_numbers) = lookups::numbers(plan, witness, challenges).prove(&mut transcript);
    let (numerators, denominators) = lookups::rows(plan, witness, challenges);
    let (rows, of_rows) = fractions::prove(&numerators, &denominators, &mut transcript);
    drop((numerators, denominators));
    lap(&mut times.lookups);

    let weights = Weights::draw(plan, &mut transcript);
    let (messages, point) = products::prove(plan, witness, &weights, &mut transcript);
    lap(&mut times.products);

    let mix = transcript.challenge();
    let mut functional = Functional::new(plan);
    lookups::claim_numbers(plan, challenges, &of_numbers, E::ONE, &mut functional);
    lookups::claim_rows(plan, challenges, &of_rows, [mix, mix], &mut functional);
    let power = products::claim(plan, &weights, &messages, &point, mix, mix.cube(), &mut functional);
    products::claim_zeros(plan, &weights, mix, power, &mut functional);
    let Reduced { cells, withheld: weights, known } = functional.reduce(public);
    let mut claim = -known;
    let sum = vectors.withheld.as_ref().map(|_| weighted(&witness.withheld, &weights));
    if let Some(sum) = sum {
        transcript.values(Label::Sum, &[sum]);
        claim -= sum;
    }
    let (reduction, point) = prove_reduction(&witness.cells, &cells, &mut claim, &mut transcript);
    let reduced = sum.map(|mut sum| prove_reduction(&witness.withheld, &weights, &mut sum, &mut transcript));
    lap(&mut times.reduction);

    let opening = vectors.cells.open(committed, &point, transcript.sponge())?;
    let withheld = match (&vectors.withheld, sum, reduced) {
        (Some(fixed), Some(sum), Some((reduction, point))) => {
            // Its tree takes less time to make again than memory to keep.
            let (_, committed) = fixed.scheme.commit(witness.withheld.clone())?;
            let opening = fixed.scheme.open(committed, &point, transcript.sponge())?;
            Some(Withheld { sum, reduction, opening })
        }
        _ => None,
    };
    lap(&mut times.opening);
    let fractions = [numbers, rows];
    Ok((Proof { root, fractions, products: messages, withheld, reduction, opening }, times))
}

/// `Σ values·weights`.
fn weighted(values: &[F], weights: &[E]) -> E {
    values.par_iter().zip(weights).with_min_len(1 << 12).map(|(v, w)| *w * *v).sum()
}
