//! Scatters at positions that are data: an update after the other, each where its position is.

use super::collect::Combine;
use super::context::{Context, Made, Name};
use super::gathers::gathered;
use super::moves::{Steps, sliced, view};
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::literal::Literal;

/// Most updates along the axis.
const MOST: usize = 64;

/// `data` with updates at the positions `index` along an axis, which are checked; in all other axes the two have the
/// data's sizes, or 1.
pub(super) fn scattered(
    c: &mut Context<'_>,
    data: ValueId,
    index: ValueId,
    updates: ValueId,
    axis: usize,
    how: Combine,
) -> Made {
    let (shape, at) = (c.shape(data), c.shape(index));
    let fits = |(d, n): (usize, &usize)| d == axis || *n == shape[d] || *n == 1;
    if at.len() != shape.len() || !at.iter().enumerate().all(fits) {
        return Err(Problem::Unsupported(format!("computed indices of {at:?} for data of {shape:?}")));
    }
    if at[axis] > MOST {
        let (got, limit) = (at[axis] as u64, MOST as u64);
        return Err(Problem::TooLarge { what: "the number of updates at computed positions", got, limit });
    }
    let n = shape[axis];
    let positions = c.literal("positions", Literal::ints(&[n], (0..n as i64).collect()))?;
    // From the front, or refused.
    let index = gathered(c, Name::Part("checked"), positions, index, 0)?;
    let along: Vec<usize> = (0..shape.len()).map(|d| if d == axis { n } else { 1 }).collect();
    let positions = c.reshaped(positions, &along)?;
    let own = c.shape(updates);
    let mut y = data;
    for k in 0..at[axis] {
        let steps = Steps { first: k as i64, step: 1, count: 1 };
        let place = view(c, Name::Part("place"), index, vec![sliced(&at, &[(axis, steps)])], 0.0)?;
        let update = view(c, Name::Part("update"), updates, vec![sliced(&own, &[(axis, steps)])], 0.0)?;
        let here = c.call("Equal", &[positions, place])?;
        let new = match how {
            Combine::Last => update,
            Combine::Add => c.call("Add", &[y, update])?,
            Combine::Mul => c.call("Mul", &[y, update])?,
            Combine::Max => c.call("Max", &[y, update])?,
            Combine::Min => c.call("Min", &[y, update])?,
        };
        y = c.call("Where", &[here, new, y])?;
    }
    c.emit(Op::Reshape, &[y], &shape)
}
