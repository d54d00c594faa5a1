//! Conv.

use super::attributes::bad;
use super::context::{Context, Made};
use super::{spatial, windows};
use crate::error::Problem;
use crate::float_graph::{Conv, Op, ValueId};

pub(super) fn conv(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (x, w) = (c.operand(0, "X")?, c.operand(1, "W")?);
    let (x_shape, w_shape) = (c.shape(x), c.shape(w));
    if x_shape.len() != w_shape.len() || x_shape.len() < 3 {
        return Err(Problem::Shape(format!("X is {x_shape:?} and W {w_shape:?}")));
    }
    let group = c.attributes.int("group", 1)?;
    let groups = usize::try_from(group).ok().filter(|g| (1..=x_shape[1]).contains(g));
    let groups = groups.ok_or_else(|| bad("group", &format!("is {group} for {} channels", x_shape[1])))?;
    if x_shape[1] != groups.saturating_mul(w_shape[1]) || !w_shape[0].is_multiple_of(groups) {
        let reason = format!("W {w_shape:?} does not split X {x_shape:?} into {groups} groups");
        return Err(Problem::Shape(reason));
    }
    if x_shape.len() > 4 {
        return spatial::conv(c, groups);
    }
    let r = windows::resolve(c, &x_shape, Some(&w_shape[2..]), true, false)?;
    let mut operands = vec![x, w];
    if let Some(b) = c.optional(2) {
        let shape = c.shape(b);
        if shape != [w_shape[0]] {
            return Err(Problem::Shape(format!("B is {shape:?}, expected [{}]", w_shape[0])));
        }
        if c.graph.value(b).constant.is_none() {
            return spatial::conv(c, groups);
        }
        operands.push(b);
    }
    let [ho, wo] = r.output;
    let [kh, kw] = r.window.kernel;
    c.limits.check_work(&[x_shape[0], w_shape[0], ho, wo, w_shape[1], kh, kw])?;
    let op = Conv {
        batch: x_shape[0],
        groups,
        in_channels: w_shape[1],
        out_channels: w_shape[0] / groups,
        input: r.input,
        output: r.output,
        window: r.window,
    };
    let mut shape = vec![x_shape[0], w_shape[0]];
    shape.extend(r.output_shape());
    Ok(vec![c.emit(Op::Conv(op), &operands, &shape)?])
}
