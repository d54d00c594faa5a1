//! What a proof says, in words.

use circuit::public::{Kind, Slot};
use circuit::{Hash, Range};
use onnx2circuit::statement::{of_parameters, words};

#[test]
fn a_key_says_what_its_proofs_show() {
    let slot = |kind| Slot { kind, shape: vec![2], range: Range::new(0, 9) };
    let all = [Kind::Input, Kind::HashedInput, Kind::Output, Kind::HashedOutput].map(slot);
    let hashes = [Hash([0x11; 32]), Hash([0x22; 32])];
    let said = words(&all, &hashes);
    let [first, second] = hashes.map(|h| h.to_string());
    assert_eq!(
        said,
        format!(
            "there is an input of shape [2] in 0..=9 that hashes to {first} for which the circuit, with the inputs that \
             are shown, gives an output of shape [2] in 0..=9 that hashes to {second} and the other outputs, which are shown"
        )
    );
    assert!(words(&all, &[]).contains("hashes to the hash that is shown"));
    let weights = [Kind::HashedInput, Kind::Parameters, Kind::Output].map(slot);
    assert_eq!(
        words(&weights, &hashes),
        format!(
            "there are 2 weights that hash to {second} and an input of shape [2] in 0..=9 that hashes to {first} for which \
             the circuit gives these outputs"
        )
    );
    assert_eq!(of_parameters(&weights, &hashes), Some(&hashes[1]));
    assert_eq!(of_parameters(&all, &hashes), None);
    let shown = [Kind::Input, Kind::Output].map(slot);
    assert!(words(&shown, &[]).ends_with("the circuit gives these outputs"));
    assert!(words(&shown[1..], &[]).starts_with("there are inputs"));
}
