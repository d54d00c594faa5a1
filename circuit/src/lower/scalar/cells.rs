//! Cells: the single integers that a program's circuit consists of, each made once.

use std::collections::BTreeMap;

use super::form::Form;
use crate::{Element, Range, Rounding};

/// Index into [`Cells`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CellId(pub u32);

/// What a cell is. Cells of one kind and depth share a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Something that exists already, or a number.
    Leaf(Element),
    /// A short linear form: the coefficients of the arguments, and the constant.
    Affine(Vec<i64>, i64),
    /// A longer one, with coefficients of its own.
    Matrix,
    /// The argument, which has to lie in `lo..=hi`: beyond, the program is undefined, so there is no proof.
    Checked { lo: i128, hi: i128, status: i32 },
    /// The product of two.
    Product,
    /// Rounded quotient by a number, halves up or down, clamped.
    Divide { divisor: i64, half_up: bool, clip: Option<(i128, i128)> },
    /// −1 for a negative argument, else 0.
    Negative,
    /// The floor of the quotient of two, the second of which is at least 1.
    Quotient,
    /// The largest of so many.
    Maximum(u32),
    /// The larger of the argument and a number.
    AtLeast(i64),
    /// The entry of a table, as a signed number of this many bits.
    Lookup { table: u32 },
    /// An entry of a table made here, by the value of the argument.
    Bitwise(Bitwise),
}

/// A bitwise operation on two numbers below `2^bits`, the first shifted up by as many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bitwise {
    pub and: bool,
    pub xor: bool,
    pub bits: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub kind: Kind,
    pub args: Vec<CellId>,
    /// Of a [`Kind::Matrix`]: its coefficients and constant.
    pub row: (Vec<i64>, i64),
    /// Every value lies in it.
    pub range: Range,
    /// Longest path from a leaf.
    pub depth: u32,
}

type Key = (Kind, Vec<CellId>, (Vec<i64>, i64));

/// All cells of a program.
#[derive(Debug, Default)]
pub(super) struct Cells {
    all: Vec<Cell>,
    known: BTreeMap<Key, CellId>,
}

/// Terms up to which a linear form is written out.
const SHORT: usize = 3;

impl Cells {
    pub fn get(&self, c: CellId) -> &Cell {
        &self.all[c.0 as usize]
    }

    pub fn range(&self, c: CellId) -> Range {
        self.get(c).range
    }

    fn make(&mut self, kind: Kind, args: Vec<CellId>, row: (Vec<i64>, i64), range: Range) -> CellId {
        let depth = args.iter().map(|a| self.get(*a).depth + 1).max().unwrap_or(0);
        let key = (kind, args, row);
        if let Some(c) = self.known.get(&key) {
            // Both ranges are theorems, so both hold.
            let known = &mut self.all[c.0 as usize].range;
            *known = Range { lo: known.lo.max(range.lo), hi: known.hi.min(range.hi) };
            return *c;
        }
        let id = CellId(self.all.len() as u32);
        let (kind, args, row) = key.clone();
        self.all.push(Cell { kind, args, row, range, depth });
        self.known.insert(key, id);
        id
    }

    /// A cell that exists already.
    pub fn leaf(&mut self, e: Element, range: Range) -> CellId {
        self.make(Kind::Leaf(e), Vec::new(), Default::default(), range)
    }

    /// A cell that is no linear form; its range is given by whoever knows best.
    pub fn function(&mut self, kind: Kind, args: Vec<CellId>, range: Range) -> CellId {
        self.make(kind, args, Default::default(), range)
    }

    /// The cell that holds a form; `None` for numbers beyond 64 bits.
    pub fn hold(&mut self, form: &Form) -> Option<CellId> {
        if let Some(c) = form.as_cell() {
            return Some(c);
        }
        let constant = i64::try_from(form.constant).ok()?;
        if form.terms.is_empty() {
            return Some(self.leaf(Element::Value(constant), form.range));
        }
        let (mut args, mut coefficients) = (Vec::new(), Vec::new());
        for (c, k) in &form.terms {
            let (mut c, mut k) = (*c, *k);
            if i64::try_from(k).is_err() {
                // 2^64 and the like: scale the cell first.
                const STEP: i128 = 1 << 40;
                let range = self.range(c).scale(STEP).filter(|_| k % STEP == 0)?;
                c = self.function(Kind::Affine(vec![STEP as i64], 0), vec![c], range);
                k /= STEP;
            }
            args.push(c);
            coefficients.push(i64::try_from(k).ok()?);
        }
        Some(if args.len() <= SHORT {
            self.make(Kind::Affine(coefficients, constant), args, Default::default(), form.range)
        } else {
            self.make(Kind::Matrix, args, (coefficients, constant), form.range)
        })
    }

    /// `form / divisor`, rounded, for divisors of at most 62 bits.
    pub fn divide(&mut self, form: &Form, divisor: i64, half_up: bool) -> Option<CellId> {
        let rounding = if half_up { Rounding::HalfUp } else { Rounding::Floor };
        let range = form.range.div_round(Range::point(divisor.into()), rounding)?;
        let x = self.hold(form)?;
        Some(self.function(Kind::Divide { divisor, half_up, clip: None }, vec![x], range))
    }

    /// `c`, a quotient, clamped to `to` as well; `None` where it is anything else.
    pub fn clip(&mut self, c: CellId, to: Range) -> Option<CellId> {
        let Cell { kind: Kind::Divide { divisor, half_up, clip }, args, range, .. } = self.get(c).clone()
        else {
            return None;
        };
        let (lo, hi) = clip.unwrap_or((range.lo, range.hi));
        let clip = Some((lo.clamp(to.lo, to.hi), hi.clamp(to.lo, to.hi)));
        Some(self.function(Kind::Divide { divisor, half_up, clip }, args, range.clamp(to)))
    }
}
