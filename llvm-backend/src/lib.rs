//! Affine MLIR to extended LLVM IR, native code and MIPS64.
//!
//! * [`plan`]: where each tensor lies; shared by all machines.
//! * [`lower()`]: an affine module and its graph become [`Extended`]: gadget functions with attributes, the
//!   entries `@main_graph` and `@step`, [`metadata`], and the [`constants`] beside the module. The form is `docs/extended-llvm-ir.md`.
//! * [`native`], [`arena`]: machine A, in this process, and object files.
//! * [`mips`], [`program`]: the program of the fault-proof VM, and the check of its instructions.
//! * [`read_back`]: a module becomes graphs and plans again, and is checked against its contract.
//! * [`scalar`]: the fallback that makes a straight-line program of a function that is no gadget.

pub mod arena;
mod attributes;
pub mod constants;
mod entry;
pub mod extended;
mod glue;
mod kernels;
mod link;
pub mod lower;
pub mod metadata;
pub mod mips;
pub mod native;
pub mod plan;
mod plan_check;
pub mod program;
mod raw;
pub mod read_back;
pub mod scalar;
pub mod text;

pub use arena::{Arena, ArenaError, Header};
pub use constants::Constants;
pub use entry::{MAIN_GRAPH, NO_SUCH_STEP, STEP};
pub use extended::{Extended, ExtendedError};
pub use lower::{LowerError, Options, lower, step_functions};
pub use metadata::MetadataError;
pub use native::{CodegenError, Native, OptLevel, Progress};
pub use plan::{Plan, PlanError};
pub use read_back::{Model, ReadBackError, models};
pub use text::{Act, Text, TextError};
