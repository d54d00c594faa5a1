//! Rounds over long vectors whose products are summed, weighted by `eq`.
//!
//! A round's polynomial is `Σ eq(rest, ·)·term`, of vectors at 0 and at 2 of their highest bit. That bit is bound in the same sweep as the next is
//! summed over, so each element is read once a round. A sweep reads four places of each vector, a power of two apart, of which a cache keeps few
//! side by side: so it takes a few registers of one vector after those of another, and sums over what it has bound of all.

use rayon::prelude::*;

use super::field::{E, equalities};
use super::fractions::Rounds;
use super::lanes::{Element, Kind, Scale};
use super::rounds::{SHARED, fold, plus};

/// Registers that are summed before their sum is weighted, a power of two: their weights stay in the first level of cache.
const BLOCK: usize = 1 << 5;

/// Registers of a vector that are bound in one go, a power of two: of all vectors together they stay in the first level of cache.
const BOUND: usize = 1 << 3;

/// `Σ eq(rest, ·)·at(·)` over `count` registers.
pub fn weighted<T: Element, const N: usize>(
    kind: Kind<T>,
    rest: &[E],
    count: usize,
    at: impl Fn(usize) -> [T; N] + Sync + Send,
) -> [E; N] {
    weighted_blocks(kind, rest, count, |start, weights: &[Scale]| {
        let mut sum = [T::ZERO; N];
        for (j, weight) in weights.iter().enumerate() {
            sum.iter_mut().zip(at(start + j)).for_each(|(s, term)| *s += term.scaled(weight));
        }
        sum
    })
}

/// [`weighted`] by blocks: of registers from a position on, with what weighs each in the block. What tells apart elements of a register weighs sums.
pub fn weighted_blocks<T: Element, const N: usize>(
    kind: Kind<T>,
    rest: &[E],
    count: usize,
    block: impl Fn(usize, &[Scale]) -> [T; N] + Sync + Send,
) -> [E; N] {
    let weights = Weights::new(rest, count);
    let size = weights.low.len();
    let own = |i: usize| block(i * size, &weights.low).map(|sum| sum.scaled(&weights.high[i]));
    let sums = if count >= SHARED {
        (0..weights.high.len()).into_par_iter().with_min_len(8).map(own).reduce(|| [T::ZERO; N], plus)
    } else {
        (0..weights.high.len()).map(own).fold([T::ZERO; N], plus)
    };
    weights.total(kind, sums)
}

/// `eq` of a point: what weighs blocks, registers of a block, and elements of a register.
struct Weights<'a> {
    high: Vec<Scale>,
    low: Vec<Scale>,
    inside: &'a [E],
}

impl<'a> Weights<'a> {
    /// For so many registers, a power of two.
    fn new(rest: &'a [E], count: usize) -> Self {
        let (registers, inside) = rest.split_at(count.ilog2() as usize);
        let (high, low) = registers.split_at((count / BLOCK.min(count)).ilog2() as usize);
        let [high, low] = [high, low].map(|of| equalities(of).into_iter().map(Scale::new).collect());
        Self { high, low, inside }
    }

    /// The sum of what is side by side, weighted.
    fn total<T: Element, const N: usize>(&self, kind: Kind<T>, sums: [T; N]) -> [E; N] {
        let inside = (kind.equalities)(self.inside);
        sums.map(|sum| inside.iter().map(|weight| (kind.total)(sum * *weight)).sum())
    }
}

/// The values of a polynomial in the highest bit at 0 and 2, of vectors of one length.
pub fn measured<T: Element, const V: usize>(
    kind: Kind<T>,
    rest: &[E],
    vectors: &[&mut [T]; V],
    term: impl Fn([&T; V]) -> T + Sync + Send,
) -> [E; 2] {
    let half = vectors[0].len() / 2;
    weighted(kind, rest, half, |j| {
        let low = vectors.each_ref().map(|v| &v[j]);
        let two = vectors.each_ref().map(|v| v[j + half].double() - v[j]);
        [term(low), term(two.each_ref())]
    })
}

/// Binds the variables that are left of vectors of one length. `say` says what a round's polynomial follows from, its values' weighted sums, and
/// draws the challenge.
pub(super) fn run<T: Element, const V: usize>(
    kind: Kind<T>,
    vectors: &mut [&mut [T]; V],
    rounds: &mut Rounds<'_>,
    term: impl Fn([&T; V]) -> T + Sync + Send,
    mut say: impl FnMut(&mut Rounds<'_>, [E; 2]) -> E,
) {
    let (true, Some(rest)) = (vectors[0].len() > 1, rounds.rest()) else { return };
    let mut sums = measured(kind, rest, vectors, &term);
    loop {
        let r = say(rounds, sums);
        match rounds.rest() {
            Some(rest) if vectors[0].len() > 2 => sums = folded(kind, rest, vectors, r, &term),
            _ => break vectors.iter_mut().for_each(|v| fold(v, r)),
        }
    }
}

/// Some registers of a vector: those of its first half, in which the bound ones are left, and those of its second; the next highest bit tells two from two.
struct Four<'a, T> {
    left: [&'a mut [T]; 2],
    gone: [&'a [T]; 2],
}

/// Binds the highest bit of vectors of one length to `r`, leaves the halves that are left, and gives what [`measured`] gives of these.
fn folded<T: Element, const V: usize>(
    kind: Kind<T>,
    rest: &[E],
    vectors: &mut [&mut [T]; V],
    r: E,
    term: impl Fn([&T; V]) -> T + Sync + Send,
) -> [E; 2] {
    let half = vectors[0].len() / 2;
    let (weights, r) = (Weights::new(rest, half / 2), Scale::new(r));
    let size = weights.low.len();
    let mut blocks: Vec<[Four<'_, T>; V]> = Vec::with_capacity(weights.high.len());
    let mut each = vectors.each_mut().map(|v| {
        let (left, gone) = v.split_at_mut(half);
        let (left, gone) = (left.split_at_mut(half / 2), gone.split_at(half / 2));
        let left = left.0.chunks_mut(size).zip(left.1.chunks_mut(size));
        left.zip(gone.0.chunks(size).zip(gone.1.chunks(size)))
    });
    blocks.extend((0..weights.high.len()).map(|_| {
        each.each_mut().map(|v| {
            let ((low, high), (low_gone, high_gone)) = v.next().unwrap_or_default();
            Four { left: [low, high], gone: [low_gone, high_gone] }
        })
    }));
    let own = |(mut block, weight): ([Four<'_, T>; V], &Scale)| {
        let (mut sums, mut two) = ([T::ZERO; 2], [[T::ZERO; BOUND]; V]);
        for (i, own) in weights.low.chunks(BOUND).enumerate() {
            let at = i * BOUND..i * BOUND + own.len();
            for (four, two) in block.iter_mut().zip(&mut two) {
                let [low, high] = four.left.each_mut().map(|left| &mut left[at.clone()]);
                let [low_gone, high_gone] = four.gone.map(|gone| &gone[at.clone()]);
                for j in 0..own.len() {
                    low[j] += (low_gone[j] - low[j]).scaled(&r);
                    high[j] += (high_gone[j] - high[j]).scaled(&r);
                    two[j] = high[j].double() - low[j];
                }
            }
            for (j, weight) in own.iter().enumerate() {
                sums[0] += term(block.each_ref().map(|four| &four.left[0][at.start + j])).scaled(weight);
                sums[1] += term(two.each_ref().map(|two| &two[j])).scaled(weight);
            }
        }
        sums.map(|sum| sum.scaled(weight))
    };
    let sums = if half >= SHARED {
        let all = blocks.into_par_iter().zip(&weights.high).with_min_len(8);
        all.map(own).reduce(|| [T::ZERO; 2], plus)
    } else {
        blocks.into_iter().zip(&weights.high).map(own).fold([T::ZERO; 2], plus)
    };
    vectors.iter_mut().for_each(|v| *v = &mut std::mem::take(v)[..half]);
    weights.total(kind, sums)
}
