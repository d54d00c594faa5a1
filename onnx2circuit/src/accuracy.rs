//! What a compilation loses against the float model: measured after every compile, kept beside the artifact.

use frontend::report::{LARGE, NOTABLE, SmallElements};
use frontend::{Calibration, Model, OutputError, Quantised, Report, Sample, Samples, printable};
use std::path::Path;

use crate::artifact::{parse, read_file};
use crate::manifest::{Manifest, StepEntry};
use crate::{Failure, listing};

/// Name of the report in an artifact's directory. No hash covers it: host floats are in it.
pub const REPORT: &str = "report.json";
/// Most inputs that are drawn to measure on.
const DRAWN: u64 = 64;

/// Compares integers and floats on these samples, or on inputs drawn in the calibrated ranges: other ones than
/// calibration drew.
pub fn measure(
    model: &Model,
    quantised: &Quantised,
    calibration: &Calibration,
    samples: Option<&[Sample]>,
) -> Report {
    if let Some(samples) = samples {
        return quantised.compare(model, Samples::Given(samples));
    }
    let seed = calibration.seed.map_or(1, |seed| seed.wrapping_add(1));
    match model.draw(&calibration.tensors, seed, DRAWN) {
        Some((draws, count)) => quantised.compare(model, Samples::Drawn { draws: &draws, count }),
        None => quantised.compare(model, Samples::Given(&[])),
    }
}

/// Reads the report of an artifact, if it has one.
///
/// # Errors
/// [`Failure`] for a file that is no report.
pub fn read(directory: &Path) -> Result<Option<Report>, Failure> {
    let path = directory.join(REPORT);
    if !path.exists() {
        return Ok(None);
    }
    parse(&path, &read_file(&path)?).map(Some)
}

/// What deserves a warning, in sentences.
pub fn warnings(report: &Report, calibration: &Calibration) -> Vec<String> {
    let mut all = Vec::new();
    // Drawn inputs are not like the samples that showed the ranges; what is refused of them says little.
    let foreign = report.seed.is_some() && calibration.seed.is_none() && calibration.samples > 0;
    if report.refused == report.samples {
        all.push("LARGE ERROR: no input had an output, so nothing was measured; give --samples".to_owned());
    } else if report.refused > 0 && !foreign {
        let (refused, samples) = (report.refused, report.samples);
        all.push(format!(
            "{refused} of {samples} inputs are refused: a value leaves its range (status 16 or 17)"
        ));
    }
    let lost = report.losses.iter().chain(&report.absorbed);
    all.extend(lost.map(|loss| format!("accuracy is lost: {loss}")));
    all.extend(report.outputs.iter().filter_map(endless).map(|what| format!("LARGE ERROR: {what}")));
    for output in report.outputs.iter().filter(|o| o.error.relative_max() > NOTABLE) {
        let large = if output.error.relative_max() > LARGE { "LARGE ERROR: " } else { "" };
        all.push(format!(
            "{large}output '{}' is up to {} of its range away from the float model (typically {}); {}",
            printable(&output.name),
            percent(output.error.relative_max()),
            percent(output.error.relative_mean()),
            decisions(output),
        ));
    }
    if report.worst() > NOTABLE {
        all.extend(flips(report));
    }
    all
}

/// The position of the largest value, the first of equals.
pub fn arg_max<T: PartialOrd>(values: &[T]) -> Option<usize> {
    (0..values.len()).reduce(|best, i| if values[i] > values[best] { i } else { best })
}

/// What no scale keeps, and the figures of all outputs with what they were measured on.
pub fn outputs(report: &Report) -> String {
    let rows: Vec<Vec<String>> = report
        .outputs
        .iter()
        .map(|o| {
            vec![
                o.name.clone(),
                format!("{}..{}", listing::number(o.error.lo, 4), listing::number(o.error.hi, 4)),
                percent(o.error.relative_max()),
                percent(o.error.relative_mean()),
                format!("{}/{}", o.agreeing, o.decisions),
                listing::number(o.smallest_margin, 4),
            ]
        })
        .collect();
    let kind = match report.seed {
        Some(seed) => format!("inputs drawn in range (seed {seed})"),
        None => "given samples".to_owned(),
    };
    let losses: String = report
        .losses
        .iter()
        .chain(&report.absorbed)
        .map(|loss| format!("accuracy is lost: {loss}\n"))
        .collect();
    let notes = flips(report).map(|note| format!("note: {note}\n"));
    let endless = report.outputs.iter().filter_map(endless).map(|what| format!("note: {what}\n"));
    let small: String = report.outputs.iter().filter_map(small).chain(endless).chain(notes).collect();
    format!(
        "{losses}error against float on {} {kind}, {} refused\n{}{small}",
        report.samples,
        report.refused,
        listing::table(
            &["output", "range", "largest error", "typical error", "same arg-max", "smallest margin"],
            &rows
        ),
    )
}

/// The steps of an artifact, each with its error where it was measured.
pub fn steps(manifest: &Manifest, report: Option<&Report>) -> String {
    let errors = |step: usize| -> [String; 2] {
        let found = report.and_then(|r| r.nodes.iter().find(|n| n.step == step));
        found.map_or_else(Default::default, |n| {
            [percent(n.error.relative_max()), percent(n.error.relative_mean())]
        })
    };
    let row = |(i, s): (usize, &StepEntry)| {
        let [largest, typical] = errors(i);
        vec![s.onnx.join("+"), s.gadget.clone(), largest, typical]
    };
    let rows: Vec<Vec<String>> = manifest.steps.iter().enumerate().map(row).collect();
    listing::table(&["step", "gadget", "largest error", "typical error"], &rows)
}

/// What no error tells, since floats have no number there.
fn endless(output: &OutputError) -> Option<String> {
    let count = output.error.endless;
    let (elements, they) = if count == 1 { ("element", "it is") } else { ("elements", "they are") };
    let name = printable(&output.name);
    output.error.is_endless().then(|| {
        format!(
            "{count} {elements} of output '{name}', over all samples, {} not finite in the float model; here {they}, and not compared",
            if count == 1 { "is" } else { "are" },
        )
    })
}

/// What the size of other elements hides, in a line.
fn small(output: &OutputError) -> Option<String> {
    let SmallElements { count, of, worst, error } = output.small.as_ref()?;
    Some(format!(
        "note: {count} of {of} elements of '{}' are far smaller than the others and more than {} of their own range off: element {worst}, \
         of {}..{}, by {}\n",
        printable(&output.name),
        percent(LARGE),
        listing::number(error.lo, 4),
        listing::number(error.hi, 4),
        percent(error.relative_max()),
    ))
}

/// Comparisons that have other results than in floats, in sentences.
fn flips(report: &Report) -> impl Iterator<Item = String> {
    let compared = report.samples - report.refused;
    report.nodes.iter().filter(|n| n.flipped > 0).map(move |n| {
        format!(
            "the comparison at node '{}' has another result than in floats in {} of {compared} samples ({} of its elements): what lies \
             within rounding of a threshold may fall on either side of it",
            printable(&n.node),
            n.flipped,
            digits(n.error.mean),
        )
    })
}

fn decisions(output: &OutputError) -> String {
    let changed = output.decisions - output.agreeing;
    match changed {
        0 => format!("no arg-max of {} changed", output.decisions),
        _ => format!(
            "{changed} of {} arg-maxes changed, by a margin of up to {}",
            output.decisions,
            listing::number(output.largest_changed_margin, 4)
        ),
    }
}

/// A part as per cent with the digits that it has, up to three, however small it is.
pub fn digits(part: f64) -> String {
    let part = 100.0 * part;
    if part >= 100.0 {
        return percent(part / 100.0);
    }
    let decimals = if part > 0.0 && part < 1.0 { 2 - part.log10().floor() as i32 } else { 2 };
    let decimals = decimals.clamp(2, 20) as usize;
    let all = format!("{part:.decimals$}");
    format!("{} %", all.trim_end_matches('0').trim_end_matches('.'))
}

/// A part as per cent.
pub fn percent(part: f64) -> String {
    let part = (100.0 * part).min(f64::MAX);
    // Zeros need no exponent: nothing is hidden.
    if part < 1e-3 { format!("{part:.3} %") } else { listing::number(part, 3) + " %" }
}
