//! Elements that are picked out: at tuples of positions, where a condition holds, in another order, or once each.

use super::attributes::int;
use super::collect::{Combine, collected, position};
use super::context::{Context, Made, Name};
use super::gathers::gathered;
use crate::error::Problem;
use crate::float_graph::{Op, ValueId, strides_of};
use crate::literal::{Data, Literal};

/// Computed tuples of positions in `sizes`, `count` of them, as positions in all elements; those below 0 count from the end.
pub(super) fn linear(c: &mut Context<'_>, index: ValueId, count: usize, sizes: &[usize]) -> Made {
    let depth = sizes.len();
    let whole = |v: &[usize]| Literal::ints(&[depth], v.iter().map(|n| *n as i64).collect());
    let rows = c.reshaped(index, &[count, depth])?;
    let zero = c.whole("zero", 0)?;
    let lengths = c.literal("sizes", whole(sizes))?;
    let below = c.call("Less", &[rows, zero])?;
    let below = c.call_with("Cast", &[below], vec![int("to", 7)])?;
    let more = c.call("Mul", &[below, lengths])?;
    let rows = c.call("Add", &[rows, more])?;
    let weights = c.literal("strides", whole(&strides_of(sizes)))?;
    let parts = c.call("Mul", &[rows, weights])?;
    let axes = c.list("axes", &[1])?;
    c.call_with("ReduceSum", &[parts, axes], vec![int("keepdims", 0)])
}

/// Elements at tuples of positions.
pub(super) fn gather_nd(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (data, index) = (c.operand(0, "data")?, c.operand(1, "indices")?);
    let (shape, at) = (c.shape(data), c.shape(index));
    let batch = usize::try_from(c.attributes.int("batch_dims", 0)?).unwrap_or(usize::MAX);
    let fail =
        || Problem::Shape(format!("indices {at:?} of data {shape:?}, of which {batch} axes are batches"));
    let (depth, lead) = at.split_last().ok_or_else(fail)?;
    if batch > lead.len() || batch.saturating_add(*depth) > shape.len() || at[..batch] != shape[..batch] {
        return Err(fail());
    }
    let (sizes, block) = (&shape[batch..batch + depth], &shape[batch + depth..]);
    let batches: usize = shape[..batch].iter().product();
    let count: usize = lead[batch..].iter().product();
    let (inner, size) = (block.iter().product::<usize>(), sizes.iter().product::<usize>());
    // Tuples as positions among `size` blocks, behind those of the batches before.
    let strides = strides_of(sizes);
    let linear = match c.graph.constant(index) {
        Some(values) => {
            let mut places = Vec::with_capacity(batches * count);
            for (k, row) in values.chunks(depth.max(&1).to_owned()).enumerate().take(batches * count) {
                let mut place = k / count.max(1) * size;
                for (d, p) in row.iter().enumerate().take(*depth) {
                    place += position(*p as i64, sizes[d])? * strides[d];
                }
                places.push(place as i64);
            }
            c.literal("positions", Literal::ints(&[batches * count], places))?
        }
        None => {
            let place = linear(c, index, batches * count, sizes)?;
            let first = (0..batches * count).map(|k| (k / count.max(1) * size) as i64).collect();
            let first = c.literal("first", Literal::ints(&[batches * count], first))?;
            c.call("Add", &[place, first])?
        }
    };
    let blocks = c.reshaped(data, &[batches * size, inner])?;
    let y = gathered(c, Name::Part("blocks"), blocks, linear, 0)?;
    let out = [lead, block].concat();
    Ok(vec![c.emit(Op::Reshape, &[y], &out)?])
}

/// Elements where a known condition holds, along an axis or of all.
pub(super) fn compress(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "input")?;
    let condition = c.integers(1, "condition")?;
    let kept: Vec<i64> =
        condition.iter().enumerate().filter(|(_, v)| **v != 0).map(|(i, _)| i as i64).collect();
    let shape = c.shape(x);
    let (x, axis) = if c.attributes.has("axis") {
        (x, Context::axis(c.attributes.int("axis", 0)?, shape.len())?)
    } else {
        (c.reshaped(x, &[shape.iter().product()])?, 0)
    };
    let kept = c.list("kept", &kept)?;
    Ok(vec![c.call_as(Name::Result(0), "Gather", &[x, kept], vec![int("axis", axis as i64)])?])
}

/// Positions of the elements of a constant that are not 0.
pub(super) fn non_zero(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let literal = c.constant(0, "X")?.clone();
    let shape = literal.shape.clone();
    let found: Vec<usize> =
        literal.to_f64().iter().enumerate().filter(|(_, v)| **v != 0.0).map(|(i, _)| i).collect();
    let strides = strides_of(&shape);
    let rows = (0..shape.len()).flat_map(|d| {
        let (stride, size) = (strides[d].max(1), shape[d].max(1));
        found.iter().map(move |i| (i / stride % size) as i64)
    });
    let rows: Vec<i64> = rows.collect();
    Ok(vec![c.named_literal(Literal::ints(&[shape.len(), found.len()], rows))?])
}

/// The first elements of each length turned around.
pub(super) fn reverse_sequence(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "input")?;
    let lengths = c.integers(1, "sequence_lens")?;
    let shape = c.shape(x);
    let (time, batch) = (c.attributes.int("time_axis", 0)?, c.attributes.int("batch_axis", 1)?);
    let (time, batch) = (Context::axis(time, shape.len())?, Context::axis(batch, shape.len())?);
    if time == batch || lengths.len() != shape[batch] {
        return Err(Problem::Shape(format!("{} lengths for axis {batch} of {shape:?}", lengths.len())));
    }
    if lengths.iter().any(|n| *n < 0 || *n > shape[time] as i64) {
        return Err(Problem::Shape(format!("lengths {lengths:?} of an axis of {}", shape[time])));
    }
    let strides = strides_of(&shape);
    let len = c.limits.count(&shape)?;
    let sources = (0..len).map(|i| {
        let (t, b) = (i / strides[time] % shape[time], i / strides[batch] % shape[batch]);
        let n = lengths[b] as usize;
        let from = if t < n { n - 1 - t } else { t };
        vec![i - t * strides[time] + from * strides[time]]
    });
    let sources = sources.collect();
    let flat = c.reshaped(x, &[1, len])?;
    Ok(vec![collected(c, Name::Result(0), &[flat], sources, Combine::Last, &shape)?])
}

/// The elements of a constant once each, sorted or in the order of their first appearance.
pub(super) fn unique(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 4)?;
    let sorted = c.attributes.flag("sorted", true)?;
    let literal = c.constant(0, "X")?.clone();
    let (shape, values) = (literal.shape.clone(), literal.to_f64());
    // Rows along the axis, or single elements.
    let axis = match c.attributes.has("axis") {
        true => Some(Context::axis(c.attributes.int("axis", 0)?, shape.len())?),
        false => None,
    };
    let count = axis.map_or(values.len(), |a| shape[a]);
    let strides = strides_of(&shape);
    let row = |i: usize| -> Vec<f64> {
        match axis {
            None => vec![values[i]],
            Some(a) => {
                let own = values.iter().enumerate().filter(|(p, _)| p / strides[a] % shape[a] == i);
                own.map(|(_, v)| *v).collect()
            }
        }
    };
    let rows: Vec<Vec<f64>> = (0..count).map(row).collect();
    let mut first: Vec<usize> = Vec::new();
    for (i, own) in rows.iter().enumerate() {
        if !first.iter().any(|f| rows[*f] == *own) {
            first.push(i);
        }
    }
    if sorted {
        first.sort_by(|a, b| rows[*a].partial_cmp(&rows[*b]).unwrap_or(std::cmp::Ordering::Equal));
    }
    let inverse: Vec<i64> =
        rows.iter().map(|r| first.iter().position(|f| rows[*f] == *r).unwrap_or(0) as i64).collect();
    let counts =
        (0..first.len()).map(|k| inverse.iter().filter(|i| **i == k as i64).count() as i64).collect();
    let positions: Vec<i64> = first.iter().map(|i| *i as i64).collect();
    let x = c.operand(0, "X")?;
    let n = positions.len();
    let index = c.literal("first", Literal::ints(&[n], positions.clone()))?;
    let (x, along) = match axis {
        Some(a) => (x, a),
        None => (c.reshaped(x, &[values.len()])?, 0),
    };
    let y = c.call_as(Name::Result(0), "Gather", &[x, index], vec![int("axis", along as i64)])?;
    let mut results = vec![y];
    for data in [positions, inverse, counts] {
        let data = Data::Int(data);
        results.push(c.literal("positions", Literal { shape: vec![data.len()], data })?);
    }
    Ok(results)
}
