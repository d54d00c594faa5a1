//! The value of a primitive at a point: its nest's expression, as operations.

use gadgets::nest::{At, Checked, Counter, Expr, Fold, Index};
use gadgets::primitive::{Divide, Divisor, Primitive};
use gadgets::view::Guard;
use gadgets::{ElementType, Rounding};
use melior::ir::Value;

use super::places::{Found, find};
use super::{EmitError, Emitter, Scalars, width};
use crate::builder::{Binary, Builder, Trip};

/// An integer and its width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized<'c, 'a> {
    value: Value<'c, 'a>,
    bits: u32,
}

impl<'c, 'a> Sized<'c, 'a> {
    /// In this many bits: sign-extended, or its low bits.
    pub fn resized(self, b: &Builder<'c, 'a>, bits: u32) -> Value<'c, 'a> {
        b.resize(self.value, self.bits, true, bits)
    }

    /// In the width that values of this type are computed in.
    pub fn narrowed(self, b: &Builder<'c, 'a>, ty: ElementType) -> Value<'c, 'a> {
        self.resized(b, width(ty))
    }
}

/// Where a primitive is computed.
struct Point<'s, 'c, 'a> {
    /// Number of the primitive among the body's.
    word: usize,
    /// Counters of its result's axes, then of its folded loops.
    at: Vec<Index>,
    /// Whether the loops leave out pads.
    clipped: bool,
    scalars: &'s Scalars<'c, 'a>,
}

impl<'c, 'a> Emitter<'c, 'a, '_> {
    /// The element of a computed value at an index, by its expression.
    pub(super) fn computed(
        &self,
        b: &Builder<'c, 'a>,
        value: usize,
        at: &[Index],
        scalars: &Scalars<'c, 'a>,
    ) -> Result<Sized<'c, 'a>, EmitError> {
        let word = value - self.body.operands.len();
        let point = Point { word, at: at.to_vec(), clipped: false, scalars };
        let nest = &self.schedule.nests[word];
        let bits = self.computed_width(word);
        let value = self.expr(b, &nest.value, &point, bits)?;
        Ok(Sized { value, bits })
    }

    /// The element of a value that is stored in its operand's own type, and only that: a copy needs no other width.
    pub(super) fn copied(
        &self,
        b: &Builder<'c, 'a>,
        value: usize,
        at: &[Index],
    ) -> Result<Option<Sized<'c, 'a>>, EmitError> {
        let word = value - self.body.operands.len();
        let Expr::Element { operand: 0, .. } = self.schedule.nests[word].value else { return Ok(None) };
        if !matches!(self.body.values[word].word, Primitive::Map(_)) || self.locals.contains_key(&value) {
            return Ok(None);
        }
        let found = self.find(b, word, 0, at)?;
        let element = self.body.ty(found.value);
        let alike =
            self.body.results.iter().filter(|r| r.value == value).all(|r| r.operand.element == element);
        if !alike || found.value >= self.body.operands.len() || !found.guards.is_empty() {
            return Ok(None);
        }
        let loaded = b.load(self.parameters[found.value], &found.at, element.bits());
        Ok(Some(Sized { value: loaded, bits: element.bits() }))
    }

    /// The width that a primitive is computed in: its result's, but where values are compared or divided their own.
    fn computed_width(&self, word: usize) -> u32 {
        let v = &self.body.values[word];
        let own = width(v.ty);
        let operand = |k: usize| {
            let read = v.word.word().reads()[k];
            read.values().into_iter().map(|u| width(self.body.ty(u))).max().unwrap_or(64)
        };
        match &v.word {
            Primitive::Map(_) | Primitive::Einsum(_) => own,
            Primitive::Reduce(r) if r.op == gadgets::primitive::Fold::Sum => own,
            Primitive::Reduce(_) | Primitive::Check(_) => own.max(operand(0)),
            Primitive::Divide(d) => {
                let widest = match &d.divisor {
                    Divisor::Constant(c) if i32::try_from(*c).is_err() => 64,
                    Divisor::Constant(_) => operand(0),
                    Divisor::Read(_) => operand(0).max(operand(1)),
                };
                own.max(widest)
            }
            Primitive::Lookup(_) | Primitive::Gather(_) => own,
            Primitive::Compare(_) => operand(0).max(operand(1)),
        }
    }

    /// An element of any value.
    fn element(
        &self,
        b: &Builder<'c, 'a>,
        found: &Found,
        bits: u32,
        scalars: &Scalars<'c, 'a>,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let Some(word) = found.value.checked_sub(self.body.operands.len()) else {
            return Ok(b.load(self.parameters[found.value], &found.at, bits));
        };
        if self.schedule.inline[word] {
            return Ok(self.computed(b, found.value, &found.at, scalars)?.resized(b, bits));
        }
        if let Some(value) = scalars.get(&found.value) {
            let from = width(self.body.ty(found.value));
            return Ok(Sized { value: *value, bits: from }.resized(b, bits));
        }
        let root = self.schedule.root(found.value).ok_or(EmitError::Form("a value without loops"))?;
        match self.locals.get(&found.value) {
            Some(local) => {
                let own: Vec<Index> = found
                    .at
                    .iter()
                    .zip(&root.shared)
                    .filter(|(_, h)| h.is_none())
                    .map(|(ix, _)| ix.clone())
                    .collect();
                Ok(b.load(*local, &own, bits))
            }
            None => Err(EmitError::Form("a result that is read again")),
        }
    }

    fn find(
        &self,
        b: &Builder<'c, 'a>,
        word: usize,
        operand: usize,
        at: &[Index],
    ) -> Result<Found, EmitError> {
        let read = self.body.values[word].word.word().reads()[operand];
        let found = find(self.body, &self.schedule.shapes, read, at, &|ix| b.extent(ix))?;
        found.ok_or(EmitError::Form("a read of several values"))
    }

    fn expr(
        &self,
        b: &Builder<'c, 'a>,
        e: &Expr,
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let two = |x: &Expr, y: &Expr| Ok((self.expr(b, x, p, bits)?, self.expr(b, y, p, bits)?));
        match e {
            Expr::Const(v) => Ok(b.constant(bits, if bits == 32 { i64::from(*v as i32) } else { *v })),
            Expr::Element { operand, at } => self.read(b, *operand, at, p, bits),
            Expr::Sum(all) => self.sum(b, all, p, bits),
            Expr::Product(all) => {
                let mut values = all.iter().map(|e| self.expr(b, e, p, bits));
                let Some(first) = values.next() else { return Ok(b.constant(bits, 1)) };
                values.try_fold(first?, |x, y| Ok(b.binary(Binary::Mul, x, y?)))
            }
            Expr::Max(x, y) => two(x, y).map(|(x, y)| b.binary(Binary::Max, x, y)),
            Expr::Min(x, y) => two(x, y).map(|(x, y)| b.binary(Binary::Min, x, y)),
            Expr::Divide(x, d, rounding) => self.divide(b, x, d, *rounding, p, bits),
            Expr::Less(x, y) => two(x, y).map(|(x, y)| self.bit(b, b.less(x, y), bits)),
            Expr::Equal(x, y) => two(x, y).map(|(x, y)| self.bit(b, b.equal(x, y), bits)),
            Expr::Check(x, check) => self.check(b, x, check, p, bits),
            Expr::Fold { op, start, term } => self.fold(b, *op, start.as_deref(), term, p, bits),
        }
    }

    /// A sum; what is subtracted from something is no product with −1.
    fn sum(
        &self,
        b: &Builder<'c, 'a>,
        all: &[Expr],
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let Some((first, rest)) = all.split_first() else { return Ok(b.constant(bits, 0)) };
        rest.iter().try_fold(self.expr(b, first, p, bits)?, |sum, e| match e {
            Expr::Product(factors) if factors.len() == 2 && factors[1] == Expr::Const(-1) => {
                Ok(b.binary(Binary::Sub, sum, self.expr(b, &factors[0], p, bits)?))
            }
            e => Ok(b.binary(Binary::Add, sum, self.expr(b, e, p, bits)?)),
        })
    }

    fn bit(&self, b: &Builder<'c, 'a>, condition: Value<'c, 'a>, bits: u32) -> Value<'c, 'a> {
        b.select(condition, b.constant(bits, 1), b.constant(bits, 0))
    }

    fn read(
        &self,
        b: &Builder<'c, 'a>,
        operand: usize,
        at: &[At],
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let counters = at.iter().map(|a| match a {
            At::Loop(k) => Some(p.at[*k].clone()),
            At::Value(_) => None,
        });
        if let Some(index) = counters.collect::<Option<Vec<Index>>>() {
            let found = self.find(b, p.word, operand, &index)?;
            if !found.guards.is_empty() && !p.clipped {
                return Err(EmitError::Form("a pad outside of a fold that it adds nothing to"));
            }
            return self.element(b, &found, bits, p.scalars);
        }
        // A table: one computed position, which is moved into the table.
        let read = self.body.values[p.word].word.word().reads()[operand];
        let ([At::Value(position)], Some(table)) = (at, read.whole()) else {
            return Err(EmitError::Form("a gather from something that is no table"));
        };
        let memref = match self.parameters.get(table).filter(|_| table < self.body.operands.len()) {
            Some(memref) => *memref,
            None => return Err(EmitError::Form("a table that is computed")),
        };
        let last = self.schedule.shapes[table][0] as i64 - 1;
        let index = self.expr(b, position, p, 64)?;
        let index = match self.is_within(p.word, last) {
            true => index,
            false => {
                let floor = b.binary(Binary::Max, index, b.constant(64, 0));
                b.binary(Binary::Min, floor, b.constant(64, last))
            }
        };
        Ok(b.lookup(memref, index, bits))
    }

    /// Whether a lookup's argument is clipped to its table already.
    fn is_within(&self, word: usize, last: i64) -> bool {
        let Primitive::Lookup(lookup) = &self.body.values[word].word else { return false };
        let argument = lookup.x.whole().and_then(|v| v.checked_sub(self.body.operands.len()));
        let clip = argument.and_then(|u| match &self.body.values[u].word {
            Primitive::Divide(Divide { clip, .. }) if self.schedule.inline[u] => *clip,
            _ => None,
        });
        clip.is_some_and(|r| lookup.first == 0 && r.lo >= 0 && r.hi <= last)
    }

    fn divide(
        &self,
        b: &Builder<'c, 'a>,
        x: &Expr,
        d: &Expr,
        rounding: Rounding,
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        match (x, d) {
            (_, Expr::Const(d)) if d.count_ones() == 1 => {
                let x = self.expr(b, x, p, bits)?;
                let shift = d.trailing_zeros();
                let addend = rounding.addend(shift);
                let x = if addend == 0 { x } else { b.binary(Binary::Add, x, b.constant(bits, addend)) };
                Ok(b.binary(Binary::ShiftRight, x, b.constant(bits, shift.into())))
            }
            _ if rounding == Rounding::Floor && self.is_unit(p) => {
                // A positive number by something that the body makes at least 1: no sign to mind.
                let (x, d) = (self.expr(b, x, p, bits)?, self.expr(b, d, p, bits)?);
                Ok(b.binary(Binary::DivideUnsigned, x, d))
            }
            _ => Err(EmitError::Form("a division by something else than a power of two")),
        }
    }

    /// Whether the numerator is a positive constant and the divisor a maximum with a positive floor.
    fn is_unit(&self, p: &Point<'_, 'c, 'a>) -> bool {
        let Primitive::Divide(Divide { numerator, divisor: Divisor::Read(divisor), .. }) =
            &self.body.values[p.word].word
        else {
            return false;
        };
        let word = |r: &gadgets::Read| {
            r.whole().and_then(|v| v.checked_sub(self.body.operands.len())).map(|u| &self.body.values[u].word)
        };
        matches!(word(numerator), Some(Primitive::Map(m)) if m.terms.is_empty() && m.constant >= 0)
            && matches!(word(divisor), Some(Primitive::Reduce(r))
                if r.op == gadgets::primitive::Fold::Max && r.floor.is_some_and(|f| f >= 1))
    }

    fn check(
        &self,
        b: &Builder<'c, 'a>,
        x: &Expr,
        check: &Checked,
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let Some(range) = check.range.narrow() else { return Err(EmitError::Form("a check beyond 64 bits")) };
        let x = self.expr(b, x, p, bits)?;
        let floor = b.binary(Binary::Max, x, b.constant(bits, range.lo));
        let clamped = b.binary(Binary::Min, floor, b.constant(bits, range.hi));
        if let Some((_, cell)) = self.statuses.iter().find(|(s, _)| *s == check.status) {
            cell.require(b, x, clamped);
        }
        Ok(clamped)
    }

    fn fold(
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
        for operand in operands(term) {
            for (guard, value) in self.find(b, p.word, operand, &at)?.guards {
                if value != neutral {
                    return Err(EmitError::Form("a pad that changes what it is folded into"));
                }
                clip(b, &guard, &folded, &mut trips)?;
            }
        }
        let inner = Point { word: p.word, at, clipped: true, scalars: p.scalars };
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
        match op {
            Fold::Sum => 0,
            Fold::Max => ty.range().lo,
            Fold::Min => ty.range().hi,
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

/// Leaves the points out at which a guard fails.
fn clip(
    b: &Builder<'_, '_>,
    guard: &Guard,
    folded: &[(Counter, usize)],
    trips: &mut [(Counter, Trip)],
) -> Result<(), EmitError> {
    let form = EmitError::Form("a pad along an axis that more or less than one folded loop walks along");
    let index = |e: gadgets::nest::IndexError| EmitError::View(e.into());
    let mut own = folded.iter().enumerate().filter(|(_, (c, _))| guard.index.involves(*c));
    let Some((position, (counter, count))) = own.next() else { return Err(form) };
    let factor = guard.index.factor(*counter);
    if own.next().is_some() || !guard.index.is_linear() || guard.step != 1 || factor < 1 {
        return Err(form);
    }
    let rest = guard.index.add(&Index::counter(*counter), -factor).map_err(index)?;
    let trip = &mut trips[position].1;
    // Each second bound is there only if some point needs it.
    let (least, most) = b.extent(&rest).ok_or(form)?;
    if least < 0 {
        trip.lower.push(rest.scale(-1).and_then(|r| r.ceil(factor)).map_err(index)?);
    }
    if most.saturating_add((*count as i64 - 1).saturating_mul(factor)) >= guard.size {
        let room = rest.scale(-1).and_then(|r| r.add(&Index::constant(guard.size), 1));
        trip.upper.push(room.and_then(|r| r.ceil(factor)).map_err(index)?);
    }
    Ok(())
}
