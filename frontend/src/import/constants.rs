//! Operators whose results are known at compile time: shapes, and tensors that are filled or counted.

use super::context::{Context, Made};
use crate::error::Problem;
use crate::float_graph::{Element, ValueId};
use crate::literal::Literal;
use crate::stored::Stored;

/// The shape, or a part of it, as a constant.
pub(super) fn shape(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let rank = shape.len() as i64;
    let end = |v: i64| if v < 0 { v.saturating_add(rank) } else { v }.clamp(0, rank) as usize;
    let (start, stop) = (end(c.attributes.int("start", 0)?), end(c.attributes.int("end", rank)?));
    let sizes: Vec<i64> = shape[start.min(stop)..stop].iter().map(|d| *d as i64).collect();
    Ok(vec![c.named_literal(Literal::ints(&[sizes.len()], sizes))?])
}

pub(super) fn size(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let x = c.operand(0, "data")?;
    let len = c.graph.value(x).len() as i64;
    Ok(vec![c.named_literal(Literal::ints(&[], vec![len]))?])
}

pub(super) fn constant_of_shape(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(1, 1)?;
    let sizes = c.integers(0, "input")?;
    let shape: Option<Vec<usize>> = sizes.iter().map(|d| usize::try_from(*d).ok()).collect();
    let shape = shape.ok_or_else(|| Problem::Shape(format!("{sizes:?} is no shape")))?;
    let len = c.limits.count_or_empty(&shape)?;
    let value = match c.attributes.tensor("value")? {
        Some(t) => Literal::constant_from_proto(t, c.limits)?,
        None => Literal::floats(&[1], vec![0.0]),
    };
    let literal = match &value.data {
        crate::literal::Data::Float(v) => Literal::floats(&shape, vec![v.get(0).unwrap_or(0.0); len]),
        crate::literal::Data::Int(v) => Literal::ints(&shape, vec![v.first().copied().unwrap_or(0); len]),
    };
    let kind = c.attributes.tensor("value")?.and_then(|t| Stored::of_code(t.data_type));
    let id = c.named_literal(literal)?;
    if let Some(kind) = kind {
        c.graph.stored.insert(id, kind);
        c.graph.values[id.index()].element = kind.element();
    }
    Ok(vec![id])
}

pub(super) fn range(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let mut ends = [0.0; 3];
    for (i, (end, name)) in ends.iter_mut().zip(["start", "limit", "delta"]).enumerate() {
        let id = c.operand(i, name)?;
        *end = c.uniform(id).ok_or(Problem::NotConstant { index: i, name })?;
    }
    let first = c.operand(0, "start")?;
    let [start, limit, delta] = ends;
    if delta == 0.0 {
        return Err(Problem::Shape("a delta of 0".to_owned()));
    }
    let count = ((limit - start) / delta).ceil().max(0.0);
    if !count.is_finite() || count > c.limits.elements as f64 {
        return Err(Problem::Shape(format!("a range from {start} to {limit} by {delta}")));
    }
    let values = (0..count as u64).map(|i| start + i as f64 * delta);
    let shape = [count as usize];
    let literal = match c.element(first) {
        Element::Float => Literal::floats(&shape, values.collect()),
        _ => Literal::ints(&shape, values.map(|v| v as i64).collect()),
    };
    Ok(vec![c.named_literal(literal)?])
}
