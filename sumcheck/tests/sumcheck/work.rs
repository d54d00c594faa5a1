//! Levels of security: what keys promise is what errors come to, and a proof has the work that its key asks for.

use super::cases::made;
use super::hidden::{image, private};
use super::honest::network;
use super::withheld::{Lie, forged, input, layers};
use circuit::file::finish;
use circuit::{Graph, PublicValues, interpret};
use p3_field::PrimeCharacteristicRing;
use sumcheck::field::F;
use sumcheck::pcs::{CommitmentError, SIZES, Scheme};
use sumcheck::prove::prove_run;
use sumcheck::transcript::Transcript;
use sumcheck::verify::verify_plan;
use sumcheck::witness::Witness;
use sumcheck::work::Work;
use sumcheck::zk::proof::Hidden;
use sumcheck::{
    KeyError, Level, Plan, Proof, ProvingKey, Reject, Setup, Vectors, VerifyingKey, prove, setup_at, verify,
};

fn level(bits: u32) -> Level {
    Level::new(bits).expect("a level")
}

fn keys(graph: &Graph, hides: bool, bits: u32) -> Setup {
    setup_at(Plan::withholding(graph, 8, 1).expect("a plan"), hides, level(bits)).expect("keys")
}

#[test]
fn keys_have_the_bits_that_are_asked_for() {
    for made in made() {
        let plan = Plan::withholding(&made.graph, 8, 4).expect("a plan");
        for (bits, hides) in [(100, false), (113, true), (128, false), (128, true)] {
            let key = setup_at(plan.clone(), hides, level(bits)).expect("keys").verifying;
            let security = key.security();
            let (all, unworked) = (security.bits(), security.unworked_bits());
            assert!(all >= f64::from(bits) && unworked < all, "{}, {bits}: {security:?}", made.name);
            assert!(security.steps.iter().all(|s| s.bits >= all && s.work >= 0.0), "{}", made.name);
        }
    }
}

/// Of each size an opening has what is asked for, by Plonky3's account and by ours, which are one.
#[test]
fn openings_of_every_size_have_the_bits_that_are_asked_for() {
    for n in SIZES[0]..=SIZES[1] {
        for bits in [0.0, 102.0, 111.0, 120.5, 131.0] {
            let scheme = Scheme::reaching(n, bits).expect("work that can be had");
            let (steps, _) = scheme.security().expect("bounds");
            let [step] = &steps[..] else { panic!("{steps:?}") };
            assert!(step.bits >= bits && (scheme.bits() - step.bits).abs() < 1e-9, "2^{n}, {bits}: {step:?}");
            let hashes = scheme.hashes();
            assert!(hashes > 0.0 && step.work > 0.0);
            println!("2^{n}, {bits}: {:.1} bits, {:.1} of work, {hashes:.0} hashes", step.bits, step.work);
        }
    }
    let refused = Scheme::reaching(SIZES[1], 140.0).map(drop).expect_err("2^32 hashes");
    assert!(matches!(refused, CommitmentError::Work { needed, .. } if needed > 26), "{refused}");
    assert!([99, 129, 0, 356].into_iter().all(|bits| Level::new(bits).is_none()));
}

/// Work is before the challenges of lookups, products and claims, and of numbers for it there are as many as are asked for.
#[test]
fn numbers_of_work_count() {
    let graph = network(0);
    let plan = Plan::withholding(&graph, 8, usize::MAX).expect("a plan");
    let mut vectors = Vectors::of(&plan).expect("a size");
    vectors.work = Work { lookups: 10, weights: 9, claims: 8 };
    let made = |first: i128| {
        let trace = interpret(&graph, &image(first)).expect("completes");
        let public = PublicValues::of(&graph, &trace);
        (prove_run(&plan, &vectors, &trace, &public).expect("a proof").0, public)
    };
    let (proof, public) = made(1);
    let judged = |proof: &Proof| verify_plan(&plan, &vectors, &public, proof);
    judged(&proof).expect("accepted");
    assert_eq!(proof.work.len(), 3);
    for i in 0..3 {
        let mut changed = proof.clone();
        changed.work[i] += F::ONE;
        assert!(judged(&changed).is_err(), "number {i}");
        changed.work.truncate(i);
        assert_eq!(judged(&changed), Err(Reject::Work), "{i} numbers");
    }
    let mut changed = proof.clone();
    changed.work.push(F::ZERO);
    assert_eq!(judged(&changed), Err(Reject::Work), "one more");
    changed.work = made(2).0.work;
    assert!(judged(&changed).is_err(), "another proof's");
    // There is one encoding of each proof, so of each number.
    let bytes = proof.to_bytes().expect("writes");
    assert!(Proof::from_bytes(&bytes).is_some_and(|read| read.work == proof.work));
    // Where the key asks for none there is none, and nothing stands in its place.
    let none = Vectors::of(&plan).expect("a size");
    assert!(verify_plan(&plan, &none, &public, &proof).is_err());
}

/// The first number with which so many bits are zero, and the next one is not.
fn exactly(start: &Transcript, bits: usize) -> F {
    let has = |number: F, bits: usize| {
        let mut said = start.clone();
        said.given(vec![number]);
        said.work(bits);
        said.is_worked()
    };
    let numbers = (0..1u32 << 16).map(F::from_u32);
    let mut found = numbers.filter(|number| has(*number, bits) && !has(*number, bits + 1));
    found.next().expect("one of 2^16")
}

/// All that follows from a number is right, and it is short of a single bit.
#[test]
fn a_bit_less_of_work_is_refused() {
    let graph = layers(false);
    let plan = Plan::withholding(&graph, 8, 1).expect("a plan");
    let trace = interpret(&graph, &input()).expect("completes");
    let public = PublicValues::of(&graph, &trace);
    let values = circuit::public::integers(&plan.slots, &public).expect("a run");
    let witness = Witness::new(&plan, &trace, &values);
    let mut vectors = Vectors::of(&plan).expect("a size");
    vectors.work = Work { lookups: 8, weights: 0, claims: 3 };
    let mut start = Transcript::new(&plan, &vectors, &values);
    start.root(&vectors.cells.commit(witness.cells.clone()).expect("commits").0);
    for (bits, verdict) in [(8, Ok(())), (9, Ok(())), (7, Err(Reject::Work)), (1, Err(Reject::Work))] {
        let lie = Lie { number: Some(exactly(&start, bits)), ..Lie::default() };
        let proof = forged(&plan, &vectors, &witness, &values, lie);
        assert_eq!(proof.work.len(), 2);
        assert_eq!(verify_plan(&plan, &vectors, &public, &proof), verdict, "{bits} bits");
    }
}

/// A key says its level, proofs of another are refused, and so are keys that say none.
#[test]
fn levels_are_the_keys() {
    for hides in [false, true] {
        let graph = if hides { private(3) } else { network(3) };
        let trace = interpret(&graph, &image(4)).expect("completes");
        let [low, high] = [100, 128].map(|bits| keys(&graph, hides, bits));
        let [(public, weak), (_, strong)] =
            [&low, &high].map(|keys| prove(&keys.proving, &trace).expect("a proof"));
        println!("{} and {} bytes, {:.0} hashes", weak.len(), strong.len(), high.verifying.security().hashes);
        verify(&low.verifying, &public, &weak).expect("accepted");
        verify(&high.verifying, &public, &strong).expect("accepted");
        assert!(strong.len() > weak.len() && strong.len() <= high.verifying.most_proof_bytes());
        assert!(verify(&high.verifying, &public, &weak).is_err());
        assert!(verify(&low.verifying, &public, &strong).is_err());

        let bytes = high.verifying.to_bytes();
        let read = |bits: u8| {
            let mut other = bytes[..bytes.len() - 32].to_vec();
            assert_eq!(std::mem::replace(&mut other[10], bits), 128);
            VerifyingKey::from_bytes(&finish(other), 16)
        };
        let same = read(128).expect("a key");
        assert_eq!((same.level(), same.to_bytes()), (level(128), bytes.clone()));
        verify(&same, &public, &strong).expect("accepted");
        assert_eq!(read(100).expect("a key").to_bytes(), low.verifying.to_bytes());
        for bits in [101, 127] {
            let key = read(bits).expect("a key");
            assert!(
                [&weak, &strong].into_iter().all(|proof| verify(&key, &public, proof).is_err()),
                "{bits}"
            );
        }
        assert!([99, 129, 0, 255].into_iter().all(|bits| matches!(read(bits), Err(KeyError::File(_)))));
        let proving = ProvingKey::from_bytes(&high.proving.to_bytes(), &graph).expect("reads back");
        verify(&high.verifying, &public, &prove(&proving, &trace).expect("a proof").1).expect("accepted");

        if hides {
            // Six rounds, G and the rows that are drawn; each number is needed.
            let proof = Hidden::from_bytes(&strong).expect("a proof");
            assert_eq!(proof.work.len(), 8);
            for i in 0..8 {
                let mut changed = proof.clone();
                changed.work[i] += F::ONE;
                let changed = changed.to_bytes().expect("writes");
                assert!(verify(&high.verifying, &public, &changed).is_err(), "number {i}");
            }
            let mut changed = proof;
            changed.work.pop();
            let changed = changed.to_bytes().expect("writes");
            assert_eq!(verify(&high.verifying, &public, &changed), Err(Reject::Work));
        }
    }
}
