//! The circuit's interpreter: the tensors that a proof is about.

use circuit::interpret;
use gadgets::Graph;

use super::{Outcome, check_inputs};
use crate::Failure;

/// Runs the circuit of `graph` on `inputs`.
///
/// # Errors
/// [`Failure`] for inputs that do not fit the model.
pub fn run(circuit: &circuit::Graph, graph: &Graph, inputs: &[Vec<i64>]) -> Result<Outcome, Failure> {
    check_inputs(graph, inputs)?;
    let wide: Vec<Vec<i128>> = inputs.iter().map(|v| v.iter().map(|x| i128::from(*x)).collect()).collect();
    match interpret(circuit, &wide) {
        Ok(trace) => {
            let narrow = |v: i128| i64::try_from(v).map_err(|_| Failure::internal(format!("output {v}")));
            let outputs = circuit.outputs.iter().map(|t| trace.tensor(*t).to_vec());
            let outputs = outputs.map(|v| v.into_iter().map(narrow).collect::<Result<_, _>>());
            Ok(Outcome::Done(outputs.collect::<Result<_, _>>()?))
        }
        Err(e) => match e.status() {
            Some(code) => Ok(Outcome::Stopped { code, step: step_of(&e)? }),
            None => Err(Failure::internal(e)),
        },
    }
}

/// The step that a check belongs to.
fn step_of(error: &circuit::ExecError) -> Result<usize, Failure> {
    let circuit::ExecError::Status { step: Some(step), .. } = error else {
        return Err(Failure::input(format!("the circuit is not made of the model's steps: {error}")));
    };
    Ok(*step as usize)
}
