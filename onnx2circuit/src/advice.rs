//! What helps a model whose integers are far from its floats, or refuse inputs: options are tried before they are named.

use frontend::report::NOTABLE;
use frontend::{Calibration, Model, NodeError, Options, Overflow, Report, Sample};

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
    /// Whether the integers are so far from the floats, or refuse so much, that something should help.
    pub fn wants(&self) -> bool {
        self.is_far() || self.refuses()
    }

    fn is_far(&self) -> bool {
        let Report { samples, refused, absorbed, .. } = self.report;
        // What the model's own type absorbs, or has no number for, no width brings back. Where all is refused nothing was measured.
        let numbers = absorbed.is_empty() && !self.report.is_endless();
        self.report.worst() > NOTABLE && numbers && refused < samples
    }

    /// Whether inputs are refused that the ranges were made for.
    fn refuses(&self) -> bool {
        let foreign =
            self.report.seed.is_some() && self.calibration.seed.is_none() && self.calibration.samples > 0;
        self.report.refused > 0 && !foreign && self.options.overflow == Overflow::Reject
    }

    /// What helps, in a sentence.
    pub fn advice(&self) -> Option<String> {
        let mut all: Vec<String> = Vec::new();
        all.extend(self.calibration.seed.map(|_| "calibrate on real samples (--samples)".to_owned()));
        let (far, refuses) = (self.is_far(), self.refuses());
        if self.model.graph().work().saturating_mul(self.report.samples as u64) > WORK {
            let wider = self.options.activation_bits < Options::exact().activation_bits;
            all.extend((far && wider).then(|| "perhaps more bits (--preset exact)".to_owned()));
            all.extend(refuses.then(|| "perhaps clamping (--overflow saturate)".to_owned()));
            let helps = (!all.is_empty()).then(|| format!("what helps: {}", all.join(", or ")));
            let parts = helps.into_iter().chain(["no option is tried on a model of this size".to_owned()]);
            return Some(parts.collect::<Vec<_>>().join("; "));
        }
        all.extend(refuses.then(|| self.clamping()).flatten());
        let nearer = far.then(|| self.nearer()).flatten();
        let none = far && nearer.is_none();
        all.extend(nearer);
        let helps = (!all.is_empty()).then(|| format!("what helps: {}", all.join(", or ")));
        // Where no option helps, the place says what to change.
        let place = furthest(self.report).filter(|_| none).map(|place| format!("no more bits help: {place}"));
        let parts: Vec<String> = helps.into_iter().chain(place).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// What clamping does for inputs that are refused.
    fn clamping(&self) -> Option<String> {
        let clamped = self.tried(&Options { overflow: Overflow::Saturate, ..self.options.clone() })?;
        let (refused, worst) = (clamped.refused, accuracy::percent(clamped.worst()));
        (refused < self.report.refused).then(|| {
            format!(
                "clamping (--overflow saturate: {refused} of {} inputs refused in place of {}, errors of at most {worst})",
                clamped.samples, self.report.refused
            )
        })
    }

    /// The first option by which the error is no longer notable, else the one with the smallest error, with what it comes to: if
    /// that is less than [`LEFT`].
    fn nearer(&self) -> Option<String> {
        let widths = [
            ("--preset default".to_owned(), Options::default()),
            ("--preset language".to_owned(), Options::language()),
            ("--preset exact".to_owned(), Options::exact()),
            (format!("--goal bits={WIDEST}"), Options::with_bits(WIDEST)),
        ];
        let Options { overflow, node_by_node, .. } = *self.options;
        let more = widths
            .clone()
            .map(|(name, widths)| ("more bits", name, Options { overflow, node_by_node, ..widths }));
        let clamped = |options: &Options| Options { overflow: Overflow::Saturate, ..options.clone() };
        let saturate = ("clamping", "--overflow saturate".to_owned(), clamped(self.options));
        let both = more.clone().map(|(_, name, options)| {
            ("more bits and clamping", format!("{name} --overflow saturate"), clamped(&options))
        });
        let mut best: Option<(String, f64)> = None;
        let mut seen = vec![self.options.clone()];
        for (what, name, options) in more.into_iter().chain([saturate]).chain(both) {
            if seen.contains(&options) {
                continue;
            }
            let tried = self.tried(&options).filter(|report| report.refused <= self.report.refused);
            seen.push(options);
            let Some(worst) = tried.map(|report| report.worst()) else { continue };
            if best.as_ref().is_none_or(|(_, least)| worst < *least) {
                best = Some((format!("{what} ({name}"), worst));
            }
            if worst <= NOTABLE {
                break;
            }
        }
        let (option, worst) = best.filter(|(_, worst)| *worst <= LEFT * self.report.worst())?;
        let [worst, now] = [worst, self.report.worst()].map(accuracy::percent);
        Some(format!("{option}: at most {worst} in place of {now})"))
    }

    /// The report by other options; none where they refuse the model.
    fn tried(&self, options: &Options) -> Option<Report> {
        let mut calibration = self.calibration.clone();
        if let Some(samples) = self.samples.filter(|_| self.settles) {
            self.model.settle(&mut calibration, samples, options).ok()?;
        }
        let quantised = self.model.quantise(&calibration, options).ok()?;
        Some(accuracy::measure(self.model, &quantised, &calibration, self.samples))
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
