//! What is true of a model with an input, and what liars say instead: histories of every layer, last states, evidence.

use crate::dispute_proofs::terms;
use crate::toy::{OUTPUTS, slow};
use contracts::game::Entry;
use dispute::history::History;
use dispute::machine::{Slow, header};
use fault_proof_vm::arena::ARENA_BASE;
use fault_proof_vm::keccak::{hash_pair, keccak256};
use fault_proof_vm::{Hash, Memory, State};

/// Steps of the model, and heights of the layers.
pub const STEPS: u64 = 5;
pub const HEIGHTS: [u32; 3] = [3, 4, 5];

/// What someone falsely says that a machine ended in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// An arena with this word among its outputs.
    Word(u64),
    /// An exit with this code.
    Code(u8),
    /// No exit at all.
    Unfinished,
}

/// A false history: one instruction goes wrong, and from then on the machine is in another last state, and from this
/// model step on the arena is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lie {
    /// The model step, the step of layer 1 in it, and the instruction in that.
    pub at: [u64; 3],
    /// What it ends in.
    pub ending: Ending,
    /// Nodes that are no hashes of anything: layer, level, index.
    pub garbage: Option<(usize, usize, usize)>,
}

impl Lie {
    pub fn at(model_step: u64, step: u64, instruction: u64) -> Self {
        Self { at: [model_step, step, instruction], ending: Ending::Word(1 << 40), garbage: None }
    }
}

/// A tree of states, written out.
#[derive(Debug, Clone)]
pub struct Tree(pub Vec<Vec<Hash>>);

impl Tree {
    pub fn new(states: Vec<Hash>, garbage: Option<(usize, usize)>) -> Self {
        let mut levels = vec![states];
        loop {
            let level = levels.len() - 1;
            if let Some((_, index)) = garbage.filter(|garbage| garbage.0 == level) {
                levels[level][index] = keccak256(b"garbage");
            }
            if levels[level].len() == 1 {
                return Self(levels);
            }
            levels.push(levels[level].chunks(2).map(|pair| hash_pair(&pair[0], &pair[1])).collect());
        }
    }

    pub fn root(&self) -> Hash {
        self.0[self.0.len() - 1][0]
    }

    /// Children of a node, if it has any.
    pub fn children(&self, level: usize, index: usize) -> Option<[Hash; 2]> {
        let [l, r] = [0, 1].map(|side| self.0[level - 1][2 * index + side]);
        (hash_pair(&l, &r) == self.0[level][index]).then_some([l, r])
    }

    pub fn proof(&self, index: usize) -> Vec<Hash> {
        (0..self.0.len() - 1).map(|level| self.0[level][index >> level ^ 1]).collect()
    }

    pub fn entry(&self) -> Entry {
        let [left, right] = self.children(self.0.len() - 1, 0).unwrap();
        let last = self.0[0].len() - 1;
        Entry { left, right, last: self.0[0][last], proof: self.proof(last) }
    }
}

/// A model with an input, and all that is true of it.
pub struct Truth {
    pub slow: Slow,
    pub input: Vec<u8>,
    /// The arena before every step.
    pub arenas: Vec<Memory>,
    /// Their roots, `S_0` to `S_(2^b)`.
    pub states: Vec<Hash>,
}

impl Truth {
    pub fn new(input: Vec<u8>) -> Self {
        let slow = slow(STEPS, &HEIGHTS[..1], &HEIGHTS[1..]).on(terms().hash());
        let mut arenas = vec![slow.arena(&input).unwrap()];
        let mut states = vec![slow.model().start(&input).unwrap()];
        for step in 0..1 << HEIGHTS[0] {
            let done = slow.advance(&mut arenas[step].clone(), step as u64).unwrap();
            states.push(done.detached.root());
            arenas.push(done.arena);
        }
        Self { slow, input, arenas, states }
    }

    /// The machine's last state in a model step, as it is or as someone has it, and the witness of its detaching.
    pub fn last(&self, model_step: u64, ending: Option<Ending>) -> (State, Vec<u8>) {
        let mut arena = self.arenas[model_step as usize].clone();
        let end = 1 << self.slow.model().log2_instructions();
        let mut state = self.slow.attach_at(&mut arena, end).unwrap().into_state();
        if let Some(ending) = ending {
            state.control.exited = ending != Ending::Unfinished;
            state.control.exit_code = if let Ending::Code(code) = ending { code } else { 0 };
            let word = if let Ending::Word(word) = ending { word } else { 0 };
            state.memory.store(ARENA_BASE + OUTPUTS.offset, word).unwrap();
        }
        let k = self.slow.model().template.log2_size;
        let mut witness = state.witness().encode().to_vec();
        if state.control.exited && state.control.exit_code == 0 {
            witness.extend(state.memory.subtree_root(ARENA_BASE, k).unwrap());
            witness.extend(state.memory.path(ARENA_BASE, k).unwrap().as_flattened());
        }
        (state, witness)
    }

    /// The arena's root that someone has after a model step.
    pub fn after(&self, model_step: u64, ending: Ending) -> Hash {
        let (mut state, _) = self.last(model_step, Some(ending));
        let k = self.slow.model().template.log2_size;
        fault_proof_vm::arena::detach_state(&mut state, model_step, k).unwrap().root()
    }

    /// The history of a layer that someone has, under the steps of the layers above.
    pub fn tree(&self, path: &[u64], lie: Option<&Lie>) -> Tree {
        let height = HEIGHTS[path.len()];
        let mut states: Vec<Hash> = match *path {
            [] => self.states[1..].to_vec(),
            [step, ref rest @ ..] => {
                let start = rest.first().unwrap_or(&0) << self.slow.model().stride_log2(1);
                let mut arena = self.arenas[step as usize].clone();
                let history = history(&self.slow, &mut arena, path.len(), start);
                (0..1 << height).map(|index| history.state(index)).collect()
            }
        };
        let Some(lie) = lie.filter(|lie| lie.at.starts_with(path)) else { return Tree::new(states, None) };
        let wrong = match path {
            [] => self.after(lie.at[0], lie.ending),
            _ => self.last(lie.at[0], Some(lie.ending)).0.witness().hash(),
        };
        states[lie.at[path.len()] as usize..].fill(wrong);
        let garbage = lie.garbage.filter(|(layer, ..)| *layer == path.len());
        Tree::new(states, garbage.map(|(_, level, index)| (level, index)))
    }

    /// State and proof of an instruction.
    pub fn evidence(&self, path: &[u64], instruction: u64) -> (Vec<u8>, Vec<u8>) {
        let mut arena = self.arenas[path[0] as usize].clone();
        let start = path[1] << self.slow.model().stride_log2(1);
        let mut vm = self.slow.attach_at(&mut arena, start + instruction).unwrap();
        let witness = vm.step_with_proof().unwrap();
        (witness.state.to_vec(), witness.proof.to_vec())
    }
}

/// A history from a place that the machine may not come to, because it has exited before.
fn history(slow: &Slow, arena: &mut Memory, layer: usize, start: u64) -> History {
    assert!(header(arena).is_ok());
    slow.history(arena, layer, start).unwrap()
}

/// The true state that a tournament starts from.
pub fn start(truth: &Truth, path: &[u64]) -> Hash {
    match *path {
        [] => truth.states[0],
        [step] => truth.slow.model().attach(truth.states[step as usize]).unwrap(),
        [step, at, ..] => {
            let mut arena = truth.arenas[step as usize].clone();
            let mut vm = truth.slow.attach_at(&mut arena, at << truth.slow.model().stride_log2(1)).unwrap();
            vm.state_mut().hash()
        }
    }
}
