//! What a proof system for circuits is to everybody else: keys, proofs, and their bytes.
//!
//! A backend takes a [`Graph`] as it is and decides everything about its proofs itself. What it owes to its users is what
//! the suite of its tests asks for (`circuit/tests/backend/conformance.rs`).

use std::error::Error;

use super::{Digest, Graph, PublicValues, Trace};

/// Both keys of a circuit.
pub struct Keys<B: Backend + ?Sized> {
    /// For the prover.
    pub proving: B::ProvingKey,
    /// For everybody.
    pub verifying: B::VerifyingKey,
}

/// A proof system for circuits.
///
/// A completed run has a proof that is accepted. No proof is accepted for other public values, under another circuit's key,
/// or of a trace that is no run. Bytes of a proof or a key that are none are refused, without a panic.
pub trait Backend {
    /// Name in commands and reports.
    const NAME: &'static str;
    /// What all circuits' keys are made with, as a reference string; `()` where there is no such thing.
    type Parameters;
    /// What proving needs beside the parameters.
    type ProvingKey;
    /// What verification needs beside public values and proof.
    type VerifyingKey;
    /// Why there is no key or proof, or bytes are no key.
    type Error: Error + Send + Sync + 'static;
    /// Why a proof is refused.
    type Reject: Error + Send + Sync + 'static;

    /// Makes both keys: a function of circuit and parameters, to the byte.
    ///
    /// # Errors
    /// A circuit that has no layout, naming the node; parameters that are too small.
    fn setup(circuit: &Graph, parameters: &Self::Parameters) -> Result<Keys<Self>, Self::Error>;

    /// Proves a completed run.
    ///
    /// # Errors
    /// A trace that is no run of the key's circuit, or parameters that are not the key's.
    fn prove(
        key: &Self::ProvingKey,
        parameters: &Self::Parameters,
        trace: &Trace,
    ) -> Result<(PublicValues, Vec<u8>), Self::Error>;

    /// Checks a proof of a run with these public values.
    ///
    /// # Errors
    /// Which check failed.
    fn verify(key: &Self::VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Self::Reject>;

    /// The circuit that a key says it is for: a label, unless the key comes from a source that is trusted for the circuit.
    fn circuit(key: &Self::VerifyingKey) -> Digest;

    /// The bytes of a proving key's file.
    fn write_proving(key: &Self::ProvingKey) -> Vec<u8>;

    /// Reads the proving key of a circuit.
    ///
    /// # Errors
    /// Bytes that are none, or one of another circuit.
    fn read_proving(bytes: &[u8], circuit: &Graph) -> Result<Self::ProvingKey, Self::Error>;

    /// The bytes of a verifying key's file.
    fn write_verifying(key: &Self::VerifyingKey) -> Vec<u8>;

    /// Reads a verifying key, of no more than a usual size.
    ///
    /// # Errors
    /// Bytes that are none, or a key that is larger.
    fn read_verifying(bytes: &[u8]) -> Result<Self::VerifyingKey, Self::Error>;
}
