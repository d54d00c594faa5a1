//! Claims that a proof settles: it says what a claim came to, and the game goes on about the bonds.

use fault_proof_vm::Hash;

use super::game::Outcome;
use super::{Commitment, Event, Game, Player, Referee, Refund, RuleError};

/// What a proof has settled.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Proof {
    /// The root of the outputs.
    pub outputs: Hash,
    /// The arena that is the claim's result.
    pub result: Hash,
    /// Who sent it.
    pub prover: Player,
    /// What it is paid, in wei, once the topmost tournament is over, if a bond was lost there.
    pub reward: u128,
}

impl Game {
    /// What a proof has settled of a claim, if one has.
    pub fn proof(&self, claim: &Hash) -> Option<&Proof> {
        self.proofs.get(claim)
    }

    /// Settles a claim that has no result. The evidence shows what the model comes to on the claim's input.
    ///
    /// # Errors
    /// [`RuleError`]: `NoTournament`, `AlreadyResolved`, `Refused`.
    pub fn prove(&mut self, referee: &impl Referee, player: Player, claim: Hash, evidence: &[u8]) -> Outcome {
        let t = self.tournaments.get(&claim).filter(|t| t.layer == 0);
        let t = t.ok_or(RuleError::NoTournament(claim))?;
        if self.is_settled(&claim) {
            return Err(RuleError::AlreadyResolved(claim));
        }
        let [outputs, result] = referee.proof(&t.start, evidence).ok_or(RuleError::Refused(claim))?;
        let reward = self.params.refund(Refund::Prove);
        self.proofs.insert(claim, Proof { outputs, result, prover: player, reward });
        Ok(vec![Event::Proven { claim, prover: player, outputs, result }])
    }

    /// Gives the bond of the winner of a claim's topmost tournament back, which is over, if a proof has settled the claim and
    /// the evidence shows that the winner's last state has the same outputs.
    ///
    /// # Errors
    /// [`RuleError`]: `NoProof`, `AlreadyResolved`, `NotOver`, `NoWinner`, `WrongProof`.
    pub fn release(
        &mut self,
        referee: &impl Referee,
        now: u64,
        player: Player,
        claim: Hash,
        evidence: &[u8],
    ) -> Outcome {
        let Proof { outputs, prover, reward, .. } =
            self.proofs.get(&claim).cloned().ok_or(RuleError::NoProof(claim))?;
        if self.results.contains_key(&claim) {
            return Err(RuleError::AlreadyResolved(claim));
        }
        let (winner, best) = self.outcome(now, claim)?.ok_or(RuleError::NoWinner(claim))?;
        let last = best.last;
        if referee.outputs(&last, evidence) != Some(outputs) {
            return Err(RuleError::WrongProof { expected: 0, got: evidence.len() });
        }
        if self.give_back(player, claim, &best, Refund::Release)? {
            self.bonds.unburn(prover, reward);
        }
        self.results.insert(claim, last);
        Ok(vec![Event::Resolved { claim, winner, last }])
    }

    /// Gives the winner's bond back, and pays the caller for it if any bond was lost; whether one was.
    pub(super) fn give_back(
        &mut self,
        player: Player,
        claim: Hash,
        winner: &Commitment,
        what: Refund,
    ) -> Result<bool, RuleError> {
        let bond = self.params.bond;
        self.bonds.release(winner.payer, bond);
        // Of a match half of a bond was burnt.
        let contested = self.known(&claim)?.commitments.len() > 1;
        if contested {
            self.bonds.unburn(player, self.params.refund(what));
            if winner.opponent.is_none() {
                // Others have put each other out.
                self.bonds.unburn(winner.payer, self.params.share());
            }
        }
        self.tournaments.entry(claim).and_modify(|t| t.settled = true);
        Ok(contested)
    }
}
