//! Samples run in integers before their calibration counts: none of them may be refused.
//!
//! Quantisation leaves room for its own rounding, by a bound on its usual size. Where that was not enough the
//! range is widened here.

use std::collections::{BTreeMap, BTreeSet};

use gadgets::{Status, Stop};
use rayon::prelude::*;

use crate::calibrate::{Calibration, Interval};
use crate::model::Model;
use crate::quantise::{Options, QuantiseError, Quantised};
use crate::samples::Sample;

/// How many times the width of one range is doubled at most: what is left then is no rounding.
const MOST: u32 = 32;
/// Times that it is doubled once; then twice, four times and so on, so that a range that nothing mends is soon told.
const SINGLE: u32 = 4;

/// Widens observed ranges until no sample leaves one when the model is quantised by `options`.
pub(crate) fn settle(
    model: &Model,
    calibration: &mut Calibration,
    samples: &[Sample],
    options: &Options,
) -> Result<(), QuantiseError> {
    let mut widened = BTreeMap::<String, (u32, u32)>::new();
    loop {
        let quantised = model.quantise(calibration, options)?;
        let left: Vec<Left> = samples.par_iter().filter_map(|s| left_range(&quantised, s)).collect();
        if left.is_empty() {
            return Ok(());
        }
        for Left { tensor, operands } in left.iter().collect::<BTreeSet<_>>() {
            let refused = left.iter().filter(|left| left.tensor == *tensor).count();
            let unsettled =
                || QuantiseError::Unsettled { tensor: tensor.clone(), refused, of: samples.len() };
            // A second tensor of one value has a suffix.
            let known = calibration.tensors.contains_key(tensor);
            let value = if known { tensor } else { tensor.rsplit_once('#').map_or("", |(value, _)| value) };
            let interval = calibration.tensors.get_mut(value).ok_or_else(unsettled)?;
            let (rounds, doubled) = widened.entry(value.to_owned()).or_default();
            let times = (1 << rounds.saturating_sub(SINGLE - 1)).min(MOST - *doubled);
            (*rounds, *doubled) = (*rounds + 1, *doubled + times);
            let all = (0..times).try_fold(*interval, |one, _| wider(one));
            *interval = all.filter(|_| times > 0).ok_or_else(unsettled)?;
            if *rounds > SINGLE {
                // It was not the result: a function is of arguments up to those that were seen, and they may leave these by rounding.
                for operand in operands {
                    if let Some(interval) = calibration.tensors.get_mut(operand) {
                        *interval = wider(*interval).ok_or_else(unsettled)?;
                    }
                }
            }
        }
    }
}

/// A sample's step that a value's range ends.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Left {
    /// Its result.
    tensor: String,
    /// What it reads.
    operands: Vec<String>,
}

/// An interval of twice the width, and a little more; `None` beyond the finite. Numbers of one sign keep it: half of the end that is nearest
/// to 0 is as far as that goes, since a divisor or what a logarithm is of would be none across it.
fn wider(interval: Interval) -> Option<Interval> {
    let (lo, hi) = interval.ends();
    let more = ((hi - lo) / 2.0).max(lo.abs().max(hi.abs()) / 256.0);
    let below = if lo > 0.0 { (lo - more).max(lo / 2.0) } else { lo - more };
    let above = if hi < 0.0 { (hi + more).min(hi / 2.0) } else { hi + more };
    Interval::new(below, above)
}

/// The step in which a sample leaves a range.
fn left_range(quantised: &Quantised, sample: &Sample) -> Option<Left> {
    let ints = quantised.quantise_inputs(&sample.inputs).ok()?;
    let slices: Vec<&[i64]> = ints.iter().map(Vec::as_slice).collect();
    match gadgets::observe(&quantised.graph, &slices, |_, _| {}) {
        Err(Stop::Status { status: Status::ValueRange, step, .. }) => {
            let node = quantised.graph.nodes.get(step)?;
            let name = |id| quantised.graph.tensor(id).name.clone();
            Some(Left {
                tensor: name(node.output?),
                operands: node.operands.iter().map(|id| name(*id)).collect(),
            })
        }
        _ => None,
    }
}
