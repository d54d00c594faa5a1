//! Instructions on words that depend on the round of a loop, see [`super::forms`]. What they decide must come
//! out the same in all rounds: each decision bounds the number of rounds that are looked at as one.

use super::alu::{compute, taken};
use super::error::BoundError;
use super::forms::{Linear, PLAIN, Strides};
use super::machine::{Halt, Machine};
use super::value::Value;
use crate::exec::subword::sext32;
use crate::isa::{Insn, Op};

impl Machine<'_> {
    /// As [`compute`], for operands of any form.
    #[cold]
    pub fn compute_varying(&mut self, insn: Insn, rs: Value, rt: Value) -> Result<Option<Value>, Halt> {
        let imm = Value::known(insn.imm64());
        let shift = insn.imm as u32 & 63;
        let zero = Value::known(0);
        let exact = |operands: &[Value]| operands.iter().all(|value| value.unknown == 0);
        Ok(Some(match insn.op {
            Op::Dadd if exact(&[rs, rt]) => self.sum(rs, rt, 1),
            Op::Dsub if exact(&[rs, rt]) => self.sum(rs, rt, u64::MAX),
            Op::Daddi if exact(&[rs]) => self.sum(rs, imm, 1),
            Op::Add if exact(&[rs, rt]) => {
                let sum = self.sum(rs, rt, 1);
                self.narrow(sum)?
            }
            Op::Sub if exact(&[rs, rt]) => {
                let sum = self.sum(rs, rt, u64::MAX);
                self.narrow(sum)?
            }
            Op::Addi if exact(&[rs]) => {
                let sum = self.sum(rs, imm, 1);
                self.narrow(sum)?
            }
            Op::Dsll if exact(&[rt]) => self.sum(zero, rt, 1 << shift),
            Op::Sll if exact(&[rt]) => {
                let sum = self.sum(zero, rt, 1 << (shift & 31));
                self.narrow(sum)?
            }
            Op::Mul if exact(&[rs, rt]) && (rs.word().is_some() || rt.word().is_some()) => {
                let product = self.product(rs, rt);
                self.narrow(product)?
            }
            Op::Or | Op::Xor if rs == zero => rt,
            Op::Or | Op::Xor if rt == zero => rs,
            Op::Ori | Op::Xori if insn.imm == 0 => rs,
            Op::Sync => rs,
            Op::Slt => self.compare(rs, rt, true)?,
            Op::Sltu => self.compare(rs, rt, false)?,
            Op::Slti => self.compare(rs, imm, true)?,
            Op::Sltiu => self.compare(rs, imm, false)?,
            _ => {
                let Some(value) = compute(insn, rs.plain(), rt.plain()) else { return Ok(None) };
                // With data of which nothing is known, or as a factor, anything is data.
                let data = |operand: Value| {
                    let least = if insn.op == Op::Mul { 1 } else { 0xffff_ffff };
                    operand.form == PLAIN && operand.unknown & 0xffff_ffff >= least
                };
                let constant = matches!(insn.op, Op::Slti | Op::Sltiu | Op::Andi | Op::Ori | Op::Xori)
                    || matches!(insn.op, Op::Addi | Op::Daddi);
                if data(rs) || !constant && data(rt) { value } else { value.lost() }
            }
        }))
    }

    /// The low halves of products; the high ones are lost.
    #[cold]
    pub fn multiply_varying(&mut self, op: Op, rs: Value, rt: Value) -> (Value, Value) {
        let exact = rs.unknown == 0 && rt.unknown == 0 && (rs.word().is_some() || rt.word().is_some());
        if exact && matches!(op, Op::Dmult | Op::Dmultu) {
            return (Value::TOP.lost(), self.product(rs, rt));
        }
        let factor = |operand: Value| operand.form == PLAIN && operand.unknown != 0;
        let value = if factor(rs) || factor(rt) { Value::TOP } else { Value::TOP.lost() };
        (value, value)
    }

    /// `a + factor · b`, modulo 2^64.
    fn sum(&mut self, a: Value, b: Value, factor: u64) -> Value {
        let (x, y) = (self.forms.strides(a.form), self.forms.strides(b.form));
        let strides: Strides =
            std::array::from_fn(|index| x[index].wrapping_add(factor.wrapping_mul(y[index])));
        let bits = a.bits.wrapping_add(factor.wrapping_mul(b.bits));
        self.forms.word(bits, strides)
    }

    /// The product modulo 2^64 of two words, one of which is the same in all rounds.
    fn product(&mut self, a: Value, b: Value) -> Value {
        let (constant, other) = if a.word().is_some() { (a, b) } else { (b, a) };
        self.sum(Value::known(0), other, constant.bits)
    }

    /// The lower half with its sign, where that is the whole in all rounds.
    fn narrow(&mut self, value: Value) -> Result<Value, Halt> {
        if let Some(word) = value.word() {
            return Ok(Value::known(sext32(word)));
        }
        if value.unknown != 0 {
            return Ok(value);
        }
        let number = self.linear(value, true)?;
        let (least, most) = (i128::from(i32::MIN), i128::from(i32::MAX));
        if !(least..=most).contains(&number.constant) {
            return Ok(Value::TOP.lost());
        }
        self.require(number.minus(Linear::constant(least)))?;
        self.require(Linear::constant(most).minus(number))?;
        Ok(value)
    }

    /// The word as an integer, which must not wrap in any round.
    fn linear(&mut self, value: Value, signed: bool) -> Result<Linear, Halt> {
        let constant = if signed { i128::from(value.bits as i64) } else { i128::from(value.bits) };
        let strides = self.forms.strides(value.form).map(|stride| i128::from(stride as i64));
        let number = Linear { constant, strides };
        if value.word().is_none() {
            let least = if signed { i128::from(i64::MIN) } else { 0 };
            self.require(number.minus(Linear::constant(least)))?;
            self.require(Linear::constant(least + i128::from(u64::MAX)).minus(number))?;
        }
        Ok(number)
    }

    /// Whether `a < b` in all rounds, as a value.
    fn compare(&mut self, a: Value, b: Value, signed: bool) -> Result<Value, Halt> {
        let is = self.less(a, b, signed)?;
        Ok(if is.is_none() { Value::FLAG.lost() } else { is.into() })
    }

    fn less(&mut self, a: Value, b: Value, signed: bool) -> Result<Option<bool>, Halt> {
        if a.unknown != 0 || b.unknown != 0 {
            let (a, b) = (a.plain(), b.plain());
            return Ok(if signed { a.less(b) } else { a.below(b) });
        }
        let (a, b) = (self.linear(a, signed)?, self.linear(b, signed)?);
        let is = a.constant < b.constant;
        self.require(if is { b.minus(a).minus(Linear::constant(1)) } else { a.minus(b) })?;
        Ok(Some(is))
    }

    /// Whether two words are equal in all rounds.
    pub fn equal_varying(&mut self, a: Value, b: Value) -> Result<Option<bool>, Halt> {
        if a.unknown != 0 || b.unknown != 0 {
            return Ok(a.plain().equals(b.plain()));
        }
        let difference = self.sum(a, b, u64::MAX);
        if difference.unknown != 0 {
            return Ok(None);
        }
        if let Some(word) = difference.word() {
            return Ok(Some(word == 0));
        }
        let number = self.linear(difference, false)?;
        if number.constant == 0 {
            self.require(Linear::constant(0).minus(number))?;
            return Ok(Some(true));
        }
        self.require(number.minus(Linear::constant(1)))?;
        Ok(Some(false))
    }

    /// As [`taken`], for operands of any form.
    #[cold]
    pub fn taken_varying(&mut self, op: Op, rs: Value, rt: Value) -> Result<Option<bool>, Halt> {
        let zero = Value::known(0);
        let is = match op {
            Op::Beq => self.equal_varying(rs, rt)?,
            Op::Bne => self.equal_varying(rs, rt)?.map(|equal| !equal),
            Op::Blez => self.less(zero, rs, true)?.map(|positive| !positive),
            Op::Bgtz => self.less(zero, rs, true)?,
            Op::Bltz | Op::Bltzal => self.less(rs, zero, true)?,
            Op::Bgez | Op::Bgezal => self.less(rs, zero, true)?.map(|negative| !negative),
            _ => taken(op, rs.plain(), rt.plain()),
        };
        is.map_or(Err(Halt::Lost), |is| Ok(Some(is)))
    }

    /// Whether a word is the address of the arena's body in all rounds, if it is in the first.
    pub fn in_body_varying(&mut self, address: Value) -> Result<bool, Halt> {
        if address.unknown != 0 || !self.memory.in_body(address.bits, address.bits) {
            return Ok(false);
        }
        let (least, greatest) = self.memory.body();
        let number = self.linear(address, false)?;
        self.require(number.minus(Linear::constant(least.into())))?;
        self.require(Linear::constant(greatest.into()).minus(number))?;
        Ok(true)
    }

    /// An address: a register and a constant.
    pub fn address(&mut self, rs: Value, imm: u64) -> Value {
        if rs.unknown == 0 {
            self.sum(rs, Value::known(imm), 1)
        } else {
            Value { form: rs.form, ..rs.plain().add(Value::known(imm)) }
        }
    }

    /// Limits rounds to those in which a number that is not negative in the first is not.
    fn require(&mut self, mut number: Linear) -> Result<(), Halt> {
        if number.constant < 0 {
            return Err(Halt::Lost);
        }
        // What grows is smallest in the first round.
        number.strides.iter_mut().for_each(|stride| *stride = (*stride).min(0));
        let falling = number.strides.iter().filter(|stride| **stride < 0).count();
        let Some(last) = number.strides.iter().rposition(|stride| *stride < 0) else { return Ok(()) };
        let supposed = self.supposed(last).ok_or(Halt::Lost)?;
        supposed.rounds = supposed.rounds.min(number.rounds(last));
        if falling > 1 {
            supposed.pending.push(number);
        }
        Ok(())
    }

    /// What the rounds of a loop have left of the requirements that other loops' rounds bear on too.
    pub fn settle(&mut self, pending: &[Linear], index: usize, rounds: u64) -> Result<(), Halt> {
        for number in pending {
            let mut rest = *number;
            rest.constant += rest.strides[index] * i128::from(rounds.saturating_sub(1));
            rest.strides[index] = 0;
            self.require(rest)?;
        }
        Ok(())
    }
}

impl From<BoundError> for Halt {
    fn from(error: BoundError) -> Self {
        Self::Error(error)
    }
}
