//! Ranges: that cells, and sums of them, are small numbers.
//!
//! Every check is argued for where it is made: a residue is an integer only as long as all that it may be, whatever a
//! prover committed to, stays within one period of the prime.

use circuit::Range;
use p3_field::PrimeCharacteristicRing;

use super::build::{Builder, VIEWS};
use super::field::{F, PRIME, WIDEST, canonical, residue};
use super::plan::{Column, Lookup, PlanError, Table};
use super::plane::{Fill, Map, NOTHING, Part, PlaneId, Term, upper};
use super::profile::{Purpose, Why};

/// Digits of a plane.
#[derive(Clone, Debug)]
pub struct Digits {
    /// Bits of all but the last.
    pub widths: Vec<u32>,
    /// Whether all but the last lie on both sides of zero.
    pub signed: bool,
    /// Each with its position: the sum of `2^at · digit` is the plane's integer.
    pub planes: Vec<(u32, PlaneId)>,
}

/// What is left to check of cells: any range does that has all that an honest prover commits to, and nothing that is not allowed. Whoever
/// needs digits of them, or looks them up in a function, does it on the way.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    /// Where an honest prover's lie.
    pub range: Range,
    /// Where they may lie.
    pub allowed: Range,
    purpose: Purpose,
}

/// A number that is checked to have few bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Narrow {
    column: Column,
    purpose: Purpose,
    /// Whether its multiple that has as many bits as the table of numbers is known to wrap nowhere.
    bounded: bool,
}

/// What a row of a table costs, in lookups: one itself, and a cell.
const ROW: usize = 3;

/// Bits of the numbers `0..count`.
pub fn bits_of(count: u128) -> u32 {
    u128::BITS - (count.max(1) - 1).leading_zeros()
}

impl Builder<'_> {
    /// `plane - minus` is a number below `2^width`, of at most the table's bits. `bounded` as in [`Narrow`].
    pub(super) fn look(&mut self, plane: PlaneId, minus: i128, width: u32, bounded: bool) {
        let column = Column { plane, factor: F::ONE, constant: residue(-minus) };
        let purpose = self.purpose;
        if width == self.bits {
            self.lookups.push(Lookup { table: 0, columns: vec![column], purpose });
        } else {
            self.narrow.entry(width).or_default().push(Narrow { column, purpose, bounded });
        }
    }

    /// Narrow numbers are rows of a table of their own, if there are enough of them; else of the table of numbers, as is the
    /// multiple of each that has as many bits as the table: a number below `2^bits`, whose multiple wraps nowhere, has as few
    /// bits as it should if its multiple is one, too.
    pub(super) fn look_narrow_up(&mut self) {
        for (width, numbers) in std::mem::take(&mut self.narrow) {
            let twice = numbers.iter().filter(|n| !n.bounded).map(|n| self.plane(n.column.plane).len);
            // A number below 2^t times what makes one of `width` bits as long is less than the prime.
            let wraps = 2 * self.bits - width > PRIME.ilog2();
            if wraps || twice.sum::<usize>() > ROW << width {
                let table = self.table(Table::Range { bits: width });
                let one = |n: Narrow| Lookup { table, columns: vec![n.column], purpose: n.purpose };
                self.lookups.extend(numbers.into_iter().map(one));
                continue;
            }
            let scale = F::from_u32(1 << (self.bits - width));
            for Narrow { column, purpose, bounded } in numbers {
                let Column { plane, factor, constant } = column;
                let scaled = Column { plane, factor: factor * scale, constant: constant * scale };
                let own = (!bounded).then_some(column);
                let columns = own.into_iter().chain([scaled]);
                self.lookups.extend(columns.map(|c| Lookup { table: 0, columns: vec![c], purpose }));
            }
        }
    }

    /// Checks that `plane - lo` lies in `0..window`, and gives the window: the one that takes the fewest lookups, holds `count`
    /// numbers and is no larger than `limit`, or as small as can be. `known` bounds the magnitude of `plane - lo` as an
    /// integer; 0 for cells, whose integers are what the window says.
    ///
    /// # Errors
    /// Where window and known magnitude together exceed the prime.
    pub fn window(
        &mut self,
        plane: PlaneId,
        lo: i128,
        count: u128,
        known: i128,
        limit: i128,
    ) -> Result<i128, PlanError> {
        let (t, need) = (self.bits, bits_of(count));
        self.fits("a checked number", known + (1 << need.clamp(t, 120)), PRIME - 1)?;
        let digits = need.div_ceil(t).max(1);
        let above = t * (digits - 1);
        let mut top = plane;
        let mut minus = lo;
        if digits > 1 {
            let len = self.plane(plane).len;
            let mut terms = vec![Term { factor: upper(above), plane, map: Map::Same }];
            let mut cells = Vec::new();
            for j in 0..digits - 1 {
                let part = Part { shift: t * j, bits: Some(t) };
                let fill = Fill::Digit { of: plane, minus: residue(lo), plus: 0, part };
                let digit = self.cells(len, Range::new(0, (1 << t) - 1), fill);
                self.look(digit, 0, t, false);
                cells.push(digit);
                let factor = -(upper(above) * F::from_u32(1 << (t * j)));
                terms.push(Term { factor, plane: digit, map: Map::Same });
            }
            let constant = canonical(upper(above) * residue(-lo)).into();
            let range = Range::new(0, (1 << (need - above)) - 1);
            top = self.linear(len, terms, constant, range);
            minus = 0;
            self.are_digits(plane, cells, top, lo);
        }
        let whole = 1i128 << (t * digits);
        if whole <= limit && whole + known < PRIME {
            self.look(top, minus, t, false);
            if digits > 1 {
                self.confine(top, Range::new(0, (1 << t) - 1));
            }
            return Ok(whole);
        }
        self.look(top, minus, need - above, false);
        Ok(1 << need)
    }

    /// Says that `lo` and digits as wide as the table, and one more, add up to a plane: so do these with those of `lo`.
    fn are_digits(&mut self, plane: PlaneId, cells: Vec<PlaneId>, top: PlaneId, lo: i128) {
        if self.digits.contains_key(&plane) {
            return;
        }
        let (t, len, count) = (self.bits, self.plane(plane).len, cells.len());
        let mut planes = Vec::with_capacity(count + 1);
        for (at, digit) in (0..).step_by(t as usize).zip(cells.into_iter().chain([top])) {
            let part = Part { shift: at, bits: (planes.len() < count).then_some(t) };
            let own = part.of(lo);
            let range = Range::new(own, own + (1 << t) - 1);
            let term = vec![Term { factor: F::ONE, plane: digit, map: Map::Same }];
            planes.push((at, self.linear(len, term, own, range)));
        }
        let known = Digits { widths: vec![t; count], signed: false, planes };
        self.digits.entry(plane).or_default().push(known);
    }

    /// Checks that a plane's elements lie in `range`, exactly. `known` as in [`Self::window`].
    ///
    /// # Errors
    /// As there.
    pub fn within(&mut self, plane: PlaneId, range: Range, known: i128) -> Result<(), PlanError> {
        self.inside(plane, range, known)?;
        let held = self.range(plane).meet(range).unwrap_or(range);
        self.confine(plane, held);
        Ok(())
    }

    /// As [`Self::within`], for a plane whose range stays what it is.
    fn inside(&mut self, plane: PlaneId, range: Range, known: i128) -> Result<(), PlanError> {
        if range.count() == 1 {
            self.fits("a checked number", known, PRIME - 1)?;
            let len = self.plane(plane).len;
            let terms = vec![Term { factor: F::ONE, plane, map: Map::Same }];
            let rest = self.linear(len, terms, -range.lo, Range::point(0));
            self.zero(rest);
        } else {
            self.exactly(plane, range, known)?;
        }
        Ok(())
    }

    fn exactly(&mut self, plane: PlaneId, range: Range, known: i128) -> Result<(), PlanError> {
        let (t, count) = (self.bits, range.count());
        let need = bits_of(count);
        if need <= t && count.is_power_of_two() {
            // A multiple below 2^t of an integer, which it is if it cannot wrap, bounds the integer in one lookup.
            let bounded =
                known > 0 && known.checked_mul(1 << (t - need)).is_some_and(|most| most + (1 << t) < PRIME);
            self.fits("a checked number", known, PRIME - (1 << t))?;
            self.look(plane, range.lo, need, bounded);
            return Ok(());
        }
        // Of a power of two the top digit has its own bits, which is less than to check the other end.
        let limit = if count.is_power_of_two() { count.min(WIDEST as u128) as i128 } else { WIDEST };
        let window = self.window(plane, range.lo, count, known, limit)?;
        if window as u128 == count {
            return Ok(());
        }
        if need <= t {
            self.look(plane, range.hi + 1 - (1 << t), t, false);
            return Ok(());
        }
        // From the other side.
        let len = self.plane(plane).len;
        let terms = vec![Term { factor: -F::ONE, plane, map: Map::Same }];
        let left = self.linear(len, terms, range.hi, Range::new(0, range.hi - range.lo));
        self.window(left, 0, count, window.max(known), WIDEST)?;
        Ok(())
    }

    /// Cells of which anything in `allowed` will do, all of `range` among it.
    pub fn open(&mut self, len: usize, range: Range, allowed: Range, fill: Fill) -> PlaneId {
        let before = self.why(Why::Result);
        let plane = self.cells(len, allowed, fill);
        self.open.insert(plane, Open { range, allowed, purpose: self.purpose });
        self.why(before);
        plane
    }

    /// Checks cells that are still open.
    ///
    /// # Errors
    /// Ranges that are too wide.
    pub fn close(&mut self, plane: PlaneId) -> Result<(), PlanError> {
        let Some(open) = self.open.remove(&plane) else { return Ok(()) };
        let before = std::mem::replace(&mut self.purpose, Purpose { why: Why::Range, ..open.purpose });
        let closed = self.close_as(plane, open);
        self.purpose = before;
        closed
    }

    fn close_as(&mut self, plane: PlaneId, Open { range, allowed, .. }: Open) -> Result<(), PlanError> {
        if range == allowed {
            return self.inside(plane, range, 0);
        }
        let (t, need) = (self.bits, bits_of(range.count()));
        if need <= t {
            let whole = range.lo + (1 << t) - 1 <= allowed.hi;
            self.look(plane, range.lo, if whole { t } else { need }, false);
            return Ok(());
        }
        let widths = vec![t; (need.div_ceil(t) - 1) as usize];
        if self.split(plane, &widths, false, range, allowed)?.is_none() {
            self.window(plane, range.lo, range.count(), 0, allowed.hi - range.lo + 1)?;
        }
        Ok(())
    }

    /// What is looked up in a function lies where it has arguments: then nothing else has to check it.
    pub fn covered(&mut self, plane: PlaneId, arguments: Range) {
        let (mut under, mut views) = (plane, 0);
        // A view that shows all of it; what is below too many is checked, too.
        while let Some((next, Map::Gather(map))) = self.viewed(under).filter(|_| views < VIEWS) {
            views += 1;
            let mut seen = vec![false; self.plane(next).len];
            map.iter().filter(|at| **at != NOTHING).for_each(|at| seen[*at as usize] = true);
            if seen.contains(&false) {
                return;
            }
            under = next;
        }
        if self.open.get(&under).is_some_and(|open| open.allowed.contains_range(arguments)) {
            self.open.remove(&under);
        }
    }

    /// Digits of a plane whose honest integers lie in `range`: of `widths` bits, from zero on or, if `signed`, on both sides of it, and one
    /// with the rest, which is no cell. They confine it to `allowed`; `None`, and nothing done, where they would not.
    ///
    /// Each digit is looked up, the last as the field's quotient; so the plane's residue is that of their sum, which lies in one window.
    ///
    /// # Errors
    /// None yet.
    pub fn split(
        &mut self,
        plane: PlaneId,
        widths: &[u32],
        signed: bool,
        range: Range,
        allowed: Range,
    ) -> Result<Option<Vec<(u32, PlaneId)>>, PlanError> {
        let (t, above, len) = (self.bits, widths.iter().sum::<u32>(), self.plane(plane).len);
        let starts = widths.iter().scan(0, |at, w| {
            *at += w;
            Some(*at - w)
        });
        let starts: Vec<u32> = starts.collect();
        let moved: i128 =
            if signed { widths.iter().zip(&starts).map(|(w, at)| 1i128 << (at + w - 1)).sum() } else { 0 };
        let last = Range::new((range.lo + moved) >> above, (range.hi + moved) >> above);
        let need = bits_of(last.count());
        let held = |width: u32| {
            let lo = (last.lo << above) - moved;
            // What is wider than the field is none that fits.
            (above + width < 64).then(|| Range::new(lo, lo + (1 << (above + width)) - 1))
        };
        let fits = |width: &u32| {
            held(*width).is_some_and(|held| allowed.contains_range(held) && held.count() < PRIME as u128)
        };
        let Some(width) = [t, need].into_iter().find(|w| *w >= need && *w <= t && fits(w)) else {
            return Ok(None);
        };
        let scale = upper(above);
        let mut terms = vec![Term { factor: scale, plane, map: Map::Same }];
        let mut digits = Vec::with_capacity(widths.len() + 1);
        for (width, at) in widths.iter().zip(&starts) {
            let part = Part { shift: *at, bits: Some(*width) };
            let fill = Fill::Digit { of: plane, minus: F::ZERO, plus: moved, part };
            let cell = self.cells(len, Range::new(0, (1 << width) - 1), fill);
            self.look(cell, 0, *width, false);
            terms.push(Term { factor: -(scale * residue(1 << at)), plane: cell, map: Map::Same });
            let half = if signed { 1 << (width - 1) } else { 0 };
            let own = vec![Term { factor: F::ONE, plane: cell, map: Map::Same }];
            let range = Range::new(-half, (1 << width) - 1 - half);
            digits.push((*at, if signed { self.linear(len, own, -half, range) } else { cell }));
        }
        let top = self.linear(len, terms, canonical(scale * residue(moved)).into(), Range::new(0, 0));
        // The cells are digits of what is `moved` more, and stand for so much less.
        self.look(top, last.lo, width, false);
        let (sure, window) = (self.range(plane), Range::new(last.lo, last.lo + (1 << width) - 1));
        let sure = Range::new((sure.lo + moved) >> above, (sure.hi + moved) >> above);
        self.confine(top, sure.meet(window).unwrap_or(window));
        digits.push((above, top));
        let known = Digits { widths: widths.to_vec(), signed, planes: digits.clone() };
        self.digits.entry(plane).or_default().push(known);
        Ok(Some(digits))
    }
}
