//! Folds: loops that carry an accumulator, and leave out the pads that add nothing.

use gadgets::ElementType;
use gadgets::nest::{Counter, Expr, Fold, Index};
use gadgets::places;
use gadgets::view::Guard;
use melior::ir::Value;

use super::point::Point;
use super::{EmitError, Emitter};
use crate::builder::{Binary, Builder, Trip};

impl<'c, 'a> Emitter<'c, 'a, '_> {
    pub(super) fn fold(
        &self,
        b: &Builder<'c, 'a>,
        op: Fold,
        start: Option<&Expr>,
        term: &Expr,
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let outer = self.schedule.nests[p.word].outer;
        let folded: Vec<(Counter, usize)> =
            self.schedule.nests[p.word].folded().iter().map(|n| (b.counter(*n), *n)).collect();
        let mut at = p.at[..outer].to_vec();
        at.extend(folded.iter().map(|(c, _)| Index::counter(*c)));
        let neutral = self.neutral(p.word, op);
        let init = match start {
            Some(e) => self.expr(b, e, p, bits)?,
            None => b.constant(bits, neutral),
        };
        let mut trips: Vec<(Counter, Trip)> = folded.iter().map(|(c, n)| (*c, Trip::count(*n))).collect();
        let mut clipped = Vec::new();
        for operand in operands(term) {
            // All pads of an operand are left out, or none: the order of conditions tells which one's value is read.
            let mut fewer = trips.clone();
            let found = self.find(b, p.word, operand, &at)?;
            let single = matches!(found.source, places::At::Value(..));
            let mut guards = found.guards.into_iter();
            let neutral = single
                && guards.len() > 0
                && guards
                    .all(|(guard, value)| value == neutral && clip(b, &guard, &folded, &mut fewer).is_some());
            if neutral {
                trips = fewer;
                clipped.push(operand);
            }
        }
        let inner = Point { word: p.word, at, clipped, scalars: p.scalars };
        let op = match op {
            Fold::Sum => Binary::Add,
            Fold::Max => Binary::Max,
            Fold::Min => Binary::Min,
        };
        let mut error = Ok(());
        let result = self.folds(b, &trips, init, &mut |b, acc| match self.expr(b, term, &inner, bits) {
            Ok(v) => b.binary(op, acc, v),
            Err(e) => {
                error = Err(e);
                acc
            }
        });
        error.map(|()| result)
    }

    fn folds(
        &self,
        b: &Builder<'c, 'a>,
        trips: &[(Counter, Trip)],
        acc: Value<'c, 'a>,
        body: &mut dyn FnMut(&Builder<'c, 'a>, Value<'c, 'a>) -> Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        match trips.split_first() {
            None => body(b, acc),
            Some(((counter, trip), inner)) => {
                b.fold(*counter, trip, acc, |b, acc| self.folds(b, inner, acc, body))
            }
        }
    }

    /// What a fold may start from without a change: 0, or the end of its operand's type.
    fn neutral(&self, word: usize, op: Fold) -> i64 {
        let read = self.body.values[word].word.word().reads()[0];
        let ty = read.values().into_iter().map(|v| self.body.ty(v)).max().unwrap_or(ElementType::I64);
        let pads = read.pads().into_iter();
        match op {
            Fold::Sum => 0,
            Fold::Max => pads.fold(ty.range().lo, i64::min),
            Fold::Min => pads.fold(ty.range().hi, i64::max),
        }
    }
}

/// The operands whose elements a term reads.
fn operands(term: &Expr) -> Vec<usize> {
    match term {
        Expr::Element { operand, .. } => vec![*operand],
        Expr::Product(all) | Expr::Sum(all) => all.iter().flat_map(operands).collect(),
        _ => vec![],
    }
}

/// Leaves the points out at which a guard fails; `None` where no bound of one loop says that.
fn clip(
    b: &Builder<'_, '_>,
    guard: &Guard,
    folded: &[(Counter, usize)],
    trips: &mut [(Counter, Trip)],
) -> Option<()> {
    let mut own = folded.iter().enumerate().filter(|(_, (c, _))| guard.index.involves(*c));
    let (position, (counter, count)) = own.next()?;
    let factor = guard.index.factor(*counter);
    if own.next().is_some() || !guard.index.is_linear() || guard.step != 1 || factor < 1 {
        return None;
    }
    let rest = guard.index.add(&Index::counter(*counter), -factor).ok()?;
    let trip = &mut trips[position].1;
    // Each second bound is there only if some point needs it.
    let (least, most) = b.extent(&rest)?;
    if least < 0 {
        trip.lower.push(rest.scale(-1).and_then(|r| r.ceil(factor)).ok()?);
    }
    if most.saturating_add((*count as i64 - 1).saturating_mul(factor)) >= guard.size {
        let room = rest.scale(-1).and_then(|r| r.add(&Index::constant(guard.size), 1));
        trip.upper.push(room.and_then(|r| r.ceil(factor)).ok()?);
    }
    Some(())
}
