//! Elements that are minus infinity: "excluded", as masks say it.
//!
//! Tensors are finite. Constants may hold infinities, and what is computed of constants alone may, too. Where such a
//! constant meets data, the result is a finite tensor and a mask of the elements that are kept, and the mask follows it
//! through moves, selections, sums and positive factors to a softmax, which leaves the others out. Every other use is
//! refused.

use tract_onnx::pb::AttributeProto;

use super::attributes::int;
use super::context::{Context, Made, Name};
use super::elementwise;
use super::opset::Operator;
use super::selected::{beside_low, penalty};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::{Data, Literal};
use crate::words::Kind;

/// Operators that move the elements of operand 0 and compute nothing.
pub(super) const MOVES: [&str; 14] = [
    "Cast",
    "CastLike",
    "Dropout",
    "Expand",
    "Flatten",
    "Gather",
    "Identity",
    "Reshape",
    "Slice",
    "Split",
    "Squeeze",
    "Tile",
    "Transpose",
    "Unsqueeze",
];
/// What is added to an element that is known to be excluded: what rounding to 32 bits leaves of minus infinity.
const LOWEST: f64 = -(f32::MAX as f64);

/// The results of an operator one of whose operands has excluded elements; `None` where none has, or where all are
/// constants.
pub(super) fn import(c: &mut Context<'_>, operator: &'static Operator) -> Made<Option<Vec<ValueId>>> {
    let given: Vec<ValueId> = c.operands.iter().copied().flatten().collect();
    if given.iter().any(|id| c.graph.selected.contains_key(id))
        && let Some(results) = beside_low(c, operator)?
    {
        return Ok(Some(results));
    }
    if operator.name == "Mul"
        && let Some(product) = penalty(c)?
    {
        return Ok(Some(vec![product]));
    }
    let computed = |id: &ValueId| c.graph.value(*id).constant.is_none();
    let partial = |id: &ValueId| c.graph.excluded.contains_key(id) || infinite(c, *id).is_some();
    if !given.iter().any(partial) || !given.iter().any(computed) {
        return Ok(None);
    }
    let results = match operator.name {
        name if MOVES.contains(&name) => moved(c, operator, &[0])?,
        "Concat" => moved(c, operator, &(0..c.operands.len()).collect::<Vec<_>>())?,
        "Add" => vec![sum(c)?],
        "Mul" | "Div" => vec![scaled(c, operator)?],
        "Where" => vec![select(c)?],
        "Softmax" if c.version >= 13 => vec![softmax(c)?],
        // Bounds that bound nothing.
        "Clip" if given.iter().all(|id| bounds(c, *id)) => return Ok(None),
        "Max" | "Min" if given.len() == 2 && given.iter().all(|id| bounds(c, *id)) => return Ok(None),
        _ => return Err(refusal(c, &given)),
    };
    Ok(Some(results))
}

/// Whether an operand is finite, or one infinite number.
fn bounds(c: &Context<'_>, id: ValueId) -> bool {
    let single = c.graph.value(id).len() == 1;
    !c.graph.excluded.contains_key(&id) && (single || infinite(c, id).is_none())
}

/// Where a constant has an infinite element.
fn infinite(c: &Context<'_>, id: ValueId) -> Option<(usize, f64)> {
    match &c.graph.value(id).constant.as_ref()?.data {
        Data::Float(v) => v.iter().enumerate().find(|(_, x)| x.is_infinite()),
        Data::Int(_) => None,
    }
}

fn refusal(c: &Context<'_>, given: &[ValueId]) -> Problem {
    let found = given.iter().find_map(|id| infinite(c, *id));
    let (index, value) = found.unwrap_or((0, f64::NEG_INFINITY));
    Problem::NotFinite { index, value }
}

/// A value's finite elements, and which of them are kept; `None` for all.
fn split(c: &mut Context<'_>, id: ValueId) -> Made<(ValueId, Option<ValueId>)> {
    if let Some(keep) = c.graph.excluded.get(&id).copied() {
        let shape = c.shape(id);
        return Ok((c.emit_part("finite", Op::Reshape, &[id], &shape)?, Some(keep)));
    }
    let Some((index, value)) = infinite(c, id) else { return Ok((id, None)) };
    let values = c.graph.constant(id).unwrap_or_default();
    if values.contains(&f64::INFINITY) {
        return Err(Problem::NotFinite { index, value });
    }
    let shape = c.shape(id);
    let finite = values.iter().map(|v| if v.is_finite() { *v } else { 0.0 }).collect();
    let finite = c.literal("finite", Literal::floats(&shape, finite))?;
    let keep = c.flags("kept", &shape, values.iter().map(|v| v.is_finite()))?;
    Ok((finite, Some(keep)))
}

fn mask_of(c: &mut Context<'_>, id: ValueId, keep: Option<ValueId>) -> Made {
    match keep {
        Some(keep) => Ok(keep),
        None => {
            let shape = c.shape(id);
            c.flags("kept", &shape, std::iter::repeat_n(true, shape.iter().product()))
        }
    }
}

/// `value` without the elements where `keep` is 0.
pub(super) fn masked(c: &mut Context<'_>, value: ValueId, keep: ValueId) -> ValueId {
    c.graph.excluded.insert(value, keep);
    value
}

/// Operands `data` and their masks, moved alike.
fn moved(c: &mut Context<'_>, operator: &'static Operator, data: &[usize]) -> Made<Vec<ValueId>> {
    let (mut finite, mut masks) = (c.operands.clone(), c.operands.clone());
    for i in data.iter().copied() {
        let Some(id) = c.optional(i) else { continue };
        let (own, keep) = split(c, id)?;
        finite[i] = Some(own);
        masks[i] = Some(mask_of(c, own, keep)?);
    }
    let values = c.again(operator, finite, true)?;
    let kept = match operator.name {
        "Cast" | "CastLike" => masks[0].into_iter().collect(),
        _ => c.again(operator, masks, false)?,
    };
    let pairs = values.iter().zip(kept);
    pairs.for_each(|(value, keep)| _ = c.graph.excluded.insert(*value, keep));
    Ok(values)
}

/// The mask of what two operands give together.
pub(super) fn both(c: &mut Context<'_>, a: Option<ValueId>, b: Option<ValueId>) -> Made<Option<ValueId>> {
    Ok(match (a, b) {
        (Some(a), Some(b)) => Some(c.call("And", &[a, b])?),
        (a, b) => a.or(b),
    })
}

/// A mask in the shape of what it masks.
pub(super) fn spread(c: &mut Context<'_>, value: ValueId, keep: ValueId) -> Made {
    let shape = c.shape(value);
    if c.shape(keep) == shape {
        return Ok(keep);
    }
    let shape: Vec<i64> = shape.iter().map(|n| *n as i64).collect();
    let shape = c.literal("shape", Literal::ints(&[shape.len()], shape))?;
    c.call("Expand", &[keep, shape])
}

fn sum(c: &mut Context<'_>) -> Made {
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let ((a, p), (b, q)) = (split(c, a)?, split(c, b)?);
    let value = c.call_as(Name::Result(0), "Add", &[a, b], vec![])?;
    if let Some(keep) = both(c, p, q)? {
        let keep = spread(c, value, keep)?;
        masked(c, value, keep);
    }
    Ok(value)
}

/// By a positive constant.
fn scaled(c: &mut Context<'_>, operator: &'static Operator) -> Made {
    let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
    let positive =
        |id: ValueId| c.graph.constant(id).is_some_and(|v| v.iter().all(|x| *x > 0.0 && x.is_finite()));
    let (x, first) = match operator.name {
        _ if positive(b) => (a, true),
        "Mul" if positive(a) => (b, false),
        _ => return Err(refusal(c, &[a, b])),
    };
    let (own, keep) = split(c, x)?;
    let operands = if first { [own, b] } else { [a, own] };
    let value = c.call_as(Name::Result(0), operator.name, &operands, vec![])?;
    if let Some(keep) = keep {
        let keep = spread(c, value, keep)?;
        masked(c, value, keep);
    }
    Ok(value)
}

fn select(c: &mut Context<'_>) -> Made {
    let (condition, x, y) = (c.operand(0, "condition")?, c.operand(1, "X")?, c.operand(2, "Y")?);
    let ((x, p), (y, q)) = (split(c, x)?, split(c, y)?);
    let value = c.call_as(Name::Result(0), "Where", &[condition, x, y], vec![])?;
    let (p, q) = (mask_of(c, x, p)?, mask_of(c, y, q)?);
    let keep = c.call("Where", &[condition, p, q])?;
    let keep = spread(c, value, keep)?;
    Ok(masked(c, value, keep))
}

/// A softmax of what is kept.
fn softmax(c: &mut Context<'_>) -> Made {
    let x = c.operand(0, "input")?;
    let rank = c.shape(x).len();
    let axis = Context::axis(c.attributes.int("axis", -1)?, rank)?;
    let (x, keep) = split(c, x)?;
    let keep = mask_of(c, x, keep)?;
    masked_softmax(c, Name::Result(0), x, keep, axis, Empty::Refused)
}

/// What a softmax gives for a row of which nothing is kept.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Empty {
    /// Zeros.
    Zero,
    /// The same value for all, as for equal numbers.
    Even,
    /// What all of it gives.
    All,
    /// Nothing: where it is known that there is one it is refused, else the run ends.
    Refused,
}

/// The softmax along an axis of the elements that are kept; the others are 0.
pub(super) fn masked_softmax(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    keep: ValueId,
    axis: usize,
    empty: Empty,
) -> Made {
    let axis = vec![int("axis", axis as i64)];
    let (mut keep, mut empty) = (keep, empty);
    if empty == Empty::All {
        let along = axes(c, &axis)?;
        let any = c.call("ReduceMax", &[keep, along])?;
        let none = c.call("Not", &[any])?;
        (keep, empty) = (c.call("Or", &[keep, none])?, Empty::Refused);
    }
    if let Some(kept) = c.graph.constant(keep) {
        let along = axes(c, &axis)?;
        let any = c.call("ReduceMax", &[keep, along])?;
        let full = c.graph.constant(any).is_some_and(|v| v.iter().all(|k| *k > 0.0));
        if full || empty == Empty::Even {
            let mask = kept.iter().map(|k| if *k > 0.0 { 0.0 } else { LOWEST }).collect();
            let shape = c.shape(keep);
            let mask = c.literal("mask", Literal::floats(&shape, mask))?;
            let x = elementwise::sum(c, Some("masked"), x, mask)?;
            return c.call_as(name, "Softmax", &[x], axis);
        }
        if empty == Empty::Refused {
            return Err(Problem::Unsupported("a softmax of rows without any element".to_owned()));
        }
    }
    let along = axes(c, &axis)?;
    let below = below_largest(c, x, keep, along)?;
    let power = c.call("Exp", &[below])?;
    let none = match empty {
        Empty::Refused | Empty::All => None,
        Empty::Zero | Empty::Even => {
            let any = c.call("ReduceMax", &[keep, along])?;
            Some(c.call("Not", &[any])?)
        }
    };
    let counts = match none.filter(|_| empty == Empty::Even) {
        Some(none) => c.call("Or", &[keep, none])?,
        None => keep,
    };
    let power = c.call("Mul", &[power, counts])?;
    let mut total = c.call("ReduceSum", &[power, along])?;
    if let Some(none) = none.filter(|_| empty == Empty::Zero) {
        total = c.call("Add", &[total, none])?;
    }
    c.call_as(name, "Div", &[power, total], vec![])
}

/// How far each element is below the largest of those kept along the axes; the others are taken for the smallest of all.
fn below_largest(c: &mut Context<'_>, x: ValueId, keep: ValueId, along: ValueId) -> Made {
    let least = c.call("ReduceMin", &[x, along])?;
    let among = c.call("Where", &[keep, x, least])?;
    let largest = c.call("ReduceMax", &[among, along])?;
    let below = c.call("Sub", &[among, largest])?;
    let (shape, kind) = (c.shape(below), Kind::Clip { lo: f64::NEG_INFINITY, hi: 0.0 });
    c.word(Name::Part("below"), kind, &[below], &shape, Element::Float)
}

/// The logarithm of the softmax along an axis of the elements that are kept, and which those are: all of a row of which none
/// is. Such rows are even, or as `x` has them.
pub(super) fn masked_log_softmax(
    c: &mut Context<'_>,
    x: ValueId,
    keep: ValueId,
    axis: usize,
    even: bool,
) -> Made<(ValueId, ValueId)> {
    let along = axes(c, &[int("axis", axis as i64)])?;
    let any = c.call("ReduceMax", &[keep, along])?;
    let full = c.graph.constant(any).is_some_and(|v| v.iter().all(|k| *k > 0.0));
    let (mut x, mut keep) = (x, keep);
    if !full {
        let none = c.call("Not", &[any])?;
        keep = c.call("Or", &[keep, none])?;
        if even {
            let zero = c.scalar("zero", 0.0)?;
            x = c.call("Where", &[any, x, zero])?;
        }
    }
    let below = below_largest(c, x, keep, along)?;
    let power = c.call("Exp", &[below])?;
    let power = c.call("Mul", &[power, keep])?;
    let total = c.call("ReduceSum", &[power, along])?;
    let log = c.call("Log", &[total])?;
    Ok((c.call("Sub", &[below, log])?, keep))
}

fn axes(c: &mut Context<'_>, axis: &[AttributeProto]) -> Made {
    c.literal("axes", Literal::ints(&[1], axis.iter().map(|a| a.i).collect()))
}
