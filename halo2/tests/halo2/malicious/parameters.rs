//! Lies about hidden weights: another model under the registered hash.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie};
use super::super::parameters::{perceptron, perceptron_of, run};
use super::hashed::{all_packed, named, ports, sponge};
use super::{CONFIG, objections, refused};
use circuit::interpret;
use halo2::hashed::{Elements, absorbed, sponge::Sponge};
use halo2::{Plan, Salt};
use std::collections::BTreeSet;

/// A run of other weights, under the hash of the registered ones.
fn forged(liar: &Liar<'_>, other: &Liar<'_>, what: String) -> Lie {
    let mut lie = named(&what, &other.honest);
    lie.public.hashes.clone_from(&liar.honest.public.hashes);
    let at = liar.plan.slots.iter().find(|s| s.kind.is_hash()).expect("a hash").row as usize;
    lie.instance[at] = liar.honest.instance[at];
    lie
}

/// Every weight, one more, one less and at the other end of its range: with its own hash computed, with the registered sponge,
/// and with all that is packed the registered model's, too.
#[test]
fn another_weight_under_the_hash() {
    let graph = perceptron();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let given = run(1);
    let (liar, _) = Liar::new(&plan, &given).expect("runs");
    let mut court = Court::default();
    court.accepts("the registered model", &liar);
    let (first, rows) = sponge(&plan);
    let whole = first..first + rows.rows();
    let (mut told, mut lanes) = (0, BTreeSet::new());
    for parameter in 1..given.len() {
        let range = graph.tensor(graph.inputs[parameter]).range;
        for element in 0..given[parameter].len() {
            let old = given[parameter][element];
            let far = if old < 0 { range.hi } else { range.lo };
            for v in [old + 1, old - 1, far].into_iter().filter(|v| range.contains(*v)) {
                let mut other = given.clone();
                other[parameter][element] = v;
                let (false_model, stopped) = Liar::new(&plan, &other).expect("runs");
                assert_eq!(stopped, None);
                let mut lie = forged(&liar, &false_model, format!("weight {element} of {parameter} is {v}"));
                let mut by = vec![objections(&liar.all(&lie))];
                ports(&plan, &mut lie, &liar.honest.grid, whole.clone());
                by.push(objections(&liar.all(&lie)));
                for (start, packed) in all_packed(&plan) {
                    ports(&plan, &mut lie, &liar.honest.grid, start..start + packed.count + 1);
                    lanes.insert(packed.lanes.is_some());
                }
                by.push(objections(&liar.all(&lie)));
                let last = if range.count() <= 256 { "packed" } else { "copy" };
                let names = |name: &str| BTreeSet::from([name.to_owned()]);
                assert_eq!(by, [names("copy"), names("copy"), names(last)], "{}", lie.what);
                if told % 23 == 0 {
                    refused("a weight", &mut court, &liar, &lie, &[last]);
                }
                told += 1;
            }
        }
    }
    assert!(told > 70 && lanes.len() == 2, "{told} lies, {lanes:?}");
}

/// All weights are others: the outputs of another model, under the registered hash.
#[test]
fn another_model_under_the_hash() {
    let graph = perceptron();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &run(1)).expect("runs");
    let (other, _) = Liar::new(&plan, &run(2)).expect("runs");
    let mut court = Court::default();
    court.accepts("its own hash", &other);
    let lie = forged(&liar, &other, "another model".to_owned());
    assert_ne!(lie.public.outputs, liar.honest.public.outputs);
    refused("another model", &mut court, &liar, &lie, &["copy"]);
    // Its outputs beside the registered model's run.
    let mut lie = named("another model's outputs", &liar.honest);
    lie.public.outputs.clone_from(&other.honest.public.outputs);
    let outputs = plan.slots.iter().find(|s| s.kind.is_output()).expect("an output");
    let rows = outputs.row as usize..outputs.row as usize + outputs.len();
    lie.instance[rows.clone()].copy_from_slice(&other.honest.instance[rows]);
    refused("another model", &mut court, &liar, &lie, &["accumulator"]);
}

/// The registered weights in another circuit, which a proof of it shows by another hash: the registered one is refused beside it, and
/// so is a sponge that starts from the registered circuit's tag.
#[test]
fn another_computation_under_the_hash() {
    let (registered, other) = (perceptron(), perceptron_of(5));
    let plans = [&registered, &other].map(|graph| Plan::with_config(graph, CONFIG).expect("a plan"));
    let given = run(1);
    let [(honest, _), (liar, _)] = plans.each_ref().map(|plan| Liar::new(plan, &given).expect("runs"));
    let mut court = Court::default();
    court.accepts("its own hash", &liar);
    assert_ne!(honest.honest.public.hashes, liar.honest.public.hashes);
    assert_ne!(honest.honest.public.outputs, liar.honest.public.outputs);
    let mut lie = forged(&honest, &liar, "another computation".to_owned());
    refused("another computation", &mut court, &liar, &lie, &["copy"]);
    let [(_, of_registered), (start, of_other)] = plans.each_ref().map(sponge);
    let told = Sponge { tag: of_registered.tag, ..of_other.clone() };
    let parameters = registered.inputs.iter().zip(&given).skip(1);
    let tensors: Vec<Elements> =
        parameters.map(|(t, values)| (registered.tensor(*t).range, values.clone())).collect();
    told.fill(start, &absorbed(Salt::NONE, &tensors), &plans[1].columns, &mut lie.grid);
    let shown = lie.grid.get(plans[1].columns.port(0), start + told.rows() - 1);
    assert!(lie.instance.contains(&shown), "the registered hash is what that sponge gives");
    refused("another computation", &mut court, &liar, &lie, &["sponge a", "sponge b", "sponge c"]);
}

/// Weights beyond their ranges, of which sums could wrap.
#[test]
fn weights_lie_in_their_ranges() {
    let graph = perceptron();
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    for (parameter, v, by) in [(2, 32768, "strip: range"), (4, -32769, "strip: range"), (4, 1 << 100, "copy")]
    {
        let mut given = run(1);
        given[parameter][1] = v;
        assert!(interpret(&graph, &given).is_err(), "an honest prover stops");
        let (liar, stopped) = Liar::new(&plan, &given).expect("runs without checks");
        assert!(stopped.is_some());
        let found = objections(&liar.all(&liar.honest));
        assert!(found.contains(by) || found.iter().any(|o| o.starts_with("strip")), "{v}: {found:?}");
        assert!(Court::default().judges(&liar, &liar.honest).is_err(), "{v} is proved");
    }
    // A byte has no lane for what is none: its digit is another, which is another weight.
    for v in [128, -129, 1 << 100] {
        let mut given = run(1);
        given[1][3] = v;
        let (liar, _) = Liar::new(&plan, &given).expect("runs without checks");
        let found = objections(&liar.all(&liar.honest));
        assert!(found.contains("packed"), "{v}: {found:?}");
        assert!(Court::default().judges(&liar, &liar.honest).is_err(), "{v} is proved");
    }
}
