//! Compiles the network.

fn main() {
    onnx2circuit_build::Model::new("mnist.onnx").samples("calibration.npz").prebuilt("compiled").compile();
}
