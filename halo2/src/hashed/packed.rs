//! Rows that pack a tensor: one for each element, along which a port sums digits up, and one more.
//!
//! `b' = base·b + digit`, and `b' = digit` on the first row of each element of the field; so the port `b` holds a packed element
//! one row below its last digit. The digit is
//!
//! * of an input or parameter whose digits a lane holds: a lane of the checked region, with the difference to the largest digit in
//!   another, so that the digit lies in its base. These lanes are its only cells: whatever reads it reads them, in
//!   place or by copies.
//! * of any other tensor: a copy of its cell in the port `a`, and what the cell lacks in a fixed column. Its range is checked
//!   where its cells are.
//!
//! The sums are elements of the field and stand for no integers: `base^digits` is not larger than the prime, so numbers of
//! different digits are different elements.

use circuit::{Graph, TensorId, Visibility};
use ff::Field;

use super::Packing;
use crate::block::{Address, Block, Content, HomeCell, Lanes, home};
use crate::build::{Builder, PlanError, Share};
use crate::columns::{Columns, Config};
use crate::expr::{Expr, sum};
use crate::field::{Fr, fr};
use crate::gates::{Gates, Term};
use crate::grid::Grid;
use crate::interval::Interval;
use crate::system::Column;

/// The lane of digits, and the one of their differences to the largest.
const DIGIT: u32 = 0;
const COMPLEMENT: u32 = 1;
/// The port of copies, and the one of sums.
const COPY: u32 = 0;
pub(super) const SUM: u32 = 1;

/// Whether an input's or parameter's digits are cells of lanes.
pub fn in_lanes(graph: &Graph, config: &Config, t: TensorId) -> bool {
    let tensor = graph.tensor(t);
    let given = matches!(tensor.vis, Visibility::HashedInput | Visibility::Parameter);
    given && tensor.range.count() <= 1 << config.bits
}

/// The rows of a tensor.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The tensor.
    pub tensor: TensorId,
    /// Its packing.
    pub packing: Packing,
    /// The largest digit.
    pub largest: i128,
    /// Number of elements.
    pub count: u32,
    /// For digits in a lane: whether another holds their complements. `None` for copies.
    pub lanes: Option<bool>,
    /// What each copied cell lacks.
    offsets: Vec<i128>,
}

impl Packed {
    /// Rows below which a packed element lies.
    pub fn ends(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.packing.packed(self.count as usize))
            .map(|i| ((i + 1) * self.packing.digits).min(self.count as usize) as u32)
    }

    /// Whether an element is the first digit of a packed one.
    fn is_first(&self, element: u32) -> bool {
        (element as usize).is_multiple_of(self.packing.digits)
    }

    /// The terms of a row: first digits, other digits, and the complement.
    pub(crate) fn gates(&self, columns: &Columns, start: u32, gates: &mut Gates) {
        let field = Interval::point(0);
        let sums = columns.port(SUM);
        let digit = match self.lanes {
            Some(_) => Expr::cell(columns.lane(DIGIT)),
            None => Expr::cell(columns.port(COPY)) + Expr::Fixed(columns.weight(0)),
        };
        let first = Expr::Advice(sums, 1) - digit;
        let next = first.clone() - Expr::Const(self.packing.base()) * Expr::cell(sums);
        let [first, next] = [first, next].map(|body| gates.term("packed", body, Some(&field)));
        let complement: Option<Term> = self.lanes.filter(|complement| *complement).map(|_| {
            let lanes = sum([DIGIT, COMPLEMENT].map(|l| Expr::cell(columns.lane(l))));
            let both = lanes - Expr::int(self.largest);
            gates.term("packed digit", both, Some(&self.sums(columns)))
        });
        for element in 0..self.count {
            gates.at(if self.is_first(element) { first } else { next }, start + element);
            complement.into_iter().for_each(|term| gates.at(term, start + element));
        }
    }

    /// What two lanes come to, less the largest digit.
    fn sums(&self, columns: &Columns) -> Interval {
        let lane = Interval::from(circuit::Range::new(0, (1 << columns.bits()) - 1));
        &(&lane + &lane) + &Interval::point(-self.largest)
    }

    /// Fills the rows.
    pub(crate) fn fill(&self, start: u32, values: &[i128], columns: &Columns, grid: &mut Grid) {
        let (base, mut packed) = (self.packing.base(), Fr::ZERO);
        for ((element, v), row) in (0..).zip(values).zip(start..) {
            match self.lanes {
                Some(complement) => {
                    // What is no digit has no lane to lie in, and no proof: the nearest is as good.
                    let digit = (v - self.packing.least).clamp(0, self.largest);
                    grid.lane(columns.lane(DIGIT), row, digit as u32);
                    if complement {
                        grid.lane(columns.lane(COMPLEMENT), row, (self.largest - digit) as u32);
                    }
                }
                None => grid.set(columns.port(COPY), row, fr(*v) - fr(self.offsets[element as usize])),
            }
            let carried = if self.is_first(element) { Fr::ZERO } else { packed * base };
            packed = carried + self.packing.digit(*v);
            grid.set(columns.port(SUM), row + 1, packed);
        }
    }

    /// The columns that a row constrains.
    pub(crate) fn cells(&self, columns: &Columns, element: u32) -> Vec<u16> {
        let mut all = match self.lanes {
            _ if element == self.count => Vec::new(),
            Some(complement) => (0..=u32::from(complement)).map(|l| columns.lane(l)).collect(),
            None => vec![columns.port(COPY)],
        };
        if element > 0 {
            all.push(columns.port(SUM));
        }
        all
    }
}

impl Builder<'_> {
    /// Rows that pack a tensor, whose cells are there already unless lanes hold its digits: the block.
    pub(crate) fn packed(&mut self, t: TensorId) -> Result<usize, PlanError> {
        let tensor = self.graph.tensor(t);
        let count = tensor.numel().unwrap_or(0);
        self.take(Share::Ports, count.saturating_add(1))?;
        let (count, number) = (count as u32, self.blocks.len());
        let packing = Packing::of(tensor.range);
        let mut block = Block::new(None, "packed values", count + 1);
        block.ports = true;
        let mut offsets = Vec::new();
        let largest = tensor.range.hi - tensor.range.lo;
        let lanes = in_lanes(self.graph, &self.config, t).then(|| largest + 1 != 1 << self.config.bits);
        if lanes.is_some() {
            block.lanes = Lanes::Checked;
            let column = Column::Advice(self.columns.lane(DIGIT));
            for i in 0..count {
                let at = Address { block: number, row: i, column };
                self.set_home(t, i, HomeCell { at, offset: packing.least })?;
            }
        } else {
            block.weights = true;
            for i in 0..count {
                let missing = || self.internal(0, "a hashed element has no cell");
                let cell = home(&self.homes, t, i).ok_or_else(missing)?;
                block.copies.push((cell.at, i, Column::Advice(self.columns.port(COPY))));
                block.constants.push((i, self.columns.weight(0), cell.offset - packing.least));
                offsets.push(cell.offset);
            }
        }
        block.content = Content::Packed(Packed { tensor: t, packing, largest, count, lanes, offsets });
        self.blocks.push(block);
        Ok(number)
    }
}
