//! Sums with broadcasting: both sides are strided views, and their multipliers the coefficients.

use gadgets::Add;
use gadgets::add::Addend;

use super::{Lowered, Lowering, fixed, narrow, strided};
use crate::Ref;

impl Lowering<'_> {
    pub(super) fn add(&mut self, g: &Add, operands: Vec<Ref>) -> Lowered<Ref> {
        let [a, b] = fixed(operands);
        let side = |s: &Addend, r: Ref| (s.multiplier, strided(r, narrow(&g.shape), &narrow(&s.strides)));
        let acc = self.builder.affine(vec![side(&g.a, a), side(&g.b, b)], 0)?;
        self.finish(acc, &g.epilogue)
    }
}
