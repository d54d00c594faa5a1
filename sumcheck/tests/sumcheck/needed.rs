//! Every sort of fact is needed: for most facts there is a lie to which nothing else objects.

use super::cases::made;
use super::honest::network;
use super::liar::{Liar, broken};
use circuit::{Graph, interpret};
use std::collections::BTreeSet;
use sumcheck::Plan;
use sumcheck::check::{Violation, violations};
use sumcheck::field::{F, residue, small};
use sumcheck::plane::{Fill, Kind, Plane};
use sumcheck::witness::Witness;

/// Facts of a plan by sort: zeros, lookups, products.
type Facts = [BTreeSet<usize>; 3];

fn fact(violation: Violation) -> Option<(usize, usize)> {
    match violation {
        Violation::Zero { fact, .. } => Some((0, fact)),
        Violation::Lookup { fact, .. } => Some((1, fact)),
        Violation::Product { fact } => Some((2, fact)),
        Violation::Tensor { .. } => None,
    }
}

/// The public tensors that are no inputs.
fn graph_outputs(plan: &Plan) -> std::ops::Range<usize> {
    plan.slots.len() - plan.graph.outputs.len()..plan.slots.len()
}

/// The facts of a run to whose lie nothing else objects.
fn needed(plan: &Plan, inputs: &[Vec<i128>]) -> Facts {
    let mut found = Facts::default();
    let liar = Liar::new(plan, inputs).expect("a run");
    let mut note = |all: Option<Vec<Violation>>| {
        if let Some([one]) = all.as_deref()
            && let Some((sort, index)) = fact(*one)
        {
            found[sort].insert(index);
        }
    };
    let public = circuit::PublicValues::of(&plan.graph, &liar.trace);
    let values = circuit::public::integers(&plan.slots, &public).expect("a run");
    let honest = Witness::new(plan, &liar.trace, &values).cells;
    let of_product = |plane: &Plane| match plane.kind {
        Kind::Cells { offset, fill: Fill::Product { .. } } => offset..offset + plane.len.min(40),
        _ => 0..0,
    };
    let products: Vec<usize> = plan.planes.iter().flat_map(of_product).collect();
    let mut covered = 0;
    for (r, relation) in plan.graph.relations.iter().enumerate() {
        let Some(out) = relation.out() else { continue };
        for element in 0..liar.trace.tensor(out).len() {
            let old = liar.trace.tensor(out).get(element);
            for value in liar.tempting(r, element) {
                let Some(lie) = liar.lie(r, element, value) else { continue };
                let all = broken(plan, &lie, &[]);
                // Where a product is all that objects: one before it says that it is zero.
                if matches!(all.as_deref(), Some([Violation::Product { .. }])) && covered < 60 {
                    covered += 1;
                    products.iter().for_each(|cell| note(broken(plan, &lie, &[(*cell, residue(0))])));
                }
                note(all);
                // What an honest prover computes on the way to the result tells the same lie, or its opposite.
                for sign in [1, -1] {
                    let same = |cell: &usize| honest[*cell] == residue(sign * old);
                    for cell in (0..plan.multiplicities[0]).filter(same).take(6) {
                        note(broken(plan, &lie, &[(cell, residue(sign * value))]));
                    }
                }
            }
        }
    }
    // A run whose outputs are said to be others.
    for slot in graph_outputs(plan) {
        let mut lie: Vec<Vec<i128>> = values.iter().map(|v| v.to_vec()).collect();
        lie[slot][0] += 1;
        let lie: Vec<&[i128]> = lie.iter().map(Vec::as_slice).collect();
        note(Some(violations(plan, &Witness::with(plan, &liar.trace, &lie, &[]))));
    }
    let moved = |cell: usize, by: i64| -> (usize, F) { (cell, honest[cell] + small(by)) };
    for cell in 0..plan.multiplicities[0] {
        for by in [1, -1, 2, -2, 128, -128, 256, -256, 1 << 11, -(1 << 11)] {
            note(broken(plan, &liar.trace, &[moved(cell, by)]));
        }
        // What is taken from one cell is given to another.
        for other in (cell + 1..cell + 6).filter(|c| *c < plan.multiplicities[0]) {
            for by in [1, -1] {
                note(broken(plan, &liar.trace, &[moved(cell, by), moved(other, -by)]));
            }
        }
    }
    found
}

/// All facts, and those that are needed, of a circuit's first run that completes.
fn counted(name: &str, graph: &Graph) -> [[usize; 2]; 3] {
    let plan = Plan::with_bits(graph, 8).expect("a plan");
    let mut rng = super::random::rng(1);
    let mut runs = (0..60).map(|_| super::random::inputs(graph, &mut rng));
    let Some(inputs) = runs.find(|inputs| interpret(graph, inputs).is_ok()) else { return [[0; 2]; 3] };
    let needed = needed(&plan, &inputs).map(|facts| facts.len());
    let all = [plan.zeros.len(), plan.lookups.len(), plan.products.len()];
    println!("{name}: needed {needed:?} of {all:?}");
    std::array::from_fn(|i| [needed[i], all[i]])
}

#[test]
fn most_facts_are_needed_and_every_sort_is() {
    let mut sum = counted("network", &network(0));
    for made in made().into_iter().filter(|m| m.graph.tensors.len() < 9) {
        for (sum, own) in sum.iter_mut().zip(counted(made.name, &made.graph)) {
            sum.iter_mut().zip(own).for_each(|(s, n)| *s += n);
        }
    }
    println!("{sum:?}");
    // Lies of a step or two find the facts that they alone break. Others take larger lies, or several cells at once: a
    // lookup beside one of the same number, an output that a sum of products holds, too.
    let [zeros, lookups, products] = sum;
    assert!(3 * zeros[0] > zeros[1], "{sum:?}");
    assert!(5 * lookups[0] > lookups[1], "{sum:?}");
    assert!(8 * products[0] > 7 * products[1], "{sum:?}");
}
