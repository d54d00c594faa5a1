//! Proving trees of fractions ([`super::fractions`]): all layers, then a sumcheck for each.

use super::field::{E, F};
use super::fractions::{Claim, Layer, Rounds};
use super::lanes::{Element, Kind, Lanes, NARROW, Scale, WIDE, WIDTH, packed, packed_values, unpacked};
use super::rounds::{each, update};
use super::sweep::run;
use super::transcript::Transcript;

/// One layer up.
fn sums<T: Element>(numerators: &[T], denominators: &[T]) -> [Vec<T>; 2] {
    let half = numerators.len() / 2;
    let ((n0, n1), (d0, d1)) = (numerators.split_at(half), denominators.split_at(half));
    let n = |i: usize| d1[i].times(n0[i]) + d0[i].times(n1[i]);
    let d = |i: usize| d0[i].times(d1[i]);
    [each(half, n), each(half, d)]
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

/// Proves the layers from this one of at least two registers up, the topmost first.
pub(super) fn prove_above(
    first: [Vec<Lanes>; 2],
    claim: &mut Claim,
    transcript: &mut Transcript,
) -> Vec<Layer> {
    let wide = layers(first);
    // What is one register is not side by side any more.
    let top = wide.last().map_or_else(Default::default, |top| [&top[0], &top[1]].map(|v| unpacked(v)));
    let narrow = if top[0].len() > 2 { layers(sums(&top[0], &top[1])) } else { Vec::new() };
    let mut messages = Vec::with_capacity(narrow.len() + wide.len() + 1);
    for layer in narrow.into_iter().rev() {
        messages.push(prove_layer(NARROW, layer, claim, transcript));
    }
    for layer in wide.into_iter().rev() {
        messages.push(prove_layer(WIDE, layer, claim, transcript));
    }
    messages
}

/// Proves what the leaves add up to.
pub fn prove(numerators: &[F], denominators: &[E], transcript: &mut Transcript) -> (Vec<Layer>, Claim) {
    let mut claim = Claim::default();
    let messages = if denominators.len() < 2 * WIDTH {
        let leaves = [numerators.iter().map(|n| E::from(*n)).collect(), denominators.to_vec()];
        let all = layers(leaves).into_iter().rev();
        all.map(|layer| prove_layer(NARROW, layer, &mut claim, transcript)).collect()
    } else {
        let numerators = packed_values(numerators).iter().map(|n| Lanes::from(*n)).collect();
        prove_above([numerators, packed(denominators)], &mut claim, transcript)
    };
    (messages, claim)
}

pub(super) fn prove_layer<T: Element>(
    kind: Kind<T>,
    [mut n, mut d]: [Vec<T>; 2],
    claim: &mut Claim,
    transcript: &mut Transcript,
) -> Layer {
    let mix = claim.mix(transcript);
    let rounds = Rounds::new(claim, mix);
    let half = d.len() / 2;
    let ((m, n), (d0, d1)) = (n.split_at_mut(half), d.split_at_mut(half));
    // Numerators of the first half, to which the mixed denominators are added.
    let scale = Scale::new(mix);
    update(m, d0, |m, d| *m += d.scaled(&scale));
    let (messages, inner, ends) = bound(kind, [m, n, d0, d1], mix, rounds, transcript);
    claim.below(&ends, inner, transcript);
    Layer { rounds: messages, ends }
}

/// What a layer's sum is of: the numerators of the first half with its mixed denominators, those of the second, and the denominators of both.
#[inline(always)]
pub(super) fn term<T: Element>([m, n, d0, d1]: [&T; 4]) -> T {
    m.times(*d1) + n.times(*d0)
}

/// Binds what variables a layer's vectors have left; gives the messages, the challenges, and both halves at the point.
pub(super) fn bound<T: Element>(
    kind: Kind<T>,
    mut halves: [&mut [T]; 4],
    mix: E,
    mut rounds: Rounds<'_>,
    transcript: &mut Transcript,
) -> (Vec<[E; 2]>, Vec<E>, [E; 4]) {
    let mut say = |rounds: &mut Rounds<'_>, message| rounds.say(message, transcript);
    run(kind, &mut halves, &mut rounds, term, &mut say);
    let mut last = halves.map(|v| (kind.one_by_one)(v));
    let mut halves = last.each_mut().map(|v| &mut v[..]);
    run(NARROW, &mut halves, &mut rounds, term, &mut say);
    let [m, n, d0, d1] = halves.map(|v| v[0]);
    let Rounds { messages, inner, .. } = rounds;
    (messages, inner, [m - d0 * mix, n, d0, d1])
}
