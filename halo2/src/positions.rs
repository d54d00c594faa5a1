//! Where the coefficients of a polynomial identity lie, so that products of one output meet in its position ([`super::bilinear`]):
//! of a convolution on a grid as large as the full correlation, and of a sum of products by its labels.

use circuit::{Element, TensorId, Window};
use std::collections::BTreeMap;

use super::bilinear::{Bilinear, BilinearError, Channel, channels};
use super::expr::MAX_POWER;

/// Most positions of a convolution's result on its grid: a dilated kernel in wide padding has few elements and any
/// number of positions.
pub(super) const MAX_POSITIONS: u64 = 1 << 27;

/// Geometry of one axis of a convolution.
struct Axis {
    /// Size of the grid.
    grid: u64,
    /// Grid position of the first input.
    shift: u64,
    /// Grid position of each output.
    outputs: Vec<u64>,
    /// Dilation.
    step: u64,
    /// Size of the kernel.
    taps: u64,
    /// Size of the input.
    input: u64,
}

fn axis(input: u32, axis: usize, w: &Window, outputs: u32) -> Axis {
    let [k, s, d, pad] = [w.kernel[axis], w.strides[axis], w.dilations[axis], w.begin[axis]].map(u64::from);
    let extent = (k - 1) * d;
    let shift = pad.saturating_sub(extent);
    let outputs: Vec<u64> = (0..u64::from(outputs)).map(|o| o * s + extent + shift - pad).collect();
    let grid = (shift + u64::from(input) + extent).max(outputs.last().map_or(0, |o| o + 1));
    Axis { grid, shift, outputs, step: d, taps: k, input: input.into() }
}

impl Axis {
    /// Whether a product can fall on each grid position.
    fn reached(&self) -> Vec<bool> {
        // Each tap meets as many positions as there are inputs: where these stretches start and end.
        let mut change = vec![0i32; self.grid as usize + 1];
        for start in (0..self.taps).map(|u| self.shift + u * self.step) {
            change[start as usize] += 1;
            change[(start + self.input) as usize] -= 1;
        }
        let open = change.iter().scan(0, |open, change| {
            *open += change;
            Some(*open > 0)
        });
        open.take(self.grid as usize).collect()
    }
}

/// A convolution with strides: outputs follow each other, what strides skip is slack.
pub(super) fn conv(
    xs: &[u32],
    x: &[Element],
    ks: &[u32],
    k: &[Element],
    w: &Window,
    groups: usize,
) -> Result<Bilinear, BilinearError> {
    let size = |shape: &[u32], axis: usize| shape[axis] as usize;
    let (batch, inputs, height, width) = (size(xs, 0), size(xs, 1), size(xs, 2), size(xs, 3));
    let (maps, depth, kh, kw) = (size(ks, 0), size(ks, 1), size(ks, 2), size(ks, 3));
    let [oh, ow] = w.output([xs[2], xs[3]]).unwrap_or([0, 0]);
    let (v, h) = (axis(xs[2], 0, w, oh), axis(xs[3], 1, w, ow));
    let plane = v.grid.saturating_mul(h.grid);
    let got = plane.saturating_mul((batch * maps) as u64);
    if got > MAX_POSITIONS {
        return Err(BilinearError::Positions { got });
    }
    let mut channels = channels(inputs)?;
    for (i, element) in x.iter().enumerate() {
        let (xx, y, c, n) =
            (i % width, i / width % height, i / (width * height) % inputs, i / (width * height * inputs));
        let at = (y as u64 + v.shift) * h.grid + xx as u64 + h.shift;
        channels[c].x.push(((n * maps) as u64 * plane + at, *element));
    }
    for (i, element) in k.iter().enumerate() {
        let (kx, ky, c, m) = (i % kw, i / kw % kh, i / (kw * kh) % depth, i / (kw * kh * depth));
        // Correlation: the kernel is read backwards.
        let dy = (kh - 1 - ky) as u64 * u64::from(w.dilations[0]);
        let dx = (kw - 1 - kx) as u64 * u64::from(w.dilations[1]);
        let group = m / (maps / groups);
        channels[group * depth + c].k.push((m as u64 * plane + dy * h.grid + dx, *element));
    }
    let (mut y, mut slack) = (Vec::new(), Vec::new());
    let (rows, columns) = (v.reached(), h.reached());
    let mut output = vec![false; plane as usize];
    for at in v.outputs.iter().flat_map(|r| h.outputs.iter().map(move |c| r * h.grid + c)) {
        output[at as usize] = true;
    }
    for base in (0..(batch * maps) as u64).map(|m| m * plane) {
        y.extend(v.outputs.iter().flat_map(|r| h.outputs.iter().map(move |c| base + r * h.grid + c)));
        slack.extend((0..plane).filter_map(|at| {
            let reached = rows[(at / h.grid) as usize] && columns[(at % h.grid) as usize];
            (reached && !output[at as usize]).then_some(base + at)
        }));
    }
    Ok(finish(channels, y, slack))
}

/// Shape and elements of both operands, and the window.
pub(super) type Operands = (Vec<u32>, Vec<Element>, Vec<u32>, Vec<Element>, Window);

/// The convolution with strides of one: position `q·stride + r` of a channel is position `q` of its phase `r`, and so is a
/// kernel's. Phases that no kernel reaches are left out. `None` where there are no strides, or mostly padding.
pub(super) fn phases(xs: &[u32], x: &[Element], ks: &[u32], k: &[Element], w: &Window) -> Option<Operands> {
    if w.strides == [1, 1] || w.dilations != [1, 1] {
        return None;
    }
    let outputs = w.output([xs[2], xs[3]]).ok()?;
    let count = [0, 1].map(|a| w.strides[a].min(w.kernel[a]));
    let all = count[0] * count[1];
    let kernel = [0, 1].map(|a| w.kernel[a].div_ceil(w.strides[a]));
    let size = [0, 1].map(|a| outputs[a] + kernel[a] - 1);
    let positions = [xs[0], xs[1], all, size[0], size[1]];
    if positions.into_iter().try_fold(1u64, |p, d| p.checked_mul(d.into()))? > 4 * x.len() as u64 + (1 << 10)
    {
        return None;
    }
    // Elements of `[A, B, H, W]` in `[A, B·phases, h, w]`, each axis from some position on.
    let split = |shape: &[u32], list: &[Element], begin: [u32; 2], to: [u32; 2]| {
        let shape_to = vec![shape[0], shape[1] * all, to[0], to[1]];
        let mut split = vec![Element::Value(0); shape_to.iter().map(|d| *d as usize).product()];
        for (i, element) in (0u32..).zip(list) {
            let [row, column] = [i / shape[3] % shape[2] + begin[0], i % shape[3] + begin[1]];
            let [q, p] = [row / w.strides[0], column / w.strides[1]];
            let [r, s] = [row % w.strides[0], column % w.strides[1]];
            if r < count[0] && s < count[1] && q < to[0] && p < to[1] {
                let channel = i / (shape[2] * shape[3]) * all + r * count[1] + s;
                split[((channel * to[0] + q) * to[1] + p) as usize] = *element;
            }
        }
        (shape_to, split)
    };
    let (xs, x) = split(xs, x, w.begin, size);
    let (ks, k) = split(ks, k, [0, 0], kernel);
    Some((xs, x, ks, k, Window::plain(kernel, [1, 1])))
}

/// A sum of products: a channel for each value of the contracted and batch labels.
pub(super) fn einsum(
    sizes: &BTreeMap<char, usize>,
    labels: &[Vec<char>; 2],
    out: &[char],
    elements: &[Vec<Element>; 2],
) -> Result<Bilinear, BilinearError> {
    let both = |l: &char| labels[0].contains(l) && labels[1].contains(l);
    let pick =
        |of: &dyn Fn(&char) -> bool| -> Vec<char> { sizes.keys().copied().filter(|l| of(l)).collect() };
    let batch = pick(&|l| both(l) && out.contains(l));
    let contracted = pick(&|l| both(l) && !out.contains(l));
    let free = [0, 1].map(|s| pick(&|l| labels[s].contains(l) && !both(l) && out.contains(l)));
    let count = |of: &[char]| of.iter().map(|l| sizes[l]).product::<usize>();
    // Row-major index of the labels `of` in an element whose labels have these values.
    let index = |of: &[char], at: &BTreeMap<char, usize>| of.iter().fold(0, |i, l| i * sizes[l] + at[l]);
    let values = |of: &[char], mut i: usize| {
        let mut at = BTreeMap::new();
        for l in of.iter().rev() {
            at.insert(*l, i % sizes[l]);
            i /= sizes[l];
        }
        at
    };
    let (columns, rows) = (count(&free[0]), count(&free[1]));
    let position = |of_first: bool, at: &BTreeMap<char, usize>| {
        let [batch, i, j] = [&batch, &free[0], &free[1]].map(|of| index(of, at));
        if of_first { (batch * columns + i) * rows + j } else { (batch * rows + j) * columns + i }
    };
    let positions = |of_first: bool| -> Vec<u64> {
        (0..count(out)).map(|i| position(of_first, &values(out, i)) as u64).collect()
    };
    // Which free labels come first is chosen such that the result is in order, for windows to run along it.
    let mut y = positions(false);
    let mut of_first = false;
    if !y.is_sorted() && rows <= MAX_POWER as usize {
        let other = positions(true);
        if other.is_sorted() {
            (y, of_first) = (other, true);
        }
    }
    let mut channels = channels(count(&batch).saturating_mul(count(&contracted)))?;
    for side in 0..2 {
        for (i, element) in elements[side].iter().enumerate() {
            let at = values(&labels[side], i);
            let channel = &mut channels[index(&batch, &at) * count(&contracted) + index(&contracted, &at)];
            let at = match (side, of_first) {
                (0, false) => index(&free[0], &at),
                (0, true) => index(&free[0], &at) * rows,
                (_, false) => (index(&batch, &at) * rows + index(&free[1], &at)) * columns,
                (_, true) => index(&batch, &at) * columns * rows + index(&free[1], &at),
            };
            let list = if side == 0 { &mut channel.x } else { &mut channel.k };
            list.push((at as u64, *element));
        }
    }
    Ok(finish(channels, y, Vec::new()))
}

/// Sorts positions and drops padding.
pub(super) fn finish(mut channels: Vec<Channel>, y: Vec<u64>, slack: Vec<u64>) -> Bilinear {
    for channel in &mut channels {
        for list in [&mut channel.x, &mut channel.k] {
            list.retain(|(_, e)| *e != Element::Value(0));
            list.sort_by_key(|(at, _)| *at);
        }
    }
    channels.retain(|c| !c.x.is_empty() && !c.k.is_empty());
    Bilinear { channels, out: TensorId(0), y, slack, bias: None }
}
