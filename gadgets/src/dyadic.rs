//! Dyadic rationals `mantissa · 2^exponent`: real scales, exactly, without floats.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `mantissa · 2^exponent`, the mantissa odd or zero, so equal numbers are equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dyadic {
    /// Odd, or 0.
    pub mantissa: i64,
    /// Power of two.
    pub exponent: i32,
}

impl Dyadic {
    /// The number 1.
    pub const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// `mantissa · 2^exponent`, normalised.
    pub fn new(mantissa: i64, exponent: i32) -> Self {
        if mantissa == 0 {
            return Self { mantissa: 0, exponent: 0 };
        }
        let zeros = mantissa.trailing_zeros();
        Self { mantissa: mantissa >> zeros, exponent: exponent + zeros as i32 }
    }

    /// The exact value of a finite float; `None` for an infinity or NaN.
    pub fn from_f64(v: f64) -> Option<Self> {
        if !v.is_finite() {
            return None;
        }
        let bits = v.to_bits();
        let fraction = (bits & ((1 << 52) - 1)) as i64;
        let biased = ((bits >> 52) & 0x7ff) as i32;
        let (magnitude, exponent) =
            if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
        Some(Self::new(if bits >> 63 == 1 { -magnitude } else { magnitude }, exponent))
    }

    /// The nearest float: exact where it is one. For reports; nothing computes with it.
    pub fn to_f64(self) -> f64 {
        // Two factors keep each power of two within the range of normal numbers.
        let half = self.exponent.clamp(-2000, 2000) / 2;
        let rest = self.exponent.clamp(-2000, 2000) - half;
        self.mantissa as f64 * power_of_two(half) * power_of_two(rest)
    }
}

/// `2^e` built from its bits: no libm, exact for `-1022..=1023`, else 0 or infinity.
fn power_of_two(e: i32) -> f64 {
    match e {
        -1022..=1023 => f64::from_bits(((e + 1023) as u64) << 52),
        ..-1022 => 0.0,
        _ => f64::INFINITY,
    }
}

impl fmt::Display for Dyadic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.mantissa, self.exponent) {
            (m, 0) => write!(f, "{m}"),
            (1, e) => write!(f, "2^{e}"),
            (m, e) => write!(f, "{m}*2^{e}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_round_trip_exactly() {
        for v in [0.0, 1.0, -1.0, 0.1, 3.5e-8, -1.7e300, f64::MIN_POSITIVE, 5e-324, f64::MAX] {
            let d = Dyadic::from_f64(v).expect("finite");
            assert_eq!(d.to_f64(), v, "{d}");
        }
        assert_eq!(Dyadic::from_f64(f64::NAN), None);
        assert_eq!(Dyadic::from_f64(f64::INFINITY), None);
        assert_eq!(Dyadic::new(12, 0), Dyadic::new(3, 2));
    }
}
