//! Golden files, conformance and end-to-end tests; what they share lives here.
//!
//! * [`elf`]: small programs for the fault-proof machine.
//! * [`hostile`]: mutations of valid files, for the fuzz targets.
//! * [`onnx`]: small models, made here.
//! * [`language`]: a small language model, made here; [`tokenizers`]: tokenizers.
//! * [`operators`]: which operator a test case of ONNX's is about.
//! * [`data`]: this repository's own data, and the larger data beside it.

pub mod data;
pub mod elf;
pub mod hostile;
pub mod language;
pub mod onnx;
pub mod operators;
pub mod tokenizers;
