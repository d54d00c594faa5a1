//! SHPLONK: one opening of all polynomials, each at points of its own.
//!
//! Polynomials that are opened at the same points are one, by powers of `y`; what is left when each of these takes its values at its
//! points, divided by what vanishes there, is summed by powers of `v` and committed to; a second commitment opens everything at `u`.
//! All is linear in the polynomials, so the sums come first and there is one division for each set of points. Source: D. Boneh,
//! J. Drake, B. Fisch, A. Gabizon, "Efficient polynomial commitment schemes for multiple points and polynomials", section 4.

use ff::Field;
use halo2_proofs::transcript::{EncodedChallenge, TranscriptWrite};
use halo2curves::bn256::G1Affine;
use halo2curves::group::Curve;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;

use super::domain::{Column, add_scaled, divide, evaluate, lagrange};
use super::msm::Points;
use crate::field::Fr;

/// Coefficients that one thread sums at a time.
const ROWS: usize = 1 << 10;

/// A polynomial at a point, both by number.
pub type Query = (usize, usize);

/// Opened values.
pub struct Openings<'a> {
    /// Coefficients, all as many.
    pub polynomials: &'a [&'a [Fr]],
    /// Points that differ.
    pub points: &'a [Fr],
    values: BTreeMap<Query, Fr>,
    /// In the verifier's order.
    queries: Vec<Query>,
}

/// Polynomials that are opened at the same points.
struct Set {
    points: Vec<usize>,
    polynomials: Vec<usize>,
}

impl<'a> Openings<'a> {
    /// Evaluates polynomials at points; queries in the verifier's order.
    pub fn new(polynomials: &'a [&'a [Fr]], points: &'a [Fr], queries: Vec<Query>) -> Self {
        let value = |query: &Query| (*query, evaluate(polynomials[query.0], points[query.1]));
        let values: Vec<_> = queries.par_iter().map(value).collect();
        Self { polynomials, points, values: values.into_iter().collect(), queries }
    }

    /// An opened value, which was asked for.
    pub fn value(&self, query: Query) -> Fr {
        self.values.get(&query).copied().unwrap_or(Fr::ZERO)
    }

    /// The sets of points, in the order in which their first polynomials are opened.
    fn sets(&self) -> Vec<Set> {
        let mut order = Vec::new();
        let mut points: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (polynomial, point) in &self.queries {
            let of = points.entry(*polynomial).or_default();
            if of.is_empty() {
                order.push(*polynomial);
            }
            of.push(*point);
        }
        points.values_mut().for_each(|points| points.sort_unstable());
        let mut sets: Vec<Set> = Vec::new();
        for polynomial in order {
            match sets.iter_mut().find(|set| set.points == points[&polynomial]) {
                Some(set) => set.polynomials.push(polynomial),
                None => {
                    let points = points[&polynomial].clone();
                    sets.push(Set { points, polynomials: vec![polynomial] });
                }
            }
        }
        sets
    }

    /// Writes the two points that prove all values.
    ///
    /// # Errors
    /// As the transcript's.
    pub fn prove<E: EncodedChallenge<G1Affine>, T: TranscriptWrite<G1Affine, E>>(
        &self,
        powers: &Points<'_>,
        transcript: &mut T,
    ) -> io::Result<()> {
        let y = *transcript.squeeze_challenge_scalar::<()>();
        let v = *transcript.squeeze_challenge_scalar::<()>();
        let sets = self.sets();
        // Of each set: the sum of its polynomials, the polynomial of low degree with its values, and the quotient.
        let parts: Vec<[Column; 3]> = sets.par_iter().map(|set| self.part(set, y)).collect();
        let rows = self.polynomials.first().map_or(0, |p| p.len());
        let mut quotient = vec![Fr::ZERO; rows];
        scaled(v).zip(&parts).for_each(|(scale, [_, _, part])| add_scaled(&mut quotient, scale, part));
        transcript.write_point(powers.msm(&quotient).to_affine())?;

        let u = *transcript.squeeze_challenge_scalar::<()>();
        let outside = |set: &Set| -> Fr {
            let outside = (0..self.points.len()).filter(|point| !set.points.contains(point));
            outside.map(|point| u - self.points[point]).product()
        };
        let mut sum = vec![Fr::ZERO; rows];
        for ((scale, set), [polynomial, low, _]) in scaled(v).zip(&sets).zip(&parts) {
            let scale = scale * outside(set);
            add_scaled(&mut sum, scale, polynomial);
            sum[0] -= scale * evaluate(low, u);
        }
        let vanishing: Fr = self.points.iter().map(|point| u - point).product();
        add_scaled(&mut sum, -vanishing, &quotient);
        divide(&mut sum, u);
        // The verifier takes the first set's factor for one.
        let first = sets.first().map_or(Fr::ONE, outside).invert().unwrap_or(Fr::ZERO);
        sum.iter_mut().for_each(|c| *c *= first);
        transcript.write_point(powers.msm(&sum).to_affine())
    }

    fn part(&self, set: &Set, y: Fr) -> [Column; 3] {
        let mut sum = vec![Fr::ZERO; self.polynomials.first().map_or(0, |p| p.len())];
        let points: Column = set.points.iter().map(|point| self.points[*point]).collect();
        let mut values = vec![Fr::ZERO; points.len()];
        // One set has most of the polynomials.
        sum.par_chunks_mut(ROWS).enumerate().for_each(|(part, sum)| {
            for (scale, polynomial) in scaled(y).zip(&set.polynomials) {
                add_scaled(sum, scale, &self.polynomials[*polynomial][part * ROWS..]);
            }
        });
        for (scale, polynomial) in scaled(y).zip(&set.polynomials) {
            for (value, point) in values.iter_mut().zip(&set.points) {
                *value += scale * self.value((*polynomial, *point));
            }
        }
        let mut low = vec![Fr::ZERO; points.len()];
        lagrange(&points).iter().zip(&values).for_each(|(basis, v)| add_scaled(&mut low, *v, basis));
        let mut quotient = sum.clone();
        add_scaled(&mut quotient, -Fr::ONE, &low);
        points.iter().for_each(|point| divide(&mut quotient, *point));
        [sum, low, quotient]
    }
}

/// Powers from the zeroth on.
fn scaled(base: Fr) -> impl Iterator<Item = Fr> {
    std::iter::successors(Some(Fr::ONE), move |power| Some(*power * base))
}
