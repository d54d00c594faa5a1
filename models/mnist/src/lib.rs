//! A convolutional network for handwritten digits, compiled into this crate: native code for predictions, the circuit for
//! proofs of them, and the program that disputes are about.
//!
//! [`mnist`] is made by the build script from `mnist.onnx`; see `examples/digit.rs` for its use.

onnx2circuit::include_model!("mnist");

/// The digit with the largest score; the first of equals.
pub fn digit(outputs: &mnist::Outputs) -> usize {
    let scores = &outputs.logits;
    (1..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}
