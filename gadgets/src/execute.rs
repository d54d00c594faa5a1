//! The reference execution: every node by its gadget's semantics, one after the other.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};
use thiserror::Error;

use crate::{Fault, GadgetError, Graph, Status, TensorId};

/// Elements from which on a constant is large.
const LARGE: usize = 1 << 24;

/// Held while a step reads a large constant: one such is wide at a time, however many runs there are. A step is of one thread and
/// calls nothing that waits for another run.
static WIDE: Mutex<()> = Mutex::new(());

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
    let mut values: Vec<Vec<i64>> = vec![Vec::new(); graph.tensors.len()];
    let outputs = observe(graph, inputs, |id, given| values[id.index()] = given.to_vec())?;
    Ok(Execution { values, outputs })
}

/// As [`execute`], for `each` tensor that is given or computed, when it is; the elements of each output. A tensor is
/// forgotten once no step reads it any more.
///
/// # Errors
/// As [`execute`].
pub fn observe(
    graph: &Graph,
    inputs: &[&[i64]],
    mut each: impl FnMut(TensorId, &[i64]),
) -> Result<Vec<Vec<i64>>, Stop> {
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
        each(port.tensor, given);
        values[port.tensor.index()] = given.to_vec();
    }
    let mut read = last_readers(graph);
    for (step, node) in graph.nodes.iter().enumerate() {
        let operand = |id: &TensorId| match &graph.tensor(*id).data {
            // Wide for as long as the step takes.
            Some(data) => Cow::Owned(data.to_i64()),
            None => Cow::Borrowed(values[id.index()].as_slice()),
        };
        let result = {
            let large =
                |id: &TensorId| graph.tensor(*id).data.as_ref().is_some_and(|data| data.len() >= LARGE);
            let alone = || WIDE.lock().unwrap_or_else(PoisonError::into_inner);
            let _alone = node.operands.iter().any(large).then(alone);
            let operands: Vec<Cow<'_, [i64]>> = node.operands.iter().map(operand).collect();
            let operands: Vec<&[i64]> = operands.iter().map(AsRef::as_ref).collect();
            node.gadget.evaluate(&operands)
        };
        match result {
            Ok(result) => {
                if let Some(id) = node.output {
                    each(id, &result);
                    values[id.index()] = result;
                }
            }
            Err(Fault::Status(status)) => return Err(Stop::Status { status, step, node: node.label() }),
            Err(Fault::Gadget(source)) => return Err(Stop::Gadget { node: node.label(), source }),
        }
        std::mem::take(&mut read[step]).into_iter().for_each(|id| values[id.index()] = Vec::new());
    }
    Ok(graph.outputs.iter().map(|p| values[p.tensor.index()].clone()).collect())
}

/// The tensors that each step is the last to read or write, but for outputs.
fn last_readers(graph: &Graph) -> Vec<Vec<TensorId>> {
    let mut last = vec![None; graph.tensors.len()];
    for (step, node) in graph.nodes.iter().enumerate() {
        node.operands.iter().chain(&node.output).for_each(|id| last[id.index()] = Some(step));
    }
    graph.outputs.iter().for_each(|port| last[port.tensor.index()] = None);
    let mut read = vec![Vec::new(); graph.nodes.len()];
    for (id, step) in (0..).map(TensorId).zip(last) {
        step.into_iter().for_each(|step: usize| read[step].push(id));
    }
    read
}
