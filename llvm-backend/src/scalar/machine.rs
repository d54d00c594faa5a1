//! Executes decoded code on numbers and on values that depend on data.

use gadgets::Buffer;
use gadgets::scalar::{Access, Binary, Op, ScalarOp, ScalarOperand, ScalarProgram, Store, unsigned};

use super::builder::{Builder, Int, Number};
use super::code::{Action, Arg, Code, End};
use super::memory::{Datum, Memory, Pointer};
use super::raw::Raw;
use super::refusal::Reason;

/// Most instructions executed; elements copied, filled or made a table count too.
pub const MAX_STEPS: usize = 50_000_000;

/// The machine's state.
pub struct Machine<'a> {
    code: &'a Code,
    operands: &'a [ScalarOperand],
    registers: Vec<Option<Datum>>,
    memory: Memory<'a>,
    builder: Builder,
    steps: usize,
    /// The instruction being executed.
    pub at: Option<Raw>,
}

impl<'a> Machine<'a> {
    /// A machine about to enter the function; `globals` holds the code's tables.
    pub fn new(code: &'a Code, operands: &'a [ScalarOperand], globals: &'a [Buffer]) -> Result<Self, Reason> {
        let mut registers = vec![None; code.registers];
        for (object, register) in registers.iter_mut().take(operands.len()).enumerate() {
            *register = Some(Datum::Pointer(Pointer { object, offset: 0, index: None }));
        }
        let (memory, builder) = (Memory::new(operands, globals)?, Builder::default());
        Ok(Self { code, operands, registers, memory, builder, steps: 0, at: None })
    }

    /// Runs the function to its return; gives the program.
    pub fn run(&mut self, name: &str) -> Result<ScalarProgram, Reason> {
        let code = self.code;
        let (mut from, mut now) = (0, 0);
        loop {
            let block = &code.blocks[now];
            let mut arrived = Vec::with_capacity(block.phis.len());
            for phi in &block.phis {
                self.count(phi.at)?;
                let arg = phi.incoming.iter().find(|(block, _)| *block == from).map(|(_, arg)| *arg);
                arrived.push(match arg {
                    Some(Arg::Undefined) => None,
                    Some(arg) => Some(self.datum(arg)?),
                    None => return Err(Reason::Undefined("a phi without this predecessor".into())),
                });
            }
            for (phi, datum) in block.phis.iter().zip(arrived) {
                self.registers[phi.result] = datum;
            }
            for step in &block.steps {
                self.count(step.at)?;
                let datum = self.act(&step.action)?;
                if let Some(register) = step.result {
                    self.registers[register] = datum;
                }
            }
            self.count(block.at)?;
            let next = match block.end {
                End::Jump(to) => to,
                End::Branch(condition, then, otherwise) => match self.int(condition)?.number {
                    Number::Known(c) => [otherwise, then][usize::from(c == 1)],
                    Number::Data(_) => return Err(Reason::Branch),
                },
                End::Return(status) => {
                    let status = self.int(status)?;
                    return self.finish(name, status);
                }
                End::Unreachable => return Err(Reason::Undefined("unreachable code is reached".into())),
            };
            (from, now) = (now, next);
        }
    }

    fn count(&mut self, at: usize) -> Result<(), Reason> {
        self.at = self.code.source.get(at).copied();
        self.steps += 1;
        if self.steps + self.memory.work > MAX_STEPS {
            return Err(Reason::Limit { what: "instructions executed", limit: MAX_STEPS });
        }
        Ok(())
    }

    fn datum(&self, arg: Arg) -> Result<Datum, Reason> {
        match arg {
            Arg::Register(r) => {
                self.registers[r].ok_or_else(|| Reason::Undefined("a value that was never defined".into()))
            }
            Arg::Int(bits, v) => Ok(Datum::Int(Int::known(bits, v))),
            Arg::Table(i) => {
                Ok(Datum::Pointer(Pointer { object: self.operands.len() + i, offset: 0, index: None }))
            }
            Arg::Undefined => Err(Reason::Undefined("undef or poison is used".into())),
        }
    }

    fn int(&self, arg: Arg) -> Result<Int, Reason> {
        match self.datum(arg)? {
            Datum::Int(v) => Ok(v),
            Datum::Pointer(_) => Err(Reason::Unsupported("arithmetic on pointers".into())),
        }
    }

    fn pointer(&self, arg: Arg) -> Result<Pointer, Reason> {
        match self.datum(arg)? {
            Datum::Pointer(p) => Ok(p),
            Datum::Int(_) => Err(Reason::Unsupported("an integer as an address".into())),
        }
    }

    fn length(&self, arg: Arg) -> Result<i64, Reason> {
        let length = self.int(arg)?.signed().ok_or(Reason::Dynamic("the length of a block operation"))?;
        i64::try_from(length).map_err(|_| Reason::Undefined(format!("a length of {length} bytes")))
    }

    fn act(&mut self, action: &Action) -> Result<Option<Datum>, Reason> {
        let result = match *action {
            Action::Binary(op, a, b) => self.builder.binary(op, self.int(a)?, self.int(b)?)?,
            Action::Shift(op, x, n) => self.builder.shift(op, self.int(x)?, self.int(n)?)?,
            Action::Abs(x) => {
                let x = self.int(x)?;
                let negated = self.builder.binary(Binary::Sub, Int::known(x.bits, 0), x)?;
                self.builder.binary(Binary::Smax, x, negated)?
            }
            Action::Icmp(p, a, b) => self.builder.icmp(p, self.int(a)?, self.int(b)?)?,
            Action::Select(condition, then, otherwise) => {
                let condition = self.int(condition)?;
                if let Number::Known(c) = condition.number {
                    return self.datum(if c == 1 { then } else { otherwise }).map(Some);
                }
                self.builder.select(condition, self.int(then)?, self.int(otherwise)?)?
            }
            Action::Sext(bits, x) => self.builder.sext(bits, self.int(x)?)?,
            Action::Zext(bits, x) => self.builder.zext(bits, self.int(x)?)?,
            Action::Trunc(bits, x) => self.builder.trunc(bits, self.int(x)?)?,
            Action::Same(x) => return self.datum(x).map(Some),
            Action::Alloca { element, each, count } => {
                let count = self.int(count)?;
                let Number::Known(n) = count.number else {
                    return Err(Reason::Dynamic("the size of a local"));
                };
                let n = unsigned(n, count.bits);
                // Beyond u64 it is beyond every limit too.
                let len = u64::try_from(n).ok().and_then(|n| n.checked_mul(each)).unwrap_or(u64::MAX);
                return self.memory.local(element, len).map(|p| Some(Datum::Pointer(p)));
            }
            Action::Offset(base, ref indices) => {
                let mut p = self.pointer(base)?;
                for &(index, stride) in indices {
                    let index = self.int(index)?;
                    p = self.memory.offset(&mut self.builder, p, index, stride)?;
                }
                return Ok(Some(Datum::Pointer(p)));
            }
            Action::Load(element, address) => {
                let address = self.pointer(address)?;
                return self.memory.load(&mut self.builder, address, element).map(Some);
            }
            Action::Store(value, address) => {
                self.memory.store(self.pointer(address)?, self.datum(value)?)?;
                return Ok(None);
            }
            Action::Copy(to, from, bytes) => {
                let (to, from, bytes) = (self.pointer(to)?, self.pointer(from)?, self.length(bytes)?);
                self.memory.copy(&mut self.builder, to, from, bytes)?;
                return Ok(None);
            }
            Action::Fill(to, byte, bytes) => {
                self.memory.fill(self.pointer(to)?, self.int(byte)?, self.length(bytes)?)?;
                return Ok(None);
            }
            Action::Forget(p) => {
                self.memory.forget(self.pointer(p)?);
                return Ok(None);
            }
            Action::Nothing => return Ok(None),
        };
        Ok(Some(Datum::Int(result)))
    }

    fn finish(&mut self, name: &str, status: Int) -> Result<ScalarProgram, Reason> {
        let mut roots = vec![self.builder.value(status)?];
        let mut places = Vec::new();
        for (i, operand) in self.operands.iter().enumerate() {
            if operand.access != Access::Output {
                continue;
            }
            for (element, cell) in self.memory.written(i).iter().enumerate() {
                let Some(Datum::Int(value)) = cell else { return Err(Reason::Unwritten { element }) };
                roots.push(self.builder.value(*value)?);
                places.push((i as u32, element as u32));
            }
        }
        let done = std::mem::take(&mut self.builder).finish(&roots);
        let stores = places
            .into_iter()
            .zip(&done.roots[1..])
            .map(|((operand, element), value)| Store { operand, element, value: *value })
            .collect();
        let (tables, ops) = used(std::mem::take(&mut self.memory.tables), done.ops);
        Ok(ScalarProgram {
            name: name.to_owned(),
            operands: self.operands.to_vec(),
            tables,
            ops,
            stores,
            status: done.roots[0],
        })
    }
}

/// Tables that some operation reads, renumbered in order, and the operations that read them.
fn used(tables: Vec<Buffer>, mut ops: Vec<ScalarOp>) -> (Vec<Buffer>, Vec<ScalarOp>) {
    let mut place = vec![None; tables.len()];
    for op in &ops {
        if let Op::Lookup { table, .. } = op.op {
            place[table as usize] = Some(0);
        }
    }
    place.iter_mut().flatten().zip(0..).for_each(|(p, n)| *p = n);
    for op in &mut ops {
        if let Op::Lookup { table, .. } = &mut op.op {
            *table = place[*table as usize].unwrap_or_default();
        }
    }
    (tables.into_iter().zip(place).filter_map(|(t, p)| p.map(|_| t)).collect(), ops)
}
