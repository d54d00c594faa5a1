//! Operators of com.microsoft in models that make images: what onnxruntime's optimiser fuses there.
//!
//! Source: onnxruntime's `docs/ContribOperators.md`.

use super::attributes::{bad, float, int, ints};
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::ValueId;

/// Normalisation by groups of channels, which come last unless told otherwise, and a swish behind it where asked for.
pub(super) fn group_norm(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (x, gain, bias) = (c.operand(0, "X")?, c.operand(1, "gamma")?, c.operand(2, "beta")?);
    let (groups, epsilon) = (c.attributes.int("groups", 0)?, c.attributes.float("epsilon", 1e-5)? as f32);
    let last = c.attributes.flag("channels_last", true)?;
    let swish = match c.attributes.int("activation", 0)? {
        0 => false,
        1 => true,
        other => return Err(bad("activation", &format!("is {other}, expected 0 or 1"))),
    };
    let rank = c.shape(x).len() as i64;
    if rank < 3 {
        return Err(Problem::Shape(format!("X has {rank} dimensions, 3 at least are expected")));
    }
    let moved = |perm: Vec<i64>| vec![ints("perm", &perm)];
    let (to_front, to_back): (Vec<i64>, Vec<i64>) = (
        [0, rank - 1].into_iter().chain(1..rank - 1).collect(),
        [0].into_iter().chain(2..rank).chain([1]).collect(),
    );
    let x = if last { c.call_with("Transpose", &[x], moved(to_front))? } else { x };
    let attributes = vec![int("num_groups", groups), float("epsilon", epsilon)];
    let name = |end: bool, part| if end { Name::Result(0) } else { Name::Part(part) };
    let mut y =
        c.call_as(name(!last && !swish, "normalised"), "GroupNormalization", &[x, gain, bias], attributes)?;
    if swish {
        y = c.call_as(name(!last, "swish"), "Swish", &[y], vec![])?;
    }
    if last {
        y = c.call_as(Name::Result(0), "Transpose", &[y], moved(to_back))?;
    }
    Ok(vec![y])
}

/// The first half of a sum, times the Gelu of the second.
pub(super) fn bias_split_gelu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (x, bias) = (c.operand(0, "X")?, c.operand(1, "bias")?);
    let sum = c.call("Add", &[x, bias])?;
    let names = ["left", "right"].map(|part| c.called(Name::Part(part)));
    let halves = vec![int("axis", -1), int("num_outputs", 2)];
    let halves = c.call_all("Split", vec![Some(sum)], halves, names.to_vec())?;
    let [left, right] = halves[..] else { return Err(Problem::Shape("two halves expected".to_owned())) };
    if c.shape(left) != c.shape(right) {
        return Err(Problem::Shape(format!("X is {:?}, whose last axis has no halves", c.shape(x))));
    }
    let right = c.call("Gelu", &[right])?;
    Ok(vec![c.call_as(Name::Result(0), "Mul", &[left, right], vec![])?])
}

/// A sum of three.
pub(super) fn bias_add(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (x, bias, skip) = (c.operand(0, "X")?, c.operand(1, "bias")?, c.operand(2, "skip")?);
    let sum = c.call("Add", &[x, bias])?;
    Ok(vec![c.call_as(Name::Result(0), "Add", &[sum, skip], vec![])?])
}
