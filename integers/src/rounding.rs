//! Rounding of exact quotients: `floor(v / 2^n)` and `floor(v / 2^n + 1/2)`, for negative `v` too.
//!
//! Both are one arithmetic shift; the half of `HalfUp` is added before it. Ties go up.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// How a quotient becomes an integer.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// `floor(q)`.
    Floor,
    /// `floor(q + 1/2)`.
    HalfUp,
}

/// `floor(v + 1/2)`, as reals become integers at a model's inputs and in its weights; of whole numbers that have no half beside them,
/// too, where `(v + 0.5).floor()` is another one.
pub fn half_up(v: f64) -> f64 {
    let below = v.floor();
    if v - below >= 0.5 { below + 1.0 } else { below }
}

impl Rounding {
    /// What is added to a numerator before the division by `d` that rounds down.
    pub const fn half(self, d: i64) -> i128 {
        match self {
            Self::Floor => 0,
            Self::HalfUp => d as i128 / 2,
        }
    }

    /// What is added to `v` before the shift by `shift`.
    pub const fn addend(self, shift: u32) -> i64 {
        match self {
            Self::HalfUp if shift > 0 => 1 << (shift - 1),
            _ => 0,
        }
    }

    /// `n / d`, rounded; `None` for `d < 1` or beyond 128 bits.
    pub fn divide(self, n: i128, d: i128) -> Option<i128> {
        if d < 1 {
            return None;
        }
        match self {
            Self::Floor => Some(n.div_euclid(d)),
            Self::HalfUp => Some(n.checked_mul(2)?.checked_add(d)?.div_euclid(d.checked_mul(2)?)),
        }
    }

    /// `v / 2^shift`, rounded. The caller's ranges exclude overflow of the addition; `shift` ≤ 62.
    pub const fn shift(self, v: i64, shift: u32) -> i64 {
        v.wrapping_add(self.addend(shift)) >> shift
    }
}
