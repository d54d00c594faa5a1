//! Integer graph to affine MLIR, and the gadget recogniser.
//!
//! * [`context`]: the MLIR context and its diagnostics.
//! * [`index`], [`builder`]: affine expressions, and a typed builder of affine functions.
//! * [`passes`]: textual pass pipelines.

pub mod builder;
pub mod context;
pub mod index;
pub mod passes;

pub use context::new_context;
pub use passes::{PassError, run_pipeline};
