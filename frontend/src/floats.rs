//! Floats of a literal: numbers, or the model's own bytes, which become numbers when they are wanted.
//!
//! Weights stay bytes, inline or in a mapped file, so that a large model is not in memory as 64-bit numbers.

use std::borrow::Cow;

use bytes::Bytes;

use crate::precision::Precision;
use crate::stored::Stored;

/// Row-major floats of any ONNX float type up to double, exactly.
#[derive(Clone, Debug)]
pub struct Floats(Held);

#[derive(Clone, Debug)]
enum Held {
    Numbers(Vec<f64>),
    /// Little-endian elements of a float type.
    Bytes(Stored, Bytes),
}

impl From<Vec<f64>> for Floats {
    fn from(numbers: Vec<f64>) -> Self {
        Self(Held::Numbers(numbers))
    }
}

impl FromIterator<f64> for Floats {
    fn from_iter<T: IntoIterator<Item = f64>>(numbers: T) -> Self {
        numbers.into_iter().collect::<Vec<f64>>().into()
    }
}

impl PartialEq for Floats {
    /// Equal numbers, however they are held.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Floats {
    /// Little-endian elements of a type, which others may hold, too; `None` if it is no float type.
    pub(crate) fn held(kind: Stored, bytes: Bytes) -> Option<Self> {
        let float = matches!(kind, Stored::Float | Stored::Double | Stored::Half | Stored::Brain);
        float.then_some(Self(Held::Bytes(kind, bytes)))
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Numbers(v) => v.len(),
            Held::Bytes(kind, bytes) => bytes.len() / size(*kind),
        }
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Element `i`, if there is one.
    pub fn get(&self, i: usize) -> Option<f64> {
        match &self.0 {
            Held::Numbers(v) => v.get(i).copied(),
            Held::Bytes(Stored::Float, b) => b.as_chunks::<4>().0.get(i).map(single),
            Held::Bytes(Stored::Double, b) => b.as_chunks::<8>().0.get(i).map(|b| f64::from_le_bytes(*b)),
            Held::Bytes(kind, b) => {
                b.as_chunks::<2>().0.get(i).map(|b| kind.float(u16::from_le_bytes(*b).into()))
            }
        }
    }

    /// The elements as the little-endian bytes of single floats, if they are held so: loops over these need not ask for each
    /// how it is held.
    pub(crate) fn singles(&self) -> Option<&[[u8; 4]]> {
        match &self.0 {
            Held::Bytes(Stored::Float, bytes) => Some(bytes.as_chunks().0),
            _ => None,
        }
    }

    /// All elements in order.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.len()).filter_map(|i| self.get(i))
    }

    /// `count` elements from `first` on, which there are: in place, or in `line`.
    pub(crate) fn line<'a>(&'a self, first: usize, count: usize, line: &'a mut Vec<f64>) -> &'a [f64] {
        match &self.0 {
            Held::Numbers(v) => &v[first..first + count],
            Held::Bytes(kind, bytes) => {
                let size = size(*kind);
                line.clear();
                append(line, *kind, &bytes[first * size..(first + count) * size]);
                line
            }
        }
    }

    /// Whether rounding to a type changes none of the elements.
    pub(crate) const fn keeps(&self, precision: Precision) -> bool {
        matches!(
            (&self.0, precision),
            (_, Precision::Double) | (Held::Bytes(Stored::Float, _), Precision::Single)
        )
    }

    /// All elements as numbers: a copy, unless they are held so.
    pub fn to_numbers(&self) -> Cow<'_, [f64]> {
        match &self.0 {
            Held::Numbers(v) => Cow::Borrowed(v),
            Held::Bytes(kind, bytes) => {
                let mut all = Vec::with_capacity(self.len());
                append(&mut all, *kind, bytes);
                Cow::Owned(all)
            }
        }
    }
}

/// Adds the numbers that bytes are: the floats of every evaluation of a large model pass here.
fn append(to: &mut Vec<f64>, kind: Stored, bytes: &[u8]) {
    match kind {
        Stored::Float => to.extend(bytes.as_chunks::<4>().0.iter().map(single)),
        Stored::Double => to.extend(bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b))),
        _ => to.extend(bytes.as_chunks::<2>().0.iter().map(|b| kind.float(u16::from_le_bytes(*b).into()))),
    }
}

/// Bytes of an element.
const fn size(kind: Stored) -> usize {
    kind.bits() as usize / 8
}

/// The number that a single float is.
pub(crate) fn single(bytes: &[u8; 4]) -> f64 {
    f64::from(f32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_every_type_are_their_numbers() {
        let numbers = [1.0, -2.5, 0.0, 0.333251953125];
        let brain = numbers.map(|v: f64| f64::from(f32::from_bits((v as f32).to_bits() & 0xffff_0000)));
        let halves: Vec<u8> = [0x3c00u16, 0xc100, 0, 0x3555].into_iter().flat_map(u16::to_le_bytes).collect();
        let brains = brain.map(|v| ((v as f32).to_bits() >> 16) as u16);
        let cases = [
            (Stored::Float, numbers.map(|v| (v as f32).to_le_bytes()).concat(), numbers),
            (Stored::Double, numbers.map(f64::to_le_bytes).concat(), numbers),
            (Stored::Half, halves, numbers),
            (Stored::Brain, brains.map(u16::to_le_bytes).concat(), brain),
        ];
        for (kind, bytes, numbers) in cases {
            let floats = Floats::held(kind, bytes.into()).expect("a float type");
            assert_eq!(floats, Floats::from(numbers.to_vec()), "{kind:?}");
            assert_eq!(*floats.to_numbers(), numbers, "{kind:?}");
            assert_eq!((floats.get(1), floats.get(4), floats.len()), (Some(numbers[1]), None, 4));
            assert_eq!(*floats.line(1, 2, &mut Vec::new()), numbers[1..3], "{kind:?}");
            assert_ne!(floats, Floats::from(vec![1.0, -2.5, 0.0, 0.5]));
        }
        assert!(Floats::held(Stored::INT64, Bytes::new()).is_none());
    }
}
