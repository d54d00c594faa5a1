//! The public values: which integers they are, where they lie, and how they enter the field.

use borsh::{BorshDeserialize, BorshSerialize};
use circuit::{PublicValues, Range};
use ff::PrimeField;
use thiserror::Error;

use super::field::{Fr, fr, small};
use super::file::FileError;
use super::transcript::word;

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

    /// Bytes of an element where values are packed: as few as hold all of the range, in two's complement where it has
    /// negative values.
    pub fn width(&self) -> usize {
        let bits = |v: i128| i128::BITS - if v < 0 { v.leading_ones() } else { v.leading_zeros() };
        let bits = bits(self.lo).max(bits(self.hi)) + u32::from(self.lo < 0);
        (bits.div_ceil(8) as usize).max(1)
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

/// Public tensors in the order of their values: inputs, then outputs.
pub fn in_order(slots: &[Slot]) -> Vec<&Slot> {
    let of = |output: bool| slots.iter().filter(move |s| s.output == output);
    of(false).chain(of(true)).collect()
}

/// The public values as transcripts and contracts take them: each in its tensor's [`Slot::width`], big-endian.
///
/// `instance` are values of these tensors; one outside its range, of which there is no proof, is written as a word, so
/// that no two columns are packed alike.
pub fn pack(instance: &[Fr], slots: &[Slot]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut left = instance.iter();
    for slot in in_order(slots) {
        let range = Range { lo: slot.lo, hi: slot.hi };
        for v in left.by_ref().take(slot.len()) {
            let value = small(v).or_else(|| small(&-*v).map(|v| -v)).filter(|v| range.contains(*v));
            match value {
                Some(value) => bytes.extend_from_slice(&value.to_be_bytes()[16 - slot.width()..]),
                None => bytes.extend_from_slice(&word(v.to_repr())),
            }
        }
    }
    left.for_each(|v| bytes.extend_from_slice(&word(v.to_repr())));
    bytes
}

/// Public values packed, after all checks: see [`pack`].
///
/// # Errors
/// As [`instance`].
pub fn packed(public: &PublicValues, slots: &[Slot]) -> Result<Vec<u8>, PublicError> {
    Ok(pack(&instance(public, slots)?, slots))
}

/// The instance column of public values, after all checks.
///
/// # Errors
/// The first value that does not belong there.
pub fn instance(public: &PublicValues, slots: &[Slot]) -> Result<Vec<Fr>, PublicError> {
    let mut column = Vec::new();
    for (output, given, all, what) in
        [(false, &public.inputs, "inputs", "input"), (true, &public.outputs, "outputs", "output")]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(output: bool, lo: i128, hi: i128, row: u32) -> Slot {
        Slot { output, shape: vec![2], lo, hi, row }
    }

    #[test]
    fn widths_hold_their_ranges_and_no_byte_more() {
        for (lo, hi, width) in [
            (0, 0, 1),
            (0, 255, 1),
            (0, 256, 2),
            (-128, 127, 1),
            (-129, 0, 2),
            (-1, 128, 2),
            (0, 65535, 2),
            (-1, 32767, 2),
            (i128::MIN, i128::MAX, 16),
            (0, i128::MAX, 16),
        ] {
            assert_eq!(slot(false, lo, hi, 0).width(), width, "{lo}..={hi}");
        }
    }

    #[test]
    fn values_are_packed_one_way_only() {
        let slots = [slot(true, -300, 300, 0), slot(false, 0, 255, 2)];
        let values = PublicValues { inputs: vec![vec![7, 255]], outputs: vec![vec![-2, 300]] };
        assert_eq!(packed(&values, &slots), Ok(vec![7, 255, 0xff, 0xfe, 0x01, 0x2c]));
        let column = instance(&values, &slots).unwrap();
        let packed = pack(&column, &slots);
        for i in 0..column.len() {
            for other in [fr(301), fr(-301), fr(256), fr(1), Fr::from(2).invert().unwrap()] {
                let mut column = column.clone();
                column[i] = other;
                assert_ne!(pack(&column, &slots), packed, "value {i} is {other:?}");
            }
        }
        assert_ne!(pack(&[&column[..], &[fr(0)]].concat(), &slots), packed);
    }
}
