//! The halo2 backend on whole circuits: constraints hold for every run, and for nothing else.

mod circuits;
mod environment;
mod families;
mod keys;
mod perturb;
mod proofs;

#[path = "../ir/random.rs"]
mod random;
