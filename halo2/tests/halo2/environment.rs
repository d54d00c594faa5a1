//! halo2 reads the environment variable `MAX_DEGREE`: it must decide nothing, in key generation, proving and
//! verifying. Each value has a process of its own.

use super::circuits::run;
use super::proofs::network;
use halo2::{Plan, ProvingKey, PublicValues, Srs, VerifyingKey, prove, setup, verify};
use rand::rngs::OsRng;
use std::path::PathBuf;
use std::process::Command;

const VARIABLE: &str = "MAX_DEGREE";

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("environment-{name}"))
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(file(name)).expect("the parent wrote it")
}

/// Set in a process that is one of several, each with a value of its own.
const CHILD: &str = "ONE_VALUE_OF_MAX_DEGREE";

#[test]
fn the_degree_variable_decides_nothing() {
    if std::env::var_os(CHILD).is_some() {
        return everything_works_or_is_refused();
    }
    let graph = network(0);
    let trace = run(&graph, &mut super::random::rng(5)).expect("completes");
    let plan = Plan::new(&graph).expect("a plan");
    let srs = Srs::from_seed(plan.system.k, 9).expect("a string");
    let keys = setup(plan, &srs).expect("keys");
    let (public, proof) = prove(&keys.proving, &srs, &trace, OsRng).expect("a proof");
    let public = borsh::to_vec(&public).expect("writing to memory");
    let files = [
        ("vk", keys.verifying.to_bytes()),
        ("pk", keys.proving.to_bytes()),
        ("proof", proof),
        ("public", public),
    ];
    files.iter().for_each(|(name, bytes)| std::fs::write(file(name), bytes).expect("a writable folder"));

    let tests = std::env::current_exe().expect("this program");
    for value in ["2", "0", "abc", "", "-1"] {
        let child = Command::new(&tests)
            .args(["--exact", "environment::the_degree_variable_decides_nothing"])
            .env(CHILD, "")
            .env(VARIABLE, value)
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && text.contains("1 passed"), "{value:?}: {text}");
    }
}

fn everything_works_or_is_refused() {
    let number = std::env::var(VARIABLE).map_or(true, |v| v.parse::<usize>().is_ok());
    let refused = |error: &dyn ToString| {
        let text = error.to_string();
        assert!(!number && text.contains(VARIABLE), "{text}");
    };
    let graph = network(0);
    match Plan::new(&graph) {
        Ok(plan) => {
            assert!(number);
            let srs = Srs::from_seed(plan.system.k, 9).expect("a string");
            let keys = setup(plan, &srs).expect("keys");
            assert!(keys.verifying.to_bytes() == read("vk"), "another verifying key");
            assert!(keys.proving.to_bytes() == read("pk"), "another proving key");
            let key = ProvingKey::from_bytes(&read("pk"), &graph).expect("reads back");
            let trace = run(&graph, &mut super::random::rng(5)).expect("completes");
            let (public, proof) = prove(&key, &srs, &trace, OsRng).expect("a proof");
            verify(&keys.verifying, &public, &proof).expect("its own proof");
        }
        Err(error) => {
            refused(&error);
            ProvingKey::from_bytes(&read("pk"), &graph).map_or_else(|e| refused(&e), |_| panic!("reads"));
        }
    }
    match VerifyingKey::from_bytes(&read("vk")) {
        Ok(key) => {
            let public: PublicValues = borsh::from_slice(&read("public")).expect("reads back");
            verify(&key, &public, &read("proof")).expect("a proof made without the variable");
        }
        Err(error) => refused(&error),
    }
}
