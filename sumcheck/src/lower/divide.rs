//! Rounded quotients: the prover says what they are, and the remainders are small.
//!
//! `n = d·q + r` with `0 <= r < d` has one solution, for numerators and divisors that were doubled, or shifted by a half,
//! where the rounding is to the nearest.

use circuit::{Range, Rounding, TensorId};

use super::super::field::{PRIME, WIDEST, residue};
use super::super::plan::PlanError;
use super::super::plane::{Fill, IntId, Integers, Map, Part, PlaneId, Term};
use super::super::wide::{CARRIED, STEP, Sum, Use, Value, carry};
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
        if let Some(q) = self.by_power(&n, d, of, range)? {
            return Ok(q);
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

    /// A quotient that fits a plane, of a number that need not, by a power of two.
    ///
    /// The remainder is the residue of `n - d·q`, and in `0..d`. So `n - d·q - r` is a multiple of the prime. It is one of
    /// `2^k`, too, where the lowest digits of `n` less `r` are; and below the product of both, so zero.
    fn by_power(&mut self, n: &Value, d: i128, of: IntId, range: Range) -> Result<Option<Value>, PlanError> {
        let shift = d.ilog2();
        let limit = WIDEST / 4;
        if !(1..=26).contains(&shift) || d != 1 << shift || range.magnitude() > limit as u128 {
            return Ok(None);
        }
        // What quotients may be at most: the window of `chosen` is no wider than its limit.
        let widest = range.lo.abs() + range.count().next_power_of_two().max(1 << self.b.bits) as i128;
        let most = n.range.magnitude() as i128 + d * widest + d;
        let need = (most / PRIME + 1).ilog2() + 1;
        let count = need.div_ceil(STEP);
        let low = n.planes.get(..count as usize).unwrap_or(&n.planes);
        let mut sum = Range::new(1 - d, 0);
        for (m, plane) in (0u32..).zip(low) {
            let own = self.b.range(*plane).scale(1 << (STEP * m));
            sum = own.and_then(|own| sum.plus(own)).unwrap_or(Range::new(-PRIME, PRIME));
        }
        if need > shift || count > 2 || sum.magnitude() > CARRIED as u128 {
            return Ok(None);
        }
        let len = n.len;
        let q = self.b.chosen(len, of, range, widest - range.lo.abs())?;
        let Some(quotient) = q.narrow() else { return Ok(None) };
        self.b.fits("a quotient", q.range.magnitude() as i128, widest)?;
        let term = |at: u32, plane: &PlaneId| Term {
            factor: residue(2).exp_u64(at.into()),
            plane: *plane,
            map: Map::Same,
        };
        let mut terms: Vec<Term> = (0u32..).zip(&n.planes).map(|(m, plane)| term(STEP * m, plane)).collect();
        terms.push(Term { factor: residue(-d), plane: quotient, map: Map::Same });
        let rest = self.b.linear(len, terms, 0, Range::new(0, d - 1));
        self.b.within(rest, Range::new(0, d - 1), 0)?;
        let mut terms: Vec<Term> = (0u32..).zip(low).map(|(m, plane)| term(STEP * m, plane)).collect();
        terms.push(Term { factor: residue(-1), plane: rest, map: Map::Same });
        carry(&mut self.b, len, terms, 0, sum, shift.min(STEP * count))?;
        Ok(Some(self.b.confined(q, range)))
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
