//! The public values: which integers they are and what they are checked for.

use borsh::{BorshDeserialize, BorshSerialize};
use thiserror::Error;

use super::{Graph, Range, TensorId, Trace, Visibility};

/// The public integers of a run: inputs, then outputs, each tensor row-major.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PublicValues {
    /// Public inputs.
    pub inputs: Vec<Vec<i128>>,
    /// Outputs.
    pub outputs: Vec<Vec<i128>>,
}

impl PublicValues {
    /// Those of a run of `graph`.
    pub fn of(graph: &Graph, trace: &Trace) -> Self {
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for (output, t) in tensors(graph) {
            (if output { &mut outputs } else { &mut inputs }).push(trace.tensor(t).to_vec());
        }
        Self { inputs, outputs }
    }
}

/// One public tensor.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
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
        self.shape.iter().map(|d| *d as usize).fold(1, usize::saturating_mul)
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

/// The public tensors of a circuit, and whether each is an output: inputs, then outputs.
pub fn tensors(graph: &Graph) -> impl Iterator<Item = (bool, TensorId)> {
    let public = |t: &&TensorId| graph.tensor(**t).vis == Visibility::PublicInput;
    let inputs = graph.inputs.iter().filter(public).map(|t| (false, *t));
    inputs.chain(graph.outputs.iter().map(|t| (true, *t)))
}

/// The public tensors of a circuit, in the order of [`tensors`].
pub fn slots(graph: &Graph) -> Vec<Slot> {
    let slot = |(output, t): (bool, TensorId)| {
        let tensor = graph.tensor(t);
        Slot { output, shape: tensor.shape.clone(), range: tensor.range }
    };
    tensors(graph).map(slot).collect()
}

/// Checks that values are those of the slots, each in its range, and gives them one tensor after the other: inputs, then
/// outputs.
///
/// # Errors
/// The first value that does not belong there.
pub fn check<'s, 'a>(
    slots: impl IntoIterator<Item = &'s Slot> + Clone,
    values: &'a PublicValues,
) -> Result<Vec<&'a [i128]>, PublicError> {
    let mut all = Vec::new();
    for (output, given, what, one) in
        [(false, &values.inputs, "inputs", "input"), (true, &values.outputs, "outputs", "output")]
    {
        let slots: Vec<&Slot> = slots.clone().into_iter().filter(|s| s.output == output).collect();
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
