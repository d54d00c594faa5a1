//! The step contract of the fault-proof virtual machine with its pre-image oracle, compiled, and a small EVM
//! to run them in.
//!
//! * [`artifact`]: what `build.mjs` made of `src/`: creation code, and the names of errors.
//! * [`Evm`]: accounts, deployments and calls, with gas and named reverts; for any contract.
//! * [`abi`]: arguments as the contracts take them.
//! * [`StepContract`]: oracle and step contract deployed, ready for steps.

pub mod abi;
pub mod artifact;
mod evm;
mod step;

pub use evm::{Address, CallOutcome, ContractError, Evm};
pub use step::{StepContract, StepOutcome};
