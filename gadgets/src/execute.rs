//! The reference execution: every node by its gadget's semantics, one after the other.

use std::borrow::Cow;
use thiserror::Error;

use crate::{Fault, GadgetError, Graph, Status, TensorId};

/// All values of a completed run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The elements of each tensor by [`crate::TensorId`]; none for constants, which the graph holds.
    pub values: Vec<Vec<i64>>,
    /// The elements of each output.
    pub outputs: Vec<Vec<i64>>,
}

/// A run that ended before its outputs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Stop {
    /// The defined outcome `Err(status, step)`, the same in every execution.
    #[error("step {step} ('{node}'): {status}")]
    Status {
        /// The status that the step returned.
        status: Status,
        /// Position of the step.
        step: usize,
        /// Label of the step.
        node: String,
    },
    /// A malformed graph or input.
    #[error("'{node}': {source}")]
    Gadget {
        /// Label of the step, or name of the input.
        node: String,
        /// What is wrong.
        source: GadgetError,
    },
    /// The wrong number of inputs.
    #[error("expected {expected} inputs, got {got}")]
    InputCount {
        /// Inputs of the model.
        expected: usize,
        /// Inputs given.
        got: usize,
    },
}

/// Runs `graph`, which is valid, on `inputs`: flat elements, one slice for each input.
///
/// # Errors
/// [`Stop::Status`] where a step stops; the others for inputs that do not fit the model.
pub fn execute(graph: &Graph, inputs: &[&[i64]]) -> Result<Execution, Stop> {
    if inputs.len() != graph.inputs.len() {
        return Err(Stop::InputCount { expected: graph.inputs.len(), got: inputs.len() });
    }
    let mut values: Vec<Vec<i64>> = vec![Vec::new(); graph.tensors.len()];
    for (port, given) in graph.inputs.iter().zip(inputs) {
        let tensor = graph.tensor(port.tensor);
        let fail = |source| Stop::Gadget { node: port.name.clone(), source };
        if given.len() != tensor.len() {
            let (expected, got) = (tensor.len(), given.len());
            return Err(fail(GadgetError::OperandLength { gadget: "input", operand: 0, expected, got }));
        }
        if let Some(v) = given.iter().find(|v| !tensor.element.range().contains(**v)) {
            let (value, element) = ((*v).into(), tensor.element);
            return Err(fail(GadgetError::Overflow { gadget: "input", value, element }));
        }
        values[port.tensor.index()] = given.to_vec();
    }
    for (step, node) in graph.nodes.iter().enumerate() {
        let operand = |id: &TensorId| match &graph.tensor(*id).data {
            // Wide for as long as the step takes.
            Some(data) => Cow::Owned(data.to_i64()),
            None => Cow::Borrowed(values[id.index()].as_slice()),
        };
        let operands: Vec<Cow<'_, [i64]>> = node.operands.iter().map(operand).collect();
        let operands: Vec<&[i64]> = operands.iter().map(AsRef::as_ref).collect();
        match node.gadget.evaluate(&operands) {
            Ok(result) => {
                if let Some(id) = node.output {
                    values[id.index()] = result;
                }
            }
            Err(Fault::Status(status)) => return Err(Stop::Status { status, step, node: node.label() }),
            Err(Fault::Gadget(source)) => return Err(Stop::Gadget { node: node.label(), source }),
        }
    }
    let outputs = graph.outputs.iter().map(|p| values[p.tensor.index()].clone()).collect();
    Ok(Execution { values, outputs })
}
