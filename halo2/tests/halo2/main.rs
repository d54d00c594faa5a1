//! The halo2 backend on whole circuits: constraints hold for every run, and for nothing else.

mod cases;
mod ceremony;
mod chains;
mod cheats;
mod circuits;
mod costs;
mod environment;
mod exhaust;
mod families;
mod hashed;
mod hiding;
mod keys;
mod layouts;
mod liar;
mod malicious;
mod needed;
mod parameters;
mod perturb;
mod polynomials;
mod proofs;
mod prover;
mod segments;
mod solve;
mod verdicts;
mod wraps;

#[path = "../../../circuit/tests/lower/alone.rs"]
mod alone;
#[path = "../../../circuit/tests/lower/body.rs"]
mod body;
#[path = "../../../circuit/tests/lower/hand.rs"]
mod hand;
#[path = "../../../circuit/tests/lower/programs.rs"]
mod programs;
#[path = "../../../circuit/tests/ir/random.rs"]
mod random;
