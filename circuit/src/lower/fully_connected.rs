//! Fully connected layers and matrix products: one sum of products and the epilogue. Weights are read as
//! `[N, K]` whichever way they are stored, and a batch of one is dropped.

use gadgets::FullyConnected;

use super::{Lowered, Lowering, strided};
use crate::{EinsumSpec, Ref};

impl Lowering<'_> {
    pub(super) fn fully_connected(&mut self, g: &FullyConnected, operands: Vec<Ref>) -> Lowered<Ref> {
        let mut operands = operands.into_iter();
        let (Some(x), Some(w)) = (operands.next(), operands.next()) else {
            unreachable!("the integer graph is valid")
        };
        let [b, m, k, n] = [g.batch, g.rows, g.inputs, g.outputs].map(|d| d as u32);
        let (spec, x_shape, w_shape, y_shape) = if b == 1 {
            (EinsumSpec::linear(), vec![m, k], vec![n, k], vec![m, n])
        } else {
            (EinsumSpec::new("bmk", "bnk", "bmn"), vec![b, m, k], vec![b, n, k], vec![b, m, n])
        };
        let last = |of: &[u32], all: [u32; 3]| all[3 - of.len()..].to_vec();
        let w = if g.transposed {
            w.reshape(w_shape)
        } else {
            let strides = last(&w_shape, [k * n, 1, n]);
            strided(w, w_shape, &strides)
        };
        let bias = operands.next().map(|bias| {
            let strides = last(&y_shape, [0, 0, 1]);
            strided(bias, y_shape, &strides)
        });
        let acc = self.builder.einsum(spec, x.reshape(x_shape), w, bias)?;
        self.finish(acc, &g.epilogue)
    }
}
