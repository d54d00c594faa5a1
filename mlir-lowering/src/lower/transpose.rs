//! Transpose: one loop per dimension of the output, a load and a store, no arithmetic.

use gadgets::{GadgetError, Transpose};
use melior::ir::Value;

use super::check_rank;
use super::status::success;
use crate::builder::{Builder, Memref};
use crate::index::Index;

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &Transpose,
    parameters: &[Memref<'c, 'a>],
) -> Result<Value<'c, 'a>, GadgetError> {
    check_rank("transpose", g.shape.len())?;
    b.nest(&g.out_shape(), |b, at| {
        let mut from: Vec<Index<'c, 'a>> = vec![0.into(); at.len()];
        for (to, d) in g.perm.iter().enumerate() {
            from[*d] = at[to].clone();
        }
        b.store(b.load(parameters[0], &from, g.x.bits()), parameters[1], at);
    });
    Ok(success(b))
}
