//! The manifest of an artifact: what was compiled, from what, and into what.

use gadgets::{Gadget, Graph, Tensor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::Failure;
use crate::pipeline::Program;

/// Version of the artifact's layout and of this file. Readers refuse any other.
pub const SCHEMA: u32 = 3;

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
    /// Names of the inputs that ONNX declares as whole numbers or booleans.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whole_inputs: Vec<String>,
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

/// What a manifest says of the program: a function of it, so that it can be checked.
#[derive(Debug)]
pub struct Derived {
    /// Inputs.
    pub inputs: Vec<PortEntry>,
    /// Outputs.
    pub outputs: Vec<PortEntry>,
    /// Every tensor that is no constant.
    pub tensors: Vec<TensorEntry>,
    /// Every step.
    pub steps: Vec<StepEntry>,
    /// Where things lie in the VM's memory.
    pub addresses: Addresses,
}

impl Derived {
    /// Describes a program and its ELF.
    ///
    /// # Errors
    /// [`Failure`] that is our own fault: an ELF that the machine does not load.
    pub fn new(program: &Program, elf: &[u8]) -> Result<Self, Failure> {
        let graph = &program.graph;
        Ok(Self {
            inputs: ports(graph, true),
            outputs: ports(graph, false),
            tensors: tensors(program),
            steps: steps(graph),
            addresses: addresses(program, elf)?,
        })
    }
}

fn ports(graph: &Graph, inputs: bool) -> Vec<PortEntry> {
    let list = if inputs { &graph.inputs } else { &graph.outputs };
    list.iter()
        .map(|p| {
            let t = graph.tensor(p.tensor);
            PortEntry {
                name: p.name.clone(),
                shape: p.shape.clone(),
                element: t.element.to_string(),
                range: [t.range.lo, t.range.hi],
                scale: t.scale.to_string(),
            }
        })
        .collect()
}

fn tensors(program: &Program) -> Vec<TensorEntry> {
    let entry = |(id, t): (u32, &Tensor)| {
        let slot = program.plan.slot(gadgets::TensorId(id))?;
        Some(TensorEntry {
            name: t.name.clone(),
            shape: t.shape.clone(),
            element: t.element.to_string(),
            range: [t.range.lo, t.range.hi],
            scale: t.scale.to_string(),
            offset: slot.offset,
        })
    };
    (0..).zip(&program.graph.tensors).filter_map(entry).collect()
}

fn steps(graph: &Graph) -> Vec<StepEntry> {
    graph
        .nodes
        .iter()
        .map(|n| StepEntry {
            gadget: n.gadget.name().to_owned(),
            params: match &n.gadget {
                Gadget::Generic(_) => serde_json::Value::Null,
                g => serde_json::to_value(g).unwrap_or_default(),
            },
            onnx: n.onnx.clone(),
        })
        .collect()
}

fn addresses(program: &Program, elf: &[u8]) -> Result<Addresses, Failure> {
    let state = fault_proof_vm::elf::load(elf).map_err(Failure::internal)?;
    let region = |r: &llvm_backend::plan::Region| [r.offset, u64::from(r.log2_size)];
    Ok(Addresses {
        arena: fault_proof_vm::arena::ARENA_BASE,
        arena_log2: program.plan.log2_size,
        inputs: region(&program.plan.inputs),
        outputs: region(&program.plan.outputs),
        entry: state.active_thread().map_or(0, |t| t.pc),
    })
}
