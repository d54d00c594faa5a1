//! A model's program with its arena: runs one step of the model at a time, each from a clean machine.
//!
//! This is the machine of a dispute in everyday use. The start state is the program's, with an arena of
//! zeros; a step puts the arena's bytes in, runs until the machine exits, and takes them out. What the
//! program leaves elsewhere (stack, heap, registers) is dropped, so a step depends on the arena alone.

use crate::arena::{ARENA_BASE, ArenaError, Detached, HEADER_BYTES, Header, Template, detach_state};
use crate::error::VmError;
use crate::memory::{Memory, MemoryError};
use crate::state::{State, Witness};
use crate::vm::Vm;
use thiserror::Error;

/// Why a step could not be run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GuestError {
    /// The arena is not usable.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// The arena given has another size.
    #[error("the arena has {expected} bytes, {got} are given")]
    Length {
        /// Bytes of the arena.
        expected: usize,
        /// Bytes given.
        got: usize,
    },
    /// The arena's header is no header.
    #[error("the arena's first 32 bytes are no header: bytes 16 to 31 must be zero")]
    Header,
    /// The arena takes more memory than this host allows.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The machine failed, which a checked program cannot bring about.
    #[error("step {step}: {source}")]
    Vm {
        /// The step counter in the arena's header.
        step: u64,
        /// The cause.
        source: VmError,
    },
}

/// A program that works on an arena.
#[derive(Debug, Clone)]
pub struct Guest {
    start: State,
    template: Template,
}

/// One step of the model, done.
#[derive(Debug, Clone)]
pub struct GuestStep {
    /// How it ended, with the arena's root after it.
    pub detached: Detached,
    /// The arena's bytes after it.
    pub arena: Vec<u8>,
    /// Steps of the machine.
    pub steps: u64,
    /// The state the machine ended in.
    pub last: Witness,
}

impl Guest {
    /// A program, given its start state and log2 of its arena's size. Bytes it has there are zeroed.
    pub fn new(mut start: State, log2_size: u32) -> Result<Self, ArenaError> {
        let template = Template::new(&mut start, log2_size)?;
        Ok(Self { start, template })
    }

    /// What is constant in the states that steps start from.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The machine at the start of a step.
    pub fn attach(&self, arena: &[u8]) -> Result<Vm, GuestError> {
        let expected = 1usize << self.template.log2_size;
        if arena.len() != expected {
            return Err(GuestError::Length { expected, got: arena.len() });
        }
        let mut state = self.start.clone();
        let written = arena.len() - arena.iter().rev().take_while(|byte| **byte == 0).count();
        state.memory.write_bytes(ARENA_BASE, &arena[..written])?;
        Ok(Vm::new(state))
    }

    /// As [`Guest::attach`], from a memory that holds the arena at [`ARENA_BASE`], whose pages are shared: costs the
    /// hashes above the arena, however large it is.
    pub fn attach_memory(&self, arena: &mut Memory) -> Result<Vm, GuestError> {
        let mut state = self.start.clone();
        state.memory.graft(arena, ARENA_BASE, self.template.log2_size).map_err(ArenaError::from)?;
        Ok(Vm::new(state))
    }

    /// Runs the step that the arena's header counts, for at most `max_steps` steps of the machine.
    pub fn run(&self, arena: &[u8], max_steps: u64) -> Result<GuestStep, GuestError> {
        let mut vm = self.attach(arena)?;
        let header =
            arena.first_chunk::<HEADER_BYTES>().and_then(Header::decode).ok_or(GuestError::Header)?;
        let step = header.step;
        let outcome = vm.run(max_steps).map_err(|source| GuestError::Vm { step, source })?;
        let state = vm.state_mut();
        let detached = detach_state(state, step, self.template.log2_size)?;
        let arena = match detached {
            Detached::Done(_) => state.memory.read_bytes(ARENA_BASE, arena.len()),
            Detached::Err { code, .. } => {
                let mut bytes = Header { status: code, step }.encode().to_vec();
                bytes.resize(arena.len(), 0);
                bytes
            }
        };
        Ok(GuestStep { detached, arena, steps: outcome.steps, last: state.witness() })
    }
}
