//! Affine MLIR to extended LLVM IR, native code and MIPS64.
//!
//! * [`plan`]: where each tensor lies; shared by all machines.
//! * [`lower()`]: an affine module and its graph become [`Extended`]: gadget functions with attributes, the
//!   entries `@main_graph` and `@step`, constants, [`metadata`]. The form is `docs/extended-llvm-ir.md`.
//! * [`native`], [`arena`]: machine A, in this process, and object files.
//! * [`scalar`]: the fallback that makes a straight-line program of a function that is no gadget.

pub mod arena;
mod attributes;
mod constants;
mod entry;
pub mod extended;
pub mod lower;
pub mod metadata;
pub mod native;
pub mod plan;
mod raw;
pub mod scalar;

pub use arena::{Arena, ArenaError, Header};
pub use entry::{MAIN_GRAPH, NO_SUCH_STEP, STEP};
pub use extended::{Extended, ExtendedError};
pub use lower::{LowerError, Options, lower, step_functions};
pub use metadata::MetadataError;
pub use native::{CodegenError, Native, OptLevel, Progress};
pub use plan::{Plan, PlanError};
