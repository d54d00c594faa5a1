//! A commitment that hides: a vector of values, of which a weighted sum is proved, and nothing else is said.
//!
//! The vector is cut into 64 parts of one length; each is filled up with random values to the `2^m` coefficients of a
//! polynomial. A row of the matrix that is committed to has the values of all parts at a point, those of a random polynomial G of the
//! extension, and a salt. `Σ vector·weights` is proved so:
//!
//! 1. A random part of the vector, the mask, has weights of its own; what it comes to is said, and the mask joins the sum times a
//!    challenge. Six rounds of a sumcheck bind which part it is, and leave the sum of one polynomial f, times weights.
//! 2. What G comes to with these weights is said, and `h = f + challenge·G` is committed to as [`crate::pcs`] does: h is uniform,
//!    whatever f is, so nothing about it is hidden from here on.
//! 3. Rows are drawn, and opened, which give h's values at their points. All claims about h, these values and the weighted sum, are
//!    reduced to one value of h, which is opened.
//!
//! Each part has as many random coefficients as rows are opened, at the end: what is opened of it is uniform.

use p3_field::{BasedVectorSpace, PrimeCharacteristicRing};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::rows::{EXPANSION, Paths, Rows};
use crate::field::{CHALLENGE_BITS, DEGREE, E, F, equalities};
use crate::pcs::{self, CommitmentError, Opening, Root, SIZES, Scheme, Step};
use crate::proof::{BASE, VALUE};
use crate::rounds::round;
use crate::schedule::BOUND;
use crate::transcript::{Label, Transcript};
use crate::work::{Level, hashes};

/// Logarithm of the number of parts.
pub const PARTS: usize = 6;
/// Values of E in each part that mask the rounds.
pub const MASKS: usize = 2;
/// Values of a salt: 248 bits.
pub const SALT: usize = 8;
/// Logarithm of how many vectors of a part's length h takes: its coordinates, filled up.
pub(super) const COORDINATES: usize = DEGREE.next_power_of_two().trailing_zeros() as usize;
/// Bits of the error of opened rows, before a prover's choices, at least.
const ROWS_BITS: usize = 114;
/// Of what is asked for beyond that so many bits are work, and the others more rows.
const ROWS_WORK: usize = 14;

/// The scheme for vectors of one size.
pub struct Hiding {
    /// Logarithm of the length of a filled part.
    pub(super) log_part: usize,
    /// Values of the vector in each part.
    pub(super) data: usize,
    /// Rows that are opened, at most: each part has as many random coefficients.
    pub(super) queries: usize,
    pub(super) rows: Rows,
    pub(super) folded: Scheme,
    /// Bits of work before each challenge that binds a variable of the part, and before G's.
    pub(super) lines: usize,
    /// Bits of work before rows are drawn.
    pub(super) drawing: usize,
}

/// The proof of a weighted sum.
#[derive(Clone, Serialize, Deserialize)]
pub struct Opened {
    /// What the mask comes to.
    pub mask: E,
    /// The rounds that bind the part.
    pub rounds: Vec<[E; 2]>,
    /// What G comes to.
    pub blind: E,
    /// The root of h.
    pub root: Root,
    /// Opened rows, by their indices.
    pub rows: Vec<Vec<F>>,
    /// What authenticates them.
    pub paths: Paths,
    /// The reduction to one value of h.
    pub reduction: Vec<[E; 2]>,
    /// That value.
    pub opening: Opening,
}

/// An element of E's basis.
pub(super) fn basis(i: usize) -> E {
    BasedVectorSpace::<F>::ith_basis_element(i).unwrap_or_default()
}

/// Challenges that bind lines of words: a variable each, and G's.
pub(super) const LINES: usize = PARTS + 1;

/// Bits of the error of all of these, but for work: lines of 32, 16 and so on pairs of words, and of one, each of which may fail.
fn lines_bits(log_part: usize) -> f64 {
    BOUND.prox_gaps_error(log_part, EXPANSION, CHALLENGE_BITS as usize, 2) - PARTS as f64
}

/// What weighs the `which`-th mask in a part: one, or a power of two.
pub(super) fn mask_weight(which: usize, part: usize) -> F {
    if which == 0 { F::ONE } else { F::TWO.exp_u64(u64::from(part.count_ones())) }
}

impl Hiding {
    /// The scheme for vectors of so many values.
    ///
    /// # Errors
    /// More than are supported.
    pub fn new(values: usize) -> Result<Self, CommitmentError> {
        Self::reaching(values, Level::default(), 1)
    }

    /// The scheme for vectors of so many values in proofs of a level, with so many openings.
    ///
    /// # Errors
    /// As [`Hiding::new`]; [`CommitmentError::Work`] for bits that are not to be had.
    pub fn reaching(values: usize, level: Level, openings: usize) -> Result<Self, CommitmentError> {
        let candidates = BOUND.list_size_bits(0, pcs::EXPANSION);
        let needed = ROWS_BITS.max((level.of_steps() + candidates).ceil() as usize);
        let drawing = ROWS_WORK.min(needed - ROWS_BITS);
        let queries = BOUND.queries(needed - drawing, EXPANSION);
        let needed = values.div_ceil(1 << PARTS).max(1) + MASKS * DEGREE + queries;
        let log_part = crate::field::log_ceil(needed).max(SIZES[0] - COORDINATES);
        if log_part + PARTS > SIZES[1] {
            return Err(CommitmentError::Size { got: log_part + PARTS });
        }
        Ok(Self {
            log_part,
            data: (1 << log_part) - MASKS * DEGREE - queries,
            queries,
            rows: Rows { width: (1 << PARTS) + DEGREE + SALT, log: log_part + EXPANSION },
            folded: Scheme::reaching(log_part + COORDINATES, level.of_openings(openings))?,
            lines: level.lacks("agreement", lines_bits(log_part))?,
            drawing,
        })
    }

    /// Which coefficients of a part are random, as many as rows are opened at most: from one up to another.
    pub fn random(&self) -> (usize, usize) {
        ((1 << self.log_part) - self.queries, 1 << self.log_part)
    }

    /// The point of a row.
    pub fn point(&self, index: usize) -> F {
        self.rows.point(index)
    }

    /// Logarithm of the length of the filled vector.
    pub fn log_size(&self) -> usize {
        self.log_part + PARTS
    }

    /// Everything that decides what a proof has to be, in words.
    pub fn parameters(&self) -> String {
        format!(
            "hiding: 2^{PARTS} parts of 2^{}, of them {} values, {MASKS} masks and {} random; rate 2^-{EXPANSION}; salts of {SALT}; work of 2^{} and 2^{}; {}",
            self.log_part,
            self.data,
            self.queries,
            self.lines,
            self.drawing,
            self.folded.parameters(),
        )
    }

    /// No proof has more bytes, but for those of the last opening.
    pub fn most_bytes(&self) -> usize {
        let values = 2 + 2 * (PARTS + self.log_part + COORDINATES);
        VALUE * values + self.queries * (BASE * self.rows.width + 33 * self.rows.log + 16) + 256
    }

    /// The errors of a proof, and the logarithm of how many vectors a commitment may stand for.
    ///
    /// # Errors
    /// Parameters without a proven bound.
    pub fn security(&self) -> Result<(Vec<Step>, f64), CommitmentError> {
        let list = self.candidates();
        let (steps, candidates) = self.folded.security()?;
        let mut steps: Vec<Step> =
            steps.into_iter().map(|s| Step { name: format!("masked: {}", s.name), ..s }).collect();
        let mut step = |name: &str, bits: f64, work: usize| {
            let work = work as f64;
            steps.push(Step { name: name.into(), bits: bits + work, work });
        };
        // The mask's challenge, two for each round, and G's.
        step("mask", CHALLENGE_BITS - (2.0 + 2.0 * PARTS as f64).log2() - list, 0);
        step("agreement", lines_bits(self.log_part), self.lines);
        step("rows", BOUND.queries_error(EXPANSION, self.queries) - candidates, self.drawing);
        let tied = self.queries + 2 * (self.log_part + COORDINATES);
        step("tie", CHALLENGE_BITS - (tied as f64).log2() - candidates, 0);
        Ok((steps, list))
    }

    /// The logarithm of how many vectors a commitment may stand for.
    pub fn candidates(&self) -> f64 {
        BOUND.list_size_bits(self.log_part, EXPANSION)
    }

    /// Hashes that a proof's work takes, as expected.
    pub fn hashes(&self) -> f64 {
        LINES as f64 * hashes(self.lines) + hashes(self.drawing) + self.folded.hashes()
    }

    /// The indices of the rows that are opened.
    pub(super) fn drawn(&self, transcript: &mut Transcript) -> Vec<usize> {
        transcript.work(self.drawing);
        let mut all: Vec<usize> = (0..self.queries).map(|_| transcript.index(self.rows.log)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What an opened row says of h at its point.
    pub(super) fn folded_row(&self, row: &[F], parts: &[E], mix: E) -> E {
        let (own, rest) = row.split_at(parts.len().min(row.len()));
        let f: E = own.iter().zip(parts).map(|(v, e)| *e * *v).sum();
        let g: E = rest.iter().take(DEGREE).enumerate().map(|(i, v)| basis(i) * *v).sum();
        f + g * mix
    }

    /// Checks that the weighted sum of the vector under a root is what is claimed: `weights` are those of the vector's values.
    ///
    /// # Errors
    /// Which step does not follow.
    pub fn verify(
        &self,
        root: &Root,
        opened: &Opened,
        weights: &[E],
        mut claim: E,
        transcript: &mut Transcript,
    ) -> Result<(), Unproved> {
        let coordinates = self.log_part + COORDINATES;
        if opened.rounds.len() != PARTS || opened.reduction.len() != coordinates {
            return Err(Unproved::Rounds);
        }
        transcript.values(Label::Mask, &[opened.mask]);
        let scale = transcript.challenge();
        transcript.work_ahead(self.lines, LINES);
        claim += opened.mask * scale;
        let mut part = Vec::with_capacity(PARTS);
        for message in &opened.rounds {
            part.push(round(Label::Reduction, message, &mut claim, transcript));
        }
        let parts = equalities(&part);
        transcript.values(Label::Mask, &[opened.blind]);
        let mix = transcript.challenge();
        claim += opened.blind * mix;

        transcript.folded(&opened.root);
        let indices = self.drawn(transcript);
        if !self.rows.verify(root, &indices, &opened.rows, &opened.paths) {
            return Err(Unproved::Rows);
        }
        let values: Vec<E> = opened.rows.iter().map(|row| self.folded_row(row, &parts, mix)).collect();
        transcript.values(Label::Rows, &values);
        let tie = transcript.challenge();
        let powers = || tie.shifted_powers(tie);
        claim += values.iter().zip(powers()).map(|(v, p)| *v * p).sum::<E>();
        let mut point = Vec::with_capacity(coordinates);
        for message in &opened.reduction {
            point.push(round(Label::Reduction, message, &mut claim, transcript));
        }
        let (high, low) = point.split_at(COORDINATES);
        let coordinate: E =
            equalities(high).iter().take(DEGREE).enumerate().map(|(i, e)| basis(i) * *e).sum();
        let mut weight = self.weight(weights, &parts, scale, &equalities(low));
        for (index, power) in indices.iter().zip(powers()) {
            let mut x = self.rows.point(*index);
            let mut product = power;
            for r in low.iter().rev() {
                product *= E::ONE - *r + *r * x;
                x = x.square();
            }
            weight += product;
        }
        let value = self.folded.verify(&opened.root, &opened.opening, &point, transcript.sponge())?;
        if claim == coordinate * weight * value { Ok(()) } else { Err(Unproved::Value) }
    }

    /// The weights' value where a part and a position in it are bound.
    fn weight(&self, weights: &[E], parts: &[E], scale: E, positions: &[E]) -> E {
        let of_part = |(part, own): (usize, &[E])| -> E {
            let sum: E = own.iter().zip(positions).map(|(w, e)| *w * *e).sum();
            sum * parts[part]
        };
        let data: E = weights.par_chunks(self.data).enumerate().map(of_part).sum();
        let mut masks = E::ZERO;
        for which in 0..MASKS {
            let of_parts: E = parts.iter().enumerate().map(|(i, e)| *e * mask_weight(which, i)).sum();
            let own = &positions[self.data + which * DEGREE..][..DEGREE];
            let of_position: E = own.iter().enumerate().map(|(i, e)| basis(i) * *e).sum();
            masks += of_parts * of_position;
        }
        data + masks * scale
    }
}

/// Why a weighted sum is not proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// Another number of rounds.
    #[error("the opening has another number of rounds")]
    Rounds,
    /// Rows that are not the commitment's.
    #[error("the opened rows are none of the commitment's")]
    Rows,
    /// A value of h that is another than the claimed one.
    #[error("the opened value is another than the claimed one")]
    Value,
    /// Its opening does not verify.
    #[error(transparent)]
    Commitment(#[from] CommitmentError),
}
