//! Operators that move elements: views of the operand, and joins.

use gadgets::primitive::{Part, Read, Source};
use gadgets::{Axis, View};

use super::attributes::bad;
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, broadcast_shape};
use crate::literal::Literal;
use crate::words::{Kind, Term, broadcast};

/// A copy of one operand through views.
pub(super) fn view(c: &mut Context<'_>, name: Name<'_>, x: ValueId, views: Vec<View>, fill: f64) -> Made {
    let under = c.shape(x);
    let fail = |e: gadgets::view::ViewError| Problem::Shape(e.to_string());
    let shape = views.iter().try_fold(under, |s, v| v.shape(&s)).map_err(fail)?;
    let element = c.element(x);
    let read = Read { source: Source::Value(0), views };
    c.word(name, Kind::Move { read, fill }, &[x], &shape, element)
}

/// One range of positions along an axis: the first, the step, and how many.
#[derive(Clone, Copy)]
pub(super) struct Steps {
    pub first: i64,
    pub step: i64,
    pub count: usize,
}

pub(super) fn sliced(shape: &[usize], axes: &[(usize, Steps)]) -> View {
    let mut out = shape.to_vec();
    for (axis, s) in axes {
        out[*axis] = s.count;
    }
    let axis = |d: usize| {
        let steps =
            axes.iter().find(|(a, _)| *a == d).map_or(Steps { first: 0, step: 1, count: 0 }, |(_, s)| *s);
        Axis { offset: steps.first, ..Axis::none(shape.len()).with(d, steps.step) }
    };
    View::Affine { axes: (0..shape.len()).map(axis).collect(), shape: out }
}

/// Axes, starts and ends are attributes before version 10.
pub(super) fn slice(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let (starts, ends, axes, steps) = if c.version < 10 {
        c.arity(1, 1)?;
        let list = |name: &str| c.attributes.ints(name).map(|v| v.map(<[i64]>::to_vec));
        let starts = list("starts")?.ok_or_else(|| bad("starts", "is required"))?;
        (starts, list("ends")?.ok_or_else(|| bad("ends", "is required"))?, list("axes")?, None)
    } else {
        c.arity(5, 1)?;
        let optional =
            |index: usize, name: &'static str| c.optional(index).map(|_| c.integers(index, name)).transpose();
        (c.integers(1, "starts")?, c.integers(2, "ends")?, optional(3, "axes")?, optional(4, "steps")?)
    };
    let axes = axes.unwrap_or_else(|| (0..starts.len() as i64).collect());
    let steps = steps.unwrap_or_else(|| vec![1; starts.len()]);
    if [ends.len(), axes.len(), steps.len()].iter().any(|n| *n != starts.len()) {
        return Err(Problem::Shape("starts, ends, axes and steps are of different lengths".to_owned()));
    }
    let mut chosen = Vec::with_capacity(axes.len());
    for (((start, end), axis), step) in starts.iter().zip(&ends).zip(&axes).zip(&steps) {
        let axis = Context::axis(*axis, shape.len())?;
        let n = shape[axis] as i64;
        let from_end = |v: i64| if v < 0 { v.saturating_add(n) } else { v };
        let (first, count) = match *step {
            0 => return Err(Problem::Shape("a step of 0".to_owned())),
            s if s > 0 => {
                let (first, last) = (from_end(*start).clamp(0, n), from_end(*end).clamp(0, n));
                (first, (last - first).max(0) as u64)
            }
            _ => {
                let (first, last) = (from_end(*start).clamp(-1, n - 1), from_end(*end).clamp(-1, n - 1));
                (first, (first - last).max(0) as u64)
            }
        };
        let count = count.div_ceil(step.unsigned_abs()) as usize;
        if chosen.iter().any(|(a, _)| *a == axis) {
            return Err(bad("axes", &format!("name axis {axis} twice")));
        }
        chosen.push((axis, Steps { first, step: if count > 1 { *step } else { 1 }, count }));
    }
    if chosen.iter().any(|(_, s)| s.count == 0) {
        let mut empty = shape.clone();
        chosen.iter().for_each(|(axis, s)| empty[*axis] = s.count);
        return Ok(vec![c.emit(Op::Reshape, &[x], &empty)?]);
    }
    Ok(vec![view(c, Name::Result(0), x, vec![sliced(&shape, &chosen)], 0.0)?])
}

pub(super) fn concat(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let mut all = Vec::new();
    for i in 0..c.operands.len() {
        let id = c.operand(i, "inputs")?;
        // What has no elements adds none.
        if !c.graph.value(id).is_empty() {
            all.push(id);
        }
    }
    let Some(first) = all.first().copied() else {
        // Nothing of nothing.
        let first = c.operand(0, "inputs")?;
        let mut shape = c.shape(first);
        let axis = Context::axis(c.attributes.int("axis", 1)?, shape.len())?;
        let sizes = c.operands.iter().flatten().filter_map(|id| c.graph.value(*id).shape.get(axis));
        shape[axis] = sizes.sum();
        return Ok(vec![c.emit(Op::Reshape, &[first], &shape)?]);
    };
    let rank = c.shape(first).len();
    let axis = Context::axis(c.attributes.int("axis", 1)?, rank)?;
    let element =
        all.iter().fold(c.element(first), |e, id| if e == c.element(*id) { e } else { Element::Float });
    let mut shape = c.shape(first);
    shape[axis] = all.iter().map(|id| c.shape(*id).get(axis).copied().unwrap_or(0)).sum();
    if let [one] = all[..] {
        return Ok(vec![c.emit(Op::Reshape, &[one], &shape)?]);
    }
    let parts = (0..all.len()).map(|value| Part { value, views: Vec::new() }).collect();
    let read = Read { source: Source::Concat { axis, parts }, views: Vec::new() };
    Ok(vec![c.word(Name::Result(0), Kind::Move { read, fill: 0.0 }, &all, &shape, element)?])
}

/// Sizes are an attribute before version 13; equal parts where there are none.
pub(super) fn split(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let results = c.node.output.len();
    c.arity(if c.version < 13 { 1 } else { 2 }, results)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let axis = Context::axis(c.attributes.int("axis", 0)?, shape.len())?;
    let given = match c.version {
        13.. if c.optional(1).is_some() => Some(c.integers(1, "split")?),
        13.. => None,
        _ => c.attributes.ints("split")?.map(<[i64]>::to_vec),
    };
    let count = c.attributes.int("num_outputs", results as i64)?;
    let sizes: Vec<usize> = match given {
        Some(v) => super::attributes::checked_sizes("split", &v, results, 0)?,
        None if count == results as i64 && results > 0 => {
            let each = shape[axis].div_ceil(results);
            (0..results).map(|i| shape[axis].saturating_sub(i * each).min(each)).collect()
        }
        None => return Err(bad("num_outputs", &format!("is {count}, but there are {results} results"))),
    };
    if sizes.iter().sum::<usize>() != shape[axis] {
        return Err(Problem::Shape(format!("{} elements do not split into {sizes:?}", shape[axis])));
    }
    let mut first = 0;
    let mut parts = Vec::with_capacity(results);
    for (i, size) in sizes.into_iter().enumerate() {
        let steps = Steps { first, step: 1, count: size };
        first += size as i64;
        let name = if c.result_name(i).is_empty() { Name::Part("unused") } else { Name::Result(i) };
        if size == 0 || shape.contains(&0) {
            let mut empty = shape.clone();
            empty[axis] = size;
            parts.push(c.emit_named(name, Op::Reshape, &[x], &empty)?);
            continue;
        }
        parts.push(view(c, name, x, vec![sliced(&shape, &[(axis, steps)])], 0.0)?);
    }
    Ok(parts)
}

/// Axes as an attribute before version 13, an operand since.
fn axes(c: &Context<'_>) -> Made<Option<Vec<i64>>> {
    c.arity(if c.version < 13 { 1 } else { 2 }, 1)?;
    if c.version < 13 {
        return Ok(c.attributes.ints("axes")?.map(<[i64]>::to_vec));
    }
    c.optional(1).map(|_| c.integers(1, "axes")).transpose()
}

pub(super) fn squeeze(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let dropped: Vec<usize> = match axes(c)? {
        Some(v) => v.iter().map(|a| Context::axis(*a, shape.len())).collect::<Result<_, _>>()?,
        None => (0..shape.len()).filter(|d| shape[*d] == 1).collect(),
    };
    if let Some(d) = dropped.iter().find(|d| shape[**d] != 1) {
        return Err(Problem::Shape(format!("axis {d} of {shape:?} is not 1")));
    }
    let kept: Vec<usize> = (0..shape.len()).filter(|d| !dropped.contains(d)).map(|d| shape[d]).collect();
    Ok(vec![c.emit(Op::Reshape, &[x], &kept)?])
}

pub(super) fn unsqueeze(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let given = axes(c)?.ok_or_else(|| bad("axes", "is required"))?;
    let rank = shape.len() + given.len();
    let new: Vec<usize> = given.iter().map(|a| Context::axis(*a, rank)).collect::<Result<_, _>>()?;
    if new.iter().enumerate().any(|(i, a)| new[..i].contains(a)) {
        return Err(bad("axes", "name one axis twice"));
    }
    let mut old = shape.iter();
    let out: Vec<usize> =
        (0..rank).map(|d| if new.contains(&d) { 1 } else { old.next().copied().unwrap_or(1) }).collect();
    if old.next().is_some() {
        return Err(bad("axes", "name one axis twice"));
    }
    Ok(vec![c.emit(Op::Reshape, &[x], &out)?])
}

pub(super) fn expand(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "input")?;
    let from = c.shape(x);
    let wanted = c.integers(1, "shape")?;
    let fail = || Problem::Shape(format!("{from:?} does not broadcast to {wanted:?}"));
    let wanted: Option<Vec<usize>> = wanted.iter().map(|d| usize::try_from(*d).ok()).collect();
    let shape = wanted.and_then(|w| broadcast_shape(&from, &w)).ok_or_else(fail)?;
    if shape == from {
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    }
    c.limits.count(&shape)?;
    Ok(vec![view(c, Name::Result(0), x, vec![View::broadcast(&from, &shape)], 0.0)?])
}

/// Each axis is read again and again: as two axes, of which the outer one repeats.
pub(super) fn tile(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let repeats = super::attributes::checked_sizes("repeats", &c.integers(1, "repeats")?, shape.len(), 1)?;
    let doubled: Vec<usize> = repeats.iter().zip(&shape).flat_map(|(r, n)| [*r, *n]).collect();
    let from: Vec<Option<usize>> = (0..shape.len()).map(|d| Some(2 * d + 1)).collect();
    let out: Vec<usize> = repeats.iter().zip(&shape).map(|(r, n)| r.saturating_mul(*n)).collect();
    c.limits.count(&out)?;
    let views = vec![View::select(&doubled, &from), View::Reshape { shape: out }];
    Ok(vec![view(c, Name::Result(0), x, views, 0.0)?])
}

/// `[N, C·b², H, W]` to `[N, C, H·b, W·b]`.
pub(super) fn depth_to_space(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let b = block(c)?;
    let crd = match c.attributes.string("mode")?.unwrap_or("DCR") {
        "DCR" => false,
        "CRD" => true,
        other => return Err(bad("mode", &format!("is '{other}', expected DCR or CRD"))),
    };
    let [n, d, h, w] = shape[..] else {
        return Err(Problem::Shape(format!("{shape:?}, 4 dimensions expected")));
    };
    if d % (b * b) != 0 {
        return Err(Problem::Shape(format!("{d} channels do not divide by {b}²")));
    }
    let depth = d / (b * b);
    let (split, perm) = if crd {
        ([n, depth, b, b, h, w], [0, 1, 4, 2, 5, 3])
    } else {
        ([n, b, b, depth, h, w], [0, 3, 4, 1, 5, 2])
    };
    let views = vec![
        View::Reshape { shape: split.to_vec() },
        View::permute(&split, &perm),
        View::Reshape { shape: vec![n, depth, h * b, w * b] },
    ];
    Ok(vec![view(c, Name::Result(0), x, views, 0.0)?])
}

/// `[N, C, H·b, W·b]` to `[N, C·b², H, W]`.
pub(super) fn space_to_depth(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let b = block(c)?;
    let [n, d, h, w] = shape[..] else {
        return Err(Problem::Shape(format!("{shape:?}, 4 dimensions expected")));
    };
    if h % b != 0 || w % b != 0 {
        return Err(Problem::Shape(format!("{h} and {w} do not divide by {b}")));
    }
    let split = [n, d, h / b, b, w / b, b];
    let views = vec![
        View::Reshape { shape: split.to_vec() },
        View::permute(&split, &[0, 3, 5, 1, 2, 4]),
        View::Reshape { shape: vec![n, d * b * b, h / b, w / b] },
    ];
    Ok(vec![view(c, Name::Result(0), x, views, 0.0)?])
}

fn block(c: &Context<'_>) -> Made<usize> {
    let b = c.attributes.int("blocksize", 0)?;
    usize::try_from(b)
        .ok()
        .filter(|b| (1..1 << 15).contains(b))
        .ok_or_else(|| bad("blocksize", &format!("is {b}")))
}

/// The triangle above or below a diagonal: times a mask.
pub(super) fn trilu(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "input")?;
    let shape = c.shape(x);
    let upper = c.attributes.flag("upper", true)?;
    let k = match c.optional(1) {
        None => 0,
        Some(_) => c.integers(1, "k")?.first().copied().unwrap_or(0),
    };
    let [.., rows, columns] = shape[..] else {
        return Err(Problem::Shape(format!("{shape:?}, at least 2 dimensions expected")));
    };
    if let Some(values) = c.graph.constant(x) {
        // Which may be infinite.
        let at = |i: usize| ((i / columns.max(1) % rows.max(1)) as i64, (i % columns.max(1)) as i64);
        let inside =
            |(r, l): (i64, i64)| if upper { l.saturating_sub(r) >= k } else { l.saturating_sub(r) <= k };
        let values = values.iter().enumerate().map(|(i, v)| if inside(at(i)) { *v } else { 0.0 });
        let literal = match c.element(x) {
            Element::Float => Literal::floats(&shape, values.collect()),
            _ => Literal::ints(&shape, values.map(|v| v as i64).collect()),
        };
        return Ok(vec![c.named_literal(literal)?]);
    }
    let kept = |r: i64, l: i64| if upper { l.saturating_sub(r) >= k } else { l.saturating_sub(r) <= k };
    let mask =
        (0..rows as i64).flat_map(|r| (0..columns as i64).map(move |l| i64::from(kept(r, l)))).collect();
    let mask = c.literal("mask", Literal::ints(&[rows, columns], mask))?;
    let reads = vec![Read::value(0), broadcast(1, &[rows, columns], &shape)];
    let terms = vec![Term { coefficient: 1.0, factors: vec![0, 1] }];
    let element = c.element(x);
    Ok(vec![c.word(
        Name::Result(0),
        Kind::Map { reads, terms, constant: 0.0 },
        &[x, mask],
        &shape,
        element,
    )?])
}
