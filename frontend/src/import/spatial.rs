//! Windows over any number of axes: convolutions in three dimensions, transposed ones, and pools of every kind as views.

use gadgets::primitive::{Fold, Read};
use gadgets::{Axis, View};

use super::arithmetic::product;
use super::attributes::{bad, checked_sizes};
use super::context::{Context, Made, Name};
use super::folds::fold;
use super::gathers::gathered;
use crate::error::Problem;
use crate::float_graph::{Element, Op, ValueId, strides_of};
use crate::literal::Literal;
use crate::words::{FILL, Kind};

/// A window along one axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub input: usize,
    pub output: usize,
    pub kernel: usize,
    pub stride: usize,
    pub dilation: usize,
    /// Cells before the input.
    pub begin: usize,
    /// Cells behind it that the model gives.
    pub declared_end: usize,
}

impl Span {
    /// Where cell `k` of window `o` lies, if within the input.
    fn position(&self, o: usize, k: usize) -> Option<usize> {
        (o * self.stride + k * self.dilation).checked_sub(self.begin).filter(|p| *p < self.input)
    }

    /// How many cells of window `o` count for a mean.
    fn counted(&self, o: usize, include: bool) -> usize {
        let end = self.input + self.begin + self.declared_end;
        let inside = |k: &usize| match include {
            true => o * self.stride + k * self.dilation < end,
            false => self.position(o, *k).is_some(),
        };
        (0..self.kernel).filter(inside).count()
    }
}

/// The windows of a node over an input of shape `[N, C, spatial..]`; `kernel` is that of the weights, or none where the
/// attribute must be given.
pub(super) fn spans(
    c: &Context<'_>,
    shape: &[usize],
    kernel: Option<&[usize]>,
    dilates: bool,
    ceils: bool,
) -> Made<Vec<Span>> {
    let a = &c.attributes;
    let input = shape.get(2..).filter(|s| !s.is_empty());
    let input = input.ok_or_else(|| Problem::Shape(format!("X is {shape:?}: no spatial axis")))?;
    let rank = input.len();
    let kernels = match (a.ints("kernel_shape")?, kernel) {
        (Some(k), _) => checked_sizes("kernel_shape", k, rank, 1)?,
        (None, Some(w)) => w.to_vec(),
        (None, None) => return Err(bad("kernel_shape", "is required")),
    };
    if let Some(w) = kernel.filter(|w| *w != kernels) {
        return Err(bad("kernel_shape", &format!("{kernels:?} differs from the weights' {w:?}")));
    }
    let strides = a.sizes("strides", rank, 1)?;
    let dilations = if dilates { a.sizes("dilations", rank, 1)? } else { vec![1; rank] };
    let ceil = ceils && a.flag("ceil_mode", false)?;
    let given = a.ints("pads")?.map(|p| checked_sizes("pads", p, 2 * rank, 0)).transpose()?;
    let auto = a.string("auto_pad")?.unwrap_or("NOTSET");
    let explicit = matches!(auto, "NOTSET" | "");
    if !explicit && given.as_ref().is_some_and(|p| p.iter().any(|v| *v != 0)) {
        return Err(bad("pads", "cannot be combined with auto_pad"));
    }
    let span = |d: usize| {
        let (n, s) = (input[d], strides[d]);
        let extent = dilations[d].saturating_mul(kernels[d] - 1).saturating_add(1);
        let (begin, declared_end) = match auto {
            "SAME_UPPER" | "SAME_LOWER" => {
                let needed = (n.div_ceil(s) - 1).saturating_mul(s).saturating_add(extent);
                let total = needed.saturating_sub(n);
                let (small, large) = (total / 2, total - total / 2);
                if auto == "SAME_UPPER" { (small, large) } else { (large, small) }
            }
            "VALID" => (0, 0),
            "NOTSET" | "" => given.as_ref().map_or((0, 0), |p| (p[d], p[rank + d])),
            other => return Err(bad("auto_pad", &format!("is '{other}'"))),
        };
        let mut end = declared_end;
        let fail =
            || Problem::Shape(format!("a window of {extent} cells over {n}, padded by {begin} and {end}"));
        let free = n.saturating_add(begin).saturating_add(end).checked_sub(extent).ok_or_else(fail)?;
        // One more where windows leave a rest, unless it would start in the end padding.
        let start = free.div_ceil(s).saturating_mul(s);
        if ceil && free % s != 0 && start < n + begin {
            end += start - free;
        }
        let output = (n + begin + end - extent) / s + 1;
        let (kernel, dilation) = (kernels[d], dilations[d]);
        Ok(Span { input: n, output, kernel, stride: s, dilation, begin, declared_end })
    };
    (0..rank).map(span).collect()
}

fn outputs(spans: &[Span]) -> Vec<usize> {
    spans.iter().map(|s| s.output).collect()
}

fn kernels(spans: &[Span]) -> Vec<usize> {
    spans.iter().map(|s| s.kernel).collect()
}

/// Views of `[lead.., spatial..]` as `[whole.., outputs.., .., kernel..]`: `lead` says which axis of the result each
/// leading one is, and windows' outputs and kernels begin at these axes of it.
fn windows(spans: &[Span], lead: &[usize], sizes: &[usize], whole: &[usize], at: [usize; 2]) -> Vec<View> {
    let (rank, padded) = (whole.len(), lead.len() + spans.len());
    let ends =
        |f: &dyn Fn(&Span) -> usize| lead.iter().map(|_| 0).chain(spans.iter().map(f)).collect::<Vec<_>>();
    let under = [sizes, &spans.iter().map(|s| s.input).collect::<Vec<_>>()].concat();
    let mut views = vec![View::Reshape { shape: under }];
    // Only as far as windows reach.
    let reach = |s: &Span| (s.output - 1) * s.stride + (s.kernel - 1) * s.dilation + 1;
    let high = |s: &Span| reach(s).saturating_sub(s.begin + s.input);
    let (low, high) = (ends(&|s| s.begin), ends(&high));
    if low.iter().chain(&high).any(|n| *n > 0) {
        views.push(View::Pad { low, high, interior: vec![0; padded], value: FILL });
    }
    let mut axes: Vec<Axis> = lead.iter().map(|k| Axis::plain(rank, *k)).collect();
    for (i, s) in spans.iter().enumerate() {
        axes.push(
            Axis::plain(rank, at[0] + i).with(at[0] + i, s.stride as i64).with(at[1] + i, s.dilation as i64),
        );
    }
    views.push(View::Affine { shape: whole.to_vec(), axes });
    views
}

fn through(operand: usize, views: Vec<View>) -> Read {
    views.into_iter().fold(Read::value(operand), Read::view)
}

/// A convolution as sums of products of windows; whole numbers give whole numbers.
pub(super) fn convolved(
    c: &mut Context<'_>,
    name: Name<'_>,
    x: ValueId,
    w: ValueId,
    groups: usize,
    spans: &[Span],
) -> Made {
    let (shape, weights) = (c.shape(x), c.shape(w));
    let r = spans.len();
    let (n, inner, out) = (shape[0], weights[1], weights[0] / groups);
    let (o, k) = (outputs(spans), kernels(spans));
    let whole = [&[n, groups, out], &o[..], &[inner], &k[..]].concat();
    let read = windows(spans, &[0, 1, 3 + r], &[n, groups, inner], &whole, [3, 4 + r]);
    let mut axes = vec![Some(1), Some(2), Some(3 + r)];
    axes.extend((0..r).map(|i| Some(4 + r + i)));
    let own =
        vec![View::Reshape { shape: [&[groups, out, inner], &k[..]].concat() }, View::select(&whole, &axes)];
    let kind = Kind::Einsum { a: through(0, read), b: through(1, own), summed: 1 + r, factor: 1.0 };
    let result = [&[n, groups * out], &o[..]].concat();
    let element = super::arithmetic::joint(c, x, w);
    c.word(name, kind, &[x, w], &result, element)
}

/// Conv in three dimensions and more.
pub(super) fn conv(c: &mut Context<'_>, groups: usize) -> Made<Vec<ValueId>> {
    let (x, w) = (c.operand(0, "X")?, c.operand(1, "W")?);
    let (shape, weights) = (c.shape(x), c.shape(w));
    let spans = spans(c, &shape, Some(&weights[2..]), true, false)?;
    biased(c, groups, x, w, &spans)
}

/// A convolution, and operand 2 added to its channels.
pub(super) fn biased(
    c: &mut Context<'_>,
    groups: usize,
    x: ValueId,
    w: ValueId,
    spans: &[Span],
) -> Made<Vec<ValueId>> {
    let Some(bias) = c.optional(2) else {
        return Ok(vec![convolved(c, Name::Result(0), x, w, groups, spans)?]);
    };
    let y = convolved(c, Name::Part("product"), x, w, groups, spans)?;
    let channels = c.shape(y)[1];
    if c.shape(bias) != [channels] {
        return Err(Problem::Shape(format!("B is {:?}, expected [{channels}]", c.shape(bias))));
    }
    let mut along = vec![1; spans.len() + 2];
    along[1] = channels;
    let bias = c.emit_part("bias", Op::Reshape, &[bias], &along)?;
    Ok(vec![c.call_as(Name::Result(0), "Add", &[y, bias], vec![])?])
}

/// Sums over windows: `[N, C, outputs..]`.
pub(super) fn window_sums(c: &mut Context<'_>, name: Name<'_>, x: ValueId, spans: &[Span]) -> Made {
    let shape = c.shape(x);
    let (o, k) = (outputs(spans), kernels(spans));
    let whole = [&shape[..2], &o[..], &k[..]].concat();
    let views = windows(spans, &[0, 1], &shape[..2], &whole, [2, 2 + spans.len()]);
    let kind = Kind::Reduce { fold: Fold::Sum, x: through(0, views), folded: spans.len() };
    let (out, element) = ([&shape[..2], &o[..]].concat(), c.element(x));
    c.word(name, kind, &[x], &out, element)
}

/// Means over windows of three axes and more.
pub(super) fn average_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let include = c.version >= 7 && c.attributes.flag("count_include_pad", false)?;
    let spans = spans(c, &shape, None, c.version >= 19, c.version >= 10)?;
    let sums = window_sums(c, Name::Part("sums"), x, &spans)?;
    let mut counts = vec![1usize];
    for s in &spans {
        let own: Vec<usize> = (0..s.output).map(|o| s.counted(o, include)).collect();
        counts = counts.iter().flat_map(|n| own.iter().map(move |m| n * m)).collect();
    }
    if let Some(i) = counts.iter().position(|n| *n == 0) {
        return Err(Problem::Shape(format!("window {i} lies in the padding: a division by zero")));
    }
    let inverse = counts.iter().map(|n| 1.0 / *n as f64).collect();
    let inverse = c.literal("inverse", Literal::floats(&outputs(&spans), inverse))?;
    Ok(vec![product(c, Name::Result(0), sums, inverse)?])
}

/// Maxima over windows, an axis at a time: cells outside are taken for the next ones inside, which changes no maximum.
pub(super) fn max_pool(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let spans = spans(c, &shape, None, c.version >= 10, c.version >= 10)?;
    let positions = inside(&spans)?;
    let mut y = x;
    for (i, (s, own)) in spans.iter().zip(&positions).enumerate() {
        let axis = 2 + i;
        let mut out = c.shape(y);
        out[axis] = s.output;
        let index = c.literal("positions", Literal::ints(&[s.output, s.kernel], own.clone()))?;
        let cells = gathered(c, Name::Part("cells"), y, index, axis)?;
        let name = if i + 1 == spans.len() { Name::Result(0) } else { Name::Part("largest") };
        y = fold(c, name, Fold::Max, cells, &[axis + 1], &out)?;
    }
    Ok(vec![y])
}

/// For each axis the cells of its windows, those outside replaced by the nearest one of the window inside.
fn inside(spans: &[Span]) -> Made<Vec<Vec<i64>>> {
    let axis = |(d, s): (usize, &Span)| {
        let mut all = Vec::with_capacity(s.output * s.kernel);
        for o in 0..s.output {
            let first = (0..s.kernel).find(|k| s.position(o, *k).is_some());
            let last = (0..s.kernel).rev().find(|k| s.position(o, *k).is_some());
            let (Some(first), Some(last)) = (first, last) else {
                return Err(Problem::Shape(format!("window {o} along spatial axis {d} lies in the padding")));
            };
            let cells = (0..s.kernel).filter_map(|k| s.position(o, k.clamp(first, last)));
            all.extend(cells.map(|p| p as i64));
        }
        Ok(all)
    };
    spans.iter().enumerate().map(axis).collect()
}

/// Maxima, and where in the input the first of each lies.
pub(super) fn max_pool_with_indices(c: &mut Context<'_>) -> Made<Vec<ValueId>> {
    let x = c.operand(0, "X")?;
    let shape = c.shape(x);
    let columns = c.attributes.flag("storage_order", false)?;
    let spans = spans(c, &shape, None, c.version >= 10, c.version >= 10)?;
    let positions = inside(&spans)?;
    // All cells of each window, as positions in the plane.
    let mut cells: Vec<Vec<Vec<usize>>> = vec![vec![Vec::new()]];
    for (s, own) in spans.iter().zip(&positions) {
        let mut next = Vec::with_capacity(cells.len() * s.output);
        for window in &cells {
            for o in 0..s.output {
                let along = &own[o * s.kernel..][..s.kernel];
                let longer = |cell: &Vec<usize>| {
                    let cell = cell.clone();
                    along.iter().map(move |p| [&cell[..], &[*p as usize]].concat())
                };
                next.push(window.iter().flat_map(longer).collect());
            }
        }
        cells = next;
    }
    let taps: usize = spans.iter().map(|s| s.kernel).product();
    let (planes, size) = (shape[0] * shape[1], shape[2..].iter().product::<usize>());
    c.limits.check_work(&[planes, cells.len(), taps])?;
    let strides = strides_of(&shape[2..]);
    let linear = |cell: &Vec<usize>| cell.iter().zip(&strides).map(|(p, s)| p * s).sum::<usize>();
    let index: Vec<i64> = cells.iter().flatten().map(|cell| linear(cell) as i64).collect();
    let count = cells.len();
    let flat = c.reshaped(x, &[planes, size])?;
    let index = c.literal("positions", Literal::ints(&[count, taps], index))?;
    let all = gathered(c, Name::Part("cells"), flat, index, 1)?;
    let out = [&shape[..2], &outputs(&spans)[..]].concat();
    let flat_out = [planes, count];
    let largest = fold(c, Name::Part("largest"), Fold::Max, all, &[2], &flat_out)?;
    let column = c.reshaped(largest, &[planes, count, 1])?;
    let reached = c.call("Equal", &[all, column])?;
    // What does not reach it stands behind all that does.
    let behind = c.whole("behind", size as i64)?;
    let candidates = c.call("Where", &[reached, index, behind])?;
    let mut first = fold(c, Name::Part("first"), Fold::Min, candidates, &[2], &flat_out)?;
    let shape_of_first = c.shape(first);
    let kind = Kind::Clip { lo: 0.0, hi: size as f64 - 1.0 };
    first = c.word(Name::Part("first"), kind, &[first], &shape_of_first, Element::Int)?;
    // In the plane, row by row or column by column; then in the whole input.
    if columns {
        let sizes = &shape[2..];
        let turned = (0..size).map(|p| {
            let (mut stride, mut at) = (1, 0);
            for (d, n) in sizes.iter().enumerate() {
                at += p / strides[d] % n * stride;
                stride *= n;
            }
            at as i64
        });
        let turned = turned.collect();
        let table = c.literal("columns", Literal::ints(&[size], turned))?;
        first = gathered(c, Name::Part("column_major"), table, first, 0)?;
    }
    let offsets = (0..planes).map(|p| (p * size) as i64).collect();
    let offsets = c.literal("planes", Literal::ints(&[planes, 1], offsets))?;
    let whole = c.call("Add", &[first, offsets])?;
    let y = c.emit(Op::Reshape, &[largest], &out)?;
    let name = Name::Result(1);
    let index = c.emit_named(name, Op::Reshape, &[whole], &out)?;
    Ok(vec![y, index])
}
