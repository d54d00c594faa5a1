//! Swapping machines in a computation, and the game that settles what its players disagree on.
//!
//! docs/dispute-game.md is the specification.
//!
//! * [`model`]: what a game takes as given about a model: its identity, attach and detach.
//! * [`terms`]: on which proofs settle claims about it.
//! * [`source`]: where inputs are that lie in blobs.
//! * [`machine`]: the two machines: A, one model step at a time; AB, the same step by instructions, from a clean
//!   state and back.
//! * [`run`]: a whole run of A, with the arena before each step; [`store`]: such a run on disk.
//! * [`double_check`]: every step of a run of A done by AB, on all cores.
//! * [`history`]: commitments to all states of a layer; [`rules`]: the game about them; [`parameters`]: what to play it with.
//! * [`player`]: who claims, challenges and lies; [`game`]: a whole game of theirs;
//!   [`tree`]: the tree of a game (all that needs a chain is behind the feature `chain`);
//!   [`simulation`]: many of them at once, on synthetic machines;
//!   [`watch`]: a process that looks after all claims about a model.

pub mod double_check;
#[cfg(feature = "chain")]
pub mod game;
pub mod history;
pub mod machine;
pub mod model;
pub mod parameters;
pub mod player;
pub mod rules;
pub mod run;
pub mod simulation;
pub mod source;
pub mod store;
pub mod terms;
#[cfg(feature = "chain")]
pub mod tree;
#[cfg(feature = "chain")]
pub mod watch;
