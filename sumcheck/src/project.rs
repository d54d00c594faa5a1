//! Factors of sums of products, with the result's axes weighted.
//!
//! A factor is a tensor. Some of its axes are axes of the sum, others are axes of the result and bear a weight for each
//! position, some are both, and some are neither: these are summed over.

use std::sync::Arc;

use super::coordinates::Coordinates;
use super::field::{E, F};
use super::plan::Axis;

/// Adds to the terms of the sum from a position on what a factor's elements contribute to them, weighted and times `scale`.
///
/// `weights` holds a vector for each of the result's axes.
pub fn project(
    axes: &[Axis],
    values: &[F],
    weights: &[Arc<Coordinates>],
    scale: E,
    terms: &mut Coordinates,
    at: usize,
) {
    let Some((axis, rest)) = axes.split_first() else {
        terms.add(at, scale * values[0]);
        return;
    };
    if axes.iter().all(|a| a.step.is_none()) {
        terms.add(at, scale * weighted(axes, values, weights));
        return;
    }
    if let (None, Some(1), true) = (axis.weight, axis.step, rest.is_empty()) {
        terms.add_scaled(at, values, scale);
        return;
    }
    let chunk = values.len() / axis.size;
    for (i, values) in values.chunks(chunk).enumerate() {
        let scale = axis.weight.map_or(scale, |w| scale * weights[w].get(i));
        project(rest, values, weights, scale, terms, at + axis.step.map_or(0, |s| s * i));
    }
}

/// The weighted sum over axes that are none of the sum's.
fn weighted(axes: &[Axis], values: &[F], weights: &[Arc<Coordinates>]) -> E {
    let Some((axis, rest)) = axes.split_first() else { return values[0].into() };
    let weight = axis.weight.map(|w| &weights[w]);
    if rest.is_empty() {
        return match weight {
            Some(w) => w.dot(values),
            None => values.iter().copied().sum::<F>().into(),
        };
    }
    let chunk = values.len() / axis.size;
    let parts = values.chunks(chunk).enumerate();
    parts
        .map(|(i, values)| {
            let sum = weighted(rest, values, weights);
            weight.map_or(sum, |w| sum * w.get(i))
        })
        .sum()
}
