//! A machine whose state fits in a hash, so that games about it cost nothing.
//!
//! An arena is a value and the model step that comes next, or an error. The machine around it goes through
//! some values and exits: mostly with code 0, in some steps with another code or not at all.

use dispute::history::History;
use dispute::rules::{Move, Referee};
use fault_proof_vm::Hash;
use std::collections::BTreeSet;

/// A state, of either kind. Any 32 bytes that are none are a state that nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// Whether it is the machine's, not an arena.
    pub machine: bool,
    /// Code of the error that the model ended in; 0 for none.
    pub error: u16,
    /// Model steps done.
    pub t: u32,
    /// What is computed.
    pub value: u64,
    /// Instructions done.
    pub j: u32,
    /// The exit code, if the machine exited.
    pub exit: Option<u16>,
}

impl State {
    /// The bytes that stand for it.
    pub fn hash(&self) -> Hash {
        let mut hash = [0; 32];
        hash[0] = 1 + u8::from(self.machine);
        hash[1] = self.exit.is_some().into();
        hash[2..4].copy_from_slice(&self.exit.unwrap_or(0).to_be_bytes());
        hash[4..6].copy_from_slice(&self.error.to_be_bytes());
        hash[6..10].copy_from_slice(&self.t.to_be_bytes());
        hash[10..14].copy_from_slice(&self.j.to_be_bytes());
        hash[14..22].copy_from_slice(&self.value.to_be_bytes());
        hash
    }

    /// The state that bytes stand for.
    pub fn decode(hash: &Hash) -> Option<Self> {
        let u16_at = |at| u16::from_be_bytes([hash[at], hash[at + 1]]);
        let u32_at = |at: usize| u32::from_be_bytes(std::array::from_fn(|i| hash[at + i]));
        let state = Self {
            machine: hash[0] == 2,
            error: u16_at(4),
            t: u32_at(6),
            value: u64::from_be_bytes(std::array::from_fn(|i| hash[14 + i])),
            j: u32_at(10),
            exit: (hash[1] == 1).then(|| u16_at(2)),
        };
        (state.hash() == *hash).then_some(state)
    }
}

/// A model on an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toy {
    /// What everything depends on.
    pub seed: u64,
    /// Heights of the layers.
    pub heights: Vec<u32>,
    /// How many of them are of the model's steps.
    pub step_layers: usize,
    /// Steps of the model.
    pub steps: u32,
    /// Instructions of each step, and the code it exits with.
    pub programs: Vec<(u32, u16)>,
    /// Claims whose blobs are something else than they say.
    pub otherwise: BTreeSet<Hash>,
}

fn mix(seed: u64, value: u64, at: u64) -> u64 {
    let mut x = seed ^ value.rotate_left(17) ^ at.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

impl Toy {
    /// What shows the chunk that every claim says rightly, the one that some do not, and none.
    pub const SAME_CHUNK: u8 = 0;
    pub const OTHER_CHUNK: u8 = 1;
    pub const NO_CHUNK: u8 = 2;

    /// A chunk of a claim's blobs is shown.
    pub fn refutation(claim: Hash, chunk: u8) -> Move {
        Move::Refute { claim, evidence: vec![chunk] }
    }

    /// A model whose steps all take all instructions there are; the topmost layer is of its steps.
    pub fn new(seed: u64, heights: &[u32]) -> Self {
        Self::of_layers(seed, heights, 1)
    }

    /// The same with so many layers of its steps.
    pub fn of_layers(seed: u64, heights: &[u32], step_layers: usize) -> Self {
        let (above, below) = heights.split_at(step_layers);
        let [steps, instructions] = [above, below].map(|heights| 1 << heights.iter().sum::<u32>());
        let programs = vec![(instructions - 1, 0); steps as usize];
        let otherwise = BTreeSet::new();
        Self { seed, heights: heights.to_vec(), step_layers, steps, programs, otherwise }
    }

    /// The arena with the input.
    pub fn start(&self) -> Hash {
        State { value: mix(self.seed, 0, 0), ..State::default() }.hash()
    }

    /// The state after an instruction.
    pub fn instruction(&self, state: State) -> State {
        if state.exit.is_some() {
            return state;
        }
        let j = state.j + 1;
        let program =
            self.programs.get(state.t as usize).filter(|_| state.error == 0 && state.t < self.steps);
        match program {
            None => State { exit: Some(0), j, ..state },
            Some((length, code)) if state.j >= *length => State { exit: Some(*code), j, ..state },
            Some(_) => {
                let at = u64::from(state.t) << 32 | u64::from(j);
                State { value: mix(self.seed, state.value, at), j, ..state }
            }
        }
    }

    fn attached(arena: State) -> State {
        State { machine: true, ..arena }
    }

    fn detached(&self, last: State, step: u64) -> State {
        let done = last.error != 0 || last.t >= self.steps;
        let error = |error| State { error, t: step as u32, ..State::default() };
        match last.exit {
            Some(0) => State { machine: false, j: 0, exit: None, t: last.t + u32::from(!done), ..last },
            Some(code) => error(code),
            None => error(256),
        }
    }

    /// log2 of the instructions that one step of a layer has.
    pub fn stride_log2(&self, layer: usize) -> u32 {
        self.heights[layer + 1..].iter().sum()
    }

    /// The state after one step of a layer; `index` is its number, in layers of the model's steps from the start of the run.
    pub fn advance(&self, layer: usize, index: u64, state: State) -> State {
        if layer + 1 < self.step_layers {
            let below = 1 << self.heights[layer + 1];
            return (index * below..(index + 1) * below).fold(state, |s, i| self.advance(layer + 1, i, s));
        }
        let instructions = 1u64 << self.stride_log2(layer);
        let run = |state| (0..instructions).fold(state, |state, _| self.instruction(state));
        if layer < self.step_layers { self.detached(run(Self::attached(state)), index) } else { run(state) }
    }

    /// The number of the first step of a layer of the model's steps that starts from this state, if a run comes to it.
    pub fn first(&self, layer: usize, start: State) -> u64 {
        let below = self.heights[layer + 1..].iter().take(self.step_layers.saturating_sub(layer + 1));
        u64::from(start.t) >> below.sum::<u32>()
    }

    /// The states after each step of a layer from this state on; none if nobody knows it.
    pub fn states(&self, layer: usize, start: &Hash) -> Option<Vec<Hash>> {
        let mut state = State::decode(start)?;
        let first = self.first(layer, state);
        let steps = first..first + (1u64 << self.heights[layer]);
        let next = |index| {
            state = self.advance(layer, index, state);
            state.hash()
        };
        Some(steps.map(next).collect())
    }

    /// What stands for the outputs of an arena after the last step. Others that differ in the last bit have the same.
    pub fn outputs_of(&self, last: &Hash) -> Option<Hash> {
        let arena = State::decode(last)
            .filter(|s| !s.machine && s.exit.is_none() && s.error == 0 && s.t >= self.steps)?;
        Some(State { value: arena.value >> 1, ..State::default() }.hash())
    }

    /// What a proof of the whole run is, if there is one.
    pub fn proof(&self) -> Option<Vec<u8>> {
        let last = self.truth(0, &self.start())?.last();
        self.outputs_of(&last).map(|outputs| outputs.to_vec())
    }

    /// What is true.
    pub fn truth(&self, layer: usize, start: &Hash) -> Option<History> {
        History::new(self.states(layer, start)?, self.heights[layer]).ok()
    }

    /// What shows the step from a state in this layer: nothing but in the last.
    pub fn shows(&self, layer: usize) -> impl Fn(&Hash) -> Vec<u8> {
        let last = layer + 1 == self.heights.len();
        move |state| if last { Self::evidence(state) } else { Vec::new() }
    }

    /// What takes a state apart, or shows the step from it.
    pub fn evidence(state: &Hash) -> Vec<u8> {
        state.to_vec()
    }
}

impl Referee for Toy {
    fn attach(&self, agreed: &Hash) -> Hash {
        match State::decode(agreed) {
            Some(arena) if !arena.machine => Self::attached(arena).hash(),
            _ => fault_proof_vm::keccak::hash_pair(agreed, &[0; 32]),
        }
    }

    fn detach(&self, last: &Hash, witness: &[u8], step: u64) -> Option<Hash> {
        let state = State::decode(last).filter(|state| state.machine && witness == last)?;
        Some(self.detached(state, step).hash())
    }

    fn step(&self, agreed: &Hash, evidence: &[u8]) -> Option<Hash> {
        let state = State::decode(agreed).filter(|state| state.machine && evidence == agreed)?;
        Some(self.instruction(state).hash())
    }

    fn proof(&self, start: &Hash, evidence: &[u8]) -> Option<[Hash; 2]> {
        let last = self.truth(0, start)?.last();
        let outputs = self.outputs_of(&last).filter(|outputs| evidence == outputs)?;
        Some([outputs, fault_proof_vm::keccak::hash_pair(&outputs, &[0; 32])])
    }

    fn differs(&self, claim: &Hash, evidence: &[u8]) -> Option<bool> {
        match *evidence {
            [Self::SAME_CHUNK] => Some(false),
            [Self::OTHER_CHUNK] => Some(self.otherwise.contains(claim)),
            _ => None,
        }
    }

    fn outputs(&self, last: &Hash, evidence: &[u8]) -> Option<Hash> {
        self.outputs_of(last).filter(|outputs| evidence == outputs)
    }
}
