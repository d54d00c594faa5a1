//! The step contract against the virtual machine: given vectors, quirks and refusals by name, random steps,
//! the oracle's loaders, and gas.

mod common;
mod gas;
mod machine;
mod ml;
mod oracle;
mod quirks;
mod random;
mod refusals;
mod vectors;
