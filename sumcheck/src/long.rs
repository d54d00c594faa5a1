//! The reduction of a long vector ([`super::rounds`]): what weighs it is multiplied out for a few thousand elements at a time.
//!
//! The highest three bits of an index number eight parts of the vector. `Σ values·weights` of each part's values with each part's weights is all
//! that the first three rounds take; then the parts become one, of an eighth of the length. That is two passes over the weights, and no vector of the
//! extension as long as the one that is committed to; where it would be short, the second pass reads what the first one multiplied out.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;

use super::field::{E, F};
use super::functional::Weighted;
use super::lanes::{Lanes, Vector, WIDE, WIDTH, packed_values};
use super::rounds::{plus, product_round, round};
use super::transcript::{Label, Transcript};

/// Rounds that are summed at once.
const ROUNDS: usize = 3;
/// Parts of the vector.
const PARTS: usize = 1 << ROUNDS;
/// Elements of a part whose weights are multiplied out in one go.
const CHUNK: usize = 1 << 12;
/// Elements up to which weights are kept, of 20 bytes each.
const KEPT: usize = 1 << 22;

/// Weights of elements of all parts, side by side, part by part; none for a part in which they are zero.
type Chunk = [Option<Vec<Lanes>>; PARTS];

/// A vector with its weights.
pub struct Long<'a> {
    values: &'a [F],
    weights: &'a Weighted,
    /// For each part of the values, and for each of the weights, what they come to.
    sums: [[E; PARTS]; PARTS],
    /// The weights, if they are kept.
    kept: Option<Vec<Chunk>>,
}

/// The weights from this element of each part on.
fn weights(weights: &Weighted, start: usize, part: usize, chunk: usize) -> Chunk {
    std::array::from_fn(|b| {
        let mut own = Lanes::zero_vec(chunk / WIDTH);
        weights.fill(b * part + start, &mut own).then_some(own)
    })
}

impl<'a> Long<'a> {
    /// `2^n` values, n being at least ten, with their weights.
    pub fn new(values: &'a [F], weights: &'a Weighted) -> Self {
        Self::keeping(values, weights, KEPT)
    }

    /// The same, of which weights of up to `most` elements are kept.
    pub fn keeping(values: &'a [F], weights: &'a Weighted, most: usize) -> Self {
        let part = values.len() / PARTS;
        let (chunk, keeps) = (CHUNK.min(part), values.len() <= most);
        let of_chunk = |start: usize| {
            let mut sums = [[E::ZERO; PARTS]; PARTS];
            let own = self::weights(weights, start, part, chunk);
            for (a, sums) in sums.iter_mut().enumerate() {
                let values = packed_values(&values[a * part + start..][..chunk]);
                for (sum, own) in sums.iter_mut().zip(&own) {
                    let Some(own) = own else { continue };
                    *sum = (WIDE.total)(own.iter().zip(values).map(|(w, v)| *w * *v).sum());
                }
            }
            (sums, keeps.then_some(own))
        };
        let chunks: Vec<_> = (0..part).into_par_iter().step_by(chunk).map(of_chunk).collect();
        let (all, kept): (Vec<_>, Vec<_>) = chunks.into_iter().unzip();
        let mut sums = [[E::ZERO; PARTS]; PARTS];
        for own in all {
            sums.iter_mut().zip(own).for_each(|(sum, own)| *sum = plus(*sum, own));
        }
        Self { values, weights, sums, kept: kept.into_iter().collect() }
    }

    /// What the vector comes to, weighted.
    pub fn sum(&self) -> E {
        (0..PARTS).map(|i| self.sums[i][i]).sum()
    }

    /// Proves it: gives the messages and the point.
    pub fn prove(self, claim: &mut E, transcript: &mut Transcript) -> (Vec<[E; 2]>, Vec<E>) {
        let n = self.weights.log;
        let (mut messages, mut point) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut say = |message: [E; 2]| {
            let r = round(Label::Reduction, &message, claim, transcript);
            messages.push(message);
            point.push(r);
            r
        };
        let mut sums = self.sums.map(|own| own.to_vec()).to_vec();
        let mut parts = vec![E::ONE];
        for _ in 0..ROUNDS {
            let half = sums.len() / 2;
            let at_zero = (0..half).map(|i| sums[i][i]).sum();
            let at_two = |i: usize| {
                let two = |of: &[E]| of[i + half].double() - of[i];
                two(&sums[i + half]).double() - two(&sums[i])
            };
            let r = say([at_zero, (0..half).map(at_two).sum()]);
            let bound = |low: E, high: E| low + (high - low) * r;
            let both = |i: usize, j: usize| bound(sums[i][j], sums[i + half][j]);
            let row = |i: usize| (0..half).map(|j| bound(both(i, j), both(i, j + half))).collect();
            sums = (0..half).map(row).collect();
            parts = parts.iter().flat_map(|e| [*e * (E::ONE - r), *e * r]).collect();
        }
        let [mut values, mut weights] = self.bound(&parts);
        for _ in ROUNDS..n {
            let r = say(product_round(&values, &weights));
            values.bind(r);
            weights.bind(r);
        }
        (messages, point)
    }

    /// All parts of values and of weights as one, each part times a number.
    fn bound(&self, parts: &[E]) -> [Vector; 2] {
        let part = self.values.len() / PARTS;
        let chunk = CHUNK.min(part);
        let mut all = [(); 2].map(|()| Lanes::zero_vec(part / WIDTH));
        let [to_values, to_weights] = &mut all;
        let (to_values, to_weights) =
            (to_values.par_chunks_mut(chunk / WIDTH), to_weights.par_chunks_mut(chunk / WIDTH));
        to_values.zip(to_weights).enumerate().for_each(|(i, (to_values, to_weights))| {
            let start = i * chunk;
            let made;
            let own = match &self.kept {
                Some(kept) => &kept[i],
                None => {
                    made = weights(self.weights, start, part, chunk);
                    &made
                }
            };
            for (b, (scale, own)) in parts.iter().zip(own).enumerate() {
                let scale = Lanes::from(*scale);
                let values = packed_values(&self.values[b * part + start..][..chunk]);
                to_values.iter_mut().zip(values).for_each(|(to, v)| *to += scale * *v);
                let own = own.iter().flatten();
                to_weights.iter_mut().zip(own).for_each(|(to, w)| *to += scale * *w);
            }
        });
        all.map(Vector::of)
    }
}
