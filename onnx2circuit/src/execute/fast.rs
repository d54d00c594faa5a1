//! Machine A of a dispute: native code whose arena is kept as the machine's memory tree too, of which a step changes
//! a slot or two and the header.

use dispute::machine::{Fast, MachineError};
use fault_proof_vm::Memory;
use fault_proof_vm::arena::{self, ARENA_BASE, ArenaError};
use gadgets::Graph;
use llvm_backend::plan::Slot;
use llvm_backend::{Arena, Progress, Text};

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

    /// Goes on to the end without a memory tree beside it.
    pub fn finish(&mut self) -> Progress {
        loop {
            match self.machine.advance(&mut self.arena) {
                Progress::Running => {}
                end => return end,
            }
        }
    }

    /// The slots that a step of the code writes.
    fn written(&self, step: u64) -> Vec<Slot> {
        let slots = match self.text {
            Some(text) => text.written(self.graph, step),
            None => {
                let output = self.graph.nodes.get(step as usize).and_then(|node| node.output);
                output.and_then(|tensor| self.machine.plan().slot(tensor)).into_iter().collect()
            }
        };
        slots.into_iter().cloned().collect()
    }
}

impl Fast for NativeMachine<'_> {
    fn load(&mut self, arena: &Memory) -> Result<(), MachineError> {
        let size = 1usize << self.machine.plan().log2_size;
        let bytes = arena.read_bytes(ARENA_BASE, size);
        self.arena.set_vm_bytes(&bytes).map_err(|error| MachineError::Fast(error.to_string()))
    }

    fn advance(&mut self, arena: &mut Memory) -> Result<(), MachineError> {
        let before = self.arena.header();
        let progress = self.machine.advance(&mut self.arena);
        let header = self.arena.header();
        if header == before {
            return Ok(());
        }
        let mut write = |offset, bytes: &[u8]| arena.write_bytes(ARENA_BASE + offset, bytes);
        if let Progress::Failed { .. } = progress {
            arena.fill_zero(ARENA_BASE, self.machine.plan().size()).map_err(ArenaError::from)?;
        } else {
            for slot in self.written(before.step) {
                write(slot.offset, &self.arena.slot_vm_bytes(&slot)).map_err(ArenaError::from)?;
            }
        }
        let header = arena::Header { status: header.status, step: header.step };
        arena.write_bytes(ARENA_BASE, &header.encode()).map_err(ArenaError::from)?;
        Ok(())
    }
}
