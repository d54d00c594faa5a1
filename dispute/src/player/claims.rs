//! The players of one account, one a claim. They share its money, each with a reserve of its own, and none of them ends
//! with another: what fails in one claim is told, and tried again later and later.

use fault_proof_vm::Hash;

use super::plan::urgency;
use super::reserve::{Purse, Shortage};
use super::{Belief, Board, Claim, Move, Plan, Planned, PlayError, Played, Player, Standing};

/// log2 of the most rounds in which a claim is left alone that has failed.
const MAX_PATIENCE: u32 = 6;

/// All claims that an account plays.
#[derive(Debug)]
pub struct Claims<B, F> {
    seats: Vec<Seat<B, F>>,
    /// What the account has, and what may still be taken of it, in wei, as of the last round.
    money: (u128, u128),
}

/// A claim.
#[derive(Debug)]
struct Seat<B, F> {
    claim: Hash,
    /// None if it could not be made.
    player: Option<Player<B, F>>,
    /// Failures one after the other.
    failures: u32,
    /// Rounds in which it is left alone.
    wait: u32,
}

/// What a look at a claim has led to.
#[derive(Debug)]
pub struct Look<E: std::error::Error> {
    /// The claim.
    pub claim: Hash,
    /// Whether a move was made.
    pub moved: bool,
    /// Why the player takes no part, if it lacks the money.
    pub short: Option<Shortage>,
    /// What has failed.
    pub failure: Option<PlayError<E>>,
    /// How the claim stands.
    pub standing: Standing,
    /// What there is to do.
    plan: Plan,
}

impl<B, F> Default for Claims<B, F> {
    fn default() -> Self {
        Self { seats: Vec::new(), money: (0, 0) }
    }
}

impl<B, F> Claims<B, F> {
    /// What the account has, and what the claims that it takes part in may still take of it, in wei, as of the last round.
    pub fn money(&self) -> (u128, u128) {
        self.money
    }
}

impl<B, F> Seat<B, F> {
    fn fail(&mut self) {
        self.failures = (self.failures + 1).min(MAX_PATIENCE);
        self.wait = 1 << self.failures;
    }
}

impl<E: std::error::Error> Look<E> {
    fn new(claim: Hash, found: Result<Plan, PlayError<E>>) -> Self {
        let (plan, failure) = match found {
            Ok(plan) => (plan, None),
            Err(error) => (Plan::default(), Some(error)),
        };
        let standing = plan.standing;
        Self { claim, moved: false, short: None, failure, standing, plan }
    }
}

impl<B: Board, F: Belief> Claims<B, F> {
    /// Sits down at claims at which nobody sits yet. Returns those for which no player can be made now, with the reasons; none for those that wait for
    /// something: they are asked about again at the next look.
    pub fn sit_down<'a, E>(
        &mut self,
        claims: impl IntoIterator<Item = &'a Claim>,
        mut player: impl FnMut(&Claim) -> Result<Option<Player<B, F>>, E>,
    ) -> Vec<(Hash, Option<E>)> {
        let mut failed = Vec::new();
        for claim in claims {
            let at = self.seats.iter().position(|seat| seat.claim == claim.id).unwrap_or_else(|| {
                self.seats.push(Seat { claim: claim.id, player: None, failures: 0, wait: 0 });
                self.seats.len() - 1
            });
            let seat = &mut self.seats[at];
            if seat.player.is_some() || seat.wait > 0 {
                continue;
            }
            match player(claim) {
                Ok(Some(player)) => (seat.player, seat.failures) = (Some(player), 0),
                Ok(None) => failed.push((claim.id, None)),
                Err(error) => {
                    seat.fail();
                    failed.push((claim.id, Some(error)));
                }
            }
        }
        failed
    }

    /// Leaves a claim. Returns its player, if there is one.
    pub fn leave(&mut self, claim: &Hash) -> Option<Player<B, F>> {
        let at = self.seats.iter().position(|seat| seat.claim == *claim)?;
        self.seats.remove(at).player
    }

    /// Looks at all claims and makes the moves that the account's own commitments need, in all of them; if there are none,
    /// one for others in each. `made` is told of every move as soon as it is made. Claims that are being played have
    /// their reserves before others are taken up, the older ones first.
    ///
    /// # Errors
    /// [`PlayError`] if the account's money cannot be seen; what concerns one claim is in its [`Look`].
    pub fn round(
        &mut self,
        mut made: impl FnMut(&Hash, &Played),
    ) -> Result<Vec<Look<B::Error>>, PlayError<B::Error>> {
        let Some(anyone) = self.seats.iter_mut().find_map(|seat| seat.player.as_mut()) else {
            self.seats.iter_mut().for_each(|seat| seat.wait = seat.wait.saturating_sub(1));
            return Ok(Vec::new());
        };
        // Before the bonds are looked at: one that comes back meanwhile must not be counted twice.
        let mut purse = Purse::new(anyone.money()?);
        let mut looks = Vec::new();
        for seat in &mut self.seats {
            let waits = seat.wait > 0;
            seat.wait = seat.wait.saturating_sub(1);
            let Some(player) = &mut seat.player else { continue };
            let found = if waits { None } else { Some(player.survey(&seat.claim)) };
            purse.keep(player.reserve());
            if let Some(found) = found {
                let look = Look::new(seat.claim, found);
                looks.push((seat, look));
            }
        }
        for (seat, look) in &mut looks {
            let Some(player) = &mut seat.player else { continue };
            match player.afford(std::mem::take(&mut look.plan), &mut purse) {
                Ok(plan) => (look.short, look.plan) = (plan.short, plan),
                Err(error) => look.failure = Some(error),
            }
        }
        self.money = (purse.has(), purse.kept());
        // All at once, what is too late first in the first place, whatever claim it is of.
        let mut own: Vec<(usize, Planned)> = Vec::new();
        for (at, (_, look)) in looks.iter_mut().enumerate() {
            own.extend(std::mem::take(&mut look.plan.own).into_iter().map(|planned| (at, planned)));
        }
        own.sort_by_key(|(_, planned)| urgency(planned));
        // One takes all out.
        let withdraws = own.iter().take_while(|(_, (what, _))| matches!(what, Move::Withdraw)).count();
        own.drain(..withdraws.saturating_sub(1));
        let (places, own): (Vec<usize>, Vec<Planned>) = own.into_iter().unzip();
        let played = match looks.iter_mut().find_map(|(seat, _)| seat.player.as_mut()) {
            Some(anyone) => anyone.make_all(own),
            None => Vec::new(),
        };
        for (at, played) in places.into_iter().zip(played) {
            let (seat, look) = &mut looks[at];
            look.moved |= played.cost.is_ok();
            made(&seat.claim, &played);
        }
        let busy = looks.iter().any(|(_, look)| look.moved);
        let mut done = Vec::new();
        for (seat, mut look) in looks {
            let Some(player) = &mut seat.player else { continue };
            let mut tell = |played: Played| {
                look.moved |= played.cost.is_ok();
                made(&seat.claim, &played);
            };
            if !busy && purse.spares() {
                player.make_one(std::mem::take(&mut look.plan.others), &mut tell);
            }
            if let Err(error) = player.withdraw(&mut tell) {
                look.failure.get_or_insert(error);
            }
            match &look.failure {
                Some(PlayError::Machine(_)) => seat.fail(),
                // Another is made, of what is said next time.
                Some(PlayError::Mistaken) => seat.player = None,
                _ => seat.failures = 0,
            }
            done.push(look);
        }
        Ok(done)
    }
}
