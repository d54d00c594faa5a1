//! From an ONNX model to a circuit, a native program and a fault-proof program.
