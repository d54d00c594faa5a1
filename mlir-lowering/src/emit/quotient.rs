//! Rounded quotients.

use gadgets::Rounding;
use gadgets::nest::Expr;
use gadgets::primitive::{Divide, Divisor, Fold, Primitive};
use melior::ir::Value;

use super::point::{Point, constant};
use super::{EmitError, Emitter};
use crate::builder::{Binary, Builder};

impl<'c, 'a> Emitter<'c, 'a, '_> {
    /// `floor((x + half) / d)`: a shift for a power of two; else an unsigned quotient, of the bits' complement where the
    /// numerator is negative: `floor(x / d) = -1 - floor((-1 - x) / d)`. A divisor that is data and may be 0 for
    /// operands out of their ranges is moved to 1 then.
    pub(super) fn divide(
        &self,
        b: &Builder<'c, 'a>,
        x: &Expr,
        d: &Expr,
        rounding: Rounding,
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let unit = self.is_natural(p);
        let x = self.expr(b, x, p, bits)?;
        if let Expr::Const(d) = d
            && d.count_ones() == 1
        {
            let shift = d.trailing_zeros();
            let addend = rounding.addend(shift);
            let x = if addend == 0 { x } else { b.binary(Binary::Add, x, constant(b, bits, addend)) };
            return Ok(b.binary(Binary::ShiftRight, x, b.constant(bits, shift.into())));
        }
        let (divisor, half) = match d {
            Expr::Const(d) => (constant(b, bits, *d), constant(b, bits, d / 2)),
            d => {
                let d = self.expr(b, d, p, bits)?;
                let d = if self.is_positive(p, bits) {
                    d
                } else {
                    b.binary(Binary::MaxUnsigned, d, b.constant(bits, 1))
                };
                (d, d)
            }
        };
        let x = match (rounding, d) {
            (Rounding::Floor, _) => x,
            (Rounding::HalfUp, Expr::Const(_)) => b.binary(Binary::Add, x, half),
            (Rounding::HalfUp, _) => {
                b.binary(Binary::Add, x, b.binary(Binary::ShiftRight, half, b.constant(bits, 1)))
            }
        };
        if unit && rounding == Rounding::Floor {
            return Ok(b.binary(Binary::DivideUnsigned, x, divisor));
        }
        let sign = b.binary(Binary::ShiftRight, x, b.constant(bits, i64::from(bits) - 1));
        let magnitude = b.binary(Binary::Xor, x, sign);
        let quotient = b.binary(Binary::DivideUnsigned, magnitude, divisor);
        Ok(b.binary(Binary::Xor, quotient, sign))
    }

    /// The word of a value that is read as it is, and its number.
    fn inner(&self, read: &gadgets::Read) -> Option<(usize, &Primitive)> {
        let word = read.whole()?.checked_sub(self.body.operands.len())?;
        Some((word, &self.body.values[word].word))
    }

    /// Whether the numerator is a constant that is not negative.
    fn is_natural(&self, p: &Point<'_, 'c, 'a>) -> bool {
        let Primitive::Divide(Divide { numerator, .. }) = &self.body.values[p.word].word else {
            return false;
        };
        matches!(self.inner(numerator), Some((_, Primitive::Map(m))) if m.terms.is_empty() && m.constant >= 0)
    }

    /// Whether the divisor is a maximum with a positive floor beside the quotient, of which no bits are cut off.
    fn is_positive(&self, p: &Point<'_, 'c, 'a>, bits: u32) -> bool {
        let Primitive::Divide(Divide { divisor: Divisor::Read(d), .. }) = &self.body.values[p.word].word
        else {
            return false;
        };
        let Some((word, Primitive::Reduce(r))) = self.inner(d) else { return false };
        let computed = self.computed_width(word);
        let local = self.locals.contains_key(&(word + self.body.operands.len()));
        let kept = self.schedule.inline[word] || (!local && computed <= self.body.values[word].ty.bits());
        computed <= bits && kept && r.op == Fold::Max && r.floor.is_some_and(|f| f >= 1)
    }
}
