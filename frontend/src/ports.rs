//! Reals to integers at the model's inputs, and back at its outputs.

use gadgets::rounding::half_up;
use thiserror::Error;

use crate::error::printable;
use crate::quantise::Quantised;

/// Reals that are no input of the model.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum InputError {
    /// Wrong number of inputs.
    #[error("expected {expected} inputs, got {got}")]
    Count {
        /// Inputs of the model.
        expected: usize,
        /// Inputs given.
        got: usize,
    },
    /// Wrong number of elements.
    #[error("input '{name}': expected {expected} elements, got {got}")]
    Length {
        /// The input.
        name: String,
        /// Elements of the input.
        expected: usize,
        /// Elements given.
        got: usize,
    },
    /// An element so far outside the declared range that its storage type does not hold it.
    #[error("input '{}': element {index} is {value:?}, outside {lo:?} to {hi:?}", printable(.name))]
    Range {
        /// The input.
        name: String,
        /// Position of the element.
        index: usize,
        /// The real value.
        value: f64,
        /// Smallest value of the declared range.
        lo: f64,
        /// Largest value of the declared range.
        hi: f64,
    },
}

impl Quantised {
    /// The integers of one sample: `floor(x / scale + 1/2)` for each element.
    ///
    /// An integer outside the declared range is left so, where the storage type holds it: the model's range
    /// check refuses it with its defined status.
    ///
    /// # Errors
    /// [`InputError`] for another number of inputs or elements, and for an element that the storage type
    /// does not hold.
    pub fn quantise_inputs(&self, inputs: &[Vec<f64>]) -> Result<Vec<Vec<i64>>, InputError> {
        let ports = &self.graph.inputs;
        if inputs.len() != ports.len() {
            return Err(InputError::Count { expected: ports.len(), got: inputs.len() });
        }
        (0..ports.len()).map(|i| self.quantise_input(i, &inputs[i])).collect()
    }

    /// The integers of input `port`; see [`Quantised::quantise_inputs`].
    ///
    /// # Errors
    /// [`InputError::Length`], [`InputError::Range`].
    pub fn quantise_input(&self, port: usize, values: &[f64]) -> Result<Vec<i64>, InputError> {
        let name = &self.graph.inputs[port].name;
        let tensor = self.graph.tensor(self.graph.inputs[port].tensor);
        if values.len() != tensor.len() {
            let (expected, got) = (tensor.len(), values.len());
            return Err(InputError::Length { name: name.clone(), expected, got });
        }
        let scale = tensor.scale.to_f64();
        let limit = tensor.element.range();
        let one = |(index, value): (usize, &f64)| {
            // A NaN compares false to both ends.
            let r = half_up(value / scale);
            let fits = r >= limit.lo as f64 && r <= limit.hi as f64;
            let (lo, hi) = (tensor.range.lo as f64 * scale, tensor.range.hi as f64 * scale);
            fits.then_some(r as i64).ok_or(InputError::Range {
                name: name.clone(),
                index,
                value: *value,
                lo,
                hi,
            })
        };
        values.iter().enumerate().map(one).collect()
    }

    /// The reals of output `port`: each integer times the scale.
    pub fn dequantise_output(&self, port: usize, integers: &[i64]) -> Vec<f64> {
        let scale = self.graph.tensor(self.graph.outputs[port].tensor).scale.to_f64();
        integers.iter().map(|v| *v as f64 * scale).collect()
    }
}
