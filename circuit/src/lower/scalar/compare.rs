//! Comparisons and selections: signs of differences, and the extrema and clamps that are made of them.

use gadgets::scalar::{Binary, Op, Predicate, Value};

use super::cells::Kind;
use super::form::Form;
use super::translate::{Result, Translation};
use crate::Range;

/// The values of a bit.
const BIT: Range = Range { lo: 0, hi: 1 };

/// Most nested minima and maxima that are read as one clamp.
const LAYERS: usize = 4;

impl Translation<'_> {
    /// 1 where `form` is negative, else 0.
    pub(super) fn negative(&mut self, form: &Form) -> Result<Form> {
        if form.range.lo >= 0 {
            return Ok(Form::constant(0));
        }
        if form.range.hi < 0 {
            return Ok(Form::constant(1));
        }
        let x = self.hold(form)?;
        let cell = self.cells.function(Kind::Negative, vec![x], Range { lo: -1, hi: 0 });
        let form = Form::cell(cell, self.cells);
        self.times(&form, -1)
    }

    /// 1 where `a < b`, else 0.
    fn less(&mut self, a: Form, b: &Form) -> Result<Form> {
        let difference = self.sum(a, -1, b)?;
        self.negative(&difference)
    }

    fn not(&self, bit: &Form) -> Result<Form> {
        self.sum(Form::constant(1), -1, bit)
    }

    /// One of two bits that are never both 1.
    fn either(&self, a: Form, b: &Form) -> Result<Form> {
        let sum = self.sum(a, 1, b)?;
        let range = Range { lo: sum.range.lo.max(BIT.lo), hi: sum.range.hi.min(BIT.hi) };
        Ok(Form { range, ..sum })
    }

    pub(super) fn compare(&mut self, p: Predicate, a: Value, b: Value) -> Result<Form> {
        use Predicate as P;
        if matches!(p, P::Eq | P::Ne) {
            let differs = self.differs(a, b)?;
            return if p == P::Ne { Ok(differs) } else { self.not(&differs) };
        }
        let (a, b) = if matches!(p, P::Slt | P::Sle | P::Sgt | P::Sge) {
            (self.signed(a)?, self.signed(b)?)
        } else {
            (self.unsigned(a)?, self.unsigned(b)?)
        };
        match p {
            P::Slt | P::Ult => self.less(a, &b),
            P::Sgt | P::Ugt => self.less(b, &a),
            P::Sge | P::Uge => {
                let less = self.less(a, &b)?;
                self.not(&less)
            }
            _ => {
                let less = self.less(b, &a)?;
                self.not(&less)
            }
        }
    }

    /// 1 where `a ≠ b`, else 0. A value differs from its clamp where it lies outside: no clamp is formed.
    fn differs(&mut self, a: Value, b: Value) -> Result<Form> {
        let clamps = |x, y| self.clamp(x, y).map(|ends| (x, y, ends));
        if let Some((x, y, (lo, hi))) = clamps(a, b).or_else(|| clamps(b, a)) {
            self.drop_use(y);
            let x = self.signed(x)?;
            let below = self.less(x.clone(), &Form::constant(lo))?;
            let above = self.less(Form::constant(hi), &x)?;
            return self.either(below, &above);
        }
        let (a, b) = (self.unsigned(a)?, self.unsigned(b)?);
        let (below, above) = (self.less(a.clone(), &b)?, self.less(b, &a)?);
        self.either(below, &above)
    }

    pub(super) fn number(&self, v: Value) -> Option<i128> {
        match self.program.ops[v.0 as usize].op {
            Op::Const(c) => Some(c),
            _ => None,
        }
    }

    /// The ends of the interval that `y` clamps `x` to, if it does.
    fn clamp(&self, x: Value, y: Value) -> Option<(i128, i128)> {
        let (mut layers, mut v) = (Vec::new(), y);
        while v != x || layers.is_empty() {
            let (f, a, b) = match self.program.ops[v.0 as usize].op {
                _ if layers.len() == LAYERS => None,
                Op::Binary(f, a, b) => Some((f, a, b)),
                Op::Select { condition, then, otherwise } => self.extremum(condition, then, otherwise),
                _ => None,
            }?;
            let (inner, c) = match (self.number(a), self.number(b)) {
                (None, Some(c)) => (a, c),
                (Some(c), None) => (b, c),
                _ => return None,
            };
            layers.push((f, c));
            v = inner;
        }
        let (mut lo, mut hi) = (i128::MIN, i128::MAX);
        for (f, c) in layers.into_iter().rev() {
            (lo, hi) = match f {
                Binary::Smax => (lo.max(c), hi.max(c)),
                Binary::Smin => (lo.min(c), hi.min(c)),
                _ => return None,
            };
        }
        // An open end is never passed; any end beyond all forms says so.
        const BEYOND: i128 = 1 << 118;
        Some((lo.max(-BEYOND), hi.min(BEYOND)))
    }

    /// A select that is a maximum or minimum of what its condition compares.
    fn extremum(&self, condition: Value, then: Value, otherwise: Value) -> Option<(Binary, Value, Value)> {
        use Predicate as P;
        let Op::Icmp(p, a, b) = self.program.ops[condition.0 as usize].op else { return None };
        let same = |x: Value, y: Value| x == y || self.number(x).is_some_and(|c| self.number(y) == Some(c));
        let straight = same(a, then) && same(b, otherwise);
        if !(straight || same(a, otherwise) && same(b, then)) {
            return None;
        }
        let picks = match (p, straight) {
            (P::Slt | P::Sle, true) | (P::Sgt | P::Sge, false) => Binary::Smin,
            (P::Sgt | P::Sge, true) | (P::Slt | P::Sle, false) => Binary::Smax,
            (P::Ult | P::Ule, true) | (P::Ugt | P::Uge, false) => Binary::Umin,
            (P::Ugt | P::Uge, true) | (P::Ult | P::Ule, false) => Binary::Umax,
            _ => return None,
        };
        Some((picks, then, otherwise))
    }

    pub(super) fn select(&mut self, condition: Value, then: Value, otherwise: Value) -> Result<Form> {
        if let Some((picks, a, b)) = self.extremum(condition, then, otherwise) {
            self.drop_use(condition);
            return self.binary(picks, a, b);
        }
        let condition = self.unsigned(condition)?;
        // Any reading will do, as long as it is short: the signed one bounds what follows.
        let (a, b) = (self.signed_or_bit(then)?, self.signed_or_bit(otherwise)?);
        match condition.as_constant() {
            Some(0) => return Ok(b),
            Some(_) => return Ok(a),
            None => {}
        }
        let hull = a.range.hull(b.range);
        let difference = self.sum(a, -1, &b)?;
        let step = self.product(condition, difference)?;
        let picked = self.sum(b, 1, &step)?;
        Ok(Form { range: hull, ..picked })
    }

    fn signed_or_bit(&mut self, v: Value) -> Result<Form> {
        if self.bits(v) == 1 { self.unsigned(v) } else { self.signed(v) }
    }
}
