//! The public values: which integers they are, where they lie, and how they enter the field.

use borsh::{BorshDeserialize, BorshSerialize};
use circuit::Range;
use thiserror::Error;

use super::field::{Fr, fr};
use super::file::FileError;

/// Most public tensors of a circuit.
pub const MAX_SLOTS: u64 = 1 << 16;

/// One public tensor.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Slot {
    /// Whether it is an output.
    pub output: bool,
    /// Its shape.
    pub shape: Vec<u32>,
    /// Smallest value.
    pub lo: i128,
    /// Largest value.
    pub hi: i128,
    /// Row of its first element in the instance column.
    pub row: u32,
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

/// Checks the public tensors of a circuit of `2^k` rows: one after the other, and no more than there are rows.
///
/// # Errors
/// [`FileError::Malformed`] with the first that does not fit.
pub fn check_slots(slots: &[Slot], k: u32) -> Result<(), FileError> {
    let mut next = 0usize;
    for (index, slot) in slots.iter().enumerate() {
        let end = next.saturating_add(slot.len());
        if slot.row as usize != next || end > 1 << k || slot.lo > slot.hi {
            let place = format!("rows {next}..{end} of 2^{k}, values {}..={}", slot.lo, slot.hi);
            return Err(FileError::Malformed(format!("public tensor {index} has no place: {place}")));
        }
        next = end;
    }
    Ok(())
}

/// The public integers of a run: inputs, then outputs, each tensor row-major.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct PublicValues {
    /// Public inputs.
    pub inputs: Vec<Vec<i128>>,
    /// Outputs.
    pub outputs: Vec<Vec<i128>>,
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

impl PublicValues {
    /// The instance column, after all checks.
    ///
    /// # Errors
    /// The first value that does not belong there.
    pub fn to_instance(&self, slots: &[Slot]) -> Result<Vec<Fr>, PublicError> {
        let mut column = Vec::new();
        for (output, given, all, what) in
            [(false, &self.inputs, "inputs", "input"), (true, &self.outputs, "outputs", "output")]
        {
            let slots: Vec<&Slot> = slots.iter().filter(|s| s.output == output).collect();
            if slots.len() != given.len() {
                return Err(PublicError::Tensors { what: all, expected: slots.len(), got: given.len() });
            }
            for (index, (slot, values)) in slots.into_iter().zip(given).enumerate() {
                if slot.len() != values.len() {
                    let (expected, got) = (slot.len(), values.len());
                    return Err(PublicError::Elements { what, index, expected, got });
                }
                let range = Range { lo: slot.lo, hi: slot.hi };
                if let Some((element, got)) = values.iter().enumerate().find(|(_, v)| !range.contains(**v)) {
                    return Err(PublicError::Range { what, index, element, range, got: *got });
                }
                column.extend(values.iter().map(|v| fr(*v)));
            }
        }
        Ok(column)
    }
}
