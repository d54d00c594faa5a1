//! The rules of the game: what the chain knows, as a state machine without input, output or machines.
//!
//! docs/dispute-game.md says what the rules are; the contract is the same in Solidity, and errors have its
//! names. Times are seconds that never go back, amounts are wei. A call that is refused changes nothing. A
//! claim has the id of its topmost tournament, an inner tournament that of the match it decides.
//!
//! * [`Game`]: all claims of one contract, and the calls;
//! * [`tournament`], [`matches`], [`clock`], [`bonds`], [`ledger`]: one notion each;
//! * [`moves`]: calls as values, and the answer to a match that a whole history gives.

mod blobs;
pub mod bonds;
pub mod clock;
mod error;
mod event;
mod game;
pub mod ledger;
pub mod matches;
pub mod moves;
mod params;
mod proofs;
pub mod tournament;

use fault_proof_vm::Hash;

pub use blobs::Posted;
pub use bonds::Refund;
pub use clock::Clock;
pub use error::RuleError;
pub use event::Event;
pub use game::Game;
pub use ledger::Ledger;
pub use matches::{Match, Sealed, Side};
pub use moves::Move;
pub use params::Params;
pub use proofs::Proof;
pub use tournament::{Commitment, Question, Tournament};

/// Who pays and is paid: an address.
pub type Player = [u8; 20];

/// What depends on the machine. All of it is pure: the same question always has the same answer.
pub trait Referee {
    /// The machine's start state around the model state `agreed`.
    fn attach(&self, agreed: &Hash) -> Hash;

    /// The model state that the machine state `last` leaves after model step `step`; none unless `witness`
    /// takes `last` apart.
    fn detach(&self, last: &Hash, witness: &[u8], step: u64) -> Option<Hash>;

    /// The machine state after `agreed`; none unless `evidence` shows it.
    fn step(&self, agreed: &Hash, evidence: &[u8]) -> Option<Hash>;

    /// What `evidence`, a proof, shows that the model comes to from `start`: the root of the outputs, and the arena that has nothing
    /// but these. None if it shows nothing, as where no proof counts.
    fn proof(&self, _start: &Hash, _evidence: &[u8]) -> Option<[Hash; 2]> {
        None
    }

    /// Whether a chunk of a claim's blobs, which `evidence` shows, is another one than the claim said; none if it shows none of them.
    fn differs(&self, _claim: &Hash, _evidence: &[u8]) -> Option<bool> {
        None
    }

    /// The root of the outputs in the last state of a model that has come to its end; none unless `evidence` shows it.
    fn outputs(&self, _last: &Hash, _evidence: &[u8]) -> Option<Hash> {
        None
    }
}
