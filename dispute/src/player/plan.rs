//! What there is to do in a claim: what the player's own commitments need, which comes first, and what others have left
//! lying.

use fault_proof_vm::Hash;

use super::reserve::{Purse, Reserve, Shortage};
use super::{
    Belief, Conduct, Evidence, Match, Move, Payer, Phase, PlayError, Player, Settings, Tournament, View,
};
use crate::history::{Answer, History};

/// A move to make, and the place of the tournament that it is about.
pub type Planned = (Move, Vec<u64>);

/// What there is to do in a claim.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What the player's own commitments need.
    pub own: Vec<Planned>,
    /// What others have left lying: matches out of time, tournaments that are over.
    pub others: Vec<Planned>,
    /// Why it does nothing for its own, if it lacks the money.
    pub short: Option<Shortage>,
    /// How the claim stands.
    pub standing: Standing,
}

/// How a claim stands, for whoever watches over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether somebody has put in something else than what is so.
    pub wrong: bool,
    /// Whether its tournament is over without a winner.
    pub void: bool,
    /// Whether a proof has settled it: whether that says what is so.
    pub proven: Option<bool>,
    /// Whether there is nothing left to do: a proof has settled it, and what has won its tournament is not so.
    pub done: bool,
    /// Whether its time is over, nobody has disputed it, and it is for whoever has made it to have its result noted.
    pub left: bool,
    /// The clock of one's own that runs out first: the seconds that are left, and those of a whole one of its layer.
    pub clock: Option<(u64, u64)>,
}

impl Standing {
    fn runs(&mut self, left: u64, whole: u64) {
        if self.clock.is_none_or(|(least, _)| left < least) {
            self.clock = Some((left, whole));
        }
    }
}

/// By what moves are ordered: money that others need first, then what is too late first.
pub(super) fn urgency((what, _): &Planned) -> (bool, u64) {
    (!matches!(what, Move::Withdraw), what.deadline().unwrap_or(u64::MAX))
}

/// What a look at a claim has found so far.
struct Survey {
    now: u64,
    settings: Settings,
    /// Tournaments on the way down the player's own matches that it has paid a bond in.
    paid: usize,
    /// Bonds that it may yet pay on that way if it meets all that are there, each down to the last layer.
    to_come: u64,
    plan: Plan,
}

/// What a player knows of a tournament that is its own, and that its history can win.
struct Seen {
    history: History,
    root: Hash,
}

impl<B: View, F: Belief> Player<B, F> {
    /// The moves to make now in a claim, for the player's own commitments and for others.
    ///
    /// # Errors
    /// [`PlayError`].
    pub fn plan(&mut self, claim: &Hash) -> Result<Plan, PlayError<B::Error>> {
        // Before the bonds are looked at: one that comes back meanwhile must not be counted twice.
        let mut purse = Purse::new(self.money()?);
        let plan = self.survey(claim)?;
        purse.keep(self.reserve());
        let mut plan = self.afford(plan, &mut purse)?;
        if !purse.spares() {
            plan.others.clear();
        }
        Ok(plan)
    }

    /// The same in the order in which they are to be made.
    ///
    /// # Errors
    /// [`PlayError`].
    pub fn moves(&mut self, claim: &Hash) -> Result<Vec<Planned>, PlayError<B::Error>> {
        let Plan { own, others, .. } = self.plan(claim)?;
        Ok([own, others].concat())
    }

    /// Looks at a claim, money aside.
    pub(super) fn survey(&mut self, claim: &Hash) -> Result<Plan, PlayError<B::Error>> {
        self.board.refresh().map_err(PlayError::Board)?;
        let now = self.board.time().map_err(PlayError::Board)?;
        let settings = self.board.settings().map_err(PlayError::Board)?;
        let mut survey = Survey { now, settings, paid: 0, to_come: 0, plan: Plan::default() };
        let topmost = self.board.tournament(claim).map_err(PlayError::Board)?;
        if self.belief.start(&[])? != topmost.start {
            return Err(PlayError::Mistaken);
        }
        let over = is_over(&topmost, now, &settings);
        let ends = over && topmost.waiting.is_some();
        survey.plan.standing.void = over && !ends;
        self.look(&topmost, Vec::new(), true, &mut survey)?;
        let truth = self.belief.history(&[])?.root();
        survey.plan.standing.wrong =
            topmost.matches > 0 || topmost.waiting.is_some_and(|waits| waits != truth);
        let Survey { paid, to_come, mut plan, .. } = survey;
        let known = self.board.claim(claim).map_err(PlayError::Board)?;
        let proven = known.as_ref().and_then(|known| known.proven);
        if known.is_some_and(|known| known.is_over()) {
            // Nothing is locked there any more that ever comes back.
            (self.takes_part, self.standing) = (false, Standing::default());
            return Ok(Plan::default());
        }
        let opening = match proven {
            Some(_) => self.belief.opening()?,
            None => None,
        };
        plan.standing.proven =
            proven.map(|proven| opening.as_ref().is_some_and(|ours| ours.outputs == proven));
        if plan.standing.proven == Some(false) {
            // No bond comes back from a claim that is settled by a lie.
            plan.own.retain(|(what, place)| !place.is_empty() || !matches!(what, Move::Join { .. }));
        }
        if ends {
            let ends = match (proven, opening) {
                (None, _) => Some(Move::Resolve(*claim)),
                // Whoever has another last state with these outputs shows them.
                (Some(proven), Some(opening))
                    if topmost.waiting == Some(truth) && opening.outputs == proven =>
                {
                    Some(Move::Release(*claim, opening))
                }
                (Some(_), _) => None,
            };
            plan.standing.done = ends.is_none();
            let ends = ends.map(|ends| (ends, Vec::new()));
            match paid > 0 {
                true => plan.own.extend(ends),
                // It is paid of bonds that were lost.
                false if topmost.contested || self.resolves => plan.others.extend(ends),
                false => plan.standing.left = !plan.standing.done,
            }
        }
        self.takes_part |= paid > 0;
        self.reserve = match self.board.pays_late().map_err(PlayError::Board)? {
            true => Reserve::late(to_come, settings.bond, self.gas),
            false => Reserve::new(self.belief.model_layers(), paid, settings.bond, self.gas),
        };
        self.standing = plan.standing;
        Ok(plan)
    }

    /// Leaves out of a plan what there is no money for: who has not taken part yet needs the whole reserve.
    pub(super) fn afford(&mut self, mut plan: Plan, purse: &mut Purse) -> Result<Plan, PlayError<B::Error>> {
        if !self.takes_part && !plan.own.is_empty() {
            match purse.set_aside(self.reserve) {
                Ok(()) => self.takes_part = true,
                Err(short) => (plan.own, plan.short) = (Vec::new(), Some(short)),
            }
        }
        // What came back is credited; it is taken out when it is needed, and for gas when it is a good part of that.
        let joins = plan.own.iter().any(|(what, _)| matches!(what, Move::Join { .. }));
        let bond = if joins { self.board.settings().map_err(PlayError::Board)?.bond } else { 0 };
        let needs = bond.saturating_add(self.gas);
        if !plan.own.is_empty() && self.board.balance().map_err(PlayError::Board)? < needs {
            let credit = self.board.credit().map_err(PlayError::Board)?;
            if credit > 0 && (joins || credit >= self.gas / 4) {
                plan.own.push((Move::Withdraw, Vec::new()));
            }
        }
        plan.own.sort_by_key(urgency);
        Ok(plan)
    }

    /// Looks at a tournament and at those below it. It is the player's own if it is the topmost or decides a match of the
    /// player's own commitment; in others the player only ends what is over.
    fn look(
        &mut self,
        tournament: &Tournament,
        place: Vec<u64>,
        own: bool,
        survey: &mut Survey,
    ) -> Result<(), PlayError<B::Error>> {
        if tournament.layer != place.len() {
            return Err(PlayError::Contradiction("a tournament is in another layer than its match says"));
        }
        if tournament.layer >= self.belief.model_layers() {
            return Err(PlayError::Contradiction("a tournament is below the last layer"));
        }
        let seen = if own { self.seen(tournament, &place)? } else { None };
        // What one opponent more takes below here.
        let below = (self.belief.model_layers() - 1 - tournament.layer) as u64;
        if let Some(seen) = &seen {
            let open = survey.now < tournament.closes(&survey.settings);
            // A match of strangers leaves one opponent at most; the own one is one.
            let others = tournament.waiting.is_some_and(|waits| waits != seen.root);
            let more = if tournament.layer == 0 { self.opponents } else { 1 };
            let there = tournament.matches.saturating_add(u64::from(others)).max(if open { more } else { 0 });
            let payer = self.board.payer(&tournament.id, &seen.root).map_err(PlayError::Board)?;
            if payer.is_some() || open {
                let more = there.saturating_mul(below).saturating_add(u64::from(payer.is_none()));
                survey.to_come = survey.to_come.saturating_add(more);
            }
            match payer {
                Some(Payer::Us) => survey.paid += 1,
                Some(Payer::Stranger) => {}
                None if open => {
                    let joins = self.join(tournament, &place, &seen.history, &survey.settings)?;
                    let closes = tournament.closes(&survey.settings);
                    let window = survey.settings.window(tournament.layer);
                    survey.plan.standing.runs(closes.saturating_sub(survey.now), window);
                    survey.plan.own.push((joins, place.clone()));
                }
                None => {}
            }
        }
        for game in self.board.matches(&tournament.id).map_err(PlayError::Board)? {
            let mine = |seen: &&Seen| game.sides.contains(&seen.root);
            match (game.phase, seen.as_ref().filter(mine)) {
                (Phase::Open, seen) if survey.now >= game.deadline => {
                    let Plan { own, others, .. } = &mut survey.plan;
                    match seen {
                        Some(seen) if game.sides[game.turn & 1] != seen.root => {
                            own.push((Move::Timeout(game), place.clone()));
                        }
                        _ if self.tidy => others.push((Move::Timeout(game), place.clone())),
                        _ => {}
                    }
                }
                (Phase::Open, Some(seen)) if game.sides[game.turn & 1] == seen.root => {
                    let window = survey.settings.window(tournament.layer);
                    survey.plan.standing.runs(game.deadline.saturating_sub(survey.now), window);
                    if self.moves_now(survey.now, game.deadline) {
                        let next = self.descend(tournament, &place, &seen.history, game)?;
                        survey.plan.own.push((next, place.clone()));
                    }
                }
                (Phase::Sealed, seen) if seen.is_some() || self.tidy => {
                    let inner = self.board.tournament(&game.id).map_err(PlayError::Board)?;
                    let (mine, over) = (seen.is_some(), is_over(&inner, survey.now, &survey.settings));
                    let inside = [&place[..], &[game.position]].concat();
                    if seen.is_some_and(|seen| game.position >> seen.history.height() != 0) {
                        return Err(PlayError::Contradiction("a match is about a step beyond its history"));
                    }
                    if over {
                        let Plan { own, others, .. } = &mut survey.plan;
                        let moves = if mine { own } else { others };
                        moves.push((Move::Settle(game), place.clone()));
                    }
                    if mine {
                        // This opponent takes what the tournament below may yet take.
                        survey.to_come = survey.to_come.saturating_sub(below);
                    }
                    // A bond is locked until it is settled.
                    if mine || !over {
                        self.look(&inner, inside, mine, survey)?;
                    }
                }
                (Phase::Open | Phase::Sealed | Phase::Over, _) => {}
            }
        }
        Ok(())
    }

    fn moves_now(&self, now: u64, deadline: u64) -> bool {
        match self.conduct {
            Conduct::Prompt => true,
            Conduct::Stalling(left) => now.saturating_add(left) >= deadline,
            Conduct::Silent => false,
        }
    }

    /// The player's history at a place, if it can win there.
    fn seen(&mut self, tournament: &Tournament, place: &[u64]) -> Result<Option<Seen>, PlayError<B::Error>> {
        let history = self.belief.history(place)?;
        let mut can_win = self.belief.start(place)? == tournament.start;
        if let Some(states) = tournament.states {
            let detaches = tournament.layer == self.belief.step_layers();
            let end = if detaches { self.belief.exit(place)?.0 } else { history.last() };
            can_win &= states.contains(&end);
        }
        let root = history.root();
        Ok(can_win.then_some(Seen { history, root }))
    }

    fn join(
        &mut self,
        tournament: &Tournament,
        place: &[u64],
        history: &History,
        settings: &Settings,
    ) -> Result<Move, PlayError<B::Error>> {
        let (last, proof) = last(history);
        let witness = match tournament.layer {
            layer if layer == self.belief.step_layers() => self.belief.exit(place)?.1,
            _ => Vec::new(),
        };
        let children = history.children(history.height(), 0);
        let closes = tournament.closes(settings);
        Ok(Move::Join { tournament: tournament.id, children, last, proof, witness, closes })
    }

    /// The next move in a match in which it is the player's turn.
    fn descend(
        &mut self,
        tournament: &Tournament,
        place: &[u64],
        history: &History,
        game: Match,
    ) -> Result<Move, PlayError<B::Error>> {
        let inside = game.height >= 1
            && game.height <= history.height()
            && game.position >> history.height() == 0
            && game.position.trailing_zeros() >= game.height;
        if !inside {
            return Err(PlayError::Contradiction("a match stands outside of its history"));
        }
        let (children, position, agreed, proof) =
            match history.answer(game.height, game.position, &game.children[0], &tournament.start) {
                Answer::Advance { children, below } => {
                    return Ok(Move::Advance { game, children, next: below });
                }
                Answer::Seal { children, position, agreed, proof } => (children, position, agreed, proof),
            };
        let (data, evidence) = match self.belief.model_layers() {
            layers if tournament.layer + 1 == layers => {
                let Evidence { state, proof } = self.belief.evidence(place, position)?;
                (state, proof)
            }
            _ if tournament.layer + 1 == self.belief.step_layers() => (self.belief.model(), Vec::new()),
            _ => (Vec::new(), Vec::new()),
        };
        Ok(Move::Seal { game, children, agreed, proof, data, evidence })
    }
}

/// The last state of a history, and the way from there to its root.
pub(super) fn last(history: &History) -> (Hash, Vec<Hash>) {
    (history.last(), history.proof((1 << history.height()) - 1))
}

fn is_over(tournament: &Tournament, now: u64, settings: &Settings) -> bool {
    tournament.matches == 0 && now >= tournament.closes(settings)
}
