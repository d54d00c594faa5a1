//! The prover's side of a commitment that hides ([`super::hiding`]).

use p3_field::{BasedVectorSpace, PrimeCharacteristicRing};
use rand_chacha::ChaCha20Rng;
use rayon::prelude::*;

use super::hiding::{COORDINATES, Hiding, LINES, MASKS, Opened, PARTS, SALT, basis, mask_weight};
use super::random::{extension, values};
use super::rows::Tree;
use crate::field::{DEGREE, E, F, equalities};
use crate::pcs::{CommitmentError, Root};
use crate::rounds::{prove_reduction, reduce};
use crate::transcript::{Label, Transcript};

/// What the prover keeps of a committed vector.
pub struct Kept {
    /// The filled vector.
    filled: Vec<F>,
    /// The polynomial G.
    blind: Vec<E>,
    tree: Tree,
}

impl Hiding {
    /// The position of a mask's coordinate in the filled vector.
    fn mask_at(&self, part: usize, which: usize, coordinate: usize) -> usize {
        (part << self.log_part) + self.data + which * DEGREE + coordinate
    }

    /// Commits to values, and draws what hides them.
    pub fn commit(&self, vector: &[F], rng: &mut ChaCha20Rng) -> (Root, Kept) {
        let size = 1usize << self.log_part;
        let mut filled = vec![F::ZERO; size << PARTS];
        let mut own = vector.chunks(self.data);
        for part in filled.chunks_mut(size) {
            let (data, random) = part.split_at_mut(self.data);
            if let Some(own) = own.next() {
                data[..own.len()].copy_from_slice(own);
            }
            random.copy_from_slice(&values(rng, random.len()));
        }
        let blind = extension(rng, size);
        let mut coefficients = Vec::with_capacity(self.rows.width << self.rows.log);
        for (i, g) in blind.iter().enumerate() {
            coefficients.extend((0..1 << PARTS).map(|part| filled[(part << self.log_part) + i]));
            coefficients.extend(g.as_basis_coefficients_slice());
            coefficients.extend(values(rng, SALT));
        }
        // Salts have as many random coefficients as there are rows: they are uniform, all of them.
        let rest = (size..1 << self.rows.log).flat_map(|_| {
            let mut row = vec![F::ZERO; self.rows.width];
            row[self.rows.width - SALT..].copy_from_slice(&values(rng, SALT));
            row
        });
        coefficients.extend(rest);
        let (root, tree) = self.rows.commit(coefficients);
        (root, Kept { filled, blind, tree })
    }

    /// What the masks come to.
    fn masked(&self, kept: &Kept) -> E {
        let mut sum = E::ZERO;
        for part in 0..1 << PARTS {
            for which in 0..MASKS {
                let value = |i| basis(i) * kept.filled[self.mask_at(part, which, i)];
                sum += (0..DEGREE).map(value).sum::<E>() * mask_weight(which, part);
            }
        }
        sum
    }

    /// The weights of the filled vector.
    fn weights(&self, weights: &[E], scale: E) -> Vec<E> {
        let mut all = vec![E::ZERO; 1 << self.log_size()];
        let parts = all.par_chunks_mut(1 << self.log_part).zip(weights.par_chunks(self.data));
        parts.for_each(|(part, own)| part[..own.len()].copy_from_slice(own));
        for part in 0..1 << PARTS {
            for which in 0..MASKS {
                for i in 0..DEGREE {
                    all[self.mask_at(part, which, i)] = basis(i) * scale * mask_weight(which, part);
                }
            }
        }
        all
    }

    /// Proves a weighted sum of the vector.
    ///
    /// # Errors
    /// WHIR's.
    pub fn open(
        &self,
        kept: &Kept,
        weights: &[E],
        claim: E,
        transcript: &mut Transcript,
    ) -> Result<Opened, CommitmentError> {
        self.open_changed(kept, weights, claim, transcript, |_| ())
    }

    /// The same with another h than the one that follows, which a dishonest prover may choose.
    ///
    /// # Errors
    /// WHIR's.
    pub fn open_changed(
        &self,
        kept: &Kept,
        weights: &[E],
        mut claim: E,
        transcript: &mut Transcript,
        change: impl FnOnce(&mut [F]),
    ) -> Result<Opened, CommitmentError> {
        let mask = self.masked(kept);
        transcript.values(Label::Mask, &[mask]);
        let scale = transcript.challenge();
        transcript.work_ahead(self.lines, LINES);
        claim += mask * scale;
        let all = self.weights(weights, scale);
        let (rounds, part, [f, weights]) = reduce(&kept.filled, &all, PARTS, &mut claim, transcript);
        drop(all);
        let (f, weights) = (f.elements(), weights.elements());
        let blind: E = kept.blind.par_iter().zip(&weights).map(|(g, w)| *g * *w).sum();
        transcript.values(Label::Mask, &[blind]);
        let mix = transcript.challenge();
        claim += blind * mix;

        // The coordinates of f + mix·G, one after the other.
        let size = 1usize << self.log_part;
        let mut h = vec![F::ZERO; size << COORDINATES];
        for (j, (f, g)) in f.iter().zip(&kept.blind).enumerate() {
            let value = *f + *g * mix;
            let coordinates = value.as_basis_coefficients_slice();
            coordinates.iter().enumerate().for_each(|(i, v)| h[i * size + j] = *v);
        }
        change(&mut h);
        let (root, committed) = self.folded.commit(h.clone())?;
        transcript.folded(&root);
        let indices = self.drawn(transcript);
        let (rows, paths) = self.rows.open(&kept.tree, &indices);
        let parts = equalities(&part);
        let values: Vec<E> = rows.iter().map(|row| self.folded_row(row, &parts, mix)).collect();
        transcript.values(Label::Rows, &values);
        let tie = transcript.challenge();
        claim += values.iter().zip(tie.shifted_powers(tie)).map(|(v, p)| *v * p).sum::<E>();
        let powers = self.rows.powers(indices.into_iter().zip(tie.shifted_powers(tie)), self.log_part);
        let mut weighted = vec![E::ZERO; h.len()];
        for (i, part) in weighted.chunks_mut(size).take(DEGREE).enumerate() {
            let pairs = part.iter_mut().zip(weights.iter().zip(&powers));
            pairs.for_each(|(to, (w, p))| *to = (*w + *p) * basis(i));
        }
        let (reduction, point) = prove_reduction(&h, &weighted, &mut claim, transcript);
        let opening = self.folded.open(committed, &point, transcript.sponge())?;
        Ok(Opened { mask, rounds, blind, root, rows, paths, reduction, opening })
    }
}
