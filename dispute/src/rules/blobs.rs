//! Claims whose inputs lie in blobs (docs/dispute-game.md, "Inputs in blobs"): what is put down for them, and how one is struck out. What
//! a blob has is asked of the [`Referee`]; amounts are wei, times seconds.

use fault_proof_vm::Hash;

use super::game::Outcome;
use super::{Event, Game, Ledger, Player, Referee, RuleError};

/// What is kept of a claim whose input lies in blobs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Posted {
    /// Who has made it.
    pub poster: Player,
    /// What is left of what was put down for it.
    pub deposit: u128,
    /// The first second in which that may come back.
    pub until: u64,
    /// Whether its blobs were shown not to be what it said.
    pub refuted: bool,
    /// Whether it was struck out for that: it had no result.
    pub struck: bool,
}

impl Game {
    /// What is kept of a claim whose input lies in blobs, if it is one.
    pub fn posted(&self, claim: &Hash) -> Option<&Posted> {
        self.posted.get(claim)
    }

    /// Whether a claim was struck out: it has no result, and never will.
    pub fn is_struck(&self, claim: &Hash) -> bool {
        self.posted.get(claim).is_some_and(|posted| posted.struck)
    }

    /// What was put down for claims in blobs, which is apart from the bonds: claims hold it; halves of that for claims that were refuted
    /// are burnt.
    pub fn deposits(&self) -> &Ledger {
        &self.deposits
    }

    /// Makes a claim whose input lies in blobs, as [`Self::open`] does, with a deposit of a bond more.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[allow(clippy::too_many_arguments, reason = "as the contract's call")]
    pub fn open_in_blobs(
        &mut self,
        now: u64,
        player: Player,
        claim: Hash,
        start: Hash,
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Outcome {
        let events = self.open(now, player, claim, start, children, last, proof)?;
        let deposit = self.params.bond;
        let until = now.saturating_add(self.params.allowance);
        self.deposits.pay(deposit);
        self.posted.insert(claim, Posted { poster: player, deposit, until, refuted: false, struck: false });
        Ok(events)
    }

    /// Shows that a chunk of a claim's blobs is another one than it said. Half of the deposit is the caller's, the other half nobody's; if
    /// the claim has no result, it is struck out. Anyone may, at any time, once.
    ///
    /// # Errors
    /// [`RuleError`]: `NotPosted`, `AlreadyRefuted`, `NotShown`, `SameChunk`.
    pub fn refute(
        &mut self,
        referee: &impl Referee,
        player: Player,
        claim: Hash,
        evidence: &[u8],
    ) -> Outcome {
        let settled = self.results.contains_key(&claim) || self.proofs.contains_key(&claim);
        let posted = self.not_refuted(&claim)?;
        if !referee.differs(&claim, evidence).ok_or(RuleError::NotShown(claim))? {
            return Err(RuleError::SameChunk(claim));
        }
        let deposit = std::mem::take(&mut posted.deposit);
        (posted.refuted, posted.struck) = (true, !settled);
        let amount = deposit / 2;
        self.deposits.release(player, amount);
        self.deposits.burn(deposit - amount);
        let mut events = vec![Event::Refuted { claim, by: player, amount }];
        if !settled {
            events.push(Event::Struck { claim });
        }
        Ok(events)
    }

    /// Gives the deposit back of a claim that nobody can join any more and nobody has refuted.
    ///
    /// # Errors
    /// [`RuleError`]: `NotPosted`, `AlreadyRefuted`, `NotOver`.
    pub fn reclaim(&mut self, now: u64, claim: Hash) -> Outcome {
        let posted = self.not_refuted(&claim)?;
        if now < posted.until {
            return Err(RuleError::NotOver { end: posted.until, now, matches: 0 });
        }
        let (poster, amount) = (posted.poster, std::mem::take(&mut posted.deposit));
        self.deposits.release(poster, amount);
        Ok(Vec::new())
    }

    /// Pays out what deposits owe a player, which may be nothing.
    pub fn withdraw_deposits(&mut self, player: Player) -> Vec<Event> {
        self.deposits.withdraw(&player);
        Vec::new()
    }

    fn not_refuted(&mut self, claim: &Hash) -> Result<&mut Posted, RuleError> {
        let posted = self.posted.get_mut(claim).ok_or(RuleError::NotPosted(*claim))?;
        if posted.refuted { Err(RuleError::AlreadyRefuted(*claim)) } else { Ok(posted) }
    }
}
