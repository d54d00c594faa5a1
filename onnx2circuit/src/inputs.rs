//! Input files as the integers of a model.

use frontend::float_graph::{FloatGraph, Value, ValueId};
use frontend::{Limits, Model, Quantised, Sample, samples};
use gadgets::Graph;
use std::path::Path;

use crate::Failure;

/// The samples in a file or folder, for a model that is at hand.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn samples(path: &Path, model: &Model) -> Result<Vec<Sample>, Failure> {
    samples::read(path, model.graph(), &Limits::default()).map_err(Failure::input)
}

/// All samples of a file or folder as integers, for an artifact: the ports say what fits.
///
/// # Errors
/// [`Failure`] naming the file, or the element that no integer of the input's type can be.
pub fn read_all(path: &Path, graph: &Graph) -> Result<Vec<Vec<Vec<i64>>>, Failure> {
    let samples = samples::read(path, &ports(graph), &Limits::default()).map_err(Failure::input)?;
    let model = Quantised { graph: graph.clone() };
    samples.iter().map(|s| model.quantise_inputs(&s.inputs).map_err(|e| Failure::file(path, e))).collect()
}

/// The one sample in a file.
///
/// # Errors
/// As [`read_all`], and for a file of several samples.
pub fn read(path: &Path, graph: &Graph) -> Result<Vec<Vec<i64>>, Failure> {
    let mut all = read_all(path, graph)?;
    match all.len() {
        1 => Ok(all.remove(0)),
        n => Err(Failure::file(path, format!("holds {n} samples, expected 1"))),
    }
}

/// A graph of nothing but the model's inputs: what reading samples needs to know.
fn ports(graph: &Graph) -> FloatGraph {
    FloatGraph {
        name: graph.name.clone(),
        values: graph
            .inputs
            .iter()
            .map(|p| Value {
                name: p.name.clone(),
                shape: p.shape.clone(),
                constant: None,
                folded: Vec::new(),
            })
            .collect(),
        inputs: (0..graph.inputs.len() as u32).map(ValueId).collect(),
        ..FloatGraph::default()
    }
}
