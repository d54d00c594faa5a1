//! The game: all claims of a contract, and the calls that change them.

use fault_proof_vm::Hash;
use fault_proof_vm::keccak::hash_pair;
use std::collections::BTreeMap;

use super::{
    Clock, Commitment, Event, Ledger, Match, Params, Player, Posted, Proof, Question, Referee, Refund,
    RuleError, Side, Tournament,
};
use crate::history::{MAX_HEIGHT, climb};
use crate::model::MAX_LAYERS;

pub(super) type Outcome = Result<Vec<Event>, RuleError>;

/// All claims of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Game {
    pub(super) params: Params,
    pub(super) tournaments: BTreeMap<Hash, Tournament>,
    matches: BTreeMap<Hash, Match>,
    pub(super) results: BTreeMap<Hash, Hash>,
    pub(super) proofs: BTreeMap<Hash, Proof>,
    pub(super) posted: BTreeMap<Hash, Posted>,
    pub(super) bonds: Ledger,
    pub(super) deposits: Ledger,
}

impl Game {
    /// A game without claims.
    ///
    /// # Errors
    /// [`RuleError::InvalidSettings`].
    pub fn new(params: Params) -> Result<Self, RuleError> {
        let Params { allowance, extension, bond, heights, step_layers, .. } = &params;
        let times = *extension > 0 && extension <= allowance && allowance >> 40 == 0;
        let layers = heights.len() <= MAX_LAYERS && (1..heights.len()).contains(step_layers);
        if !times
            || !layers
            || bond >> 71 != 0
            || heights.iter().any(|height| !(1..=MAX_HEIGHT).contains(height))
        {
            let (allowance, extension) = (*allowance, *extension);
            return Err(RuleError::InvalidSettings {
                allowance,
                extension,
                bond: *bond,
                heights: heights.clone(),
            });
        }
        let (tournaments, matches, results, proofs, posted, bonds, deposits) = Default::default();
        Ok(Self { params, tournaments, matches, results, proofs, posted, bonds, deposits })
    }

    /// What it is played by.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// All tournaments.
    pub fn tournaments(&self) -> &BTreeMap<Hash, Tournament> {
        &self.tournaments
    }

    /// All matches that are not over.
    pub fn matches(&self) -> &BTreeMap<Hash, Match> {
        &self.matches
    }

    /// The bonds.
    pub fn bonds(&self) -> &Ledger {
        &self.bonds
    }

    /// The last state of the winner of a claim whose topmost tournament is over and taken note of. What a proof shows is the
    /// claim's result before that ([`Self::proof`]).
    pub fn result(&self, claim: &Hash) -> Option<Hash> {
        self.results.get(claim).copied()
    }

    /// Whether nothing can be a claim's result any more: it has one, or was struck out.
    pub(super) fn is_settled(&self, claim: &Hash) -> bool {
        self.results.contains_key(claim) || self.proofs.contains_key(claim) || self.is_struck(claim)
    }

    /// The first second in which the side to move is too late, if one is to move in the match.
    pub fn deadline(&self, id: &Hash) -> Option<u64> {
        let m = self.matches.get(id)?;
        self.commitment(&m.tournament, &m.mover()).ok()?.clock.end()
    }

    /// Makes a claim, whose id nobody had, and joins the first commitment to it.
    ///
    /// # Errors
    /// [`RuleError`]: `AlreadyOpen`, or as [`Self::join`].
    #[allow(clippy::too_many_arguments, reason = "as the contract's call")]
    pub fn open(
        &mut self,
        now: u64,
        player: Player,
        claim: Hash,
        start: Hash,
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
    ) -> Outcome {
        if self.tournaments.contains_key(&claim) {
            return Err(RuleError::AlreadyOpen(claim));
        }
        let t = self.tournament(now, 0, start, None);
        self.tournaments.insert(claim, t);
        let joined = self.enter(now, player, claim, children, last, None, proof);
        if joined.is_err() {
            self.tournaments.remove(&claim);
        }
        Ok([vec![Event::Opened { claim, start }], joined?].concat())
    }

    /// Puts a commitment into a tournament. The witness, in the machine's topmost layer only, takes the
    /// last state apart.
    ///
    /// # Errors
    /// [`RuleError`]: `NoTournament`, `WrongWitness`, `WrongData`, `WrongFinal`, `TooLate`, `AlreadyJoined`,
    /// `WrongProof`.
    #[allow(clippy::too_many_arguments, reason = "as the contract's call")]
    pub fn join(
        &mut self,
        referee: &impl Referee,
        now: u64,
        player: Player,
        tournament: Hash,
        children: [Hash; 2],
        last: Hash,
        proof: &[Hash],
        witness: &[u8],
    ) -> Outcome {
        let t = self.tournaments.get(&tournament).ok_or(RuleError::NoTournament(tournament))?;
        let detaches = t.layer == self.params.step_layers;
        if !detaches && !witness.is_empty() {
            return Err(RuleError::WrongData(witness.len()));
        }
        let side = match &t.question {
            None => None,
            Some(Question { states: [one, two], step }) => {
                let end = match detaches {
                    true => referee.detach(&last, witness, *step).ok_or(RuleError::WrongWitness(last))?,
                    false => last,
                };
                match end {
                    end if end == *one => Some(Side::One),
                    end if end == *two => Some(Side::Two),
                    end => return Err(RuleError::WrongFinal(end)),
                }
            }
        };
        self.enter(now, player, tournament, children, last, side, proof)
    }

    /// Goes down by one level, given the children of the mover's node and those of its child on the way.
    ///
    /// # Errors
    /// [`RuleError`]: `NotOpen`, `TooLate`, `WrongChildren`, `WrongHeight`.
    pub fn advance(
        &mut self,
        now: u64,
        player: Player,
        id: Hash,
        children: [Hash; 2],
        below: [Hash; 2],
    ) -> Outcome {
        let m = self.turn(now, id, &children)?;
        let next = m.advanced(&children, &below)?;
        let mover = m.mover();
        self.commitment_mut(&next.tournament, &mover)?.clock.stop(now);
        self.commitment_mut(&next.tournament, &next.mover())?.clock.start(now);
        let event = Event::Advanced { id, height: next.height, position: next.position };
        self.matches.insert(id, next);
        self.refund(id, player, Refund::Advance);
        Ok(vec![event])
    }

    /// Ends the descent at a single step, given the states below the mover's node and the state before the
    /// step. The evidence, in the last layer only, shows the step.
    ///
    /// # Errors
    /// [`RuleError`]: `NotOpen`, `TooLate`, `WrongChildren`, `WrongHeight`, `WrongAgreed`, `WrongProof`,
    /// `WrongData`, `WrongState`.
    #[allow(clippy::too_many_arguments, reason = "as the contract's call")]
    pub fn seal(
        &mut self,
        referee: &impl Referee,
        now: u64,
        player: Player,
        id: Hash,
        children: [Hash; 2],
        agreed: Hash,
        proof: &[Hash],
        evidence: &[u8],
    ) -> Outcome {
        let m = self.turn(now, id, &children)?;
        let (tournament, mover) = (m.tournament, m.mover());
        let t = self.known(&tournament)?;
        let layer = t.layer;
        let step = m.step(&children, &agreed, proof, self.params.heights[layer], &t.start)?;
        if layer + 1 == self.params.heights.len() {
            let end = referee.step(&agreed, evidence).ok_or(RuleError::WrongState(agreed))?;
            let winner = match end {
                end if end == step.states[0] => Some(Side::One),
                end if end == step.states[1] => Some(Side::Two),
                _ => None,
            };
            let mut events = vec![Event::Stepped { id, step, end }];
            self.commitment_mut(&tournament, &mover)?.clock.stop(now);
            self.refund(id, player, Refund::Step);
            self.end(now, id, winner, &mut events)?;
            return Ok(events);
        }
        if !evidence.is_empty() {
            return Err(RuleError::WrongData(evidence.len()));
        }
        let start = if layer + 1 == self.params.step_layers { referee.attach(&agreed) } else { agreed };
        let above = t.question.as_ref().map_or(0, |question| question.step);
        let steps = layer < self.params.step_layers;
        let about = if steps { (above << self.params.heights[layer]) + step.position } else { above };
        let question = Question { states: step.states, step: about };
        let inner = self.tournament(now, layer + 1, start, Some(question));
        self.commitment_mut(&tournament, &mover)?.clock.stop(now);
        self.tournaments.insert(id, inner);
        self.matches.entry(id).and_modify(|m| (m.sealed, m.position) = (true, step.position));
        self.refund(id, player, Refund::Seal);
        Ok(vec![Event::Sealed { id, step, start }])
    }

    /// Ends a sealed match as the inner tournament came out.
    ///
    /// # Errors
    /// [`RuleError`]: `NotSealed`, `NotOver`.
    pub fn settle(&mut self, now: u64, player: Player, id: Hash) -> Outcome {
        if !self.matches.get(&id).is_some_and(|m| m.sealed) {
            return Err(RuleError::NotSealed(id));
        }
        let winner = self.outcome(now, id)?;
        let mut events = vec![Event::Settled { id, winner: winner.as_ref().map(|(root, _)| *root) }];
        self.tournaments.entry(id).and_modify(|t| t.settled = true);
        self.refund(id, player, Refund::Settle);
        let side = winner.and_then(|(_, commitment)| {
            let fee = self.params.share();
            self.bonds.release(commitment.payer, self.params.bond + fee);
            self.matches.entry(id).and_modify(|m| m.spent += fee);
            commitment.side
        });
        self.end(now, id, side, &mut events)?;
        Ok(events)
    }

    /// Ends a match whose side to move has no time left.
    ///
    /// # Errors
    /// [`RuleError`]: `NotOpen`, `NotOver`.
    pub fn timeout(&mut self, now: u64, player: Player, id: Hash) -> Outcome {
        let m = self.matches.get(&id).filter(|m| !m.sealed).ok_or(RuleError::NotOpen(id))?;
        let end = self.deadline(&id).unwrap_or(u64::MAX);
        if now < end {
            return Err(RuleError::NotOver { end, now, matches: 1 });
        }
        let winner = m.turn.opponent();
        let mut events = Vec::new();
        self.refund(id, player, Refund::Timeout);
        self.end(now, id, Some(winner), &mut events)?;
        Ok(events)
    }

    /// Notes the result of a claim whose topmost tournament is over.
    ///
    /// # Errors
    /// [`RuleError`]: `NoTournament`, `AlreadyResolved`, `NotOver`, `NoWinner`.
    pub fn resolve(&mut self, now: u64, player: Player, claim: Hash) -> Outcome {
        if self.tournaments.get(&claim).is_none_or(|t| t.layer != 0) {
            return Err(RuleError::NoTournament(claim));
        }
        if self.is_settled(&claim) {
            return Err(RuleError::AlreadyResolved(claim));
        }
        let (winner, best) = self.outcome(now, claim)?.ok_or(RuleError::NoWinner(claim))?;
        let last = best.last;
        self.give_back(player, claim, &best, Refund::Resolve)?;
        self.results.insert(claim, last);
        Ok(vec![Event::Resolved { claim, winner, last }])
    }

    /// Pays a player's credit out, which may be nothing.
    pub fn withdraw(&mut self, player: Player) -> Vec<Event> {
        vec![Event::Withdrawn { owner: player, amount: self.bonds.withdraw(&player) }]
    }

    fn tournament(&self, now: u64, layer: usize, start: Hash, question: Option<Question>) -> Tournament {
        let closes = now.saturating_add(self.params.window(layer));
        let (commitments, waiting, matches, settled) = Default::default();
        Tournament { layer, start, closes, question, commitments, waiting, matches, settled }
    }

    /// Puts a commitment in, with the side that its last state is on.
    #[allow(clippy::too_many_arguments, reason = "as the contract's call")]
    fn enter(
        &mut self,
        now: u64,
        payer: Player,
        tournament: Hash,
        [left, right]: [Hash; 2],
        last: Hash,
        side: Option<Side>,
        proof: &[Hash],
    ) -> Outcome {
        let t = self.known(&tournament)?;
        if now >= t.closes {
            return Err(RuleError::TooLate { end: t.closes, now });
        }
        let root = hash_pair(&left, &right);
        if t.commitments.contains_key(&root) {
            return Err(RuleError::AlreadyJoined(root));
        }
        let height = self.params.heights[t.layer];
        if proof.len() != height as usize || climb(last, (1 << height) - 1, proof) != root {
            return Err(RuleError::WrongProof { expected: height, got: proof.len() });
        }
        let clock = Clock::new(t.closes - now);
        let commitment = Commitment { payer, left, right, last, side, clock, opponent: None, out: false };
        self.bonds.pay(self.params.bond);
        self.tournaments.entry(tournament).and_modify(|t| {
            t.commitments.insert(root, commitment);
        });
        let mut events = vec![Event::Joined { tournament, commitment: root, payer, last }];
        self.place(now, tournament, root, &mut events)?;
        Ok(events)
    }

    /// Matches a commitment with the one that waits, or has it wait.
    fn place(
        &mut self,
        now: u64,
        tournament: Hash,
        two: Hash,
        events: &mut Vec<Event>,
    ) -> Result<(), RuleError> {
        let extension = self.params.extension;
        let t = self.tournaments.get_mut(&tournament).ok_or(RuleError::Broken(tournament))?;
        let Some(one) = t.waiting.take() else {
            t.waiting = Some(two);
            return Ok(());
        };
        let sides = [one, two];
        let id = Match::id(&tournament, &sides);
        t.matches += 1;
        let height = self.params.heights[t.layer];
        for (root, opponent) in [(one, two), (two, one)] {
            let commitment = self.commitment_mut(&tournament, &root)?;
            commitment.opponent = Some(opponent);
            commitment.clock.fill(extension);
        }
        let Commitment { left, right, .. } = *self.commitment(&tournament, &two)?;
        self.matches.insert(id, Match::new(tournament, sides, [left, right], height));
        self.commitment_mut(&tournament, &one)?.clock.start(now);
        events.push(Event::Matched { tournament, id, sides });
        Ok(())
    }

    /// The match, in which the side whose node has these children is to move and has time to.
    fn turn(&self, now: u64, id: Hash, [l, r]: &[Hash; 2]) -> Result<&Match, RuleError> {
        let m = self.matches.get(&id).filter(|m| !m.sealed).ok_or(RuleError::NotOpen(id))?;
        self.commitment(&m.tournament, &m.mover())?.clock.check(now)?;
        m.check_children(l, r)?;
        Ok(m)
    }

    /// The winner of a tournament that is over.
    pub(super) fn outcome(&self, now: u64, id: Hash) -> Result<Option<(Hash, Commitment)>, RuleError> {
        let t = self.known(&id)?;
        if !t.is_over(now) {
            return Err(RuleError::NotOver { end: t.closes, now, matches: t.matches });
        }
        let Some(root) = t.waiting else { return Ok(None) };
        Ok(Some((root, self.commitment(&id, &root)?.clone())))
    }

    /// Ends a match that a side has won, or none.
    fn end(
        &mut self,
        now: u64,
        id: Hash,
        winner: Option<Side>,
        events: &mut Vec<Event>,
    ) -> Result<(), RuleError> {
        let m = self.matches.remove(&id).ok_or(RuleError::Broken(id))?;
        for side in [Side::One, Side::Two] {
            let commitment = self.commitment_mut(&m.tournament, &side.of(&m.sides))?;
            commitment.clock.stop(now);
            commitment.out = winner != Some(side);
        }
        self.tournaments.entry(m.tournament).and_modify(|t| t.matches -= 1);
        let bond = self.params.bond;
        let Some(side) = winner else {
            self.bonds.burn(2 * bond - m.spent);
            events.push(Event::Eliminated { id });
            return Ok(());
        };
        let (winner, loser) = (side.of(&m.sides), side.opponent().of(&m.sides));
        let (share, payer) = (self.params.share(), self.commitment(&m.tournament, &winner)?.payer);
        self.bonds.release(payer, share);
        self.bonds.burn(bond - share - m.spent);
        events.push(Event::Won { id, winner, loser });
        self.place(now, m.tournament, winner, events)
    }

    /// Pays a move out of the bond that the match is to cost: whoever makes it, since anyone may.
    fn refund(&mut self, id: Hash, player: Player, what: Refund) {
        let amount = self.params.refund(what);
        self.bonds.release(player, amount);
        self.matches.entry(id).and_modify(|m| m.spent += amount);
    }

    // What the calls have left is there: nothing but a fault in them leads to these errors.

    pub(super) fn known(&self, tournament: &Hash) -> Result<&Tournament, RuleError> {
        self.tournaments.get(tournament).ok_or(RuleError::Broken(*tournament))
    }

    fn commitment(&self, tournament: &Hash, root: &Hash) -> Result<&Commitment, RuleError> {
        self.known(tournament)?.commitments.get(root).ok_or(RuleError::Broken(*root))
    }

    fn commitment_mut(&mut self, tournament: &Hash, root: &Hash) -> Result<&mut Commitment, RuleError> {
        let t = self.tournaments.get_mut(tournament).ok_or(RuleError::Broken(*tournament))?;
        t.commitments.get_mut(root).ok_or(RuleError::Broken(*root))
    }
}

#[cfg(test)]
#[path = "broken.rs"]
mod broken;
