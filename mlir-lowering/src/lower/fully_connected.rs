//! Fully connected: loops `b, m, n`, then the reduction `k` from the bias `bias[n]` (or 0).
//!
//! `acc += ext x[b, m, k] · ext w[b, k, n]` (`w[b, n, k]` when transposed), then the epilogue into
//! `y[b, m, n]`.

use gadgets::FullyConnected;
use melior::ir::Value;

use super::epilogue::Tail;
use super::width;
use crate::builder::{Binary, Builder, Memref, Trip};

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &FullyConnected,
    parameters: &[Memref<'c, 'a>],
) -> Value<'c, 'a> {
    let (x, w, y) = (parameters[0], parameters[1], parameters[parameters.len() - 1]);
    let bits = width(g.acc);
    let tail = Tail::new(b, &g.epilogue, bits);
    let zero = (!g.bias).then(|| b.constant(bits, 0));
    b.nest(&[g.batch, g.rows, g.outputs], |b, at| {
        let [batch, m, n] = [0, 1, 2].map(|i| at[i].clone());
        let init = zero.unwrap_or_else(|| b.load(parameters[2], std::slice::from_ref(&n), bits));
        let acc = b.fold(&Trip::count(g.inputs), init, |b, k, acc| {
            let value = b.load(x, &[batch.clone(), m, k.clone()], bits);
            let position = if g.transposed { [batch, n, k] } else { [batch, k, n] };
            let weight = b.load(w, &position, bits);
            b.binary(Binary::Add, acc, b.binary(Binary::Mul, value, weight))
        });
        tail.store(b, acc, bits, y, at);
    });
    tail.status(b)
}
