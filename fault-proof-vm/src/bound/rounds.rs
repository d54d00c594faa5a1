//! Loops whose rounds are alike, looked at as a whole.
//!
//! The first round that comes back to the head of a loop shows which words change, and by how much. Then it
//! is supposed that they change so in every round: the next round runs on words that depend on its number,
//! and if it comes back with the words of the round after it, then so does every round that decides as it
//! did. All of these but the last are counted without being run; the last one runs, and leaves whatever it
//! leaves.

use super::explore::{Seen, filter};
use super::forms::{LOOPS, LOST, Linear, PLAIN};
use super::machine::{Frame, Halt, Machine, Registers};
use super::memory::{Mark, Place};
use super::value::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Most times that a supposition is made weaker.
const MAX_TRIES: u32 = 4;
/// Most instructions of a run: no sum of two counts wraps.
const MAX_COUNT: u64 = 1 << 62;
/// Rounds saved from which it was worth it.
const WORTH: u64 = 8;
/// log2 of the most rounds until a loop that was tried in vain is tried again.
const MAX_PATIENCE: u32 = 10;

/// How a word changes from round to round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    /// It is another of the words that it may be.
    Within,
    /// This much is added.
    Stride(u64),
    /// Somehow: by data, or otherwise.
    Any(u32),
}

/// A loop whose rounds are looked at, from the start of one of them.
pub(super) struct Round {
    head: u64,
    pub level: usize,
    frames: Vec<Frame>,
    registers: Registers,
    count: u64,
    worst: u64,
    version: u64,
    last: Option<Rc<Seen>>,
    left: u64,
    mark: Mark,
    pub supposed: Option<Supposed>,
}

/// A round that stands for all.
pub(super) struct Supposed {
    registers: [Change; 34],
    words: BTreeMap<Place, Change>,
    /// How many rounds are sure to be alike.
    pub rounds: u64,
    /// What must not become negative, and falls with this loop's rounds and with those of loops around it.
    pub pending: Vec<Linear>,
    /// The same two of the loops around it, before.
    outer: Vec<(u64, usize)>,
    tries: u32,
    deadline: u64,
}

/// How often a loop was tried in vain, and for how many rounds it is left alone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Patience {
    failures: u32,
    wait: u32,
}

impl Machine<'_> {
    /// Control has come to the head of a loop.
    pub fn at_head(&mut self) -> Result<(), Halt> {
        let (depth, level) = (self.frames.len(), self.explorations.len());
        let entry = self.frames[depth - 1].entry;
        let around = self.functions.get(&entry).and_then(|function| function.around(self.pc));
        let Some(around) = around else { return Ok(()) };
        while let Some(top) = self.rounds.last() {
            let is_around =
                top.frames.len() == depth && top.frames == self.frames && around.contains(&top.head);
            if is_around || top.frames.len() < depth {
                break;
            }
            if top.supposed.is_some() {
                return Err(Halt::Lost);
            }
            if top.level != level {
                return Ok(());
            }
            self.leave();
        }
        match self.rounds.last() {
            Some(top) if top.head == self.pc && top.frames.len() == depth => {
                match (top.level == level, &top.supposed) {
                    (true, Some(_)) => self.come_back(),
                    (true, None) => {
                        self.suppose();
                        Ok(())
                    }
                    (false, Some(_)) => Err(Halt::Lost),
                    (false, None) => Ok(()),
                }
            }
            _ => {
                let patience = self.patience.entry((entry, self.pc)).or_default();
                if patience.wait > 0 {
                    patience.wait -= 1;
                } else if self.rounds.len() < LOOPS {
                    let round = self.round();
                    self.rounds.push(round);
                }
                Ok(())
            }
        }
    }

    /// The start of a round, here.
    fn round(&mut self) -> Round {
        Round {
            head: self.pc,
            level: self.explorations.len(),
            frames: self.frames.clone(),
            registers: self.registers,
            count: self.count,
            worst: self.worst,
            version: self.memory.version(),
            last: self.last.clone(),
            left: self.left,
            mark: self.memory.mark(),
            supposed: None,
        }
    }

    /// Looks at the innermost loop no longer; nothing was supposed of it.
    fn leave(&mut self) {
        if let Some(round) = self.rounds.pop() {
            self.memory.forget(round.mark);
        }
    }

    /// The way that runs, or the call, is left: so are its loops.
    pub fn leave_loops(&mut self, still: impl Fn(&Round) -> bool) -> Result<(), Halt> {
        while let Some(top) = self.rounds.last().filter(|top| !still(top)) {
            if top.supposed.is_some() {
                return Err(Halt::Lost);
            }
            self.leave();
        }
        Ok(())
    }

    /// A call has returned.
    pub fn leave_call(&mut self) -> Result<(), Halt> {
        let (depth, level) = (self.frames.len(), self.explorations.len());
        match self.rounds.last() {
            Some(top) if top.frames.len() > depth && (top.supposed.is_some() || top.level == level) => {
                self.leave_loops(|round| round.frames.len() <= depth || round.level != level)
            }
            _ => Ok(()),
        }
    }

    /// The first round is over: what it has changed, each round is supposed to change.
    fn suppose(&mut self) {
        let Some(first) = self.rounds.pop() else { return };
        let registers =
            std::array::from_fn(|index| self.change(first.registers[index], self.registers[index]));
        let before = self.memory.written_over(first.mark);
        let words: BTreeMap<Place, Change> = before
            .iter()
            .map(|(place, value)| (*place, self.change(*value, self.memory.value(*place))))
            .collect();
        self.memory.forget(first.mark);
        let cost = first.left - self.left;
        let mut round = self.round();
        round.supposed = Some(Supposed {
            registers,
            words,
            rounds: u64::MAX,
            pending: Vec::new(),
            outer: self.bounds(),
            tries: 0,
            deadline: self.left.saturating_sub(4 * cost + 4096),
        });
        self.start(round);
    }

    /// How a word has changed in a round.
    fn change(&self, from: Value, to: Value) -> Change {
        if from == to {
            Change::None
        } else if from.unknown == 0 && to.unknown == 0 && from.form == to.form {
            Change::Stride(to.bits.wrapping_sub(from.bits))
        } else if from.unnamed() == to.unnamed() {
            Change::Within
        } else if to.unknown != 0 && to.form == PLAIN {
            Change::Any(PLAIN)
        } else {
            Change::Any(LOST)
        }
    }

    /// Starts a round that stands for all, from where the machine is.
    fn start(&mut self, round: Round) {
        let index = self.rounds.len();
        let Some(supposed) = &round.supposed else { return };
        for (register, change) in supposed.registers.iter().enumerate() {
            let value = self.supposed_value(round.registers[register], *change, index);
            self.registers[register] = if *change == Change::None { value } else { self.named(value) };
        }
        for (&place, &change) in &supposed.words {
            let value = self.supposed_value(self.memory.value(place), change, index);
            self.memory.put(place, value);
        }
        self.worst = 0;
        self.deadline = self.deadline.max(supposed.deadline);
        self.rounds.push(round);
    }

    fn supposed_value(&mut self, from: Value, change: Change, index: usize) -> Value {
        match change {
            Change::None => from,
            Change::Within => from.unnamed(),
            Change::Stride(stride) => {
                let mut strides = self.forms.strides(from.form);
                strides[index] = stride;
                self.forms.word(from.bits, strides)
            }
            Change::Any(form) => Value { form, ..Value::TOP },
        }
    }

    /// A round that stands for all has come back.
    fn come_back(&mut self) -> Result<(), Halt> {
        let Some(mut round) = self.rounds.pop() else { return Ok(()) };
        let Some(mut supposed) = round.supposed.take() else { return Ok(()) };
        let index = self.rounds.len();
        let mut wrong = false;
        for register in 0..self.registers.len() {
            let (from, change) = (round.registers[register], supposed.registers[register]);
            let weaker = self.weaker(from, change, self.registers[register], index);
            wrong |= weaker != change;
            supposed.registers[register] = weaker;
        }
        for (place, from) in self.memory.written_over(round.mark) {
            let change = supposed.words.get(&place).copied().unwrap_or(Change::None);
            let weaker = self.weaker(from, change, self.memory.value(place), index);
            wrong |= weaker != change;
            supposed.words.insert(place, weaker);
        }
        let (rounds, body) = (supposed.rounds, self.count - round.count);
        let worst = self.worst;
        self.take_back(&round);
        if wrong {
            self.restore_bounds(&supposed.outer);
            supposed.tries += 1;
            if supposed.tries == MAX_TRIES {
                self.memory.forget(round.mark);
                self.fail(&round);
                return Ok(());
            }
            (supposed.rounds, supposed.pending) = (u64::MAX, Vec::new());
            round.supposed = Some(supposed);
            self.start(round);
            return Ok(());
        }
        // The last round that is alike is left to run.
        let skipped = rounds - 1;
        if rounds == u64::MAX || skipped == 0 {
            self.restore_bounds(&supposed.outer);
            self.memory.forget(round.mark);
            self.fail(&round);
            return Ok(());
        }
        for (place, change) in &supposed.words {
            let value = later(self.memory.value(*place), *change, skipped);
            self.memory.put(*place, value);
        }
        self.memory.forget(round.mark);
        for (value, change) in self.registers.iter_mut().zip(supposed.registers) {
            *value = later(*value, change, skipped);
        }
        self.name_registers();
        let version = self.memory.new_version();
        self.memory.set_version(version);
        self.last = None;
        let count = body.checked_mul(skipped).and_then(|more| more.checked_add(round.count));
        let too_many = Halt::Final(self.limit("instructions", MAX_COUNT));
        self.count = count.filter(|count| *count <= MAX_COUNT).ok_or(too_many)?;
        if worst > 0 {
            // A way that ended in the round, as if in the last of those not run.
            self.worst = self.worst.max(self.count - body + (worst - round.count));
        }
        if skipped >= WORTH {
            self.patience.insert((self.entry(), round.head), Patience::default());
        } else {
            self.fail(&round);
        }
        self.tidy();
        self.settle(&supposed.pending, index, skipped)
    }

    /// The change that covers both what was supposed and what has come out.
    fn weaker(&mut self, from: Value, change: Change, came: Value, index: usize) -> Change {
        let within = from.unknown != 0
            && (came.bits ^ from.bits) & !from.unknown == 0
            && came.unknown & !from.unknown == 0
            && (came.form == PLAIN || came.form == LOST);
        match change {
            Change::Any(_) => return change,
            Change::Stride(stride) => {
                let supposed = self.supposed_value(from, change, index);
                if came == (Value { bits: supposed.bits.wrapping_add(stride), ..supposed }) {
                    return change;
                }
            }
            Change::None if came == from => return change,
            Change::None | Change::Within if within => return Change::Within,
            Change::None | Change::Within => {}
        }
        if came.unknown != 0 && came.form == PLAIN { Change::Any(PLAIN) } else { Change::Any(LOST) }
    }

    /// Back to the start of a round.
    fn take_back(&mut self, round: &Round) {
        self.explorations.truncate(round.level);
        self.stops = self.explorations.iter().fold(0, |stops, outer| stops | filter(outer.stop.place));
        self.memory.roll_back(round.mark);
        self.memory.set_version(round.version);
        self.registers = round.registers;
        self.frames.clone_from(&round.frames);
        (self.pc, self.count, self.worst) = (round.head, round.count, round.worst);
        self.last = round.last.clone();
        self.deadline = self
            .rounds
            .iter()
            .filter_map(|round| round.supposed.as_ref())
            .fold(0, |deadline, outer| deadline.max(outer.deadline));
    }

    /// After a halt: back to the start of the innermost round that stood for all, which then runs as any
    /// other.
    pub fn recover(&mut self, halt: Halt) -> Result<(), Halt> {
        let Some(index) = self.rounds.iter().rposition(|round| round.supposed.is_some()) else {
            return Err(halt);
        };
        if matches!(halt, Halt::Final(_)) {
            return Err(halt);
        }
        self.rounds.truncate(index + 1);
        let Some(round) = self.rounds.pop() else { return Err(halt) };
        self.take_back(&round);
        self.memory.forget(round.mark);
        if let Some(supposed) = &round.supposed {
            self.restore_bounds(&supposed.outer);
        }
        self.fail(&round);
        self.tidy();
        self.settled = true;
        Ok(())
    }

    /// What is supposed of a loop, by its place among those that are looked at.
    pub fn supposed(&mut self, index: usize) -> Option<&mut Supposed> {
        self.rounds.get_mut(index)?.supposed.as_mut()
    }

    fn bounds(&self) -> Vec<(u64, usize)> {
        let outer = self.rounds.iter().map(|round| round.supposed.as_ref());
        outer.map(|outer| outer.map_or((0, 0), |outer| (outer.rounds, outer.pending.len()))).collect()
    }

    fn restore_bounds(&mut self, bounds: &[(u64, usize)]) {
        for (round, &(rounds, pending)) in self.rounds.iter_mut().zip(bounds) {
            if let Some(outer) = &mut round.supposed {
                outer.rounds = rounds;
                outer.pending.truncate(pending);
            }
        }
    }

    fn entry(&self) -> u64 {
        self.frames.last().map_or(0, |frame| frame.entry)
    }

    /// A loop was tried in vain.
    fn fail(&mut self, round: &Round) {
        let patience = self.patience.entry((self.entry(), round.head)).or_default();
        patience.failures = (patience.failures + 1).min(MAX_PATIENCE);
        patience.wait = 1 << patience.failures;
    }

    /// Forgets the forms once no value can have one.
    fn tidy(&mut self) {
        if self.rounds.iter().all(|round| round.supposed.is_none()) {
            self.forms.clear();
        }
    }

    /// Finds the loops of a function, to be told when control comes to their heads.
    pub fn find_loops(&mut self, entry: u64) {
        if !self.functions.contains_key(&entry) {
            let function = self.program.function(entry);
            self.code.watch(function.clone());
            self.functions.insert(entry, function);
        }
    }
}

/// The word after some rounds.
fn later(from: Value, change: Change, rounds: u64) -> Value {
    match change {
        Change::None => from,
        Change::Within => from.unnamed(),
        Change::Stride(stride) => Value { bits: from.bits.wrapping_add(stride.wrapping_mul(rounds)), ..from },
        Change::Any(form) => Value { form, ..Value::TOP },
    }
}
