//! Rows times columns: the loops around everything, and how they are shared among processors.

use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

use crate::WIDTH;
use crate::columns::Columns;
use crate::finish::Finish;
use crate::isa::{Instructions, Isa, Portable};
use crate::operand::{Elements, Lane};
use crate::sums::Sum;

/// Products that are worth another thread: some fifty microseconds.
const LARGE: usize = 1 << 21;

/// Rows of which one thread takes a multiple: all that are summed together.
const BLOCK: usize = 6;

/// Bytes of tiles that are laid out together, so that each line of the processor's cache is read once: half of a second
/// cache, at most.
const PACKED: usize = 1 << 17;

/// What sums start from.
pub(crate) enum Addend {
    /// 0.
    None,
    /// A number for each row of all batches.
    Rows(Vec<i64>),
    /// A number for each column, with a tile's worth behind the last.
    Columns(Vec<i64>),
}

impl Addend {
    /// A number for each column.
    pub fn columns(mut values: Vec<i64>) -> Self {
        values.resize(values.len() + WIDTH, 0);
        Self::Columns(values)
    }

    #[inline(always)]
    fn of(&self, row: usize, first: usize) -> Option<[i64; WIDTH]> {
        match self {
            Self::None => None,
            Self::Rows(all) => Some([all[row]; WIDTH]),
            Self::Columns(all) => {
                let mut own = [0; WIDTH];
                own.copy_from_slice(&all[first..first + WIDTH]);
                Some(own)
            }
        }
    }
}

/// A product of matrices, of which there may be several.
pub(crate) struct Product<'a, S: Sum, C> {
    left: Cow<'a, [S::Lane]>,
    /// Elements of a row, and from one to the next: a multiple of the lane's group.
    stride: usize,
    /// Rows of a batch.
    rows: usize,
    /// Batches of rows, which take turns.
    left_batches: usize,
    batches: usize,
    addend: Addend,
    columns: C,
    /// The largest magnitude on the left, if that matters.
    reach: u32,
}

impl<'a, S: Sum, C: Columns<Lane = S::Lane>> Product<'a, S, C> {
    /// Rows of `sums` elements each; how many in a batch, batches of them, and batches of columns.
    pub fn new(
        left: Elements<'a>,
        sums: usize,
        [rows, left_batches, batches]: [usize; 3],
        addend: Addend,
        columns: C,
    ) -> Self {
        let stride = sums.next_multiple_of(S::Lane::GROUP);
        let mut left = S::Lane::lanes(left);
        if stride != sums {
            let mut padded = vec![S::Lane::default(); rows * left_batches * stride];
            for (to, from) in padded.chunks_exact_mut(stride).zip(left.chunks_exact(sums)) {
                to[..sums].copy_from_slice(from);
            }
            left = padded.into();
        }
        let reach = if S::REACH { left.iter().fold(0, |most, v| most.max(v.magnitude())) } else { 0 };
        Self { left, stride, rows, left_batches, batches, addend, columns, reach }
    }

    /// Computes and stores all of it; whether all results are within the bound.
    ///
    /// # Safety
    /// The processor has the instructions.
    pub unsafe fn run(&self, instructions: Instructions, finish: &Finish) -> bool {
        let all = (self.batches * self.columns.tiles()).max(1);
        let work = (self.rows * self.stride).saturating_mul(all * WIDTH);
        let parts = (work / LARGE).clamp(1, rayon::current_num_threads());
        // By tiles, and by rows where those are too few.
        let across = parts.min(all);
        let blocks = self.rows.div_ceil(BLOCK);
        let down = (parts / across).clamp(1, blocks.max(1));
        let cut = |count: usize, at: usize, of: usize| count * at / of..count * (at + 1) / of;
        let part = |i: usize| {
            let blocks = cut(blocks, i % down, down);
            let rows = blocks.start * BLOCK..self.rows.min(blocks.end * BLOCK);
            // SAFETY: the caller's.
            unsafe {
                self.part(
                    instructions,
                    cut(self.batches * self.columns.tiles(), i / down, across),
                    rows,
                    finish,
                )
            }
        };
        if across * down == 1 {
            return part(0);
        }
        (0..across * down).into_par_iter().map(part).reduce(|| true, |a, b| a & b)
    }

    /// Computes these rows of these tiles of all batches'.
    ///
    /// # Safety
    /// The processor has the instructions.
    unsafe fn part(
        &self,
        instructions: Instructions,
        tiles: Range<usize>,
        rows: Range<usize>,
        finish: &Finish,
    ) -> bool {
        match instructions {
            // SAFETY: the caller's.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx512 => unsafe { self.avx512(tiles, rows, finish) },
            // SAFETY: the caller's.
            #[cfg(target_arch = "x86_64")]
            Instructions::Avx2 => unsafe { self.avx2(tiles, rows, finish) },
            _ => self.tiles::<Portable>(tiles, rows, finish),
        }
    }

    /// # Safety
    /// The processor has them.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    unsafe fn avx512(&self, tiles: Range<usize>, rows: Range<usize>, finish: &Finish) -> bool {
        self.tiles::<crate::avx512::Avx512>(tiles, rows, finish)
    }

    /// # Safety
    /// The processor has AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    unsafe fn avx2(&self, tiles: Range<usize>, rows: Range<usize>, finish: &Finish) -> bool {
        self.tiles::<crate::avx2::Avx2>(tiles, rows, finish)
    }

    #[inline(always)]
    fn tiles<I: Isa>(&self, tiles: Range<usize>, rows: Range<usize>, finish: &Finish) -> bool {
        let size = self.stride * WIDTH;
        let most = (PACKED / (size * size_of::<S::Lane>())).clamp(2, 8);
        let mut packed = vec![S::Lane::default(); size * most.min(tiles.len())];
        let mut ends = Vec::new();
        let (mut within, mut next) = (true, tiles.start);
        while next < tiles.end {
            let (batch, first) = (next / self.columns.tiles(), next % self.columns.tiles());
            let count = most.min(tiles.end - next).min(self.columns.tiles() - first);
            self.columns.pack(batch, first..first + count, &mut packed[..count * size]);
            for (tile, packed) in (first..).zip(packed.chunks_exact(size).take(count)) {
                S::pieces(self.reach, packed, &mut ends);
                within &= self.tile::<I>((batch, tile), rows.clone(), packed, &ends, finish);
            }
            next += count;
        }
        within
    }

    /// Computes and stores these rows of a tile.
    #[inline(always)]
    fn tile<I: Isa>(
        &self,
        (batch, tile): (usize, usize),
        rows: Range<usize>,
        packed: &[S::Lane],
        ends: &[usize],
        finish: &Finish,
    ) -> bool {
        let (mut within, mut row) = (true, rows.start);
        while row < rows.end {
            let at = (batch, tile, row);
            let count = (rows.end - row).min(S::ROWS);
            within &= match count {
                1 => self.rows::<I, 1>(at, packed, ends, finish),
                2 => self.rows::<I, 2>(at, packed, ends, finish),
                3 => self.rows::<I, 3>(at, packed, ends, finish),
                4 => self.rows::<I, 4>(at, packed, ends, finish),
                5 => self.rows::<I, 5>(at, packed, ends, finish),
                _ => self.rows::<I, 6>(at, packed, ends, finish),
            };
            row += count;
        }
        within
    }

    /// Computes and stores `R` rows of a tile.
    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        &self,
        (batch, tile, row): (usize, usize, usize),
        packed: &[S::Lane],
        ends: &[usize],
        finish: &Finish,
    ) -> bool {
        let first = batch % self.left_batches * self.rows + row;
        let left = &self.left[first * self.stride..];
        let sums = S::rows::<I, R>(left, self.stride, packed, ends);
        let mut within = true;
        for (r, sums) in sums.iter().enumerate() {
            let bias = self.addend.of(first + r, tile * WIDTH);
            within &= finish.row(*sums, bias.as_ref(), &self.columns, (batch, tile, row + r));
        }
        within
    }
}
