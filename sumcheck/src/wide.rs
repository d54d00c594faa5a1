//! Integers wider than the field: values in several positions, and sums of them.
//!
//! A value is `Σ 2^(8m) · planes[m]`. One that fits the field is a single plane. What is in a position need not be a digit:
//! sums of products have whatever the products give. An identity of integers is proved position by position, each carry
//! being what is left of the positions below, divided, and small.

use circuit::Range;
use p3_field::PrimeCharacteristicRing;

use super::build::Builder;
use super::field::{HALF, PRIME, WIDEST, residue};
use super::plan::PlanError;
use super::plane::{IntId, Integers, Map, PlaneId, Term, upper};

/// Bits from a position to the next.
pub const STEP: u32 = 8;
/// Largest magnitude of a position of an identity before terms are split.
const ROOM: i128 = 1 << 27;
/// Largest magnitude of positions that are carried from.
pub const CARRIED: i128 = PRIME / 8;

/// A vector of integers of any size.
#[derive(Clone, Debug)]
pub struct Value {
    /// Number of elements.
    pub len: usize,
    /// Where they lie.
    pub range: Range,
    /// What an honest prover computes.
    pub integers: IntId,
    /// Digits, the lowest first.
    pub planes: Vec<PlaneId>,
}

impl Value {
    /// The plane of a value that fits one.
    pub fn narrow(&self) -> Option<PlaneId> {
        match &self.planes[..] {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Whether integers in `range` fit a plane.
pub fn fits_plane(range: Range) -> bool {
    range.magnitude() <= WIDEST as u128
}

/// What becomes of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// One plane: only residues matter.
    Plane,
    /// A wide value.
    Wide,
    /// An identity, with carries from position to position.
    Identity,
}

impl Use {
    /// How a value in `range` is made.
    pub fn value(range: Range) -> Self {
        if fits_plane(range) { Self::Plane } else { Self::Wide }
    }

    /// Largest magnitude of a position to which a term is added as it is.
    fn room(self) -> i128 {
        match self {
            Self::Plane => i128::MAX,
            Self::Wide => WIDEST,
            Self::Identity => ROOM,
        }
    }
}

/// A sum of multiples of values, position by position.
#[derive(Clone, Debug)]
pub struct Sum {
    /// Number of elements.
    pub len: usize,
    goal: Use,
    positions: Vec<(Vec<Term>, Range)>,
    constant: i128,
    integers: Vec<(i128, IntId, Map)>,
}

/// The range of a multiple of what is read of elements in `range`; of no use where it says too much.
fn read_range(range: Range, factor: i128, map: &Map) -> Range {
    let most = 1i128 << 100;
    let scaled = range.scale(factor).unwrap_or(Range::new(-most, most));
    match map {
        Map::Same => scaled,
        Map::Gather(_) => scaled.hull(Range::point(0)),
        Map::Fold { starts, .. } => {
            let terms = starts.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(0);
            scaled.scale(terms.into()).unwrap_or(Range::new(-most, most)).hull(Range::point(0))
        }
    }
}

impl Sum {
    /// Zero.
    pub fn new(len: usize, goal: Use) -> Self {
        Self { len, goal, positions: Vec::new(), constant: 0, integers: Vec::new() }
    }

    /// Adds a number everywhere.
    pub fn number(&mut self, c: i128) {
        self.constant += c;
    }

    fn position(&mut self, at: u32) -> &mut (Vec<Term>, Range) {
        let position = (at / STEP) as usize;
        if self.positions.len() <= position {
            self.positions.resize(position + 1, (Vec::new(), Range::point(0)));
        }
        &mut self.positions[position]
    }

    /// Adds a multiple of a plane at bit `at`.
    ///
    /// # Errors
    /// A position that grows too large.
    pub fn place(
        &mut self,
        b: &Builder<'_>,
        at: u32,
        factor: i128,
        plane: PlaneId,
        map: &Map,
    ) -> Result<(), PlanError> {
        let factor = factor << (at % STEP);
        let goal = self.goal;
        let (terms, range) = self.position(at);
        terms.push(Term { factor: residue(factor), plane, map: map.clone() });
        if goal == Use::Plane {
            return Ok(());
        }
        *range = range.plus(read_range(b.range(plane), factor, map)).unwrap_or(*range);
        // A digit of a number may come to it.
        b.fits("a digit of a sum", range.magnitude() as i128, HALF - (1 << STEP))
    }

    /// Adds a multiple of a value.
    ///
    /// # Errors
    /// Digits that grow too large.
    pub fn add(&mut self, b: &mut Builder<'_>, factor: i128, value: &Value) -> Result<(), PlanError> {
        self.add_mapped(b, factor, value, &Map::Same)
    }

    /// Adds a multiple of a value that is read through a map.
    ///
    /// # Errors
    /// Digits that grow too large.
    pub fn add_mapped(
        &mut self,
        b: &mut Builder<'_>,
        factor: i128,
        value: &Value,
        map: &Map,
    ) -> Result<(), PlanError> {
        if factor == 0 {
            return Ok(());
        }
        self.integers.push((factor, value.integers, map.clone()));
        for (m, plane) in (0u32..).zip(&value.planes) {
            let (at, own) = (STEP * m, b.range(*plane));
            let room = self.goal.room();
            let there = self.position(at).1;
            let sum = there.plus(read_range(own, factor, map)).map_or(i128::MAX, |r| r.magnitude() as i128);
            if sum <= room {
                self.place(b, at, factor, *plane, map)?;
                continue;
            }
            // The factor's digits apart, if these are small enough.
            let parts: Vec<(u32, i128)> = (0u32..).zip(signed_digits(factor)).collect();
            let small = |(i, low): &(u32, i128)| {
                let there = self.position(at + STEP * i).1;
                there.plus(read_range(own, *low, map)).is_some_and(|r| r.magnitude() as i128 <= room)
            };
            if parts.iter().all(small) {
                for (i, low) in parts.into_iter().filter(|(_, low)| *low != 0) {
                    self.place(b, at + STEP * i, low, *plane, map)?;
                }
                continue;
            }
            let digits =
                if own.magnitude() > 1 << STEP { b.digits_of_plane(*plane, STEP)? } else { vec![*plane] };
            for (j, digit) in (0u32..).zip(digits) {
                for (i, low) in (0u32..).zip(signed_digits(factor)) {
                    self.place(b, at + STEP * (j + i), low, digit, map)?;
                }
            }
        }
        Ok(())
    }

    /// The integers of an honest prover.
    pub fn integers(&self, b: &mut Builder<'_>) -> IntId {
        let (len, terms, constant) = (self.len, self.integers.clone(), self.constant);
        b.integers(Integers::Linear { len, terms, constant })
    }

    /// Puts the number into the positions.
    fn settled(mut self) -> Vec<(Vec<Term>, i128, Range)> {
        if self.positions.is_empty() {
            self.positions.push((Vec::new(), Range::point(0)));
        }
        // As one number, if the position stays as small as its terms had to keep it.
        let single = self.positions.len() == 1
            && self.constant.abs() <= ROOM
            && self.positions[0].1.magnitude() as i128 + self.constant.abs() <= HALF;
        let mut constants = if single { vec![self.constant] } else { signed_digits(self.constant) };
        if self.positions.len() < constants.len() {
            self.positions.resize(constants.len(), (Vec::new(), Range::point(0)));
        }
        constants.resize(self.positions.len(), 0);
        let moved = |((terms, range), c): ((Vec<Term>, Range), i128)| {
            (terms, c, Range::new(range.lo + c, range.hi + c))
        };
        self.positions.into_iter().zip(constants).map(moved).collect()
    }

    /// The sum as a value that lies in `range`, which is a theorem of the ranges of what was added.
    pub fn value(self, b: &mut Builder<'_>, range: Range) -> Value {
        let (len, integers) = (self.len, self.integers(b));
        let positions = self.settled();
        if fits_plane(range) {
            // One plane: the residue of the whole sum is that of an integer below half of the prime.
            let (terms, constant) = together(positions);
            let plane = match &terms[..] {
                [t] if constant == 0 && t.factor == residue(1) && matches!(t.map, Map::Same) => t.plane,
                _ => b.linear(len, terms, constant, range),
            };
            return Value { len, range, integers, planes: vec![plane] };
        }
        let planes = positions.into_iter().map(|(terms, c, r)| b.linear(len, terms, c, r)).collect();
        Value { len, range, integers, planes }
    }

    /// Asserts that the sum is zero.
    ///
    /// # Errors
    /// Positions too large to carry.
    pub fn assert_zero(self, b: &mut Builder<'_>) -> Result<(), PlanError> {
        let len = self.len;
        let mut positions = self.settled();
        loop {
            // What is left is an integer below the prime: it is zero if its residue is.
            let most = positions.iter().rev().try_fold(0i128, |most, (_, _, range)| {
                most.checked_mul(1 << STEP)?.checked_add(range.magnitude() as i128)
            });
            if most.is_some_and(|most| most < PRIME) {
                let range = most.map_or(Range::point(0), |most| Range::new(-most, most));
                let (terms, constant) = together(positions);
                let rest = b.linear(len, terms, constant, range);
                b.zero(rest);
                return Ok(());
            }
            // As many positions at once as fit.
            let (mut count, mut range) = (0u32, Range::point(0));
            for (_, _, own) in &positions {
                let sum = own.scale(1 << (STEP * count)).and_then(|own| range.plus(own));
                match sum {
                    Some(sum) if count == 0 || sum.magnitude() <= CARRIED as u128 => range = sum,
                    _ => break,
                }
                count += 1;
            }
            b.fits("a digit of an identity", range.magnitude() as i128, CARRIED)?;
            let above = positions.split_off(count as usize);
            let (terms, constant) = together(std::mem::replace(&mut positions, above));
            let carry = carry(b, len, terms, constant, range, STEP * count)?;
            let term = Term { factor: residue(1), plane: carry, map: Map::Same };
            let moved = b.range(carry);
            match positions.first_mut() {
                Some((terms, _, range)) => {
                    terms.push(term);
                    *range = range.plus(moved).unwrap_or(Range::new(-PRIME, PRIME));
                }
                None => positions.push((vec![term], 0, moved)),
            }
        }
    }
}

/// Positions as one residue: terms and constant.
fn together(positions: Vec<(Vec<Term>, i128, Range)>) -> (Vec<Term>, i128) {
    let mut terms = Vec::new();
    let mut constant = 0i128;
    for (m, (position, c, _)) in (0u32..).zip(positions) {
        let power = residue(2).exp_u64((STEP * m).into());
        constant = (constant + c * i128::from(super::field::canonical(power))).rem_euclid(PRIME);
        terms.extend(position.into_iter().map(|t| Term { factor: t.factor * power, ..t }));
    }
    (terms, constant)
}

/// The quotient by `2^shift` of a sum in `range`, which is checked to be a multiple of it: its quotient, taken in the field,
/// is a small number, and none that would differ by a multiple of the prime is.
///
/// # Errors
/// Sums that are too large.
pub fn carry(
    b: &mut Builder<'_>,
    len: usize,
    terms: Vec<Term>,
    constant: i128,
    range: Range,
    shift: u32,
) -> Result<PlaneId, PlanError> {
    let factor = upper(shift);
    let scaled = terms.into_iter().map(|t| Term { factor: t.factor * factor, ..t }).collect();
    let quotient = Range::new(range.lo >> shift, range.hi >> shift);
    let moved = i128::from(super::field::canonical(residue(constant) * factor));
    let carry = b.linear(len, scaled, moved, quotient);
    b.small_multiple(carry, quotient, shift, range.magnitude() as i128)?;
    Ok(carry)
}

/// Digits between -128 and 127 of a number.
fn signed_digits(mut v: i128) -> Vec<i128> {
    let mut digits = Vec::new();
    while v != 0 {
        let low = (v & 0xff) - if v & 0x80 != 0 { 0x100 } else { 0 };
        v = (v - low) >> STEP;
        digits.push(low);
    }
    digits
}
