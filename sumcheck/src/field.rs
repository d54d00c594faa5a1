//! The fields: values are integers modulo the prime of [`F`], challenges are drawn from [`E`], its extension of degree 5.
//!
//! An integer stands for its residue; the planner keeps every integer below [`HALF`] in magnitude, so a residue tells
//! which integer it is.

use p3_field::extension::QuinticTrinomialExtensionField;
use p3_field::{PrimeCharacteristicRing, PrimeField32};
use p3_koala_bear::KoalaBear;

/// The field of values: integers modulo 2^31 - 2^24 + 1.
pub type F = KoalaBear;
/// The field of challenges, of about 2^155 elements.
pub type E = QuinticTrinomialExtensionField<F>;

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
    F::from_u32(v.rem_euclid(PRIME) as u32)
}

/// The residue of a small integer.
pub fn small(v: i64) -> F {
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

/// [`equalities`] times `scale`.
pub fn scaled_equalities(point: &[E], scale: E) -> Vec<E> {
    let mut table = Vec::with_capacity(1 << point.len());
    table.push(scale);
    for r in point {
        let half = table.len();
        table.resize(2 * half, E::ZERO);
        for i in (0..half).rev() {
            let high = table[i] * *r;
            table[2 * i + 1] = high;
            table[2 * i] = table[i] - high;
        }
    }
    table
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
