//! Results of sums of products, element by element: for what an honest prover commits to, and for checks.

use p3_field::PrimeCharacteristicRing;
use rayon::prelude::*;

use super::elements::Elements;
use super::field::F;
use super::lanes::{add_scaled, dot};
use super::plan::{Axis, Factor, Plan};

/// Elements of a result that one thread takes at least.
const OWN: usize = 1 << 8;
/// Rows of a result that are made together, so that a row of a factor that all of them read is fetched once.
const ROWS: usize = 8;
/// Neighbours of a row that are made together: with [`ROWS`], as many as the first cache holds.
const NEIGHBOURS: usize = 1 << 10;

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

/// How both factors move along a result's innermost axis, where one factor stays and the other's elements are neighbours: such
/// results are made a row at a time. The sides of the one that stays and of the other.
fn neighbours(pair: &Pair, axes: &[usize]) -> Option<[usize; 2]> {
    let lone = pair.own.iter().all(Vec::is_empty) && !pair.shared.iter().any(|(_, steps)| *steps == [1, 1]);
    match pair.result.last()? {
        [0, 1] if lone && *axes.last()? >= ROWS => Some([0, 1]),
        [1, 0] if lone && *axes.last()? >= ROWS => Some([1, 0]),
        _ => None,
    }
}

/// Calls for each position of axes that are summed over, with both factors' offsets there.
fn each_position(shared: &[(usize, [usize; 2])], at: [usize; 2], call: &mut impl FnMut([usize; 2])) {
    match shared {
        [] => call(at),
        [(size, steps), rest @ ..] => {
            (0..*size).for_each(|i| each_position(rest, [0, 1].map(|s| at[s] + i * steps[s]), call));
        }
    }
}

/// Where both factors are read for the result's element of this index along these axes.
fn position(mut index: usize, axes: &[usize], steps: &[[usize; 2]]) -> [usize; 2] {
    let mut at = [0; 2];
    for (size, steps) in axes.iter().zip(steps).rev() {
        let own = index % size;
        index /= size;
        at = [at[0] + own * steps[0], at[1] + own * steps[1]];
    }
    at
}

/// Adds a pair's products to a result of these axes, element by element.
fn add_one_by_one(out: &mut [F], axes: &[usize], pair: &Pair, values: [&[F]; 2]) {
    out.par_iter_mut().enumerate().with_min_len(OWN).for_each(|(i, out)| {
        *out += pair.sum(values, position(i, axes, &pair.result), &pair.shared);
    });
}

/// The same by rows along the innermost axis, where the sides are as [`neighbours`] gives them.
fn add_by_rows(out: &mut [F], axes: &[usize], pair: &Pair, values: [&[F]; 2], [stays, moves]: [usize; 2]) {
    let Some((width, outer)) = axes.split_last() else { return };
    out.par_chunks_mut(ROWS * width).enumerate().for_each(|(group, out)| {
        let mut rows: Vec<([usize; 2], &mut [F])> = out
            .chunks_mut(*width)
            .enumerate()
            .map(|(row, out)| (position(group * ROWS + row, outer, &pair.result), out))
            .collect();
        for first in (0..*width).step_by(NEIGHBOURS) {
            let block = first..(first + NEIGHBOURS).min(*width);
            each_position(&pair.shared, [0; 2], &mut |shared| {
                for (at, out) in &mut rows {
                    let from = at[moves] + shared[moves] + first;
                    let factor = values[stays][at[stays] + shared[stays]];
                    add_scaled(&mut out[block.clone()], &values[moves][from..][..block.len()], factor);
                }
            });
        }
    });
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
        let pair = Pair::new(pair, product.axes.len());
        match neighbours(&pair, &product.axes) {
            Some(sides) => add_by_rows(&mut out, &product.axes, &pair, values, sides),
            None => add_one_by_one(&mut out, &product.axes, &pair, values),
        }
    }
    out
}
