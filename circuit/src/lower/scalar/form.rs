//! Linear forms over cells, with the interval of their values.

use std::collections::BTreeMap;

use super::cells::{CellId, Cells};
use crate::Range;

/// `constant + Σ coefficient · cell`, no coefficient 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub terms: BTreeMap<CellId, i128>,
    pub constant: i128,
    /// The interval of the sum, exact for independent cells.
    pub range: Range,
}

/// Magnitude that a form may reach before it has to be reduced: leaves room for products with constants.
const LIMIT: u128 = 1 << 119;

impl Form {
    pub fn constant(c: i128) -> Self {
        Self { terms: BTreeMap::new(), constant: c, range: Range::point(c) }
    }

    pub fn cell(c: CellId, cells: &Cells) -> Self {
        Self { terms: BTreeMap::from([(c, 1)]), constant: 0, range: cells.range(c) }
    }

    /// The number, if it is one.
    pub fn as_constant(&self) -> Option<i128> {
        self.terms.is_empty().then_some(self.constant)
    }

    /// The cell, if it is one.
    pub fn as_cell(&self) -> Option<CellId> {
        match (self.constant, self.terms.len(), self.terms.first_key_value()) {
            (0, 1, Some((c, 1))) => Some(*c),
            _ => None,
        }
    }

    fn limited(self) -> Option<Self> {
        (self.range.magnitude() <= LIMIT).then_some(self)
    }

    /// `self + factor · other`; `None` beyond the limit.
    pub fn plus(mut self, factor: i128, other: &Self, cells: &Cells) -> Option<Self> {
        let mut shared = false;
        for (c, k) in &other.terms {
            let k = k.checked_mul(factor)?;
            match self.terms.entry(*c) {
                std::collections::btree_map::Entry::Vacant(v) => {
                    v.insert(k);
                }
                std::collections::btree_map::Entry::Occupied(mut o) => {
                    shared = true;
                    *o.get_mut() = o.get().checked_add(k)?;
                    if *o.get() == 0 {
                        o.remove();
                    }
                }
            }
        }
        self.constant = self.constant.checked_add(other.constant.checked_mul(factor)?)?;
        self.range = if shared {
            self.terms
                .iter()
                .try_fold(Range::point(self.constant), |sum, (c, k)| sum.plus(cells.range(*c).scale(*k)?))?
        } else {
            self.range.plus(other.range.scale(factor)?)?
        };
        self.limited()
    }

    /// `self + c`.
    pub fn plus_constant(self, c: i128, cells: &Cells) -> Option<Self> {
        self.plus(1, &Self::constant(c), cells)
    }

    /// `factor · self`; `None` beyond the limit.
    pub fn times(&self, factor: i128, cells: &Cells) -> Option<Self> {
        if factor == 0 { Some(Self::constant(0)) } else { Self::constant(0).plus(factor, self, cells) }
    }
}
