//! Lies that hold at one challenge: what a prover could tell who knew it before committing.
//!
//! Each is told so that nothing objects at the challenges that these tests fix, and is then proved: the real challenges follow from
//! what was committed, and the same gate that was content objects.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie, challenges, places};
use super::super::needed::{Told, closings};
use super::super::proofs::network;
use super::{CONFIG, objections};
use ff::Field;
use halo2::block::Content;
use halo2::check::Checker;
use halo2::columns::IN_SUM;
use halo2::field::{Fr, fr};
use halo2::{Plan, witness};

/// What objects at other challenges.
fn later(plan: &Plan, lie: &Lie) -> std::collections::BTreeSet<String> {
    let fresh = challenges().map(|c| c + Fr::ONE);
    let mut grid = lie.grid.clone();
    witness::second_phase(plan, &mut grid, &lie.instance, fresh);
    objections(&Checker::new(plan, &lie.instance, fresh).all(&grid))
}

/// A false output, made up for by a cell of slack at a challenge that an earlier proof had.
#[test]
fn a_challenge_used_again() {
    let graph = network(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[(0..36).map(|i| i % 16).collect()]).expect("runs");
    let mut court = Court::default();
    court.accepts("again", &liar);
    let found = plan.blocks.iter().find_map(|b| match &b.content {
        Content::Slack { relation: 0, cells } => Some((b.start, cells)),
        _ => None,
    });
    let (start, cells) = found.expect("a convolution has slack");
    let (row, lane, _) = cells[0];
    let place = (plan.columns.lane(lane), start + row);
    // A candidate that is no maximum is one less: the evaluation alone objects.
    let windows = plan.blocks.iter().find(|b| matches!(b.content, Content::Windows { relation: 1, .. }));
    let told = places(&plan, windows.expect("windows")).into_iter().find_map(|place| {
        let more = liar.honest.grid.get(place.0, place.1) + Fr::ONE;
        let lie = liar.cell_cheat(1, &[(place, more)])?;
        (objections(&liar.all(&lie)) == ["accumulator".to_owned()].into()).then_some(lie)
    });
    let mut lie = told.expect("a false candidate");
    // A cell of slack takes up what is missing at these challenges; it stands for any element of the field.
    let row = closings(&plan).into_iter().find(|row| Told::new(&liar, lie.clone()).gap(*row) != Fr::ZERO);
    let row = row.expect("the evaluation does not close");
    let gap = |lie: &Lie| Told::new(&liar, lie.clone()).gap(row);
    let (before, honest) = (gap(&lie), lie.grid.get(place.0, place.1));
    lie.grid.set(place.0, place.1, honest + Fr::ONE);
    let slope = gap(&lie) - before;
    lie.grid.set(place.0, place.1, honest - before * slope.invert().expect("it counts"));
    assert!(liar.caught(&lie).is_none());
    assert_eq!(later(&plan, &lie), ["accumulator".to_owned()].into());
    assert!(court.judges(&liar, &lie).is_err(), "proved");
}

/// Two lanes of one fraction are both the pole: at that challenge the fraction may be anything, as large as its lookups.
#[test]
fn a_denominator_that_is_zero() {
    let graph = network(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![7; 36]]).expect("runs");
    let mut court = Court::default();
    let pole = -challenges()[1];
    let freedom = plan.freedom();
    let lanes = [IN_SUM, IN_SUM + 1].map(|l| plan.columns.lane(l));
    let idle = |row: &u32| lanes.iter().all(|l| freedom[usize::from(*l)][*row as usize].is_some());
    let row = (plan.placement.checked_from..plan.placement.checked_to).find(idle).expect("an idle row");
    let mut lie = Lie { what: "two poles".to_owned(), ..liar.honest.clone() };
    lanes.iter().for_each(|lane| lie.grid.set(*lane, row, pole));
    // Nothing objects, though neither is an entry, and the fraction is what it was.
    assert!(liar.caught(&lie).is_none());
    assert_eq!(later(&plan, &lie), ["fraction 0".to_owned()].into());
    assert!(court.judges(&liar, &lie).is_err(), "proved");
    // One pole alone has no fraction at all.
    let mut one = Lie { what: "a pole".to_owned(), ..liar.honest.clone() };
    one.grid.set(lanes[0], row, pole);
    assert_eq!(objections(&liar.all(&one)), ["fraction 0".to_owned()].into());
}

/// Multiplicities that make up for a value outside the table at a known challenge.
#[test]
fn multiplicities_for_a_known_challenge() {
    let graph = network(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![7; 36]]).expect("runs");
    let mut court = Court::default();
    let beta = challenges()[1];
    let inverse = |v: Fr| (beta + v).invert().expect("not a pole");
    // An entry's count is off by one, and another entry's by as much of the field as makes up for it.
    let mut lie = Lie { what: "counts that cancel".to_owned(), ..liar.honest.clone() };
    let column = plan.columns.multiplicity(0);
    let mut count = |entry: u32, by: Fr| {
        let row = plan.placement.checked_from + entry;
        let old = lie.grid.get(column, row);
        lie.grid.set(column, row, old + by);
    };
    count(3, Fr::ONE);
    count(4, -inverse(fr(3)) * (beta + fr(4)));
    assert!(liar.caught(&lie).is_none());
    assert_eq!(later(&plan, &lie), ["lookup sum at the ends".to_owned()].into());
    assert!(court.judges(&liar, &lie).is_err(), "proved");
}
