//! Proofs that somebody changed: every message, the public values, the key, the bytes.

use super::cases::made;
use super::honest::network;
use circuit::file::finish;
use circuit::{Builder, EinsumSpec, IndexMap, PublicValues, Range, Reduction, Ref, interpret};
use p3_field::PrimeCharacteristicRing;
use p3_whir::QueryOpenings;
use sumcheck::field::{E, F};
use sumcheck::fractions;
use sumcheck::lookups::{self, Challenges};
use sumcheck::products::{self, Weights};
use sumcheck::proof::Withheld;
use sumcheck::transcript::Transcript;
use sumcheck::witness::Witness;
use sumcheck::{
    KeyError, Plan, Proof, ProveError, ProvingKey, Reject, Setup, VerifyingKey, prove, setup, verify,
};

/// Keys of a network, from which constants of so many elements are withheld.
fn keys_from(weight: i64, least: usize) -> Setup {
    setup(Plan::withholding(&network(weight), 12, least).expect("a plan")).expect("keys")
}

fn keys(weight: i64) -> Setup {
    keys_from(weight, usize::MAX)
}

fn proved(keys: &Setup, first: i128) -> (PublicValues, Vec<u8>) {
    let image: Vec<i128> = (0..36).map(|i| (i * 7 + first) % 16).collect();
    let trace = interpret(&keys.proving.plan.graph, &[image]).expect("completes");
    prove(&keys.proving, &trace).expect("a proof")
}

/// A part of a proof, and what replaces it.
type Edit<'a> = (&'a str, &'a dyn Fn(&mut Proof));

fn of_withheld(proof: &mut Proof) -> &mut Withheld {
    proof.withheld.as_mut().expect("constants are withheld")
}

/// Everything of a proof that is a value, changed one at a time.
fn changes(proof: &Proof) -> Vec<(String, Proof)> {
    let mut all = Vec::new();
    let mut change = |what: String, edit: &dyn Fn(&mut Proof)| {
        let mut changed = proof.clone();
        edit(&mut changed);
        all.push((what, changed));
    };
    for (t, tree) in proof.fractions.iter().enumerate() {
        for (l, layer) in tree.iter().enumerate() {
            for end in 0..4 {
                change(format!("tree {t} layer {l} end {end}"), &|p| p.fractions[t][l].ends[end] += E::ONE);
            }
            for r in 0..layer.rounds.len() {
                let change_round = |p: &mut Proof| p.fractions[t][l].rounds[r][(r + l) % 2] += E::ONE;
                change(format!("tree {t} layer {l} round {r}"), &change_round);
            }
        }
        change(format!("tree {t} without layers"), &|p| p.fractions[t].clear());
        change(format!("tree {t} without its leaves"), &|p| drop(p.fractions[t].pop()));
        change(format!("tree {t} with a layer twice"), &|p| {
            let first = p.fractions[t][0].clone();
            p.fractions[t].push(first);
        });
        change(format!("tree {t} of zeros"), &|p| p.fractions[t][0].ends = [E::ZERO; 4]);
    }
    change("trees in the other order".into(), &|p| p.fractions.reverse());
    // Both sums twice as large: they still cancel.
    change("sums of trees doubled".into(), &|p| {
        for tree in &mut p.fractions {
            tree[0].ends[..2].iter_mut().for_each(|n| *n = n.double());
        }
    });
    change("total".into(), &|p| p.products.total += E::ONE);
    for r in 0..proof.products.rounds.len() {
        for i in 0..2 {
            change(format!("product round {r}"), &|p| p.products.rounds[r][i] += E::ONE);
        }
    }
    for f in 0..proof.products.factors.len() {
        for i in 0..2 {
            change(format!("factor {f} {i}"), &|p| p.products.factors[f][i] += E::ONE);
        }
        // Another pair with the same product.
        change(format!("factors {f} balanced"), &|p| {
            let [a, b] = &mut p.products.factors[f];
            (*a, *b) = (a.double(), b.halve());
        });
    }
    for r in 0..proof.reduction.len() {
        for i in 0..2 {
            change(format!("reduction {r}"), &|p| p.reduction[r][i] += E::ONE);
        }
    }
    for r in 0..proof.withheld.as_ref().map_or(0, |own| own.reduction.len()) {
        for i in 0..2 {
            change(format!("reduction of constants {r}"), &|p| of_withheld(p).reduction[r][i] += E::ONE);
        }
    }
    if proof.withheld.is_some() {
        change("what constants come to".into(), &|p| of_withheld(p).sum += E::ONE);
        change("nothing of constants".into(), &|p| p.withheld = None);
        change("a round of constants less".into(), &|p| {
            of_withheld(p).reduction.pop();
        });
        change("a round of constants more".into(), &|p| of_withheld(p).reduction.push([E::ZERO; 2]));
        change("no openings of constants".into(), &|p| of_withheld(p).opening.evals.clear());
        change("no answers of constants".into(), &|p| {
            of_withheld(p).opening.whir.initial_ood_answers.clear()
        });
        change("no final queries of constants".into(), &|p| match &mut of_withheld(p)
            .opening
            .whir
            .final_openings
        {
            QueryOpenings::Base(o) => o.rows.clear(),
            QueryOpenings::Extension(o) => o.rows.clear(),
        });
        change("openings exchanged".into(), &|p| {
            let cells = p.opening.clone();
            p.opening = std::mem::replace(&mut of_withheld(p).opening, cells);
        });
    } else {
        change("constants that nobody asked for".into(), &|p| {
            let (reduction, opening) = (p.reduction.clone(), p.opening.clone());
            p.withheld = Some(Withheld { sum: E::ZERO, reduction, opening });
        });
    }
    change("a round less".into(), &|p| p.reduction.truncate(1));
    change("a round more".into(), &|p| p.reduction.push([E::ZERO; 2]));
    change("no factors".into(), &|p| p.products.factors.clear());
    change("no rounds".into(), &|p| p.products.rounds.clear());
    change("no openings".into(), &|p| p.opening.evals.clear());
    change("no answers".into(), &|p| p.opening.whir.initial_ood_answers.clear());
    change("a round of queries less".into(), &|p| drop(p.opening.whir.rounds.pop()));
    change("no final polynomial".into(), &|p| p.opening.whir.final_poly = None);
    change("no final queries".into(), &|p| match &mut p.opening.whir.final_openings {
        QueryOpenings::Base(o) => o.rows.clear(),
        QueryOpenings::Extension(o) => o.rows.clear(),
    });
    all
}

#[test]
fn every_message_counts() {
    every_message_counts_of(usize::MAX);
}

#[test]
fn every_message_counts_where_constants_are_withheld() {
    every_message_counts_of(1);
}

fn every_message_counts_of(least: usize) {
    let keys = keys_from(0, least);
    let (public, bytes) = proved(&keys, 0);
    verify(&keys.verifying, &public, &bytes).expect("accepted");
    let proof = Proof::from_bytes(&bytes).expect("reads back");
    let changes = changes(&proof);
    assert!(changes.len() > 100, "{}", changes.len());
    for (what, changed) in changes {
        let changed = changed.to_bytes().expect("writes");
        assert!(changed != bytes, "{what} is no change");
        assert!(verify(&keys.verifying, &public, &changed).is_err(), "{what}");
    }
    // The messages of another run, and of another circuit, part by part.
    for (name, other) in
        [("another run", proved(&keys, 3)), ("another circuit", proved(&keys_from(1, least), 0))]
    {
        assert!(verify(&keys.verifying, &public, &other.1).is_err(), "{name}");
        assert!(verify(&keys.verifying, &other.0, &bytes).is_err(), "{name}'s public values");
        let other = Proof::from_bytes(&other.1).expect("reads back");
        let parts: [Edit<'_>; 6] = [
            ("root", &|p| p.root = other.root.clone()),
            ("fractions", &|p| p.fractions = other.fractions.clone()),
            ("products", &|p| p.products = other.products.clone()),
            ("reduction", &|p| p.reduction = other.reduction.clone()),
            ("opening", &|p| p.opening = other.opening.clone()),
            ("withheld", &|p| p.withheld = other.withheld.clone()),
        ];
        for (part, edit) in parts {
            let mut mixed = proof.clone();
            edit(&mut mixed);
            if part == "withheld" && least == usize::MAX {
                continue;
            }
            let bytes = mixed.to_bytes().expect("writes");
            assert!(verify(&keys.verifying, &public, &bytes).is_err(), "{part} of {name}");
        }
    }
}

#[test]
fn every_byte_counts() {
    let keys = keys_from(0, 20);
    let (public, proof) = proved(&keys, 0);
    for i in (0..proof.len()).step_by(proof.len() / 400) {
        let mut bad = proof.clone();
        bad[i] ^= 1 << (i % 8);
        assert!(verify(&keys.verifying, &public, &bad).is_err(), "byte {i}");
    }
    for length in [0, 1, 31, proof.len() / 2, proof.len() - 1] {
        assert_eq!(verify(&keys.verifying, &public, &proof[..length]), Err(Reject::Encoding));
    }
    assert_eq!(verify(&keys.verifying, &public, &[&proof[..], &[0]].concat()), Err(Reject::Encoding));
    let huge = vec![0; 64 << 20];
    assert!(matches!(verify(&keys.verifying, &public, &huge), Err(Reject::Length { .. })));
}

#[test]
fn public_values_count() {
    let keys = keys(0);
    let (public, proof) = proved(&keys, 0);
    for i in 0..36 {
        let mut bad = public.clone();
        bad.inputs[0][i] = (bad.inputs[0][i] + 1).rem_euclid(16);
        assert!(verify(&keys.verifying, &bad, &proof).is_err(), "input {i}");
    }
    for i in 0..3 {
        let mut bad = public.clone();
        bad.outputs[0][i] += if bad.outputs[0][i] > 0 { -1 } else { 1 };
        assert!(verify(&keys.verifying, &bad, &proof).is_err(), "output {i}");
        // Another integer of the same residue.
        bad.outputs[0][i] += sumcheck::field::PRIME;
        assert!(verify(&keys.verifying, &bad, &proof).is_err(), "output {i}");
    }
    let mut bad = public.clone();
    bad.inputs[0][3] = 16;
    assert!(matches!(verify(&keys.verifying, &bad, &proof), Err(Reject::Public(_))));
    bad.inputs[0].pop();
    assert!(matches!(verify(&keys.verifying, &bad, &proof), Err(Reject::Public(_))));
    assert!(matches!(verify(&keys.verifying, &PublicValues::default(), &proof), Err(Reject::Public(_))));
}

#[test]
fn keys_are_their_circuits() {
    let [one, other] = [keys(0), keys(1)];
    let (graph, bytes) = (network(0), one.verifying.to_bytes());
    let read = VerifyingKey::from_bytes(&bytes, 16).expect("reads back");
    assert_eq!((read.digest(), read.to_bytes()), (graph.digest(), bytes.clone()));
    let (public, proof) = proved(&one, 0);
    verify(&read, &public, &proof).expect("accepted");
    assert!(verify(&other.verifying, &public, &proof).is_err());
    let proving = one.proving.to_bytes();
    let again = ProvingKey::from_bytes(&proving, &graph).expect("reads back");
    assert_eq!(again.to_bytes(), proving);
    assert!(ProvingKey::from_bytes(&proving, &network(1)).is_err());
    assert!(VerifyingKey::from_bytes(&proving, 16).is_err(), "a proving key");
    assert!(VerifyingKey::from_bytes(&bytes, 4).is_err(), "more cells than are allowed");
    for i in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut bad = bytes.clone();
        bad[i] ^= 4;
        assert!(VerifyingKey::from_bytes(&bad, 16).is_err(), "byte {i}");
        assert!(VerifyingKey::from_bytes(&bytes[..i], 16).is_err(), "length {i}");
    }
}

/// A key of a few bytes that would take gigabytes is refused before it does.
#[test]
fn keys_cost_no_more_than_their_reader_allows() {
    let key = keys(0).verifying.to_bytes();
    for size in [1u32 << 16, 1 << 22] {
        let mut b = Builder::new();
        let x = b.input(&[1], Range::new(0, 1));
        let repeated = IndexMap::Affine { offset: 0, strides: vec![0] };
        let many = Ref::from(x).view(vec![size], repeated);
        let y = b.reduce(many, Reduction::Axes(vec![0])).expect("fits");
        b.output(y);
        let bytes = finish([&key[..11], &b.finish().to_bytes()].concat());
        let read = VerifyingKey::from_bytes(&bytes, 11);
        assert!(matches!(read, Err(KeyError::TooLarge { .. })), "{size}");
    }
}

/// An einsum of few elements and many products costs as much as these: of two with the same operands, one is refused.
#[test]
fn keys_pay_for_the_products_of_their_einsums() {
    let key = keys(0).verifying.to_bytes();
    let read = |b: &str, out: &str, shape: [u32; 2]| {
        let mut builder = Builder::new();
        let x = builder.input(&[1], Range::new(0, 1));
        let repeated = || IndexMap::Affine { offset: 0, strides: vec![0, 0] };
        let [left, right] = [[1 << 7, 1 << 13], shape].map(|s| Ref::from(x).view(s.to_vec(), repeated()));
        let spec = EinsumSpec { a: "ij".into(), b: b.into(), out: out.into() };
        let y = builder.einsum(spec, left, right, None).expect("fits");
        builder.output(y);
        VerifyingKey::from_bytes(&finish([&key[..11], &builder.finish().to_bytes()].concat()), 18).map(drop)
    };
    read("ij", "i", [1 << 7, 1 << 13]).expect("a product for each element");
    let refused = read("jk", "ik", [1 << 13, 1 << 7]);
    assert!(matches!(refused, Err(KeyError::TooLarge { got: 19, most: 18 })), "{refused:?}");
}

/// A table costs its entries, and those again for each relation that looks for what it may give.
#[test]
fn keys_pay_for_the_entries_of_their_tables() {
    let key = keys(0).verifying.to_bytes();
    let read = |log_entries: u32, applied: usize, most: usize| {
        let mut builder = Builder::new();
        let entries: Vec<i64> = (0..1 << log_entries).map(|i| i % 64).collect();
        let x = builder.input(&[1], Range::new(0, (1 << log_entries) - 1));
        let table = builder.table(0, &entries);
        for _ in 0..applied {
            let y = builder.lut(table, x).expect("covered");
            builder.output(y);
        }
        VerifyingKey::from_bytes(&finish([&key[..11], &builder.finish().to_bytes()].concat()), most).map(drop)
    };
    read(16, 1, 14).expect("few entries");
    let refused = read(22, 1, 14);
    assert!(matches!(refused, Err(KeyError::TooLarge { got: 15, most: 14 })), "{refused:?}");
    let refused = read(18, 30, 14);
    assert!(matches!(refused, Err(KeyError::TooLarge { got: 15, most: 14 })), "{refused:?}");
}

/// An honest prover says that a trace is wrong, instead of giving a proof that nobody accepts.
#[test]
fn proving_a_wrong_trace_is_an_error() {
    let keys = keys(0);
    let graph = &keys.proving.plan.graph;
    let mut trace = interpret(graph, &[vec![1; 36]]).expect("completes");
    let out = graph.outputs[0];
    let mut values = trace.tensor(out).to_vec();
    values[1] += if values[1] > 0 { -1 } else { 1 };
    trace.tensors[out.0 as usize] = circuit::Values::new(graph.tensor(out).range, &values);
    assert!(matches!(
        prove(&keys.proving, &trace),
        Err(ProveError::Stranger(_) | ProveError::Unsatisfied(_))
    ));
    trace.tensors.pop();
    assert!(matches!(prove(&keys.proving, &trace), Err(ProveError::Trace(_))));
}

#[test]
fn every_key_has_a_hundred_bits() {
    for made in made() {
        let plan = Plan::new(&made.graph).expect("a plan");
        let keys = setup(plan).unwrap_or_else(|e| panic!("{}: {e}", made.name));
        let security = keys.verifying.security();
        let weakest = security.steps.iter().map(|s| s.bits).fold(f64::MAX, f64::min);
        assert!(security.bits() >= 100.0 && security.bits() <= weakest, "{}: {security:?}", made.name);
    }
}

/// Reads count once each, whatever the prover would like them to count, and what is read is what rows are counted for.
#[test]
fn trees_of_other_numerators_are_refused() {
    let keys = keys(0);
    let (plan, vectors) = (&keys.proving.plan, keys.proving.vectors());
    let input = (0..36).map(|i| i * 7 % 16).collect();
    let trace = interpret(&plan.graph, &[input]).expect("completes");
    let public = PublicValues::of(&plan.graph, &trace);
    let values = circuit::public::integers(&plan.slots, &public).expect("a run");
    let witness = Witness::new(plan, &trace, &values);
    let mut start = Transcript::new(plan, vectors, &values);
    let challenges = Challenges::draw(&mut start);
    let reads = lookups::numbers(plan, &witness, challenges).denominators();
    let (counts, rows) = lookups::rows(plan, &witness, challenges);
    let accepted = |reads_count: F, rows_count: F| {
        let mut said = start.clone();
        let (numbers, _) = fractions::prove(&vec![reads_count; reads.len()], &reads, &mut said);
        let counts: Vec<F> = counts.iter().map(|n| *n * rows_count).collect();
        let (rows, _) = fractions::prove(&counts, &rows, &mut said);
        lookups::verify(plan, [&numbers, &rows], &mut start.clone()).is_some()
    };
    assert!(accepted(F::ONE, F::ONE));
    // The sums cancel, but nothing is read twice.
    assert!(!accepted(F::TWO, F::TWO));
    assert!(!accepted(F::ZERO, F::ZERO));
    // The sums do not cancel.
    assert!(!accepted(F::ONE, F::TWO));
}

/// Each sumcheck ends with values that its last claim is about: another one is refused there, before anything else objects.
#[test]
fn each_sumcheck_ends_with_its_own_factors() {
    let keys = keys(0);
    let (plan, vectors) = (&keys.proving.plan, keys.proving.vectors());
    let input = (0..36).map(|i| i * 7 % 16).collect();
    let trace = interpret(&plan.graph, &[input]).expect("completes");
    let public = PublicValues::of(&plan.graph, &trace);
    let values = circuit::public::integers(&plan.slots, &public).expect("a run");
    let witness = Witness::new(plan, &trace, &values);
    let mut start = Transcript::new(plan, vectors, &values);
    let challenges = Challenges::draw(&mut start);
    let mut said = start.clone();
    let (numbers, _) = lookups::numbers(plan, &witness, challenges).prove(&mut said);
    let (numerators, denominators) = lookups::rows(plan, &witness, challenges);
    let (rows, _) = fractions::prove(&numerators, &denominators, &mut said);
    let trees = [numbers, rows];
    let accepts = |trees: &[Vec<fractions::Layer>; 2]| {
        lookups::verify(plan, [&trees[0], &trees[1]], &mut start.clone()).is_some()
    };
    assert!(accepts(&trees));
    for t in 0..2 {
        for (l, end) in (0..trees[t].len()).flat_map(|l| (0..4).map(move |end| (l, end))) {
            let mut changed = trees.clone();
            changed[t][l].ends[end] += E::ONE;
            assert!(!accepts(&changed), "tree {t}, layer {l}, end {end}");
        }
    }
    let mut after = start.clone();
    let weights = Weights::draw(plan, &mut after);
    let (messages, _) = products::prove(plan, &witness, &weights, &mut after.clone());
    let accepts =
        |messages: &products::Messages| products::verify(plan, messages, &mut after.clone()).is_some();
    assert!(accepts(&messages));
    // What is multiplied by zero is the opening's matter.
    let matters = |&(f, side): &(usize, usize)| messages.factors[f][1 - side] != E::ZERO;
    let all = (0..messages.factors.len()).flat_map(|f| [(f, 0), (f, 1)]).filter(matters);
    let mut told = 0;
    for (f, side) in all {
        let mut changed = messages.clone();
        changed.factors[f][side] += E::ONE;
        assert!(!accepts(&changed), "factor {f}, {side}");
        told += 1;
    }
    assert!(told > messages.factors.len(), "{told} of {}", 2 * messages.factors.len());
    let mut changed = messages.clone();
    changed.total += E::ONE;
    assert!(!accepts(&changed), "the total");
}
