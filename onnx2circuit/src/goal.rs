//! The fewest bits with which a model reaches a goal on its samples.

use frontend::{Model, Report};
use std::fmt;
use std::str::FromStr;

use crate::advice::furthest;
use crate::compiler::{Options, Overflow, Quantisation, Source};
use crate::pipeline::Progress;
use crate::{Failure, accuracy};

/// Widths that are tried.
pub const BITS: std::ops::RangeInclusive<u32> = 3..=16;

/// What a quantisation has to reach, on the samples, or on inputs drawn in their ranges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// The largest element of every row of every output is where the float model has it.
    Predictions,
    /// No output is further from the float model, as a part of its range.
    Error(f64),
    /// So many bits, whatever they reach.
    Bits(u32),
}

impl FromStr for Goal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            let (least, most) = (BITS.start(), BITS.end());
            format!(
                "expected predictions, error=SHARE (0.01 or 1%, above 0) or bits=N ({least} to {most}), got '{text}'"
            )
        };
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        match name {
            "predictions" if !text.contains('=') => Some(Self::Predictions),
            "error" => match value.strip_suffix('%') {
                Some(percent) => percent.trim().parse().ok().map(|p: f64| p / 100.0),
                None => value.parse().ok(),
            }
            .filter(|share| *share > 0.0 && share.is_finite())
            .map(Self::Error),
            "bits" => value.parse().ok().filter(|bits| BITS.contains(bits)).map(Self::Bits),
            _ => None,
        }
        .ok_or_else(wrong)
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Predictions => f.write_str("the float model's predictions"),
            Self::Error(share) => {
                write!(f, "errors of at most {} of each output's range", accuracy::digits(*share))
            }
            Self::Bits(bits) => write!(f, "{bits} bits"),
        }
    }
}

impl Goal {
    /// Whether a report reaches it: no input is refused, either.
    pub fn is_reached(self, report: &Report) -> bool {
        report.refused == 0 && report.samples > 0 && self.missed_by(report) <= 0.0
    }

    /// How far a report is from it: changed predictions, or the excess of the largest error.
    fn missed_by(self, report: &Report) -> f64 {
        match self {
            Self::Predictions if report.outputs.iter().any(|o| o.undecided > 0) => f64::INFINITY,
            Self::Predictions => report.outputs.iter().map(|o| (o.decisions - o.agreeing) as f64).sum(),
            Self::Error(_) if report.is_endless() => f64::INFINITY,
            Self::Error(share) => (report.worst() - share).max(0.0),
            Self::Bits(_) => 0.0,
        }
    }
}

/// Quantises with the fewest bits that reach the goal.
///
/// # Errors
/// [`Failure`] as [`Source::quantise_model`]; with blame `No` where no width reaches it, naming the step that is furthest
/// from the float model, its range, and what can be done.
pub fn reach(
    goal: Goal,
    source: &Source,
    model: &Model,
    progress: &impl Progress,
) -> Result<(u32, Quantisation), Failure> {
    let quantise = |bits: u32| {
        let Options { overflow, node_by_node, .. } = source.options;
        let options = Options { overflow, node_by_node, ..Options::with_bits(bits) };
        Source { options, ..source.clone() }.measured(model.clone(), progress)
    };
    if let Goal::Bits(bits) = goal {
        return Ok((bits, quantise(bits)?.advised(progress)));
    }
    let mut best: Option<(u32, Report)> = None;
    let mut refused = None;
    for bits in BITS {
        // A width that is too small for a model is no reason to stop.
        let quantised = match quantise(bits) {
            Ok(quantised) => quantised,
            Err(failure) => {
                refused = Some(failure);
                continue;
            }
        };
        if goal.is_reached(&quantised.report) {
            return Ok((bits, quantised.advised(progress)));
        }
        let missed = |r: &Report| (r.refused, goal.missed_by(r));
        if best.as_ref().is_none_or(|(_, report)| missed(&quantised.report) < missed(report)) {
            best = Some((bits, quantised.report));
        }
    }
    Err(match (best, refused) {
        (Some((bits, report)), _) => unreached(goal, bits, &report, source.options.overflow),
        (None, Some(failure)) => failure,
        (None, None) => Failure::internal("no width was tried"),
    })
}

/// What is said of a goal that no width reaches.
fn unreached(goal: Goal, bits: u32, report: &Report, overflow: Overflow) -> Failure {
    let place = furthest(report).map_or_else(String::new, |place| format!("; {place}"));
    let changed: usize = report.outputs.iter().map(|o| o.decisions - o.agreeing).sum();
    let (refused, most) = (report.refused, BITS.end());
    let worst = if report.is_endless() {
        "outputs that are not finite in the float model".to_owned()
    } else {
        format!("a largest error of {}", accuracy::digits(report.worst()))
    };
    Failure::no(format!(
        "no width of up to {most} bits reaches {goal}: {bits} bits come nearest, with {worst}, {changed} \
         changed predictions and {refused} of {} inputs refused{place}",
        report.samples
    ))
    .with_help(if refused > 0 && overflow == Overflow::Saturate {
        "inputs are refused where a function has no value, or that lie beyond their range: calibrate on samples like them \
         (--samples)"
    } else if refused > 0 {
        "inputs are refused where a value leaves its calibrated range: calibrate on samples like them (--samples), or \
         clamp what leaves a range (--overflow saturate)"
    } else if report.seed.is_some() {
        "calibrate on real samples (--samples): inputs drawn in a range spread values far wider than real ones; or ask for \
         less"
    } else {
        "bring that tensor's values closer together in the model (normalise them, or clip outliers), or ask for less"
    })
}
