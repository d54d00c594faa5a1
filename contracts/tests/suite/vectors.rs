//! The given step vectors in the contract.

use contracts::{ContractError, StepContract};
use fault_proof_vm::vectors::read_vectors;
use std::path::{Path, PathBuf};

/// The folder of shared data: named by the environment, or a sibling of some folder above this crate.
fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("ONNX2CIRCUIT_SHARED").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared"));
    named.into_iter().chain(above).find(|folder| folder.is_dir())
}

#[test]
fn given_steps() {
    let path = shared().map(|folder| folder.join("vectors/mips64_steps.jsonl.gz"));
    let Some(path) = path.filter(|path| path.is_file()) else {
        eprintln!("skipped: no shared/vectors/mips64_steps.jsonl.gz (ONNX2CIRCUIT_SHARED names the folder)");
        return;
    };
    let file = std::fs::File::open(path).unwrap();
    let mut contract = StepContract::new().unwrap();
    let (mut failures, mut gas) = (Vec::new(), Vec::new());
    let mut count = 0;
    for vector in read_vectors(file).unwrap() {
        let vector = vector.unwrap();
        count += 1;
        if let Some((preimage, offset)) = &vector.preimage {
            contract.load_keccak(*offset, preimage).unwrap();
        }
        let got = contract.step(&vector.state, &vector.proof, &[0; 32]);
        let good = match (&got, &vector.post) {
            (Ok(outcome), Some(post)) => outcome.post_hash == *post,
            (Err(ContractError::Revert { .. }), None) => true,
            _ => false,
        };
        if !good {
            failures.push(format!("line {count}, {}: {got:?}, expected {:?}", vector.name, vector.post));
        }
        gas.extend(got.map(|outcome| outcome.gas));
    }
    gas.sort_unstable();
    println!("gas of the given steps: {} / {} / {}", gas[0], gas[gas.len() / 2], gas[gas.len() - 1]);
    assert_eq!(count, 1138, "vectors in the file");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
