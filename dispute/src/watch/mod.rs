//! Watching over a game's claims, for as long as a process lives and after it was killed: every claim about a model is
//! played, what was done is kept ([`store`]), and what people or their machines have to know is told ([`alerts`],
//! [`figures`], and a page with each game's tree). What nodes are slow to say goes on in the background ([`reading`]).

pub mod alerts;
pub mod figures;
mod live;
pub mod page;
pub mod reading;
pub mod store;

use contracts::chain::{Chain, ChainError};
use fault_proof_vm::Hash;
use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::player::reserve::Shortage;
use crate::player::taking_out;
use crate::player::{Belief, Board, Claim, Claims, Contract, Look, PlayError, Played, Player, View};
use alerts::{Alert, Alerts};
use figures::Figures;
use store::{Count, Store};

/// When somebody is alerted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Part of a whole clock below which one of one's own is low.
    pub clock: f64,
    /// Age of the newest block above which the nodes are stale.
    pub age: Duration,
    /// Blocks that one of several nodes may be behind.
    pub behind: u64,
}

impl Default for Limits {
    /// A quarter, ten minutes, 16 blocks.
    fn default() -> Self {
        Self { clock: 0.25, age: Duration::from_secs(600), behind: 16 }
    }
}

/// What a look has to tell.
#[derive(Debug)]
pub enum Told<'a> {
    /// A move was made, or refused.
    Move(&'a Hash, &'a Played),
    /// Money was taken out that claims of before have left.
    TakenOut(&'a Played),
    /// A claim is looked after from now on.
    Taken(&'a Hash),
    /// A claim cannot be played now, for this reason.
    Failed(&'a Hash, String),
    /// A claim is not played for want of money.
    Short(&'a Hash, Shortage),
    /// A claim has a result, which is right or wrong.
    Resolved(&'a Hash, bool, Count),
    /// A claim was struck out, whose blobs are not its input: it has no result, right or wrong.
    Struck(&'a Hash),
    /// A claim is about the model with a key that nobody here knows: it is not played.
    Unknown(&'a Hash),
    /// Something to know at once, or that it is over.
    Alert(Alert, String, bool),
}

/// What is said of a claim that a proof has settled wrongly.
const OTHERWISE: &str = "a proof has settled it otherwise than is so";

/// A claim's name in alerts.
fn named(claim: &Hash) -> String {
    format!("0x{}", hex::encode(claim))
}

/// A watch over the claims about a model.
#[derive(Debug)]
pub struct Watch<C, F> {
    /// The board.
    pub board: Contract<C>,
    model: Hash,
    /// Hashes of the terms that may be in the model's identity, beside none.
    terms: Vec<Hash>,
    /// Claims about the model on other terms.
    unknown: HashSet<Hash>,
    players: Claims<Contract<C>, F>,
    limits: Limits,
    store: Store,
    alerts: Alerts,
    short: HashSet<Hash>,
    /// Open claims without a player, and why.
    unplayed: BTreeMap<Hash, String>,
    figures: Figures,
    claims: live::Claims,
}

impl<C: Chain, F: Belief> Watch<C, F> {
    /// A watch over claims about a model, that goes on from what a store has.
    pub fn new(board: Contract<C>, model: Hash, store: Store, limits: Limits) -> Self {
        let (terms, unknown, players, alerts, short, unplayed, figures, claims) = Default::default();
        Self {
            board,
            model,
            terms,
            unknown,
            players,
            limits,
            store,
            alerts,
            short,
            unplayed,
            figures,
            claims,
        }
    }

    /// Claims on terms with this hash are played, too. Whoever wrote a key can have made one that proves anything: in a claim that is settled by a
    /// lie nobody's bond comes back, so that those with terms that nobody has checked are left alone.
    pub fn knowing(mut self, terms: Hash) -> Self {
        self.terms.push(terms);
        self
    }

    /// Whether a claim is about the model, on none or known terms.
    fn is_ours(&self, claim: &Claim) -> bool {
        claim.model == self.model && (claim.terms == [0; 32] || self.terms.contains(&claim.terms))
    }

    /// What there is to show, as of the last look.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// A page about the claims as of the last look: how they stand, and the trees of their games. `step` names a step, given
    /// its place.
    pub fn page(&self, step: &dyn Fn(&[u64]) -> String) -> String {
        let trees = self.board.trees(&self.claims.shown());
        self.claims.page(&self.model, &self.terms, &self.figures, self.alerts.on(), &trees, step)
    }

    /// Looks at all claims, and makes the moves that there are to make: whether there were any. `player` makes the player of
    /// a claim, or none yet if it waits for something: that is asked again at the next look, and meanwhile the claim is one that is not played.
    ///
    /// # Errors
    /// [`PlayError`] if the game cannot be looked at, or what was done cannot be kept. It is to be tried again.
    pub fn look<E: std::fmt::Display>(
        &mut self,
        mut player: impl FnMut(&Contract<C>, &Claim) -> Result<Option<Player<Contract<C>, F>>, E>,
        mut tell: impl FnMut(Told<'_>),
    ) -> Result<bool, PlayError<ChainError>> {
        let looked = self.look_once(&mut player, &mut tell);
        self.figures.looks += 1;
        self.figures.failures += u64::from(looked.is_err());
        self.nodes(&mut tell);
        let kept = self.store.save(&mut self.figures).map_err(PlayError::Board);
        looked.and_then(|moved| kept.map(|()| moved))
    }

    fn look_once<E: std::fmt::Display>(
        &mut self,
        player: &mut impl FnMut(&Contract<C>, &Claim) -> Result<Option<Player<Contract<C>, F>>, E>,
        tell: &mut impl FnMut(Told<'_>),
    ) -> Result<bool, PlayError<ChainError>> {
        let claims = self.board.refresh().and_then(|()| self.board.claims()).map_err(PlayError::Board)?;
        let (ours, others): (Vec<&Claim>, Vec<&Claim>) = claims.iter().partition(|claim| self.is_ours(claim));
        for claim in others.iter().filter(|claim| claim.model == self.model) {
            if self.unknown.insert(claim.id) {
                tell(Told::Unknown(&claim.id));
            }
        }
        let open: Vec<&Claim> =
            ours.into_iter().filter(|claim| !claim.is_over() && !self.store.is_done(claim)).collect();
        let (board, store, unplayed) = (&self.board, &mut self.store, &mut self.unplayed);
        let failed = self.players.sit_down(open, |claim| {
            let made = player(board, claim).map_err(|error| error.to_string())?;
            let Some(mut made) = made else { return Ok(None) };
            let end = made.belief.history(&[]).map_err(|error| error.to_string())?.last();
            let opening = made.belief.opening().map_err(|error| error.to_string())?;
            store.taken(&claim.id, &end, opening.map(|opening| opening.outputs).as_ref());
            tell(Told::Taken(&claim.id));
            unplayed.remove(&claim.id);
            Ok(Some(made))
        });
        for (claim, error) in failed {
            if let Some(error) = &error {
                tell(Told::Failed(&claim, String::clone(error)));
            }
            self.unplayed.insert(claim, error.unwrap_or_else(|| "its input is being read".to_owned()));
        }
        let looks = self.players.round(|claim, played| {
            store.made(Some(claim), played);
            tell(Told::Move(claim, played));
        })?;
        let moved = looks.iter().any(|look| look.moved) || looks.is_empty() && self.take_out(tell)?;
        let board = &mut self.board;
        let claims = board.refresh().and_then(|()| board.claims()).map_err(PlayError::Board)?;
        let ours: Vec<&Claim> = claims.iter().filter(|claim| self.is_ours(claim)).collect();
        let mut lied = HashSet::new();
        lied.extend(ours.iter().filter(|claim| self.store.is_lied(claim)).map(|claim| claim.id));
        // A former life may have looked after it.
        for claim in ours.iter().filter(|_| !moved) {
            let done = looks.iter().any(|look| look.claim == claim.id && look.standing.done);
            if !claim.is_over() && !done {
                continue;
            }
            self.players.leave(&claim.id);
            if !claim.is_over() {
                self.store.done(&claim.id);
            }
            if claim.struck && self.store.forget(&claim.id) {
                tell(Told::Struck(&claim.id));
            }
            if let Some((right, count)) = self.store.ended(claim) {
                self.claims.resolved(claim.id, right, count);
                tell(Told::Resolved(&claim.id, right, count));
            }
        }
        let ours = ours.iter().filter(|claim| !self.store.is_done(claim));
        let open: HashSet<Hash> = ours.filter(|claim| !claim.is_over()).map(|claim| claim.id).collect();
        self.unplayed.retain(|claim, _| open.contains(claim));
        self.stand(&looks, &open, &lied, tell);
        Ok(moved)
    }

    /// Takes out what resolved claims have left to the account, where no player does it any more: a former life was killed
    /// after the last move. Whether it did.
    fn take_out(&mut self, tell: &mut impl FnMut(Told<'_>)) -> Result<bool, PlayError<ChainError>> {
        let Some(what) = taking_out(&mut self.board).map_err(PlayError::Board)? else { return Ok(false) };
        let cost = self.board.play(&what).map_err(|error| error.to_string());
        let played = Played { what, layer: None, place: Vec::new(), cost };
        self.store.made(None, &played);
        tell(Told::TakenOut(&played));
        Ok(played.cost.is_ok())
    }

    /// Takes note of how the claims stand.
    fn stand(
        &mut self,
        looks: &[Look<ChainError>],
        open: &HashSet<Hash>,
        lied: &HashSet<Hash>,
        tell: &mut impl FnMut(Told<'_>),
    ) {
        self.claims.stand(looks, open, &self.unplayed);
        let (has, needs) = self.players.money();
        let now = self.board.chain.time().unwrap_or(0);
        let figures = &mut self.figures;
        (figures.has, figures.needs, figures.time) = (has, needs, now);
        (figures.open, figures.wrong, figures.void, figures.clock) = (open.len() as u64, 0, 0, None);
        (figures.short, figures.unplayed) = (0, self.unplayed.len() as u64);
        for Look { claim, failure, short, standing, .. } in looks {
            if let Some(error) = failure {
                tell(Told::Failed(claim, error.to_string()));
            }
            match short {
                Some(short) if self.short.insert(*claim) => tell(Told::Short(claim, *short)),
                Some(_) => {}
                None => drop(self.short.remove(claim)),
            }
            figures.wrong += u64::from(standing.wrong);
            figures.void += u64::from(standing.void);
            figures.short += u64::from(short.is_some());
            let name = || named(claim);
            let mut say = |alert, on, text: String| self.alerts.set(alert, name(), on, text, tell);
            say(Alert::WrongClaim, standing.wrong, "something else than what is so was put in".to_owned());
            say(Alert::NoWinner, standing.void, "its time is over, and nobody has won it".to_owned());
            let (left, whole) = standing.clock.unwrap_or((1, 1));
            let low = (left as f64) < self.limits.clock * whole as f64;
            say(Alert::Clock, low, format!("{left} of {whole} seconds are left to move"));
            if let Some((left, whole)) = standing.clock
                && figures
                    .clock
                    .is_none_or(|(least, of)| (left as f64 / whole as f64) < least as f64 / of as f64)
            {
                figures.clock = Some((left, whole));
            }
        }
        self.short.retain(|claim| open.contains(claim));
        for claim in lied {
            // It stays as long as the chain says so, whatever becomes of the bonds.
            self.alerts.set(Alert::WrongProof, named(claim), true, OTHERWISE.to_owned(), tell);
        }
        for (claim, error) in &self.unplayed {
            let text = format!("it is not played: {error}");
            self.alerts.set(Alert::Unplayed, named(claim), true, text, tell);
        }
        let unplayed: HashSet<Hash> = self.unplayed.keys().copied().collect();
        let is_in = |claims: &HashSet<Hash>, about: &str| claims.iter().any(|id| about == named(id));
        let of = |alert| match alert {
            Alert::WrongProof => lied,
            Alert::Unplayed => &unplayed,
            _ => open,
        };
        self.alerts.retain(|alert, about| is_in(of(alert), about), tell);
        let lacks = has < needs || figures.short > 0;
        let text = format!("{has} wei are there, and open claims may need {needs}");
        self.alerts.set(Alert::Money, String::new(), lacks, text, tell);
    }

    /// Takes note of how the nodes do, and of what is on its way.
    fn nodes(&mut self, tell: &mut impl FnMut(Told<'_>)) {
        let status = self.board.chain.status();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let age = now.saturating_sub(self.figures.time);
        let old = self.figures.time > 0 && age > self.limits.age.as_secs();
        let text = format!("the newest block is {age} seconds old");
        self.alerts.set(Alert::Stale, "all nodes".to_owned(), old, text, tell);
        for node in &status.nodes {
            let bad = !node.answers || node.behind > self.limits.behind;
            let text = match node.answers {
                true => format!("it is {} blocks behind", node.behind),
                false => "it does not answer".to_owned(),
            };
            self.alerts.set(Alert::Stale, node.name.clone(), bad, text, tell);
            let before = self.figures.nodes.iter().find(|known| known.name == node.name);
            let more = node.dissents > before.map_or(0, |known| known.dissents);
            let text = format!("{} of its answers were not those of the others", node.dissents);
            self.alerts.set(Alert::Forked, node.name.clone(), more, text, tell);
        }
        self.figures.agreed = self.board.chain.agreed();
        self.figures.in_flight = status.in_flight as u64;
        self.figures.replaced = status.replaced;
        if let Some(done) = status.done {
            self.store.sent(done);
        }
        self.figures.nodes = status.nodes;
        self.figures.alerts = self.alerts.counts();
    }
}
