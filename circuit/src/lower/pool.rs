//! Max pool, average pool and ReLU.

use gadgets::{AveragePool, MaxPool};

use super::{Lowered, Lowering, fixed, strided, window};
use crate::{Reduction, Ref};

impl Lowering<'_> {
    pub(super) fn max_pool(&mut self, g: &MaxPool, operands: Vec<Ref>) -> Lowered<Ref> {
        let [x] = fixed(operands);
        self.fold(x, Reduction::Window(window(&g.window)), &g.epilogue)
    }

    /// A sum over windows, times a multiplier for each position where windows count different cells.
    pub(super) fn average_pool(&mut self, g: &AveragePool, operands: Vec<Ref>) -> Lowered<Ref> {
        let mut operands = operands.into_iter();
        let Some(x) = operands.next() else { unreachable!("the integer graph is valid") };
        let mut acc = self.builder.reduce(x, Reduction::Window(window(&g.window)))?;
        if let Some(multipliers) = operands.next() {
            let shape = self.builder.graph().tensor(acc).shape.clone();
            let width = shape[2];
            let multipliers = strided(multipliers, shape, &[0, width, 1]);
            acc = self.builder.mul(acc, multipliers)?;
        }
        self.finish(acc, &g.epilogue)
    }

    pub(super) fn relu(&mut self, operands: Vec<Ref>) -> Lowered<Ref> {
        let [x] = fixed(operands);
        Ok(self.builder.max(x, Reduction::Axes(Vec::new()), Some(0))?.into())
    }
}
