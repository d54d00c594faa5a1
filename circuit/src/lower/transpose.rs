//! Transposes are views.

use gadgets::Transpose;

use super::{Lowering, fixed, narrow, strided};
use crate::Ref;

impl Lowering<'_> {
    pub(super) fn transpose(&mut self, g: &Transpose, operands: Vec<Ref>) -> Ref {
        let [x] = fixed(operands);
        let shape = narrow(&g.shape);
        let steps: Vec<u32> = (0..shape.len()).map(|d| shape[d + 1..].iter().product()).collect();
        let strides: Vec<u32> = g.perm.iter().map(|p| steps[*p]).collect();
        strided(x, narrow(&g.out_shape()), &strides)
    }
}
