//! Rounding of exact quotients: `floor(v / 2^n)` and `floor(v / 2^n + 1/2)`, for negative `v` too.
//!
//! Both are one arithmetic shift; the half of `HalfUp` is added before it. Ties go up.

use serde::{Deserialize, Serialize};

/// How a quotient becomes an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// `floor(q)`.
    Floor,
    /// `floor(q + 1/2)`.
    HalfUp,
}

impl Rounding {
    /// What is added to `v` before the shift by `shift`.
    pub const fn addend(self, shift: u32) -> i64 {
        match self {
            Self::HalfUp if shift > 0 => 1 << (shift - 1),
            _ => 0,
        }
    }

    /// `v / 2^shift`, rounded. The caller's ranges exclude overflow of the addition; `shift` ≤ 62.
    pub const fn shift(self, v: i64, shift: u32) -> i64 {
        v.wrapping_add(self.addend(shift)) >> shift
    }
}
