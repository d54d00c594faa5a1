//! What instructions make of registers of which only some bits are known.

use super::value::Value;
use crate::exec::subword::sext32;
use crate::isa::{Insn, Op};

const ZERO: Value = Value::known(0);
/// The lower half of a word.
const LOW: Value = Value::known(0xffff_ffff);

/// The value that `insn` puts into its destination, for the operations that compute one from `rs`, `rt` and
/// the constant alone; none for the others.
#[inline(always)]
pub(super) fn compute(insn: Insn, rs: Value, rt: Value) -> Option<Value> {
    let imm = Value::known(insn.imm64());
    let shift = insn.imm as u32 & 63;
    Some(match insn.op {
        Op::Sll => shift32(Op::Sll, rt, shift),
        Op::Srl => shift32(Op::Srl, rt, shift),
        Op::Sra => shift32(Op::Sra, rt, shift),
        Op::Dsll => shift64(Op::Sll, rt, shift),
        Op::Dsrl => shift64(Op::Srl, rt, shift),
        Op::Dsra => shift64(Op::Sra, rt, shift),
        Op::Sllv | Op::Srlv | Op::Srav | Op::Dsllv | Op::Dsrlv | Op::Dsrav => variable_shift(insn.op, rs, rt),
        Op::Add => rs.add(rt).map(sext32),
        Op::Sub => rs.sub(rt).map(sext32),
        Op::Dadd => rs.add(rt),
        Op::Dsub => rs.sub(rt),
        Op::And => rs.and(rt),
        Op::Or => rs.or(rt),
        Op::Xor => rs.xor(rt),
        Op::Nor => rs.or(rt).not(),
        Op::Slt => rs.less(rt).into(),
        Op::Sltu => rs.below(rt).into(),
        Op::Addi => rs.add(imm).map(sext32),
        Op::Daddi => rs.add(imm),
        Op::Slti => rs.less(imm).into(),
        Op::Sltiu => rs.below(imm).into(),
        Op::Andi => rs.and(imm),
        Op::Ori => rs.or(imm),
        Op::Xori => rs.xor(imm),
        Op::Lui => imm,
        Op::Mul => match (rs.word(), rt.word()) {
            (Some(a), Some(b)) => Value::known(sext32(a.wrapping_mul(b))),
            _ => Value::TOP,
        },
        Op::Clz => count(rs.and(LOW), |word| (word as u32).leading_zeros().into()),
        Op::Clo => count(rs.and(LOW), |word| (word as u32).leading_ones().into()),
        Op::Dclz => count(rs, |word| word.leading_zeros().into()),
        Op::Dclo => count(rs, |word| word.leading_ones().into()),
        Op::Sync => rs,
        _ => return None,
    })
}

fn shift32(op: Op, rt: Value, shift: u32) -> Value {
    let shift = shift & 31;
    match op {
        Op::Sll => rt.map(|word| sext32(word << shift)),
        Op::Srl => rt.map(|word| sext32(u64::from(word as u32 >> shift))),
        _ => rt.map(|word| (word as i32 >> shift) as u64),
    }
}

fn shift64(op: Op, rt: Value, shift: u32) -> Value {
    match op {
        Op::Sll => rt.map(|word| word << shift),
        Op::Srl => rt.map(|word| word >> shift),
        _ => rt.map(|word| (word as i64 >> shift) as u64),
    }
}

fn variable_shift(op: Op, rs: Value, rt: Value) -> Value {
    let (bits, kind) = match op {
        Op::Sllv => (31, Op::Sll),
        Op::Srlv => (31, Op::Srl),
        Op::Srav => (31, Op::Sra),
        Op::Dsllv => (63, Op::Sll),
        Op::Dsrlv => (63, Op::Srl),
        _ => (63, Op::Sra),
    };
    match rs.and(Value::known(bits)).word() {
        Some(shift) if bits == 31 => shift32(kind, rt, shift as u32),
        Some(shift) => shift64(kind, rt, shift as u32),
        None => Value::TOP,
    }
}

/// A count of bits, at most 64.
fn count(value: Value, of: impl Fn(u64) -> u64) -> Value {
    value.word().map_or(Value::within(0x7f), |word| Value::known(of(word)))
}

/// HI and LO after a multiplication.
pub(super) fn multiply(op: Op, rs: Value, rt: Value) -> (Value, Value) {
    match (rs.word(), rt.word()) {
        (Some(a), Some(b)) => {
            let (hi, lo) = crate::exec::multiply(op, a, b);
            (Value::known(hi), Value::known(lo))
        }
        _ => (Value::TOP, Value::TOP),
    }
}

/// HI and LO after a division; none if the divisor is known to be 0. One that may be 0 counts as one that is
/// not: the machine has no step after a division by 0, so nothing more is counted there.
pub(super) fn divide(op: Op, rs: Value, rt: Value) -> Option<(Value, Value)> {
    let divisor = if matches!(op, Op::Div | Op::Divu) { rt.and(LOW) } else { rt };
    match (rs.word(), rt.word()) {
        (Some(a), Some(b)) => {
            crate::exec::divide(op, a, b).map(|(hi, lo)| (Value::known(hi), Value::known(lo)))
        }
        _ if divisor.greatest() == 0 => None,
        _ => Some((Value::TOP, Value::TOP)),
    }
}

/// Whether a branch is taken, if that is known.
#[inline(always)]
pub(super) fn taken(op: Op, rs: Value, rt: Value) -> Option<bool> {
    match op {
        Op::Beq => rs.equals(rt),
        Op::Bne => rs.equals(rt).map(|equal| !equal),
        Op::Blez => ZERO.less(rs).map(|positive| !positive),
        Op::Bgtz => ZERO.less(rs),
        Op::Bltz | Op::Bltzal => rs.less(ZERO),
        Op::Bgez | Op::Bgezal => rs.less(ZERO).map(|negative| !negative),
        _ => Some(false),
    }
}

/// What a load of `op`'s width gives if nothing is known of the memory.
pub(super) fn unknown_load(op: Op) -> Value {
    match op {
        Op::Lbu => Value::within(0xff),
        Op::Lhu => Value::within(0xffff),
        Op::Lwu => Value::within(0xffff_ffff),
        _ => Value::TOP,
    }
}
