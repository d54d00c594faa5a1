//! Softmax: loops `o, i` over rows, and in each row three loops over the axis, in 64 bits.
//!
//! 1. `m = max x[o, a, i]`, from the smallest value of the input's type.
//! 2. `z = ((m − x)·multiplier) >> shift`, `e = T[minui(z, 2^k)]` by `memref.load`, `e` into the local
//!    buffer, `Z += e` from 0. The unsigned minimum bounds the index whatever `z` is.
//! 3. `r = divui(2^N, maxsi(Z, 1))` between the loops, then `y[o, a, i] = (e·r + half) >> (N − p)`. The
//!    table's first entry makes `Z` at least 1; the maximum keeps the division defined for any table.
//!
//! A multiplier of 1, a shift of 0 and a rounding by 0 bits are left out.

use gadgets::{ElementType, GadgetError, Rounding, Softmax};
use melior::ir::Value;

use super::status::success;
use crate::builder::{Binary, Builder, Memref, Trip};

/// Most elements of a row: its exponentials (4 bytes each) lie on the stack.
pub const MAX_ROW: usize = 1 << 16;

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &Softmax,
    parameters: &[Memref<'c, 'a>],
) -> Result<Value<'c, 'a>, GadgetError> {
    if g.axis > MAX_ROW {
        let reason = format!("rows of {} elements exceed {MAX_ROW}", g.axis);
        return Err(GadgetError::Parameters { gadget: "softmax", reason });
    }
    let (x, table, y) = (parameters[0], parameters[1], parameters[2]);
    let drop = g.reciprocal_bits - g.fraction_bits;
    let constant = |v| b.constant(64, v);
    let optional = |op, v: i64, neutral| (v != neutral).then(|| (op, constant(v)));
    let (least, zero, one) = (constant(g.x.range().lo), constant(0), constant(1));
    let (last, unit) = (constant(1 << g.table_bits), constant(1 << g.reciprocal_bits));
    let octaves: Vec<_> =
        [optional(Binary::Mul, g.multiplier, 1), optional(Binary::ShiftRight, g.shift.into(), 0)]
            .into_iter()
            .flatten()
            .collect();
    let rounding: Vec<_> = [
        optional(Binary::Add, Rounding::HalfUp.addend(drop), 0),
        optional(Binary::ShiftRight, drop.into(), 0),
    ]
    .into_iter()
    .flatten()
    .collect();
    let apply = |b: &Builder<'c, 'a>, steps: &[(Binary, Value<'c, 'a>)], v| {
        steps.iter().fold(v, |v, (op, c)| b.binary(*op, v, *c))
    };
    let row = b.local(ElementType::I32, &[g.axis]);
    let axis = Trip::count(g.axis);
    b.nest(&[g.outer, g.inner], |b, at| {
        let (o, i) = (&at[0], &at[1]);
        let max = b.fold(&axis, least, |b, a, max| {
            b.binary(Binary::Max, max, b.load(x, &[o.clone(), a, i.clone()], 64))
        });
        let sum = b.fold(&axis, zero, |b, a, sum| {
            let value = b.load(x, &[o.clone(), a.clone(), i.clone()], 64);
            let z = apply(b, &octaves, b.binary(Binary::Sub, max, value));
            let e = b.lookup(table, b.binary(Binary::MinUnsigned, z, last), 32);
            b.store(e, row, &[a]);
            b.binary(Binary::Add, sum, b.resize(e, 32, true, 64))
        });
        let reciprocal = b.binary(Binary::DivideUnsigned, unit, b.binary(Binary::Max, sum, one));
        b.each(&axis, |b, a| {
            let e = b.load(row, std::slice::from_ref(&a), 64);
            let p = apply(b, &rounding, b.binary(Binary::Mul, e, reciprocal));
            b.store(b.resize(p, 64, true, g.out.bits()), y, &[o.clone(), a, i.clone()]);
        });
    });
    Ok(success(b))
}
