//! Columns of a product: how sixteen of them are laid out.

use std::borrow::Cow;
use std::ops::Range;

use crate::WIDTH;
use crate::operand::Lane;
use crate::sums::Sum;

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

/// Asks for what will be written at an address, which may be anywhere.
#[inline(always)]
pub(crate) fn prefetch_write<T>(at: *const T) {
    // SAFETY: as above.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        use std::arch::x86_64::{_MM_HINT_ET0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_ET0>(at.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// Where the tile behind a tile lies, and how much of it each group of products asks for: so all of it is near when its turn
/// comes, and memory is read evenly, while all rows are multiplied.
#[derive(Clone, Copy)]
pub(crate) struct Ahead {
    at: *const u8,
    step: usize,
}

impl Ahead {
    /// For the rows `done..done + count` of `rows`, which groups of [`LINE`] bytes each are multiplied by.
    pub fn new<T>(tile: &[T], done: usize, count: usize, rows: usize) -> Self {
        let bytes = size_of_val(tile);
        let at = tile.as_ptr().cast::<u8>().wrapping_add(bytes + bytes * done / rows.max(1));
        Self { at, step: LINE * count / rows.max(1) }
    }

    /// Nothing that is not there.
    pub fn none<T>(tile: &[T]) -> Self {
        Self { at: tile.as_ptr().cast(), step: 0 }
    }

    /// A group's turn.
    #[inline(always)]
    pub fn ask(self, group: usize) {
        // SAFETY: a hint, which no address makes fail.
        #[cfg(target_arch = "x86_64")]
        unsafe {
            use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T1>(self.at.wrapping_add(self.step * group).cast());
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = (self, group);
    }
}

/// The right side of a product as it lies in memory: batches of `sums` times `outputs` elements.
pub(crate) struct Matrix<'a, T: Lane> {
    pub data: Cow<'a, [T]>,
    pub batches: usize,
    pub sums: usize,
    pub outputs: usize,
    /// Whether columns lie as they are summed.
    pub transposed: bool,
}

impl<T: Lane> Matrix<'_, T> {
    /// Tiles of [`WIDTH`] columns in a batch.
    pub fn tiles(&self) -> usize {
        self.outputs.div_ceil(WIDTH)
    }

    /// Elements of a tile.
    pub fn size(&self) -> usize {
        self.sums.next_multiple_of(T::GROUP) * WIDTH
    }

    /// Lays tiles out, one after the other: [`Lane::GROUP`] elements along the sums of the first column, of the second, …,
    /// then the next elements of each. What is beyond the last column or the end of the sums is anything.
    #[inline(always)]
    pub fn pack(&self, batch: usize, tiles: Range<usize>, packed: &mut [T]) {
        let (sums, outputs, size) = (self.sums, self.outputs, self.size());
        let data = &self.data[batch * sums * outputs..][..sums * outputs];
        if self.transposed {
            for (tile, packed) in tiles.zip(packed.chunks_exact_mut(size)) {
                let columns = WIDTH.min(outputs - tile * WIDTH);
                // A block of all columns at a time stays in the nearest cache.
                for (block, packed) in packed.chunks_mut(BLOCK * WIDTH).enumerate() {
                    for column in 0..columns {
                        let source = &data[(tile * WIDTH + column) * sums..][..sums];
                        let source = &source[block * BLOCK..sums.min((block + 1) * BLOCK)];
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
                let packed = &mut packed[i * size + group * WIDTH * T::GROUP..][..WIDTH * T::GROUP];
                match (whole(first, tile), whole(second, tile)) {
                    (Some(first), Some(second)) => T::interleave([first, second], packed),
                    (Some(first), None) if T::GROUP == 1 => T::interleave([first, first], packed),
                    _ => T::interleave([&filled(first, tile), &filled(second, tile)], packed),
                }
            }
        }
    }

    /// All of them, laid out and measured.
    pub fn lay_out<S: Sum<Lane = T>>(&self) -> Tiles<T> {
        let (tiles, size) = (self.tiles(), self.size());
        let mut packed = vec![T::default(); self.batches * tiles * size];
        let mut measures = Vec::new();
        for batch in 0..self.batches {
            let packed = &mut packed[batch * tiles * size..][..tiles * size];
            self.pack(batch, 0..tiles, packed);
            packed.chunks_exact(size.max(1)).for_each(|tile| S::measure(tile, &mut measures));
        }
        let measured = measures.len() / (self.batches * tiles).max(1);
        Tiles { packed, size, measures, measured }
    }
}

/// Columns that are laid out: all tiles of all batches, one after the other.
pub(crate) struct Tiles<T> {
    packed: Vec<T>,
    size: usize,
    measures: Vec<u32>,
    /// Measures of a tile.
    measured: usize,
}

impl<T> Tiles<T> {
    /// A tile, and its measures.
    pub fn tile(&self, i: usize) -> (&[T], &[u32]) {
        (&self.packed[i * self.size..][..self.size], &self.measures[i * self.measured..][..self.measured])
    }
}

/// The elements of a tile's columns, if it has all of them.
#[inline(always)]
fn whole<T: Lane>(row: &[T], tile: usize) -> Option<&[T; WIDTH]> {
    row.get(tile * WIDTH..)?.first_chunk()
}

/// The elements of a tile's columns, as many as there are, and zeros.
fn filled<T: Lane>(row: &[T], tile: usize) -> [T; WIDTH] {
    let rest = row.get(tile * WIDTH..).unwrap_or_default();
    let count = rest.len().min(WIDTH);
    let mut own = [T::default(); WIDTH];
    own[..count].copy_from_slice(&rest[..count]);
    own
}
