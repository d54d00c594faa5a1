//! Operations of two operands: sums, products, extremes, bits and quotients.

use gadgets::Status;
use gadgets::scalar::{Binary, Value};

use super::cells::{Bitwise, Kind};
use super::form::Form;
use super::translate::{Result, Translation};
use crate::Range;

impl Translation<'_> {
    pub(super) fn binary(&mut self, f: Binary, a: Value, b: Value) -> Result<Form> {
        use Binary as B;
        match f {
            B::Add | B::Sub => {
                let (a, b) = (self.form(a)?, self.form(b)?);
                match f {
                    // The longer side grows in place.
                    B::Add if a.terms.len() < b.terms.len() => self.sum(b, 1, &a),
                    B::Add => self.sum(a, 1, &b),
                    _ => self.sum(a, -1, &b),
                }
            }
            B::Mul => {
                let (a, b) = (self.form(a)?, self.form(b)?);
                self.product(a, b)
            }
            B::Smax | B::Smin | B::Umax | B::Umin => {
                let (a, b) = if matches!(f, B::Smax | B::Smin) {
                    (self.signed(a)?, self.signed(b)?)
                } else {
                    (self.unsigned(a)?, self.unsigned(b)?)
                };
                if matches!(f, B::Smax | B::Umax) { self.maximum(a, b) } else { self.minimum(a, b) }
            }
            B::And | B::Or | B::Xor => self.bitwise(f, a, b),
            B::Udiv | B::Urem | B::Sdiv | B::Srem => self.division(f, a, b),
        }
    }

    fn bitwise(&mut self, f: Binary, a: Value, b: Value) -> Result<Form> {
        let bits = self.bits(a);
        let (mut a, mut b) = (self.form(a)?, self.form(b)?);
        if a.as_constant().is_some() {
            std::mem::swap(&mut a, &mut b);
        }
        if let (Binary::And, Some(c @ 0..)) = (f, b.as_constant())
            && c & (c + 1) == 0
            && c > 0
        {
            // The low bits of any reading.
            return self.wrapped(a, c.count_ones() as u8, false);
        }
        let (a, b) = (self.wrapped(a, bits, false)?, self.wrapped(b, bits, false)?);
        let bits = u32::from(bits);
        let bit = Range { lo: 0, hi: 1 };
        if bit.contains_range(a.range) && bit.contains_range(b.range) {
            // ab, a + b − ab, a + b − 2ab.
            let both = self.product(a.clone(), b.clone())?;
            let either = self.sum(a, 1, &b)?;
            return match f {
                Binary::And => Ok(both),
                Binary::Or => self.sum(either, -1, &both),
                _ => self.sum(either, -2, &both),
            };
        }
        if let (Some(x), Some(y)) = (a.as_constant(), b.as_constant()) {
            return Ok(Form::constant(match f {
                Binary::And => x & y,
                Binary::Or => x | y,
                _ => x ^ y,
            }));
        }
        if let Some(c) = b.as_constant() {
            let ones = if bits >= 100 { -1 } else { (1 << bits) - 1 };
            match f {
                _ if c == 0 => return if f == Binary::And { Ok(b) } else { Ok(a) },
                // All bits that there are, or all but the low ones.
                Binary::And if c == ones => return Ok(a),
                Binary::And if bits < 100 && ((ones - c) & (ones - c + 1)) == 0 => {
                    let low = self.wrapped(a.clone(), 128 - (ones - c).leading_zeros() as u8, false)?;
                    return self.sum(a, -1, &low);
                }
                Binary::Xor if c == ones => return self.sum(Form::constant(ones), -1, &a),
                _ => {}
            }
        }
        let width = 128 - (a.range.hi | b.range.hi).leading_zeros();
        if width > 7 {
            return Err(self.refuse(format!(
                "bitwise operation on values in {} and {}: only bits, masks and values below 128 are proved",
                a.range, b.range
            )));
        }
        let both = self.times(&a, 1 << width)?;
        let both = self.sum(both, 1, &b)?;
        let x = self.hold(&both)?;
        let (and, xor) = (f == Binary::And, f == Binary::Xor);
        let kind = Kind::Bitwise(Bitwise { and, xor, bits: width });
        let hi = if and { a.range.hi.min(b.range.hi) } else { (1 << width) - 1 };
        let cell = self.cells.function(kind, vec![x], Range { lo: 0, hi });
        Ok(Form::cell(cell, self.cells))
    }

    fn division(&mut self, f: Binary, a: Value, b: Value) -> Result<Form> {
        let is_signed = matches!(f, Binary::Sdiv | Binary::Srem);
        let (n, d) = if is_signed {
            (self.signed(a)?, self.signed(b)?)
        } else {
            (self.unsigned(a)?, self.unsigned(b)?)
        };
        let (flip, d) = if d.range.hi < 0 { (true, self.times(&d, -1)?) } else { (false, d) };
        if d.range.lo < 0 {
            return Err(self.refuse(format!("the divisor's range {} holds both signs", d.range)));
        }
        let positive = Range { lo: 1, hi: d.range.hi };
        let d = self.checked(d, positive, Status::DivisionByZero)?;
        // Towards zero: a negative numerator is moved up by d − 1 before the floor.
        let negative = self.negative(&n)?;
        let less = self.within(d.clone().plus_constant(-1, self.cells))?;
        let raise = self.product(negative, less)?;
        let raised = self.sum(n.clone(), 1, &raise)?;
        let floor = match d.as_constant() {
            Some(c) => {
                let c = self.within(i64::try_from(c).ok())?;
                let q = self.cells.divide(&raised, c, false);
                self.within(q)?
            }
            None => {
                let range = raised.range.div_round(d.range, crate::Rounding::Floor);
                let range = self.within(range)?;
                let args = vec![self.hold(&raised)?, self.hold(&d)?];
                self.cells.function(Kind::Quotient, args, range)
            }
        };
        let floor = Form::cell(floor, self.cells);
        if matches!(f, Binary::Sdiv | Binary::Udiv) {
            return self.times(&floor, if flip { -1 } else { 1 });
        }
        let whole = self.product(floor, d)?;
        self.sum(n, -1, &whole)
    }
}
