//! Sums of products by AVX-512: a tile's sixteen of 32 bits, or eight of 64, at once.

use std::arch::x86_64::*;

use crate::WIDTH;
use crate::isa::{Isa, Rows, check};

/// [`Instructions::Avx512`](crate::Instructions). Its functions are to be called where those are there.
pub(crate) struct Avx512;

impl Isa for Avx512 {
    #[inline(always)]
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16]) -> Rows<i32, R> {
        let pairs = packed.len() / (2 * WIDTH);
        check::<R>(a.len(), stride, 2 * pairs);
        // SAFETY: the processor has these instructions; reads are inside, as was just checked.
        unsafe {
            let mut sums = [_mm512_setzero_si512(); R];
            for pair in 0..pairs {
                let columns = _mm512_loadu_si512(packed.as_ptr().add(2 * WIDTH * pair).cast());
                for (r, sum) in sums.iter_mut().enumerate() {
                    let row = a.as_ptr().add(r * stride + 2 * pair).cast::<i32>().read_unaligned();
                    *sum = _mm512_dpwssd_epi32(*sum, _mm512_set1_epi32(row), columns);
                }
            }
            // Loops: a map of an array is a call.
            let mut rows = [[0; WIDTH]; R];
            for (row, sum) in rows.iter_mut().zip(&sums) {
                _mm512_storeu_si512(row.as_mut_ptr().cast(), *sum);
            }
            rows
        }
    }

    #[inline(always)]
    fn wide<const R: usize>(a: &[i32], stride: usize, packed: &[i32]) -> Rows<i64, R> {
        let count = packed.len() / WIDTH;
        check::<R>(a.len(), stride, count);
        // SAFETY: as above.
        unsafe {
            let mut sums = [[_mm512_setzero_si512(); 2]; R];
            for k in 0..count {
                let columns = packed.as_ptr().add(WIDTH * k);
                let halves = [columns, columns.add(WIDTH / 2)];
                let halves = [
                    _mm512_cvtepi32_epi64(_mm256_loadu_si256(halves[0].cast())),
                    _mm512_cvtepi32_epi64(_mm256_loadu_si256(halves[1].cast())),
                ];
                for (r, sums) in sums.iter_mut().enumerate() {
                    let row = _mm512_set1_epi32(*a.as_ptr().add(r * stride + k));
                    for (sum, half) in sums.iter_mut().zip(halves) {
                        *sum = _mm512_add_epi64(*sum, _mm512_mul_epi32(row, half));
                    }
                }
            }
            let mut rows = [[0; WIDTH]; R];
            for (row, [lo, hi]) in rows.iter_mut().zip(&sums) {
                _mm512_storeu_si512(row.as_mut_ptr().cast(), *lo);
                _mm512_storeu_si512(row.as_mut_ptr().add(WIDTH / 2).cast(), *hi);
            }
            rows
        }
    }
}
