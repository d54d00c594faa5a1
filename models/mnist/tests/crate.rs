//! The crate computes and proves what the golden files say of the same network, and refuses inputs that do not fit.
//!
//! The golden files are those of the artifact that the command compiles, so the two are compared without LLVM here.

use mnist::{digit, mnist as model};
use onnx2circuit::model::{ProofError, Prover, RunError, check};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Elements of an image.
const PIXELS: usize = 28 * 28;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn golden(name: &str) -> String {
    let path = folder().join("../../tests/golden/mnist").join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The pixels of a drawn digit.
fn pixels(digit: usize) -> Vec<f32> {
    let path = folder().join(format!("digits/{digit}.npy"));
    let image: ndarray::ArrayD<f32> = ndarray_npy::read_npy(path).expect("an image");
    image.into_iter().collect()
}

#[test]
fn the_crate_is_the_artifact() {
    let program = hex::encode(Sha256::digest(model::MODEL.program));
    let identity = model::MODEL.identity.unwrap_or("none");
    assert_eq!(
        golden("identity.txt"),
        format!("circuit {}\nprogram {program}\nmodel in disputes {identity}\n", model::MODEL.circuit_digest)
    );
    let outputs = golden("outputs.txt");
    for wanted in 0..10 {
        let image = pixels(wanted);
        let typed = model::Inputs { image: &image };
        let integers = model::MODEL.run(&typed.integers().expect("they fit")).expect("it runs");
        let line = format!("digit {wanted}\n  logits {:?}\n", integers[0]);
        assert!(outputs.contains(&line), "not among the golden outputs: {line}");
        assert_eq!(digit(&model::run(&typed).expect("it runs")), wanted);
    }
}

#[test]
fn what_the_crate_computes_is_proved_and_nothing_else() {
    let image = pixels(3);
    let inputs = model::Inputs { image: &image }.integers().expect("they fit");
    let outputs = model::MODEL.run(&inputs).expect("it runs");
    let prover = Prover::unsafe_development(&model::MODEL).expect("keys");
    let key = prover.verifying_key().expect("made here");
    let proof = prover.prove(&inputs).expect("a proof");
    assert_eq!(proof.outputs, outputs, "circuit and native code");
    check(&model::MODEL, Some(&key), &proof).expect("it holds");
    let mut lie = proof.clone();
    lie.outputs[0][3] -= 1;
    assert!(matches!(check(&model::MODEL, Some(&key), &lie), Err(ProofError::Refused(_))));
    let mut elsewhere = proof.clone();
    elsewhere.inputs[0][300] ^= 1;
    assert!(matches!(check(&model::MODEL, Some(&key), &elsewhere), Err(ProofError::Refused(_))));
    assert!(matches!(check(&model::MODEL, None, &proof), Err(ProofError::NoKey(_))));
}

#[test]
fn inputs_that_do_not_fit_are_refused() {
    let image = pixels(3);
    let run = |image: &[f32]| model::run(&model::Inputs { image });
    assert!(
        matches!(run(&image[1..]), Err(RunError::Length { expected: PIXELS, got, .. }) if got == PIXELS - 1)
    );
    let mut wrong = image.clone();
    wrong[5] = f32::NAN;
    assert!(matches!(run(&wrong), Err(RunError::Value { index: 5, .. })));
    wrong[5] = 1e9;
    assert!(matches!(run(&wrong), Err(RunError::Value { index: 5, .. })));
    assert!(matches!(model::MODEL.run(&[]), Err(RunError::Inputs { expected: 1, got: 0 })));
    // Within the storage type and outside the range: the model's own check.
    let mut integers = model::Inputs { image: &image }.integers().expect("they fit");
    integers[0][7] = model::INPUTS[0].range.0 - 1;
    let refused = model::MODEL.run(&integers);
    assert!(matches!(refused, Err(RunError::Refused { status: 16 } | RunError::Value { .. })), "{refused:?}");
}
