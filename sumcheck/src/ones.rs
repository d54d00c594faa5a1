//! Trees of fractions `1/(c - v)`, in which v are values and c one of few numbers of the extension.
//!
//! Numerators and mixed denominators of two leaves are one product, `D0 + D1 + mix·D0·D1 = mix·(D0 + a)(D1 + a) - a` with
//! `a = 1/mix`: two vectors are bound instead of four, and in the first round both are values less a number.

use p3_field::{Field, PrimeCharacteristicRing};
use rayon::prelude::*;
use std::ops::Range;

use super::field::{E, F};
use super::fractions::{Claim, Layer, Rounds};
use super::lanes::{Lanes, NARROW, Values, WIDE, WIDTH, packed_values};
use super::sweep::{run, weighted_blocks};
use super::transcript::Transcript;
use super::trees::{self, prove_above};

pub use super::lookups::GROUP;

/// Registers that are filled in one go.
const CHUNK: usize = 1 << 10;

/// The leaves.
#[derive(Clone, Debug)]
pub struct Ones {
    /// The values, `2^n` of them.
    pub values: Vec<F>,
    /// Where each number ends, and the number.
    pub runs: Vec<(usize, E)>,
}

/// Parts of a range in which all numbers are the same: where each ends, in registers, and the numbers.
type Pieces<const N: usize> = Vec<(usize, [E; N])>;

/// Calls `f` for each part of a range with its numbers.
fn walk<const N: usize>(pieces: &Pieces<N>, range: Range<usize>, mut f: impl FnMut(Range<usize>, &[E; N])) {
    let first = pieces.partition_point(|(end, _)| *end <= range.start);
    let mut start = range.start;
    for (end, numbers) in &pieces[first..] {
        let end = range.end.min(*end);
        f(start..end, numbers);
        start = end;
        if start == range.end {
            return;
        }
    }
}

/// The same parts with other numbers.
fn mapped<const N: usize, const M: usize>(pieces: &Pieces<N>, f: impl Fn(&[E; N]) -> [E; M]) -> Pieces<M> {
    pieces.iter().map(|(end, numbers)| (*end, f(numbers))).collect()
}

/// A vector of registers by their positions and numbers.
fn filled<const N: usize>(
    pieces: &Pieces<N>,
    count: usize,
    at: impl Fn(usize, &[Lanes; N]) -> Lanes + Sync,
) -> Vec<Lanes> {
    let mut all = Lanes::zero_vec(count);
    all.par_chunks_mut(CHUNK).enumerate().for_each(|(i, chunk)| {
        let start = i * CHUNK;
        walk(pieces, start..start + chunk.len(), |range, numbers| {
            let numbers = numbers.map(Lanes::from);
            for j in range {
                chunk[j - start] = at(j, &numbers);
            }
        });
    });
    all
}

impl Ones {
    /// The denominators.
    pub fn denominators(&self) -> Vec<E> {
        let mut start = 0;
        let mut all = Vec::with_capacity(self.values.len());
        for (end, c) in &self.runs {
            all.extend(self.values[start..*end].iter().map(|v| *c - *v));
            start = *end;
        }
        all
    }

    /// The numbers of `N` equal parts of the leaves, side by side.
    fn pieces<const N: usize>(&self) -> Pieces<N> {
        let part = self.values.len() / N;
        let mut ends: Vec<usize> = self.runs.iter().map(|(end, _)| end % part).filter(|e| *e > 0).collect();
        ends.push(part);
        ends.sort_unstable();
        ends.dedup();
        let number = |at: usize| {
            let run = self.runs.partition_point(|(end, _)| *end <= at);
            self.runs.get(run).map_or(E::ZERO, |(_, c)| *c)
        };
        let at = |end: &usize| (end / WIDTH, std::array::from_fn(|i| number(i * part + end - 1)));
        ends.iter().map(at).collect()
    }

    /// Proves what the leaves add up to.
    pub fn prove(&self, transcript: &mut Transcript) -> (Vec<Layer>, Claim) {
        if self.values.len() < 4 * GROUP {
            return trees::prove(&vec![F::ONE; self.values.len()], &self.denominators(), transcript);
        }
        let mut claim = Claim::default();
        let mut messages = prove_above(self.sums(), &mut claim, transcript);
        messages.push(self.prove_leaves(&mut claim, transcript));
        (messages, claim)
    }

    /// The layer above the leaves.
    fn sums(&self) -> [Vec<Lanes>; 2] {
        let (v0, v1) = packed_values(&self.values).split_at(self.values.len() / WIDTH / 2);
        let pieces = self.pieces::<2>();
        let sums = mapped(&pieces, |[c0, c1]| [*c0 + *c1]);
        let products = mapped(&pieces, |[c0, c1]| [*c0, *c1, *c0 * *c1]);
        let n = |j: usize, [sum]: &[Lanes; 1]| *sum - (v0[j] + v1[j]);
        let d =
            |j: usize, [c0, c1, product]: &[Lanes; 3]| *product - *c0 * v1[j] - *c1 * v0[j] + v0[j] * v1[j];
        [filled(&sums, v0.len(), n), filled(&products, v0.len(), d)]
    }

    fn prove_leaves(&self, claim: &mut Claim, transcript: &mut Transcript) -> Layer {
        let mix = claim.mix(transcript);
        // Zero with negligible probability, and then the proof is refused.
        let a = mix.try_inverse().unwrap_or(E::ZERO);
        let mut rounds = Rounds::new(claim, mix);
        let mut sides = self.first_round(mix, a, &mut rounds, transcript);
        let mut halves = sides.each_mut().map(|v| &mut v[..]);
        let mut say =
            |rounds: &mut Rounds<'_>, sums: [E; 2]| rounds.say(sums.map(|h| mix * h - a), transcript);
        run(WIDE, &mut halves, &mut rounds, |[d0, d1]| *d0 * *d1, &mut say);
        let mut last = halves.map(|v| (WIDE.one_by_one)(v));
        let mut halves = last.each_mut().map(|v| &mut v[..]);
        run(NARROW, &mut halves, &mut rounds, |[d0, d1]| *d0 * *d1, &mut say);
        let [d0, d1] = halves.map(|v| v[0] - a);
        let Rounds { messages, inner, .. } = rounds;
        let ends = [E::ONE, E::ONE, d0, d1];
        claim.below(&ends, inner, transcript);
        Layer { rounds: messages, ends }
    }

    /// Binds the first variable; gives the two sides' denominators plus `a`.
    fn first_round(
        &self,
        mix: E,
        a: E,
        rounds: &mut Rounds<'_>,
        transcript: &mut Transcript,
    ) -> [Vec<Lanes>; 2] {
        let pieces = self.pieces::<4>();
        let values = packed_values(&self.values);
        let quarter = values.len() / 4;
        let v: [&[Values]; 4] = std::array::from_fn(|i| &values[i * quarter..(i + 1) * quarter]);
        let block = |start: usize, weights: &[Lanes]| {
            let mut sum = [Lanes::ZERO; 2];
            walk(&pieces, start..start + weights.len(), |range, c| {
                // Σ w·(p - x)(q - y) for both sides at 0 and at 2: sums of w times 1, x, y and x·y.
                let mut sums = [[Lanes::ZERO; 3]; 2];
                let mut all = Lanes::ZERO;
                for j in range {
                    let w = weights[j - start];
                    let two = |low: Values, high: Values| high.double() - low;
                    let at = [[v[0][j], v[2][j]], [two(v[0][j], v[1][j]), two(v[2][j], v[3][j])]];
                    all += w;
                    for (sums, [x, y]) in sums.iter_mut().zip(at) {
                        sums[0] += w * x;
                        sums[1] += w * y;
                        sums[2] += w * (x * y);
                    }
                }
                let two = |low: E, high: E| high.double() - low + a;
                let numbers = [[c[0] + a, c[2] + a], [two(c[0], c[1]), two(c[2], c[3])]];
                for ((sum, [x, y, xy]), [p, q]) in sum.iter_mut().zip(sums).zip(numbers) {
                    *sum += all * (p * q) - x * q - y * p + xy;
                }
            });
            sum
        };
        let Some(rest) = rounds.rest() else { return Default::default() };
        let sums: [E; 2] = weighted_blocks(WIDE, rest, quarter, block);
        let r = rounds.say(sums.map(|h| mix * h - a), transcript);
        let lanes = Lanes::from(r);
        let side = |i: usize| {
            let bound = mapped(&pieces, |c| [c[i] + (c[i + 1] - c[i]) * r + a]);
            filled(&bound, quarter, |j, [c]| {
                let (low, high) = (v[i][j], v[i + 1][j]);
                *c - lanes * (high - low) - low
            })
        };
        [side(0), side(2)]
    }
}
