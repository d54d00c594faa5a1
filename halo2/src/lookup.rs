//! Range and table lookups by a log-derivative argument inside the circuit.
//!
//! `Σ 1/(β + lookup) = Σ multiplicity/(β + entry)` over the checked region, with the multiplicities committed
//! before `β`. Each fraction column holds the sum of three terms; the running sum's own gate takes two more
//! beside the table's. So `2 + 3n` lookups a row cost `n + 1` full-size columns; halo2's own argument would
//! cost three columns for each lookup. Function tables share table and multiplicities:
//! a line is `number + γ·(value + MARK)`, where numbers go on after the range table's entries, which are numbers alone. A value
//! has 64 bits, so [`MARK`] keeps lines and numbers apart: no lane holds a line's number, whatever its value. An argument
//! lies within its table's, so its number is one of them; up to three lines lie on a row, in ports.
//!
//! The entries lie in one column or several ([`super::table`]), of which the first is in the running sum's gate; three
//! others have a fraction column of theirs. Where an entry lies does not matter to the sum, nor which of its places counts its reads.

use super::columns::{Columns, IN_FRACTION, IN_SUM};
use super::expr::{Expr, product, sum};
use super::gates::{Gates, Term};
use super::interval::Interval;
use super::strip::LINES;
use super::system::{BETA, GAMMA};
use super::table::Entries;

/// Beyond what any value of a function table can be, of either sign: `value + MARK` is never zero.
pub const MARK: i128 = 1 << 64;

/// Lanes of a fraction column.
pub fn lanes_of(fraction: u32) -> std::ops::Range<u32> {
    let first = IN_SUM + IN_FRACTION * fraction;
    first..first + IN_FRACTION
}

/// `β + value`.
fn shifted(value: Expr) -> Expr {
    Expr::Power(BETA, 1) + value
}

/// Lines of function tables on a row that has some.
pub fn lines(columns: &Columns) -> u32 {
    (columns.ports() / 2).min(LINES)
}

/// What is looked up in the function tables, by number on the row: a line's number, and its value.
pub fn function(columns: &Columns, line: u32) -> Expr {
    Expr::cell(columns.port(2 * line))
        + Expr::Fixed(columns.parameter(0))
        + Expr::Power(GAMMA, 1) * (Expr::cell(columns.port(2 * line + 1)) + Expr::int(MARK))
}

/// The entry in a column of the table. The fixed column of values holds them with [`MARK`], and zero beside plain numbers.
pub fn entry(columns: &Columns, entries: &Entries, table: u32) -> Expr {
    let number = Expr::Fixed(columns.table()) + Expr::int(entries.first(table).into());
    if !columns.valued() {
        return number;
    }
    number + Expr::Power(GAMMA, 1) * Expr::Fixed(columns.table_value(table))
}

/// Columns of the table in a fraction column of theirs.
pub fn tables_of(columns: &Columns, fraction: u32) -> std::ops::Range<u32> {
    let first = 1 + IN_FRACTION * fraction;
    first..columns.tables().min(first + IN_FRACTION)
}

/// Terms of the lookup argument.
pub struct Terms {
    /// For every row of the checked region.
    pub all: Vec<Term>,
    /// For those with lines of function tables.
    pub lines: Option<Term>,
    /// For all others.
    pub none: Option<Term>,
}

/// `fraction = Σ times/(β + value)`, multiplied out.
fn added(fraction: u16, terms: &[(Expr, Expr)]) -> Expr {
    let others =
        |i: usize| terms.iter().enumerate().filter(move |(j, _)| *j != i).map(|(_, (_, v))| v.clone());
    let numerator = sum(terms.iter().enumerate().map(|(i, (times, _))| times.clone() * product(others(i))));
    Expr::cell(fraction) * product(terms.iter().map(|(_, v)| v.clone())) - numerator
}

/// The terms of a layout. They are about what is looked up: the entries of the table,
/// since each is told from the others by its value, and multiplicities, of which no table has enough rows to
/// reach the prime.
pub fn terms(
    columns: &Columns,
    entries: &Entries,
    tables: bool,
    about: &Interval,
    gates: &mut Gates,
) -> Terms {
    let mut all = Vec::new();
    let about = Some(about);
    let once = |value| (Expr::int(1), shifted(value));
    for f in 0..columns.fractions() {
        let terms: Vec<_> = lanes_of(f).map(|l| once(Expr::cell(columns.lane(l)))).collect();
        all.push(gates.term(&format!("fraction {f}"), added(columns.fraction(f), &terms), about));
    }
    for f in 0..columns.entry_fractions() {
        let counted = |t| (-Expr::cell(columns.multiplicity(t)), shifted(entry(columns, entries, t)));
        let terms: Vec<_> = tables_of(columns, f).map(counted).collect();
        let fraction = columns.fraction(columns.entry_fraction(f));
        all.push(gates.term(&format!("entries {f}"), added(fraction, &terms), about));
    }
    let (mut of_lines, mut none) = (None, None);
    if tables {
        let fraction = columns.fraction(columns.fractions());
        let terms: Vec<_> = (0..lines(columns)).map(|l| once(function(columns, l))).collect();
        of_lines = Some(gates.term("table fraction", added(fraction, &terms), about));
        none = Some(gates.term("table fraction", Expr::cell(fraction), about));
    }
    let s = columns.sum();
    let fractions = sum((0..columns.all_fractions()).map(|f| Expr::cell(columns.fraction(f))));
    let rest = Expr::Advice(s, 1) - Expr::cell(s) - fractions;
    let table = shifted(entry(columns, entries, 0));
    let [a, b] = [0, 1].map(|l| shifted(Expr::cell(columns.lane(l))));
    let lanes = a.clone() * b.clone();
    let body =
        rest * lanes.clone() * table.clone() - (a + b) * table + Expr::cell(columns.multiplicity(0)) * lanes;
    all.push(gates.term("lookup sum", body, about));
    Terms { all, lines: of_lines, none }
}

/// The term for the rows where the running sum is zero: the region's first, and the one below its last.
pub fn zero(columns: &Columns, gates: &mut Gates) -> Term {
    gates.term("lookup sum at the ends", Expr::cell(columns.sum()), Some(&Interval::point(0)))
}
