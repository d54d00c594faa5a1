//! Labels: the class of each decision, in a file.
//!
//! `.npy` (whole numbers, one dimension), IDX as MNIST has them (unsigned bytes, one dimension), or a JSON list of whole
//! numbers.

use frontend::float_graph::{Element, FloatGraph, Value, ValueId};
use frontend::{Limits, samples};
use std::path::Path;

use crate::Failure;
use crate::artifact::{parse, read_at_most};

/// Largest file of labels.
const MAX_BYTES: u64 = 1 << 30;
/// First bytes of an IDX file of one dimension of unsigned bytes.
const IDX: [u8; 4] = [0, 0, 8, 1];

/// Reads labels.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn read(path: &Path) -> Result<Vec<u64>, Failure> {
    let bytes = read_at_most(path, MAX_BYTES)?;
    let fail = |reason: &str| Failure::file(path, reason);
    if let Some(rest) = bytes.strip_prefix(&IDX) {
        let (count, labels) = rest.split_first_chunk().ok_or_else(|| fail("an IDX file without a size"))?;
        let count = u32::from_be_bytes(*count) as usize;
        if labels.len() != count {
            return Err(fail(&format!("{} labels in an IDX file of {count}", labels.len())));
        }
        return Ok(labels.iter().map(|label| u64::from(*label)).collect());
    }
    match path.extension().and_then(|e| e.to_str()) {
        Some("json") => parse(path, &bytes),
        Some("npy") => {
            let all = samples::decode(&bytes, "npy", &single(), &Limits::default()).map_err(|e| fail(&e))?;
            let whole =
                |v: f64| (v >= 0.0 && v.fract() == 0.0 && v < (1u64 << 53) as f64).then_some(v as u64);
            let labels = all.iter().flat_map(|sample| sample.inputs.iter().flatten());
            let labels = labels.map(|v| whole(*v).ok_or_else(|| fail(&format!("{v} is no label"))));
            labels.collect()
        }
        _ => Err(fail("labels are .npy, .json or IDX")),
    }
}

/// A model whose input is one number: a file of its samples is a list of numbers.
fn single() -> FloatGraph {
    let label = Value {
        name: "label".to_owned(),
        shape: vec![1],
        element: Element::default(),
        constant: None,
        folded: Vec::new(),
    };
    FloatGraph { values: vec![label], inputs: vec![ValueId(0)], ..FloatGraph::default() }
}
