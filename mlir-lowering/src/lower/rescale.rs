//! Rescale: one loop, the epilogue of `ext x[i]` into `y[i]`, in 64 bits if it rescales.

use gadgets::Rescale;
use melior::ir::Value;

use super::epilogue::Tail;
use super::width;
use crate::builder::{Builder, Memref};

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &Rescale,
    parameters: &[Memref<'c, 'a>],
) -> Value<'c, 'a> {
    let (x, y) = (parameters[0], parameters[1]);
    let bits = width(g.x);
    let tail = Tail::rescaling(b, &g.epilogue, g.x);
    b.nest(&[g.len], |b, at| tail.store(b, b.load(x, at, bits), bits, y, at));
    tail.status(b)
}
