//! Zero knowledge: proofs that say no more than that there is a run with these public values.
//!
//! A proof's messages are sent under pads, which are committed to beside cells before anything is drawn. What the verifier would
//! check of messages it checks of pads: [`follow`] replays a proof with numbers that are known but for pads ([`forms`]), [`claims`]
//! makes linear claims about cells and pads of it, and [`hiding`] is a commitment of which one weighted sum is proved, and that says nothing
//! else. Where tensors are hashed ([`crate::hashed`]) claims say so of their cells. docs/circuits/sumcheck.md has the argument.

pub mod claims;
pub mod follow;
pub mod forms;
pub mod hiding;
#[cfg(feature = "prover")]
pub mod open;
pub mod proof;
#[cfg(feature = "prover")]
pub mod prove;
#[cfg(feature = "prover")]
pub mod random;
pub mod rows;
pub mod verify;
