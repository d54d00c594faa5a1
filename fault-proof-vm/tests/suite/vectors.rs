//! The given step vectors: state and proof in, hash of the next state out, or an exception. Each outcome was
//! checked against the step contract.

use fault_proof_vm::vectors::{Vector, VectorError, read_vectors};
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
    let mut failures = Vec::new();
    let mut count = 0;
    for vector in read_vectors(file).unwrap() {
        let vector = vector.unwrap();
        count += 1;
        if let Err(cause) = vector.check() {
            failures.push(format!("line {count}, {}: {cause}", vector.name));
        }
    }
    assert_eq!(count, 1138, "vectors in the file");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn vectors_that_fail_say_why() {
    let state = hex::encode([0; 188]);
    let line = |rest: &str| format!("{{\"n\": \"x\", \"s\": \"{state}\", \"p\": \"00\", {rest}}}");
    let check = |rest: &str| Vector::from_json(line(rest).as_bytes()).unwrap().check().unwrap_err();
    let hash = "00".repeat(32);
    let wrong = check(&format!("\"post\": \"{hash}\""));
    assert!(wrong.contains("298") || wrong.contains("bytes of proof"), "{wrong}");
    assert!(check("\"exc\": \"any\"").contains("wrong before any exception"));
    let exited = hex::encode({
        let mut state = [0; 188];
        state[98] = 1;
        state
    });
    let text = format!("{{\"n\": \"e\", \"s\": \"{exited}\", \"p\": \"\", \"post\": \"{hash}\"}}");
    let wrong = Vector::from_json(text.as_bytes()).unwrap().check().unwrap_err();
    assert!(wrong.contains("next state 00") && wrong.ends_with(&hash), "{wrong}");
    for bad in ["\"post\": null", "\"post\": \"00\"", "\"post\": \"zz\"", "\"exc\": false", "\"po\": 1"] {
        assert!(Vector::from_json(line(bad).as_bytes()).is_err(), "{bad}");
    }
    let all: Vec<_> = read_vectors(&b"\n{}\n[1]\n"[..]).unwrap().collect();
    assert!(matches!(
        all[..],
        [Err(VectorError::Line { line: 2, .. }), Err(VectorError::Line { line: 3, .. })]
    ));
}
