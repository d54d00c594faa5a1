//! What the contracts were compiled to. `node contracts/build.mjs --check` holds it against the sources.

use crate::abi::selector;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A compiled contract.
#[derive(Debug, Clone, Deserialize)]
pub struct Artifact {
    /// The interface.
    pub abi: serde_json::Value,
    /// Code that deploys it; encoded constructor arguments follow.
    #[serde(rename = "bytecode", deserialize_with = "bytes")]
    pub creation: Vec<u8>,
    /// Code that is deployed, immutable values being zero.
    #[serde(rename = "deployedBytecode", deserialize_with = "bytes")]
    pub runtime: Vec<u8>,
}

fn bytes<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(text)?;
    hex::decode(text.trim_start_matches("0x")).map_err(serde::de::Error::custom)
}

fn parse(text: &str) -> Artifact {
    serde_json::from_str(text).expect("the build script wrote it")
}

/// The step contract for state version 8.
pub static MIPS64: LazyLock<Artifact> = LazyLock::new(|| parse(include_str!("../artifacts/MIPS64.json")));

/// The step contract for the version with the ML system calls.
pub static MIPS64_ML: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/MIPS64ML.json")));

/// The pre-image oracle.
pub static PREIMAGE_ORACLE: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/PreimageOracle.json")));

/// The dispute game.
pub static DISPUTE_GAME: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/DisputeGame.json")));

/// Where claims with inputs in blobs are made.
pub static BLOB_INPUTS: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/BlobInputs.json")));

/// What holds money on its way out of games.
pub static DELAYED_BONDS: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/DelayedBonds.json")));

/// The registry of models.
pub static MODEL_REGISTRY: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/ModelRegistry.json")));

/// The smallest game that goes on from results of the dispute game.
pub static EXAMPLE_OUTER_GAME: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/ExampleOuterGame.json")));

/// The verifier of halo2 proofs.
pub static HALO2_VERIFIER: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/Halo2Verifier.json")));

/// The smallest contract that acts on a proved prediction.
pub static EXAMPLE_CLASSIFIER: LazyLock<Artifact> =
    LazyLock::new(|| parse(include_str!("../artifacts/ExampleClassifier.json")));

/// Names of errors by selector.
static ERRORS: LazyLock<BTreeMap<[u8; 4], String>> = LazyLock::new(|| {
    let errors: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!("../artifacts/errors.json")).expect("the build script wrote it");
    let named =
        |(name, types): (String, Vec<String>)| (selector(&format!("{name}({})", types.join(","))), name);
    errors.into_iter().map(named).collect()
});

/// Why a contract reverted, by a revert's data: the error's name, or the data in hexadecimal where it has none.
pub fn revert_reason(data: &[u8]) -> String {
    match error_name(data) {
        Some(name) => name.to_owned(),
        None if data.is_empty() => "it gives no reason".to_owned(),
        None => hex::encode(data),
    }
}

/// The name of the error in a revert's data, if it is one of ours.
pub fn error_name(data: &[u8]) -> Option<&'static str> {
    ERRORS.get(data.first_chunk::<4>()?).map(String::as_str)
}
