//! `eq(point, ·)` of stretches of indices, one after the other: what the highest bits of an index come to is kept for the next stretch, which mostly has
//! them, too.

use p3_field::PrimeCharacteristicRing;

use super::field::{E, equalities_in};

/// A point, of which some first coordinates are multiplied out.
pub struct Prefixes<'a> {
    point: &'a [E],
    /// The index whose highest bits they are for.
    index: usize,
    /// `eq` of no coordinate, of the first one, of the first two, and so on.
    path: Vec<E>,
}

impl<'a> Prefixes<'a> {
    /// None so far.
    pub fn new(point: &'a [E]) -> Self {
        let mut path = Vec::with_capacity(point.len() + 1);
        path.push(E::ONE);
        Self { point, index: 0, path }
    }

    /// The point.
    pub fn point(&self) -> &'a [E] {
        self.point
    }

    /// `eq` of the first coordinates and an index of so many bits.
    fn prefix(&mut self, bits: usize, index: usize) -> E {
        let n = self.point.len();
        let index = index.checked_shl((n - bits) as u32).unwrap_or(0);
        let same = (index ^ self.index).checked_ilog2().map_or(n, |highest| n - 1 - highest as usize);
        self.path.truncate(same.min(bits) + 1);
        self.index = index;
        let (first, mut last) = (self.path.len() - 1, self.path[self.path.len() - 1]);
        for (k, r) in self.point.iter().enumerate().take(bits).skip(first) {
            last *= if index >> (n - 1 - k) & 1 == 1 { *r } else { E::ONE - *r };
            self.path.push(last);
        }
        last
    }

    /// `scale · eq` of the first `bits` coordinates and `count` indices from `start` on.
    pub fn equalities(&mut self, bits: usize, start: usize, count: usize, scale: E) -> Vec<E> {
        let Some(last) = count.checked_sub(1) else { return Vec::new() };
        let own = (start ^ (start + last)).checked_ilog2().map_or(0, |highest| highest as usize + 1);
        let scale = self.prefix(bits - own, start >> own) * scale;
        equalities_in(&self.point[bits - own..bits], start & ((1 << own) - 1), count, scale)
    }
}
