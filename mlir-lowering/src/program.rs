//! A whole integer graph as one MLIR module: one function per node, `@step0`, `@step1`, … in graph order.
//!
//! `func.func @step<i>(operands…, output) -> i32 attributes {onnx.nodes = ["conv1", "relu1"]}`. Each function
//! has the ONNX names as its location, too. Constants are parameters: their values are no part of the code.
//! The text depends on nothing but the graph.

use gadgets::{GadgetError, Graph, Node};
use melior::Context;
use melior::ir::attribute::{ArrayAttribute, StringAttribute};
use melior::ir::operation::OperationLike;
use melior::ir::{Attribute, Location, Module};
use thiserror::Error;

use crate::builder::{Signature, function};
use crate::context::Diagnostics;
use crate::emit::{self, EmitError};

/// The attribute with the names of the ONNX nodes that a function fuses.
pub const NODES: &str = "onnx.nodes";

/// A graph that has no lowering.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoweringError {
    /// A gadget's parameters mean nothing, or exceed a limit of the lowering.
    #[error("node '{node}': {source}")]
    Gadget {
        /// Label of the step.
        node: String,
        /// What is wrong.
        source: GadgetError,
    },
    /// A body without a form in loops.
    #[error("node '{node}': {source}")]
    Emit {
        /// Label of the step.
        node: String,
        /// What is wrong.
        source: EmitError,
    },
    /// A gadget that was read from code and has no parameters to make code from.
    #[error("node '{node}': '{gadget}' has no lowering of its own")]
    NoLowering {
        /// Label of the step.
        node: String,
        /// Name of the gadget.
        gadget: &'static str,
    },
    /// MLIR does not accept what we made: our own fault.
    #[error("internal error: the affine module is malformed: {0}")]
    Malformed(String),
}

/// Lowers every node of `graph`; only its gadgets and names matter here, not its tensors.
///
/// # Errors
/// See [`LoweringError`]; the first in graph order.
pub fn lower_graph<'c>(context: &'c Context, graph: &Graph) -> Result<Module<'c>, LoweringError> {
    let module = Module::new(Location::unknown(context));
    for (step, node) in graph.nodes.iter().enumerate() {
        lower_node(context, &module, step, node)?;
    }
    let diagnostics = Diagnostics::collect(context);
    if module.as_operation().verify() {
        Ok(module)
    } else {
        Err(LoweringError::Malformed(diagnostics.text()))
    }
}

fn lower_node<'c>(
    context: &'c Context,
    module: &Module<'c>,
    step: usize,
    node: &Node,
) -> Result<(), LoweringError> {
    let fail = |source| LoweringError::Gadget { node: node.label(), source };
    node.gadget.check().map_err(fail)?;
    let parameters = node.gadget.operands().into_iter().chain(node.gadget.output());
    let names: Vec<Attribute<'c>> =
        node.onnx.iter().map(|name| StringAttribute::new(context, name).into()).collect();
    let signature = Signature {
        name: format!("step{step}"),
        parameters: parameters.map(|o| (o.element, o.shape)).collect(),
        attributes: vec![(NODES, ArrayAttribute::new(context, &names).into())],
    };
    let location = Location::name(context, &node.label(), Location::unknown(context));
    function(context, module, location, &signature, |b, memrefs| {
        let none = || LoweringError::NoLowering { node: node.label(), gadget: node.gadget.name() };
        let body = node.gadget.body().ok_or_else(none)?;
        emit::body(b, &body, memrefs).map_err(|source| LoweringError::Emit { node: node.label(), source })
    })
}
