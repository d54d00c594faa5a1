//! Circuits of hidden weights: they hold, one key serves all weights, and nothing shows which they are.

use circuit::public::{Kind, parameters};
use circuit::{
    Builder, Data, EinsumSpec, Graph, IndexMap, Range, Reduction, Ref, Relation, Rounding, TensorId, Window,
    interpret,
};
use ff::PrimeField;
use halo2::field::{Fr, fr};
use halo2::hashed::{Packing, hash_parameters};
use halo2::{Goal, Plan, Reject, Salt, Srs, prove_salted, setup, verify};
use rand::rngs::OsRng;
use std::collections::BTreeSet;

const BYTE: Range = Range { lo: -128, hi: 127 };
const WORD: Range = Range { lo: -32768, hi: 32767 };

/// `x·W + b`, a row; the weights follow the inputs in a run.
fn layer(b: &mut Builder, x: TensorId, inputs: u32, outputs: u32) -> TensorId {
    let (w, c) = (b.parameter(&[outputs, inputs], BYTE, 16), b.parameter(&[outputs], WORD, 16));
    let row = Ref::from(c).reshape(vec![1, outputs]);
    b.einsum(EinsumSpec::linear(), x, w, Some(row)).expect("fits")
}

fn activation(b: &mut Builder, x: TensorId, over: Reduction, shift: u8) -> TensorId {
    let (rounding, clip) = (Rounding::HalfUp, Some(Range::new(0, 15)));
    let relation = Relation::ReluPoolRequant {
        x: x.into(),
        over,
        floor: Some(0),
        shift,
        rounding,
        clip,
        out: TensorId(0),
    };
    b.define(relation).expect("fits")
}

/// Two layers on three numbers.
pub fn perceptron() -> Graph {
    perceptron_of(6)
}

/// Another computation with the same weights: what is between the layers is divided by another power of two.
pub fn perceptron_of(shift: u8) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 3], Range::new(0, 15));
    let y = layer(&mut b, x, 3, 4);
    let h = activation(&mut b, y, Reduction::Axes(vec![]), shift);
    let z = layer(&mut b, h, 4, 2);
    b.output(z);
    b.finish()
}

/// A run of it, and the integers of its four parameters.
pub fn run(seed: i128) -> Vec<Vec<i128>> {
    let weights = |n: i128, range: Range| -> Vec<i128> {
        (0..n).map(|i| range.lo + (i * 7919 + seed * 104_729).rem_euclid(range.hi - range.lo + 1)).collect()
    };
    vec![
        vec![1, 15, 6],
        weights(12, BYTE),
        weights(4, Range::new(-300, 300)),
        weights(8, BYTE),
        weights(2, WORD),
    ]
}

/// A convolution with bias and pool, weights that are multiplied and added elementwise, and a layer on the windows.
fn convolution() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 6, 6], Range::new(0, 15));
    let (k, c) = (b.parameter(&[2, 1, 3, 3], BYTE, 16), b.parameter(&[2], WORD, 16));
    let y = b.conv(x, k, Some(c.into()), Window::plain([3, 3], [1, 1]), 1).expect("fits");
    let h = activation(&mut b, y, Reduction::Window(Window::plain([2, 2], [2, 2])), 8);
    let (scale, shift) = (b.parameter(&[2], BYTE, 16), b.parameter(&[2], BYTE, 16));
    let along = |t: TensorId| {
        Ref::from(t).view(vec![1, 2, 2, 2], IndexMap::Affine { offset: 0, strides: vec![0, 1, 0, 0] })
    };
    let scaled = b.mul(h, along(scale)).expect("fits");
    let sum = b.affine(vec![(1, scaled.into()), (16, along(shift))], 3).expect("fits");
    b.output(sum);
    let row = Ref::from(h).reshape(vec![1, 8]);
    let w = b.parameter(&[3, 8], BYTE, 16);
    let z = b.einsum(EinsumSpec::linear(), row, w, None).expect("fits");
    b.output(z);
    b.finish()
}

#[test]
fn circuits_of_hidden_weights_hold_and_no_cell_can_change() {
    super::families::demand(&perceptron(), 1);
    super::families::demand(&convolution(), 1);
    let both = convolution().hashing(&[0], &[1]).expect("ports");
    super::families::demand(&both, 1);
}

/// A bias of many positions is a cell of each channel and not a copy for each position, and what is read in place still is.
#[test]
fn a_bias_is_copied_once() {
    let mut b = Builder::new();
    let x = b.input(&[1, 1, 9, 9], Range::new(0, 15));
    let (k, c) = (b.parameter(&[2, 1, 3, 3], BYTE, 16), b.parameter(&[2], WORD, 16));
    let y = b.conv(x, k, Some(c.into()), Window::plain([3, 3], [1, 1]), 1).expect("fits");
    b.output(y);
    let plan = Plan::new(&b.finish()).expect("a plan");
    let copied = |b: &halo2::block::Block| if b.what == "copies" { b.copies.len() } else { 0 };
    let copies: usize = plan.blocks.iter().map(copied).sum();
    assert!(copies <= 18 + 2, "{copies} copies of 20 weights");
    let halo2::mode::Mode::Identity(identity) = &plan.modes[0] else { panic!("no identity") };
    assert_eq!(identity.operand, halo2::mode::Operand::Public(TensorId(0)));
}

/// One key proves models of any weights, each by the hash of its own, and no proof goes for another's hash.
#[test]
fn one_key_serves_all_weights() {
    let graph = perceptron();
    let string = Srs::from_seed(12, 4).expect("a string");
    for goal in Goal::ALL {
        let keys = setup(Plan::for_goal(&graph, goal).expect("a plan"), &string).expect("keys");
        let slot = &keys.verifying.slots()[1];
        assert_eq!((slot.kind, slot.elements(), slot.range), (Kind::Parameters, 26, WORD));
        let salt = Salt::draw(OsRng);
        let mut proofs = Vec::new();
        for seed in 0..2 {
            let inputs = run(seed);
            let trace = interpret(&graph, &inputs).expect("runs");
            let (public, proof) =
                prove_salted(&keys.proving, &string, &trace, &[salt], OsRng).expect("a proof");
            assert_eq!((public.inputs.len(), public.outputs.len(), public.hashes.len()), (1, 1, 1));
            verify(&keys.verifying, &public, &proof).expect("valid");
            let narrow = |v: &Vec<i128>| Data::new(&v.iter().map(|x| *x as i64).collect::<Vec<_>>());
            let weights: Vec<Data> = inputs[1..].iter().map(narrow).collect();
            assert_eq!(public.hashes[0], hash_parameters(&graph, salt, &weights));
            proofs.push((public, proof));
        }
        let [(first, proof), (second, other)] = &proofs[..] else { panic!("two proofs") };
        assert_ne!(first.hashes, second.hashes);
        for (public, proof) in [(first, other), (second, proof)] {
            assert!(matches!(verify(&keys.verifying, public, proof), Err(Reject::Invalid(_))));
            // The registered hash beside the other's outputs.
            let mut told = public.clone();
            told.outputs.clone_from(if public == first { &second.outputs } else { &first.outputs });
            assert!(matches!(verify(&keys.verifying, &told, proof), Err(Reject::Invalid(_))));
        }
    }
}

/// No word of key, proof or public values is a weight or what weights are packed to, and proofs share no word.
#[test]
fn no_weight_is_shown() {
    let graph = perceptron();
    let plan = Plan::new(&graph).expect("a plan");
    let string = Srs::from_seed(plan.system.k, 4).expect("a string");
    let keys = setup(plan, &string).expect("keys");
    let inputs = run(5);
    let trace = interpret(&graph, &inputs).expect("runs");
    let both_ways = |v: Fr| {
        let little = v.to_repr().as_ref().to_vec();
        [little.iter().rev().copied().collect(), little]
    };
    let (mut packed, mut secret): (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) = Default::default();
    for (t, values) in parameters(&graph).iter().zip(&inputs[1..]) {
        let packing = Packing::of(graph.tensor(*t).range);
        packed.extend(packing.pack(values).flat_map(both_ways));
        // Zero and one are everywhere.
        let telling = values.iter().filter(|v| v.abs() > 1);
        secret.extend(telling.flat_map(|v| [fr(*v), packing.digit(*v)]).flat_map(both_ways));
    }
    secret.extend(packed.iter().cloned());
    let (mut seen, mut public) = (BTreeSet::new(), BTreeSet::new());
    // Small numbers are in every key, as offsets and in tables; which weights there are, no key is told.
    for bytes in [keys.verifying.to_bytes(), keys.proving.to_bytes()] {
        assert!(bytes.windows(32).all(|w| !packed.contains(w)), "a key shows weights");
    }
    for _ in 0..2 {
        let salt = Salt::draw(OsRng);
        let (values, proof) = prove_salted(&keys.proving, &string, &trace, &[salt], OsRng).expect("a proof");
        verify(&keys.verifying, &values, &proof).expect("valid");
        assert!(public.insert(values.hashes[0].0), "salts make the hash another");
        assert!(!secret.contains(values.hashes[0].0.as_slice()));
        for word in proof.chunks(32).filter(|word| word.iter().any(|b| *b != 0)) {
            assert!(!secret.contains(word), "a proof shows a weight");
            seen.insert(word.to_vec());
        }
    }
    assert!(seen.len() > 100, "{} words", seen.len());
}
