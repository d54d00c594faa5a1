//! What samples show of every value that is computed or given: a calibration.

use std::collections::BTreeSet;

use gadgets::Dyadic;
use rayon::prelude::*;

use crate::apart::Apart;
use crate::calibrate::{Calibration, CalibrationError, Interval, MARGIN, SCHEMA};
use crate::columns::{Sizes, columns};
use crate::draw::Samples;
use crate::evaluate::Evaluation;
use crate::float_graph::{FloatGraph, ValueId};
use crate::model::Model;
use crate::precision::Precision;

/// One value on one sample or more.
#[derive(Clone, Copy)]
struct Seen {
    lo: f64,
    hi: f64,
    /// What is near 0 and what is not.
    apart: Apart,
}

impl Seen {
    /// Nothing yet.
    const NOTHING: Self = Self { lo: f64::INFINITY, hi: f64::NEG_INFINITY, apart: Apart::NOTHING };

    /// Elements, which are finite.
    fn of(elements: &[f64]) -> Self {
        let ends = (Self::NOTHING.lo, Self::NOTHING.hi);
        let (lo, hi) = elements.iter().fold(ends, |(lo, hi), v| (v.min(lo), v.max(hi)));
        Self { lo, hi, apart: Apart::of(elements) }
    }

    fn hull(&self, other: &Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi), apart: self.apart.hull(&other.apart) }
    }
}

/// Observes every tensor that is computed or given, sample by sample.
pub(crate) fn calibrate(model: &Model, samples: Samples<'_>) -> Result<Calibration, CalibrationError> {
    if samples.is_empty() {
        return Err(CalibrationError::NoSamples);
    }
    let graph = model.graph();
    let shown = shown(graph);
    let nothing = || (vec![Seen::NOTHING; graph.values.len()], vec![Sizes::default(); shown.len()]);
    // What is drawn may lie where the model is not defined, all elements equal for one: of that nothing is observed.
    let one = |at: usize| match observe(model, &samples, at, &shown) {
        Ok(seen) => Ok((seen, None)),
        Err(CalibrationError::NotFinite { tensor, .. }) if samples.seed().is_some() => {
            Ok((nothing(), Some((at, tensor))))
        }
        Err(e) => Err((at, e)),
    };
    let first = |a: Option<(usize, String)>, b: Option<(usize, String)>| match (a, b) {
        (Some(a), Some(b)) => Some(if b.0 < a.0 { b } else { a }),
        (a, b) => a.or(b),
    };
    // The smallest and largest of all are the same in any order, the first failure is the one reported.
    let ((seen, sizes), endless) = (0..samples.len())
        .into_par_iter()
        .map(one)
        .reduce(
            || Ok((nothing(), None)),
            |a, b| match (a, b) {
                (Ok((a, none)), Ok((b, other))) => {
                    let seen = a.0.iter().zip(&b.0).map(|(a, b)| a.hull(b)).collect();
                    let sizes = a.1.into_iter().zip(&b.1).map(|(a, b)| a.hull(b)).collect();
                    Ok(((seen, sizes), first(none, other)))
                }
                (Err(a), Err(b)) => Err(if b.0 < a.0 { b } else { a }),
                (Err(e), _) | (_, Err(e)) => Err(e),
            },
        )
        .map_err(|(_, e)| e)?;
    if let Some((_, tensor)) = endless.filter(|_| seen.iter().all(|s| s.lo > s.hi)) {
        return Err(CalibrationError::NeverFinite { count: samples.len(), tensor });
    }
    let named = || graph.values.iter().map(|value| value.name.clone()).zip(&seen);
    let tensors = named().filter_map(|(name, seen)| Some((name, Interval::new(seen.lo, seen.hi)?))).collect();
    let near =
        named().filter_map(|(name, seen)| Some((name, Dyadic::from_f64(seen.apart.near()?)?))).collect();
    let small = shown.iter().zip(&sizes).filter_map(|(id, sizes)| {
        Some((graph.value(*id).name.clone(), Dyadic::from_f64(sizes.smallest()?)?))
    });
    let small = small.collect();
    let (model, samples, seed) = (model.hash_hex(), samples.len() as u64, samples.seed());
    Ok(Calibration { schema: SCHEMA, model, samples, seed, margin: MARGIN, tensors, near, small })
}

/// The outputs, and what they are moved from, where their elements are told apart.
fn shown(graph: &FloatGraph) -> Vec<ValueId> {
    let mut shown: BTreeSet<ValueId> = graph.outputs.iter().map(|o| o.value).collect();
    for node in graph.nodes.iter().rev().filter(|n| n.op.keeps_scale()) {
        if shown.contains(&node.output) {
            shown.extend(&node.inputs);
        }
    }
    let told_apart = |id: &ValueId| graph.constant(*id).is_none() && columns(&graph.value(*id).shape) > 1;
    shown.into_iter().filter(told_apart).collect()
}

/// Each value on one sample, and the sizes of the columns of those that are `shown`.
fn observe(
    model: &Model,
    samples: &Samples<'_>,
    at: usize,
    shown: &[ValueId],
) -> Result<(Vec<Seen>, Vec<Sizes>), CalibrationError> {
    let (graph, sample) = (model.graph(), samples.get(at));
    sample.check(graph).map_err(|reason| CalibrationError::Sample { sample: at, reason })?;
    let mut seen = vec![Seen::NOTHING; graph.values.len()];
    let mut sizes = vec![Sizes::default(); shown.len()];
    let mut endless: Option<ValueId> = None;
    let mut look = |id: ValueId, data: &[f64]| {
        if data.iter().any(|v| !v.is_finite()) {
            // Of several the first in the model's order.
            endless = Some(endless.map_or(id, |other| other.min(id)));
        } else {
            seen[id.index()] = Seen::of(data);
            if let Ok(k) = shown.binary_search(&id) {
                sizes[k] = Sizes::of(data, columns(&graph.value(id).shape));
            }
        }
    };
    let mut evaluation = Evaluation::new(Precision::Double, graph, &sample.inputs);
    graph.inputs.iter().for_each(|id| look(*id, evaluation.value(*id)));
    while let Some(id) = evaluation.step() {
        look(id, evaluation.value(id));
    }
    match endless {
        None => Ok((seen, sizes)),
        Some(id) => Err(CalibrationError::NotFinite { sample: at, tensor: graph.value(id).name.clone() }),
    }
}
