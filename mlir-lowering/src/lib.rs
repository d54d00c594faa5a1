//! Integer graph to affine MLIR, and the gadget recogniser.
//!
//! * [`context`]: the MLIR context and its diagnostics.
//! * [`index`], [`builder`]: affine expressions, and a typed builder of affine functions.
//! * [`lower`]: the body of each gadget family; [`program`]: a graph as one module.
//! * [`recognise`]: from affine nests back to gadgets; [`outline`]: nests of foreign functions.
//! * [`parse`]: modules from text, which may be hostile; [`passes`]: textual pass pipelines.

pub mod builder;
pub mod context;
pub mod index;
pub mod lower;
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
