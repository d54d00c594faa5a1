//! Elements that are minus infinity: "excluded", as masks say it.
//!
//! Tensors are finite. Constants may hold infinities, and what is computed of constants alone may, too. Where such a
//! constant meets data, the result is a finite tensor and a mask of the elements that are kept, and the mask follows it
//! through moves, selections, sums and positive factors to a softmax, which leaves the others out. Every other use is
//! refused.

use tract_onnx::pb::AttributeProto;

use super::attributes::int;
use super::context::{Context, Name};
use super::elementwise;
use super::opset::Operator;
use crate::error::Problem;
use crate::float_graph::{Element, Op, Selected, ValueId};
use crate::literal::{Data, Literal};
use crate::words::{Kind, Word};

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
/// Numbers from here on down are taken for minus infinity by a softmax of what they are selected beside, or added to: so
/// masks are written, with -10000 and -65504 for the least.
const UNSEEN: f64 = -1e4;
/// From here on down a sum with a score is this number in 32 bits.
const ABSORBS: f64 = -1e9;
/// What is added to an element that is known to be excluded: what rounding to 32 bits leaves of minus infinity.
const LOWEST: f64 = -(f32::MAX as f64);

/// The results of an operator one of whose operands has excluded elements; `None` where none has, or where all are
/// constants.
pub(super) fn import(
    c: &mut Context<'_>,
    operator: &'static Operator,
) -> Result<Option<Vec<ValueId>>, Problem> {
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
fn split(c: &mut Context<'_>, id: ValueId) -> Result<(ValueId, Option<ValueId>), Problem> {
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
    let keep = constant_mask(c, &shape, values.iter().map(|v| v.is_finite()))?;
    Ok((finite, Some(keep)))
}

fn constant_mask(
    c: &mut Context<'_>,
    shape: &[usize],
    kept: impl Iterator<Item = bool>,
) -> Result<ValueId, Problem> {
    let keep = c.literal("kept", Literal::ints(shape, kept.map(i64::from).collect()))?;
    c.graph.values[keep.index()].element = Element::Bool;
    Ok(keep)
}

fn mask_of(c: &mut Context<'_>, id: ValueId, keep: Option<ValueId>) -> Result<ValueId, Problem> {
    match keep {
        Some(keep) => Ok(keep),
        None => {
            let shape = c.shape(id);
            constant_mask(c, &shape, std::iter::repeat_n(true, shape.iter().product()))
        }
    }
}

/// `value` without the elements where `keep` is 0.
pub(super) fn masked(c: &mut Context<'_>, value: ValueId, keep: ValueId) -> ValueId {
    c.graph.excluded.insert(value, keep);
    value
}

/// Operands `data` and their masks, moved alike.
fn moved(c: &mut Context<'_>, operator: &'static Operator, data: &[usize]) -> Result<Vec<ValueId>, Problem> {
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
fn both(c: &mut Context<'_>, a: Option<ValueId>, b: Option<ValueId>) -> Result<Option<ValueId>, Problem> {
    Ok(match (a, b) {
        (Some(a), Some(b)) => Some(c.call("And", &[a, b])?),
        (a, b) => a.or(b),
    })
}

/// A mask in the shape of what it masks.
fn spread(c: &mut Context<'_>, value: ValueId, keep: ValueId) -> Result<ValueId, Problem> {
    let shape = c.shape(value);
    if c.shape(keep) == shape {
        return Ok(keep);
    }
    let shape: Vec<i64> = shape.iter().map(|n| *n as i64).collect();
    let shape = c.literal("shape", Literal::ints(&[shape.len()], shape))?;
    c.call("Expand", &[keep, shape])
}

fn sum(c: &mut Context<'_>) -> Result<ValueId, Problem> {
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
fn scaled(c: &mut Context<'_>, operator: &'static Operator) -> Result<ValueId, Problem> {
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

fn select(c: &mut Context<'_>) -> Result<ValueId, Problem> {
    let (condition, x, y) = (c.operand(0, "condition")?, c.operand(1, "X")?, c.operand(2, "Y")?);
    let ((x, p), (y, q)) = (split(c, x)?, split(c, y)?);
    let value = c.call_as(Name::Result(0), "Where", &[condition, x, y], vec![])?;
    let (p, q) = (mask_of(c, x, p)?, mask_of(c, y, q)?);
    let keep = c.call("Where", &[condition, p, q])?;
    let keep = spread(c, value, keep)?;
    Ok(masked(c, value, keep))
}

/// A softmax of what is kept.
fn softmax(c: &mut Context<'_>) -> Result<ValueId, Problem> {
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

/// Notes that a selection is `x` where `keep` holds, and else a number that no softmax tells from minus infinity.
pub(super) fn note_selection(
    c: &mut Context<'_>,
    value: ValueId,
    x: ValueId,
    keep: ValueId,
    other: ValueId,
) -> Result<(), Problem> {
    match c.uniform(other).filter(|v| *v <= UNSEEN) {
        Some(low) if c.element(value) == Element::Float => note(c, value, x, keep, (low, false)),
        _ => Ok(()),
    }
}

fn note(
    c: &mut Context<'_>,
    value: ValueId,
    x: ValueId,
    keep: ValueId,
    (low, added): (f64, bool),
) -> Result<(), Problem> {
    let (x, keep) = (spread(c, value, x)?, spread(c, value, keep)?);
    c.graph.selected.insert(value, Selected { x, keep, low, added });
    Ok(())
}

/// The results of an operator on a value with elements that a softmax does not see; `None` where it sees them.
fn beside_low(c: &mut Context<'_>, operator: &'static Operator) -> Result<Option<Vec<ValueId>>, Problem> {
    let selected =
        |c: &Context<'_>, k: usize| c.optional(k).and_then(|id| c.graph.selected.get(&id)).copied();
    let Some((k, of)) = (0..c.operands.len()).find_map(|k| Some((k, selected(c, k)?))) else {
        return Ok(None);
    };
    let operands = c.operands.clone();
    let with = |id: ValueId| {
        let mut all = operands.clone();
        all[k] = Some(id);
        all
    };
    match operator.name {
        "Softmax" => {
            let rank = c.shape(of.x).len();
            let axis = c.attributes.int("axis", if c.version < 13 { 1 } else { -1 })?;
            let axis = Context::axis(axis, rank)?;
            if c.version < 13 && axis + 1 != rank {
                return Ok(None);
            }
            let even = !of.added || of.low <= ABSORBS;
            let empty = if even { Empty::Even } else { Empty::All };
            Ok(Some(vec![masked_softmax(c, Name::Result(0), of.x, of.keep, axis, empty)?]))
        }
        "Relu" => {
            let x = c.again(operator, with(of.x), false)?[0];
            let zero = c.literal("zero", Literal::floats(&[], vec![0.0]))?;
            Ok(Some(vec![c.call_as(Name::Result(0), "Where", &[of.keep, x, zero], vec![])?]))
        }
        "ReduceMax" | "ArgMax" if k == 0 && (!of.added || of.low <= ABSORBS) => {
            let among = with(below_all(c, of)?);
            if operator.name == "ArgMax" {
                return Ok(Some(c.again(operator, among, true)?));
            }
            let any = c.again(operator, with(of.keep), false)?[0];
            if c.graph.constant(any).is_some_and(|v| v.iter().all(|k| *k > 0.0)) {
                return Ok(Some(c.again(operator, among, true)?));
            }
            let x = c.again(operator, among, false)?[0];
            let low = c.literal("low", Literal::floats(&[], vec![of.low]))?;
            let value = c.call_as(Name::Result(0), "Where", &[any, x, low], vec![])?;
            note(c, value, x, any, (of.low, of.added))?;
            Ok(Some(vec![value]))
        }
        name if k == 0 && MOVES.contains(&name) => {
            let results = c.again(operator, operands.clone(), true)?;
            if results.iter().any(|id| c.element(*id) != Element::Float) {
                return Ok(Some(results));
            }
            let values = c.again(operator, with(of.x), false)?;
            let kept = match name {
                "Cast" | "CastLike" => vec![of.keep],
                _ => c.again(operator, with(of.keep), false)?,
            };
            for (value, (x, keep)) in results.iter().zip(values.into_iter().zip(kept)) {
                c.graph.selected.insert(*value, Selected { x, keep, ..of });
            }
            Ok(Some(results))
        }
        "Add" if c.version >= 7 => {
            let value = c.again(operator, operands.clone(), true)?;
            let (a, b) = (c.operand(0, "A")?, c.operand(1, "B")?);
            let (a, b) = (seen(c, a)?, seen(c, b)?);
            // Nothing added to the other is the other.
            let nothing = |id: ValueId| c.uniform(id) == Some(0.0);
            let (x, none) = match (nothing(a.0), nothing(b.0)) {
                (true, _) => (b.0, true),
                (_, true) => (a.0, true),
                _ => (c.again(operator, vec![Some(a.0), Some(b.0)], false)?[0], false),
            };
            let keep = both(c, a.1.map(|s| s.keep), b.1.map(|s| s.keep))?.unwrap_or(of.keep);
            let low = a.1.into_iter().chain(b.1).fold(of.low, |low, s| low.max(s.low));
            for value in &value {
                note(c, *value, x, keep, (low, of.added || none))?;
            }
            Ok(Some(value))
        }
        "Mul" | "Div" if c.version >= 7 => {
            let other = c.operand(1 - k, "B")?;
            let Some(factor) = c.uniform(other).filter(|v| *v > 0.0) else { return Ok(None) };
            let low = match operator.name {
                "Mul" => of.low * factor,
                _ if k == 0 => of.low / factor,
                _ => return Ok(None),
            };
            if low > UNSEEN {
                return Ok(None);
            }
            let value = c.again(operator, operands.clone(), true)?;
            let x = c.again(operator, with(of.x), false)?;
            for (value, x) in value.iter().zip(x) {
                note(c, *value, x, of.keep, (low, of.added))?;
            }
            Ok(Some(value))
        }
        _ => Ok(None),
    }
}

/// A selection with a number below all that is selected instead of the one that is so far away that no scale holds both.
fn below_all(c: &mut Context<'_>, of: Selected) -> Result<ValueId, Problem> {
    let all = (0..c.shape(of.x).len() as i64).collect::<Vec<_>>();
    let along = c.literal("axes", Literal::ints(&[all.len()], all))?;
    let least = c.call("ReduceMin", &[of.x, along])?;
    let below = super::arithmetic::affine(c, Name::Part("below"), least, 1.0, -1.0)?;
    c.call("Where", &[of.keep, of.x, below])
}

/// A value without what a softmax does not see of it, and where that is.
fn seen(c: &mut Context<'_>, id: ValueId) -> Result<(ValueId, Option<Selected>), Problem> {
    if let Some(of) = c.graph.selected.get(&id) {
        return Ok((of.x, Some(*of)));
    }
    let Some(values) = c.graph.constant(id).filter(|v| v.iter().any(|v| *v <= UNSEEN)) else {
        return Ok((id, None));
    };
    let shape = c.shape(id);
    let low = values.iter().copied().filter(|v| *v <= UNSEEN).fold(f64::NEG_INFINITY, f64::max);
    let x = values.iter().map(|v| if *v <= UNSEEN { 0.0 } else { *v }).collect();
    let x = c.literal("seen", Literal::floats(&shape, x))?;
    let keep = constant_mask(c, &shape, values.iter().map(|v| *v > UNSEEN))?;
    Ok((x, Some(Selected { x, keep, low, added: true })))
}

/// `(1 − flag)·low`, as masks of data are written: 0 where the flag is 1, and else a number that no softmax tells from
/// minus infinity.
fn penalty(c: &mut Context<'_>) -> Result<Option<ValueId>, Problem> {
    let [Some(a), Some(b)] = c.operands[..] else { return Ok(None) };
    for (x, by) in [(a, b), (b, a)] {
        let Some(low) = c.uniform(by).filter(|v| *v <= UNSEEN && c.version >= 7) else { continue };
        let Some(flag) = complement(c, x) else { continue };
        let value = super::arithmetic::product(c, Name::Result(0), x, by)?;
        let keep = match c.element(flag) {
            Element::Bool => flag,
            _ => c.call_with("Cast", &[flag], vec![int("to", 9)])?,
        };
        let zero = c.literal("zero", Literal::floats(&[], vec![0.0]))?;
        note(c, value, zero, keep, (low, true))?;
        return Ok(Some(value));
    }
    Ok(None)
}

/// The whole numbers or booleans that `x` is 1 less.
fn complement(c: &Context<'_>, x: ValueId) -> Option<ValueId> {
    let made = |id: ValueId| c.graph.nodes.iter().rev().find(|n| n.output == id);
    let difference = made(x)?;
    let Op::Word(Word { kind: Kind::Map { terms, constant, .. }, .. }) = &difference.op else { return None };
    let [one, real] = difference.inputs[..] else { return None };
    let signs: Vec<f64> = terms.iter().map(|t| t.coefficient).collect();
    let plain = terms.iter().enumerate().all(|(i, t)| t.factors == [i]);
    let is = plain && signs == [1.0, -1.0] && *constant == 0.0 && c.uniform(one) == Some(1.0);
    let copy = made(real).filter(|n| is && matches!(n.op, Op::Reshape))?;
    let flag = *copy.inputs.first()?;
    (c.element(flag) != Element::Float).then_some(flag)
}

/// The softmax along an axis of the elements that are kept; the others are 0.
pub(super) fn masked_softmax(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    keep: ValueId,
    axis: usize,
    empty: Empty,
) -> Result<ValueId, Problem> {
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
    // The largest of those kept: the others are taken for the smallest of all.
    let least = c.call("ReduceMin", &[x, along])?;
    let among = c.call("Where", &[keep, x, least])?;
    let largest = c.call("ReduceMax", &[among, along])?;
    let below = c.call("Sub", &[among, largest])?;
    let (shape, kind) = (c.shape(below), Kind::Clip { lo: f64::NEG_INFINITY, hi: 0.0 });
    let below = c.word(Name::Part("below"), kind, &[below], &shape, Element::Float)?;
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

fn axes(c: &mut Context<'_>, axis: &[AttributeProto]) -> Result<ValueId, Problem> {
    c.literal("axes", Literal::ints(&[1], axis.iter().map(|a| a.i).collect()))
}
