//! ONNX in, integer graph out: parse, type, check, calibrate, quantise. The last float dies here.
//!
//! ```text
//! Model::load ── bounded protobuf, external data ─► import ─► FloatGraph
//! Model::calibrate ── samples ─► Calibration (or Model::calibrate_within: samples drawn in input ranges)
//! Model::quantise ── Calibration, Options ─► Quantised { graph: gadgets::Graph, losses }
//! ```
//!
//! * [`load`](model::Model::load) reports every blocker at once as [`Diagnostics`], each with its node.
//! * [`float_graph`], [`evaluate`](mod@evaluate): the typed model in floats and its own evaluation, exact or in the
//!   model's own type ([`precision`]).
//! * [`stored`]: the number types of ONNX.
//! * [`oracle`]: the same model through tract: shapes inferred a second time, and float values for tests.
//! * [`calibrate`](mod@calibrate), [`quantise`](mod@quantise): ranges, scales, fusion.
//! * [`samples`]: input files; [`draw`]: inputs drawn in their ranges; [`case`](mod@case): test cases as ONNX lays them out.
//! * [`report`]: how far the integers are from the floats.
//! * [`summary`], [`blockers`]: what a model declares, and what stops it, for people.

pub mod apart;
mod blockers;
pub mod calibrate;
pub mod case;
mod columns;
pub mod compile;
pub mod draw;
pub mod error;
pub mod evaluate;
pub mod float_graph;
pub mod floats;
pub mod functions;
mod import;
pub mod limits;
pub mod literal;
mod load;
pub mod model;
mod observe;
pub mod oracle;
pub mod ports;
pub mod precision;
pub mod quantise;
pub mod report;
pub mod samples;
mod settle;
pub mod stored;
pub mod summary;
pub mod words;

pub use blockers::Blocker;
pub use calibrate::{Calibration, CalibrationError, Interval};
pub use case::{Case, CaseError, DataSet};
pub use compile::{CompileError, CompileOptions, Compiled, Ranges, compile_bytes, compile_path};
pub use draw::{Draws, Samples};
pub use error::{Diagnostic, Diagnostics, Place, Problem, printable, quoted};
pub use float_graph::FloatGraph;
pub use import::opset;
pub use limits::Limits;
pub use literal::{Data, Literal};
pub use model::{LoadOptions, Model};
pub use oracle::{Oracle, OracleError, ShapeDifference};
pub use ports::InputError;
pub use precision::Precision;
pub use quantise::{Loss, Options, Overflow, QuantiseError, Quantised};
pub use report::{Deviation, NodeError, OutputError, Report, Verdict};
pub use samples::{Sample, SampleError};
pub use summary::{Declared, Summary};
