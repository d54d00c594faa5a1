//! Closed intervals of 128-bit integers, and their exact images under our arithmetic.
//!
//! Operations that could leave 128 bits return `None`; nothing here wraps or saturates.

use borsh::{BorshDeserialize, BorshSerialize};
use std::fmt;

use crate::{Range, Rounding};

/// The integers `lo..=hi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Interval {
    /// Smallest value.
    pub lo: i128,
    /// Largest value.
    pub hi: i128,
}

impl From<Range> for Interval {
    fn from(r: Range) -> Self {
        Self { lo: r.lo.into(), hi: r.hi.into() }
    }
}

impl Interval {
    /// The same interval in 64 bits; `None` if it does not fit.
    pub fn narrow(self) -> Option<Range> {
        Range::try_from_wide(self.lo, self.hi)
    }

    /// `lo..=hi`; the ends are put in order.
    pub fn new(a: i128, b: i128) -> Self {
        Self { lo: a.min(b), hi: a.max(b) }
    }

    /// The one value `v`.
    pub const fn point(v: i128) -> Self {
        Self { lo: v, hi: v }
    }

    /// Whether there is a value in it.
    pub const fn is_valid(self) -> bool {
        self.lo <= self.hi
    }

    /// Whether `v` lies in it.
    pub const fn contains(self, v: i128) -> bool {
        self.lo <= v && v <= self.hi
    }

    /// Whether all of `other` lies in it.
    pub const fn contains_range(self, other: Self) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The values in both; `None` for no values.
    pub fn meet(self, other: Self) -> Option<Self> {
        let both = Self { lo: self.lo.max(other.lo), hi: self.hi.min(other.hi) };
        both.is_valid().then_some(both)
    }

    /// The smallest interval that holds every value given; `None` for no values.
    pub fn of(values: impl IntoIterator<Item = i128>) -> Option<Self> {
        values.into_iter().map(Self::point).reduce(Self::hull)
    }

    /// Number of values; saturates at `u128::MAX`.
    pub const fn count(self) -> u128 {
        self.hi.abs_diff(self.lo).saturating_add(1)
    }

    /// The largest magnitude.
    pub fn magnitude(self) -> u128 {
        self.lo.unsigned_abs().max(self.hi.unsigned_abs())
    }

    /// Bits of a two's complement number that holds every value.
    pub fn bits(self) -> u32 {
        let need = |v: i128| 129 - (v ^ (v >> 127)).leading_zeros();
        need(self.lo).max(need(self.hi))
    }

    /// Image of the sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self { lo: self.lo.checked_add(other.lo)?, hi: self.hi.checked_add(other.hi)? })
    }

    /// Image of the product with `c`.
    pub fn scale(self, c: i128) -> Option<Self> {
        Some(Self::new(self.lo.checked_mul(c)?, self.hi.checked_mul(c)?))
    }

    /// Image of the product.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(self.scale(other.lo)?.hull(self.scale(other.hi)?))
    }

    /// Image of the square.
    pub fn square(self) -> Option<Self> {
        let (a, b) = (self.lo.checked_mul(self.lo)?, self.hi.checked_mul(self.hi)?);
        Some(Self { lo: if self.contains(0) { 0 } else { a.min(b) }, hi: a.max(b) })
    }

    /// Image of the maximum.
    pub fn max(self, other: Self) -> Self {
        Self { lo: self.lo.max(other.lo), hi: self.hi.max(other.hi) }
    }

    /// Image of the minimum.
    pub fn min(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.min(other.hi) }
    }

    /// Image of the rounded quotient by divisors in `den`, all at least 1.
    pub fn div_round(self, den: Self, rounding: Rounding) -> Option<Self> {
        let mut ends = [0i128; 4];
        for (end, (n, d)) in
            ends.iter_mut().zip([self.lo, self.hi].into_iter().flat_map(|n| [den.lo, den.hi].map(|d| (n, d))))
        {
            *end = rounding.divide(n, d)?;
        }
        Self::of(ends)
    }

    /// Image of the clamp to `to`.
    pub fn clamp(self, to: Self) -> Self {
        Self { lo: self.lo.clamp(to.lo, to.hi), hi: self.hi.clamp(to.lo, to.hi) }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.lo, self.hi)
    }
}
