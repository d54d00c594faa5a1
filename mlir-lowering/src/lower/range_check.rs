//! Range check: one loop, `status |= (ext x[i] != clamp(ext x[i])) ? 16 : 0`; no output.

use gadgets::{RangeCheck, Status};
use melior::ir::Value;

use super::status::StatusCell;
use super::width;
use crate::builder::{Binary, Builder, Memref};

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &RangeCheck,
    parameters: &[Memref<'c, 'a>],
) -> Value<'c, 'a> {
    let bits = width(g.x);
    let (lo, hi) = (b.constant(bits, g.range.lo), b.constant(bits, g.range.hi));
    let status = StatusCell::new(b, Status::InputRange);
    b.nest(&[g.len], |b, at| {
        let value = b.load(parameters[0], at, bits);
        let clamped = b.binary(Binary::Min, b.binary(Binary::Max, value, lo), hi);
        status.require(b, value, clamped);
    });
    status.result(b)
}
