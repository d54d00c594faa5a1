//! Elements at positions that are data or constants: Gather, GatherElements, and pads that repeat elements.

use gadgets::View;
use gadgets::primitive::Read;

use super::attributes::bad;
use super::context::{Context, Made, Name};
use super::moves::{Steps, sliced, view};
use crate::error::Problem;
use crate::float_graph::{Op, ValueId};
use crate::literal::Literal;
use crate::words::Kind;

/// Pads that repeat elements: a gather along each axis.
pub(super) fn around(
    c: &mut Context<'_>,
    x: ValueId,
    shape: &[usize],
    ends: &[[i64; 2]],
    mode: &str,
) -> Made<Vec<ValueId>> {
    let position = |p: i64, n: i64| match mode {
        "edge" => Ok(p.clamp(0, n - 1)),
        "reflect" if n == 1 => Ok(0),
        "reflect" => {
            let q = p.rem_euclid(2 * (n - 1));
            Ok(q.min(2 * (n - 1) - q))
        }
        "wrap" => Ok(p.rem_euclid(n)),
        other => Err(bad("mode", &format!("is '{other}', expected constant, reflect, edge or wrap"))),
    };
    let (mut x, mut shape) = (x, shape.to_vec());
    let padded: Vec<usize> = (0..shape.len()).filter(|d| ends[*d] != [0, 0]).collect();
    for (i, axis) in padded.iter().enumerate() {
        let n = shape[*axis] as i64;
        shape[*axis] = (n + ends[*axis][0] + ends[*axis][1]) as usize;
        c.limits.count(&shape)?;
        let index =
            (-ends[*axis][0]..n + ends[*axis][1]).map(|p| position(p, n)).collect::<Result<Vec<_>, _>>()?;
        let name = if i + 1 == padded.len() { Name::Result(0) } else { Name::Part("padded") };
        let index = c.list("positions", &index)?;
        x = gathered(c, name, x, index, *axis)?;
    }
    if padded.is_empty() { Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]) } else { Ok(vec![x]) }
}

/// `data` at `index` along an axis: the index's axes take the axis' place.
pub(super) fn gathered(
    c: &mut Context<'_>,
    name: Name<'_>,
    data: ValueId,
    index: ValueId,
    axis: usize,
) -> Made {
    let (from, at) = (c.shape(data), c.shape(index));
    let out = [&from[..axis], &at, &from[axis + 1..]].concat();
    c.limits.count(&out)?;
    let whole = [out.as_slice(), &[from[axis]]].concat();
    indexes(c, index, from[axis]);
    let source = |d: usize| match d {
        d if d < axis => Some(d),
        d if d == axis => Some(out.len()),
        d => Some(d - 1 + at.len()),
    };
    let data_read =
        Read::value(0).view(View::select(&whole, &(0..from.len()).map(source).collect::<Vec<_>>()));
    let own: Vec<Option<usize>> = (0..at.len()).map(|d| Some(axis + d)).collect();
    let index_read = Read::value(1).view(View::select(&out, &own));
    let element = c.element(data);
    c.word(name, Kind::Gather { data: data_read, index: index_read }, &[data, index], &out, element)
}

/// An input that is an index lies in what it indexes, in the smallest of several.
fn indexes(c: &mut Context<'_>, index: ValueId, size: usize) {
    // Through what only reshapes it.
    let mut id = index;
    while let Some(node) = c.graph.nodes.iter().find(|n| n.output == id && n.op == Op::Reshape) {
        id = node.inputs[0];
    }
    if c.graph.inputs.contains(&id) {
        let last = size as i64 - 1;
        let domain = c.graph.domains.entry(id).or_insert((0, last));
        domain.1 = domain.1.min(last);
    }
}

/// Positions that are known are counted from the front; evenly spaced ones are a slice.
pub(super) fn gather(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (data, index) = (c.operand(0, "data")?, c.operand(1, "indices")?);
    let shape = c.shape(data);
    let axis = Context::axis(c.attributes.int("axis", 0)?, shape.len())?;
    let n = shape[axis] as i64;
    let Some(given) = c.graph.constant(index) else {
        return Ok(vec![gathered(c, Name::Result(0), data, index, axis)?]);
    };
    let fail = || Problem::Shape(format!("indices of an axis of {n} lie outside"));
    let positions: Option<Vec<i64>> = given
        .iter()
        .map(|v| {
            let p = *v as i64;
            let p = if p < 0 { p + n } else { p };
            (0..n).contains(&p).then_some(p)
        })
        .collect();
    let positions = positions.ok_or_else(fail)?;
    if positions.is_empty() {
        let out = [&shape[..axis], &c.shape(index), &shape[axis + 1..]].concat();
        return Ok(vec![c.emit(Op::Reshape, &[data], &out)?]);
    }
    let step = if positions.len() > 1 { positions[1] - positions[0] } else { 1 };
    let even = positions.iter().enumerate().all(|(i, p)| *p == positions[0] + i as i64 * step);
    let at = c.shape(index);
    let out = [&shape[..axis], &at, &shape[axis + 1..]].concat();
    if even && step != 0 {
        let steps = Steps { first: positions[0], step, count: positions.len() };
        let views = vec![sliced(&shape, &[(axis, steps)]), View::Reshape { shape: out }];
        return Ok(vec![view(c, Name::Result(0), data, views, 0.0)?]);
    }
    let index = c.literal("positions", Literal::ints(&at, positions))?;
    Ok(vec![gathered(c, Name::Result(0), data, index, axis)?])
}

/// `data` at `index` along an axis, element by element.
pub(super) fn gather_elements(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let (data, index) = (c.operand(0, "data")?, c.operand(1, "indices")?);
    let (from, out) = (c.shape(data), c.shape(index));
    let axis = Context::axis(c.attributes.int("axis", 0)?, from.len())?;
    if out.len() != from.len() {
        return Err(Problem::Shape(format!("indices {out:?} of data {from:?}")));
    }
    let n = from[axis] as i64;
    if let Some(p) =
        c.graph.constant(index).and_then(|v| v.into_iter().find(|p| !(-n..n).contains(&(*p as i64))))
    {
        return Err(Problem::Shape(format!("the index {p} of an axis of {n} lies outside")));
    }
    let smaller = from.iter().zip(&out).enumerate().all(|(d, (n, m))| d == axis || m <= n);
    if !smaller {
        return Err(Problem::Shape(format!("indices {out:?} of data {from:?}")));
    }
    indexes(c, index, from[axis]);
    let whole = [out.as_slice(), &[from[axis]]].concat();
    let source: Vec<_> = (0..from.len()).map(|d| Some(if d == axis { out.len() } else { d })).collect();
    let kind =
        Kind::Gather { data: Read::value(0).view(View::select(&whole, &source)), index: Read::value(1) };
    let element = c.element(data);
    Ok(vec![c.word(Name::Result(0), kind, &[data, index], &out, element)?])
}
