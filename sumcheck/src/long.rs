//! The reduction of a long vector ([`super::rounds`]), of which the variables of a row ([`super::weighted`]) are bound first.
//!
//! The weights of a row are few patterns, each times a number of the row. So the first rounds take no more than `Σ number·row` of each pattern, which
//! is a product of a matrix of values by few vectors of the extension; then a row becomes one element. That is two passes over the values, in
//! which each meets numbers of the extension in five products of values a time, and no weight is multiplied out. Then both vectors are as long as there are rows.

use p3_field::{BasedVectorSpace, PackedValue, PrimeCharacteristicRing};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

use super::field::{DEGREE, E, F};
use super::lanes::{Lanes, Values, Vector, WIDTH, packed_values};
use super::rounds::{bind, plus, product_round, round};
use super::tensor::Tensors;
use super::transcript::{Label, Transcript};
use super::weighted::{LOW, Pattern, ROW, Rows, Weighted, row};

/// Registers of a row.
const REGISTERS: usize = ROW / WIDTH;
/// Products that are added up before they are reduced.
const FEW: usize = 8;
/// Rows whose numbers are multiplied out in one go, at most.
const CHUNK: usize = 1 << 14;
/// Elements of a vector up to which numbers are kept for the second pass.
const KEPT: usize = 1 << 22;

/// Some of the rows side by side: which side by side, and which of these.
type Piece = (usize, Range<usize>);

/// The sums of one pattern, of a row's places.
type Sums = [E; ROW];

/// A vector with its weights.
pub struct Long<'a> {
    values: &'a [F],
    rows: Vec<Rows>,
    /// All rows, some at a time.
    pieces: Vec<Piece>,
    /// What each pattern weighs, and what each of its weights times the rows' numbers comes to for each place of a row.
    patterns: Vec<(Sums, Sums)>,
    /// For all parts of rows the patterns.
    of_parts: Vec<Vec<usize>>,
    /// The numbers of each piece's parts, if they are kept.
    kept: Option<Vec<Vec<Vec<E>>>>,
}

/// The numbers of some of the rows.
fn numbers(all: &Tensors, count: usize, range: &Range<usize>) -> Vec<E> {
    if range.len() == count {
        return all.clone().expanded();
    }
    all.some(range.clone())
}

/// `Σ number·row`, for each place of a row.
fn crossed(numbers: &[E], values: &[F]) -> Sums {
    let values = packed_values(values);
    let mut sums = [[Values::ZERO; REGISTERS]; DEGREE];
    let few = numbers.chunks_exact(FEW).zip(values.chunks_exact(FEW * REGISTERS));
    for (numbers, values) in few {
        let rows: [[Values; FEW]; REGISTERS] =
            std::array::from_fn(|r| std::array::from_fn(|i| values[i * REGISTERS + r]));
        for (coordinate, sums) in sums.iter_mut().enumerate() {
            let by: [Values; FEW] = std::array::from_fn(|i| {
                let own: &[F] = numbers[i].as_basis_coefficients_slice();
                Values::from(own[coordinate])
            });
            sums.iter_mut().zip(&rows).for_each(|(sum, rows)| *sum += Values::dot_product(&by, rows));
        }
    }
    let done = numbers.len() - numbers.len() % FEW;
    for (number, values) in numbers[done..].iter().zip(values[done * REGISTERS..].chunks_exact(REGISTERS)) {
        let own: &[F] = number.as_basis_coefficients_slice();
        for (coordinate, sums) in own.iter().zip(&mut sums) {
            sums.iter_mut().zip(values).for_each(|(sum, v)| *sum += *v * *coordinate);
        }
    }
    let at = |i: usize| E::from_basis_coefficients_fn(|c| sums[c][i / WIDTH].as_slice()[i.rem_euclid(WIDTH)]);
    std::array::from_fn(at)
}

/// `Σ value·weight` of rows, side by side: as many as there are values side by side.
fn bound(values: &[F], weights: &[[Values; ROW]; DEGREE]) -> Lanes {
    let places: [Values; ROW] = std::array::from_fn(|at| Values::from_fn(|i| values[i * ROW + at]));
    let half =
        |of: &[Values; ROW], upper: usize| -> [Values; FEW] { std::array::from_fn(|i| of[upper * FEW + i]) };
    Lanes::from_basis_coefficients_fn(|c| {
        let halves =
            [0, 1].map(|upper| Values::dot_product(&half(&places, upper), &half(&weights[c], upper)));
        halves[0] + halves[1]
    })
}

impl<'a> Long<'a> {
    /// `2^n` values, n being at least ten, with their weights.
    pub fn new(values: &'a [F], weights: &Weighted) -> Self {
        Self::keeping(values, weights, KEPT)
    }

    /// The same, of which what weighs up to `most` elements is kept.
    pub fn keeping(values: &'a [F], weights: &Weighted, most: usize) -> Self {
        let rows = weights.rows();
        let cut = |(i, own): (usize, &Rows)| {
            let count = own.range.len();
            (0..count).step_by(CHUNK).map(move |at| (i, at..count.min(at + CHUNK)))
        };
        let pieces: Vec<Piece> = rows.iter().enumerate().flat_map(cut).collect();
        let mut known: HashMap<Pattern, usize> = HashMap::new();
        let mut patterns = Vec::new();
        let mut number = |pattern: &Pattern| {
            *known.entry(*pattern).or_insert_with(|| {
                patterns.push((row(pattern), [E::ZERO; ROW]));
                patterns.len() - 1
            })
        };
        let of_parts: Vec<Vec<usize>> =
            rows.iter().map(|own| own.parts.iter().map(|(pattern, _)| number(pattern)).collect()).collect();
        let mut long = Self { values, rows, pieces, patterns, of_parts, kept: None };
        let keeps = values.len() <= most;
        let count = long.patterns.len();
        let zero = || (vec![[E::ZERO; ROW]; count], Vec::new());
        let own = long.pieces.par_chunks(long.pieces.len().div_ceil(4 * rayon::current_num_threads()).max(1));
        let own = own.map(|pieces| {
            let (mut sums, mut kept) = zero();
            for piece in pieces {
                let values = long.values_of(piece);
                let numbers = long.numbers(piece);
                for (pattern, numbers) in long.of_parts[piece.0].iter().zip(&numbers) {
                    let own = crossed(numbers, values);
                    sums[*pattern].iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
                }
                if keeps {
                    kept.push(numbers);
                }
            }
            (sums, kept)
        });
        let own: Vec<_> = own.collect();
        let mut kept = Vec::with_capacity(long.pieces.len());
        for (sums, numbers) in own {
            for ((_, all), own) in long.patterns.iter_mut().zip(sums) {
                all.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            kept.extend(numbers);
        }
        long.kept = keeps.then_some(kept);
        long
    }

    /// The values of a piece.
    fn values_of(&self, (of, range): &Piece) -> &[F] {
        let first = self.rows[*of].range.start;
        &self.values[(first + range.start) * ROW..(first + range.end) * ROW]
    }

    /// The numbers of a piece's rows, for each part.
    fn numbers(&self, (of, range): &Piece) -> Vec<Vec<E>> {
        let rows = &self.rows[*of];
        rows.parts.iter().map(|(_, all)| numbers(all, rows.range.len(), range)).collect()
    }

    /// What the vector comes to, weighted.
    pub fn sum(&self) -> E {
        let of = |(weights, sums): &(Sums, Sums)| weights.iter().zip(sums).map(|(w, s)| *w * *s).sum::<E>();
        self.patterns.iter().map(of).sum()
    }

    /// Proves it: gives the messages and the point.
    pub fn prove(self, claim: &mut E, transcript: &mut Transcript) -> (Vec<[E; 2]>, Vec<E>) {
        let n = self.values.len().ilog2() as usize;
        let (mut messages, mut point) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut say = |message: [E; 2]| {
            let r = round(Label::Reduction, &message, claim, transcript);
            messages.push(message);
            point.push(r);
            r
        };
        let both = self.patterns.iter().map(|(weights, sums)| [sums.to_vec(), weights.to_vec()]);
        let mut both: Vec<[Vec<E>; 2]> = both.collect();
        let mut places = vec![E::ONE];
        for _ in 0..LOW {
            let of = |[sums, weights]: &[Vec<E>; 2]| {
                let half = sums.len() / 2;
                let two = |of: &[E], i: usize| of[i + half].double() - of[i];
                let at = |i: usize| [sums[i] * weights[i], two(sums, i) * two(weights, i)];
                (0..half).map(at).fold([E::ZERO; 2], plus)
            };
            let r = say(both.iter().map(of).fold([E::ZERO; 2], plus));
            both.iter_mut().flatten().for_each(|own| bind(own, r));
            places = equalities_of(&places, r);
        }
        let scales: Vec<E> = both.iter().map(|[_, weights]| weights[0]).collect();
        let [mut values, mut weights] = self.bound(&places, &scales);
        for _ in LOW..n {
            let r = say(product_round(&values, &weights));
            values.bind(r);
            weights.bind(r);
        }
        point.rotate_left(LOW);
        (messages, point)
    }

    /// Each row's values as one, and its weights, of which each pattern's is a number.
    fn bound(self, places: &[E], scales: &[E]) -> [Vector; 2] {
        let count = self.values.len() / ROW;
        let weights: [[Values; ROW]; DEGREE] = std::array::from_fn(|c| {
            std::array::from_fn(|at| {
                let own: &[F] = places[at].as_basis_coefficients_slice();
                Values::from(own[c])
            })
        });
        let mut values = Lanes::zero_vec(count / WIDTH);
        let each = values.par_iter_mut().zip(self.values.par_chunks(WIDTH * ROW)).with_min_len(1 << 6);
        each.for_each(|(to, own)| *to = bound(own, &weights));
        let mut all = vec![E::ZERO; count];
        let (mut rest, mut at) = (&mut all[..], 0);
        let mut places = Vec::with_capacity(self.pieces.len());
        for piece in &self.pieces {
            let start = self.rows[piece.0].range.start + piece.1.start;
            let (own, after) = std::mem::take(&mut rest)[start - at..].split_at_mut(piece.1.len());
            places.push(own);
            (rest, at) = (after, start + piece.1.len());
        }
        let each = places.into_par_iter().zip(self.pieces.par_iter().enumerate()).with_min_len(1 << 3);
        each.for_each(|(to, (i, piece))| {
            let made;
            let numbers = match &self.kept {
                Some(kept) => &kept[i],
                None => {
                    made = self.numbers(piece);
                    &made
                }
            };
            for (pattern, numbers) in self.of_parts[piece.0].iter().zip(numbers) {
                let scale = scales[*pattern];
                to.iter_mut().zip(numbers).for_each(|(to, number)| *to += scale * *number);
            }
        });
        [Vector::of(values), Vector::new(all)]
    }
}

/// `eq` of one more variable, below those before.
fn equalities_of(before: &[E], r: E) -> Vec<E> {
    before.iter().flat_map(|e| [*e * (E::ONE - r), *e * r]).collect()
}
