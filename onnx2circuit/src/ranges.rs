//! Where a compilation's ranges come from: a calibration file, samples, or inputs drawn in declared ranges.

use frontend::{Calibration, Interval, Model, Options, Overflow, QuantiseError, Sample};
use std::collections::BTreeMap;
use std::path::Path;

use crate::Failure;
use crate::artifact::{read_file, sha256};
use crate::pipeline::{self, Progress};

/// Seed of the inputs that are drawn for a calibration, unless the user chooses one.
pub const SEED: u64 = 0;

/// The ranges that a compilation works with.
#[derive(Clone, Debug)]
pub struct Ranges {
    /// Ranges by tensor.
    pub calibration: Calibration,
    /// The text of the calibration's file, given or made just now; none where every range is proven.
    pub file: Option<String>,
}

impl Ranges {
    /// SHA-256 of the calibration's file.
    pub fn sha256(&self) -> Option<String> {
        self.file.as_ref().map(|text| sha256(text.as_bytes()))
    }
}

/// Refuses ranges of nothing but declared inputs, of which some are missing.
///
/// # Errors
/// [`Failure`] naming them.
pub fn check_observed(model: &Model, calibration: &Calibration) -> Result<(), Failure> {
    if calibration.samples > 0 {
        return Ok(());
    }
    let names = model.graph().inputs.iter().map(|id| &model.graph().value(*id).name);
    let missing: Vec<&str> =
        names.filter(|name| !calibration.tensors.contains_key(*name)).map(String::as_str).collect();
    let message = format!("no range for input {}", missing.join(", "));
    Err(Failure::input(message).with_help("give --input-range NAME=LO..HI for each input, or samples"))
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

/// The ranges of a compilation by `options`: the file's, else what the samples show, else what inputs drawn within
/// the declared ranges show. Declared ranges of inputs win over all of these.
///
/// # Errors
/// [`Failure`] for a file that is no calibration of this model, a range for what is no input, or values that
/// are not finite.
pub fn ranges(
    model: &Model,
    file: Option<&Path>,
    samples: Option<&[Sample]>,
    inputs: &BTreeMap<String, Interval>,
    options: &Options,
    progress: &impl Progress,
) -> Result<Ranges, Failure> {
    if let Some(path) = file {
        let text = String::from_utf8(read_file(path)?).map_err(|e| Failure::file(path, e))?;
        let mut calibration = Calibration::from_json(&text).map_err(|e| Failure::file(path, e))?;
        calibration.check_model(model).map_err(|e| {
            Failure::file(path, e)
                .with_help("calibrate this model: onnx2circuit calibrate MODEL SAMPLES -o FILE")
        })?;
        calibration.declare(model, inputs).map_err(Failure::input)?;
        return Ok(Ranges { calibration, file: Some(text) });
    }
    let mut calibration = progress.stage("observing ranges", || observe(model, samples, inputs, SEED))?;
    if let Some(samples) = samples {
        let settle = || model.settle(&mut calibration, samples, options);
        let unsettled = |error| unsettled(error, Settling::Compilation(options));
        progress.stage("running the samples in integers", settle).map_err(unsettled)?;
    }
    // Without ranges of all inputs nothing was drawn; quantisation will name them.
    let file = (calibration.samples > 0).then(|| calibration.to_json());
    Ok(Ranges { calibration, file })
}

/// Where a range does not settle: the options that help are those of the command that is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling<'a> {
    /// `calibrate`, for the rounding of these presets.
    Calibration(&'a [Options]),
    /// `compile` by these options.
    Compilation(&'a Options),
}

impl Settling<'_> {
    /// What helps beside another range of the inputs.
    fn help(self) -> Vec<String> {
        let narrowest = match self {
            Self::Calibration(presets) => presets.iter().map(|o| o.activation_bits).min(),
            Self::Compilation(options) => Some(options.activation_bits),
        };
        let more: Vec<String> = [("language", Options::language()), ("exact", Options::exact())]
            .into_iter()
            .filter(|(_, wide)| narrowest.is_some_and(|bits| wide.activation_bits > bits))
            .map(|(name, wide)| format!("{name} ({} bits)", wide.activation_bits))
            .collect();
        let why = match self {
            Self::Calibration([_, _, ..]) => "room for the rounding of that preset only",
            _ => "less rounding on the way",
        };
        let presets = (!more.is_empty()).then(|| format!("--preset {}: {why}", more.join(" or ")));
        let beyond = match self {
            Self::Calibration(_) => Some("--margin PART: more room beside what the samples show"),
            Self::Compilation(options) => (options.overflow == Overflow::Reject)
                .then_some("--overflow saturate: clamp what leaves a range"),
        };
        presets.into_iter().chain(beyond.map(str::to_owned)).collect()
    }
}

/// Why samples do not fit, and which options help.
pub fn unsettled(error: QuantiseError, by: Settling<'_>) -> Failure {
    let settles = !matches!(error, QuantiseError::Unsettled { .. });
    let failure = Failure::input(error);
    if settles {
        return failure;
    }
    let range = "--input-range NAME=LO..HI: the inputs' own range, no wider than what the samples show";
    let all: Vec<String> = std::iter::once(range.to_owned()).chain(by.help()).collect();
    failure.with_help(all.join("; "))
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
