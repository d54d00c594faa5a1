//! `calibrate`: the ranges of a model's values on samples, or on inputs drawn within declared ranges.

use clap::ValueEnum;
use frontend::Options;
use serde::Serialize;

use super::args::{Calibrate, Preset};
use super::progress::stage;
use super::{load, print};
use crate::artifact::{check_file, write_file};
use crate::ranges::{self, Settling};
use crate::{Failure, listing};

#[derive(Serialize)]
struct Report {
    samples: u64,
    seed: Option<u64>,
    tensors: usize,
    output: String,
}

/// Runs the verb.
pub fn run(args: &Calibrate, json: bool) -> Result<(), Failure> {
    check_file(&args.output)?;
    let model = load(&args.model)?;
    let inputs = ranges::declared(&args.input_ranges)?;
    let samples = stage("reading samples", || {
        let path = args.samples.as_ref().or(args.given.as_ref());
        path.map(|path| crate::inputs::samples(path, &model)).transpose()
    })?;
    let observed =
        stage("observing ranges", || ranges::observe(&model, samples.as_deref(), &inputs, args.seed))?;
    let mut calibration = observed.with_margin(args.margin).map_err(Failure::input)?;
    if let Some(samples) = &samples {
        let every = Preset::value_variants();
        let presets = args.preset.as_ref().map_or(every, std::slice::from_ref);
        let presets: Vec<Options> = presets.iter().map(|preset| (*preset).into()).collect();
        stage("running the samples in integers", || {
            presets.iter().try_for_each(|options| model.settle(&mut calibration, samples, options))
        })
        .map_err(|error| ranges::unsettled(error, Settling::Calibration(&presets)))?;
    }
    ranges::check_observed(&model, &calibration)?;
    write_file(&args.output, calibration.to_json().as_bytes())?;
    let report = Report {
        samples: calibration.samples,
        seed: calibration.seed,
        tensors: calibration.tensors.len(),
        output: args.output.display().to_string(),
    };
    print(json, &report, || {
        let rows: Vec<Vec<String>> = calibration
            .tensors
            .iter()
            .map(|(name, i)| vec![name.clone(), format!("{:.6}", i.ends().0), format!("{:.6}", i.ends().1)])
            .collect();
        format!(
            "{}\n{}: ranges of {} tensors on {} samples\n",
            listing::table(&["tensor", "smallest", "largest"], &rows),
            report.output,
            report.tensors,
            report.samples
        )
    })
}
