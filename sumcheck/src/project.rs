//! Factors of sums of products, with the result's axes weighted.
//!
//! A factor is a tensor. Some of its axes are axes of the sum, others are axes of the result and bear a weight for each
//! position, some are both, and some are neither: these are summed over.

use p3_field::Algebra;

use super::field::F;
use super::plan::Axis;

/// Adds to each term of the sum what a factor's elements contribute to it, weighted and times `scale`.
///
/// `weights` holds a vector for each of the result's axes.
pub fn project<T: Algebra<F> + Copy>(
    axes: &[Axis],
    values: &[F],
    weights: &[Vec<T>],
    scale: T,
    terms: &mut [T],
) {
    let Some((axis, rest)) = axes.split_first() else {
        terms[0] += scale * values[0];
        return;
    };
    if axes.iter().all(|a| a.step.is_none()) {
        terms[0] += scale * weighted(axes, values, weights);
        return;
    }
    if let (None, Some(1), true) = (axis.weight, axis.step, rest.is_empty()) {
        terms.iter_mut().zip(values).for_each(|(t, v)| *t += scale * *v);
        return;
    }
    let chunk = values.len() / axis.size;
    for (i, values) in values.chunks(chunk).enumerate() {
        let scale = axis.weight.map_or(scale, |w| scale * weights[w][i]);
        project(rest, values, weights, scale, &mut terms[axis.step.map_or(0, |s| s * i)..]);
    }
}

/// The weighted sum over axes that are none of the sum's.
fn weighted<T: Algebra<F> + Copy>(axes: &[Axis], values: &[F], weights: &[Vec<T>]) -> T {
    let Some((axis, rest)) = axes.split_first() else { return values[0].into() };
    let weight = axis.weight.map(|w| &weights[w]);
    if rest.is_empty() {
        return match weight {
            Some(w) => w.iter().zip(values).map(|(w, v)| *w * *v).sum(),
            None => values.iter().copied().sum::<F>().into(),
        };
    }
    let chunk = values.len() / axis.size;
    let parts = values.chunks(chunk).enumerate();
    parts
        .map(|(i, values)| {
            let sum = weighted(rest, values, weights);
            weight.map_or(sum, |w| sum * w[i])
        })
        .sum()
}
