//! The tree of fractions: a sum of `N/D` over `2^n` leaves is zero.
//!
//! Each layer has half as many fractions as the one below, each the sum of two: the one at an index, and the one at the
//! index with a highest bit of one before it. A sumcheck for each layer takes a claim about its numerators and denominators
//! at a point to one about the layer below.

use p3_field::{Field, PrimeCharacteristicRing};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::field::{E, equality};
use super::rounds::{SHARED, bind, round, sum_of};
use super::transcript::{Label, Transcript};

/// The messages of a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// One polynomial of degree 3 for each variable, at 0, 2 and 3.
    pub rounds: Vec<[E; 3]>,
    /// Numerators of the two halves below at the point, then denominators.
    pub ends: [E; 4],
}

/// A claim about the leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Where.
    pub point: Vec<E>,
    /// The numerators there.
    pub numerator: E,
    /// The denominators there.
    pub denominator: E,
}

impl Claim {
    /// The claim about the layer below, of twice the size.
    fn below(&mut self, ends: &[E; 4], inner: Vec<E>, t: E) {
        let [n0, n1, d0, d1] = *ends;
        self.numerator = n0 + (n1 - n0) * t;
        self.denominator = d0 + (d1 - d0) * t;
        self.point = std::iter::once(t).chain(inner).collect();
    }
}

/// One layer up.
fn sums(numerators: &[E], denominators: &[E]) -> [Vec<E>; 2] {
    let half = numerators.len() / 2;
    let ((n0, n1), (d0, d1)) = (numerators.split_at(half), denominators.split_at(half));
    let n = |i: usize| n0[i] * d1[i] + n1[i] * d0[i];
    let d = |i: usize| d0[i] * d1[i];
    if half >= SHARED {
        let all = (0..half).into_par_iter().with_min_len(SHARED / 4);
        return [all.clone().map(n).collect(), all.map(d).collect()];
    }
    [(0..half).map(n).collect(), (0..half).map(d).collect()]
}

/// `eq` of all suffixes of a point with everything, the whole of it first.
fn suffix_equalities(point: &[E]) -> Vec<Vec<E>> {
    let mut all = vec![vec![E::ONE]];
    for r in point.iter().rev() {
        let last = &all[all.len() - 1];
        let high: Vec<E> = last.iter().map(|e| *e * *r).collect();
        let low = last.iter().zip(&high).map(|(e, h)| *e - *h);
        all.push(low.chain(high.iter().copied()).collect());
    }
    all.reverse();
    all
}

/// Proves that the leaves add up to zero, whether or not they do.
pub fn prove(numerators: Vec<E>, denominators: Vec<E>, transcript: &mut Transcript) -> (Vec<Layer>, Claim) {
    let mut layers = vec![[numerators, denominators]];
    while layers[layers.len() - 1][0].len() > 2 {
        let [n, d] = &layers[layers.len() - 1];
        layers.push(sums(n, d));
    }
    let mut claim = Claim { point: Vec::new(), numerator: E::ZERO, denominator: E::ZERO };
    let mut messages = Vec::with_capacity(layers.len());
    for [n, d] in layers.into_iter().rev() {
        let layer = prove_layer(n, d, &mut claim, transcript);
        messages.push(layer);
    }
    (messages, claim)
}

fn prove_layer(mut n: Vec<E>, mut d: Vec<E>, claim: &mut Claim, transcript: &mut Transcript) -> Layer {
    let half = n.len() / 2;
    let (mut n1, mut d1) = (n.split_off(half), d.split_off(half));
    let (mut n0, mut d0) = (n, d);
    let mut rounds = Vec::with_capacity(claim.point.len());
    let mut inner = Vec::with_capacity(claim.point.len());
    if !claim.point.is_empty() {
        let mix = transcript.challenge();
        let mut sum = claim.numerator + claim.denominator * mix;
        let equal = suffix_equalities(&claim.point);
        let mut bound = E::ONE;
        for (i, p) in claim.point.clone().into_iter().enumerate() {
            let rest = &equal[i + 1];
            let half = rest.len();
            // Without the factor of this variable the polynomial has degree 2: its values at 0 and 2, and at 1 by the claim.
            let at = |j: usize| {
                let [a0, a1, b0, b1] = [n0[j], n1[j], d0[j], d1[j]];
                let two = |v: &[E], low: E| v[j + half].double() - low;
                let [c0, c1, e0, e1] = [two(&n0, a0), two(&n1, a1), two(&d0, b0), two(&d1, b1)];
                let low = (a0 + b0 * mix) * b1 + a1 * b0;
                let high = (c0 + e0 * mix) * e1 + c1 * e0;
                [low * rest[j], high * rest[j]]
            };
            let [h0, h2] = sum_of(half, at);
            let factor = |t: E| bound * (p * t.double() + E::ONE - p - t);
            let [l0, l1, l2, l3] = [0, 1, 2, 3].map(|t| factor(E::from_u32(t)));
            // Zero with negligible probability, and then the proof is refused.
            let h1 = (sum - l0 * h0) * l1.try_inverse().unwrap_or(E::ZERO);
            // The third difference of a polynomial of degree 2 is none.
            let h3 = (h2 - h1) * E::from_u32(3) + h0;
            let message = [l0 * h0, l2 * h2, l3 * h3];
            let r = round(Label::Fractions, &message, &mut sum, transcript);
            bound = factor(r);
            [&mut n0, &mut n1, &mut d0, &mut d1].into_iter().for_each(|v| bind(v, r));
            rounds.push(message);
            inner.push(r);
        }
    }
    let ends = [n0[0], n1[0], d0[0], d1[0]];
    transcript.values(Label::Layer, &ends);
    let t = transcript.challenge();
    claim.below(&ends, inner, t);
    Layer { rounds, ends }
}

/// Checks the messages of `n` layers, and gives what they claim about the leaves; `None` if they do not follow.
pub fn verify(n: usize, layers: &[Layer], transcript: &mut Transcript) -> Option<Claim> {
    let mut claim = Claim { point: Vec::new(), numerator: E::ZERO, denominator: E::ZERO };
    if layers.len() != n || n == 0 {
        return None;
    }
    for (i, layer) in layers.iter().enumerate() {
        if layer.rounds.len() != i {
            return None;
        }
        let [n0, n1, d0, d1] = layer.ends;
        let mut inner = Vec::with_capacity(i);
        if i == 0 {
            // The sum of all: its denominator is no zero.
            if n0 * d1 + n1 * d0 != E::ZERO || d0 * d1 == E::ZERO {
                return None;
            }
        } else {
            let mix = transcript.challenge();
            let mut sum = claim.numerator + claim.denominator * mix;
            for message in &layer.rounds {
                inner.push(round(Label::Fractions, message, &mut sum, transcript));
            }
            let end = (n0 + d0 * mix) * d1 + n1 * d0;
            if sum != end * equality(&claim.point, &inner) {
                return None;
            }
        }
        transcript.values(Label::Layer, &layer.ends);
        let t = transcript.challenge();
        claim.below(&layer.ends, inner, t);
    }
    Some(claim)
}
