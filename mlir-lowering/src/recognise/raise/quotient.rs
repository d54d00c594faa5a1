//! Quotients: by shifts, unsigned divisions and complements, with their halves and clips.

use gadgets::primitive::{Divide, Divisor, Primitive};
use gadgets::{ElementType, Range, Rounding};

use super::super::affine::LoopId;
use super::super::expr::{Cast, Expr, Kind, Op};
use super::super::refusal::refuse;
use super::{Operand, Raiser, Understood, storage};

impl Raiser<'_> {
    /// A quotient of floats.
    pub(super) fn ratio(&mut self, a: &Expr, b: &Expr, ty: ElementType, scope: &[LoopId]) -> Understood {
        let x = self.raise(a, ty, scope)?;
        if let Some(c) = b.int().filter(|c| *c >= 1) {
            return self.divided(x, Divisor::Constant(c), Rounding::Floor, None, (ty, ty), scope);
        }
        let (x, d) = (self.exact(x, ty, scope)?, self.raise(b, ty, scope)?);
        let d = self.exact(d, ty, scope)?;
        let axes = self.axes(&[&x, &d], scope)?;
        let (numerator, divisor) = (self.read(&x, &axes)?, Divisor::Read(self.read(&d, &axes)?));
        let word = Divide { numerator, divisor, rounding: Rounding::Floor, clip: None };
        Ok(Operand::Value(self.push(Primitive::Divide(word), ty)?, axes))
    }

    /// A rounded quotient; `None` for something else.
    pub(super) fn quotient(
        &mut self,
        e: &Expr,
        clip: Option<Range>,
        ty: ElementType,
        scope: &[LoopId],
    ) -> Understood<Option<Operand>> {
        let own = match storage(e.ty) {
            Ok(own) => own,
            Err(_) => return Ok(None),
        };
        match &e.kind {
            Kind::Binary(Op::ShiftRight, x, n) => {
                let Some(n @ 0..=62) = n.int() else { return Ok(None) };
                let half = half_up(x, &|h| h.int() == Some(Rounding::HalfUp.addend(n as u32)) && n > 0);
                let (x, rounding) = half.map_or((x, Rounding::Floor), |x| (x, Rounding::HalfUp));
                let x = self.raise(x, own, scope)?;
                self.divided(x, Divisor::Constant(1 << n), rounding, clip, (own, ty), scope).map(Some)
            }
            Kind::Binary(Op::Xor, quotient, sign) => {
                let Kind::Binary(Op::DivUnsigned, magnitude, d) = &quotient.kind else { return Ok(None) };
                let Kind::Binary(Op::Xor, x, same) = &magnitude.kind else { return Ok(None) };
                let Kind::Binary(Op::ShiftRight, of, n) = &sign.kind else { return Ok(None) };
                if same != sign || of != x || n.int() != Some(i64::from(own.bits()) - 1) {
                    return Ok(None);
                }
                self.by(x, d, clip, (own, ty), scope).map(Some)
            }
            Kind::Binary(Op::DivUnsigned, x, d) if x.int().is_some_and(|v| v >= 0) => {
                self.by(x, d, clip, (own, ty), scope).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A quotient by something that is no power of two.
    pub(super) fn by(
        &mut self,
        x: &Expr,
        d: &Expr,
        clip: Option<Range>,
        (own, ty): (ElementType, ElementType),
        scope: &[LoopId],
    ) -> Understood {
        if let Some(c) = d.int() {
            if c < 1 {
                return refuse(format!("a division by {c}"));
            }
            let half = half_up(x, &|h| h.int() == Some(c / 2) && c > 1);
            let (x, rounding) = half.map_or((x, Rounding::Floor), |x| (x, Rounding::HalfUp));
            let x = self.raise(x, own, scope)?;
            return self.divided(x, Divisor::Constant(c), rounding, clip, (own, ty), scope);
        }
        let unextended = match &d.kind {
            Kind::Cast(Cast::SignExtend, inner) => inner,
            _ => d,
        };
        let divisor = match &unextended.kind {
            // For a divisor that is at least 1 nothing changes; whether it is, the body's analysis asks.
            Kind::Binary(Op::MaxUnsigned, inner, one) if one.int() == Some(1) => inner,
            Kind::Binary(Op::Max, _, floor) if floor.int().is_some_and(|f| f >= 1) => d,
            _ => return refuse("a division by something that may be 0"),
        };
        let half = half_up(
            x,
            &|h| matches!(&h.kind, Kind::Binary(Op::ShiftRight, of, one) if of == d && one.int() == Some(1)),
        );
        let (x, rounding) = half.map_or((x, Rounding::Floor), |x| (x, Rounding::HalfUp));
        let divisor = self.raise(divisor, own, scope)?;
        let divisor = self.exact(divisor, own, scope)?;
        let x = self.raise(x, own, scope)?;
        let x = self.exact(x, own, scope)?;
        let axes = self.axes(&[&x, &divisor], scope)?;
        let wide = self.widened(&[&x, &divisor], own, ty);
        let numerator = self.read(&x, &axes)?;
        let divisor = Divisor::Read(self.read(&divisor, &axes)?);
        let word = Primitive::Divide(Divide { numerator, divisor, rounding, clip });
        let value = Operand::Value(self.push(word, wide)?, axes);
        Ok(self.fitted(value, ty))
    }

    pub(super) fn divided(
        &mut self,
        x: Operand,
        divisor: Divisor,
        rounding: Rounding,
        clip: Option<Range>,
        (own, ty): (ElementType, ElementType),
        scope: &[LoopId],
    ) -> Understood {
        let x = self.exact(x, own, scope)?;
        let axes = self.axes(&[&x], scope)?;
        let wide = self.widened(&[&x], own, ty);
        let numerator = self.read(&x, &axes)?;
        let word = Primitive::Divide(Divide { numerator, divisor, rounding, clip });
        let value = Operand::Value(self.push(word, wide)?, axes);
        Ok(self.fitted(value, ty))
    }

    /// The type of a quotient that is computed in `own` and wanted in `ty`: where no operand is as wide as it is computed,
    /// it has to be.
    pub(super) fn widened(&self, operands: &[&Operand], own: ElementType, ty: ElementType) -> ElementType {
        let short = |o: &&Operand| self.type_of(o).is_none_or(|t| t.bits() <= 32);
        if own.bits() > 32 && operands.iter().all(short) { own } else { ty }
    }
}

/// `x`, of `x + half`.
fn half_up<'e>(e: &'e Expr, half: &dyn Fn(&Expr) -> bool) -> Option<&'e Expr> {
    match &e.kind {
        Kind::Binary(Op::Add, x, h) if half(h) => Some(x),
        Kind::Binary(Op::Add, h, x) if half(h) => Some(x),
        _ => None,
    }
}
