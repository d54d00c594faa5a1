//! The rules of the game with a toy machine: call by call, exhaustively on small ones, at random on many.

mod blobs;
mod check;
mod delay;
mod honest;
mod machine;
mod others;
mod proofs;
mod properties;
mod random;
mod rules;
mod summary;

use dispute::history::History;
use dispute::rules::{Event, Game, Move, Params, Player, RuleError};
use fault_proof_vm::Hash;
use machine::Toy;

/// The one who plays by the book.
pub const HONEST: Player = [1; 20];
/// Everybody else.
pub const OTHER: Player = [2; 20];
/// What a commitment is bonded with, in wei.
pub const BOND: u128 = 80;
/// The claim that a test is about.
pub const CLAIM: Hash = [7; 32];

/// Bonds that were lost: those of commitments that are out.
pub fn lost(game: &Game, whose: impl Fn(&Player) -> bool) -> u128 {
    let all = game.tournaments().values().flat_map(|t| t.commitments.values());
    all.filter(|commitment| commitment.out && whose(&commitment.payer)).count() as u128
}

/// What must be locked: a bond for each commitment that is neither out nor given back, less what was paid in matches that go on.
pub fn to_be_locked(game: &Game) -> u128 {
    let open = game.tournaments().values().filter(|t| !t.settled).flat_map(|t| t.commitments.values());
    let bonds = open.filter(|commitment| !commitment.out).count() as u128 * game.params().bond;
    bonds - game.matches().values().map(|m| m.spent).sum::<u128>()
}

/// A commitment's children, its last state, and the way from there.
fn claimed(history: &History) -> ([Hash; 2], Hash, Vec<Hash>) {
    let height = history.height();
    (history.children(height, 0), history.last(), history.proof((1 << height) - 1))
}

/// Whether of all bonds that were lost half at least is nobody's.
pub fn half_is_burnt(game: &Game) -> bool {
    2 * game.bonds().burnt() >= lost(game, |_| true) * game.params().bond
}

/// A game with its machine, at a time.
#[derive(Clone)]
pub struct Table {
    pub toy: Toy,
    pub game: Game,
    pub now: u64,
}

impl Table {
    /// Nothing claimed yet.
    pub fn new(toy: Toy, allowance: u64, extension: u64) -> Self {
        Self::with_gas(toy, allowance, extension, BOND, 0)
    }

    /// The same with a bond and a price of gas, in wei.
    pub fn with_gas(toy: Toy, allowance: u64, extension: u64, bond: u128, gas_price: u128) -> Self {
        let (heights, step_layers) = (toy.heights.clone(), toy.step_layers);
        let params = Params { allowance, extension, bond, gas_price, heights, step_layers };
        Self { toy, game: Game::new(params).expect("a game"), now: 1000 }
    }

    /// The claim of a history.
    pub fn open(&mut self, player: Player, history: &History) -> Result<Vec<Event>, RuleError> {
        let (children, last, proof) = claimed(history);
        self.game.open(self.now, player, CLAIM, self.toy.start(), children, last, &proof)
    }

    /// A claim of a history, with its input in blobs.
    pub fn open_in_blobs(
        &mut self,
        claim: Hash,
        player: Player,
        history: &History,
    ) -> Result<Vec<Event>, RuleError> {
        let (children, last, proof) = claimed(history);
        self.game.open_in_blobs(self.now, player, claim, self.toy.start(), children, last, &proof)
    }

    /// A move, now.
    pub fn play(&mut self, player: Player, played: &Move) -> Result<Vec<Event>, RuleError> {
        self.game.play(&self.toy, self.now, player, played)
    }

    /// The next second at which something is over, if there is one.
    pub fn next_event(&self) -> Option<u64> {
        next_event(&self.game, self.now)
    }
}

/// The next second after this one at which something in a game is over, if there is one.
pub fn next_event(game: &Game, now: u64) -> Option<u64> {
    let open = game.tournaments().values().filter(|t| !t.settled).map(|t| t.closes);
    let ends = game.matches().keys().filter_map(|id| game.deadline(id));
    open.chain(ends).filter(|end| *end > now).min()
}
