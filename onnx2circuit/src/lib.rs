//! From an ONNX model to a circuit, a native program and a fault-proof program.
//!
//! This crate joins the stages; the command `onnx2circuit` is its only binary.
//!
//! * [`pipeline`]: the stages in order; [`difference`](mod@difference): whether a program survived them.
//! * [`ranges`]: where a compilation's ranges come from; [`accuracy`]: what it loses against floats.
//! * [`artifact`], [`manifest`]: what `compile` writes; [`consistency`]: whether its parts belong together.
//! * [`execute`]: the four executions.
//! * [`proving`]: keys, proofs and their files.
//! * [`command`]: the verbs of the command line.
//! * [`swapping`]: a compiled model as the two machines of a dispute.
//! * [`inputs`]: input files as the integers of a model.
//! * [`listing`], [`draw`]: text for people.

pub mod accuracy;
pub mod artifact;
pub mod command;
pub mod consistency;
pub mod difference;
pub mod draw;
mod error;
pub mod execute;
pub mod inputs;
pub mod listing;
pub mod manifest;
pub mod pipeline;
pub mod proving;
pub mod ranges;
pub mod swapping;

pub use error::{Blame, Failure, Finding};
