//! Bodies of primitives: random ones, and those of the families. The circuit means what the body means, statuses
//! included.

use crate::body::{Case, random};
use crate::graphs::compare;
use circuit::lower::lower;
use gadgets::arbitrary::{FAMILIES, Source, case_of};
use gadgets::{Composed, Gadget, Range, Role};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Compares a body's circuit with it on a few runs.
fn check(case: &Case, s: &mut Source) -> Result<(), TestCaseError> {
    let runs: Vec<_> = (0..3).map(|_| case.inputs(s)).collect();
    compare(&case.graph(), &runs)
}

fn random_case(seed: u64) -> Result<(), TestCaseError> {
    let s = &mut Source::new(seed);
    check(&random(s), s)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_bodies_mean_the_same(seed: u64) {
        random_case(seed)?;
    }
}

/// Every family by its body alone, its weights constant or computed, where intervals alone show that it fits its types.
#[test]
fn bodies_of_families_mean_the_same() {
    let mut convolutions = 0;
    for family in 0..FAMILIES {
        let mut done = 0;
        for seed in 0..200 {
            let case = case_of(family, seed);
            let name = case.gadget.name();
            // A check of inputs has no result, and a softmax knows more of its values than intervals do.
            let Some(body) = case.gadget.body().filter(|b| b.results.len() == 1) else { continue };
            let gadget = Gadget::Composed(Composed { body });
            let (graph, given) =
                crate::alone::alone(&gadgets::arbitrary::Case { gadget, ..case }, seed % 2 == 0);
            if graph.validate().is_err() {
                continue;
            }
            compare(&graph, &[given]).unwrap_or_else(|e| panic!("{name}, seed {seed}: {e}"));
            let circuit = lower(&graph).expect("lowers");
            convolutions += circuit.relations.iter().filter(|r| r.name() == "conv").count();
            done += 1;
        }
        let name = case_of(family, 0).gadget.name();
        assert!(done > 150 || matches!(name, "softmax" | "range_check"), "{done} bodies of {name}");
    }
    assert!(convolutions > 100, "{convolutions} convolutions");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    #[ignore = "a minute: many random bodies"]
    fn many_random_bodies_mean_the_same(seed: u64) {
        random_case(seed)?;
    }
}

/// The random bodies have every word in them, and some runs stop.
#[test]
fn random_bodies_have_every_word() {
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut stops, mut runs) = (0, 0);
    for seed in 0..300 {
        let s = &mut Source::new(seed);
        let case = random(s);
        case.body.values.iter().for_each(|v| *words.entry(v.word.word().name()).or_default() += 1);
        let (graph, given) = (case.graph(), case.inputs(s));
        let slices: Vec<&[i64]> = given.iter().map(Vec::as_slice).collect();
        runs += 1;
        stops += usize::from(gadgets::execute(&graph, &slices).is_err());
    }
    assert!(words.len() == 8 && words.values().all(|n| *n > 30), "{words:?}");
    assert!(stops > 10 && stops < runs / 2, "{stops} of {runs} runs stop");
}

#[test]
fn bodies_by_hand_mean_the_same() {
    for (name, case) in crate::hand::by_hand() {
        let s = &mut Source::new(7);
        for _ in 0..10 {
            check(&case, s).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}

/// Copies make no relation, and what fuses is one.
#[test]
fn relations_are_few() {
    let relations = |name: &str| {
        let found = crate::hand::by_hand().into_iter().find(|(n, _)| *n == name);
        let (_, case) = found.unwrap_or_else(|| panic!("no body '{name}'"));
        let circuit = lower(&case.graph()).expect("lowers");
        circuit.relations.iter().map(circuit::Relation::name).collect::<Vec<_>>()
    };
    assert_eq!(relations("views"), ["affine"]);
    // The copy that a public output is.
    assert_eq!(relations("gather at constant positions"), ["affine"]);
    assert_eq!(relations("product of activations, divided"), ["mul", "div_round"]);
    assert_eq!(relations("matrix product of activations"), ["einsum", "relu_pool_requant"]);
    assert_eq!(relations("maximum, divided"), ["einsum", "relu_pool_requant"]);
    assert_eq!(relations("convolution"), ["conv", "relu_pool_requant"]);
    assert_eq!(relations("transposed convolution"), ["conv", "relu_pool_requant"]);
    assert_eq!(relations("gather from a table"), ["affine", "lut"]);
    assert_eq!(relations("select"), ["affine", "mul", "affine"]);
}

/// Data may select among few elements that are data themselves; more are refused by name.
#[test]
fn large_selections_are_refused_by_name() {
    let case = crate::hand::selection(257);
    let found = lower(&case.graph()).expect_err("too many");
    let text = found[0].to_string();
    assert!(text.starts_with("node 'n+m': data selects among 257 elements"), "{text}");
    let case = crate::hand::selection(256);
    check(&case, &mut Source::new(1)).expect("among few");
}

/// A range that the circuit's own intervals cannot show is checked, and no run fails there.
#[test]
fn a_select_lies_where_both_sides_do() {
    let found = crate::hand::by_hand().into_iter().find(|(n, _)| *n == "select");
    let (_, case) = found.expect("a select");
    let circuit = lower(&case.graph()).expect("lowers");
    let out = circuit.tensor(circuit.outputs[0]);
    assert_eq!(out.range, Range::new(-9, 9).into());
    assert!(case.body.operands.iter().all(|o| o.role == Role::Activation));
}
