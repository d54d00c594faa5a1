//! `Reduce`: sum, maximum or minimum over the last axes of its operand, and over a floor.
//!
//! Views bring the axes to the end, and windows to axes; a maximum over windows reads pads at the lower end of its
//! operand's range. With no axis it compares each element with the floor alone (ReLU).

use serde::{Deserialize, Serialize};

use super::{Known, Misfit, Padded, Read, Word, wide};
use crate::nest::{self, Expr, Nest};
use crate::strided::Strided;
use crate::{Fault, Interval, shape};

/// How elements become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// Their sum.
    Sum,
    /// The largest.
    Max,
    /// The smallest.
    Min,
}

/// See the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reduce {
    /// How.
    pub op: Fold,
    /// The operand.
    pub x: Read,
    /// How many of its last axes are folded.
    pub folded: usize,
    /// One more candidate everywhere, for a maximum or a minimum.
    pub floor: Option<i64>,
}

impl Reduce {
    /// `max(x, 0)`.
    pub const fn relu(x: Read) -> Self {
        Self { op: Fold::Max, x, folded: 0, floor: Some(0) }
    }

    /// How many elements that are no pads each result is made of.
    fn cells(&self, x: &Padded) -> Strided<'static> {
        let mut inside = x.inside();
        let outer = inside.shape.len() - self.folded;
        let whole = inside.shape[..outer].to_vec();
        let repeats: Vec<bool> = (0..outer).map(|k| inside.repeats(k)).collect();
        // Along other axes all are alike.
        inside.shape.iter_mut().zip(&repeats).filter(|(_, r)| **r).for_each(|(n, _)| *n = 1);
        let inner = inside.offsets(outer..inside.shape.len());
        let cells = |o: i64| inner.iter().map(|i| inside.data[(inside.offset + o + i) as usize]).sum();
        let cells: Vec<i64> = inside.offsets(0..outer).into_iter().map(cells).collect();
        let mut cells = Strided::new(&inside.shape[..outer], cells);
        cells.strides.iter_mut().zip(&repeats).filter(|(_, r)| **r).for_each(|(s, _)| *s = 0);
        Strided { shape: whole, ..cells }
    }

    /// The summands' interval and how many of them each sum has, where pads of 0 make that differ.
    fn counts(&self, x: &Known<'_>) -> Option<(Interval, Strided<'static>)> {
        let padded = x.padded.as_ref().filter(|p| self.folded > 0 && p.values.iter().all(|v| *v == 0))?;
        Some((padded.real, self.cells(padded)))
    }
}

impl Word for Reduce {
    fn name(&self) -> &'static str {
        "reduce"
    }

    fn reads(&self) -> Vec<&Read> {
        vec![&self.x]
    }

    fn shape(&self, operands: &[Vec<usize>]) -> Result<Vec<usize>, Misfit> {
        let x = &operands[0];
        if self.folded > x.len() || (self.op == Fold::Sum && self.floor.is_some()) {
            let reason =
                format!("{:?} over {} of {} axes and {:?}", self.op, self.folded, x.len(), self.floor);
            return Err(Misfit::Parameters(reason));
        }
        Ok(x[..x.len() - self.folded].to_vec())
    }

    fn nest(&self, operands: &[Vec<usize>]) -> Nest {
        let x = &operands[0];
        let outer = x.len() - self.folded;
        let element = Expr::element(0, x.len());
        let floor = self.floor.map(|f| Box::new(Expr::Const(f)));
        let value = match (self.op, floor) {
            (Fold::Max, Some(floor)) if self.folded == 0 => Expr::Max(Box::new(element), floor),
            (Fold::Min, Some(floor)) if self.folded == 0 => Expr::Min(Box::new(element), floor),
            _ if self.folded == 0 => element,
            (op, start) => {
                let op = match op {
                    Fold::Sum => nest::Fold::Sum,
                    Fold::Max => nest::Fold::Max,
                    Fold::Min => nest::Fold::Min,
                };
                Expr::Fold { op, start, term: Box::new(element) }
            }
        };
        Nest { extents: x.clone(), outer, value }
    }

    fn infer(&self, operands: &[Known<'_>]) -> Result<Interval, Misfit> {
        let x = &operands[0];
        let count = shape::len(&x.shape[x.shape.len() - self.folded..]) as i128;
        let (mut range, floor) = (x.range, self.floor.map(|f| Interval::point(f.into())));
        if self.op == Fold::Sum {
            let Some((real, cells)) = self.counts(x) else { return wide(range.scale(count)) };
            let all = cells.data.iter().map(|n| real.scale((*n).into())).reduce(|a, b| Some(a?.hull(b?)));
            return wide(all.flatten());
        }
        // An extreme over something that is no pad is no less extreme than that.
        if let Some(padded) = &x.padded
            && self.cells(padded).data.iter().all(|n| *n > 0)
        {
            range = match self.op {
                Fold::Max => Interval { lo: padded.real.lo, ..range },
                _ => Interval { hi: padded.real.hi, ..range },
            };
        }
        Ok(match self.op {
            Fold::Max => floor.map_or(range, |f| range.max(f)),
            _ => floor.map_or(range, |f| range.min(f)),
        })
    }

    fn times(&self, operands: &[Known<'_>]) -> Option<(Interval, Strided<'static>)> {
        self.counts(&operands[0]).filter(|_| self.op == Fold::Sum)
    }

    fn eval(&self, operands: &[Strided<'_>]) -> Result<Vec<i128>, Fault> {
        let x = &operands[0];
        let (outer, rank) = (x.shape.len() - self.folded, x.shape.len());
        let inner = x.offsets(outer..rank);
        let floor = self.floor.map(i128::from);
        let element = |o: i64, i: &i64| i128::from(x.data[(x.offset + o + i) as usize]);
        let fold = |o: i64| {
            let all = inner.iter().map(|i| element(o, i));
            match self.op {
                Fold::Sum => Some(all.sum()),
                Fold::Max => all.chain(floor).max(),
                Fold::Min => all.chain(floor).min(),
            }
        };
        // No shape of ours is empty, so that there always is an element.
        Ok(x.offsets(0..outer).into_iter().filter_map(fold).collect())
    }
}
