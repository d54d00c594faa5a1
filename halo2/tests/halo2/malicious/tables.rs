//! Lies about lookups: how often, which entry, of which table.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie};
use super::super::proofs::network;
use super::{CONFIG, refused};
use circuit::{Builder, Graph, Range};
use halo2::Plan;
use halo2::columns::Config;
use halo2::field::{Fr, fr};

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
