//! Resize and Upsample: each axis by itself, by positions that are known: nearest ones, or two with weights.
//!
//! Source: ONNX's `Resize`, formulas of `coordinate_transformation_mode` and `nearest_mode`.

use gadgets::View;

use super::attributes::bad;
use super::context::{Context, Name};
use super::gathers::gathered;
use super::moves::view;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId};
use crate::literal::Literal;
use crate::words::{Kind, Term, broadcast};

/// How an axis is resized.
#[derive(Clone, Copy)]
struct Along {
    axis: usize,
    from: usize,
    to: usize,
    scale: f64,
}

/// What all axes have in common.
struct Mode<'a> {
    linear: bool,
    nearest: &'a str,
    coordinates: &'a str,
}

impl Mode<'_> {
    /// The position among the elements that an element of the result stands at.
    fn position(&self, a: &Along, i: usize) -> Result<f64, Problem> {
        let (x, from, to) = (i as f64, a.from as f64, a.to as f64);
        Ok(match self.coordinates {
            "half_pixel" => (x + 0.5) / a.scale - 0.5,
            "half_pixel_symmetric" => {
                let adjustment = to / (a.scale * from);
                let offset = from / 2.0 * (1.0 - adjustment);
                offset + (x + 0.5) / a.scale - 0.5
            }
            "pytorch_half_pixel" if a.to == 1 => 0.0,
            "pytorch_half_pixel" => (x + 0.5) / a.scale - 0.5,
            "align_corners" if a.to == 1 => 0.0,
            "align_corners" => x * (from - 1.0) / (a.scale * from - 1.0),
            "asymmetric" => x / a.scale,
            other => {
                return Err(Problem::Unsupported(format!("coordinate_transformation_mode = '{other}'")));
            }
        })
    }

    fn nearest(&self, position: f64) -> Result<f64, Problem> {
        Ok(match self.nearest {
            "round_prefer_floor" if position == position.floor() + 0.5 => position.floor(),
            "round_prefer_floor" | "round_prefer_ceil" => (position + 0.5).floor(),
            "floor" => position.floor(),
            "ceil" => position.ceil(),
            other => return Err(bad("nearest_mode", &format!("is '{other}'"))),
        })
    }
}

pub(super) fn resize(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    let old = c.version < 11;
    c.arity(if old { 2 } else { 4 }, 1)?;
    for name in ["cubic_coeff_a", "exclude_outside", "extrapolation_value"] {
        c.attributes.ignore(name);
    }
    if c.attributes.flag("antialias", false)? {
        return Err(Problem::Unsupported("antialias = 1".to_owned()));
    }
    if c.attributes.string("keep_aspect_ratio_policy")?.unwrap_or("stretch") != "stretch" {
        return Err(Problem::Unsupported("keep_aspect_ratio_policy".to_owned()));
    }
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let axes: Vec<usize> = match c.attributes.ints("axes")? {
        Some(v) => v.iter().map(|a| Context::axis(*a, shape.len())).collect::<Result<_, _>>()?,
        None => (0..shape.len()).collect(),
    };
    let given = |index: usize| c.optional(index).filter(|id| !c.graph.value(*id).is_empty());
    let (scales, sizes) = if old { (given(1), None) } else { (given(2), given(3)) };
    let factors = scales.map(|id| {
        c.graph.constant(id).ok_or(Problem::NotConstant { index: if old { 1 } else { 2 }, name: "scales" })
    });
    let sizes = sizes.map(|_| c.integers(3, "sizes"));
    let along = along(&shape, &axes, factors.transpose()?, sizes.transpose()?)?;
    let mode = c.attributes.string("mode")?.unwrap_or("nearest");
    let coordinates = c.attributes.string("coordinate_transformation_mode")?;
    let coordinates = coordinates.unwrap_or(if old { "asymmetric" } else { "half_pixel" });
    let nearest = c.attributes.string("nearest_mode")?;
    let nearest = nearest.unwrap_or(if old { "floor" } else { "round_prefer_floor" });
    resized(c, x, &along, mode, &Mode { linear: mode == "linear", nearest, coordinates })
}

/// The operator's ancestor: scales as an attribute before version 9.
pub(super) fn upsample(c: &mut Context<'_>) -> Result<Vec<ValueId>, Problem> {
    c.arity(if c.version < 9 { 1 } else { 2 }, 1)?;
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let factors: Vec<f64> = if c.version >= 9 {
        let scales = c.operand(1, "scales")?;
        c.graph.constant(scales).ok_or(Problem::NotConstant { index: 1, name: "scales" })?
    } else if c.version >= 7 {
        let given = c.attributes.floats("scales")?.ok_or_else(|| bad("scales", "is required"))?;
        given.iter().map(|v| f64::from(*v)).collect()
    } else {
        let scale = |name: &str| c.attributes.float(name, 1.0);
        vec![1.0, 1.0, scale("height_scale")?, scale("width_scale")?]
    };
    let axes: Vec<usize> = (0..shape.len()).collect();
    let along = along(&shape, &axes, Some(factors), None)?;
    let mode = c.attributes.string("mode")?.unwrap_or("nearest");
    let mode = if mode == "bilinear" { "linear" } else { mode };
    resized(
        c,
        x,
        &along,
        mode,
        &Mode { linear: mode == "linear", nearest: "floor", coordinates: "asymmetric" },
    )
}

/// The axes that change.
fn along(
    shape: &[usize],
    axes: &[usize],
    factors: Option<Vec<f64>>,
    sizes: Option<Vec<i64>>,
) -> Result<Vec<Along>, Problem> {
    let counts = [factors.as_ref().map(Vec::len), sizes.as_ref().map(Vec::len)];
    if counts.iter().flatten().any(|n| *n != axes.len()) || counts == [None, None] {
        return Err(Problem::Shape(format!(
            "scales or sizes for {} axes expected, got {counts:?}",
            axes.len()
        )));
    }
    let mut all = Vec::new();
    for (i, axis) in axes.iter().enumerate() {
        let from = shape[*axis];
        let (to, scale) = match (&sizes, &factors) {
            (Some(sizes), _) => (sizes[i] as f64, sizes[i] as f64 / from as f64),
            (None, Some(factors)) => ((from as f64 * factors[i]).floor(), factors[i]),
            (None, None) => (from as f64, 1.0),
        };
        if !(to >= 1.0 && to < f64::from(1u32 << 26) && scale > 0.0) {
            return Err(Problem::Shape(format!("axis {axis} of {from} by {scale} has {to} elements")));
        }
        let one = Along { axis: *axis, from, to: to as usize, scale };
        if one.to != from || scale != 1.0 {
            all.push(one);
        }
    }
    Ok(all)
}

fn resized(
    c: &mut Context<'_>,
    x: ValueId,
    along: &[Along],
    name: &str,
    mode: &Mode<'_>,
) -> Result<Vec<ValueId>, Problem> {
    if !["nearest", "linear"].contains(&name) {
        return Err(Problem::Unsupported(format!("mode = '{name}'")));
    }
    let mut whole = c.shape(x);
    along.iter().for_each(|a| whole[a.axis] = a.to);
    c.limits.count(&whole)?;
    let mut y = x;
    for (i, a) in along.iter().enumerate() {
        let name = if i + 1 == along.len() { Name::Result(0) } else { Name::Part("resized") };
        y = if mode.linear { interpolated(c, name, y, a, mode)? } else { chosen(c, name, y, a, mode)? };
    }
    if along.is_empty() {
        let shape = c.shape(x);
        y = c.emit(Op::Reshape, &[x], &shape)?;
    }
    Ok(vec![y])
}

fn chosen(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    a: &Along,
    mode: &Mode<'_>,
) -> Result<ValueId, Problem> {
    let last = a.from as f64 - 1.0;
    let position = |i: usize| Ok(mode.nearest(mode.position(a, i)?)?.clamp(0.0, last) as i64);
    let positions = (0..a.to).map(position).collect::<Result<Vec<i64>, Problem>>()?;
    let shape = c.shape(x);
    let factor = a.to / a.from;
    if a.to == a.from * factor && positions.iter().enumerate().all(|(i, p)| *p == (i / factor) as i64) {
        // Every element, so many times.
        let mut repeated = shape.clone();
        repeated.insert(a.axis + 1, factor);
        let own: Vec<Option<usize>> =
            (0..shape.len()).map(|d| Some(if d <= a.axis { d } else { d + 1 })).collect();
        let mut out = shape;
        out[a.axis] = a.to;
        let views = vec![View::select(&repeated, &own), View::Reshape { shape: out }];
        return view(c, name, x, views, 0.0);
    }
    let positions = c.literal("positions", Literal::ints(&[a.to], positions))?;
    gathered(c, name, x, positions, a.axis)
}

/// `x[i] + f·(x[i + 1] − x[i])`.
fn interpolated(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    a: &Along,
    mode: &Mode<'_>,
) -> Result<ValueId, Problem> {
    let last = a.from as f64 - 1.0;
    let (mut low, mut high, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..a.to {
        let position = mode.position(a, i)?.clamp(0.0, last);
        low.push(position.floor() as i64);
        high.push((position.floor() + 1.0).min(last) as i64);
        weights.push(position - position.floor());
    }
    let mut shape = c.shape(x);
    let mut ends = [x; 2];
    for (end, positions) in ends.iter_mut().zip([low, high]) {
        let positions = c.literal("positions", Literal::ints(&[a.to], positions))?;
        *end = gathered(c, Name::Part("neighbours"), x, positions, a.axis)?;
    }
    shape[a.axis] = a.to;
    let mut along = vec![1; shape.len()];
    along[a.axis] = a.to;
    let weights = c.literal("weights", Literal::floats(&along, weights))?;
    let reads = (0..3).map(|k| broadcast(k, if k == 2 { &along } else { &shape }, &shape)).collect();
    let term = |coefficient: f64, factors: &[usize]| Term { coefficient, factors: factors.to_vec() };
    let terms = vec![term(1.0, &[0]), term(1.0, &[1, 2]), term(-1.0, &[0, 2])];
    let operands = [ends[0], ends[1], weights];
    c.word(name, Kind::Map { reads, terms, constant: 0.0 }, &operands, &shape, Element::Float)
}
