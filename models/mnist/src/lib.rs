//! A convolutional network for handwritten digits, compiled into this crate: native code for predictions, the circuit for
//! proofs of them, and the program that disputes are about.
//!
//! [`mnist`] is made by the build script from `mnist.onnx`; see `examples/digit.rs` for its use.

onnx2circuit::include_model!("mnist");

/// The digit with the largest score; the first of equals.
pub fn digit(outputs: &mnist::Outputs) -> usize {
    let scores = outputs.logits.iter().enumerate();
    let best =
        scores.fold((0, f32::MIN), |best, (i, score)| if *score > best.1 { (i, *score) } else { best });
    best.0
}
