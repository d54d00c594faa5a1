//! Input files as the integers of a model.

use frontend::float_graph::{Element, FloatGraph, Value, ValueId};
use frontend::{InputError, Limits, Model, Quantised, Sample, printable, samples};
use gadgets::Graph;
use std::path::Path;

use crate::Failure;
use crate::artifact::Artifact;

/// The inputs of a compiled model, and which of them take whole numbers alone.
#[derive(Clone, Copy, Debug)]
pub struct Ports<'a> {
    /// The integer graph.
    pub graph: &'a Graph,
    /// Names of inputs of whole numbers: their integers are not rounded reals.
    pub whole: &'a [String],
}

impl<'a> From<&'a Artifact> for Ports<'a> {
    fn from(artifact: &'a Artifact) -> Self {
        Self { graph: &artifact.graph, whole: &artifact.manifest.whole_inputs }
    }
}

/// The names of a model's inputs of whole numbers and booleans.
pub fn whole(model: &Model) -> Vec<String> {
    let inputs = model.graph().inputs.iter().map(|id| model.graph().value(*id));
    inputs.filter(|value| value.element != Element::Float).map(|value| value.name.clone()).collect()
}

/// The samples in a file or folder, for a model that is at hand.
///
/// # Errors
/// [`Failure`] naming the file.
pub fn samples(path: &Path, model: &Model) -> Result<Vec<Sample>, Failure> {
    samples::read(path, model.graph(), &Limits::default()).map_err(Failure::input)
}

/// All samples of a file or folder as integers: the ports say what fits.
///
/// # Errors
/// As [`reals`]; with blame `No` where an element lies so far outside its range that no integer of the input's type stands
/// for it.
pub fn read_all(path: &Path, ports: Ports<'_>) -> Result<Vec<Vec<Vec<i64>>>, Failure> {
    let samples = reals(path, ports)?;
    let model = Quantised::from(ports.graph.clone());
    let refused = |which: &str, e: InputError| match e {
        InputError::Range { .. } => Failure::no(format!("{}: {which}{e}", path.display())),
        _ => Failure::file(path, format!("{which}{e}")),
    };
    let several = samples.len() > 1;
    let one = |(i, s): (usize, &Sample)| {
        let which = if several { format!("sample {i}: ") } else { String::new() };
        model.quantise_inputs(&s.inputs).map_err(|e| refused(&which, e))
    };
    samples.iter().enumerate().map(one).collect()
}

/// All samples of a file or folder as they are.
///
/// # Errors
/// [`Failure`] naming the file, and the input and element that is no whole number where one is expected.
pub fn reals(path: &Path, ports: Ports<'_>) -> Result<Vec<Sample>, Failure> {
    // However far a value lies outside its range, the answer is the same: the model does not take it.
    let samples = samples::read(path, &declared(ports.graph), &Limits::default())
        .map_err(|e| if e.beyond { Failure::no(e) } else { Failure::input(e) })?;
    for sample in &samples {
        for (port, values) in ports.graph.inputs.iter().zip(&sample.inputs) {
            let rounded = |v: &f64| v.is_finite() && v.fract() != 0.0;
            if ports.whole.contains(&port.name)
                && let Some(at) = values.iter().position(rounded)
            {
                let (name, value) = (printable(&port.name), values[at]);
                let problem = format!("input '{name}': element {at} is {value}, a whole number is expected");
                return Err(Failure::file(path, problem));
            }
        }
    }
    Ok(samples)
}

/// The sample in the file that is given, if one is: a model without inputs needs none.
///
/// # Errors
/// As [`read`], and for a model with inputs where no file is given.
pub fn given(path: Option<&Path>, ports: Ports<'_>) -> Result<Vec<Vec<i64>>, Failure> {
    match path {
        Some(path) => read(path, ports),
        None if ports.graph.inputs.is_empty() => Ok(Vec::new()),
        None => {
            let names: Vec<String> = ports.graph.inputs.iter().map(|p| format!("'{}'", p.name)).collect();
            let message = format!("the model has inputs: {}", names.join(", "));
            Err(Failure::input(message).with_help("give them in a file: --input FILE"))
        }
    }
}

/// The one sample in a file.
///
/// # Errors
/// As [`read_all`], and for a file of several samples.
pub fn read(path: &Path, ports: Ports<'_>) -> Result<Vec<Vec<i64>>, Failure> {
    let mut all = read_all(path, ports)?;
    match all.len() {
        1 => Ok(all.remove(0)),
        n => Err(Failure::file(path, format!("holds {n} samples, expected 1"))),
    }
}

/// The samples in a file or folder for so many runs, one after the other.
///
/// # Errors
/// As [`given`], and for another number of samples.
pub fn runs(path: Option<&Path>, ports: Ports<'_>, runs: u32) -> Result<Vec<Vec<i64>>, Failure> {
    let Some(path) = path.filter(|_| runs != 1) else {
        return Ok(vec![given(path, ports)?; runs as usize].concat());
    };
    let all = read_all(path, ports)?;
    if all.len() != runs as usize {
        let problem = format!("holds {} samples, and one proof is of {runs} runs", all.len());
        return Err(Failure::file(path, problem).with_help(
            "`.npy` and `.npz` hold samples along a leading axis; a folder holds a file for each",
        ));
    }
    Ok(all.concat())
}

/// A graph of nothing but the model's inputs: what reading samples needs to know.
fn declared(graph: &Graph) -> FloatGraph {
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
