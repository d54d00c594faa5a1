//! Proving.

use circuit::public::{PublicError, PublicValues, integers};
use circuit::{Hash, Trace, TraceError};
use p3_field::PrimeCharacteristicRing;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use thiserror::Error;

use super::check::{Violation, stranger};
use super::elements::Elements;
use super::field::{E, F};
use super::fractions::{self, Layer};
use super::functional::{Functional, Reduced};
use super::hashed::Salt;
use super::key::ProvingKey;
use super::long::Long;
use super::lookups::{self, Challenges};
use super::pcs::CommitmentError;
use super::plan::Plan;
use super::plane::PlaneId;
use super::products::{self, Weights};
use super::proof::{Proof, Withheld};
use super::transcript::{Label, Transcript};
use super::vectors::{Fixed, Vectors};
use super::verify::{Reject, verify_plan};
use super::weighted::Weighted;
use super::witness::Witness;
use super::work::Draw;
use super::zk::prove::prove_hidden;
use super::zk::random::generator;
use super::zk::verify::verify_hidden;

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
    /// The operating system gives no seed for what hides.
    #[error("there is no randomness to hide anything with: {0}")]
    Random(String),
    /// Not a salt for each hash.
    #[error("{got} salts, and the circuit hashes {expected} tensors")]
    Salts {
        /// Hashes of the circuit.
        expected: usize,
        /// Salts given.
        got: usize,
    },
    /// Messages and pads do not match.
    #[error("the proof has more or fewer messages than pads that hide them")]
    Masks,
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
    prove_salted(key, trace, &[])
}

/// Proves a completed run, with a salt for each hash, in the order of the public values, and checks the proof.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_salted(
    key: &ProvingKey,
    trace: &Trace,
    salts: &[Salt],
) -> Result<(PublicValues, Vec<u8>), ProveError> {
    // Among the threads that share the work: from outside each loop would wait for them to wake up.
    rayon::scope(|_| proved(key, trace, salts))
}

fn proved(key: &ProvingKey, trace: &Trace, salts: &[Salt]) -> Result<(PublicValues, Vec<u8>), ProveError> {
    let plan = &key.plan;
    let (expected, got) = (plan.bound.len(), salts.len());
    if expected != got {
        return Err(ProveError::Salts { expected, got });
    }
    trace.fits(&plan.graph.tensors)?;
    let mut public = PublicValues::of(&plan.graph, trace);
    // What they are follows from the planes.
    public.hashes = vec![Hash([0; 32]); expected];
    let witness = Witness::salted(plan, trace, &integers(&plan.slots, &public)?, salts);
    public.hashes = plan.hashes(&witness.commitments);
    let values = integers(&plan.slots, &public)?;
    if let Some(found) = stranger(plan, &witness, trace) {
        return Err(ProveError::Stranger(found));
    }
    // A trace that is no run of the circuit gives a proof too, which nobody would accept.
    let vectors = &key.vectors;
    let bytes = if let Some(hiding) = &vectors.hidden {
        let mut rng = generator().map_err(|e| ProveError::Random(e.to_string()))?;
        let (proof, _) = prove_hidden(plan, vectors, hiding, &witness, &values, &mut rng)?;
        verify_hidden(plan, vectors, hiding, &public, &proof).map_err(ProveError::Unsatisfied)?;
        proof.to_bytes()
    } else {
        let (proof, _) = prove_planes(plan, vectors, Cow::Owned(witness), &values)?;
        verify_plan(plan, vectors, &public, &proof).map_err(ProveError::Unsatisfied)?;
        proof.to_bytes()
    };
    Ok((public, bytes.map_err(|e| ProveError::Encoding(e.to_string()))?))
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
    let (proof, times) = prove_planes(plan, vectors, Cow::Owned(witness), &values)?;
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
    prove_planes(plan, vectors, Cow::Borrowed(witness), public)
}

/// Vectors of `2^n` values are committed to again when they are opened, from this n on: their codewords and trees are several times as large.
const AGAIN: usize = 24;

/// The same, of planes that are forgotten when nothing reads them any more, if they are nobody else's.
fn prove_planes(
    plan: &Plan,
    vectors: &Vectors,
    mut witness: Cow<'_, Witness>,
    public: &[&[i128]],
) -> Result<(Proof, Times), ProveError> {
    let (mut times, mut start) = (Times::default(), Instant::now());
    let mut transcript = Transcript::new(plan, vectors, public).working();
    let constants = Arc::clone(&witness.withheld);
    let (root, committed) = vectors.cells.commit(witness.cells.clone())?;
    let committed = (plan.log_cells() < AGAIN).then_some(committed);
    transcript.root(&root);
    lap(&mut start, &mut times.commit);

    let phases = [&mut times.lookups, &mut times.products];
    let Said { challenges, fractions, leaves, weights, products, point } =
        messages(plan, &mut witness, &mut transcript, phases, |_, _| ());
    forget(&mut witness, plan, &[]);
    // These have times of their own.
    start = Instant::now();
    transcript.work_before(Draw::Claims);
    let mix = transcript.challenge();
    let mut functional = Functional::new(plan);
    let [of_numbers, of_rows] = &leaves;
    lookups::claim_numbers(plan, challenges, of_numbers, E::ONE, &mut functional);
    lookups::claim_rows(plan, challenges, of_rows, [mix, mix], &mut functional);
    let power = products::claim(plan, &weights, &products, &point, mix, mix.cube(), &mut functional);
    products::claim_zeros(plan, &weights, mix, power, &mut functional);
    let Reduced { cells, withheld: weights, known } = functional.reduce(public);
    let (cells, weights) = (cells.by_bits(), weights.by_bits());
    let mut claim = -known;
    let withheld =
        vectors.withheld.as_ref().map(|fixed| OfWithheld::say(fixed, &constants, &weights, &mut transcript));
    if let Some(own) = &withheld {
        claim -= own.long.sum();
    }
    let (reduction, point) = Long::new(&witness.cells, &cells).prove(&mut claim, &mut transcript);
    let withheld = withheld.map(|own| own.reduce(&mut transcript));
    lap(&mut start, &mut times.reduction);

    let committed = match committed {
        Some(committed) => committed,
        None => vectors.cells.commit(cells_of(witness))?.1,
    };
    let opening = vectors.cells.open(committed, &point, transcript.sponge())?;
    let withheld = withheld.map(|own| own.open(&mut transcript)).transpose()?;
    lap(&mut start, &mut times.opening);
    let work = transcript.numbers();
    Ok((Proof { root, fractions, products, withheld, reduction, opening, work }, times))
}

fn cells_of(witness: Cow<'_, Witness>) -> Vec<F> {
    match witness {
        Cow::Owned(own) => own.cells,
        Cow::Borrowed(other) => other.cells.clone(),
    }
}

/// What of a proof reads planes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Lookups in functions.
    Functions,
    /// Sums of products.
    Products,
}

/// Forgets the planes that none of these read.
fn forget(witness: &mut Cow<'_, Witness>, plan: &Plan, readers: &[Reader]) {
    let Cow::Owned(own) = witness else { return };
    let mut read = vec![false; plan.planes.len()];
    let mut note = |plane: PlaneId| read[plane.0 as usize] = true;
    if readers.contains(&Reader::Functions) {
        lookups::functions(plan).flat_map(|l| &l.columns).for_each(|c| note(c.plane));
    }
    if readers.contains(&Reader::Products) {
        plan.pairs().flat_map(|(_, pair, _)| pair).for_each(|f| note(f.plane));
    }
    let planes = own.planes.iter_mut().zip(read).filter(|(_, read)| !read);
    planes.for_each(|(plane, _)| *plane = Elements::Own(Vec::new()));
}

/// Adds the time since `start`, which is now, to a phase's.
pub(super) fn lap(start: &mut Instant, time: &mut Duration) {
    *time += start.elapsed();
    *start = Instant::now();
}

/// What is said of lookups and of products.
pub(super) struct Said {
    challenges: Challenges,
    fractions: [Vec<Layer>; 2],
    leaves: [fractions::Claim; 2],
    weights: Weights,
    products: products::Messages,
    point: Vec<E>,
}

/// Proves lookups and products, each in a time of its own; `roots` may say something of the trees in between.
pub(super) fn messages(
    plan: &Plan,
    witness: &mut Cow<'_, Witness>,
    transcript: &mut Transcript,
    [of_lookups, of_products]: [&mut Duration; 2],
    roots: impl FnOnce([&[Layer]; 2], &mut Transcript),
) -> Said {
    let mut start = Instant::now();
    let challenges = Challenges::draw(transcript);
    let leaves = lookups::numbers(plan, witness, challenges);
    forget(witness, plan, &[Reader::Functions, Reader::Products]);
    let (numbers, of_numbers) = leaves.prove(transcript);
    drop(leaves);
    let (numerators, denominators) = lookups::rows(plan, witness, challenges);
    forget(witness, plan, &[Reader::Products]);
    let (rows, of_rows) = fractions::prove(&numerators, &denominators, transcript);
    drop((numerators, denominators));
    roots([&numbers, &rows], transcript);
    lap(&mut start, of_lookups);

    let weights = Weights::draw(plan, transcript);
    let (products, point) = products::prove(plan, witness, &weights, transcript);
    lap(&mut start, of_products);
    Said { challenges, fractions: [numbers, rows], leaves: [of_numbers, of_rows], weights, products, point }
}

/// What withheld constants come to, as it was said.
pub(super) struct OfWithheld<'a> {
    fixed: &'a Fixed,
    values: &'a [F],
    /// Their vector, weighted.
    pub long: Long<'a>,
}

impl<'a> OfWithheld<'a> {
    /// Says what they come to, weighted.
    pub fn say(
        fixed: &'a Fixed,
        values: &'a [F],
        weights: &'a Weighted,
        transcript: &mut Transcript,
    ) -> Self {
        let long = Long::new(values, weights);
        transcript.values(Label::Sum, &[long.sum()]);
        Self { fixed, values, long }
    }

    /// Reduces that to one value of their vector.
    pub fn reduce(self, transcript: &mut Transcript) -> AtPoint<'a> {
        let Self { fixed, values, long } = self;
        let sum = long.sum();
        let (reduction, point) = long.prove(&mut sum.clone(), transcript);
        AtPoint { fixed, values, sum, reduction, point }
    }
}

/// What is left of that: the vector at a point.
pub(super) struct AtPoint<'a> {
    fixed: &'a Fixed,
    values: &'a [F],
    sum: E,
    reduction: Vec<[E; 2]>,
    point: Vec<E>,
}

impl AtPoint<'_> {
    /// Opens the value.
    pub fn open(self, transcript: &mut Transcript) -> Result<Withheld, CommitmentError> {
        let Self { fixed, values, sum, reduction, point } = self;
        // Its tree takes less time to make again than memory to keep.
        let (_, committed) = fixed.scheme.commit(values.to_vec())?;
        let opening = fixed.scheme.open(committed, &point, transcript.sponge())?;
        Ok(Withheld { sum, reduction, opening })
    }
}
