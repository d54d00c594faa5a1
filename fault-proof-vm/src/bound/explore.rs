//! Branches on data: every way from the branch to where its sides meet is run, one after the other, and there
//! they become one again. Its count is the greatest of theirs, and what differs between them is unknown.
//!
//! Explorations lie inside each other. A way may come to the stop of an outer one first, as one that leaves a
//! loop does: then that one takes it, and the inner one goes on with its other ways.

use super::error::BoundError;
use super::flow::Meeting;
use super::machine::{Frame, Halt, Machine, Registers};
use super::memory::{Mark, Place, Point, Writes};
use super::names::renamed;
use super::value::Value;
use ahash::AHashMap;
use std::collections::hash_map::Entry;
use std::rc::Rc;

/// Most explorations inside each other.
const MAX_NESTING: usize = 1 << 10;
/// Most ways of an exploration that wait to be run.
const MAX_WAITING: usize = 1 << 12;

/// A place that control comes to, in the call it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stop {
    /// Program counter; odd for none.
    pub place: u64,
    /// Calls that have not returned.
    pub depth: usize,
}

/// A machine on one of the ways, as it differs from the start of an exploration.
#[derive(Debug, Clone)]
struct Way {
    pc: u64,
    registers: Box<Registers>,
    frames: Vec<Frame>,
    writes: Writes,
    version: u64,
    count: u64,
    last: Option<Rc<Seen>>,
}

/// The ways that have come to a stop, as one.
struct Met {
    /// The first of them, and but for its writes what it has in common with the others.
    way: Way,
    /// What all have in common in the words that any of them has changed.
    words: AHashMap<Place, Value>,
    /// When the last of them came.
    point: Point,
}

/// A machine at a branch on data.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    branch: u64,
    /// As [`renamed`] has them.
    registers: Registers,
    frames: Vec<Frame>,
    version: u64,
}

/// All ways between a branch on data and where its sides meet.
pub(super) struct Exploration {
    pub stop: Stop,
    mark: Mark,
    waiting: Vec<Way>,
    /// The ways that have come to the stop, and how many they are.
    met: Option<Met>,
    arrived: u64,
}

impl Machine<'_> {
    /// Goes both ways from the branch at `branch`.
    #[cold]
    pub fn split(&mut self, branch: u64, target: u64, after: u64) -> Result<(), Halt> {
        let seen = Rc::new(Seen {
            branch,
            registers: renamed(self.registers),
            frames: self.frames.clone(),
            version: self.memory.version(),
        });
        if self.last.as_ref() == Some(&seen) {
            return Err(BoundError::TripCount { pc: branch }.into());
        }
        self.last = Some(seen);
        let depth = self.frames.len();
        let frame = self.frames[depth - 1];
        let meetings = match self.meetings.entry((frame.entry, branch)) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(place) => {
                place.insert(self.program.function(frame.entry).meetings(branch).into()).clone()
            }
        };
        for meeting in meetings.iter() {
            let stop = match *meeting {
                Meeting::At(place) => Stop { place, depth },
                Meeting::Return => Stop { place: frame.return_to, depth: depth - 1 },
            };
            if !self.explorations.iter().any(|exploration| exploration.stop == stop) {
                if self.explorations.len() == MAX_NESTING {
                    return Err(self.limit("branches on data inside each other", MAX_NESTING as u64).into());
                }
                let mark = self.memory.mark();
                let new = Exploration { stop, mark, waiting: Vec::new(), met: None, arrived: 0 };
                self.explorations.push(new);
                self.stops |= filter(stop.place);
            }
        }
        let too_many = self.limit("ways from a branch on data", MAX_WAITING as u64);
        let top = self.explorations.len() - 1;
        self.pc = target;
        let way = self.way(top);
        self.pc = after;
        match self.explorations.last_mut() {
            Some(top) if top.waiting.len() < MAX_WAITING => top.waiting.push(way),
            _ => return Err(too_many.into()),
        }
        Ok(())
    }

    /// Whether the machine is where ways meet; then the innermost exploration that waits there takes this
    /// one.
    #[cold]
    pub fn arrive(&mut self) -> Result<bool, Halt> {
        let here = Stop { place: self.pc, depth: self.frames.len() };
        let Some(index) = self.explorations.iter().rposition(|exploration| exploration.stop == here) else {
            return Ok(false);
        };
        // A way that leaves a round that stands for all is not like one that stays.
        if self.rounds.iter().any(|round| round.supposed.is_some() && round.level > index) {
            return Err(Halt::Lost);
        }
        let exploration = &mut self.explorations[index];
        exploration.arrived += 1;
        if exploration.arrived > self.limits.branches {
            let pc = self.last.as_ref().map_or(self.pc, |seen| seen.branch);
            return Err(BoundError::TripCount { pc }.into());
        }
        let met = match exploration.met.take() {
            Some(met) => self.join(index, met)?,
            None => {
                let way = self.way(index);
                Met { words: way.writes.iter().copied().collect(), way, point: self.memory.point() }
            }
        };
        self.explorations[index].met = Some(met);
        self.next_way()
    }

    /// The running way has ended with the program. False if it was the last.
    #[cold]
    pub fn end_way(&mut self) -> Result<bool, Halt> {
        self.worst = self.worst.max(self.count);
        self.next_way()
    }

    /// Leaves the running way for the next one, which may be one that others have become. False if there is
    /// none.
    fn next_way(&mut self) -> Result<bool, Halt> {
        loop {
            let level = self.explorations.len();
            self.leave_loops(|round| round.level < level)?;
            let Some(mut top) = self.explorations.pop() else { return Ok(false) };
            self.memory.roll_back(top.mark);
            if let Some(way) = top.waiting.pop() {
                self.explorations.push(top);
                self.resume(way);
                return Ok(true);
            }
            let met = top.met.take().map(|met| Way { writes: met.words.into_iter().collect(), ..met.way });
            let mark = top.mark;
            self.stops = self.explorations.iter().fold(0, |stops, outer| stops | filter(outer.stop.place));
            let goes_on = met.is_some();
            if let Some(way) = met {
                self.resume(way);
                self.name_registers();
            }
            self.memory.forget(mark);
            if goes_on {
                return Ok(true);
            }
        }
    }

    /// The machine as it differs from the start of an exploration.
    fn way(&self, exploration: usize) -> Way {
        Way {
            pc: self.pc,
            registers: Box::new(self.registers),
            frames: self.frames.clone(),
            writes: self.memory.writes(self.explorations[exploration].mark),
            version: self.memory.version(),
            count: self.count,
            last: self.last.clone(),
        }
    }

    /// Goes on with a way of the innermost exploration, memory being as at its start.
    fn resume(&mut self, way: Way) {
        self.memory.apply(&way.writes);
        self.memory.set_version(way.version);
        (self.pc, self.count) = (way.pc, way.count);
        self.registers = *way.registers;
        self.frames = way.frames;
        self.last = way.last;
    }

    /// What the ways that have come to a stop have in common with the one that runs, which comes to it now.
    ///
    /// Of memory only what has changed since the last of them is looked at: all else is as it was then, and what they have
    /// in common holds that already.
    fn join(&mut self, exploration: usize, met: Met) -> Result<Met, Halt> {
        let Met { mut way, mut words, point } = met;
        if way.frames != self.frames {
            return Err(BoundError::NoMeeting { pc: way.pc }.into());
        }
        let memory = &self.memory;
        // A word that none of them has changed is to them what it was before.
        let mut add = |place: Place, before: Value| {
            let now = memory.value(place);
            words
                .entry(place)
                .and_modify(|value| *value = value.join(now))
                .or_insert_with(|| before.join(now));
        };
        match memory.changes_since(point) {
            Some(changes) => changes.iter().for_each(|&(place, before)| add(place, before)),
            None => {
                let before = memory.written_over(self.explorations[exploration].mark);
                before.into_iter().for_each(|(place, before)| add(place, before));
                words.iter_mut().for_each(|(place, value)| *value = value.join(memory.value(*place)));
            }
        }
        for (common, now) in way.registers.iter_mut().zip(self.registers) {
            *common = common.join(now);
        }
        way.version = self.memory.new_version();
        way.count = way.count.max(self.count);
        way.last = None;
        Ok(Met { way, words, point: self.memory.point() })
    }
}

/// A set of places as 64 bits, in which a place may seem to be that is not.
pub(super) fn filter(place: u64) -> u64 {
    1 << (place >> 2 & 63)
}
