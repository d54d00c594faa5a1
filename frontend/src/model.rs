//! A loaded model: the float graph with what it came from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tract_onnx::pb::{
    ModelProto, TensorProto, TensorShapeProto, TypeProto, ValueInfoProto, tensor_shape_proto, type_proto,
};

use crate::calibrate::{Calibration, CalibrationError, Interval, calibrate_within};
use crate::draw::{Draws, Samples, affordable};
use crate::error::Diagnostics;
use crate::evaluate::{evaluate, evaluate_in};
use crate::float_graph::FloatGraph;
use crate::import::{Imported, import};
use crate::limits::Limits;
use crate::literal::Literal;
use crate::load;
use crate::observe::calibrate;
use crate::oracle::{Oracle, OracleError, ShapeDifference, shape_differences};
use crate::quantise::{Options, QuantiseError, Quantised, quantise};
use crate::samples::Sample;
use crate::summary::Summary;

/// What the user says about a model before it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadOptions {
    /// Values of dynamic dimensions: `--dim name=value`. A dimension without a symbol is `INPUT.AXIS`.
    pub dims: BTreeMap<String, usize>,
    /// Inputs that become constants.
    pub constants: BTreeMap<String, Literal>,
    /// Bounds on sizes and work.
    pub limits: Limits,
}

/// An ONNX model that the compiler supports.
#[derive(Clone, Debug)]
pub struct Model {
    graph: FloatGraph,
    batches: Vec<String>,
    proto: ModelProto,
    /// The bytes of initialisers that are not in the protobuf.
    held: Vec<Option<Bytes>>,
    files: Vec<PathBuf>,
    hash: [u8; 32],
}

impl Model {
    /// Reads the model at `path`, external data included.
    ///
    /// # Errors
    /// Everything that stops it, at once.
    pub fn load(path: &Path, options: &LoadOptions) -> Result<Self, Diagnostics> {
        Self::new(load::from_path(path, &options.limits)?, options)
    }

    /// Reads a model from memory; `folder` holds its external data, if it has any.
    ///
    /// # Errors
    /// Everything that stops it, at once.
    pub fn from_bytes(
        bytes: &[u8],
        folder: Option<&Path>,
        options: &LoadOptions,
    ) -> Result<Self, Diagnostics> {
        Self::new(load::from_bytes(bytes, folder, &options.limits)?, options)
    }

    fn new(loaded: load::Loaded, options: &LoadOptions) -> Result<Self, Diagnostics> {
        let load::Loaded { proto, held, files, hash } = loaded;
        let Imported { graph, batches } = import(&proto, &held, options)?;
        Ok(Self { graph, batches, proto, held, files, hash })
    }

    /// What the file at `path` declares, whether it can be compiled or not, and the model or what stops it.
    ///
    /// # Errors
    /// For a file that is no ONNX model, or whose external data is not there.
    pub fn describe(
        path: &Path,
        options: &LoadOptions,
    ) -> Result<(Summary, Result<Self, Diagnostics>), Diagnostics> {
        let loaded = load::from_path(path, &options.limits)?;
        let summary = Summary::new(&loaded);
        Ok((summary, Self::new(loaded, options)))
    }

    /// Symbols of batch dimensions that no option binds: they are 1.
    pub fn batches(&self) -> &[String] {
        &self.batches
    }

    /// The typed float graph.
    pub fn graph(&self) -> &FloatGraph {
        &self.graph
    }

    /// The files of its external data, in order.
    pub fn external_files(&self) -> &[PathBuf] {
        &self.files
    }

    /// SHA-256 of the model file and then of its external tensors' bytes in graph order.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The hash in hexadecimal.
    pub fn hash_hex(&self) -> String {
        hex(self.hash)
    }

    /// The real values of every tensor for one sample, by [`crate::float_graph::ValueId`]: to 64 bits, whatever the
    /// model's type.
    pub fn evaluate(&self, sample: &Sample) -> Vec<Vec<f64>> {
        evaluate(&self.graph, &sample.inputs)
    }

    /// The values that ONNX gives every tensor for one sample: each operator's result rounded to the model's type.
    pub fn evaluate_as_onnx(&self, sample: &Sample) -> Vec<Vec<f64>> {
        evaluate_in(self.graph.precision, &self.graph, &sample.inputs)
    }

    /// The real values of each output for one sample.
    pub fn outputs(&self, sample: &Sample) -> Vec<Vec<f64>> {
        let mut values = self.evaluate(sample);
        self.graph.outputs.iter().map(|o| std::mem::take(&mut values[o.value.index()])).collect()
    }

    /// The model in tract: an independent float execution.
    ///
    /// # Errors
    /// [`OracleError`] where tract does not take the model.
    pub fn oracle(&self) -> Result<Oracle, OracleError> {
        Oracle::new(&self.whole(usize::MAX), &self.graph)
    }

    /// The values whose shapes tract infers otherwise: none, unless tract or our import is wrong.
    ///
    /// # Errors
    /// [`OracleError`] where tract does not take the model.
    pub fn shape_differences(&self) -> Result<Vec<ShapeDifference>, OracleError> {
        shape_differences(&self.whole(LARGE), &self.graph)
    }

    /// The protobuf with what its initialisers hold, where that is at most so many bytes; larger ones are inputs.
    pub(crate) fn whole(&self, most: usize) -> ModelProto {
        let mut proto = self.proto.clone();
        let Some(graph) = &mut proto.graph else { return proto };
        let all = std::mem::take(&mut graph.initializer);
        for (mut tensor, held) in all.into_iter().zip(&self.held) {
            match held {
                Some(bytes) if bytes.len() > most => graph.input.push(as_input(tensor)),
                Some(bytes) => {
                    tensor.raw_data = bytes.to_vec();
                    graph.initializer.push(tensor);
                }
                None => graph.initializer.push(tensor),
            }
        }
        proto
    }

    /// Observes the range of every tensor on `samples`.
    ///
    /// # Errors
    /// [`CalibrationError`] for no samples or values that are not finite.
    pub fn calibrate(&self, samples: &[Sample]) -> Result<Calibration, CalibrationError> {
        calibrate(self, Samples::Given(samples))
    }

    /// Observes the range of every tensor on samples that are drawn within the ranges of the inputs. The
    /// same seed gives the same calibration. Where an input has no range nothing is observed.
    ///
    /// # Errors
    /// [`CalibrationError::NoSuchInput`] for a name that is no input, [`CalibrationError::NotFinite`].
    pub fn calibrate_within(
        &self,
        inputs: &BTreeMap<String, Interval>,
        seed: u64,
    ) -> Result<Calibration, CalibrationError> {
        calibrate_within(self, inputs, seed)
    }

    /// Samples drawn within these ranges, and how many of `most` the model's size allows; `None` where an
    /// input has no range.
    pub fn draw(&self, ranges: &BTreeMap<String, Interval>, seed: u64, most: u64) -> Option<(Draws, usize)> {
        Some((Draws::new(&self.graph, ranges, seed)?, affordable(&self.graph, most)))
    }

    /// Widens the ranges of `calibration` until none of `samples` leaves one in the model quantised by `options`:
    /// rounding on the way may take a value further than any float went.
    ///
    /// # Errors
    /// [`QuantiseError`] as [`Model::quantise`], and [`QuantiseError::Unsettled`] for a range that cannot be widened
    /// enough.
    pub fn settle(
        &self,
        calibration: &mut Calibration,
        samples: &[Sample],
        options: &Options,
    ) -> Result<(), QuantiseError> {
        crate::settle::settle(self, calibration, samples, options)
    }

    /// The integer graph for these ranges.
    ///
    /// # Errors
    /// [`QuantiseError`]: an input without a range, or values that no type holds.
    pub fn quantise(&self, calibration: &Calibration, options: &Options) -> Result<Quantised, QuantiseError> {
        quantise(self, calibration, options)
    }
}

/// Most bytes of an initialiser that shapes may depend on.
const LARGE: usize = 1 << 20;

/// An input of a tensor's type and shape.
fn as_input(tensor: TensorProto) -> ValueInfoProto {
    let dim = |d: i64| tensor_shape_proto::Dimension {
        value: Some(tensor_shape_proto::dimension::Value::DimValue(d)),
        ..Default::default()
    };
    let shape = TensorShapeProto { dim: tensor.dims.into_iter().map(dim).collect() };
    let value =
        type_proto::Value::TensorType(type_proto::Tensor { elem_type: tensor.data_type, shape: Some(shape) });
    let r#type = TypeProto { value: Some(value), ..Default::default() };
    ValueInfoProto { name: tensor.name, r#type: Some(r#type), ..Default::default() }
}

/// A hash as text.
pub(crate) fn hex(hash: [u8; 32]) -> String {
    hash.iter().map(|b| format!("{b:02x}")).collect()
}
