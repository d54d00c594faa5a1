//! Integer constants in the narrowest type that holds them.

use borsh::{BorshDeserialize, BorshSerialize};

use super::Range;

/// Row-major integers. Canonical: [`Data::new`] picks the narrowest type, and validation refuses any other.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Data {
    /// 8 bits.
    I8(Vec<i8>),
    /// 16 bits.
    I16(Vec<i16>),
    /// 32 bits.
    I32(Vec<i32>),
    /// 64 bits.
    I64(Vec<i64>),
}

impl Data {
    /// Packs `values`.
    pub fn new(values: &[i64]) -> Self {
        let fits = |lo: i64, hi: i64| values.iter().all(|v| (lo..=hi).contains(v));
        if fits(i8::MIN.into(), i8::MAX.into()) {
            Self::I8(values.iter().map(|v| *v as i8).collect())
        } else if fits(i16::MIN.into(), i16::MAX.into()) {
            Self::I16(values.iter().map(|v| *v as i16).collect())
        } else if fits(i32::MIN.into(), i32::MAX.into()) {
            Self::I32(values.iter().map(|v| *v as i32).collect())
        } else {
            Self::I64(values.to_vec())
        }
    }

    /// Number of integers.
    pub fn len(&self) -> usize {
        match self {
            Self::I8(v) => v.len(),
            Self::I16(v) => v.len(),
            Self::I32(v) => v.len(),
            Self::I64(v) => v.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The integer at `i`, if there is one.
    pub fn get(&self, i: usize) -> Option<i64> {
        match self {
            Self::I8(v) => v.get(i).map(|x| i64::from(*x)),
            Self::I16(v) => v.get(i).map(|x| i64::from(*x)),
            Self::I32(v) => v.get(i).map(|x| i64::from(*x)),
            Self::I64(v) => v.get(i).copied(),
        }
    }

    /// All integers in order.
    pub fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.len()).filter_map(|i| self.get(i))
    }

    /// The smallest interval that holds all of them; `None` when empty.
    pub fn range(&self) -> Option<Range> {
        Range::of(self.iter().map(i128::from))
    }

    /// Whether no narrower type would do.
    pub fn is_canonical(&self) -> bool {
        let bits = self.range().map_or(0, Range::bits);
        match self {
            Self::I8(_) => true,
            Self::I16(_) => bits > 8,
            Self::I32(_) => bits > 16,
            Self::I64(_) => bits > 32,
        }
    }
}
