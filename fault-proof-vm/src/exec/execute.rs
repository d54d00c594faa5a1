//! One decoded instruction. Cannon's deviations from MIPS64 are kept, because the step contract has them:
//! 32-bit operations ignore the upper halves, additions never trap, `mthi`, `mult` and the like write 0 to
//! `rd`, `sync` moves, and a jump to pc + 8 in a delay slot goes unnoticed.

use super::subword::{load_part, merge, select_signed, sext32, store_part};
use super::{Bus, Flow, syscall};
use crate::error::{Exception, Fault};
use crate::isa::{Op, Packed};
use crate::state::{Control, Reservation, Thread, register};

/// Runs `insn` at the thread's program counter.
#[inline(always)]
pub(super) fn execute<B: Bus>(
    control: &mut Control,
    thread: &mut Thread,
    bus: &mut B,
    insn: Packed,
) -> Result<Flow, Fault> {
    let rs = thread.registers[insn.rs()];
    let rt = thread.registers[insn.rt()];
    let (imm, shift) = (insn.imm64(), insn.imm() as u32 & 63);
    let address = rs.wrapping_add(imm);
    let word = address & !7;
    let value = match insn.op() {
        Op::Sll => sext32(rt << (shift & 31)),
        Op::Srl => sext32(u64::from(rt as u32 >> (shift & 31))),
        Op::Sra => (rt as i32 >> (shift & 31)) as u64,
        Op::Sllv => sext32(rt << (rs & 31)),
        Op::Srlv => sext32(u64::from(rt as u32 >> (rs & 31))),
        Op::Srav => (rt as i32 >> (rs & 31)) as u64,
        Op::Dsll => rt << shift,
        Op::Dsrl => rt >> shift,
        Op::Dsra => (rt as i64 >> shift) as u64,
        Op::Dsllv => rt << (rs & 63),
        Op::Dsrlv => rt >> (rs & 63),
        Op::Dsrav => (rt as i64 >> (rs & 63)) as u64,
        Op::Add => sext32(rs.wrapping_add(rt)),
        Op::Sub => sext32(rs.wrapping_sub(rt)),
        Op::Dadd => rs.wrapping_add(rt),
        Op::Dsub => rs.wrapping_sub(rt),
        Op::And => rs & rt,
        Op::Or => rs | rt,
        Op::Xor => rs ^ rt,
        Op::Nor => !(rs | rt),
        Op::Slt => u64::from((rs as i64) < rt as i64),
        Op::Sltu => u64::from(rs < rt),
        Op::Addi => sext32(address),
        Op::Daddi => address,
        Op::Slti => u64::from((rs as i64) < imm as i64),
        Op::Sltiu => u64::from(rs < imm),
        Op::Andi => rs & imm,
        Op::Ori => rs | imm,
        Op::Xori => rs ^ imm,
        Op::Lui => imm,
        Op::Mul => sext32(rs.wrapping_mul(rt)),
        Op::Clz => u64::from((rs as u32).leading_zeros()),
        Op::Clo => u64::from((rs as u32).leading_ones()),
        Op::Dclz => u64::from(rs.leading_zeros()),
        Op::Dclo => u64::from(rs.leading_ones()),
        Op::Movz if rt == 0 => rs,
        Op::Movn if rt != 0 => rs,
        Op::Movz | Op::Movn => return next(thread),
        Op::Sync => rs,
        Op::Mfhi => thread.hi,
        Op::Mflo => thread.lo,
        Op::Mthi => {
            thread.hi = rs;
            0
        }
        Op::Mtlo => {
            thread.lo = rs;
            0
        }
        Op::Mult | Op::Multu | Op::Dmult | Op::Dmultu => {
            (thread.hi, thread.lo) = multiply(insn.op(), rs, rt);
            0
        }
        Op::Div | Op::Divu | Op::Ddiv | Op::Ddivu => {
            let pc = thread.pc;
            (thread.hi, thread.lo) = divide(insn.op(), rs, rt).ok_or(Exception::DivisionByZero { pc })?;
            0
        }
        Op::J | Op::Jal => {
            let region = thread.next_pc & !0x0fff_ffff;
            return jump(thread, region | u64::from(insn.imm() as u32), insn.rd());
        }
        Op::Jalr => return jump(thread, rs, insn.rd()),
        Op::Beq => return branch(thread, insn, rs == rt),
        Op::Bne => return branch(thread, insn, rs != rt),
        Op::Blez => return branch(thread, insn, rs as i64 <= 0),
        Op::Bgtz => return branch(thread, insn, rs as i64 > 0),
        Op::Bltz | Op::Bltzal => return branch(thread, insn, (rs as i64) < 0),
        Op::Bgez | Op::Bgezal => return branch(thread, insn, rs as i64 >= 0),
        Op::BranchNever => return branch(thread, insn, false),
        Op::Lb => load_part(Op::Lb, bus.load(word)?, address, rt),
        Op::Lbu => load_part(Op::Lbu, bus.load(word)?, address, rt),
        Op::Lh => load_part(Op::Lh, bus.load(word)?, address, rt),
        Op::Lhu => load_part(Op::Lhu, bus.load(word)?, address, rt),
        Op::Lw => load_part(Op::Lw, bus.load(word)?, address, rt),
        Op::Lwu => load_part(Op::Lwu, bus.load(word)?, address, rt),
        Op::Ld => load_part(Op::Ld, bus.load(word)?, address, rt),
        Op::Lwl => load_part(Op::Lwl, bus.load(word)?, address, rt),
        Op::Lwr => load_part(Op::Lwr, bus.load(word)?, address, rt),
        Op::Ldl => load_part(Op::Ldl, bus.load(word)?, address, rt),
        Op::Ldr => load_part(Op::Ldr, bus.load(word)?, address, rt),
        Op::Sb | Op::Sh | Op::Sw | Op::Sd | Op::Swl | Op::Swr | Op::Sdl | Op::Sdr => {
            // The contract proves the word before it writes it, a whole-word store included.
            let old = bus.load(word)?;
            let new = store_part(insn.op(), old, address, rt);
            store(control, bus, word, new)?;
            return next(thread);
        }
        Op::Ll | Op::Lld => {
            let (status, size) = linked_width(insn.op());
            let value = select_signed(bus.load(word)?, address, size);
            control.reservation = Reservation { status, address, owner: thread.id };
            value
        }
        Op::Sc | Op::Scd => {
            let (status, size) = linked_width(insn.op());
            let held = control.reservation == Reservation { status, address, owner: thread.id };
            if held {
                let old = bus.load(word)?;
                bus.store(word, merge(old, address, size, rt))?;
                control.reservation = Reservation::default();
            }
            held.into()
        }
        Op::Syscall => return syscall::syscall(control, thread, bus),
        Op::Invalid => {
            return Err(Exception::InvalidInstruction { pc: thread.pc, word: insn.imm() as u32 }.into());
        }
    };
    if insn.rd() != 0 {
        thread.registers[insn.rd()] = value;
    }
    next(thread)
}

/// Writes a word, and drops the reservation if it lies there, whoever holds it.
#[inline(always)]
pub(super) fn store<B: Bus>(control: &mut Control, bus: &mut B, word: u64, value: u64) -> Result<(), Fault> {
    bus.store(word, value)?;
    if word == control.reservation.address & !7 {
        control.reservation = Reservation::default();
    }
    Ok(())
}

/// Goes on to the next instruction.
#[inline(always)]
pub(super) fn next(thread: &mut Thread) -> Result<Flow, Fault> {
    thread.pc = thread.next_pc;
    thread.next_pc = thread.next_pc.wrapping_add(4);
    Ok(Flow::Next)
}

#[inline(always)]
fn check_delay_slot(thread: &Thread) -> Result<(), Fault> {
    match thread.next_pc == thread.pc.wrapping_add(4) {
        true => Ok(()),
        false => Err(Exception::JumpInDelaySlot { pc: thread.pc }.into()),
    }
}

/// Jumps after the delay slot; register `link`, unless 0, gets the address to return to.
#[inline(always)]
fn jump(thread: &mut Thread, target: u64, link: usize) -> Result<Flow, Fault> {
    check_delay_slot(thread)?;
    if link != 0 {
        thread.registers[link] = thread.pc.wrapping_add(8);
    }
    thread.pc = thread.next_pc;
    thread.next_pc = target;
    Ok(Flow::Next)
}

/// Branches after the delay slot if `taken`. The linking forms link either way.
#[inline(always)]
fn branch(thread: &mut Thread, insn: Packed, taken: bool) -> Result<Flow, Fault> {
    check_delay_slot(thread)?;
    if insn.rd() != 0 {
        thread.registers[register::RA] = thread.pc.wrapping_add(8);
    }
    let offset = if taken { insn.imm64() } else { 4 };
    thread.pc = thread.next_pc;
    thread.next_pc = thread.pc.wrapping_add(offset);
    Ok(Flow::Next)
}

/// Reservation status and access size of the linked and conditional operations.
pub(crate) fn linked_width(op: Op) -> (u8, u64) {
    if matches!(op, Op::Lld | Op::Scd) { (2, 8) } else { (1, 4) }
}

/// HI and LO after a multiplication.
pub(crate) fn multiply(op: Op, rs: u64, rt: u64) -> (u64, u64) {
    let product = match op {
        Op::Mult => {
            let product = (i64::from(rs as i32) * i64::from(rt as i32)) as u64;
            return (sext32(product >> 32), sext32(product));
        }
        Op::Multu => {
            let product = u64::from(rs as u32) * u64::from(rt as u32);
            return (sext32(product >> 32), sext32(product));
        }
        Op::Dmult => (i128::from(rs as i64) * i128::from(rt as i64)) as u128,
        _ => u128::from(rs) * u128::from(rt),
    };
    ((product >> 64) as u64, product as u64)
}

/// HI (remainder) and LO (quotient) after a division; none if the divisor is 0. The smallest number over
/// −1 wraps.
pub(crate) fn divide(op: Op, rs: u64, rt: u64) -> Option<(u64, u64)> {
    let zero = match op {
        Op::Div | Op::Divu => rt as u32 == 0,
        _ => rt == 0,
    };
    if zero {
        return None;
    }
    Some(match op {
        Op::Div => {
            let (a, b) = (rs as i32, rt as i32);
            (a.wrapping_rem(b) as u64, a.wrapping_div(b) as u64)
        }
        Op::Divu => {
            let (a, b) = (rs as u32, rt as u32);
            (sext32((a % b).into()), sext32((a / b).into()))
        }
        Op::Ddiv => {
            let (a, b) = (rs as i64, rt as i64);
            (a.wrapping_rem(b) as u64, a.wrapping_div(b) as u64)
        }
        _ => (rs % rt, rs / rt),
    })
}
