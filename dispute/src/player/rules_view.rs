//! The game by its rules, in memory, as a player sees it: for simulations, and for tests that play millions of games.

use fault_proof_vm::Hash;

use super::{Claim, Match, Move, Opening, Payer, Phase, Settings, Tournament, View};
use crate::rules::{self, Game, RuleError};

/// One claim's game, under a player's name.
#[derive(Debug, Clone, Copy)]
pub struct RulesView<'a> {
    /// The game.
    pub game: &'a Game,
    /// The claim.
    pub claim: Hash,
    /// The time, in seconds.
    pub now: u64,
    /// The player.
    pub player: rules::Player,
    /// What it has outside of the game, in wei.
    pub balance: u128,
}

impl RulesView<'_> {
    /// Bonds that the player has locked: those of commitments that are neither out nor given back.
    pub fn locked(&self) -> usize {
        let open = self.game.tournaments().values().filter(|t| !t.settled);
        let commitments = open.flat_map(|t| t.commitments.values());
        commitments.filter(|commitment| commitment.payer == self.player && !commitment.out).count()
    }
}

impl View for RulesView<'_> {
    type Error = RuleError;

    fn refresh(&mut self) -> Result<(), RuleError> {
        Ok(())
    }

    fn settings(&mut self) -> Result<Settings, RuleError> {
        let params = self.game.params();
        Ok(Settings { allowance: params.allowance, extension: params.extension, bond: params.bond })
    }

    fn time(&mut self) -> Result<u64, RuleError> {
        Ok(self.now)
    }

    fn claims(&mut self) -> Result<Vec<Claim>, RuleError> {
        let result = self.game.result(&self.claim);
        let (model, terms, input) = Default::default();
        let proven = self.game.proof(&self.claim).map(|proof| proof.outputs);
        let (blobs, struck) = (None, self.game.is_struck(&self.claim));
        Ok(vec![Claim { id: self.claim, model, terms, input, blobs, result, proven, struck }])
    }

    fn tournament(&mut self, id: &Hash) -> Result<Tournament, RuleError> {
        let t = self.game.tournaments().get(id).ok_or(RuleError::NoTournament(*id))?;
        Ok(Tournament {
            id: *id,
            layer: t.layer,
            start: t.start,
            states: t.question.as_ref().map(|question| question.states),
            opened: t.closes.saturating_sub(self.game.params().window(t.layer)),
            matches: t.matches.into(),
            waiting: t.waiting,
            contested: t.commitments.len() > 1,
        })
    }

    fn payer(&mut self, tournament: &Hash, commitment: &Hash) -> Result<Option<Payer>, RuleError> {
        let t = self.game.tournaments().get(tournament);
        let payer = t.and_then(|t| t.commitments.get(commitment)).map(|commitment| commitment.payer);
        Ok(payer.map(|payer| if payer == self.player { Payer::Us } else { Payer::Stranger }))
    }

    fn matches(&mut self, tournament: &Hash) -> Result<Vec<Match>, RuleError> {
        let ours = self.game.matches().iter().filter(|(_, m)| m.tournament == *tournament);
        let matches = ours.map(|(id, m)| Match {
            id: *id,
            tournament: *tournament,
            sides: m.sides,
            phase: if m.sealed { Phase::Sealed } else { Phase::Open },
            turn: m.turn as usize,
            children: [m.left, m.right],
            height: m.height,
            position: m.position,
            deadline: self.game.deadline(id).unwrap_or(u64::MAX),
        });
        Ok(matches.collect())
    }

    fn credit(&mut self) -> Result<u128, RuleError> {
        Ok(self.game.bonds().credit(&self.player))
    }

    fn balance(&mut self) -> Result<u128, RuleError> {
        Ok(self.balance)
    }
}

/// The call of the rules that a move is.
impl From<&Move> for rules::Move {
    fn from(what: &Move) -> Self {
        match what.clone() {
            Move::Join { tournament, children, last, proof, witness, .. } => {
                Self::Join { tournament, children, last, proof, witness }
            }
            Move::Advance { game, children, next } => Self::Advance { id: game.id, children, below: next },
            Move::Seal { game, children, agreed, proof, evidence, .. } => {
                Self::Seal { id: game.id, children, agreed, proof, evidence }
            }
            Move::Settle(game) => Self::Settle { id: game.id },
            Move::Timeout(game) => Self::Timeout { id: game.id },
            Move::Resolve(claim) => Self::Resolve { claim },
            // Toys show their outputs by themselves.
            Move::Release(claim, Opening { outputs, .. }) => {
                Self::Release { claim, evidence: outputs.to_vec() }
            }
            Move::Unlock | Move::Withdraw => Self::Withdraw,
        }
    }
}
