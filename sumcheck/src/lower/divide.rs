//! Rounded quotients: the prover says what they are, and the remainders are small.
//!
//! `n = d·q + r` with `0 <= r < d` has one solution, for numerators and divisors that were doubled, or shifted by a half,
//! where the rounding is to the nearest.

use circuit::{Range, Rounding, TensorId};

use super::super::field::{PRIME, WIDEST, residue};
use super::super::plan::PlanError;
use super::super::plane::{Fill, IntId, Integers, Map, Part, Term};
use super::super::wide::{Sum, Use, Value};
use super::Lowering;

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
}

impl Lowering<'_> {
    /// A quotient, clamped if there is a clip.
    pub(super) fn divided(&mut self, q: Quotient, clip: Option<Range>) -> Result<Value, PlanError> {
        // Where a clip may change them the run holds no quotients.
        let clip = clip.filter(|clip| !clip.contains_range(q.range));
        let out = clip.is_none().then_some(q.out);
        let quotient = match q.den {
            Err(1) => q.num,
            Err(d) => self.by_number(q.num, d, q.rounding, q.range, out)?,
            Ok(d) => self.by_tensor(q.num, d, q.rounding, q.range, out)?,
        };
        clip.map_or(Ok(quotient.clone()), |clip| self.clamp(quotient, clip))
    }

    /// A multiple of a value and a number, wherever it lies.
    fn shifted(&mut self, terms: &[(i128, &Value)], number: i128) -> Result<Value, PlanError> {
        let mut range = Range::point(number);
        for (factor, value) in terms {
            let part = value.range.scale(*factor).and_then(|r| range.plus(r));
            // Values are below 2^120.
            range = part.unwrap_or(range);
        }
        let terms: Vec<(i128, Value)> = terms.iter().map(|(f, v)| (*f, (*v).clone())).collect();
        self.affine(&terms, number, range)
    }

    fn integers_of(&mut self, num: IntId, den: IntId, out: Option<TensorId>) -> IntId {
        self.b.integers(match out {
            Some(t) => Integers::Tensor(t),
            None => Integers::Quotient { num, den },
        })
    }

    fn by_number(
        &mut self,
        num: Value,
        d: i128,
        rounding: Rounding,
        range: Range,
        out: Option<TensorId>,
    ) -> Result<Value, PlanError> {
        let (n, d) = match rounding {
            Rounding::Floor => (num, d),
            Rounding::HalfUp if d % 2 == 0 => (self.shifted(&[(1, &num)], d / 2)?, d),
            Rounding::HalfUp => (self.shifted(&[(2, &num)], d)?, 2 * d),
        };
        let len = n.len;
        let den = self.b.integers(Integers::Linear { len, terms: Vec::new(), constant: d });
        let of = self.integers_of(n.integers, den, out);
        let beside = n.range.magnitude() as i128;
        // As many quotients as let the remainder, whatever it is, stay below the prime.
        let room = (PRIME - 1 - beside - d.min(PRIME)) / d;
        let small = d <= WIDEST && range.magnitude() <= (WIDEST / 4) as u128;
        if let (Some(plane), true) = (n.narrow(), small) {
            let widest = range.lo.abs() + range.count().next_power_of_two() as i128;
            if widest <= room {
                let q = self.b.chosen(len, of, range, room - range.lo.abs())?;
                let reach = q.range.magnitude() as i128 * d + beside;
                if let (Some(quotient), true) =
                    (q.narrow(), reach + (d as u128).next_power_of_two() as i128 + d < PRIME)
                {
                    let term = |factor, plane| Term { factor: residue(factor), plane, map: Map::Same };
                    let terms = vec![term(1, plane), term(-d, quotient)];
                    let rest = self.b.linear(len, terms, 0, Range::new(-reach, reach));
                    self.b.within(rest, Range::new(0, d - 1), reach)?;
                    return Ok(self.b.confined(q, range));
                }
            }
        }
        let q = self.b.chosen(len, of, range, i128::MAX)?;
        let rest_of = vec![(1, n.integers, Map::Same), (-d, of, Map::Same)];
        let rest_of = self.b.integers(Integers::Linear { len, terms: rest_of, constant: 0 });
        let r = self.remainder(len, rest_of, d)?;
        let mut identity = Sum::new(len, Use::Identity);
        identity.add(&mut self.b, 1, &n)?;
        identity.add(&mut self.b, -d, &q)?;
        identity.add(&mut self.b, -1, &r)?;
        identity.assert_zero(&mut self.b)?;
        Ok(self.b.confined(q, range))
    }

    /// Cells between 0 and `d - 1`.
    fn remainder(&mut self, len: usize, of: IntId, d: i128) -> Result<Value, PlanError> {
        let range = Range::new(0, d - 1);
        if d <= WIDEST / 4 {
            let plane = self.b.cells(len, range, Fill::Part { of, part: Part::ALL });
            self.b.within(plane, range, 0)?;
            return Ok(Value { len, range, integers: of, planes: vec![plane] });
        }
        let chosen = self.b.chosen(len, of, range, i128::MAX)?;
        self.b.checked(chosen, range)
    }

    fn by_tensor(
        &mut self,
        num: Value,
        den: Value,
        rounding: Rounding,
        range: Range,
        out: Option<TensorId>,
    ) -> Result<Value, PlanError> {
        let (n, d) = match rounding {
            Rounding::Floor => (num, den),
            Rounding::HalfUp => (self.shifted(&[(2, &num), (1, &den)], 0)?, self.shifted(&[(2, &den)], 0)?),
        };
        let (len, most) = (n.len, d.range.hi - 1);
        let of = self.integers_of(n.integers, d.integers, out);
        let q = self.b.chosen(len, of, range, i128::MAX)?;
        let products = q.range.times(d.range).unwrap_or(Range::new(-(1 << 120), 1 << 120));
        let known = self.b.integers(Integers::Product(of, d.integers));
        let product = self.multiply(&q, &d, products, Some(known))?;
        for upper in [false, true] {
            // n - q·d, and d - 1 less that, are not negative.
            let mut rest = Sum::new(len, Use::Identity);
            let sign = if upper { -1 } else { 1 };
            rest.add(&mut self.b, sign, &n)?;
            rest.add(&mut self.b, -sign, &product)?;
            if upper {
                rest.add(&mut self.b, 1, &d)?;
                rest.number(-1);
            }
            self.b.natural(rest, most)?;
        }
        Ok(self.b.confined(q, range))
    }
}
