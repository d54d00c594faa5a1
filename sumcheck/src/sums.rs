//! Proving all sums of products ([`super::products`]).

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;
use std::sync::Arc;

use super::coordinates::Coordinates;
use super::field::{E, log_ceil};
use super::lanes::Vector;
use super::plan::{Factor, Plan};
use super::products::{Messages, Weights, repeated};
use super::project::project;
use super::rounds::{plus, product_round, product_sum, round};
use super::transcript::{Label, Transcript};
use super::witness::Witness;

/// The terms of a factor in a sum of `2^n`, with the result's axes weighted.
fn weigh(
    plan: &Plan,
    witness: &Witness,
    factor: &Factor,
    weights: &[Arc<Coordinates>],
    scale: E,
    n: usize,
) -> Vector {
    debug_assert_eq!(plan.plane(factor.plane).len, factor.axes.iter().map(|a| a.size).product::<usize>());
    let mut terms = Coordinates::zeros(1 << n);
    project(&factor.axes, witness.plane(factor.plane), weights, scale, &mut terms, 0);
    terms.vector()
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
    let products = weights.each(plan).into_par_iter();
    let mut running: Vec<Running> = products
        .flat_map_iter(|(product, axes, scale)| {
            let n = log_ceil(product.terms);
            product.pairs.iter().map(move |[a, b]| {
                let sides = [(a, scale), (b, E::ONE)];
                let factors = sides.map(|(f, scale)| weigh(plan, witness, f, &axes, scale, n));
                Running { sum: product_sum(&factors[0], &factors[1]), factors }
            })
        })
        .collect();
    let rounds = plan.product_rounds();
    running.iter_mut().for_each(|r| r.sum *= repeated(rounds, r.factors[0].len()));
    let total: E = running.iter().map(|r| r.sum).sum();
    transcript.values(Label::Total, &[total]);
    let mut claim = total;
    let (mut messages, mut point) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    for left in (0..rounds).rev() {
        let of_pair = |r: &mut Running| {
            if r.factors[0].len() > 1 << left {
                return product_round(&r.factors[0], &r.factors[1]);
            }
            r.sum = r.sum.halve();
            [r.sum; 2]
        };
        let message = running.par_iter_mut().map(of_pair).reduce(|| [E::ZERO; 2], plus);
        let challenge = round(Label::Products, &message, &mut claim, transcript);
        running.par_iter_mut().filter(|r| r.factors[0].len() > 1 << left).for_each(|r| {
            r.factors.iter_mut().for_each(|f| f.bind(challenge));
        });
        messages.push(message);
        point.push(challenge);
    }
    let factors: Vec<[E; 2]> = running.iter().map(|r| [r.factors[0].only(), r.factors[1].only()]).collect();
    transcript.values(Label::Factors, factors.as_flattened());
    (Messages { total, rounds: messages, factors }, point)
}
