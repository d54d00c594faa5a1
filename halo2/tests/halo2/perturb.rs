//! Changing any one constrained cell breaks a constraint, whether the prover leaves the rest alone or
//! recomputes all that follows from it; cells that are listed as free can change.

use super::circuits::{challenges, config, fill, run};
use circuit::{Graph, Trace};
use halo2::check::Checker;
use halo2::field::{Fr, fr};
use halo2::free::Reason;
use halo2::{Plan, witness};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Changes cells one at a time; `budget` limits the number of recomputations.
pub fn perturb(graph: &Graph, plan: &Plan, trace: &Trace, rng: &mut ChaCha8Rng, budget: usize) {
    let (grid, instance) = fill(plan, trace);
    let checker = Checker::new(plan, &instance, challenges());
    let freedom = plan.freedom();
    let rows = plan.placement.rows;
    let first = plan.system.first;
    let mut changed = grid.clone();
    for (column, cells) in (0u16..).zip(&freedom) {
        for (row, freedom) in (0u32..rows).zip(cells) {
            let old = grid.get(column, row);
            for delta in [Fr::from(1), fr(rng.gen_range(-1 << 80..1 << 80) | 1)] {
                changed.set(column, row, old + delta);
                let broken = checker.around(&changed, column, row);
                match freedom {
                    None | Some(Reason::IdleLane) => {
                        assert!(broken.is_some(), "column {column} row {row} is free\n{}", graph.summary());
                    }
                    Some(reason) => assert_eq!(broken, None, "column {column} row {row}: {reason:?}"),
                }
            }
            changed.set(column, row, old);
        }
    }
    // Now with everything recomputed that a cheating prover would.
    let multiplicities = plan.columns.multiplicity(0)..plan.columns.multiplicity(plan.columns.tables());
    for _ in 0..budget {
        let (column, row) = (rng.gen_range(0..first), rng.gen_range(0..rows));
        if multiplicities.contains(&column) {
            continue;
        }
        let mut cheat = grid.clone();
        let lane = u32::from(column) < plan.config.lanes;
        let region = plan.placement.checked_from..plan.placement.checked_to;
        if lane && region.contains(&row) {
            let old = cheat.lanes[usize::from(column)][row as usize];
            cheat.lane(column, row, old ^ 1 << rng.gen_range(0..plan.config.bits));
        } else {
            cheat.set(column, row, cheat.get(column, row) + Fr::from(rng.gen_range(1..9)));
        }
        witness::multiplicities(plan, &mut cheat);
        witness::second_phase(plan, &mut cheat, &instance, challenges());
        let broken = checker.around(&cheat, column, row).or_else(|| checker.ends(&cheat));
        let free = freedom[usize::from(column)][row as usize].is_some();
        assert_eq!(broken.is_none(), free, "column {column} row {row}: {broken:?}\n{}", graph.summary());
    }
}

#[test]
fn no_cell_of_a_random_circuit_can_change() {
    for seed in 1000..1040 {
        let mut rng = super::random::rng(seed);
        let graph = super::random::graph(&mut rng);
        let config = config(&mut rng);
        let Some(trace) = run(&graph, &mut rng) else { continue };
        let plan = Plan::with_config(&graph, config).expect("a plan");
        perturb(&graph, &plan, &trace, &mut rng, 40);
    }
}
