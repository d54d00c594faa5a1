//! Elements that are a number so far below the others that a softmax takes it for minus infinity, as masks are written.
//!
//! No scale holds both. So what is selected, or added to, is noted beside the whole, and who reads the whole takes what it
//! means: a softmax, its logarithm, a ReLU, the largest element and where it is, a selection of what is kept; moves, sums and
//! factors hand the note on.

use super::attributes::int;
use super::context::{Context, Made, Name};
use super::exclude::{Empty, MOVES, both, masked_log_softmax, masked_softmax, spread};
use super::opset::Operator;
use crate::float_graph::{Element, Node, Op, Selected, UNSEEN, ValueId};
use crate::literal::Literal;
use crate::words::{Kind, Word};

/// From here on down a sum with a score is this number in 32 bits.
const ABSORBS: f64 = -1e9;
/// Notes that a selection is `x` where `keep` holds, and else a number that no softmax tells from minus infinity.
pub(super) fn note_selection(
    c: &mut Context<'_>,
    value: ValueId,
    x: ValueId,
    keep: ValueId,
    other: ValueId,
) -> Made<()> {
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
) -> Made<()> {
    let (x, keep) = (spread(c, value, x)?, spread(c, value, keep)?);
    c.graph.selected.insert(value, Selected { x, keep, low, added });
    Ok(())
}

/// The results of an operator on a value with elements that a softmax does not see; `None` where it sees them.
pub(super) fn beside_low(c: &mut Context<'_>, operator: &'static Operator) -> Made<Option<Vec<ValueId>>> {
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
        name @ ("Softmax" | "LogSoftmax") => {
            let rank = c.shape(of.x).len();
            let axis = c.attributes.int("axis", if c.version < 13 { 1 } else { -1 })?;
            let axis = Context::axis(axis, rank)?;
            if c.version < 13 && axis + 1 != rank {
                return Ok(None);
            }
            let even = !of.added || of.low <= ABSORBS;
            if name == "LogSoftmax" {
                let (x, keep) = masked_log_softmax(c, of.x, of.keep, axis, even)?;
                let low = c.scalar("low", of.low)?;
                let value = c.call_as(Name::Result(0), "Where", &[keep, x, low], vec![])?;
                note(c, value, x, keep, (of.low, of.added))?;
                return Ok(Some(vec![value]));
            }
            let empty = if even { Empty::Even } else { Empty::All };
            Ok(Some(vec![masked_softmax(c, Name::Result(0), of.x, of.keep, axis, empty)?]))
        }
        "Where" if c.operand(0, "condition").is_ok_and(|when| chosen(c, when, k, of.keep)) => {
            Ok(Some(c.again(operator, with(of.x), true)?))
        }
        "Relu" => {
            let x = c.again(operator, with(of.x), false)?[0];
            let zero = c.scalar("zero", 0.0)?;
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
            let low = c.scalar("low", of.low)?;
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

/// Whether what a selection takes of its operand `k` is all kept: where the condition holds for the first, and where it fails for the
/// second, as masks are filled. It is so of the mask, of what is or-ed to one, and of constants.
fn chosen(c: &Context<'_>, condition: ValueId, k: usize, keep: ValueId) -> bool {
    let (shape, first) = (c.shape(keep), k == 1);
    if let (Some(when), Some(kept)) = (c.spread_constant(condition, &shape), c.spread_constant(keep, &shape))
    {
        return when.iter().zip(&kept).all(|(when, kept)| (*when != 0.0) != first || *kept > 0.0);
    }
    if c.shape(condition) != shape || !(1..3).contains(&k) {
        return false;
    }
    // `constant + Σ coefficient · operand …` of booleans.
    let made = |id: ValueId| {
        let node = c.graph.nodes.iter().rev().find(|n| n.output == id)?;
        let Op::Word(Word { kind: Kind::Map { terms, constant, .. }, .. }) = &node.op else { return None };
        Some((node, terms.iter().map(|t| t.coefficient).collect::<Vec<f64>>(), *constant))
    };
    let is = |id: ValueId| match made(id) {
        _ if first => id == condition,
        Some((not, signs, constant)) => {
            not.inputs == [condition] && (&signs[..], constant) == (&[-1.0][..], 1.0)
        }
        None => false,
    };
    let either = |(or, signs, constant): (&Node, Vec<f64>, f64)| {
        (&signs[..], constant) == (&[1.0, 1.0, -1.0][..], 0.0) && or.inputs.iter().any(|id| is(*id))
    };
    is(keep) || made(keep).is_some_and(either)
}

/// A selection with a number below all that is selected instead of the one that is so far away that no scale holds both.
fn below_all(c: &mut Context<'_>, of: Selected) -> Made {
    let all = (0..c.shape(of.x).len() as i64).collect::<Vec<_>>();
    let along = c.literal("axes", Literal::ints(&[all.len()], all))?;
    let least = c.call("ReduceMin", &[of.x, along])?;
    let below = super::arithmetic::affine(c, Name::Part("below"), least, 1.0, -1.0)?;
    c.call("Where", &[of.keep, of.x, below])
}

/// A value without what a softmax does not see of it, and where that is.
fn seen(c: &mut Context<'_>, id: ValueId) -> Made<(ValueId, Option<Selected>)> {
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
    let keep = c.flags("kept", &shape, values.iter().map(|v| *v > UNSEEN))?;
    Ok((x, Some(Selected { x, keep, low, added: true })))
}

/// `(1 − flag)·low`, as masks of data are written: 0 where the flag is 1, and else a number that no softmax tells from
/// minus infinity.
pub(super) fn penalty(c: &mut Context<'_>) -> Made<Option<ValueId>> {
    let [Some(a), Some(b)] = c.operands[..] else { return Ok(None) };
    for (x, by) in [(a, b), (b, a)] {
        let Some(low) = c.uniform(by).filter(|v| *v <= UNSEEN && c.version >= 7) else { continue };
        let Some(flag) = complement(c, x) else { continue };
        let value = super::arithmetic::product(c, Name::Result(0), x, by)?;
        let keep = match c.element(flag) {
            Element::Bool => flag,
            _ => c.call_with("Cast", &[flag], vec![int("to", 9)])?,
        };
        let zero = c.scalar("zero", 0.0)?;
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
