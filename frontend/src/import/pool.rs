//! MaxPool, AveragePool, GlobalAveragePool, and ReduceMean, which is a pool over the axes moved to the end.

use gadgets::Window;

use super::context::{Context, Made};
use super::{spatial, windows};
use crate::error::Problem;
use crate::float_graph::{Op, Pool, ValueId};

pub(super) fn max_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 2)?;
    let x = c.operand(0, "X")?;
    if !c.result_name(1).is_empty() {
        return spatial::max_pool_with_indices(c);
    }
    // It orders the indices only.
    c.attributes.ignore("storage_order");
    let shape = c.shape(x);
    if shape.len() > 4 {
        return spatial::max_pool(c);
    }
    let r = windows::resolve(c, &shape, None, c.version >= 10, c.version >= 10)?;
    let (pool, shape) = pool(c, &shape, &r)?;
    for axis in 0..2 {
        if let Some(o) = cells(&pool, axis).position(|n| n == 0) {
            return Err(Problem::Shape(format!("window {o} along spatial axis {axis} lies in the padding")));
        }
    }
    Ok(vec![c.emit(Op::MaxPool(pool), &[x], &shape)?])
}

pub(super) fn average_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    if shape.len() > 4 {
        return spatial::average_pool(c);
    }
    let include = c.version >= 7 && c.attributes.flag("count_include_pad", false)?;
    let r = windows::resolve(c, &shape, None, c.version >= 19, c.version >= 10)?;
    let (pool, shape) = pool(c, &shape, &r)?;
    // With count_include_pad the model's own padding counts, ceil_mode's surplus never does.
    let counts = |axis: usize| -> Vec<usize> {
        let end = pool.input[axis] + pool.window.begin[axis] + r.declared_end[axis];
        let starts = (0..pool.output[axis]).map(|o| o * pool.window.strides[axis]);
        let padded = starts.map(|s| {
            let cells = (0..pool.window.kernel[axis]).map(|k| s + k * pool.window.dilations[axis]);
            cells.filter(|p| *p < end).count()
        });
        if include { padded.collect() } else { cells(&pool, axis).collect() }
    };
    let (rows, columns) = (counts(0), counts(1));
    let divisors: Vec<usize> = rows.iter().flat_map(|r| columns.iter().map(move |c| r * c)).collect();
    if let Some(i) = divisors.iter().position(|d| *d == 0) {
        return Err(Problem::Shape(format!("window {i} lies in the padding: a division by zero")));
    }
    Ok(vec![c.emit(Op::AveragePool(pool, divisors), &[x], &shape)?])
}

/// How many cells of each window along `axis` lie inside the input.
fn cells(pool: &Pool, axis: usize) -> impl Iterator<Item = usize> {
    (0..pool.output[axis]).map(move |o| pool.window.cells(axis, o, pool.input[axis]))
}

/// The pool of a resolved window, and the shape of its result.
fn pool(c: &Context<'_>, shape: &[usize], r: &windows::Resolved) -> Made<(Pool, Vec<usize>)> {
    let planes = c.limits.count(&shape[..2])?;
    let ([ho, wo], [kh, kw]) = (r.output, r.window.kernel);
    c.limits.check_work(&[planes, ho, wo, kh, kw])?;
    let pool = Pool { planes, input: r.input, output: r.output, window: r.window };
    let mut out = shape[..2].to_vec();
    out.extend(r.output_shape());
    Ok((pool, out))
}

pub(super) fn global_average_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    if shape.len() < 2 {
        return Err(Problem::Shape(format!("X is {shape:?}, at least 2 dimensions expected")));
    }
    let mut out = shape.clone();
    out[2..].fill(1);
    mean(c, x, &shape, 2, &out)
}

/// The mean over the dimensions from `split` on: one window as large as the plane.
fn mean(c: &mut Context<'_>, x: ValueId, shape: &[usize], split: usize, out: &[usize]) -> Made<Vec<ValueId>> {
    let (planes, cells) = (shape[..split].iter().product(), shape[split..].iter().product());
    let input = [1, cells];
    let window = Window::plain(input, [1, 1]);
    c.limits.check_work(&[planes, cells])?;
    let pool = Pool { planes, input, output: [1, 1], window };
    Ok(vec![c.emit(Op::AveragePool(pool, vec![cells]), &[x], out)?])
}

/// Axes as an attribute, an operand since version 18; none means all. Axes that are not the last ones are moved
/// there.
pub(super) fn reduce_mean(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(if c.version >= 18 { 2 } else { 1 }, 1)?;
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let rank = shape.len();
    let keep = c.attributes.flag("keepdims", true)?;
    let given = match c.version {
        18.. if c.optional(1).is_some() => c.integers(1, "axes")?,
        18.. => Vec::new(),
        _ => c.attributes.ints("axes")?.unwrap_or_default().to_vec(),
    };
    if given.is_empty() && c.version >= 18 && c.attributes.flag("noop_with_empty_axes", false)? {
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    }
    c.attributes.ignore("noop_with_empty_axes");
    let mut axes = given.iter().map(|a| Context::axis(*a, rank)).collect::<Result<Vec<_>, _>>()?;
    axes.sort_unstable();
    axes.dedup();
    if axes.is_empty() {
        axes = (0..rank).collect();
    }
    let kept: Vec<usize> = (0..rank).filter(|d| !axes.contains(d)).collect();
    let split = kept.len();
    let out: Vec<usize> = if keep {
        (0..rank).map(|d| if axes.contains(&d) { 1 } else { shape[d] }).collect()
    } else {
        kept.iter().map(|d| shape[*d]).collect()
    };
    let perm = [kept, axes].concat();
    if perm.is_sorted() {
        return mean(c, x, &shape, split, &out);
    }
    let moved: Vec<usize> = perm.iter().map(|d| shape[*d]).collect();
    let x = c.emit_part("axes_last", Op::Transpose { shape, perm }, &[x], &moved)?;
    mean(c, x, &moved, split, &out)
}
