//! Shared by the integration tests: the data folder, which is used when present and never copied.
#![allow(dead_code, reason = "each test uses its own part")]

pub mod networks;
pub mod onnx;
pub mod onnxruntime;
pub mod perceptron;
pub mod realistic;

use std::path::{Path, PathBuf};

/// `$ONNX2CIRCUIT_SHARED/data`, or `data` of a folder `shared` beside this repository.
pub fn data() -> Option<PathBuf> {
    let given = std::env::var_os("ONNX2CIRCUIT_SHARED").map(PathBuf::from);
    let above = || {
        let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|p| p.join("shared"));
        folders.find(|p| p.join("data").is_dir())
    };
    let found = given.or_else(above).map(|p| p.join("data")).filter(|p| p.is_dir());
    if found.is_none() {
        eprintln!("skipped: no folder 'shared' beside the repository and no ONNX2CIRCUIT_SHARED");
    }
    found
}

/// Images as floats of 0..255, and labels.
pub fn digits(count: usize) -> Option<(Vec<Vec<f64>>, Vec<u8>)> {
    let folder = data()?.join("mnist");
    let read = |name: &str| {
        let file = std::fs::File::open(folder.join(name)).expect("the data folder holds the digits");
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(file), &mut bytes).expect("gzip");
        bytes
    };
    let images = read("t10k-first8000-images-idx3-ubyte.gz");
    let labels = read("t10k-first8000-labels-idx1-ubyte.gz");
    let images = images[16..].chunks_exact(784).take(count);
    Some((images.map(|i| i.iter().map(|b| f64::from(*b)).collect()).collect(), labels[8..].to_vec()))
}

/// Position of the largest element, the first of equal ones.
pub fn argmax<T: PartialOrd + Copy>(v: &[T]) -> usize {
    (1..v.len()).fold(0, |best, i| if v[i] > v[best] { i } else { best })
}

/// Largest magnitude.
pub fn largest(v: &[f64]) -> f64 {
    v.iter().fold(0.0, |m: f64, x| m.max(x.abs()))
}

/// The outputs of the integers for one sample, in reals.
pub fn runs(
    compiled: &frontend::Compiled,
    sample: &frontend::Sample,
) -> Result<Vec<Vec<f64>>, gadgets::Stop> {
    let quantised = &compiled.quantised;
    let ints = quantised.quantise_inputs(&sample.inputs).expect("the sample lies in the input's type");
    let slices: Vec<&[i64]> = ints.iter().map(Vec::as_slice).collect();
    let run = gadgets::execute(&quantised.graph, &slices)?;
    Ok(run.outputs.iter().enumerate().map(|(i, v)| quantised.dequantise_output(i, v)).collect())
}
