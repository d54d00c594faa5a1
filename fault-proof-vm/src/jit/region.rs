//! A region: the guest code that is compiled as a whole. It is found by following direct branches from its
//! entry, so that loops, with the loops inside them, lie in one region and run without leaving it.
//!
//! A block is straight-line code and the branch with its delay slot that ends it. Whatever compiled code
//! leaves to the interpreter (system calls, invalid words, jumps in delay slots) ends a block before itself.
//! Calls and indirect jumps leave the region.

use super::address::AddressSet;
use super::context::{HI, LO};
use crate::isa::{Insn, Op, decode};
use crate::memory::{Memory, PAGE_BYTES, PAGE_LOG2};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

/// Code this close to the end of the address space stays with the interpreter, so that no pc wraps.
const LAST_PC: u64 = u64::MAX - 0x10_0000;

/// The way out of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Straight on to an address.
    Next(u64),
    /// A branch or jump, and the instruction in its delay slot.
    Branch(Insn, Insn),
    /// An instruction for the interpreter follows.
    Interpret,
}

/// Straight-line code with its end.
#[derive(Debug)]
pub(super) struct Block {
    pub start: u64,
    /// Instructions before the end.
    pub insns: Vec<Insn>,
    pub end: End,
}

impl Block {
    /// Steps from start to end.
    pub fn steps(&self) -> usize {
        self.insns.len() + if matches!(self.end, End::Branch(..)) { 2 } else { 0 }
    }

    /// Address of the end: of the branch, or of the instruction that follows.
    pub fn end_pc(&self) -> u64 {
        self.start + 4 * self.insns.len() as u64
    }

    /// Every instruction.
    pub fn all(&self) -> impl Iterator<Item = Insn> {
        let end = match self.end {
            End::Branch(branch, slot) => [Some(branch), Some(slot)],
            _ => [None, None],
        };
        self.insns.iter().copied().chain(end.into_iter().flatten())
    }

    /// Known addresses the block may go on at.
    pub fn successors(&self) -> impl Iterator<Item = u64> {
        let to = match self.end {
            End::Next(to) => [Some(to), None],
            End::Interpret => [None, None],
            End::Branch(branch, _) => match target(branch, self.end_pc()) {
                Target::Always(to) => [Some(to), None],
                Target::Either(taken, not) => [Some(taken), Some(not)],
                Target::Register => [None, None],
            },
        };
        to.into_iter().flatten()
    }
}

/// Code to compile.
#[derive(Debug)]
pub(super) struct Region {
    /// Address of the first block.
    pub entry: u64,
    /// Blocks by their start.
    pub blocks: BTreeMap<u64, Block>,
}

/// A run of instruction words, from an address on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u64,
    pub words: Box<[u32]>,
}

/// Where a branch goes when it is decided by the instruction alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// To one address, always.
    Always(u64),
    /// To the first address if taken, to the second if not.
    Either(u64, u64),
    /// Where a register says.
    Register,
}

/// The targets of the branch or jump `insn` at `pc`.
pub(super) fn target(insn: Insn, pc: u64) -> Target {
    let (taken, not) = (pc.wrapping_add(4).wrapping_add(insn.imm64()), pc + 8);
    match insn.op {
        Op::J | Op::Jal => Target::Always((pc + 4) & !0x0fff_ffff | u64::from(insn.imm as u32)),
        Op::Jalr => Target::Register,
        Op::BranchNever => Target::Always(not),
        Op::Beq if insn.rs == insn.rt => Target::Always(taken),
        Op::Bgez | Op::Bgezal | Op::Blez if insn.rs == 0 => Target::Always(taken),
        _ => Target::Either(taken, not),
    }
}

/// Whether the interpreter has to run this operation.
fn interpreted(op: Op) -> bool {
    matches!(op, Op::Syscall | Op::Invalid)
}

/// Registers that an instruction may read and that it may write, as bit sets (HI and LO included, register 0
/// not).
pub(super) fn effects(insn: Insn) -> (u64, u64) {
    const HI_LO: u64 = 1 << HI | 1 << LO;
    let bit = |register: u8| 1u64 << (register & 31) & !1;
    let (more_reads, more_writes) = match insn.op {
        Op::Mfhi | Op::Mflo => (HI_LO, 0),
        Op::Mthi => (0, 1 << HI),
        Op::Mtlo => (0, 1 << LO),
        Op::Mult | Op::Multu | Op::Dmult | Op::Dmultu => (0, HI_LO),
        Op::Div | Op::Divu | Op::Ddiv | Op::Ddivu => (0, HI_LO),
        _ => (0, 0),
    };
    (bit(insn.rs) | bit(insn.rt) | bit(insn.rd) | more_reads, bit(insn.rd) | more_writes)
}

/// What stands at a place in the code.
enum Place {
    /// An instruction that goes on to the next.
    Straight(Insn),
    /// A branch or jump with its delay slot.
    Branch(Insn, Insn),
    /// Something for the interpreter; `true` if that goes on to the next word as well.
    Interpret(bool),
}

/// Instruction words, read a page at a time.
struct Words<'a> {
    memory: &'a Memory,
    number: u64,
    page: Option<&'a [u8; PAGE_BYTES]>,
}

impl<'a> Words<'a> {
    fn new(memory: &'a Memory) -> Self {
        // No page has this number.
        Self { memory, number: u64::MAX, page: None }
    }

    /// The word at `pc`, a multiple of 4, if its page exists and can be read.
    fn word(&mut self, pc: u64) -> Option<u32> {
        let number = pc >> PAGE_LOG2;
        if number != self.number {
            (self.number, self.page) = (number, self.memory.page(number).ok().flatten());
        }
        Some(u32::from_be_bytes(self.page?.as_chunks().0[pc as usize % PAGE_BYTES / 4]))
    }

    fn insn(&mut self, pc: u64) -> Option<Insn> {
        self.word(pc).map(decode)
    }

    fn place(&mut self, pc: u64) -> Place {
        match self.insn(pc) {
            None => Place::Interpret(false),
            Some(insn) if interpreted(insn.op) => Place::Interpret(insn.op != Op::Invalid),
            Some(branch) if branch.op.has_delay_slot() => match self.insn(pc + 4) {
                Some(slot) if !slot.op.has_delay_slot() && !interpreted(slot.op) => {
                    Place::Branch(branch, slot)
                }
                _ => Place::Interpret(false),
            },
            Some(insn) => Place::Straight(insn),
        }
    }
}

/// How far a region reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// As far as direct branches lead: loops with the loops inside them.
    Branches,
    /// Also to where calls come back to, and on behind what the interpreter runs: functions.
    Function,
}

impl Reach {
    /// Most instructions of a region, but for a delay slot, and most blocks.
    const fn most(self) -> (usize, usize) {
        match self {
            Self::Branches => (320, 48),
            Self::Function => (320, 96),
        }
    }
}

impl Region {
    /// The region with this entry, a multiple of 4, without what is `known` elsewhere; none if its first
    /// instruction is for the interpreter.
    ///
    /// The code reached is taken nearest first. Of a function whose entry was interpreted, code that was never run so far is
    /// left out: most of it never will be.
    pub fn find(memory: &Memory, entry: u64, reach: Reach, known: impl Fn(u64) -> bool) -> Option<Self> {
        let (most_insns, most_blocks) = reach.most();
        let partly = reach == Reach::Function && memory.was_run(entry);
        let mut region = Self { entry, blocks: BTreeMap::new() };
        let mut words = Words::new(memory);
        let mut passed = AddressSet::default();
        let mut insns = 0;
        let mut queue = VecDeque::from([entry]);
        while let Some(start) = queue.pop_front() {
            let fits = region.blocks.len() < most_blocks && insns < most_insns && start < LAST_PC;
            let elsewhere = start != entry && (known(start) || partly && !memory.was_run(start));
            if !fits || elsewhere || region.split(start) {
                continue;
            }
            let mut block = Block { start, insns: Vec::new(), end: End::Interpret };
            // Up to the next block, which starts where control comes to from elsewhere.
            let next = region.blocks.range(start..).next().map(|(&next, _)| next);
            loop {
                let pc = block.end_pc();
                if next == Some(pc) || insns + block.insns.len() >= most_insns {
                    block.end = End::Next(pc);
                    break;
                }
                match words.place(pc) {
                    Place::Straight(insn) => block.insns.push(insn),
                    Place::Branch(branch, slot) => {
                        block.end = End::Branch(branch, slot);
                        break;
                    }
                    Place::Interpret(goes_on) => {
                        if goes_on && reach == Reach::Function && passed.insert(pc) {
                            queue.push_back(pc + 4);
                        }
                        break;
                    }
                }
            }
            if block.steps() == 0 {
                continue;
            }
            if let End::Branch(branch, _) = block.end {
                let call = matches!(branch.op, Op::Jal | Op::Jalr) && branch.rd != 0;
                if !call {
                    queue.extend(block.successors());
                } else if reach == Reach::Function {
                    queue.push_back(block.end_pc() + 8);
                }
            }
            insns += block.steps();
            region.blocks.insert(start, block);
        }
        region.blocks.contains_key(&entry).then_some(region)
    }

    /// Has a block start at `pc` if there is code there already; says whether there is.
    fn split(&mut self, pc: u64) -> bool {
        let Some((&start, block)) = self.blocks.range_mut(..=pc).next_back() else { return false };
        let ends = block.end_pc() + if matches!(block.end, End::Branch(..)) { 4 } else { 0 };
        if pc >= ends {
            return false;
        }
        if pc > start {
            let insns = block.insns.split_off((pc - start) as usize / 4);
            let end = std::mem::replace(&mut block.end, End::Next(pc));
            self.blocks.insert(pc, Block { start: pc, insns, end });
        }
        true
    }

    /// The words the region was made from, and so depends on.
    pub fn source(&self, memory: &Memory) -> Vec<Span> {
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for block in self.blocks.values() {
            let end = block.start + 4 * block.steps() as u64;
            match ranges.last_mut() {
                // A delay slot may be a block of its own as well.
                Some(range) if block.start <= range.end => range.end = range.end.max(end),
                _ => ranges.push(block.start..end),
            }
        }
        let mut reader = Words::new(memory);
        let mut words = |range: Range<u64>| range.step_by(4).map(|pc| reader.word(pc).unwrap_or_default()).collect();
        ranges.into_iter().map(|range| Span { start: range.start, words: words(range) }).collect()
    }

    /// Loops by the address they begin at, with the end of the block that leads back there.
    pub fn loops(&self) -> impl Iterator<Item = Range<u64>> {
        self.blocks.values().flat_map(|block| {
            let end = block.start + 4 * block.steps() as u64;
            let back = block.successors().filter(move |&to| to <= block.start);
            back.map(move |to| to..end)
        })
    }

    /// Instructions in all blocks.
    pub fn insns(&self) -> usize {
        self.blocks.values().map(Block::steps).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(at: u64, words: &[u32]) -> Memory {
        let mut memory = Memory::default();
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        memory.write_bytes(at, &bytes).unwrap();
        memory
    }

    fn find(memory: &Memory, entry: u64) -> Option<Region> {
        Region::find(memory, entry, Reach::Branches, |_| false)
    }

    #[test]
    fn a_loop_is_one_region() {
        // 0x1000: addiu t0,t0,1; bne t0,t1,-2; nop; beq zero,zero,-4 (to 0x1000); nop
        let memory = memory(0x1000, &[0x2508_0001, 0x1509_fffe, 0, 0x1000_fffc, 0, 0x0000_000c]);
        let region = find(&memory, 0x1000).unwrap();
        let starts: Vec<u64> = region.blocks.keys().copied().collect();
        assert_eq!(starts, [0x1000, 0x100c]);
        assert_eq!(region.insns(), 5);
        let source = region.source(&memory);
        assert_eq!((source.len(), source[0].start, source[0].words.len()), (1, 0x1000, 5));
        assert!(find(&memory, 0x1014).is_none(), "a system call is for the interpreter");
        assert!(find(&memory, 0x9000).is_none(), "nothing is there");
        assert!(find(&memory, u64::MAX - 3).is_none());
    }

    #[test]
    fn a_jump_in_a_delay_slot_is_for_the_interpreter() {
        let memory = memory(0x1000, &[0, 0x1000_0003, 0x1000_0003, 0]);
        let region = find(&memory, 0x1000).unwrap();
        let block = &region.blocks[&0x1000];
        assert_eq!((block.insns.len(), block.end, block.steps()), (1, End::Interpret, 1));
    }

    #[test]
    fn regions_are_bounded() {
        let memory = memory(0x1000, &vec![0x2508_0001; 4000]);
        let region = find(&memory, 0x1000).unwrap();
        assert_eq!(region.insns(), Reach::Branches.most().0);
        // A branch every other word, each to the one after it.
        let branches: Vec<u32> = (0..2000).flat_map(|_| [0x1509_0001, 0]).collect();
        let memory = self::memory(0x1000, &branches);
        assert!(find(&memory, 0x1000).unwrap().blocks.len() <= Reach::Branches.most().1);
    }

    #[test]
    fn a_function_goes_on_behind_calls() {
        // 0x1000: jal 0x2000; nop; syscall; addiu t0,t0,1; bne t0,t1,-5 (to 0x1000); nop; jr ra; nop
        let words = [0x0c00_0800, 0, 0xc, 0x2508_0001, 0x1509_fffb, 0, 0x03e0_0008, 0];
        let memory = memory(0x1000, &words);
        let starts = |reach, known: fn(u64) -> bool| {
            let region = Region::find(&memory, 0x1000, reach, known).unwrap();
            region.blocks.keys().copied().collect::<Vec<_>>()
        };
        assert_eq!(starts(Reach::Branches, |_| false), [0x1000]);
        assert_eq!(starts(Reach::Function, |_| false), [0x1000, 0x100c, 0x1018]);
        assert_eq!(starts(Reach::Function, |pc| pc == 0x100c), [0x1000]);
        let region = Region::find(&memory, 0x1000, Reach::Function, |_| false).unwrap();
        let loops: Vec<_> = region.loops().map(|l| (l.start, l.end)).collect();
        assert_eq!(loops, [(0x1000, 0x1018)]);
        // The system call is not part of it.
        let spans: Vec<_> = region.source(&memory).iter().map(|span| (span.start, span.words.len())).collect();
        assert_eq!(spans, [(0x1000, 2), (0x100c, 5)]);
    }
}
