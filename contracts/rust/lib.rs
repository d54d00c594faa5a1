//! The step contract of the fault-proof virtual machine with its pre-image oracle and the dispute game, compiled,
//! and a small EVM to run them in.
//!
//! * [`artifact`]: what `build.mjs` made of `src/`: creation code, and the names of errors.
//! * [`Evm`]: accounts, a clock, deployments and calls, with gas and named reverts; for any contract.
//! * [`abi`]: arguments as the contracts take them.
//! * [`StepContract`]: oracle and step contract deployed, ready for steps.
//! * [`chain`]: a chain in this process or behind a node, for who plays on it.
//! * [`blobs`]: blobs beside transactions, with commitments and openings.
//! * [`proof`]: the verifier of halo2 proofs, deployed, with key contracts.
//! * [`game`]: the dispute game: calls, events and records, and [`game::GameContract`], deployed.

pub mod abi;
pub mod artifact;
pub mod blobs;
pub mod chain;
mod evm;
pub mod game;
pub mod proof;
mod step;

pub use evm::{Address, CallOutcome, ContractError, Evm, Log, TRANSACTION_GAS};
pub use step::{StepContract, StepOutcome};
