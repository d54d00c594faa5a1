//! The command `onnx2circuit`.
fn main() {}
