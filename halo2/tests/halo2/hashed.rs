//! Circuits of which the verifier is given hashes: they hold, their proofs are of these hashes, and all else is as it was.

use circuit::{
    Builder, Divisor, EinsumSpec, Graph, PublicValues, Range, Reduction, Ref, Rounding, TensorId, interpret,
};
use halo2::columns::Config;
use halo2::hashed::{hash, packed::in_lanes};
use halo2::mode::{Mode, Operand};
use halo2::{Goal, Plan, ProveError, PublicError, Reject, Salt, Srs, prove, prove_salted, setup, verify};
use rand::rngs::OsRng;

/// `y = x·W` of twelve bytes, its sum `z`, and a second input that is added.
pub fn circuit(lo: i128, hi: i128) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 12], Range::new(lo, hi));
    let p = b.input(&[1, 3], Range::new(-9, 9));
    let w: Vec<i64> = (0..36).map(|i| i * 7 % 11 - 5).collect();
    let w = b.constant(&[3, 12], &w);
    let y = b.einsum(EinsumSpec::linear(), x, w, Some(p.into())).expect("fits");
    b.output(y);
    let z = b.reduce(x, Reduction::Axes(vec![1])).expect("fits");
    let z = b.div_round(z, Divisor::Const(5), Rounding::Floor, None).expect("fits");
    b.output(z);
    b.finish()
}

/// Inputs of it: bytes, or numbers spread over a range.
pub fn inputs(lo: i128, hi: i128) -> Vec<Vec<i128>> {
    let step = (hi - lo) / 11;
    vec![(0..12).map(|i| lo + i * step).collect(), vec![-9, 0, 7]]
}

/// What one relation alone reads.
fn alone(n: u32, range: Range) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[n], range);
    let w: Vec<i64> = (0..n).map(|i| i64::from(i) % 3 - 1).collect();
    let w = b.constant(&[1, n], &w);
    let row = Ref::from(x).reshape(vec![1, n]);
    let y = b.einsum(EinsumSpec::linear(), row, w, None).expect("fits");
    b.output(y);
    b.finish()
}

/// Packed elements that end within a sponge's pair and at its end, ranges of one value, of all of a lane, and of more than a lane.
#[test]
fn hashed_circuits_hold_and_no_cell_can_change() {
    for (n, range) in [
        (1, Range::new(3, 3)),
        (5, Range::new(0, 255)),
        (31, Range::new(-128, 127)),
        (63, Range::new(0, 200)),
        (7, Range::new(-1, 1 << 40)),
    ] {
        let shown = alone(n, range);
        super::families::demand(&shown.hashing(&[0], &[]).expect("an input"), 0);
        super::families::demand(&shown.hashing(&[0], &[0]).expect("ports"), 0);
    }
    let both = circuit(0, 255).hashing(&[0], &[1]).expect("ports").hiding(&[1]).expect("an input");
    super::families::demand(&both, 0);
    super::families::demand(&circuit(-(1 << 33), 1 << 33).hashing(&[1, 0], &[0, 1]).expect("ports"), 0);
}

/// An input that lies in lanes is read there by the relation that may, and takes no other cell.
#[test]
fn digits_are_read_in_place() {
    let config = Config { bits: 8, lanes: 11, accumulators: 2, weights: 2, ports: 4, tables: 1 };
    let graph = alone(40, Range::new(0, 255)).hashing(&[0], &[]).expect("an input");
    assert!(in_lanes(&graph, &config, TensorId(0)));
    let plan = Plan::with_config(&graph, config).expect("a plan");
    let Mode::Identity(identity) = &plan.modes[0] else { panic!("no identity") };
    assert_eq!(identity.operand, Operand::Digits(TensorId(0)));
    assert_eq!(plan.features.parameters, 0, "rows for cells of its own");
    let narrow = Config { bits: 7, ..config };
    assert!(!in_lanes(&graph, &narrow, TensorId(0)));
    assert!(Plan::with_config(&graph, narrow).expect("a plan").features.parameters > 0);
}

/// Every combination of what the verifier is given of two inputs and two outputs is proved, and its proof is of these values
/// alone.
#[test]
fn every_combination_of_visibility_is_proved() {
    let (shown, given) = (circuit(0, 255), inputs(0, 255));
    let string = Srs::from_seed(12, 4).expect("a string");
    let mut digests = std::collections::BTreeSet::new();
    for case in 0..36 {
        // Each input is public, private or hashed, each output public or hashed.
        let (first, second, outputs) = (case % 3, case / 3 % 3, case / 9);
        let of = |wanted| -> Vec<usize> {
            [(0, first), (1, second)].into_iter().filter(|(_, is)| *is == wanted).map(|(i, _)| i).collect()
        };
        let hashed: Vec<usize> = (0..2).filter(|i| outputs >> i & 1 == 1).collect();
        let graph = shown.hiding(&of(1)).expect("inputs").hashing(&of(2), &hashed).expect("ports");
        graph.validate().expect("valid");
        assert!(digests.insert(graph.digest()), "case {case} is another's circuit");
        if case % 7 > 0 {
            continue;
        }
        let goal = Goal::ALL[case / 7 % 2];
        let keys = setup(Plan::for_goal(&graph, goal).expect("a plan"), &string).expect("keys");
        let trace = interpret(&graph, &given).expect("runs");
        let count = of(2).len() + hashed.len();
        let salts: Vec<Salt> = (0..count).map(|_| Salt::draw(OsRng)).collect();
        let (public, proof) = prove_salted(&keys.proving, &string, &trace, &salts, OsRng).expect("a proof");
        assert_eq!((public.inputs.len(), public.hashes.len()), (of(0).len(), count), "case {case}");
        assert_eq!(public.outputs.len(), 2 - hashed.len());
        verify(&keys.verifying, &public, &proof).unwrap_or_else(|e| panic!("case {case}: {e}"));
        // The hashes are those of the definition, by what the key says alone.
        let tensors: Vec<TensorId> = graph.inputs.iter().chain(&graph.outputs).copied().collect();
        let hidden = tensors.iter().filter(|t| graph.tensor(**t).vis.is_hashed());
        let slots = keys.verifying.slots().iter().filter(|s| s.kind.is_hash());
        for (((t, slot), salt), found) in hidden.zip(slots).zip(&salts).zip(&public.hashes) {
            assert_eq!(*found, hash(slot, *salt, &trace.tensor(*t).to_vec()));
        }
        for i in 0..count {
            let mut other = public.clone();
            other.hashes[i].0[31] ^= 1;
            assert!(
                matches!(verify(&keys.verifying, &other, &proof), Err(Reject::Invalid(_))),
                "case {case}"
            );
            other.hashes[i].0 = [0xff; 32];
            let refused = verify(&keys.verifying, &other, &proof);
            assert!(matches!(refused, Err(Reject::Public(PublicError::Hash { .. }))), "{refused:?}");
            other.hashes.remove(i);
            assert!(matches!(verify(&keys.verifying, &other, &proof), Err(Reject::Public(_))));
        }
    }
}

/// Who proves says which salts: none by accident.
#[test]
fn salts_are_asked_for_and_hide_what_is_guessed() {
    let graph = circuit(0, 255).hashing(&[0], &[]).expect("an input");
    let string = Srs::from_seed(12, 4).expect("a string");
    let keys = setup(Plan::new(&graph).expect("a plan"), &string).expect("keys");
    let trace = interpret(&graph, &inputs(0, 255)).expect("runs");
    let found = prove(&keys.proving, &string, &trace, OsRng);
    assert!(matches!(found, Err(ProveError::Salts { expected: 1, got: 0 })), "{found:?}");
    let hashes: Vec<PublicValues> = [Salt::NONE, Salt::NONE, Salt::draw(OsRng), Salt::draw(OsRng)]
        .iter()
        .map(|salt| prove_salted(&keys.proving, &string, &trace, &[*salt], OsRng).expect("a proof").0)
        .collect();
    assert_eq!(hashes[0], hashes[1]);
    assert!(hashes[1].hashes != hashes[2].hashes && hashes[2].hashes != hashes[3].hashes);
}

/// What cannot be hashed is refused by position.
#[test]
fn what_everybody_sees_is_not_hashed() {
    let shown = circuit(0, 255);
    assert!(shown.hashing(&[2], &[]).is_err() && shown.hashing(&[], &[2]).is_err());
    assert!(shown.hiding(&[0]).expect("an input").hashing(&[0], &[]).is_err());
    assert!(shown.hashing(&[0], &[]).expect("an input").hiding(&[0]).is_err());
    let twice = shown.hashing(&[0], &[0]).expect("ports");
    assert_eq!(twice.hashing(&[0], &[0]).expect("hashed already").digest(), twice.digest());
    let mut b = Builder::new();
    let x = b.input(&[2], Range::new(0, 3));
    let c = b.constant(&[2], &[1, 2]);
    let y = b.affine(vec![(2, x.into())], 1).expect("fits");
    [x, c, y, y].into_iter().for_each(|t| b.output(t));
    let graph = b.finish();
    for (inputs, outputs, why) in [
        (&[0][..], &[][..], "output, too"),
        (&[], &[0], "input, too"),
        (&[], &[1], "constant"),
        (&[], &[2], "returned twice"),
    ] {
        let refused = graph.hashing(inputs, outputs).expect_err(why).to_string();
        assert!(refused.contains(why), "{refused}");
    }
}
