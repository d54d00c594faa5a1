//! Sweeps over long vectors whose products are summed: what a round says, and in one go with it what the challenge before makes of the vectors.
//!
//! A round's polynomial is `Σ eq(rest, ·)·term`, of vectors at 0 and at 2 of their highest bit. Binding a bit and summing over the next reads vectors
//! once where one after the other reads them twice, from memory where they are long.

use rayon::prelude::*;

use super::field::{E, equalities};
use super::fractions::Rounds;
use super::lanes::{Element, Kind, Vector, WIDE};
use super::rounds::{SHARED, fold, plus, product_round};

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

/// A stretch of the quarters of a vector: of the two where the bit to be bound is zero, then of the two where it is one.
type Quarters<'a, T> = (((&'a mut [T], &'a mut [T]), &'a [T]), &'a [T]);

/// Binds the highest bit of vectors of one length, at least four, to `r`, and leaves the halves that are left; gives the polynomial in the
/// next bit at 0 and 2, weighted by `eq(rest, ·)` if there is one.
pub fn bound<T: Element, const V: usize>(
    kind: Kind<T>,
    rest: Option<&[E]>,
    vectors: &mut [&mut [T]; V],
    r: E,
    term: impl Fn(&[T; V]) -> T + Sync + Send,
) -> [E; 2] {
    let quarter = vectors[0].len() / 4;
    let size = BLOCK.min(quarter);
    let r = T::from(r);
    let (high, low) = match rest {
        Some(rest) => {
            let (high, low) = rest.split_at((quarter / size).ilog2() as usize);
            (equalities(high), (kind.equalities)(low))
        }
        None => Default::default(),
    };
    let mut parts = vectors.each_mut().map(|v| {
        let (bound, free) = v.split_at_mut(2 * quarter);
        let ((q0, q1), (q2, q3)) = (bound.split_at_mut(quarter), free.split_at(quarter));
        q0.chunks_mut(size).zip(q1.chunks_mut(size)).zip(q2.chunks(size)).zip(q3.chunks(size))
    });
    let blocks = (0..quarter / size).map(|i| (i, parts.each_mut().map(|p| p.next().unwrap_or_default())));
    let own = |(i, mut parts): (usize, [Quarters<'_, T>; V])| {
        let mut sums = [T::ZERO; 2];
        for j in 0..size {
            let (mut at_low, mut at_two) = ([T::ZERO; V], [T::ZERO; V]);
            for (v, (((q0, q1), q2), q3)) in parts.iter_mut().enumerate() {
                q0[j] += (q2[j] - q0[j]) * r;
                q1[j] += (q3[j] - q1[j]) * r;
                (at_low[v], at_two[v]) = (q0[j], q1[j].double() - q0[j]);
            }
            let terms = [term(&at_low), term(&at_two)];
            match low.get(j) {
                Some(weight) => sums.iter_mut().zip(terms).for_each(|(s, term)| *s += term * *weight),
                None => sums = plus(sums, terms),
            }
        }
        high.get(i).map_or(sums, |high| sums.map(|sum| sum * *high))
    };
    let sums = if quarter >= SHARED / 2 {
        let blocks: Vec<_> = blocks.collect();
        blocks.into_par_iter().with_min_len(8).map(own).reduce(|| [T::ZERO; 2], plus)
    } else {
        blocks.map(own).fold([T::ZERO; 2], plus)
    };
    vectors.iter_mut().for_each(|v| *v = &mut std::mem::take(v)[..2 * quarter]);
    sums.map(kind.total)
}

/// Binds the highest bit of two vectors of one length to `r`, and gives the polynomial of `Σ a·b` in the next, at 0 and 2.
pub fn bound_round(a: &mut Vector, b: &mut Vector, r: E) -> [E; 2] {
    match (&mut *a, &mut *b) {
        (Vector::Wide(a), Vector::Wide(b)) if a.len() >= 4 => {
            let mut halves = [&mut a[..], &mut b[..]];
            let message = bound(WIDE, None, &mut halves, r, |[a, b]| *a * *b);
            [a, b].into_iter().for_each(|v| v.truncate(v.len() / 2));
            message
        }
        _ => {
            [&mut *a, &mut *b].into_iter().for_each(|v| v.bind(r));
            product_round(a, b)
        }
    }
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
    let mut before = None;
    while let (true, Some(rest)) = (vectors[0].len() >> u32::from(before.is_some()) > 1, rounds.rest()) {
        let sums = match before {
            None => measured(kind, rest, vectors, &term),
            Some(r) => bound(kind, Some(rest), vectors, r, &term),
        };
        before = Some(say(rounds, sums));
    }
    if let Some(r) = before {
        vectors.iter_mut().for_each(|v| fold(v, r));
    }
}
