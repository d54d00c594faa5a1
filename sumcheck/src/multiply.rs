//! Results of sums of products, element by element: for what an honest prover commits to, and for checks.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;

use super::elements::Elements;
use super::field::F;
use super::lanes::dot;
use super::plan::{Axis, Factor, Plan};

/// Elements of a result that one thread takes at least.
const OWN: usize = 1 << 8;

/// The axes of a factor that are longer than one, with the distance between neighbours.
fn strided(axes: &[Axis]) -> Vec<(Axis, usize)> {
    let mut stride = 1;
    let mut all: Vec<(Axis, usize)> = axes
        .iter()
        .rev()
        .map(|a| {
            let own = (*a, stride);
            stride *= a.size;
            own
        })
        .collect();
    all.retain(|(a, _)| a.size > 1);
    all
}

/// How two factors are read for one element of the result.
struct Pair {
    /// For each of the result's axes, how far both factors move along it.
    result: Vec<[usize; 2]>,
    /// Axes that are summed over together: their size, and how far both factors move.
    shared: Vec<(usize, [usize; 2])>,
    /// Axes of one factor that are summed over.
    own: [Vec<(usize, usize)>; 2],
}

impl Pair {
    fn new(pair: &[Factor; 2], axes: usize) -> Self {
        let factors = [strided(&pair[0].axes), strided(&pair[1].axes)];
        let mut this = Self { result: vec![[0; 2]; axes], shared: Vec::new(), own: Default::default() };
        for (side, own) in factors.iter().enumerate() {
            for (axis, stride) in own {
                // What both factors have is weighted in the first alone.
                let twin = axis.step.and_then(|s| factors[1 - side].iter().find(|(o, _)| o.step == Some(s)));
                let weight = axis.weight.or_else(|| twin.and_then(|(o, _)| o.weight));
                match (weight, twin) {
                    (Some(w), _) => this.result[w][side] = *stride,
                    (None, Some((_, other))) if side == 0 => this.shared.push((axis.size, [*stride, *other])),
                    (None, Some(_)) => {}
                    (None, None) => this.own[side].push((axis.size, *stride)),
                }
            }
        }
        // Neighbours are innermost.
        this.shared.reverse();
        this
    }

    /// The sum at these positions of the factors.
    fn sum(&self, values: [&[F]; 2], at: [usize; 2], shared: &[(usize, [usize; 2])]) -> F {
        match shared {
            [(size, [1, 1])] if self.own.iter().all(Vec::is_empty) => {
                dot(&values[0][at[0]..][..*size], &values[1][at[1]..][..*size])
            }
            [] => total(values[0], at[0], &self.own[0]) * total(values[1], at[1], &self.own[1]),
            [(size, steps), rest @ ..] => {
                (0..*size).map(|i| self.sum(values, [at[0] + i * steps[0], at[1] + i * steps[1]], rest)).sum()
            }
        }
    }
}

/// The sum of a factor's elements over axes.
fn total(values: &[F], at: usize, axes: &[(usize, usize)]) -> F {
    match axes {
        [] => values[at],
        [(size, stride), rest @ ..] => (0..*size).map(|i| total(values, at + i * stride, rest)).sum(),
    }
}

/// The result of a sum of products.
pub fn multiplied(plan: &Plan, product: usize, planes: &[Elements]) -> Vec<F> {
    let product = &plan.products[product];
    let mut out = vec![F::ZERO; product.axes.iter().product()];
    for pair in &product.pairs {
        let values = [0, 1].map(|i| &*planes[pair[i].plane.0 as usize]);
        let how = Pair::new(pair, product.axes.len());
        out.par_iter_mut().enumerate().with_min_len(OWN).for_each(|(i, out)| {
            let (mut rest, mut at) = (i, [0; 2]);
            for (size, steps) in product.axes.iter().zip(&how.result).rev() {
                let index = rest % size;
                rest /= size;
                at = [at[0] + index * steps[0], at[1] + index * steps[1]];
            }
            *out += how.sum(values, at, &how.shared);
        });
    }
    out
}
