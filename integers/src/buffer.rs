//! Typed element buffers: constants in their storage type, held once however many stages read them.
//!
//! The elements are little-endian bytes that may belong to others, to a mapped file for one; a clone shares them.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::fmt;

use thiserror::Error;

use crate::{ElementType, Range};

/// A value that its storage type cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("value {value} does not fit {element}")]
pub struct Unstored {
    /// The value.
    pub value: i64,
    /// The type that should hold it.
    pub element: ElementType,
}

/// Elements of one type, row-major.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Elements", from = "Elements")]
pub struct Buffer {
    element: ElementType,
    bytes: Bytes,
}

/// The form in JSON: `{"i8": [1, 2]}`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Elements {
    I8(Vec<i8>),
    U8(Vec<u8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
}

/// The elements of a buffer of this type, each as an expression says.
macro_rules! each {
    ($buffer:expr, $type:ty, $v:ident => $e:expr) => {
        $buffer.bytes.as_chunks::<{ size_of::<$type>() }>().0.iter().map(|b| {
            let $v = <$type>::from_le_bytes(*b);
            $e
        })
    };
}

/// A buffer of every element type out of a vector, and what reads one as that type.
macro_rules! types {
    ($($name:ident, $type:ty);*) => {
        $(impl From<Vec<$type>> for Buffer {
            fn from(values: Vec<$type>) -> Self {
                let bytes: Vec<u8> = values.into_iter().flat_map(<$type>::to_le_bytes).collect();
                Self { element: ElementType::$name, bytes: bytes.into() }
            }
        })*

        impl From<Elements> for Buffer {
            fn from(elements: Elements) -> Self {
                match elements {
                    $(Elements::$name(v) => v.into()),*
                }
            }
        }

        impl From<Buffer> for Elements {
            fn from(buffer: Buffer) -> Self {
                match buffer.element {
                    $(ElementType::$name => Self::$name(each!(buffer, $type, v => v).collect())),*
                }
            }
        }

        impl Buffer {
            /// The elements as 64-bit integers.
            pub fn to_i64(&self) -> Vec<i64> {
                match self.element {
                    $(ElementType::$name => each!(self, $type, v => i64::from(v)).collect()),*
                }
            }

            /// The smallest interval that holds all elements; `None` when empty.
            pub fn range(&self) -> Option<Range> {
                match self.element {
                    $(ElementType::$name => {
                        let first = each!(self, $type, v => v).next()?;
                        let ends = each!(self, $type, v => v).fold((first, first), |(a, b), v| (a.min(v), b.max(v)));
                        Some(Range { lo: ends.0.into(), hi: ends.1.into() })
                    }),*
                }
            }

            /// Element `i`, if there is one.
            pub fn get(&self, i: usize) -> Option<i64> {
                let start = i.checked_mul(self.element.bytes())?;
                let bytes = self.bytes.get(start..start.checked_add(self.element.bytes())?)?;
                match self.element {
                    $(ElementType::$name => Some(<$type>::from_le_bytes(bytes.try_into().ok()?).into())),*
                }
            }
        }
    };
}

types! { I8, i8; U8, u8; I16, i16; I32, i32; I64, i64 }

impl Buffer {
    /// Stores `values` as `element`.
    ///
    /// # Errors
    /// [`Unstored`] naming the first value that does not fit.
    pub fn new(element: ElementType, values: &[i64]) -> Result<Self, Unstored> {
        if let Some(value) = values.iter().copied().find(|v| !element.range().contains(*v)) {
            return Err(Unstored { value, element });
        }
        let mut bytes = Vec::with_capacity(values.len() * element.bytes());
        match element {
            ElementType::I8 | ElementType::U8 => bytes.extend(values.iter().map(|v| *v as u8)),
            ElementType::I16 => values.iter().for_each(|v| bytes.extend((*v as i16).to_le_bytes())),
            ElementType::I32 => values.iter().for_each(|v| bytes.extend((*v as i32).to_le_bytes())),
            ElementType::I64 => values.iter().for_each(|v| bytes.extend(v.to_le_bytes())),
        }
        Ok(Self { element, bytes: bytes.into() })
    }

    /// Copies elements of `element` from little-endian bytes; trailing odd bytes are ignored.
    pub fn from_le_bytes(element: ElementType, bytes: &[u8]) -> Self {
        Self::shared(element, Bytes::copy_from_slice(bytes))
    }

    /// Elements of `element` in little-endian bytes that others may hold, too; trailing odd bytes are ignored.
    pub fn shared(element: ElementType, mut bytes: Bytes) -> Self {
        bytes.truncate(bytes.len() / element.bytes() * element.bytes());
        Self { element, bytes }
    }

    /// The elements as little-endian bytes: native memory on every host we run on.
    pub const fn le_bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Storage type.
    pub const fn element(&self) -> ElementType {
        self.element
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.element.bytes()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Buffer").field(&self.element).field(&self.to_i64()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_keeps_its_ends_and_shares_its_bytes() {
        for element in
            [ElementType::I8, ElementType::U8, ElementType::I16, ElementType::I32, ElementType::I64]
        {
            let Range { lo, hi } = element.range();
            let buffer = Buffer::new(element, &[lo, 0, hi]).unwrap();
            assert_eq!(buffer.to_i64(), [lo, 0, hi]);
            assert_eq!([0, 1, 2, 3].map(|i| buffer.get(i)), [Some(lo), Some(0), Some(hi), None]);
            assert_eq!((buffer.len(), buffer.range()), (3, Some(element.range())));
            assert_eq!(buffer.clone().le_bytes().as_ptr(), buffer.le_bytes().as_ptr());
            let text = serde_json::to_string(&buffer).unwrap();
            assert_eq!(text, format!("{{\"{element}\":[{lo},0,{hi}]}}"));
            assert_eq!(serde_json::from_str::<Buffer>(&text).unwrap(), buffer);
            if let Some(beyond) = hi.checked_add(1) {
                assert_eq!(Buffer::new(element, &[beyond]), Err(Unstored { value: beyond, element }));
            }
        }
        assert_eq!(Buffer::from_le_bytes(ElementType::I16, &[1, 2, 3]).to_i64(), [0x201]);
        assert_eq!(Buffer::from(Vec::<i32>::new()).range(), None);
    }
}
