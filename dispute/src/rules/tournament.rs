//! Tournaments: commitments of one layer that start from the same state, and who of them is left.

use fault_proof_vm::Hash;
use std::collections::BTreeMap;

use super::{Clock, Player, Side};

/// What an inner tournament is to decide.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// The states that sides one and two of the match above have after the step.
    pub states: [Hash; 2],
    /// The step of the layer above that it is about, counted from the start of the run; in the machine's layers the model
    /// step.
    pub step: u64,
}

/// A commitment in a tournament.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Commitment {
    /// Who paid its bond.
    pub payer: Player,
    /// Its children.
    pub left: Hash,
    /// Its children.
    pub right: Hash,
    /// Its last state.
    pub last: Hash,
    /// Which of the question's two states it ends in; none in the topmost tournament.
    pub side: Option<Side>,
    /// Its time.
    pub clock: Clock,
    /// The one it was matched with last.
    pub opponent: Option<Hash>,
    /// Whether it has lost.
    pub out: bool,
}

/// A tournament.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tournament {
    /// Its number from the topmost, which is 0.
    pub layer: usize,
    /// The state before the first step.
    pub start: Hash,
    /// First second in which nobody can join any more.
    pub closes: u64,
    /// What it is to decide; none for the topmost.
    pub question: Option<Question>,
    /// All that ever joined, by their root.
    pub commitments: BTreeMap<Hash, Commitment>,
    /// The one that is in no match and not out.
    pub waiting: Option<Hash>,
    /// Matches that are not over.
    pub matches: u32,
    /// Whether its winner was taken note of.
    pub settled: bool,
}

impl Tournament {
    /// Whether nothing can change any more; then the one that waits has won.
    pub fn is_over(&self, now: u64) -> bool {
        now >= self.closes && self.matches == 0
    }
}
