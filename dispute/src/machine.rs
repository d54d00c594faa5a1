//! The two machines, and the way from one to the other.
//!
//! A ([`Fast`]) advances an arena by one model step. AB ([`Slow`]) does the same step by instructions: attach makes a
//! clean machine around the arena, which runs until it exits or its instructions are used up; detach takes the
//! arena out again, or leaves that of an error. AB is what a model means.

use fault_proof_vm::arena::{ARENA_BASE, ArenaError, Detached, HEADER_BYTES, Header, detach_state};
use fault_proof_vm::guest::{Guest, GuestError};
use fault_proof_vm::{Hash, Memory, Vm, VmError};
use thiserror::Error;

use crate::history::{History, HistoryError};
use crate::model::{Model, ModelError};

/// Why a machine has no answer.
#[derive(Debug, Error)]
pub enum MachineError {
    /// The model is none.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The arena is none.
    #[error(transparent)]
    Arena(#[from] ArenaError),
    /// The program is none, or another model's.
    #[error(transparent)]
    Guest(#[from] GuestError),
    /// The program ran into something that has no next state, which a checked program cannot.
    #[error("model step {step}, instruction {instruction}: {source}")]
    Vm {
        /// The model step.
        step: u64,
        /// Instructions done.
        instruction: u64,
        /// What happened.
        source: VmError,
    },
    /// More states than the layer has.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The program's start state is not the model's.
    #[error(
        "the program is another model's: its start state has hash 0x{}, the model's 0x{}",
        hex::encode(got),
        hex::encode(expected)
    )]
    Program {
        /// Hash of the model's state around an empty arena.
        expected: Hash,
        /// Hash of the program's.
        got: Hash,
    },
    /// Machine A failed by itself.
    #[error("machine A: {0}")]
    Fast(String),
}

/// What a step of machine A changed: all that has to be kept of a step so that the arena after it can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The header from now on. Where its status is not 0 all else is zeros.
    pub header: Header,
    /// Bytes as the machine's memory holds them, and where in the arena they begin.
    pub written: Vec<(u64, Vec<u8>)>,
}

impl Change {
    /// Makes the change in a memory that holds an arena of `2^log2_size` bytes.
    ///
    /// # Errors
    /// [`MachineError::Arena`] for more pages than the memory may hold.
    pub fn make(&self, arena: &mut Memory, log2_size: u32) -> Result<(), MachineError> {
        let failed = self.header.status != 0;
        if failed {
            arena.fill_zero(ARENA_BASE, 1 << log2_size).map_err(ArenaError::from)?;
        }
        for (offset, bytes) in self.written.iter().filter(|_| !failed) {
            arena.write_bytes(ARENA_BASE + offset, bytes).map_err(ArenaError::from)?;
        }
        Ok(arena.write_bytes(ARENA_BASE, &self.header.encode()).map_err(ArenaError::from)?)
    }
}

/// A run that machine A has kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Its steps.
    pub steps: u64,
    /// Bytes that they write, all together.
    pub bytes: u64,
}

/// Machine A.
pub trait Fast: Sized + Sync {
    /// Goes on from another arena, which the memory holds at [`ARENA_BASE`].
    ///
    /// # Errors
    /// [`MachineError`] for an arena of another model.
    fn load(&mut self, arena: &Memory) -> Result<(), MachineError>;

    /// One model step, from the arena that the last `load` or `advance` left. After the last step, or an error, there is none.
    ///
    /// # Errors
    /// [`MachineError`] that is the machine's own fault; an error of the model is a state.
    fn advance(&mut self) -> Result<Option<Change>, MachineError>;

    /// Runs to the end, from the arena that the last `load` left, and keeps what it takes to have the arena after any step again:
    /// see [`Fast::again`].
    ///
    /// # Errors
    /// As [`Fast::advance`].
    fn record(&mut self) -> Result<Recorded, MachineError>;

    /// Another machine, which stands after so many steps of the run that was recorded, and goes on through it by [`Fast::advance`]. To
    /// go through a whole run again takes no longer than the run took.
    ///
    /// # Errors
    /// As [`Fast::advance`].
    fn again(&self, steps: u64) -> Result<Self, MachineError>;

    /// The arena where it stands, in a memory of its own.
    ///
    /// # Errors
    /// [`MachineError::Arena`] for more pages than a memory may hold.
    fn arena(&self) -> Result<Memory, MachineError>;
}

/// The header of the arena in a memory.
///
/// # Errors
/// [`GuestError::Header`].
pub fn header(arena: &Memory) -> Result<Header, MachineError> {
    let bytes = arena.read_bytes(ARENA_BASE, HEADER_BYTES);
    let header = bytes.first_chunk().and_then(Header::decode);
    Ok(header.ok_or(GuestError::Header)?)
}

/// Machine AB.
#[derive(Debug, Clone)]
pub struct Slow {
    guest: Guest,
    model: Model,
}

/// What a model step came to in AB.
#[derive(Debug, Clone)]
pub struct SlowStep {
    /// How it ended, and the arena's root.
    pub detached: Detached,
    /// The arena after it.
    pub arena: Memory,
    /// Instructions it took.
    pub instructions: u64,
}

impl Slow {
    /// The machine of a model and its program.
    ///
    /// # Errors
    /// [`MachineError`] for a program that is another model's.
    pub fn new(guest: Guest, model: Model) -> Result<Self, MachineError> {
        model.check()?;
        let [expected, got] = [&model.template, guest.template()]
            .map(|template| template.attach([0; 32]).map(|witness| witness.hash()));
        let (expected, got) = (expected?, got?);
        if expected != got || model.template.log2_size != guest.template().log2_size {
            return Err(MachineError::Program { expected, got });
        }
        Ok(Self { guest, model })
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The same machine, of whose runs a proof settles claims on terms with this hash; on none, if it is zeros.
    #[must_use]
    pub fn on(mut self, terms: Hash) -> Self {
        self.model.terms = terms;
        self
    }

    /// The arena before step 0, with these bytes at the start of the inputs' region.
    ///
    /// # Errors
    /// [`ModelError::Input`].
    pub fn arena(&self, input: &[u8]) -> Result<Memory, MachineError> {
        self.model.start(input)?;
        let mut arena = Memory::default();
        arena.write_bytes(ARENA_BASE + self.model.inputs.offset, input).map_err(ArenaError::from)?;
        Ok(arena)
    }

    /// `S`: the root of the arena in a memory.
    ///
    /// # Errors
    /// [`MachineError::Arena`].
    pub fn state(&self, arena: &mut Memory) -> Result<Hash, MachineError> {
        Ok(arena.subtree_root(ARENA_BASE, self.model.template.log2_size).map_err(ArenaError::from)?)
    }

    /// The clean machine around an arena.
    ///
    /// # Errors
    /// [`MachineError::Guest`].
    pub fn attach(&self, arena: &mut Memory) -> Result<Vm, MachineError> {
        Ok(self.guest.attach_memory(arena)?)
    }

    /// The machine `instructions` after [`Slow::attach`].
    ///
    /// # Errors
    /// [`MachineError`].
    pub fn attach_at(&self, arena: &mut Memory, instructions: u64) -> Result<Vm, MachineError> {
        let step = header(arena)?.step;
        let mut vm = self.attach(arena)?;
        vm.run(instructions).map_err(|source| failed(&vm, step, source))?;
        Ok(vm)
    }

    /// The arena that a machine leaves after its `2^a` instructions.
    ///
    /// # Errors
    /// [`MachineError::Arena`].
    pub fn detach(&self, vm: &mut Vm, step: u64) -> Result<(Detached, Memory), MachineError> {
        let log2_size = self.model.template.log2_size;
        let state = vm.state_mut();
        let detached = detach_state(state, step, log2_size)?;
        let mut arena = Memory::with_page_limit(state.memory.page_limit());
        match detached {
            Detached::Done(_) => {
                arena.graft(&mut state.memory, ARENA_BASE, log2_size).map_err(ArenaError::from)?;
            }
            Detached::Err { code, .. } => {
                let header = Header { status: code, step }.encode();
                arena.write_bytes(ARENA_BASE, &header).map_err(ArenaError::from)?;
            }
        }
        Ok((detached, arena))
    }

    /// One model step: `detach(AB^(2^a)(attach(arena)))`. `step` is its number: after the last step, or an error, that
    /// of the padding, which the header does not count.
    ///
    /// # Errors
    /// [`MachineError`].
    pub fn advance(&self, arena: &mut Memory, step: u64) -> Result<SlowStep, MachineError> {
        let mut vm = self.attach(arena)?;
        let outcome =
            vm.run(1 << self.model.log2_instructions()).map_err(|source| failed(&vm, step, source))?;
        let (detached, arena) = self.detach(&mut vm, step)?;
        Ok(SlowStep { detached, arena, instructions: outcome.steps })
    }

    /// The history of a layer of the machine that starts `instructions` after attach.
    ///
    /// # Errors
    /// [`MachineError`].
    pub fn history(
        &self,
        arena: &mut Memory,
        layer: usize,
        instructions: u64,
    ) -> Result<History, MachineError> {
        let step = header(arena)?.step;
        let mut vm = self.attach_at(arena, instructions)?;
        let height = self.model.height(layer);
        let stride = 1u64 << self.model.stride_log2(layer);
        let mut states = Vec::new();
        while states.len() < 1 << height {
            vm.run(stride).map_err(|source| failed(&vm, step, source))?;
            states.push(vm.state_mut().hash());
            if vm.state().control.exited {
                break;
            }
        }
        Ok(History::new(states, height)?)
    }
}

fn failed(vm: &Vm, step: u64, source: VmError) -> MachineError {
    MachineError::Vm { step, instruction: vm.state().control.step, source }
}
