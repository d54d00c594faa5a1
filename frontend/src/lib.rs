//! ONNX in, integer graph out.
