//! Convolution: one relation and the epilogue.

use gadgets::Conv2d;

use super::{Lowered, Lowering, window};
use crate::Ref;

impl Lowering<'_> {
    pub(super) fn conv2d(&mut self, g: &Conv2d, operands: Vec<Ref>) -> Lowered<Ref> {
        let mut operands = operands.into_iter();
        let (Some(x), Some(k)) = (operands.next(), operands.next()) else {
            unreachable!("the integer graph is valid")
        };
        let acc = self.builder.conv(x, k, operands.next(), window(&g.window), g.groups as u32)?;
        self.finish(acc, &g.epilogue)
    }
}
