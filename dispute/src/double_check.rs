//! Double checking: every step of a run of machine A, done by machine AB from the arena before it, on all cores.
//!
//! Steps do not wait for each other: the arena before each is known. Whoever plays does this before it claims or disputes
//! anything: only a [`Checked`] run makes an honest player.

use fault_proof_vm::Hash;
use fault_proof_vm::host::NoHost;
use fault_proof_vm::segment::{Recorder, SegmentError};
use rayon::prelude::*;
use std::time::{Duration, Instant};
use thiserror::Error;

use crate::machine::{MachineError, Slow};
use crate::run::Run;

/// Why a run could not be checked.
#[derive(Debug, Error)]
pub enum CheckError {
    /// A machine has no answer.
    #[error(transparent)]
    Machine(#[from] MachineError),
    /// A segment does not check, which is our own fault.
    #[error("model step {step}: {source}")]
    Segment {
        /// The model step.
        step: u64,
        /// What is wrong.
        source: SegmentError,
    },
    /// The threads cannot be had.
    #[error("{jobs} threads cannot be started: {cause}")]
    Threads {
        /// Threads asked for.
        jobs: usize,
        /// Why not.
        cause: String,
    },
}

/// One step, done by both machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedStep {
    /// Its number; `n` is the first of the padding.
    pub step: u64,
    /// The arena's root after it in machine A.
    pub fast: Hash,
    /// The same in machine AB.
    pub slow: Hash,
    /// Instructions of AB.
    pub instructions: u64,
    /// Segments that were checked alone.
    pub segments: u64,
    /// Time that AB took.
    pub time: Duration,
}

impl CheckedStep {
    /// Whether the machines agree.
    pub fn agrees(&self) -> bool {
        self.fast == self.slow
    }
}

/// All steps.
#[derive(Debug, Clone)]
pub struct Report {
    /// The steps, in order, and the first of the padding.
    pub steps: Vec<CheckedStep>,
    /// Time from start to end.
    pub wall: Duration,
}

impl Report {
    /// The first step that the machines disagree on.
    pub fn disagreement(&self) -> Option<&CheckedStep> {
        self.steps.iter().find(|step| !step.agrees())
    }

    /// Time of all steps one after the other.
    pub fn work(&self) -> Duration {
        self.steps.iter().map(|step| step.time).sum()
    }

    /// Instructions of all steps.
    pub fn instructions(&self) -> u64 {
        self.steps.iter().map(|step| step.instructions).sum()
    }

    /// How many cores' worth of work was done at a time.
    pub fn speed_up(&self) -> f64 {
        self.work().as_secs_f64() / self.wall.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// A run of which machine AB has done every step: what is so.
#[derive(Debug, Clone)]
pub struct Checked {
    run: Run,
    disagreement: Option<CheckedStep>,
}

impl Checked {
    /// Checks a run of machine A. AB is what a model means: from the first step on that the machines disagree on, the run
    /// is AB's.
    ///
    /// # Errors
    /// [`CheckError`].
    pub fn new(slow: &Slow, mut run: Run, options: Options) -> Result<Self, CheckError> {
        let report = double_check(slow, &run, options, |_| {})?;
        let disagreement = report.disagreement().cloned();
        if let Some(wrong) = &disagreement {
            run.cut(wrong.step);
            run.finish_slowly(slow)?;
        }
        Ok(Self { run, disagreement })
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The first step that machine A did otherwise.
    pub fn disagreement(&self) -> Option<&CheckedStep> {
        self.disagreement.as_ref()
    }
}

/// How to check.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Threads; 0 for one a core.
    pub jobs: usize,
    /// Cuts each step into segments of so many instructions (log2), and checks each alone too.
    pub log2_segment: Option<u8>,
}

/// Checks all steps of a run, and one of the padding. `done` is told of each, in whatever order.
///
/// # Errors
/// [`CheckError`]; machines that disagree are no error but in the report.
pub fn double_check(
    slow: &Slow,
    run: &Run,
    options: Options,
    done: impl Fn(&CheckedStep) + Sync,
) -> Result<Report, CheckError> {
    let jobs = options.jobs;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    let pool = pool.map_err(|error| CheckError::Threads { jobs, cause: error.to_string() })?;
    let start = Instant::now();
    let steps = pool.install(|| {
        (0..run.states.len())
            .into_par_iter()
            .with_max_len(1)
            .map(|step| {
                let step = step as u64;
                let checked = check(slow, run, step, options.log2_segment)?;
                done(&checked);
                Ok(checked)
            })
            .collect::<Result<Vec<_>, CheckError>>()
    })?;
    Ok(Report { steps, wall: start.elapsed() })
}

fn check(slow: &Slow, run: &Run, step: u64, log2_segment: Option<u8>) -> Result<CheckedStep, CheckError> {
    let start = Instant::now();
    let mut arena = run.arena(step);
    let after = slow.advance(&mut arena, step)?;
    let time = start.elapsed();
    let segments = match log2_segment {
        Some(log2_steps) => check_segments(slow, run, step, log2_steps)?,
        None => 0,
    };
    Ok(CheckedStep {
        step,
        fast: run.state(step + 1),
        slow: after.detached.root(),
        instructions: after.instructions,
        segments,
        time,
    })
}

/// Records the step in segments, checks each alone; their number.
fn check_segments(slow: &Slow, run: &Run, step: u64, log2_steps: u8) -> Result<u64, CheckError> {
    let fail = |source| CheckError::Segment { step, source };
    let state = slow.attach(&mut run.arena(step))?.into_state();
    let mut host = NoHost;
    let mut recorder = Recorder::new(state, &mut host, log2_steps).map_err(fail)?;
    let mut count = 0;
    let mut end = None;
    loop {
        // As many at a time as keep the cores busy, so that memory stays bounded.
        let batch: Vec<_> = recorder.by_ref().take(64).collect::<Result<_, _>>().map_err(fail)?;
        if batch.is_empty() {
            return Ok(count);
        }
        count += batch.len() as u64;
        let starts_at = batch[0].start.hash();
        if let Some(before) = end
            && before != starts_at
        {
            return Err(fail(SegmentError::Link { index: 0, start: starts_at, end: before }));
        }
        end = fault_proof_vm::segment::check_all(&batch).map_err(fail)?.map(|checked| checked.end);
    }
}
