//! Looks at a machine from time to time and says when it seems to get nowhere: the same state again, threads
//! that only give way to each other, a thread that never gets its turn, memory that runs out.
//!
//! A warning is for people; nothing in the machine depends on it. The caller runs the machine in strides, best
//! of no more than a quantum and of uneven lengths, and calls [`Monitor::observe`] after each. A look costs two
//! hashes of each thread, as long as there are not too many of them; memory is hashed only when all threads are
//! where they were before.
//!
//! A thread that waits for a word of memory (`futex`) is in order however long it waits. Its turns last a moment and
//! leave it as it was, so they are inferred: when the scheduler turns around, all threads of a stack have had one.

use crate::exec::number;
use crate::isa::{Op, decode};
use crate::keccak::{Hash, keccak256};
use crate::state::{SCHEDULING_QUANTUM, State, ThreadStacks, register};
use crate::vm::Vm;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Looks in a row in which all threads gave way early before that is worth a warning.
const YIELDING_LOOKS: u32 = 1_000;
/// A turn of fewer steps than this ended early.
const SHORT_TURN: u64 = 1_000;
/// Quanta, times the number of threads, after which a thread that was not seen at work starves.
const STARVING_QUANTA: u64 = 64;
/// Threads whose next turns are looked at, at most.
const MAX_LOOKED_AT: usize = 64;
/// Threads that are watched, at most: of more, nothing is said.
const MAX_WATCHED: usize = 4_096;

/// What a monitor noticed. Each kind is reported once, starvation once for each thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// But for its step counters the state is what it was. Only the clock, random numbers or the scheduler can
    /// still bring it out of this circle.
    Livelock {
        /// Step now.
        step: u64,
        /// Steps since it was the same.
        period: u64,
    },
    /// For long there were several threads, none worked for more than a moment, and none waits for a word of memory.
    OnlyYields {
        /// Step now.
        step: u64,
        /// Threads.
        threads: usize,
    },
    /// A thread does not get its turn.
    Starvation {
        /// The thread.
        thread: u64,
        /// Step at which it is last known to have had one.
        since: u64,
        /// Step now.
        step: u64,
    },
    /// Nine tenths of the pages the host allows are in use.
    Memory {
        /// Pages held.
        pages: usize,
        /// Pages allowed.
        limit: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Livelock { step, period } => {
                write!(f, "step {step}: the machine is where it was {period} steps ago")
            }
            Self::OnlyYields { step, threads } => {
                write!(f, "step {step}: {threads} threads do nothing but give way to each other")
            }
            Self::Starvation { thread, since, step } => {
                write!(f, "step {step}: thread {thread} has not run since step {since}")
            }
            Self::Memory { pages, limit } => write!(f, "memory: {pages} of {limit} pages are in use"),
        }
    }
}

/// What is remembered of a machine between two looks.
#[derive(Debug, Clone, Default)]
pub struct Monitor {
    /// The state to compare with: after 1, 2, 4, 8 ... looks it is replaced by the present one, so that circles
    /// of any length are found (Brent's method).
    mark: Option<Mark>,
    looks: u64,
    yielding: u32,
    /// Threads by identifier: their digest, and the step at which they are last known to have had a turn.
    threads: BTreeMap<u64, (Hash, u64)>,
    /// Whether the right stack was the active one, and the steps of the last two looks that found this changed.
    traverse_right: bool,
    turned: [u64; 2],
    reported: [bool; 3],
    starving: BTreeSet<u64>,
}

#[derive(Debug, Clone)]
struct Mark {
    threads: Hash,
    memory: Option<Hash>,
    step: u64,
    /// Looks at which it is replaced.
    until: u64,
}

/// Places in `Monitor::reported`.
const LIVELOCK: usize = 0;
const ONLY_YIELDS: usize = 1;
const MEMORY: usize = 2;

impl Monitor {
    /// Looks at the machine; gives what is new.
    pub fn observe(&mut self, state: &mut State) -> Vec<Warning> {
        let mut warnings = Vec::new();
        if state.control.exited {
            return warnings;
        }
        self.looks += 1;
        let step = state.control.step;
        let once = |reported: &mut bool, warning| (!std::mem::replace(reported, true)).then_some(warning);
        if let Some(period) = self.circle(state) {
            warnings.extend(once(&mut self.reported[LIVELOCK], Warning::Livelock { step, period }));
        }
        let threads = state.threads.len();
        let idle = threads > 1 && state.control.steps_since_switch < SHORT_TURN;
        self.yielding = if idle { self.yielding + 1 } else { 0 };
        if self.yielding >= YIELDING_LOOKS {
            self.yielding = 0;
            let only = only_yields(state).then_some(Warning::OnlyYields { step, threads });
            warnings.extend(only.and_then(|warning| once(&mut self.reported[ONLY_YIELDS], warning)));
        }
        let (pages, limit) = (state.memory.page_count(), state.memory.page_limit());
        if pages as u64 * 10 >= limit as u64 * 9 {
            warnings.extend(once(&mut self.reported[MEMORY], Warning::Memory { pages, limit }));
        }
        self.starvation(state, &mut warnings);
        warnings
    }

    /// Steps since the state was the same, if it was.
    fn circle(&mut self, state: &mut State) -> Option<u64> {
        if state.threads.len() > MAX_WATCHED {
            return None;
        }
        let control = &state.control;
        let scalars =
            [control.preimage_offset, control.heap, control.reservation.address, control.next_thread_id];
        let flags = [control.traverse_right.into(), control.reservation.status];
        let roots = [&state.threads.left, &state.threads.right].map(|stack| ThreadStacks::root(stack));
        let threads = keccak256(
            &[
                scalars.map(u64::to_be_bytes).as_flattened(),
                &flags,
                &control.preimage_key,
                roots.as_flattened(),
            ]
            .concat(),
        );
        let step = control.step;
        match &mut self.mark {
            Some(mark) if mark.threads == threads => {
                let root = state.memory.root();
                if mark.memory.replace(root) == Some(root) {
                    return Some(step - mark.step);
                }
                // Memory as of now is what the next match is compared with.
                mark.step = step;
            }
            Some(mark) if self.looks < mark.until => {}
            _ => {
                let until = self.looks.saturating_mul(2);
                self.mark = Some(Mark { threads, memory: None, step, until });
            }
        }
        None
    }

    /// Threads that wait although their turn should have come many times.
    fn starvation(&mut self, state: &State, warnings: &mut Vec<Warning>) {
        let (step, traverse_right) = (state.control.step, state.control.traverse_right);
        if std::mem::replace(&mut self.traverse_right, traverse_right) != traverse_right {
            self.turned = [self.turned[1], step];
        }
        if state.threads.len() > MAX_WATCHED {
            return;
        }
        let running = state.active_thread().map(|thread| thread.id);
        let patience = STARVING_QUANTA * SCHEDULING_QUANTUM * state.threads.len() as u64;
        let before = std::mem::take(&mut self.threads);
        let waiting = state.threads.left.iter().chain(&state.threads.right).filter(|thread| !thread.exited);
        for thread in waiting {
            let digest = keccak256(&thread.encode());
            let (id, at_work) = (thread.id, running == Some(thread.id));
            let since = match before.get(&id) {
                // After two turns of the scheduler, whichever stack it was in has been emptied.
                Some((_, since)) if self.turned[0] > *since => self.turned[1],
                Some((known, since)) if *known == digest && !at_work => *since,
                _ => step,
            };
            self.threads.insert(id, (digest, since));
            if step - since > patience && self.starving.insert(id) {
                warnings.push(Warning::Starvation { thread: id, since, step });
            }
        }
    }
}

/// Whether the next turns of the threads are short and none of them is about waiting for, or changing, a word of
/// memory: seen by running a copy of the machine.
fn only_yields(state: &State) -> bool {
    let mut vm = Vm::new(state.clone());
    let turns = 4 * state.threads.len().min(MAX_LOOKED_AT) as u64;
    for _ in 0..turns * SHORT_TURN {
        let state = vm.state();
        let Some(thread) = state.active_thread() else {
            return false;
        };
        let word = state.memory.read_word(thread.pc);
        let insn = decode(if thread.pc & 4 == 0 { (word >> 32) as u32 } else { word as u32 });
        let waits = insn.op == Op::Syscall && thread.registers[register::V0] == number::FUTEX;
        if waits || state.control.steps_since_switch >= SHORT_TURN || vm.step().is_err() {
            return false;
        }
        if vm.state().control.exited {
            return false;
        }
    }
    true
}
