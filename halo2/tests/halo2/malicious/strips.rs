//! Lies about strips: rows that are only partly filled, places that nobody uses, and lines that are told twice.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie, Place};
use super::{CONFIG, refused};
use circuit::{Builder, Divisor, EinsumSpec, Graph, Range, Rounding, TensorId};
use ff::Field;
use halo2::block::{Block, Content, Group};
use halo2::field::{Fr, fr};
use halo2::strip::{Cells, Name, value};
use halo2::{Plan, witness};

/// Cells of one element of a relation's strips.
pub struct Strip {
    /// Least value of the result.
    pub least: i128,
    /// Lanes.
    pub lanes: Vec<Place>,
    /// Wide cells.
    pub ports: Vec<Place>,
}

fn cells(plan: &Plan, block: &Block, group: &Group, first: u32, element: u32) -> Strip {
    let cells = Cells { shape: &group.shape, columns: &plan.columns, config: &plan.config, element };
    let at = |(column, below): Place| (column, block.start + first + below);
    Strip {
        least: value(&group.parameters, Name::Least),
        lanes: (0..group.shape.lanes()).map(|i| at(cells.lane(i))).collect(),
        ports: (0..group.shape.ports()).map(|i| at(cells.port(i))).collect(),
    }
}

fn groups(plan: &Plan, relation: usize) -> impl Iterator<Item = (&Block, &Group)> {
    plan.blocks.iter().filter(move |b| b.relation == Some(relation)).flat_map(|b| match &b.content {
        Content::Strips(groups) => groups.iter().map(|g| (b, g)).collect(),
        _ => Vec::new(),
    })
}

/// The cells of the element that makes this one of a relation's result.
pub fn element(plan: &Plan, relation: usize, index: u32) -> Strip {
    let out = plan.graph.relations[relation].out().expect("a result");
    let mut all = groups(plan, relation).flat_map(|(block, group)| {
        group.placed().map(move |(first, element, says)| (block, group, first, element, says.out))
    });
    let found = all.find(|(.., of)| *of == Some((out, index)));
    let (block, group, first, element, _) = found.expect("an element of a strip");
    cells(plan, block, group, first, element)
}

/// The places that the last row of a relation's only group has beside its elements, and those that say the last one again.
fn beside(plan: &Plan, relation: usize) -> Vec<Strip> {
    let (block, group) = groups(plan, relation).last().expect("strips");
    let told = group.elements.len() as u32 - group.repeats;
    assert_eq!(group.fit.rows, 1);
    let (row, on_row) = (group.first + told / group.fit.elements, told % group.fit.elements);
    assert!(on_row > 0, "the last row is full");
    (on_row..group.fit.elements).map(|element| cells(plan, block, group, row, element)).collect()
}

/// Four quotients, three on a row; a sum of them, so that they are no public values.
fn quotients() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 4], Range::new(-60, 60));
    let y = b.div_round(x, Divisor::Const(7), Rounding::Floor, None).expect("fits");
    let w = b.constant(&[1, 4], &[1, 2, 3, 4]);
    let o = b.einsum(EinsumSpec::linear(), y, w, None).expect("fits");
    b.output(o);
    b.finish()
}

/// The element that is alone on the last row is held to what the others are held to.
#[test]
fn the_last_element_of_a_row_that_is_not_full() {
    let graph = quotients();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![20, -33, 59, 41]]).expect("runs");
    let mut court = Court::default();
    court.accepts("quotients", &liar);
    assert_eq!(beside(&plan, 0).len(), 2);
    let old = liar.trace.tensor(TensorId(1)).get(3);
    for (told, by) in
        [(old - 1, &["strip: remainder"][..]), (old + 1, &["strip: quotient", "strip: remainder"])]
    {
        let lie = liar.trace_cheat(0, 3, told).expect("it is committed");
        refused("the last quotient", &mut court, &liar, &lie, by);
    }
}

/// A false quotient is told in a place beside the last element, where no gate looks; what reads the element reads the element's own
/// cell, and the place alone is nothing.
#[test]
fn a_result_from_a_place_that_is_not_used() {
    let graph = quotients();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![20, -33, 59, 41]]).expect("runs");
    let mut court = Court::default();
    let old = liar.trace.tensor(TensorId(1)).get(3);
    // The honest element stays where it is; its false neighbour, and all that is made of it.
    let mut lie = liar.trace_cheat(0, 3, old + 1).expect("it is committed");
    lie.what = "another quotient beside the last".to_owned();
    let (own, place) = (element(&plan, 0, 3), beside(&plan, 0).swap_remove(0));
    for (to, from) in place.lanes.iter().zip(&own.lanes) {
        lie.grid.lane(to.0, to.1, lie.grid.lanes[usize::from(from.0)][from.1 as usize]);
        let honest = liar.honest.grid.lanes[usize::from(from.0)][from.1 as usize];
        lie.grid.lane(from.0, from.1, honest);
    }
    for (to, from) in place.ports.iter().zip(&own.ports) {
        lie.grid.set(to.0, to.1, lie.grid.get(from.0, from.1));
    }
    witness::multiplicities(&plan, &mut lie.grid);
    assert_ne!(lie.public, liar.honest.public);
    refused("beside", &mut court, &liar, &lie, &["copy"]);
    // Alone it changes nothing, and nothing objects.
    let mut idle = Lie { what: "beside the honest run".to_owned(), ..liar.honest.clone() };
    for (column, row) in &place.lanes {
        idle.grid.lane(*column, *row, 77);
    }
    for (column, row) in &place.ports {
        idle.grid.set(*column, *row, fr(-5));
    }
    witness::multiplicities(&plan, &mut idle.grid);
    assert!(liar.caught(&idle).is_none() && court.judges(&liar, &idle).is_ok());
}

/// Lines of function tables are looked up in all places of a row; those that are left say the last one again, and nothing else.
#[test]
fn a_line_that_is_told_again() {
    let mut b = Builder::new();
    let x = b.input(&[3], Range::new(0, 7));
    let squares = b.table(0, &[0, 1, 4, 9, 16, 25, 36, 49]);
    let y = b.lut(squares, x).expect("fits");
    b.output(y);
    let graph = b.finish();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &[vec![2, 3, 5]]).expect("runs");
    let mut court = Court::default();
    court.accepts("lines", &liar);
    let again = beside(&plan, 0).swap_remove(0);
    let [argument, result] = again.ports[..] else { panic!("two wide cells") };
    let told = |v: [i128; 2]| {
        let mut lie = Lie { what: format!("{v:?} told again"), ..liar.honest.clone() };
        [(argument, v[0]), (result, v[1])].iter().for_each(|((c, r), v)| lie.grid.set(*c, *r, fr(*v)));
        witness::multiplicities(&plan, &mut lie.grid);
        lie
    };
    assert_eq!(liar.honest.grid.get(argument.0, argument.1), fr(5));
    refused("again", &mut court, &liar, &told([5, 24]), &["lookup sum at the ends"]);
    refused("another line", &mut court, &liar, &told([6, 36]), &["copy"]);
    assert_ne!(liar.honest.grid.get(result.0, result.1), Fr::ZERO);
}
