//! Calls as values, and the answer to a match by the side whose history is known.

use fault_proof_vm::Hash;

use super::{Event, Game, Match, Player, Referee, RuleError, Tournament};
use crate::history::{Answer, History};

/// A call, but for who makes it when.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Move {
    /// [`Game::join`].
    Join {
        /// The tournament.
        tournament: Hash,
        /// The commitment's children.
        children: [Hash; 2],
        /// Its last state.
        last: Hash,
        /// Siblings from there up.
        proof: Vec<Hash>,
        /// What takes the last state apart, in the machine's topmost layer.
        witness: Vec<u8>,
    },
    /// [`Game::advance`].
    Advance {
        /// The match.
        id: Hash,
        /// Children of the mover's node.
        children: [Hash; 2],
        /// Children of that one of them on the way.
        below: [Hash; 2],
    },
    /// [`Game::seal`].
    Seal {
        /// The match.
        id: Hash,
        /// The states below the mover's node.
        children: [Hash; 2],
        /// The state before the step.
        agreed: Hash,
        /// Siblings from there up, if it is not known otherwise.
        proof: Vec<Hash>,
        /// What shows the step, in the last layer.
        evidence: Vec<u8>,
    },
    /// [`Game::settle`].
    Settle {
        /// The match.
        id: Hash,
    },
    /// [`Game::timeout`].
    Timeout {
        /// The match.
        id: Hash,
    },
    /// [`Game::resolve`].
    Resolve {
        /// The claim.
        claim: Hash,
    },
    /// [`Game::prove`].
    Prove {
        /// The claim.
        claim: Hash,
        /// The proof.
        evidence: Vec<u8>,
    },
    /// [`Game::release`].
    Release {
        /// The claim.
        claim: Hash,
        /// What shows the outputs of the winner's last state.
        evidence: Vec<u8>,
    },
    /// [`Game::refute`].
    Refute {
        /// The claim.
        claim: Hash,
        /// What shows a chunk of its blobs.
        evidence: Vec<u8>,
    },
    /// [`Game::reclaim`].
    Reclaim {
        /// The claim.
        claim: Hash,
    },
    /// [`Game::withdraw`].
    Withdraw,
    /// [`Game::withdraw_deposits`].
    WithdrawDeposits,
}

impl Move {
    /// The commitment of a history joins a tournament; `witness` takes its last state apart, in the
    /// machine's topmost layer.
    pub fn join(tournament: Hash, history: &History, witness: Vec<u8>) -> Self {
        let height = history.height();
        Self::Join {
            tournament,
            children: history.children(height, 0),
            last: history.last(),
            proof: history.proof((1 << height) - 1),
            witness,
        }
    }

    /// What the side to move, with this history, has to do. `evidence` gives what shows the step from a
    /// state, which is nothing but in the last layer.
    pub fn answer(
        id: Hash,
        m: &Match,
        t: &Tournament,
        history: &History,
        evidence: impl Fn(&Hash) -> Vec<u8>,
    ) -> Self {
        match history.answer(m.height, m.position, &m.left, &t.start) {
            Answer::Advance { children, below } => Self::Advance { id, children, below },
            Answer::Seal { children, agreed, proof, .. } => {
                Self::Seal { id, children, agreed, proof, evidence: evidence(&agreed) }
            }
        }
    }
}

impl Game {
    /// Does a move.
    ///
    /// # Errors
    /// [`RuleError`] of the call.
    pub fn play(
        &mut self,
        referee: &impl Referee,
        now: u64,
        player: Player,
        played: &Move,
    ) -> Result<Vec<Event>, RuleError> {
        match played {
            Move::Join { tournament, children, last, proof, witness } => {
                self.join(referee, now, player, *tournament, *children, *last, proof, witness)
            }
            Move::Advance { id, children, below } => self.advance(now, player, *id, *children, *below),
            Move::Seal { id, children, agreed, proof, evidence } => {
                self.seal(referee, now, player, *id, *children, *agreed, proof, evidence)
            }
            Move::Settle { id } => self.settle(now, player, *id),
            Move::Timeout { id } => self.timeout(now, player, *id),
            Move::Resolve { claim } => self.resolve(now, player, *claim),
            Move::Prove { claim, evidence } => self.prove(referee, player, *claim, evidence),
            Move::Release { claim, evidence } => self.release(referee, now, player, *claim, evidence),
            Move::Refute { claim, evidence } => self.refute(referee, player, *claim, evidence),
            Move::Reclaim { claim } => self.reclaim(now, *claim),
            Move::Withdraw => Ok(self.withdraw(player)),
            Move::WithdrawDeposits => Ok(self.withdraw_deposits(player)),
        }
    }
}
