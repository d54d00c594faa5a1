//! From gadgets to affine loop nests: one file per family, each building the body of one function.
//!
//! What all bodies share:
//! * Parameters are the operands in the gadget's order, then the output; all of static shape, in the
//!   gadget's own terms; unsigned ones say so (`circuit.element`). Only the output is written, besides local
//!   buffers.
//! * One perfect nest of `affine.for … step 1` over the output, dimension by dimension, loops of one
//!   iteration included; indices are sums of loop variables with constant factors.
//! * Constants stand first, each once.
//! * Reductions carry their accumulator as the one `iter_args` value, 32 or 64 bits wide: the gadget's
//!   accumulator type, but never below 32. Loads are followed by the extension to that width (`arith.extui`
//!   for `u8`) or, where the operand is wider, by `arith.trunci`, which the accumulator's range permits.
//! * Padding is left out by loop bounds (see [`window`]), never read.
//! * [`epilogue`] and [`status`]: what happens to an accumulator before it is stored, and how a rejected
//!   value becomes the function's result.
//!
//! Nothing is undefined for any operand values: every index is in bounds by the loop bounds (or by an
//! explicit minimum, for tables), shifts are below their width, divisors are at least 1, and arithmetic
//! wraps. So a function stays memory-safe even where its operands leave their declared ranges.

mod add;
mod average_pool;
mod conv2d;
pub mod epilogue;
mod fully_connected;
mod max_pool;
mod range_check;
mod relu;
mod rescale;
mod softmax;
pub mod status;
mod transpose;
pub mod window;

use gadgets::{ElementType, Gadget, GadgetError};
use melior::ir::Value;

use crate::builder::{Builder, Memref};

/// Most dimensions of an elementwise gadget: loops nest that deep.
pub const MAX_RANK: usize = 16;

/// Builds the body for `gadget`, which is well formed, and gives the status; `None` for a gadget that has no
/// lowering because it was itself read from code.
pub(crate) fn gadget<'c, 'a>(
    b: &Builder<'c, 'a>,
    gadget: &Gadget,
    parameters: &[Memref<'c, 'a>],
) -> Result<Option<Value<'c, 'a>>, GadgetError> {
    Ok(Some(match gadget {
        Gadget::Conv2d(g) => conv2d::lower(b, g, parameters)?,
        Gadget::FullyConnected(g) => fully_connected::lower(b, g, parameters),
        Gadget::MaxPool(g) => max_pool::lower(b, g, parameters)?,
        Gadget::AveragePool(g) => average_pool::lower(b, g, parameters)?,
        Gadget::Relu(g) => relu::lower(b, g, parameters),
        Gadget::Rescale(g) => rescale::lower(b, g, parameters),
        Gadget::Add(g) => add::lower(b, g, parameters)?,
        Gadget::Softmax(g) => softmax::lower(b, g, parameters)?,
        Gadget::Transpose(g) => transpose::lower(b, g, parameters)?,
        Gadget::RangeCheck(g) => range_check::lower(b, g, parameters),
        Gadget::Generic(_) => return Ok(None),
    }))
}

/// Bits that values of `element` are computed in: registers hold no less than 32 anyway.
pub(crate) const fn width(element: ElementType) -> u32 {
    if element.bits() > 32 { 64 } else { 32 }
}

fn check_rank(gadget: &'static str, rank: usize) -> Result<(), GadgetError> {
    if rank > MAX_RANK {
        let reason = format!("{rank} dimensions exceed {MAX_RANK}");
        return Err(GadgetError::Parameters { gadget, reason });
    }
    Ok(())
}
