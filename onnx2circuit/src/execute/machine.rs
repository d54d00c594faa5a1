//! The fault-proof VM: every step from a clean machine, as a dispute would run it.

use fault_proof_vm::arena::{self, Detached};
use fault_proof_vm::guest::{Guest, GuestStep};
use fault_proof_vm::{Hash, elf};
use gadgets::Graph;
use llvm_backend::Arena;
use llvm_backend::plan::Plan;
use std::sync::Arc;

use super::{Outcome, check_inputs};
use crate::Failure;

/// Most instructions that one step may take: far beyond any model that fits a circuit, and minutes of time.
const MAX_INSTRUCTIONS: u64 = 1 << 36;

/// A run in the VM.
#[derive(Clone, Debug)]
pub struct VmRun {
    /// How it ended.
    pub outcome: Outcome,
    /// Arena root before the first step and after each step.
    pub roots: Vec<Hash>,
    /// Instructions of each step.
    pub instructions: Vec<u64>,
    /// Hash of the VM state that the last step ended in.
    pub state_hash: Hash,
}

/// The program in `file`, ready to run.
///
/// # Errors
/// [`Failure`] for a file that is no program of ours.
pub fn guest(file: &[u8], plan: &Plan) -> Result<Guest, Failure> {
    let state = elf::load(file).map_err(Failure::input)?;
    Guest::new(state, plan.log2_size).map_err(Failure::input)
}

/// Runs all steps of the program.
///
/// # Errors
/// [`Failure`] for inputs that do not fit, or a program that the machine refuses.
pub fn run(guest: &Guest, graph: &Graph, plan: &Plan, inputs: &[Vec<i64>]) -> Result<VmRun, Failure> {
    check_inputs(graph, inputs)?;
    let flat: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
    let mut arena = Arena::with_inputs(Arc::new(plan.clone()), graph, &flat).map_err(Failure::input)?;
    let mut memory = arena.vm_bytes();
    let mut roots = vec![arena::root(&memory, plan.log2_size).map_err(Failure::internal)?];
    let mut instructions = Vec::new();
    let mut state_hash = Hash::default();
    for step in 0..graph.nodes.len() {
        let GuestStep { detached, arena, steps, last } =
            guest.run(&memory, MAX_INSTRUCTIONS).map_err(Failure::input)?;
        memory = arena;
        roots.push(detached.root());
        instructions.push(steps);
        state_hash = last.hash();
        if let Detached::Err { code, .. } = detached {
            let outcome = Outcome::Stopped { code: code as i32, step };
            return Ok(VmRun { outcome, roots, instructions, state_hash });
        }
    }
    arena.set_vm_bytes(&memory).map_err(Failure::internal)?;
    let outcome = Outcome::Done(arena.outputs(graph).map_err(Failure::internal)?);
    Ok(VmRun { outcome, roots, instructions, state_hash })
}
