//! Machines that compute nothing: the state after instruction `p` of a run is a hash of `p`, and of the lie from where
//! there is one. Model states and machine states are the same, so attach and detach are the identity.

use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;

use crate::history::History;
use crate::machine::MachineError;
use crate::player::{Belief, Evidence};
use crate::rules::Referee;

/// What happens in a run, or would if it were true.
#[derive(Debug, Clone)]
pub struct Synthetic {
    /// Which run.
    pub seed: u64,
    /// From which instruction on the states are others, and which others.
    pub lie: Option<(u64, u64)>,
    /// Heights of the layers.
    pub heights: Vec<u32>,
    /// Instructions until nothing changes any more, in all and in each model step.
    pub lengths: [u64; 2],
}

impl Synthetic {
    /// log2 of the instructions in a step of a layer.
    fn stride(&self, layer: usize) -> u32 {
        self.heights[layer + 1..].iter().sum()
    }

    /// The state after `p` instructions, padding included.
    fn state(&self, p: u64) -> Hash {
        let a = self.stride(0);
        let (step, inside) = (p >> a, p & ((1 << a) - 1));
        // What comes after the end of a step, or of the run, repeats the state at the end.
        let inside = inside.min(self.lengths[1]);
        let all = (self.lengths[0] << a).min((step << a) + inside);
        let lie = self.lie.filter(|(from, _)| all > *from).map_or(0, |(_, lie)| lie);
        // The end of a step is the start of the next.
        let place =
            if inside == self.lengths[1] && inside > 0 { (step + 1).min(self.lengths[0]) << a } else { all };
        keccak256(&[self.seed.to_be_bytes(), lie.to_be_bytes(), place.to_be_bytes()].concat())
    }

    /// The instruction that a place starts with.
    fn base(&self, place: &[u64]) -> u64 {
        place.iter().enumerate().map(|(layer, step)| step << self.stride(layer)).sum()
    }
}

impl Belief for Synthetic {
    fn history(&mut self, place: &[u64]) -> Result<History, MachineError> {
        let (layer, base) = (place.len(), self.base(place));
        let states = (1..=1u64 << self.heights[layer]).map(|step| {
            let p = base + (step << self.stride(layer));
            self.state(p)
        });
        Ok(History::new(states.collect(), self.heights[layer])?)
    }

    fn start(&mut self, place: &[u64]) -> Result<Hash, MachineError> {
        Ok(self.state(self.base(place)))
    }

    fn exit(&mut self, place: &[u64]) -> Result<(Hash, Vec<u8>), MachineError> {
        Ok((self.state((place[0] + 1) << self.stride(0)), Vec::new()))
    }

    fn evidence(&mut self, place: &[u64], position: u64) -> Result<Evidence, MachineError> {
        let p = self.base(place) + position;
        Ok(Evidence { state: Vec::new(), proof: p.to_be_bytes().to_vec() })
    }

    fn model(&self) -> Vec<u8> {
        Vec::new()
    }

    fn step_layers(&self) -> usize {
        1
    }

    fn model_layers(&self) -> usize {
        self.heights.len()
    }
}

impl Referee for Synthetic {
    fn attach(&self, agreed: &Hash) -> Hash {
        *agreed
    }

    fn detach(&self, last: &Hash, _witness: &[u8], _step: u64) -> Option<Hash> {
        Some(*last)
    }

    fn step(&self, agreed: &Hash, evidence: &[u8]) -> Option<Hash> {
        let p = u64::from_be_bytes(evidence.try_into().ok()?);
        (self.state(p) == *agreed).then(|| self.state(p.saturating_add(1)))
    }
}
