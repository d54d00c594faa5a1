//! Constants that are withheld from keys: what a prover with others can say, and what a key says whose root nobody looked at.

use super::cases::made;
use super::honest::Court;
use super::large::by_rows;
use circuit::file::finish;
use circuit::{
    Builder, EinsumSpec, Graph, IndexMap, PublicValues, Range, Ref, Relation, Rounding, TensorId, Visibility,
    interpret,
};
use p3_field::PrimeCharacteristicRing;
use rand::Rng;
use sumcheck::field::{E, F};
use sumcheck::functional::{Functional, Reduced};
use sumcheck::lookups::{self, Challenges};
use sumcheck::plane::Kind;
use sumcheck::products::{self, Weights};
use sumcheck::proof::Withheld;
use sumcheck::prove::prove_witness;
use sumcheck::transcript::{Label, Transcript};
use sumcheck::verify::verify_plan;
use sumcheck::witness::Witness;
use sumcheck::work::Draw;
use sumcheck::{
    KeyError, Plan, Proof, ProvingKey, Reject, Setup, Vectors, VerifyingKey, fractions, prove, setup, verify,
};

/// Two layers. Weights that change places within a row leave all ranges as they are, and so the outline.
pub fn layers(swapped: bool) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[2, 12], Range::new(-8, 7));
    let mut k: Vec<i64> = (0..72).map(|i| i * 7 % 11 - 5).collect();
    let mut w: Vec<i64> = (0..24).map(|i| i * 5 % 9 - 4).collect();
    if swapped {
        k.swap(0, 1);
        w.swap(8, 9);
    }
    let (k, c) = (b.constant(&[6, 12], &k), b.constant(&[2, 6], &[3, -4, 1, 0, 2, -9, 3, -4, 1, 0, 2, -9]));
    let a = b.einsum(EinsumSpec::linear(), x, k, Some(c.into())).expect("fits");
    let rounded = Relation::DivRound {
        num: a.into(),
        den: circuit::Divisor::Pow2(3),
        rounding: Rounding::HalfUp,
        clip: None,
        out: TensorId(0),
    };
    let y = b.define(rounded).expect("fits");
    let w = b.constant(&[4, 6], &w);
    let o = b.einsum(EinsumSpec::linear(), y, w, None).expect("fits");
    b.output(o);
    b.finish()
}

fn keys(graph: &Graph) -> Setup {
    setup(Plan::withholding(graph, 8, 1).expect("a plan")).expect("keys")
}

pub fn input() -> Vec<Vec<i128>> {
    vec![(0..24).map(|i| i * 5 % 16 - 8).collect()]
}

/// The key with another root; its checksum is right.
fn with_root(key: &VerifyingKey, root: &VerifyingKey) -> VerifyingKey {
    let [mut bytes, other] = [key, root].map(VerifyingKey::to_bytes);
    // Magic, version, width, what is withheld, the level, and the circuit's name go before it.
    bytes[43..75].copy_from_slice(&other[43..75]);
    bytes.truncate(bytes.len() - 32);
    VerifyingKey::from_bytes(&finish(bytes), 16).expect("a key")
}

/// What a dishonest prover does with withheld constants.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lie {
    /// Says of them what makes the claim about cells true, whatever they come to.
    pub balanced: bool,
    /// Opens them at another point.
    pub elsewhere: bool,
    /// The number of the first proof of work, whatever it is worth.
    pub number: Option<F>,
}

/// A proof with all that follows from a lie.
pub fn forged(plan: &Plan, vectors: &Vectors, witness: &Witness, public: &[&[i128]], lie: Lie) -> Proof {
    let mut said = Transcript::new(plan, vectors, public).working();
    said.given(lie.number.into_iter().collect());
    let (root, committed) = vectors.cells.commit(witness.cells.clone()).expect("commits");
    said.root(&root);
    let challenges = Challenges::draw(&mut said);
    let (numbers, of_numbers) = lookups::numbers(plan, witness, challenges).prove(&mut said);
    let (numerators, denominators) = lookups::rows(plan, witness, challenges);
    let (rows, of_rows) = fractions::prove(&numerators, &denominators, &mut said);
    let weights = Weights::draw(plan, &mut said);
    let (messages, point) = products::prove(plan, witness, &weights, &mut said);
    said.work_before(Draw::Claims);
    let mix = said.challenge();
    let mut all = Functional::new(plan);
    lookups::claim_numbers(plan, challenges, &of_numbers, E::ONE, &mut all);
    lookups::claim_rows(plan, challenges, &of_rows, [mix, mix], &mut all);
    let power = products::claim(plan, &weights, &messages, &point, mix, mix.cube(), &mut all);
    products::claim_zeros(plan, &weights, mix, power, &mut all);
    let Reduced { cells, withheld, known } = all.reduce(public);
    let (cells, withheld) = (cells.dense(), withheld.dense());
    let sum_of =
        |values: &[F], weights: &[E]| -> E { values.iter().zip(weights).map(|(v, w)| *w * *v).sum() };
    let own = sum_of(&witness.withheld, &withheld);
    let sum = if lie.balanced { -known - sum_of(&witness.cells, &cells) } else { own };
    said.values(Label::Sum, &[sum]);
    let (mut claim, mut rest) = (-known - sum, sum);
    let (reduction, point) = by_rows(&witness.cells, &cells, &mut claim, &mut said);
    let (of_constants, mut at) = by_rows(&witness.withheld, &withheld, &mut rest, &mut said);
    let opening = vectors.cells.open(committed, &point, said.sponge()).expect("opens");
    let fixed = vectors.withheld.as_ref().expect("constants are withheld");
    let (_, committed) = fixed.scheme.commit(witness.withheld.to_vec()).expect("commits");
    if lie.elsewhere {
        at[0] += E::ONE;
    }
    let of_withheld = fixed.scheme.open(committed, &at, said.sponge()).expect("opens");
    let withheld = Some(Withheld { sum, reduction: of_constants, opening: of_withheld });
    let work = said.numbers();
    Proof { root, fractions: [numbers, rows], products: messages, withheld, reduction, opening, work }
}

/// Whoever has other weights than the key's root is of finds no proof, whatever is said of them; under a key of their root there is one,
/// and that the key is not the circuit's is found by who has the circuit.
#[test]
fn other_constants_than_the_key_s_are_refused() {
    let [(one, own), (other, others)] = [false, true].map(|swapped| {
        let graph = layers(swapped);
        let keys = keys(&graph);
        (graph, keys)
    });
    assert_ne!(one.digest(), other.digest());
    assert_eq!(own.verifying.plan().outline, others.verifying.plan().outline);
    let run = |graph: &Graph| {
        let trace = interpret(graph, &input()).expect("completes");
        (PublicValues::of(graph, &trace), trace)
    };
    // A run with other weights, of which the circuit with this name is said to be.
    let (public, trace) = run(&other);
    assert_ne!(public, run(&one).0);
    let plan = Plan { graph: other.clone(), ..own.proving.plan.clone() };
    let values = circuit::public::integers(&plan.slots, &public).expect("in their ranges");
    let witness = Witness::new(&plan, &trace, &values);
    let truth = Witness::new(&own.proving.plan, &run(&one).1, &values).withheld;
    assert_ne!(witness.withheld, truth);
    let vectors = own.proving.vectors();
    let judged = |vectors: &Vectors, witness: &Witness, lie: Lie| {
        verify_plan(&plan, vectors, &public, &forged(&plan, vectors, witness, &values, lie))
    };
    // The weights of the lie, of which the key's tree is none.
    let refused = judged(vectors, &witness, Lie::default());
    assert!(matches!(refused, Err(Reject::Commitment(_))), "{refused:?}");
    // The key's weights, of which the lie's sums are none: in one of the two claims.
    let with_truth = Witness {
        planes: witness.planes.clone(),
        cells: witness.cells.clone(),
        withheld: truth,
        commitments: Vec::new(),
    };
    let refused = judged(vectors, &with_truth, Lie::default());
    assert!(matches!(refused, Err(Reject::Invalid(_))), "{refused:?}");
    let refused = judged(vectors, &with_truth, Lie { balanced: true, ..Lie::default() });
    assert!(matches!(refused, Err(Reject::Invalid(_))), "{refused:?}");

    // Under a key of the lie's root the lie is no lie; but the key is not the circuit's.
    let mixed = with_root(&own.verifying, &others.verifying);
    let theirs = mixed.vectors();
    judged(theirs, &witness, Lie::default()).expect("accepted");
    let (proof, _) = prove_witness(&plan, theirs, &witness, &values).expect("a proof");
    verify(&mixed, &public, &proof.to_bytes().expect("writes")).expect("accepted");
    let found = mixed.check(&one);
    assert!(matches!(found, Err(KeyError::Mixed { what: "constants are", .. })), "{found:?}");
    assert!(matches!(mixed.check(&other), Err(KeyError::OtherCircuit { .. })));
    own.verifying.check(&one).expect("its key");
    others.verifying.check(&other).expect("its key");
    assert!(matches!(own.verifying.check(&other), Err(KeyError::OtherCircuit { .. })));
}

/// The opening of constants is one at the point that the reduction ends at.
#[test]
fn an_opening_elsewhere_is_refused() {
    let graph = layers(false);
    let keys = keys(&graph);
    let (plan, vectors) = (&keys.proving.plan, keys.proving.vectors());
    let trace = interpret(&graph, &input()).expect("completes");
    let public = PublicValues::of(&graph, &trace);
    let values = circuit::public::integers(&plan.slots, &public).expect("a run");
    let witness = Witness::new(plan, &trace, &values);
    let judged = |lie| verify_plan(plan, vectors, &public, &forged(plan, vectors, &witness, &values, lie));
    judged(Lie::default()).expect("accepted");
    judged(Lie { balanced: true, ..Lie::default() }).expect("the truth balances");
    assert!(judged(Lie { elsewhere: true, ..Lie::default() }).is_err());
}

/// Proofs of a model in which one weight is another are none of this one's, weight by weight.
#[test]
fn each_weight_counts() {
    let graph = layers(false);
    let keys = keys(&graph);
    let trace = interpret(&graph, &input()).expect("completes");
    for (t, tensor) in graph.tensors.iter().enumerate() {
        let Some(data) = tensor.data() else { continue };
        for i in (0..data.len()).step_by(7) {
            let mut values = data.to_vec();
            // Within the range that the outline says.
            values[i] += if i128::from(values[i]) < data.range().expect("some").hi { 1 } else { -1 };
            let mut changed = graph.clone();
            changed.tensors[t].vis = Visibility::Constant(circuit::Data::new(&values));
            // What the weight is is no part of the trace's other values: they are computed again.
            let plan = Plan { graph: changed.clone(), ..keys.proving.plan.clone() };
            let Ok(run) = interpret(&changed, &input()) else { continue };
            let public = PublicValues::of(&changed, &run);
            let Ok(values) = circuit::public::integers(&plan.slots, &public) else { continue };
            let witness = Witness::new(&plan, &run, &values);
            let (proof, _) =
                prove_witness(&plan, keys.proving.vectors(), &witness, &values).expect("a proof");
            let bytes = proof.to_bytes().expect("writes");
            assert!(verify(&keys.verifying, &public, &bytes).is_err(), "tensor {t}, element {i}");
            assert!(keys.verifying.check(&changed).is_err());
        }
    }
    let (public, bytes) = prove(&keys.proving, &trace).expect("a proof");
    verify(&keys.verifying, &public, &bytes).expect("accepted");
}

#[test]
fn keys_with_commitments_are_read_back() {
    let graph = layers(false);
    let keys = keys(&graph);
    let bytes = keys.verifying.to_bytes();
    let read = VerifyingKey::from_bytes(&bytes, 16).expect("reads back");
    assert_eq!((read.digest(), read.to_bytes()), (graph.digest(), bytes.clone()));
    assert!(!read.is_whole() && read.plan().graph.tensors.iter().all(|t| t.data().is_none()));
    let trace = interpret(&graph, &input()).expect("completes");
    let (public, proof) = prove(&keys.proving, &trace).expect("a proof");
    verify(&read, &public, &proof).expect("accepted");
    let proving = keys.proving.to_bytes();
    let again = ProvingKey::from_bytes(&proving, &graph).expect("reads back");
    assert_eq!(again.to_bytes(), proving);
    let (_, proof) = prove(&again, &trace).expect("a proof");
    verify(&keys.verifying, &public, &proof).expect("accepted");
    assert!(matches!(ProvingKey::from_bytes(&proving, &layers(true)), Err(KeyError::OtherCircuit { .. })));
    // Each part changed, with a checksum that is right.
    let sealed = |file: &[u8], at: usize, by: u8| {
        let mut file = file[..file.len() - 32].to_vec();
        file[at] ^= by;
        finish(file)
    };
    let load = |file: &[u8]| VerifyingKey::from_bytes(file, 16);
    for (what, at) in [("level", 10), ("circuit", 11), ("circuit", 42), ("root", 43), ("root", 74)] {
        let key = load(&sealed(&bytes, at, 1)).expect("a key");
        assert!(verify(&key, &public, &proof).is_err(), "{what} {at}");
        if what == "level" {
            continue;
        }
        assert!(key.check(&graph).is_err(), "{what} {at}");
        assert!(ProvingKey::from_bytes(&sealed(&proving, at, 1), &graph).is_err(), "{what} {at}");
    }
    assert!(load(&sealed(&bytes, 9, 1)).is_err(), "an outline that says it is the circuit");
    assert!(load(&sealed(&bytes, 9, 4)).is_err(), "neither circuit nor outline");
    for length in (8..bytes.len() - 32).step_by(11) {
        assert!(load(&finish(bytes[..length].to_vec())).is_err(), "length {length}");
    }
    // A root of nothing: the circuit's constants are there.
    let whole = [&bytes[..75], &graph.to_bytes()].concat();
    assert!(load(&finish(whole)).is_err(), "a root of constants that are there");
    // Another outline of the circuit's name: sums are said to be in a range that is too narrow for them.
    let mut narrow = graph.outline(|_, _| true);
    let sum = narrow.tensors.iter().position(|t| t.vis == Visibility::Internal).expect("one");
    narrow.tensors[sum].range.lo += 1;
    let key = load(&finish([&bytes[..75], &narrow.to_bytes()].concat())).expect("a key");
    assert!(matches!(key.check(&graph), Err(KeyError::Mixed { what: "outline is", .. })));
    assert!(verify(&key, &public, &proof).is_err());
}

/// Challenges depend on all that a key says: what it names, its outline, its root and how many constants it is of.
#[test]
fn challenges_depend_on_the_key() {
    let [one, other] = [false, true].map(|swapped| keys(&layers(swapped)).proving);
    let first = |plan: &Plan, vectors: &Vectors| Transcript::new(plan, vectors, &[]).challenge();
    let (plan, vectors) = (&one.plan, one.vectors());
    let named = Plan { digest: other.plan.digest, ..plan.clone() };
    let outlined = Plan { outline: other.plan.digest, ..plan.clone() };
    let level = vectors.level;
    let root = Vectors::with_root(plan, other.vectors().root().cloned(), false, level).expect("a size");
    let larger = Plan { withheld: Some(1 << 12), ..plan.clone() };
    let larger = Vectors::with_root(&larger, vectors.root().cloned(), false, level).expect("a size");
    let none = Vectors::with_root(plan, None, false, level).expect("a size");
    let all = [
        first(plan, vectors),
        first(&named, vectors),
        first(&outlined, vectors),
        first(plan, &root),
        first(plan, &larger),
        first(plan, &none),
    ];
    for (i, one) in all.iter().enumerate() {
        assert!(!all[..i].contains(one), "{i}");
    }
}

/// A prover may choose among as many vectors of constants as of cells, so each error counts for all pairs of them.
#[test]
fn errors_count_for_all_constants_that_a_root_may_stand_for() {
    let bits = |least: usize, name: &str| {
        let keys = setup(Plan::withholding(&layers(false), 8, least).expect("a plan")).expect("keys");
        let steps = &keys.verifying.security().steps;
        steps.iter().find(|s| s.name == name).expect("a step").bits
    };
    for name in ["lookups", "fractions", "weights", "products", "claims", "reduction"] {
        let lost = bits(usize::MAX, name) - bits(1, name);
        assert!((3.0..20.0).contains(&lost), "{name}: {lost}");
    }
}

/// A circuit with a layer of so many weights.
fn dense(inputs: u32, outputs: u32) -> Graph {
    let mut b = Builder::new();
    let x = b.input(&[1, inputs], Range::new(0, 15));
    let w: Vec<i64> = (0..i64::from(inputs * outputs)).map(|i| i * i % 251 % 200 - 100).collect();
    let w = b.constant(&[outputs, inputs], &w);
    let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
    b.output(y);
    b.finish()
}

/// By their bytes: more than their opening has.
#[test]
fn many_weights_are_no_part_of_the_key() {
    let (few, many) = (dense(256, 500), dense(256, 520));
    for (graph, withheld) in [(&few, false), (&many, true)] {
        let keys = setup(Plan::new(graph).expect("a plan")).expect("keys");
        let (key, whole) = (keys.verifying.to_bytes().len(), graph.to_bytes().len());
        assert_eq!(key < 4096, withheld, "{key} bytes of {whole}");
        assert_eq!(keys.verifying.is_whole(), !withheld);
        assert!(keys.proving.to_bytes().len() < key + 32);
        let trace = interpret(graph, &[vec![7; 256]]).expect("completes");
        let (public, proof) = prove(&keys.proving, &trace).expect("a proof");
        let read = VerifyingKey::from_bytes(&keys.verifying.to_bytes(), 20).expect("reads back");
        verify(&read, &public, &proof).expect("accepted");
        let security = read.security();
        assert_eq!(security.steps.iter().any(|s| s.name.starts_with("constants")), withheld);
        assert!(security.bits() >= 100.0, "{security:?}");
    }
}

/// What is withheld is laid out as it is where it is known, digits of wide weights and views of them included.
#[test]
fn withheld_constants_cost_no_cells() {
    let mut b = Builder::new();
    let x = b.input(&[3, 4], Range::new(-(1 << 12), 1 << 12));
    let w: Vec<i64> = (0..20).map(|i| (i * 7_919_777 + 13) % (1 << 26) - (1 << 25)).collect();
    let transposed = IndexMap::Affine { offset: 0, strides: vec![1, 4] };
    let w = Ref::from(b.constant(&[5, 4], &w)).view(vec![4, 5], transposed);
    let spec = EinsumSpec { a: "ij".into(), b: "jk".into(), out: "ik".into() };
    let y = b.einsum(spec, x, w, None).expect("fits");
    let wide: Vec<i64> = (0..15).map(|i| (i - 7) << 40).collect();
    let wide = b.constant(&[3, 5], &wide);
    let sum = b.define(Relation::Affine {
        terms: vec![(1, y.into()), (3, wide.into())],
        constant: 5,
        out: TensorId(0),
    });
    b.output(sum.expect("fits"));
    let products = b.finish();
    let run: Vec<i128> = (0..12).map(|i| (i * 7_654_321) % (1 << 13) - (1 << 12)).collect();
    let trace = interpret(&products, &[run]).expect("completes");
    Court::withholding(&products, 8, 1).judges(&trace).expect("accepted");
    // What sums of products were inferred to be when weights were known is all that keeps these in one plane.
    let mut b = Builder::new();
    let x = b.input(&[1, 16], Range::new(-(1 << 14), 1 << 14));
    let w: Vec<i64> = (0..48).map(|i| if i % 17 == 0 { 1 << 14 } else { 0 }).collect();
    let w = b.constant(&[3, 16], &w);
    let y = b.einsum(EinsumSpec::linear(), x, w, None).expect("fits");
    b.output(y);
    let sparse = b.finish();
    let mut digits = 0;
    let graphs = made().into_iter().map(|m| (m.name, m.graph));
    for (name, graph) in graphs.chain([("products", products), ("sparse", sparse), ("layers", layers(false))])
    {
        let [whole, outline] =
            [usize::MAX, 1].map(|least| Plan::withholding(&graph, 8, least).expect("a plan"));
        let facts = |p: &Plan| (p.cells, p.leaves(), p.zeros.len(), p.products.len());
        // What everybody knows is multiplied by at no cost, and quotients of it are known.
        let known = |r: &Relation| matches!(r, Relation::Mul { .. } | Relation::DivRound { .. });
        if graph.relations.iter().any(known) {
            assert!(whole.cells <= outline.cells, "{name}");
        } else {
            assert_eq!(facts(&whole), facts(&outline), "{name}");
        }
        let own = |p: &&sumcheck::plane::Plane| matches!(p.kind, Kind::Withheld { part, .. } if part.bits.is_some());
        digits += outline.planes.iter().filter(own).count();
    }
    assert!(digits > 2, "{digits}");
}

/// Where both factors are constant, what the results come to says nothing of what one of them adds up to.
#[test]
fn constants_times_constants_are_bounded_by_what_they_are() {
    let mut b = Builder::new();
    let x = b.private_input(&[1, 16], Range::new(-100, 100), 7);
    let mut rng = super::random::rng(31);
    let mut drawn = |count: usize| (0..count).map(|_| rng.gen_range(-30_000..=30_000)).collect::<Vec<i64>>();
    let (values, weights) = (drawn(500), drawn(16 * 500));
    let (a, w) = (b.constant(&[1, 500], &values), b.constant(&[16, 500], &weights));
    let sums = b.einsum(EinsumSpec::linear(), a, w, None).expect("sums");
    let y = b.affine(vec![(1, sums.into()), (1, x.into())], 0).expect("a sum");
    b.output(y);
    let graph = b.finish();
    let input: Vec<i128> = (0..16).map(|i| 5 * i - 40).collect();
    let trace = interpret(&graph, &[input]).expect("a run");
    for (least, bits) in [(1, 8), (1, 12), (usize::MAX, 8)] {
        Court::withholding(&graph, bits, least).judges(&trace).expect("a proof");
    }
}
