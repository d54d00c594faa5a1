//! Digits: small parts of wide values, and range checks of these.
//!
//! Digits are committed to, checked, and an identity says that they are the same value.

use circuit::Range;
use p3_field::PrimeCharacteristicRing;

use super::build::{Builder, VIEWS, bits_of};
use super::field::{F, PRIME, WIDEST, residue};
use super::plan::PlanError;
use super::plane::{Fill, IntId, Kind, Map, Part, PlaneId, Term, upper};
use super::wide::{STEP, Sum, Use, Value, fits_plane};

impl Builder<'_> {
    /// Checks that a plane, whose residues are those of integers in `range` if it is honest, is so small that `2^shift` times
    /// it and an integer of magnitude `beside` differ by no multiple of the prime.
    ///
    /// # Errors
    /// Where they might.
    pub fn small_multiple(
        &mut self,
        plane: PlaneId,
        range: Range,
        shift: u32,
        beside: i128,
    ) -> Result<(), PlanError> {
        let most = (PRIME - 1 - beside) >> shift;
        let window = self.window(plane, range.lo, range.count(), 0, most - range.lo)?;
        let reach = range.lo.abs().max(range.lo + window);
        self.fits("what is left of a number", (reach << shift) + beside, PRIME - 1)
    }

    /// Digits of a plane of `bits` each: `plane = Σ 2^(bits·j) · digit[j]`, all but the last between 0 and `2^bits - 1`.
    ///
    /// # Errors
    /// Where the digits could mean another integer of the same residue.
    pub fn digits_of_plane(&mut self, plane: PlaneId, bits: u32) -> Result<Vec<PlaneId>, PlanError> {
        if let Some(known) = self.digits.get(&(vec![plane], bits)) {
            return Ok(known.clone());
        }
        let (range, len) = (self.range(plane), self.plane(plane).len);
        let count = (range.bits().max(1)).div_ceil(bits);
        if count == 1 {
            return Ok(vec![plane]);
        }
        if let Some(digits) = self.withheld_digits(plane, bits)? {
            self.digits.insert((vec![plane], bits), digits.clone());
            return Ok(digits);
        }
        if let Some(values) = self.known(plane) {
            let part = |j| Part { shift: bits * j, bits: (j + 1 < count).then_some(bits) };
            let digit = |j| values.iter().map(|v| part(j).of(*v)).collect::<Vec<i128>>();
            let digits: Vec<PlaneId> = (0..count).map(|j| self.constant(&digit(j))).collect();
            self.digits.insert((vec![plane], bits), digits.clone());
            return Ok(digits);
        }
        let mut digits = Vec::new();
        let mut terms = vec![Term { factor: upper(bits * (count - 1)), plane, map: Map::Same }];
        for j in 0..count - 1 {
            let part = Part { shift: bits * j, bits: Some(bits) };
            let fill = Fill::Digit { of: plane, minus: residue(0), part };
            let digit = self.cells(len, Range::new(0, (1 << bits) - 1), fill);
            self.within(digit, Range::new(0, (1 << bits) - 1), 0)?;
            let factor = -(upper(bits * (count - 1)) * residue(1 << (bits * j)));
            terms.push(Term { factor, plane: digit, map: Map::Same });
            digits.push(digit);
        }
        let shift = bits * (count - 1);
        let top = Range::new(range.lo >> shift, range.hi >> shift);
        let last = self.linear(len, terms, 0, top);
        self.small_multiple(last, top, shift, range.magnitude() as i128)?;
        digits.push(last);
        self.digits.insert((vec![plane], bits), digits.clone());
        Ok(digits)
    }

    /// Digits of what is withheld, or of what a view reads of it: other parts of it, which nobody has to check.
    fn withheld_digits(&mut self, plane: PlaneId, bits: u32) -> Result<Option<Vec<PlaneId>>, PlanError> {
        let (range, len) = (self.range(plane), self.plane(plane).len);
        if let Kind::Withheld { of, part: own, .. } = self.plane(plane).kind {
            let count = range.bits().max(1).div_ceil(bits);
            let part = |j| own.then(Part { shift: bits * j, bits: (j + 1 < count).then_some(bits) });
            return Ok(Some((0..count).map(|j| self.withheld(of, len, part(j))).collect()));
        }
        let Some((under, map)) = self.withheld_view(plane) else { return Ok(None) };
        let map = map.clone();
        let mut digits = self.digits_of_plane(under, bits)?;
        for digit in &mut digits {
            let terms = vec![Term { factor: F::ONE, plane: *digit, map: map.clone() }];
            let range = self.range(*digit).hull(Range::point(0));
            *digit = self.linear(len, terms, 0, range);
        }
        Ok(Some(digits))
    }

    /// What a plane reads, and how, if it is no more than elements of what is withheld, up to [`VIEWS`] views below it: sums of these have
    /// other digits than they.
    fn withheld_view(&self, plane: PlaneId) -> Option<(PlaneId, &Map)> {
        let view = |plane| self.viewed(plane).filter(|(_, map)| !matches!(map, Map::Fold { .. }));
        let first = view(plane)?;
        let mut under = first.0;
        for _ in 0..VIEWS {
            if matches!(self.plane(under).kind, Kind::Withheld { .. }) {
                return Some(first);
            }
            under = view(under)?.0;
        }
        None
    }

    /// Digits of a value of `bits` each, all but the last between 0 and `2^bits - 1`.
    ///
    /// # Errors
    /// As [`Sum::assert_zero`].
    pub fn digits_of(&mut self, value: &Value, bits: u32) -> Result<Vec<PlaneId>, PlanError> {
        if let Some(plane) = value.narrow() {
            return self.digits_of_plane(plane, bits);
        }
        let key = (value.planes.clone(), bits);
        if let Some(known) = self.digits.get(&key) {
            return Ok(known.clone());
        }
        let (digits, mut rest) = self.new_digits(value.len, value.integers, value.range, bits)?;
        rest.add(self, -1, value)?;
        rest.assert_zero(self)?;
        self.digits.insert(key, digits.clone());
        Ok(digits)
    }

    /// Cells for the digits of integers in `range`, each checked, and the sum that they stand for.
    fn new_digits(
        &mut self,
        len: usize,
        of: IntId,
        range: Range,
        bits: u32,
    ) -> Result<(Vec<PlaneId>, Sum), PlanError> {
        let count = range.bits().max(1).div_ceil(bits);
        let mut digits = Vec::new();
        let mut sum = Sum::new(len, Use::Identity);
        for j in 0..count {
            let part = Part { shift: bits * j, bits: (j + 1 < count).then_some(bits) };
            let within = part.range(range);
            let digit = self.cells(len, within, Fill::Part { of, part });
            if part.bits.is_some() || within.count().is_power_of_two() {
                self.within(digit, within, 0)?;
            } else {
                let window = self.window(digit, within.lo, within.count(), 0, PRIME)?;
                self.confine(digit, Range::new(within.lo, within.lo + window - 1));
            }
            sum.place(self, bits * j, 1, digit, &Map::Same)?;
            digits.push(digit);
        }
        Ok((digits, sum))
    }

    /// A value of the prover's choice in a range about `range`, if possible with at most `limit` numbers, of which identities
    /// have to say what it is.
    ///
    /// # Errors
    /// A range whose digits are too wide.
    pub fn chosen(&mut self, len: usize, of: IntId, range: Range, limit: i128) -> Result<Value, PlanError> {
        // Room for the window, which may be several times as wide.
        if range.magnitude() <= (WIDEST / 4) as u128 {
            let plane = self.cells(len, range, Fill::Part { of, part: Part::ALL });
            let window = self.window(plane, range.lo, range.count(), 0, limit.min(WIDEST))?;
            let range = Range::new(range.lo, range.lo + window - 1);
            self.confine(plane, range);
            return Ok(Value { len, range, integers: of, planes: vec![plane] });
        }
        let (planes, _) = self.new_digits(len, of, range, STEP)?;
        self.are_digits(&planes, STEP);
        let mut widest = Range::point(0);
        for (j, digit) in (0u32..).zip(&planes) {
            let part = self.range(*digit).scale(1 << (STEP * j)).and_then(|r| widest.plus(r));
            widest = part.unwrap_or(Range::new(-(1 << 120), 1 << 120));
        }
        Ok(Value { len, range: widest, integers: of, planes })
    }

    /// The value with the range that identities confine it to; as one plane, if it fits.
    pub fn confined(&mut self, value: Value, range: Range) -> Value {
        match value.narrow() {
            Some(plane) => {
                self.confine(plane, range);
                Value { range, ..value }
            }
            None if fits_plane(range) => {
                let terms = (0u32..).zip(&value.planes).map(|(m, plane)| Term {
                    factor: residue(2).exp_u64((STEP * m).into()),
                    plane: *plane,
                    map: Map::Same,
                });
                let plane = self.linear(value.len, terms.collect(), 0, range);
                Value { range, planes: vec![plane], ..value }
            }
            None => Value { range, ..value },
        }
    }

    /// Checks that a value's elements lie in `range`, and gives it with that range.
    ///
    /// # Errors
    /// Values too wide to check.
    pub fn checked(&mut self, value: Value, range: Range) -> Result<Value, PlanError> {
        if range.contains_range(value.range) {
            return Ok(value);
        }
        let range = value.range.meet(range).unwrap_or(range);
        let far = value.range.hi.abs_diff(range.lo).max(range.lo.abs_diff(value.range.lo));
        match value.narrow() {
            Some(plane)
                if fits_plane(range) && far <= WIDEST as u128 && range.count() <= WIDEST as u128 / 4 =>
            {
                self.within(plane, range, far as i128)?;
            }
            _ => {
                for (sign, bound) in [(1, -range.lo), (-1, range.hi)] {
                    let mut left = Sum::new(value.len, Use::Identity);
                    left.add(self, sign, &value)?;
                    left.number(bound);
                    self.natural(left, range.hi - range.lo)?;
                }
            }
        }
        Ok(self.confined(value, range))
    }

    /// Checks that a sum is no less than zero, given that honest ones are at most `most`, and gives its digits.
    ///
    /// # Errors
    /// Sums too wide to check.
    pub fn natural(&mut self, sum: Sum, most: i128) -> Result<Vec<PlaneId>, PlanError> {
        let of = sum.integers(self);
        let mut planes = Vec::new();
        // As wide as the table: one lookup says of each what there is to say.
        let bits = self.bits;
        let digits = bits_of(most.unsigned_abs() + 1).div_ceil(bits).max(1);
        let mut rest = sum;
        for j in 0..digits {
            let part = Part { shift: bits * j, bits: Some(bits) };
            let digit = self.cells(rest.len, part.range(Range::point(0)), Fill::Part { of, part });
            self.within(digit, part.range(Range::point(0)), 0)?;
            rest.place(self, bits * j, -1, digit, &Map::Same)?;
            planes.push(digit);
        }
        rest.assert_zero(self)?;
        Ok(planes)
    }
}
