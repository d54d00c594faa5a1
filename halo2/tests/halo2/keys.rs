//! What keys say of their reference string, and that they are the same bytes for the same circuit and string.

use super::circuits::run;
use super::proofs::network;
use halo2::file::finish;
use halo2::{
    Limits, Origin, Plan, ProveError, ProvingKey, Setup, Srs, Statement, VerifyingKey, prove, setup, verify,
};
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
/// an error, or gives a proof that is accepted.
#[test]
fn damaged_proving_keys_are_refused_or_prove_nothing_false() {
    let graph = network(0);
    let plan = Plan::new(&graph).expect("a plan");
    let srs = Srs::from_seed(plan.system.k, 3).expect("a string");
    let trace = run(&graph, &mut super::random::rng(5)).expect("completes");
    let system = plan.system.clone();
    let Setup { proving, verifying } = setup(plan, &srs).expect("keys");
    let bytes = proving.to_bytes();
    let contents = &bytes[..bytes.len() - 32];
    // The first element of each polynomial by itself, and of each list of polynomials.
    let halo2 = contents.len() - system.proving_key_bytes();
    let (mut end, polynomial) = (halo2 + system.verifying_key_bytes(), 4 + (32 << system.k));
    let lists = [usize::from(system.fixed), system.equality.len()].map(|count| [count; 2]);
    let lists = lists.into_iter().flatten().map(|count| (4, count));
    let mut elements = Vec::new();
    for (length, count) in [(0, 1); 3].into_iter().chain(lists) {
        elements.push(end + length + 4);
        end += length + count * polynomial;
    }
    assert_eq!(end, contents.len());
    let read = |change: &dyn Fn(&mut [u8])| {
        let mut bad = contents.to_vec();
        change(&mut bad);
        ProvingKey::from_bytes(&finish(bad), &graph)
    };
    let says = |change: &dyn Fn(&mut [u8])| read(change).map(|_| ()).expect_err("refused").to_string();

    assert!(says(&|b| b[halo2 + 10 + 64] ^= 1).contains("not on the curve"));
    let (mut refused, mut proved) = (0, 0);
    for at in elements {
        assert!(says(&|b| b[at - 1] ^= 1).contains("contradicts"), "a length before byte {at}");
        assert!(says(&|b| b[at..at + 32].fill(0xff)).contains("modulus"), "byte {at}");
        // The least significant limb, so that the element stays below the modulus.
        let key = read(&|b| b[at] ^= 1).expect("an element of the field");
        match prove(&key, &srs, &trace, OsRng) {
            Ok((public, proof)) => {
                verify(&verifying, &public, &proof).expect("checked by the prover");
                proved += 1;
            }
            Err(ProveError::Unsatisfied(_)) => refused += 1,
            Err(other) => panic!("byte {at}: {other}"),
        }
    }
    println!("{refused} keys prove nothing, {proved} prove what is true");
    assert!(refused > 3, "{refused} of {} keys", refused + proved);
}
