//! Digits of integers of any size, and range checks by them.
//!
//! Digits are committed to, but for the last, which is the field's quotient of what is left; each is looked up. That they are the same
//! integer is an identity of residues by how the last one is made, and of the lowest bits where the field does not tell.

use circuit::Range;
use std::sync::Arc;

use super::build::{Builder, VIEWS};
use super::field::{PRIME, WIDEST, canonical, residue};
use super::lows::{EXACT, How};
use super::plan::PlanError;
use super::plane::{Fill, IntId, Map, Part, PlaneId, Term, upper};
use super::profile::Why;
use super::ranges::{Digits, bits_of};
use super::wide::{Sum, Value, fits_plane};

/// Digits with their positions: an integer is the sum of `2^at · digit`.
pub type Placed = Vec<(u32, PlaneId)>;

impl Builder<'_> {
    /// Digits of a plane, of at most `most` bits each if that is given; those that there are, if they will do.
    ///
    /// # Errors
    /// Where the digits could mean another integer of the same residue.
    pub fn digits_of(&mut self, plane: PlaneId, most: Option<u32>) -> Result<Placed, PlanError> {
        let width = most.unwrap_or(self.bits).min(self.bits);
        let small = |b: &Self, d: &(u32, PlaneId)| most.is_none_or(|most| b.range(d.1).bits() <= most + 1);
        let known = self.digits.get(&plane).into_iter().flatten();
        if let Some(known) = known.map(|d| &d.planes).find(|d| d.iter().all(|d| small(self, d))) {
            return Ok(known.clone());
        }
        let range = self.range(plane);
        let count = range.bits().max(1).div_ceil(width);
        if count == 1 {
            return Ok(vec![(0, plane)]);
        }
        if let Some(parts) = self.parts_of(plane) {
            return Ok(self.parted(plane, &parts, width, EXACT).planes);
        }
        let widths = vec![width; (count - 1) as usize];
        self.digits_as(plane, &widths, false)
    }

    /// Digits of a plane of these widths but for the last; of both signs, if they are `signed` and the plane fits the field.
    ///
    /// # Errors
    /// As [`Self::digits_of`].
    pub fn digits_as(&mut self, plane: PlaneId, widths: &[u32], signed: bool) -> Result<Placed, PlanError> {
        self.digits_through(plane, widths, signed, 0)
    }

    fn digits_through(
        &mut self,
        plane: PlaneId,
        widths: &[u32],
        signed: bool,
        views: usize,
    ) -> Result<Placed, PlanError> {
        if let Some(known) = self.has_digits(plane, widths, signed) {
            return Ok(known);
        }
        let before = self.why(Why::Digits);
        let digits = self.new_digits(plane, widths, signed, views)?;
        self.why(before);
        Ok(digits)
    }

    /// Digits of these widths, if there are some.
    fn has_digits(&self, plane: PlaneId, widths: &[u32], signed: bool) -> Option<Placed> {
        let known = self.digits.get(&plane)?.iter().find(|d| d.widths == widths && d.signed == signed)?;
        Some(known.planes.clone())
    }

    fn new_digits(
        &mut self,
        plane: PlaneId,
        widths: &[u32],
        signed: bool,
        views: usize,
    ) -> Result<Placed, PlanError> {
        let range = self.range(plane);
        if !fits_plane(range) && self.made.contains_key(&plane) {
            if let Some(known) = self.has_digits(plane, widths, false) {
                return Ok(known);
            }
            return self.wide_digits(plane, widths, range);
        }
        if let Some((under, Map::Gather(map))) = self.viewed(plane)
            && self.plane(under).len <= map.len()
            && views < VIEWS
        {
            let map = Arc::clone(map);
            let digits = self.digits_through(under, widths, signed, views + 1)?;
            let planes: Placed = digits.into_iter().map(|(at, d)| (at, self.gather(d, &map))).collect();
            let known = Digits { widths: widths.to_vec(), signed, planes: planes.clone() };
            self.digits.entry(plane).or_default().push(known);
            return Ok(planes);
        }
        if let Some(open) = self.open.get(&plane).copied() {
            if let Some(digits) = self.split(plane, widths, signed, open.range, open.allowed)? {
                self.open.remove(&plane);
                return Ok(digits);
            }
            self.close(plane)?;
        }
        let most = PRIME - 1 - range.magnitude() as i128;
        let digits = self.split(plane, widths, signed, range, Range::new(-most, most))?;
        let bits = range.bits();
        digits.ok_or_else(|| PlanError::TooWide {
            node: self.node.clone(),
            what: "the bits of a number with digits",
            magnitude: bits.into(),
            most: i128::from(self.bits) + widths.iter().sum::<u32>() as i128,
        })
    }

    /// Digits of a plane whose integers are wider than the field; honest ones lie in `range`.
    fn wide_digits(&mut self, plane: PlaneId, widths: &[u32], range: Range) -> Result<Placed, PlanError> {
        let (t, len, above) = (self.bits, self.plane(plane).len, widths.iter().sum::<u32>());
        let Some(of) = self.made.get(&plane).map(|made| made.integers) else { return Ok(vec![(0, plane)]) };
        let last = Range::new(range.lo >> above, range.hi >> above);
        let need = bits_of(last.count());
        self.fits("the bits of a digit", need.into(), t.into())?;
        self.fits("the bits of a number with digits", (above + t).into(), 124)?;
        // The whole table, unless that takes many more carries, or less leaves what fits the field.
        let small = last.magnitude() << above <= WIDEST as u128 && 1 << (above + need) <= WIDEST;
        let width = if need + 2 >= t && !small { t } else { need };
        let scale = upper(above);
        let mut terms = vec![Term { factor: scale, plane, map: Map::Same }];
        let (mut digits, mut at) = (Placed::new(), 0);
        for width in widths {
            let part = Part { shift: at, bits: Some(*width) };
            let cell = self.cells(len, Range::new(0, (1 << width) - 1), Fill::Part { of, part });
            self.look(cell, 0, *width, false);
            let factor = -(scale * residue(2i128.pow(at)));
            terms.push(Term { factor, plane: cell, map: Map::Same });
            digits.push((at, cell));
            at += width;
        }
        let window = Range::new(last.lo, last.lo + (1 << width) - 1);
        let top = self.linear(len, terms, 0, window);
        self.look(top, last.lo, width, false);
        digits.push((above, top));
        let held = Range::new(window.lo << above, ((window.hi + 1) << above) - 1);
        let own = self.range(plane);
        let all: Vec<(i128, PlaneId)> =
            digits.iter().map(|(at, d)| (-(1 << at), *d)).chain([(1, plane)]).collect();
        let most = own.magnitude().saturating_add(held.magnitude()).min(1 << 125) as i128;
        self.vanishes(len, &all, 0, most)?;
        self.confine(plane, own.meet(held).unwrap_or(own));
        let known = Digits { widths: widths.to_vec(), signed: false, planes: digits.clone() };
        self.digits.entry(plane).or_default().push(known);
        // They say what it is better than how it came about.
        self.lows.remove(&plane);
        Ok(digits)
    }

    /// All bytes of a plane whose integers are wider, each its own digit of two's complement: other digits may be there already, of something more.
    ///
    /// # Errors
    /// As [`Self::digits_of`].
    pub(super) fn bytes_of(&mut self, plane: PlaneId, range: Range, width: u32) -> Result<Placed, PlanError> {
        let widths = vec![width; (range.bits().div_ceil(width) - 1) as usize];
        if !fits_plane(self.range(plane)) && self.made.contains_key(&plane) {
            return self.wide_digits(plane, &widths, range);
        }
        let most = PRIME - 1 - range.magnitude() as i128;
        let digits = match most {
            ..0 => None,
            _ => self.split(plane, &widths, false, range, Range::new(-most, most))?,
        };
        digits.ok_or_else(|| PlanError::TooWide {
            node: self.node.clone(),
            what: "the bits of what is hashed",
            magnitude: range.bits().into(),
            most: WIDEST.ilog2().into(),
        })
    }

    /// Checks that a value is no less than zero, given that honest ones are at most `most`.
    ///
    /// # Errors
    /// Values too wide to check.
    pub fn natural(&mut self, value: &Value, most: i128) -> Result<(), PlanError> {
        let (t, plane) = (self.bits, value.plane);
        let own = self.range(plane).meet(value.range).unwrap_or(value.range);
        if own.lo >= 0 {
            return Ok(());
        }
        let honest = Range::new(0, most.min(own.hi.max(0)));
        let need = bits_of(honest.count());
        let count = need.div_ceil(t).max(1);
        let reach = own.magnitude() as i128;
        if fits_plane(own) && reach + (1 << (count * t)) < PRIME {
            if count == 1 {
                self.window(plane, 0, honest.count(), reach, WIDEST)?;
                return Ok(());
            }
            let most = PRIME - 1 - reach;
            let widths = vec![t; (count - 1) as usize];
            if self.split(plane, &widths, false, honest, Range::new(0, most))?.is_some() {
                return Ok(());
            }
        }
        if !self.made.contains_key(&plane) {
            let one = vec![(1, plane, Map::Same)];
            self.is_made(plane, How::Sum(one, 0), value.integers)?;
        }
        let widths = vec![t; (count - 1) as usize];
        self.wide_digits(plane, &widths, honest)?;
        Ok(())
    }

    /// A value of the prover's choice in a range about `range`, no further from zero than `most` if it fits a plane; identities have to say
    /// what it is.
    ///
    /// # Errors
    /// A range whose digits are too wide.
    pub fn chosen(&mut self, len: usize, of: IntId, range: Range, most: i128) -> Result<Value, PlanError> {
        // Room for the window, which may be several times as wide.
        if range.magnitude() <= (WIDEST / 4) as u128 {
            let far = (range.magnitude() as i128).max(1 << self.bits);
            let reach = (4 * far).min(most).min(WIDEST);
            let tight = Range::new(range.lo, range.lo + range.count().next_power_of_two() as i128 - 1);
            let wide = Range::new(-reach, reach);
            let allowed = if wide.contains_range(tight) { wide } else { tight };
            self.fits("a quotient", allowed.magnitude() as i128, most)?;
            let plane = self.open(len, range, allowed, Fill::Part { of, part: Part::ALL });
            return Ok(Value { len, range: allowed, integers: of, plane });
        }
        let before = self.why(Why::Result);
        let (t, low) = (self.bits, range.lo);
        let count = bits_of(range.count()).div_ceil(t);
        self.fits("the bits of a number with digits", (t * count).into(), 120)?;
        let less = self.integers(super::plane::Integers::Linear {
            len,
            terms: vec![(1, of, Map::Same)],
            constant: -low,
        });
        let mut sum = Sum::of(len, of);
        sum.number(low);
        for j in 0..count {
            let part = Part { shift: t * j, bits: Some(t) };
            let cell = self.cells(len, Range::new(0, (1 << t) - 1), Fill::Part { of: less, part });
            self.look(cell, 0, t, false);
            sum.place(1 << (t * j), cell);
        }
        let held = Range::new(low, low + (1 << (t * count)) - 1);
        let value = sum.value(self, held)?;
        self.why(before);
        Ok(value)
    }

    /// The value with the range that identities confine it to.
    pub fn confined(&mut self, value: Value, range: Range) -> Value {
        let held = self.range(value.plane).meet(range).unwrap_or(range);
        self.confine(value.plane, held);
        Value { range, ..value }
    }

    /// Checks that a value's elements lie in `range`, and gives it with that range.
    ///
    /// # Errors
    /// Values too wide to check.
    pub fn checked(&mut self, value: Value, range: Range) -> Result<Value, PlanError> {
        if range.contains_range(value.range) {
            return Ok(value);
        }
        let before = self.why(Why::Range);
        let range = value.range.meet(range).unwrap_or(range);
        let far = value.range.hi.abs_diff(range.lo).max(range.lo.abs_diff(value.range.lo));
        let both = value.range.lo < range.lo && value.range.hi > range.hi;
        match value.narrow() {
            Some(plane) if both && far <= WIDEST as u128 && range.count() <= WIDEST as u128 / 4 => {
                self.within(plane, range, far as i128)?;
            }
            _ => {
                let sides =
                    [(1, -range.lo, value.range.lo < range.lo), (-1, range.hi, value.range.hi > range.hi)];
                for (sign, bound, _) in sides.into_iter().filter(|(.., outside)| *outside) {
                    let mut left = Sum::new(value.len);
                    left.add(sign, &value);
                    left.number(bound);
                    let left = left.anywhere(self)?;
                    self.natural(&left, range.hi - range.lo)?;
                }
            }
        }
        self.why(before);
        Ok(self.confined(value, range))
    }

    /// The residue of a number as a plane's constant.
    pub(super) fn constant_of(v: i128) -> i128 {
        canonical(residue(v)).into()
    }
}
