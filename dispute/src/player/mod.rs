//! Players: what one knows, what one believes, and the moves that follow.
//!
//! A player keeps nothing that it cannot make again from the board and the model: one that is killed and started anew
//! plays on. All that it does is a function of what the board says and what it believes.

mod belief;
mod board;
mod contract;

pub use belief::{Belief, Evidence, Honest, Liar, Lie};
pub use board::{Board, Claim, Cost, Match, Move, Phase, Settings, Tournament};
pub use contract::{Contract, Deployed, claim_record, deploy};

use fault_proof_vm::Hash;
use thiserror::Error;

use crate::history::{Answer, History};
use crate::machine::MachineError;

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

/// A move to make, and the place of the tournament that it is about.
pub type Planned = (Move, Vec<u64>);

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
}

/// What a player found at a place of the game.
struct View {
    tournament: Tournament,
    place: Vec<u64>,
    history: History,
    /// Whether the player's history can win there.
    relevant: bool,
}

impl<B: Board, F: Belief> Player<B, F> {
    /// A prompt and tidy player.
    pub fn new(board: B, belief: F) -> Self {
        Self { board, belief, conduct: Conduct::Prompt, tidy: true }
    }

    /// Claims what the player believes.
    ///
    /// # Errors
    /// [`PlayError`].
    pub fn open(&mut self, input: &[u8]) -> Result<(Hash, Cost), PlayError<B::Error>> {
        let history = self.belief.history(&[])?;
        let (last, proof) = last(&history);
        let model = self.belief.model();
        let children = history.children(history.height(), 0);
        self.board.open(&model, input, children, last, &proof).map_err(PlayError::Board)
    }

    /// The moves to make now in a claim.
    ///
    /// # Errors
    /// [`PlayError`].
    pub fn moves(&mut self, claim: &Hash) -> Result<Vec<Planned>, PlayError<B::Error>> {
        self.board.refresh().map_err(PlayError::Board)?;
        let now = self.board.time().map_err(PlayError::Board)?;
        let settings = self.board.settings().map_err(PlayError::Board)?;
        let mut moves = Vec::new();
        self.look(claim, Vec::new(), now, &settings, &mut moves)?;
        Ok(moves)
    }

    /// Makes the moves that there are to make now in a claim. A move that the board refuses was made by someone else
    /// meanwhile, or came too late; the next look tells.
    ///
    /// # Errors
    /// [`PlayError`] for machines that fail, and a board that cannot be looked at.
    pub fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<B::Error>> {
        let mut played = Vec::new();
        for (what, place) in self.moves(claim)? {
            let cost = self.board.play(&what).map_err(|error| error.to_string());
            played.push(Played { what, layer: Some(place.len()), place, cost });
        }
        if self.board.credit().map_err(PlayError::Board)? > 0 {
            let cost = self.board.play(&Move::Withdraw).map_err(|error| error.to_string());
            played.push(Played { what: Move::Withdraw, layer: None, place: Vec::new(), cost });
        }
        Ok(played)
    }

    /// Looks at a tournament and at those below it.
    fn look(
        &mut self,
        id: &Hash,
        place: Vec<u64>,
        now: u64,
        settings: &Settings,
        moves: &mut Vec<Planned>,
    ) -> Result<(), PlayError<B::Error>> {
        let view = self.view(id, place)?;
        let (layer, root) = (view.tournament.layer, view.history.root());
        let joining_ends = view.tournament.opened.saturating_add(settings.allowance);
        if view.relevant
            && now < joining_ends
            && !self.board.has_joined(id, &root).map_err(PlayError::Board)?
        {
            moves.push((self.join(&view)?, view.place.clone()));
        }
        for game in self.board.matches(id).map_err(PlayError::Board)? {
            let side = game.sides.iter().position(|side| *side == root).filter(|_| view.relevant);
            let mut push = |what| moves.push((what, view.place.clone()));
            match game.phase {
                Phase::Open if now >= game.deadline => {
                    if self.tidy || side.is_some_and(|side| side != game.turn) {
                        push(Move::Timeout(game));
                    }
                }
                Phase::Open if side == Some(game.turn) && self.moves_now(now, game.deadline) => {
                    push(self.descend(&view, game)?);
                }
                Phase::Sealed => {
                    let inner = self.board.tournament(&game.id).map_err(PlayError::Board)?;
                    if is_over(&inner, now, settings) {
                        if self.tidy || side.is_some() {
                            push(Move::Settle(game));
                        }
                    } else if side.is_some() || self.tidy {
                        if game.position >> view.history.height() != 0 {
                            return Err(PlayError::Contradiction(
                                "a match is about a step beyond its history",
                            ));
                        }
                        let place = [&view.place[..], &[game.position]].concat();
                        self.look(&game.id, place, now, settings, moves)?;
                    }
                }
                Phase::Open | Phase::Over => {}
            }
        }
        if layer == 0 && is_over(&view.tournament, now, settings) && view.tournament.waiting.is_some() {
            let claims = self.board.claims().map_err(PlayError::Board)?;
            if claims.iter().any(|claim| claim.id == *id && claim.result.is_none()) {
                moves.push((Move::Resolve(*id), Vec::new()));
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

    fn view(&mut self, id: &Hash, place: Vec<u64>) -> Result<View, PlayError<B::Error>> {
        let tournament = self.board.tournament(id).map_err(PlayError::Board)?;
        if tournament.layer != place.len() {
            return Err(PlayError::Contradiction("a tournament is in another layer than its match says"));
        }
        if tournament.layer >= self.belief.model_layers() {
            return Err(PlayError::Contradiction("a tournament is below the last layer"));
        }
        let history = self.belief.history(&place)?;
        let mut relevant = self.belief.start(&place)? == tournament.start;
        if let Some(states) = tournament.states {
            let end = if tournament.layer == 1 { self.belief.exit(place[0])?.0 } else { history.last() };
            relevant &= states.contains(&end);
        }
        Ok(View { tournament, place, history, relevant })
    }

    fn join(&mut self, view: &View) -> Result<Move, PlayError<B::Error>> {
        let (last, proof) = last(&view.history);
        let witness = match view.tournament.layer {
            1 => self.belief.exit(view.place[0])?.1,
            _ => Vec::new(),
        };
        let children = view.history.children(view.history.height(), 0);
        Ok(Move::Join { tournament: view.tournament.id, children, last, proof, witness })
    }

    /// The next move in a match in which it is the player's turn.
    fn descend(&mut self, view: &View, game: Match) -> Result<Move, PlayError<B::Error>> {
        let history = &view.history;
        let inside = game.height >= 1
            && game.height <= history.height()
            && game.position >> history.height() == 0
            && game.position.trailing_zeros() >= game.height;
        if !inside {
            return Err(PlayError::Contradiction("a match stands outside of its history"));
        }
        let start = &view.tournament.start;
        let (children, position, agreed, proof) =
            match history.answer(game.height, game.position, &game.children[0], start) {
                Answer::Advance { children, below } => {
                    return Ok(Move::Advance { game, children, next: below });
                }
                Answer::Seal { children, position, agreed, proof } => (children, position, agreed, proof),
            };
        let (data, evidence) = match self.belief.model_layers() {
            layers if view.tournament.layer + 1 == layers => {
                let Evidence { state, proof } = self.belief.evidence(&view.place, position)?;
                (state, proof)
            }
            _ if view.tournament.layer == 0 => (self.belief.model(), Vec::new()),
            _ => (Vec::new(), Vec::new()),
        };
        Ok(Move::Seal { game, children, agreed, proof, data, evidence })
    }
}

/// The last state of a history, and the way from there to its root.
fn last(history: &History) -> (Hash, Vec<Hash>) {
    (history.last(), history.proof((1 << history.height()) - 1))
}

fn is_over(tournament: &Tournament, now: u64, settings: &Settings) -> bool {
    tournament.matches == 0 && now >= tournament.opened.saturating_add(settings.allowance)
}
