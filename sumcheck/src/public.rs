//! The public values: which integers they are and what they are checked for.

use circuit::{Graph, PublicValues, Range, Visibility};
use thiserror::Error;

/// One public tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Whether it is an output.
    pub output: bool,
    /// Its shape.
    pub shape: Vec<u32>,
    /// Where its elements lie.
    pub range: Range,
}

impl Slot {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().map(|d| *d as usize).product()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Public values that are none of the circuit's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PublicError {
    /// Not the number of tensors.
    #[error("{got} public {what}, expected {expected}")]
    Tensors {
        /// Inputs or outputs.
        what: &'static str,
        /// Number in the circuit.
        expected: usize,
        /// Number given.
        got: usize,
    },
    /// Not the number of elements.
    #[error("public {what} {index} has {got} elements, expected {expected}")]
    Elements {
        /// Input or output.
        what: &'static str,
        /// Which one.
        index: usize,
        /// Number in the circuit.
        expected: usize,
        /// Number given.
        got: usize,
    },
    /// An integer outside its tensor's range.
    #[error("element {element} of public {what} {index} is {got}, outside {range}")]
    Range {
        /// Input or output.
        what: &'static str,
        /// Which one.
        index: usize,
        /// Row-major index.
        element: usize,
        /// The range.
        range: Range,
        /// The integer.
        got: i128,
    },
}

/// The public tensors of a circuit: inputs, then outputs.
pub fn slots(graph: &Graph) -> Vec<Slot> {
    let slot = |output: bool, t: &circuit::TensorId| {
        let tensor = graph.tensor(*t);
        Slot { output, shape: tensor.shape.clone(), range: tensor.range }
    };
    let public = |t: &&circuit::TensorId| graph.tensor(**t).vis == Visibility::PublicInput;
    let inputs = graph.inputs.iter().filter(public).map(|t| slot(false, t));
    inputs.chain(graph.outputs.iter().map(|t| slot(true, t))).collect()
}

/// Checks that values are those of the slots, each in its range, and gives them in the slots' order.
///
/// # Errors
/// The first value that does not belong there.
pub fn check<'a>(slots: &[Slot], values: &'a PublicValues) -> Result<Vec<&'a [i128]>, PublicError> {
    let mut all = Vec::with_capacity(slots.len());
    for (output, given, what, one) in
        [(false, &values.inputs, "inputs", "input"), (true, &values.outputs, "outputs", "output")]
    {
        let slots: Vec<&Slot> = slots.iter().filter(|s| s.output == output).collect();
        if slots.len() != given.len() {
            return Err(PublicError::Tensors { what, expected: slots.len(), got: given.len() });
        }
        for (index, (slot, values)) in slots.into_iter().zip(given).enumerate() {
            if slot.len() != values.len() {
                let (expected, got) = (slot.len(), values.len());
                return Err(PublicError::Elements { what: one, index, expected, got });
            }
            if let Some((element, got)) = values.iter().enumerate().find(|(_, v)| !slot.range.contains(**v)) {
                return Err(PublicError::Range { what: one, index, element, range: slot.range, got: *got });
            }
            all.push(&values[..]);
        }
    }
    Ok(all)
}
