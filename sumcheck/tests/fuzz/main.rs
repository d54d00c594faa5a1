//! Fuzz targets: what a verifier and a prover read of somebody else. A loader answers with a value or an error: never a
//! panic, an endless loop or unbounded memory. `cargo test` runs each for a moment; `make fuzz` for a million inputs.

#[path = "../../../tests/hostile.rs"]
mod hostile;

use circuit::file::finish;
use circuit::lower::lower;
use circuit::{Graph, PublicValues, interpret};
use hostile::fuzz;
use std::sync::OnceLock;
use sumcheck::{Plan, ProvingKey, VerifyingKey, prove, setup, setup_hiding, verify};

/// A small circuit with everything that belongs to it.
struct Proved {
    circuit: Graph,
    proving: ProvingKey,
    verifying: VerifyingKey,
    public: PublicValues,
    proof: Vec<u8>,
}

/// Cells of the circuits: at most `2^CELLS`.
const CELLS: usize = 12;

/// Largest key that the targets accept: `2^LARGEST` cells, with what hides them.
const LARGEST: usize = 14;

/// The first random graph whose run on the smallest inputs completes, with its constants in the key.
fn proved() -> &'static Proved {
    static PROVED: OnceLock<Proved> = OnceLock::new();
    PROVED.get_or_init(|| first(usize::MAX, false))
}

/// The first with constants, without them in the key.
fn withheld() -> &'static Proved {
    static PROVED: OnceLock<Proved> = OnceLock::new();
    PROVED.get_or_init(|| first(1, false))
}

/// The same, whose proofs hide.
fn hidden() -> &'static Proved {
    static PROVED: OnceLock<Proved> = OnceLock::new();
    PROVED.get_or_init(|| first(1, true))
}

fn first(least: usize, hides: bool) -> Proved {
    let run = |seed| {
        let circuit = lower(&gadgets::arbitrary::graph(seed)).ok()?;
        let tensors = circuit.inputs.iter().map(|t| circuit.tensor(*t));
        let inputs: Vec<Vec<i128>> =
            tensors.map(|t| vec![t.range.lo; t.numel().unwrap_or(0) as usize]).collect();
        let trace = interpret(&circuit, &inputs).ok()?;
        let plan = Plan::withholding(&circuit, 8, least).ok()?;
        let fits = plan.log_cells() <= CELLS && plan.withheld.is_some() == (least == 1);
        fits.then_some((circuit, trace, plan))
    };
    let (circuit, trace, plan) = (0..100).find_map(run).expect("some graph completes");
    let keys = if hides { setup_hiding(plan) } else { setup(plan) }.expect("it is small");
    let (public, proof) = prove(&keys.proving, &trace).expect("it completes");
    verify(&keys.verifying, &public, &proof).expect("the proof is valid");
    Proved { circuit, proving: keys.proving, verifying: keys.verifying, public, proof }
}

/// Runs `loader` on mutations of a file's contents: with the checksum that goes with them, and without one.
fn fuzz_sealed(file: &[u8], loader: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let contents = file[..file.len() - 32].to_vec();
    loader(&finish(contents.clone()));
    fuzz(&[contents], |bytes| {
        loader(bytes);
        loader(&finish(bytes.to_vec()));
    });
}

fn fuzz_verifying_keys(proved: fn() -> &'static Proved) {
    fuzz_sealed(&proved().verifying.to_bytes(), move |bytes| {
        let p = proved();
        if let Ok(key) = VerifyingKey::from_bytes(bytes, LARGEST) {
            if verify(&key, &p.public, &p.proof).is_ok() {
                assert_eq!(key.digest(), p.verifying.digest(), "another circuit's key accepts the proof");
            }
            // Names of nodes are no part of what a key says.
            let same = key.plan().outline == p.verifying.plan().outline
                && key.vectors().root() == p.verifying.vectors().root()
                && key.digest() == p.verifying.digest();
            assert_eq!(key.check(&p.circuit).is_ok(), same, "another key is the circuit's");
        }
    });
}

#[test]
fn verifying_keys() {
    fuzz_verifying_keys(proved);
}

#[test]
fn verifying_keys_of_proofs_that_hide() {
    fuzz_verifying_keys(hidden);
}

#[test]
fn verifying_keys_without_constants() {
    fuzz_verifying_keys(withheld);
}

#[test]
fn proving_keys() {
    for proved in [proved, withheld, hidden] {
        let load = move |bytes: &[u8]| drop(ProvingKey::from_bytes(bytes, &proved().circuit));
        fuzz_sealed(&proved().proving.to_bytes(), load);
    }
}

#[test]
fn proofs() {
    for proved in [proved, withheld, hidden] {
        fuzz(std::slice::from_ref(&proved().proof), move |bytes| {
            let p = proved();
            let accepted = verify(&p.verifying, &p.public, bytes).is_ok();
            assert!(!accepted || bytes == p.proof, "another proof is accepted");
        });
    }
}

#[test]
fn public_values() {
    let p = proved();
    let base = borsh::to_vec(&p.public).expect("writing to memory");
    fuzz(&[base], |bytes| {
        let p = proved();
        if let Ok(public) = borsh::from_slice::<PublicValues>(bytes) {
            assert!(public == p.public || verify(&p.verifying, &public, &p.proof).is_err(), "{public:?}");
        }
    });
}
