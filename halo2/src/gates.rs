//! Gates with automatic selectors.
//!
//! A *slot* is one polynomial that vanishes on every row. It is a sum of terms, each demanded on some rows:
//! `Σ indicatorᵢ · termᵢ = 0`. Indicators with the same rows are one; disjoint ones share a fixed column,
//! where row sets `1..=n` are coded by value and read back by Lagrange interpolation of degree `n`. Each
//! fixed column costs a commitment opening in the proof and transforms in the prover, so the degree that
//! a term leaves below the gates' degree is spent on sharing: more of it is fewer fixed columns, and more pieces of the
//! quotient.
//!
//! Each term comes with the integers that it is about (see [`super::interval`]), and only one term of a
//! slot may be demanded on a row: a second would be added to it, and both would mean less. The two parts of
//! an accumulator's step are such a sum on purpose.

use std::collections::BTreeMap;
use thiserror::Error;

use super::expr::{Expr, Op, product, sum};
use super::field::{Fr, fr};
use super::interval::Interval;

/// Degree of gates that make for fast proofs: the quotient takes a domain four times the table.
pub const DEGREE: usize = 5;
/// Largest degree of a gate: the quotient takes a domain eight times the table.
pub const MAX_DEGREE: usize = 9;

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

    /// The first row in both.
    pub fn meets(&self, other: &Self) -> Option<u32> {
        let mut words = (0u32..).zip(self.0.iter().zip(&other.0));
        words.find_map(|(i, (a, b))| (a & b != 0).then(|| 64 * i + (a & b).trailing_zeros()))
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
    /// Polynomial, rows, and which of the slot's summands it is.
    terms: Vec<(Expr, RowSet, u8)>,
    known: BTreeMap<(Vec<u8>, u8), usize>,
    about: Interval,
}

/// Two terms of one gate on a row: our own fault.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("internal error: gate '{gate}' has two terms on row {row}")]
pub struct TwoTerms {
    /// The gate.
    pub gate: String,
    /// The row.
    pub row: u32,
}

/// A gate whose values may wrap in the field.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("gate '{gate}' is about {}, which may wrap in the field", .about.as_ref().map_or("unbounded values".into(), ToString::to_string))]
pub struct Wraps {
    /// The gate.
    pub gate: String,
    /// Its values; `None` where they have no bound.
    pub about: Option<Interval>,
}

/// A term of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term(usize, usize);

/// Gates under construction.
#[derive(Default)]
pub struct Gates {
    slots: Vec<Slot>,
    names: BTreeMap<String, usize>,
    plain: Vec<(String, Expr, Interval)>,
    wraps: Option<Wraps>,
}

/// What the gates became.
pub struct Packed {
    /// Name and polynomial of each gate.
    pub gates: Vec<(String, Vec<Op>)>,
    /// The integers that each gate is about.
    pub about: Vec<Interval>,
    /// Row and value of the cells of each new fixed column.
    pub columns: Vec<Vec<(u32, Fr)>>,
}

impl Gates {
    /// A gate without selector: its coefficients lie in fixed columns.
    pub fn always(&mut self, name: &str, body: Expr, about: Interval) {
        self.note(name, Some(&about));
        self.plain.push((name.into(), body, about));
    }

    /// The term `body` of the slot `name`, about these integers; demanded nowhere yet.
    pub fn term(&mut self, name: &str, body: Expr, about: Option<&Interval>) -> Term {
        self.summand(name, 0, body, about)
    }

    /// The same for one of several summands, which may meet on a row.
    pub fn summand(&mut self, name: &str, part: u8, body: Expr, about: Option<&Interval>) -> Term {
        let slot = *self.names.entry(name.into()).or_insert_with(|| {
            let about = Interval::point(0);
            self.slots.push(Slot { name: name.into(), terms: Vec::new(), known: BTreeMap::new(), about });
            self.slots.len() - 1
        });
        let known = &mut self.slots[slot];
        let key = borsh::to_vec(&body.to_ops()).expect("writing to memory does not fail");
        let term = *known.known.entry((key, part)).or_insert_with(|| {
            known.terms.push((body, RowSet::default(), part));
            known.terms.len() - 1
        });
        self.about(Term(slot, term), about);
        Term(slot, term)
    }

    /// A term is about these integers too; `None` where they have no bound.
    pub fn about(&mut self, Term(slot, _): Term, about: Option<&Interval>) {
        let slot = &mut self.slots[slot];
        if let Some(about) = about {
            slot.about = slot.about.hull(about);
        }
        let name = slot.name.clone();
        self.note(&name, about);
    }

    /// Remembers the first gate that may wrap.
    fn note(&mut self, gate: &str, about: Option<&Interval>) {
        if self.wraps.is_none() && !about.is_some_and(Interval::fits_field) {
            self.wraps = Some(Wraps { gate: gate.into(), about: about.cloned() });
        }
    }

    /// Whether every gate so far is about integers that the field tells apart.
    ///
    /// # Errors
    /// The first that is not.
    pub fn check(&self) -> Result<(), Wraps> {
        self.wraps.clone().map_or(Ok(()), Err)
    }

    /// Whether no row has two terms of a slot that do not belong together.
    fn apart(&self) -> Result<(), TwoTerms> {
        for slot in &self.slots {
            for part in 0..=slot.terms.iter().map(|(.., part)| *part).max().unwrap_or(0) {
                let mut taken = RowSet::default();
                for (_, rows, _) in slot.terms.iter().filter(|(.., of)| *of == part) {
                    if let Some(row) = taken.meets(rows) {
                        return Err(TwoTerms { gate: slot.name.clone(), row });
                    }
                    taken.unite(rows);
                }
            }
        }
        Ok(())
    }

    /// Demands a term on a row.
    pub fn at(&mut self, Term(slot, term): Term, row: u32) {
        self.slots[slot].terms[term].1.insert(row);
    }

    /// Chooses selectors, in fixed columns from `first` on, for gates of at most `degree`.
    ///
    /// # Errors
    /// Two terms on one row.
    pub fn pack(self, first: u16, degree: usize) -> Result<Packed, TwoTerms> {
        self.apart()?;
        // The tightest degree left for each distinct row set.
        let mut budgets: BTreeMap<&RowSet, usize> = BTreeMap::new();
        for (body, rows, _) in self.slots.iter().flat_map(|s| &s.terms) {
            if rows.is_empty() {
                continue;
            }
            if *body == Expr::zero() {
                continue;
            }
            let left = degree.saturating_sub(body.degree()).max(1);
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
        let (mut gates, mut about) = (Vec::new(), Vec::new());
        for (name, body, of) in self.plain {
            gates.push((name, body.to_ops()));
            about.push(of);
        }
        for slot in &self.slots {
            // Terms under one indicator are added first.
            let mut by_rows: BTreeMap<&RowSet, Expr> = BTreeMap::new();
            let demanded = |(body, rows, _): &&(Expr, RowSet, u8)| *body != Expr::zero() && !rows.is_empty();
            for (body, rows, _) in slot.terms.iter().filter(demanded) {
                let entry = by_rows.entry(rows).or_insert_with(Expr::zero);
                *entry = entry.clone() + body.clone();
            }
            let body = sum(by_rows.into_iter().map(|(rows, body)| indicators[rows].clone() * body));
            if body.degree() > 0 {
                gates.push((slot.name.clone(), body.to_ops()));
                about.push(slot.about.clone());
            }
        }
        Ok(Packed { gates, about, columns })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verifier::arithmetic::evaluate;
    use ff::Field;

    #[test]
    fn shared_columns_tell_row_sets_apart() {
        let mut gates = Gates::default();
        let bit = Some(Interval::point(1));
        let terms: Vec<_> = (0..7).map(|i| gates.term("g", Expr::cell(i), bit.as_ref())).collect();
        for row in 0..70 {
            gates.at(terms[row as usize % 7], row);
        }
        let packed = gates.pack(0, DEGREE).unwrap();
        assert_eq!((packed.columns.len(), packed.gates.len()), (2, 1));
        let mut columns = vec![vec![Fr::ZERO; 70]; 2];
        for (column, cells) in columns.iter_mut().zip(&packed.columns) {
            cells.iter().for_each(|(row, v)| column[*row as usize] = *v);
        }
        for (row, code) in (0..70usize).map(|row| (row, row as i128 % 7)) {
            let value = evaluate(&packed.gates[0].1, |op| match op {
                Op::Fixed(c) => Some(columns[usize::from(*c)][row]),
                Op::Advice(c, _) => Some(fr(i128::from(*c) + 100)),
                _ => None,
            });
            assert_eq!(value, Some(fr(code + 100)));
        }
    }

    #[test]
    fn overlapping_or_costly_sets_get_columns_of_their_own() {
        let mut gates = Gates::default();
        let body = product((0..4).map(Expr::cell));
        let bit = Some(Interval::point(1));
        let (a, b) = (gates.term("g", body, bit.as_ref()), gates.term("h", Expr::cell(0), bit.as_ref()));
        let c = gates.term("i", Expr::cell(1), bit.as_ref());
        gates.at(a, 0);
        gates.at(b, 1);
        gates.at(c, 1);
        gates.at(c, 2);
        assert_eq!(gates.pack(0, DEGREE).unwrap().columns.len(), 3);
    }

    #[test]
    fn a_row_has_one_term_of_a_slot_or_summands() {
        let mut gates = Gates::default();
        let bit = Some(Interval::point(1));
        let [a, b] = [0, 1].map(|c| gates.term("g", Expr::cell(c), bit.as_ref()));
        let [x, y] = [0, 1].map(|c| gates.summand("sum", c, Expr::cell(c.into()), bit.as_ref()));
        for (term, row) in [(a, 70), (a, 3), (b, 4), (x, 5), (y, 5)] {
            gates.at(term, row);
        }
        gates.at(b, 70);
        assert_eq!(gates.pack(0, DEGREE).err(), Some(TwoTerms { gate: "g".into(), row: 70 }));
    }

    #[test]
    fn gates_that_may_wrap_are_found() {
        let mut gates = Gates::default();
        let wide = Interval::point(num_bigint::BigInt::from(1) << 252);
        gates.term("good", Expr::cell(0), Some(&wide));
        assert_eq!(gates.check(), Ok(()));
        let wider = &wide + &wide;
        gates.always("bad", Expr::cell(0), wider.clone());
        assert_eq!(gates.check(), Err(Wraps { gate: "bad".into(), about: Some(wider) }));
        let mut gates = Gates::default();
        gates.term("worse", Expr::cell(0), None);
        assert_eq!(gates.check(), Err(Wraps { gate: "worse".into(), about: None }));
    }
}
