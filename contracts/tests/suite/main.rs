//! The step contract against the virtual machine: given vectors, quirks and refusals by name, random steps,
//! the oracle's loaders, and gas. The dispute game: whole games, refusals by name, money and time.

mod bindings;
mod common;
mod dispute_blobs;
mod dispute_deposits;
mod dispute_games;
mod dispute_gas;
mod dispute_made_up;
mod dispute_outer;
mod dispute_players;
mod dispute_proofs;
mod dispute_random;
mod dispute_refusals;
mod dispute_rules;
mod dispute_time;
mod dispute_truth;
mod gas;
mod machine;
mod ml;
mod oracle;
mod quirks;
mod random;
mod refusals;
mod vectors;
mod versions;

#[path = "../../../dispute/tests/suite/told.rs"]
mod told;

/// A model of a few steps, as a program for the machine.
#[path = "../../../dispute/tests/suite/toy.rs"]
#[allow(dead_code, reason = "the games have no machine A")]
mod toy;
