//! Gates with automatic selectors.
//!
//! A *slot* is one polynomial that vanishes on every row. It is a sum of terms, each demanded on some rows:
//! `Σ indicatorᵢ · termᵢ = 0`. Indicators with the same rows are one; disjoint ones share a fixed column,
//! where row sets `1..=n` are coded by value and read back by Lagrange interpolation of degree `n`. Each
//! fixed column costs a commitment opening in the proof and transforms in the prover, so the degree that
//! a term leaves below [`MAX_DEGREE`] is spent on sharing.

use std::collections::BTreeMap;

use super::expr::{Expr, Op, product, sum};
use super::field::{Fr, fr};

/// Degree bound of every gate: the quotient takes a domain four times the table.
pub const MAX_DEGREE: usize = 5;

/// A set of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowSet(Vec<u64>);

impl RowSet {
    /// Adds a row.
    pub fn insert(&mut self, row: u32) {
        let word = row as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (row % 64);
    }

    /// Whether no row is in both.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & b == 0)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn unite(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// The rows, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(i, word)| (0..64).filter(move |b| word >> b & 1 == 1).map(move |b| i as u32 * 64 + b))
    }
}

struct Slot {
    name: String,
    terms: Vec<(Expr, RowSet)>,
    known: BTreeMap<Vec<u8>, usize>,
}

/// A term of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term(usize, usize);

/// Gates under construction.
#[derive(Default)]
pub struct Gates {
    slots: Vec<Slot>,
    names: BTreeMap<String, usize>,
    plain: Vec<(String, Expr)>,
}

/// What the gates became.
pub struct Packed {
    /// Name and polynomial of each gate.
    pub gates: Vec<(String, Vec<Op>)>,
    /// Row and value of the cells of each new fixed column.
    pub columns: Vec<Vec<(u32, Fr)>>,
}

impl Gates {
    /// A gate without selector: its coefficients lie in fixed columns.
    pub fn always(&mut self, name: &str, body: Expr) {
        self.plain.push((name.into(), body));
    }

    /// The term `body` of the slot `name`; demanded nowhere yet.
    pub fn term(&mut self, name: &str, body: Expr) -> Term {
        let slot = *self.names.entry(name.into()).or_insert_with(|| {
            self.slots.push(Slot { name: name.into(), terms: Vec::new(), known: BTreeMap::new() });
            self.slots.len() - 1
        });
        let known = &mut self.slots[slot];
        let key = borsh::to_vec(&body.to_ops()).expect("writing to memory does not fail");
        let term = *known.known.entry(key).or_insert_with(|| {
            known.terms.push((body, RowSet::default()));
            known.terms.len() - 1
        });
        Term(slot, term)
    }

    /// Demands a term on a row.
    pub fn at(&mut self, Term(slot, term): Term, row: u32) {
        self.slots[slot].terms[term].1.insert(row);
    }

    /// Chooses selectors, in fixed columns from `first` on.
    pub fn pack(self, first: u16) -> Packed {
        // The tightest degree left for each distinct row set.
        let mut budgets: BTreeMap<&RowSet, usize> = BTreeMap::new();
        for (body, rows) in self.slots.iter().flat_map(|s| &s.terms) {
            if rows.is_empty() {
                continue;
            }
            if *body == Expr::zero() {
                continue;
            }
            let left = MAX_DEGREE.saturating_sub(body.degree()).max(1);
            let budget = budgets.entry(rows).or_insert(left);
            *budget = left.min(*budget);
        }
        let mut sets: Vec<(&RowSet, usize)> = budgets.into_iter().collect();
        // Large sets first: small ones fill the gaps between them.
        sets.sort_by_key(|(rows, budget)| (*budget, std::cmp::Reverse(rows.len())));

        let mut groups: Vec<(RowSet, usize, Vec<&RowSet>)> = Vec::new();
        for (rows, budget) in sets {
            let fits = |(all, least, members): &&mut (RowSet, usize, Vec<&RowSet>)| {
                members.len() < *least && all.is_disjoint(rows)
            };
            match groups.iter_mut().find(|g| fits(g)) {
                Some((all, _, members)) => {
                    all.unite(rows);
                    members.push(rows);
                }
                None => groups.push((rows.clone(), budget, vec![rows])),
            }
        }

        let mut indicators: BTreeMap<&RowSet, Expr> = BTreeMap::new();
        let mut columns = Vec::new();
        for (i, (_, _, members)) in groups.iter().enumerate() {
            let column = Expr::Fixed(first + i as u16);
            let mut cells = Vec::new();
            for (code, rows) in (1..).zip(members) {
                cells.extend(rows.iter().map(|row| (row, fr(code))));
                let others = (0..=members.len() as i128).filter(|other| *other != code);
                let scale: Fr = others.clone().map(|other| fr(code - other)).product();
                let factors = others.map(|other| column.clone() - Expr::int(other));
                let unit = scale.invert().expect("codes are distinct");
                indicators.insert(rows, Expr::Const(unit) * product(factors));
            }
            columns.push(cells);
        }
        let mut gates: Vec<(String, Vec<Op>)> =
            self.plain.into_iter().map(|(name, body)| (name, body.to_ops())).collect();
        for slot in &self.slots {
            // Terms under one indicator are added first.
            let mut by_rows: BTreeMap<&RowSet, Expr> = BTreeMap::new();
            let demanded = |(body, rows): &&(Expr, RowSet)| *body != Expr::zero() && !rows.is_empty();
            for (body, rows) in slot.terms.iter().filter(demanded) {
                let entry = by_rows.entry(rows).or_insert_with(Expr::zero);
                *entry = entry.clone() + body.clone();
            }
            let body = sum(by_rows.into_iter().map(|(rows, body)| indicators[rows].clone() * body));
            if body.degree() > 0 {
                gates.push((slot.name.clone(), body.to_ops()));
            }
        }
        Packed { gates, columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ff::Field;

    #[test]
    fn shared_columns_tell_row_sets_apart() {
        let mut gates = Gates::default();
        let terms: Vec<_> = (0..7).map(|i| gates.term("g", Expr::cell(i))).collect();
        for row in 0..70 {
            gates.at(terms[row as usize % 7], row);
        }
        let packed = gates.pack(0);
        assert_eq!((packed.columns.len(), packed.gates.len()), (2, 1));
        let mut columns = vec![vec![Fr::ZERO; 70]; 2];
        for (column, cells) in columns.iter_mut().zip(&packed.columns) {
            cells.iter().for_each(|(row, v)| column[*row as usize] = *v);
        }
        for (row, code) in (0..70usize).map(|row| (row, row as i128 % 7)) {
            let value = super::super::system::evaluate(
                &packed.gates[0].1,
                &|c| columns[usize::from(c)][row],
                &|c, _| fr(i128::from(c) + 100),
                &|| Fr::ZERO,
                &|_, _| Fr::ZERO,
            );
            assert_eq!(value, Some(fr(code + 100)));
        }
    }

    #[test]
    fn overlapping_or_costly_sets_get_columns_of_their_own() {
        let mut gates = Gates::default();
        let body = product((0..4).map(Expr::cell));
        let (a, b) = (gates.term("g", body), gates.term("h", Expr::cell(0)));
        let c = gates.term("i", Expr::cell(1));
        gates.at(a, 0);
        gates.at(b, 1);
        gates.at(c, 1);
        gates.at(c, 2);
        assert_eq!(gates.pack(0).columns.len(), 3);
    }
}
