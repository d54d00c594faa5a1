//! The reference execution: every node by its gadget's semantics, one after the other.

use thiserror::Error;

use crate::{Buffer, Fault, GadgetError, Graph, Status};

/// All values of a completed run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The elements of each tensor by [`crate::TensorId`]; constants included.
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
    let mut values: Vec<Vec<i64>> =
        graph.tensors.iter().map(|t| t.data.as_ref().map(Buffer::to_i64).unwrap_or_default()).collect();
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
        let operands: Vec<&[i64]> = node.operands.iter().map(|id| values[id.index()].as_slice()).collect();
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
