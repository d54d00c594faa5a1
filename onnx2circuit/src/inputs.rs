//! Input files as the integers of a model.

use frontend::float_graph::{Element, FloatGraph, Value, ValueId};
use frontend::{InputError, Limits, Model, Quantised, Sample, samples};
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
/// [`Failure`] naming the file; with blame `No` where an element lies so far outside its range that no integer
/// of the input's type stands for it.
pub fn read_all(path: &Path, graph: &Graph) -> Result<Vec<Vec<Vec<i64>>>, Failure> {
    let samples = reals(path, graph)?;
    let model = Quantised::from(graph.clone());
    let refused = |e: InputError| match e {
        InputError::Range { .. } => Failure::no(format!("{}: {e}", path.display())),
        _ => Failure::file(path, e),
    };
    samples.iter().map(|s| model.quantise_inputs(&s.inputs).map_err(refused)).collect()
}

/// All samples of a file or folder as they are, for an artifact.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn reals(path: &Path, graph: &Graph) -> Result<Vec<Sample>, Failure> {
    // However far a value lies outside its range, the answer is the same: the model does not take it.
    samples::read(path, &ports(graph), &Limits::default())
        .map_err(|e| if e.beyond { Failure::no(e) } else { Failure::input(e) })
}

/// The sample in the file that is given, if one is: a model without inputs needs none.
///
/// # Errors
/// As [`read`], and for a model with inputs where no file is given.
pub fn given(path: Option<&Path>, graph: &Graph) -> Result<Vec<Vec<i64>>, Failure> {
    match path {
        Some(path) => read(path, graph),
        None if graph.inputs.is_empty() => Ok(Vec::new()),
        None => {
            let names: Vec<String> = graph.inputs.iter().map(|p| format!("'{}'", p.name)).collect();
            let message = format!("the model has inputs: {}", names.join(", "));
            Err(Failure::input(message).with_help("give them in a file: --input FILE"))
        }
    }
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
                element: Element::default(),
                constant: None,
                folded: Vec::new(),
            })
            .collect(),
        inputs: (0..graph.inputs.len() as u32).map(ValueId).collect(),
        ..FloatGraph::default()
    }
}
