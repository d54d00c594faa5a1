//! DeformConv: a convolution that reads beside its window's cells, as far as other operands say.
//!
//! Source: ONNX's `DeformConv`. What lies between cells is interpolated, and outside of them is zero: with
//! `hat(d) = max(0, 1 − |d|)`, at `(y, x)` it is `Σᵢ Σⱼ hat(y − i)·hat(x − j)·X[i, j]`. So no position is ever rounded, though
//! it be data. Where offsets are known, the four neighbours that count are, too.

use super::attributes::{bad, int, string};
use super::context::{Context, Made, Name};
use super::sampling::{Taps, combined, sampled};
use super::windows::{Resolved, resolve};
use crate::error::Problem;
use crate::float_graph::ValueId;
use crate::literal::Literal;

/// Sizes of what is read: `[N, groups·channels, H, W]` at `cells·positions` places.
struct Sizes {
    batch: usize,
    /// Groups of channels with offsets of their own.
    groups: usize,
    channels: usize,
    /// Cells of the window.
    cells: usize,
    positions: usize,
}

/// Images. Offsets and mask may be data; every position between cells is interpolated.
pub(super) fn deform_conv(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    c.arity(5, 1)?;
    let (x, w, offset) = (c.operand(0, "X")?, c.operand(1, "W")?, c.operand(2, "offset")?);
    let (bias, mask) = (c.optional(3), c.optional(4));
    let (shape, w_shape) = (c.shape(x), c.shape(w));
    let ([batch, all, ..], [out, each, kh, kw]) = (&shape[..], &w_shape[..]) else {
        return Err(Problem::Shape(format!("X is {shape:?} and W {w_shape:?}, 4 dimensions expected")));
    };
    let group = c.attributes.int("group", 1)?;
    let r = resolve(c, &shape, Some(&[*kh, *kw]), true, false)?;
    let groups = c.attributes.int("offset_group", 1)?;
    let split = usize::try_from(groups).ok().filter(|g| *g > 0 && all.is_multiple_of(*g));
    let groups = split.ok_or_else(|| bad("offset_group", &format!("is {groups}, of {all} channels")))?;
    let [oh, ow] = r.output;
    let (cells, positions) = (kh * kw, oh * ow);
    let s = Sizes { batch: *batch, groups, channels: all / groups, cells, positions };
    for (name, id, numbers) in [("offset", Some(offset), 2), ("mask", mask, 1)] {
        let expected = [s.batch, groups * cells * numbers, oh, ow];
        if let Some(got) = id.map(|id| c.shape(id)).filter(|got| *got != expected) {
            return Err(Problem::Shape(format!("{name} is {got:?}, expected {expected:?}")));
        }
    }
    let mut read = match c.graph.constant(offset) {
        Some(offsets) => at_known(c, x, &offsets, &r, &s)?,
        None => at_data(c, x, offset, &r, &s)?,
    };
    if let Some(mask) = mask {
        let mask = c.reshaped(mask, &[s.batch, groups, 1, cells, positions])?;
        read = c.call("Mul", &[read, mask])?;
    }
    // What is left is a convolution by one cell, of every cell of every channel.
    let read = c.reshaped(read, &[s.batch, all * cells, oh, ow])?;
    let w = c.reshaped(w, &[*out, each * cells, 1, 1])?;
    let result = c.called(Name::Result(0));
    c.call_all("Conv", vec![Some(read), Some(w), bias], vec![int("group", group)], vec![result])
}

/// Where a window's cell lies at a position of the result, along an axis.
fn cell(r: &Resolved, axis: usize, cell: usize, position: usize) -> f64 {
    let w = &r.window;
    let (kernel, output) = if axis == 0 {
        (cell / w.kernel[1], position / r.output[1])
    } else {
        (cell % w.kernel[1], position % r.output[1])
    };
    (output * w.strides[axis] + kernel * w.dilations[axis]) as f64 - w.begin[axis] as f64
}

/// `[N, groups, channels, cells, positions]` for offsets that are known.
fn at_known(c: &mut Context<'_>, x: ValueId, offsets: &[f64], r: &Resolved, s: &Sizes) -> Made {
    let linear = |at: f64, size: usize| -> Taps {
        let low = at.floor();
        let sides = [(low, 1.0 - (at - low)), (low + 1.0, at - low)].into_iter();
        let inside = |(i, weight): &(f64, f64)| (0.0..size as f64).contains(i) && *weight != 0.0;
        sides.filter(inside).map(|(i, weight)| (i as usize, weight)).collect()
    };
    // What is gathered is refused before it is listed.
    c.limits.count(&[s.batch * s.groups * s.channels, s.cells * s.positions, 4])?;
    let mut lists = Vec::with_capacity(s.batch * s.groups * s.channels);
    for own in offsets.chunks_exact(2 * s.cells * s.positions) {
        let place = |k: usize| {
            let (at, position) = (k / s.positions, k % s.positions);
            let axes = [0, 1].map(|axis| {
                let moved = own[(2 * at + axis) * s.positions + position];
                linear(cell(r, axis, at, position) + moved, r.input[axis])
            });
            combined(&axes, &r.input)
        };
        let list: Vec<Taps> = (0..s.cells * s.positions).map(place).collect();
        lists.extend(std::iter::repeat_n(list, s.channels));
    }
    let flat = c.reshaped(x, &[s.batch * s.groups * s.channels, r.input[0] * r.input[1]])?;
    let out = [s.batch, s.groups, s.channels, s.cells, s.positions];
    sampled(c, Name::Part("cells"), flat, &lists, &out)
}

/// The same for offsets that are data.
fn at_data(c: &mut Context<'_>, x: ValueId, offset: ValueId, r: &Resolved, s: &Sizes) -> Made {
    let split = c.reshaped(offset, &[s.batch, s.groups, s.cells, 2, s.positions])?;
    let [y_hats, x_hats] = [0, 1].map(|axis| hats(c, split, axis, r, s));
    let x = c.reshaped(x, &[s.batch, s.groups, s.channels, r.input[0], r.input[1]])?;
    let rows = vec![string("equation", "ngtpi,ngcij->ngctpj")];
    let rows = c.call_with("Einsum", &[y_hats?, x], rows)?;
    c.call_with("Einsum", &[rows, x_hats?], vec![string("equation", "ngctpj,ngtpj->ngctp")])
}

/// How much each row or column counts: `[N, groups, cells, positions, size]`.
fn hats(c: &mut Context<'_>, offsets: ValueId, axis: usize, r: &Resolved, s: &Sizes) -> Made {
    let number = |c: &mut Context<'_>, name, v: f64| c.scalar(name, v);
    let size = r.input[axis];
    let which = c.whole("axis", axis as i64)?;
    let own = c.call_with("Gather", &[offsets, which], vec![int("axis", 3)])?;
    let cells = (0..s.cells).flat_map(|t| (0..s.positions).map(move |p| cell(r, axis, t, p))).collect();
    let cells = c.literal("cells", Literal::floats(&[s.cells, s.positions], cells))?;
    let at = c.call("Add", &[own, cells])?;
    // Nothing is read a cell outside, nor farther away: positions keep their bits for what is inside.
    let (lo, hi, one) =
        (number(c, "before", -1.0)?, number(c, "behind", size as f64)?, number(c, "one", 1.0)?);
    let at = c.call("Clip", &[at, lo, hi])?;
    let at = c.reshaped(at, &[s.batch, s.groups, s.cells, s.positions, 1])?;
    let counters = c.literal("counters", Literal::floats(&[size], (0..size).map(|i| i as f64).collect()))?;
    let distance = c.call("Sub", &[at, counters])?;
    let distance = c.call("Abs", &[distance])?;
    let near = c.call("Sub", &[one, distance])?;
    c.call("Relu", &[near])
}
