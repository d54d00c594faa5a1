//! Sums of products of some rows with [`WIDTH`] columns, on the processor's vectors.

use crate::WIDTH;

/// Instructions that products are computed by. All give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// AVX-512 with its dot products of 16 bits (F, BW, VNNI).
    Avx512,
    /// AVX2.
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
                    && is_x86_feature_detected!("avx512vnni")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx512 | Self::Avx2 => false,
            Self::Portable => true,
        }
    }
}

/// Rows of sums.
pub(crate) type Rows<T, const R: usize> = [[T; WIDTH]; R];

/// A set of instructions. Each function sums `packed`'s columns, `R` rows of `a`, `stride` elements apart.
pub(crate) trait Isa {
    /// Products of 16 bits in pairs, in 32 bits that wrap.
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16]) -> Rows<i32, R>;

    /// Products of 32 bits, in 64 bits that wrap.
    fn wide<const R: usize>(a: &[i32], stride: usize, packed: &[i32]) -> Rows<i64, R>;
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
    #[inline(always)]
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16]) -> Rows<i32, R> {
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
}
