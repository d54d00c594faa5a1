//! Lies about lookups: how often, which entry, of which table.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie};
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

fn multiplicity(plan: &Plan, lie: &mut Lie, entry: u32, by: i128) {
    let (column, row) = (plan.columns.multiplicity(), plan.placement.checked_from + entry);
    let old = lie.grid.get(column, row);
    lie.grid.set(column, row, old + fr(by));
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

/// Rows below the table repeat its first entry. Reads that are counted there are reads of that entry, and of no other: counted
/// twice, or in place of another entry, they are too many.
#[test]
fn entries_that_are_there_twice() {
    let graph = network(0);
    let config = Config { bits: 4, lanes: 14, ..CONFIG };
    let plan = Plan::with_config(&graph, config).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![7; 36]]).expect("runs");
    let mut court = Court::default();
    let last = plan.placement.checked_to - plan.placement.checked_from - 1;
    assert!(last >= plan.entries, "no row below the table");
    let mut lie = Lie { what: "counted below the table".to_owned(), ..liar.honest.clone() };
    multiplicity(&plan, &mut lie, last, 1);
    refused("twice", &mut court, &liar, &lie, &["lookup sum at the ends"]);
    multiplicity(&plan, &mut lie, 1, -1);
    refused("in place of another", &mut court, &liar, &lie, &["lookup sum at the ends"]);
    // What is the same entry may be counted there.
    let mut same = liar.honest.clone();
    multiplicity(&plan, &mut same, last, 1);
    multiplicity(&plan, &mut same, 0, -1);
    assert!(liar.caught(&same).is_none() && court.judges(&liar, &same).is_ok());
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
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![2, 3, 5]]).expect("runs");
    let mut court = Court::default();
    court.accepts("tables", &liar);
    for (relation, element, told) in [(0, 0, 5), (1, 1, 9), (0, 2, 2)] {
        let lie = liar.trace_cheat(relation, element, told).expect("it is committed");
        refused("another table", &mut court, &liar, &lie, &["lookup sum at the ends"]);
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
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![256, 513, 770]]).expect("runs");
    let mut court = Court::default();
    court.accepts("zeros", &liar);
    for (element, old) in [(0, 1), (1, 2), (2, 3)] {
        let mut lie = liar.trace_cheat(0, element, old - 1).expect("it is committed");
        assert_ne!(lie.public, liar.honest.public);
        let strip = super::strips::element(&plan, 0, element);
        let [_, remainder] = strip.lanes[..] else { panic!("other lanes: {:?}", strip.lanes) };
        let number = 256 + element;
        assert!(number < plan.entries);
        lie.grid.lane(remainder.0, remainder.1, number);
        let before = lie.grid.get(plan.columns.multiplicity(), plan.placement.checked_from + number);
        witness::multiplicities(&plan, &mut lie.grid);
        let counted = lie.grid.get(plan.columns.multiplicity(), plan.placement.checked_from + number);
        assert_eq!(counted, before + Fr::one(), "the lie is counted");
        refused("a line's number", &mut court, &liar, &lie, &["lookup sum at the ends"]);
    }
}

/// The other way round: an argument and a value that come to a plain number. The value would be the mark's opposite, and the argument,
/// which is a copy, below its range.
#[test]
fn a_number_for_a_line() {
    let graph = lookups();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
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
