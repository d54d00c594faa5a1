//! Average pool: loops `p, oy, ox`, then the sum over `ky, kx` from 0.
//!
//! Where windows differ in size, the sum is multiplied by `multipliers[oy, ox]`. Then the epilogue, which
//! holds the division, into `y[p, oy, ox]`.

use gadgets::{AveragePool, GadgetError};
use melior::ir::Value;

use super::epilogue::Tail;
use super::{width, window::Axis};
use crate::builder::{Binary, Builder, Memref};

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &AveragePool,
    parameters: &[Memref<'c, 'a>],
) -> Result<Value<'c, 'a>, GadgetError> {
    let (x, y) = (parameters[0], parameters[parameters.len() - 1]);
    let [ho, wo] = g.spatial()?;
    let [rows, columns] = Axis::both(&g.window, g.input, [ho, wo]);
    let bits = width(g.acc);
    let tail = Tail::new(b, &g.epilogue, bits);
    let zero = b.constant(bits, 0);
    b.nest(&[g.planes, ho, wo], |b, at| {
        let (p, oy, ox) = (&at[0], &at[1], &at[2]);
        let mut sum = b.fold(&rows.taps(oy), zero, |b, ky, acc| {
            b.fold(&columns.taps(ox), acc, |b, kx, acc| {
                let position = [p.clone(), rows.position(oy, &ky), columns.position(ox, &kx)];
                b.binary(Binary::Add, acc, b.load(x, &position, bits))
            })
        });
        if g.per_position {
            sum = b.binary(Binary::Mul, sum, b.load(parameters[1], &at[1..], bits));
        }
        tail.store(b, sum, bits, y, at);
    });
    Ok(tail.status(b))
}
