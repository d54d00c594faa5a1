//! The program's instructions, decoded page by page when control may first come there. A page that was decoded is the
//! program's own for good: none that may have other contents is, and no store into one is let pass.

use super::error::BoundError;
use super::flow::Function;
use super::memory::Partial;
use crate::isa::{Insn, Op, decode};
use crate::memory::{PAGE_BYTES, PAGE_LOG2};
use crate::state::register;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;
use std::sync::Arc;

const WORDS: usize = PAGE_BYTES / 4;
/// The number of `exit_group`.
pub(super) const EXIT_GROUP: u64 = 5205;

/// Bit of the second source register of an instruction that is watched.
const WATCHED: u8 = 0x80;

/// Whether the instruction is watched, and the instruction as it is.
#[inline(always)]
pub(super) fn is_watched(insn: Insn) -> (bool, Insn) {
    (insn.rt & WATCHED != 0, Insn { rt: insn.rt & !WATCHED, ..insn })
}

/// Decoded pages.
#[derive(Default)]
pub(super) struct Code {
    pages: HashMap<u64, Rc<[Insn; WORDS]>>,
    recent: Option<(u64, Rc<[Insn; WORDS]>)>,
    /// Functions whose loops' heads are watched.
    watched: Vec<Arc<Function>>,
}

/// Watches the heads of a function's loops in the page of this number.
fn mark(page: &mut Rc<[Insn; WORDS]>, number: u64, function: &Function) {
    let start = number << PAGE_LOG2;
    for head in function.heads(start..start.saturating_add(PAGE_BYTES as u64)) {
        Rc::make_mut(page)[head as usize / 4 % WORDS].rt |= WATCHED;
    }
}

impl Code {
    /// The instruction at `pc`, if its page was decoded last.
    #[inline(always)]
    pub fn recent(&self, pc: u64) -> Option<Insn> {
        match &self.recent {
            Some((number, page)) if pc >> PAGE_LOG2 == *number && pc & 3 == 0 => {
                Some(page[pc as usize / 4 % WORDS])
            }
            _ => None,
        }
    }

    /// Watches the heads of a function's loops: see [`is_watched`].
    pub fn watch(&mut self, function: Arc<Function>) {
        self.recent = None;
        for (number, page) in &mut self.pages {
            mark(page, *number, &function);
        }
        self.watched.push(function);
    }

    /// Whether the page of an address was decoded.
    pub fn holds(&self, address: u64) -> bool {
        self.pages.contains_key(&(address >> PAGE_LOG2))
    }

    /// The instruction at `pc`.
    pub fn fetch(&mut self, pc: u64, memory: &Partial) -> Result<Insn, BoundError> {
        if pc & 3 != 0 {
            return Err(BoundError::Exception { pc, cause: "it is not a multiple of 4" });
        }
        let number = pc >> PAGE_LOG2;
        let page = match self.pages.entry(number) {
            Entry::Occupied(page) => page.into_mut(),
            Entry::Vacant(place) => {
                let words = memory.code(pc)?.as_chunks::<4>().0;
                let mut page = Rc::new(std::array::from_fn(|at| decode(u32::from_be_bytes(words[at]))));
                self.watched.iter().for_each(|function| mark(&mut page, number, function));
                place.insert(page)
            }
        };
        self.recent = Some((number, page.clone()));
        Ok(page[pc as usize / 4 % WORDS])
    }
}

/// What comes after an instruction, as far as it can be told without running. A delay slot belongs to its
/// branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The instruction after it.
    Straight,
    /// This place.
    Jump(u64),
    /// This place, or the one after the delay slot.
    Branch(u64),
    /// A function there; then the place after the delay slot, if it returns.
    Call(u64),
    /// A function somewhere.
    CallUnknown,
    /// A return, or a jump to somewhere.
    Return,
    /// Nothing: the machine ends there, or has no step.
    End,
}

/// See [`Next`]; `before` is the instruction before `insn`, if control can only come from there.
pub(super) fn next(pc: u64, insn: Insn, before: Option<Insn>) -> Next {
    let region = pc.wrapping_add(4) & !0x0fff_ffff;
    let target = pc.wrapping_add(4).wrapping_add(insn.imm64());
    let insn = is_watched(insn).1;
    let same = insn.rs == insn.rt;
    match insn.op {
        Op::J => Next::Jump(region | u64::from(insn.imm as u32)),
        Op::Jal => Next::Call(region | u64::from(insn.imm as u32)),
        Op::Jalr if insn.rd == 0 => Next::Return,
        Op::Jalr => Next::CallUnknown,
        Op::Bltzal | Op::Bgezal => Next::Call(target),
        Op::Beq if same => Next::Jump(target),
        Op::Bgez | Op::Blez if insn.rs == 0 => Next::Jump(target),
        Op::Bne if same => Next::Jump(pc.wrapping_add(8)),
        Op::BranchNever => Next::Jump(pc.wrapping_add(8)),
        Op::Beq | Op::Bne | Op::Blez | Op::Bgtz | Op::Bltz | Op::Bgez => Next::Branch(target),
        Op::Invalid => Next::End,
        Op::Syscall => match before {
            Some(Insn { op: Op::Daddi | Op::Addi | Op::Ori, rs: 0, rd, imm, .. })
                if rd as usize == register::V0 && imm as u64 == EXIT_GROUP =>
            {
                Next::End
            }
            _ => Next::Straight,
        },
        _ => Next::Straight,
    }
}
