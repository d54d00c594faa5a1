//! Calibration: the range of every tensor, from samples or from what the user declares.
//!
//! A calibration is an input of compile: a JSON file, hashed into the manifest, whose ends are dyadic
//! rationals and so exact. It holds what was observed, without a margin; quantisation applies its own
//! ([`crate::quantise::Options::margin`]) to every tensor but the inputs, whose range is taken as it is.

use std::collections::BTreeMap;

use gadgets::Dyadic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::Model;
use crate::samples::Sample;

/// Version of the file format.
pub const SCHEMA: u32 = 1;

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
    /// Ranges by tensor name.
    pub tensors: BTreeMap<String, Interval>,
}

/// Samples or a file that give no calibration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
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
    #[error("sample {sample}: tensor '{tensor}' has an element that is not finite")]
    NotFinite {
        /// Position of the sample.
        sample: usize,
        /// Name of the tensor.
        tensor: String,
    },
    /// A range for something that is no input.
    #[error("the model has no input '{0}'")]
    NoSuchInput(String),
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
        Self { schema: SCHEMA, model: model.hash_hex(), samples: 0, tensors: inputs.clone() }
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
        let graph = model.graph();
        let known = |name: &str| graph.inputs.iter().any(|id| graph.value(*id).name == name);
        if let Some(name) = inputs.keys().find(|n| !known(n)) {
            return Err(CalibrationError::NoSuchInput(name.clone()));
        }
        self.tensors.extend(inputs.iter().map(|(n, i)| (n.clone(), *i)));
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
        Ok(read)
    }

    /// Refuses a calibration of another model.
    ///
    /// # Errors
    /// [`CalibrationError::OtherModel`].
    pub fn check_model(&self, model: &Model) -> Result<(), CalibrationError> {
        let expected = model.hash_hex();
        if self.model == expected {
            return Ok(());
        }
        Err(CalibrationError::OtherModel { got: self.model.clone(), expected })
    }
}

/// Observes every tensor that is computed or given, sample by sample.
pub(crate) fn calibrate(model: &Model, samples: &[Sample]) -> Result<Calibration, CalibrationError> {
    if samples.is_empty() {
        return Err(CalibrationError::NoSamples);
    }
    let graph = model.graph();
    let mut seen: Vec<Option<(f64, f64)>> = vec![None; graph.values.len()];
    for (at, sample) in samples.iter().enumerate() {
        sample.check(graph).map_err(|reason| CalibrationError::Sample { sample: at, reason })?;
        for ((value, data), range) in graph.values.iter().zip(model.evaluate(sample)).zip(&mut seen) {
            if value.constant.is_some() || data.is_empty() {
                continue;
            }
            if data.iter().any(|v| !v.is_finite()) {
                return Err(CalibrationError::NotFinite { sample: at, tensor: value.name.clone() });
            }
            let start = range.unwrap_or((data[0], data[0]));
            *range = Some(data.iter().fold(start, |(lo, hi), v| (v.min(lo), v.max(hi))));
        }
    }
    let named = graph.values.iter().zip(seen);
    let tensors = named
        .filter_map(|(value, range)| {
            let (lo, hi) = range?;
            Some((value.name.clone(), Interval::new(lo, hi)?))
        })
        .collect();
    Ok(Calibration { schema: SCHEMA, model: model.hash_hex(), samples: samples.len() as u64, tensors })
}
