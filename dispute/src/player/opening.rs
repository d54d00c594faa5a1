//! Outputs as an arena shows them: what a claim's last state has to say the same as a proof.

use fault_proof_vm::arena::{ARENA_BASE, ArenaError, Header};
use fault_proof_vm::merkle::LEAF_LOG2;
use fault_proof_vm::{Hash, Memory};

use crate::machine::{MachineError, header};
use crate::model::{Model, Region};

/// The outputs of a run that is done, as its last arena shows them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Opening {
    /// The root of the outputs.
    pub outputs: Hash,
    /// Siblings from the header up to the arena's root.
    pub header_path: Vec<Hash>,
    /// Siblings from the outputs' subtree up to the arena's root.
    pub output_path: Vec<Hash>,
}

impl Opening {
    /// The outputs in an arena of a model; none if that is not the one of a run that has come to its end.
    ///
    /// # Errors
    /// [`MachineError`] for a memory without an arena.
    pub fn of(model: &Model, mut arena: Memory) -> Result<Option<Self>, MachineError> {
        let Header { status, step } = header(&arena)?;
        if status != 0 || step != model.steps {
            return Ok(None);
        }
        let mut path = |at: u64, log2_size: u32| -> Result<Vec<Hash>, MachineError> {
            let mut siblings = arena.path(at, log2_size).map_err(ArenaError::from)?;
            // Those above the arena are the machine's.
            siblings.truncate((model.template.log2_size - log2_size) as usize);
            Ok(siblings)
        };
        let Region { offset, log2_size } = model.outputs;
        let header_path = path(ARENA_BASE, LEAF_LOG2)?;
        let output_path = path(ARENA_BASE + offset, log2_size)?;
        let outputs = arena.subtree_root(ARENA_BASE + offset, log2_size).map_err(ArenaError::from)?;
        Ok(Some(Self { outputs, header_path, output_path }))
    }
}
