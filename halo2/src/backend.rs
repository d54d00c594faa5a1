//! This crate as a [`Backend`].

use circuit::{Backend, Digest, Graph, Keys, PublicValues, Trace};
use rand::rngs::OsRng;
use thiserror::Error;

use super::key::{self, KeyError, ProvingKey, VerifyingKey};
use super::plan::Plan;
use super::proof::{self, ProveError, Reject};
use super::srs::Srs;

/// halo2 with KZG over BN254, laid out for the prover's time.
#[derive(Clone, Copy, Debug)]
pub struct Halo2;

/// Why there is no key or proof.
#[derive(Debug, Error)]
pub enum Halo2Error {
    /// No key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No proof.
    #[error(transparent)]
    Prove(#[from] ProveError),
}

impl Backend for Halo2 {
    const NAME: &'static str = "halo2";
    type Parameters = Srs;
    type ProvingKey = ProvingKey;
    type VerifyingKey = VerifyingKey;
    type Error = Halo2Error;
    type Reject = Reject;

    fn setup(circuit: &Graph, parameters: &Srs) -> Result<Keys<Self>, Halo2Error> {
        let plan = Plan::new(circuit).map_err(KeyError::from)?;
        let key::Setup { proving, verifying } = key::setup(plan, parameters)?;
        Ok(Keys { proving, verifying })
    }

    fn prove(
        key: &ProvingKey,
        parameters: &Srs,
        trace: &Trace,
    ) -> Result<(PublicValues, Vec<u8>), Halo2Error> {
        Ok(proof::prove(key, parameters, trace, OsRng)?)
    }

    fn verify(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Reject> {
        proof::verify(key, public, proof)
    }

    fn circuit(key: &VerifyingKey) -> Digest {
        key.digest()
    }

    fn write_proving(key: &ProvingKey) -> Vec<u8> {
        key.to_bytes()
    }

    fn read_proving(bytes: &[u8], circuit: &Graph) -> Result<ProvingKey, Halo2Error> {
        Ok(ProvingKey::from_bytes(bytes, circuit)?)
    }

    fn write_verifying(key: &VerifyingKey) -> Vec<u8> {
        key.to_bytes()
    }

    fn read_verifying(bytes: &[u8]) -> Result<VerifyingKey, Halo2Error> {
        Ok(VerifyingKey::from_bytes(bytes).map_err(KeyError::from)?)
    }
}
