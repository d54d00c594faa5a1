//! Quantisation: float graph and ranges in, integer graph out. The last float dies here.
//!
//! Each tensor gets one real scale, each linear map the weight scale that makes its rescale a pure shift.
//! Ranges are proven by interval analysis for every input where that costs at most about 1.5 bits over what
//! calibration saw; elsewhere a value beyond the calibrated range (with margin) is rejected or clamped, as
//! part of the meaning. Reshapes, identities and dropouts cost nothing: their names go to a neighbour.
//!
//! What cannot be represented beside the rest of its tensor is stated as a [`Loss`].

mod average;
mod bounds;
mod build;
mod contracted;
mod copies;
mod deviation;
mod fuse;
mod gains;
mod inputs;
mod linear;
mod map;
mod map_integers;
mod options;
mod origins;
mod products;
mod purpose;
mod real;
mod room;
mod softmax;
mod spelled;
mod steps;
mod sums;
mod target;
mod turned;
mod unit;
mod words;

use gadgets::{Graph, GraphError};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::build::Builder;
use self::fuse::{Base, fuse};
pub use self::options::{Options, Overflow};
use self::purpose::purposes;
use self::real::Real;
use crate::calibrate::{Calibration, CalibrationError};
use crate::error::printable;
use crate::model::Model;

/// A tensor of so few elements keeps a word's bits wherever rounding it to an activation's would save little.
const FEW: usize = 1 << 7;

/// What is done, or why it cannot be.
type Outcome<T = ()> = Result<T, QuantiseError>;

/// A model in integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantised {
    /// The integer graph; valid.
    pub graph: Graph,
    /// What it loses beyond the rounding of each tensor's own width; empty for nearly every model.
    pub losses: Vec<Loss>,
}

impl From<Graph> for Quantised {
    /// A valid graph that was quantised before.
    fn from(graph: Graph) -> Self {
        Self { graph, losses: Vec::new() }
    }
}

/// Accuracy that one scale for a whole tensor cannot keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// ONNX names of the step.
    pub node: String,
    /// The tensor that it gives.
    pub tensor: String,
    /// What is lost.
    pub reason: String,
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [node, tensor, reason] = [&self.node, &self.tensor, &self.reason].map(|text| printable(text));
        write!(f, "node '{node}', tensor '{tensor}': {reason}")
    }
}

/// A model that cannot be quantised.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum QuantiseError {
    /// Inputs without a range.
    #[error(
        "no range for {}: give --input-range NAME=LO..HI or calibrate with samples",
        .0.iter().map(|n| format!("input '{n}'")).collect::<Vec<_>>().join(", ")
    )]
    NoRange(Vec<String>),
    /// Options that contradict themselves.
    #[error("quantisation options: {0}")]
    Options(String),
    /// A calibration of another model.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
    /// A value that no integer type holds at its scale.
    #[error("tensor '{tensor}': {value} does not fit 62 bits")]
    TooWide {
        /// Name of the tensor.
        tensor: String,
        /// The value in units of its scale.
        value: f64,
    },
    /// A gadget that the ranges exclude.
    #[error("node '{node}': {source}")]
    Gadget {
        /// ONNX names.
        node: String,
        /// What is wrong.
        source: gadgets::GadgetError,
    },
    /// A softmax table that cannot be made.
    #[error("node '{node}': {source}")]
    Table {
        /// ONNX names.
        node: String,
        /// What is wrong.
        source: gadgets::table::TableError,
    },
    /// A use of operators that no gadget covers.
    #[error("node '{node}': {reason}")]
    Unsupported {
        /// ONNX names.
        node: String,
        /// What is not covered.
        reason: String,
    },
    /// A calibrated range that its own samples leave, however much it is widened.
    #[error("tensor '{tensor}': {refused} of {of} samples leave its range, which no widening mends")]
    Unsettled {
        /// Name of the tensor.
        tensor: String,
        /// Samples that leave its range.
        refused: usize,
        /// Samples that were run.
        of: usize,
    },
    /// A graph that breaks its own rules: our own fault.
    #[error("internal error: the integer graph is not valid: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<GraphError>),
    /// A value that was never placed: our own fault.
    #[error("internal error: value '{0}' was never computed")]
    Internal(String),
}

/// Quantises `model` with these ranges.
pub(crate) fn quantise(model: &Model, calibration: &Calibration, options: &Options) -> Outcome<Quantised> {
    if let Some(problem) = options.problem() {
        return Err(QuantiseError::Options(problem));
    }
    calibration.check_model(model)?;
    let float = model.graph();
    let mut builder = Builder::new(float, calibration, options);
    let stages = fuse(float, options.node_by_node, &|id| builder.observed(id).map(Real::magnitude));
    let (uses, readers) = purposes(float, &stages, |id| builder.is_small(id), |id| builder.observed(id));
    builder.readers = readers;
    inputs::place(&mut builder)?;
    for (stage, purpose) in stages.iter().zip(uses) {
        match &stage.base {
            Base::Map(map) => builder.map(stage, &map.read(float), purpose)?,
            Base::Op(op) => builder.op(stage, op, purpose)?,
            Base::Weighed(weighed) => builder.weighed(stage, weighed, purpose)?,
        }
    }
    for output in &float.outputs {
        builder.output(output)?;
    }
    builder.graph.validate().map_err(QuantiseError::Invalid)?;
    Ok(Quantised { graph: builder.graph, losses: builder.losses })
}
