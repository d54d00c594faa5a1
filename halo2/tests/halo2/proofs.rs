//! Real proofs: accepted for what was run, refused for everything else.

use super::circuits::{mock, run};
use circuit::{Builder, EinsumSpec, Graph, Range, Reduction, Ref, Relation, Rounding, TensorId, Window};
use halo2::file::finish;
use halo2::{Plan, ProveError, ProvingKey, Reject, Srs, VerifyingKey, prove, setup, verify};
use rand::rngs::OsRng;

/// A convolution, a padded one, pooling, and two outputs.
pub fn network(weight: i64) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 6, 6], Range::new(0, 15));
    let k: Vec<i64> = (0..18).map(|i| (i * 7 + weight) % 11 - 5).collect();
    let (k, bias) = (b.constant(&[2, 1, 3, 3], &k), b.constant(&[2], &[3, -4]));
    let same = Window { begin: [1, 1], end: [1, 1], ..Window::plain([3, 3], [1, 1]) };
    let a = b.conv(x, k, Some(bias.into()), same, 1).expect("fits");
    let over = Reduction::Window(Window::plain([2, 2], [2, 2]));
    let (rounding, out) = (Rounding::HalfUp, TensorId(0));
    let y = b
        .define(Relation::ReluPoolRequant {
            x: a.into(),
            over,
            floor: Some(0),
            shift: 3,
            rounding,
            clip: None,
            out,
        })
        .expect("fits");
    let w: Vec<i64> = (0..54).map(|i| (i * 5 + weight) % 9 - 4).collect();
    let (w, c) = (b.constant(&[3, 18], &w), b.constant(&[1, 3], &[1, 2, -3]));
    let flat = Ref::from(y).reshape(vec![1, 18]);
    let o = b.einsum(EinsumSpec::linear(), flat, w, Some(c.into())).expect("fits");
    b.output(o);
    b.finish()
}

#[test]
fn a_network_is_proved_and_everything_else_refused() {
    let graph = network(0);
    let mut rng = super::random::rng(5);
    let trace = run(&graph, &mut rng).expect("completes");
    let plan = Plan::new(&graph).expect("a plan");
    mock(&plan, &trace);
    let srs = Srs::from_seed(plan.system.k + 1, 9).expect("a string");
    let keys = setup(plan, &srs).expect("keys");

    // Everything through files.
    let srs = Srs::from_bytes(&srs.to_bytes()).expect("reads back");
    let proving = ProvingKey::from_bytes(&keys.proving.to_bytes(), &graph).expect("reads back");
    let verifying = VerifyingKey::from_bytes(&keys.verifying.to_bytes()).expect("reads back");
    let (public, proof) = prove(&proving, &srs, &trace, OsRng).expect("a proof");
    assert_eq!(proof.len(), verifying.proof_bytes());
    verify(&verifying, &public, &proof).expect("accepted");
    verify(&keys.verifying, &public, &proof).expect("accepted by the key that was never written");

    for i in 0..proof.len() {
        let mut bad = proof.clone();
        bad[i] ^= 1 << (i % 8);
        assert!(verify(&verifying, &public, &bad).is_err(), "byte {i}");
    }
    for length in [0, 1, 31, 32, proof.len() / 2, proof.len() - 1] {
        let refused = verify(&verifying, &public, &proof[..length]);
        assert!(matches!(refused, Err(Reject::Length { .. })), "{refused:?}");
    }
    let longer = [&proof[..], &[0]].concat();
    assert!(matches!(verify(&verifying, &public, &longer), Err(Reject::Length { .. })));
    for fill in [0, 0xff] {
        assert!(verify(&verifying, &public, &vec![fill; proof.len()]).is_err());
    }
    for (i, v) in [(0, 1), (0, -1), (35, 1)] {
        let mut bad = public.clone();
        bad.inputs[0][i] = (bad.inputs[0][i] + v).rem_euclid(16);
        assert!(matches!(verify(&verifying, &bad, &proof), Err(Reject::Invalid(_))));
    }
    for i in 0..3 {
        let mut bad = public.clone();
        bad.outputs[0][i] += if bad.outputs[0][i] > 0 { -1 } else { 1 };
        assert!(matches!(verify(&verifying, &bad, &proof), Err(Reject::Invalid(_))));
    }
    let mut bad = public.clone();
    bad.inputs[0][3] = 16;
    assert!(matches!(verify(&verifying, &bad, &proof), Err(Reject::Public(_))));
    bad.inputs[0].pop();
    assert!(matches!(verify(&verifying, &bad, &proof), Err(Reject::Public(_))));
    bad.inputs.clear();
    assert!(matches!(verify(&verifying, &bad, &proof), Err(Reject::Public(_))));

    // Another graph of the same shape, whose key differs in its constants only.
    let other = network(1);
    let others = setup(Plan::new(&other).expect("a plan"), &srs).expect("keys").verifying;
    assert!(verify(&others, &public, &proof).is_err());
    assert!(ProvingKey::from_bytes(&keys.proving.to_bytes(), &other).is_err());

    // Damaged keys, with the checksum that says so and with one that agrees.
    let bytes = keys.verifying.to_bytes();
    for i in (0..bytes.len()).step_by(97) {
        let mut bad = bytes.clone();
        bad[i] ^= 4;
        assert!(VerifyingKey::from_bytes(&bad).is_err(), "byte {i}");
        assert!(VerifyingKey::from_bytes(&bytes[..i]).is_err(), "length {i}");
    }
    let contents = &bytes[..bytes.len() - 32];
    for i in (0..contents.len()).step_by(97) {
        let mut bad = contents.to_vec();
        bad[i] ^= 4;
        if let Ok(key) = VerifyingKey::from_bytes(&finish(bad)) {
            assert!(verify(&key, &public, &proof).is_err(), "byte {i} with a checksum that agrees");
        }
    }

    // The right circuit with another string.
    let string = Srs::from_seed(srs.k(), 10).expect("a string");
    assert!(matches!(prove(&proving, &string, &trace, OsRng), Err(ProveError::OtherString { .. })));
    let others = setup(Plan::new(&graph).expect("a plan"), &string).expect("keys").verifying;
    assert!(verify(&others, &public, &proof).is_err());
}
