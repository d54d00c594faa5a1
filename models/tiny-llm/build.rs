//! Compiles the language model, as the command in `docs/language-models.md` does.

use onnx2circuit_build::{Model, Preset};

/// The last token of the alphabet.
const LAST: f64 = 36.0;

fn main() {
    Model::new("tiny_llm.onnx")
        .samples("calibration.npz")
        .input_range("tokens", 0.0, LAST)
        .preset(Preset::Language)
        .saturate()
        .compile();
}
