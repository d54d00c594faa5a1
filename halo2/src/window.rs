//! Maximum over a window, fused with ReLU and requantisation: what its rows hold and what binds them.
//!
//! `m` is the maximum; the candidates are never cells: `yᵢ = m − dᵢ` with `dᵢ >= 0` by its limbs, and
//! `(m − floor)·Π dᵢ = 0` says that one of them, or the floor, is `m`. Requantising,
//! `m + offset = v·2^shift + rem` happens once a window, with `0 <= rem < 2^shift` exactly; the result is
//! `out = v`, or with a clamp that can bite `v = out + above − below`, `above·(hi − out) = 0`,
//! `below·(out − lo) = 0`. Every cell of a lane is below `2^bits` by the lookup argument; where a
//! tighter bound is needed, a second cell holds the complement to it.
//!
//! `m >= floor` has limbs of its own where `m` is the result. Requantising needs none: `out` is at least
//! the floor's own quotient, the least of the image, and an `m` below the floor has no greater one, so the
//! result is the floor's in any case. This holds only where [`Requant::out`] lies within the image.
//!
//! A window takes as many rows as its limbs need: the head (result, remainder) on the first, then limbs of
//! candidates, in order. `m` is repeated on each row; a running product carries the membership.
//!
//! Windows of one candidate lie side by side on a row, each in lanes of its own. Their `m` is no cell: it is what
//! requantising says it is, `v·2^shift + rem − offset`, or else the floor and what lies above it. There is a difference only where there is a
//! floor, and only up to it.

use circuit::{Range, Rounding};
use ff::Field;
use num_bigint::BigInt;

use super::columns::Columns;
use super::expr::{Expr, product};
use super::field::{Fr, fr};
use super::gates::{Gates, Term};
use super::grid::Grid;
use super::interval::{Interval, values, zero_test};

/// What happens to the maximum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requant {
    /// Divides by `2^shift`.
    pub shift: u32,
    /// Added before dividing.
    pub offset: i128,
    /// Values of the quotient before clamping.
    pub quotient: Range,
    /// Clamps the quotient.
    pub clip: Option<Range>,
    /// Range of the result, enforced where it is not implied; within the clamped quotient's.
    pub out: Range,
}

impl Requant {
    /// Divides maxima in `of` by `2^shift`, rounds and clamps them; results outside `declared` have no
    /// proof. `None` where that is all of them, or values exceed 128 bits.
    pub fn new(
        of: Range,
        shift: u8,
        rounding: Rounding,
        clip: Option<Range>,
        declared: Range,
    ) -> Option<Self> {
        let quotient = of.div_round(Range::point(1 << shift), rounding)?;
        let out = clip.map_or(quotient, |c| quotient.clamp(c)).meet(declared)?;
        let shift = u32::from(shift);
        Some(Self { shift, offset: Self::offset(rounding, shift), quotient, clip, out })
    }

    /// Rounds to nearest by an offset.
    pub fn offset(rounding: Rounding, shift: u32) -> i128 {
        if rounding == Rounding::HalfUp && shift > 0 { 1 << (shift - 1) } else { 0 }
    }
}

/// Windows that are laid out alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Number of candidates.
    pub cells: u32,
    /// Where every candidate lies.
    pub of: Range,
    /// One more candidate; absent where it is at or below the least value of the others.
    pub floor: Option<i64>,
    /// Absent for a maximum alone.
    pub requant: Option<Requant>,
}

impl Shape {
    /// Where the maximum lies.
    pub fn maximum(&self) -> Range {
        self.floor.map_or(self.of, |f| self.of.max(Range::point(f.into())))
    }

    /// Largest difference between the maximum and a candidate.
    fn spread(&self) -> i128 {
        self.maximum().hi - self.of.lo
    }
}

/// Lanes that hold one integer in limbs, least significant first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limbs {
    first: u32,
    count: u32,
}

/// Where the head of a window lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Head {
    out: Option<u32>,
    complement: Option<u32>,
    above: Option<Limbs>,
    below: Option<Limbs>,
    rem: Option<Limbs>,
    rem_complement: Option<u32>,
    above_floor: Option<Limbs>,
    used: u32,
}

/// The candidates on one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// First candidate on it.
    pub first: u32,
    /// Number of candidates.
    pub count: u32,
    /// Lane of the first limb.
    pub lane: u32,
}

/// A shape with its lanes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    shape: Shape,
    bits: u32,
    /// Of a candidate's difference.
    limbs: u32,
    /// First lane.
    first: u32,
    head: Head,
    /// Its number on the row, where several lie side by side.
    pub beside: Option<u32>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// The cells of a window on one of its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Its lanes.
    pub lanes: std::ops::Range<u32>,
    /// Whether the maximum is a cell.
    pub maximum: bool,
    /// Whether there is a running product.
    pub product: bool,
}

/// Number of limbs for values `0..=most`.
pub fn limbs_for(most: i128, bits: u32) -> u32 {
    (128 - most.max(0).leading_zeros()).div_ceil(bits)
}

/// Most differences that one row multiplies up: with the running product, and on the last row.
const FACTORS: u32 = 4;
const LAST_FACTORS: u32 = 3;

impl Head {
    /// From a lane on; `None` if the result needs more than one limb.
    fn new(shape: &Shape, bits: u32, from: u32) -> Option<Self> {
        let mut head = Self { used: from, ..Self::default() };
        let mut take = |count: u32| {
            head.used += count;
            Limbs { first: head.used - count, count }
        };
        if let Some(r) = &shape.requant {
            if r.out.count() > 1 << bits {
                return None;
            }
            // A clamp can bite only at an end that the result may take.
            let above = r.clip.filter(|c| c.hi == r.out.hi && r.quotient.hi > c.hi);
            let above = above.map(|c| r.quotient.hi - c.hi);
            let below = r.clip.filter(|c| c.lo == r.out.lo && r.quotient.lo < c.lo);
            let below = below.map(|c| c.lo - r.quotient.lo);
            if r.out.lo == r.out.hi && (above.is_some() || below.is_some()) {
                return None;
            }
            let out = take(1).first;
            let complement = (r.quotient.hi > r.out.hi).then(|| take(1).first);
            let above = above.map(|most| take(limbs_for(most, bits)));
            let below = below.map(|most| take(limbs_for(most, bits)));
            let rem = (r.shift > 0).then(|| take(r.shift.div_ceil(bits)));
            let rem_complement = (r.shift % bits != 0).then(|| take(1).first);
            let used = head.used;
            let out = Some(out);
            head = Self { out, complement, above, below, rem, rem_complement, above_floor: None, used };
        } else if let Some(floor) = shape.floor {
            head.above_floor = Some(take(limbs_for(shape.maximum().hi - i128::from(floor), bits)));
        }
        Some(head)
    }
}

impl Layout {
    /// Lays out a shape; `None` if the lanes are too few or the result needs more than one limb.
    pub fn new(shape: Shape, lanes: u32, bits: u32) -> Option<Self> {
        let limbs = limbs_for(shape.spread(), bits).max(1);
        let head = Head::new(&shape, bits, 0)?;
        let mut rows = Vec::new();
        let mut next = 0;
        if head.used > lanes || limbs > lanes {
            return None;
        }
        loop {
            let lane = if rows.is_empty() { head.used } else { 0 };
            let room = (lanes - lane) / limbs;
            let left = shape.cells - next;
            let carried = u32::from(next > 0);
            let floor = u32::from(shape.floor.is_some());
            if left <= room && left + floor + carried <= FACTORS + LAST_FACTORS {
                rows.push(Row { first: next, count: left, lane });
                return Some(Self { shape, bits, limbs, first: 0, head, beside: None, rows });
            }
            let count = left.min(room).min(FACTORS - carried);
            if count == 0 && !rows.is_empty() {
                return None;
            }
            rows.push(Row { first: next, count, lane });
            next += count;
        }
    }

    /// Lays out the window with a number on a row of several, of one candidate each; `None` if there are not lanes for so many, or if its
    /// result is no lane.
    pub fn beside(shape: Shape, lanes: u32, bits: u32, number: u32) -> Option<Self> {
        if shape.cells != 1 || shape.requant.is_none() && shape.floor.is_none() {
            return None;
        }
        let below = shape.floor.map_or(0, |floor| i128::from(floor) - shape.of.lo);
        let limbs = limbs_for(below, bits);
        let first = number * (Head::new(&shape, bits, 0)?.used + limbs);
        let head = Head::new(&shape, bits, first)?;
        let rows = vec![Row { first: 0, count: 1, lane: head.used }];
        let narrow = head.above_floor.is_none_or(|above| above.count == 1);
        (narrow && head.used + limbs <= lanes).then_some(Self {
            shape,
            bits,
            limbs,
            first,
            head,
            beside: Some(number),
            rows,
        })
    }

    /// What was laid out.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The maximum: a cell, or what it is made of.
    fn maximum(&self, c: &Columns) -> Expr {
        if self.beside.is_none() {
            return Expr::cell(c.maximum());
        }
        match &self.shape.requant {
            Some(r) => {
                let (quotient, rem) = self.divided(c, r);
                quotient * Expr::int(1 << r.shift) + rem - Expr::int(r.offset)
            }
            None => {
                self.sum(c, self.head.above_floor) + Expr::int(self.shape.floor.unwrap_or_default().into())
            }
        }
    }

    /// The result.
    fn out(&self, c: &Columns, r: &Requant) -> Expr {
        Expr::cell(c.lane(self.head.out.unwrap_or_default())) + Expr::int(r.out.lo)
    }

    /// Quotient and remainder.
    fn divided(&self, c: &Columns, r: &Requant) -> (Expr, Expr) {
        let h = &self.head;
        (self.out(c, r) + self.sum(c, h.above) - self.sum(c, h.below), self.sum(c, h.rem))
    }

    /// What limbs come to, where there are any.
    fn sum(&self, c: &Columns, limbs: Option<Limbs>) -> Expr {
        limbs.map_or(Expr::zero(), |l| self.limb_sum(c, l))
    }

    fn limb_sum(&self, c: &Columns, l: Limbs) -> Expr {
        let term = |i: u32| Expr::int(1 << (self.bits * i)) * Expr::cell(c.lane(l.first + i));
        super::expr::sum((0..l.count).map(term))
    }

    /// The difference of the `i`-th candidate of a row.
    fn difference(&self, c: &Columns, row: &Row, i: u32) -> Expr {
        self.limb_sum(c, Limbs { first: row.lane + i * self.limbs, count: self.limbs })
    }

    /// The candidates of a row, as expressions.
    pub fn candidates(&self, c: &Columns, row: &Row) -> Vec<Expr> {
        (0..row.count).map(|i| self.maximum(c) - self.difference(c, row, i)).collect()
    }

    /// Lane and offset of the result on the first row: `out = lane + offset`.
    pub fn result(&self) -> Option<(u32, i128)> {
        match (&self.shape.requant, self.beside) {
            (Some(r), _) => Some((self.head.out?, r.out.lo)),
            (None, Some(_)) => Some((self.head.above_floor?.first, self.shape.floor?.into())),
            (None, None) => None,
        }
    }

    /// How far limbs can make a candidate leave its range.
    pub fn slack(&self, c: &Columns) -> Interval {
        let minus = |of: &Interval| &Interval::point(-1) * of;
        if self.beside.is_some() {
            let candidates = self.rows.iter().flat_map(|row| self.candidates(c, row));
            let lies = candidates.filter_map(|e| values(&e, &self.cell_values(c)));
            let beyond = lies.map(|of| &of + &minus(&self.shape.of.into()));
            return beyond.fold(Interval::point(0), |all, more| all.hull(&more).hull(&minus(&more)));
        }
        let most = Interval::point((BigInt::from(1) << (self.bits * self.limbs)) - 1);
        most.hull(&minus(&most))
    }

    /// What the cells may stand for: entries of the table, and for the maximum a candidate more than a
    /// difference. The running product stands for no integer.
    fn cell_values(&self, c: &Columns) -> impl Fn(u16, i8) -> Option<Interval> + use<> {
        let limb = |bits: u32| Interval::point((BigInt::from(1) << bits) - 1).hull(&Interval::point(0));
        let lane = limb(self.bits);
        let maximum = &Interval::from(self.shape.of) + &limb(self.bits * self.limbs);
        let (of_maximum, of_product) = (c.maximum(), c.product());
        move |column, _| match column {
            _ if column == of_product => None,
            _ if column == of_maximum => Some(maximum.clone()),
            _ => Some(lane.clone()),
        }
    }

    /// The gates' terms for each row of the window.
    pub fn terms(&self, c: &Columns, gates: &mut Gates) -> Vec<Vec<Term>> {
        let lane = |l: u32| Expr::cell(c.lane(l));
        let m = || self.maximum(c);
        // Of those that lie side by side each has gates of its own.
        let named = |name: &str| self.beside.map_or(name.to_owned(), |n| format!("window {n}: {name}"));
        let cell = self.cell_values(c);
        let last = self.rows.len() - 1;
        let mut all = Vec::new();
        let mut carried = false;
        for (i, row) in self.rows.iter().enumerate() {
            let mut terms = Vec::new();
            let mut put = |name: &str, body: Expr, about: Option<&Interval>| {
                terms.push(gates.term(&named(name), body, about));
            };
            let mut add = |name: &str, body: Expr| {
                let about = values(&body, &cell);
                put(name, body, about.as_ref());
            };
            if i > 0 {
                add("maximum repeated", m() - Expr::Advice(c.maximum(), -1));
            }
            if let (0, Some(r)) = (i, &self.shape.requant) {
                let h = &self.head;
                let out = self.out(c, r);
                if self.beside.is_none() {
                    let (v, rem) = self.divided(c, r);
                    add("requantise", m() + Expr::int(r.offset) - v * Expr::int(1 << r.shift) - rem);
                }
                if let Some(l) = h.complement {
                    let width = Expr::int(r.out.hi - r.out.lo);
                    add("upper end", lane(l) + lane(h.out.unwrap_or_default()) - width);
                }
                if let Some(above) = h.above {
                    add("clamp above", self.limb_sum(c, above) * (Expr::int(r.out.hi) - out.clone()));
                }
                if let Some(below) = h.below {
                    add("clamp below", self.limb_sum(c, below) * (out - Expr::int(r.out.lo)));
                }
                if let (Some(l), Some(rem)) = (h.rem_complement, h.rem) {
                    let width = (1 << (r.shift % self.bits)) - 1;
                    add("remainder", lane(l) + lane(rem.first + rem.count - 1) - Expr::int(width));
                }
            }
            if let (0, Some(floor), Some(l), None) = (i, self.shape.floor, self.head.above_floor, self.beside)
            {
                add("floor", m() - Expr::int(floor.into()) - self.limb_sum(c, l));
            }
            // Membership: the running product takes what a gate's degree allows.
            let mut factors: Vec<Expr> = Vec::new();
            if carried {
                factors.push(Expr::Advice(c.product(), -1));
            }
            factors.extend((0..row.count).filter(|_| self.limbs > 0).map(|j| self.difference(c, row, j)));
            if let (true, Some(floor)) = (i == last, self.shape.floor) {
                factors.push(m() - Expr::int(floor.into()));
            }
            carried |= row.count > 0;
            if factors.is_empty() && i == last {
                // One candidate alone is the maximum.
                all.push(terms);
                continue;
            }
            // The running product is zero where one of its factors is; it stands for no integer itself.
            let about: Vec<Interval> = factors.iter().filter_map(|f| values(f, &cell)).collect();
            let about = zero_test(&about);
            let rest = factors.split_off(factors.len().min(FACTORS as usize));
            let mut test = |name: &str, body: Expr| put(name, body, Some(&about));
            if i < last {
                if carried {
                    test("membership carried", Expr::cell(c.product()) - product(factors));
                }
            } else if rest.is_empty() {
                test("membership", product(factors));
            } else {
                test("membership carried", Expr::cell(c.product()) - product(factors));
                test("membership", Expr::cell(c.product()) * product(rest));
            }
            all.push(terms);
        }
        all
    }

    /// Fills the window from its candidates and result; the first row is `at`.
    pub fn fill(&self, at: u32, candidates: &[i128], out: i128, c: &Columns, grid: &mut Grid) {
        let floor = self.shape.floor.map(i128::from);
        let m = match self.shape.requant {
            Some(_) => candidates.iter().copied().chain(floor).max().unwrap_or(0),
            None => out,
        };
        let mask = (1i128 << self.bits) - 1;
        let limbs = |grid: &mut Grid, l: Limbs, row: u32, v: i128| {
            for i in 0..l.count {
                grid.lane(c.lane(l.first + i), row, (v >> (self.bits * i) & mask) as u32);
            }
        };
        if let Some(r) = &self.shape.requant {
            let h = &self.head;
            let v = (m + r.offset) >> r.shift;
            let rem = m + r.offset - (v << r.shift);
            let one = |l: Option<u32>| l.map(|first| Limbs { first, count: 1 });
            let mut put = |l: Option<Limbs>, v: i128| l.into_iter().for_each(|l| limbs(grid, l, at, v));
            put(one(h.out), out - r.out.lo);
            put(one(h.complement), r.out.hi - out);
            put(h.above, (v - out).max(0));
            put(h.below, (out - v).max(0));
            put(h.rem, rem);
            let top = r.shift / self.bits * self.bits;
            put(one(h.rem_complement), (1 << (r.shift - top)) - 1 - (rem >> top));
        }
        if let (Some(l), Some(floor)) = (self.head.above_floor, floor) {
            limbs(grid, l, at, m - floor);
        }
        for (i, row) in (at..).zip(&self.rows) {
            if self.beside.is_none() {
                grid.set(c.maximum(), i, fr(m));
            }
            for j in 0..row.count {
                let d = m - candidates[(row.first + j) as usize];
                limbs(grid, Limbs { first: row.lane + j * self.limbs, count: self.limbs }, i, d);
            }
        }
        self.carry(at, c, grid);
    }

    /// Fills the running product, which follows from the other cells.
    pub fn carry(&self, at: u32, c: &Columns, grid: &mut Grid) {
        if self.beside.is_some() {
            return;
        }
        let value = |grid: &Grid, row: u32, e: &Expr| {
            e.eval(&|_| Fr::ZERO, &|column, _| grid.get(column, row), &|| Fr::ZERO, &|_, _| Fr::ZERO)
        };
        let last = self.rows.len() - 1;
        let mut carried: Option<Fr> = None;
        for (i, row) in self.rows.iter().enumerate() {
            let at = at + i as u32;
            let mut factors: Vec<Fr> = carried.into_iter().collect();
            factors.extend((0..row.count).map(|j| value(grid, at, &self.difference(c, row, j))));
            if let (true, Some(floor)) = (i == last, self.shape.floor) {
                factors.push(grid.get(c.maximum(), at) - fr(floor.into()));
            }
            let carries = i < last && !factors.is_empty() || factors.len() > FACTORS as usize;
            if carries {
                let p = factors.iter().take(FACTORS as usize).product();
                grid.set(c.product(), at, p);
                carried = Some(p);
            }
        }
    }

    /// The cells of each row.
    pub fn cells(&self) -> Vec<Cells> {
        let mut carried = false;
        let last = self.rows.len() - 1;
        let maximum = self.beside.is_none();
        let row = |(i, row): (usize, &Row)| {
            let floor = u32::from(i == last && self.shape.floor.is_some());
            let factors = u32::from(carried) + row.count + floor;
            carried |= row.count > 0;
            let product = maximum && if i < last { carried } else { factors > FACTORS };
            Cells { lanes: self.first..row.lane + row.count * self.limbs, maximum, product }
        };
        self.rows.iter().enumerate().map(row).collect()
    }
}
