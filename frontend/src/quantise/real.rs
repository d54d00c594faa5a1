//! Real intervals and scales: IEEE + − × ÷ only, so that the same calibration gives the same integers.

use gadgets::Range;

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

    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
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
}

/// The integers of `bits` bits for values of this sign, and the scale that brings `real` into them: no
/// zero point, so a range that reaches below 0 is symmetric.
pub(super) fn fit(real: Real, signed: bool, bits: u32) -> (f64, Range) {
    let top = if signed { (1i64 << (bits - 1)) - 1 } else { (1i64 << bits) - 1 };
    let range = if signed { Range { lo: -top - 1, hi: top } } else { Range { lo: 0, hi: top } };
    let magnitude = real.magnitude();
    let scale = magnitude / top as f64;
    (if scale.is_normal() { scale } else { 1.0 }, range)
}

/// `floor(v + 1/2)` as an integer, if it is one of at most 62 bits.
pub(super) fn round(v: f64) -> Option<i64> {
    let r = (v + 0.5).floor();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_and_logarithms() {
        assert_eq!([-0.5, 0.5, 1.49, -1.5].map(round), [Some(0), Some(1), Some(1), Some(-1)]);
        assert_eq!(round(1e19), None);
        assert_eq!(round(f64::NAN), None);
        assert_eq!([1.0, 1.1, 2.0, 0.3, 0.0].map(ceil_log2), [0, 1, 1, -1, -300]);
        assert_eq!(fit(Real { lo: 0.0, hi: 255.0 }, false, 8), (1.0, Range { lo: 0, hi: 255 }));
        assert_eq!(fit(Real { lo: -254.0, hi: 1.0 }, true, 8).0, 2.0);
    }
}
