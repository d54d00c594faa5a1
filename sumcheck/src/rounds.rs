//! Sumchecks: rounds in which a sum over `{0,1}^n` becomes a claim at one point.
//!
//! Each round binds the index's highest bit that is left. Its polynomial is sent as values at 0 and 2; the one at 1
//! follows from the claim.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;

use super::field::{E, F};
use super::lanes::{Element, Kind, Lanes, NARROW, Scale, Vector, WIDE, packed, packed_values};
use super::transcript::{Label, Transcript};

/// Elements, or registers of them, from which work is shared among threads.
pub(super) const SHARED: usize = 1 << 11;

/// The value at `at` of the polynomial of degree 2 with these values at 0, 1 and 2.
pub fn interpolate([a, b, c]: [E; 3], at: E) -> E {
    let [one, two] = [at - F::ONE, at - F::TWO];
    (a * one * two + c * at * one).halve() - b * at * two
}

/// A round as both sides see it: absorbs the message, draws the challenge, and moves the claim to it.
pub fn round(label: Label, message: &[E; 2], claim: &mut E, transcript: &mut Transcript) -> E {
    transcript.values(label, message);
    let r = transcript.challenge();
    let [zero, two] = *message;
    *claim = interpolate([zero, *claim - zero, two], r);
    r
}

/// Changes each element by another vector's, in several threads if it pays.
pub fn update<T: Send, U: Sync>(values: &mut [T], by: &[U], step: impl Fn(&mut T, &U) + Sync + Send) {
    if values.len() >= SHARED {
        let all = values.par_iter_mut().zip(by.par_iter()).with_min_len(SHARED / 4);
        all.for_each(|(a, b)| step(a, b));
    } else {
        values.iter_mut().zip(by).for_each(|(a, b)| step(a, b));
    }
}

/// Binds the highest bit of an index to `r`.
pub fn bind<T: Element>(values: &mut Vec<T>, r: E) {
    fold(&mut &mut values[..], r);
    values.truncate(values.len() / 2);
}

/// Binds the highest bit of an index to `r`, and leaves the half that is left.
pub fn fold<T: Element>(values: &mut &mut [T], r: E) {
    let half = values.len() / 2;
    let (low, high) = std::mem::take(values).split_at_mut(half);
    let r = Scale::new(r);
    update(low, high, |a, b| *a += (*b - *a).scaled(&r));
    *values = low;
}

/// Sums side by side.
pub fn plus<T: Element, const N: usize>(mut a: [T; N], b: [T; N]) -> [T; N] {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    a
}

/// The polynomial of `Σ a·b` in the highest bit, at 0 and 2.
fn product_round_of<A, T>(kind: Kind<T>, a: &[A], b: &[T], times: impl Fn(T, A) -> T + Sync + Send) -> [E; 2]
where
    A: PrimeCharacteristicRing + Copy + Sync,
    T: Element,
{
    let half = a.len() / 2;
    let ((a0, a1), (b0, b1)) = (a.split_at(half), b.split_at(half));
    sum_of(kind, half, |i| [times(b0[i], a0[i]), times(b1[i].double() - b0[i], a1[i].double() - a0[i])])
}

/// The polynomial of `Σ a·b` in the highest bit, at 0 and 2, of vectors of one length.
pub fn product_round(a: &Vector, b: &Vector) -> [E; 2] {
    match (a, b) {
        (Vector::Wide(a), Vector::Wide(b)) => product_round_of(WIDE, a, b, Element::times),
        (Vector::Narrow(a), Vector::Narrow(b)) => product_round_of(NARROW, a, b, Element::times),
        // Of one length both are the same.
        _ => [E::ZERO; 2],
    }
}

/// `Σ a·b` of vectors of one length.
pub fn product_sum(a: &Vector, b: &Vector) -> E {
    match (a, b) {
        (Vector::Wide(a), Vector::Wide(b)) => sum_of(WIDE, a.len(), |i| [a[i].times(b[i])])[0],
        (Vector::Narrow(a), Vector::Narrow(b)) => sum_of(NARROW, a.len(), |i| [a[i].times(b[i])])[0],
        _ => E::ZERO,
    }
}

/// A vector by its elements, in several threads if it pays.
pub fn each<T: Send>(n: usize, at: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    if n >= SHARED {
        return (0..n).into_par_iter().with_min_len(SHARED / 4).map(at).collect();
    }
    (0..n).map(at).collect()
}

/// Sums over `0..n`, in several threads if it pays.
pub fn sum_of<T: Element, const N: usize>(
    kind: Kind<T>,
    n: usize,
    at: impl Fn(usize) -> [T; N] + Sync + Send,
) -> [E; N] {
    let sums = if n >= SHARED {
        let all = (0..n).into_par_iter().with_min_len(SHARED / 4);
        all.fold(|| [T::ZERO; N], |sum, i| plus(sum, at(i))).reduce(|| [T::ZERO; N], plus)
    } else {
        (0..n).map(at).fold([T::ZERO; N], plus)
    };
    sums.map(kind.total)
}

/// Proves `Σ cells·weights`: gives the messages and the point.
pub fn prove_reduction(
    cells: &[F],
    weights: &[E],
    claim: &mut E,
    transcript: &mut Transcript,
) -> (Vec<[E; 2]>, Vec<E>) {
    let n = weights.len().trailing_zeros() as usize;
    let (messages, point, _) = reduce(cells, weights, n, claim, transcript);
    (messages, point)
}

/// The first rounds, at least one, of [`prove_reduction`]: gives messages and challenges, and what is left of both.
pub fn reduce(
    cells: &[F],
    weights: &[E],
    rounds: usize,
    claim: &mut E,
    transcript: &mut Transcript,
) -> (Vec<[E; 2]>, Vec<E>, [Vector; 2]) {
    let (mut messages, mut point) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    let mut say = |message: [E; 2]| {
        let r = round(Label::Reduction, &message, claim, transcript);
        messages.push(message);
        point.push(r);
        r
    };
    // The committed vector has many elements: the first variable is bound side by side.
    let mut weights = packed(weights);
    let cells = packed_values(cells);
    let r = say(product_round_of(WIDE, cells, &weights, |weight, cell| weight * cell));
    let (low, high) = cells.split_at(cells.len() / 2);
    let lanes = Lanes::from(r);
    let mut values = Vector::of(each(low.len(), |i| lanes * (high[i] - low[i]) + low[i]));
    bind(&mut weights, r);
    let mut weights = Vector::of(weights);
    for _ in 1..rounds {
        let r = say(product_round(&values, &weights));
        values.bind(r);
        weights.bind(r);
    }
    (messages, point, [values, weights])
}
