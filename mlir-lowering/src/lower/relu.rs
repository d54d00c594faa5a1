//! ReLU: one loop, `y[i] = trunc (maxsi (ext x[i]), 0)`.

use gadgets::Relu;
use melior::ir::Value;

use super::status::success;
use super::width;
use crate::builder::{Binary, Builder, Memref};

pub(super) fn lower<'c, 'a>(b: &Builder<'c, 'a>, g: &Relu, parameters: &[Memref<'c, 'a>]) -> Value<'c, 'a> {
    let (x, y) = (parameters[0], parameters[1]);
    let bits = width(g.x);
    let zero = b.constant(bits, 0);
    b.nest(&[g.len], |b, at| {
        let value = b.binary(Binary::Max, b.load(x, at, bits), zero);
        b.store(b.resize(value, bits, true, g.x.bits()), y, at);
    });
    success(b)
}
