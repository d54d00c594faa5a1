//! A compiled model as the two machines of a dispute.

use dispute::double_check::{Checked, Options};
use dispute::machine::Slow;
use dispute::model::{Model, Region};
use dispute::run::Run;
use fault_proof_vm::bound::{self, Limits};
use fault_proof_vm::keccak::keccak256;
use gadgets::Graph;
use llvm_backend::plan::{self, Plan};
use llvm_backend::{Arena, OptLevel};
use std::sync::Arc;

use crate::artifact::Artifact;
use crate::execute::{Machine, NativeMachine};
use crate::inputs::Ports;
use crate::pipeline::{Assembled, Program};
use crate::{Failure, execute};

/// Most levels of one layer: its history is then made in seconds.
const MAX_HEIGHT: u32 = 12;

/// The least `a` such that no step of the program takes more than 2^a instructions, whatever the inputs.
///
/// # Errors
/// [`Failure`] that names the instruction that makes it impossible to tell, which our own programs do not have.
pub fn log2_instructions(elf: &[u8], graph: &Graph, plan: &Plan) -> Result<u32, Failure> {
    let state = fault_proof_vm::elf::load(elf).map_err(Failure::input)?;
    let steps = graph.nodes.len() as u64;
    bound::log2_steps(&state, plan.log2_size, steps, Limits::default()).map_err(Failure::internal)
}

/// Machine AB of a compiled model. `digest` names what only people need.
///
/// # Errors
/// [`Failure`] for a file that is no program of ours.
pub fn slow(
    elf: &[u8],
    graph: &Graph,
    plan: &Plan,
    log2_instructions: u32,
    digest: &str,
) -> Result<Slow, Failure> {
    let guest = execute::guest(elf, plan)?;
    let region = |region: plan::Region| Region { offset: region.offset, log2_size: region.log2_size };
    let steps = graph.nodes.len() as u64;
    let model = Model {
        template: guest.template().clone(),
        step_heights: vec![steps.max(2).next_power_of_two().ilog2()],
        heights: heights(log2_instructions),
        inputs: region(plan.inputs),
        outputs: region(plan.outputs),
        steps,
        digest: keccak256(digest.as_bytes()),
    };
    Slow::new(guest, model).map_err(Failure::input)
}

/// Heights of layers that make up so many levels: about the same, the higher ones first.
pub fn heights(log2_instructions: u32) -> Vec<u32> {
    let layers = log2_instructions.max(1).div_ceil(MAX_HEIGHT);
    (0..layers).map(|layer| (log2_instructions.max(1) + layers - 1 - layer) / layers).collect()
}

/// The bytes of the inputs' region: the inputs as the arena holds them.
///
/// # Errors
/// [`Failure`] for inputs that do not fit.
pub fn input_bytes(graph: &Graph, plan: &Plan, inputs: &[Vec<i64>]) -> Result<Vec<u8>, Failure> {
    execute::check_inputs(graph, inputs)?;
    let flat: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
    let arena = Arena::with_inputs(Arc::new(plan.clone()), graph, &flat).map_err(Failure::input)?;
    let (start, size) = (plan.inputs.offset as usize, 1usize << plan.inputs.log2_size);
    let mut bytes = arena.vm_bytes()[start..start + size].to_vec();
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
    Ok(bytes)
}

/// An artifact as both machines: its native code compiled, its program loaded.
pub struct Machines {
    /// Machine AB, which knows the model.
    pub slow: Slow,
    /// Native code.
    pub native: Machine,
    /// The integer graph.
    pub graph: Graph,
    /// The memory plan.
    pub plan: Plan,
    whole_inputs: Vec<String>,
}

impl Machines {
    /// The inputs.
    pub fn ports(&self) -> Ports<'_> {
        Ports { graph: &self.graph, whole: &self.whole_inputs }
    }

    /// The machines of an artifact.
    ///
    /// # Errors
    /// [`Failure`] for an artifact that was changed, or whose steps have no bound.
    pub fn open(artifact: &Artifact) -> Result<Self, Failure> {
        let Artifact { graph, plan, manifest, .. } = artifact;
        let Some(log2) = manifest.dispute.log2_instructions else {
            let why = manifest.dispute.refused.as_deref().unwrap_or("no reason is given");
            return Err(Failure::input(format!("no step of this model has a known length: {why}")));
        };
        let slow = slow(&artifact.program()?, graph, plan, log2, &manifest.circuit.digest)?;
        let model = hex::encode(slow.model().id());
        if manifest.dispute.model.as_ref() != Some(&model) {
            let said = manifest.dispute.model.as_deref().unwrap_or("none");
            return Err(Failure::input(format!("the model's identity is {model}, the manifest says {said}"))
                .with_help("compile the model again"));
        }
        let native = Machine::new(&artifact.extended()?, graph, plan, OptLevel::O2)?;
        let whole_inputs = manifest.whole_inputs.clone();
        Ok(Self { slow, native, graph: graph.clone(), plan: plan.clone(), whole_inputs })
    }

    /// The machines of a model that has just been compiled.
    ///
    /// # Errors
    /// [`Failure`] that is our own fault.
    pub fn assembled(assembled: Assembled) -> Result<Self, Failure> {
        let Assembled { modules, program, elf, circuit, .. } = assembled;
        let Program { graph, plan } = program;
        let log2 = log2_instructions(&elf, &graph, &plan)?;
        let slow = slow(&elf, &graph, &plan, log2, &circuit.digest().to_string())?;
        let native = Machine::new(&modules.llvm, &graph, &plan, OptLevel::O2)?;
        Ok(Self { slow, native, graph, plan, whole_inputs: Vec::new() })
    }

    /// The run of machine A on the bytes of an inputs' region.
    ///
    /// # Errors
    /// [`Failure`] for bytes that do not fit.
    pub fn run(&self, input: &[u8]) -> Result<Run, Failure> {
        let mut fast = NativeMachine::new(&self.native, &self.graph)?;
        dispute::run::run(&self.slow, &mut fast, input).map_err(Failure::input)
    }

    /// The same, with every step done by machine AB too: what is so.
    ///
    /// # Errors
    /// [`Failure`] for bytes that do not fit, and machines that have no answer.
    pub fn checked(&self, input: &[u8]) -> Result<Checked, Failure> {
        Checked::new(&self.slow, self.run(input)?, Options::default()).map_err(Failure::internal)
    }

    /// The ONNX names of a step, or that it is padding.
    pub fn label(&self, step: u64) -> String {
        let node = usize::try_from(step).ok().and_then(|step| self.graph.nodes.get(step));
        node.map_or_else(|| "(padding)".to_owned(), gadgets::Node::label)
    }
}
