//! The gadget vocabulary: each gadget's parameters, shapes and exact integer semantics.
//!
//! A gadget's meaning is defined once, here. Native code, the fault-proof VM and the circuit are each
//! tested against it, and against each other. Nothing in this crate sees a float: real scales appear
//! only as [`Dyadic`] numbers that are carried along for reports.
//!
//! * [`gadget`]: the [`Gadget`] enum over the families below; names, operands, evaluation, ranges.
//! * [`primitive`]: the dozen words that everything is made of; [`view`]: how they read; [`nest`]: what they mean;
//!   [`body`]: several of them, what one step computes.
//! * one file per family: [`conv2d`], [`fully_connected`], [`max_pool`], [`average_pool`], [`relu`],
//!   [`rescale`], [`add`], [`softmax`], [`transpose`], [`range_check`]; [`generic`] for everything else.
//! * [`epilogue`], [`window`], [`table`]: the rules the families share, beside those of [`integers`], which are here, too.
//! * [`find`]: which family a body is.
//! * [`graph`]: the integer graph, which every later stage consumes and LLVM IR is read back into.
//! * [`mapped`]: constants whose elements are a file's.
//! * [`execute`]: the reference execution of a graph.
//! * [`names`]: which constants are a function's table, and which a model's own.
//! * [`scalar`]: straight-line programs, for functions that are no gadget.

pub mod add;
pub mod arbitrary;
pub mod average_pool;
pub mod body;
pub mod composed;
pub mod conv2d;
pub mod dyadic;
pub mod epilogue;
pub mod error;
pub mod execute;
pub mod find;
pub mod fully_connected;
pub mod gadget;
pub mod generic;
pub mod graph;
pub mod mapped;
pub mod max_pool;
pub mod names;
pub mod nest;
pub mod places;
pub mod primitive;
pub mod range_check;
pub mod relu;
pub mod rescale;
pub mod scalar;
pub mod shape;
pub mod softmax;
pub mod strided;
pub mod table;
pub mod transpose;
pub mod view;
pub mod window;

pub use integers::{Buffer, ElementType, Interval, Range, Rounding, Status, caught};
pub use integers::{buffer, element, interval, range, rounding, status};

pub use add::Add;
pub use average_pool::AveragePool;
pub use body::{Body, BodyError, Stored};
pub use composed::Composed;
pub use conv2d::Conv2d;
pub use dyadic::Dyadic;
pub use epilogue::{Bound, Epilogue};
pub use error::{Fault, GadgetError};
pub use execute::{Execution, Stop, execute, observe};
pub use fully_connected::FullyConnected;
pub use gadget::{Gadget, Operand, Role};
pub use generic::Generic;
pub use graph::{Graph, GraphError, Node, Port, Tensor, TensorId};
pub use max_pool::MaxPool;
pub use primitive::{Primitive, Read};
pub use range_check::RangeCheck;
pub use relu::Relu;
pub use rescale::Rescale;
pub use softmax::Softmax;
pub use transpose::Transpose;
pub use view::{Axis, View};
pub use window::Window;
