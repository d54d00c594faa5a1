//! Relu, BatchNormalization, Softmax, and what sums have in common.

use super::attributes::bad;
use super::context::{Context, Made};
use crate::error::Problem;
use crate::float_graph::{ChannelAffine, Op, ValueId, broadcast_shape, broadcast_strides};

/// Before version 7 only `B` broadcasts, to the shape of `A`, and only where it is told to: its dimensions lie
/// at `axis` of `A`, or at the end. Gives `B` with as many dimensions behind `axis` as `A` has.
pub(super) fn aligned(c: &mut Context<'_>, a: ValueId, b: ValueId) -> Made {
    legacy(c);
    let (to, from) = (c.shape(a), c.shape(b));
    let broadcast = c.attributes.flag("broadcast", false)?;
    let axis = c.attributes.has("axis").then(|| c.attributes.int("axis", 0)).transpose()?;
    let fail = || Problem::Shape(format!("B {from:?} does not broadcast to A {to:?}"));
    if !broadcast {
        return if from == to {
            Ok(b)
        } else {
            Err(Problem::Shape(format!("A {to:?} and B {from:?} differ")))
        };
    }
    let suffix = to.len().checked_sub(from.len()).ok_or_else(fail)?;
    let begin = axis.map_or(Ok(suffix), |axis| Context::axis(axis, to.len().max(1)))?;
    let behind =
        suffix.checked_sub(begin).ok_or_else(|| bad("axis", &format!("leaves no room for {from:?}")))?;
    let shape = [from.as_slice(), &vec![1; behind]].concat();
    broadcast_strides(&shape, &to).ok_or_else(fail)?;
    if behind == 0 { Ok(b) } else { c.emit_part("B_aligned", Op::Reshape, &[b], &shape) }
}

/// Marks the attribute that the first operators of all had for an optimisation long gone.
pub(super) fn legacy(c: &Context<'_>) {
    if c.version < 6 {
        c.attributes.ignore("consumed_inputs");
    }
}

/// `a + b`, broadcast; result 0, or a part on the way to it.
pub(super) fn sum(c: &mut Context<'_>, part: Option<&str>, a: ValueId, b: ValueId) -> Made {
    let shapes = [c.shape(a), c.shape(b)];
    let fail = || Problem::Shape(format!("{:?} and {:?} do not broadcast", shapes[0], shapes[1]));
    let shape = broadcast_shape(&shapes[0], &shapes[1]).ok_or_else(fail)?;
    let side = |s: &[usize]| broadcast_strides(s, &shape).ok_or_else(fail);
    let op = Op::Add { strides: [side(&shapes[0])?, side(&shapes[1])?] };
    match part {
        Some(part) => c.emit_part(part, op, &[a, b], &shape),
        None => c.emit(op, &[a, b], &shape),
    }
}

pub(super) fn relu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    legacy(c);
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    Ok(vec![c.emit(Op::Relu, &[x], &shape)?])
}

/// Inference only: `y = (x − mean) / sqrt(var + epsilon) · scale + B`, folded into one factor and addend.
pub(super) fn batch_normalization(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    legacy(c);
    let training = match c.version {
        14.. => c.attributes.flag("training_mode", false)?,
        7.. => false,
        _ => !c.attributes.flag("is_test", false)?,
    };
    if training || (1..5).any(|i| !c.result_name(i).is_empty()) {
        return Err(Problem::Unsupported("training mode".to_owned()));
    }
    c.arity(5, 1)?;
    if c.version < 9 && !c.attributes.flag("spatial", true)? {
        return Err(Problem::Unsupported("spatial = 0".to_owned()));
    }
    c.attributes.ignore("momentum");
    let epsilon = c.attributes.float("epsilon", 1e-5)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let channels = *shape.get(1).ok_or_else(|| Problem::Shape(format!("X is {shape:?}: no channels")))?;
    let [gain, bias, mean, variance] = [(1, "scale"), (2, "B"), (3, "mean"), (4, "var")]
        .map(|(index, name)| c.vector(index, name, channels));
    let (gain, bias, mean, variance) = (gain?, bias?, mean?, variance?);
    if let Some(i) = variance.iter().position(|v| v + epsilon <= 0.0) {
        let v = variance[i];
        return Err(Problem::Shape(format!("var[{i}] + epsilon = {} is not positive", v + epsilon)));
    }
    let scale: Vec<f64> = gain.iter().zip(&variance).map(|(g, v)| g / (v + epsilon).sqrt()).collect();
    let shift = bias.iter().zip(&mean).zip(&scale).map(|((b, m), s)| b - m * s).collect();
    let inner = shape[2..].iter().product();
    let op = ChannelAffine { outer: shape[0], inner, scale, shift };
    Ok(vec![c.emit(Op::ChannelAffine(op), &[x], &shape)?])
}

/// Before version 13 everything from the axis on is one row; since then the axis alone is.
pub(super) fn softmax(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let coerces = c.version < 13;
    let axis = Context::axis(c.attributes.int("axis", if coerces { 1 } else { -1 })?, shape.len())?;
    let outer = shape[..axis].iter().product();
    let dims = if coerces {
        [outer, shape[axis..].iter().product(), 1]
    } else {
        [outer, shape[axis], shape[axis + 1..].iter().product()]
    };
    Ok(vec![c.emit(Op::Softmax(dims), &[x], &shape)?])
}
