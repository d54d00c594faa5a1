//! Norms of what windows hold: over space, and over neighbouring channels.

use gadgets::primitive::Fold;

use super::arithmetic::function;
use super::arithmetic::magnitude;
use super::arithmetic::product;
use super::attributes::bad;
use super::context::Context;
use super::context::Made;
use super::context::Name;
use super::folds::fold;
use super::powers::power;
use super::spatial::Span;
use super::spatial::spans;
use super::spatial::window_sums;
use crate::error::Problem;
use crate::float_graph::Op;
use crate::float_graph::ValueId;

/// `(Σ |x|^p)^(1/p)` over windows.
pub(super) fn lp_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let spans = spans(c, &shape, None, c.version >= 18, c.version >= 18)?;
    let p = exponent(c)?;
    let powers = powers(c, x, p)?;
    let sums = window_sums(c, Name::Part("sums"), powers, &spans)?;
    Ok(vec![rooted(c, sums, p)?])
}

pub(super) fn global_lp_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let p = exponent(c)?;
    let powers = powers(c, x, p)?;
    let axes: Vec<usize> = (2..shape.len()).collect();
    let out = super::folds::reduced(&shape, &axes, true);
    let sums = fold(c, Name::Part("sums"), Fold::Sum, powers, &axes, &out)?;
    Ok(vec![rooted(c, sums, p)?])
}

fn exponent(c: &Context<'_>) -> Made<f64> {
    let p = if c.version < 2 { c.attributes.float("p", 2.0)? } else { c.attributes.int("p", 2)? as f64 };
    if p >= 1.0 { Ok(p) } else { Err(bad("p", &format!("is {p}, expected at least 1"))) }
}

fn powers(c: &mut Context<'_>, x: ValueId, p: f64) -> Made {
    let x = if p % 2.0 == 0.0 { x } else { magnitude(c, Name::Part("magnitude"), x)? };
    power(c, Name::Part("powers"), x, p)
}

fn rooted(c: &mut Context<'_>, x: ValueId, p: f64) -> Made {
    power(c, Name::Result(0), x, 1.0 / p)
}

/// `x / (bias + alpha/size·Σ x²)^beta`, the sum over neighbouring channels.
pub(super) fn lrn(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let size = c.attributes.int("size", 0)?;
    let size = usize::try_from(size).ok().filter(|n| (1..1 << 16).contains(n));
    let size = size.ok_or_else(|| bad("size", "is required"))?;
    let (alpha, beta) = (c.attributes.float("alpha", 1e-4)?, c.attributes.float("beta", 0.75)?);
    let bias = c.attributes.float("bias", 1.0)?;
    let [n, channels, ..] = shape[..] else {
        return Err(Problem::Shape(format!("X is {shape:?}: no channels")));
    };
    let inner: usize = shape[2..].iter().product();
    let square = product(c, Name::Part("square"), x, x)?;
    let before = (size - 1) / 2;
    let span = Span {
        input: channels,
        output: channels,
        kernel: size,
        stride: 1,
        dilation: 1,
        begin: before,
        declared_end: size - 1 - before,
    };
    // Channels last.
    let split = [n, channels, inner];
    let turned = c.emit_part("rows", Op::Reshape, &[square], &split)?;
    let op = Op::Transpose { shape: split.to_vec(), perm: vec![0, 2, 1] };
    let turned = c.emit_part("rows", op, &[turned], &[n, inner, channels])?;
    let sums = window_sums(c, Name::Part("sums"), turned, &[span])?;
    let scaled = super::arithmetic::affine(c, Name::Part("scaled"), sums, alpha / size as f64, bias)?;
    let factor = function(c, Name::Part("factor"), "pow", vec![-beta], scaled)?;
    let op = Op::Transpose { shape: vec![n, inner, channels], perm: vec![0, 2, 1] };
    let factor = c.emit_part("factor", op, &[factor], &split)?;
    let factor = c.emit_part("factor", Op::Reshape, &[factor], &shape)?;
    Ok(vec![product(c, Name::Result(0), x, factor)?])
}
