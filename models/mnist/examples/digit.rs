//! Reads a digit by native code, proves what it reads, and checks the proof.
//!
//! `cargo run -p mnist --example digit -- models/mnist/digits/3.npy`

use mnist::{digit, mnist as model};
use onnx2circuit::model::{Prover, check};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path =
        std::env::args().nth(1).ok_or("usage: digit FILE.npy, an image of 28 by 28 numbers from 0 to 255")?;
    let image: ndarray::ArrayD<f32> = ndarray_npy::read_npy(path)?;
    let pixels: Vec<f32> = image.iter().copied().collect();
    let inputs = model::Inputs { image: &pixels };

    let outputs = model::run(&inputs)?;
    println!("{}", digit(&outputs));

    // Keys of an application come from `onnx2circuit setup`; these are for this example alone.
    let prover = Prover::unsafe_development(&model::MODEL)?;
    let proof = prover.prove(&inputs.integers()?)?;
    check(&model::MODEL, prover.verifying_key().as_deref(), &proof)?;
    assert_eq!(model::Outputs::new(&proof.outputs)?, outputs, "circuit and native code give the same");
    println!("proved in {} bytes: circuit {}", proof.bytes.len(), model::MODEL.circuit_digest);
    Ok(())
}
