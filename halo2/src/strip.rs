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

use super::columns::{Columns, Config};
use super::expr::Expr;
use super::field::{Fr, small};

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
    pub(super) fn summands(&self) -> u32 {
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

/// Most operands of a maximum, by the degree bound.
pub const MOST_CANDIDATES: u32 = 3;

/// The integer of a small element of either sign; zero for others.
pub fn integer(v: &Fr) -> i128 {
    small(v).or_else(|| small(&-v).map(|n| -n)).unwrap_or(0)
}

/// A parameter's value; zero for one that there is not.
pub fn value(parameters: &[(Name, i128)], name: Name) -> i128 {
    parameters.iter().find(|(n, _)| *n == name).map_or(0, |(_, v)| *v)
}
