//! The tree of fractions: the sum of `N/D` over `2^n` leaves.
//!
//! Each layer has half as many fractions as the one below, each the sum of two: the one at an index, and the one at the
//! index with a highest bit of one before it. A sumcheck for each layer takes a claim about its numerators and denominators
//! at a point to one about the layer below. In each round the factor that the variable has in `eq(point, ·)` is left out: what
//! is left has degree 2.

use p3_field::{Field, PrimeCharacteristicRing};
use serde::{Deserialize, Serialize};

use super::field::E;
use super::rounds::interpolate;
use super::transcript::{Label, Transcript};

#[cfg(feature = "prover")]
pub use super::trees::prove;

/// The messages of a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layer {
    /// One polynomial of degree 2 for each variable, at 0 and 2.
    pub rounds: Vec<[E; 2]>,
    /// Numerators of the two halves below at the point, then denominators.
    pub ends: [E; 4],
}

/// A claim about the leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    pub(super) fn below(&mut self, ends: &[E; 4], inner: Vec<E>, transcript: &mut Transcript) {
        transcript.values(Label::Layer, ends);
        let t = transcript.challenge();
        let [n0, n1, d0, d1] = *ends;
        self.numerator = n0 + (n1 - n0) * t;
        self.denominator = d0 + (d1 - d0) * t;
        self.point = std::iter::once(t).chain(inner).collect();
    }

    /// What tells numerators and denominators apart in the next layer; the topmost has nothing to tell apart.
    pub(super) fn mix(&self, transcript: &mut Transcript) -> E {
        if self.point.is_empty() { E::ZERO } else { transcript.challenge() }
    }
}

/// The rounds of a layer so far, as both sides see them.
pub(super) struct Rounds<'a> {
    /// Coordinates of the layer's claim that are left.
    pub point: &'a [E],
    /// What the sum over the variables that are left is claimed to be.
    sum: E,
    pub messages: Vec<[E; 2]>,
    pub inner: Vec<E>,
}

impl<'a> Rounds<'a> {
    pub fn new(claim: &'a Claim, mix: E) -> Self {
        let sum = claim.numerator + claim.denominator * mix;
        Self { point: &claim.point, sum, messages: Vec::new(), inner: Vec::new() }
    }

    /// The coordinates after the next; `None` if there is no next.
    #[cfg(feature = "prover")]
    pub fn rest(&self) -> Option<&'a [E]> {
        self.point.split_first().map(|(_, rest)| rest)
    }

    /// Absorbs a polynomial and draws the challenge for its variable. Its value at 1 is what the claim makes it.
    pub fn say(&mut self, message: [E; 2], transcript: &mut Transcript) -> E {
        transcript.values(Label::Fractions, &message);
        let r = transcript.challenge();
        let ([h0, h2], Some((p, rest))) = (message, self.point.split_first()) else { return r };
        // A coordinate is zero with negligible probability, and then the proof is refused.
        let h1 = (self.sum - (E::ONE - *p) * h0) * p.try_inverse().unwrap_or(E::ZERO);
        self.sum = interpolate([h0, h1, h2], r);
        self.point = rest;
        self.messages.push(message);
        self.inner.push(r);
        r
    }
}

/// The sum of all leaves, numerator and denominator, if some messages are there.
pub fn root(layers: &[Layer]) -> [E; 2] {
    layers.first().map_or([E::ZERO; 2], |top| {
        let [n0, n1, d0, d1] = top.ends;
        [n0 * d1 + n1 * d0, d0 * d1]
    })
}

/// Checks the messages of `n` layers, and gives what they claim about the leaves; `None` if they do not follow. What leaves
/// add up to is [`root`], of which the denominator is not zero.
pub fn verify(n: usize, layers: &[Layer], transcript: &mut Transcript) -> Option<Claim> {
    let mut claim = Claim::default();
    if layers.len() != n || root(layers)[1] == E::ZERO {
        return None;
    }
    for (i, layer) in layers.iter().enumerate() {
        if layer.rounds.len() != i || claim.point.contains(&E::ZERO) {
            return None;
        }
        let mix = claim.mix(transcript);
        let mut rounds = Rounds::new(&claim, mix);
        for message in &layer.rounds {
            let _ = rounds.say(*message, transcript);
        }
        let [n0, n1, d0, d1] = layer.ends;
        if i > 0 && rounds.sum != (n0 + d0 * mix) * d1 + n1 * d0 {
            return None;
        }
        let inner = rounds.inner;
        claim.below(&layer.ends, inner, transcript);
    }
    Some(claim)
}
