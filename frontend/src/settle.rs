//! Samples run in integers before their calibration counts: none of them may be refused.
//!
//! Quantisation leaves room for its own rounding, by a bound on its usual size. Where that was not enough the
//! range is widened here.

use std::collections::BTreeSet;

use gadgets::{Status, Stop};

use crate::calibrate::{Calibration, Interval};
use crate::model::Model;
use crate::quantise::{Options, QuantiseError, Quantised};
use crate::samples::Sample;

/// Rounds of widening; each one doubles the width of what was left.
const ROUNDS: usize = 32;

/// Widens observed ranges until no sample leaves one when the model is quantised by `options`.
pub(crate) fn settle(
    model: &Model,
    calibration: &mut Calibration,
    samples: &[Sample],
    options: &Options,
) -> Result<(), QuantiseError> {
    for _ in 0..ROUNDS {
        let quantised = model.quantise(calibration, options)?;
        let left: BTreeSet<String> = samples.iter().filter_map(|s| left_range(&quantised, s)).collect();
        let mut widened = false;
        for name in left {
            // A second tensor of one value has a suffix.
            let known = calibration.tensors.contains_key(&name);
            let value = if known { &name } else { name.rsplit_once('#').map_or("", |(value, _)| value) };
            let Some(interval) = calibration.tensors.get_mut(value) else { continue };
            let (lo, hi) = interval.ends();
            let more = ((hi - lo) / 2.0).max(lo.abs().max(hi.abs()) / 256.0);
            if let Some(wider) = Interval::new(lo - more, hi + more) {
                (*interval, widened) = (wider, true);
            }
        }
        if !widened {
            break;
        }
    }
    Ok(())
}

/// The tensor whose range a sample leaves.
fn left_range(quantised: &Quantised, sample: &Sample) -> Option<String> {
    let ints = quantised.quantise_inputs(&sample.inputs).ok()?;
    let slices: Vec<&[i64]> = ints.iter().map(Vec::as_slice).collect();
    match gadgets::execute(&quantised.graph, &slices) {
        Err(Stop::Status { status: Status::ValueRange, step, .. }) => {
            let output = quantised.graph.nodes.get(step)?.output?;
            Some(quantised.graph.tensor(output).name.clone())
        }
        _ => None,
    }
}
