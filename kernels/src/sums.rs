//! How the products of a tile are summed.

use crate::WIDTH;
use crate::columns::Ahead;
use crate::isa::{Isa, Rows};
use crate::operand::{Elements, Lane};
use crate::product::Left;

/// An integer that sums are made in and finished in; all arithmetic wraps.
pub(crate) trait Integer: Copy + Default + Ord + Send + Sync {
    /// Its low bits of a wider one.
    fn of(v: i64) -> Self;
    /// In 64 bits.
    fn wide(self) -> i64;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn shifted(self, bits: u32) -> Self;
    /// 0 for itself alone.
    fn differs(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
}

macro_rules! integer {
    ($type:ty) => {
        impl Integer for $type {
            #[inline(always)]
            fn of(v: i64) -> Self {
                v as Self
            }
            #[inline(always)]
            fn wide(self) -> i64 {
                self.into()
            }
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            #[inline(always)]
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
            #[inline(always)]
            fn shifted(self, bits: u32) -> Self {
                self.wrapping_shr(bits)
            }
            #[inline(always)]
            fn differs(self, other: Self) -> Self {
                self ^ other
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }
        }
    };
}
integer!(i32);
integer!(i64);

/// Pairs of products that are measured together.
const BLOCK: usize = 8;

/// A way to sum.
pub(crate) trait Sum: 'static {
    /// What is multiplied.
    type Lane: Lane;
    /// What comes out.
    type Out: Integer;

    /// Rows that are summed together.
    fn most<I: Isa>() -> usize;

    /// The left side: rows of `sums` elements of magnitudes up to `reach`.
    fn left(x: Elements<'_>, sums: usize, _reach: u32) -> Left<'_, Self::Lane> {
        Left::whole(x, sums)
    }

    /// Measures a tile: what [`Sum::pieces`] wants to know of it.
    fn measure(_packed: &[Self::Lane], _measures: &mut Vec<u32>) {}

    /// Where the pieces end, in groups of [`Lane::GROUP`] products: in each, no sum of products of a column of the tile with
    /// these `measures` and `groups` leaves the numbers that it is made in, while no magnitude in the rows and in the
    /// columns exceeds `reach`.
    fn pieces(_reach: [u32; 2], _groups: usize, _measures: &[u32], _ends: &mut Vec<usize>) {}

    /// The sums of `R` rows, of which each may be two: [`Split`] has them `digit` bits apart.
    fn rows<I: Isa, const R: usize>(
        a: &[Self::Lane],
        stride: usize,
        packed: &[Self::Lane],
        ends: &[usize],
        digit: u32,
        ahead: Ahead,
    ) -> Rows<Self::Out, R>;
}

/// 16 bits, summed in 32.
pub(crate) struct Narrow;

impl Sum for Narrow {
    type Lane = i16;
    type Out = i32;

    fn most<I: Isa>() -> usize {
        I::PAIRS
    }

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        a: &[i16],
        stride: usize,
        packed: &[i16],
        _: &[usize],
        _: u32,
        ahead: Ahead,
    ) -> Rows<i32, R> {
        I::pairs::<R>(a, stride, packed, ahead)
    }
}

/// 16 bits, summed in 32 as long as that holds them, and then in 64. Not for two operands that both hold the least number
/// of 16 bits: two such products make 2^31.
pub(crate) struct Pieces;

impl Sum for Pieces {
    type Lane = i16;
    type Out = i64;

    fn most<I: Isa>() -> usize {
        I::PAIRS
    }

    /// The largest sum of magnitudes of any column, for each block of pairs.
    #[inline(always)]
    fn measure(packed: &[i16], measures: &mut Vec<u32>) {
        measures.extend(packed.chunks(2 * WIDTH * BLOCK).map(|block| {
            let mut sums = [0u32; WIDTH];
            for columns in block.chunks_exact(2 * WIDTH) {
                for (sum, [u, v]) in sums.iter_mut().zip(columns.as_chunks::<2>().0) {
                    *sum += u32::from(u.unsigned_abs()) + u32::from(v.unsigned_abs());
                }
            }
            sums.into_iter().fold(0, u32::max)
        }));
    }

    /// 2^16 are left over in each piece, for the lower half of those before it. A single pair never needs more than there is.
    #[inline(always)]
    fn pieces([rows, _]: [u32; 2], groups: usize, measures: &[u32], ends: &mut Vec<usize>) {
        let most = (i32::MAX.unsigned_abs() - 0xffff) / rows.max(1);
        let mut sum = 0;
        for (block, measure) in measures.iter().enumerate() {
            let first = block * BLOCK;
            if sum + measure > most {
                ends.extend((first > 0).then_some(first));
                sum = 0;
            }
            if *measure > most {
                ends.extend(first + 1..groups.min(first + BLOCK));
                // The last pair of them may take all that there is.
                sum = most;
            } else {
                sum += measure;
            }
        }
        ends.push(groups);
    }

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        a: &[i16],
        stride: usize,
        packed: &[i16],
        ends: &[usize],
        _: u32,
        ahead: Ahead,
    ) -> Rows<i64, R> {
        I::pieces::<R>(a, stride, packed, ends, ahead)
    }
}

/// Up to [`Split::BITS`] bits times 16: a row is two, of its elements' upper and of their lower digits, each of which has 16 bits.
pub(crate) struct Split;

impl Split {
    /// Most bits of a magnitude whose digits have no more than 15.
    pub const BITS: u32 = 29;

    /// Bits of the lower digit of numbers up to this magnitude.
    fn digit(reach: u32) -> u32 {
        (u32::BITS - reach.leading_zeros()).div_ceil(2)
    }

    /// The largest magnitude of a digit of numbers up to this one.
    fn reach(reach: u32) -> u32 {
        let digit = Self::digit(reach);
        ((reach >> digit) + 1).max((1 << digit) - 1)
    }
}

impl Sum for Split {
    type Lane = i16;
    type Out = i64;

    fn most<I: Isa>() -> usize {
        I::PAIRS
    }

    fn left(x: Elements<'_>, sums: usize, reach: u32) -> Left<'_, i16> {
        let digit = Self::digit(reach);
        Left::Split(x.digits(sums, digit), 2 * sums.next_multiple_of(i16::GROUP), digit)
    }

    #[inline(always)]
    fn measure(packed: &[i16], measures: &mut Vec<u32>) {
        Pieces::measure(packed, measures);
    }

    #[inline(always)]
    fn pieces([rows, columns]: [u32; 2], groups: usize, measures: &[u32], ends: &mut Vec<usize>) {
        Pieces::pieces([Self::reach(rows), columns], groups, measures, ends);
    }

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        a: &[i16],
        stride: usize,
        packed: &[i16],
        ends: &[usize],
        digit: u32,
        ahead: Ahead,
    ) -> Rows<i64, R> {
        let mut sums = I::pieces::<R>(a, stride, packed, ends, ahead);
        let lower = I::pieces::<R>(&a[stride / 2..], stride, packed, ends, Ahead::none(packed));
        for (sums, lower) in sums.iter_mut().zip(&lower) {
            sums.iter_mut().zip(lower).for_each(|(sum, lower)| *sum = (*sum << digit).wrapping_add(*lower));
        }
        sums
    }
}

/// 32 bits, summed in 64.
pub(crate) struct Wide;

impl Sum for Wide {
    type Lane = i32;
    type Out = i64;

    fn most<I: Isa>() -> usize {
        I::WIDE
    }

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        a: &[i32],
        stride: usize,
        packed: &[i32],
        _: &[usize],
        _: u32,
        _: Ahead,
    ) -> Rows<i64, R> {
        I::wide::<R>(a, stride, packed)
    }
}

/// 32 bits, summed in doubles as long as those are exact, and then in 64 bits.
pub(crate) struct Doubles;

impl Doubles {
    /// Largest whole number up to which doubles hold each.
    const EXACT: u64 = 1 << 53;

    /// Products of these magnitudes in a piece.
    pub fn terms([rows, columns]: [u32; 2]) -> usize {
        let product = u64::from(rows) * u64::from(columns);
        (Self::EXACT / product.max(1)) as usize
    }
}

impl Sum for Doubles {
    type Lane = f64;
    type Out = i64;

    fn most<I: Isa>() -> usize {
        I::DOUBLES
    }

    #[inline(always)]
    fn pieces(reach: [u32; 2], groups: usize, _: &[u32], ends: &mut Vec<usize>) {
        ends.extend((0..groups).step_by(Self::terms(reach).max(1)).skip(1));
        ends.push(groups);
    }

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        a: &[f64],
        stride: usize,
        packed: &[f64],
        ends: &[usize],
        _: u32,
        _: Ahead,
    ) -> Rows<i64, R> {
        I::doubles::<R>(a, stride, packed, ends)
    }
}
