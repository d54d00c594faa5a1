//! The four executions of one artefact. Each takes integers and gives integers, or the same defined stop.

mod circuit;
mod fast;
mod machine;
mod native;
mod tape;

use gadgets::{Graph, Stop};

pub use circuit::run as circuit;
pub use fast::NativeMachine;
pub use machine::{VmRun, guest, run as vm};
pub use native::{Machine, run as native};

use crate::Failure;

/// How a run ended: the same in every execution of one model on one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The elements of each output.
    Done(Vec<Vec<i64>>),
    /// A step returned a status other than 0.
    Stopped {
        /// The status.
        code: i32,
        /// Position of the step.
        step: usize,
    },
}

/// Runs `graph` by the gadgets' own semantics.
///
/// # Errors
/// [`Failure`] for inputs that do not fit the model.
pub fn reference(graph: &Graph, inputs: &[Vec<i64>]) -> Result<Outcome, Failure> {
    let flat: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
    match gadgets::execute(graph, &flat) {
        Ok(run) => Ok(Outcome::Done(run.outputs)),
        Err(Stop::Status { status, step, .. }) => Ok(Outcome::Stopped { code: status.code(), step }),
        Err(other) => Err(Failure::input(other)),
    }
}

/// Checks that `inputs` have the model's sizes and fit their storage types: what writing them to memory
/// takes for granted.
pub(crate) fn check_inputs(graph: &Graph, inputs: &[Vec<i64>]) -> Result<(), Failure> {
    if inputs.len() != graph.inputs.len() {
        return Err(Failure::input(format!("expected {} inputs, got {}", graph.inputs.len(), inputs.len())));
    }
    for (port, values) in graph.inputs.iter().zip(inputs) {
        let t = graph.tensor(port.tensor);
        if t.len() != values.len() {
            let message =
                format!("input '{}': expected {} elements, got {}", port.name, t.len(), values.len());
            return Err(Failure::input(message));
        }
        if let Some(v) = values.iter().find(|v| !t.element.range().contains(**v)) {
            return Err(Failure::input(format!("input '{}': {v} does not fit {}", port.name, t.element)));
        }
    }
    Ok(())
}
