//! The public values: which integers and hashes they are, where they lie, and how they enter the field.

use borsh::{BorshDeserialize, BorshSerialize};
pub use circuit::PublicError;
use circuit::public::{Given, Kind};
use circuit::{PublicValues, Range, Trace, public};
use ff::PrimeField;
use std::ops::Deref;

use super::field::{Fr, fr, small};
use super::file::FileError;
use super::hashed::{Salt, element, hash_of};
use super::plan::Plan;
use super::transcript::word;

/// Most public tensors of a circuit.
pub const MAX_SLOTS: u64 = 1 << 16;

/// One public tensor, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Slot {
    /// The tensor.
    pub tensor: public::Slot,
    /// Row of its first element in the instance column.
    pub row: u32,
}

impl Deref for Slot {
    type Target = public::Slot;

    fn deref(&self) -> &public::Slot {
        &self.tensor
    }
}

impl Slot {
    /// Bytes of a value where values are packed: as few as hold all of the range, in two's complement where it has
    /// negative values; a word for a hash.
    pub fn width(&self) -> usize {
        if self.kind.is_hash() {
            return 32;
        }
        let bits = |v: i128| i128::BITS - if v < 0 { v.leading_ones() } else { v.leading_zeros() };
        let Range { lo, hi } = self.range;
        let bits = bits(lo).max(bits(hi)) + u32::from(lo < 0);
        (bits.div_ceil(8) as usize).max(1)
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
        if slot.row as usize != next || end > 1 << k || slot.range.lo > slot.range.hi {
            let place = format!("rows {next}..{end} of 2^{k}, values {}", slot.range);
            return Err(FileError::Malformed(format!("public tensor {index} has no place: {place}")));
        }
        next = end;
    }
    Ok(())
}

/// Public tensors in the order of their values: inputs, then outputs.
pub fn in_order(slots: &[Slot]) -> Vec<&Slot> {
    let of = |output: bool| slots.iter().filter(move |s| s.kind.is_output() == output);
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
        for v in left.by_ref().take(slot.len()) {
            let value = small(v).or_else(|| small(&-*v).map(|v| -v)).filter(|v| slot.range.contains(*v));
            match value.filter(|_| !slot.kind.is_hash()) {
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

/// The public values of a run of a plan's circuit, with a salt for each hash; those that are missing are none.
pub fn of(plan: &Plan, trace: &Trace, salts: &[Salt]) -> PublicValues {
    let graph = &plan.graph;
    let mut values = PublicValues::of(graph, trace);
    let mut salts = salts.iter().copied();
    for (kind, hashed) in public::tensors(graph).filter(|(kind, _)| kind.is_hash()) {
        let salt = salts.next().unwrap_or(Salt::NONE);
        let computation = plan.computation.filter(|_| kind == Kind::Parameters);
        let elements = hashed.into_iter().map(|t| (t, trace.tensor(t).to_vec()));
        values.hashes.push(hash_of(graph, salt, computation, elements));
    }
    values
}

/// The instance column of public values, after all checks.
///
/// # Errors
/// The first value that does not belong there.
pub fn instance(values: &PublicValues, slots: &[Slot]) -> Result<Vec<Fr>, PublicError> {
    let mut column = Vec::new();
    for given in public::check(slots.iter().map(|s| &s.tensor), values)? {
        match given {
            Given::Integers(values) => column.extend(values.iter().map(|v| fr(*v))),
            Given::Hash(index, hash) => {
                column.push(element(hash).ok_or(PublicError::Hash { index, got: *hash })?);
            }
        }
    }
    Ok(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use circuit::Hash;
    use circuit::public::Kind;

    fn slot(kind: Kind, lo: i128, hi: i128, row: u32) -> Slot {
        Slot { tensor: public::Slot { kind, shape: vec![2], range: Range { lo, hi } }, row }
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
            assert_eq!(slot(Kind::Input, lo, hi, 0).width(), width, "{lo}..={hi}");
            assert_eq!(slot(Kind::HashedInput, lo, hi, 0).width(), 32, "{lo}..={hi}, hashed");
        }
    }

    #[test]
    fn values_are_packed_one_way_only() {
        let slots = [
            slot(Kind::Output, -300, 300, 0),
            slot(Kind::Input, 0, 255, 2),
            slot(Kind::HashedOutput, 0, 1, 4),
        ];
        let mut hash = [0; 32];
        hash[31] = 1;
        let values = PublicValues {
            inputs: vec![vec![7, 255]],
            outputs: vec![vec![-2, 300]],
            hashes: vec![Hash(hash)],
        };
        let bytes = [&[7, 255, 0xff, 0xfe, 0x01, 0x2c][..], &hash].concat();
        assert_eq!(packed(&values, &slots), Ok(bytes));
        let large = PublicValues { hashes: vec![Hash([0xff; 32])], ..values.clone() };
        assert!(matches!(packed(&large, &slots), Err(PublicError::Hash { index: 0, .. })));
        let column = instance(&values, &slots).unwrap();
        let packed = pack(&column, &slots);
        for i in 0..column.len() {
            for other in [fr(301), fr(-301), fr(256), fr(2), Fr::from(2).invert().unwrap()] {
                let mut column = column.clone();
                column[i] = other;
                assert_ne!(pack(&column, &slots), packed, "value {i} is {other:?}");
            }
        }
        assert_ne!(pack(&[&column[..], &[fr(0)]].concat(), &slots), packed);
    }
}
