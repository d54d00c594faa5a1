//! What verification costs: `cargo test -p contracts --test proofs gas -- --nocapture` prints it.

use super::circuits::{digits, mnist, network, ring};
use super::deployed::Circuit;
use circuit::Graph;
use contracts::proof::ProofVerifier;
use halo2::{Goal, Plan};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Most gas for a model of handwritten digits in the layout for little gas.
const MOST: u64 = 500_000;

#[test]
fn estimates_are_near_what_is_measured() {
    let costs = costs(&[(network(0), Goal::Time), (network(0), Goal::Gas)]);
    // A small circuit's fast layout is narrow by itself.
    assert!(costs[1] <= costs[0] + costs[0] / 100, "{costs:?}");
}

#[test]
#[ignore = "a minute: proofs of a model for digits in a tall layout"]
fn digits_cost_less_than_promised() {
    let costs = costs(&[(digits(), Goal::Time), (digits(), Goal::Gas)]);
    assert!(costs[1] <= MOST && costs[1] < costs[0], "{costs:?}");
}

/// Most gas for that model with its picture hashed.
const MOST_HASHED: u64 = 560_000;

#[test]
#[ignore = "minutes: proofs of a model for digits in tall layouts"]
fn hashed_digits_cost_less_than_promised() {
    let hashed = mnist().hashing(&[0], &[]).unwrap();
    let fast = Plan::new(&hashed).unwrap();
    assert_eq!(fast.system.k, 12, "the fast layout is a larger table");
    let costs = costs(&[(mnist(), Goal::Gas), (hashed, Goal::Gas)]);
    assert!(costs[0] <= MOST && costs[1] <= MOST_HASHED, "{costs:?}");
}

/// Gas of verifying a proof of each, in a layout for the goal; the estimate is near that of a proof on random inputs.
fn costs(all: &[(Graph, Goal)]) -> Vec<u64> {
    let mut verifier = ProofVerifier::deploy().unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    println!("verifier: deployment {}", verifier.deployment.transaction_gas);
    let mut costs = Vec::new();
    for (graph, goal) in all {
        let plan = Plan::for_goal(graph, *goal).expect("a plan");
        let (config, report) = (plan.config, plan.report());
        let circuit = Circuit::of(&mut verifier, graph.clone(), plan);
        let random = circuit.example(&mut rng);
        let random = circuit.on_chain(&mut verifier, &random).expect("accepted").transaction_gas;
        let (public, proof) = match circuit.graph.inputs.len() {
            1 if circuit.contracts.layout.public > 784 => circuit.prove_on(&[ring()]),
            _ => circuit.prove(&mut rng),
        };
        let claim = circuit.claim(&public, &proof);
        let accepted = circuit.on_chain(&mut verifier, &claim).expect("accepted");
        let estimate = circuit.verifying.gas();
        println!(
            "{goal:?}: gas {} ({random} for random inputs), estimated {estimate} ({} executed); key contract {} bytes, deployment {}; k = {}, {} \
             columns, {} fixed, {} in the permutation; {config:?} {:?}",
            accepted.transaction_gas,
            accepted.gas,
            circuit.contracts.main.len(),
            circuit.key.gas,
            report.k,
            report.first_phase_columns + report.second_phase_columns,
            report.fixed_columns,
            report.equality_columns,
            circuit.contracts.layout,
        );
        assert!(random.abs_diff(estimate) < estimate / 20, "{random} gas, estimated {estimate}");
        costs.push(accepted.transaction_gas);
    }
    costs
}
