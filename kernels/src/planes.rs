//! Windows of a convolution's input as columns: sixteen windows of a line at a time, whose results follow each other.
//!
//! The input is copied with its pads, plane by plane, and in each of its lines every element that is read together by
//! neighbouring windows lies beside the next one: first those of columns 0, s, 2s, … of a stride s, then of 1, s + 1, …. So
//! a tile's part of any product is one run of the copy. The filters are the rows, which lie in memory as they are summed.

use gadgets::Conv2d;
use std::ops::Range;

use crate::WIDTH;
use crate::operand::{Elements, Lane};

/// The padded input of a convolution.
pub(crate) struct Planes<T> {
    data: Vec<T>,
    /// Elements of a batch: an image's channels of one group.
    batch: usize,
    /// From a window's corner to each of its elements.
    taps: Vec<usize>,
    /// Elements from a line of windows to the next one.
    step: usize,
    /// Tiles of a line.
    tiles: usize,
}

/// Whether this takes fewer steps than windows as rows of a product, of which sixteen filters at a time are columns. That
/// copies each window, and turns input and results: what it may cost more for that is a quarter. Sums of 64 bits measure their
/// columns, which filters let be done once.
pub(crate) fn suits(c: &Conv2d) -> bool {
    let Ok([height, width]) = c.spatial() else { return false };
    if c.acc.bits() > 32 {
        return false;
    }
    let [across, turned] =
        [height * width.div_ceil(WIDTH) * c.out_channels, height * width * c.out_channels.div_ceil(WIDTH)];
    4 * across <= 5 * turned
}

impl<T: Lane> Planes<T> {
    /// Those of an input.
    pub fn new(c: &Conv2d, x: Elements<'_>) -> Self {
        let w = &c.window;
        let [height, width] = [0, 1].map(|k| c.input[k] + w.begin[k] + w.end[k]);
        let stride = w.strides[1].max(1);
        let run = width.div_ceil(stride);
        let (line, plane) = (stride * run, height * stride * run);
        // What windows beyond the last one would read is there.
        let mut data = vec![T::default(); c.batch * c.groups * c.in_channels * plane + WIDTH];
        let source = T::lanes(x);
        let planes = data.chunks_exact_mut(plane.max(1));
        for (to, from) in planes.zip(source.chunks_exact((c.input[0] * c.input[1]).max(1))) {
            let lines = to.chunks_exact_mut(line).skip(w.begin[0]);
            for (to, from) in lines.zip(from.chunks_exact(c.input[1].max(1))) {
                if stride == 1 {
                    to[w.begin[1]..][..from.len()].copy_from_slice(from);
                    continue;
                }
                for (x, v) in (w.begin[1]..).zip(from) {
                    to[x % stride * run + x / stride] = *v;
                }
            }
        }
        let [kh, kw] = w.kernel;
        let tap = |channel: usize, y: usize, x: usize| {
            let x = x * w.dilations[1];
            channel * plane + y * w.dilations[0] * line + x % stride * run + x / stride
        };
        let cells = (0..kh).flat_map(|y| (0..kw).map(move |x| (y, x)));
        let taps = (0..c.in_channels).flat_map(|channel| cells.clone().map(move |(y, x)| tap(channel, y, x)));
        let tiles = c.spatial().map_or(0, |[_, width]| width.div_ceil(WIDTH));
        Self { batch: c.in_channels * plane, taps: taps.collect(), step: w.strides[0] * line, tiles, data }
    }

    /// Lays tiles of a batch out, as [`Matrix::pack`](crate::columns::Matrix::pack) does.
    #[inline(always)]
    pub fn pack(&self, batch: usize, tiles: Range<usize>, packed: &mut [T]) {
        let size = self.taps.len().next_multiple_of(T::GROUP) * WIDTH;
        for (tile, packed) in tiles.zip(packed.chunks_exact_mut(size.max(1))) {
            let corner = batch * self.batch + tile / self.tiles * self.step + tile % self.tiles * WIDTH;
            let window = &self.data[corner..];
            let none = [T::default(); WIDTH];
            let run = |tap: Option<&usize>| {
                tap.and_then(|tap| window.get(*tap..)).and_then(<[T]>::first_chunk).unwrap_or(&none)
            };
            for (taps, packed) in self.taps.chunks(T::GROUP).zip(packed.chunks_exact_mut(T::GROUP * WIDTH)) {
                T::interleave([run(taps.first()), run(taps.get(1))], packed);
            }
        }
    }
}
