//! From a program's values to forms: exact integer meaning, operation by operation.

use gadgets::Status;
use gadgets::scalar::{Access, Op, ScalarOp, ScalarProgram, Shift, Value, signed};

use super::Refusal;
use super::alarm::Alarm;
use super::cells::{CellId, Cells, Kind};
use super::form::Form;
use crate::{Element, Graph, Range};

/// The cells that a program's stores and status end in.
pub(super) struct Results {
    /// The output's elements in order.
    pub outputs: Vec<CellId>,
    /// What has to be 0, unless intervals alone prove it: the status, or how often the code beside it was
    /// raised.
    pub status: Option<(CellId, Option<i32>)>,
}

/// A program on its way into cells.
pub(super) struct Translation<'a> {
    pub(super) program: &'a ScalarProgram,
    graph: &'a Graph,
    /// What each element of each read operand is.
    elements: &'a [Vec<Element>],
    pub(super) cells: &'a mut Cells,
    /// For each value an integer congruent to it modulo `2^bits`; gone after its last use.
    pub(super) forms: Vec<Option<Form>>,
    /// For values that are a code where any of several conditions holds, and 0 elsewhere.
    pub(super) alarms: Vec<Option<Alarm>>,
    /// Uses that are still to come.
    pub(super) uses: Vec<u32>,
    /// The operation being translated.
    pub(super) at: usize,
}

/// Most members of a maximum, so that a chain of many costs no more than its length.
const CHAIN: u32 = 64;

pub(super) type Result<T> = std::result::Result<T, Refusal>;

impl<'a> Translation<'a> {
    pub fn new(
        program: &'a ScalarProgram,
        graph: &'a Graph,
        elements: &'a [Vec<Element>],
        cells: &'a mut Cells,
    ) -> Self {
        let mut uses = vec![0; program.ops.len()];
        let read = program.ops.iter().flat_map(|op| op.op.uses());
        for v in read.chain(program.stores.iter().map(|s| s.value)).chain([program.status]) {
            uses[v.0 as usize] += 1;
        }
        let (forms, alarms) = (vec![None; program.ops.len()], vec![None; program.ops.len()]);
        Self { program, graph, elements, cells, forms, alarms, uses, at: 0 }
    }

    pub fn run(mut self) -> Result<Results> {
        for (i, op) in self.program.ops.iter().enumerate() {
            self.at = i;
            if self.uses[i] > 0 {
                self.alarms[i] = self.alarm(op.op)?;
                // An alarm that unites others has a value only if someone asks.
                if self.alarms[i].is_none() || !matches!(op.op, Op::Binary(..)) {
                    self.forms[i] = Some(self.operation(op)?);
                }
            }
        }
        let mut outputs: Vec<Option<CellId>> = vec![None; self.program.stores.len()];
        for store in &self.program.stores {
            self.at = store.value.0 as usize;
            let signed = self.program.operands[store.operand as usize].element.signed();
            let form = if signed { self.signed(store.value) } else { self.unsigned(store.value) }?;
            outputs[store.element as usize] = Some(self.hold(&form)?);
        }
        let status = self.status()?;
        let outputs = outputs.into_iter().collect::<Option<_>>();
        Ok(Results { outputs: outputs.ok_or_else(|| self.refuse("an output is not stored"))?, status })
    }

    pub(super) fn refuse(&self, reason: impl Into<String>) -> Refusal {
        Refusal { at: Some(self.at), reason: reason.into() }
    }

    pub(super) fn within<T>(&self, found: Option<T>) -> Result<T> {
        found.ok_or_else(|| self.refuse("values or factors exceed what the circuit can hold"))
    }

    pub(super) fn hold(&mut self, form: &Form) -> Result<CellId> {
        let held = self.cells.hold(form);
        self.within(held)
    }

    pub(super) fn bits(&self, v: Value) -> u8 {
        self.program.ops[v.0 as usize].bits
    }

    /// Some integer congruent to `v`; moved out at its last use.
    pub(super) fn form(&mut self, v: Value) -> Result<Form> {
        let i = v.0 as usize;
        self.uses[i] = self.uses[i].saturating_sub(1);
        let last = self.uses[i] == 0;
        let form = if last { self.forms[i].take() } else { self.forms[i].clone() };
        match form {
            Some(form) => Ok(form),
            None => {
                let raised = self.raised(v)?;
                self.forms[i] = (!last).then(|| raised.clone());
                Ok(raised)
            }
        }
    }

    /// `v` as the signed number that its bits mean.
    pub(super) fn signed(&mut self, v: Value) -> Result<Form> {
        let bits = self.bits(v);
        if bits == 1 {
            let unsigned = self.unsigned(v)?;
            return self.times(&unsigned, -1);
        }
        let form = self.form(v)?;
        self.wrapped(form, bits, true)
    }

    /// `v` as the unsigned number that its bits mean.
    pub(super) fn unsigned(&mut self, v: Value) -> Result<Form> {
        let (form, bits) = (self.form(v)?, self.bits(v));
        self.wrapped(form, bits, false)
    }

    /// The number congruent to `form` modulo `2^bits` in the signed or unsigned range.
    pub(super) fn wrapped(&mut self, form: Form, bits: u8, is_signed: bool) -> Result<Form> {
        let (bits, one) = (u32::from(bits), 1i128);
        if bits > 120 {
            // Wider than any form: a form of that width never wrapped.
            let fits = is_signed || form.range.lo >= 0;
            return if fits {
                Ok(form)
            } else {
                Err(self.refuse("unsigned reading of a wide negative value"))
            };
        }
        let target = if is_signed {
            Range { lo: -(one << (bits - 1)), hi: (one << (bits - 1)) - 1 }
        } else {
            Range { lo: 0, hi: (one << bits) - 1 }
        };
        if target.contains_range(form.range) {
            return Ok(form);
        }
        if let Some(c) = form.as_constant() {
            let c = c - (c.div_euclid(one << bits) << bits);
            return Ok(Form::constant(if c > target.hi { c - (one << bits) } else { c }));
        }
        let form = Form::cell(self.hold(&form)?, self.cells);
        let quotient = self.divided_by_power(&form, bits, is_signed)?;
        let reduced = self.sum(form, -(one << bits), &quotient)?;
        // Its own interval does not know that this is a remainder.
        Ok(Form { range: target, ..reduced })
    }

    /// `form / 2^bits`, rounded.
    fn divided_by_power(&mut self, form: &Form, bits: u32, half_up: bool) -> Result<Form> {
        const MOST: u32 = 62;
        let (mut form, mut bits) = (form.clone(), bits);
        while bits > MOST {
            // The last step must keep at least one bit for the half.
            let step = MOST.min(bits - 1);
            let part = self.cells.divide(&form, 1 << step, false);
            form = Form::cell(self.within(part)?, self.cells);
            bits -= step;
        }
        // Multiples of the divisor in the constant come out, and half a divisor is a rounding mode.
        let (divisor, constant) = (1i128 << bits, form.constant);
        let rest = constant.rem_euclid(divisor);
        let (half_up, taken) = match half_up {
            false if rest == 0 => (false, constant),
            false if 2 * rest == divisor => (true, constant),
            _ => (half_up, 0),
        };
        let form = self.within(form.plus_constant(-taken, self.cells))?;
        let quotient = self.cells.divide(&form, divisor as i64, half_up);
        let quotient = Form::cell(self.within(quotient)?, self.cells);
        self.within(quotient.plus_constant(taken.div_euclid(divisor), self.cells))
    }

    pub(super) fn times(&self, form: &Form, factor: i128) -> Result<Form> {
        self.within(form.times(factor, self.cells))
    }

    pub(super) fn sum(&self, a: Form, factor: i128, b: &Form) -> Result<Form> {
        self.within(a.plus(factor, b, self.cells))
    }

    pub(super) fn product(&mut self, a: Form, b: Form) -> Result<Form> {
        if let Some(c) = a.as_constant() {
            return self.times(&b, c);
        }
        if let Some(c) = b.as_constant() {
            return self.times(&a, c);
        }
        let range = self.within(a.range.times(b.range).filter(|r| r.magnitude() < 1 << 119))?;
        let mut args = vec![self.hold(&a)?, self.hold(&b)?];
        args.sort_unstable();
        let cell = self.cells.function(Kind::Product, args, range);
        Ok(Form::cell(cell, self.cells))
    }

    pub(super) fn maximum(&mut self, a: Form, b: Form) -> Result<Form> {
        if a.range.lo >= b.range.hi {
            return Ok(a);
        }
        if b.range.lo >= a.range.hi {
            return Ok(b);
        }
        if let Some(clipped) = self.clipped(&a, &b, |c, range| Range { lo: c, hi: range.hi.max(c) }) {
            return Ok(clipped);
        }
        let range = a.range.max(b.range);
        let (kind, args) = match (a.as_constant(), b.as_constant()) {
            (Some(c), _) => (Kind::AtLeast(self.within(i64::try_from(c).ok())?), vec![self.hold(&b)?]),
            (_, Some(c)) => (Kind::AtLeast(self.within(i64::try_from(c).ok())?), vec![self.hold(&a)?]),
            _ => {
                // A chain of maxima is one maximum; what nobody else reads is never made.
                let mut args = Vec::new();
                for c in [self.hold(&a)?, self.hold(&b)?] {
                    match self.cells.get(c) {
                        cell if matches!(cell.kind, Kind::Maximum(n) if n < CHAIN) => args.extend(&cell.args),
                        _ => args.push(c),
                    }
                }
                args.sort_unstable();
                args.dedup();
                (Kind::Maximum(args.len() as u32), args)
            }
        };
        let cell = self.cells.function(kind, args, range);
        Ok(Form::cell(cell, self.cells))
    }

    /// A quotient and a number: the quotient's clamp, to what `to` makes of the number and its range.
    fn clipped(&mut self, a: &Form, b: &Form, to: impl Fn(i128, Range) -> Range) -> Option<Form> {
        let (c, number) = match (a.as_cell(), b.as_constant()) {
            (Some(c), Some(n)) => (c, n),
            _ => (b.as_cell()?, a.as_constant()?),
        };
        let range = to(number, self.cells.range(c));
        Some(Form::cell(self.cells.clip(c, range)?, self.cells))
    }

    pub(super) fn minimum(&mut self, a: Form, b: Form) -> Result<Form> {
        let disjoint = a.range.hi <= b.range.lo || b.range.hi <= a.range.lo;
        if let (false, Some(clipped)) =
            (disjoint, self.clipped(&a, &b, |c, range| Range { lo: range.lo.min(c), hi: c }))
        {
            return Ok(clipped);
        }
        let (a, b) = (self.times(&a, -1)?, self.times(&b, -1)?);
        let most = self.maximum(a, b)?;
        self.times(&most, -1)
    }

    fn operation(&mut self, &ScalarOp { bits, op }: &ScalarOp) -> Result<Form> {
        let form = match op {
            Op::Const(c) => Form::constant(c),
            Op::Load { operand, element } => self.load(operand, element)?,
            Op::Lookup { table, index } => self.lookup(table, index, bits)?,
            Op::Binary(f, a, b) => self.binary(f, a, b)?,
            Op::Shift(Shift::Shl, x, n) => {
                let x = self.form(x)?;
                let factor = self.within(1i128.checked_shl(n).filter(|_| n <= 100))?;
                self.times(&x, factor)?
            }
            Op::Shift(f, x, n) => {
                let x = if f == Shift::Ashr { self.signed(x)? } else { self.unsigned(x)? };
                match x.as_constant() {
                    Some(c) => Form::constant(c >> n),
                    None if n == 0 => x,
                    None => self.divided_by_power(&x, n, false)?,
                }
            }
            Op::Icmp(p, a, b) => self.compare(p, a, b)?,
            Op::Select { condition, then, otherwise } => self.select(condition, then, otherwise)?,
            Op::Sext(x) => self.signed(x)?,
            Op::Zext(x) => self.unsigned(x)?,
            Op::Trunc(x) => self.form(x)?,
        };
        // Far beyond the width: reduce now, so that nothing grows without bound.
        if bits < 100 && form.range.bits() > 110 { self.wrapped(form, bits, bits > 1) } else { Ok(form) }
    }

    fn load(&mut self, operand: u32, element: u32) -> Result<Form> {
        if let Access::Constant(data) = &self.program.operands[operand as usize].access {
            return Ok(Form::constant(self.within(data.get(element as usize))?.into()));
        }
        let elements = self.elements.get(operand as usize).and_then(|e| e.get(element as usize));
        let e = *self.within(elements)?;
        let range = match e {
            Element::Value(v) => return Ok(Form::constant(v.into())),
            Element::Of(t, i) => {
                let tensor = self.graph.tensor(t);
                if let Some(v) = tensor.data().and_then(|d| d.get(i as usize)) {
                    return Ok(Form::constant(v.into()));
                }
                tensor.range
            }
        };
        let cell = self.cells.leaf(e, range);
        Ok(Form::cell(cell, self.cells))
    }

    /// The same value, proved to lie in `range`, outside of which the program is undefined.
    pub(super) fn checked(&mut self, form: Form, range: Range, status: Status) -> Result<Form> {
        if range.contains_range(form.range) {
            return Ok(form);
        }
        let both = Range { lo: range.lo.max(form.range.lo), hi: range.hi.min(form.range.hi) };
        if !both.is_valid() {
            return Err(self.refuse(format!("always undefined: {} never lies in {range}", form.range)));
        }
        let x = self.hold(&form)?;
        let kind = Kind::Checked { lo: range.lo, hi: range.hi, status: status.code() };
        let cell = self.cells.function(kind, vec![x], both);
        Ok(Form::cell(cell, self.cells))
    }

    fn lookup(&mut self, table: u32, index: Value, bits: u8) -> Result<Form> {
        let index = self.signed(index)?;
        let data = &self.program.tables[table as usize];
        let last = data.len() as i128 - 1;
        let index = self.checked(index, Range { lo: 0, hi: last }, Status::ValueRange)?;
        let value = |i: i128| data.get(i as usize).map(|v| signed(v.into(), bits));
        if let Some(c) = index.as_constant() {
            return Ok(Form::constant(self.within(value(c))?));
        }
        let range = self.within(Range::of((index.range.lo..=index.range.hi).filter_map(value)))?;
        let x = self.hold(&index)?;
        let cell = self.cells.function(Kind::Lookup { table }, vec![x], range);
        Ok(Form::cell(cell, self.cells))
    }
}
