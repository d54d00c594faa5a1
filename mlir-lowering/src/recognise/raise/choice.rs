//! Choices: clips, extremes, comparisons and selections.

use gadgets::primitive::{Compare, Comparison, Divisor, Fold, Primitive, Reduce};
use gadgets::{ElementType, Range, Rounding};

use super::super::affine::LoopId;
use super::super::expr::{Expr, Kind, Op};
use super::super::nest::clamp;
use super::super::refusal::refuse;
use super::{Operand, Raiser, Understood};

impl Raiser<'_> {
    /// The smaller or larger of two: a clip, a floor, or a selection.
    pub(super) fn bounded(
        &mut self,
        e: &Expr,
        (op, a, b): (Op, &Expr, &Expr),
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        if let Some((inner, lo, hi)) = clamp(e) {
            let clip = Some(Range { lo, hi });
            if let Some(q) = self.quotient(&inner, clip, ty, scope)? {
                return Ok(q);
            }
            let own = self.computed(&inner)?;
            let x = self.raise(&inner, own, scope)?;
            return self.divided(x, Divisor::Constant(1), Rounding::Floor, clip, (own, ty), scope);
        }
        let own = self.computed(a)?;
        let x = self.raise(a, own, scope)?;
        let Some(floor) = b.int() else {
            let y = self.raise(b, own, scope)?;
            return self.extreme(op, x, y, ty, scope);
        };
        let x = self.exact(x, own, scope)?;
        if let Operand::Const(c) = x {
            return Ok(Operand::Const(if op == Op::Max { c.max(floor) } else { c.min(floor) }));
        }
        let (least, most) = self.ends(&x)?;
        if (op == Op::Max && floor <= least) || (op == Op::Min && floor >= most) {
            return Ok(self.fitted(x, ty));
        }
        let fold = if op == Op::Max { Fold::Max } else { Fold::Min };
        let axes = self.axes(&[&x], scope)?;
        let word = Reduce { op: fold, x: self.read(&x, &axes)?, folded: 0, floor: Some(floor) };
        Ok(Operand::Value(self.push(Primitive::Reduce(word), ty)?, axes))
    }

    /// The smaller or larger of two values, by a comparison.
    pub(super) fn extreme(
        &mut self,
        op: Op,
        a: Operand,
        b: Operand,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let (a, b) = (self.exact(a, ty, scope)?, self.exact(b, ty, scope)?);
        let (x, y) = if op == Op::Max { (&a, &b) } else { (&b, &a) };
        let less = self.comparison(Comparison::Less, x, y, scope)?;
        self.chosen(less, b, a, ty, scope)
    }

    /// `c · (a − b) + b`.
    pub(super) fn chosen(
        &mut self,
        c: Operand,
        a: Operand,
        b: Operand,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let with = self.product(c.clone(), a, ty, scope)?;
        let without = self.product(c, b.clone(), ty, scope)?;
        let sum = self.sum(b, with, 1, ty, scope)?;
        self.sum(sum, without, -1, ty, scope)
    }

    pub(super) fn comparison(
        &mut self,
        op: Comparison,
        a: &Operand,
        b: &Operand,
        scope: &[LoopId],
    ) -> Understood {
        let axes = self.axes(&[a, b], scope)?;
        let (a, b) = (self.read(a, &axes)?, self.read(b, &axes)?);
        let word = Primitive::Compare(Compare { op, a, b });
        Ok(Operand::Value(self.push(word, ElementType::I32)?, axes))
    }

    /// 1 where a condition holds, else 0.
    pub(super) fn compare(&mut self, c: &Expr, ty: ElementType, scope: &[LoopId]) -> Understood {
        let (op, a, b, negated) = match &c.kind {
            Kind::Greater(a, b, false) => (Comparison::Less, b, a, false),
            Kind::Greater(a, b, true) => (Comparison::Less, a, b, true),
            Kind::Equal(a, b) => (Comparison::Equal, a, b, false),
            Kind::Differs(a, b) => (Comparison::Equal, a, b, true),
            _ => return refuse("a condition of no known kind"),
        };
        let own = self.computed(a)?;
        let a = self.raise(a, own, scope)?;
        let a = self.exact(a, own, scope)?;
        let b = self.raise(b, own, scope)?;
        let b = self.exact(b, own, scope)?;
        let holds = self.comparison(op, &a, &b, scope)?;
        match negated {
            false => Ok(holds),
            true => self.sum(Operand::Const(1), holds, -1, ty, scope),
        }
    }

    pub(super) fn selected(
        &mut self,
        c: &Expr,
        a: &Expr,
        b: &Expr,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood {
        let holds = self.compare(c, ty, scope)?;
        let (a, b) = (self.raise(a, ty, scope)?, self.raise(b, ty, scope)?);
        self.chosen(holds, a, b, ty, scope)
    }
}
