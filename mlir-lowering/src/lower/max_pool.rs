//! Max pool: loops `p, oy, ox`, then the reduction `ky, kx` by `arith.maxsi`.
//!
//! It starts at the smallest value of the input's type, taken at 32 bits or 64: exact, because every window
//! has a cell inside the input. The epilogue into `y[p, oy, ox]` runs in 64 bits if it rescales.

use gadgets::{GadgetError, MaxPool};
use melior::ir::Value;

use super::epilogue::Tail;
use super::{width, window::Axis};
use crate::builder::{Binary, Builder, Memref};

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &MaxPool,
    parameters: &[Memref<'c, 'a>],
) -> Result<Value<'c, 'a>, GadgetError> {
    let (x, y) = (parameters[0], parameters[1]);
    let [ho, wo] = g.spatial()?;
    let [rows, columns] = Axis::both(&g.window, g.input, [ho, wo]);
    let bits = width(g.x);
    let tail = Tail::rescaling(b, &g.epilogue, g.x);
    let least = b.constant(bits, g.x.range().lo);
    b.nest(&[g.planes, ho, wo], |b, at| {
        let (p, oy, ox) = (&at[0], &at[1], &at[2]);
        let max = b.fold(&rows.taps(oy), least, |b, ky, acc| {
            b.fold(&columns.taps(ox), acc, |b, kx, acc| {
                let position = [p.clone(), rows.position(oy, &ky), columns.position(ox, &kx)];
                b.binary(Binary::Max, acc, b.load(x, &position, bits))
            })
        });
        tail.store(b, max, bits, y, at);
    });
    Ok(tail.status(b))
}
