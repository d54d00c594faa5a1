//! Typed element buffers: constants in their storage type, read as 64-bit integers.

use serde::{Deserialize, Serialize};

use crate::{ElementType, GadgetError, Range};

/// Elements of one type, row-major.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Buffer {
    /// Signed, 8 bits.
    I8(Vec<i8>),
    /// Unsigned, 8 bits.
    U8(Vec<u8>),
    /// Signed, 16 bits.
    I16(Vec<i16>),
    /// Signed, 32 bits.
    I32(Vec<i32>),
    /// Signed, 64 bits.
    I64(Vec<i64>),
}

/// Runs one expression on whichever vector the buffer holds.
macro_rules! each {
    ($self:expr, $v:ident => $e:expr) => {
        match $self {
            Buffer::I8($v) => $e,
            Buffer::U8($v) => $e,
            Buffer::I16($v) => $e,
            Buffer::I32($v) => $e,
            Buffer::I64($v) => $e,
        }
    };
}

impl Buffer {
    /// Stores `values` as `element`.
    ///
    /// # Errors
    /// [`GadgetError::Overflow`] naming the first value that does not fit.
    pub fn new(element: ElementType, values: &[i64]) -> Result<Self, GadgetError> {
        if let Some(v) = values.iter().find(|v| !element.range().contains(**v)) {
            return Err(GadgetError::Overflow { gadget: "constant", value: (*v).into(), element });
        }
        Ok(match element {
            ElementType::I8 => Self::I8(values.iter().map(|v| *v as i8).collect()),
            ElementType::U8 => Self::U8(values.iter().map(|v| *v as u8).collect()),
            ElementType::I16 => Self::I16(values.iter().map(|v| *v as i16).collect()),
            ElementType::I32 => Self::I32(values.iter().map(|v| *v as i32).collect()),
            ElementType::I64 => Self::I64(values.to_vec()),
        })
    }

    /// Reads elements of `element` from little-endian bytes; trailing odd bytes are ignored.
    pub fn from_le_bytes(element: ElementType, bytes: &[u8]) -> Self {
        match element {
            ElementType::I8 => Self::I8(bytes.iter().map(|b| *b as i8).collect()),
            ElementType::U8 => Self::U8(bytes.to_vec()),
            ElementType::I16 => {
                Self::I16(bytes.as_chunks::<2>().0.iter().map(|b| i16::from_le_bytes(*b)).collect())
            }
            ElementType::I32 => {
                Self::I32(bytes.as_chunks::<4>().0.iter().map(|b| i32::from_le_bytes(*b)).collect())
            }
            ElementType::I64 => {
                Self::I64(bytes.as_chunks::<8>().0.iter().map(|b| i64::from_le_bytes(*b)).collect())
            }
        }
    }

    /// The elements as little-endian bytes: native memory on every host we run on.
    pub fn to_le_bytes(&self) -> Vec<u8> {
        each!(self, v => v.iter().flat_map(|x| x.to_le_bytes()).collect())
    }

    /// The elements as big-endian bytes: the VM's memory.
    pub fn to_be_bytes(&self) -> Vec<u8> {
        each!(self, v => v.iter().flat_map(|x| x.to_be_bytes()).collect())
    }

    /// Storage type.
    pub const fn element(&self) -> ElementType {
        match self {
            Self::I8(_) => ElementType::I8,
            Self::U8(_) => ElementType::U8,
            Self::I16(_) => ElementType::I16,
            Self::I32(_) => ElementType::I32,
            Self::I64(_) => ElementType::I64,
        }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        each!(self, v => v.len())
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements as 64-bit integers.
    pub fn to_i64(&self) -> Vec<i64> {
        match self {
            Self::I64(v) => v.clone(),
            Self::I32(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Self::I16(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Self::U8(v) => v.iter().map(|x| i64::from(*x)).collect(),
            Self::I8(v) => v.iter().map(|x| i64::from(*x)).collect(),
        }
    }

    /// The smallest interval that holds all elements; `None` when empty.
    pub fn range(&self) -> Option<Range> {
        Range::of(self.to_i64())
    }
}
