//! Closed integer intervals, the currency of the analysis that excludes overflow.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The integers `lo..=hi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Range {
    /// Smallest value.
    pub lo: i64,
    /// Largest value.
    pub hi: i64,
}

impl Range {
    /// `lo..=hi`; the ends are put in order.
    pub fn new(a: i64, b: i64) -> Self {
        Self { lo: a.min(b), hi: a.max(b) }
    }

    /// The one value `v`.
    pub const fn point(v: i64) -> Self {
        Self { lo: v, hi: v }
    }

    /// `lo..=hi` where both ends fit 64 bits, else `None`: an overflow that no storage type avoids.
    pub fn try_from_wide(lo: i128, hi: i128) -> Option<Self> {
        Some(Self { lo: i64::try_from(lo).ok()?, hi: i64::try_from(hi).ok()? })
    }

    /// The smallest interval that holds every value given; `None` for no values.
    pub fn of(values: impl IntoIterator<Item = i64>) -> Option<Self> {
        values.into_iter().map(Self::point).reduce(Self::hull)
    }

    /// Whether `v` lies in the interval.
    pub const fn contains(self, v: i64) -> bool {
        self.lo <= v && v <= self.hi
    }

    /// Whether all of `other` lies in the interval.
    pub const fn contains_range(self, other: Self) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// `v`, moved to the nearest end when outside.
    pub fn clamp(self, v: i64) -> i64 {
        v.clamp(self.lo, self.hi)
    }

    /// Bits of a two's complement number that holds every value.
    pub fn bits(self) -> u32 {
        let need = |v: i64| 65 - (v ^ (v >> 63)).leading_zeros();
        need(self.lo).max(need(self.hi))
    }

    /// `hi − lo`, which needs 65 bits in general.
    pub const fn width(self) -> u128 {
        (self.hi as i128 - self.lo as i128) as u128
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.lo, self.hi)
    }
}
