//! Resize and Upsample: each axis by itself, by positions that are known: nearest ones, or two with weights.
//!
//! Source: ONNX's `Resize`, formulas of `coordinate_transformation_mode` and `nearest_mode`.

use gadgets::View;

use super::attributes::{bad, ints};
use super::context::{Context, Made, Name};
use super::gathers::gathered;
use super::moves::view;
use super::sampling::{Taps, sampled};
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
    /// The part of the axis that is read, for `tf_crop_and_resize`.
    region: [f64; 2],
}

/// What all axes have in common.
struct Mode<'a> {
    nearest: &'a str,
    coordinates: &'a str,
    /// Weights of neighbours other than the plain two.
    weights: Option<Weights>,
    /// What stands outside of a region that is cropped.
    outside: f64,
}

/// How many neighbours count, and how much.
#[derive(Clone, Copy)]
struct Weights {
    cubic: Option<f64>,
    antialias: bool,
    exclude_outside: bool,
}

impl Weights {
    /// For a position a part of a step behind neighbour 0: the first neighbour and the weights from there on.
    fn at(&self, part: f64, scale: f64) -> (i64, Vec<f64>) {
        let scale = if self.antialias { scale.min(1.0) } else { 1.0 };
        let reach = if self.cubic.is_some() { 2.0 } else { 1.0 };
        let first = (-reach / scale).floor() as i64 + 1;
        let weight = |i: i64| {
            let x = ((i as f64 - part) * scale).abs();
            match self.cubic {
                None => (1.0 - x).clamp(0.0, 1.0),
                Some(a) if x <= 1.0 => ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0,
                Some(a) if x < 2.0 => ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a,
                Some(_) => 0.0,
            }
        };
        let mut all: Vec<f64> = (first..=1 - first).map(weight).collect();
        if self.antialias {
            let sum: f64 = all.iter().sum();
            all.iter_mut().for_each(|w| *w /= sum);
        }
        (first, all)
    }
}

impl Mode<'_> {
    /// The position among the elements that an element of the result stands at.
    fn position(&self, a: &Along, i: usize) -> Made<f64> {
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
            "tf_crop_and_resize" => {
                let [start, end] = a.region;
                let own = if a.to == 1 {
                    (end - start) * (from - 1.0) / 2.0
                } else {
                    x * (end - start) * (from - 1.0) / (to - 1.0)
                };
                own + start * (from - 1.0)
            }
            other => {
                return Err(Problem::Unsupported(format!("coordinate_transformation_mode = '{other}'")));
            }
        })
    }

    fn nearest(&self, position: f64, scale: f64) -> Made<f64> {
        Ok(match self.nearest {
            // Operator set 10: up where the axis becomes shorter.
            "simple" if scale < 1.0 => position.ceil(),
            "simple" => position.floor(),
            "round_prefer_floor" if position == position.floor() + 0.5 => position.floor(),
            "round_prefer_floor" | "round_prefer_ceil" => (position + 0.5).floor(),
            "floor" => position.floor(),
            "ceil" => position.ceil(),
            other => return Err(bad("nearest_mode", &format!("is '{other}'"))),
        })
    }
}

pub(super) fn resize(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let old = c.version < 11;
    c.arity(if old { 2 } else { 4 }, 1)?;
    let antialias = c.attributes.flag("antialias", false)?;
    let cubic = c.attributes.float("cubic_coeff_a", -0.75)?;
    let exclude_outside = c.attributes.flag("exclude_outside", false)?;
    let outside = c.attributes.float("extrapolation_value", 0.0)?;
    let policy = c.attributes.string("keep_aspect_ratio_policy")?.unwrap_or("stretch");
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
    let sizes = sizes.map(|_| c.integers(3, "sizes")).transpose()?;
    let (factors, sizes) = match (policy, sizes) {
        ("stretch", sizes) | (_, sizes @ None) => (factors.transpose()?, sizes),
        ("not_larger" | "not_smaller", Some(sizes)) => {
            // One factor for all axes; sizes follow from it.
            let each = sizes.iter().zip(&axes).map(|(to, axis)| *to as f64 / shape[*axis] as f64);
            let larger = policy == "not_smaller";
            let scale = each.reduce(if larger { f64::max } else { f64::min }).unwrap_or(1.0);
            let size = |axis: &usize| (scale * shape[*axis] as f64 + 0.5).floor();
            (Some(vec![scale; axes.len()]), Some(axes.iter().map(|a| size(a) as i64).collect()))
        }
        (other, _) => return Err(bad("keep_aspect_ratio_policy", &format!("is '{other}'"))),
    };
    let mut along = along(&shape, &axes, factors, sizes)?;
    let mode = c.attributes.string("mode")?.unwrap_or("nearest");
    if c.element(x) != Element::Float && mode != "nearest" {
        return Err(Problem::ElementType { got: "integer, of which means are made,".to_owned() });
    }
    let coordinates = c.attributes.string("coordinate_transformation_mode")?;
    let coordinates = coordinates.unwrap_or(if old { "asymmetric" } else { "half_pixel" });
    let nearest = c.attributes.string("nearest_mode")?;
    let nearest = nearest.unwrap_or(if old { "simple" } else { "round_prefer_floor" });
    if coordinates == "tf_crop_and_resize" {
        let region = c.constant(1, "roi")?.to_f64();
        if region.len() != 2 * axes.len() {
            return Err(Problem::Shape(format!("a region of {} ends for {} axes", region.len(), axes.len())));
        }
        for (i, axis) in axes.iter().enumerate() {
            let own = [region[i], region[axes.len() + i]];
            match along.iter_mut().find(|a| a.axis == *axis) {
                Some(a) => a.region = own,
                None if own == [0.0, 1.0] => {}
                None => {
                    let n = shape[*axis];
                    along.push(Along { axis: *axis, from: n, to: n, scale: 1.0, region: own });
                }
            }
        }
    }
    let weights = match mode {
        "cubic" => Some(Weights { cubic: Some(cubic), antialias, exclude_outside }),
        "linear" if antialias || exclude_outside || coordinates == "tf_crop_and_resize" => {
            Some(Weights { cubic: None, antialias, exclude_outside })
        }
        _ => None,
    };
    resized(c, x, &along, mode, &Mode { nearest, coordinates, weights, outside })
}

/// The operator's ancestor: scales as an attribute before version 9.
pub(super) fn upsample(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
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
        &Mode { nearest: "floor", coordinates: "asymmetric", weights: None, outside: 0.0 },
    )
}

/// The axes that change.
fn along(
    shape: &[usize],
    axes: &[usize],
    factors: Option<Vec<f64>>,
    sizes: Option<Vec<i64>>,
) -> Made<Vec<Along>> {
    let counts = [factors.as_ref().map(Vec::len), sizes.as_ref().map(Vec::len)];
    if counts.iter().flatten().any(|n| *n != axes.len()) || counts == [None, None] {
        return Err(Problem::Shape(format!(
            "scales or sizes for {} axes expected, got {counts:?}",
            axes.len()
        )));
    }
    let mut all = Vec::new();
    for (i, axis) in axes.iter().enumerate() {
        if axes[..i].contains(axis) {
            return Err(bad("axes", "name one axis twice"));
        }
        let from = shape[*axis];
        let (to, scale) = match (&sizes, &factors) {
            (Some(sizes), Some(factors)) => (sizes[i] as f64, factors[i]),
            (Some(sizes), None) => (sizes[i] as f64, sizes[i] as f64 / from as f64),
            (None, Some(factors)) => ((from as f64 * factors[i]).floor(), factors[i]),
            (None, None) => (from as f64, 1.0),
        };
        if !(to >= 1.0 && to < f64::from(1u32 << 26) && scale > 0.0) {
            return Err(Problem::Shape(format!("axis {axis} of {from} by {scale} has {to} elements")));
        }
        let one = Along { axis: *axis, from, to: to as usize, scale, region: [0.0, 1.0] };
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
) -> Made<Vec<ValueId>> {
    if !["nearest", "linear", "cubic"].contains(&name) {
        return Err(Problem::Unsupported(format!("mode = '{name}'")));
    }
    let mut whole = c.shape(x);
    along.iter().for_each(|a| whole[a.axis] = a.to);
    c.limits.count(&whole)?;
    let mut y = x;
    for (i, a) in along.iter().enumerate() {
        let own = if i + 1 == along.len() { Name::Result(0) } else { Name::Part("resized") };
        y = match &mode.weights {
            Some(weights) => weighted(c, own, y, a, (mode, weights))?,
            None if name == "linear" => interpolated(c, own, y, a, mode)?,
            None => chosen(c, own, y, a, mode)?,
        };
    }
    if along.is_empty() {
        let shape = c.shape(x);
        y = c.emit(Op::Reshape, &[x], &shape)?;
    }
    Ok(vec![y])
}

fn chosen(c: &mut Context<'_>, name: Name<'_>, x: ValueId, a: &Along, mode: &Mode<'_>) -> Made {
    let last = a.from as f64 - 1.0;
    let position = |i: usize| Ok(mode.nearest(mode.position(a, i)?, a.scale)?.clamp(0.0, last) as i64);
    let positions = (0..a.to).map(position).collect::<Made<Vec<i64>>>()?;
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

/// Sums of neighbours with weights, along one axis.
fn weighted(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    a: &Along,
    (mode, weights): (&Mode<'_>, &Weights),
) -> Made {
    let last = a.from as i64 - 1;
    let mut outside = vec![0.0; a.to];
    let mut taps: Vec<Taps> = Vec::with_capacity(a.to);
    for (i, beyond) in outside.iter_mut().enumerate() {
        let position = mode.position(a, i)?;
        if mode.coordinates == "tf_crop_and_resize" && !(0.0..=last as f64).contains(&position) {
            *beyond = mode.outside;
            taps.push(Vec::new());
            continue;
        }
        let (first, own) = weights.at(position - position.floor(), a.scale);
        let first = position.floor() as i64 + first;
        let inside = |at: i64| (0..=last).contains(&at);
        let mut all: Vec<(i64, f64)> =
            own.into_iter().enumerate().map(|(k, w)| (first + k as i64, w)).collect();
        if weights.exclude_outside {
            all.retain(|(at, _)| inside(*at));
            let sum: f64 = all.iter().map(|(_, w)| w).sum();
            all.iter_mut().for_each(|(_, w)| *w /= sum);
        }
        let tap = |(at, w): (i64, f64)| (w != 0.0).then_some((at.clamp(0, last) as usize, w));
        taps.push(all.into_iter().filter_map(tap).collect());
    }
    let shape = c.shape(x);
    let rank = shape.len();
    let perm: Vec<i64> = (0..rank).filter(|d| *d != a.axis).chain([a.axis]).map(|d| d as i64).collect();
    let moved = c.turned(x, &perm)?;
    let rows = shape.iter().product::<usize>() / a.from;
    let flat = c.reshaped(moved, &[rows, a.from])?;
    let mut whole: Vec<usize> = perm.iter().map(|d| shape[*d as usize]).collect();
    whole[rank - 1] = a.to;
    let mut y = sampled(c, Name::Part("weighted"), flat, &[taps], &whole)?;
    if outside.iter().any(|v| *v != 0.0) {
        let outside = c.literal("outside", Literal::floats(&[a.to], outside))?;
        y = c.call("Add", &[y, outside])?;
    }
    let mut back = vec![0; rank];
    perm.iter().enumerate().for_each(|(to, from)| back[*from as usize] = to as i64);
    c.call_as(name, "Transpose", &[y], vec![ints("perm", &back)])
}

/// `x[i] + f·(x[i + 1] − x[i])`.
fn interpolated(c: &mut Context<'_>, name: Name<'_>, x: ValueId, a: &Along, mode: &Mode<'_>) -> Made {
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
