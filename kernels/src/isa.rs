//! Sums of products of some rows with [`WIDTH`] columns, on the processor's vectors.

use crate::WIDTH;
use crate::columns::Ahead;
use crate::finish::{Bias, Finish, Place};
use crate::sums::Integer;

/// Instructions that products are computed by. All give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// AVX-512 with its dot products of 16 bits (F, BW, DQ, VL, VNNI).
    Avx512,
    /// AVX2 with FMA.
    Avx2,
    /// Whatever the compiler makes of plain loops.
    Portable,
}

impl Instructions {
    /// What this processor has, the fastest first.
    pub fn all() -> Vec<Self> {
        [Self::Avx512, Self::Avx2, Self::Portable].into_iter().filter(|i| i.are_there()).collect()
    }

    /// The fastest that this processor has.
    pub fn best() -> Self {
        if Self::Avx512.are_there() {
            Self::Avx512
        } else if Self::Avx2.are_there() {
            Self::Avx2
        } else {
            Self::Portable
        }
    }

    /// Whether this processor has them.
    pub fn are_there(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2 => false,
            Self::Portable => true,
        }
    }
}

/// Rows of sums.
pub(crate) type Rows<T, const R: usize> = [[T; WIDTH]; R];

/// A set of instructions. Each function sums `packed`'s columns, `R` rows of `a`, `stride` elements apart. Pieces end after
/// `ends` groups of products.
pub(crate) trait Isa {
    /// Rows whose sums are kept in registers: of [`Isa::pairs`] and [`Isa::pieces`].
    const PAIRS: usize;
    /// Of [`Isa::wide`].
    const WIDE: usize;
    /// Of [`Isa::doubles`].
    const DOUBLES: usize;

    /// Products of 16 bits in pairs, in 32 bits that wrap.
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16], ahead: Ahead) -> Rows<i32, R>;

    /// The same in pieces that 32 bits hold, with 2^16 to spare, and those in 64 bits.
    #[inline(always)]
    fn pieces<const R: usize>(
        a: &[i16],
        stride: usize,
        packed: &[i16],
        ends: &[usize],
        ahead: Ahead,
    ) -> Rows<i64, R> {
        let (mut sums, mut start) = ([[0; WIDTH]; R], 0);
        for end in ends {
            let columns = &packed[2 * WIDTH * start..2 * WIDTH * end];
            let piece = Self::pairs::<R>(&a[2 * start..], stride, columns, ahead);
            for (sums, piece) in sums.iter_mut().zip(piece) {
                sums.iter_mut().zip(piece).for_each(|(sum, p)| *sum += i64::from(p));
            }
            start = *end;
        }
        sums
    }

    /// Products of 32 bits, in 64 bits that wrap.
    fn wide<const R: usize>(a: &[i32], stride: usize, packed: &[i32]) -> Rows<i64, R>;

    /// Finishes rows: [`Finish::rows`].
    #[inline(always)]
    fn finish<T: Integer>(f: &Finish, sums: &[[T; WIDTH]], bias: Bias<'_>, to: &Place) -> bool {
        f.rows(sums, bias, to)
    }

    /// Products of whole numbers in pieces that a double holds exactly, and those in 64 bits.
    fn doubles<const R: usize>(a: &[f64], stride: usize, packed: &[f64], ends: &[usize]) -> Rows<i64, R>;
}

/// [`Instructions::Portable`].
pub(crate) struct Portable;

/// Checks that all reads are inside.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) fn check<const R: usize>(rows: usize, stride: usize, sums: usize) {
    assert!(rows >= (R - 1) * stride + sums);
}

impl Isa for Portable {
    const PAIRS: usize = 6;
    const WIDE: usize = 2;
    const DOUBLES: usize = 2;

    #[inline(always)]
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16], _: Ahead) -> Rows<i32, R> {
        let mut sums = [[0i32; WIDTH]; R];
        for (pair, columns) in packed.chunks_exact(2 * WIDTH).enumerate() {
            for (r, sums) in sums.iter_mut().enumerate() {
                let [x, y] = [0, 1].map(|k| i32::from(a[r * stride + 2 * pair + k]));
                for (sum, [u, v]) in sums.iter_mut().zip(columns.as_chunks::<2>().0) {
                    let products = (x * i32::from(*u)).wrapping_add(y * i32::from(*v));
                    *sum = sum.wrapping_add(products);
                }
            }
        }
        sums
    }

    #[inline(always)]
    fn wide<const R: usize>(a: &[i32], stride: usize, packed: &[i32]) -> Rows<i64, R> {
        let mut sums = [[0i64; WIDTH]; R];
        for (k, columns) in packed.chunks_exact(WIDTH).enumerate() {
            for (r, sums) in sums.iter_mut().enumerate() {
                let x = i64::from(a[r * stride + k]);
                for (sum, v) in sums.iter_mut().zip(columns) {
                    *sum = sum.wrapping_add(x * i64::from(*v));
                }
            }
        }
        sums
    }

    #[inline(always)]
    fn doubles<const R: usize>(a: &[f64], stride: usize, packed: &[f64], ends: &[usize]) -> Rows<i64, R> {
        let (mut sums, mut start) = ([[0; WIDTH]; R], 0);
        for end in ends {
            let mut piece = [[0.0; WIDTH]; R];
            for k in start..*end {
                let columns = &packed[WIDTH * k..WIDTH * (k + 1)];
                for (r, piece) in piece.iter_mut().enumerate() {
                    let x = a[r * stride + k];
                    piece.iter_mut().zip(columns).for_each(|(sum, v)| *sum += x * v);
                }
            }
            for (sums, piece) in sums.iter_mut().zip(piece) {
                sums.iter_mut().zip(piece).for_each(|(sum, p)| *sum += p as i64);
            }
            start = *end;
        }
        sums
    }
}
