//! Rounds over long vectors whose products are summed, weighted by `eq`.
//!
//! A round's polynomial is `Σ eq(rest, ·)·term`, of vectors at 0 and at 2 of their highest bit. To bind that bit in the same sweep as the next is
//! summed over would read half as much, but took twice as long where it was measured: it reads four places of each vector, a power of two apart.

use rayon::prelude::*;

use super::field::{E, equalities};
use super::fractions::Rounds;
use super::lanes::{Element, Kind};
use super::rounds::{SHARED, fold, plus};

/// Registers that are summed before their sum is weighted, a power of two: their weights stay in the first level of cache.
const BLOCK: usize = 1 << 5;

/// `Σ eq(rest, ·)·at(·)` over `count` registers.
pub fn weighted<T: Element, const N: usize>(
    kind: Kind<T>,
    rest: &[E],
    count: usize,
    at: impl Fn(usize) -> [T; N] + Sync + Send,
) -> [E; N] {
    weighted_blocks(kind, rest, count, |start, weights: &[T]| {
        let mut sum = [T::ZERO; N];
        for (j, weight) in weights.iter().enumerate() {
            sum.iter_mut().zip(at(start + j)).for_each(|(s, term)| *s += term * *weight);
        }
        sum
    })
}

/// [`weighted`] by blocks: of registers from a position on, with what weighs them in the block.
pub fn weighted_blocks<T: Element, const N: usize>(
    kind: Kind<T>,
    rest: &[E],
    count: usize,
    block: impl Fn(usize, &[T]) -> [T; N] + Sync + Send,
) -> [E; N] {
    let size = BLOCK.min(count);
    let (high, low) = rest.split_at((count / size).ilog2() as usize);
    let (high, low) = (equalities(high), (kind.equalities)(low));
    let own = |i: usize| block(i * size, &low).map(|sum| sum * high[i]);
    let sums = if count >= SHARED {
        (0..high.len()).into_par_iter().with_min_len(8).map(own).reduce(|| [T::ZERO; N], plus)
    } else {
        (0..high.len()).map(own).fold([T::ZERO; N], plus)
    };
    sums.map(kind.total)
}

/// The values of a polynomial in the highest bit at 0 and 2, of vectors of one length.
pub fn measured<T: Element, const V: usize>(
    kind: Kind<T>,
    rest: &[E],
    vectors: &[&mut [T]; V],
    term: impl Fn(&[T; V]) -> T + Sync + Send,
) -> [E; 2] {
    let half = vectors[0].len() / 2;
    weighted(kind, rest, half, |j| {
        let low = std::array::from_fn(|i| vectors[i][j]);
        let two = std::array::from_fn(|i| vectors[i][j + half].double() - vectors[i][j]);
        [term(&low), term(&two)]
    })
}

/// Binds the variables that are left of vectors of one length. `say` says what a round's polynomial follows from, its values' weighted sums, and
/// draws the challenge.
pub(super) fn run<T: Element, const V: usize>(
    kind: Kind<T>,
    vectors: &mut [&mut [T]; V],
    rounds: &mut Rounds<'_>,
    term: impl Fn(&[T; V]) -> T + Sync + Send,
    mut say: impl FnMut(&mut Rounds<'_>, [E; 2]) -> E,
) {
    while let (true, Some(rest)) = (vectors[0].len() > 1, rounds.rest()) {
        let sums = measured(kind, rest, vectors, &term);
        let r = say(rounds, sums);
        vectors.iter_mut().for_each(|v| fold(v, r));
    }
}
