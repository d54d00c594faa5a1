//! Quantisation: float graph and ranges in, integer graph out. The last float dies here.
//!
//! Each tensor gets one real scale, each linear map the weight scale that makes its rescale a pure shift.
//! Ranges are proven by interval analysis for every input where that costs at most about 1.5 bits over what
//! calibration saw; elsewhere a value beyond the calibrated range (with margin) is rejected or clamped, as
//! part of the meaning. Reshapes, identities and dropouts cost nothing: their names go to a neighbour.

mod build;
mod fuse;
mod map;
mod options;
mod real;
mod room;
mod steps;
mod sums;
mod target;

use gadgets::{ElementType, Graph, GraphError, Range};
use thiserror::Error;

use self::build::Builder;
use self::fuse::{Base, Stage, fuse};
use self::map::Use;
pub use self::options::{Options, Overflow};
use self::real::{Real, fit};
use crate::calibrate::{Calibration, CalibrationError};
use crate::float_graph::{FloatGraph, Op, ValueId};
use crate::model::Model;

/// A model in integers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantised {
    /// The integer graph; valid.
    pub graph: Graph,
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
    /// A graph that breaks its own rules: our own fault.
    #[error("internal error: the integer graph is not valid: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<GraphError>),
    /// A value that was never placed: our own fault.
    #[error("internal error: value '{0}' was never computed")]
    Internal(String),
}

/// Quantises `model` with these ranges.
pub(crate) fn quantise(
    model: &Model,
    calibration: &Calibration,
    options: &Options,
) -> Result<Quantised, QuantiseError> {
    if let Some(problem) = options.problem() {
        return Err(QuantiseError::Options(problem));
    }
    calibration.check_model(model)?;
    let float = model.graph();
    let mut builder = Builder::new(float, calibration, options);
    place_inputs(&mut builder)?;
    let stages = fuse(float, options.node_by_node);
    for stage in &stages {
        let purpose = purpose(float, &stages, stage);
        match &stage.base {
            Base::Map(map) => builder.map(stage, map, purpose)?,
            Base::Op(op) => builder.op(stage, op, purpose)?,
        }
    }
    for output in &float.outputs {
        builder.output(output)?;
    }
    builder.graph.validate().map_err(QuantiseError::Invalid)?;
    Ok(Quantised { graph: builder.graph })
}

/// Gives every input its scale and its range check.
fn place_inputs(builder: &mut Builder<'_>) -> Result<(), QuantiseError> {
    let float = builder.float;
    let range = |id: &ValueId| builder.calibration.tensors.get(&float.value(*id).name).copied();
    let missing: Vec<String> = float
        .inputs
        .iter()
        .filter(|id| range(id).is_none())
        .map(|id| float.value(*id).name.clone())
        .collect();
    if !missing.is_empty() {
        return Err(QuantiseError::NoRange(missing));
    }
    for id in &float.inputs {
        let Some((lo, hi)) = builder.calibration.tensors.get(&float.value(*id).name).map(|i| i.ends()) else {
            continue;
        };
        let (scale, range) = input_scale(Real { lo, hi }, builder.options.input_bits);
        builder.input(*id, ElementType::smallest(range), scale, range);
    }
    Ok(())
}

/// Scale and integers of an input: whole numbers that need all the bits stay what they are, so a pixel of
/// 0..255 is its own integer.
fn input_scale(real: Real, bits: u32) -> (f64, Range) {
    let whole = real.lo.floor() == real.lo && real.hi.floor() == real.hi;
    let levels = real::power(bits as i32);
    let signed = real.lo < 0.0;
    let top = if signed { levels / 2.0 } else { levels };
    if whole && real.hi < top && real.lo >= -top && real.magnitude() >= top / 2.0 {
        return (1.0, Range { lo: real.lo as i64, hi: real.hi as i64 });
    }
    let (scale, full) = fit(real, signed, bits);
    let end = |v: f64| full.clamp(real::round(v / scale).unwrap_or(0));
    (scale, Range { lo: end(real.lo), hi: end(real.hi) })
}

/// What the accumulators of a map are for: stored as they are where every reader, reshapes aside, is an
/// output of the model, or where it is one softmax.
fn purpose(float: &FloatGraph, stages: &[Stage], stage: &Stage) -> Use {
    let mut values = vec![stage.output];
    let (mut outputs, mut softmaxes) = (0, 0);
    while let Some(value) = values.pop() {
        outputs += float.outputs.iter().filter(|o| o.value == value).count();
        for reader in stages.iter().filter(|s| s.inputs.contains(&value)) {
            match reader.base {
                Base::Op(Op::Reshape) => values.push(reader.output),
                Base::Op(Op::Softmax(_)) => softmaxes += 1,
                _ => return Use::Activation,
            }
        }
    }
    match (outputs, softmaxes) {
        (0, 1..) => Use::Octaves,
        (1.., 0) => Use::Output,
        _ => Use::Activation,
    }
}
