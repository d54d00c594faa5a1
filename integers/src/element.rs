//! Storage types of tensor elements: 1 to 8 bytes, two's complement, big-endian in the VM's memory.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::Range;

/// The integer type that a tensor's elements are stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElementType {
    /// Signed, 8 bits.
    I8,
    /// Unsigned, 8 bits; zero-extended when loaded.
    U8,
    /// Signed, 16 bits.
    I16,
    /// Signed, 32 bits.
    I32,
    /// Signed, 64 bits.
    I64,
}

impl ElementType {
    /// All element types, narrowest first.
    pub const ALL: [Self; 5] = [Self::I8, Self::U8, Self::I16, Self::I32, Self::I64];

    /// Width in bits.
    pub const fn bits(self) -> u32 {
        match self {
            Self::I8 | Self::U8 => 8,
            Self::I16 => 16,
            Self::I32 => 32,
            Self::I64 => 64,
        }
    }

    /// Width in bytes.
    pub const fn bytes(self) -> usize {
        self.bits() as usize / 8
    }

    /// Whether loads sign-extend.
    pub const fn signed(self) -> bool {
        !matches!(self, Self::U8)
    }

    /// All values that the type holds.
    pub const fn range(self) -> Range {
        match self {
            Self::I8 => Range { lo: i8::MIN as i64, hi: i8::MAX as i64 },
            Self::U8 => Range { lo: 0, hi: u8::MAX as i64 },
            Self::I16 => Range { lo: i16::MIN as i64, hi: i16::MAX as i64 },
            Self::I32 => Range { lo: i32::MIN as i64, hi: i32::MAX as i64 },
            Self::I64 => Range { lo: i64::MIN, hi: i64::MAX },
        }
    }

    /// The narrowest type that holds every value of `range`; [`ElementType::U8`] only where the signed
    /// 8-bit type does not do.
    pub fn smallest(range: Range) -> Self {
        Self::ALL.into_iter().find(|t| t.range().contains_range(range)).unwrap_or(Self::I64)
    }

    /// The accumulator for values in `range`: 32 bits where they do, else 64.
    pub fn accumulator(range: Range) -> Self {
        if Self::I32.range().contains_range(range) { Self::I32 } else { Self::I64 }
    }
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I8 => "i8",
            Self::U8 => "u8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
        })
    }
}
