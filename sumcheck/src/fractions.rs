//! The tree of fractions: a sum of `N/D` over `2^n` leaves is zero.
//!
//! Each layer has half as many fractions as the one below, each the sum of two: the one at an index, and the one at the
//! index with a highest bit of one before it. A sumcheck for each layer takes a claim about its numerators and denominators
//! at a point to one about the layer below.

use p3_field::{Algebra, Field, PrimeCharacteristicRing};
use serde::{Deserialize, Serialize};

use super::field::{E, F, equality};
use super::lanes::{Element, Kind, NARROW, WIDE, WIDTH, packed, packed_values, unpacked};
use super::rounds::{bind, each, round, sum_of};
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
fn sums<N: Copy + Sync, T: Element + Algebra<N>>(numerators: &[N], denominators: &[T]) -> [Vec<T>; 2] {
    let half = numerators.len() / 2;
    let ((n0, n1), (d0, d1)) = (numerators.split_at(half), denominators.split_at(half));
    let n = |i: usize| d1[i] * n0[i] + d0[i] * n1[i];
    let d = |i: usize| d0[i] * d1[i];
    [each(half, n), each(half, d)]
}

/// Proves that the leaves add up to zero, whether or not they do. Numerators of leaves are values.
pub fn prove(numerators: &[F], denominators: &[E], transcript: &mut Transcript) -> (Vec<Layer>, Claim) {
    let mut claim = Claim { point: Vec::new(), numerator: E::ZERO, denominator: E::ZERO };
    let mut messages = Vec::with_capacity(denominators.len().trailing_zeros() as usize);
    if denominators.len() < 4 * WIDTH {
        let narrow = layers(sums(numerators, denominators));
        for [n, d] in narrow.into_iter().rev() {
            messages.push(prove_layer(NARROW, &n, d, &mut claim, transcript));
        }
        messages.push(prove_layer(NARROW, numerators, denominators.to_vec(), &mut claim, transcript));
        return (messages, claim);
    }
    let (numerators, denominators) = (packed_values(numerators), packed(denominators));
    let mut wide = layers(sums(numerators, &denominators));
    // What is one register is not side by side any more.
    let top = wide.last().map_or_else(Default::default, |top| [&top[0], &top[1]].map(|v| unpacked(v)));
    let narrow = if top[0].len() > 2 { layers(sums(&top[0], &top[1])) } else { Vec::new() };
    for [n, d] in narrow.into_iter().rev() {
        messages.push(prove_layer(NARROW, &n, d, &mut claim, transcript));
    }
    while let Some([n, d]) = wide.pop() {
        messages.push(prove_layer(WIDE, &n, d, &mut claim, transcript));
    }
    messages.push(prove_layer(WIDE, numerators, denominators, &mut claim, transcript));
    (messages, claim)
}

/// A layer and those above it, down to one of two elements; none, if it has one.
fn layers<T: Element>(first: [Vec<T>; 2]) -> Vec<[Vec<T>; 2]> {
    let mut all = Vec::new();
    let mut layer = first;
    while layer[0].len() > 1 {
        let next = sums(&layer[0], &layer[1]);
        all.push(std::mem::replace(&mut layer, next));
    }
    all
}

/// The rounds of a layer so far.
struct Rounds<'a> {
    /// Coordinates of the layer's claim that are left.
    point: &'a [E],
    /// What the sum is claimed to be.
    sum: E,
    /// `eq` of the coordinates that are bound.
    bound: E,
    messages: Vec<[E; 3]>,
    inner: Vec<E>,
}

impl Rounds<'_> {
    /// Binds all variables of these numerators, to which the mixed denominators of the same half are added, numerators,
    /// denominators and denominators.
    fn run<T: Element>(&mut self, kind: Kind<T>, halves: &mut [Vec<T>; 4], transcript: &mut Transcript) {
        // Of the coordinates after the next.
        let mut equal = match self.point {
            [_, rest @ ..] if halves[0].len() > 1 => (kind.equalities)(rest),
            _ => Vec::new(),
        };
        while halves[0].len() > 1 {
            let Some((p, rest)) = self.point.split_first() else { return };
            self.point = rest;
            let half = halves[0].len() / 2;
            // Without the factor of this variable the polynomial has degree 2: its values at 0 and 2, and at 1 by the claim.
            let [m, n, d0, d1] = &*halves;
            let [h0, h2] = sum_of(kind, half, |j: usize| {
                let two = |v: &[T]| v[j + half].double() - v[j];
                let low = m[j] * d1[j] + n[j] * d0[j];
                let high = two(m) * two(d1) + two(n) * two(d0);
                [low * equal[j], high * equal[j]]
            });
            let bound = self.bound;
            let factor = |t: E| bound * (*p * t.double() + E::ONE - *p - t);
            let [l0, l1, l2, l3] = [0, 1, 2, 3].map(|t| factor(E::from_u32(t)));
            // Zero with negligible probability, and then the proof is refused.
            let h1 = (self.sum - l0 * h0) * l1.try_inverse().unwrap_or(E::ZERO);
            // The third difference of a polynomial of degree 2 is none.
            let h3 = (h2 - h1) * E::from_u32(3) + h0;
            let message = [l0 * h0, l2 * h2, l3 * h3];
            let r = round(Label::Fractions, &message, &mut self.sum, transcript);
            self.bound = factor(r);
            halves.iter_mut().for_each(|v| bind(v, r));
            let (low, high) = equal.split_at_mut(half / 2);
            low.iter_mut().zip(high).for_each(|(a, b)| *a += *b);
            equal.truncate(half / 2);
            self.messages.push(message);
            self.inner.push(r);
        }
    }
}

fn prove_layer<N: Copy + Sync, T: Element + Algebra<N>>(
    kind: Kind<T>,
    n: &[N],
    mut d0: Vec<T>,
    claim: &mut Claim,
    transcript: &mut Transcript,
) -> Layer {
    let half = d0.len() / 2;
    let d1 = d0.split_off(half);
    // The topmost layer has no rounds and nothing to mix.
    let mix = if claim.point.is_empty() { E::ZERO } else { transcript.challenge() };
    let m = each(half, |i| d0[i] * mix + n[i]);
    let n1 = each(half, |i| T::from(n[half + i]));
    let mut rounds = Rounds {
        point: &claim.point,
        sum: claim.numerator + claim.denominator * mix,
        bound: E::ONE,
        messages: Vec::with_capacity(claim.point.len()),
        inner: Vec::with_capacity(claim.point.len()),
    };
    let mut halves = [m, n1, d0, d1];
    rounds.run(kind, &mut halves, transcript);
    let mut halves = halves.map(|v| (kind.one_by_one)(&v));
    rounds.run(NARROW, &mut halves, transcript);
    let Rounds { messages, inner, .. } = rounds;
    let [m, n1, d0, d1] = halves.map(|v| v[0]);
    let ends = [m - d0 * mix, n1, d0, d1];
    transcript.values(Label::Layer, &ends);
    let t = transcript.challenge();
    claim.below(&ends, inner, t);
    Layer { rounds: messages, ends }
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
