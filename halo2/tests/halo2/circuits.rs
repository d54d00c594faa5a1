//! Random circuits and runs; every constraint holds, by our own evaluation and by halo2's mock prover.

use circuit::lower::lower;
use circuit::{Graph, Trace, interpret};
use halo2::check::violations;
use halo2::columns::Config;
use halo2::field::Fr;
use halo2::grid::Grid;
use halo2::mode::Mode;
use halo2::public::{self, instance};
use halo2::synthesis::PlannedCircuit;
use halo2::{Plan, witness};
use halo2_proofs::dev::MockProver;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::cell::RefCell;

pub use super::liar::challenges;

/// A random run of a graph, if it completes.
pub fn run(graph: &Graph, rng: &mut ChaCha8Rng) -> Option<Trace> {
    interpret(graph, &super::random::inputs(graph, rng)).ok()
}

/// A table filled for a run, and its public column.
pub fn fill(plan: &Plan, trace: &Trace) -> (Grid, Vec<Fr>) {
    let column = instance(&public::of(plan, trace, &[]), &plan.slots).expect("a run of this graph");
    let mut grid = witness::first_phase(plan, trace);
    witness::second_phase(plan, &mut grid, &column, challenges());
    (grid, column)
}

/// A random small configuration.
pub fn config(rng: &mut impl Rng) -> Config {
    Config {
        bits: rng.gen_range(3..9),
        lanes: 2 + 3 * rng.gen_range(2..5),
        accumulators: rng.gen_range(2..4),
        weights: rng.gen_range(1..7),
        ports: rng.gen_range(3..8),
        tables: rng.gen_range(1..6),
    }
}

/// Asserts that all constraints hold.
pub fn holds(graph: &Graph, config: Config, trace: &Trace) -> Plan {
    let plan = Plan::with_config(graph, config).unwrap_or_else(|e| panic!("{e}\n{}", graph.summary()));
    let found = violations(&plan, trace, challenges()).expect("a run of this graph");
    assert!(found.is_empty(), "{config:?} {:?}\n{}", &found[..found.len().min(5)], graph.summary());
    plan
}

/// Asserts that halo2's mock prover agrees.
pub fn mock(plan: &Plan, trace: &Trace) {
    let (grid, instance) = fill(plan, trace);
    let grid = RefCell::new(grid);
    let circuit = PlannedCircuit { plan, run: Some((&grid, &instance)) };
    let prover = MockProver::run(plan.system.k, &circuit, vec![instance.clone()]).expect("enough rows");
    prover.assert_satisfied();
}

/// Constraints of random bodies hold, and no cell of them can change.
fn bodies(seeds: std::ops::Range<u64>) {
    let (all, mut runs, mut fused) = (seeds.end - seeds.start, 0, 0);
    for seed in seeds {
        let s = &mut gadgets::arbitrary::Source::new(seed);
        let case = super::body::random(s);
        let graph = lower(&case.graph()).expect("lowers");
        let mut rng = super::random::rng(seed);
        let config = config(&mut rng);
        let given = case.inputs(s).into_iter().map(|v| v.into_iter().map(i128::from).collect());
        let Ok(trace) = interpret(&graph, &given.collect::<Vec<_>>()) else { continue };
        let plan = holds(&graph, config, &trace);
        fused += plan.modes.iter().filter(|m| matches!(m, Mode::Windows(_))).count();
        runs += 1;
        if plan.placement.rows < 1500 {
            super::perturb::perturb(&graph, &plan, &trace, &mut rng, 10);
            if seed % 10 == 0 {
                mock(&plan, &trace);
            }
        }
    }
    assert!(runs > all / 2 && fused as u64 > all / 60, "{runs} runs of {all}, {fused} fused");
}

#[test]
fn random_bodies_hold() {
    bodies(0..60);
}

#[test]
#[ignore = "a minute: many random bodies"]
fn many_random_bodies_hold() {
    bodies(1000..3000);
}

#[test]
fn random_circuits_hold() {
    let (mut runs, mut fused) = (0, 0);
    for seed in 0..150 {
        let mut rng = super::random::rng(seed);
        let graph = super::random::graph(&mut rng);
        let config = config(&mut rng);
        for _ in 0..2 {
            let Some(trace) = run(&graph, &mut rng) else { continue };
            let plan = holds(&graph, config, &trace);
            fused += plan.modes.iter().filter(|m| matches!(m, Mode::Windows(_))).count();
            runs += 1;
            if seed % 10 == 0 {
                mock(&plan, &trace);
            }
        }
    }
    assert!(runs > 100 && fused > 3, "{runs} runs, {fused} fused");
}
