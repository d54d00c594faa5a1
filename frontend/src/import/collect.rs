//! Scatters at positions that are known (computed ones: [`scatters`]): each element of the result is collected from those that go there.

use gadgets::primitive::Fold;

use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::folds::fold;
use super::gathers::gathered;
use super::moves::{Steps, sliced, view};
use super::picks::linear;
use super::scatters;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, strides_of};
use crate::literal::Literal;

/// Most elements that go to one place.
const MOST: usize = 64;

/// What becomes of several elements at one place.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Combine {
    /// The last one stays.
    Last,
    Add,
    Mul,
    Max,
    Min,
}

impl Combine {
    fn named(name: &str) -> Made<Self> {
        Ok(match name {
            "none" => Self::Last,
            "add" => Self::Add,
            "mul" => Self::Mul,
            "max" => Self::Max,
            "min" => Self::Min,
            other => {
                return Err(bad("reduction", &format!("is '{other}', expected none, add, mul, max or min")));
            }
        })
    }
}

/// `[B, O]` out of parts `[B, ..]` joined along the second axis: for each of the `O` the positions in them that go there.
pub(super) fn collected(
    c: &mut Context<'_>,
    name: Name<'_>,
    parts: &[ValueId],
    mut sources: Vec<Vec<usize>>,
    how: Combine,
    out: &[usize],
) -> Made {
    let mut parts = parts.to_vec();
    let total: usize = parts.iter().map(|id| c.shape(*id)[1]).sum();
    let batch = c.shape(parts[0])[0];
    let most = sources.iter().map(Vec::len).max().unwrap_or(0).max(1);
    if most > MOST {
        let (got, limit) = (most as u64, MOST as u64);
        return Err(Problem::TooLarge { what: "the number of elements that go to one place", got, limit });
    }
    if sources.iter().any(|s| s.len() < most) {
        // Nothing, so often as it takes.
        let neutral = if how == Combine::Mul { 1.0 } else { 0.0 };
        let repeats = matches!(how, Combine::Max | Combine::Min | Combine::Last);
        if !repeats || sources.iter().any(Vec::is_empty) {
            let literal = match c.element(parts[0]) {
                Element::Float => Literal::floats(&[batch, 1], vec![neutral; batch]),
                _ => Literal::ints(&[batch, 1], vec![neutral as i64; batch]),
            };
            parts.push(c.literal("nothing", literal)?);
        }
        for own in &mut sources {
            let filler = if repeats { own.first().copied().unwrap_or(total) } else { total };
            own.resize(most, filler);
        }
    }
    let all = if let [one] = parts[..] { one } else { c.joined(&parts, 1)? };
    let count = sources.len();
    let index: Vec<i64> = sources.into_iter().flatten().map(|p| p as i64).collect();
    let index = c.literal("positions", Literal::ints(&[count, most], index))?;
    let candidates = gathered(c, Name::Part("candidates"), all, index, 1)?;
    let flat = [batch, count];
    let chosen = match how {
        Combine::Last => c.reshaped(candidates, &flat)?,
        Combine::Add => fold(c, Name::Part("sum"), Fold::Sum, candidates, &[2], &flat)?,
        Combine::Max => fold(c, Name::Part("largest"), Fold::Max, candidates, &[2], &flat)?,
        Combine::Min => fold(c, Name::Part("smallest"), Fold::Min, candidates, &[2], &flat)?,
        Combine::Mul => {
            let shape = c.shape(candidates);
            let part = |c: &mut Context<'_>, k: usize| {
                let steps = Steps { first: k as i64, step: 1, count: 1 };
                view(c, Name::Part("factor"), candidates, vec![sliced(&shape, &[(2, steps)])], 0.0)
            };
            let mut all = part(c, 0)?;
            for k in 1..most {
                let next = part(c, k)?;
                all = c.call("Mul", &[all, next])?;
            }
            all
        }
    };
    c.emit_named(name, Op::Reshape, &[chosen], out)
}

/// Data with updates at these places of it.
fn scattered(
    c: &mut Context<'_>,
    data: ValueId,
    updates: ValueId,
    places: &[usize],
    how: Combine,
) -> Made<Vec<ValueId>> {
    let shape = c.shape(data);
    let (len, count) = (c.limits.count(&shape)?, places.len());
    if count == 0 {
        return Ok(vec![c.emit(Op::Reshape, &[data], &shape)?]);
    }
    let mut sources: Vec<Vec<usize>> = (0..len).map(|i| vec![i]).collect();
    for (k, place) in places.iter().enumerate() {
        let own = &mut sources[*place];
        if how == Combine::Last {
            own.clear();
        }
        own.push(len + k);
    }
    let parts = [c.reshaped(data, &[1, len])?, c.reshaped(updates, &[1, count])?];
    Ok(vec![collected(c, Name::Result(0), &parts, sources, how, &shape)?])
}

/// A position in `0..n`, counted from the end where it is below 0.
pub(super) fn position(p: i64, n: usize) -> Made<usize> {
    let from_front = if p < 0 { p.saturating_add(n as i64) } else { p };
    let inside = usize::try_from(from_front).ok().filter(|p| *p < n);
    inside.ok_or_else(|| Problem::Shape(format!("the index {p} of an axis of {n} lies outside")))
}

/// Also the operator's ancestor, Scatter.
pub(super) fn scatter_elements(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (data, updates) = (c.operand(0, "data")?, c.operand(2, "updates")?);
    let how = Combine::named(c.attributes.string("reduction")?.unwrap_or("none"))?;
    let given = c.operand(1, "indices")?;
    let (shape, at) = (c.shape(data), c.shape(given));
    let axis = Context::axis(c.attributes.int("axis", 0)?, shape.len())?;
    let whole = at.len() == shape.len() && (0..at.len()).all(|d| d == axis || at[d] == shape[d]);
    if whole && c.graph.value(given).constant.is_none() && at == c.shape(updates) {
        return Ok(vec![scatters::scattered(c, data, given, updates, axis, how)?]);
    }
    let index = c.integers(1, "indices")?;
    let fits = at.len() == shape.len()
        && at == c.shape(updates)
        && at.iter().zip(&shape).enumerate().all(|(d, (n, m))| d == axis || n <= m);
    if !fits {
        return Err(Problem::Shape(format!("indices {at:?} of data {shape:?}")));
    }
    let strides = strides_of(&shape);
    let mut places = Vec::with_capacity(index.len());
    for (k, p) in index.iter().enumerate() {
        let mut rest = k;
        let mut place = position(*p, shape[axis])? * strides[axis];
        for d in (0..at.len()).rev() {
            let own = rest % at[d];
            rest /= at[d];
            place += if d == axis { 0 } else { own * strides[d] };
        }
        places.push(place);
    }
    scattered(c, data, updates, &places, how)
}

pub(super) fn scatter_nd(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (data, updates) = (c.operand(0, "data")?, c.operand(2, "updates")?);
    let how = Combine::named(c.attributes.string("reduction")?.unwrap_or("none"))?;
    let given = c.operand(1, "indices")?;
    let (shape, at) = (c.shape(data), c.shape(given));
    let fail = || Problem::Shape(format!("indices {at:?} of data {shape:?}"));
    let (depth, lead) = at.split_last().filter(|(k, _)| **k <= shape.len()).ok_or_else(fail)?;
    let block: usize = shape[*depth..].iter().product();
    if c.shape(updates) != [lead, &shape[*depth..]].concat() {
        return Err(fail());
    }
    if c.graph.value(given).constant.is_none() {
        let (count, sizes) = (lead.iter().product(), &shape[..*depth]);
        let size = sizes.iter().product();
        let place = linear(c, given, count, sizes)?;
        let blocks = [
            c.reshaped(data, &[size, block])?,
            c.reshaped(place, &[count, 1])?,
            c.reshaped(updates, &[count, block])?,
        ];
        let y = scatters::scattered(c, blocks[0], blocks[1], blocks[2], 0, how)?;
        return Ok(vec![c.emit(Op::Reshape, &[y], &shape)?]);
    }
    let index = c.integers(1, "indices")?;
    let strides = strides_of(&shape);
    let mut places = Vec::new();
    for row in index.chunks(depth.max(&1).to_owned()).take(lead.iter().product()) {
        let mut first = 0;
        for (d, p) in row.iter().enumerate().take(*depth) {
            first += position(*p, shape[d])? * strides[d];
        }
        places.extend(first..first + block);
    }
    scattered(c, data, updates, &places, how)
}

/// A cache with an update written behind a position, around its end if it is circular.
pub(super) fn tensor_scatter(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let (data, updates) = (c.operand(0, "past_cache")?, c.operand(1, "update")?);
    let (shape, own) = (c.shape(data), c.shape(updates));
    let axis = Context::axis(c.attributes.int("axis", -2)?, shape.len())?;
    let circular = match c.attributes.string("mode")?.unwrap_or("linear") {
        "linear" => false,
        "circular" => true,
        other => return Err(bad("mode", &format!("is '{other}', expected linear or circular"))),
    };
    let fits = own.len() == shape.len()
        && axis > 0
        && own.iter().zip(&shape).enumerate().all(|(d, (n, m))| if d == axis { n <= m } else { n == m });
    if !fits {
        return Err(Problem::Shape(format!("an update {own:?} of {shape:?}")));
    }
    let first = match c.optional(2) {
        Some(_) => c.integers(2, "write_indices")?,
        None => vec![0; shape[0]],
    };
    if first.len() != shape[0] {
        return Err(Problem::Shape(format!("{} write indices for {shape:?}", first.len())));
    }
    let strides = strides_of(&shape);
    let count = c.limits.count(&own)?;
    let mut places = Vec::with_capacity(count);
    for k in 0..count {
        let (mut rest, mut place, mut batch, mut along) = (k, 0, 0, 0);
        for d in (0..own.len()).rev() {
            let at = rest % own[d];
            rest /= own[d];
            match d {
                d if d == axis => along = at,
                0 => batch = at,
                _ => {}
            }
            place += if d == axis { 0 } else { at * strides[d] };
        }
        let at = first[batch].saturating_add(along as i64);
        let at = if circular { at.rem_euclid(shape[axis] as i64) } else { at };
        places.push(place + position(at, shape[axis])? * strides[axis]);
    }
    scattered(c, data, updates, &places, Combine::Last)
}

/// Elements at the positions that a pool took them from, else 0.
pub(super) fn max_unpool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let x = c.operand(0, "X")?;
    let index = c.integers(1, "I")?;
    let shape = c.shape(x);
    let rank = shape.len().saturating_sub(2);
    let kernel = c.attributes.ints("kernel_shape")?.ok_or_else(|| bad("kernel_shape", "is required"))?;
    let kernel = super::attributes::checked_sizes("kernel_shape", kernel, rank, 1)?;
    let strides = c.attributes.sizes("strides", rank, 1)?;
    let pads = match c.attributes.ints("pads")? {
        Some(v) => super::attributes::checked_sizes("pads", v, 2 * rank, 0)?,
        None => vec![0; 2 * rank],
    };
    let inferred = (0..rank).map(|d| {
        ((shape[d + 2].max(1) - 1) * strides[d] + kernel[d]).saturating_sub(pads[d] + pads[rank + d])
    });
    let inferred: Vec<usize> = shape[..2].iter().copied().chain(inferred).collect();
    let out = match c.optional(2) {
        None => inferred.clone(),
        Some(_) => {
            super::attributes::checked_sizes("output_shape", &c.integers(2, "output_shape")?, rank + 2, 1)?
        }
    };
    let (len, wide) = (c.limits.count(&out)?, c.limits.count(&inferred)?);
    let mut sources = vec![Vec::new(); len];
    for (k, p) in index.iter().enumerate() {
        // Positions count in the shape that the pool read.
        let mut place = position(*p, wide)?;
        if out != inferred {
            let mut at = vec![0; out.len()];
            for d in (0..out.len()).rev() {
                at[d] = place % inferred[d];
                place /= inferred[d];
            }
            place = at.iter().zip(strides_of(&out)).map(|(i, s)| i * s).sum();
        }
        sources.get_mut(place).ok_or_else(|| Problem::Shape(format!("the index {p}")))?.clear();
        sources[place].push(k);
    }
    let count = c.limits.count(&shape)?;
    if index.len() != count {
        return Err(Problem::Shape(format!("{} indices for {shape:?}", index.len())));
    }
    let flat = c.reshaped(x, &[1, count])?;
    Ok(vec![collected(c, Name::Result(0), &[flat], sources, Combine::Add, &out)?])
}

/// Columns of windows, summed where those lie over each other.
pub(super) fn col2im(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let x = c.operand(0, "input")?;
    let (image, block) = (c.integers(1, "image_shape")?, c.integers(2, "block_shape")?);
    let rank = image.len();
    let sizes = super::attributes::checked_sizes;
    let (image, block) = (sizes("image_shape", &image, rank, 1)?, sizes("block_shape", &block, rank, 1)?);
    let (strides, dilations) =
        (c.attributes.sizes("strides", rank, 1)?, c.attributes.sizes("dilations", rank, 1)?);
    let pads = match c.attributes.ints("pads")? {
        Some(v) => sizes("pads", v, 2 * rank, 0)?,
        None => vec![0; 2 * rank],
    };
    let shape = c.shape(x);
    let taps: usize = block.iter().product();
    let fail = || Problem::Shape(format!("{shape:?} is not columns of {block:?} in {image:?}"));
    let [n, rows, columns] = shape[..] else { return Err(fail()) };
    let steps = (0..rank).map(|d| {
        let span = dilations[d].checked_mul(block[d] - 1)? + 1;
        Some((image[d] + pads[d] + pads[rank + d]).checked_sub(span)? / strides[d] + 1)
    });
    let steps: Vec<usize> = steps.collect::<Option<_>>().ok_or_else(fail)?;
    if rows % taps != 0 || steps.iter().product::<usize>() != columns {
        return Err(fail());
    }
    let len = c.limits.count(&image)?;
    let mut sources = vec![Vec::new(); len];
    let coordinates = |mut k: usize, sizes: &[usize]| {
        let mut at = vec![0; rank];
        for d in (0..rank).rev() {
            at[d] = k % sizes[d];
            k /= sizes[d];
        }
        at
    };
    for tap in 0..taps {
        let offset = coordinates(tap, &block);
        for column in 0..columns {
            let step = coordinates(column, &steps);
            let place = (0..rank).try_fold(0usize, |place, d| {
                let at = (step[d] * strides[d] + offset[d] * dilations[d]).checked_sub(pads[d])?;
                (at < image[d]).then_some(place * image[d] + at)
            });
            if let Some(place) = place {
                sources[place].push(tap * columns + column);
            }
        }
    }
    let channels = rows / taps;
    let flat = c.reshaped(x, &[n * channels, taps * columns])?;
    let out = [&[n, channels], &image[..]].concat();
    Ok(vec![collected(c, Name::Result(0), &[flat], sources, Combine::Add, &out)?])
}
