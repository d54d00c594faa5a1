//! Sumchecks: rounds in which a sum over `{0,1}^n` becomes a claim at one point.
//!
//! Each round binds the index's highest bit that is left. Its polynomial is sent as values at 0, 2 and so on; the one at 1
//! follows from the claim.

use p3_field::{Field, PrimeCharacteristicRing};
use rayon::prelude::*;

use super::field::{E, F};
use super::transcript::{Label, Transcript};

/// Elements from which work is shared among threads.
pub const SHARED: usize = 1 << 12;

/// The value at `at` of the polynomial with these values at 0, 1, 2 and so on.
pub fn interpolate(values: &[E], at: E) -> E {
    let mut sum = E::ZERO;
    for (i, v) in values.iter().enumerate() {
        let mut term = *v;
        for j in (0..values.len()).filter(|j| *j != i) {
            let (i, j) = (F::from_u32(i as u32), F::from_u32(j as u32));
            term *= (at - j) * (i - j).inverse();
        }
        sum += term;
    }
    sum
}

/// A round as both sides see it: absorbs the message, draws the challenge, and moves the claim to it.
pub fn round(label: Label, message: &[E], claim: &mut E, transcript: &mut Transcript) -> E {
    transcript.values(label, message);
    let r = transcript.challenge();
    let mut values = vec![message[0], *claim - message[0]];
    values.extend(&message[1..]);
    *claim = interpolate(&values, r);
    r
}

/// Binds the highest bit of an index to `r`.
pub fn bind(values: &mut Vec<E>, r: E) {
    let half = values.len() / 2;
    let (low, high) = values.split_at_mut(half);
    let step = |(a, b): (&mut E, &E)| *a += (*b - *a) * r;
    if half >= SHARED {
        low.par_iter_mut().zip(high.par_iter()).with_min_len(SHARED / 4).for_each(step);
    } else {
        low.iter_mut().zip(high.iter()).for_each(step);
    }
    values.truncate(half);
}

/// The polynomial of `Σ a·b` in the highest bit, at 0 and 2.
pub fn product_round(a: &[E], b: &[E]) -> [E; 2] {
    let half = a.len() / 2;
    let ((a0, a1), (b0, b1)) = (a.split_at(half), b.split_at(half));
    let at = |i: usize| {
        let (a2, b2) = (a1[i].double() - a0[i], b1[i].double() - b0[i]);
        [a0[i] * b0[i], a2 * b2]
    };
    sum_of(half, at)
}

/// Sums over `0..n`, in several threads if it pays.
pub fn sum_of<const N: usize>(n: usize, at: impl Fn(usize) -> [E; N] + Sync + Send) -> [E; N] {
    let plus = |mut a: [E; N], b: [E; N]| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    if n >= SHARED {
        let sums = (0..n).into_par_iter().with_min_len(SHARED / 4).map(at);
        return sums.reduce(|| [E::ZERO; N], plus);
    }
    (0..n).map(at).fold([E::ZERO; N], plus)
}

/// Proves `Σ cells·weights`: gives the messages and the point.
pub fn prove_reduction(
    cells: &[F],
    mut weights: Vec<E>,
    claim: &mut E,
    transcript: &mut Transcript,
) -> (Vec<[E; 2]>, Vec<E>) {
    let n = weights.len().trailing_zeros() as usize;
    let (mut messages, mut point) = (Vec::with_capacity(n), Vec::with_capacity(n));
    let mut folded: Option<Vec<E>> = None;
    for _ in 0..n {
        let message = match &folded {
            Some(values) => product_round(values, &weights),
            None => {
                let half = weights.len() / 2;
                let ((a0, a1), (b0, b1)) = (cells.split_at(half), weights.split_at(half));
                sum_of(half, |i| [b0[i] * a0[i], (b1[i].double() - b0[i]) * (a1[i].double() - a0[i])])
            }
        };
        let r = round(Label::Reduction, &message, claim, transcript);
        folded = Some(match folded {
            Some(mut values) => {
                bind(&mut values, r);
                values
            }
            None => {
                let (low, high) = cells.split_at(cells.len() / 2);
                low.iter().zip(high).map(|(a, b)| r * (*b - *a) + *a).collect()
            }
        });
        bind(&mut weights, r);
        messages.push(message);
        point.push(r);
    }
    (messages, point)
}
