//! What helps a model whose integers are far from its floats: more bits are tried before they are named.

use frontend::report::NOTABLE;
use frontend::{Calibration, Model, NodeError, Options, Report, Sample};

use crate::{accuracy, listing};

/// Most multiply-accumulates that a trial evaluates: a second or two.
const WORK: u64 = 1 << 30;
/// What is left of the error where something helps.
const LEFT: f64 = 0.5;
/// Widths beyond all presets.
const WIDEST: u32 = 16;

/// A model as it was quantised and measured.
pub struct Measured<'a> {
    /// The float model.
    pub model: &'a Model,
    /// Where its values lie.
    pub calibration: &'a Calibration,
    /// Whether the ranges were settled for these options, and are for others.
    pub settles: bool,
    /// How it was quantised.
    pub options: &'a Options,
    /// What it was measured on; drawn inputs if there are none.
    pub samples: Option<&'a [Sample]>,
    /// What it loses.
    pub report: &'a Report,
}

impl Measured<'_> {
    /// Whether the integers are so far from the floats that something should help.
    pub fn is_far(&self) -> bool {
        let Report { samples, refused, absorbed, .. } = self.report;
        // What the model's own type absorbs, no width brings back. Where all is refused nothing was measured.
        self.report.worst() > NOTABLE && absorbed.is_empty() && refused < samples
    }

    /// What helps, in a sentence.
    pub fn advice(&self) -> Option<String> {
        let drawn = self.calibration.seed.map(|_| "calibrate on real samples (--samples)".to_owned());
        if self.model.graph().work().saturating_mul(self.report.samples as u64) > WORK {
            let bits = "perhaps more bits (--preset exact), which are not tried on a model of this size";
            let all: Vec<String> = drawn.into_iter().chain([bits.to_owned()]).collect();
            return Some(format!("what helps: {}", all.join(", or ")));
        }
        let (now, tried) = (accuracy::percent(self.report.worst()), self.nearest());
        let bits = tried.as_ref().filter(|(_, worst)| *worst <= LEFT * self.report.worst()).map(
            |(option, worst)| {
                format!("more bits ({option}: at most {} in place of {now})", accuracy::percent(*worst))
            },
        );
        let none = bits.is_none();
        let all: Vec<String> = drawn.into_iter().chain(bits).collect();
        let helps = (!all.is_empty()).then(|| format!("what helps: {}", all.join(", or ")));
        // Where no width helps, the place says what to change.
        let place = furthest(self.report).filter(|_| none).map(|place| format!("no more bits help: {place}"));
        let parts: Vec<String> = helps.into_iter().chain(place).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// The first option by which the error is no longer notable, else the one with the smallest error, and how large that is.
    fn nearest(&self) -> Option<(String, f64)> {
        let widths = [
            ("--preset default".to_owned(), Options::default()),
            ("--preset language".to_owned(), Options::language()),
            ("--preset exact".to_owned(), Options::exact()),
            (format!("--goal bits={WIDEST}"), Options::with_bits(WIDEST)),
        ];
        let mut best: Option<(String, f64)> = None;
        for (name, widths) in widths {
            let Options { overflow, node_by_node, .. } = *self.options;
            let options = Options { overflow, node_by_node, ..widths };
            if options == *self.options {
                continue;
            }
            let Some(worst) = self.trial(&options) else { continue };
            if best.as_ref().is_none_or(|(_, least)| worst < *least) {
                best = Some((name, worst));
            }
            if worst <= NOTABLE {
                break;
            }
        }
        best
    }

    /// The largest error with other options; none where they refuse the model, or more samples.
    fn trial(&self, options: &Options) -> Option<f64> {
        let mut calibration = self.calibration.clone();
        if let Some(samples) = self.samples.filter(|_| self.settles) {
            self.model.settle(&mut calibration, samples, options).ok()?;
        }
        let quantised = self.model.quantise(&calibration, options).ok()?;
        let report = accuracy::measure(self.model, &quantised, &calibration, self.samples);
        (report.refused <= self.report.refused).then(|| report.worst())
    }
}

/// Which step is furthest from the float model.
pub fn furthest(report: &Report) -> Option<String> {
    let relative = |n: &&NodeError| n.error.relative_max();
    let worst = report.nodes.iter().max_by(|a, b| relative(a).total_cmp(&relative(b)))?;
    Some(format!(
        "the largest error of a step is at node '{}': {} of the range {}..{} of tensor '{}'",
        worst.node,
        accuracy::percent(worst.error.relative_max()),
        listing::number(worst.error.lo, 4),
        listing::number(worst.error.hi, 4),
        worst.tensor,
    ))
}
