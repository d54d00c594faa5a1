//! How the products of a tile are summed.

use crate::WIDTH;
use crate::isa::{Isa, Rows};
use crate::operand::Lane;

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
        }
    };
}
integer!(i32);
integer!(i64);

/// A way to sum.
pub(crate) trait Sum {
    /// What is multiplied.
    type Lane: Lane;
    /// What comes out.
    type Out: Integer;
    /// Rows that are summed together with 16 registers; 6 at most.
    const ROWS: usize;
    /// Whether sums are made in pieces, which depend on how large values are.
    const REACH: bool = false;

    /// Where the pieces end, in groups of [`Lane::GROUP`] products: in each, no sum of products of a column of `packed` with
    /// values of up to `reach` leaves the integers that it is made in.
    fn pieces(reach: u32, packed: &[Self::Lane], ends: &mut Vec<usize>);

    /// The sums of `R` rows.
    fn rows<I: Isa, const R: usize>(
        a: &[Self::Lane],
        stride: usize,
        packed: &[Self::Lane],
        ends: &[usize],
    ) -> Rows<Self::Out, R>;
}

/// 16 bits, summed in 32.
pub(crate) struct Narrow;

impl Sum for Narrow {
    type Lane = i16;
    type Out = i32;
    const ROWS: usize = 6;

    #[inline(always)]
    fn pieces(_: u32, _: &[i16], _: &mut Vec<usize>) {}

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(a: &[i16], stride: usize, packed: &[i16], _: &[usize]) -> Rows<i32, R> {
        I::pairs::<R>(a, stride, packed)
    }
}

/// 16 bits, summed in 32 as long as that holds them, and then in 64. Not for two operands that both hold the least number
/// of 16 bits: two such products make 2^31.
pub(crate) struct Pieces;

impl Sum for Pieces {
    type Lane = i16;
    type Out = i64;
    const ROWS: usize = 6;
    const REACH: bool = true;

    #[inline(always)]
    fn pieces(reach: u32, packed: &[i16], ends: &mut Vec<usize>) {
        let most = i32::MAX.unsigned_abs() / reach.max(1);
        let mut sums = [0u32; WIDTH];
        ends.clear();
        for (pair, columns) in packed.chunks_exact(2 * WIDTH).enumerate() {
            let mut own = [0; WIDTH];
            for (own, [u, v]) in own.iter_mut().zip(columns.as_chunks::<2>().0) {
                *own = u.magnitude() + v.magnitude();
            }
            let mut next = sums;
            next.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            if next.iter().fold(0, |most, sum| most.max(*sum)) > most && pair > 0 {
                ends.push(pair);
                next = own;
            }
            sums = next;
        }
        ends.push(packed.len() / (2 * WIDTH));
    }

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(
        a: &[i16],
        stride: usize,
        packed: &[i16],
        ends: &[usize],
    ) -> Rows<i64, R> {
        let mut sums = [[0; WIDTH]; R];
        let mut start = 0;
        for end in ends {
            let piece = I::pairs::<R>(&a[2 * start..], stride, &packed[2 * WIDTH * start..2 * WIDTH * end]);
            for (sums, piece) in sums.iter_mut().zip(piece) {
                sums.iter_mut().zip(piece).for_each(|(sum, p)| *sum += i64::from(p));
            }
            start = *end;
        }
        sums
    }
}

/// 32 bits, summed in 64.
pub(crate) struct Wide;

impl Sum for Wide {
    type Lane = i32;
    type Out = i64;
    const ROWS: usize = 2;

    #[inline(always)]
    fn pieces(_: u32, _: &[i32], _: &mut Vec<usize>) {}

    #[inline(always)]
    fn rows<I: Isa, const R: usize>(a: &[i32], stride: usize, packed: &[i32], _: &[usize]) -> Rows<i64, R> {
        I::wide::<R>(a, stride, packed)
    }
}
