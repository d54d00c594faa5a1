//! Runs a program of whose registers and memory only some bits are known, and counts its instructions.

use super::alu::{compute, divide, multiply, taken, unknown_load};
use super::code::{Code, EXIT_GROUP, Next, is_watched, next};
use super::error::BoundError;
use super::explore::{Exploration, Seen, filter};
use super::flow::{Function, Meetings, Program};
use super::forms::{Forms, PLAIN};
use super::memory::{MAX_PAGES, Partial};
use super::rounds::{Patience, Round};
use super::value::Value;
use super::{Limits, Query};
use crate::arena::ARENA_BASE;
use crate::exec::subword::{load_part, store_part};
use crate::isa::{Insn, Op};
use crate::state::{State, register};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// HI and LO come after the 32 general registers.
const HI: usize = 32;
const LO: usize = 33;
/// General registers, HI and LO.
pub(super) type Registers = [Value; 34];
/// Most calls in calls.
const MAX_FRAMES: usize = 1 << 8;
/// Most words that one store at an address that is not known may change.
const MAX_SPREAD: u64 = 1 << 10;

/// Why the machine does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Halt {
    /// There is no bound, on the way that runs.
    Error(BoundError),
    /// A limit is reached.
    Final(BoundError),
    /// It would take what is not known because all rounds of a loop were looked at as one.
    Lost,
}

/// A call that has not returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// First instruction of the function.
    pub entry: u64,
    /// Where it is to return to; for the program as a whole an odd number, which it never comes to.
    pub return_to: u64,
}

/// A program on its way.
pub(super) struct Machine<'p> {
    pub code: Code,
    pub program: &'p Program,
    /// Where the sides of branches met, by function and branch.
    pub meetings: HashMap<(u64, u64), Meetings>,
    pub memory: Partial,
    /// See [`Query`].
    pub leaves: Option<[u64; 2]>,
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
    pub forms: Forms,
    /// Names that were given to words.
    pub names: u32,
    /// The loops that are looked at, the outermost first.
    pub rounds: Vec<Round>,
    pub patience: HashMap<(u64, u64), Patience>,
    /// The functions entered so far.
    pub functions: HashMap<u64, Arc<Function>>,
    /// `left` at which a round that stands for all is given up; 0 without one.
    pub deadline: u64,
    /// Whether the head of a loop that control is at was seen to.
    pub settled: bool,
}

impl<'p> Machine<'p> {
    /// The program at its start, on arenas as the query has them.
    pub fn new(
        (start, program): (&State, &'p Program),
        log2_size: u32,
        query: Query,
        limits: Limits,
    ) -> Result<Self, BoundError> {
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
            program,
            meetings: HashMap::new(),
            memory,
            leaves: query.leaves,
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
            forms: Forms::default(),
            names: 0,
            rounds: Vec::new(),
            patience: HashMap::new(),
            functions: HashMap::new(),
            deadline: 0,
            settled: false,
        })
    }

    /// Runs to the end, on all ways; the most instructions of any.
    pub fn run(mut self) -> Result<u64, Halt> {
        self.enter(self.pc)?;
        loop {
            match self.go_on() {
                Ok(worst) => return Ok(worst),
                Err(halt) => self.recover(halt)?,
            }
        }
    }

    /// Runs to the end, or until something stands in the way.
    fn go_on(&mut self) -> Result<u64, Halt> {
        loop {
            if self.stops & filter(self.pc) != 0 && self.arrive()? {
                continue;
            }
            if self.left <= self.deadline {
                return Err(self.out_of_time());
            }
            let (watched, insn) = is_watched(self.fetch(self.pc)?);
            if watched && !std::mem::replace(&mut self.settled, false) {
                self.settled = true;
                self.at_head()?;
                continue;
            }
            self.left -= 1;
            if insn.op.has_delay_slot() {
                self.transfer(insn)?;
            } else if insn.op == Op::Syscall {
                self.system_call()?;
                if !self.end_way()? {
                    return Ok(self.worst);
                }
            } else {
                self.execute(self.pc, insn)?;
                self.pc = self.pc.wrapping_add(4);
                self.count += 1;
            }
        }
    }

    #[cold]
    fn out_of_time(&self) -> Halt {
        match self.left {
            0 => Halt::Final(self.limit("instructions looked at", self.limits.instructions)),
            _ => Halt::Lost,
        }
    }

    #[inline(always)]
    fn fetch(&mut self, pc: u64) -> Result<Insn, BoundError> {
        match self.code.recent(pc) {
            Some(insn) => Ok(insn),
            None => self.code.fetch(pc, &self.memory),
        }
    }

    pub fn limit(&self, what: &'static str, limit: u64) -> BoundError {
        BoundError::Limit { pc: self.pc, what, limit }
    }

    /// Counts a system call, which must be the one that ends the program.
    fn system_call(&mut self) -> Result<(), Halt> {
        if self.registers[register::V0].form != PLAIN {
            return Err(Halt::Lost);
        }
        if self.registers[register::V0].word() != Some(EXIT_GROUP) {
            let cause = "a system call other than exit_group";
            return Err(BoundError::Unsupported { pc: self.pc, cause }.into());
        }
        self.check_exit()?;
        self.count += 1;
        Ok(())
    }

    /// A branch or jump with its delay slot.
    fn transfer(&mut self, insn: Insn) -> Result<(), Halt> {
        let pc = self.pc;
        let (rs, rt) = (self.register(insn.rs), self.register(insn.rt));
        let after = pc.wrapping_add(8);
        if insn.rd != 0 {
            self.registers[insn.rd as usize & 31] = Value::known(after);
        }
        let slot_pc = pc.wrapping_add(4);
        let slot = is_watched(self.fetch(slot_pc)?).1;
        if slot.op.has_delay_slot() {
            return Err(BoundError::Exception { pc: slot_pc, cause: "a jump in a delay slot" }.into());
        }
        if slot.op == Op::Syscall {
            return Err(
                BoundError::Unsupported { pc: slot_pc, cause: "a system call in a delay slot" }.into()
            );
        }
        self.execute(slot_pc, slot)?;
        self.count += 2;
        self.left = self.left.saturating_sub(1);
        let target = match next(pc, insn, None) {
            Next::Jump(target) => return self.go(target),
            Next::Call(target) if insn.op == Op::Jal => return self.call(target, after),
            Next::Branch(target) | Next::Call(target) => target,
            _ => {
                if rs.form != PLAIN {
                    return Err(Halt::Lost);
                }
                let target = rs.word().ok_or(BoundError::JumpTarget { pc })?;
                return if insn.rd != 0 { self.call(target, after) } else { self.jump(target) };
            }
        };
        let taken = match rs.form | rt.form {
            PLAIN => taken(insn.op, rs, rt),
            _ => self.taken_varying(insn.op, rs, rt)?,
        };
        match taken {
            Some(true) if insn.rd != 0 => self.call(target, after),
            Some(true) => self.go(target),
            Some(false) => self.go(after),
            None if insn.rd != 0 => {
                Err(BoundError::Unsupported { pc, cause: "a call that depends on data" }.into())
            }
            None => self.split(pc, target, after),
        }
    }

    fn go(&mut self, target: u64) -> Result<(), Halt> {
        self.pc = target;
        Ok(())
    }

    fn call(&mut self, entry: u64, return_to: u64) -> Result<(), Halt> {
        if self.frames.len() == MAX_FRAMES {
            return Err(self.limit("calls in calls", MAX_FRAMES as u64).into());
        }
        self.frames.push(Frame { entry, return_to });
        self.enter(entry)?;
        self.go(entry)
    }

    /// Control comes to the start of a function.
    fn enter(&mut self, entry: u64) -> Result<(), Halt> {
        if !self.limits.every_round {
            self.find_loops(entry);
        }
        Ok(())
    }

    /// A jump through a register: a return, if it goes where one goes.
    fn jump(&mut self, target: u64) -> Result<(), Halt> {
        if self.frames.len() > 1 && self.frames[self.frames.len() - 1].return_to == target {
            self.frames.pop();
            self.leave_call()?;
        }
        self.go(target)
    }

    #[inline(always)]
    fn register(&self, number: u8) -> Value {
        self.registers[number as usize & 31]
    }

    /// Any instruction that only goes on to the next one.
    #[inline(always)]
    fn execute(&mut self, pc: u64, insn: Insn) -> Result<(), Halt> {
        let (rs, rt) = (self.register(insn.rs), self.register(insn.rt));
        let value = match rs.form | rt.form {
            PLAIN => compute(insn, rs, rt),
            _ => self.compute_varying(insn, rs, rt)?,
        };
        let value = match value {
            Some(value) => value,
            None => match self.effect(pc, insn, rs, rt)? {
                Some(value) => value,
                None => return Ok(()),
            },
        };
        if insn.rd != 0 {
            self.registers[insn.rd as usize & 31] = self.named(value);
        }
        Ok(())
    }

    /// Instructions that use more than two registers and a constant.
    #[inline(always)]
    fn effect(&mut self, pc: u64, insn: Insn, rs: Value, rt: Value) -> Result<Option<Value>, Halt> {
        Ok(Some(match insn.op {
            Op::Lb | Op::Lbu | Op::Lh | Op::Lhu | Op::Lw | Op::Lwu | Op::Ld => self.load(insn, rs, rt)?,
            Op::Lwl | Op::Lwr | Op::Ldl | Op::Ldr => self.load(insn, rs, rt)?,
            Op::Sb | Op::Sh | Op::Sw | Op::Sd | Op::Swl | Op::Swr | Op::Sdl | Op::Sdr => {
                self.store(pc, insn, rs, rt)?;
                return Ok(None);
            }
            Op::Movz | Op::Movn => {
                let zero = match rt.form {
                    PLAIN => rt.equals(Value::known(0)),
                    _ => self.equal_varying(rt, Value::known(0))?,
                };
                match zero.map(|zero| zero == (insn.op == Op::Movz)) {
                    Some(true) => rs,
                    Some(false) => return Ok(None),
                    None if rt.form == PLAIN => rs.join(self.register(insn.rd)),
                    None => rs.join(self.register(insn.rd)).lost(),
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
                (self.registers[HI], self.registers[LO]) = match rs.form | rt.form {
                    PLAIN => multiply(insn.op, rs, rt),
                    _ => self.multiply_varying(insn.op, rs, rt),
                };
                Value::known(0)
            }
            Op::Div | Op::Divu | Op::Ddiv | Op::Ddivu => {
                let exception = BoundError::Exception { pc, cause: "a division by 0" };
                let (hi, lo) = divide(insn.op, rs.plain(), rt.plain()).ok_or(exception)?;
                let lost = rs.form | rt.form != PLAIN;
                (self.registers[HI], self.registers[LO]) =
                    if lost { (hi.lost(), lo.lost()) } else { (hi, lo) };
                Value::known(0)
            }
            Op::Invalid => return Err(BoundError::Exception { pc, cause: "it is no instruction" }.into()),
            _ => {
                let cause = "a linked load or a conditional store";
                return Err(BoundError::Unsupported { pc, cause }.into());
            }
        }))
    }

    #[inline(always)]
    fn load(&mut self, insn: Insn, rs: Value, rt: Value) -> Result<Value, Halt> {
        let Some(address) = rs.word().map(|base| base.wrapping_add(insn.imm64())) else {
            let address = self.address(rs, insn.imm64());
            let data = rs.form == PLAIN || self.in_body_varying(address)?;
            return Ok(if data { unknown_load(insn.op) } else { unknown_load(insn.op).lost() });
        };
        if self.memory.in_body(address, address) {
            return Ok(unknown_load(insn.op));
        }
        let word = self.memory.load(address)?;
        let old = if matches!(insn.op, Op::Lwl | Op::Lwr | Op::Ldl | Op::Ldr) { rt } else { Value::known(0) };
        if insn.op == Op::Ld {
            return Ok(word);
        }
        let lost = word.form | old.form != PLAIN;
        let (word, old) = (word.plain(), old.plain());
        let value = Value::of(
            load_part(insn.op, word.bits, address, old.bits),
            load_part(insn.op, word.unknown, address, old.unknown),
        );
        Ok(if lost { value.lost() } else { value })
    }

    #[inline(always)]
    fn store(&mut self, pc: u64, insn: Insn, rs: Value, rt: Value) -> Result<(), Halt> {
        let Some(address) = rs.word().map(|base| base.wrapping_add(insn.imm64())) else {
            let address = self.address(rs, insn.imm64());
            if address.form == PLAIN {
                let (least, greatest) =
                    if rs.form == PLAIN { rs.span(insn.imm64()) } else { address.span(0) };
                return self.store_somewhere(pc, least, greatest);
            }
            return if self.in_body_varying(address)? { Ok(()) } else { Err(Halt::Lost) };
        };
        if self.memory.in_body(address, address) {
            return Ok(());
        }
        let value = if insn.op == Op::Sd {
            rt
        } else {
            let word = self.memory.load(address)?;
            let lost = word.form | rt.form != PLAIN;
            let (word, part) = (word.plain(), rt.plain());
            let value = Value::of(
                store_part(insn.op, word.bits, address, part.bits),
                store_part(insn.op, word.unknown, address, part.unknown),
            );
            if lost { value.lost() } else { value }
        };
        if self.memory.store(address, value) { Ok(()) } else { self.store_first(pc, address, value) }
    }

    /// The first store into a page.
    #[cold]
    fn store_first(&mut self, pc: u64, address: u64, value: Value) -> Result<(), Halt> {
        if self.code.holds(address) {
            return Err(BoundError::CodeWritten { pc, address }.into());
        }
        if !self.memory.open(address)? {
            return Err(self.limit("pages of memory", MAX_PAGES as u64).into());
        }
        self.memory.store(address, value);
        Ok(())
    }

    /// A store at an address that is not known: every word it may reach is unknown after it.
    #[cold]
    fn store_somewhere(&mut self, pc: u64, least: u64, greatest: u64) -> Result<(), Halt> {
        if self.memory.in_body(least, greatest) {
            return Ok(());
        }
        if greatest - least >= 8 * MAX_SPREAD {
            return Err(BoundError::StoreAddress { pc, least, greatest }.into());
        }
        for word in (least / 8..=greatest / 8).map(|word| word * 8) {
            if !self.memory.in_body(word, word) && !self.memory.store(word, Value::TOP) {
                self.store_first(pc, word, Value::TOP)?;
            }
        }
        Ok(())
    }
}
