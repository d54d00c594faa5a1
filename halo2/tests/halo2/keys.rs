//! What keys say of their reference string, and that they are the same bytes for the same circuit and string.

use super::circuits::run;
use super::proofs::network;
use halo2::file::finish;
use halo2::{
    Limits, Origin, Plan, ProveError, ProvingKey, Setup, Srs, Statement, VerifyingKey, prove, setup, verify,
};
use halo2curves::bn256::G1Affine;
use halo2curves::serde::SerdeObject;
use rand::rngs::OsRng;

fn keys(srs: &Srs) -> Setup {
    setup(Plan::new(&network(0)).expect("a plan"), srs).expect("keys")
}

#[test]
fn keys_name_their_string_and_are_a_function_of_it() {
    let k = Plan::new(&network(0)).expect("a plan").system.k;
    let [a, b] = [(); 2].map(|()| Srs::random(k).expect("a string"));
    let seeded = Srs::from_seed(k + 1, 3).expect("a string");
    let mut all = Vec::new();
    for (srs, origin) in [(&a, Origin::OneParty), (&b, Origin::OneParty), (&seeded, Origin::Seed)] {
        let Setup { proving, verifying } = keys(srs);
        assert_eq!(verifying.srs(), srs.name());
        assert_eq!(proving.srs, srs.name());
        let bytes = verifying.to_bytes();
        let read = VerifyingKey::from_bytes(&bytes).expect("reads back");
        assert_eq!((read.srs(), read.srs().origin), (srs.name(), origin));
        let statement = Statement::from_bytes(&bytes, Limits::default()).expect("reads back");
        assert_eq!((&statement, statement.proof_bytes()), (read.statement(), read.proof_bytes()));
        // The same again, from the string's file, and from a longer string.
        let string = Srs::from_bytes(&srs.to_bytes()).expect("reads back");
        let again = keys(&string);
        assert_eq!(again.verifying.to_bytes(), bytes);
        assert_eq!(again.proving.to_bytes(), proving.to_bytes());
        all.push(bytes);
    }
    assert_eq!(keys(&Srs::from_seed(k, 3).expect("a string")).verifying.to_bytes(), all[2]);
    assert!(all[0] != all[1] && all[1] != all[2], "other strings give other keys");
}

#[test]
fn formats_of_before_are_refused_by_version() {
    let srs = Srs::from_seed(4, 1).expect("a string");
    let mut bytes = srs.to_bytes();
    bytes[7] = 0;
    let error = Srs::from_bytes(&bytes).expect_err("another version").to_string();
    assert!(error.contains("format 0"), "{error}");
}

/// A proving key is the prover's own file, but it may be damaged by whoever can renew its checksum: proving stops with
/// an error.
#[test]
fn damaged_proving_keys_are_refused_or_prove_nothing() {
    let graph = network(0);
    let plan = Plan::new(&graph).expect("a plan");
    let srs = Srs::from_seed(plan.system.k, 3).expect("a string");
    let trace = run(&graph, &mut super::random::rng(5)).expect("completes");
    let system = plan.system.clone();
    let Setup { proving, verifying } = setup(plan, &srs).expect("keys");
    let bytes = proving.to_bytes();
    let contents = &bytes[..bytes.len() - 32];
    let points = contents.len() - system.verifying_key_bytes() + system.verifying_key_header().len();
    let read = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bad = contents.to_vec();
        change(&mut bad);
        ProvingKey::from_bytes(&finish(bad), &graph)
    };
    let says = |change: &dyn Fn(&mut Vec<u8>)| read(change).map(|_| ()).expect_err("refused").to_string();
    for at in system.verifying_key_header().iter().enumerate().map(|(i, _)| points - 1 - i) {
        assert!(says(&|b| b[at] ^= 1).contains("contradicts"), "byte {at}");
    }
    assert!(says(&|b| b.push(0)).contains("bytes"), "too long");
    assert!(says(&|b| b.truncate(points)).contains("bytes"), "too short");
    let generator = G1Affine::generator().to_raw_bytes();
    for at in (points..contents.len()).step_by(64) {
        assert!(says(&|b| b[at] ^= 1).contains("not on the curve"), "byte {at}");
        // Another point, which is not what the prover's polynomial commits to.
        let key = read(&|b| b[at..at + 64].copy_from_slice(&generator)).expect("a point");
        let proof = prove(&key, &srs, &trace, OsRng);
        assert!(matches!(proof, Err(ProveError::Unsatisfied(_))), "byte {at}: {:?}", proof.map(|_| ()));
    }
    let key = read(&|_| ()).expect("unchanged");
    let (public, proof) = prove(&key, &srs, &trace, OsRng).expect("a proof");
    verify(&verifying, &public, &proof).expect("accepted");
}
