//! Normalisations: composed of sums, differences, squares, functions and products.

use gadgets::primitive::{Fold, Read};

use super::arithmetic::{function, linear, magnitude, product};
use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::folds::{fold, reduced};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::words::Kind;

/// What is normalised, and by what.
pub(super) struct Normalised {
    pub y: ValueId,
    /// The sum of all elements; none where they are not centred.
    sum: Option<ValueId>,
    inverse: ValueId,
    count: f64,
}

impl Normalised {
    /// The mean and the inverse of the deviation.
    pub fn statistics(&self, c: &mut Context<'_>) -> Made<[ValueId; 2]> {
        let shape = c.shape(self.inverse);
        let mean = match self.sum {
            Some(sum) => c.emit_part("mean", Op::Scale(1.0 / self.count), &[sum], &shape)?,
            None => self.inverse,
        };
        Ok([mean, self.inverse])
    }
}

/// `(x − mean) / sqrt(variance + epsilon)` over axes; `centred` tells whether a mean is subtracted.
pub(super) fn normal(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    axes: &[usize],
    epsilon: f64,
    centred: bool,
) -> Made<Normalised> {
    let shape = c.shape(x);
    let count = axes.iter().map(|a| shape[*a]).product::<usize>() as f64;
    let kept = reduced(&shape, axes, true);
    let (centre, total) = if centred {
        let sum = fold(c, Name::Part("sum"), Fold::Sum, x, axes, &kept)?;
        (linear(c, Name::Part("centred"), [1.0, -1.0 / count], x, sum)?, Some(sum))
    } else {
        (x, None)
    };
    let square = product(c, Name::Part("square"), centre, centre)?;
    let sum = fold(c, Name::Part("squares"), Fold::Sum, square, axes, &kept)?;
    let variance = c.emit_part("variance", Op::Scale(1.0 / count), &[sum], &kept)?;
    let inverse = function(c, Name::Part("inverse_deviation"), "reciprocal_root", vec![epsilon], variance)?;
    Ok(Normalised { y: product(c, name, centre, inverse)?, sum: total, inverse, count })
}

/// Gain and bias over the last axes, where they are given.
pub(super) fn scaled(c: &mut Context<'_>, x: ValueId, gain: Option<ValueId>, bias: Option<ValueId>) -> Made {
    let name = |last: bool| if last { Name::Result(0) } else { Name::Part("scaled") };
    let shape = c.shape(x);
    let mut y = x;
    if let Some(gain) = gain {
        y = product(c, name(bias.is_none()), y, gain)?;
    }
    if let Some(bias) = bias {
        y = linear(c, Name::Result(0), [1.0, 1.0], y, bias)?;
    }
    if gain.is_none() && bias.is_none() {
        y = c.emit(Op::Reshape, &[y], &shape)?;
    }
    Ok(y)
}

pub(super) fn layer_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 3)?;
    c.attributes.ignore("stash_type");
    let (x, gain, bias) = (c.operand(0, "X")?, c.operand(1, "Scale")?, c.optional(2));
    last_axes(c, x, gain, bias, true)
}

pub(super) fn rms_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    c.attributes.ignore("stash_type");
    let (x, gain) = (c.operand(0, "X")?, c.operand(1, "scale")?);
    last_axes(c, x, gain, None, false)
}

fn last_axes(
    c: &mut Context<'_>,
    x: ValueId,
    gain: ValueId,
    bias: Option<ValueId>,
    centred: bool,
) -> Made<Vec<ValueId>> {
    let (y, normal) = from_axis(c, x, gain, bias, centred)?;
    if (1..3).all(|i| c.result_name(i).is_empty()) {
        return Ok(vec![y]);
    }
    let [mean, inverse] = normal.statistics(c)?;
    Ok(vec![y, mean, inverse])
}

/// All axes from the attribute's on, with gain and bias; and what else is known of it.
pub(super) fn from_axis(
    c: &mut Context<'_>,
    x: ValueId,
    gain: ValueId,
    bias: Option<ValueId>,
    centred: bool,
) -> Made<(ValueId, Normalised)> {
    let rank = c.shape(x).len();
    let axis = Context::axis(c.attributes.int("axis", -1)?, rank)?;
    let epsilon = c.attributes.float("epsilon", 1e-5)?;
    let axes: Vec<usize> = (axis..rank).collect();
    let normal = normal(c, Name::Part("normalised"), x, &axes, epsilon, centred)?;
    Ok((scaled(c, normal.y, Some(gain), bias)?, normal))
}

/// Channels by themselves.
pub(super) fn instance_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    super::elementwise::legacy(c);
    let epsilon = c.attributes.float("epsilon", 1e-5)?;
    let (x, gain, bias) = (c.operand(0, "input")?, c.operand(1, "scale")?, c.operand(2, "B")?);
    let shape = c.shape(x);
    let axes: Vec<usize> = (2..shape.len()).collect();
    let y = normal(c, Name::Part("normalised"), x, &axes, epsilon, true)?.y;
    let [gain, bias] =
        [("gain", gain), ("bias", bias)].map(|(part, id)| by_channel(c, part, id, shape.len()));
    let (gain, bias) = (gain?, bias?);
    Ok(vec![scaled(c, y, Some(gain), Some(bias))?])
}

fn by_channel(c: &mut Context<'_>, part: &str, id: ValueId, rank: usize) -> Made {
    let mut shape = vec![1; rank.max(2)];
    shape[1] = c.graph.value(id).len();
    c.emit_part(part, Op::Reshape, &[id], &shape)
}

/// Groups of channels; gain and bias are by group before version 21, by channel since.
pub(super) fn group_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    c.attributes.ignore("stash_type");
    let epsilon = c.attributes.float("epsilon", 1e-5)?;
    let (x, gain, bias) = (c.operand(0, "X")?, c.operand(1, "scale")?, c.operand(2, "bias")?);
    let shape = c.shape(x);
    let groups = c.attributes.int("num_groups", 0)?;
    let channels = *shape.get(1).ok_or_else(|| Problem::Shape(format!("X is {shape:?}: no channels")))?;
    let groups = usize::try_from(groups).ok().filter(|g| *g > 0 && channels % g == 0);
    let groups = groups.ok_or_else(|| bad("num_groups", &format!("does not divide {channels} channels")))?;
    let inner: usize = shape[2..].iter().product();
    let split = [shape[0], groups, channels / groups, inner];
    let grouped = c.emit_part("groups", Op::Reshape, &[x], &split)?;
    let y = normal(c, Name::Part("normalised"), grouped, &[2, 3], epsilon, true)?.y;
    let (y, rank) = if c.version < 21 {
        (y, 4)
    } else {
        (c.emit_part("channels", Op::Reshape, &[y], &shape)?, shape.len())
    };
    let [gain, bias] = [("gain", gain), ("bias", bias)].map(|(part, id)| by_channel(c, part, id, rank));
    let gained = product(c, Name::Part("gained"), y, gain?)?;
    let y = linear(c, Name::Part("shifted"), [1.0, 1.0], gained, bias?)?;
    Ok(vec![c.emit(Op::Reshape, &[y], &shape)?])
}

pub(super) fn lp_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let axis = Context::axis(c.attributes.int("axis", -1)?, shape.len())?;
    let kept = reduced(&shape, &[axis], true);
    match c.attributes.int("p", 2)? {
        2 => {
            let square = product(c, Name::Part("square"), x, x)?;
            let sum = fold(c, Name::Part("sum"), Fold::Sum, square, &[axis], &kept)?;
            let norm = function(c, Name::Part("norm"), "Sqrt", vec![], sum)?;
            by_norm(c, x, norm)
        }
        1 => {
            let magnitude = magnitude(c, Name::Part("magnitude"), x)?;
            let sum = fold(c, Name::Part("sum"), Fold::Sum, magnitude, &[axis], &kept)?;
            by_norm(c, x, sum)
        }
        p => Err(bad("p", &format!("is {p}, expected 1 or 2"))),
    }
}

/// `x / norm`, and `x` where the norm is 0.
pub(super) fn by_norm(c: &mut Context<'_>, x: ValueId, norm: ValueId) -> Made<Vec<ValueId>> {
    use gadgets::primitive::Comparison;
    let shape = c.shape(norm);
    let zero = c.literal("zero", crate::literal::Literal::floats(&[], vec![0.0]))?;
    let (a, b) = (Read::value(0), crate::words::broadcast(1, &[], &shape));
    let kind = Kind::Compare { op: Comparison::Equal, a, b };
    let none = c.word(Name::Part("is_zero"), kind, &[norm, zero], &shape, Element::Bool)?;
    let divisor = linear(c, Name::Part("divisor"), [1.0, 1.0], norm, none)?;
    Ok(vec![super::arithmetic::quotient(c, Name::Result(0), x, divisor)?])
}

pub(super) fn mean_variance_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let rank = c.shape(x).len();
    let given = c.attributes.ints("axes")?.map_or_else(|| vec![0, 2, 3], <[i64]>::to_vec);
    let mut axes = given.iter().map(|a| Context::axis(*a, rank)).collect::<Result<Vec<_>, _>>()?;
    axes.sort_unstable();
    axes.dedup();
    // The operator's function adds this to the deviation, not to the variance; far below either.
    Ok(vec![normal(c, Name::Result(0), x, &axes, 1e-9, true)?.y])
}
