//! Random gadgets, operands and graphs for tests, from a 64-bit seed.
//!
//! Everything made here is valid and canonical: parameters check, and ranges exclude overflow. Sizes are small, so that
//! a case runs in every execution within milliseconds. The same seed gives the same case for ever.

mod bodies;
mod families;
mod graphs;
mod reads;
mod words;

pub use bodies::{BodyCase, MAX_OPERANDS, body};
pub use families::{Case, FAMILIES, case, case_of, gadget};
pub use graphs::graph;
pub use words::{WordCase, reading, word};

use crate::{ElementType, Range};

/// Pseudo-random numbers: splitmix64.
#[derive(Clone, Debug)]
pub struct Source(u64);

impl Source {
    /// A source for `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `lo..=hi`.
    pub const fn within(&mut self, lo: i64, hi: i64) -> i64 {
        let span = (hi as i128 - lo as i128 + 1) as u128;
        (lo as i128 + (self.bits() as u128 % span) as i128) as i64
    }

    /// A size in `lo..=hi`.
    pub const fn size(&mut self, lo: usize, hi: usize) -> usize {
        self.within(lo as i64, hi as i64) as usize
    }

    /// True once in `n`.
    pub const fn one_in(&mut self, n: u64) -> bool {
        self.bits().is_multiple_of(n)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.size(0, from.len() - 1)]
    }

    /// A value in `range`: an end or 0 more often than chance would have it.
    pub fn value(&mut self, range: Range) -> i64 {
        match self.bits() % 8 {
            0 => range.lo,
            1 => range.hi,
            2 => range.clamp(0),
            _ => self.within(range.lo, range.hi),
        }
    }

    fn values(&mut self, range: Range, len: usize) -> Vec<i64> {
        (0..len).map(|_| self.value(range)).collect()
    }

    /// A storage type and a range of modest size within it.
    fn element(&mut self) -> (ElementType, Range) {
        let element = self.pick(&ElementType::ALL);
        let limit = element.range();
        let (lo, hi) = (limit.lo.max(-5000), limit.hi.min(5000));
        let (a, b) = (self.within(lo, hi), self.within(lo, hi));
        (element, if self.one_in(2) { Range { lo, hi } } else { Range::new(a, b) })
    }
}
