//! All sums of products at once.
//!
//! The result of each is weighted by random weights along each of its axes; then `Σ weight·result` is a sum, over the terms
//! that its axes do not take part in, of products of two factors, each a linear function of a plane. The sums are batched
//! into one sumcheck, which ends with the factors' values at suffixes of one point.

use p3_field::PrimeCharacteristicRing;
use serde::{Deserialize, Serialize};

use super::field::{E, F, equalities, log_ceil, scaled_equalities};
use super::functional::Functional;
use super::lanes::Vector;
use super::plan::{Factor, Plan};
use super::project::{project, spread};
use super::rounds::{product_round, product_sum, round};
use super::transcript::{Label, Transcript};
use super::witness::Witness;

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

    /// Calls `f` with each product's index, weights of its axes, and factor.
    fn each(&self, plan: &Plan, mut f: impl FnMut(usize, &[Vec<E>], E)) {
        let mut scale = E::ONE;
        for (i, product) in plan.products.iter().enumerate() {
            f(i, &self.all(&product.axes), scale);
            scale *= self.mix;
        }
    }
}

/// A factor's plane and the axes of what it is read in.
fn weigh(plan: &Plan, witness: &Witness, factor: &Factor, weights: &[Vec<E>], scale: E, n: usize) -> Vec<E> {
    debug_assert_eq!(plan.plane(factor.plane).len, factor.axes.iter().map(|a| a.size).product::<usize>());
    let mut terms = vec![E::ZERO; 1 << n];
    project(&factor.axes, witness.plane(factor.plane), weights, scale, &mut terms);
    terms
}

/// How often a sum of so many terms is counted in one of `2^rounds`: once for each value of the variables that it lacks.
fn repeated(rounds: usize, terms: usize) -> F {
    F::TWO.exp_u64((rounds - log_ceil(terms)) as u64)
}

/// A sum at some round.
struct Running {
    factors: [Vector; 2],
    sum: E,
}

/// Proves all sums of products; gives the messages and the point.
pub fn prove(
    plan: &Plan,
    witness: &Witness,
    weights: &Weights,
    transcript: &mut Transcript,
) -> (Messages, Vec<E>) {
    let mut running = Vec::new();
    weights.each(plan, |i, axes, scale| {
        let product = &plan.products[i];
        let n = log_ceil(product.terms);
        for [a, b] in &product.pairs {
            let factors = [weigh(plan, witness, a, axes, scale, n), weigh(plan, witness, b, axes, E::ONE, n)];
            let factors = factors.map(Vector::new);
            running.push(Running { sum: product_sum(&factors[0], &factors[1]), factors });
        }
    });
    let rounds = plan.product_rounds();
    running.iter_mut().for_each(|r| r.sum *= repeated(rounds, r.factors[0].len()));
    let total: E = running.iter().map(|r| r.sum).sum();
    transcript.values(Label::Total, &[total]);
    let mut claim = total;
    let (mut messages, mut point) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for left in (0..rounds).rev() {
        let mut message = [E::ZERO; 2];
        for r in &mut running {
            let own = if r.factors[0].len() > 1 << left {
                product_round(&r.factors[0], &r.factors[1])
            } else {
                r.sum = r.sum.halve();
                [r.sum; 2]
            };
            message.iter_mut().zip(own).for_each(|(m, v)| *m += v);
        }
        let challenge = round(Label::Products, &message, &mut claim, transcript);
        for r in running.iter_mut().filter(|r| r.factors[0].len() > 1 << left) {
            r.factors.iter_mut().for_each(|f| f.bind(challenge));
        }
        messages.push(message);
        point.push(challenge);
    }
    let factors: Vec<[E; 2]> = running.iter().map(|r| [r.factors[0].only(), r.factors[1].only()]).collect();
    transcript.values(Label::Factors, factors.as_flattened());
    (Messages { total, rounds: messages, factors }, point)
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
    weights.each(plan, |i, axes, own| {
        let product = &plan.products[i];
        if let Some(result) = product.result {
            let every: Vec<super::plan::Axis> = (0..axes.len())
                .map(|a| super::plan::Axis { size: product.axes[a], step: None, weight: Some(a) })
                .collect();
            let counted = own * scale * repeated(point.len(), product.terms);
            spread(&every, &[E::ONE], axes, counted, to.plane(result));
        }
        let n = log_ceil(product.terms);
        let terms = equalities(&point[point.len() - n..]);
        for pair in &product.pairs {
            let Some(values) = ends.next() else { return };
            for (side, (factor, value)) in pair.iter().zip(values).enumerate() {
                let weight = if side == 0 { own * power } else { power };
                spread(&factor.axes, &terms, axes, weight, to.plane(factor.plane));
                to.add(-(*value * power));
                power *= mix;
            }
        }
    });
    power
}

/// Adds the claims that planes are zero: random sums of their elements are. Each has a power of `mix`, from `scale` on.
pub fn claim_zeros(plan: &Plan, weights: &Weights, mix: E, scale: E, to: &mut Functional<'_>) {
    let mut power = scale;
    for plane in &plan.zeros {
        let len = plan.plane(*plane).len;
        let own = scaled_equalities(&weights.axes[0][..log_ceil(len)], power);
        to.plane(*plane).iter_mut().zip(own).for_each(|(t, w)| *t += w);
        power *= mix;
    }
}
