//! A bound on the machine steps of one step of a model, for any contents of its arena: it gives the exponent
//! `a` of the 2^a machine steps that a dispute allows a step of the model.
//!
//! It is found on the program, not in runs. The program is run once for each value of the step counter, on
//! registers and memory of which only some bits are known: the program's own bytes and the arena's header,
//! not the rest of the arena. A branch on what is not known goes both ways until its sides meet; the longer
//! one counts. A loop whose rounds are alike is looked at as a whole. What cannot be bounded so (a loop that
//! runs as long as the data will have it, a store or a jump to anywhere) is an error that names the
//! instruction. See `docs/worst-case-count.md`.

mod alu;
mod code;
mod error;
mod exit;
mod explore;
mod flow;
mod forms;
mod machine;
mod memory;
mod names;
mod rounds;
mod value;
mod vary;

pub use error::BoundError;

use crate::arena::MAX_LOG2_SIZE;
use crate::merkle::LEAF_LOG2;
use crate::state::{SCHEDULING_QUANTUM, State};
use flow::Program;
use machine::{Halt, Machine};
use rayon::prelude::*;
use value::Value;

/// How long a bound is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most instructions looked at for one step of the model.
    pub instructions: u64,
    /// Most ways from branches on data that meet at one place, such as those that leave a loop early.
    pub branches: u64,
    /// Whether each round of each loop is run, which takes much longer and finds the same.
    pub every_round: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { instructions: 1 << 34, branches: 1 << 22, every_round: false }
    }
}

/// A bound that holds for all arenas that were asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound {
    /// Most instructions until the machine exits.
    pub instructions: u64,
    /// Most steps of the machine: the instructions, and a switch of threads after every 100,000.
    pub steps: u64,
}

/// The arenas that are asked about: what is known of their headers' two numbers. The rest of the header is zeros.
#[derive(Debug, Clone, Copy)]
struct Query {
    status: Value,
    step: Value,
    /// The least and the greatest counter that may be left with status 0, if that may be left at all.
    leaves: Option<[u64; 2]>,
}

/// A program in its start state, with arenas of `2^log2_size` bytes.
struct Subject<'s> {
    start: &'s State,
    program: Program,
    log2_size: u32,
    limits: Limits,
}

/// The bound for arenas of `2^log2_size` bytes with status 0 and this step counter, for the program that
/// starts in `start`. The program must leave a header from which a model goes on: with exit code 0, either a status that is
/// not 0, or this counter or the next.
pub fn worst_case(start: &State, log2_size: u32, step: u64, limits: Limits) -> Result<Bound, BoundError> {
    Subject::new(start, log2_size, limits)?.step([step, step.saturating_add(1)])
}

/// The bound for arenas with any other status and any step counter: those that an error leaves.
pub fn worst_case_failed(start: &State, log2_size: u32, limits: Limits) -> Result<Bound, BoundError> {
    Subject::new(start, log2_size, limits)?.failed()
}

/// The bound for every arena that a dispute about a model of `steps` steps can come to: each of the steps,
/// the finished arena, and those of errors.
pub fn worst_case_of_all(
    start: &State,
    log2_size: u32,
    steps: u64,
    limits: Limits,
) -> Result<Bound, BoundError> {
    let subject = Subject::new(start, log2_size, limits)?;
    let failed = subject.failed()?;
    let step = |step: u64| {
        // The finished arena is not counted on: no counter beyond its is asked about.
        let leaves = [step, steps.min(step.saturating_add(1))];
        subject.step(leaves).map_err(|error| (step, error))
    };
    type Found = Result<Bound, (u64, BoundError)>;
    // Of several errors that of the first step, whichever is found first.
    let worse = |a: Found, b: Found| match (a, b) {
        (Ok(a), Ok(b)) => Ok(a.max(b)),
        (Err(a), Err(b)) => Err(if a.0 < b.0 { a } else { b }),
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    (0..=steps).into_par_iter().map(step).reduce(|| Ok(failed), worse).map_err(|(_, error)| error)
}

/// The least `a` such that 2^a machine steps are enough for every step of a model: see [`worst_case_of_all`].
pub fn log2_steps(start: &State, log2_size: u32, steps: u64, limits: Limits) -> Result<u32, BoundError> {
    let bound = worst_case_of_all(start, log2_size, steps, limits)?;
    Ok(u64::BITS - bound.steps.saturating_sub(1).leading_zeros())
}

impl<'s> Subject<'s> {
    fn new(start: &'s State, log2_size: u32, limits: Limits) -> Result<Self, BoundError> {
        if !(LEAF_LOG2..=MAX_LOG2_SIZE).contains(&log2_size) {
            return Err(BoundError::ArenaSize { log2_size, least: LEAF_LOG2, most: MAX_LOG2_SIZE });
        }
        let program = Program::new(start.memory.clone(), log2_size);
        Ok(Self { start, program, log2_size, limits })
    }

    /// The bound for arenas with status 0 and the first of two counters, where no other than the two are left.
    fn step(&self, leaves: [u64; 2]) -> Result<Bound, BoundError> {
        self.bound(Query { status: Value::known(0), step: Value::known(leaves[0]), leaves: Some(leaves) })
    }

    fn failed(&self) -> Result<Bound, BoundError> {
        // A status that is not 0 has a highest bit.
        let queries = (0..u64::BITS).map(|bit| Query {
            status: Value::of(1 << bit, (1 << bit) - 1),
            step: Value::TOP,
            leaves: None,
        });
        let mut worst = Bound { instructions: 0, steps: 0 };
        for query in queries {
            worst = worst.max(self.bound(query)?);
        }
        Ok(worst)
    }

    fn bound(&self, query: Query) -> Result<Bound, BoundError> {
        let machine = |limits| Machine::new((self.start, &self.program), self.log2_size, query, limits);
        let instructions = match machine(self.limits)?.run() {
            // What is unknown for the sake of speed alone must not be what stands in the way.
            Err(Halt::Lost | Halt::Error(_)) if !self.limits.every_round => {
                machine(Limits { every_round: true, ..self.limits })?.run()
            }
            done => done,
        };
        let instructions = instructions.map_err(|halt| match halt {
            Halt::Error(error) | Halt::Final(error) => error,
            Halt::Lost => BoundError::Start("nothing can be lost where every round is run"),
        })?;
        // Before an instruction that finds the quantum used up, the threads are switched.
        let run = self.start.control.steps_since_switch.saturating_add(instructions.saturating_sub(1));
        Ok(Bound { instructions, steps: instructions.saturating_add(run / SCHEDULING_QUANTUM) })
    }
}
