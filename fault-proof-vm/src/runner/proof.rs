//! The JSON files about states and steps, with the names that the users of Cannon know.

use crate::error::VmError;
use crate::evidence::{STEP_PROOF_BYTES, StepWitness};
use crate::host::{KeyType, PartStore, PreimageError, PreimagePart};
use crate::keccak::Hash;
use crate::state::{STATE_BYTES, State, Version, version_name};
use crate::step_witness::step_witness_of;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use thiserror::Error;

/// The evidence of one step: what is sent to the step contract, and what has to come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// Version of the machine, if it is not 8.
    #[serde(default = "version_8", skip_serializing_if = "is_version_8")]
    pub state_version: u8,
    /// The step counter before the step.
    pub step: u64,
    /// State hash before.
    pub pre: Hex,
    /// State hash after.
    pub post: Hex,
    /// The encoded state before the step, 188 bytes.
    pub state_data: Hex,
    /// Thread and memory proofs, 6,090 bytes.
    pub proof_data: Hex,
    /// Key of the pre-image that the step reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oracle_key: Option<Hex>,
    /// That pre-image, after its length as a u64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oracle_value: Option<Hex>,
    /// Offset of the read, the length's bytes included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oracle_offset: Option<u64>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProofError {
    /// No JSON of a proof.
    #[error("not the JSON of a step's proof: {0}")]
    Json(String),
    /// A machine that we do not have.
    #[error("state-version is {got} ({}): no machine of ours", version_name(*got))]
    Version {
        /// The version.
        got: u8,
    },
    /// A field of the wrong size.
    #[error("{field} has {got} bytes, not {expected}")]
    Length {
        /// The field.
        field: &'static str,
        /// Bytes it must have.
        expected: usize,
        /// Bytes it has.
        got: usize,
    },
    /// A pre-image that is no pre-image.
    #[error("oracle-value: {0}")]
    Oracle(String),
    /// The step cannot be done.
    #[error(transparent)]
    Step(#[from] VmError),
    /// A hash or number is another.
    #[error("{field} is {got}, the evidence says {expected}")]
    Differs {
        /// The field.
        field: &'static str,
        /// What the evidence says.
        expected: String,
        /// What the file says.
        got: String,
    },
}

/// What Cannon's proofs, which name no version, are of.
fn version_8() -> u8 {
    Version::V8.number()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_version_8(version: &u8) -> bool {
    *version == version_8()
}

impl Proof {
    /// The proof of a step that led to `after`, with the whole pre-image it read.
    pub(super) fn new(
        version: Version,
        step: u64,
        witness: &StepWitness,
        after: Hash,
        preimage: Option<Vec<u8>>,
    ) -> Self {
        let before = crate::state::Witness::decode(&witness.state).map(|state| state.hash());
        let read = witness.preimage.as_ref();
        Self {
            state_version: version.number(),
            step,
            pre: Hex(before.unwrap_or_default().to_vec()),
            post: Hex(after.to_vec()),
            state_data: Hex(witness.state.to_vec()),
            proof_data: Hex(witness.proof.to_vec()),
            oracle_key: read.map(|read| Hex(read.key.to_vec())),
            oracle_value: preimage.map(Hex),
            oracle_offset: read.map(|read| read.offset),
        }
    }

    /// Reads the JSON.
    pub fn from_json(json: &[u8]) -> Result<Self, ProofError> {
        serde_json::from_slice(json).map_err(|error| ProofError::Json(error.to_string()))
    }

    /// Redoes the step from the evidence alone, as the contract does.
    pub fn check(&self) -> Result<(), ProofError> {
        let version = Version::from_number(self.state_version)
            .ok_or(ProofError::Version { got: self.state_version })?;
        let sizes = [
            ("state-data", &self.state_data, STATE_BYTES),
            ("proof-data", &self.proof_data, STEP_PROOF_BYTES),
        ];
        for (field, Hex(bytes), expected) in sizes {
            if bytes.len() != expected {
                return Err(ProofError::Length { field, expected, got: bytes.len() });
            }
        }
        let state = crate::state::Witness::decode(&self.state_data.0).map_err(VmError::State)?;
        differs("step", state.control.step.to_string(), self.step.to_string())?;
        differs("pre", Hex(state.hash().to_vec()).to_string(), self.pre.to_string())?;
        let after = step_witness_of(version, &self.state_data.0, &self.proof_data.0, &mut self.parts()?)?;
        differs("post", Hex(after.hash().to_vec()).to_string(), self.post.to_string())
    }

    /// The part of the pre-image, as the oracle contract holds it once it is loaded.
    fn parts(&self) -> Result<PartStore, ProofError> {
        let mut parts = PartStore::default();
        if let (Some(Hex(key)), Some(Hex(value))) = (&self.oracle_key, &self.oracle_value) {
            let bad = |cause: &str| ProofError::Oracle(cause.to_owned());
            let key: Hash = key.as_slice().try_into().map_err(|_| bad("the key has not 32 bytes"))?;
            let (prefix, data) = value.split_first_chunk().ok_or_else(|| bad("no length"))?;
            if u64::from_be_bytes(*prefix) != data.len() as u64 {
                return Err(bad("the length is not that of the bytes after it"));
            }
            if !crate::host::key::admits(&key, data) {
                return Err(bad(&format!("it does not hash to its {} key", KeyType::of(&key))));
            }
            let offset = self.oracle_offset.unwrap_or_default();
            let part = PreimagePart::of(&key, data, offset);
            parts.insert(key, offset, part.map_err(|error: PreimageError| bad(&error.to_string()))?);
        }
        Ok(parts)
    }
}

fn differs(field: &'static str, expected: String, got: String) -> Result<(), ProofError> {
    if expected == got { Ok(()) } else { Err(ProofError::Differs { field, expected, got }) }
}

/// What `witness` prints of a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateSummary {
    /// Version of the state.
    pub state_version: u8,
    /// The state hash.
    pub witness_hash: Hex,
    /// The encoded state, 188 bytes.
    pub witness: Hex,
    /// Steps done.
    pub step: u64,
    /// Whether the machine has exited.
    pub exited: bool,
    /// Its exit code.
    pub exit_code: u8,
}

impl StateSummary {
    /// The summary of a state.
    pub fn new(state: &mut State) -> Self {
        let witness = state.witness();
        Self {
            state_version: state.version.number(),
            witness_hash: Hex(witness.hash().to_vec()),
            witness: Hex(witness.encode().to_vec()),
            step: witness.control.step,
            exited: witness.control.exited,
            exit_code: witness.control.exit_code,
        }
    }
}

/// Bytes that are written as hex after `0x`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hex(pub Vec<u8>);

impl std::fmt::Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "0x{}", hex::encode(&self.0))
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix("0x").unwrap_or(&text);
        hex::decode(digits).map(Self).map_err(D::Error::custom)
    }
}
