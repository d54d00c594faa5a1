//! Straight-line programs under construction: numbers fold, equal operations are one, dead ones vanish.

use gadgets::scalar::{Binary, Op, Predicate, ScalarOp, Shift, Value, signed, unsigned, wrap};
use std::collections::HashMap;

use super::refusal::Reason;

/// Most operations of a program, before dead ones are removed.
pub const MAX_OPS: usize = 1 << 22;

/// An integer: known now, or an operation's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int {
    /// Width, 1 to 128.
    pub bits: u8,
    /// What it is.
    pub number: Number,
}

/// What an [`Int`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Known at compile time, written as a value of the width is.
    Known(i128),
    /// Depends on data.
    Data(Value),
}

impl Int {
    /// A number of `bits` bits, wrapped.
    pub const fn known(bits: u8, v: i128) -> Self {
        Self { bits, number: Number::Known(wrap(v, bits)) }
    }

    const fn data(bits: u8, v: Value) -> Self {
        Self { bits, number: Number::Data(v) }
    }

    /// The number, if it is known, as a signed one.
    pub const fn signed(self) -> Option<i128> {
        match self.number {
            Number::Known(v) => Some(signed(v, self.bits)),
            Number::Data(_) => None,
        }
    }

    /// Whether it is known to be `v`.
    fn is(self, v: i128) -> bool {
        self.number == Number::Known(wrap(v, self.bits))
    }
}

/// Operations so far.
#[derive(Default)]
pub struct Builder {
    ops: Vec<ScalarOp>,
    seen: HashMap<ScalarOp, Value>,
}

/// A finished list of operations, and where the roots went.
pub struct Finished {
    /// Operations, none of them dead.
    pub ops: Vec<ScalarOp>,
    /// The roots' values in it.
    pub roots: Vec<Value>,
}

impl Builder {
    /// The value of an operation, new or seen before.
    fn push(&mut self, bits: u8, op: Op) -> Result<Value, Reason> {
        let op = ScalarOp { bits, op };
        if let Some(value) = self.seen.get(&op) {
            return Ok(*value);
        }
        if self.ops.len() >= MAX_OPS {
            return Err(Reason::Limit { what: "operations", limit: MAX_OPS });
        }
        let value = Value(self.ops.len() as u32);
        self.ops.push(op);
        self.seen.insert(op, value);
        Ok(value)
    }

    fn emit(&mut self, bits: u8, op: Op) -> Result<Int, Reason> {
        Ok(Int::data(bits, self.push(bits, op)?))
    }

    /// The operation that gives this number.
    pub fn value(&mut self, x: Int) -> Result<Value, Reason> {
        match x.number {
            Number::Known(v) => self.push(x.bits, Op::Const(v)),
            Number::Data(v) => Ok(v),
        }
    }

    fn op(&self, x: Int) -> Option<Op> {
        match x.number {
            Number::Known(_) => None,
            Number::Data(v) => Some(self.ops[v.0 as usize].op),
        }
    }

    fn bits(&self, v: Value) -> u8 {
        self.ops[v.0 as usize].bits
    }

    /// An element of an operand.
    pub fn load(&mut self, bits: u8, operand: u32, element: u32) -> Result<Int, Reason> {
        self.emit(bits, Op::Load { operand, element })
    }

    /// An entry of a table at an index that depends on data.
    pub fn lookup(&mut self, bits: u8, table: u32, index: Int) -> Result<Int, Reason> {
        // The index is a signed number of any width, so its extension costs nothing if left out.
        let index = match self.op(index) {
            Some(Op::Sext(narrow)) => narrow,
            _ => self.value(index)?,
        };
        self.emit(bits, Op::Lookup { table, index })
    }

    /// An operation on two numbers of one width.
    pub fn binary(&mut self, op: Binary, a: Int, b: Int) -> Result<Int, Reason> {
        let bits = a.bits;
        if let (Number::Known(x), Number::Known(y)) = (a.number, b.number) {
            let folded = op.apply(x, y, bits);
            return folded
                .map(|v| Int::known(bits, v))
                .ok_or_else(|| Reason::Undefined(format!("{op:?} of {x} and {y} at {bits} bits")));
        }
        // A known operand of a commutative operation stands on the right, else the older value on the left.
        let (a, b) = match (a.number, b.number) {
            (Number::Known(_), Number::Data(_)) if commutes(op) => (b, a),
            (Number::Data(x), Number::Data(y)) if commutes(op) && y < x => (b, a),
            _ => (a, b),
        };
        if let Some(simple) = simplify(op, a, b) {
            return Ok(simple);
        }
        // (x + c) + d is x + (c + d): wrapping sums associate.
        if let (Binary::Add, Some(Op::Binary(Binary::Add, x, c)), Number::Known(d)) =
            (op, self.op(a), b.number)
            && let Op::Const(c) = self.ops[c.0 as usize].op
        {
            return self.binary(op, Int::data(bits, x), Int::known(bits, c.wrapping_add(d)));
        }
        let (a, b) = (self.value(a)?, self.value(b)?);
        self.emit(bits, Op::Binary(op, a, b))
    }

    /// A shift; the amount must be known and below the width.
    pub fn shift(&mut self, op: Shift, x: Int, amount: Int) -> Result<Int, Reason> {
        let Number::Known(n) = amount.number else { return Err(Reason::Dynamic("the amount of a shift")) };
        let n = unsigned(n, amount.bits);
        if n >= x.bits.into() {
            return Err(Reason::Undefined(format!("shift by {n} at {} bits", x.bits)));
        }
        match x.number {
            _ if n == 0 => Ok(x),
            Number::Known(v) => Ok(Int::known(x.bits, op.apply(v, n as u32, x.bits))),
            Number::Data(v) => self.emit(x.bits, Op::Shift(op, v, n as u32)),
        }
    }

    /// A comparison.
    pub fn icmp(&mut self, p: Predicate, a: Int, b: Int) -> Result<Int, Reason> {
        if let (Number::Known(x), Number::Known(y)) = (a.number, b.number) {
            return Ok(Int::known(1, p.holds(x, y, a.bits).into()));
        }
        if a == b {
            return Ok(Int::known(1, p.holds(0, 0, a.bits).into()));
        }
        // zext(c) != 0 is c, for a condition c.
        if let (Predicate::Ne, Some(Op::Zext(c)), true) = (p, self.op(a), b.is(0))
            && self.bits(c) == 1
        {
            return Ok(Int::data(1, c));
        }
        let (a, b) = (self.value(a)?, self.value(b)?);
        self.emit(1, Op::Icmp(p, a, b))
    }

    /// `condition ? then : otherwise`.
    pub fn select(&mut self, condition: Int, then: Int, otherwise: Int) -> Result<Int, Reason> {
        match condition.number {
            Number::Known(c) => Ok(if c == 1 { then } else { otherwise }),
            Number::Data(_) if then == otherwise => Ok(then),
            Number::Data(_) if then.bits == 1 && then.is(1) && otherwise.is(0) => Ok(condition),
            Number::Data(condition) => {
                let (then_, otherwise) = (self.value(then)?, self.value(otherwise)?);
                self.emit(then.bits, Op::Select { condition, then: then_, otherwise })
            }
        }
    }

    /// Sign extension.
    pub fn sext(&mut self, bits: u8, x: Int) -> Result<Int, Reason> {
        match (x.number, self.op(x)) {
            _ if bits == x.bits => Ok(x),
            (Number::Known(v), _) => Ok(Int::known(bits, signed(v, x.bits))),
            (Number::Data(_), Some(Op::Sext(y))) => self.emit(bits, Op::Sext(y)),
            (Number::Data(_), Some(Op::Zext(y))) => self.emit(bits, Op::Zext(y)),
            (Number::Data(v), _) => self.emit(bits, Op::Sext(v)),
        }
    }

    /// Zero extension.
    pub fn zext(&mut self, bits: u8, x: Int) -> Result<Int, Reason> {
        match (x.number, self.op(x)) {
            _ if bits == x.bits => Ok(x),
            (Number::Known(v), _) => Ok(Int::known(bits, unsigned(v, x.bits) as i128)),
            (Number::Data(_), Some(Op::Zext(y))) => self.emit(bits, Op::Zext(y)),
            (Number::Data(v), _) => self.emit(bits, Op::Zext(v)),
        }
    }

    /// The low bits.
    pub fn trunc(&mut self, bits: u8, x: Int) -> Result<Int, Reason> {
        match (x.number, self.op(x)) {
            _ if bits == x.bits => Ok(x),
            (Number::Known(v), _) => Ok(Int::known(bits, v)),
            (Number::Data(_), Some(Op::Sext(y) | Op::Zext(y))) if self.bits(y) >= bits => {
                self.trunc(bits, Int::data(self.bits(y), y))
            }
            (Number::Data(_), Some(Op::Sext(y))) => self.emit(bits, Op::Sext(y)),
            (Number::Data(_), Some(Op::Zext(y))) => self.emit(bits, Op::Zext(y)),
            (Number::Data(_), Some(Op::Trunc(y))) => self.emit(bits, Op::Trunc(y)),
            (Number::Data(v), _) => self.emit(bits, Op::Trunc(v)),
        }
    }

    /// Keeps what `roots` need, in order.
    pub fn finish(self, roots: &[Value]) -> Finished {
        let mut live = vec![false; self.ops.len()];
        roots.iter().for_each(|v| live[v.0 as usize] = true);
        for (i, op) in self.ops.iter().enumerate().rev() {
            if live[i] {
                op.op.uses().for_each(|v| live[v.0 as usize] = true);
            }
        }
        let mut place = vec![Value(u32::MAX); self.ops.len()];
        let mut ops = Vec::new();
        for (i, ScalarOp { bits, op }) in self.ops.into_iter().enumerate() {
            if live[i] {
                place[i] = Value(ops.len() as u32);
                ops.push(ScalarOp { bits, op: renumber(op, |v| place[v.0 as usize]) });
            }
        }
        Finished { ops, roots: roots.iter().map(|v| place[v.0 as usize]).collect() }
    }
}

/// The operation on other values.
fn renumber(op: Op, f: impl Fn(Value) -> Value) -> Op {
    match op {
        Op::Const(_) | Op::Load { .. } => op,
        Op::Lookup { table, index } => Op::Lookup { table, index: f(index) },
        Op::Binary(o, a, b) => Op::Binary(o, f(a), f(b)),
        Op::Shift(o, x, n) => Op::Shift(o, f(x), n),
        Op::Icmp(p, a, b) => Op::Icmp(p, f(a), f(b)),
        Op::Select { condition, then, otherwise } => {
            Op::Select { condition: f(condition), then: f(then), otherwise: f(otherwise) }
        }
        Op::Sext(x) => Op::Sext(f(x)),
        Op::Zext(x) => Op::Zext(f(x)),
        Op::Trunc(x) => Op::Trunc(f(x)),
    }
}

const fn commutes(op: Binary) -> bool {
    !matches!(op, Binary::Sub | Binary::Sdiv | Binary::Udiv | Binary::Srem | Binary::Urem)
}

/// The result where it is one of the operands or a number, for operands that are not both known.
fn simplify(op: Binary, a: Int, b: Int) -> Option<Int> {
    let zero = Int::known(a.bits, 0);
    match op {
        Binary::Add | Binary::Sub | Binary::Or | Binary::Xor if b.is(0) => Some(a),
        Binary::Mul | Binary::And if b.is(0) => Some(zero),
        // At width 1, the signed divisor 1 is -1.
        Binary::Mul | Binary::Udiv if b.is(1) => Some(a),
        Binary::Sdiv if b.is(1) && a.bits > 1 => Some(a),
        Binary::And if b.is(-1) => Some(a),
        Binary::Or if b.is(-1) => Some(b),
        Binary::Sub | Binary::Xor if a == b => Some(zero),
        Binary::And | Binary::Or | Binary::Smin | Binary::Smax | Binary::Umin | Binary::Umax if a == b => {
            Some(a)
        }
        _ => None,
    }
}
