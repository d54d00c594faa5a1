//! Strips: one relation of many elements, several on a row, each in wide cells and checked lanes of its own.
//!
//! An element reads *operands* from wide cells (ports), which repeat their homes. Of them it makes its numerator
//! `N = Σ Aᵢ·xᵢ + P·x·y + K`, and its [`What`] says what of that:
//!
//! * nothing is left: `N = 0`;
//! * it is the result: `N = out`;
//! * the result is a quotient: `N = D·(out + above − below) + rem` with `0 <= rem < D` exactly, `above·(hi − out) = 0` and
//!   `below·(out − lo) = 0`. Without a remainder, a clamp and a home it is a range check;
//! * the operand and the result are a line of a function table;
//! * the result is the largest operand: `dᵢ = out − xᵢ >= 0` by its limbs, and `Π dᵢ = 0`.
//!
//! A cell of a lane is below `2^bits` by the lookup argument. A tighter bound of a number takes its [`Number::complement`]:
//! the distance to it in lanes, too.
//!
//! A [`Shape`] is what gates know of an element, so that relations that differ in numbers alone share gates. The numbers
//! (*parameters*) lie in fixed columns beside the row, the same for all elements on it. An element that is wider than a row takes several,
//! with its parameters on the first.

use ff::Field;
use num_bigint::BigInt;

use super::columns::{Columns, Config};
use super::expr::{Expr, product, sum};
use super::field::{Fr, fr, small};
use super::grid::Grid;
use super::interval::{Interval, values, zero_test};

/// Most rows of an element: each is a rotation that gates read.
pub const MOST_ROWS: u32 = 16;
/// Most elements on a row: each has gates of its own.
const MOST_ELEMENTS: u32 = 12;
/// Most lines of function tables on a row, by the degree bound.
pub const LINES: u32 = 3;

/// Lanes that hold one number from zero on, least significant limb first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    /// Lanes of the number.
    pub limbs: u32,
    /// Lanes of the distance to its most: none, that of the last limb alone, or of the whole.
    pub complement: u32,
}

/// Number of limbs for values `0..=most`.
pub fn limbs_for(most: i128, bits: u32) -> u32 {
    (128 - most.max(0).leading_zeros()).div_ceil(bits)
}

impl Number {
    /// Holds at least `0..=most`.
    pub fn covering(most: i128, bits: u32) -> Self {
        Self { limbs: limbs_for(most, bits), complement: 0 }
    }

    /// Holds exactly `0..=most`; and the width that its complement is about.
    pub fn exact(most: i128, bits: u32) -> (Self, i128) {
        let limbs = limbs_for(most, bits);
        let length = 128 - most.max(0).leading_zeros();
        let over = length % bits;
        if most != i128::MAX && most & (most + 1) != 0 {
            (Self { limbs, complement: limbs }, most)
        } else if over != 0 {
            (Self { limbs, complement: 1 }, (1 << over) - 1)
        } else {
            (Self { limbs, complement: 0 }, 0)
        }
    }

    fn lanes(&self) -> u32 {
        self.limbs + self.complement
    }
}

/// What a quotient divides by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Divisor {
    /// One: there is no remainder.
    #[default]
    One,
    /// A parameter.
    Constant,
    /// The last operand, once or twice it: for quotients to the nearest, whose numerator is doubled.
    Operand(u8),
}

/// Where a result lies that others read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// Nobody reads it.
    #[default]
    None,
    /// In its only limb: the result is that and [`Name::Least`].
    Lane,
    /// In a wide cell.
    Port,
}

/// A quotient; by default a number that is what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quotient {
    /// What is divided by.
    pub divisor: Divisor,
    /// The result, less its least value.
    pub out: Number,
    /// Where it lies.
    pub home: Home,
    /// Limbs of what a clamp takes away.
    pub above: u32,
    /// Limbs of what a clamp adds.
    pub below: u32,
    /// The remainder.
    pub rem: Number,
    /// Limbs of the distance from the remainder to an operand that divides.
    pub left: u32,
    /// Whether nothing is divided: the result is any number in range.
    pub given: bool,
}

/// What an element says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// `N = 0`.
    Zero,
    /// `N = out`, a wide cell.
    Value,
    /// `N = D·(out + above − below) + rem`.
    Quotient(Quotient),
    /// The result is the operand's in a function table.
    Line,
    /// The result, a wide cell, is the largest operand, or a number; limbs of each distance.
    Maximum {
        /// Whether a number takes part.
        floor: bool,
        /// Limbs of each distance.
        limbs: u32,
    },
}

/// What gates know of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    /// Wide cells that are read.
    pub operands: u32,
    /// How often the product counts, and of which operands it is: the first by itself, or the first two.
    pub product: (u8, bool),
    /// What it says.
    pub what: What,
}

/// A parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// `Aᵢ`.
    Factor(u32),
    /// `K`.
    Constant,
    /// `D`, or what the operand that divides lacks.
    Divisor,
    /// The least result.
    Least,
    /// What a result and its complement come to.
    Width,
    /// What a remainder and its complement come to.
    Remainder,
    /// Added to an argument: where its table's lines start, less the first argument.
    Line,
    /// What an operand of a maximum lacks.
    Offset(u32),
    /// One more candidate.
    Floor,
}

/// Values of parameters.
pub type Parameters = Vec<(Name, i128)>;

/// How elements lie on rows: several on one, or one on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Elements on a row.
    pub elements: u32,
    /// Rows of an element.
    pub rows: u32,
}

/// One gate of an element.
pub struct Equation {
    /// What it says.
    pub name: &'static str,
    /// What has to be zero.
    pub body: Expr,
    /// Its factors, where it says that one of them is zero.
    pub factors: Vec<Expr>,
}

/// The cells of one element of a row.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    /// What it says.
    pub shape: &'a Shape,
    /// The table's columns.
    pub columns: &'a Columns,
    /// Lanes and ports of a row.
    pub config: &'a Config,
    /// Which element of the row.
    pub element: u32,
}

impl Shape {
    /// Wide cells.
    pub fn ports(&self) -> u32 {
        self.operands + u32::from(self.home() == Home::Port)
    }

    /// Where the result lies.
    pub fn home(&self) -> Home {
        match self.what {
            What::Zero => Home::None,
            What::Value | What::Line | What::Maximum { .. } => Home::Port,
            What::Quotient(q) => q.home,
        }
    }

    /// Lanes.
    pub fn lanes(&self) -> u32 {
        match self.what {
            What::Zero | What::Value | What::Line => 0,
            What::Quotient(q) => q.out.lanes() + q.above + q.below + q.rem.lanes() + q.left,
            What::Maximum { floor, limbs } => (self.operands + u32::from(floor)) * limbs,
        }
    }

    /// The operand that divides is in no sum.
    fn summands(&self) -> u32 {
        let divides = matches!(self.what, What::Quotient(Quotient { divisor: Divisor::Operand(_), .. }));
        self.operands - u32::from(divides)
    }

    /// The parameters, in the order of their columns.
    pub fn names(&self) -> Vec<Name> {
        let mut all: Vec<Name> = (0..self.summands()).map(Name::Factor).collect();
        match self.what {
            What::Zero | What::Value => all.push(Name::Constant),
            What::Line => all = vec![Name::Line],
            What::Maximum { floor, .. } => {
                all = (0..self.operands).map(Name::Offset).collect();
                all.extend(floor.then_some(Name::Floor));
            }
            What::Quotient(q) => {
                all.extend((!q.given).then_some(Name::Constant));
                all.extend((q.divisor != Divisor::One).then_some(Name::Divisor));
                let least = q.home == Home::Port || matches!(q.divisor, Divisor::Operand(_));
                all.extend(least.then_some(Name::Least));
                all.extend((q.out.complement > 0).then_some(Name::Width));
                all.extend((q.rem.complement > 0).then_some(Name::Remainder));
            }
        }
        all
    }

    /// How elements lie on rows; `None` if one is too wide.
    pub fn fit(&self, config: &Config) -> Option<Fit> {
        let (ports, lanes) = (self.ports(), self.lanes());
        let most = if self.what == What::Line { LINES } else { MOST_ELEMENTS };
        let room = |all: u32, each: u32| all.checked_div(each).unwrap_or(most);
        let elements = room(config.ports, ports).min(room(config.lanes, lanes)).min(most);
        if elements > 0 {
            return Some(Fit { elements, rows: 1 });
        }
        let rows = ports.div_ceil(config.ports).max(lanes.div_ceil(config.lanes));
        (rows <= MOST_ROWS).then_some(Fit { elements: 1, rows })
    }
}

impl Cells<'_> {
    /// Column and row, within the element's rows, of a cell: results first, so that few lanes are copied.
    fn at(&self, all: u32, each: u32, i: u32) -> (u32, u32) {
        let elements = self.shape.fit(self.config).map_or(1, |f| f.elements);
        if elements == 1 {
            return (i % all, i / all);
        }
        (if i == 0 { self.element } else { elements + self.element * (each - 1) + i - 1 }, 0)
    }

    /// A wide cell: operands, then the result.
    pub fn port(&self, i: u32) -> (u16, u32) {
        let (each, elements) = (self.shape.ports(), self.shape.fit(self.config).map_or(1, |f| f.elements));
        let (port, row) = if elements == 1 {
            (i % self.config.ports, i / self.config.ports)
        } else {
            (self.element * each + i, 0)
        };
        (self.columns.port(port), row)
    }

    /// A lane; the first is the result's, if it lies in one.
    pub fn lane(&self, i: u32) -> (u16, u32) {
        let (lane, row) = self.at(self.config.lanes, self.shape.lanes(), i);
        (self.columns.lane(lane), row)
    }

    /// Where the result lies.
    pub fn home(&self) -> Option<(u16, u32)> {
        match self.shape.home() {
            Home::None => None,
            Home::Lane => Some(self.lane(0)),
            Home::Port => Some(self.port(self.shape.operands)),
        }
    }

    /// All its cells: column and row.
    pub fn all(&self) -> impl Iterator<Item = (u16, u32)> + use<'_> {
        let ports = (0..self.shape.ports()).map(|i| self.port(i));
        ports.chain((0..self.shape.lanes()).map(|i| self.lane(i)))
    }
}

/// Lanes of a quotient, in order.
struct Parts {
    out: (u32, u32),
    out_complement: (u32, u32),
    above: (u32, u32),
    below: (u32, u32),
    rem: (u32, u32),
    rem_complement: (u32, u32),
    left: (u32, u32),
}

impl Parts {
    fn new(q: &Quotient) -> Self {
        let mut next = 0;
        let mut take = |count: u32| {
            next += count;
            (next - count, count)
        };
        Self {
            out: take(q.out.limbs),
            out_complement: take(q.out.complement),
            above: take(q.above),
            below: take(q.below),
            rem: take(q.rem.limbs),
            rem_complement: take(q.rem.complement),
            left: take(q.left),
        }
    }
}

impl Cells<'_> {
    fn cell(&self, (column, row): (u16, u32)) -> Expr {
        Expr::Advice(column, row as i8)
    }

    fn limbs(&self, (first, count): (u32, u32)) -> Expr {
        let bits = self.config.bits;
        sum((0..count).map(|i| shift(bits * i) * self.cell(self.lane(first + i))))
    }

    /// A number's complement: with its last limb, or with all of it.
    fn complement(&self, n: &Number, limbs: (u32, u32), rest: (u32, u32), width: Expr) -> Option<Expr> {
        let (first, count) = limbs;
        let whole = n.complement == n.limbs;
        let part = if whole { limbs } else { (first + count - 1, 1) };
        (n.complement > 0).then(|| self.limbs(part) + self.limbs(rest) - width)
    }

    /// The most that a number can be.
    fn most(&self, n: &Number, width: Expr) -> Expr {
        let below = self.config.bits * n.limbs.saturating_sub(1);
        match n.complement {
            0 => shift(self.config.bits * n.limbs) - Expr::int(1),
            c if c == n.limbs => width,
            _ => shift(below) * width + shift(below) - Expr::int(1),
        }
    }

    /// The element's gates, in parameters as `parameter` gives them.
    pub fn equations(&self, parameter: &impl Fn(Name) -> Expr) -> Vec<Equation> {
        let shape = self.shape;
        let x = |i: u32| self.cell(self.port(i));
        let out = || self.cell(self.port(shape.operands));
        let mut all = Vec::new();
        let mut add = |name, body| all.push(Equation { name, body, factors: Vec::new() });
        let numerator = || {
            let terms = (0..shape.summands()).map(|i| parameter(Name::Factor(i)) * x(i));
            let (times, two) = shape.product;
            let more = Expr::int(times.into()) * x(0) * if two { x(1) } else { x(0) };
            sum(terms) + if times > 0 { more } else { Expr::zero() } + parameter(Name::Constant)
        };
        match shape.what {
            What::Zero => add("nothing is left", numerator()),
            What::Value => add("result", numerator() - out()),
            What::Line => {}
            What::Maximum { floor, limbs } => {
                let distance = |i: u32| self.limbs((i * limbs, limbs));
                for i in 0..shape.operands {
                    add(DISTANCES[i as usize], out() - x(i) - parameter(Name::Offset(i)) - distance(i));
                }
                if floor {
                    add("floor", out() - parameter(Name::Floor) - distance(shape.operands));
                }
                let factors: Vec<Expr> = (0..shape.operands + u32::from(floor)).map(distance).collect();
                all.push(Equation { name: "one is it", body: product(factors.clone()), factors });
            }
            What::Quotient(q) => {
                let p = Parts::new(&q);
                let (above, below) = (self.limbs(p.above), self.limbs(p.below));
                let lane = self.limbs(p.out);
                let quotient = lane.clone() + above.clone() - below.clone();
                let rem = self.limbs(p.rem);
                match q.divisor {
                    _ if q.given => {}
                    Divisor::One => add("quotient", numerator() - quotient),
                    Divisor::Constant => {
                        add("quotient", numerator() - parameter(Name::Divisor) * quotient - rem.clone());
                    }
                    Divisor::Operand(times) => {
                        let divisor = x(shape.operands - 1) + parameter(Name::Divisor);
                        let half = Expr::int(i128::from(times) - 1) * divisor.clone();
                        let divisor = Expr::int(times.into()) * divisor;
                        let whole = quotient + parameter(Name::Least);
                        add("quotient", numerator() + half - divisor.clone() * whole - rem.clone());
                        add("remainder", divisor - Expr::int(1) - rem - self.limbs(p.left));
                    }
                }
                if q.home == Home::Port {
                    add("result", out() - parameter(Name::Least) - lane.clone());
                }
                if let Some(body) =
                    self.complement(&q.rem, p.rem, p.rem_complement, parameter(Name::Remainder))
                {
                    add("remainder", body);
                }
                let width = || parameter(Name::Width);
                if let Some(body) = self.complement(&q.out, p.out, p.out_complement, width()) {
                    add("range", body);
                }
                for (name, limbs, beyond) in [
                    ("clamp above", q.above, vec![above, self.most(&q.out, width()) - lane.clone()]),
                    ("clamp below", q.below, vec![below, lane]),
                ] {
                    if limbs > 0 {
                        all.push(Equation { name, body: product(beyond.clone()), factors: beyond });
                    }
                }
            }
        }
        all
    }

    /// The integers that each gate is about, for wide cells that lie in these and parameters that have these values; `None`
    /// where they have no bound.
    pub fn about(&self, ports: &[Interval], parameters: &[(Name, i128)]) -> Vec<Option<Interval>> {
        let lane = Interval::point((BigInt::from(1) << self.config.bits) - 1).hull(&Interval::point(0));
        let places: Vec<(u16, u32)> = (0..self.shape.ports()).map(|i| self.port(i)).collect();
        let cell = |column: u16, row: i8| {
            let port = places.iter().position(|(c, r)| (*c, *r as i8) == (column, row));
            Some(port.and_then(|p| ports.get(p)).unwrap_or(&lane).clone())
        };
        let about = |e: &Equation| {
            if e.factors.is_empty() {
                values(&e.body, &cell)
            } else {
                let all: Option<Vec<Interval>> = e.factors.iter().map(|f| values(f, &cell)).collect();
                all.map(|all| zero_test(&all))
            }
        };
        self.equations(&|name| Expr::int(value(parameters, name))).iter().map(about).collect()
    }

    /// Fills the element's cells, whose operands lie in their ports already, on rows from `row` on. `out` is the result
    /// where it is known; else it follows.
    pub fn fill(&self, row: u32, out: Option<i128>, parameters: &[(Name, i128)], grid: &mut Grid) {
        let shape = self.shape;
        let parameter = |name| value(parameters, name);
        let bits = self.config.bits;
        let x = |grid: &Grid, i: u32| {
            let (column, r) = self.port(i);
            grid.get(column, row + r)
        };
        let set_out = |grid: &mut Grid, v: Fr| {
            let (column, r) = self.port(shape.operands);
            grid.set(column, row + r, v);
        };
        let limbs = |grid: &mut Grid, (first, count): (u32, u32), v: i128| {
            for i in 0..count {
                let limb = v.checked_shr(bits * i).unwrap_or(0) & ((1 << bits) - 1);
                let (column, r) = self.lane(first + i);
                grid.lane(column, row + r, limb as u32);
            }
        };
        let (times, two) = shape.product;
        let numerator = |grid: &Grid| {
            let terms = (0..shape.summands()).map(|i| fr(parameter(Name::Factor(i))) * x(grid, i));
            let more =
                if times > 0 { fr(times.into()) * x(grid, 0) * x(grid, u32::from(two)) } else { Fr::zero() };
            terms.sum::<Fr>() + more + fr(parameter(Name::Constant))
        };
        match shape.what {
            What::Zero => {}
            What::Value => {
                let v = out.map_or_else(|| numerator(grid), fr);
                set_out(grid, v);
            }
            What::Line => set_out(grid, fr(out.unwrap_or(0))),
            What::Maximum { floor, limbs: each } => {
                let mut all: Vec<i128> = (0..shape.operands)
                    .map(|i| integer(&(x(grid, i) + fr(parameter(Name::Offset(i))))))
                    .collect();
                all.extend(floor.then(|| parameter(Name::Floor)));
                let out = out.unwrap_or_else(|| all.iter().copied().max().unwrap_or(0));
                set_out(grid, fr(out));
                for (i, v) in (0..).zip(all) {
                    limbs(grid, (i * each, each), out.wrapping_sub(v));
                }
            }
            What::Quotient(q) => {
                let p = Parts::new(&q);
                let least = parameter(Name::Least);
                // The quotient from the least result on, of which only the operand that divides makes no constant.
                let (n, divisor) = match q.divisor {
                    Divisor::One => (numerator(grid), 1),
                    Divisor::Constant => (numerator(grid), parameter(Name::Divisor)),
                    Divisor::Operand(times) => {
                        let d = x(grid, shape.operands - 1) + fr(parameter(Name::Divisor));
                        let times = Fr::from(u64::from(times));
                        let n = numerator(grid) + (times - Fr::one()) * d - times * d * fr(least);
                        (n, integer(&(times * d)))
                    }
                };
                let n = integer(&n);
                let whole = n.checked_div_euclid(divisor).unwrap_or(0);
                let result = out.map_or(whole, |v| v.wrapping_sub(least));
                // What a clamp takes away or adds, where there is one; the remainder follows.
                let beyond = |limbs: u32, v: i128| if limbs > 0 { v.max(0) } else { 0 };
                let above = beyond(q.above, whole.saturating_sub(result));
                let below = beyond(q.below, result.saturating_sub(whole));
                let quotient = result.wrapping_add(above).wrapping_sub(below);
                let rem = n.wrapping_sub(quotient.wrapping_mul(divisor));
                if q.home == Home::Port {
                    set_out(grid, fr(result) + fr(least));
                }
                limbs(grid, p.out, result);
                limbs(grid, p.above, above);
                limbs(grid, p.below, below);
                limbs(grid, p.rem, rem);
                limbs(grid, p.left, divisor.wrapping_sub(1).wrapping_sub(rem));
                for (n, rest, v, name) in [
                    (&q.out, p.out_complement, result, Name::Width),
                    (&q.rem, p.rem_complement, rem, Name::Remainder),
                ] {
                    let top = self.config.bits * n.limbs.saturating_sub(1);
                    let v = if n.complement == n.limbs { v } else { v.checked_shr(top).unwrap_or(0) };
                    limbs(grid, rest, parameter(name).wrapping_sub(v));
                }
            }
        }
    }
}

/// Names of the gates that bound a maximum.
const DISTANCES: [&str; MOST_CANDIDATES as usize] =
    ["first candidate", "second candidate", "third candidate"];
/// Most operands of a maximum, by the degree bound.
pub const MOST_CANDIDATES: u32 = 3;

fn shift(bits: u32) -> Expr {
    Expr::Const(Fr::from(2).pow([u64::from(bits)]))
}

/// The integer of a small element of either sign; zero for others.
pub fn integer(v: &Fr) -> i128 {
    small(v).or_else(|| small(&-v).map(|n| -n)).unwrap_or(0)
}

/// A parameter's value; zero for one that there is not.
pub fn value(parameters: &[(Name, i128)], name: Name) -> i128 {
    parameters.iter().find(|(n, _)| *n == name).map_or(0, |(_, v)| *v)
}
