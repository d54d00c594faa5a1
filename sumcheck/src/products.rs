//! All sums of products at once.
//!
//! The result of each is weighted by random weights along each of its axes; then `Σ weight·result` is a sum, over the terms
//! that its axes do not take part in, of products of two factors, each a linear function of a plane. The sums are batched
//! into one sumcheck, which ends with the factors' values at suffixes of one point.

use p3_field::PrimeCharacteristicRing;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::field::{E, F, equalities, log_ceil, scaled_equalities};
use super::functional::Functional;
use super::plan::{Axis, Plan, Product};
use super::project::spread;
use super::rounds::round;
use super::transcript::{Label, Transcript};

#[cfg(feature = "prover")]
pub use super::sums::prove;

/// The messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// What the weighted results come to, each counted as often as its sum is.
    pub total: E,
    /// One polynomial of degree 2 for each round, at 0 and 2.
    pub rounds: Vec<[E; 2]>,
    /// Both factors of each pair at the end.
    pub factors: Vec<[E; 2]>,
}

/// Random weights: a vector for the positions along each axis, and what tells facts apart.
pub struct Weights {
    axes: Vec<Vec<E>>,
    /// Of products.
    mix: E,
}

impl Weights {
    /// Draws them.
    pub fn draw(plan: &Plan, transcript: &mut Transcript) -> Self {
        let mut bits: Vec<usize> = Vec::new();
        let zeros = plan.zeros.iter().map(|p| vec![plan.plane(*p).len]);
        for axes in plan.products.iter().map(|p| p.axes.clone()).chain(zeros) {
            bits.resize(bits.len().max(axes.len()), 0);
            bits.iter_mut().zip(axes).for_each(|(b, n)| *b = (*b).max(log_ceil(n)));
        }
        let axes = bits.into_iter().map(|n| transcript.challenges(n)).collect();
        Self { axes, mix: transcript.challenge() }
    }

    /// The weights of positions `0..size` along an axis.
    pub fn of(&self, axis: usize, size: usize) -> Vec<E> {
        let mut weights = equalities(&self.axes[axis][..log_ceil(size)]);
        weights.truncate(size);
        weights
    }

    /// The weights of all axes of a product's result.
    fn all(&self, sizes: &[usize]) -> Vec<Vec<E>> {
        sizes.iter().enumerate().map(|(i, n)| self.of(i, *n)).collect()
    }

    /// Each product with the weights of its axes, and its factor.
    pub(super) fn each<'a>(&self, plan: &'a Plan) -> Vec<(&'a Product, Vec<Vec<E>>, E)> {
        let of = |(product, scale): (&'a Product, E)| (product, self.all(&product.axes), scale);
        plan.products.iter().zip(self.mix.powers()).map(of).collect()
    }
}

/// How often a sum of so many terms is counted in one of `2^rounds`: once for each value of the variables that it lacks.
pub(super) fn repeated(rounds: usize, terms: usize) -> F {
    F::TWO.exp_u64((rounds - log_ceil(terms)) as u64)
}

/// Checks the messages, and gives the point; `None` if they do not follow.
pub fn verify(plan: &Plan, messages: &Messages, transcript: &mut Transcript) -> Option<Vec<E>> {
    let rounds = plan.product_rounds();
    if messages.rounds.len() != rounds || messages.factors.len() != plan.pairs().count() {
        return None;
    }
    transcript.values(Label::Total, &[messages.total]);
    let mut claim = messages.total;
    let mut point = Vec::with_capacity(rounds);
    for message in &messages.rounds {
        point.push(round(Label::Products, message, &mut claim, transcript));
    }
    let end: E = messages.factors.iter().map(|[a, b]| *a * *b).sum();
    transcript.values(Label::Factors, messages.factors.as_flattened());
    (claim == end).then_some(point)
}

/// What a claim adds to the weights of a plane.
struct Spread {
    axes: Vec<Axis>,
    terms: Arc<Vec<E>>,
    weights: Arc<Vec<Vec<E>>>,
    scale: E,
}

/// Adds the claims about planes that the messages leave: the results that add up to the total, and the factors at the point.
/// Each claim has a power of `mix`, from `scale` on; gives the next.
pub fn claim(
    plan: &Plan,
    weights: &Weights,
    messages: &Messages,
    point: &[E],
    mix: E,
    scale: E,
    to: &mut Functional<'_>,
) -> E {
    to.add(-(messages.total * scale));
    let mut power = scale * mix;
    let mut ends = messages.factors.iter();
    let mut spreads: Vec<Vec<Spread>> = plan.planes.iter().map(|_| Vec::new()).collect();
    // Sums of as many terms end at the same suffix of the point.
    let mut suffixes: BTreeMap<usize, Arc<Vec<E>>> = BTreeMap::new();
    let one = Arc::new(vec![E::ONE]);
    for (product, axes, own) in weights.each(plan) {
        let axes = Arc::new(axes);
        if let Some(result) = product.result {
            let every = product.axes.iter().enumerate();
            let axis = |(a, size): (usize, &usize)| Axis { size: *size, step: None, weight: Some(a) };
            let scale = own * scale * repeated(point.len(), product.terms);
            let (terms, weights) = (Arc::clone(&one), Arc::clone(&axes));
            spreads[result.0 as usize].push(Spread {
                axes: every.map(axis).collect(),
                terms,
                weights,
                scale,
            });
        }
        let n = log_ceil(product.terms);
        let terms = suffixes.entry(n).or_insert_with(|| Arc::new(equalities(&point[point.len() - n..])));
        for pair in &product.pairs {
            let Some(values) = ends.next() else { return power };
            for (side, (factor, value)) in pair.iter().zip(values).enumerate() {
                let scale = if side == 0 { own * power } else { power };
                let (terms, weights) = (Arc::clone(terms), Arc::clone(&axes));
                let axes = factor.axes.clone();
                spreads[factor.plane.0 as usize].push(Spread { axes, terms, weights, scale });
                to.add(-(*value * power));
                power *= mix;
            }
        }
    }
    to.add_to_planes(&spreads, |own, s| spread(&s.axes, &s.terms, &s.weights, s.scale, own));
    power
}

/// Adds the claims that planes are zero: random sums of their elements are. Each has a power of `mix`, from `scale` on.
pub fn claim_zeros(plan: &Plan, weights: &Weights, mix: E, scale: E, to: &mut Functional<'_>) {
    let mut powers: Vec<Vec<E>> = vec![Vec::new(); plan.planes.len()];
    for (plane, power) in plan.zeros.iter().zip(mix.shifted_powers(scale)) {
        powers[plane.0 as usize].push(power);
    }
    to.add_to_planes(&powers, |own, power| {
        let weights = scaled_equalities(&weights.axes[0][..log_ceil(own.len())], *power);
        own.iter_mut().zip(weights).for_each(|(t, w)| *t += w);
    });
}
