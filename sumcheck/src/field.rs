//! The fields: values are integers modulo the prime of [`F`], challenges are drawn from [`E`], its extension of degree 5.
//!
//! An integer stands for its residue; the planner keeps every integer below [`HALF`] in magnitude, so a residue tells
//! which integer it is.

use p3_field::extension::QuinticTrinomialExtensionField;
use p3_field::{BasedVectorSpace, PrimeCharacteristicRing, PrimeField32};
use p3_koala_bear::KoalaBear;
use rayon::prelude::*;

/// The field of values: integers modulo 2^31 - 2^24 + 1.
pub type F = KoalaBear;
/// The field of challenges, of about 2^155 elements.
pub type E = QuinticTrinomialExtensionField<F>;

/// Values of [`F`] that an element of [`E`] is.
pub const DEGREE: usize = <E as BasedVectorSpace<F>>::DIMENSION;
/// The prime.
pub const PRIME: i128 = F::ORDER_U32 as i128;
/// Largest magnitude of an integer that its residue tells apart from all others.
pub const HALF: i128 = (PRIME - 1) / 2;
/// Largest magnitude of a plane's integers: room for sums and for checks that are wider than what they check.
pub const WIDEST: i128 = 1 << 29;
/// Bits of challenges' entropy, rounded down.
pub const CHALLENGE_BITS: f64 = 154.0;

/// The residue of an integer.
pub fn residue(v: i128) -> F {
    // Most are small, and divided faster.
    i64::try_from(v).map_or_else(|_| F::from_u32(v.rem_euclid(PRIME) as u32), small)
}

/// The residue of a small integer.
pub fn small(v: i64) -> F {
    // Most are below the prime, too.
    if v.unsigned_abs() < PRIME as u64 {
        return F::from_u32(if v < 0 { v + PRIME as i64 } else { v } as u32);
    }
    F::from_u32(v.rem_euclid(PRIME as i64) as u32)
}

/// The smallest integer with a residue that is not negative.
pub fn canonical(v: F) -> u32 {
    v.as_canonical_u32()
}

/// `2^-n`.
pub fn half_power(n: u32) -> F {
    F::ONE.halve().exp_u64(n.into())
}

/// `eq(point, ·)` over all of `{0,1}^n`, the point's first coordinate being the index's highest bit.
pub fn equalities(point: &[E]) -> Vec<E> {
    scaled_equalities(point, E::ONE)
}

/// Coordinates whose values are filled in by one thread.
const OWN: usize = 10;

/// [`equalities`] times `scale`.
pub fn scaled_equalities(point: &[E], scale: E) -> Vec<E> {
    let mut table = vec![E::ZERO; 1 << point.len()];
    if point.len() <= OWN {
        fill(&mut table, point, scale);
        return table;
    }
    let (high, low) = point.split_at(point.len() - OWN);
    let scales = scaled_equalities(high, scale);
    let parts = table.par_chunks_mut(1 << OWN).zip(&scales);
    parts.for_each(|(part, scale)| fill(part, low, *scale));
    table
}

/// Fills a vector of `2^n` elements.
fn fill(table: &mut [E], point: &[E], scale: E) {
    table[0] = scale;
    for (k, r) in point.iter().enumerate() {
        for i in (0..1 << k).rev() {
            let high = table[i] * *r;
            table[2 * i + 1] = high;
            table[2 * i] = table[i] - high;
        }
    }
}

/// [`scaled_equalities`] of `count` indices from `start` on.
pub fn equalities_in(point: &[E], start: usize, count: usize, scale: E) -> Vec<E> {
    if count == 0 {
        return Vec::new();
    }
    let (mut own, last) = (vec![scale], start + count - 1);
    let mut first = 0;
    for (left, r) in (0..point.len()).rev().zip(point) {
        let (from, to) = (start >> left, last >> left);
        let mut next = Vec::with_capacity(to - from + 2);
        for (i, e) in (first..).zip(&own) {
            let high = *e * *r;
            if 2 * i >= from {
                next.push(*e - high);
            }
            if 2 * i < to {
                next.push(high);
            }
        }
        (own, first) = (next, from);
    }
    own
}

/// The sum of `eq(point, ·)` over the indices below `end`.
pub fn equalities_below(point: &[E], end: usize) -> E {
    let (mut sum, mut equal) = (E::ZERO, E::ONE);
    if end >> point.len() != 0 {
        return equal;
    }
    for (k, r) in point.iter().rev().enumerate().rev() {
        let low = equal * (E::ONE - *r);
        if end >> k & 1 == 1 {
            sum += low;
            equal *= *r;
        } else {
            equal = low;
        }
    }
    sum
}

/// The sum of `eq(point, ·)`, each times its index, over the indices below `end`.
pub fn indices_below(point: &[E], end: usize) -> E {
    // What the indices come to whose bits below bit k are free and whose others are zero, for each k.
    let mut free = vec![E::ZERO];
    for (k, r) in point.iter().rev().enumerate() {
        free.push(free[k] + *r * F::from_u64(1 << k));
    }
    if end >> point.len() != 0 {
        return free[point.len()];
    }
    let (mut sum, mut equal) = (E::ZERO, E::ONE);
    for (k, r) in point.iter().rev().enumerate().rev() {
        let low = equal * (E::ONE - *r);
        if end >> k & 1 == 1 {
            let fixed = end >> (k + 1) << (k + 1);
            sum += low * (free[k] + F::from_u64(fixed as u64));
            equal *= *r;
        } else {
            equal = low;
        }
    }
    sum
}

/// `eq` of two points.
pub fn equality(a: &[E], b: &[E]) -> E {
    a.iter().zip(b).map(|(a, b)| (*a * *b).double() + E::ONE - *a - *b).product()
}

/// The multilinear polynomial with these values at a point, the first coordinate being the index's highest bit; values
/// that are missing are zero.
pub fn evaluate(values: &[F], point: &[E]) -> E {
    let table = equalities(point);
    values.iter().zip(&table).map(|(v, e)| *e * *v).sum()
}

/// Logarithm of the smallest power of two that is not less.
pub fn log_ceil(n: usize) -> usize {
    n.next_power_of_two().trailing_zeros() as usize
}

/// The integer below half of the prime in magnitude with this residue.
pub fn centered(v: F) -> i64 {
    let v = i64::from(canonical(v));
    if v > HALF as i64 { v - PRIME as i64 } else { v }
}
