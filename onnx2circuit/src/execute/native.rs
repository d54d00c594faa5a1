//! Native code: machine A, one step of the model at a time.

use gadgets::Graph;
use llvm_backend::extended::Extended;
use llvm_backend::plan::Plan;
use llvm_backend::{Arena, Native, OptLevel, Progress};
use std::sync::Arc;

use super::{Outcome, check_inputs};
use crate::Failure;

/// A model's native code, compiled in this process.
pub struct Machine {
    native: Native,
    plan: Arc<Plan>,
}

impl Machine {
    /// Compiles `llvm`.
    ///
    /// # Errors
    /// [`Failure`] for a module that is no program of ours, or has other constants.
    pub fn new(llvm: &Extended, graph: &Graph, plan: &Plan, level: OptLevel) -> Result<Self, Failure> {
        Self::stepping(llvm, graph.nodes.len(), plan, level)
    }

    /// Compiles `llvm`, code of so many steps.
    ///
    /// # Errors
    /// As [`Machine::new`].
    pub fn stepping(llvm: &Extended, steps: usize, plan: &Plan, level: OptLevel) -> Result<Self, Failure> {
        let native = Native::new(llvm, "", steps, plan, level).map_err(Failure::input)?;
        Ok(Self { native, plan: Arc::new(plan.clone()) })
    }

    /// The arena before step 0, with these inputs.
    ///
    /// # Errors
    /// [`Failure`] for inputs that do not fit the model.
    pub fn arena(&self, graph: &Graph, inputs: &[Vec<i64>]) -> Result<Arena, Failure> {
        check_inputs(graph, inputs)?;
        let flat: Vec<&[i64]> = inputs.iter().map(Vec::as_slice).collect();
        Arena::with_inputs(self.plan.clone(), graph, &flat).map_err(Failure::input)
    }

    /// The memory plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// One step.
    pub fn advance(&self, arena: &mut Arena) -> Progress {
        self.native.advance(arena)
    }

    /// All steps.
    ///
    /// # Errors
    /// [`Failure`] for inputs that do not fit the model.
    pub fn run(&self, graph: &Graph, inputs: &[Vec<i64>]) -> Result<Outcome, Failure> {
        let mut arena = self.arena(graph, inputs)?;
        match self.native.run(&mut arena) {
            Progress::Failed { status, step } => {
                Ok(Outcome::Stopped { code: status as i32, step: step as usize })
            }
            _ => Ok(Outcome::Done(arena.outputs(graph).map_err(Failure::internal)?)),
        }
    }
}

/// Compiles and runs once.
///
/// # Errors
/// [`Failure`] for a module that is no program of ours, or inputs that do not fit the model.
pub fn run(llvm: &Extended, graph: &Graph, plan: &Plan, inputs: &[Vec<i64>]) -> Result<Outcome, Failure> {
    Machine::new(llvm, graph, plan, OptLevel::O2)?.run(graph, inputs)
}
