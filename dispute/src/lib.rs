//! Swapping machines in a computation, and the game that settles what its players disagree on.
//!
//! docs/dispute-game.md is the specification.
//!
//! * [`model`]: what a game takes as given about a model: its identity, attach and detach.
//! * [`history`]: commitments to all states of a layer.

pub mod history;
pub mod model;
