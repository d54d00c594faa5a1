//! From sums to results by AVX-512, as [`Finish`] says: sixteen of 32 bits or eight of 64 at once, from registers to their places.

use gadgets::ElementType;
use std::arch::x86_64::*;

use crate::WIDTH;
use crate::finish::{Bias, Finish, Place};
use crate::sums::Integer;

/// Half a tile's columns: what a register of 64 bits has.
const HALF: usize = WIDTH / 2;

/// Finishes rows whose results follow each other. Whether all are within the bound.
///
/// # Safety
/// The processor has these instructions.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
pub(super) unsafe fn rows<T: Integer>(f: &Finish, sums: &[[T; WIDTH]], bias: Bias<'_>, to: &Place) -> bool {
    let Place { first, columns, steps: [down, across] } = *to;
    // All places are up to the last, which is inside; each is one thread's.
    assert!(
        across == 1 && columns <= WIDTH && first + sums.len().saturating_sub(1) * down + columns <= f.length
    );
    let mask = (u32::MAX >> (u32::BITS - columns.max(1) as u32)) as u16;
    // SAFETY: as was just checked; sums are arrays of this many 32 or 64 bits.
    unsafe { if f.narrow { narrow(f, sums, bias, to, mask) } else { wide(f, sums, bias, to, mask) } }
}

/// All in 32 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn narrow<T: Integer>(
    f: &Finish,
    sums: &[[T; WIDTH]],
    bias: Bias<'_>,
    to: &Place,
    mask: __mmask16,
) -> bool {
    let (zero, shift) = (_mm512_setzero_si512(), _mm_cvtsi32_si128(f.shift as i32));
    let [multiplier, addend] = [f.multiplier, f.addend].map(|v| _mm512_set1_epi32(v as i32));
    let ends = f.clamp.map(|r| [_mm512_set1_epi32(r.lo as i32), _mm512_set1_epi32(r.hi as i32)]);
    let mut changed = zero;
    for (row, sums) in sums.iter().enumerate() {
        // SAFETY: the caller's.
        unsafe {
            let start =
                |at: *const i64| pair(_mm512_loadu_si512(at.cast()), _mm512_loadu_si512(at.add(HALF).cast()));
            let mut v = match size_of::<T>() {
                4 => _mm512_loadu_si512(sums.as_ptr().cast()),
                _ => start(sums.as_ptr().cast()),
            };
            match bias {
                Bias::None => {}
                Bias::Columns(bias) => v = _mm512_add_epi32(v, start(bias.as_ptr())),
                Bias::Rows(bias) => v = _mm512_add_epi32(v, _mm512_set1_epi32(bias[row] as i32)),
            }
            if f.relu {
                v = _mm512_max_epi32(v, zero);
            }
            if f.multiplier != 1 {
                v = _mm512_mullo_epi32(v, multiplier);
            }
            if f.shift > 0 {
                v = _mm512_sra_epi32(_mm512_add_epi32(v, addend), shift);
            }
            if let Some([lo, hi]) = ends {
                let bounded = _mm512_min_epi32(_mm512_max_epi32(v, lo), hi);
                changed = _mm512_or_si512(changed, _mm512_xor_si512(bounded, v));
                v = bounded;
            }
            let at = f.results.add((to.first + row * to.steps[0]) * f.out.bytes());
            match f.out {
                ElementType::I8 | ElementType::U8 => _mm512_mask_cvtepi32_storeu_epi8(at.cast(), mask, v),
                ElementType::I16 => _mm512_mask_cvtepi32_storeu_epi16(at.cast(), mask, v),
                ElementType::I32 => _mm512_mask_storeu_epi32(at.cast(), mask, v),
                ElementType::I64 => {
                    let halves = [_mm512_castsi512_si256(v), _mm512_extracti64x4_epi64::<1>(v)];
                    for (half, v) in halves.into_iter().enumerate() {
                        let mask = (mask >> (HALF * half)) as __mmask8;
                        _mm512_mask_storeu_epi64(
                            at.cast::<i64>().add(HALF * half),
                            mask,
                            _mm512_cvtepi32_epi64(v),
                        );
                    }
                }
            }
        }
    }
    !f.reject || _mm512_mask_test_epi32_mask(mask, changed, changed) == 0
}

/// All in 64 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn wide<T: Integer>(
    f: &Finish,
    sums: &[[T; WIDTH]],
    bias: Bias<'_>,
    to: &Place,
    mask: __mmask16,
) -> bool {
    let (zero, shift) = (_mm512_setzero_si512(), _mm_cvtsi32_si128(f.shift as i32));
    let [multiplier, addend] = [f.multiplier, f.addend].map(|v| _mm512_set1_epi64(v));
    let ends = f.clamp.map(|r| [_mm512_set1_epi64(r.lo), _mm512_set1_epi64(r.hi)]);
    let mut changed = [zero; 2];
    for (row, sums) in sums.iter().enumerate() {
        for (half, changed) in changed.iter_mut().enumerate() {
            let mask = (mask >> (HALF * half)) as __mmask8;
            // SAFETY: the caller's.
            unsafe {
                let sums = sums.as_ptr().add(HALF * half);
                let mut v = match size_of::<T>() {
                    4 => _mm512_cvtepi32_epi64(_mm256_loadu_si256(sums.cast())),
                    _ => _mm512_loadu_si512(sums.cast()),
                };
                match bias {
                    Bias::None => {}
                    Bias::Columns(bias) => {
                        v = _mm512_add_epi64(v, _mm512_loadu_si512(bias.as_ptr().add(HALF * half).cast()));
                    }
                    Bias::Rows(bias) => v = _mm512_add_epi64(v, _mm512_set1_epi64(bias[row])),
                }
                if f.short {
                    v = _mm512_cvtepi32_epi64(_mm512_cvtepi64_epi32(v));
                }
                if f.relu {
                    v = _mm512_max_epi64(v, zero);
                }
                if f.multiplier != 1 {
                    v = _mm512_mullo_epi64(v, multiplier);
                }
                if f.shift > 0 {
                    v = _mm512_sra_epi64(_mm512_add_epi64(v, addend), shift);
                }
                if let Some([lo, hi]) = ends {
                    let bounded = _mm512_min_epi64(_mm512_max_epi64(v, lo), hi);
                    *changed = _mm512_or_si512(*changed, _mm512_xor_si512(bounded, v));
                    v = bounded;
                }
                let place = to.first + row * to.steps[0] + HALF * half;
                let at = f.results.wrapping_add(place * f.out.bytes());
                match f.out {
                    ElementType::I8 | ElementType::U8 => _mm512_mask_cvtepi64_storeu_epi8(at.cast(), mask, v),
                    ElementType::I16 => _mm512_mask_cvtepi64_storeu_epi16(at.cast(), mask, v),
                    ElementType::I32 => _mm512_mask_cvtepi64_storeu_epi32(at.cast(), mask, v),
                    ElementType::I64 => _mm512_mask_storeu_epi64(at.cast(), mask, v),
                }
            }
        }
    }
    let outside = (0..2).map(|half| {
        _mm512_mask_test_epi64_mask((mask >> (HALF * half)) as __mmask8, changed[half], changed[half])
    });
    !f.reject || outside.fold(0, |all, one| all | one) == 0
}

/// The lower 32 bits of twice eight numbers of 64.
#[inline]
#[target_feature(enable = "avx512f")]
fn pair(lo: __m512i, hi: __m512i) -> __m512i {
    let lo = _mm512_castsi256_si512(_mm512_cvtepi64_epi32(lo));
    _mm512_inserti64x4::<1>(lo, _mm512_cvtepi64_epi32(hi))
}
