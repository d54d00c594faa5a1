//! What keys say of their reference string, and that they are the same bytes for the same circuit and string.

use super::proofs::network;
use proof_backend::halo2::{Limits, Origin, Plan, Setup, Statement, UnsafeSrs, VerifyingKey, setup};

fn keys(srs: &UnsafeSrs) -> Setup {
    setup(Plan::new(&network(0)).expect("a plan"), srs).expect("keys")
}

#[test]
fn keys_name_their_string_and_are_a_function_of_it() {
    let k = Plan::new(&network(0)).expect("a plan").system.k;
    let [a, b] = [(); 2].map(|()| UnsafeSrs::random(k).expect("a string"));
    let seeded = UnsafeSrs::from_seed(k + 1, 3).expect("a string");
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
        let string = UnsafeSrs::from_bytes(&srs.to_bytes()).expect("reads back");
        let again = keys(&string);
        assert_eq!(again.verifying.to_bytes(), bytes);
        assert_eq!(again.proving.to_bytes(), proving.to_bytes());
        all.push(bytes);
    }
    assert_eq!(keys(&UnsafeSrs::from_seed(k, 3).expect("a string")).verifying.to_bytes(), all[2]);
    assert!(all[0] != all[1] && all[1] != all[2], "other strings give other keys");
}

#[test]
fn formats_of_before_are_refused_by_version() {
    let srs = UnsafeSrs::from_seed(4, 1).expect("a string");
    let mut bytes = srs.to_bytes();
    bytes[7] = 0;
    let error = UnsafeSrs::from_bytes(&bytes).expect_err("another version").to_string();
    assert!(error.contains("format 0"), "{error}");
}
