//! Many runs in one circuit: one proof says all of them.
//!
//! Relations stand side by side, those of one step together, so that a circuit of many runs is cut into segments as that of one
//! is. Constants, tables and weights are there once. The runs have nothing else in common: no relation reads tensors of two.

use thiserror::Error;

use super::{Def, Graph, RelId, TensorId, Visibility};

/// Most tensors and relations of a circuit of many runs: no table holds more.
const MOST: u64 = 1 << 24;

/// A circuit that is not made of so many runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{runs} runs of {each} tensors and relations: 1 run at least, and {MOST} of these at most")]
pub struct BatchError {
    /// Runs that were asked for.
    pub runs: u32,
    /// Tensors or relations of one, whichever are more.
    pub each: usize,
}

impl Graph {
    /// The circuit of so many runs: inputs of the first run, of the second, …, then the parameters, which are the same for all;
    /// outputs in the same order.
    ///
    /// # Errors
    /// [`BatchError`] for no run, and for more than 2^24 tensors or relations.
    pub fn batched(&self, runs: u32) -> Result<Self, BatchError> {
        let each = self.tensors.len().max(self.relations.len());
        if runs == 0 || (each as u64).saturating_mul(runs.into()) > MOST {
            return Err(BatchError { runs, each });
        }
        let shared: Vec<bool> = self
            .tensors
            .iter()
            .map(|t| matches!(t.vis, Visibility::Constant(_) | Visibility::Parameter))
            .collect();
        let mut graph = Self { version: self.version, tables: self.tables.clone(), ..Self::default() };
        // Where each tensor of the first run lies; those of the others follow it.
        let mut first = Vec::with_capacity(self.tensors.len());
        for (tensor, shared) in self.tensors.iter().zip(&shared) {
            first.push(graph.tensors.len() as u32);
            for run in 0..if *shared { 1 } else { runs } {
                let mut tensor = tensor.clone();
                if let Def::By(RelId(r)) = tensor.def {
                    tensor.def = Def::By(RelId(r * runs + run));
                }
                graph.tensors.push(tensor);
            }
        }
        let place = |t: TensorId, run: u32| {
            let at = t.0 as usize;
            TensorId(first[at] + if shared[at] { 0 } else { run })
        };
        for relation in &self.relations {
            for run in 0..runs {
                let mut relation = relation.clone();
                let operands = relation.operands_mut().into_iter().flat_map(|o| o.tensors_mut());
                operands.for_each(|t| *t = place(*t, run));
                if let Some(out) = relation.out_mut() {
                    *out = place(*out, run);
                }
                graph.relations.push(relation);
            }
        }
        let is_parameter = |t: &&TensorId| self.tensor(**t).vis == Visibility::Parameter;
        for run in 0..runs {
            let own = self.inputs.iter().filter(|t| !is_parameter(t));
            graph.inputs.extend(own.map(|t| place(*t, run)));
            graph.outputs.extend(self.outputs.iter().map(|t| place(*t, run)));
        }
        graph.inputs.extend(self.inputs.iter().filter(is_parameter).map(|t| place(*t, 0)));
        Ok(graph)
    }
}
