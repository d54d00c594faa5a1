//! The value of a primitive at a point: its nest's expression, as operations.

use gadgets::nest::{At, Checked, Counter, Expr, Index};
use gadgets::places::{self, Found, find};
use gadgets::primitive::{Divide, Divisor, Primitive};
use gadgets::{ElementType, Range};
use melior::ir::Value;

use super::{EmitError, Emitter, Scalars, width};
use crate::builder::{Binary, Builder};

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
pub(super) struct Point<'s, 'c, 'a> {
    /// Number of the primitive among the body's.
    pub word: usize,
    /// Counters of its result's axes, then of its folded loops.
    pub at: Vec<Index>,
    /// The operands whose pads the loops leave out.
    pub clipped: Vec<usize>,
    pub scalars: &'s Scalars<'c, 'a>,
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
        let point = Point { word, at: at.to_vec(), clipped: vec![], scalars };
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
        let Some((operand, at)) = found.plain().filter(|(v, _)| *v < self.body.operands.len()) else {
            return Ok(None);
        };
        let element = self.body.ty(operand);
        let alike =
            self.body.results.iter().filter(|r| r.value == value).all(|r| r.operand.element == element);
        if !alike {
            return Ok(None);
        }
        let loaded = b.load(self.parameters[operand], at, element.bits());
        Ok(Some(Sized { value: loaded, bits: element.bits() }))
    }

    /// The width that a primitive is computed in: its result's, but where values are compared or divided their own.
    pub(super) fn computed_width(&self, word: usize) -> u32 {
        let v = &self.body.values[word];
        let own = width(v.ty);
        let operand = |k: usize| {
            let read = v.word.word().reads()[k];
            let values = read.values().into_iter().map(|u| width(self.body.ty(u)));
            values.chain(read.pads().into_iter().map(width_of)).max().unwrap_or(64)
        };
        let ends = |r: &Range| width_of(r.lo).max(width_of(r.hi));
        match &v.word {
            Primitive::Map(_) | Primitive::Einsum(_) => own,
            Primitive::Reduce(r) if r.op == gadgets::primitive::Fold::Sum => own,
            Primitive::Reduce(r) => own.max(operand(0)).max(r.floor.map_or(32, width_of)),
            Primitive::Check(c) => own.max(operand(0)).max(ends(&c.range)),
            Primitive::Divide(d) => {
                let widest = match &d.divisor {
                    Divisor::Constant(c) => operand(0).max(width_of(*c)),
                    Divisor::Read(_) => operand(0).max(operand(1)),
                };
                own.max(widest).max(d.clip.as_ref().map_or(32, ends))
            }
            Primitive::Lookup(_) | Primitive::Gather(_) => own,
            Primitive::Compare(_) => operand(0).max(operand(1)),
        }
    }

    /// What a read finds.
    fn found(
        &self,
        b: &Builder<'c, 'a>,
        found: &Found,
        bits: u32,
        scalars: &Scalars<'c, 'a>,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let value = self.at(b, &found.source, bits, scalars, false)?;
        let guarded = found.guards.iter().rev().fold(value, |value, (g, otherwise)| {
            b.guarded((&g.index, g.size, g.step), value, constant(b, bits, *otherwise))
        });
        Ok(guarded)
    }

    /// An element of any value, or of one of several parts; at a position that loop bounds keep inside, or else one that
    /// is moved there.
    fn at(
        &self,
        b: &Builder<'c, 'a>,
        source: &places::At,
        bits: u32,
        scalars: &Scalars<'c, 'a>,
        inside: bool,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let (value, at) = match source {
            places::At::Value(value, at) => (*value, at),
            places::At::Parts(position, parts) => {
                let mut rest = parts.iter().rev();
                let none = EmitError::Form("a join of nothing");
                let (_, last) = rest.next().ok_or(none)?;
                return rest.try_fold(self.found(b, last, bits, scalars)?, |after, (end, part)| {
                    let value = self.found(b, part, bits, scalars)?;
                    Ok(b.before((position, *end), value, after))
                });
            }
        };
        let Some(word) = value.checked_sub(self.body.operands.len()) else {
            let memref = self.parameters[value];
            return Ok(match inside {
                true => b.load(memref, at, bits),
                false => b.load_within(memref, &self.schedule.shapes[value], at, bits),
            });
        };
        if self.schedule.inline[word] {
            return Ok(self.computed(b, value, at, scalars)?.resized(b, bits));
        }
        if let Some(scalar) = scalars.get(&value) {
            let from = width(self.body.ty(value));
            return Ok(Sized { value: *scalar, bits: from }.resized(b, bits));
        }
        let root = self.schedule.root(value).ok_or(EmitError::Form("a value without loops"))?;
        let local = self.locals.get(&value).ok_or(EmitError::Form("a value that is not kept"))?;
        let own = |k: &usize| root.shared[*k].is_none();
        let at: Vec<Index> = (0..at.len()).filter(own).map(|k| at[k].clone()).collect();
        Ok(match inside {
            true => b.load(*local, &at, bits),
            false => b.load_within(*local, &super::rest(&self.schedule.shapes[value], root), &at, bits),
        })
    }

    pub(super) fn find(
        &self,
        b: &Builder<'c, 'a>,
        word: usize,
        operand: usize,
        at: &[Index],
    ) -> Result<Found, EmitError> {
        let read = self.body.values[word].word.word().reads()[operand];
        Ok(find(self.body, &self.schedule.shapes, read, at, &|ix| b.extent(ix))?)
    }

    pub(super) fn expr(
        &self,
        b: &Builder<'c, 'a>,
        e: &Expr,
        p: &Point<'_, 'c, 'a>,
        bits: u32,
    ) -> Result<Value<'c, 'a>, EmitError> {
        let two = |x: &Expr, y: &Expr| Ok((self.expr(b, x, p, bits)?, self.expr(b, y, p, bits)?));
        match e {
            Expr::Const(v) => Ok(constant(b, bits, *v)),
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
        let mut index = Vec::with_capacity(at.len());
        for position in at {
            index.push(match position {
                At::Loop(k) => p.at[*k].clone(),
                At::Value(e) => Index::counter(self.position(b, operand, e, p)?),
            });
        }
        let found = self.find(b, p.word, operand, &index)?;
        if p.clipped.contains(&operand) {
            return self.at(b, &found.source, bits, p.scalars, true);
        }
        self.found(b, &found, bits, p.scalars)
    }

    /// A computed position along an operand's last axis.
    fn position(
        &self,
        b: &Builder<'c, 'a>,
        operand: usize,
        e: &Expr,
        p: &Point<'_, 'c, 'a>,
    ) -> Result<Counter, EmitError> {
        let read = self.body.values[p.word].word.word().reads()[operand];
        let shape = read.shape(&self.schedule.shapes)?;
        let size = shape.last().copied().ok_or(EmitError::Form("a position in a single number"))?;
        let value = self.expr(b, e, p, 64)?;
        Ok(b.computed(value, size, self.is_within(p.word, size as i64 - 1)))
    }

    /// Whether a lookup's argument is clipped to its table already.
    fn is_within(&self, word: usize, last: i64) -> bool {
        let argument = match &self.body.values[word].word {
            Primitive::Lookup(lookup) if lookup.first == 0 => &lookup.x,
            Primitive::Gather(gather) => &gather.index,
            _ => return false,
        };
        let argument = argument.whole().and_then(|v| v.checked_sub(self.body.operands.len()));
        let clip = argument.and_then(|u| match &self.body.values[u].word {
            Primitive::Divide(Divide { clip, .. }) if self.schedule.inline[u] => *clip,
            _ => None,
        });
        clip.is_some_and(|r| r.lo >= 0 && r.hi <= last)
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
}

/// The width that a number fits.
fn width_of(v: i64) -> u32 {
    if i32::try_from(v).is_ok() { 32 } else { 64 }
}

/// A number in this many bits: its low ones.
pub(super) fn constant<'c, 'a>(b: &Builder<'c, 'a>, bits: u32, v: i64) -> Value<'c, 'a> {
    b.constant(bits, if bits == 32 { i64::from(v as i32) } else { v })
}
