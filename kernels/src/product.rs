//! Rows times columns: the loops around everything, and how they are shared among processors.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::WIDTH;
use crate::columns::{Ahead, Matrix, Tiles};
use crate::finish::{Bias, Finish, Place, ROWS};
use crate::isa::{Instructions, Isa, Portable};
use crate::operand::{Elements, Lane};
use crate::planes::Planes;
use crate::sums::Sum;
use crate::team::{Call, share};
use crate::windows::Windows;

/// Products of a part that another thread may take: some five microseconds.
const PART: usize = 1 << 19;

/// Products for which threads are woken: some fifty microseconds.
const LARGE: usize = 1 << 22;

/// Parts for each thread, since threads come late and processors differ.
const EACH: usize = 4;

/// Bytes of tiles that are laid out together, so that each line of the processor's cache is read once: half of a second
/// cache, at most.
const PACKED: usize = 1 << 17;

/// Bytes of rows that are multiplied by all columns before the next ones are.
const NEAR: usize = 1 << 18;

/// The rows of a product, of all batches.
pub(crate) enum Left<'a, T: Lane> {
    /// One after the other, this far apart.
    Whole(Cow<'a, [T]>, usize),
    /// The same, each of them two rows, of digits so many bits apart.
    Split(Vec<T>, usize, u32),
    /// Windows of an image.
    Windows(Windows<T>),
}

impl<'a, T: Lane> Left<'a, T> {
    /// Rows of `sums` elements each, filled up to whole groups.
    pub fn whole(left: Elements<'a>, sums: usize) -> Self {
        let stride = sums.next_multiple_of(T::GROUP);
        let left = T::lanes(left);
        if stride == sums {
            return Self::Whole(left, stride);
        }
        let mut filled = vec![T::default(); left.len() / sums.max(1) * stride];
        for (to, from) in filled.chunks_exact_mut(stride).zip(left.chunks_exact(sums)) {
            to[..sums].copy_from_slice(from);
        }
        Self::Whole(filled.into(), stride)
    }

    fn stride(&self) -> usize {
        match self {
            Self::Whole(_, stride) | Self::Split(_, stride, _) => *stride,
            Self::Windows(windows) => windows.stride(),
        }
    }

    /// Bits of the lower digits.
    fn digit(&self) -> u32 {
        match self {
            Self::Split(_, _, digit) => *digit,
            _ => 0,
        }
    }

    /// Products in a sum, with those that fill the last group up.
    fn sums(&self) -> usize {
        match self {
            Self::Split(_, stride, _) => stride / 2,
            _ => self.stride(),
        }
    }

    /// Rows of a batch that has so many, in place or in `room`.
    #[inline(always)]
    fn rows<'b>(&'b self, batch: usize, rows: Range<usize>, each: usize, room: &'b mut Vec<T>) -> &'b [T] {
        match self {
            Self::Whole(all, stride) => part(all, batch * each + rows.start, rows.len(), *stride),
            Self::Split(all, stride, _) => part(all, batch * each + rows.start, rows.len(), *stride),
            Self::Windows(windows) => {
                windows.rows(batch, rows, room);
                room
            }
        }
    }
}

/// So many rows from one on.
#[inline(always)]
fn part<T>(all: &[T], first: usize, count: usize, stride: usize) -> &[T] {
    &all[first * stride..][..count * stride]
}

/// The columns of a product, of all their batches.
pub(crate) enum Columns<'a, T: Lane> {
    /// As they lie in memory.
    Matrix(Matrix<'a, T>),
    /// Laid out.
    Tiles(Arc<Tiles<T>>),
    /// Windows of an image.
    Planes(Planes<T>),
}

impl<T: Lane> Columns<'_, T> {
    /// Lays tiles of a batch out, `size` elements each, where that is not done; how many, of this many at most.
    #[inline(always)]
    fn pack(&self, batch: usize, tiles: Range<usize>, size: usize, packed: &mut Vec<T>) -> usize {
        if matches!(self, Self::Tiles(_)) {
            return tiles.len();
        }
        let count = tiles.len().min((PACKED / (size * size_of::<T>()).max(1)).clamp(2, 8));
        packed.resize(count * size, T::default());
        match self {
            Self::Matrix(matrix) => matrix.pack(batch, tiles.start..tiles.start + count, packed),
            Self::Planes(planes) => planes.pack(batch, tiles.start..tiles.start + count, packed),
            Self::Tiles(_) => {}
        }
        count
    }
}

/// Where results lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Those of a row follow each other, and a column has its bias.
    Rows,
    /// Those of a column follow each other, which has its bias.
    Columns,
    /// Those of a row in a line do, of which there are so many; a row, which is the same for all batches of a group, has its bias.
    Lines(usize),
}

/// A product of matrices, of which there may be several.
pub(crate) struct Product<'a, S: Sum> {
    pub left: Left<'a, S::Lane>,
    pub columns: Columns<'a, S::Lane>,
    /// Rows of a batch.
    pub rows: usize,
    pub batches: usize,
    /// Columns of a batch, or of a line of it.
    pub outputs: usize,
    /// Batches of what is constant, which take turns: columns, or rows where those are a convolution's filters.
    pub turns: usize,
    /// What sums start from: a number for each column, and a tile's worth more; none is 0.
    pub bias: Vec<i64>,
    /// Whether all batches start from the same.
    pub shared: bool,
    pub order: Order,
    /// The largest magnitudes in rows and in columns.
    pub reach: [u32; 2],
}

impl<S: Sum> Product<'_, S> {
    /// Lines of a batch.
    fn lines(&self) -> usize {
        if let Order::Lines(lines) = self.order { lines } else { 1 }
    }

    /// Whether rows are filters.
    fn lined(&self) -> bool {
        matches!(self.order, Order::Lines(_))
    }

    /// Tiles of a batch.
    fn each(&self) -> usize {
        self.lines() * self.outputs.div_ceil(WIDTH)
    }

    /// Computes and stores all of it; whether all results are within the bound.
    ///
    /// # Safety
    /// The processor has the instructions.
    pub unsafe fn run(&self, instructions: Instructions, finish: &Finish) -> bool {
        let all = self.batches * self.each();
        let work = (self.rows * self.left.stride()).saturating_mul(all * WIDTH);
        let threads = if work < 2 * PART { 1 } else { rayon::current_num_threads() };
        let parts = if threads == 1 { 1 } else { (work / PART).min(EACH * threads) };
        let blocks = self.rows.div_ceil(ROWS);
        // By tiles, and by rows where those are too few; windows, which are made for each part, the other way round.
        let (across, down) = match &self.left {
            Left::Whole(..) | Left::Split(..) => {
                (parts.min(all), (parts / parts.min(all).max(1)).min(blocks))
            }
            Left::Windows(_) => ((parts / parts.min(blocks).max(1)).min(all), parts.min(blocks)),
        };
        let (across, down) = (across.max(1), down.max(1));
        let cut = |count: usize, at: usize, of: usize| count * at / of..count * (at + 1) / of;
        let part = |i: usize| {
            let blocks = cut(blocks, i % down, down);
            let rows = blocks.start * ROWS..self.rows.min(blocks.end * ROWS);
            // SAFETY: the caller's.
            unsafe { self.part(instructions, cut(all, i / down, across), rows, finish) }
        };
        if across * down == 1 {
            return part(0);
        }
        let within = AtomicBool::new(true);
        let call = if work < LARGE { Call::Awake } else { Call::All };
        share(across * down, threads, call, &|i| {
            if !part(i) {
                within.store(false, Ordering::Relaxed);
            }
        });
        within.into_inner()
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
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma")]
    unsafe fn avx512(&self, tiles: Range<usize>, rows: Range<usize>, finish: &Finish) -> bool {
        self.tiles::<crate::avx512::Avx512>(tiles, rows, finish)
    }

    /// # Safety
    /// The processor has them.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn avx2(&self, tiles: Range<usize>, rows: Range<usize>, finish: &Finish) -> bool {
        self.tiles::<crate::avx2::Avx2>(tiles, rows, finish)
    }

    #[inline(always)]
    fn tiles<I: Isa>(&self, tiles: Range<usize>, rows: Range<usize>, finish: &Finish) -> bool {
        let (each, stride) = (self.each(), self.left.stride());
        let count = self.left.sums();
        let (size, groups) = (count * WIDTH, count / S::Lane::GROUP);
        let mut sums = [[S::Out::default(); WIDTH]; ROWS];
        let near = (NEAR / (stride * size_of::<S::Lane>()).max(1) / ROWS).max(1) * ROWS;
        let (mut packed, mut measures) = (Vec::new(), Vec::new());
        let (mut room, mut ends) = (Vec::new(), Vec::new());
        let (mut within, mut next) = (true, tiles.start);
        while next < tiles.end {
            let (batch, first) = (next / each, next % each);
            let turn = batch % self.turns;
            // Filters take turns, or what they are multiplied by does.
            let [left, own] = if self.lined() { [turn, batch] } else { [batch, turn] };
            let most = (tiles.end - next).min(each - first);
            let count = self.columns.pack(own, first..first + most, size, &mut packed);
            measures.clear();
            packed.chunks_exact(size).for_each(|tile| S::measure(tile, &mut measures));
            let measured = measures.len() / count;
            for start in rows.clone().step_by(near) {
                let block = start..rows.end.min(start + near);
                let left = self.left.rows(left, block.clone(), self.rows, &mut room);
                for i in 0..count {
                    let (packed, measures) = match &self.columns {
                        Columns::Tiles(tiles) => tiles.tile(own * each + first + i),
                        Columns::Matrix(_) | Columns::Planes(_) => {
                            (&packed[i * size..][..size], &measures[i * measured..][..measured])
                        }
                    };
                    ends.clear();
                    S::pieces(self.reach, groups, measures, &mut ends);
                    within &= self.tile::<I>(
                        (batch, first + i),
                        block.clone(),
                        left,
                        packed,
                        &ends,
                        (&mut sums, finish),
                    );
                }
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
        left: &[S::Lane],
        packed: &[S::Lane],
        ends: &[usize],
        (sums, finish): (&mut [[S::Out; WIDTH]; ROWS], &Finish),
    ) -> bool {
        let (stride, digit, lines) = (self.left.stride(), self.left.digit(), self.lines());
        let (across, results) = (self.outputs.div_ceil(WIDTH), lines * self.outputs);
        let (line, column) = (tile / across, tile % across * WIDTH);
        let columns = WIDTH.min(self.outputs - column);
        let steps = if self.order == Order::Columns { [1, self.rows] } else { [results, 1] };
        let start = batch * self.rows * results + line * self.outputs + column * steps[1];
        let turn = if self.shared { 0 } else { batch % self.turns };
        let (mut within, mut row) = (true, rows.start);
        while row < rows.end {
            let most = match rows.end - row {
                // Twice eight rather than twelve and few, which wait for each other.
                13..=16 => 8,
                rest => rest,
            };
            let most = most.min(S::most::<I>());
            let left = &left[(row - rows.start) * stride..];
            let ahead = match self.columns {
                Columns::Tiles(_) => Ahead::new(packed, row - rows.start, most, rows.len()),
                _ => Ahead::none(packed),
            };
            macro_rules! sum {
                ($rows:literal) => {{
                    sums[..$rows]
                        .copy_from_slice(&S::rows::<I, $rows>(left, stride, packed, ends, digit, ahead));
                    $rows
                }};
            }
            let place = Place { first: start + row * steps[0], columns, steps };
            finish.ask(most, &place);
            let count = match most {
                12.. => sum!(12),
                8.. => sum!(8),
                6.. => sum!(6),
                4.. => sum!(4),
                2.. => sum!(2),
                _ => sum!(1),
            };
            let bias = match self.bias.is_empty() {
                true => Bias::None,
                false if self.lined() => Bias::Rows(&self.bias[turn * self.rows + row..][..count]),
                false => {
                    let own = self.bias.get(turn * self.outputs + column..).and_then(<[i64]>::first_chunk);
                    own.map_or(Bias::None, Bias::Columns)
                }
            };
            within &= I::finish(finish, &sums[..count], bias, &place);
            row += count;
        }
        within
    }
}
