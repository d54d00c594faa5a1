//! What a player says the states are. The honest one runs the machines; a liar runs them too, and lies from some place
//! on.

use fault_proof_vm::arena::{ARENA_BASE, ArenaError, Detached};
use fault_proof_vm::{Hash, Memory, Vm};
use std::collections::HashMap;

use super::opening::Opening;
use crate::double_check::Checked;
use crate::history::History;
use crate::machine::{MachineError, Slow};
use crate::run::Run;

/// What it takes to do one instruction from evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The encoded state before it.
    pub state: Vec<u8>,
    /// The step contract's proof.
    pub proof: Vec<u8>,
}

/// A player's histories. A place is a tournament's: the step in each layer from the topmost down to the one above it;
/// empty for the topmost.
pub trait Belief {
    /// The history at a place.
    ///
    /// # Errors
    /// [`MachineError`].
    fn history(&mut self, place: &[u64]) -> Result<History, MachineError>;

    /// The state it starts from.
    ///
    /// # Errors
    /// [`MachineError`].
    fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError>;

    /// What the last state at a place in the machine's topmost layer detaches to, and the bytes that show it.
    ///
    /// # Errors
    /// [`MachineError`].
    fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError>;

    /// The evidence of instruction `position` of a last layer's history.
    ///
    /// # Errors
    /// [`MachineError`].
    fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError>;

    /// The outputs of the whole run, with what shows them; none if it did not come to its end.
    ///
    /// # Errors
    /// [`MachineError`].
    fn opening(&mut self) -> Result<Option<Opening>, MachineError> {
        Ok(None)
    }

    /// The encoded model.
    fn model(&self) -> Vec<u8>;

    /// Layers of the model's steps.
    fn step_layers(&self) -> usize;

    /// Layers of the game.
    fn model_layers(&self) -> usize;
}

/// What is so.
#[derive(Debug, Clone)]
pub struct Honest {
    slow: Slow,
    checked: Checked,
    histories: HashMap<Vec<u64>, History>,
}

impl Honest {
    /// The belief of whoever has run the model on both machines.
    pub fn new(slow: Slow, checked: Checked) -> Self {
        Self { slow, checked, histories: HashMap::new() }
    }

    /// The same of a model of which a proof settles claims on terms with this hash; on none, if it is zeros.
    #[must_use]
    pub fn on(self, terms: Hash) -> Self {
        Self { slow: self.slow.on(terms), ..self }
    }

    /// The run.
    pub fn run(&self) -> &Run {
        self.checked.run()
    }

    /// Machine AB.
    pub fn slow(&self) -> &Slow {
        &self.slow
    }

    /// The arena and the instructions done at the start of a place in the machine.
    fn place(&self, place: &[u64]) -> (Memory, u64) {
        let (step, base) = self.slow.model().position(place);
        (self.run().arena(step), base)
    }

    /// The machine after all instructions of a model step.
    fn end(&self, model_step: u64) -> Result<Vm, MachineError> {
        let instructions = 1 << self.slow.model().log2_instructions();
        self.slow.attach_at(&mut self.run().arena(model_step), instructions)
    }
}

/// A machine's last state, with the root of the arena in it and the siblings above.
fn witness(slow: &Slow, vm: &mut Vm) -> Result<Vec<u8>, MachineError> {
    let log2_size = slow.model().template.log2_size;
    let state = vm.state_mut();
    let root = state.memory.subtree_root(ARENA_BASE, log2_size).map_err(ArenaError::from)?;
    let siblings = state.memory.path(ARENA_BASE, log2_size).map_err(ArenaError::from)?;
    Ok([&state.witness().encode()[..], &root, siblings.as_flattened()].concat())
}

impl Belief for Honest {
    fn history(&mut self, place: &[u64]) -> Result<History, MachineError> {
        if let Some(history) = self.histories.get(place) {
            return Ok(history.clone());
        }
        let history = if place.len() < self.step_layers() {
            self.run().history(&self.slow, place)?
        } else {
            let (mut arena, base) = self.place(place);
            self.slow.history(&mut arena, place.len(), base)?
        };
        self.histories.insert(place.to_vec(), history.clone());
        Ok(history)
    }

    fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError> {
        match place {
            [] => Ok(self.run().state(0)),
            _ if place.len() <= self.step_layers() => {
                let state = self.run().state(self.slow.model().position(place).0);
                let attached = place.len() == self.step_layers();
                if attached { Ok(self.slow.model().attach(state)?) } else { Ok(state) }
            }
            [.., 0] => self.start(&place[..place.len() - 1]),
            [above @ .., step] => Ok(self.history(above)?.state(step - 1)),
        }
    }

    fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError> {
        let (model_step, _) = self.slow.model().position(place);
        let mut vm = self.end(model_step)?;
        let (detached, _) = self.slow.detach(&mut vm, model_step)?;
        // Nothing but the state shows an error.
        let bytes = witness(&self.slow, &mut vm)?;
        Ok(match detached {
            Detached::Done(root) => (root, bytes),
            Detached::Err { root, .. } => (root, bytes[..fault_proof_vm::state::STATE_BYTES].to_vec()),
        })
    }

    fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError> {
        let (mut arena, base) = self.place(place);
        let mut vm = self.slow.attach_at(&mut arena, base + position)?;
        let witness = vm.step_with_proof().map_err(|source| MachineError::Vm {
            step: self.slow.model().position(place).0,
            instruction: base + position,
            source,
        })?;
        Ok(Evidence { state: witness.state.to_vec(), proof: witness.proof.to_vec() })
    }

    fn opening(&mut self) -> Result<Option<Opening>, MachineError> {
        Opening::of(self.slow.model(), self.run().arena(u64::MAX))
    }

    fn model(&self) -> Vec<u8> {
        self.slow.model().encode()
    }

    fn step_layers(&self) -> usize {
        self.slow.model().step_layers()
    }

    fn model_layers(&self) -> usize {
        self.slow.model().layers()
    }
}

/// Where a lie begins: a model step, and in each layer of the machine the step in which it comes about. Steps beyond
/// the end of what the machine does are taken back to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lie {
    /// The model step whose result is wrong.
    pub model_step: u64,
    /// The step in each layer of the machine, the topmost first.
    pub steps: Vec<u64>,
    /// What is added to the first word of the outputs, so that lies differ.
    pub amount: u64,
}

/// What would be so if one step had another result: the truth up to there, then the lie and what follows from it.
#[derive(Debug, Clone)]
pub struct Liar {
    honest: Honest,
    lie: Lie,
    /// The run with the lie in it.
    run: Run,
    /// The last state of the model step in the machine, with the lie in its arena.
    last: Vm,
}

impl Liar {
    /// A liar about a run.
    ///
    /// # Errors
    /// [`MachineError`] for a model step that the run does not have.
    pub fn new(honest: Honest, mut lie: Lie) -> Result<Self, MachineError> {
        lie.model_step = lie.model_step.min(honest.run().steps().saturating_sub(1));
        let mut arena = honest.run().arena(lie.model_step + 1);
        let place = ARENA_BASE + honest.slow.model().outputs.offset;
        let word = arena.read_word(place).wrapping_add(lie.amount.max(1));
        arena.store(place, word).map_err(ArenaError::from)?;
        Self::telling(honest, lie, arena)
    }

    /// A liar about a run who says that a model step leaves this arena.
    ///
    /// # Errors
    /// [`MachineError`] for an arena that is none.
    pub fn telling(honest: Honest, lie: Lie, mut arena: Memory) -> Result<Self, MachineError> {
        let (slow, step) = (&honest.slow, lie.model_step);
        let mut last = honest.end(step)?;
        let log2_size = slow.model().template.log2_size;
        last.state_mut().memory.graft(&mut arena, ARENA_BASE, log2_size).map_err(ArenaError::from)?;
        let mut run = honest.run().clone();
        run.cut(step);
        run.states.push(slow.state(&mut arena)?);
        run.arenas.push(arena);
        run.finish_slowly(slow)?;
        Ok(Self { honest, lie, run, last })
    }

    /// The run that would follow.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Whether the lie comes about below a place in the machine.
    fn is_below(&mut self, place: &[u64]) -> Result<bool, MachineError> {
        let model = self.honest.slow.model();
        if model.position(place).0 != self.lie.model_step {
            return Ok(false);
        }
        for layer in model.step_layers()..place.len() {
            if self.cut(&place[..layer])? != place[layer] {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The step of the history at a place in which the lie comes about.
    fn cut(&mut self, place: &[u64]) -> Result<u64, MachineError> {
        let history = self.honest.history(place)?;
        let wanted = self.lie.steps.get(place.len() - self.step_layers()).copied().unwrap_or(0);
        let end = (0..1u64 << history.height()).find(|at| history.state(*at) == history.last());
        Ok(wanted.min(end.unwrap_or(0)))
    }
}

impl Belief for Liar {
    fn history(&mut self, place: &[u64]) -> Result<History, MachineError> {
        if place.len() < self.step_layers() {
            return self.run.history(&self.honest.slow, place);
        }
        let honest = self.honest.history(place)?;
        if !self.is_below(place)? {
            return Ok(honest);
        }
        let cut = self.cut(place)?;
        let mut states: Vec<Hash> = (0..cut).map(|at| honest.state(at)).collect();
        states.push(self.last.state_mut().hash());
        Ok(History::new(states, honest.height())?)
    }

    fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError> {
        self.honest.start(place)
    }

    fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError> {
        let (model_step, _) = self.honest.slow.model().position(place);
        if model_step != self.lie.model_step {
            return self.honest.exit(place);
        }
        let bytes = witness(&self.honest.slow, &mut self.last)?;
        Ok((self.run.state(model_step + 1), bytes))
    }

    fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError> {
        self.honest.evidence(place, position)
    }

    fn opening(&mut self) -> Result<Option<Opening>, MachineError> {
        Opening::of(self.honest.slow.model(), self.run.arena(u64::MAX))
    }

    fn model(&self) -> Vec<u8> {
        self.honest.model()
    }

    fn step_layers(&self) -> usize {
        self.honest.step_layers()
    }

    fn model_layers(&self) -> usize {
        self.honest.model_layers()
    }
}
