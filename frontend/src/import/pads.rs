//! Elements around others: pads of every mode, and crops.

use gadgets::View;

use super::attributes::bad;
use super::context::Context;
use super::context::Made;
use super::context::Name;
use super::moves::Steps;
use super::moves::sliced;
use super::moves::view;
use crate::error::Problem;
use crate::float_graph::Op;
use crate::float_graph::ValueId;
use crate::words::FILL;

/// Pads are an attribute before version 11.
pub(super) fn pad(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "data")?;
    let shape = c.shape(x);
    let rank = shape.len();
    let mode = c.attributes.string("mode")?.unwrap_or("constant");
    let (pads, fill, axes) = if c.version < 11 {
        c.arity(1, 1)?;
        let name = if c.version < 2 { "paddings" } else { "pads" };
        let pads = c.attributes.ints(name)?.ok_or_else(|| bad(name, "is required"))?.to_vec();
        (pads, c.attributes.float("value", 0.0)?, None)
    } else {
        c.arity(4, 1)?;
        let fill = match c.optional(2) {
            None => 0.0,
            Some(id) => c.uniform(id).ok_or(Problem::NotConstant { index: 2, name: "constant_value" })?,
        };
        if !fill.is_finite() {
            return Err(Problem::NotFinite { index: 0, value: fill });
        }
        (c.integers(1, "pads")?, fill, c.optional(3).map(|_| c.integers(3, "axes")).transpose()?)
    };
    let axes: Vec<usize> = match axes {
        Some(v) => v.iter().map(|a| Context::axis(*a, rank)).collect::<Result<_, _>>()?,
        None => (0..rank).collect(),
    };
    if pads.len() != 2 * axes.len() {
        return Err(Problem::Shape(format!("{} pads for {} axes", pads.len(), axes.len())));
    }
    let mut ends = vec![[0i64; 2]; rank];
    for (i, axis) in axes.iter().enumerate() {
        ends[*axis] = [pads[i], pads[axes.len() + i]];
    }
    // Cells beyond this make no tensor that we handle; what is taken away leaves something.
    let fits = ends.iter().zip(&shape).all(|(e, n)| {
        let n = *n as i64;
        e.iter().all(|v| v.unsigned_abs() < 1 << 31) && n + e[0].min(0) + e[1].min(0) > 0
    });
    if !fits {
        return Err(Problem::Shape(format!("pads {pads:?} of {shape:?}")));
    }
    if axes.iter().enumerate().any(|(i, a)| axes[..i].contains(a)) {
        return Err(bad("axes", "name one axis twice"));
    }
    let crop: Vec<(usize, Steps)> = (0..rank)
        .filter(|d| ends[*d].iter().any(|v| *v < 0))
        .map(|d| {
            let cut = ends[d].map(|v| v.min(0));
            (d, Steps { first: -cut[0], step: 1, count: (shape[d] as i64 + cut[0] + cut[1]) as usize })
        })
        .collect();
    if mode != "constant" {
        // What is taken away goes first.
        let mut cropped = shape.clone();
        crop.iter().for_each(|(axis, s)| cropped[*axis] = s.count);
        let x = if crop.is_empty() {
            x
        } else {
            view(c, Name::Part("cropped"), x, vec![sliced(&shape, &crop)], 0.0)?
        };
        ends.iter_mut().flatten().for_each(|v| *v = (*v).max(0));
        return super::gathers::around(c, x, &cropped, &ends, mode);
    }
    let more = |side: usize| ends.iter().map(|e| e[side].max(0) as usize).collect::<Vec<_>>();
    let mut views = Vec::new();
    if !crop.is_empty() {
        views.push(sliced(&shape, &crop));
    }
    let (low, high) = (more(0), more(1));
    if low.iter().chain(&high).any(|n| *n > 0) {
        views.push(View::Pad { low, high, interior: vec![0; rank], value: FILL });
    }
    if views.is_empty() {
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    }
    Ok(vec![view(c, Name::Result(0), x, views, fill)?])
}

/// Along each axis the middle, or zeros around.
pub(super) fn center_crop_pad(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "input_data")?;
    let shape = c.shape(x);
    let axes: Vec<usize> = match c.attributes.ints("axes")? {
        Some(v) => v.iter().map(|a| Context::axis(*a, shape.len())).collect::<Result<_, _>>()?,
        None => (0..shape.len()).collect(),
    };
    let wanted = super::attributes::checked_sizes("shape", &c.integers(1, "shape")?, axes.len(), 1)?;
    let (mut crop, mut views) = (Vec::new(), Vec::new());
    let (mut low, mut high) = (vec![0; shape.len()], vec![0; shape.len()]);
    for (axis, to) in axes.into_iter().zip(wanted) {
        let from = shape[axis];
        if to < from {
            crop.push((axis, Steps { first: ((from - to) / 2) as i64, step: 1, count: to }));
        } else {
            low[axis] = (to - from) / 2;
            high[axis] = to - from - low[axis];
        }
    }
    if !crop.is_empty() {
        views.push(sliced(&shape, &crop));
    }
    if low.iter().chain(&high).any(|n| *n > 0) {
        views.push(View::Pad { low, high, interior: vec![0; shape.len()], value: FILL });
    }
    if views.is_empty() {
        return Ok(vec![c.emit(Op::Reshape, &[x], &shape)?]);
    }
    Ok(vec![view(c, Name::Result(0), x, views, 0.0)?])
}
