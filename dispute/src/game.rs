//! A whole game, played to its end by players who take turns, with the moves written down.

use contracts::chain::{Chain, ChainError};
use fault_proof_vm::Hash;
use thiserror::Error;

use crate::player::{Belief, Contract, PlayError, Played, Player, View};

/// Why a game was not played to its end.
#[derive(Debug, Error)]
pub enum GameError {
    /// A player cannot play.
    #[error("{player}: {source}")]
    Player {
        /// Its name.
        player: String,
        /// The cause.
        source: PlayError<ChainError>,
    },
    /// The chain cannot be asked.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Time passes, and nothing comes of it.
    #[error("the claim is not resolved after {seconds} seconds and {moves} moves")]
    Endless {
        /// Time passed.
        seconds: u64,
        /// Moves made.
        moves: usize,
    },
}

/// A player at the table.
pub trait Seat {
    /// Its name.
    fn name(&self) -> &str;
    /// Makes the moves that there are to make.
    ///
    /// # Errors
    /// [`PlayError`].
    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>>;
}

/// A player with a name.
#[derive(Debug)]
pub struct Named<C, F> {
    /// The name.
    pub name: String,
    /// The player.
    pub player: Player<Contract<C>, F>,
}

impl<C: Chain, F: Belief> Seat for Named<C, F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        self.player.play(claim)
    }
}

/// A move as it was made.
#[derive(Debug, Clone)]
pub struct Noted {
    /// Who made it.
    pub player: String,
    /// When, in seconds of the chain.
    pub time: u64,
    /// The move.
    pub played: Played,
}

/// Plays a claim until it is resolved and nobody has anything left to do. Whenever nobody moves, time passes: `pass`
/// lets it. `noted` is told of every move.
///
/// # Errors
/// [`GameError`]; a game that does not end within `limit` seconds is one.
pub fn play_out<C: Chain>(
    referee: &mut Contract<C>,
    claim: &Hash,
    seats: &mut [Box<dyn Seat + '_>],
    limit: u64,
    mut pass: impl FnMut(&mut C, u64) -> Result<(), ChainError>,
    mut noted: impl FnMut(&Noted),
) -> Result<Vec<Noted>, GameError> {
    let start = referee.time()?;
    let settings = referee.settings()?;
    let mut moves: Vec<Noted> = Vec::new();
    loop {
        let before = moves.len();
        for seat in seats.iter_mut() {
            let time = referee.time()?;
            let played = seat.play(claim);
            let player = seat.name().to_owned();
            let played = played.map_err(|source| GameError::Player { player: player.clone(), source })?;
            for played in played {
                let note = Noted { player: player.clone(), time, played };
                noted(&note);
                moves.push(note);
            }
        }
        if moves[before..].iter().any(|note| note.played.cost.is_ok()) {
            continue;
        }
        referee.refresh()?;
        let resolved = referee.claims()?.iter().any(|known| known.id == *claim && known.is_over());
        if resolved {
            return Ok(moves);
        }
        let seconds = referee.time()?.saturating_sub(start);
        if seconds > limit {
            return Err(GameError::Endless { seconds, moves: moves.len() });
        }
        pass(&mut referee.chain, (settings.extension / 3).max(1))?;
    }
}
