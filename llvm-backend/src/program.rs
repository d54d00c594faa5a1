//! The check of a guest program: every instruction of the final ELF must be one that the VM runs.
//!
//! Source: the instruction set of Cannon's MT-MIPS64, state version 8. The VM has no successor state for
//! anything else, and for a branch in another's delay slot, so a guest must never reach one. Beyond that:
//! the only indirect jump is the return through `$ra`; the only system call is `exit_group`, its number
//! loaded right before it, and nothing branches to between the two.

use object::{Object, ObjectSegment, ObjectSymbol, SegmentFlags, elf};
use thiserror::Error;

/// `daddiu $v0, $zero, 5205`: the number of `exit_group`.
const LOAD_EXIT_GROUP: u32 = 0x6402_1455;
const SYSCALL: u32 = 0x0000_000c;

/// A program that the VM must not run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// No static big-endian MIPS64 program.
    #[error("not a big-endian 64-bit MIPS program: {0}")]
    Format(String),
    /// An instruction that is not on the list.
    #[error("instruction {word:#010x} at {address:#x} {reason}")]
    Instruction {
        /// Where.
        address: u64,
        /// The word.
        word: u32,
        /// Why not.
        reason: &'static str,
    },
    /// Code that calls what does not exist.
    #[error("'{0}' is not defined")]
    Undefined(String),
}

/// What a word is, as far as the check goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Arithmetic, loads and stores.
    Plain,
    /// A branch or jump to this address.
    Branch(u64),
    /// `jr $ra`.
    Return,
    /// `syscall`.
    Syscall,
}

fn decode(word: u32, address: u64) -> Result<Kind, &'static str> {
    let (function, rs, rt) = (word & 0x3f, word >> 21 & 31, word >> 16 & 31);
    let displacement = i64::from(word as u16 as i16) << 2;
    let branch = Kind::Branch(address.wrapping_add(4).wrapping_add_signed(displacement));
    match word >> 26 {
        0x00 => match function {
            // sll srl sra sllv srlv srav, movz movn, mfhi mthi mflo mtlo, dsllv dsrlv dsrav,
            // mult to ddivu, add to nor, slt sltu, dadd to dsubu, dsll dsrl dsra and the same by 32 more
            0x00 | 0x02..=0x04 | 0x06 | 0x07 | 0x0a | 0x0b | 0x10..=0x14 | 0x16..=0x1f => Ok(Kind::Plain),
            0x20..=0x27 | 0x2a..=0x2f | 0x38 | 0x3a..=0x3c | 0x3e | 0x3f => Ok(Kind::Plain),
            0x08 if rs == 31 => Ok(Kind::Return),
            0x08 | 0x09 => Err("is a jump through a register other than $ra"),
            0x0c if word == SYSCALL => Ok(Kind::Syscall),
            _ => Err("is not in the VM's instruction set"),
        },
        // bltz bgez bltzal bgezal
        0x01 if matches!(rt, 0x00 | 0x01 | 0x10 | 0x11) => Ok(branch),
        0x02 | 0x03 => {
            Ok(Kind::Branch(address.wrapping_add(4) & !0x0fff_ffff | u64::from(word & 0x03ff_ffff) << 2))
        }
        // beq bne blez bgtz
        0x04..=0x07 => Ok(branch),
        // addi addiu slti sltiu andi ori xori lui, daddi daddiu, ldl ldr
        0x08..=0x0f | 0x18..=0x1b => Ok(Kind::Plain),
        // mul clz clo dclz dclo
        0x1c if matches!(function, 0x02 | 0x20 | 0x21 | 0x24 | 0x25) => Ok(Kind::Plain),
        // lb to lwu, sb to swr, ld sd
        0x20..=0x2e | 0x37 | 0x3f => Ok(Kind::Plain),
        _ => Err("is not in the VM's instruction set"),
    }
}

/// Checks every word of every executable segment; the number of instructions.
///
/// # Errors
/// The first [`ProgramError`].
pub fn check(file: &[u8]) -> Result<u64, ProgramError> {
    let format = |e: object::Error| ProgramError::Format(e.to_string());
    let program = object::read::elf::ElfFile64::<object::BigEndian>::parse(file).map_err(format)?;
    let header = program.elf_header();
    let endian = object::BigEndian;
    if header.e_machine.get(endian) != elf::EM_MIPS || header.e_type.get(endian) != elf::ET_EXEC {
        return Err(ProgramError::Format("not a static MIPS executable".to_owned()));
    }
    if let Some(symbol) = program.symbols().find(|s| s.is_undefined() && s.index().0 != 0) {
        return Err(ProgramError::Undefined(symbol.name().unwrap_or("?").to_owned()));
    }
    let mut instructions = 0;
    let mut guarded = Vec::new();
    let mut targets = Vec::new();
    for segment in program.segments() {
        let SegmentFlags::Elf { p_flags, .. } = segment.flags() else { continue };
        if p_flags & elf::PF_X != elf::PF_X {
            continue;
        }
        let code = segment.data().map_err(format)?;
        check_code(segment.address(), code, &mut guarded, &mut targets)?;
        instructions += code.len() as u64 / 4;
    }
    match targets.iter().find(|(_, target)| guarded.contains(target)) {
        Some(&(address, _)) => {
            let reason = "branches to between a system call and its number";
            Err(ProgramError::Instruction { address, word: 0, reason })
        }
        None if instructions == 0 => Err(ProgramError::Format("no code".to_owned())),
        None => Ok(instructions),
    }
}

/// Checks one segment; collects the addresses of system calls, and branches with their targets.
fn check_code(
    start: u64,
    code: &[u8],
    guarded: &mut Vec<u64>,
    targets: &mut Vec<(u64, u64)>,
) -> Result<(), ProgramError> {
    let (words, rest) = code.as_chunks::<4>();
    if !start.is_multiple_of(4) || !rest.is_empty() {
        return Err(ProgramError::Format(format!("code at {start:#x} is not made of whole words")));
    }
    let mut before = 0;
    let mut slot = false;
    for (address, word) in (start..).step_by(4).zip(words) {
        let word = u32::from_be_bytes(*word);
        let fail = |reason| ProgramError::Instruction { address, word, reason };
        let kind = decode(word, address).map_err(fail)?;
        if slot && kind != Kind::Plain {
            return Err(fail("is a branch, jump or system call in a delay slot"));
        }
        slot = false;
        match kind {
            Kind::Plain => {}
            Kind::Branch(target) => {
                targets.push((address, target));
                slot = true;
            }
            Kind::Return => slot = true,
            Kind::Syscall if before == LOAD_EXIT_GROUP => guarded.push(address),
            Kind::Syscall => return Err(fail("is a system call whose number is not loaded right before it")),
        }
        before = word;
    }
    if slot { Err(ProgramError::Format("the code ends in a delay slot".to_owned())) } else { Ok(()) }
}
