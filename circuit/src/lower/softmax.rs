//! Softmax along the middle axis of `[O, A, I]`: maximum, table, sum, reciprocal, product.

use gadgets::{Node, Softmax, Status};

use super::{LowerError, Lowered, Lowering, fixed, strided};
use crate::{Divisor, Range, Reduction, Ref, Rounding};

impl Lowering<'_> {
    pub(super) fn softmax(&mut self, g: &Softmax, node: &Node, operands: Vec<Ref>) -> Lowered<Ref> {
        let [x, _] = fixed(operands);
        let Some(table) = node.operands.get(1).and_then(|t| self.graph.tensor(*t).data.as_ref()) else {
            let reason = "a softmax table that is not constant".to_owned();
            return Err(LowerError::Unsupported { node: node.label(), reason });
        };
        let entries = table.to_i64();
        let shape = [g.outer, g.axis, g.inner].map(|d| d as u32);
        let over = || Reduction::Axes(vec![1]);
        // A row's value, read at every element of the row.
        let spread = |t| strided(t, shape.to_vec(), &[shape[2], 0, 1]);

        let max = self.builder.max(x.clone(), over(), None)?;
        let below = self.builder.affine(vec![(g.multiplier, spread(max)), (-g.multiplier, x)], 0)?;
        // Never negative; the clip tells the interval analysis.
        let octaves = Range { lo: 0, hi: 1 << g.table_bits };
        let z =
            self.builder.div_round(below, Divisor::Pow2(g.shift as u8), Rounding::Floor, Some(octaves))?;
        let table = self.builder.table(0, &entries);
        let e = self.builder.lut(table, z)?;
        let sum = self.builder.reduce(e, over())?;
        // The largest element contributes the first entry. Intervals cannot see that: the check never fails.
        let known = self.builder.graph().tensor(sum).range;
        let least = entries.first().map_or(1, |v| i128::from(*v)).clamp(1, known.hi.max(1));
        let at_least = Range { lo: least, hi: known.hi.max(least) };
        self.builder.check(sum, at_least, Status::DivisionByZero.code());

        let one = self.builder.constant(&[1], &[1 << g.reciprocal_bits]);
        let ones = strided(one, vec![shape[0], 1, shape[2]], &[0, 0, 0]);
        let reciprocal = self.builder.div_round(ones, Divisor::Tensor(sum.into()), Rounding::Floor, None)?;
        let product = self.builder.mul(e, spread(reciprocal))?;
        let drop = Divisor::Pow2((g.reciprocal_bits - g.fraction_bits) as u8);
        Ok(self.builder.div_round(product, drop, Rounding::HalfUp, None)?.into())
    }
}
