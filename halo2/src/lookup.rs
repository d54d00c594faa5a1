//! Range and table lookups by a log-derivative argument inside the circuit.
//!
//! `Σ 1/(β + lookup) = Σ multiplicity/(β + entry)` over the checked region, with the multiplicities committed
//! before `β`. Each fraction column holds the sum of three terms; the running sum's own gate takes two more
//! beside the table's. So `2 + 3n` lookups a row cost `n + 1` full-size columns; halo2's own argument would
//! cost three columns for each lookup. Function tables share table and multiplicities: a line of table `g`
//! is `g·(argument + γ·value + γ²)`, where `g >= 1` tells the tables apart and from plain ranges.

use super::columns::{Coefficient, Columns, IN_FRACTION, IN_SUM};
use super::expr::{Expr, product, sum};
use super::gates::{Gates, Term};
use super::interval::Interval;
use super::system::{BETA, GAMMA};

/// Lanes of a fraction column.
pub fn lanes_of(fraction: u32) -> std::ops::Range<u32> {
    let first = IN_SUM + IN_FRACTION * fraction;
    first..first + IN_FRACTION
}

/// `β + value`.
fn shifted(value: Expr) -> Expr {
    Expr::Power(BETA, 1) + value
}

/// What is looked up in the function tables.
pub fn function(columns: &Columns) -> Expr {
    let line = Expr::cell(columns.port(0))
        + Expr::Power(GAMMA, 1) * Expr::cell(columns.port(2))
        + Expr::Power(GAMMA, 2);
    Expr::Fixed(columns.coefficient(Coefficient::Tag)) * line
}

/// A line of the table.
fn entry(columns: &Columns, tables: bool) -> Expr {
    let first = Expr::Fixed(columns.table());
    if !tables {
        return first;
    }
    first
        + Expr::Power(GAMMA, 1) * Expr::Fixed(columns.table_value())
        + Expr::Power(GAMMA, 2) * Expr::Fixed(columns.table_tag())
}

/// Terms for every row of the checked region. They are about what is looked up: the entries of the table,
/// since each is told from the others by its value, and multiplicities, of which no table has enough rows to
/// reach the prime.
pub fn terms(columns: &Columns, tables: bool, entries: &Interval, gates: &mut Gates) -> Vec<Term> {
    let mut terms = Vec::new();
    let entries = Some(entries);
    for f in 0..columns.fractions() {
        let values: Vec<Expr> = lanes_of(f).map(|l| shifted(Expr::cell(columns.lane(l)))).collect();
        let others =
            |i: usize| product(values.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, v)| v.clone()));
        let numerator = sum((0..values.len()).map(others));
        let body = Expr::cell(columns.fraction(f)) * product(values.clone()) - numerator;
        terms.push(gates.term(&format!("fraction {f}"), body, entries));
    }
    if tables {
        let body =
            Expr::cell(columns.fraction(columns.fractions())) * shifted(function(columns)) - Expr::int(1);
        terms.push(gates.term("table fraction", body, entries));
    }
    let s = columns.sum();
    let fractions = sum((0..columns.all_fractions()).map(|f| Expr::cell(columns.fraction(f))));
    let rest = Expr::Advice(s, 1) - Expr::cell(s) - fractions;
    let table = shifted(entry(columns, tables));
    let [a, b] = [0, 1].map(|l| shifted(Expr::cell(columns.lane(l))));
    let lanes = a.clone() * b.clone();
    let body =
        rest * lanes.clone() * table.clone() - (a + b) * table + Expr::cell(columns.multiplicity()) * lanes;
    terms.push(gates.term("lookup sum", body, entries));
    terms
}

/// The term for the rows where the running sum is zero: the region's first, and the one below its last.
pub fn zero(columns: &Columns, gates: &mut Gates) -> Term {
    gates.term("lookup sum at the ends", Expr::cell(columns.sum()), Some(&Interval::point(0)))
}
