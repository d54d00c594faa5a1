//! Machine A of a dispute: native code of which each step's change is kept, a slot or two and the header.

use dispute::machine::{Change, Fast, MachineError};
use fault_proof_vm::Memory;
use fault_proof_vm::arena::{self, ARENA_BASE};
use gadgets::Graph;
use llvm_backend::plan::Slot;
use llvm_backend::{Arena, Header, Progress, Text};

use super::Machine;
use crate::Failure;

/// Native code with its arena.
pub struct NativeMachine<'a> {
    machine: &'a Machine,
    graph: &'a Graph,
    text: Option<&'a Text>,
    arena: Arena,
}

impl<'a> NativeMachine<'a> {
    /// A machine with an empty arena; `text` is what its code writes, if that is a text's.
    ///
    /// # Errors
    /// [`Failure`] for lack of memory.
    pub fn new(machine: &'a Machine, graph: &'a Graph, text: Option<&'a Text>) -> Result<Self, Failure> {
        let arena = Arena::new(machine.plan().clone()).map_err(Failure::internal)?;
        Ok(Self { machine, graph, text, arena })
    }

    /// Goes back to step 0; inputs are as they lie.
    pub fn rewind(&mut self) {
        self.arena.set_header(Header::default());
    }

    /// Goes on to the end, keeping nothing of the steps.
    pub fn finish(&mut self) -> Progress {
        loop {
            match self.machine.advance(&mut self.arena) {
                Progress::Running => {}
                end => return end,
            }
        }
    }

    /// The slots that a step of the code writes.
    fn written(&self, step: u64) -> Vec<&'a Slot> {
        match self.text {
            Some(text) => text.written(self.graph, step),
            None => {
                let output = self.graph.nodes.get(step as usize).and_then(|node| node.output);
                output.and_then(|tensor| self.machine.plan().slot(tensor)).into_iter().collect()
            }
        }
    }
}

impl Fast for NativeMachine<'_> {
    fn load(&mut self, arena: &Memory) -> Result<(), MachineError> {
        let size = 1usize << self.machine.plan().log2_size;
        let bytes = arena.read_bytes(ARENA_BASE, size);
        self.arena.set_vm_bytes(&bytes).map_err(|error| MachineError::Fast(error.to_string()))
    }

    fn advance(&mut self) -> Result<Option<Change>, MachineError> {
        let before = self.arena.header();
        let progress = self.machine.advance(&mut self.arena);
        let header = self.arena.header();
        if header == before {
            return Ok(None);
        }
        let written = match progress {
            Progress::Failed { .. } => Vec::new(),
            _ => self.written(before.step),
        };
        let written = written.into_iter().map(|slot| (slot.offset, self.arena.slot_vm_bytes(slot))).collect();
        Ok(Some(Change { header: arena::Header { status: header.status, step: header.step }, written }))
    }
}
