//! Conditions on positions as tensors of zeros and ones: where what is read has no pads that say the same.

use gadgets::ElementType;
use gadgets::primitive::{Map, Primitive, Read, Term};

use super::super::affine::LoopId;
use super::super::expr::{Kind, Ty, make};
use super::super::refusal::{Refusal, refuse};
use super::tree::{Guard, Tree};
use super::{Raiser, Understood};

impl Raiser<'_> {
    /// 1 where all conditions hold, else 0.
    pub(super) fn indicator(&mut self, guards: &[Guard]) -> Understood<Tree> {
        let one = make(Ty::Int(32), Kind::Int(1))?;
        let one = self.tensor(&one)?.ok_or_else(|| Refusal::new("a condition on an index"))?;
        Ok(Tree::Pad { guards: guards.to_vec(), inner: Box::new(one), value: 0 })
    }

    /// `c·x + (1 − c)·value`, for what is there whether the conditions hold or not.
    pub(super) fn masked(
        &mut self,
        guards: &[Guard],
        inner: &Tree,
        value: i64,
        axes: &[LoopId],
    ) -> Understood<Read> {
        let x = self.tree_read(inner, axes)?;
        let Tree::Pad { guards, inner: one, .. } = self.indicator(guards)? else {
            return refuse("a condition on an index");
        };
        let holds = self.pads(&guards, &one, 0, axes)?;
        let mut terms = vec![Term { coefficient: 1, factors: vec![0, 1] }];
        if value != 0 {
            let less = value.checked_neg().ok_or_else(|| Refusal::new("a constant beyond 64 bits"))?;
            terms.push(Term { coefficient: less, factors: vec![0] });
        }
        // Before the constant is added a sum may be as far from 0 as that is.
        let ty = if value == 0 { self.tree_type(inner).max(ElementType::I32) } else { ElementType::I64 };
        let word = Primitive::Map(Map { reads: vec![holds, x], terms, constant: value });
        Ok(Read::value(self.push(word, ty)?))
    }
}
