//! Players: what one knows, what one believes, and the moves that follow.
//!
//! A player keeps nothing that it cannot make again from the board and the model: one that is killed and started anew
//! plays on. All that it does is a function of what the board says, what it believes and what money it has.
//!
//! It joins only below its own matches, so that what it has locked does not depend on how many play: see [`reserve`]. It
//! ends matches between others too, when it has nothing else to do and money to spare: somebody must.

mod belief;
mod board;
mod claims;
#[cfg(feature = "chain")]
mod contract;
#[cfg(feature = "chain")]
mod deployment;
#[cfg(feature = "chain")]
mod in_blobs;
#[cfg(feature = "chain")]
pub mod journal;
mod opening;
mod plan;
#[cfg(feature = "chain")]
mod registry;
pub mod reserve;
mod rules_view;
#[cfg(feature = "chain")]
mod trees;

pub use belief::{Belief, Evidence, Honest, Liar, Lie};
pub use board::{Board, Claim, Cost, Match, Move, Payer, Phase, Settings, Tournament, View};
pub use claims::{Claims, Look};
#[cfg(feature = "chain")]
pub use contract::{Contract, claim_record};
#[cfg(feature = "chain")]
pub use deployment::{DEPLOYER, Deployed, Deployment, address_of, deploy, deploy_key, holds_key};
pub use opening::Opening;
pub use plan::{Plan, Planned, Standing};
#[cfg(feature = "chain")]
pub use registry::{Entry, Registry};
pub use rules_view::RulesView;

use fault_proof_vm::Hash;
use thiserror::Error;

use crate::machine::MachineError;
use plan::last;
use reserve::{Purse, Reserve, Shortage};

/// Why a player cannot play.
#[derive(Debug, Error)]
pub enum PlayError<E: std::error::Error> {
    /// The machines.
    #[error(transparent)]
    Machine(#[from] MachineError),
    /// The board.
    #[error("the board: {0}")]
    Board(E),
    /// The board says what cannot be: its node lies, or is another game's.
    #[error("the board contradicts itself: {0}")]
    Contradiction(&'static str),
    /// The claim starts from another input than the player was made for: a node said so wrongly, then or now.
    #[error("the claim is about another input than its log said")]
    Mistaken,
    /// There is too little money to see it through.
    #[error(transparent)]
    Money(#[from] Shortage),
}

/// How a player behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Conduct {
    /// Moves when it can.
    #[default]
    Prompt,
    /// Moves when so few seconds are left.
    Stalling(u64),
    /// Joins, and never moves.
    Silent,
}

/// A move that was made.
#[derive(Debug, Clone)]
pub struct Played {
    /// The move.
    pub what: Move,
    /// Layer of the tournament, if it is about one.
    pub layer: Option<usize>,
    /// The place of the tournament.
    pub place: Vec<u64>,
    /// What it cost; the reason why the board refused it.
    pub cost: Result<Cost, String>,
}

/// A claim's model, children of its commitment, last state, and the siblings from there.
type Claiming = (Vec<u8>, [Hash; 2], Hash, Vec<Hash>);

/// A player in one claim.
#[derive(Debug)]
pub struct Player<B, F> {
    /// The board, under the player's name.
    pub board: B,
    /// What the player believes.
    pub belief: F,
    /// How it behaves.
    pub conduct: Conduct,
    /// Whether it ends what others leave lying: matches out of time, tournaments that are over.
    pub tidy: bool,
    /// Whether it notes, at its own cost, the results of claims that others have made and nobody has disputed. Nobody pays for that; who has
    /// made a claim does it, to have the bond back.
    pub resolves: bool,
    /// Wei that it sets aside for gas before it takes part.
    pub gas: u128,
    /// Opponents that it has money for at least before it takes part, where what comes back comes late.
    pub opponents: u64,
    /// Whether it has set its reserve aside. From then on it goes on, whatever the claim has taken.
    takes_part: bool,
    /// What the claim may still take, as of the last look.
    reserve: Reserve,
    /// How it stands, as of the last look.
    standing: Standing,
}

impl<B: View, F: Belief> Player<B, F> {
    /// A prompt and tidy player.
    pub fn new(board: B, belief: F) -> Self {
        let (conduct, reserve, standing) = Default::default();
        Self {
            board,
            belief,
            conduct,
            tidy: true,
            resolves: false,
            gas: 0,
            opponents: 1,
            takes_part: false,
            reserve,
            standing,
        }
    }

    /// How the claim stands, as of the last look; as if nothing were wrong once it has a result.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether what a claim has come to is so: by the proof that has settled it, whatever has won its tournament, or by the last
    /// state of its winner. None if it has come to nothing yet.
    ///
    /// # Errors
    /// [`PlayError`].
    pub fn judges(&mut self, claim: &Claim) -> Result<Option<bool>, PlayError<B::Error>> {
        Ok(match (claim.proven, claim.result) {
            (Some(proven), _) => Some(self.belief.opening()?.is_some_and(|ours| ours.outputs == proven)),
            (None, Some(result)) => Some(self.belief.history(&[])?.last() == result),
            (None, None) => None,
        })
    }

    /// What the claim may still take; nothing, if the player takes no part in it. As of the last look.
    pub fn reserve(&self) -> Reserve {
        if self.takes_part { self.reserve } else { Reserve::default() }
    }

    /// What the player has: outside of the game, and owed to it.
    ///
    /// # Errors
    /// [`PlayError`].
    pub fn money(&mut self) -> Result<u128, PlayError<B::Error>> {
        money(&mut self.board).map_err(PlayError::Board)
    }
}

fn money<B: View>(board: &mut B) -> Result<u128, B::Error> {
    let credit = board.credit()?;
    Ok(board.balance()?.saturating_add(credit))
}

/// Refuses a claim about a model of so many layers for which there is less than the whole reserve and so many wei for gas.
///
/// # Errors
/// [`PlayError::Money`], and [`PlayError::Board`] if the money cannot be seen.
pub fn afford_claim<B: View>(
    board: &mut B,
    layers: usize,
    opponents: u64,
    gas: u128,
) -> Result<(), PlayError<B::Error>> {
    let bond = board.settings().map_err(PlayError::Board)?.bond;
    let reserve = match board.pays_late().map_err(PlayError::Board)? {
        true => {
            let below = (layers as u64).saturating_sub(1);
            Reserve::late(below.saturating_mul(opponents).saturating_add(1), bond, gas)
        }
        false => Reserve::new(layers, 0, bond, gas),
    };
    Ok(Purse::new(money(board).map_err(PlayError::Board)?).set_aside(reserve)?)
}

impl<B: Board, F: Belief> Player<B, F> {
    /// Claims what the player believes.
    ///
    /// # Errors
    /// [`PlayError`]; without the whole reserve it claims nothing.
    pub fn open(&mut self, input: &[u8]) -> Result<(Hash, Cost), PlayError<B::Error>> {
        let (model, children, last, proof) = self.claiming(0)?;
        self.board.open(&model, input, children, last, &proof).map_err(PlayError::Board)
    }

    /// What it claims, once there is the whole reserve and so many wei more: the model, the commitment's children, the last state and the
    /// way from there.
    fn claiming(&mut self, more: u128) -> Result<Claiming, PlayError<B::Error>> {
        let history = self.belief.history(&[])?;
        let (last, proof) = last(&history);
        let model = self.belief.model();
        let children = history.children(history.height(), 0);
        let (layers, gas) = (self.belief.model_layers(), self.gas.saturating_add(more));
        afford_claim(&mut self.board, layers, self.opponents, gas)?;
        Ok((model, children, last, proof))
    }

    /// Makes the moves that there are to make now in a claim: those for the player's own commitments; if there are none,
    /// one of those for others, so that it looks for its own again before the next. A move that the board refuses was
    /// made by someone else meanwhile, or came too late; the next look tells.
    ///
    /// # Errors
    /// [`PlayError`] for machines that fail, a board that cannot be looked at, and a claim that there is no money for.
    pub fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<B::Error>> {
        let Plan { own, others, short, .. } = self.plan(claim)?;
        let mut played = self.make_all(own);
        if !played.iter().any(|played| played.cost.is_ok()) {
            self.make_one(others, |one| played.push(one));
        }
        self.withdraw(|one| played.push(one))?;
        match short {
            Some(short) if played.is_empty() => Err(short.into()),
            _ => Ok(played),
        }
    }

    fn make(&mut self, (what, place): Planned) -> Played {
        let cost = self.board.play(&what).map_err(|error| error.to_string());
        let layer = (!matches!(what, Move::Unlock | Move::Withdraw)).then_some(place.len());
        Played { what, layer, place, cost }
    }

    /// Makes moves at once that are in the order in which they are urgent; those whose money others need go before all.
    fn make_all(&mut self, mut moves: Vec<Planned>) -> Vec<Played> {
        let rest =
            moves.split_off(moves.iter().take_while(|(what, _)| matches!(what, Move::Withdraw)).count());
        let mut played: Vec<Played> = moves.into_iter().map(|planned| self.make(planned)).collect();
        let costs = self.board.play_all(&rest.iter().map(|(what, _)| what).collect::<Vec<_>>());
        played.extend(rest.into_iter().zip(costs).map(|((what, place), cost)| {
            let cost = cost.map_err(|error| error.to_string());
            Played { what, layer: Some(place.len()), place, cost }
        }));
        played
    }

    /// Makes the first of some moves that the board takes.
    fn make_one(&mut self, moves: Vec<Planned>, mut made: impl FnMut(Played)) {
        for planned in moves {
            let played = self.make(planned);
            let done = played.cost.is_ok();
            made(played);
            if done {
                return;
            }
        }
    }

    /// Takes out what is owed to the player, once it is worth a transaction: a bond.
    fn withdraw(&mut self, made: impl FnOnce(Played)) -> Result<(), PlayError<B::Error>> {
        if let Some(what) = taking_out(&mut self.board).map_err(PlayError::Board)? {
            made(self.make((what, Vec::new())));
        }
        Ok(())
    }
}

/// What there is to take out, once it is worth a transaction, a bond: what can be had now, or has to be unlocked first.
pub(crate) fn taking_out<B: View>(board: &mut B) -> Result<Option<Move>, B::Error> {
    let (credit, locked, bond) = (board.credit()?, board.unlockable()?, board.settings()?.bond);
    let worth = |wei: u128| wei > 0 && wei >= bond;
    Ok(if worth(credit) { Some(Move::Withdraw) } else { worth(locked).then_some(Move::Unlock) })
}
