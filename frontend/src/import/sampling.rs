//! Elements at positions between others, which are known: sums of neighbours with weights.
//!
//! Source: ONNX's `GridSample`, `AffineGrid`, `RoiAlign`, `Resize`.

use gadgets::View;
use gadgets::primitive::Read;

use super::attributes::bad;
use super::context::{Context, Made, Name};
use crate::error::Problem;
use crate::float_graph::{Element, ValueId};
use crate::literal::Literal;
use crate::words::Kind;

/// Elements of one axis, and how much each counts.
pub(super) type Taps = Vec<(usize, f64)>;

/// Sums along the last axis of `x: [B, M]`: for each of `B` (or all alike, where there is one list) so many results.
/// The result is `[B, R]`.
pub(super) fn sampled(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    taps: &[Vec<Taps>],
    out: &[usize],
) -> Made {
    let [batch, size] = c.shape(x)[..] else { return Err(Problem::Shape("rows expected".to_owned())) };
    let (lists, count) = (taps.len(), taps.first().map_or(0, Vec::len));
    let most = taps.iter().flatten().map(Vec::len).max().unwrap_or(0).max(1);
    c.limits.check_work(&[batch, count, most])?;
    let (mut index, mut weights) = (Vec::new(), Vec::new());
    for own in taps.iter().flatten() {
        for k in 0..most {
            let (at, weight) = own.get(k).copied().unwrap_or((0, 0.0));
            index.push(at as i64);
            weights.push(weight);
        }
    }
    let shape = [lists, count, most];
    let index = c.literal("positions", Literal::ints(&shape, index))?;
    let weights = c.literal("weights", Literal::floats(&shape, weights))?;
    let whole = [batch, count, most, size];
    let group = if lists == 1 { None } else { Some(0) };
    let data = Read::value(0).view(View::select(&whole, &[Some(0), Some(3)]));
    let spread = View::select(&whole[..3], &[group, Some(1), Some(2)]);
    let gather = Kind::Gather { data, index: Read::value(1).view(spread.clone()) };
    let element = c.element(x);
    let neighbours = c.word(Name::Part("neighbours"), gather, &[x, index], &whole[..3], element)?;
    let kind = Kind::Einsum { a: Read::value(0), b: Read::value(1).view(spread), summed: 1, factor: 1.0 };
    c.word(name, kind, &[neighbours, weights], out, Element::Float)
}

/// How positions outside are read.
#[derive(Clone, Copy, PartialEq)]
enum Outside {
    Zeros,
    Border,
    Reflection,
}

/// A position moved back inside by mirrors at both ends.
fn reflected(x: f64, lo: f64, hi: f64) -> f64 {
    let range = hi - lo;
    if range <= 0.0 {
        return lo;
    }
    let turn = |distance: f64, near: f64, far: f64, sign: f64| {
        let times = (distance / range).trunc();
        let rest = distance - times * range;
        if times % 2.0 == 0.0 { near + sign * rest } else { far - sign * rest }
    };
    match x {
        x if x < lo => turn(lo - x, lo, hi, 1.0),
        x if x > hi => turn(x - hi, hi, lo, -1.0),
        x => x,
    }
}

/// Weights of the four neighbours of a position, a part of a step behind the second one.
pub(super) fn cubic(part: f64, a: f64) -> [f64; 4] {
    let near = |x: f64| ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    let far = |x: f64| ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
    [far(part + 1.0), near(part), near(1.0 - part), far(2.0 - part)]
}

/// Along one axis of size `n`: what a normalised coordinate reads.
fn along(coordinate: f64, n: usize, mode: &str, outside: Outside, corners: bool) -> Taps {
    let size = n as f64;
    let (lo, hi) = if corners { (0.0, size - 1.0) } else { (-0.5, size - 0.5) };
    let mut x = if corners {
        (coordinate + 1.0) / 2.0 * (size - 1.0)
    } else {
        ((coordinate + 1.0) * size - 1.0) / 2.0
    };
    // Coordinates are singles, and so are positions.
    x = f64::from(x as f32);
    if mode == "nearest" {
        x = x.round_ties_even();
    }
    if x < lo || x > hi {
        match outside {
            Outside::Zeros => {}
            Outside::Border => x = x.clamp(0.0, size - 1.0),
            Outside::Reflection => x = reflected(x, lo, hi),
        }
    }
    let first = x.floor();
    let raw: Vec<(f64, f64)> = match mode {
        "nearest" => vec![(x.round_ties_even(), 1.0)],
        "linear" => vec![(first, 1.0 - (x - first)), (first + 1.0, x - first)],
        _ => cubic(x - first, -0.75)
            .into_iter()
            .enumerate()
            .map(|(k, w)| (first + k as f64 - 1.0, w))
            .collect(),
    };
    let place = |(at, weight): (f64, f64)| {
        let at = match outside {
            Outside::Zeros if at < 0.0 || at >= size => return None,
            Outside::Zeros => at,
            Outside::Border => at.clamp(0.0, size - 1.0),
            Outside::Reflection => reflected(at, lo, hi).trunc().clamp(0.0, size - 1.0),
        };
        (weight != 0.0).then_some((at as usize, weight))
    };
    raw.into_iter().filter_map(place).collect()
}

/// All combinations of what axes read, of a row-major block of these sizes.
pub(super) fn combined(axes: &[Taps], sizes: &[usize]) -> Taps {
    axes.iter().zip(sizes).fold(vec![(0, 1.0)], |all, (own, size)| {
        all.iter().flat_map(|(p, w)| own.iter().map(move |(q, v)| (p * size + q, w * v))).collect()
    })
}

/// The grid must be known.
pub(super) fn grid_sample(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let x = c.operand(0, "X")?;
    let grid = c.constant(1, "grid")?;
    let (at, grid) = (grid.shape.clone(), grid.to_f64());
    let mode = match c.attributes.string("mode")?.unwrap_or("linear") {
        "nearest" => "nearest",
        "linear" | "bilinear" => "linear",
        "cubic" | "bicubic" => "cubic",
        other => return Err(bad("mode", &format!("is '{other}'"))),
    };
    let outside = match c.attributes.string("padding_mode")?.unwrap_or("zeros") {
        "zeros" => Outside::Zeros,
        "border" => Outside::Border,
        "reflection" => Outside::Reflection,
        other => return Err(bad("padding_mode", &format!("is '{other}'"))),
    };
    let corners = c.attributes.flag("align_corners", false)?;
    let shape = c.shape(x);
    let rank = shape.len().saturating_sub(2);
    let fail = || Problem::Shape(format!("a grid of {at:?} for X {shape:?}"));
    let (last, lead) = at.split_last().ok_or_else(fail)?;
    if rank == 0 || lead.len() != rank + 1 || *last != rank || lead[0] != shape[0] {
        return Err(fail());
    }
    let sizes = &shape[2..];
    let count: usize = lead[1..].iter().product();
    let (batch, channels) = (shape[0], shape[1]);
    let mut lists = Vec::with_capacity(batch * channels);
    for n in 0..batch {
        let one = |k: usize| {
            let own = &grid[(n * count + k) * rank..][..rank];
            // The last axis comes first.
            let axes: Vec<Taps> = own
                .iter()
                .rev()
                .zip(sizes)
                .map(|(v, size)| along(*v, *size, mode, outside, corners))
                .collect();
            combined(&axes, sizes)
        };
        let own: Vec<Taps> = (0..count).map(one).collect();
        lists.extend(std::iter::repeat_n(own, if batch == 1 { 1 } else { channels }));
    }
    let flat = c.reshaped(x, &[batch * channels, sizes.iter().product()])?;
    let out = [&[batch, channels], &lead[1..]].concat();
    Ok(vec![sampled(c, Name::Result(0), flat, &lists, &out)?])
}

/// The grid that a matrix makes of the positions of an image of this size.
pub(super) fn affine_grid(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(2, 1)?;
    let theta = c.operand(0, "theta")?;
    let size = c.integers(1, "size")?;
    let corners = c.attributes.flag("align_corners", false)?;
    let shape = c.shape(theta);
    let rank = size.len().saturating_sub(2);
    let sizes = super::attributes::checked_sizes("size", size.get(2..).unwrap_or_default(), rank, 1)?;
    if !(2..=3).contains(&rank) || shape.len() != 3 || shape[1] != rank || shape[2] != rank + 1 {
        return Err(Problem::Shape(format!("theta {shape:?} for {rank} spatial axes")));
    }
    let count = c.limits.count(&sizes)?;
    let mut base = Vec::with_capacity(count * (rank + 1));
    for k in 0..count {
        let mut rest = k;
        let mut at = vec![0; rank];
        for d in (0..rank).rev() {
            at[d] = rest % sizes[d];
            rest /= sizes[d];
        }
        // The last axis comes first, then 1.
        for d in (0..rank).rev() {
            let n = sizes[d] as f64;
            let i = at[d] as f64;
            base.push(match corners {
                true if sizes[d] == 1 => -1.0,
                true => -1.0 + i * 2.0 / (n - 1.0),
                false => -1.0 + (2.0 * i + 1.0) / n,
            });
        }
        base.push(1.0);
    }
    let base = c.literal("positions", Literal::floats(&[count, rank + 1], base))?;
    let perm = super::attributes::ints("perm", &[0, 2, 1]);
    let turned = c.call_with("Transpose", &[theta], vec![perm])?;
    let grid = c.call("MatMul", &[base, turned])?;
    let out = [&[shape[0]], &sizes[..], &[rank]].concat();
    Ok(vec![c.emit(crate::float_graph::Op::Reshape, &[grid], &out)?])
}

/// Means or maxima of samples in regions, which must be known.
pub(super) fn roi_align(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(3, 1)?;
    let x = c.operand(0, "X")?;
    let rois = c.constant(1, "rois")?.to_f64();
    let batches = c.integers(2, "batch_indices")?;
    let half = match c.attributes.string("coordinate_transformation_mode")? {
        Some("half_pixel") => true,
        None => c.version >= 16,
        Some("output_half_pixel") => false,
        Some(other) => return Err(bad("coordinate_transformation_mode", &format!("is '{other}'"))),
    };
    let largest = match c.attributes.string("mode")?.unwrap_or("avg") {
        "avg" => false,
        "max" => true,
        other => return Err(bad("mode", &format!("is '{other}', expected avg or max"))),
    };
    let size = |name: &str| {
        let v = c.attributes.int(name, 1)?;
        let v = usize::try_from(v).ok().filter(|v| (1..1 << 12).contains(v));
        v.ok_or_else(|| bad(name, "is out of range"))
    };
    let (ph, pw) = (size("output_height")?, size("output_width")?);
    let ratio = usize::try_from(c.attributes.int("sampling_ratio", 0)?).unwrap_or(0).min(1 << 8);
    let scale = c.attributes.float("spatial_scale", 1.0)?;
    let shape = c.shape(x);
    let [n, channels, h, w] = shape[..] else {
        return Err(Problem::Shape(format!("X is {shape:?}, 4 dimensions expected")));
    };
    if rois.len() != 4 * batches.len() || batches.iter().any(|b| !(0..n as i64).contains(b)) {
        return Err(Problem::Shape(format!("{} coordinates and batches {batches:?}", rois.len())));
    }
    let offset = if half { 0.5 } else { 0.0 };
    // For each result its samples, and for each of those four elements.
    let mut samples: Vec<Vec<Taps>> = Vec::new();
    for (roi, batch) in rois.chunks_exact(4).zip(&batches) {
        let [x0, y0, x1, y1] = [0, 1, 2, 3].map(|k| roi[k] * scale - offset);
        let least = if half { f64::MIN } else { 1.0 };
        let (width, height) = ((x1 - x0).max(least), (y1 - y0).max(least));
        let (bin_h, bin_w) = (height / ph as f64, width / pw as f64);
        let grid = |bin: f64| if ratio > 0 { ratio } else { (bin.ceil() as usize).min(1 << 8) };
        let (gh, gw) = (grid(bin_h), grid(bin_w));
        c.limits.check_work(&[batches.len(), ph, pw, gh, gw, channels])?;
        for (i, j) in (0..ph).flat_map(|i| (0..pw).map(move |j| (i, j))) {
            let mut own = Vec::new();
            for (a, b) in (0..gh).flat_map(|a| (0..gw).map(move |b| (a, b))) {
                let y = y0 + i as f64 * bin_h + (a as f64 + 0.5) * bin_h / gh as f64;
                let x = x0 + j as f64 * bin_w + (b as f64 + 0.5) * bin_w / gw as f64;
                own.push(corner_weights(x, y, [h, w], *batch as usize));
            }
            samples.push(own);
        }
    }
    // Channels first, so that batches lie behind each other.
    let perm = super::attributes::ints("perm", &[1, 0, 2, 3]);
    let turned = c.call_with("Transpose", &[x], vec![perm])?;
    let flat = c.reshaped(turned, &[channels, n * h * w])?;
    let back = super::attributes::ints("perm", &[1, 0, 2, 3]);
    let whole = [channels, batches.len(), ph, pw];
    let pooled = if largest {
        let most = samples.iter().map(Vec::len).max().unwrap_or(1).max(1);
        // The largest of the weighed elements, as onnxruntime has it; what repeats changes nothing.
        let mut taps = Vec::new();
        for own in &samples {
            let singles: Taps = own.iter().flatten().copied().collect();
            for k in 0..4 * most {
                let one = singles.get(k).or(singles.first()).copied();
                taps.push(one.map_or_else(Vec::new, |t| vec![t]));
            }
        }
        let rows = [channels, samples.len(), 4 * most];
        let each = sampled(c, Name::Part("samples"), flat, &[taps], &rows)?;
        let fold = gadgets::primitive::Fold::Max;
        super::folds::fold(c, Name::Part("largest"), fold, each, &[2], &whole)?
    } else {
        let mean = |own: &Vec<Taps>| -> Taps {
            let count = own.len().max(1) as f64;
            own.iter().flatten().map(|(at, weight)| (*at, weight / count)).collect()
        };
        let taps = samples.iter().map(mean).collect();
        sampled(c, Name::Part("means"), flat, &[taps], &whole)?
    };
    Ok(vec![c.call_as(Name::Result(0), "Transpose", &[pooled], vec![back])?])
}

/// The four elements around a position, of one image of several.
fn corner_weights(x: f64, y: f64, [h, w]: [usize; 2], batch: usize) -> Taps {
    let inside = |v: f64, n: usize| (-1.0..=n as f64).contains(&v);
    if !inside(y, h) || !inside(x, w) {
        return vec![(0, 0.0); 4];
    }
    let side = |v: f64, n: usize| {
        let v = v.max(0.0);
        let low = (v as usize).min(n - 1);
        if low + 1 >= n { (n - 1, n - 1, 0.0) } else { (low, low + 1, v - low as f64) }
    };
    let ((y0, y1, ly), (x0, x1, lx)) = (side(y, h), side(x, w));
    let at = |y: usize, x: usize| (batch * h + y) * w + x;
    vec![
        (at(y0, x0), (1.0 - ly) * (1.0 - lx)),
        (at(y0, x1), (1.0 - ly) * lx),
        (at(y1, x0), ly * (1.0 - lx)),
        (at(y1, x1), ly * lx),
    ]
}
