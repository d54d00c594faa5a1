//! Integer graph to affine MLIR, and the gadget recogniser.
//!
//! * [`context`]: the MLIR context and its diagnostics.
//! * [`builder`]: a typed builder of affine functions.
//! * [`emit`]: loops for a body of primitives; [`program`]: a graph as one module.
//! * [`recognise`]: from affine nests back to gadgets; [`outline`]: nests of foreign functions.
//! * [`parse`]: modules from text, which may be hostile; [`passes`]: textual pass pipelines.

pub mod builder;
pub mod context;
pub mod emit;
mod index;
pub mod outline;
pub mod parse;
pub mod passes;
pub mod program;
pub mod recognise;

pub use context::new_context;
pub use outline::outline;
pub use parse::{ParseError, parse};
pub use passes::{PassError, run_pipeline};
pub use program::{LoweringError, lower_graph};
