//! Columns of a product: how sixteen of them are laid out, and where their results go.

use gadgets::FullyConnected;
use std::borrow::Cow;
use std::ops::Range;

use crate::WIDTH;
use crate::operand::{Elements, Lane};

/// Elements along the sums that are laid out together where columns lie as they are summed: a multiple of every group.
const BLOCK: usize = 128;

/// Bytes that memory is read by.
const LINE: usize = 64;

/// How far ahead of their use rows are asked for, in groups: they lie so far apart that no processor guesses them.
const AHEAD: usize = 12;

/// Asks for what lies at an address, which may be anywhere.
#[inline(always)]
fn prefetch<T>(at: *const T) {
    // SAFETY: a hint, which no address makes fail.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// The right side of a product: batches of columns, [`WIDTH`] to a tile.
pub(crate) trait Columns: Sync {
    /// What they are made of.
    type Lane: Lane;

    /// Tiles of a batch.
    fn tiles(&self) -> usize;

    /// Lays tiles out, one after the other: [`Lane::GROUP`] elements along the sums of the first column, of the second, …,
    /// then the next elements of each. What is beyond the last column or the end of the sums is anything.
    fn pack(&self, batch: usize, tiles: Range<usize>, packed: &mut [Self::Lane]);

    /// Calls `run` with columns of a tile and the place of the first among the results of a row; those of the others follow.
    fn runs(&self, batch: usize, tile: usize, row: usize, run: impl FnMut(Range<usize>, usize));
}

/// Weights of a fully connected layer.
pub(crate) struct Matrix<'a, T: Lane> {
    data: Cow<'a, [T]>,
    rows: usize,
    inputs: usize,
    outputs: usize,
    transposed: bool,
}

impl<'a, T: Lane> Matrix<'a, T> {
    /// The layer's weights.
    pub fn new(f: &FullyConnected, w: Elements<'a>) -> Self {
        let FullyConnected { rows, inputs, outputs, transposed, .. } = *f;
        Self { data: T::lanes(w), rows, inputs, outputs, transposed }
    }
}

impl<T: Lane> Columns for Matrix<'_, T> {
    type Lane = T;

    fn tiles(&self) -> usize {
        self.outputs.div_ceil(WIDTH)
    }

    #[inline(always)]
    fn pack(&self, batch: usize, tiles: Range<usize>, packed: &mut [T]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        let data = &self.data[batch * inputs * outputs..][..inputs * outputs];
        let size = inputs.next_multiple_of(T::GROUP) * WIDTH;
        if self.transposed {
            for (tile, packed) in tiles.zip(packed.chunks_exact_mut(size)) {
                let columns = WIDTH.min(outputs - tile * WIDTH);
                // A block of all columns at a time stays in the nearest cache.
                for (block, packed) in packed.chunks_mut(BLOCK * WIDTH).enumerate() {
                    for column in 0..columns {
                        let source = &data[(tile * WIDTH + column) * inputs..][..inputs];
                        let source = &source[block * BLOCK..inputs.min((block + 1) * BLOCK)];
                        for (k, v) in source.iter().enumerate() {
                            packed[(k - k % T::GROUP) * WIDTH + column * T::GROUP + k % T::GROUP] = *v;
                        }
                    }
                }
            }
            return;
        }
        let lines = (tiles.start * WIDTH..tiles.end * WIDTH).step_by(LINE / size_of::<T>());
        for (group, part) in data.chunks(T::GROUP * outputs).enumerate() {
            for row in T::GROUP * (group + AHEAD)..T::GROUP * (group + AHEAD + 1) {
                lines.clone().for_each(|column| prefetch(data.as_ptr().wrapping_add(row * outputs + column)));
            }
            // A last row without a second has 0 for its neighbour.
            let (first, second) = part.split_at(outputs);
            for (i, tile) in tiles.clone().enumerate() {
                let rows = [columns(first, tile * WIDTH), columns(second, tile * WIDTH)];
                T::interleave(rows, &mut packed[i * size + group * WIDTH * T::GROUP..]);
            }
        }
    }

    #[inline(always)]
    fn runs(&self, batch: usize, tile: usize, row: usize, mut run: impl FnMut(Range<usize>, usize)) {
        let first = tile * WIDTH;
        let count = WIDTH.min(self.outputs - first);
        run(0..count, (batch * self.rows + row) * self.outputs + first);
    }
}

/// The elements from a column on, as many as there are, and zeros.
#[inline(always)]
fn columns<T: Lane>(row: &[T], first: usize) -> [T; WIDTH] {
    let rest = row.get(first..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut own = [T::default(); WIDTH];
        own[..rest.len()].copy_from_slice(rest);
        own
    })
}
