//! Real intervals and scales: IEEE + − × ÷ only, so that the same calibration gives the same integers.

use gadgets::Range;
use gadgets::rounding::half_up;

/// Finest scale of a range far from 0, as a fraction of its magnitude: 2^-30, so that its integers fit 32 bits.
const FINEST: i32 = 30;

/// A closed interval of reals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Real {
    pub lo: f64,
    pub hi: f64,
}

impl Real {
    pub const ZERO: Self = Self { lo: 0.0, hi: 0.0 };

    pub fn of(range: Range, scale: f64) -> Self {
        Self { lo: range.lo as f64 * scale, hi: range.hi as f64 * scale }
    }

    /// The smallest interval that holds all of `values`; 0 for none.
    pub fn hull_of(values: &[f64]) -> Self {
        values.iter().map(|v| Self { lo: *v, hi: *v }).reduce(Self::hull).unwrap_or(Self::ZERO)
    }

    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The part of it that lies in `other`, which it meets.
    pub fn within(self, other: Self) -> Self {
        Self { lo: self.lo.max(other.lo).min(other.hi), hi: self.hi.min(other.hi).max(other.lo) }
    }

    pub fn add(self, other: Self) -> Self {
        Self { lo: self.lo + other.lo, hi: self.hi + other.hi }
    }

    pub fn times(self, factor: f64) -> Self {
        let (a, b) = (self.lo * factor, self.hi * factor);
        Self { lo: a.min(b), hi: a.max(b) }
    }

    pub fn relu(self) -> Self {
        Self { lo: self.lo.max(0.0), hi: self.hi.max(0.0) }
    }

    pub fn width(self) -> f64 {
        self.hi - self.lo
    }

    /// Largest magnitude.
    pub fn magnitude(self) -> f64 {
        self.hi.max(-self.lo)
    }

    /// Smallest magnitude.
    pub fn distance(self) -> f64 {
        self.lo.max(-self.hi).max(0.0)
    }

    /// What its bits are spread over: the width where 0 is far away, else the magnitude.
    pub fn extent(self) -> f64 {
        if self.is_distant() { self.width() } else { self.magnitude() }
    }

    /// Whether 0 is so far away that bits spent on the way there are lost: at least the interval's width.
    pub fn is_distant(self) -> bool {
        self.width() > 0.0 && self.distance() >= self.width()
    }
}

/// How many bits more than those of its width the integers of `range` have: what multiplies them needs as
/// many more, for the same error.
pub(super) fn distance_bits(range: Range) -> u32 {
    let real = Real::of(range, 1.0);
    if real.is_distant() { ceil_log2(real.magnitude() / real.width()).clamp(0, FINEST) as u32 } else { 0 }
}

/// The integers of `bits` bits for values of this sign, and the scale that brings `real` into them; 0 for
/// what is always 0.
///
/// No zero point: a range that reaches below 0 is symmetric, and one far from 0 has integers as large as it
/// is far away, `2^bits` of them.
pub(super) fn fit(real: Real, signed: bool, bits: u32) -> (f64, Range) {
    let top = if signed { (1i64 << (bits - 1)) - 1 } else { (1i64 << bits) - 1 };
    let range = if signed { Range { lo: -top - 1, hi: top } } else { Range { lo: 0, hi: top } };
    let magnitude = real.magnitude();
    if real.is_distant() {
        let scale = (real.width() / (power(bits as i32) - 1.0)).max(magnitude / power(FINEST));
        if scale.is_normal() {
            return (scale, outward(real, scale));
        }
    }
    let scale = magnitude / top as f64;
    (if scale.is_normal() { scale } else { 0.0 }, range)
}

/// The integers that `real` reaches at this scale, the ends rounded outward.
pub(super) fn outward(real: Real, scale: f64) -> Range {
    Range { lo: (real.lo / scale).floor() as i64, hi: (real.hi / scale).ceil() as i64 }
}

/// [`half_up`] as an integer, if it is one of at most 62 bits.
pub(super) fn round(v: f64) -> Option<i64> {
    let r = half_up(v);
    (r.abs() < 4.6e18).then_some(r as i64)
}

/// `2^n`, exact.
pub(super) fn power(n: i32) -> f64 {
    f64::from_bits(((n.clamp(-1022, 1023) + 1023) as u64) << 52)
}

/// The smallest `n` in `-300..=300` with `v ≤ 2^n`.
pub(super) fn ceil_log2(v: f64) -> i32 {
    (-300..=300).find(|n| v <= power(*n)).unwrap_or(300)
}

/// The largest `n` in `-300..=300` with `2^n ≤ v`.
pub(super) fn floor_log2(v: f64) -> i32 {
    let n = ceil_log2(v);
    if power(n) > v { (n - 1).max(-300) } else { n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_and_logarithms() {
        assert_eq!([-0.5, 0.5, 1.49, -1.5].map(round), [Some(0), Some(1), Some(1), Some(-1)]);
        assert_eq!(round(1e19), None);
        assert_eq!(round(f64::NAN), None);
        assert_eq!([1.0, 1.1, 2.0, 0.3, 0.0].map(ceil_log2), [0, 1, 1, -1, -300]);
        assert_eq!([1.0, 1.1, 2.0, 0.3, 0.0].map(floor_log2), [0, 0, 1, -2, -300]);
        assert_eq!(fit(Real { lo: 0.0, hi: 255.0 }, false, 8), (1.0, Range { lo: 0, hi: 255 }));
        assert_eq!(fit(Real { lo: -254.0, hi: 1.0 }, true, 8).0, 2.0);
    }

    #[test]
    fn ranges_far_from_zero_keep_the_bits_of_their_width() {
        let (scale, range) = fit(Real { lo: 10_000.0, hi: 10_255.0 }, false, 8);
        assert_eq!((scale, range), (1.0, Range { lo: 10_000, hi: 10_255 }));
        assert_eq!(distance_bits(range), 6);
        assert_eq!(fit(Real { lo: -10_255.0, hi: -10_000.0 }, true, 8).1, Range { lo: -10_255, hi: -10_000 });
        // As near as it is wide: at most one bit is lost, so nothing changes.
        assert_eq!(fit(Real { lo: 100.0, hi: 255.0 }, false, 8), (1.0, Range { lo: 0, hi: 255 }));
        assert_eq!(distance_bits(Range { lo: 0, hi: 255 }), 0);
        assert_eq!(distance_bits(Range { lo: 255, hi: 255 }), 0);
        // However narrow, the integers fit 32 bits.
        let (_, range) = fit(Real { lo: 1.0, hi: 1.0 + 1e-15 }, false, 8);
        assert!(range.hi <= (1 << 30) + 1, "{range}");
    }

    #[test]
    fn what_is_always_zero_has_no_scale() {
        assert_eq!(fit(Real::ZERO, false, 8).0, 0.0);
        assert_eq!(fit(Real::ZERO, true, 8).0, 0.0);
    }
}
