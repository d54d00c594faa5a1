//! `calibrate`: the ranges of a model's values on samples.

use serde::Serialize;

use super::args::Calibrate;
use super::print;
use super::progress::stage;
use crate::artifact::write_file;
use crate::{Failure, listing, pipeline};

#[derive(Serialize)]
struct Report {
    samples: u64,
    tensors: usize,
    output: String,
}

/// Runs the verb.
pub fn run(args: &Calibrate, json: bool) -> Result<(), Failure> {
    let model = stage("reading the model", || pipeline::load(&args.model.model, &args.model.dims))?;
    let samples = stage("reading samples", || crate::inputs::samples(&args.samples, &model))?;
    let calibration = stage("observing ranges", || model.calibrate(&samples))
        .map_err(|e| Failure::file(&args.samples, e))?;
    write_file(&args.output, calibration.to_json().as_bytes())?;
    let report = Report {
        samples: calibration.samples,
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
