//! This crate as a [`Backend`].

use circuit::{Backend, Digest, Graph, Keys, PublicValues, Trace};
use thiserror::Error;

use super::key::{self, KeyError, ProvingKey, VerifyingKey};
use super::plan::Plan;
use super::prove::{self, ProveError};
use super::verify::{self, Reject};

/// Sumchecks over KoalaBear's extension of degree 5, with WHIR. Its keys are of proofs that hide what is not public, if so said; what
/// reads keys takes both kinds.
#[derive(Clone, Copy, Debug)]
pub struct Sumcheck<const HIDES: bool = false>;

/// Most cells of a verifying key that is read where nobody says how many: `2^USUAL`, for which a reader takes some hundred MiB.
pub const USUAL: usize = 21;

/// Why there is no key or proof, or bytes are no key.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackendError {
    /// No key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No proof.
    #[error(transparent)]
    Prove(#[from] ProveError),
}

impl<const HIDES: bool> Backend for Sumcheck<HIDES> {
    const NAME: &'static str = "sumcheck";

    type Parameters = ();
    type ProvingKey = ProvingKey;
    type VerifyingKey = VerifyingKey;
    type Error = BackendError;
    type Reject = Reject;

    fn setup(circuit: &Graph, (): &()) -> Result<Keys<Self>, BackendError> {
        let plan = Plan::new(circuit).map_err(KeyError::from)?;
        let key::Setup { proving, verifying } =
            if HIDES { key::setup_hiding(plan)? } else { key::setup(plan)? };
        Ok(Keys { proving, verifying })
    }

    fn prove(key: &ProvingKey, (): &(), trace: &Trace) -> Result<(PublicValues, Vec<u8>), BackendError> {
        Ok(prove::prove(key, trace)?)
    }

    fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Reject> {
        verify::verify(key, public, proof)
    }

    fn circuit(key: &VerifyingKey) -> Digest {
        key.digest()
    }

    fn write_proving(key: &ProvingKey) -> Vec<u8> {
        key.to_bytes()
    }

    fn read_proving(bytes: &[u8], circuit: &Graph) -> Result<ProvingKey, BackendError> {
        Ok(ProvingKey::from_bytes(bytes, circuit)?)
    }

    fn write_verifying(key: &VerifyingKey) -> Vec<u8> {
        key.to_bytes()
    }

    fn read_verifying(bytes: &[u8]) -> Result<VerifyingKey, BackendError> {
        Ok(VerifyingKey::from_bytes(bytes, USUAL)?)
    }
}
