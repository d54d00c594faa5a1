//! Integers that the field does not tell apart: their residues modulo the prime, and modulo a power of two.
//!
//! A plane whose integers are wider than the field is known by its residues, and by how it comes about ([`Made`]). From that follow, where
//! somebody asks, small planes in positions whose sum is congruent to it modulo `2^k` ([`Low`]). An integer whose residue is zero,
//! of magnitude below `p · 2^k`, is zero if it is a multiple of `2^k`, the prime being odd ([`Builder::vanishes`]): identities of `b` bits look
//! at the lowest `b - 31` of them, however wide their terms are.

use circuit::{Range, TensorId};
use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::{Builder, VIEWS};
use super::factors::Shape;
use super::field::{HALF, PRIME, canonical, residue};
use super::plan::PlanError;
use super::plane::{IntId, Map, Part, PlaneId, Term, upper};
use super::profile::Why;
use super::ranges::bits_of;
use super::wide::{fits_plane, read_range};

/// Modulo every power of two.
pub const EXACT: u32 = u32::MAX;
/// Largest magnitude of what is carried from.
pub const CARRIED: i128 = PRIME / 8;
/// Largest magnitude of a position before terms are split.
pub(super) const ROOM: i128 = 3 << 26;
/// Bits of the digits of factors that are too large.
const STEP: u32 = 8;
/// Bits of the parts of what everybody knows or is withheld.
const PART: u32 = 13;
/// Wide sums of wide sums, before the lower ones are cut into digits.
const DEPTH: u32 = 24;
/// Powers of two that are tried beyond the least that is needed.
pub(super) const SPARE: u32 = 15;

/// How a plane comes about.
#[derive(Clone, Debug)]
pub struct Made {
    /// How.
    pub how: How,
    /// Its integers, in a run.
    pub integers: IntId,
    /// Sums below it that are as wide.
    pub depth: u32,
}

/// How a plane's integers come about.
#[derive(Clone, Debug)]
pub enum How {
    /// A sum of multiples of planes, and a number.
    Sum(Vec<(i128, PlaneId, Map)>, i128),
    /// A plane's elements, each times a number.
    Scaled(PlaneId, Arc<[i128]>),
    /// A sum of products of two planes, the so-manieth of the plan's.
    Product([PlaneId; 2], Arc<Shape>, usize),
    /// Parts of it are there for the asking.
    Parts(Parts),
}

/// Integers of which everybody, or the setup, knows any part.
#[derive(Clone, Debug)]
pub enum Parts {
    /// Everybody.
    Known(Arc<[i128]>),
    /// The setup.
    Withheld(TensorId),
    /// A public tensor, by its slot.
    Public(usize),
}

/// What a plane is modulo a power of two.
#[derive(Clone, Debug)]
pub struct Low {
    /// The power.
    pub bits: u32,
    /// The plane is congruent to the sum of `2^at · plane`.
    pub planes: Vec<(u32, PlaneId)>,
}

/// Sums that are made position by position.
type Positions = BTreeMap<u32, (Vec<Term>, i128, Range)>;

/// Parts of `width` bits of numbers in a range, as far as their lowest `bits` bits go; the last one has all that is above if it reaches the end.
pub(super) fn parts(range: Range, width: u32, bits: u32) -> impl Iterator<Item = Part> + Clone {
    let all = range.bits().max(1);
    let count = all.min(bits).div_ceil(width).max(1);
    let whole = width * count >= all;
    (0..count).map(move |j| Part { shift: width * j, bits: (!(whole && j + 1 == count)).then_some(width) })
}

/// The number of the same residue modulo `2^bits` with the smallest magnitude.
fn signed(v: i128, bits: u32) -> i128 {
    if bits >= 120 {
        return v;
    }
    let low = v & ((1 << bits) - 1);
    if bits > 0 && low >> (bits - 1) == 1 { low - (1 << bits) } else { low }
}

/// Digits between -128 and 127 of a number, each with its position.
fn signed_digits(mut v: i128) -> Vec<(u32, i128)> {
    let (mut digits, mut at) = (Vec::new(), 0);
    while v != 0 {
        let low = signed(v, STEP);
        v = (v - low) >> STEP;
        if low != 0 {
            digits.push((at, low));
        }
        at += STEP;
    }
    digits
}

impl Builder<'_> {
    /// Says how a plane comes about that does not fit the field.
    pub fn is_made(&mut self, plane: PlaneId, how: How, integers: IntId) -> Result<(), PlanError> {
        let below: Vec<PlaneId> = match &how {
            How::Sum(terms, _) => terms.iter().map(|(_, plane, _)| *plane).collect(),
            How::Scaled(plane, _) => vec![*plane],
            How::Product(factors, ..) => factors.to_vec(),
            How::Parts(_) => Vec::new(),
        };
        let mut depth = 0;
        for under in below {
            let Some(made) = self.made.get(&under).filter(|_| !fits_plane(self.range(under))) else {
                continue;
            };
            // Digits of the factors of a product are looked for where the product is; those of a deep sum bound how far it takes.
            let deep = made.depth + 1;
            if !matches!(made.how, How::Parts(_)) && (matches!(how, How::Product(..)) || deep > DEPTH) {
                self.digits_of(under, None)?;
            } else {
                depth = depth.max(deep);
            }
        }
        self.made.insert(plane, Made { how, integers, depth });
        Ok(())
    }

    /// Of a sum of products of which a large multiple is asked for its own digits are better than those of its factors, which leave no room.
    fn cut_product(&mut self, plane: PlaneId, factor: i128, bits: u32) -> Result<(), PlanError> {
        let wide = !fits_plane(self.range(plane)) && !self.digits.contains_key(&plane);
        let product = self.made.get(&plane).is_some_and(|made| matches!(made.how, How::Product(..)));
        let factor = signed(factor, bits);
        if wide && product && factor != 0 && (factor >> factor.trailing_zeros()).abs() > 1 << (STEP / 2) {
            self.digits_of(plane, None)?;
        }
        Ok(())
    }

    /// The bits to which a product is asked for: by somebody now, or by whoever asked for most when the circuit was laid out before.
    fn asked(&mut self, product: usize, bits: u32) -> u32 {
        if self.asked.len() <= product {
            self.asked.resize(product + 1, 0);
        }
        let before = self.asked[product];
        self.asked[product] = before.max(bits);
        self.again |= before > 0 && before < bits;
        before.max(bits)
    }

    /// A part of what everybody, or the setup, knows.
    fn part(&mut self, parts: &Parts, len: usize, range: Range, part: Part) -> PlaneId {
        match parts {
            Parts::Known(values) => {
                let values: Vec<i128> = values.iter().map(|v| part.of(*v)).collect();
                self.constant(&values)
            }
            Parts::Withheld(of) => self.withheld(*of, len, part),
            Parts::Public(slot) => self.public(*slot, len, range, part),
        }
    }

    /// The lowest `bits` bits of what everybody, or the setup, knows, in parts of `width`.
    pub(super) fn parted(&mut self, plane: PlaneId, of: &Parts, width: u32, bits: u32) -> Low {
        let (range, len) = (self.range(plane), self.plane(plane).len);
        let own = parts(range, width, bits);
        let all = own.clone().last();
        let planes = own.map(|part| (part.shift, self.part(of, len, range, part))).collect();
        let known = all.and_then(|last| last.bits.map(|bits| last.shift + bits)).unwrap_or(EXACT);
        Low { bits: known, planes }
    }

    /// What a plane is modulo a power of two that is `2^bits` at least.
    ///
    /// # Errors
    /// Planes whose digits are too wide.
    pub fn low(&mut self, plane: PlaneId, bits: u32) -> Result<Low, PlanError> {
        self.low_through(plane, bits, 0)
    }

    fn low_through(&mut self, plane: PlaneId, bits: u32, views: usize) -> Result<Low, PlanError> {
        if let Some(known) = self.lows.get(&plane).filter(|low| low.bits >= bits) {
            return Ok(known.clone());
        }
        let low = self.find_low(plane, bits, views)?;
        self.lows.insert(plane, low.clone());
        Ok(low)
    }

    fn find_low(&mut self, plane: PlaneId, bits: u32, views: usize) -> Result<Low, PlanError> {
        if let Some(digits) = self.digits.get(&plane).and_then(|all| all.first()) {
            return Ok(Low { bits: EXACT, planes: digits.planes.clone() });
        }
        let range = self.range(plane);
        let itself = Low { bits: EXACT, planes: vec![(0, plane)] };
        if fits_plane(range) {
            // Small, or nothing better is known of it.
            if range.bits() <= self.bits + 1 || views > VIEWS {
                return Ok(itself);
            }
            if self.open.contains_key(&plane) {
                self.close(plane)?;
                let digits = self.digits.get(&plane).and_then(|all| all.first());
                return Ok(digits.map_or(itself, |d| Low { bits: EXACT, planes: d.planes.clone() }));
            }
            if let Some((under, Map::Gather(map))) = self.viewed(plane) {
                let map = Arc::clone(map);
                let low = self.low_through(under, bits, views + 1)?;
                if low.planes.len() > 1 {
                    let planes = low.planes.iter().map(|(at, p)| (*at, self.gather(*p, &map))).collect();
                    return Ok(Low { bits: low.bits, planes });
                }
                return Ok(itself);
            }
            return Ok(match self.parts_of(plane) {
                Some(parts) => self.parted(plane, &parts, PART, bits),
                None => itself,
            });
        }
        let Some(made) = self.made.get(&plane).cloned() else { return Ok(itself) };
        match made.how {
            How::Sum(terms, constant) => self.low_sum(plane, &terms, constant, bits, views),
            How::Scaled(under, by) => self.low_scaled(plane, under, &by, bits, views),
            How::Product(factors, shape, index) => {
                let bits = self.asked(index, bits);
                self.low_product(plane, factors, &shape, bits)
            }
            How::Parts(parts) => Ok(self.parted(plane, &parts, PART, bits)),
        }
    }

    /// The parts of a plane, if they are there for the asking.
    pub(super) fn parts_of(&self, plane: PlaneId) -> Option<Parts> {
        match self.made.get(&plane).map(|made| &made.how) {
            Some(How::Parts(parts)) => Some(parts.clone()),
            _ => None,
        }
    }

    fn low_sum(
        &mut self,
        plane: PlaneId,
        terms: &[(i128, PlaneId, Map)],
        constant: i128,
        bits: u32,
        views: usize,
    ) -> Result<Low, PlanError> {
        let len = self.plane(plane).len;
        let (mut positions, mut known) = (Positions::new(), EXACT);
        let mut lows = Vec::new();
        for (factor, under, map) in terms {
            let even = factor.trailing_zeros();
            if even >= bits {
                known = known.min(even);
                continue;
            }
            self.cut_product(*under, *factor, bits)?;
            let low = self.low_through(*under, bits - even, views + 1)?;
            known = known.min(low.bits.saturating_add(even));
            lows.push((*factor, low, map.clone()));
        }
        let below = known.min(bits + SPARE);
        for (factor, low, map) in lows {
            for (at, under) in low.planes {
                self.place(&mut positions, at, factor, under, &map, below)?;
            }
        }
        number(&mut positions, constant, below);
        let mut planes = Vec::with_capacity(positions.len());
        for (at, (terms, constant, range)) in positions {
            self.fits("a digit of a sum", range.magnitude() as i128, HALF)?;
            planes.push((at, self.linear(len, terms, constant, range)));
        }
        Ok(Low { bits: below, planes })
    }

    fn low_scaled(
        &mut self,
        plane: PlaneId,
        under: PlaneId,
        by: &Arc<[i128]>,
        bits: u32,
        views: usize,
    ) -> Result<Low, PlanError> {
        let len = self.plane(plane).len;
        let low = self.low_through(under, bits, views + 1)?;
        let below = low.bits.min(bits.next_multiple_of(STEP));
        let mut positions: BTreeMap<u32, (Vec<Term>, Range)> = BTreeMap::new();
        let factors = |at: u32| by.iter().map(|v| signed(*v, below - at)).collect::<Vec<i128>>();
        let largest = |v: &[i128]| v.iter().map(|v| v.unsigned_abs()).max().unwrap_or(0);
        let mut all: Vec<(u32, PlaneId)> = Vec::new();
        for (at, under) in low.planes.into_iter().filter(|(at, _)| *at < below) {
            let own = self.range(under).magnitude();
            // Room for some of them together.
            let fits = |factor: u128| own.saturating_mul(factor) <= (ROOM >> 2) as u128;
            if fits(largest(&factors(at))) || fits(1 << STEP) {
                all.push((at, under));
            } else {
                let digits = self.digits_of(under, None)?;
                all.extend(digits.into_iter().map(|(own, plane)| (at + own, plane)));
            }
        }
        for (at, under) in all.into_iter().filter(|(at, _)| *at < below) {
            let (own, factors) = (self.range(under), factors(at));
            let whole = own.magnitude().saturating_mul(largest(&factors)) <= (ROOM >> 2) as u128;
            let step = if whole { below - at } else { STEP };
            for shift in (0..below - at).step_by(step as usize) {
                let digit = |v: &i128| signed_digits(*v).iter().find(|d| d.0 == shift).map_or(0, |d| d.1);
                let digits: Vec<i128> =
                    if whole { factors.clone() } else { factors.iter().map(digit).collect() };
                let range = Range::of(digits.iter().copied()).unwrap_or(Range::point(0));
                if range == Range::point(0) {
                    continue;
                }
                let range = own.times(range).unwrap_or(own);
                let scaled = self.scaled(under, &digits, range);
                let (terms, sum) = positions.entry(at + shift).or_insert((Vec::new(), Range::point(0)));
                terms.push(Term { factor: residue(1), plane: scaled, map: Map::Same });
                *sum = sum.plus(range).unwrap_or(*sum);
            }
        }
        let mut planes = Vec::with_capacity(positions.len());
        for (at, (terms, range)) in positions {
            self.fits("a digit of a product", range.magnitude() as i128, HALF)?;
            planes.push((at, self.linear(len, terms, 0, range)));
        }
        Ok(Low { bits: below, planes })
    }

    /// Adds a multiple of a plane at bit `at`, modulo `2^below`: digits of the factor apart, and of the plane, where they are too large.
    fn place(
        &mut self,
        to: &mut Positions,
        at: u32,
        factor: i128,
        plane: PlaneId,
        map: &Map,
        below: u32,
    ) -> Result<(), PlanError> {
        if at >= below {
            return Ok(());
        }
        let factor = signed(factor, below - at);
        if factor == 0 {
            return Ok(());
        }
        let (at, factor) = (at + factor.trailing_zeros(), factor >> factor.trailing_zeros());
        let own = self.range(plane);
        let there = |at: u32, factor: i128| {
            let there = to.get(&at).map_or(Range::point(0), |(_, _, range)| *range);
            there.plus(read_range(own, factor, map))
        };
        let room = |at: u32, factor: i128| there(at, factor).is_some_and(|r| r.magnitude() as i128 <= ROOM);
        let digits = signed_digits(factor);
        let parts = if room(at, factor) { vec![(0, factor)] } else { digits };
        if own.magnitude() < 1 << STEP || parts.iter().all(|(own, factor)| room(at + own, *factor)) {
            for (own, factor) in parts.into_iter().filter(|(own, _)| at + own < below) {
                let position = to.entry(at + own).or_insert((Vec::new(), 0, Range::point(0)));
                position.0.push(Term { factor: residue(factor), plane, map: map.clone() });
                let read = read_range(self.range(plane), factor, map);
                position.2 = position.2.plus(read).unwrap_or(Range::new(-PRIME, PRIME));
            }
            return Ok(());
        }
        // Digits of fewer bits each time, so that this ends.
        let width = if own.bits() > self.bits + 1 { self.bits } else { STEP };
        let digits = self.digits_of(plane, Some(width))?;
        self.fits(
            "a digit of a sum",
            if digits.len() > 1 { 0 } else { own.magnitude() as i128 },
            ROOM >> STEP,
        )?;
        for (own, digit) in digits {
            self.place(to, at + own, factor, digit, map, below)?;
        }
        Ok(())
    }

    /// Checks that the sum of multiples of planes and a number, whose residues are zero and whose integers are of at most
    /// `magnitude`, is zero.
    ///
    /// # Errors
    /// Positions too large to carry.
    pub fn vanishes(
        &mut self,
        len: usize,
        terms: &[(i128, PlaneId)],
        constant: i128,
        magnitude: i128,
    ) -> Result<(), PlanError> {
        if magnitude < PRIME {
            return Ok(());
        }
        let before = self.why(Why::Carry);
        let least = (magnitude / PRIME).ilog2() + 1;
        let (mut parts, mut known) = (Vec::new(), EXACT);
        for (factor, plane) in terms {
            let even = factor.trailing_zeros();
            if even >= least {
                known = known.min(even);
                continue;
            }
            self.cut_product(*plane, *factor, least)?;
            let low = self.low(*plane, least - even)?;
            known = known.min(low.bits.saturating_add(even));
            parts.extend(low.planes.into_iter().map(|(at, plane)| (at, *factor, plane)));
        }
        // The power of two with the cheapest carries.
        let most = known.min(least + SPARE);
        let cost = |bits: u32| self.carries(&parts, constant, bits).unwrap_or(u32::MAX);
        let bits = (least..=most).min_by_key(|bits| cost(*bits)).unwrap_or(least);
        let mut positions = Positions::new();
        for (at, factor, plane) in parts {
            self.place(&mut positions, at, factor, plane, &Map::Same, bits)?;
        }
        number(&mut positions, constant, bits);
        self.carry_all(len, positions, bits)?;
        self.why(before);
        Ok(())
    }

    /// Lookups of the carries of a sum modulo `2^bits`; `None` if something has to be cut into digits first.
    fn carries(&self, parts: &[(u32, i128, PlaneId)], constant: i128, bits: u32) -> Option<u32> {
        let mut ranges: BTreeMap<u32, Range> = BTreeMap::new();
        let mut add = |at: u32, range: Range| {
            let own = ranges.entry(at).or_insert(Range::point(0));
            *own = own.plus(range).filter(|r| r.magnitude() as i128 <= CARRIED)?;
            Some(())
        };
        for (at, factor, plane) in parts.iter().filter(|(at, ..)| *at < bits) {
            let factor = signed(*factor, bits - at);
            if factor == 0 {
                continue;
            }
            let even = factor.trailing_zeros();
            let own = self.range(*plane).scale(factor >> even)?;
            if own.magnitude() as i128 <= ROOM {
                add(at + even, own)?;
            } else {
                for (shift, digit) in
                    signed_digits(factor >> even).into_iter().filter(|d| at + even + d.0 < bits)
                {
                    add(at + even + shift, self.range(*plane).scale(digit)?)?;
                }
            }
        }
        let constant = signed(constant, bits);
        add(0, Range::point(if constant.abs() <= ROOM { constant } else { 0 }))?;
        let mut lookups = 0;
        while let Some((at, count, range)) = group(&ranges, bits) {
            let next = ranges.keys().nth(count).copied().unwrap_or(bits);
            (0..count).for_each(|_| {
                ranges.pop_first();
            });
            let carry = Range::new(range.lo >> (next - at), range.hi >> (next - at));
            let need = bits_of(carry.count());
            // Digits are cells, which cost more than lookups.
            lookups += 1 + 3 * (need.div_ceil(self.bits).max(1) - 1) + u32::from(need < self.bits);
            if next >= bits {
                break;
            }
            let own = ranges.entry(next).or_insert(Range::point(0));
            *own = own.plus(carry)?;
        }
        Some(lookups)
    }

    /// Carries from position to position, up to bit `bits`.
    fn carry_all(&mut self, len: usize, mut positions: Positions, bits: u32) -> Result<(), PlanError> {
        loop {
            let ranges = positions.iter().map(|(at, (.., range))| (*at, *range)).collect();
            let Some((start, count, range)) = group(&ranges, bits) else { return Ok(()) };
            self.fits("a digit of an identity", range.magnitude() as i128, CARRIED)?;
            let next = positions.keys().nth(count).copied().unwrap_or(bits).min(bits);
            let (mut terms, mut constant) = (Vec::new(), 0);
            for _ in 0..count {
                let Some((at, (own, number, _))) = positions.pop_first() else { break };
                let power = 1i128 << (at - start);
                constant += number * power;
                terms.extend(own.into_iter().map(|t| Term { factor: t.factor * residue(power), ..t }));
            }
            let carry = self.carry(len, terms, constant, range, next - start)?;
            if next >= bits {
                return Ok(());
            }
            let moved = self.range(carry);
            let (terms, _, range) = positions.entry(next).or_insert((Vec::new(), 0, Range::point(0)));
            terms.push(Term { factor: residue(1), plane: carry, map: Map::Same });
            *range = range.plus(moved).unwrap_or(Range::new(-PRIME, PRIME));
        }
    }

    /// The quotient by `2^shift` of a sum in `range`, which is checked to be a multiple of it: its quotient, taken in the field,
    /// is a small number, and none that would differ by a multiple of the prime is.
    fn carry(
        &mut self,
        len: usize,
        terms: Vec<Term>,
        constant: i128,
        range: Range,
        shift: u32,
    ) -> Result<PlaneId, PlanError> {
        let factor = upper(shift);
        let scaled = terms.into_iter().map(|t| Term { factor: t.factor * factor, ..t }).collect();
        let quotient = Range::new(range.lo >> shift, range.hi >> shift);
        let moved = i128::from(canonical(residue(constant) * factor));
        let carry = self.linear(len, scaled, moved, quotient);
        let beside = range.magnitude() as i128;
        let most = (PRIME - 1 - beside) >> shift;
        let window = self.window(carry, quotient.lo, quotient.count(), 0, most - quotient.lo)?;
        let reach = quotient.lo.abs().max(quotient.lo + window);
        self.fits("what is left of a number", (reach << shift) + beside, PRIME - 1)?;
        Ok(carry)
    }
}

/// Adds a number to positions.
fn number(positions: &mut Positions, constant: i128, below: u32) {
    let constant = signed(constant, below);
    let parts = if constant.abs() <= ROOM { vec![(0, constant)] } else { signed_digits(constant) };
    for (at, c) in parts.into_iter().filter(|(at, c)| *at < below && *c != 0) {
        let (_, number, range) = positions.entry(at).or_insert((Vec::new(), 0, Range::point(0)));
        *number += c;
        *range = Range::new(range.lo + c, range.hi + c);
    }
}

/// As many of the lowest positions as fit together: where they start, how many they are, and where their sum lies.
fn group(positions: &BTreeMap<u32, Range>, bits: u32) -> Option<(u32, usize, Range)> {
    let (start, first) = positions.first_key_value()?;
    if *start >= bits {
        return None;
    }
    let (mut count, mut range) = (1, *first);
    for (at, own) in positions.iter().skip(1).take_while(|(at, _)| **at < bits) {
        let sum = own.scale(1 << (at - start).min(64)).and_then(|own| range.plus(own));
        match sum {
            Some(sum) if sum.magnitude() as i128 <= CARRIED => range = sum,
            _ => break,
        }
        count += 1;
    }
    Some((*start, count, range))
}
