//! Lies about lookups: how often, which entry, of which table.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie, Place};
use super::super::proofs::network;
use super::{CONFIG, refused};
use circuit::{Builder, Divisor, EinsumSpec, Graph, Range, Rounding};
use halo2::columns::Config;
use halo2::field::{Fr, fr};
use halo2::lookup::MARK;
use halo2::{Plan, witness};

/// Two tables of the same arguments, each looked up.
fn lookups() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[3], Range::new(0, 7));
    let first = b.table(0, &[0, 1, 4, 9, 16, 25, 36, 49]);
    let second = b.table(0, &[7, 6, 5, 4, 3, 2, 1, 0]);
    for table in [first, second] {
        let y = b.lut(table, x).expect("fits");
        b.output(y);
    }
    b.finish()
}

/// The cell that counts the reads of an entry.
fn count(plan: &Plan, entry: u32) -> Place {
    let (table, row) = plan.entries.place(entry).expect("an entry");
    (plan.columns.multiplicity(table), plan.placement.checked_from + row)
}

fn changed(lie: &mut Lie, (column, row): Place, by: i128) {
    lie.grid.set(column, row, lie.grid.get(column, row) + fr(by));
}

fn multiplicity(plan: &Plan, lie: &mut Lie, entry: u32, by: i128) {
    changed(lie, count(plan, entry), by);
}

/// The same columns with a table in one, and in several.
fn tabled(config: Config) -> [Config; 3] {
    [1, 2, 5].map(|tables| Config { tables, ..config })
}

/// An entry is read more often or less often than it is, also where another makes up for it.
#[test]
fn another_number_of_reads() {
    let graph = network(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![7; 36]]).expect("runs");
    let mut court = Court::default();
    court.accepts("reads", &liar);
    for changes in [&[(3, 1)][..], &[(0, -1)], &[(5, 1), (6, -1)], &[(0, -2), (1, 1), (2, 1)]] {
        let mut lie = Lie { what: format!("reads {changes:?}"), ..liar.honest.clone() };
        changes.iter().for_each(|(entry, by)| multiplicity(&plan, &mut lie, *entry, *by));
        refused("reads", &mut court, &liar, &lie, &["lookup sum at the ends"]);
    }
}

/// Rows below the table repeat the first entry of their column. Reads that are counted there are reads of that entry, and of no other:
/// counted twice, or in place of another entry, they are too many.
#[test]
fn entries_that_are_there_twice() {
    let graph = network(0);
    for config in tabled(Config { bits: 4, lanes: 14, ..CONFIG }) {
        let plan = Plan::with_config(&graph, config).expect("a plan");
        let (liar, _) = Liar::new(&plan, &[vec![7; 36]]).expect("runs");
        let mut court = Court::default();
        let last = plan.placement.checked_to - 1;
        assert!(last >= plan.placement.checked_from + plan.entries.height(), "no row below the table");
        for table in 0..config.tables {
            let (again, first) = ((plan.columns.multiplicity(table), last), plan.entries.first(table));
            let mut lie =
                Lie { what: format!("counted below column {table} of the table"), ..liar.honest.clone() };
            changed(&mut lie, again, 1);
            refused("twice", &mut court, &liar, &lie, &["lookup sum at the ends"]);
            // What fills the last column up is nobody's.
            if plan.entries.place(first).is_none() {
                continue;
            }
            let mut other = lie.clone();
            multiplicity(&plan, &mut other, first + 1, -1);
            refused("in place of another", &mut court, &liar, &other, &["lookup sum at the ends"]);
            // What is the same entry may be counted there.
            multiplicity(&plan, &mut lie, first, -1);
            assert!(liar.caught(&lie).is_none() && court.judges(&liar, &lie).is_ok());
        }
    }
}

/// A read of an entry is counted beside it, in another column of the table.
#[test]
fn a_read_in_another_column() {
    let graph = lookups();
    let config = Config { tables: 5, ..CONFIG };
    let plan = Plan::with_config(&graph, config).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![2, 3, 5]]).expect("runs");
    let mut court = Court::default();
    court.accepts("columns", &liar);
    // A number that lanes have, and the line of 2 in each function's table.
    for entry in [0, 256 + 2, 256 + 8 + 2] {
        let own = count(&plan, entry);
        assert_ne!(liar.honest.grid.get(own.0, own.1), Fr::zero(), "entry {entry} is not read");
        for table in (0..config.tables).filter(|t| plan.columns.multiplicity(*t) != own.0) {
            let mut lie =
                Lie { what: format!("entry {entry} read in column {table}"), ..liar.honest.clone() };
            changed(&mut lie, own, -1);
            changed(&mut lie, (plan.columns.multiplicity(table), own.1), 1);
            refused("another column", &mut court, &liar, &lie, &["lookup sum at the ends"]);
        }
    }
}

/// A lane holds what is no entry, with multiplicities as if it were one, and as if it were another.
#[test]
fn a_value_that_is_no_entry() {
    let graph = network(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![7; 36]]).expect("runs");
    let mut court = Court::default();
    let freedom = plan.freedom();
    let region = plan.placement.checked_from..plan.placement.checked_to;
    for (lane, gate) in [(0, "lookup sum"), (2, "fraction 0")] {
        let column = plan.columns.lane(lane);
        let idle = region.clone().find(|row| freedom[usize::from(column)][*row as usize].is_some());
        for value in [fr(256), fr(-1), Fr::from(2).invert().expect("not zero")] {
            let mut lie = Lie { what: format!("lane {lane} is {value:?}"), ..liar.honest.clone() };
            lie.grid.set(column, idle.expect("an idle cell"), value);
            refused("no entry", &mut court, &liar, &lie, &[gate]);
        }
    }
}

/// The value that another table has for the argument.
#[test]
fn a_line_of_another_table() {
    let graph = lookups();
    for config in tabled(CONFIG) {
        let plan = Plan::with_config(&graph, config).expect("a plan");
        let (liar, _) = Liar::new(&plan, &[vec![2, 3, 5]]).expect("runs");
        let mut court = Court::default();
        court.accepts("tables", &liar);
        for (relation, element, told) in [(0, 0, 5), (1, 1, 9), (0, 2, 2)] {
            let lie = liar.trace_cheat(relation, element, told).expect("it is committed");
            refused("another table", &mut court, &liar, &lie, &["lookup sum at the ends"]);
        }
    }
}

/// Quotients by 2^8, whose remainders fill a lane of the range table, beside tables whose values are zero: a false quotient, one less,
/// is made up for by a remainder that is a line's number. Counted as that line, whose value is zero, nothing but the mark of lines objects.
#[test]
fn a_line_s_number_in_a_lane() {
    let mut b = Builder::new();
    let x = b.input(&[1, 3], Range::new(0, 1023));
    let y = b.div_round(x, Divisor::Pow2(8), Rounding::Floor, None).expect("fits");
    let zeros = b.table(0, &[0; 4]);
    let z = b.lut(zeros, y).expect("fits");
    b.output(z);
    let w = b.constant(&[1, 3], &[1, 2, 3]);
    let o = b.einsum(EinsumSpec::linear(), y, w, None).expect("fits");
    b.output(o);
    let graph = b.finish();
    for config in tabled(CONFIG) {
        let plan = Plan::with_config(&graph, config).expect("a plan");
        let (liar, _) = Liar::new(&plan, &[vec![256, 513, 770]]).expect("runs");
        let mut court = Court::default();
        court.accepts("zeros", &liar);
        for (element, old) in [(0, 1), (1, 2), (2, 3)] {
            let mut lie = liar.trace_cheat(0, element, old - 1).expect("it is committed");
            assert_ne!(lie.public, liar.honest.public);
            let strip = super::strips::element(&plan, 0, element);
            let [_, remainder] = strip.lanes[..] else { panic!("other lanes: {:?}", strip.lanes) };
            let number = 256 + element;
            lie.grid.lane(remainder.0, remainder.1, number);
            let (column, row) = count(&plan, number);
            let before = lie.grid.get(column, row);
            witness::multiplicities(&plan, &mut lie.grid);
            assert_eq!(lie.grid.get(column, row), before + Fr::one(), "the lie is counted");
            refused("a line's number", &mut court, &liar, &lie, &["lookup sum at the ends"]);
        }
    }
}

/// Lines that fill the last column of the table up are no function's. Their number in a lane is refused by the mark of lines; an
/// argument that comes to it, with their value, is not the cell that it copies.
#[test]
fn a_line_of_no_function() {
    let graph = lookups();
    let config = Config { tables: 7, ..CONFIG };
    let plan = Plan::with_config(&graph, config).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![2, 3, 5]]).expect("runs");
    let mut court = Court::default();
    let (entries, number) = (plan.entries, plan.entries.count());
    assert!(entries.first(6) + entries.height() > number, "no line is left");
    let counted = (plan.columns.multiplicity(6), plan.placement.checked_from + number - entries.first(6));
    // Nobody's lane.
    let (freedom, column) = (plan.freedom(), plan.columns.lane(0));
    let mut region = plan.placement.checked_from..plan.placement.checked_to;
    let idle = region.find(|row| freedom[usize::from(column)][*row as usize].is_some());
    let mut lie = Lie { what: "its number in a lane".to_owned(), ..liar.honest.clone() };
    lie.grid.lane(column, idle.expect("an idle cell"), number);
    witness::multiplicities(&plan, &mut lie.grid);
    changed(&mut lie, counted, 1);
    refused("in a lane", &mut court, &liar, &lie, &["lookup sum at the ends"]);
    // The second function's lines are the last; it takes 0 to 7.
    let mut lie = liar.trace_cheat(1, 0, 0).expect("it is committed");
    let argument = super::strips::element(&plan, 1, 0).ports[0];
    lie.grid.set(argument.0, argument.1, fr(8));
    witness::multiplicities(&plan, &mut lie.grid);
    changed(&mut lie, counted, 1);
    refused("for an argument", &mut court, &liar, &lie, &["copy"]);
}

/// The other way round: an argument and a value that come to a plain number. The value would be the mark's opposite, and the argument,
/// which is a copy, below its range.
#[test]
fn a_number_for_a_line() {
    let graph = lookups();
    for config in tabled(CONFIG) {
        let plan = Plan::with_config(&graph, config).expect("a plan");
        let (liar, _) = Liar::new(&plan, &[vec![2, 3, 5]]).expect("runs");
        let mut court = Court::default();
        let strip = super::strips::element(&plan, 0, 0);
        let [argument, _] = strip.ports[..] else { panic!("two wide cells") };
        let mut lie = liar.trace_cheat(0, 0, -MARK).expect("it is committed");
        // The first line's number is 2^8, so -250 stands for number 6, and is counted there.
        lie.grid.set(argument.0, argument.1, fr(-250));
        witness::multiplicities(&plan, &mut lie.grid);
        refused("a number", &mut court, &liar, &lie, &["copy"]);
    }
}
