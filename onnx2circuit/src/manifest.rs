//! The manifest of an artifact: what was compiled, from what, and into what.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the artifact's layout and of this file. Readers refuse any other.
pub const SCHEMA: u32 = 2;

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Version of the compiler.
    pub compiler: String,
    /// Name of the model.
    pub model: String,
    /// SHA-256 of the ONNX file, external data included.
    pub model_sha256: String,
    /// SHA-256 of the calibration file, if one was used.
    pub calibration_sha256: Option<String>,
    /// Settings of the quantisation, as text.
    pub settings: BTreeMap<String, String>,
    /// Inputs and outputs.
    pub inputs: Vec<PortEntry>,
    /// Outputs.
    pub outputs: Vec<PortEntry>,
    /// Every tensor that is no constant.
    pub tensors: Vec<TensorEntry>,
    /// Every step.
    pub steps: Vec<StepEntry>,
    /// Where things lie in the VM's memory.
    pub addresses: Addresses,
    /// The circuit.
    pub circuit: CircuitEntry,
    /// What a dispute is about.
    pub dispute: DisputeEntry,
    /// SHA-256 of each file of the artifact but this one.
    pub files: BTreeMap<String, String>,
}

/// An input or output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortEntry {
    /// Name in the ONNX graph.
    pub name: String,
    /// Shape in the ONNX graph.
    pub shape: Vec<usize>,
    /// Storage type.
    pub element: String,
    /// Smallest and largest integer.
    pub range: [i64; 2],
    /// Real value of the integer 1.
    pub scale: String,
}

/// A tensor's quantisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TensorEntry {
    /// Name.
    pub name: String,
    /// Shape.
    pub shape: Vec<usize>,
    /// Storage type.
    pub element: String,
    /// Smallest and largest integer.
    pub range: [i64; 2],
    /// Real value of the integer 1.
    pub scale: String,
    /// Byte offset in the arena.
    pub offset: u64,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepEntry {
    /// Gadget, or `generic`.
    pub gadget: String,
    /// Parameters; `null` for a generic one.
    pub params: serde_json::Value,
    /// ONNX nodes that it fuses.
    pub onnx: Vec<String>,
}

/// Memory of the fault-proof program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Addresses {
    /// Base of the tensor arena.
    pub arena: u64,
    /// Its size is 2 to this power.
    pub arena_log2: u32,
    /// Offset of the inputs' subtree in the arena, and its size as a power of two.
    pub inputs: [u64; 2],
    /// Offset of the outputs' subtree in the arena, and its size as a power of two.
    pub outputs: [u64; 2],
    /// Entry point.
    pub entry: u64,
}

/// The model as a dispute game knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DisputeEntry {
    /// The model's identity, in hex.
    pub model: Option<String>,
    /// No step takes more than 2^a instructions of the machine, whatever the inputs.
    pub log2_instructions: Option<u32>,
    /// Why no such number is known, if none is.
    pub refused: Option<String>,
}

/// Size of the circuit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CircuitEntry {
    /// Digest of the circuit IR, in hex.
    pub digest: String,
    /// Relations. How they are laid out is up to a proof system's `setup`.
    pub relations: usize,
}
