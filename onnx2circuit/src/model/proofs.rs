//! Proofs of a compiled model's runs, and their verification.
//!
//! A proof says: the circuit with this digest, on these public inputs, gives these outputs. It is checked against a key, and
//! a key is trusted because whoever uses it made it again from the artifact (`onnx2circuit check-key`) or has it from
//! someone who did.

use circuit::interpret;
use halo2::PublicValues;
use halo2::file::FileError;
use halo2::plan::Plan;
use halo2::proof::{ProveError, Reject};
use halo2::srs::{Srs, SrsName};
use halo2::{KeyError, Limits, PlanError, ProvingKey, VerifyingKey};
use thiserror::Error;

use super::{Compiled, RunError};

/// Why there is no proof, or why one is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The model has no result for these inputs.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The circuit in the program is none.
    #[error("the circuit of '{model}' cannot be read: {reason}")]
    Circuit {
        /// The model.
        model: &'static str,
        /// Why.
        reason: String,
    },
    /// The circuit has no layout.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Keys cannot be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A key or reference string that is none.
    #[error(transparent)]
    File(#[from] FileError),
    /// A reference string that proofs should not hang on.
    #[error("{0}; `Prover::unsafe_with_any_string` takes it")]
    Development(SrsName),
    /// The circuit gives no result for these inputs.
    #[error("the circuit refuses these inputs: {0}")]
    Execution(#[from] circuit::ExecError),
    /// The prover failed.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// No key was given to the build.
    #[error("'{0}' was built without a verifying key")]
    NoKey(&'static str),
    /// A key of another circuit.
    #[error("the verifying key is for circuit {key}, '{model}' is circuit {circuit}")]
    OtherCircuit {
        /// The key's circuit.
        key: String,
        /// The model.
        model: &'static str,
        /// The model's circuit.
        circuit: &'static str,
    },
    /// The proof is refused.
    #[error("the proof is refused: {0}")]
    Refused(#[from] Reject),
}

/// A proof with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Integers of each public input.
    pub inputs: Vec<Vec<i64>>,
    /// Integers of each output.
    pub outputs: Vec<Vec<i64>>,
    /// The proof itself.
    pub bytes: Vec<u8>,
}

/// What proving takes: the circuit, its key and the reference string.
pub struct Prover {
    circuit: circuit::Graph,
    key: ProvingKey,
    srs: Srs,
    verifying: Option<VerifyingKey>,
}

fn circuit(model: &Compiled) -> Result<circuit::Graph, ProofError> {
    let fail = |reason: String| ProofError::Circuit { model: model.name, reason };
    let circuit = circuit::Graph::from_bytes(model.circuit).map_err(|e| fail(e.to_string()))?;
    let findings = circuit.validate().err().unwrap_or_default();
    match findings.first() {
        None => Ok(circuit),
        Some(first) => Err(fail(first.to_string())),
    }
}

impl Prover {
    /// From a proving key and the reference string that it was made with, as `onnx2circuit setup` writes them.
    ///
    /// # Errors
    /// [`ProofError`] for bytes that are none, or of another circuit, and for a string for development.
    pub fn new(model: &Compiled, key: &[u8], srs: &[u8]) -> Result<Self, ProofError> {
        let prover = Self::unsafe_with_any_string(model, key, srs)?;
        let name = prover.srs.name();
        if name.origin.is_development() { Err(ProofError::Development(name)) } else { Ok(prover) }
    }

    /// The same with a string for development, too: **unsafe**, whoever knows its secret can forge proofs.
    ///
    /// # Errors
    /// [`ProofError`] for bytes that are none, or of another circuit.
    pub fn unsafe_with_any_string(model: &Compiled, key: &[u8], srs: &[u8]) -> Result<Self, ProofError> {
        let circuit = circuit(model)?;
        let key = ProvingKey::from_bytes(key, &circuit)?;
        Ok(Self { circuit, key, srs: Srs::from_bytes(srs)?, verifying: None })
    }

    /// With keys of its own, from a reference string that is made here: **unsafe**, for development. Whoever runs this
    /// could forge proofs; the keys say so.
    ///
    /// # Errors
    /// [`ProofError`] for a circuit without a layout.
    pub fn unsafe_development(model: &Compiled) -> Result<Self, ProofError> {
        let circuit = circuit(model)?;
        let plan = Plan::new(&circuit)?;
        let srs = Srs::random(plan.system.k)?;
        let setup = halo2::setup(plan, &srs)?;
        Ok(Self { circuit, key: setup.proving, srs, verifying: Some(setup.verifying) })
    }

    /// The bytes of the verifying key, if the keys were made here.
    pub fn verifying_key(&self) -> Option<Vec<u8>> {
        self.verifying.as_ref().map(VerifyingKey::to_bytes)
    }

    /// Proves the run on the inputs' integers.
    ///
    /// # Errors
    /// [`ProofError`], where the model refuses the inputs for one.
    pub fn prove(&self, inputs: &[Vec<i64>]) -> Result<Proof, ProofError> {
        let wide: Vec<Vec<i128>> =
            inputs.iter().map(|t| t.iter().map(|v| i128::from(*v)).collect()).collect();
        let trace = interpret(&self.circuit, &wide)?;
        let (public, bytes) = halo2::prove(&self.key, &self.srs, &trace, rand::rngs::OsRng)?;
        let narrow = |all: Vec<Vec<i128>>| all.into_iter().map(|t| t.into_iter().map(|v| v as i64).collect());
        Ok(Proof {
            inputs: narrow(public.inputs).collect(),
            outputs: narrow(public.outputs).collect(),
            bytes,
        })
    }
}

/// Checks a proof against a key's bytes, or the key that the model was built with: the circuit is the model's, and it gives
/// these outputs for these inputs.
///
/// # Errors
/// [`ProofError`] says which check failed.
pub fn check(model: &Compiled, key: Option<&[u8]>, proof: &Proof) -> Result<(), ProofError> {
    let bytes = key.or(model.verifying_key).ok_or(ProofError::NoKey(model.name))?;
    let key = VerifyingKey::from_bytes_within(bytes, Limits::MOST)?;
    let digest = key.digest().to_string();
    if digest != model.circuit_digest {
        return Err(ProofError::OtherCircuit {
            key: digest,
            model: model.name,
            circuit: model.circuit_digest,
        });
    }
    let wide = |all: &[Vec<i64>]| all.iter().map(|t| t.iter().map(|v| i128::from(*v)).collect()).collect();
    let public =
        PublicValues { inputs: wide(&proof.inputs), outputs: wide(&proof.outputs), hashes: Vec::new() };
    Ok(halo2::verify(&key, &public, &proof.bytes)?)
}
