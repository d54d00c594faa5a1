//! The given step vectors: state and proof in, hash of the next state out, or an exception. Each outcome was
//! checked against the step contract.

use fault_proof_vm::host::{KECCAK_KEY, PartStore, PreimagePart};
use fault_proof_vm::keccak::keccak256;
use fault_proof_vm::{VmError, step_witness};
use serde::Deserialize;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// One line of the file.
#[derive(Deserialize)]
struct Vector {
    /// Name.
    n: String,
    /// State, hex.
    s: String,
    /// Proof data, hex.
    p: String,
    /// Hash of the next state, hex.
    post: Option<String>,
    /// Which exception is expected, in words, if one is.
    exc: Option<serde_json::Value>,
    /// The pre-image part to be loaded first.
    po: Option<Part>,
}

#[derive(Deserialize)]
struct Part {
    off: u64,
    d: String,
}

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
    let mut failures = Vec::new();
    let mut count = 0;
    for line in BufReader::new(flate2::read::GzDecoder::new(file)).lines() {
        let vector: Vector = serde_json::from_str(&line.unwrap()).unwrap();
        count += 1;
        let exception = vector.exc.as_ref().is_some_and(|exc| exc != false);
        assert_eq!(exception, vector.post.is_none(), "line {count}: either a next state or an exception");
        let mut host = PartStore::default();
        if let Some(part) = &vector.po {
            let preimage = hex::decode(&part.d).unwrap();
            let mut key = keccak256(&preimage);
            key[0] = KECCAK_KEY;
            host.insert(key, part.off, PreimagePart::of(&key, &preimage, part.off).unwrap());
        }
        let (state, proof) = (hex::decode(&vector.s).unwrap(), hex::decode(&vector.p).unwrap());
        let got = step_witness(&state, &proof, &mut host).map(|next| hex::encode(next.hash()));
        let good = match (&got, vector.post.is_none()) {
            (Ok(hash), false) => Some(hash.as_str()) == vector.post.as_deref(),
            (Err(error), true) => matches!(error, VmError::Exception(_)),
            _ => false,
        };
        if !good {
            failures.push(format!("line {count}, {}: {got:?}, expected {:?}", vector.n, vector.post));
        }
    }
    assert_eq!(count, 1138, "vectors in the file");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
