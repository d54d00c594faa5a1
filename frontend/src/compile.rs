//! From a model's bytes to the integer graph in one call.

use std::collections::BTreeMap;
use std::path::Path;

use thiserror::Error;

use crate::calibrate::{Calibration, CalibrationError, Interval};
use crate::error::Diagnostics;
use crate::model::{LoadOptions, Model};
use crate::quantise::{Options, QuantiseError, Quantised};
use crate::samples::Sample;

/// Where a model's ranges come from.
#[derive(Clone, Debug, Default)]
pub enum Ranges {
    /// From the declared ranges of the inputs by interval analysis: wide, but no input is ever refused.
    #[default]
    Proven,
    /// From samples that are drawn within the declared ranges of the inputs.
    Drawn {
        /// Of the draw.
        seed: u64,
    },
    /// A calibration made before.
    Calibration(Calibration),
    /// Samples to calibrate with now; none of them is refused.
    Samples(Vec<Sample>),
}

/// Everything that compile takes beside the model.
#[derive(Clone, Debug, Default)]
pub struct CompileOptions {
    /// Dimensions, baked inputs, limits.
    pub load: LoadOptions,
    /// Calibration or samples.
    pub ranges: Ranges,
    /// Declared input ranges, `--input-range NAME=LO..HI`; they win over calibrated ones.
    pub inputs: BTreeMap<String, Interval>,
    /// Widths and rules.
    pub quantise: Options,
}

/// A compiled model with what it came from.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The float model.
    pub model: Model,
    /// The ranges that were used.
    pub calibration: Calibration,
    /// The integer graph.
    pub quantised: Quantised,
}

/// Why a model did not compile.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CompileError {
    /// The model itself.
    #[error(transparent)]
    Model(#[from] Diagnostics),
    /// Samples or calibration.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
    /// Ranges and widths.
    #[error(transparent)]
    Quantise(#[from] QuantiseError),
}

/// Compiles the model at `path`.
///
/// # Errors
/// [`CompileError`]; all blockers of the model at once.
pub fn compile_path(path: &Path, options: &CompileOptions) -> Result<Compiled, CompileError> {
    compile(Model::load(path, &options.load)?, options)
}

/// Compiles a model in memory, whose external data, if any, lies in `folder`.
///
/// # Errors
/// [`CompileError`]; all blockers of the model at once.
pub fn compile_bytes(
    bytes: &[u8],
    folder: Option<&Path>,
    options: &CompileOptions,
) -> Result<Compiled, CompileError> {
    compile(Model::from_bytes(bytes, folder, &options.load)?, options)
}

fn compile(model: Model, options: &CompileOptions) -> Result<Compiled, CompileError> {
    let mut calibration = match &options.ranges {
        Ranges::Proven => Calibration::declared(&model, &BTreeMap::new()),
        Ranges::Drawn { seed } => model.calibrate_within(&options.inputs, *seed)?,
        Ranges::Calibration(c) => c.clone(),
        Ranges::Samples(s) => model.calibrate(s)?,
    };
    calibration.declare(&model, &options.inputs)?;
    if let Ranges::Samples(samples) = &options.ranges {
        model.settle(&mut calibration, samples, &options.quantise)?;
    }
    let quantised = model.quantise(&calibration, &options.quantise)?;
    Ok(Compiled { model, calibration, quantised })
}
