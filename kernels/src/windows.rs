//! Windows of a convolution's input as rows: one for each position of the result, its channels innermost.
//!
//! The input is copied with its pads, channels innermost, so that a row of the kernel is read as it lies.

use gadgets::Conv2d;
use std::ops::Range;

use crate::operand::{Elements, Lane};

/// Elements that are copied together where few follow each other; what is too many is overwritten by the next.
const FEW: usize = 16;

/// The padded input of a convolution.
pub(crate) struct Windows<T> {
    data: Vec<T>,
    /// Elements of a batch: an image's channels of one group.
    batch: usize,
    /// From a window's corner to each run of neighbours in it, and how many those are.
    runs: Vec<usize>,
    run: usize,
    /// Elements from a window to the next one, and to the one below.
    steps: [usize; 2],
    /// Windows in a line.
    width: usize,
    /// Elements of a row, and with what fills its last group up.
    sums: usize,
    stride: usize,
}

impl<T: Lane> Windows<T> {
    /// The windows of an input.
    pub fn new(c: &Conv2d, x: Elements<'_>) -> Self {
        let (w, channels) = (&c.window, c.in_channels);
        let [height, width] = [0, 1].map(|k| c.input[k] + w.begin[k] + w.end[k]);
        let batch = height * width * channels;
        let mut data = vec![T::default(); c.batch * c.groups * batch + FEW];
        let source = T::lanes(x);
        for (plane, rows) in source.chunks_exact((c.input[0] * c.input[1]).max(1)).enumerate() {
            let start = plane / channels * batch + plane % channels;
            for (y, row) in rows.chunks_exact(c.input[1]).enumerate() {
                let start = start + ((y + w.begin[0]) * width + w.begin[1]) * channels;
                let places = data[start..].iter_mut().step_by(channels);
                places.zip(row).for_each(|(to, from)| *to = *from);
            }
        }
        let [kh, kw] = w.kernel;
        // Cells that lie side by side are read together.
        let (across, run) = if w.dilations[1] == 1 { (1, kw * channels) } else { (kw, channels) };
        let corner = |y: usize, x: usize| (y * w.dilations[0] * width + x * w.dilations[1]) * channels;
        let runs = (0..kh).flat_map(|y| (0..across).map(move |x| corner(y, x))).collect();
        let steps = [w.strides[1] * channels, w.strides[0] * width * channels];
        let sums = kh * kw * channels;
        let stride = sums.next_multiple_of(T::GROUP);
        Self { data, batch, runs, run, steps, width: c.spatial().unwrap_or([1, 1])[1], sums, stride }
    }

    /// Elements from one row to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Puts rows of a batch into `to`, one after the other.
    #[inline(always)]
    pub fn rows(&self, batch: usize, rows: Range<usize>, to: &mut Vec<T>) {
        // With room for what is copied behind the last row.
        to.resize(rows.len() * self.stride + FEW, T::default());
        for (i, row) in rows.enumerate() {
            let corner =
                batch * self.batch + row % self.width * self.steps[0] + row / self.width * self.steps[1];
            let own = &mut to[i * self.stride..];
            for (k, start) in self.runs.iter().enumerate() {
                let (from, to) = (&self.data[corner + start..], &mut own[k * self.run..]);
                match (from.first_chunk::<FEW>(), to.first_chunk_mut::<FEW>()) {
                    (Some(from), Some(to)) if self.run <= FEW => *to = *from,
                    _ => to[..self.run].copy_from_slice(&from[..self.run]),
                }
            }
            own[self.sums..self.stride].fill(T::default());
        }
    }
}

/// A convolution's weights with their channels innermost, as its windows are.
pub(crate) fn filters<T: Lane>(c: &Conv2d, w: Elements<'_>) -> Vec<T> {
    let cells = c.window.kernel[0] * c.window.kernel[1];
    let (source, channels) = (T::lanes(w), c.in_channels);
    let mut all = vec![T::default(); source.len()];
    for (to, from) in
        all.chunks_exact_mut((channels * cells).max(1)).zip(source.chunks_exact((channels * cells).max(1)))
    {
        for (cell, to) in to.chunks_exact_mut(channels.max(1)).enumerate() {
            to.iter_mut().zip(from.iter().skip(cell).step_by(cells)).for_each(|(to, from)| *to = *from);
        }
    }
    all
}
