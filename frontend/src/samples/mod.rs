//! Samples: values for every input of a model, out of `.npy`, `.npz`, TensorProto (`.pb`) or JSON files.
//!
//! An array is one sample when its shape is the input's, sizes of 1 aside, or a stack of samples along one
//! more dimension in front (or along a batch dimension of 1). A model of several inputs takes `.npz` or a
//! JSON object with an entry for each name, EZKL's `input.json`, or a folder of `input_0.pb`, `input_1.pb`, … in
//! its order. A model without inputs has one sample, whatever the file. NaN and infinities are read as what they
//! are: whoever takes the sample refuses them. Whole numbers that floats of 64 bits do not hold are refused, not rounded.

mod json;
mod npy;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use prost::Message;
use thiserror::Error;
use tract_onnx::pb::TensorProto;

use crate::float_graph::{Element, FloatGraph};
use crate::limits::Limits;
use crate::literal::{Data, Literal};
use crate::load::read_bounded;

/// One set of inputs: the elements of each, in the model's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Row-major elements of each input.
    pub inputs: Vec<Vec<f64>>,
}

/// A file that gives no samples for the model.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("samples in {path}: {reason}")]
pub struct SampleError {
    /// The file or folder.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
    /// Whether all that is wrong is a number that floats of 64 bits do not hold: as an input, it is out of range.
    pub beyond: bool,
}

impl SampleError {
    fn new(path: &Path, reason: String) -> Self {
        let beyond = reason.contains(BEYOND);
        Self { path: path.display().to_string(), reason, beyond }
    }
}

/// What a number that no float of 64 bits holds is refused with.
const BEYOND: &str = "a number that floats of 64 bits do not hold";

/// A whole number as a float that is it.
fn exact(whole: i128) -> Result<f64, String> {
    let float = whole as f64;
    if float as i128 == whole { Ok(float) } else { Err(format!("{BEYOND}: {whole}")) }
}

/// The elements of an array, each as it is.
fn elements(literal: &Literal) -> Result<Vec<f64>, String> {
    match &literal.data {
        Data::Float(_) => Ok(literal.to_f64()),
        Data::Int(whole) => whole.iter().map(|v| exact((*v).into())).collect(),
    }
}

/// Arrays by input name; the empty name is the model's only input.
type Arrays = BTreeMap<String, Literal>;

/// The samples in a file, or in all files of a folder in the order of their names.
///
/// # Errors
/// [`SampleError`] names the file.
pub fn read(path: &Path, graph: &FloatGraph, limits: &Limits) -> Result<Vec<Sample>, SampleError> {
    let fail = |reason: String| SampleError::new(path, reason);
    if !path.is_dir() {
        let bytes = read_bounded(path, limits.model_bytes).map_err(|e| fail(e.to_string()))?;
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        return decode(&bytes, extension, graph, limits).map_err(fail);
    }
    if path.join("input_0.pb").is_file() {
        return data_set(path, graph, limits).map(|s| vec![s]);
    }
    let entries = std::fs::read_dir(path).map_err(|e| fail(e.to_string()))?;
    let mut files: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.is_file()).collect();
    files.sort();
    let mut samples = Vec::new();
    for file in files {
        samples.extend(read(&file, graph, limits)?);
    }
    if samples.is_empty() { Err(fail("the folder holds no files".to_owned())) } else { Ok(samples) }
}

/// A folder as the ONNX project writes its test data: `input_0.pb`, `input_1.pb`, …
fn data_set(path: &Path, graph: &FloatGraph, limits: &Limits) -> Result<Sample, SampleError> {
    let mut inputs = Vec::with_capacity(graph.inputs.len());
    for (i, id) in graph.inputs.iter().enumerate() {
        let file = path.join(format!("input_{i}.pb"));
        let fail = |reason: String| SampleError::new(&file, reason);
        let bytes = read_bounded(&file, limits.model_bytes).map_err(|e| fail(e.to_string()))?;
        let literal = tensor(&bytes, limits).map_err(fail)?;
        let value = graph.value(*id);
        match split(&literal, &value.shape).map_err(fail)?.as_deref() {
            Some([one]) => inputs.push(one.clone()),
            _ => {
                let (got, expected) = (&literal.shape, &value.shape);
                return Err(fail(format!("shape {got:?} for input '{}' of {expected:?}", value.name)));
            }
        }
    }
    Ok(Sample { inputs })
}

/// The samples in a file of this extension.
///
/// # Errors
/// What is wrong with it.
pub fn decode(
    bytes: &[u8],
    extension: &str,
    graph: &FloatGraph,
    limits: &Limits,
) -> Result<Vec<Sample>, String> {
    let only = |literal| Arrays::from([(String::new(), literal)]);
    let arrays = match extension {
        "npy" => only(npy::read(bytes, limits)?),
        "npz" => archive(bytes, limits)?,
        "pb" => only(tensor(bytes, limits)?),
        "json" => {
            let names: Vec<&str> = graph.inputs.iter().map(|id| graph.value(*id).name.as_str()).collect();
            match json::read(bytes, &names, limits)? {
                json::Read::Named(arrays) => arrays,
                json::Read::Rows(rows, shapes) => return assemble_rows(&rows, shapes.as_deref(), graph),
            }
        }
        other => return Err(format!("'{other}' is no known format: use .npy, .npz, .pb or .json")),
    };
    assemble(arrays, graph)
}

/// A serialised TensorProto.
fn tensor(bytes: &[u8], limits: &Limits) -> Result<Literal, String> {
    let proto = TensorProto::decode(bytes).map_err(|e| format!("not a TensorProto: {e}"))?;
    Literal::any_from_proto(&proto, limits).map_err(|e| e.to_string())
}

/// A zip archive of `.npy` files.
fn archive(bytes: &[u8], limits: &Limits) -> Result<Arrays, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut arrays = Arrays::new();
    for i in 0..zip.len() {
        let entry = zip.by_index(i).map_err(|e| e.to_string())?;
        let name = entry.name().strip_suffix(".npy").unwrap_or(entry.name()).to_owned();
        let limit = limits.elements.saturating_mul(8).saturating_add(1 << 16);
        let mut unpacked = Vec::new();
        entry.take(limit).read_to_end(&mut unpacked).map_err(|e| format!("'{name}': {e}"))?;
        let literal = npy::read(&unpacked, limits).map_err(|e| format!("'{name}': {e}"))?;
        arrays.insert(name, literal);
    }
    Ok(arrays)
}

/// Samples out of one array for each input.
fn assemble(mut arrays: Arrays, graph: &FloatGraph) -> Result<Vec<Sample>, String> {
    let single = graph.inputs.len() == 1 && arrays.len() == 1;
    let mut stacks = Vec::with_capacity(graph.inputs.len());
    for id in &graph.inputs {
        let value = graph.value(*id);
        let found = arrays
            .remove(&value.name)
            .or_else(|| if single { arrays.pop_first().map(|e| e.1) } else { None });
        let literal = found.ok_or_else(|| format!("nothing for input '{}'", value.name))?;
        let stack = split(&literal, &value.shape).map_err(|e| format!("input '{}': {e}", value.name))?;
        stacks.push(stack.ok_or_else(|| {
            let (got, expected) = (&literal.shape, &value.shape);
            format!("shape {got:?} for input '{}' of {expected:?}", value.name)
        })?);
    }
    if let Some(name) = arrays.keys().next() {
        return Err(format!("the model has no input '{name}'"));
    }
    zipped(&stacks)
}

/// Samples out of EZKL's rows, one for each input.
fn assemble_rows(
    rows: &[Vec<f64>],
    shapes: Option<&[Vec<usize>]>,
    graph: &FloatGraph,
) -> Result<Vec<Sample>, String> {
    let expected = graph.inputs.len();
    if rows.len() != expected {
        return Err(format!("'input_data' has {} rows, the model has {expected} inputs", rows.len()));
    }
    let mut stacks = Vec::with_capacity(expected);
    for (i, (id, row)) in graph.inputs.iter().zip(rows).enumerate() {
        let value = graph.value(*id);
        let (name, len, got) = (&value.name, value.len(), row.len());
        if let Some(shape) = shapes.and_then(|s| s.get(i))
            && shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d)) != Some(len)
        {
            return Err(format!("'input_shapes' has {shape:?} for input '{name}' of {:?}", value.shape));
        }
        if got == 0 || !got.is_multiple_of(len) {
            return Err(format!("'input_data' has {got} numbers for input '{name}' of {len}"));
        }
        stacks.push(row.chunks_exact(len).map(<[f64]>::to_vec).collect());
    }
    zipped(&stacks)
}

/// The samples whose inputs these are, a stack for each input.
fn zipped(stacks: &[Vec<Vec<f64>>]) -> Result<Vec<Sample>, String> {
    // Without inputs there is one sample, of nothing.
    let count = stacks.first().map_or(1, Vec::len);
    if stacks.iter().any(|s| s.len() != count) {
        let counts: Vec<usize> = stacks.iter().map(Vec::len).collect();
        return Err(format!("the inputs have different numbers of samples: {counts:?}"));
    }
    Ok((0..count).map(|i| Sample { inputs: stacks.iter().map(|s| s[i].clone()).collect() }).collect())
}

/// One or more samples of `shape` in an array; `None` if it holds none.
///
/// # Errors
/// A whole number that no float is.
fn split(literal: &Literal, shape: &[usize]) -> Result<Option<Vec<Vec<f64>>>, String> {
    let squeezed = |s: &[usize]| s.iter().copied().filter(|d| *d != 1).collect::<Vec<_>>();
    let data = elements(literal)?;
    if squeezed(&literal.shape) == squeezed(shape) {
        return Ok(Some(vec![data]));
    }
    let Some((_, rest)) = literal.shape.split_first() else { return Ok(None) };
    let len: usize = shape.iter().product();
    Ok((squeezed(rest) == squeezed(shape) && !data.is_empty())
        .then(|| data.chunks_exact(len).map(<[f64]>::to_vec).collect()))
}

impl Sample {
    /// What does not fit the model, if something does not.
    pub(crate) fn check(&self, graph: &FloatGraph) -> Result<(), String> {
        if self.inputs.len() != graph.inputs.len() {
            return Err(format!("{} inputs, the model has {}", self.inputs.len(), graph.inputs.len()));
        }
        for (id, data) in graph.inputs.iter().zip(&self.inputs) {
            let value = graph.value(*id);
            if data.len() != value.len() {
                let (name, expected, got) = (&value.name, value.len(), data.len());
                return Err(format!("input '{name}' has {got} elements, expected {expected}"));
            }
            let fits = |v: &f64| match value.element {
                Element::Float => true,
                Element::Int => v.fract() == 0.0 && v.abs() <= (1u64 << 53) as f64,
                Element::Bool => *v == 0.0 || *v == 1.0,
            };
            if let Some(i) = data.iter().position(|v| !fits(v)) {
                let (name, v) = (&value.name, data[i]);
                let kind =
                    if value.element == Element::Bool { "0 or 1" } else { "a whole number within 2^53" };
                return Err(format!("input '{name}': element {i} is {v}, expected {kind}"));
            }
        }
        Ok(())
    }
}
