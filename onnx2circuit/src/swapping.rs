//! A compiled model as the two machines of a dispute.

use dispute::machine::Slow;
use dispute::model::{Model, Region};
use fault_proof_vm::keccak::keccak256;
use gadgets::Graph;
use llvm_backend::Arena;
use llvm_backend::plan::{self, Plan};
use std::sync::Arc;

use crate::{Failure, execute};

/// log2 of the instructions that a model step is padded to, where the program does not say how many it needs.
pub const LOG2_INSTRUCTIONS: u32 = 36;
/// Most levels of one layer: its history is then made in seconds.
const MAX_HEIGHT: u32 = 12;

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
        log2_steps: steps.max(2).next_power_of_two().ilog2(),
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
