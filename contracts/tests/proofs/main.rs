//! Proofs in the EVM, by Osaka's rules: what the Rust verifier accepts is accepted, everything else refused.

mod breakdown;
mod circuits;
mod classifier;
mod deployed;
mod gas;
mod keys;
mod lies;
mod oracle;
mod settlement;
