//! Checks the instructions of a program before it runs: every word of its code must be one that the machine
//! runs, and runs as a compiler for MIPS64 meant it.
//!
//! Code is what lies in executable segments; in a file with sections, the part of it in executable sections,
//! and the report counts the rest. The check is linear: it decodes every word, so data between functions
//! counts as code.

use crate::elf::{ElfError, parse};
use crate::isa::{Op, decode};
use std::ops::Range;

/// Why a word is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The machine rejects the word.
    Invalid,
    /// A branch or jump right after another, in its delay slot.
    BranchInDelaySlot,
    /// A REGIMM word that the machine takes for a branch never taken, whatever MIPS64 makes of it.
    UnknownBranch,
    /// `sync` with register fields, which the machine executes as a move.
    MovingSync,
    /// An executable segment does not start at a multiple of 4, or its size is none; the word is its size.
    Misaligned,
}

/// A refused word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Its address.
    pub address: u64,
    /// The word.
    pub word: u32,
    /// What is wrong with it.
    pub fault: Fault,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let why = match self.fault {
            Fault::Invalid => "is no instruction of the machine",
            Fault::BranchInDelaySlot => "is a branch or jump in a delay slot",
            Fault::UnknownBranch => "is a REGIMM instruction the machine does not know",
            Fault::MovingSync => "is a sync that the machine executes as a move",
            Fault::Misaligned => "code bytes do not make whole aligned words",
        };
        write!(f, "{:#010x} at {:#x} {why}", self.word, self.address)
    }
}

/// What the check of a program found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Instructions checked.
    pub instructions: u64,
    /// Words of executable segments outside the executable sections of a file that has any: not checked.
    pub unlisted: u64,
    /// Refused words, in the order of the segments.
    pub findings: Vec<Finding>,
    /// Addresses of `syscall` instructions. Which numbers they pass is the caller's to know.
    pub syscalls: Vec<u64>,
    /// Addresses of jumps through a register other than the return address.
    pub indirect_jumps: Vec<u64>,
}

/// Checks the code of an ELF file.
pub fn check_elf(file: &[u8]) -> Result<Report, ElfError> {
    let image = parse(file)?;
    let mut report = Report::default();
    for segment in image.segments.iter().filter(|segment| segment.executable) {
        check_code(segment.address, segment.bytes, &image.code, &mut report);
    }
    Ok(report)
}

/// Checks one segment, within `listed` ranges of addresses (ascending, disjoint) if there are any.
fn check_code(start: u64, bytes: &[u8], listed: &[Range<u64>], report: &mut Report) {
    let (words, rest) = bytes.as_chunks::<4>();
    if start & 3 != 0 || !rest.is_empty() {
        report.findings.push(Finding { address: start, word: bytes.len() as u32, fault: Fault::Misaligned });
    }
    let is_listed = |address: u64| {
        let next = listed.partition_point(|range| range.end <= address);
        listed.is_empty() || listed.get(next).is_some_and(|range| range.start <= address)
    };
    let mut in_delay_slot = false;
    for (index, word) in words.iter().enumerate() {
        let word = u32::from_be_bytes(*word);
        let address = start.wrapping_add(4 * index as u64);
        if !is_listed(address) {
            report.unlisted += 1;
            in_delay_slot = false;
            continue;
        }
        let insn = decode(word);
        let fault = match insn.op {
            Op::Invalid => Some(Fault::Invalid),
            Op::BranchNever => Some(Fault::UnknownBranch),
            Op::Sync if insn.rd != 0 => Some(Fault::MovingSync),
            op if in_delay_slot && op.has_delay_slot() => Some(Fault::BranchInDelaySlot),
            _ => None,
        };
        report.findings.extend(fault.map(|fault| Finding { address, word, fault }));
        match insn.op {
            Op::Syscall => report.syscalls.push(address),
            Op::Jalr if insn.rs != 31 => report.indirect_jumps.push(address),
            _ => {}
        }
        in_delay_slot = insn.op.has_delay_slot();
        report.instructions += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[u32]) -> Report {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        let mut report = Report::default();
        check_code(0x1000, &bytes, &[], &mut report);
        report
    }

    #[test]
    fn clean_code() {
        // addiu; jal; nop; jr ra; sync 0; syscall; jr t9; nop
        let report =
            check(&[0x2402_0001, 0x0c00_0400, 0, 0x03e0_0008, 0x0000_000f, 0x0000_000c, 0x0320_0008, 0]);
        assert_eq!(report.findings, []);
        assert_eq!(
            (report.instructions, report.syscalls, report.indirect_jumps),
            (8, vec![0x1014], vec![0x1018])
        );
    }

    #[test]
    fn each_fault_is_found() {
        // break; beq; j in its slot; bltzl; nop; sync rd = 1
        let report = check(&[0x0000_000d, 0x1000_0001, 0x0800_0000, 0, 0x0402_0000, 0, 0x0020_080f]);
        let found: Vec<_> = report.findings.iter().map(|finding| (finding.address, finding.fault)).collect();
        let expected = [
            (0x1000, Fault::Invalid),
            (0x1008, Fault::BranchInDelaySlot),
            (0x1010, Fault::UnknownBranch),
            (0x1018, Fault::MovingSync),
        ];
        assert_eq!(found, expected);
        assert_eq!(report.findings[0].to_string(), "0x0000000d at 0x1000 is no instruction of the machine");
        let mut report = Report::default();
        check_code(0x1002, &[0; 6], &[], &mut report);
        assert_eq!(report.findings, [Finding { address: 0x1002, word: 6, fault: Fault::Misaligned }]);
    }

    #[test]
    fn words_outside_the_listed_sections_are_counted() {
        let bytes = [0, 0, 0, 13].repeat(8);
        let mut report = Report::default();
        check_code(0x1000, &bytes, &[0x1004..0x100c, 0x1010..0x1014, 0x2000..0x3000], &mut report);
        let found: Vec<u64> = report.findings.iter().map(|finding| finding.address).collect();
        assert_eq!(found, [0x1004, 0x1008, 0x1010]);
        assert_eq!((report.instructions, report.unlisted), (3, 5));
    }
}
