//! Where a compilation's ranges come from: a calibration file, samples, or inputs drawn in declared ranges.

use frontend::{Calibration, Interval, Model, Sample};
use std::collections::BTreeMap;
use std::path::Path;

use crate::artifact::{read_file, sha256};
use crate::{Failure, pipeline};

/// Seed of the inputs that are drawn for a calibration, unless the user chooses one.
pub const SEED: u64 = 0;

/// The ranges that a compilation works with.
#[derive(Clone, Debug)]
pub struct Ranges {
    /// Ranges by tensor.
    pub calibration: Calibration,
    /// SHA-256 of the calibration's file, if there is one.
    pub sha256: Option<String>,
    /// The text of that file where it was made just now, and is nowhere yet.
    pub made: Option<String>,
}

/// Declared ranges of inputs by name.
///
/// # Errors
/// [`Failure`] for one that is not finite, or two for one name.
pub fn declared(ranges: &[(String, f64, f64)]) -> Result<BTreeMap<String, Interval>, Failure> {
    pipeline::once("--input-range", ranges.iter().map(|(name, ..)| name))?;
    let interval = |(name, lo, hi): &(String, f64, f64)| {
        let interval = Interval::new(*lo, *hi)
            .ok_or_else(|| Failure::input(format!("the range {lo}..{hi} of '{name}' is not finite")))?;
        Ok((name.clone(), interval))
    };
    ranges.iter().map(interval).collect()
}

/// The ranges of a compilation: the file's, else what the samples show, else what inputs drawn within the
/// declared ranges show. Declared ranges of inputs win over all of these.
///
/// # Errors
/// [`Failure`] for a file that is no calibration of this model, a range for what is no input, or values that
/// are not finite.
pub fn ranges(
    model: &Model,
    file: Option<&Path>,
    samples: Option<&[Sample]>,
    inputs: &BTreeMap<String, Interval>,
) -> Result<Ranges, Failure> {
    if let Some(path) = file {
        let text = String::from_utf8(read_file(path)?).map_err(|e| Failure::file(path, e))?;
        let mut calibration = Calibration::from_json(&text).map_err(|e| Failure::file(path, e))?;
        calibration.check_model(model).map_err(|e| {
            Failure::file(path, e)
                .with_help("calibrate this model: onnx2circuit calibrate MODEL SAMPLES -o FILE")
        })?;
        calibration.declare(model, inputs).map_err(Failure::input)?;
        return Ok(Ranges { calibration, sha256: Some(sha256(text.as_bytes())), made: None });
    }
    let calibration = observe(model, samples, inputs, SEED)?;
    // Without ranges of all inputs nothing was drawn; quantisation will name them.
    let made = (calibration.samples > 0).then(|| calibration.to_json());
    Ok(Ranges { sha256: made.as_ref().map(|text| sha256(text.as_bytes())), calibration, made })
}

/// What samples show, or without samples, inputs drawn within the declared ranges.
///
/// # Errors
/// [`Failure`] as [`ranges`].
pub fn observe(
    model: &Model,
    samples: Option<&[Sample]>,
    inputs: &BTreeMap<String, Interval>,
    seed: u64,
) -> Result<Calibration, Failure> {
    let Some(samples) = samples else {
        return model.calibrate_within(inputs, seed).map_err(Failure::input);
    };
    let mut calibration = model.calibrate(samples).map_err(Failure::input)?;
    calibration.declare(model, inputs).map_err(Failure::input)?;
    Ok(calibration)
}
