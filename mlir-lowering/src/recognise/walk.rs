//! From operations to the normal form: a read-only walk that knows what every value and buffer holds.
//!
//! Only what it understands may have an effect: an operation that could write memory, branch or call, and
//! that is not in the list, refuses the function. Arithmetic that it does not know is an unknown value.

use melior::ir::operation::OperationLike;
use melior::ir::{BlockLike, OperationRef, Value, ValueLike};
use std::collections::{BTreeMap, BTreeSet};

use super::affine::{self, Ix, LoopId, dominant};
use super::expr::{BufferId, Cast, Expr, Kind, Op, Ty, make, unknown};
use super::memory::{Buffer, Content, Memory};
use super::nest::clamp;
use super::ops::{self, Constant, key, name, operand, operations};
use super::refusal::{Refusal, refuse};

const MAX_NESTING: usize = 64;

/// A value: an index that is affine, or data.
#[derive(Clone, Debug)]
pub(crate) enum Val {
    Index(Ix),
    Data(Expr),
}

/// What a function returns.
#[derive(Clone, Debug)]
pub(crate) enum Returned {
    Buffer(BufferId),
    Value(Expr),
}

/// The walk, and what it found.
#[derive(Default)]
pub(crate) struct Walk {
    pub memory: Memory,
    pub returned: Vec<Returned>,
    values: BTreeMap<usize, Val>,
    buffers: BTreeMap<usize, BufferId>,
}

impl Walk {
    /// Declares a memref that the caller owns.
    pub fn given(&mut self, v: Value<'_, '_>, unsigned: bool) -> Result<BufferId, Refusal> {
        self.declare(v, Content::Given, unsigned)
    }

    fn declare(&mut self, v: Value<'_, '_>, content: Content, unsigned: bool) -> Result<BufferId, Refusal> {
        let (shape, ty) = ops::memref(v.r#type())?;
        let id = self.memory.buffers.len();
        self.memory.buffers.push(Buffer { shape, ty, unsigned, content, kept: None });
        self.buffers.insert(key(v), id);
        Ok(id)
    }

    fn buffer(&self, v: Value<'_, '_>) -> Result<BufferId, Refusal> {
        let unknown = || Refusal::new("a memref that is no argument, allocation or constant");
        self.buffers.get(&key(v)).copied().ok_or_else(unknown)
    }

    fn val(&mut self, v: Value<'_, '_>) -> Result<Val, Refusal> {
        if let Some(known) = self.values.get(&key(v)) {
            return Ok(known.clone());
        }
        // A constant from outside of what is walked.
        if let Some(op) = ops::definition(v).filter(|op| name(*op) == "arith.constant") {
            self.operation(op, 0)?;
            if let Some(known) = self.values.get(&key(v)) {
                return Ok(known.clone());
            }
        }
        refuse(format!("a value of type {} from outside", v.r#type()))
    }

    fn index(&mut self, v: Value<'_, '_>) -> Result<Ix, Refusal> {
        match self.val(v)? {
            Val::Index(ix) => Ok(ix),
            Val::Data(_) => refuse("an index that is no affine expression of loop counters"),
        }
    }

    fn data(&mut self, v: Value<'_, '_>) -> Result<Expr, Refusal> {
        match self.val(v)? {
            Val::Data(e) => Ok(e),
            Val::Index(ix) => make(Ty::Index, Kind::Index(ix)),
        }
    }

    fn define(&mut self, op: OperationRef<'_, '_>, value: Val) -> Result<(), Refusal> {
        let result = op.result(0).map_err(|_| Refusal::new(format!("'{}' lacks a result", name(op))))?;
        self.values.insert(key(result.into()), value);
        Ok(())
    }

    /// Walks operations in order.
    pub fn run(&mut self, all: &[OperationRef<'_, '_>]) -> Result<(), Refusal> {
        all.iter().try_for_each(|op| self.operation(*op, 0))
    }

    fn operation(&mut self, op: OperationRef<'_, '_>, depth: usize) -> Result<(), Refusal> {
        let what = name(op);
        match what.as_str() {
            "affine.for" => self.for_loop(op, depth),
            "arith.constant" => self.constant(op),
            "affine.apply" | "affine.max" | "affine.min" => self.affine(op, &what),
            "affine.load" => {
                let (at, b) = (self.access(op, 1)?, self.buffer(operand(op, 0)?)?);
                let value = self.memory.load(b, &at)?;
                self.define(op, Val::Data(value))
            }
            "affine.store" => {
                let (at, b) = (self.access(op, 2)?, self.buffer(operand(op, 1)?)?);
                let value = self.data(operand(op, 0)?)?;
                self.memory.store(b, at, value);
                Ok(())
            }
            "memref.load" => self.plain_load(op),
            "memref.store" => {
                let b = self.buffer(operand(op, 1)?)?;
                let at =
                    (2..op.operand_count()).map(|i| self.index(operand(op, i)?)).collect::<Result<_, _>>()?;
                let value = self.data(operand(op, 0)?)?;
                self.memory.store(b, at, value);
                Ok(())
            }
            "memref.alloc" | "memref.alloca" | "memref.get_global" => {
                let content = if what == "memref.get_global" { Content::Given } else { Content::Fresh };
                let result = op.result(0).map_err(|e| Refusal::new(e.to_string()))?;
                self.declare(result.into(), content, false).map(|_| ())
            }
            "memref.dealloc" | "affine.yield" => Ok(()),
            "func.return" => self.returns(op),
            _ if what.starts_with("arith.") || what == "math.exp" => self.arithmetic(op, &what),
            _ => refuse(format!("operation '{what}'")),
        }
    }

    fn constant(&mut self, op: OperationRef<'_, '_>) -> Result<(), Refusal> {
        let result = op.result(0).map_err(|e| Refusal::new(e.to_string()))?;
        let ty = ops::ty(result.r#type())?;
        let value = match (ops::constant(op)?, ty) {
            (Constant::Int(v), Ty::Index) => Val::Index(Ix::constant(v)),
            (Constant::Int(v), _) => Val::Data(make(ty, Kind::Int(v))?),
            (Constant::Float(v), _) => Val::Data(make(ty, Kind::Float(v))?),
        };
        self.define(op, value)
    }

    /// The results of the map `attribute` on the operands from `first`.
    fn map(
        &mut self,
        op: OperationRef<'_, '_>,
        attribute: &str,
        operands: std::ops::Range<usize>,
    ) -> Result<Vec<Ix>, Refusal> {
        let map = ops::map(op, attribute)?;
        let operands = operands.map(|i| self.index(operand(op, i)?)).collect::<Result<Vec<_>, _>>()?;
        let (dims, symbols) = operands.split_at(map.dim_count().min(operands.len()));
        (0..map.result_count())
            .map(|i| {
                let e = map.result(i).map_err(|e| e.to_string())?;
                Ok(affine::read(e, dims, symbols, 0)?)
            })
            .collect()
    }

    fn access(&mut self, op: OperationRef<'_, '_>, first: usize) -> Result<Vec<Ix>, Refusal> {
        self.map(op, "map", first..op.operand_count())
    }

    fn affine(&mut self, op: OperationRef<'_, '_>, what: &str) -> Result<(), Refusal> {
        let all = self.map(op, "map", 0..op.operand_count())?;
        let ix = affine::extreme(all, what != "affine.min", &self.memory.loops)?;
        self.define(op, Val::Index(ix))
    }

    fn plain_load(&mut self, op: OperationRef<'_, '_>) -> Result<(), Refusal> {
        let b = self.buffer(operand(op, 0)?)?;
        let vals =
            (1..op.operand_count()).map(|i| self.val(operand(op, i)?)).collect::<Result<Vec<_>, _>>()?;
        let affine: Option<Vec<Ix>> = vals
            .iter()
            .map(|v| match v {
                Val::Index(ix) => Some(ix.clone()),
                Val::Data(_) => None,
            })
            .collect();
        let value = match (affine, &vals[..]) {
            (Some(at), _) => self.memory.load(b, &at)?,
            (None, [Val::Data(index)]) if matches!(self.memory.buffers[b].content, Content::Given) => {
                make(self.memory.buffers[b].ty, Kind::Lookup(b, index.clone()))?
            }
            _ => unknown(self.memory.buffers[b].ty, "a load at a computed index that is no table lookup"),
        };
        self.define(op, Val::Data(value))
    }

    fn returns(&mut self, op: OperationRef<'_, '_>) -> Result<(), Refusal> {
        for i in 0..op.operand_count() {
            let v = operand(op, i)?;
            let returned = match self.buffers.get(&key(v)) {
                Some(b) => Returned::Buffer(*b),
                None => Returned::Value(self.data(v)?),
            };
            self.returned.push(returned);
        }
        Ok(())
    }

    fn arithmetic(&mut self, op: OperationRef<'_, '_>, what: &str) -> Result<(), Refusal> {
        if op.result_count() != 1 {
            return refuse(format!("operation '{what}'"));
        }
        let result = op.result(0).map_err(|e| Refusal::new(e.to_string()))?;
        let ty = ops::ty(result.r#type())?;
        let vals =
            (0..op.operand_count()).map(|i| self.val(operand(op, i)?)).collect::<Result<Vec<_>, _>>()?;
        if let (Ty::Index, [Val::Index(a), Val::Index(b)]) = (ty, &vals[..]) {
            let affine = match what {
                "arith.addi" => Some(a.add(b, 1)?),
                "arith.subi" => Some(a.add(b, -1)?),
                "arith.muli" => Some(a.mul(b)?),
                "arith.divui" | "arith.remui" => match (self.memory.loops.interval(a), b.as_constant()) {
                    (Some((0.., _)), Some(n)) if what == "arith.divui" => Some(a.floor(n)?),
                    (Some((0.., _)), Some(n)) => Some(a.modulo(n)?),
                    _ => None,
                },
                "arith.maxsi" => Some(affine::extreme(vec![a.clone(), b.clone()], true, &self.memory.loops)?),
                "arith.minsi" => {
                    Some(affine::extreme(vec![a.clone(), b.clone()], false, &self.memory.loops)?)
                }
                _ => None,
            };
            if let Some(ix) = affine {
                return self.define(op, Val::Index(ix));
            }
        }
        if let (Ty::Index, [Val::Data(value)]) = (ty, &vals[..])
            && what == "arith.index_cast"
            && let Some(position) = self.position(value)?
        {
            return self.define(op, Val::Index(position));
        }
        let mut all = Vec::new();
        for v in vals {
            all.push(match v {
                Val::Data(e) => e,
                Val::Index(ix) => make(Ty::Index, Kind::Index(ix))?,
            });
        }
        let value = self.data_operation(op, what, ty, &all)?;
        self.define(op, Val::Data(value))
    }

    /// A computed position that is moved below an end, as a counter; `None` for another value.
    fn position(&mut self, value: &Expr) -> Result<Option<Ix>, Refusal> {
        let inner = match &value.kind {
            Kind::Cast(Cast::SignExtend, inner) => inner,
            _ => value,
        };
        let (value, last) = match (&value.kind, clamp(inner)) {
            (Kind::Binary(Op::MinUnsigned, x, last), _) if self.memory.is_distance(x) => {
                (self.clipped(x, last)?, last.int())
            }
            (Kind::Binary(Op::MinUnsigned, x, last), _) => (x.clone(), last.int()),
            (_, Some((_, 0.., last))) => (value.clone(), Some(last)),
            _ => return Ok(None),
        };
        let Some(last) = last.filter(|v| (0..1 << 40).contains(v) && value.unknown().is_none()) else {
            return Ok(None);
        };
        Ok(Some(Ix::counter(self.memory.loops.position(last as usize + 1, value)?)))
    }

    /// What is never negative, moved below an end.
    fn clipped(&self, x: &Expr, last: &Expr) -> Result<Expr, Refusal> {
        let zero = make(x.ty, Kind::Int(0))?;
        let least = make(x.ty, Kind::Binary(Op::Max, x.clone(), zero))?;
        make(x.ty, Kind::Binary(Op::Min, least, last.clone()))
    }

    fn data_operation(
        &self,
        op: OperationRef<'_, '_>,
        what: &str,
        ty: Ty,
        all: &[Expr],
    ) -> Result<Expr, Refusal> {
        let cast = |c| move |a: &Expr| Kind::Cast(c, a.clone());
        let kind = match (what, all) {
            (_, [a, b]) if ops::binary(what).is_some() => {
                ops::binary(what).map(|op| Kind::Binary(op, a.clone(), b.clone()))
            }
            ("arith.cmpi" | "arith.cmpf", [a, b]) => {
                let predicate = ops::integer(op, "predicate").unwrap_or(-1);
                let same = what == "arith.cmpi" && matches!(predicate, 3 | 5);
                match ops::greater(what, predicate) {
                    Some(true) => Some(Kind::Greater(a.clone(), b.clone(), same)),
                    Some(false) => Some(Kind::Greater(b.clone(), a.clone(), same)),
                    None if what == "arith.cmpi" && predicate == 1 => {
                        Some(Kind::Differs(a.clone(), b.clone()))
                    }
                    None if what == "arith.cmpi" && predicate == 0 => Some(Kind::Equal(a.clone(), b.clone())),
                    None => None,
                }
            }
            ("arith.select", [c, t, f]) => Some(Kind::Select(c.clone(), t.clone(), f.clone())),
            ("arith.extsi", [a]) => Some(cast(Cast::SignExtend)(a)),
            ("arith.extui", [a]) => Some(cast(Cast::ZeroExtend)(a)),
            ("arith.trunci", [a]) => Some(cast(Cast::Truncate)(a)),
            ("arith.sitofp", [a]) => Some(cast(Cast::ToFloat)(a)),
            ("arith.index_cast" | "arith.index_castui", [a]) => Some(cast(Cast::Index)(a)),
            ("math.exp", [a]) => Some(Kind::Exp(a.clone())),
            _ => None,
        };
        kind.map_or_else(|| Ok(unknown(ty, format!("operation '{what}'"))), |kind| make(ty, kind))
    }

    fn for_loop(&mut self, op: OperationRef<'_, '_>, depth: usize) -> Result<(), Refusal> {
        if depth > MAX_NESTING {
            return refuse("loops are nested too deeply");
        }
        let (id, counter) = self.domain(op)?;
        let block = ops::body(op)?;
        let argument = |i| -> Result<Value<'_, '_>, Refusal> {
            block.argument(i).map(Into::into).map_err(|e| Refusal::new(e.to_string()))
        };
        self.values.insert(key(argument(0)?), Val::Index(counter));
        let carried = op.result_count();
        let first = op.operand_count() - carried.min(op.operand_count());
        let mut accumulators = Vec::new();
        for i in 0..carried {
            let init = self.data(operand(op, first + i)?)?;
            let token = self.memory.token();
            let value = make(init.ty, Kind::Before(token, vec![]))?;
            self.values.insert(key(argument(1 + i)?), Val::Data(value));
            accumulators.push((init, token));
        }
        let saved = self.memory.enter(&self.stored(op));
        let inner = operations(block);
        for op in &inner {
            self.operation(*op, depth + 1)?;
        }
        for (i, (init, token)) in accumulators.into_iter().enumerate() {
            let last = inner.last().copied().ok_or_else(|| Refusal::new("an empty loop body"))?;
            let value = self.data(operand(last, i)?)?;
            let value = self.memory.fold(id, &value, token, &[], init)?;
            let result = op.result(i).map_err(|e| Refusal::new(e.to_string()))?;
            self.values.insert(key(result.into()), Val::Data(value));
        }
        self.memory.leave(id, saved)
    }

    /// A new loop, and the value of the counter's variable.
    fn domain(&mut self, op: OperationRef<'_, '_>) -> Result<(LoopId, Ix), Refusal> {
        let counts =
            [ops::map(op, "lowerBoundMap")?.input_count(), ops::map(op, "upperBoundMap")?.input_count()];
        let lower = self.map(op, "lowerBoundMap", 0..counts[0])?;
        let upper = self.map(op, "upperBoundMap", counts[0]..counts[0] + counts[1])?;
        if lower.iter().chain(&upper).any(|ix| self.memory.loops.is_computed(ix)) {
            return refuse("a loop whose bounds are data");
        }
        let step =
            ops::integer(op, "step").filter(|s| *s >= 1).ok_or_else(|| Refusal::new("a loop's step"))?;
        let loops = &mut self.memory.loops;
        let lower = dominant(lower, true, loops);
        // A counter that starts at a clipped position stays what it is: the position tells more.
        if let [base] = &lower[..]
            && (base.as_constant().is_some() || step != 1)
        {
            let spans = upper.iter().map(|u| u.add(base, -1)?.ceil(step)).collect::<Result<Vec<_>, _>>()?;
            let longest = spans.iter().filter_map(Ix::as_constant).min();
            let spans = dominant(spans, false, loops);
            let id = loops.push(vec![Ix::constant(0)], spans, longest)?;
            return Ok((id, base.add(&Ix::counter(id), step)?));
        }
        if step != 1 {
            return refuse("a loop with several lower bounds and a step");
        }
        let longest = upper.iter().filter_map(Ix::as_constant).min();
        let upper = dominant(upper, false, loops);
        let id = loops.push(lower, upper, longest)?;
        Ok((id, Ix::counter(id)))
    }

    /// The buffers from outside that a loop stores to.
    fn stored(&self, op: OperationRef<'_, '_>) -> Vec<BufferId> {
        let mut all = BTreeSet::new();
        for inner in ops::nested(op) {
            if matches!(name(inner).as_str(), "affine.store" | "memref.store")
                && let Some(b) = inner.operand(1).ok().and_then(|v| self.buffers.get(&key(v)))
            {
                all.insert(*b);
            }
        }
        all.into_iter().collect()
    }
}
