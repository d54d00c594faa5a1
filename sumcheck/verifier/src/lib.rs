//! Verification of proofs by sumchecks from files alone: a key, public values and a proof.
//!
//! The crate has neither prover nor interpreter below it, and compiles to wasm32, where [`exports`] are what the page
//! `page.html` calls (docs/circuits/sumcheck.md).

pub mod exports;

use circuit::public::{Hash, Kind};
use circuit::{PublicValues, Range};
use serde::{Deserialize, Serialize};
use sumcheck::{KeyError, Reject, VerifyingKey};
use thiserror::Error;

/// Why nothing is said.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Refused {
    /// The first file is no key, or one that costs too much.
    #[error("the key: {0}")]
    Key(#[from] KeyError),
    /// The second file has no public values.
    #[error("the public values: {0}")]
    Public(String),
    /// The proof does not verify.
    #[error("the proof is refused: {0}")]
    Proof(#[from] Reject),
}

/// What an accepted proof says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    /// The circuit's digest; a label of the key's maker, unless `whole`.
    pub circuit: String,
    /// Whether the key is the circuit itself, with all constants.
    pub whole: bool,
    /// Whether proofs hide what is not public.
    pub hides: bool,
    /// Whether the weights are hidden, too: then the key is that of all models of this shape, and a hash says whose they are.
    pub hides_weights: bool,
    /// Bits of security.
    pub bits: f64,
    /// How many of them there are without proofs of work.
    pub unworked_bits: f64,
    /// At least so many are asked for.
    pub level: u32,
    /// Public inputs and outputs, and hashes of others.
    pub public: Vec<Shown>,
}

/// A public tensor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// Whether it is an input, an output, the weights, or a hash of one of these.
    pub kind: &'static str,
    /// Its shape.
    pub shape: Vec<u32>,
    /// Where its elements lie.
    pub range: String,
    /// Its elements, row-major, or its hash.
    pub values: Vec<String>,
}

/// The file of public values, as `prove` writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    inputs: Vec<Vec<i64>>,
    outputs: Vec<Vec<i64>>,
    #[serde(default)]
    hashes: Vec<String>,
}

fn public(bytes: &[u8]) -> Result<PublicValues, Refused> {
    let file: File = serde_json::from_slice(bytes).map_err(|e| Refused::Public(e.to_string()))?;
    let wide =
        |all: Vec<Vec<i64>>| all.into_iter().map(|t| t.into_iter().map(i128::from).collect()).collect();
    let hash = |text: &String| text.parse::<Hash>().map_err(|e| Refused::Public(e.to_string()));
    let hashes = file.hashes.iter().map(hash).collect::<Result<_, _>>()?;
    Ok(PublicValues { inputs: wide(file.inputs), outputs: wide(file.outputs), hashes })
}

/// Verifies a proof from the bytes of three files, with a key that commits to at most `2^most` cells, and says what it proves.
///
/// # Errors
/// [`Refused`] says which file is wrong, and why.
pub fn judge(key: &[u8], values: &[u8], proof: &[u8], most: usize) -> Result<Said, Refused> {
    let key = VerifyingKey::from_bytes(key, most)?;
    let values = public(values)?;
    sumcheck::verify(&key, &values, proof)?;
    let (mut inputs, mut outputs) = (values.inputs.iter(), values.outputs.iter());
    let mut hashes = values.hashes.iter();
    let shown = |slot: &circuit::public::Slot| {
        let (kind, values) = match slot.kind {
            Kind::Input => ("input", inputs.next()),
            Kind::Output => ("output", outputs.next()),
            Kind::HashedInput => ("hash of an input", None),
            Kind::HashedOutput => ("hash of an output", None),
            Kind::Parameters => ("hash of the weights", None),
        };
        let Range { lo, hi } = slot.range;
        let hash = hashes.by_ref().take(usize::from(slot.kind.is_hash())).map(Hash::to_string);
        let values = values.into_iter().flatten().map(i128::to_string).chain(hash).collect();
        Shown { kind, shape: slot.shape.clone(), range: format!("{lo} to {hi}"), values }
    };
    Ok(Said {
        circuit: key.digest().to_string(),
        whole: key.is_whole(),
        hides: key.hides(),
        hides_weights: key.hides_weights(),
        bits: key.security().bits(),
        unworked_bits: key.security().unworked_bits(),
        level: key.level().bits(),
        public: key.slots().iter().map(shown).collect(),
    })
}
