//! Sums of products by AVX-512: a tile's sixteen of 32 bits, or eight of 64, at once.

mod finish;

use std::arch::asm;
use std::arch::x86_64::*;

use crate::WIDTH;
use crate::columns::Ahead;
use crate::finish::{Bias, Finish, Place};
use crate::isa::{Isa, Rows, check};
use crate::sums::Integer;

/// [`Instructions::Avx512`](crate::Instructions). Its functions are to be called where those are there.
pub(crate) struct Avx512;

/// Most pieces whose upper halves are summed in 32 bits: each is less than 2^15.
const PIECES: usize = 1 << 16;

/// Adds products of a pair at an address and pairs of columns. As an intrinsic, this becomes a product and a sum where code is
/// not made for one processor alone.
///
/// # Safety
/// The processor has these instructions, and the pair is there.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn dot(mut sum: __m512i, row: *const i16, columns: __m512i) -> __m512i {
    // SAFETY: four bytes are read, and nothing is written.
    unsafe {
        asm!(
            "vpdpwssd {}, {}, dword ptr [{}]{{1to16}}",
            inout(zmm_reg) sum,
            in(zmm_reg) columns,
            in(reg) row,
            options(pure, readonly, nostack, preserves_flags)
        );
    }
    sum
}

/// Adds products of a double at an address and those of columns: an intrinsic's operands are read ahead of their turn, into more registers than there are.
///
/// # Safety
/// The processor has these instructions, and the double is there.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn product(mut sum: __m512d, row: *const f64, columns: __m512d) -> __m512d {
    // SAFETY: eight bytes are read, and nothing is written.
    unsafe {
        asm!(
            "vfmadd231pd {}, {}, qword ptr [{}]{{1to8}}",
            inout(zmm_reg) sum,
            in(zmm_reg) columns,
            in(reg) row,
            options(pure, readonly, nostack, preserves_flags)
        );
    }
    sum
}

/// Adds the products of pairs `from..to` to sums of 32 bits.
///
/// # Safety
/// The processor has these instructions, and all reads are inside.
#[inline(always)]
unsafe fn add_pairs<const R: usize>(
    sums: &mut [__m512i; R],
    (a, stride): (&[i16], usize),
    (packed, ahead): (&[i16], Ahead),
    pairs: std::ops::Range<usize>,
) {
    for pair in pairs {
        ahead.ask(pair);
        // SAFETY: the caller's.
        let columns = unsafe { _mm512_loadu_si512(packed.as_ptr().add(2 * WIDTH * pair).cast()) };
        for (r, sum) in sums.iter_mut().enumerate() {
            // SAFETY: the caller's.
            unsafe {
                *sum = dot(*sum, a.as_ptr().add(r * stride + 2 * pair), columns);
            }
        }
    }
}

impl Isa for Avx512 {
    const PAIRS: usize = 12;
    const WIDE: usize = 4;
    const DOUBLES: usize = 12;

    #[inline(always)]
    fn pairs<const R: usize>(a: &[i16], stride: usize, packed: &[i16], ahead: Ahead) -> Rows<i32, R> {
        let pairs = packed.len() / (2 * WIDTH);
        check::<R>(a.len(), stride, 2 * pairs);
        // SAFETY: the processor has these instructions; reads are inside, as was just checked.
        unsafe {
            let mut sums = [_mm512_setzero_si512(); R];
            add_pairs(&mut sums, (a, stride), (packed, ahead), 0..pairs);
            // Loops: a map of an array is a call.
            let mut rows = [[0; WIDTH]; R];
            for (row, sum) in rows.iter_mut().zip(&sums) {
                _mm512_storeu_si512(row.as_mut_ptr().cast(), *sum);
            }
            rows
        }
    }

    /// Upper and lower 16 bits of a piece's sums are kept apart, both in registers.
    #[inline(always)]
    fn pieces<const R: usize>(
        a: &[i16],
        stride: usize,
        packed: &[i16],
        ends: &[usize],
        ahead: Ahead,
    ) -> Rows<i64, R> {
        let pairs = packed.len() / (2 * WIDTH);
        check::<R>(a.len(), stride, 2 * pairs);
        let mut rows = [[0; WIDTH]; R];
        // SAFETY: as above.
        unsafe {
            let mut start = 0;
            for ends in ends.chunks(PIECES) {
                let (mut lower, mut upper) = ([_mm512_setzero_si512(); R], [_mm512_setzero_si512(); R]);
                for end in ends {
                    add_pairs(&mut lower, (a, stride), (packed, ahead), start..(*end).min(pairs));
                    for (lower, upper) in lower.iter_mut().zip(&mut upper) {
                        *upper = _mm512_add_epi32(*upper, _mm512_srai_epi32::<16>(*lower));
                        *lower = _mm512_and_si512(*lower, _mm512_set1_epi32(0xffff));
                    }
                    start = *end;
                }
                for ((row, lower), upper) in rows.iter_mut().zip(&lower).zip(&upper) {
                    let lower = [_mm512_castsi512_si256(*lower), _mm512_extracti64x4_epi64::<1>(*lower)];
                    let upper = [_mm512_castsi512_si256(*upper), _mm512_extracti64x4_epi64::<1>(*upper)];
                    for (half, (lower, upper)) in lower.into_iter().zip(upper).enumerate() {
                        let upper = _mm512_slli_epi64::<16>(_mm512_cvtepi32_epi64(upper));
                        let sum = _mm512_add_epi64(upper, _mm512_cvtepi32_epi64(lower));
                        let to = row.as_mut_ptr().add(WIDTH / 2 * half).cast::<__m512i>();
                        _mm512_storeu_si512(to, _mm512_add_epi64(_mm512_loadu_si512(to), sum));
                    }
                }
            }
            rows
        }
    }

    #[inline(always)]
    fn finish<T: Integer>(f: &Finish, sums: &[[T; WIDTH]], bias: Bias<'_>, to: &Place) -> bool {
        if to.steps[1] != 1 {
            return f.rows(sums, bias, to);
        }
        // SAFETY: the processor has these instructions.
        unsafe { finish::rows(f, sums, bias, to) }
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

    #[inline(always)]
    fn doubles<const R: usize>(a: &[f64], stride: usize, packed: &[f64], ends: &[usize]) -> Rows<i64, R> {
        let count = packed.len() / WIDTH;
        check::<R>(a.len(), stride, count);
        let (mut rows, mut start) = ([[0i64; WIDTH]; R], 0);
        // SAFETY: as above.
        unsafe {
            for end in ends {
                let mut sums = [[_mm512_setzero_pd(); 2]; R];
                for k in start..(*end).min(count) {
                    let columns = packed.as_ptr().add(WIDTH * k);
                    let columns = [_mm512_loadu_pd(columns), _mm512_loadu_pd(columns.add(WIDTH / 2))];
                    for (r, sums) in sums.iter_mut().enumerate() {
                        let row = a.as_ptr().add(r * stride + k);
                        for (sum, columns) in sums.iter_mut().zip(columns) {
                            *sum = product(*sum, row, columns);
                        }
                    }
                }
                for (row, sums) in rows.iter_mut().zip(&sums) {
                    for (half, sum) in sums.iter().enumerate() {
                        let to = row.as_mut_ptr().add(WIDTH / 2 * half).cast::<__m512i>();
                        let sum = _mm512_add_epi64(_mm512_loadu_si512(to), _mm512_cvtpd_epi64(*sum));
                        _mm512_storeu_si512(to, sum);
                    }
                }
                start = *end;
            }
            rows
        }
    }
}
