//! What a plan's cells and lookups are for, by relation: where a proof's size comes from.

use std::collections::BTreeMap;
use std::fmt;

use super::plan::Plan;
use super::plane::Kind;

/// What cells or lookups are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A result: an input, a quotient, a maximum, a function's value.
    Result,
    /// A result's range, its digits included.
    Range,
    /// A remainder.
    Remainder,
    /// A sum of products, modulo the prime.
    Product,
    /// Digits of factors, and their sums of products.
    Digits,
    /// Carries of identities of numbers wider than the field.
    Carry,
    /// How far what is clamped lies outside.
    Excess,
    /// Differences that are not negative, and products that are zero.
    Difference,
    /// Digits of what is hashed, and random bytes.
    Hash,
    /// How often tables' rows are read, and the rows.
    Table,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Result => "results",
            Self::Range => "their ranges",
            Self::Remainder => "remainders",
            Self::Product => "sums of products",
            Self::Digits => "digits of factors",
            Self::Carry => "carries",
            Self::Excess => "what is clamped",
            Self::Difference => "differences",
            Self::Hash => "hashes",
            Self::Table => "tables",
        })
    }
}

/// What a plane or a lookup is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purpose {
    /// The relation's name, as circuits are printed.
    pub relation: &'static str,
    /// What of it.
    pub why: Why,
}

/// How many there are of one purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Cells.
    pub cells: usize,
    /// Lookups.
    pub lookups: usize,
}

impl Plan {
    /// Cells and lookups by what they are for; they add up to [`Plan::cells`] and [`Plan::leaves`].
    pub fn profile(&self) -> BTreeMap<Purpose, Share> {
        let mut shares: BTreeMap<Purpose, Share> = BTreeMap::new();
        for plane in self.planes.iter().filter(|p| matches!(p.kind, Kind::Cells { .. })) {
            shares.entry(plane.purpose).or_default().cells += plane.len;
        }
        for lookup in &self.lookups {
            shares.entry(lookup.purpose).or_default().lookups += self.plane(lookup.columns[0].plane).len;
        }
        let rows = self.tables.iter().map(super::plan::Table::len).sum();
        let tables = Purpose { relation: "all", why: Why::Table };
        shares.insert(tables, Share { cells: rows, lookups: rows });
        shares
    }
}
