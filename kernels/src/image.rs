//! Windows of a convolution's input as columns: one for each position of the result.
//!
//! A tile is a rectangle of positions, as wide and high as costs least. The input is copied with its pads, so
//! that a column's elements lie at fixed distances from its window's corner.

use gadgets::Conv2d;
use std::ops::Range;

use crate::WIDTH;
use crate::columns::Columns;
use crate::operand::{Elements, Lane};

/// The padded input of a convolution.
pub(crate) struct Image<T: Lane> {
    data: Vec<T>,
    /// Elements of a batch of columns: the planes of a group.
    group: usize,
    /// Width of a padded plane.
    width: usize,
    /// From a window's corner to the elements of a column, in their order.
    steps: Vec<usize>,
    strides: [usize; 2],
    /// Height and width of the result.
    output: [usize; 2],
    /// Height and width of a tile.
    tile: [usize; 2],
    /// Rows of the result in a batch.
    rows: usize,
}

impl<T: Lane> Image<T> {
    /// The input of a convolution.
    pub fn new(c: &Conv2d, x: Elements<'_>) -> Self {
        let w = &c.window;
        let output = c.spatial().unwrap_or([1, 1]);
        let [height, width] = [0, 1].map(|k| c.input[k] + w.begin[k] + w.end[k]);
        // Sums of a tile take as long as there are filters; laying it out, as it has rows.
        let cost = |[height, width]: &[usize; 2]| {
            output[0].div_ceil(*height) * output[1].div_ceil(*width) * (c.out_channels + 8 * height + 8)
        };
        let shapes = [1, 2, 4, 8, 16].map(|n| [n, WIDTH / n]);
        let tile = shapes.into_iter().min_by_key(cost).unwrap_or([1, WIDTH]);
        let planes = c.batch * c.groups * c.in_channels;
        // What tiles read beyond the last window.
        let slack = WIDTH * (w.strides[0].max(w.strides[1])) + width;
        let mut data = vec![T::default(); planes * height * width + slack];
        let source = T::lanes(x);
        for (plane, rows) in source.chunks_exact(c.input[0] * c.input[1]).enumerate() {
            let start = (plane * height + w.begin[0]) * width + w.begin[1];
            for (y, row) in rows.chunks_exact(c.input[1]).enumerate() {
                data[start + y * width..][..row.len()].copy_from_slice(row);
            }
        }
        let [kh, kw] = w.kernel;
        let step = |channel: usize, y: usize, x: usize| {
            (channel * height + y * w.dilations[0]) * width + x * w.dilations[1]
        };
        let cells = (0..kh).flat_map(|y| (0..kw).map(move |x| (y, x)));
        let steps = (0..c.in_channels).flat_map(|m| cells.clone().map(move |(y, x)| step(m, y, x))).collect();
        let (group, strides, rows) = (c.in_channels * height * width, w.strides, c.out_channels);
        Self { data, group, width, steps, strides, output, tile, rows }
    }

    /// Row and column of a tile's first position.
    fn corner(&self, tile: usize) -> [usize; 2] {
        let across = self.output[1].div_ceil(self.tile[1]);
        [tile / across * self.tile[0], tile % across * self.tile[1]]
    }

    /// Lays out a tile that is `W` positions wide.
    #[inline(always)]
    fn fill<const W: usize>(&self, batch: usize, tile: usize, packed: &mut [T]) {
        let [top, left] = self.corner(tile);
        let mut starts = [0; WIDTH];
        for (y, start) in starts.iter_mut().enumerate().take(WIDTH / W) {
            // Rows below the last one are read like it.
            let y = (top + y).min(self.output[0] - 1);
            *start = batch * self.group + y * self.strides[0] * self.width + left * self.strides[1];
        }
        let stride = self.strides[1];
        for (groups, steps) in packed.chunks_exact_mut(WIDTH * T::GROUP).zip(self.steps.chunks(T::GROUP)) {
            let mut rows = [[T::default(); WIDTH]; 2];
            for (row, step) in rows.iter_mut().zip(steps) {
                for (part, start) in row.as_chunks_mut::<W>().0.iter_mut().zip(&starts) {
                    // The slack behind the last plane holds whatever tiles read beyond it.
                    let Some(source) = self.data.get(start + step..start + step + (W - 1) * stride + 1)
                    else {
                        return;
                    };
                    if let (1, Some(whole)) = (stride, source.first_chunk()) {
                        *part = *whole;
                    } else {
                        part.iter_mut().zip(source.iter().step_by(stride)).for_each(|(to, from)| *to = *from);
                    }
                }
            }
            T::interleave(rows, groups);
        }
    }
}

impl<T: Lane> Columns for Image<T> {
    type Lane = T;

    fn tiles(&self) -> usize {
        self.output[0].div_ceil(self.tile[0]) * self.output[1].div_ceil(self.tile[1])
    }

    #[inline(always)]
    fn pack(&self, batch: usize, tiles: Range<usize>, packed: &mut [T]) {
        let size = self.steps.len().next_multiple_of(T::GROUP) * WIDTH;
        for (tile, packed) in tiles.zip(packed.chunks_exact_mut(size)) {
            match self.tile[1] {
                16 => self.fill::<16>(batch, tile, packed),
                8 => self.fill::<8>(batch, tile, packed),
                4 => self.fill::<4>(batch, tile, packed),
                2 => self.fill::<2>(batch, tile, packed),
                _ => self.fill::<1>(batch, tile, packed),
            }
        }
    }

    #[inline(always)]
    fn runs(&self, batch: usize, tile: usize, row: usize, mut run: impl FnMut(Range<usize>, usize)) {
        let [top, left] = self.corner(tile);
        let [height, width] = self.output;
        let count = self.tile[1].min(width - left);
        for y in 0..self.tile[0].min(height - top) {
            let place = ((batch * self.rows + row) * height + top + y) * width + left;
            run(y * self.tile[1]..y * self.tile[1] + count, place);
        }
    }
}
