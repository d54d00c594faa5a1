//! Our verifier beside halo2-axiom's: one verdict on every proof, honest, damaged or of a lie.

use circuit::{Graph, interpret};
use halo2::public::{instance, pack};
use halo2::transcript::{ProofReader, Start};
use halo2::{Goal, Plan, PublicValues, Reject, Salt, Srs, VerifyingKey, prove_salted, setup, verify};
use halo2_proofs::plonk::verify_proof;
use halo2_proofs::poly::kzg::commitment::KZGCommitmentScheme;
use halo2_proofs::poly::kzg::multiopen::VerifierSHPLONK;
use halo2_proofs::poly::kzg::strategy::SingleStrategy;
use halo2curves::bn256::Bn256;
use rand::rngs::OsRng;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Whether halo2-axiom's verifier accepts a proof of public values that are in their ranges. It takes inverses that no honest proof lacks.
fn theirs(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> bool {
    let (params, halo2) = key.halo2();
    let column = instance(public, key.slots()).expect("values in their ranges");
    let packed = pack(&column, key.slots());
    let start = Start { statement: key.seed(), public: &packed, count: column.len() };
    let mut transcript = ProofReader::new(start, proof);
    let run = || {
        verify_proof::<KZGCommitmentScheme<Bn256>, VerifierSHPLONK<'_, Bn256>, _, _, _>(
            &params,
            halo2,
            SingleStrategy::new(&params),
            &[&[&column]],
            &mut transcript,
        )
    };
    matches!(catch_unwind(AssertUnwindSafe(run)), Ok(Ok(())))
}

/// The verdict of both.
pub fn verdict(key: &VerifyingKey, public: &PublicValues, proof: &[u8]) -> Result<(), Reject> {
    let ours = verify(key, public, proof);
    // What is refused before any arithmetic, halo2-axiom is not shown.
    if matches!(ours, Ok(()) | Err(Reject::Invalid(_))) {
        assert_eq!(ours.is_ok(), theirs(key, public, proof), "{ours:?}");
    }
    ours
}

/// Both accept an honest proof, and refuse it with any part of every `stride` changed, from `first` on, and with any other public value.
fn agree(name: &str, (graph, inputs): (&Graph, &[Vec<i128>]), goal: Goal, (first, stride): (usize, usize)) {
    let Ok(trace) = interpret(graph, inputs) else { return };
    let plan = Plan::for_goal(graph, goal).expect("a plan");
    let srs = Srs::from_seed(plan.system.k, 3).expect("a string");
    let keys = setup(plan, &srs).expect("keys");
    let key = &keys.verifying;
    let salts: Vec<Salt> =
        key.slots().iter().filter(|s| s.kind.is_hash()).map(|_| Salt::draw(OsRng)).collect();
    let (public, proof) = prove_salted(&keys.proving, &srs, &trace, &salts, OsRng).expect("a proof");
    verdict(key, &public, &proof).unwrap_or_else(|e| panic!("{name}: {e}"));

    let parts = key.statement().system.proof_parts();
    let all: Vec<&[u8]> = proof.chunks(32).collect();
    for part in (first..all.len()).step_by(stride) {
        let other = match parts.is_point(part) {
            // Another point of the proof, which is on the curve.
            true => all[if part == 0 { 1 } else { 0 }].to_vec(),
            // The number after it.
            false => all[part]
                .iter()
                .scan(1u16, |carry, byte| {
                    let sum = u16::from(*byte) + *carry;
                    *carry = sum >> 8;
                    Some(sum as u8)
                })
                .collect(),
        };
        let mut bad = proof.clone();
        bad[32 * part..32 * (part + 1)].copy_from_slice(&other);
        assert!(verdict(key, &public, &bad).is_err(), "{name}: part {part} of {}", all.len());
    }
    for (tensor, output) in public.outputs.iter().enumerate() {
        for element in 0..output.len().min(2) {
            let mut lie = public.clone();
            let range = key.slots().iter().filter(|s| s.kind.is_output() && !s.kind.is_hash()).nth(tensor);
            let range = range.expect("a slot for each output").range;
            let value = &mut lie.outputs[tensor][element];
            *value = if *value < range.hi { *value + 1 } else { *value - 1 };
            assert!(verdict(key, &lie, &proof).is_err(), "{name}: output {tensor}, element {element}");
        }
    }
}

#[test]
fn both_verifiers_have_one_verdict_for_every_relation() {
    for (i, made) in super::cases::made().into_iter().enumerate() {
        let mut rng = super::random::rng(1);
        let inputs = (0..50).map(|_| super::random::inputs(&made.graph, &mut rng));
        let inputs = inputs.filter(|inputs| interpret(&made.graph, inputs).is_ok()).last();
        let Some(inputs) = inputs else { continue };
        agree(made.name, (&made.graph, &inputs), Goal::ALL[i % 2], (i % 13, 13));
    }
}

#[test]
fn both_verifiers_have_one_verdict_where_values_are_hashed_or_weights_hidden() {
    let hashed = super::hashed::circuit(0, 255).hashing(&[0], &[1]).expect("ports");
    let hidden = super::parameters::perceptron();
    for (i, goal) in Goal::ALL.into_iter().enumerate() {
        agree("hashed values", (&hashed, &super::hashed::inputs(0, 255)), goal, (i, 11));
        agree("hidden weights", (&hidden, &super::parameters::run(1)), goal, (i, 11));
    }
}

/// Every part of a proof counts, and each of its bytes.
#[test]
fn both_verifiers_refuse_a_proof_with_any_part_changed() {
    let graph = super::proofs::network(0);
    let mut rng = super::random::rng(5);
    let inputs = super::random::inputs(&graph, &mut rng);
    agree("a network", (&graph, &inputs), Goal::ALL[0], (0, 1));
}
