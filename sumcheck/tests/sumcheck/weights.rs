//! Hidden weights: what keys and proofs say of them is a hash, which binds them; every number of a proof is uniform whatever they are.

use super::hidden::{coordinate, numbers, seeded};
use circuit::file::finish;
use circuit::public::integers;
use circuit::{
    Builder, Data, Divisor, EinsumSpec, Graph, Hash, IndexMap, PublicValues, Range, Ref, Relation, Rounding,
    TensorId, Trace, Visibility, interpret,
};
use p3_field::PrimeCharacteristicRing;
use sumcheck::field::{F, canonical, small};
use sumcheck::hashed::{commitment, digits, hash, hash_parameters, parts};
use sumcheck::plane::{Kind, PlaneId};
use sumcheck::witness::Witness;
use sumcheck::zk::follow::Layout;
use sumcheck::zk::proof::Hidden;
use sumcheck::zk::prove::{pads, prove_with};
use sumcheck::zk::verify::verify_hidden;
use sumcheck::{
    KeyError, Plan, ProveError, ProvingKey, Reject, Salt, Setup, VerifyingKey, prove, prove_salted, setup,
    setup_hiding, verify,
};

const SALT: Salt = Salt([7; 32]);

fn halved(x: TensorId, bits: u8) -> Relation {
    let (den, rounding) = (Divisor::Pow2(bits), Rounding::HalfUp);
    Relation::DivRound { num: x.into(), den, rounding, clip: None, out: TensorId(0) }
}

/// A layer: weights of one byte, biases of four, which are digits.
fn layer(hidden: bool) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[2, 12], Range::new(-8, 7));
    let [k, c] = if hidden {
        let k = b.parameter(&[6, 12], Range::new(-128, 127), 16);
        [k, b.parameter(&[6], Range::new(-(1 << 31), (1 << 31) - 1), 16)]
    } else {
        let [k, c] = given(1);
        [b.constant(&[6, 12], &k), b.constant(&[6], &c)]
    };
    let rows = IndexMap::Affine { offset: 0, strides: vec![0, 1] };
    let c = Ref::from(c).view(vec![2, 6], rows);
    let a = b.einsum(EinsumSpec::linear(), x, k, Some(c)).expect("fits");
    let y = b.define(halved(a, 3)).expect("fits");
    b.output(y);
    b.finish()
}

/// Some weights.
fn given(seed: i64) -> [Vec<i64>; 2] {
    let k = (0..72).map(|i| (i * 37 * seed + i * i) % 251 - 125).collect();
    [k, (0..6).map(|i| (i * 654_321_987 * seed) % (1 << 31) - 5).collect()]
}

fn wide(values: &[i64]) -> Vec<i128> {
    values.iter().map(|v| i128::from(*v)).collect()
}

fn input() -> Vec<i128> {
    (0..24).map(|i| i * 5 % 16 - 8).collect()
}

fn run(graph: &Graph, weights: &[Vec<i64>]) -> Trace {
    let inputs: Vec<Vec<i128>> = std::iter::once(input()).chain(weights.iter().map(|w| wide(w))).collect();
    interpret(graph, &inputs).expect("completes")
}

fn keys(graph: &Graph) -> Setup {
    setup_hiding(Plan::with_bits(graph, 8).expect("a plan")).expect("keys")
}

fn registered(graph: &Graph, weights: &[Vec<i64>]) -> Hash {
    hash_parameters(graph, SALT, &weights.iter().map(|w| Data::new(w)).collect::<Vec<_>>())
}

#[test]
fn weights_are_in_no_key_and_their_hash_is_in_the_proof() {
    for bits in [8, 11] {
        let graph = layer(true);
        let keys = setup_hiding(Plan::with_bits(&graph, bits).expect("a plan")).expect("keys");
        let key = VerifyingKey::from_bytes(&keys.verifying.to_bytes(), 18).expect("reads back");
        assert!(key.hides_weights() && key.hides() && key.is_whole());
        key.check(&graph).expect("its own");
        let security = key.security();
        assert!(security.bits() >= 100.0);
        let of = |name: &str| security.steps.iter().find(|s| s.name == name).map(|s| s.bits);
        assert!(
            of("binding").is_some_and(|bits| bits > 300.0) && of("commitments").is_some(),
            "{security:?}"
        );
        let again = ProvingKey::from_bytes(&keys.proving.to_bytes(), &graph).expect("reads back");
        // All models of the shape share their key; each has a hash of its own, the same in all its proofs.
        let mut hashes = Vec::new();
        for seed in [1, 2] {
            let weights = given(seed);
            let trace = run(&graph, &weights);
            assert!(matches!(prove(&again, &trace), Err(ProveError::Salts { expected: 1, got: 0 })));
            let (public, proof) = prove_salted(&again, &trace, &[SALT]).expect("a proof");
            assert!(proof.len() <= key.most_proof_bytes());
            verify(&key, &public, &proof).expect("it is valid");
            assert_eq!(public.hashes, [registered(&graph, &weights)]);
            let (same, other) = prove_salted(&again, &trace, &[SALT]).expect("a proof");
            assert!(same == public && other != proof);
            let (salted, _) = prove_salted(&again, &trace, &[Salt([8; 32])]).expect("a proof");
            assert_ne!(salted.hashes, public.hashes);
            hashes.push(public.hashes[0]);
            // Another hash, another output, and no hash.
            for edit in [
                (|p| p.hashes[0].0[31] ^= 1) as fn(&mut PublicValues),
                |p| p.outputs[0][3] += 1,
                |p| p.hashes.clear(),
            ] {
                let mut lie = public.clone();
                edit(&mut lie);
                assert!(verify(&key, &lie, &proof).is_err());
            }
        }
        assert_ne!(hashes[0], hashes[1]);
    }
}

/// Keys with weights and keys without take none of each other's proofs, and proofs that hide nothing hide no weights.
#[test]
fn keys_of_another_kind_are_refused() {
    let (hidden, shown) = (layer(true), layer(false));
    assert_ne!(hidden.digest(), shown.digest());
    let (with, without) = (keys(&shown), keys(&hidden));
    let of_shown = prove(&with.proving, &interpret(&shown, &[input()]).expect("completes")).expect("a proof");
    let of_hidden = prove_salted(&without.proving, &run(&hidden, &given(1)), &[SALT]).expect("a proof");
    assert_eq!(of_shown.0.outputs, of_hidden.0.outputs);
    assert!(verify(&with.verifying, &of_shown.0, &of_shown.1).is_ok());
    for (key, (public, proof)) in [(&with.verifying, &of_hidden), (&without.verifying, &of_shown)] {
        for public in [public, &of_shown.0, &of_hidden.0] {
            assert!(verify(key, public, proof).is_err());
        }
    }
    assert!(!with.verifying.hides_weights());
    assert!(matches!(without.verifying.check(&shown), Err(KeyError::OtherCircuit { .. })));
    let refused = setup(Plan::with_bits(&hidden, 8).expect("a plan"));
    assert!(matches!(refused, Err(KeyError::Shown { .. })));
    // The byte that says whether proofs hide, changed, and a checksum that is right.
    let mut bytes = without.verifying.to_bytes();
    bytes.truncate(bytes.len() - 32);
    bytes[9] = 0;
    assert!(matches!(VerifyingKey::from_bytes(&finish(bytes), 18), Err(KeyError::Shown { .. })));
}

/// What a dishonest maker of keys declares.
#[test]
fn ranges_that_weights_do_not_have_are_refused() {
    let graph = layer(true);
    // Sums that are said to be smaller than weights in their ranges make them.
    for (t, tensor) in graph.tensors.iter().enumerate() {
        if tensor.vis != Visibility::Internal {
            continue;
        }
        for narrow in [
            |r: Range| Range::new(r.lo + 1, r.hi),
            |r: Range| Range::new(r.lo, r.hi - 1),
            |r: Range| Range::new(r.lo / 2, r.hi / 2),
        ] {
            let mut lie = graph.clone();
            lie.tensors[t].range = narrow(tensor.range);
            assert!(Plan::new(&lie).is_err(), "tensor {t}");
            // In a key's file, whose checksum is right.
            let mut bytes = keys(&graph).verifying.to_bytes()[..11].to_vec();
            bytes.extend(lie.to_bytes());
            assert!(VerifyingKey::from_bytes(&finish(bytes), 18).is_err(), "tensor {t}");
        }
    }
    // Weights beside those that withhold nothing: constants would be the maker's word.
    let mut withheld = graph.clone();
    let constant = Data::new(&[1, 2, 3]);
    let id = withheld.tensors.len();
    let mut tensor = withheld.tensors[0].clone();
    (tensor.shape, tensor.range, tensor.checked) = (vec![3], Range::new(1, 3), None);
    tensor.vis = Visibility::Constant(constant);
    withheld.tensors.push(tensor);
    let [whole, outline] = [withheld.clone(), withheld.outline(|t, _| t.0 as usize == id)];
    let file = |what: u8, graph: &Graph| {
        let mut bytes = keys(&layer(true)).verifying.to_bytes()[..9].to_vec();
        bytes.extend([what, 100]);
        if what & 1 == 1 {
            bytes.extend([1; 64]);
        }
        bytes.extend(graph.to_bytes());
        VerifyingKey::from_bytes(&finish(bytes), 18)
    };
    file(2, &whole).expect("a key");
    let refused = file(3, &outline).map(|_| ()).expect_err("withheld beside hidden ones").to_string();
    assert!(refused.contains("withheld"), "{refused}");
}

/// What proofs of one circuit are made of.
struct Made {
    keys: Setup,
    graph: Graph,
}

impl Made {
    fn of(graph: Graph) -> Self {
        Self { keys: keys(&graph), graph }
    }

    fn plan(&self) -> &Plan {
        &self.keys.proving.plan
    }

    /// The planes of a run, and its public values.
    fn witness(&self, trace: &Trace, salts: &[Salt]) -> (Witness, PublicValues) {
        let mut public = PublicValues::of(&self.graph, trace);
        public.hashes = vec![Hash([0; 32]); salts.len()];
        let values = integers(&self.plan().slots, &public).expect("in their ranges");
        let witness = Witness::salted(self.plan(), trace, &values, salts);
        public.hashes = self.plan().hashes(&witness.commitments);
        (witness, public)
    }

    /// A proof of planes, whatever they are, and of commitments, whatever those are of.
    fn proved(&self, witness: &Witness, public: &PublicValues, seed: u64) -> Hidden {
        let mut rng = seeded(seed);
        let own = pads(&Layout::of(self.plan()), &mut rng);
        let values = integers(&self.plan().slots, public).expect("in their ranges");
        let vectors = self.keys.proving.vectors();
        let hiding = vectors.hidden.as_ref().expect("they hide");
        prove_with(self.plan(), vectors, hiding, witness, &values, &own, &mut rng).expect("a proof").0
    }

    fn judged(&self, proof: &Hidden, public: &PublicValues) -> Result<(), Reject> {
        let vectors = self.keys.verifying.vectors();
        verify_hidden(self.plan(), vectors, vectors.hidden.as_ref().expect("they hide"), public, proof)
    }

    /// The commitment to the planes as they are.
    fn committed(&self, witness: &Witness) -> Vec<F> {
        let bound = &self.plan().bound[0];
        let digits: Vec<F> = bound.planes.iter().flat_map(|p| witness.plane(*p)).copied().collect();
        commitment(&digits, witness.plane(bound.opening))
    }

    /// Changes a cell, in its plane too.
    fn change(&self, witness: &mut Witness, plane: PlaneId, element: usize, by: F) {
        let Kind::Cells { offset, .. } = self.plan().plane(plane).kind else { panic!("no cells") };
        witness.planes[plane.0 as usize][element] += by;
        witness.cells[offset + element] += by;
    }
}

/// Every weight of one byte and every input of four bits has the output zero.
fn flat() -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, 24], Range::new(-8, 7));
    let k = b.parameter(&[2, 24], Range::new(-128, 127), 16);
    let a = b.einsum(EinsumSpec::linear(), x, k, None).expect("fits");
    let y = b.define(halved(a, 17)).expect("fits");
    b.output(y);
    b.finish()
}

fn flat_weights(seed: i64) -> Vec<Vec<i64>> {
    vec![(0..48).map(|i| if seed == 0 { -128 } else { (i * 31 * seed) % 256 - 128 }).collect()]
}

/// Nothing but the hash says which weights they are, and nobody proves the same outputs by other weights, by other random bytes, or by
/// weights and bytes that are not short.
#[test]
fn a_hash_is_of_the_weights_that_are_computed_with() {
    let made = Made::of(flat());
    let [(one, public), (other, others)] =
        [1, 2].map(|seed| made.witness(&run(&made.graph, &flat_weights(seed)), &[SALT]));
    assert_eq!(public.outputs, others.outputs);
    assert_ne!(public.hashes, others.hashes);
    made.judged(&made.proved(&one, &public, 1), &public).expect("it is valid");
    made.judged(&made.proved(&other, &others, 1), &others).expect("it is valid");
    let refused = |what: &str, witness: &Witness, public: &PublicValues| {
        let verdict = made.judged(&made.proved(witness, public, 2), public);
        assert!(matches!(verdict, Err(Reject::Hidden(_))), "{what}: {verdict:?}");
    };
    let copy = |of: &Witness, commitments: &Witness| Witness {
        planes: of.planes.clone(),
        cells: of.cells.clone(),
        withheld: of.withheld.clone(),
        commitments: commitments.commitments.clone(),
    };
    // Other weights, with the outputs that these have.
    refused("other weights", &copy(&other, &one), &public);
    // A commitment to other weights.
    refused("another commitment", &copy(&one, &other), &others);
    let bound = &made.plan().bound[0];
    // Other random bytes: each is a byte, too.
    let mut changed = copy(&one, &one);
    let old = canonical(one.plane(bound.opening)[77]);
    made.change(&mut changed, bound.opening, 77, if old == 0 { F::ONE } else { -F::ONE });
    refused("another random byte", &changed, &public);
    // One of each is out of its range, and the commitment is to that.
    for (what, plane) in [("a weight", bound.planes[0]), ("a random byte", bound.opening)] {
        for by in [256, 1 << 20, -(1 << 12)] {
            let mut changed = copy(&one, &one);
            made.change(&mut changed, plane, 5, small(by));
            changed.commitments = vec![made.committed(&changed)];
            let mut public = public.clone();
            public.hashes = made.plan().hashes(&changed.commitments);
            refused(what, &changed, &public);
        }
    }
    // Each value of the commitment counts, and each is hashed.
    for i in (0..1280).step_by(41) {
        let mut changed = copy(&one, &one);
        changed.commitments[0][i] += F::ONE;
        let verdict = made.judged(&made.proved(&changed, &public, 3), &public);
        assert!(matches!(verdict, Err(Reject::Invalid(_))), "{i}: {verdict:?}");
        let mut hashed = public.clone();
        hashed.hashes = made.plan().hashes(&changed.commitments);
        assert_ne!(hashed.hashes, public.hashes);
        refused("a changed commitment", &changed, &hashed);
    }
    let proof = made.proved(&one, &public, 1);
    let edits: [fn(&mut Hidden); 4] = [
        |p| p.commitments.clear(),
        |p| p.commitments.push(p.commitments[0].clone()),
        |p| p.commitments[0].truncate(1279),
        |p| p.commitments[0].push(F::ZERO),
    ];
    for edit in edits {
        let mut changed = proof.clone();
        edit(&mut changed);
        assert!(matches!(made.judged(&changed, &public), Err(Reject::Invalid(_))));
    }
}

/// Whatever weights are hidden, each number of a proof, those of the commitment included, is in the lower half of the field as often as not.
#[test]
fn numbers_have_one_distribution_whatever_weights_are_hidden() {
    const COUNT: u64 = 144;
    let made = Made::of(flat());
    let mut outputs = Vec::new();
    for weights in [0, 3].map(flat_weights) {
        let trace = run(&made.graph, &weights);
        let mut sums = Vec::new();
        for seed in 0..COUNT {
            let salt = Salt(std::array::from_fn(|i| (seed >> (8 * (i % 2))) as u8));
            let (witness, public) = made.witness(&trace, &[salt]);
            outputs.push(public.outputs);
            let proof = made.proved(&witness, &PublicValues { outputs: outputs[0].clone(), ..public }, seed);
            let own = proof.commitments[0].iter().copied();
            let all: Vec<F> = numbers(&proof).into_iter().map(coordinate).chain(own).collect();
            sums.resize(all.len(), 0u64);
            let lower = |v: F| u64::from(canonical(v) < (1 << 30) - (1 << 23));
            sums.iter_mut().zip(all).for_each(|(sum, v)| *sum += lower(v));
        }
        // Six standard deviations, of which each is half the root of the number of proofs.
        assert!(sums.iter().all(|n| n.abs_diff(COUNT / 2) < 36));
    }
    assert!(outputs.iter().all(|o| *o == outputs[0]));
}

/// Inputs and outputs have hashes, too: of the same integers of one range the same.
#[test]
fn inputs_and_outputs_are_hashed() {
    let mut b = Builder::new();
    let x = b.input(&[24], Range::new(-8, 7));
    let z = b.input(&[3], Range::new(-(1 << 40), 1 << 40));
    let y = b.define(halved(x, 2)).expect("fits");
    let doubled = Relation::Affine { terms: vec![(-6, z.into())], constant: 11, out: TensorId(0) };
    let wide_sum = b.define(doubled).expect("fits");
    b.output(y);
    b.output(wide_sum);
    let shown = b.finish();
    let graph = shown.hashing(&[0, 1], &[0, 1]).expect("they can be");
    let inputs = [input(), vec![-(1 << 40), 12_345_678_901, 7]];
    let trace = interpret(&graph, &inputs).expect("completes");
    let salts = [1, 2, 3, 4].map(|i| Salt([i; 32]));
    let keys = keys(&graph);
    let (public, proof) = prove_salted(&keys.proving, &trace, &salts).expect("a proof");
    verify(&keys.verifying, &public, &proof).expect("it is valid");
    assert!(public.inputs.is_empty() && public.outputs.is_empty() && !keys.verifying.hides_weights());
    let tensors: Vec<TensorId> = graph.inputs.iter().chain(&graph.outputs).copied().collect();
    for (i, t) in tensors.into_iter().enumerate() {
        let values = trace.tensor(t).to_vec();
        assert_eq!(public.hashes[i], hash(graph.tensor(t).range, salts[i], &values), "{i}");
        let mut lie = public.clone();
        lie.hashes.swap(i, (i + 1) % 4);
        assert!(verify(&keys.verifying, &lie, &proof).is_err());
    }
    // Other integers' hashes, with all that follows from them.
    let made = Made { keys, graph };
    let (witness, public) = made.witness(&trace, &salts);
    let others = interpret(&made.graph, &[input(), vec![1, 2, 3]]).expect("completes");
    let (other, _) = made.witness(&others, &salts);
    for i in [1, 3] {
        let mut commitments = witness.commitments.clone();
        commitments[i].clone_from(&other.commitments[i]);
        let public = PublicValues { hashes: made.plan().hashes(&commitments), ..public.clone() };
        let lie = Witness { commitments, ..made.witness(&trace, &salts).0 };
        assert!(matches!(made.judged(&made.proved(&lie, &public, 1), &public), Err(Reject::Hidden(_))));
    }
}

/// All planes that are committed to are looked up, so that they are short; commitments are absorbed, each of their values under its own power.
#[test]
fn commitments_are_to_what_is_short() {
    let made = Made::of(layer(true));
    let plan = made.plan();
    let looked = |p: &PlaneId| plan.lookups.iter().flat_map(|l| &l.columns).any(|c| c.plane == *p);
    for bound in &plan.bound {
        assert!(bound.planes.iter().chain([&bound.opening]).all(looked));
    }
    // Two commitments, of which one has what is taken from the other: their sums differ but for other powers.
    let mut b = Builder::new();
    let xs = [0, 1].map(|_| b.input(&[4], Range::new(-8, 7)));
    let y = b.affine(vec![(1, xs[0].into()), (1, xs[1].into())], 0).expect("fits");
    b.output(y);
    let graph = b.finish().hashing(&[0, 1], &[]).expect("they can be");
    let trace = interpret(&graph, &[vec![1, 2, 3, 4], vec![5, 6, 7, -8]]).expect("completes");
    let made = Made::of(graph);
    let (witness, public) = made.witness(&trace, &[SALT, SALT]);
    made.judged(&made.proved(&witness, &public, 1), &public).expect("it is valid");
    for at in [0, 255] {
        let mut commitments = witness.commitments.clone();
        commitments[0][at] += F::ONE;
        commitments[1][at] -= F::ONE;
        let public = PublicValues { hashes: made.plan().hashes(&commitments), ..public.clone() };
        let lie = Witness { commitments, ..made.witness(&trace, &[SALT, SALT]).0 };
        assert!(matches!(made.judged(&made.proved(&lie, &public, 1), &public), Err(Reject::Hidden(_))));
    }
}

/// A result's range may be declared wider than what makes it a quotient, or a clamp leaves: being hashed, it is checked for that all the same.
#[test]
fn hashed_results_are_what_they_have_to_be() {
    for (clip, den, declared, input, lies) in [
        (
            None,
            21,
            Range::new(-(1 << 15), (1 << 15) - 1),
            [0i128, 5, 7_000, 1 << 21],
            [1016i64, 1016, 1016, 1017],
        ),
        (Some(Range::new(-8, 7)), 2, Range::new(-256, 255), [0, 4, 1000, -1000], [0, 1, 250, -250]),
    ] {
        let mut b = Builder::new();
        let x = b.input(&[4], if den == 21 { Range::new(0, 1 << 22) } else { Range::new(-2048, 2047) });
        let (rounding, out) = (Rounding::Floor, TensorId(0));
        let q = Relation::DivRound { num: x.into(), den: Divisor::Pow2(den), rounding, clip, out };
        let q = b.define(q).expect("fits");
        b.output(q);
        let mut graph = b.finish().hashing(&[], &[0]).expect("it can be");
        graph.tensors[q.0 as usize].range = declared;
        graph.validate().expect("valid");
        let trace = interpret(&graph, &[input.to_vec()]).expect("completes");
        let made = Made::of(graph);
        let (honest, public) = made.witness(&trace, &[Salt::NONE]);
        made.judged(&made.proved(&honest, &public, 1), &public).expect("it is valid");
        let plane = made.plan().tensors[q.0 as usize].expect("a plane");
        let Kind::Cells { offset, .. } = made.plan().plane(plane).kind else { panic!("no cells") };
        let changes: Vec<(usize, F)> =
            lies.iter().enumerate().map(|(i, v)| (offset + i, small(*v))).collect();
        let values = integers(&made.plan().slots, &public).expect("in their ranges");
        let lie = Witness::with(made.plan(), &trace, &values, &changes);
        let public = PublicValues { hashes: made.plan().hashes(&lie.commitments), ..public };
        assert!(made.judged(&made.proved(&lie, &public, 1), &public).is_err(), "{lies:?}");
    }
}

/// Digits are one for each integer, and as short as is said.
#[test]
fn digits_tell_integers_apart() {
    for (lo, hi, count) in
        [(-8, 7, 1), (-32_768, 32_767, 1), (0, 65_535, 1), (-32_769, 32_767, 3), (0, 1 << 40, 6)]
    {
        let range = Range::new(lo, hi);
        assert_eq!(parts(range).count(), count, "{range}");
        let values: Vec<i128> = vec![lo, hi, (lo + hi) / 2, (lo + hi) / 3];
        let all = digits([(range, &values[..])]);
        assert_eq!(all.len(), count * values.len());
        for (i, v) in values.iter().enumerate() {
            let digit = |(j, part): (usize, sumcheck::plane::Part)| {
                i128::from(sumcheck::field::centered(all[j * values.len() + i])) << part.shift
            };
            assert_eq!(parts(range).enumerate().map(digit).sum::<i128>(), *v);
        }
    }
}
