//! The given step vectors in the contract.

use contracts::{ContractError, StepContract};
use serde::{Deserialize, Deserializer};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// One line of the file.
#[derive(Deserialize)]
struct Vector {
    /// Name.
    n: String,
    /// State, hex.
    #[serde(deserialize_with = "bytes")]
    s: Vec<u8>,
    /// Proof data, hex.
    #[serde(deserialize_with = "bytes")]
    p: Vec<u8>,
    /// Hash of the next state, hex; none where an exception is expected.
    post: Option<String>,
    /// The pre-image part to be loaded first.
    po: Option<Part>,
}

#[derive(Deserialize)]
struct Part {
    off: u64,
    #[serde(deserialize_with = "bytes")]
    d: Vec<u8>,
}

fn bytes<'de, D: Deserializer<'de>>(text: D) -> Result<Vec<u8>, D::Error> {
    hex::decode(String::deserialize(text)?).map_err(serde::de::Error::custom)
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
    let mut contract = StepContract::new().unwrap();
    let (mut failures, mut gas) = (Vec::new(), Vec::new());
    let mut count = 0;
    for line in BufReader::new(flate2::read::GzDecoder::new(file)).lines() {
        let vector: Vector = serde_json::from_str(&line.unwrap()).unwrap();
        count += 1;
        if let Some(part) = &vector.po {
            contract.load_keccak(part.off, &part.d).unwrap();
        }
        let got = contract.step(&vector.s, &vector.p, &[0; 32]);
        let good = match (&got, &vector.post) {
            (Ok(outcome), Some(post)) => hex::encode(outcome.post_hash) == *post,
            (Err(ContractError::Revert { .. }), None) => true,
            _ => false,
        };
        if !good {
            failures.push(format!("line {count}, {}: {got:?}, expected {:?}", vector.n, vector.post));
        }
        gas.extend(got.map(|outcome| outcome.gas));
    }
    gas.sort_unstable();
    println!("gas of the given steps: {} / {} / {}", gas[0], gas[gas.len() / 2], gas[gas.len() - 1]);
    assert_eq!(count, 1138, "vectors in the file");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
