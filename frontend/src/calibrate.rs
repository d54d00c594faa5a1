//! Calibration: the range of every tensor, from samples or from what the user declares.
//!
//! A calibration is an input of compile: a JSON file, hashed into the manifest, whose ends are dyadic
//! rationals and so exact. It holds what was observed and the margin by which quantisation widens it, for every
//! tensor but the inputs, whose range is taken as it is. Quantisation leaves room for its own rounding, too;
//! [`Model::settle`] runs the samples to see that it was enough.

use std::collections::{BTreeMap, BTreeSet};

use gadgets::Dyadic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::draw::{Draws, Samples, affordable};
use crate::error::printable;
use crate::float_graph::{FloatGraph, Op, ValueId};
use crate::model::Model;
use crate::observe::calibrate;

/// Version of the file format.
pub const SCHEMA: u32 = 1;
/// A quarter: the margin of a calibration that states none.
pub const MARGIN: Dyadic = Dyadic { mantissa: 1, exponent: -2 };
/// Largest margin.
const MOST_MARGIN: f64 = 16.0;

const fn default_margin() -> Dyadic {
    MARGIN
}

/// A closed interval of reals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Smallest value.
    pub lo: Dyadic,
    /// Largest value.
    pub hi: Dyadic,
}

impl Interval {
    /// `lo..=hi`; `None` unless both are finite and in order.
    pub fn new(lo: f64, hi: f64) -> Option<Self> {
        (lo <= hi).then_some(())?;
        Some(Self { lo: Dyadic::from_f64(lo)?, hi: Dyadic::from_f64(hi)? })
    }

    /// Both ends as floats.
    pub fn ends(self) -> (f64, f64) {
        (self.lo.to_f64(), self.hi.to_f64())
    }
}

/// Ranges of the tensors of one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The model's hash in hexadecimal.
    pub model: String,
    /// How many samples were seen; 0 for ranges that are declared.
    pub samples: u64,
    /// The seed of samples that were drawn in the inputs' ranges; none for samples that were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Quantisation moves each end of an observed range outward by this fraction of its distance from 0, or of
    /// the range's width where 0 lies outside.
    #[serde(default = "default_margin")]
    pub margin: Dyadic,
    /// Ranges by tensor name.
    pub tensors: BTreeMap<String, Interval>,
    /// Of tensors with elements that masks have moved far away, the largest magnitude of the others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub near: BTreeMap<String, Dyadic>,
    /// Of outputs some elements of which are always far smaller than others, the size of the smallest.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub small: BTreeMap<String, Dyadic>,
}

/// Samples or a file that give no calibration.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// Nothing was observed.
    #[error("no samples were given")]
    NoSamples,
    /// A sample that is not for this model.
    #[error("sample {sample}: {reason}")]
    Sample {
        /// Its position.
        sample: usize,
        /// What is wrong.
        reason: String,
    },
    /// A value that no range holds.
    #[error("sample {sample}: tensor '{}' has an element that is not finite", printable(.tensor))]
    NotFinite {
        /// Position of the sample.
        sample: usize,
        /// Name of the tensor.
        tensor: String,
    },
    /// A value that no range holds, whatever was drawn.
    #[error("of {count} inputs drawn in range every one gives tensor '{}' an element that is not finite; is the range wider than what the model takes?", printable(.tensor))]
    NeverFinite {
        /// How many were drawn.
        count: usize,
        /// Name of the first such tensor.
        tensor: String,
    },
    /// A margin that is no fraction.
    #[error("the margin is {0}, expected 0 to {MOST_MARGIN}")]
    Margin(f64),
    /// A range for something that is no input.
    #[error("a range is given for '{name}', which is no input of the model; its inputs are: {}", .inputs.join(", "))]
    NoSuchInput {
        /// The name.
        name: String,
        /// Names of the inputs.
        inputs: Vec<String>,
    },
    /// A range for something that is not in the model.
    #[error("the calibration has a range for '{0}', which is not in the model")]
    NoSuchTensor(String),
    /// A file of another format.
    #[error("not a calibration file: {0}")]
    Malformed(String),
    /// A file of another version.
    #[error("calibration schema {got}, expected {SCHEMA}")]
    Schema {
        /// Version in the file.
        got: u32,
    },
    /// A file for another model.
    #[error("the calibration is for model {got}, this is {expected}")]
    OtherModel {
        /// Hash in the file.
        got: String,
        /// Hash of the model.
        expected: String,
    },
}

impl Calibration {
    /// Nothing but declared input ranges: every other range is the worst case that follows.
    pub fn declared(model: &Model, inputs: &BTreeMap<String, Interval>) -> Self {
        let (model, tensors) = (model.hash_hex(), with_domains(model.graph(), inputs));
        let [near, small] = [BTreeMap::new(), BTreeMap::new()];
        Self { schema: SCHEMA, model, samples: 0, seed: None, margin: MARGIN, tensors, near, small }
    }

    /// The same ranges with another margin.
    ///
    /// # Errors
    /// [`CalibrationError::Margin`] for one below 0, above 16, or no number.
    pub fn with_margin(mut self, margin: f64) -> Result<Self, CalibrationError> {
        let valid = (0.0..=MOST_MARGIN).contains(&margin);
        let exact = Dyadic::from_f64(margin).filter(|_| valid);
        self.margin = exact.ok_or(CalibrationError::Margin(margin))?;
        Ok(self)
    }

    /// Takes declared input ranges instead of what was observed.
    ///
    /// # Errors
    /// [`CalibrationError::NoSuchInput`] for a name that is no input.
    pub fn declare(
        &mut self,
        model: &Model,
        inputs: &BTreeMap<String, Interval>,
    ) -> Result<(), CalibrationError> {
        check_inputs(model, inputs.keys())?;
        for (name, domain) in with_domains(model.graph(), inputs) {
            // What samples show beyond a domain, as indices below 0, is allowed, too.
            let seen = self.tensors.get(&name).filter(|_| self.samples > 0 && !inputs.contains_key(&name));
            let wider = seen.map(|seen| (seen.ends(), domain.ends()));
            let wider = wider.and_then(|((a, b), (c, d))| Interval::new(a.min(c), b.max(d)));
            self.tensors.insert(name, wider.unwrap_or(domain));
        }
        Ok(())
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("plain data with string keys always serialises");
        text + "\n"
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// [`CalibrationError::Malformed`], [`CalibrationError::Schema`].
    pub fn from_json(text: &str) -> Result<Self, CalibrationError> {
        let read: Self =
            serde_json::from_str(text).map_err(|e| CalibrationError::Malformed(e.to_string()))?;
        if read.schema != SCHEMA {
            return Err(CalibrationError::Schema { got: read.schema });
        }
        for (name, interval) in &read.tensors {
            let (lo, hi) = interval.ends();
            if Interval::new(lo, hi).is_none() {
                return Err(CalibrationError::Malformed(format!("the range of '{name}' is empty")));
            }
        }
        let margin = read.margin.to_f64();
        read.with_margin(margin)
    }

    /// Refuses a calibration of another model, or with ranges of what the model does not have.
    ///
    /// # Errors
    /// [`CalibrationError::OtherModel`], [`CalibrationError::NoSuchTensor`], and where nothing was observed
    /// [`CalibrationError::NoSuchInput`].
    pub fn check_model(&self, model: &Model) -> Result<(), CalibrationError> {
        let expected = model.hash_hex();
        if self.model != expected {
            return Err(CalibrationError::OtherModel { got: self.model.clone(), expected });
        }
        if self.samples == 0 {
            return check_inputs(model, self.tensors.keys());
        }
        let known: BTreeSet<&str> = model.graph().values.iter().map(|v| v.name.as_str()).collect();
        match self
            .tensors
            .keys()
            .chain(self.near.keys())
            .chain(self.small.keys())
            .find(|name| !known.contains(name.as_str()))
        {
            Some(name) => Err(CalibrationError::NoSuchTensor(name.clone())),
            None => Ok(()),
        }
    }
}

/// Refuses a name that is none of the model's inputs.
fn check_inputs<'a>(
    model: &Model,
    mut names: impl Iterator<Item = &'a String>,
) -> Result<(), CalibrationError> {
    let graph = model.graph();
    let inputs: Vec<String> = graph.inputs.iter().map(|id| graph.value(*id).name.clone()).collect();
    match names.find(|name| !inputs.contains(name)) {
        Some(name) => Err(CalibrationError::NoSuchInput { name: name.clone(), inputs }),
        None => Ok(()),
    }
}

/// Declared ranges, and those that inputs have by what reads them.
fn with_domains(graph: &FloatGraph, declared: &BTreeMap<String, Interval>) -> BTreeMap<String, Interval> {
    let domain = |(id, (lo, hi)): (&ValueId, &(i64, i64))| {
        Some((graph.value(*id).name.clone(), Interval::new(*lo as f64, *hi as f64)?))
    };
    let mut all: BTreeMap<String, Interval> = graph.domains.iter().filter_map(domain).collect();
    all.extend(declared.iter().map(|(name, range)| (name.clone(), *range)));
    all
}

/// Most samples that are drawn for a calibration.
const DRAWN: u64 = 128;
/// A ReLU's result is taken to reach this part of its operand's magnitude, if drawn samples show less: one
/// that hardly ever opened would have a range of next to nothing.
const OPENING: f64 = 1.0 / 8.0;

/// Observes every tensor on samples that are drawn within these ranges of the inputs. Where an input has none
/// nothing is drawn: quantisation names it.
pub(crate) fn calibrate_within(
    model: &Model,
    inputs: &BTreeMap<String, Interval>,
    seed: u64,
) -> Result<Calibration, CalibrationError> {
    let graph = model.graph();
    let mut calibration = Calibration::declared(model, &BTreeMap::new());
    calibration.declare(model, inputs)?;
    let Some(draws) = Draws::new(graph, &with_domains(graph, inputs), seed) else { return Ok(calibration) };
    let count = affordable(graph, DRAWN);
    calibration = calibrate(model, Samples::Drawn { draws: &draws, count })?;
    open(graph, &mut calibration.tensors);
    calibration.declare(model, inputs)?;
    Ok(calibration)
}

/// Widens ranges of ReLUs' results, and of what only moves those, to [`OPENING`] of the ReLU's operand.
fn open(graph: &FloatGraph, tensors: &mut BTreeMap<String, Interval>) {
    let mut least = vec![0.0; graph.values.len()];
    for node in &graph.nodes {
        let from = node.inputs[0];
        least[node.output.index()] = match node.op {
            Op::Relu => tensors.get(&graph.value(from).name).map_or(0.0, |i| {
                let (lo, hi) = i.ends();
                hi.max(-lo) * OPENING
            }),
            Op::MaxPool(_) | Op::Reshape | Op::Transpose { .. } | Op::Broadcast { .. } => least[from.index()],
            _ => continue,
        };
        let name = &graph.value(node.output).name;
        let wider = tensors.get(name).and_then(|i| {
            let (lo, hi) = i.ends();
            Interval::new(lo, hi.max(least[node.output.index()]))
        });
        if let Some(wider) = wider {
            tensors.insert(name.clone(), wider);
        }
    }
}
