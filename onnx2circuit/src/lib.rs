//! From an ONNX model to a circuit, a native program and a fault-proof program.
//!
//! This crate joins the stages; the command `onnx2circuit` is its only binary, and crates of models use it twice: the
//! `compiler` when they are built, the [`model`] when they run.
//!
//! With the feature `compiler`:
//!
//! * [`compiler`]: a model to an artifact, in three calls; [`pipeline`]: the stages in order;
//!   [`difference`](mod@difference): whether a program survived them.
//! * [`ranges`]: where a compilation's ranges come from; [`accuracy`]: what it loses against floats; [`goal`]: the fewest
//!   bits that lose no more than is asked for.
//! * [`artifact`], [`manifest`]: what `compile` writes; [`consistency`]: whether its parts belong together.
//! * [`execute`]: the four executions.
//! * [`swapping`]: a compiled model as the two machines of a dispute.
//! * [`inputs`]: input files as the integers of a model; [`labels`]: what they show; [`text`]: tokenizers, and text that a
//!   model continues.
//! * [`listing`], [`draw`]: text for people.
//!
//! With `proving` too, [`proving`]: keys, proofs and their files, [`segments`] those of circuits that are cut; [`forecast`](mod@forecast): costs before a compilation; [`page`]: an
//! artifact's page; [`conformance`]: test cases in ONNX's layout. With `command`, [`command`]: the verbs. Without any of them
//! neither LLVM nor halo2 is built, and what is left is [`model`].

#[cfg(feature = "compiler")]
pub mod accuracy;
#[cfg(feature = "compiler")]
mod advice;
#[cfg(feature = "compiler")]
pub mod artifact;
#[cfg(feature = "command")]
pub mod command;
#[cfg(feature = "compiler")]
pub mod compiler;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod conformance;
#[cfg(feature = "compiler")]
pub mod consistency;
#[cfg(feature = "compiler")]
pub mod difference;
#[cfg(feature = "compiler")]
pub mod draw;
#[cfg(feature = "compiler")]
mod error;
#[cfg(feature = "compiler")]
pub mod execute;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod forecast;
#[cfg(feature = "compiler")]
pub mod goal;
#[cfg(feature = "compiler")]
pub mod inputs;
#[cfg(feature = "compiler")]
pub mod labels;
#[cfg(feature = "compiler")]
pub mod listing;
#[cfg(feature = "compiler")]
pub mod manifest;
pub mod model;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod page;
#[cfg(feature = "compiler")]
pub mod pipeline;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod proving;
#[cfg(feature = "compiler")]
pub mod ranges;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod salts;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod segments;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod statement;
#[cfg(all(feature = "compiler", feature = "proving"))]
pub mod strings;
#[cfg(feature = "compiler")]
pub mod swapping;
#[cfg(feature = "compiler")]
pub mod text;

#[cfg(feature = "compiler")]
pub use error::{Blame, Failure, Finding};
