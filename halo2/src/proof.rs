//! Proving and verifying.
//!
//! The transcript absorbs what the verifying key says, halo2's part of it and the public values before the first
//! commitment, so a proof stands for one key and one set of public values.

use circuit::{PublicValues, Trace, TraceError};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use thiserror::Error;

use super::field::Fr;
use super::file::FileError;
use super::grid::Grid;
use super::hashed::Salt;
use super::key::{ProvingKey, Statement, VerifyingKey};
use super::limits::check_environment;
use super::public::{self, PublicError, pack};
use super::srs::{Srs, SrsName};
use super::system::{ProofParts, SystemError};
use super::transcript::{Start, Writer};
use super::verifier::Verifier;
use super::witness::first_phase_salted;

/// Why there is no proof.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProveError {
    /// The reference string is too small.
    #[error(transparent)]
    Srs(#[from] FileError),
    /// The key was made with another reference string: halo2 would make a proof that nobody accepts.
    #[error("the proving key was made with another reference string: {key}; this is {srs}")]
    OtherString {
        /// The key's string.
        key: SrsName,
        /// The string given.
        srs: SrsName,
    },
    /// halo2 cannot run here.
    #[error(transparent)]
    System(#[from] SystemError),
    /// The trace is not one of the circuit's.
    #[error(transparent)]
    Public(#[from] PublicError),
    /// The trace is not one of the circuit's.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// Not a salt for each hashed tensor.
    #[error("{got} salts, and the circuit hashes {expected} tensors")]
    Salts {
        /// Hashed tensors.
        expected: usize,
        /// Salts given.
        got: usize,
    },
    /// The trace is not one of the circuit's.
    #[error("the trace is no run of the circuit: its proof is refused: {0}")]
    Unsatisfied(String),
    /// The generator of random numbers failed.
    #[error("no random numbers: {0}")]
    Randomness(String),
    /// A commitment is no part of a proof: with overwhelming probability there is none.
    #[error("the transcript: {0}")]
    Transcript(String),
}

/// Why a proof is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reject {
    /// The public values are none of the circuit's.
    #[error("public values: {0}")]
    Public(#[from] PublicError),
    /// Not as long as every proof for this circuit.
    #[error("the proof has {got} bytes, every proof for this circuit has {expected}")]
    Length {
        /// Length of a proof.
        expected: usize,
        /// Length given.
        got: usize,
    },
    /// A second encoding of a point, which halo2 would read.
    #[error("point {point} of the proof is not encoded canonically")]
    Encoding {
        /// Its number among the proof's 32-byte parts.
        point: usize,
    },
    /// A point or scalar that is none, or openings that do not satisfy the identities or the commitments.
    #[error("the proof is not valid for this circuit and these public values: {0}")]
    Invalid(String),
}

/// The first point that has the mark of the identity without being it: halo2curves ignores the mark.
fn alias(proof: &[u8], parts: ProofParts) -> Option<usize> {
    let mut identity = [0; 32];
    identity[31] = 0x80;
    let bad = |(i, part): (usize, &[u8])| {
        let marked = part.last().is_some_and(|b| b & 0x80 != 0);
        (parts.is_point(i) && marked && part != identity).then_some(i)
    };
    proof.chunks(32).enumerate().find_map(bad)
}

/// Proves a completed run of a circuit that hashes nothing, and checks the proof.
///
/// # Errors
/// See [`ProveError`].
pub fn prove(
    key: &ProvingKey,
    srs: &Srs,
    trace: &Trace,
    rng: impl RngCore,
) -> Result<(PublicValues, Vec<u8>), ProveError> {
    prove_salted(key, srs, trace, &[], rng)
}

/// Proves a completed run, with a salt for each hashed tensor, in the order of the public values, and checks the proof.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_salted(
    key: &ProvingKey,
    srs: &Srs,
    trace: &Trace,
    salts: &[Salt],
    rng: impl RngCore,
) -> Result<(PublicValues, Vec<u8>), ProveError> {
    let plan = &key.plan;
    trace.fits(&plan.graph.tensors[..plan.tensors])?;
    let (expected, got) = (plan.slots.iter().filter(|s| s.kind.is_hash()).count(), salts.len());
    if expected != got {
        return Err(ProveError::Salts { expected, got });
    }
    let public = public::of(plan, trace, salts);
    let instance = public::instance(&public, &plan.slots)?;
    let srs = srs.for_k(plan.system.k)?;
    let proof = prove_table(key, &srs, first_phase_salted(plan, trace, salts), &instance, rng)?;
    // A trace that is no run of the circuit gives a proof too, which nobody would accept.
    let statement = Statement::new(plan, &srs);
    let lines = key.lines(&statement);
    Verifier { statement: (&statement, statement.seed()), halo2: &key.halo2, lines }
        .check(&instance, &proof)
        .map_err(ProveError::Unsatisfied)?;
    Ok((public, proof))
}

/// Makes a proof from a filled first phase, whether or not it satisfies the circuit: all that a dishonest
/// prover can do short of attacking the commitments, and what [`prove`] does before it checks the result.
///
/// # Errors
/// See [`ProveError`].
pub fn prove_table(
    key: &ProvingKey,
    srs: &Srs,
    first_phase: Grid,
    instance: &[Fr],
    rng: impl RngCore,
) -> Result<Vec<u8>, ProveError> {
    check_environment()?;
    let (plan, name) = (&key.plan, srs.name());
    if name != key.srs {
        return Err(ProveError::OtherString { key: key.srs, srs: name });
    }
    let srs = srs.for_k(plan.system.k)?;
    let public = pack(instance, &plan.slots);
    let statement = Statement::new(plan, &srs).seed();
    let mut transcript = Writer::new(Start { statement, public: &public, count: instance.len() });
    // Thousands of numbers, of which the system's generator would make each by a call of its own.
    let mut rng = ChaCha20Rng::from_rng(rng).map_err(|e| ProveError::Randomness(e.to_string()))?;
    key.prover()
        .prove((plan, &key.halo2), &srs, (first_phase, instance), &mut rng, &mut transcript)
        .map_err(|e| ProveError::Transcript(e.to_string()))?;
    Ok(transcript.finish())
}

/// Checks a proof of a run with these public values.
///
/// # Errors
/// [`Reject`] says which check failed.
pub fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Reject> {
    let instance = public::instance(public, key.slots())?;
    let (expected, got) = (key.proof_bytes(), proof.len());
    if expected != got {
        return Err(Reject::Length { expected, got });
    }
    if let Some(point) = alias(proof, key.parts) {
        return Err(Reject::Encoding { point });
    }
    key.verifier().check(&instance, proof).map_err(Reject::Invalid)
}
