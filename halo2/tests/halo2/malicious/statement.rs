//! Lies about what is proved: public values, and the model.

use super::super::cheats::Court;
use super::super::liar::{Liar, Lie};
use super::super::proofs::network;
use super::{CONFIG, refused};
use halo2::Plan;
use halo2::field::fr;

fn given() -> Vec<Vec<i128>> {
    vec![(0..36).map(|i| i * 5 % 16).collect()]
}

/// The run is of one input, and another one, or another output, is shown.
#[test]
fn forged_public_values() {
    let graph = network(0);
    let plan = Plan::with_config(&graph, CONFIG).expect("a plan");
    let (liar, _) = Liar::new(&plan, &given()).expect("runs");
    let mut court = Court::default();
    court.accepts("public values", &liar);
    let inputs = liar.honest.public.inputs[0].len();
    for row in [0, 17, inputs - 1, inputs, inputs + 2] {
        let mut lie = Lie { what: format!("public value {row}"), ..liar.honest.clone() };
        let values = if row < inputs { &mut lie.public.inputs[0] } else { &mut lie.public.outputs[0] };
        let value = &mut values[if row < inputs { row } else { row - inputs }];
        *value += if *value > 0 { -1 } else { 1 };
        lie.instance[row] = fr(*value);
        refused("public values", &mut court, &liar, &lie, &["accumulator"]);
    }
}

/// A run of a model whose weights are others, under the key of this one.
#[test]
fn another_model_s_constants() {
    let [graph, other] = [0, 1].map(network);
    let [plan, others] = [&graph, &other].map(|g| Plan::with_config(g, CONFIG).expect("a plan"));
    let (liar, _) = Liar::new(&plan, &given()).expect("runs");
    let (stranger, _) = Liar::new(&others, &given()).expect("runs");
    assert_eq!(plan.system, others.system, "the layouts are one");
    let lie = Lie { what: "another model's run".to_owned(), ..stranger.honest.clone() };
    assert_ne!(lie.public, liar.honest.public);
    let mut court = Court::default();
    refused("constants", &mut court, &liar, &lie, &["accumulator"]);
    // It is a proof for the key that is its own.
    Court::default().accepts("constants", &stranger);
}
