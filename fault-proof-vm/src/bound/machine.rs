//! Runs a program of whose registers and memory only some bits are known, and counts its instructions.

use super::alu::{compute, divide, multiply, taken, unknown_load};
use super::code::{Code, EXIT_GROUP, Next, next};
use super::error::BoundError;
use super::explore::{Exploration, Seen, filter};
use super::flow::Flow;
use super::memory::Partial;
use super::value::Value;
use super::{Limits, Query};
use crate::arena::ARENA_BASE;
use crate::exec::subword::{load_part, store_part};
use crate::isa::{Insn, Op};
use crate::state::{State, register};
use std::rc::Rc;

/// HI and LO come after the 32 general registers.
const HI: usize = 32;
const LO: usize = 33;
/// General registers, HI and LO.
pub(super) type Registers = [Value; 34];
/// Most calls in calls.
const MAX_FRAMES: usize = 1 << 12;
/// Most words that one store at an address that is not known may change.
const MAX_SPREAD: u64 = 1 << 10;

/// A call that has not returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// First instruction of the function.
    pub entry: u64,
    /// Where it is to return to; an odd number for the program as a whole.
    pub return_to: u64,
}

/// A program on its way.
pub(super) struct Machine {
    pub code: Code,
    pub flow: Flow,
    pub memory: Partial,
    pub registers: Registers,
    pub pc: u64,
    pub frames: Vec<Frame>,
    /// Instructions done, the most on any way here.
    pub count: u64,
    /// The most instructions of a way that ended.
    pub worst: u64,
    /// Instructions that may still be looked at.
    pub left: u64,
    pub limits: Limits,
    pub explorations: Vec<Exploration>,
    /// Where explorations stop, as a [`filter`].
    pub stops: u64,
    /// The last branch on data on this way.
    pub last: Option<Rc<Seen>>,
}

impl Machine {
    /// The program at its start, on arenas as the query has them.
    pub fn new(start: &State, log2_size: u32, query: Query, limits: Limits) -> Result<Self, BoundError> {
        let thread = start.active_thread().ok_or(BoundError::Start("there is no thread"))?;
        if start.threads.len() != 1 || start.control.exited || thread.exited {
            return Err(BoundError::Start("it takes a single thread that runs"));
        }
        if thread.next_pc != thread.pc.wrapping_add(4) {
            return Err(BoundError::Start("the thread is in a delay slot"));
        }
        let mut registers = [Value::known(0); 34];
        for (value, word) in registers.iter_mut().zip(thread.registers.iter().chain([&thread.hi, &thread.lo]))
        {
            *value = Value::known(*word);
        }
        let mut memory = Partial::new(start.memory.clone(), log2_size);
        for (index, value) in
            [query.status, query.step, Value::known(0), Value::known(0)].into_iter().enumerate()
        {
            let address = ARENA_BASE + 8 * index as u64;
            memory.open(address)?;
            memory.store(address, value);
        }
        Ok(Self {
            code: Code::default(),
            flow: Flow::default(),
            memory,
            registers,
            pc: thread.pc,
            frames: vec![Frame { entry: thread.pc, return_to: u64::MAX }],
            count: 0,
            worst: 0,
            left: limits.instructions,
            limits,
            explorations: Vec::new(),
            stops: 0,
            last: None,
        })
    }

    /// Runs to the end, on all ways; the most instructions of any.
    pub fn run(mut self) -> Result<u64, BoundError> {
        loop {
            if self.stops & filter(self.pc) != 0 && self.arrive()? {
                continue;
            }
            if self.left == 0 {
                return Err(self.limit("instructions looked at", self.limits.instructions));
            }
            self.left -= 1;
            let insn = self.fetch(self.pc)?;
            if insn.op.has_delay_slot() {
                self.transfer(insn)?;
            } else if insn.op == Op::Syscall {
                self.system_call()?;
                if !self.end_way() {
                    return Ok(self.worst);
                }
            } else {
                self.execute(self.pc, insn)?;
                self.pc = self.pc.wrapping_add(4);
                self.count += 1;
            }
        }
    }

    #[inline(always)]
    fn fetch(&mut self, pc: u64) -> Result<Insn, BoundError> {
        match self.code.recent(pc) {
            Some(insn) => Ok(insn),
            None => self.fetch_slow(pc),
        }
    }

    #[cold]
    fn fetch_slow(&mut self, pc: u64) -> Result<Insn, BoundError> {
        if self.memory.is_written(pc) {
            return Err(BoundError::Unsupported { pc, cause: "code that the program has written" });
        }
        self.code.fetch(pc, self.memory.base())
    }

    pub fn limit(&self, what: &'static str, limit: u64) -> BoundError {
        BoundError::Limit { pc: self.pc, what, limit }
    }

    /// Counts a system call, which must be the one that ends the program.
    fn system_call(&mut self) -> Result<(), BoundError> {
        if self.registers[register::V0].word() != Some(EXIT_GROUP) {
            return Err(BoundError::Unsupported {
                pc: self.pc,
                cause: "a system call other than exit_group",
            });
        }
        self.count += 1;
        Ok(())
    }

    /// A branch or jump with its delay slot.
    fn transfer(&mut self, insn: Insn) -> Result<(), BoundError> {
        let pc = self.pc;
        let (rs, rt) = (self.register(insn.rs), self.register(insn.rt));
        let after = pc.wrapping_add(8);
        if insn.rd != 0 {
            self.registers[insn.rd as usize & 31] = Value::known(after);
        }
        let slot_pc = pc.wrapping_add(4);
        let slot = self.fetch(slot_pc)?;
        if slot.op.has_delay_slot() {
            return Err(BoundError::Exception { pc: slot_pc, cause: "a jump in a delay slot" });
        }
        if slot.op == Op::Syscall {
            return Err(BoundError::Unsupported { pc: slot_pc, cause: "a system call in a delay slot" });
        }
        self.execute(slot_pc, slot)?;
        self.count += 2;
        self.left = self.left.saturating_sub(1);
        let target = match next(pc, insn, None) {
            Next::Jump(target) => return self.go(target),
            Next::Call(target) if insn.op == Op::Jal => return self.call(target, after),
            Next::Branch(target) | Next::Call(target) => target,
            _ => {
                let target = rs.word().ok_or(BoundError::JumpTarget { pc })?;
                return if insn.rd != 0 { self.call(target, after) } else { self.jump(target) };
            }
        };
        match taken(insn.op, rs, rt) {
            Some(true) if insn.rd != 0 => self.call(target, after),
            Some(true) => self.go(target),
            Some(false) => self.go(after),
            None if insn.rd != 0 => Err(BoundError::Unsupported { pc, cause: "a call that depends on data" }),
            None => self.split(pc, target, after),
        }
    }

    fn go(&mut self, target: u64) -> Result<(), BoundError> {
        self.pc = target;
        Ok(())
    }

    fn call(&mut self, entry: u64, return_to: u64) -> Result<(), BoundError> {
        if self.frames.len() == MAX_FRAMES {
            return Err(self.limit("calls in calls", MAX_FRAMES as u64));
        }
        self.frames.push(Frame { entry, return_to });
        self.go(entry)
    }

    /// A jump through a register: a return, if it goes where one goes.
    fn jump(&mut self, target: u64) -> Result<(), BoundError> {
        if self.frames.last().is_some_and(|frame| frame.return_to == target) {
            self.frames.pop();
        }
        self.go(target)
    }

    #[inline(always)]
    fn register(&self, number: u8) -> Value {
        self.registers[number as usize & 31]
    }

    /// Any instruction that only goes on to the next one.
    #[inline(always)]
    fn execute(&mut self, pc: u64, insn: Insn) -> Result<(), BoundError> {
        let (rs, rt) = (self.register(insn.rs), self.register(insn.rt));
        let value = match compute(insn, rs, rt) {
            Some(value) => value,
            None => match self.effect(pc, insn, rs, rt)? {
                Some(value) => value,
                None => return Ok(()),
            },
        };
        if insn.rd != 0 {
            self.registers[insn.rd as usize & 31] = value;
        }
        Ok(())
    }

    /// Instructions that use more than two registers and a constant.
    #[inline(always)]
    fn effect(&mut self, pc: u64, insn: Insn, rs: Value, rt: Value) -> Result<Option<Value>, BoundError> {
        Ok(Some(match insn.op {
            Op::Lb | Op::Lbu | Op::Lh | Op::Lhu | Op::Lw | Op::Lwu | Op::Ld => self.load(insn, rs, rt)?,
            Op::Lwl | Op::Lwr | Op::Ldl | Op::Ldr => self.load(insn, rs, rt)?,
            Op::Sb | Op::Sh | Op::Sw | Op::Sd | Op::Swl | Op::Swr | Op::Sdl | Op::Sdr => {
                self.store(pc, insn, rs, rt)?;
                return Ok(None);
            }
            Op::Movz | Op::Movn => {
                let moves = rt.equals(Value::known(0)).map(|zero| zero == (insn.op == Op::Movz));
                match moves {
                    Some(true) => rs,
                    Some(false) => return Ok(None),
                    None => rs.join(self.register(insn.rd)),
                }
            }
            Op::Mfhi => self.registers[HI],
            Op::Mflo => self.registers[LO],
            Op::Mthi => {
                self.registers[HI] = rs;
                Value::known(0)
            }
            Op::Mtlo => {
                self.registers[LO] = rs;
                Value::known(0)
            }
            Op::Mult | Op::Multu | Op::Dmult | Op::Dmultu => {
                (self.registers[HI], self.registers[LO]) = multiply(insn.op, rs, rt);
                Value::known(0)
            }
            Op::Div | Op::Divu | Op::Ddiv | Op::Ddivu => {
                let exception = BoundError::Exception { pc, cause: "a division by 0" };
                (self.registers[HI], self.registers[LO]) = divide(insn.op, rs, rt).ok_or(exception)?;
                Value::known(0)
            }
            Op::Invalid => return Err(BoundError::Exception { pc, cause: "it is no instruction" }),
            _ => return Err(BoundError::Unsupported { pc, cause: "a linked load or a conditional store" }),
        }))
    }

    #[inline(always)]
    fn load(&mut self, insn: Insn, rs: Value, rt: Value) -> Result<Value, BoundError> {
        let Some(address) = rs.word().map(|base| base.wrapping_add(insn.imm64())) else {
            return Ok(unknown_load(insn.op));
        };
        if self.memory.in_body(address, address) {
            return Ok(unknown_load(insn.op));
        }
        let word = self.memory.load(address)?;
        Ok(Value {
            bits: load_part(insn.op, word.bits, address, rt.bits),
            unknown: load_part(insn.op, word.unknown, address, rt.unknown),
        })
    }

    #[inline(always)]
    fn store(&mut self, pc: u64, insn: Insn, rs: Value, rt: Value) -> Result<(), BoundError> {
        let Some(address) = rs.word().map(|base| base.wrapping_add(insn.imm64())) else {
            return self.store_somewhere(pc, rs.add(Value::known(insn.imm64())));
        };
        if self.memory.in_body(address, address) {
            return Ok(());
        }
        let word = self.memory.load(address)?;
        let value = Value {
            bits: store_part(insn.op, word.bits, address, rt.bits),
            unknown: store_part(insn.op, word.unknown, address, rt.unknown),
        };
        if self.memory.store(address, value) { Ok(()) } else { self.store_first(pc, address, value) }
    }

    /// The first store into a page.
    #[cold]
    fn store_first(&mut self, pc: u64, address: u64, value: Value) -> Result<(), BoundError> {
        if self.code.holds(address) {
            return Err(BoundError::CodeWritten { pc, address });
        }
        if !self.memory.open(address)? {
            return Err(BoundError::Limit {
                pc,
                what: "pages of memory",
                limit: super::memory::MAX_PAGES as u64,
            });
        }
        self.memory.store(address, value);
        Ok(())
    }

    /// A store at an address that is not known: every word it may reach is unknown after it.
    #[cold]
    fn store_somewhere(&mut self, pc: u64, address: Value) -> Result<(), BoundError> {
        let (least, greatest) = (address.bits, address.greatest());
        if self.memory.in_body(least, greatest) {
            return Ok(());
        }
        if greatest - least >= 8 * MAX_SPREAD {
            return Err(BoundError::StoreAddress { pc, least, greatest });
        }
        for word in (least / 8..=greatest / 8).map(|word| word * 8) {
            if !self.memory.in_body(word, word) && !self.memory.store(word, Value::TOP) {
                self.store_first(pc, word, Value::TOP)?;
            }
        }
        Ok(())
    }
}
