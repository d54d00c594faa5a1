//! Functions of what everybody knows: rows of a table that public tokens choose are neither cells nor lookups, and no others are believed.

use super::honest::Court;
use circuit::{
    Builder, Divisor, EinsumSpec, Graph, IndexMap, PublicValues, Range, Ref, Rounding, Trace, interpret,
};
use sumcheck::plane::{Kind, Map};
use sumcheck::prove::prove_witness;
use sumcheck::verify::verify_plan;
use sumcheck::witness::Witness;
use sumcheck::{Plan, Sumcheck, setup, setup_hiding};

const ROWS: i64 = 10;
const WIDTH: i64 = 4;

/// Rows of a table that tokens choose, a linear layer, and quotients; the tokens are public or private.
fn embedding(public: bool) -> Graph {
    let mut b = Builder::new();
    let range = Range::new(0, i128::from(ROWS) - 1);
    let tokens = if public { b.input(&[3, 1], range) } else { b.private_input(&[3, 1], range, 7) };
    let values: Vec<i64> = (0..ROWS * WIDTH).map(|i| (i * 7_919) % 2_001 - 1_000).collect();
    let table = b.table(0, &values);
    let columns = b.constant(&[1, 4], &[0, 1, 2, 3]);
    let map = |strides: [i64; 2]| IndexMap::Affine { offset: 0, strides: strides.to_vec() };
    let each = Ref::from(tokens).view(vec![3, 4], map([1, 0]));
    let columns = Ref::from(columns).view(vec![3, 4], map([0, 1]));
    let at = b.affine(vec![(WIDTH, each), (1, columns)], 0).expect("positions");
    let x = b.lut(table, at).expect("rows");
    let w: Vec<i64> = (0..20).map(|i| (i * 5) % 19 - 9).collect();
    let w = b.constant(&[5, 4], &w);
    let sum = b.einsum(EinsumSpec::linear(), x, w, None).expect("sums");
    let q = b.div_round(sum, Divisor::Pow2(7), Rounding::HalfUp, None).expect("quotients");
    b.output(q);
    b.finish()
}

/// What a verifier says of a proof by these planes of a run with these public values.
fn judged(court: &Court, witness: &Witness, public: &PublicValues) -> bool {
    let values = circuit::public::integers(&court.plan.slots, public).expect("public values");
    let (proof, _) = prove_witness(&court.plan, &court.vectors, witness, &values).expect("a proof");
    verify_plan(&court.plan, &court.vectors, public, &proof).is_ok()
}

/// A run's planes.
fn planes(plan: &Plan, trace: &Trace) -> (Witness, PublicValues) {
    let public = PublicValues::of(&plan.graph, trace);
    let values = circuit::public::integers(&plan.slots, &public).expect("public values");
    (Witness::new(plan, trace, &values), public)
}

#[test]
fn rows_that_public_tokens_choose_are_not_looked_up() {
    let graph = embedding(true);
    for least in [usize::MAX, 1] {
        let court = Court::withholding(&graph, 8, least);
        let plan = &court.plan;
        assert!(plan.tables.iter().all(sumcheck::plan::Table::is_numbers), "{:?}", plan.tables);
        assert_eq!(plan.planes.iter().filter(|p| matches!(p.kind, Kind::Applied { .. })).count(), 1);
        for tokens in [[0, 9, 4], [3, 3, 3], [9, 0, 1]] {
            let trace = interpret(&graph, &[tokens.to_vec()]).expect("a run");
            court.judges(&trace).expect("a proof");
        }
    }
    // Whoever may not see the tokens is shown that they are of the table.
    let private = Court::new(&embedding(false), 8);
    assert!(private.plan.tables.iter().any(|t| !t.is_numbers()));
    assert!(Court::new(&graph, 8).plan.cells < private.plan.cells);
}

/// The lie is told whole: all planes are those of a run with another table, or with other tokens.
#[test]
fn rows_of_another_table_and_of_other_tokens_are_refused() {
    let graph = embedding(true);
    let court = Court::new(&graph, 8);
    let tokens = vec![3, 0, 7];
    let (honest, public) =
        planes(&court.plan, &interpret(&graph, std::slice::from_ref(&tokens)).expect("a run"));
    assert!(judged(&court, &honest, &public));
    for (at, by) in [(0, 1), (3 * WIDTH, 300), (7 * WIDTH + 3, -2)] {
        let mut other = graph.clone();
        let mut values = graph.tables[0].data.to_vec();
        values[at as usize] += by;
        other.tables[0].data = circuit::Data::new(&values);
        let trace = interpret(&other, std::slice::from_ref(&tokens)).expect("a run");
        let plan = Plan { graph: other, ..court.plan.clone() };
        let (lie, shown) = planes(&plan, &trace);
        assert_ne!(lie.cells, honest.cells, "{at}");
        assert!(
            judged(&Court { plan, vectors: Court::new(&graph, 8).vectors }, &lie, &shown),
            "{at}: a run of its own"
        );
        assert!(!judged(&court, &lie, &shown), "{at}: another table");
    }
    let other = interpret(&graph, &[vec![3, 1, 7]]).expect("a run");
    let (lie, shown) = planes(&court.plan, &other);
    let said = PublicValues { inputs: public.inputs.clone(), ..shown.clone() };
    assert!(judged(&court, &lie, &shown));
    assert!(!judged(&court, &lie, &said), "the tokens are others");
}

#[test]
fn keys_of_tables_that_tokens_choose_from_are_read_again() {
    use circuit::Backend;
    let graph = embedding(true);
    let trace = interpret(&graph, &[vec![8, 8, 2]]).expect("a run");
    for hides in [false, true] {
        let plan = Plan::new(&graph).expect("a plan");
        let keys = if hides { setup_hiding(plan) } else { setup(plan) }.expect("keys");
        let (public, proof) = sumcheck::prove(&keys.proving, &trace).expect("a proof");
        let read = Sumcheck::<false>::read_verifying(&keys.verifying.to_bytes()).expect("a key");
        sumcheck::verify(&read, &public, &proof).expect("accepted");
    }
}

/// A linear layer whose results are given out with their axes exchanged; beyond the field's size, or not.
fn exchanged(largest: i64) -> Graph {
    let mut b = Builder::new();
    let x = b.private_input(&[64, 3], Range::new(-20_000, 20_000), 7);
    let w: Vec<i64> = (0..65 * 3).map(|i| (i * 7_919) % (2 * largest + 1) - largest).collect();
    let w = b.constant(&[65, 3], &w);
    let sums = b.einsum(EinsumSpec::linear(), x, w, None).expect("sums");
    let turned = Ref::from(sums).view(vec![65, 64], IndexMap::Affine { offset: 0, strides: vec![1, 65] });
    let turned = b.affine(vec![(1, turned)], 0).expect("the same in another order");
    b.output(turned);
    b.finish()
}

/// What is computed is compared in its own order, and what everybody knows is read in that; whatever is shown in its place is refused.
#[test]
fn permuted_outputs_are_compared_in_the_order_of_what_they_are_of() {
    for largest in [5, 30_000] {
        let graph = exchanged(largest);
        let court = Court::new(&graph, 12);
        let gathers = |plan: &Plan, i: usize| match &plan.planes[i].kind {
            Kind::Linear { terms, .. } => terms.iter().any(|t| matches!(t.map, Map::Gather(_))),
            _ => false,
        };
        // What differs from the public values, and what that reads.
        for zero in &court.plan.zeros {
            let read: Vec<usize> = court.plan.plane(*zero).reads().map(|p| p.0 as usize).collect();
            assert_eq!(read.iter().filter(|i| gathers(&court.plan, **i)).count(), 1, "{largest}");
        }
        let input: Vec<i128> = (0..192).map(|i| (i * 611) % 40_001 - 20_000).collect();
        let (honest, public) = planes(&court.plan, &interpret(&graph, &[input]).expect("a run"));
        assert!(judged(&court, &honest, &public), "{largest}");
        let all = public.outputs[0].clone();
        assert_ne!(all[1], all[65]);
        for lie in [
            (0..64).flat_map(|t| (0..65).map(move |v| v * 64 + t)).map(|i| all[i]).collect::<Vec<_>>(),
            all.iter().rev().copied().collect(),
            all.iter().enumerate().map(|(i, v)| if i == 4_000 { v + 1 } else { *v }).collect(),
        ] {
            let shown = PublicValues { outputs: vec![lie], ..public.clone() };
            // Whatever a prover does with it.
            let values = circuit::public::integers(&court.plan.slots, &shown);
            assert!(values.is_err() || !judged(&court, &honest, &shown), "{largest}");
        }
    }
}
