//! The integers that a plan's gates are about: what their cells can make of them lies within, and a field
//! that is too small for them is found out.

use super::cases::{KINDS, family, kind_name, made};
use super::circuits::{config, fill};
use circuit::{Builder, EinsumSpec, IndexMap, Origin, Range, Ref, TensorId, Trace, interpret};
use halo2::columns::Config;
use halo2::expr::Op;
use halo2::field::Fr;
use halo2::interval::signed;
use halo2::verifier::arithmetic::evaluate;
use halo2::{Plan, PlanError};
use num_bigint::BigUint;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Whether a field of this modulus would do for every gate of a plan.
fn fits(plan: &Plan, modulus: u64) -> bool {
    plan.about.iter().all(|about| about.fits(&BigUint::from(modulus)))
}

/// A row of 2^10 elements, repeated.
fn repeat(x: TensorId, times: u32) -> Ref {
    let map = IndexMap::Affine { offset: 0, strides: vec![0, 0, 1] };
    Ref::from(x).view(vec![1, times, 1 << 10], map).reshape(vec![1, times << 10])
}

#[test]
fn a_small_field_suffices_for_small_sums_only() {
    let product = |times: u32| {
        let mut b = Builder::new();
        let x = b.input(&[1, 1 << 10], Range::new(-128, 127));
        let y = repeat(x, times);
        let sum = b.einsum(EinsumSpec::linear(), y.clone(), y, None).expect("fits");
        b.output(sum);
        let config = Config { bits: 8, lanes: 5, accumulators: 2, weights: 1, ports: 4, tables: 1 };
        Plan::with_config(&b.finish(), config).expect("a plan")
    };
    // Sums of 2^24 and of 2^30, less the result.
    let mersenne = (1 << 31) - 1;
    assert!(fits(&product(1), mersenne));
    assert!(!fits(&product(64), mersenne));
}

/// Every product is within what a circuit may hold, but their sums over all positions exceed what is computed with.
#[test]
fn a_plan_that_may_wrap_is_refused_by_name() {
    let outer = |n: u32| {
        let mut b = Builder::new();
        b.origin = Origin::new("outer");
        let x = b.input(&[n], Range::new(-(1 << 62), 1 << 62));
        let w = b.constant(&[n], &vec![1 << 57; n as usize]);
        let y = b.einsum(EinsumSpec::new("i", "j", "ij"), x, w, None).expect("fits");
        b.output(y);
        let config = Config { bits: 8, lanes: 5, accumulators: 2, weights: 3, ports: 4, tables: 1 };
        Plan::with_config(&b.finish(), config).map(|_| ())
    };
    assert_eq!(outer(63), Ok(()));
    let Err(PlanError::Relation { node, reason, .. }) = outer(128) else { panic!("it has a plan") };
    assert_eq!(node, "outer");
    assert!(reason.contains("may wrap"), "{reason}");
}

/// Evaluates every gate without challenges, lanes being any entries of the table, and compares.
fn contained(name: &str, plan: &Plan, trace: &Trace, rng: &mut ChaCha8Rng) -> usize {
    let (mut grid, instance) = fill(plan, trace);
    let region = plan.placement.checked_from..plan.placement.checked_to;
    for lane in 0..plan.config.lanes {
        for row in region.clone() {
            grid.lane(lane as u16, row, rng.gen_range(0..1 << plan.config.bits));
        }
    }
    let mut moved = 0;
    for ((gate, ops), about) in plan.system.gates.iter().zip(&plan.about) {
        let challenges = ops.iter().any(|op| matches!(op, Op::Power(..)));
        // Products that have to be zero are about their factors.
        let product = ["membership", "one is it", "clamp"].into_iter().any(|zero| gate.contains(zero));
        if challenges || product || gate.starts_with("lookup") {
            continue;
        }
        let n = 1usize << plan.system.k;
        for row in 0..plan.placement.rows as usize {
            let value = evaluate(ops, |op| {
                Some(match op {
                    Op::Fixed(c) => plan.fixed[usize::from(*c)][row],
                    Op::Advice(c, r) => {
                        grid.advice[usize::from(*c)][(row + n).wrapping_add_signed((*r).into()) % n]
                    }
                    Op::Instance => instance.get(row).copied().unwrap_or(Fr::zero()),
                    _ => return None,
                })
            });
            let value = signed(&value.expect("well-formed"));
            moved += usize::from(value != 0.into());
            assert!(about.contains(&value), "{name}: gate {gate}, row {row}: {value} is outside {about}");
        }
    }
    moved
}

#[test]
fn gates_are_about_what_their_cells_can_make_of_them() {
    let mut moved = 0;
    for made in made() {
        let mut rng = super::random::rng(7);
        let config = Config { bits: 6, lanes: 14, accumulators: 2, weights: 3, ports: 4, tables: 1 };
        let plan = Plan::with_config(&made.graph, config).expect("a plan");
        let run = |rng: &mut ChaCha8Rng| super::circuits::run(&made.graph, rng);
        let Some(trace) = (0..60).find_map(|_| run(&mut rng)) else { continue };
        moved += (0..5).map(|_| contained(made.name, &plan, &trace, &mut rng)).sum::<usize>();
    }
    assert!(moved > 1000, "{moved} gates were wrong for random entries");
    for kind in 0..KINDS {
        let cases = (0..6).filter_map(|seed| family(kind, seed));
        for (graph, given) in cases {
            let mut rng = super::random::rng(3);
            let plan = Plan::with_config(&graph, config(&mut rng)).expect("a plan");
            let Ok(trace) = interpret(&graph, &given) else { continue };
            contained(kind_name(kind), &plan, &trace, &mut rng);
        }
    }
}
