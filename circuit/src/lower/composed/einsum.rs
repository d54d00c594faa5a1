//! Sums of products: an operand has a letter for each axis along which it does not repeat.

use super::{Operand, Walk};
use crate::EinsumSpec;
use crate::lower::Lowered;

impl Walk<'_> {
    /// A convolution where either operand reads windows, else any sum of products.
    pub(super) fn sums(
        &mut self,
        a: &Operand,
        b: &Operand,
        addend: Option<&Operand>,
        summed: usize,
    ) -> Lowered<Operand> {
        for (x, k) in [(a, b), (b, a)] {
            if let Some(found) = self.conv(x, k, addend, summed)? {
                return Ok(found);
            }
        }
        self.einsum(a, b, addend, summed)
    }

    /// Both operands in one shape, of which the last axes are summed.
    pub(super) fn einsum(
        &mut self,
        a: &Operand,
        b: &Operand,
        addend: Option<&Operand>,
        summed: usize,
    ) -> Lowered<Operand> {
        let outer = a.shape.len() - summed;
        let moves = |o: &Operand, k: usize| o.strides[k] != 0;
        let all: Vec<usize> = (0..a.shape.len()).filter(|k| a.shape[*k] > 1).collect();
        // What neither has is repeated by the first.
        let [of_a, of_b] = [true, false].map(|first| {
            let has = |k: &usize| if first { moves(a, *k) || !moves(b, *k) } else { moves(b, *k) };
            all.iter().copied().filter(has).collect::<Vec<_>>()
        });
        let kept: Vec<usize> = all.iter().copied().filter(|k| *k < outer).collect();
        let letter = |k: &usize| {
            let position = all.partition_point(|other| other < k);
            char::from(b'a' + u8::try_from(position).unwrap_or(u8::MAX - b'a'))
        };
        let letters = |axes: &[usize]| axes.iter().map(letter).collect::<String>();
        let spec = EinsumSpec::new(&letters(&of_a), &letters(&of_b), &letters(&kept));
        let bias = addend.map(|c| c.axes(&kept).read());
        let t = self.builder.einsum(spec, a.axes(&of_a).read(), b.axes(&of_b).read(), bias)?;
        let shape = a.shape[..outer].to_vec();
        Ok(Operand::tensor(self.builder.graph(), t).reshape(shape))
    }
}
