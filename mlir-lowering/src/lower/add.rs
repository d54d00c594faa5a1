//! Sum: one loop per dimension of the output, `ext a[Σ iᵈ·sᵈ] · ma + ext b[Σ iᵈ·tᵈ] · mb`, the epilogue.
//!
//! Operands are flat; a broadcast dimension has no term in the index. A multiplier of 1 is left out.

use gadgets::{Add, GadgetError, add::Addend};
use melior::ir::Value;

use super::epilogue::Tail;
use super::{check_rank, width};
use crate::builder::{Binary, Builder, Memref};
use crate::index::Index;

pub(super) fn lower<'c, 'a>(
    b: &Builder<'c, 'a>,
    g: &Add,
    parameters: &[Memref<'c, 'a>],
) -> Result<Value<'c, 'a>, GadgetError> {
    check_rank("add", g.shape.len())?;
    // A multiplier that does not fit 32 bits belongs to operands that are 0, or to a wide accumulator.
    let wide = [&g.a, &g.b].iter().any(|s| i32::try_from(s.multiplier).is_err());
    let bits = if wide { 64 } else { width(g.acc) };
    let tail = Tail::new(b, &g.epilogue, bits);
    let sides = [&g.a, &g.b].map(|s| (s, (s.multiplier != 1).then(|| b.constant(bits, s.multiplier))));
    b.nest(&g.shape, |b, at| {
        let [left, right] = [0, 1].map(|i| {
            let (side, multiplier) = sides[i];
            let value = b.load(parameters[i], &[offset(side, &g.shape, at)], bits);
            multiplier.map_or(value, |m| b.binary(Binary::Mul, value, m))
        });
        tail.store(b, b.binary(Binary::Add, left, right), bits, parameters[2], at);
    });
    Ok(tail.status(b))
}

/// Position in the flat operand; a dimension of size 1 adds nothing, whatever its stride.
fn offset<'c, 'a>(side: &Addend, shape: &[usize], at: &[Index<'c, 'a>]) -> Index<'c, 'a> {
    let steps = side.strides.iter().zip(shape).map(|(s, d)| if *d == 1 { 0 } else { *s as i64 });
    steps.zip(at).fold(0.into(), |sum: Index<'c, 'a>, (step, i)| sum + i.clone() * step)
}
