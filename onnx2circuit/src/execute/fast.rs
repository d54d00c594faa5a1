//! Machine A of a dispute: native code that tells what each step changes, a slot or two and the header, and that can go through a run
//! again.

use dispute::machine::{Change, Fast, MachineError, Recorded};
use fault_proof_vm::Memory;
use fault_proof_vm::arena::{self, ARENA_BASE, ArenaError};
use fault_proof_vm::memory::PAGE_BYTES;
use gadgets::Graph;
use llvm_backend::plan::Slot;
use llvm_backend::{Act, Arena, Header, Progress, Text};
use std::sync::Arc;

use super::Machine;
use super::tape::{Tape, keeps};
use crate::Failure;

/// What a step of the model writes, and whether it is kept.
struct Output {
    part: Slot,
    kept: bool,
}

/// The arena that a run started from.
#[derive(Default)]
struct Start {
    header: Header,
    /// Its pages that are not zeros, as the host holds them, and their offsets.
    pages: Vec<(usize, Vec<u8>)>,
}

/// Native code with its arena.
pub struct NativeMachine<'a> {
    machine: &'a Machine,
    text: Option<&'a Text>,
    /// By step of the model.
    outputs: Arc<[Option<Output>]>,
    arena: Arena,
    start: Arc<Start>,
    tape: Arc<Tape>,
}

impl<'a> NativeMachine<'a> {
    /// A machine with an empty arena; `text` is what its code writes, if that is a text's.
    ///
    /// # Errors
    /// [`Failure`] for lack of memory.
    pub fn new(machine: &'a Machine, graph: &Graph, text: Option<&'a Text>) -> Result<Self, Failure> {
        let plan = machine.plan();
        let arena = Arena::new(plan.clone()).map_err(Failure::internal)?;
        let output = |node: &gadgets::Node| {
            let part = plan.part(graph, node.output?)?;
            Some(Output { kept: keeps(&node.gadget, part.element.bytes()), part })
        };
        let outputs = graph.nodes.iter().map(output).collect();
        Ok(Self { machine, text, outputs, arena, start: Arc::default(), tape: Arc::default() })
    }

    /// Goes back to the arena that was loaded.
    ///
    /// # Errors
    /// [`MachineError`] that is our own fault.
    pub fn rewind(&mut self) -> Result<(), MachineError> {
        let start = Arc::clone(&self.start);
        self.arena.fail(start.header);
        for (offset, bytes) in &start.pages {
            self.arena.put(*offset, bytes).map_err(failed)?;
        }
        Ok(())
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

    /// The tape, of which nobody else has anything, without what is on it.
    fn empty_tape(&mut self) -> Tape {
        let mut tape = Arc::into_inner(std::mem::take(&mut self.tape)).unwrap_or_default();
        tape.clear();
        tape
    }

    /// Bytes of the results that are kept of a run.
    fn kept(&self) -> usize {
        let outputs = self.outputs.iter().flatten().filter(|output| output.kept);
        let bytes = outputs.map(|output| output.part.bytes() as usize).sum::<usize>();
        bytes.saturating_mul(self.text.map_or(1, |text| 1 << text.step_heights()[0]))
    }

    /// What a step writes that is one of the model's.
    fn output(&self, step: u64) -> Option<&Output> {
        let node = match self.text {
            Some(text) => match text.act(step).1 {
                Act::Node(node) => node,
                _ => return None,
            },
            None => usize::try_from(step).ok()?,
        };
        self.outputs.get(node)?.as_ref()
    }

    /// The parts of slots that a step writes.
    fn written(&self, step: u64) -> Vec<&Slot> {
        match (self.output(step), self.text) {
            (Some(output), _) => vec![&output.part],
            (None, Some(text)) => text.written(text.act(step).1),
            (None, None) => Vec::new(),
        }
    }

    /// One step, whose result is taken from what was kept, if it was. Whether there was one.
    ///
    /// # Errors
    /// [`MachineError`] that is our own fault.
    pub fn step(&mut self) -> Result<bool, MachineError> {
        let before = self.arena.header();
        let offset = self.output(before.step).map(|output| output.part.offset as usize);
        let at = before.step.checked_sub(self.start.header.step).filter(|_| before.status == 0);
        match offset.zip(at.and_then(|at| self.tape.kept(at))) {
            Some((offset, bytes)) => {
                self.arena.put(offset, bytes).map_err(failed)?;
                self.arena.set_header(Header { step: before.step + 1, ..before });
            }
            None => {
                self.machine.advance(&mut self.arena);
            }
        }
        Ok(self.arena.header() != before)
    }
}

impl Fast for NativeMachine<'_> {
    fn load(&mut self, arena: &Memory) -> Result<(), MachineError> {
        let size = 1usize << self.machine.plan().log2_size;
        let bytes = arena.read_bytes(ARENA_BASE, size);
        self.arena.set_vm_bytes(&bytes).map_err(failed)?;
        let pages = self.arena.bytes().chunks(PAGE_BYTES).enumerate();
        let pages = pages.filter(|(_, page)| page.iter().any(|byte| *byte != 0));
        let pages = pages.map(|(number, page)| (number * PAGE_BYTES, page.to_vec())).collect();
        self.start = Arc::new(Start { header: self.arena.header(), pages });
        let mut tape = self.empty_tape();
        tape.make_room(self.kept());
        self.tape = Arc::new(tape);
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<Change>, MachineError> {
        let before = self.arena.header();
        if !self.step()? {
            return Ok(None);
        }
        let Header { status, step } = self.arena.header();
        let written = if status == 0 { self.written(before.step) } else { Vec::new() };
        let written = written.into_iter().map(|part| (part.offset, self.arena.slot_vm_bytes(part))).collect();
        Ok(Some(Change { header: arena::Header { status, step }, written }))
    }

    fn record(&mut self) -> Result<Recorded, MachineError> {
        let mut tape = self.empty_tape();
        let mut bytes = 0;
        loop {
            let before = self.arena.header();
            self.machine.advance(&mut self.arena);
            let after = self.arena.header();
            if after == before {
                break;
            }
            let output = self.output(before.step).filter(|_| after.status == 0);
            bytes += output.map_or(0, |output| output.part.bytes());
            let kept = output.filter(|output| output.kept);
            tape.push(kept.map(|output| self.arena.slot_bytes(&output.part)));
        }
        let steps = tape.steps();
        self.tape = Arc::new(tape);
        Ok(Recorded { steps, bytes })
    }

    fn again(&self, steps: u64) -> Result<Self, MachineError> {
        let Self { machine, text, .. } = *self;
        let arena = Arena::new(machine.plan().clone()).map_err(failed)?;
        let (outputs, start, tape) = (self.outputs.clone(), self.start.clone(), self.tape.clone());
        let mut other = Self { machine, text, outputs, arena, start, tape };
        other.rewind()?;
        for _ in 0..steps {
            other.step()?;
        }
        Ok(other)
    }

    fn arena(&self) -> Result<Memory, MachineError> {
        let mut memory = Memory::default();
        for (page, address) in
            self.arena.vm_bytes().chunks(PAGE_BYTES).zip((ARENA_BASE..).step_by(PAGE_BYTES))
        {
            if page.iter().any(|byte| *byte != 0) {
                memory.write_bytes(address, page).map_err(ArenaError::from)?;
            }
        }
        Ok(memory)
    }
}

fn failed(error: llvm_backend::ArenaError) -> MachineError {
    MachineError::Fast(error.to_string())
}
