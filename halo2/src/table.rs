//! The table of what may be looked up: which entry lies where.
//!
//! Entries are pairs of a number and a value. Numbers count them: the range table's first, `0..2^bits`, whose values are
//! zero, then the lines of all function tables, whose values are marked by [`MARK`]. They lie in order in one column or in
//! several of the same height, each with multiplicities of its own, so that many lines need no long table: number `n` lies in
//! column `n / height`. Below the table each column repeats its first entry, and the last column is filled up with lines of no
//! function, whose numbers no argument has.

use super::lookup::MARK;

/// The entries' numbers and places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entries {
    /// Width of the range table.
    pub bits: u32,
    /// Lines of all function tables.
    pub lines: u32,
    /// Columns.
    pub columns: u32,
}

impl Entries {
    /// How many there are.
    pub fn count(&self) -> u32 {
        (1 << self.bits) + self.lines
    }

    /// Rows of a column.
    pub fn height(&self) -> u32 {
        self.count().div_ceil(self.columns)
    }

    /// Number of the first entry of a column.
    pub fn first(&self, column: u32) -> u32 {
        column * self.height()
    }

    /// Column and row of an entry; `None` for a number that is no entry's.
    pub fn place(&self, number: u32) -> Option<(u32, u32)> {
        (number < self.count()).then(|| (number / self.height(), number % self.height()))
    }

    /// Number of the entry in a column, `row` rows below the first.
    pub fn number(&self, column: u32, row: u32) -> u32 {
        self.first(column) + if row < self.height() { row } else { 0 }
    }

    /// Value of the entry with a number, where `value` is that of a line.
    pub fn value(&self, number: u32, value: impl Fn(u32) -> i128) -> i128 {
        match number.checked_sub(1 << self.bits) {
            None => 0,
            Some(line) if line < self.lines => value(line) + MARK,
            Some(_) => MARK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Every entry is in its place, and whatever else lies in a column is one of its entries again, or a line of no function.
    #[test]
    fn columns_hold_the_entries_and_no_others() {
        for (bits, lines, columns) in [(2, 0, 1), (2, 0, 3), (3, 5, 1), (3, 5, 4), (3, 30, 7), (1, 1, 16)] {
            let entries = Entries { bits, lines, columns };
            let value = |line: u32| i128::from(line) * 5 - 9;
            let mut found = BTreeMap::new();
            for (column, row) in (0..columns).flat_map(|c| (0..entries.height() + 3).map(move |r| (c, r))) {
                let number = entries.number(column, row);
                let pair = entries.value(number, value);
                assert_eq!(*found.entry(number).or_insert(pair), pair, "one value for each number");
                if row < entries.height() && number < entries.count() {
                    assert_eq!(entries.place(number), Some((column, row)));
                }
            }
            for (number, pair) in &found {
                // What a lane could be is zero in the range table alone.
                assert_eq!(*pair == 0, *number < 1 << bits, "{number}");
                let line = number.checked_sub(1 << bits).filter(|line| *line < lines);
                assert!(line.is_none_or(|line| *pair == value(line) + MARK));
                assert!(line.is_some() || *pair == 0 || *number >= entries.count());
            }
            assert!((0..entries.count()).all(|n| found.contains_key(&n)), "all are there");
            assert_eq!(entries.place(entries.count()), None);
        }
    }
}
