//! Sums of products by AVX2: eight of 32 bits, or four of 64, at once.

use std::arch::x86_64::*;

use crate::WIDTH;
use crate::columns::Ahead;
use crate::isa::{Isa, Rows, check};

/// [`Instructions::Avx2`](crate::Instructions). Its functions are to be called where those are there.
pub(crate) struct Avx2;

impl Isa for Avx2 {
    const PAIRS: usize = 6;
    const WIDE: usize = 2;
    const DOUBLES: usize = 2;

    #[inline(always)]
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16], _: Ahead) -> Rows<i32, R> {
        let pairs = packed.len() / (2 * WIDTH);
        check::<R>(a.len(), stride, 2 * pairs);
        // SAFETY: the processor has AVX2; reads are inside, as was just checked.
        unsafe {
            let mut sums = [[_mm256_setzero_si256(); 2]; R];
            for pair in 0..pairs {
                let columns = packed.as_ptr().add(2 * WIDTH * pair).cast::<__m256i>();
                let columns = [_mm256_loadu_si256(columns), _mm256_loadu_si256(columns.add(1))];
                for (r, sums) in sums.iter_mut().enumerate() {
                    let row = a.as_ptr().add(r * stride + 2 * pair).cast::<i32>().read_unaligned();
                    let row = _mm256_set1_epi32(row);
                    for (sum, columns) in sums.iter_mut().zip(columns) {
                        *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(row, columns));
                    }
                }
            }
            // Loops: a map of an array is a call.
            let mut rows = [[0; WIDTH]; R];
            for (row, [lo, hi]) in rows.iter_mut().zip(&sums) {
                _mm256_storeu_si256(row.as_mut_ptr().cast(), *lo);
                _mm256_storeu_si256(row.as_mut_ptr().add(8).cast(), *hi);
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
            // Even and odd columns of each half.
            let mut sums = [[[_mm256_setzero_si256(); 2]; 2]; R];
            for k in 0..count {
                let columns = packed.as_ptr().add(WIDTH * k).cast::<__m256i>();
                let halves = [_mm256_loadu_si256(columns), _mm256_loadu_si256(columns.add(1))];
                let odd = [_mm256_srli_epi64::<32>(halves[0]), _mm256_srli_epi64::<32>(halves[1])];
                let columns = [[halves[0], odd[0]], [halves[1], odd[1]]];
                for (r, sums) in sums.iter_mut().enumerate() {
                    let row = _mm256_set1_epi32(*a.as_ptr().add(r * stride + k));
                    for (sums, columns) in sums.iter_mut().zip(columns) {
                        for (sum, columns) in sums.iter_mut().zip(columns) {
                            *sum = _mm256_add_epi64(*sum, _mm256_mul_epi32(row, columns));
                        }
                    }
                }
            }
            let mut rows = [[0; WIDTH]; R];
            for (row, halves) in rows.iter_mut().zip(&sums) {
                for (half, [even, odd]) in halves.iter().enumerate() {
                    // Columns 0 1 4 5 and 2 3 6 7.
                    let [a, b] = [_mm256_unpacklo_epi64(*even, *odd), _mm256_unpackhi_epi64(*even, *odd)];
                    let to = row.as_mut_ptr().add(8 * half).cast::<__m256i>();
                    _mm256_storeu_si256(to, _mm256_permute2x128_si256::<0x20>(a, b));
                    _mm256_storeu_si256(to.add(1), _mm256_permute2x128_si256::<0x31>(a, b));
                }
            }
            rows
        }
    }

    #[inline(always)]
    fn doubles<const R: usize>(a: &[f64], stride: usize, packed: &[f64], ends: &[usize]) -> Rows<i64, R> {
        let count = packed.len() / WIDTH;
        check::<R>(a.len(), stride, count);
        let (mut rows, mut start) = ([[0i64; WIDTH]; R], 0);
        // SAFETY: as above.
        unsafe {
            for end in ends {
                let mut sums = [[_mm256_setzero_pd(); WIDTH / 4]; R];
                for k in start..(*end).min(count) {
                    let columns = packed.as_ptr().add(WIDTH * k);
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let row = _mm256_set1_pd(*a.as_ptr().add(r * stride + k));
                        for (i, sum) in sums.iter_mut().enumerate() {
                            *sum = _mm256_fmadd_pd(row, _mm256_loadu_pd(columns.add(4 * i)), *sum);
                        }
                    }
                }
                for (row, sums) in rows.iter_mut().zip(&sums) {
                    let mut piece = [0.0; WIDTH];
                    for (i, sum) in sums.iter().enumerate() {
                        _mm256_storeu_pd(piece.as_mut_ptr().add(4 * i), *sum);
                    }
                    row.iter_mut().zip(piece).for_each(|(sum, p)| *sum += p as i64);
                }
                start = *end;
            }
            rows
        }
    }
}
