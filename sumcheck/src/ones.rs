//! Trees of fractions `1/(c - v)`, in which v are values and c one of few numbers of the extension.
//!
//! Numerators and mixed denominators of two leaves are one product, `D0 + D1 + mix·D0·D1 = mix·(D0 + a)(D1 + a) - a` with
//! `a = 1/mix`: two vectors are bound instead of four, and in the first round both are values less a number.
//!
//! A tree of `2^n` leaves would take some 80 bytes for each. Layers from the third above the leaves on are kept until they are proved; the second is
//! made again from the leaves, and of the first nothing before its first variable is bound. So no layer takes more than ten bytes for each leaf, and
//! those that are kept no more together.

use p3_field::{Algebra, BasedVectorSpace, Field, PrimeCharacteristicRing};
use rayon::prelude::*;
use std::ops::Range;

use super::field::{DEGREE, E, F};
use super::fractions::{Claim, Layer, Rounds};
use super::lanes::{Element, Lanes, NARROW, Scale, Values, WIDE, WIDTH, packed_values};
use super::sweep::{run, weighted_blocks};
use super::transcript::Transcript;
use super::trees::{self, bound, prove_above, prove_layer, term};

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

/// Parts of a range in which all numbers are the same: where each ends, in registers, and the numbers, or what follows from them.
type Pieces<T> = Vec<(usize, T)>;

/// Calls `f` for each part of a range with its numbers.
fn walk<T>(pieces: &Pieces<T>, range: Range<usize>, mut f: impl FnMut(Range<usize>, &T)) {
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
fn mapped<T, U>(pieces: &Pieces<T>, f: impl Fn(&T) -> U) -> Pieces<U> {
    pieces.iter().map(|(end, numbers)| (*end, f(numbers))).collect()
}

/// Vectors of registers by their positions and numbers.
fn filled<T: Sync, const V: usize>(
    pieces: &Pieces<T>,
    count: usize,
    at: impl Fn(usize, &T) -> [Lanes; V] + Sync,
) -> [Vec<Lanes>; V] {
    let mut all = [(); V].map(|()| Lanes::zero_vec(count));
    let mut chunks: Vec<[&mut [Lanes]; V]> = Vec::with_capacity(count.div_ceil(CHUNK));
    let mut each = all.each_mut().map(|v| v.chunks_mut(CHUNK));
    chunks.extend((0..count.div_ceil(CHUNK)).map(|_| each.each_mut().map(|v| v.next().unwrap_or_default())));
    chunks.into_par_iter().enumerate().for_each(|(i, mut chunk)| {
        let start = i * CHUNK;
        walk(pieces, start..start + chunk[0].len(), |range, numbers| {
            for j in range {
                let values = at(j, numbers);
                chunk.iter_mut().zip(values).for_each(|(to, v)| to[j - start] = v);
            }
        });
    });
    all
}

/// The numbers of two leaves, coordinate by coordinate, with their sum and product.
#[derive(Clone, Copy)]
struct Pair {
    numbers: [[F; 2]; DEGREE],
    sum: Lanes,
    product: Lanes,
}

impl Pair {
    fn new(a: E, b: E) -> Self {
        let [own, other] = [a, b].map(|c| Scale::new(c).coordinates());
        let numbers = std::array::from_fn(|k| [own[k], other[k]]);
        Self { numbers, sum: (a + b).into(), product: (a * b).into() }
    }

    /// The sum of both leaves, numerator and denominator.
    #[inline(always)]
    fn above(&self, v0: Values, v1: Values) -> [Lanes; 2] {
        let [p, q, r, s, t] = &self.numbers;
        let (v, dot) = (&[v1, v0], <Values as Algebra<F>>::mixed_dot_product);
        let crossed = Lanes::new([dot(v, p), dot(v, q), dot(v, r), dot(v, s), dot(v, t)]);
        [self.sum - (v0 + v1), self.product - crossed + v0 * v1]
    }
}

/// The sum of two fractions.
#[inline(always)]
fn plus([n0, d0]: [Lanes; 2], [n1, d1]: [Lanes; 2]) -> [Lanes; 2] {
    [n0.times(d1) + n1.times(d0), d0.times(d1)]
}

/// Registers whose products by weights are added up before they are reduced.
const FEW: usize = 4;

/// `Σ weight·value` of registers of values.
fn moments<const M: usize>(weights: &[Scale], at: impl Fn(usize) -> [Values; M]) -> [Lanes; M] {
    let mut sums = [[Values::ZERO; DEGREE]; M];
    for (i, weights) in weights.chunks(FEW).enumerate() {
        let values: [[Values; M]; FEW] =
            std::array::from_fn(|j| if j < weights.len() { at(FEW * i + j) } else { [Values::ZERO; M] });
        let weights: [[F; DEGREE]; FEW] =
            std::array::from_fn(|j| weights.get(j).map_or([F::ZERO; DEGREE], Scale::coordinates));
        for k in 0..DEGREE {
            let weights = weights.map(|w| w[k]);
            for (m, sums) in sums.iter_mut().enumerate() {
                sums[k] += Values::mixed_dot_product(&values.map(|v| v[m]), &weights);
            }
        }
    }
    sums.map(|sum| Lanes::from_basis_coefficients_fn(|k| sum[k]))
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
    fn pieces<const N: usize>(&self) -> Pieces<[E; N]> {
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
        if self.values.len() < 16 * GROUP {
            return trees::prove(&vec![F::ONE; self.values.len()], &self.denominators(), transcript);
        }
        let mut claim = Claim::default();
        let third = self.above::<8, 4>(|[a, b, c, d]| plus(plus(a, c), plus(b, d)));
        let mut messages = prove_above(third, &mut claim, transcript);
        let second = self.above::<4, 2>(|[a, b]| plus(a, b));
        messages.push(prove_layer(WIDE, second, &mut claim, transcript));
        messages.push(self.prove_first(&mut claim, transcript));
        messages.push(self.prove_leaves(&mut claim, transcript));
        (messages, claim)
    }

    /// `N` equal parts of the leaves.
    fn parts<const N: usize>(&self) -> [&[Values]; N] {
        let values = packed_values(&self.values);
        let part = values.len() / N;
        std::array::from_fn(|i| &values[i * part..(i + 1) * part])
    }

    /// `P` equal parts of the first layer, each of two of the `N = 2·P` of the leaves.
    fn pairs<const N: usize, const P: usize>(&self) -> Pieces<[Pair; P]> {
        mapped(&self.pieces::<N>(), |c| std::array::from_fn(|i| Pair::new(c[i], c[i + P])))
    }

    /// A layer of which each fraction follows from `P` of the first.
    fn above<const N: usize, const P: usize>(
        &self,
        join: impl Fn([[Lanes; 2]; P]) -> [Lanes; 2] + Sync,
    ) -> [Vec<Lanes>; 2] {
        let v = self.parts::<N>();
        filled(&self.pairs::<N, P>(), v[0].len(), |j, pairs| {
            join(std::array::from_fn(|i| pairs[i].above(v[i][j], v[i + P][j])))
        })
    }

    /// The first layer: its fractions are made again in both sweeps of the first round.
    fn prove_first(&self, claim: &mut Claim, transcript: &mut Transcript) -> Layer {
        let mix = claim.mix(transcript);
        let mut rounds = Rounds::new(claim, mix);
        let (v, pairs, wide) = (self.parts::<8>(), self.pairs::<8, 4>(), Scale::new(mix));
        // Numerators of the first half have the mixed denominators added: at zero and at one of the variable that is bound first.
        let ends = |j: usize, pairs: &[Pair; 4]| {
            let [[n0, d0], [n1, d1], [n2, d2], [n3, d3]] =
                std::array::from_fn(|i| pairs[i].above(v[i][j], v[i + 4][j]));
            [[n0 + d0.scaled(&wide), n2, d0, d2], [n1 + d1.scaled(&wide), n3, d1, d3]]
        };
        let block = |start: usize, weights: &[Scale]| {
            let mut sum = [Lanes::ZERO; 2];
            walk(&pairs, start..start + weights.len(), |range, pairs| {
                for j in range {
                    let [low, high] = ends(j, pairs);
                    let two: [Lanes; 4] = std::array::from_fn(|i| high[i].double() - low[i]);
                    sum[0] += term(low.each_ref()).scaled(&weights[j - start]);
                    sum[1] += term(two.each_ref()).scaled(&weights[j - start]);
                }
            });
            sum
        };
        let count = v[0].len();
        let sums: [E; 2] = weighted_blocks(WIDE, rounds.rest().unwrap_or_default(), count, block);
        let r = Scale::new(rounds.say(sums, transcript));
        let mut halves = filled(&pairs, count, |j, pairs| {
            let [low, high] = ends(j, pairs);
            std::array::from_fn(|i| low[i] + (high[i] - low[i]).scaled(&r))
        });
        let halves = halves.each_mut().map(|v| &mut v[..]);
        let (messages, inner, ends) = bound(WIDE, halves, mix, rounds, transcript);
        claim.below(&ends, inner, transcript);
        Layer { rounds: messages, ends }
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
        run(WIDE, &mut halves, &mut rounds, |[d0, d1]| d0.times(*d1), &mut say);
        let mut last = halves.map(|v| (WIDE.one_by_one)(v));
        let mut halves = last.each_mut().map(|v| &mut v[..]);
        run(NARROW, &mut halves, &mut rounds, |[d0, d1]| d0.times(*d1), &mut say);
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
        let (pieces, v) = (self.pieces::<4>(), self.parts::<4>());
        let quarter = v[0].len();
        let block = |start: usize, weights: &[Scale]| {
            let mut sum = [Lanes::ZERO; 2];
            walk(&pieces, start..start + weights.len(), |range, c| {
                // Σ w·(p - x)(q - y) for both sides at 0 and at 2: sums of w times 1, x, y and x·y.
                let weights = &weights[range.start - start..range.end - start];
                let all: E = weights.iter().map(Scale::element).sum();
                let sums = moments(weights, |i| {
                    let at = v.map(|part| part[range.start + i]);
                    let two = |low: Values, high: Values| high.double() - low;
                    let [x, y, z, t] = [at[0], at[2], two(at[0], at[1]), two(at[2], at[3])];
                    [x, y, x * y, z, t, z * t]
                });
                let sums = [[sums[0], sums[1], sums[2]], [sums[3], sums[4], sums[5]]];
                let two = |low: E, high: E| high.double() - low + a;
                let numbers = [[c[0] + a, c[2] + a], [two(c[0], c[1]), two(c[2], c[3])]];
                for ((sum, [x, y, xy]), [p, q]) in sum.iter_mut().zip(sums).zip(numbers) {
                    let [p_scale, q_scale] = [p, q].map(Scale::new);
                    *sum += Lanes::from(all * p * q) - x.scaled(&q_scale) - y.scaled(&p_scale) + xy;
                }
            });
            sum
        };
        let Some(rest) = rounds.rest() else { return Default::default() };
        let sums: [E; 2] = weighted_blocks(WIDE, rest, quarter, block);
        let r = rounds.say(sums.map(|h| mix * h - a), transcript);
        let lanes = Lanes::from(r);
        let side = |i: usize| {
            let bound = mapped(&pieces, |c| Lanes::from(c[i] + (c[i + 1] - c[i]) * r + a));
            let [own] = filled(&bound, quarter, |j, c| {
                let (low, high) = (v[i][j], v[i + 1][j]);
                [*c - lanes * (high - low) - low]
            });
            own
        };
        [side(0), side(2)]
    }
}
