//! Rounded quotients: the prover says what they are, and the remainders are small.
//!
//! `n = d·q + r` with `0 <= r < d` has one solution, for numerators and divisors that were doubled, or shifted by a half,
//! where the rounding is to the nearest. The remainder is the residue of `n - d·q`; where the field does not tell that it is its integer,
//! the lowest bits do ([`super::super::lows`]).

use circuit::{Range, Rounding, TensorId};

use super::super::field::{F, PRIME, WIDEST, residue};
use super::super::plan::PlanError;
use super::super::plane::{Fill, IntId, Integers, Map, Part, PlaneId, Term, upper};
use super::super::profile::Why;
use super::super::wide::{MOST, Sum, Value};
use super::Lowering;
use p3_field::PrimeCharacteristicRing;

/// A division.
pub(super) struct Quotient {
    pub num: Value,
    /// A tensor, or a number.
    pub den: Result<Value, i128>,
    pub rounding: Rounding,
    /// Where quotients lie.
    pub range: Range,
    /// The tensor that they are, clamped.
    pub out: TensorId,
    /// Where the tensor is declared to lie, if that says more than its operands and has to be checked.
    pub checked: Option<Range>,
}

impl Lowering<'_> {
    /// A quotient, clamped if there is a clip.
    pub(super) fn divided(&mut self, q: Quotient, clip: Option<Range>) -> Result<Value, PlanError> {
        match q.den.clone() {
            Err(d) => self.by_number(q, d, clip),
            Ok(d) => self.by_tensor(q, d, clip),
        }
    }

    /// A sum of multiples of values and a number, wherever it lies.
    pub(super) fn sum(&mut self, terms: &[(i128, &Value)], number: i128) -> Result<Value, PlanError> {
        let mut sum = Sum::new(terms.first().map_or(0, |(_, v)| v.len));
        terms.iter().for_each(|(factor, value)| sum.add(*factor, value));
        sum.number(number);
        sum.anywhere(&mut self.b)
    }

    fn by_number(&mut self, q: Quotient, d: i128, clip: Option<Range>) -> Result<Value, PlanError> {
        let Quotient { num, rounding, range, out, checked, .. } = q;
        let (n, d) = match rounding {
            _ if d == 1 => (num, 1),
            Rounding::Floor => (num, d),
            Rounding::HalfUp if d % 2 == 0 => (self.sum(&[(1, &num)], d / 2)?, d),
            Rounding::HalfUp => (self.sum(&[(2, &num)], d)?, 2 * d),
        };
        let ends = Range::new(n.range.lo.div_euclid(d), n.range.hi.div_euclid(d));
        let range = range.meet(ends).unwrap_or(range);
        let clip = clip.filter(|clip| !clip.contains_range(range));
        if let Some(values) = self.b.known(n.plane) {
            let quotient =
                |v: &i128| clip.map_or(v.div_euclid(d), |clip| v.div_euclid(d).clamp(clip.lo, clip.hi));
            let values: Vec<i128> = values.iter().map(quotient).collect();
            return self.constant(&values);
        }
        if d == 1 {
            return clip.map_or(Ok(n.clone()), |clip| self.clamp(n, clip, out));
        }
        let len = n.len;
        let den = self.b.integers(Integers::Linear { len, terms: Vec::new(), constant: d });
        let whole = self.b.integers(Integers::Quotient { num: n.integers, den });
        let own = self.b.integers(Integers::Tensor(out));
        let narrow = range.magnitude() <= (WIDEST / 4) as u128;
        match clip {
            // Of what is clamped the quotient is what the clamp leaves and how much it takes.
            Some(clip) if narrow && clip.lo < clip.hi && clip.meet(range).is_some() => {
                let Some(kept) = clip.meet(range) else { return Ok(n) };
                let fill = Fill::Part { of: own, part: Part::ALL };
                let plane = self.b.open(len, kept, kept, fill);
                let q = Value { len, range: kept, integers: own, plane };
                let whole = self.with_excess(&q, clip, range, whole)?;
                self.remainder(&n, d, &whole)?;
                Ok(q)
            }
            Some(clip) => {
                let q = self.quotient(&n, d, whole, range, None)?;
                self.clamp(q, clip, out)
            }
            None => self.quotient(&n, d, own, range, checked),
        }
    }

    /// A quotient that nothing clamps.
    fn quotient(
        &mut self,
        n: &Value,
        d: i128,
        of: IntId,
        range: Range,
        checked: Option<Range>,
    ) -> Result<Value, PlanError> {
        let len = n.len;
        // As far from zero as lets the remainder, whatever it is, stay below the prime; any distance, where it does not anyway.
        let beside = n.range.magnitude() as i128;
        let room = (PRIME - 1 - beside - self.looked(d).min(PRIME) - d.min(PRIME)) / d;
        let tight = Range::new(range.lo, range.lo + range.count().next_power_of_two() as i128 - 1);
        let narrow = range.magnitude() <= (WIDEST / 4) as u128;
        // Of others the range is checked by who asked for the quotient.
        let checked = checked.and_then(|to| to.meet(range)).filter(|to| narrow && *to != range);
        let q = match checked {
            // It has to be checked exactly, which is enough.
            Some(to) => {
                let plane = self.b.open(len, to, to, Fill::Part { of, part: Part::ALL });
                Value { len, range: to, integers: of, plane }
            }
            None => {
                let most = if tight.magnitude() as i128 <= room { room } else { i128::MAX };
                self.b.chosen(len, of, range, most)?
            }
        };
        self.remainder(n, d, &q)?;
        Ok(self.b.confined(q, checked.unwrap_or(range)))
    }

    /// How wide the window is that a remainder of `d` is found in.
    fn looked(&self, d: i128) -> i128 {
        ((d as u128).next_power_of_two() as i128).max(1 << self.b.bits)
    }

    /// Checks that `n - d·q` is a remainder.
    fn remainder(&mut self, n: &Value, d: i128, q: &Value) -> Result<(), PlanError> {
        let before = self.b.why(Why::Remainder);
        let (len, t) = (n.len, self.b.bits);
        let reach = d.saturating_mul(q.range.magnitude() as i128).saturating_add(n.range.magnitude() as i128);
        self.b.fits("a number with its quotient", reach.max(d), MOST)?;
        let same = |factor: F, plane: PlaneId| Term { factor, plane, map: Map::Same };
        let mut terms = vec![same(F::ONE, n.plane), same(residue(-d), q.plane)];
        let mut all = vec![(1, n.plane), (-d, q.plane)];
        let known = if reach + self.looked(d) + d < PRIME { reach } else { 0 };
        if d <= WIDEST / 2 && (known > 0 || d.ilog2() < t || d != 1 << d.ilog2()) {
            // One number, whatever its residue.
            let range = if known > 0 { Range::new(-reach, reach) } else { Range::new(0, d - 1) };
            let rest = self.b.linear(len, terms, 0, range);
            self.b.within(rest, Range::new(0, d - 1), known)?;
            all.push((-1, rest));
            let most = if known > 0 { 0 } else { reach + d };
            self.b.vanishes(len, &all, 0, most)?;
        } else if d == 1 << d.ilog2() {
            // Digits, of which the last one is what is left.
            let shift = d.ilog2();
            let count = shift.div_ceil(t);
            for j in 0..count - 1 {
                let part = Part { shift: t * j, bits: Some(t) };
                let digit =
                    self.b.cells(len, part.range(Range::point(0)), Fill::Part { of: n.integers, part });
                self.b.within(digit, part.range(Range::point(0)), 0)?;
                terms.push(same(residue(-(1 << (t * j))), digit));
                all.push((-(1 << (t * j)), digit));
            }
            let above = t * (count - 1);
            terms.iter_mut().for_each(|term| term.factor *= upper(above));
            let last = Range::new(0, (1 << (shift - above)) - 1);
            let top = self.b.linear(len, terms, 0, last);
            self.b.within(top, last, 0)?;
            all.push((-(1 << above), top));
            self.b.vanishes(len, &all, 0, reach + d)?;
        } else {
            let rest = self.sum(&[(1, n), (-d, q)], 0)?;
            self.b.natural(&rest, d - 1)?;
            let left = self.sum(&[(-1, n), (d, q)], d - 1)?;
            self.b.natural(&left, d - 1)?;
        }
        self.b.why(before);
        Ok(())
    }

    fn by_tensor(&mut self, q: Quotient, den: Value, clip: Option<Range>) -> Result<Value, PlanError> {
        let Quotient { num, rounding, range, out, checked, .. } = q;
        let clip = clip.filter(|clip| !clip.contains_range(range));
        let (n, d) = match rounding {
            Rounding::Floor => (num, den),
            Rounding::HalfUp => (self.sum(&[(2, &num), (1, &den)], 0)?, self.sum(&[(2, &den)], 0)?),
        };
        let (len, most) = (n.len, d.range.hi - 1);
        let own = self.b.integers(Integers::Tensor(out));
        let whole = self.b.integers(Integers::Quotient { num: n.integers, den: d.integers });
        let of = if clip.is_none() { own } else { whole };
        let checked = checked.filter(|_| clip.is_none()).and_then(|to| to.meet(range));
        let q = match checked.filter(|to| *to != range && range.magnitude() <= (WIDEST / 4) as u128) {
            Some(to) => {
                let plane = self.b.open(len, to, to, Fill::Part { of, part: Part::ALL });
                Value { len, range: to, integers: of, plane }
            }
            None => self.b.chosen(len, of, range, i128::MAX)?,
        };
        let beyond = Range::new(-MOST - 1, MOST + 1);
        let products = q.range.times(d.range).unwrap_or(beyond);
        self.b.fits("a product", products.magnitude().min(1 << 126) as i128, MOST)?;
        let known = self.b.integers(Integers::Product(of, d.integers));
        let product = self.multiply(&q, &d, products, known)?;
        let before = self.b.why(Why::Remainder);
        // n - q·d, and d - 1 less that, are not negative.
        let rest = self.sum(&[(1, &n), (-1, &product)], 0)?;
        self.b.natural(&rest, most)?;
        // By now it is known how small that is.
        let rest = self.b.confined(rest, Range::new(0, 1 << 120));
        let left = self.sum(&[(-1, &rest), (1, &d)], -1)?;
        self.b.natural(&left, most)?;
        self.b.why(before);
        let held = q.range.meet(range).unwrap_or(range);
        let q = self.b.confined(q, held);
        clip.map_or(Ok(q.clone()), |clip| self.clamp(q, clip, out))
    }
}
