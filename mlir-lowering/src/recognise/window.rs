//! One axis of a sliding window: parameters guessed from the indices, then proved point by point.

use gadgets::Window;
use std::collections::BTreeSet;

use super::affine::{Ix, LoopId};
use super::domain::MAX_POINTS;
use super::nest::Nest;
use super::refusal::{Refusal, refuse};

/// The indices of one axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AxisIndices<'x> {
    /// Output position and size.
    pub y: (&'x Ix, usize),
    /// Input position and size.
    pub x: (&'x Ix, usize),
    /// Kernel position and size, where there are weights.
    pub k: Option<(&'x Ix, usize)>,
}

#[derive(Clone, Copy, Debug)]
struct Axis {
    kernel: i64,
    /// `None` if there is one window only.
    stride: Option<i64>,
    dilation: i64,
    begin: i64,
}

impl Axis {
    fn sound(&self) -> bool {
        self.kernel >= 1 && self.stride.is_none_or(|s| s >= 1) && self.dilation >= 1 && self.begin >= 0
    }

    /// The tuples `(output, input, kernel)` of every cell inside the input.
    fn cells(&self, out: usize, input: usize, weights: bool) -> impl Iterator<Item = Vec<i64>> {
        let Self { kernel, stride, dilation, begin } = *self;
        (0..out as i64).flat_map(move |o| {
            (0..kernel).filter_map(move |k| {
                let p = o * stride.unwrap_or(1) + k * dilation - begin;
                (0..input as i64).contains(&p).then(|| if weights { vec![o, p, k] } else { vec![o, p] })
            })
        })
    }
}

/// The loops that belong to an axis.
pub(crate) fn loops(nest: &Nest<'_>, a: AxisIndices<'_>) -> BTreeSet<LoopId> {
    let mut all = vec![a.y.0, a.x.0];
    all.extend(a.k.map(|k| k.0));
    nest.loops_of(&all)
}

/// The window of two axes, proved to be exactly what the loops visit.
pub(crate) fn window(nest: &Nest<'_>, axes: [AxisIndices<'_>; 2]) -> Result<Window, Refusal> {
    let mut w = Window::plain([1, 1], [1, 1]);
    for (i, a) in axes.into_iter().enumerate() {
        let axis = prove(nest, a)?;
        (w.kernel[i], w.dilations[i], w.begin[i]) =
            (axis.kernel as usize, axis.dilation as usize, axis.begin as usize);
        w.strides[i] = axis.stride.unwrap_or(1) as usize;
        let input = [axes[0].x.1, axes[1].x.1];
        let output = [axes[0].y.1, axes[1].y.1];
        w = w.tight(input, output);
        if axis.stride.is_none() {
            // One window: the least stride after which there is no second one.
            let room = input[i] + w.begin[i] + w.end[i];
            w.strides[i] = room.saturating_sub(w.extent(i)) + 1;
        }
    }
    let input = [axes[0].x.1, axes[1].x.1];
    let output = [axes[0].y.1, axes[1].y.1];
    match w.output("window", input) {
        Ok(size) if size == output => Ok(w),
        _ => refuse(format!("an output of {output:?} is not that of windows {w:?} on {input:?}")),
    }
}

fn prove(nest: &Nest<'_>, a: AxisIndices<'_>) -> Result<Axis, Refusal> {
    let own = loops(nest, a);
    let mut indices = vec![a.y.0, a.x.0];
    indices.extend(a.k.map(|k| k.0));
    let tuples = nest.loops.tuples(&own, &indices)?;
    let guesses = [symbolic(nest, a), numeric(&tuples, a.k.map(|k| k.1 as i64))];
    for axis in guesses.into_iter().flatten().filter(Axis::sound) {
        let points = (axis.kernel as u128) * a.y.1 as u128;
        let small =
            [axis.kernel, axis.stride.unwrap_or(1), axis.dilation, axis.begin].iter().all(|v| *v < 1 << 31);
        if points > MAX_POINTS as u128 || !small || axis.kernel.saturating_mul(axis.dilation) >= 1 << 31 {
            continue;
        }
        if a.k.is_some_and(|k| k.1 as i64 != axis.kernel) {
            continue;
        }
        let mut expected: Vec<Vec<i64>> = axis.cells(a.y.1, a.x.1, a.k.is_some()).collect();
        expected.sort_unstable();
        if expected == tuples {
            return Ok(axis);
        }
    }
    refuse("the cells read along an axis are not those of a window")
}

/// From an index that is `o·stride + r·dilation − begin`.
fn symbolic(nest: &Nest<'_>, a: AxisIndices<'_>) -> Option<Axis> {
    let x = a.x.0;
    let mut counters = BTreeSet::new();
    x.counters(&mut counters);
    let o = a.y.0.as_counter();
    if !x.is_linear() || (o.is_none() && a.y.0.as_constant() != Some(0)) {
        return None;
    }
    let mut rest = counters.into_iter().filter(|c| Some(*c) != o);
    let (r, none) = (rest.next(), rest.next());
    if none.is_some() {
        return None;
    }
    let kernel = match (a.k, r) {
        (Some((_, size)), _) => size as i64,
        (None, None) => 1,
        (None, Some(r)) => nest.loops.get(r).longest?,
    };
    Some(Axis {
        kernel,
        stride: o.map(|o| x.factor(o)),
        dilation: r.map_or(1, |r| x.factor(r)),
        begin: x.constant.checked_neg()?,
    })
}

/// From the cells themselves.
fn numeric(tuples: &[Vec<i64>], kernel: Option<i64>) -> Option<Axis> {
    let mut windows: Vec<(i64, Vec<(i64, i64)>)> = Vec::new();
    for t in tuples {
        let cell = (t[1], t.get(2).copied().unwrap_or(0));
        match windows.last_mut() {
            Some((o, cells)) if *o == t[0] => cells.push(cell),
            _ => windows.push((t[0], vec![cell])),
        }
    }
    let kernel = kernel.or_else(|| windows.iter().map(|w| w.1.len() as i64).max())?;
    let gap = windows.iter().find_map(|w| Some(w.1.get(1)?.0 - w.1[0].0)).unwrap_or(1);
    let weights = tuples.first()?.len() == 3;
    // Where each window would start without clipping.
    let start = |cells: &[(i64, i64)]| -> Option<i64> {
        let (first, last) = (cells.first()?, cells.last()?);
        Some(if weights {
            first.0 - first.1 * gap
        } else if cells.len() as i64 == kernel || first.0 >= gap {
            first.0
        } else {
            last.0 - (kernel - 1) * gap
        })
    };
    let (first, last) = (windows.first()?, windows.last()?);
    let span = last.0 - first.0;
    let stride = (span > 0).then(|| Some((start(&last.1)? - start(&first.1)?) / span));
    let stride = match stride {
        Some(s) => Some(s?),
        None => None,
    };
    let begin = first.0 * stride.unwrap_or(1) - start(&first.1)?;
    Some(Axis { kernel, stride, dilation: gap, begin })
}
