//! Running a machine the way Cannon's users know: steps at which to print, to stop, to save the state or to
//! prove the step, and pre-images to stop at. In between, the machine runs in bulk.
//!
//! At each step that something is due at, in this order: information, stop, snapshot, then the step, with its
//! proof if one is due, then the stop at a pre-image that the step read.
//!
//! [`Monitor`] looks for trouble on the way.

mod debug;
mod output;
mod pattern;
mod preimage;
mod proof;

pub use debug::{Counts, DebugInfo};
pub use output::FileOutput;
pub use pattern::{Pattern, PatternError};
pub use preimage::{KeyStop, KindStop, PreimageStop, StopError, Watched};
pub use proof::{Hex, Proof, ProofError, StateSummary};

use crate::error::{Exception, VmError};
use crate::host::{Host, PreimageError, protocol::split_hint};
use crate::monitor::{Monitor, Warning};
use crate::state::State;
use crate::vm::Vm;
use thiserror::Error;

/// Steps between two reports of progress, if nothing else is due.
const STRIDE: u64 = 1 << 24;
/// Fewest steps between two looks for trouble, and how many they vary by: less than a quantum together.
const WATCH_STRIDE: u64 = 50_000;
const WATCH_SPREAD: u64 = 49_999;

/// What a run is to do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Steps to say something at.
    pub info_at: Pattern,
    /// Steps to stop before.
    pub stop_at: Pattern,
    /// Steps to save the state before.
    pub snapshot_at: Pattern,
    /// Steps to prove.
    pub proof_at: Pattern,
    /// Reads of pre-images to stop after.
    pub stop_at_preimage: PreimageStop,
    /// Most steps of this run.
    pub max_steps: Option<u64>,
    /// Runs step by step and counts what only that can see.
    pub count: bool,
    /// Looks for livelock, starvation and memory near its limit on the way.
    pub watch: bool,
}

/// Why a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// The machine exited, with this code.
    Exited(u8),
    /// It stopped before a step it was to stop at.
    Step,
    /// It stopped after a read of a pre-image.
    Preimage,
    /// The steps allowed are done.
    MaxSteps,
}

/// What comes out of a run while it goes on. An error ends the run.
pub trait Observer {
    /// Steps to say something at.
    fn info(&mut self, _state: &State) {}
    /// Every now and then.
    fn progress(&mut self, _state: &State) {}
    /// Something may be wrong.
    fn warning(&mut self, _warning: &Warning) {}
    /// A state to save, before the step that its counter says.
    fn snapshot(&mut self, _state: &State) -> Result<(), OutputError> {
        Ok(())
    }
    /// A step that was proved.
    fn proof(&mut self, _proof: &Proof) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Output that cannot be written.
#[derive(Debug, Error)]
#[error("{what}: {cause}")]
pub struct OutputError {
    /// File or thing.
    pub what: String,
    /// Why.
    pub cause: String,
}

/// Why a run failed.
#[derive(Debug, Error)]
pub enum RunError {
    /// The machine has no next step, or the host failed. The state is that before the step.
    #[error("step {step}: {source}")]
    Vm {
        /// The step counter.
        step: u64,
        /// The cause.
        source: VmError,
    },
    /// Output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// An end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Why it ended.
    pub stopped: Stopped,
    /// Steps done.
    pub steps: u64,
    /// Numbers about it.
    pub debug: DebugInfo,
}

/// Runs a machine.
///
/// A state that was saved with whole hints waiting sends them first, as they were not heard.
pub fn run<H: Host>(
    vm: &mut Vm<Watched<H>>,
    plan: &Plan,
    observer: &mut impl Observer,
) -> Result<Outcome, RunError> {
    let start = vm.state().control.step;
    let watch = plan.watch.then(|| Watch { monitor: Monitor::default(), next: look_after(start) });
    let mut run = Run { vm, plan, counts: plan.count.then(Counts::default), watch };
    run.resend_hints()?;
    let stopped = run.go(observer, start)?;
    let counts = run.counts;
    let pages = vm.state().memory().page_count() as u64;
    let step = vm.state().control.step;
    let host = vm.host_mut();
    let debug = DebugInfo {
        pages,
        memory_used: pages * crate::memory::PAGE_BYTES as u64,
        num_preimage_requests: host.requests,
        total_preimage_size: host.bytes,
        total_steps: step,
        counts,
    };
    Ok(Outcome { stopped, steps: step - start, debug })
}

struct Run<'a, H> {
    vm: &'a mut Vm<Watched<H>>,
    plan: &'a Plan,
    counts: Option<Counts>,
    watch: Option<Watch>,
}

/// Looks for trouble.
struct Watch {
    monitor: Monitor,
    /// The step of the next one.
    next: u64,
}

/// The step of the look after one at `step`: at no regular distance, so as not to fall into step with anything.
fn look_after(step: u64) -> u64 {
    // A multiplicative hash.
    let spread = (step.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % WATCH_SPREAD;
    step.saturating_add(WATCH_STRIDE + spread)
}

impl<H: Host> Run<'_, H> {
    fn step_counter(&self) -> u64 {
        self.vm.state().control.step
    }

    fn fail(&self, source: impl Into<VmError>) -> RunError {
        RunError::Vm { step: self.step_counter(), source: source.into() }
    }

    fn resend_hints(&mut self) -> Result<(), RunError> {
        let waiting = std::mem::take(&mut self.vm.state_mut().last_hint);
        let mut rest = waiting.as_slice();
        while let Some((hint, after)) = split_hint(rest) {
            self.vm.host_mut().hint(hint).map_err(|error| self.fail(error))?;
            rest = after;
        }
        self.vm.state_mut().last_hint = rest.to_vec();
        Ok(())
    }

    fn go(&mut self, observer: &mut impl Observer, start: u64) -> Result<Stopped, RunError> {
        let plan = self.plan;
        let end = plan.max_steps.map_or(u64::MAX, |most| start.saturating_add(most));
        self.vm.host_mut().stop = plan.stop_at_preimage.clone();
        loop {
            let control = &self.vm.state().control;
            if control.exited {
                return Ok(Stopped::Exited(control.exit_code));
            }
            let step = control.step;
            if plan.info_at.holds(step) {
                observer.info(self.vm.state());
            }
            if plan.stop_at.holds(step) {
                return Ok(Stopped::Step);
            }
            if step >= end {
                return Ok(Stopped::MaxSteps);
            }
            if plan.snapshot_at.holds(step) {
                observer.snapshot(self.vm.state())?;
            }
            let read = match plan.proof_at.holds(step) {
                true => self.prove(observer, step)?,
                false => self.bulk(step, end)?,
            };
            if read {
                return Ok(Stopped::Preimage);
            }
            let step = self.step_counter();
            if step.is_multiple_of(STRIDE) {
                observer.progress(self.vm.state());
            }
            if let Some(watch) = &mut self.watch
                && step >= watch.next
            {
                watch.next = look_after(step);
                watch
                    .monitor
                    .observe(self.vm.state_mut())
                    .iter()
                    .for_each(|warning| observer.warning(warning));
            }
        }
    }

    /// One step with its proof; says whether it read a pre-image to stop after.
    fn prove(&mut self, observer: &mut impl Observer, step: u64) -> Result<bool, RunError> {
        self.vm.host_mut().armed = false;
        let before = self.counts.is_some().then(|| debug::Before::new(self.vm.state()));
        let witness = self.vm.step_with_proof().map_err(|error| self.fail(error))?;
        if let (Some(counts), Some(before)) = (&mut self.counts, before) {
            counts.note(&before, self.vm.state());
        }
        let read = witness.preimage.as_ref().map(|read| (read.key, read.offset));
        let whole = match read {
            Some((key, _)) => Some(self.vm.host_mut().whole(&key).map_err(|error| self.fail(error))?),
            None => None,
        };
        let after = self.vm.state_mut().hash();
        let version = self.vm.state().version;
        observer.proof(&Proof::new(version, step, &witness, after, whole))?;
        match read {
            Some((key, offset)) => self.stops_at(&key, offset, step),
            None => Ok(false),
        }
    }

    fn stops_at(&mut self, key: &crate::keccak::Hash, offset: u64, step: u64) -> Result<bool, RunError> {
        let stop = &self.plan.stop_at_preimage;
        let found = stop.counts_at(self.vm.host_mut(), key, offset, step);
        found.map_err(|error| self.fail(error))
    }

    /// Steps until the next one that something is due at; says whether the last of them read a pre-image to
    /// stop after.
    fn bulk(&mut self, step: u64, end: u64) -> Result<bool, RunError> {
        if self.counts.is_some() {
            return self.counted_step(step);
        }
        let plan = self.plan;
        let next = |pattern: Pattern| pattern.next(step + 1).unwrap_or(u64::MAX);
        let due = [plan.info_at, plan.stop_at, plan.snapshot_at, plan.proof_at, Pattern::Every(STRIDE)];
        let look = self.watch.as_ref().map_or(u64::MAX, |watch| watch.next);
        let until = due.into_iter().map(next).fold(end.min(look), u64::min);
        let host = self.vm.host_mut();
        (host.armed, host.found) = (plan.stop_at_preimage.is_set(), false);
        match self.vm.run(until - step) {
            Ok(_) => Ok(false),
            Err(VmError::Exception(Exception::Preimage(PreimageError::Missing { key, offset })))
                if self.vm.host_mut().found =>
            {
                // The machine stands before the read, which is now done.
                let step = self.step_counter();
                self.vm.host_mut().armed = false;
                self.vm.step().map_err(|error| self.fail(error))?;
                self.stops_at(&key, offset, step)
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    fn counted_step(&mut self, step: u64) -> Result<bool, RunError> {
        let host = self.vm.host_mut();
        (host.armed, host.found) = (self.plan.stop_at_preimage.is_set(), false);
        let before = debug::Before::new(self.vm.state());
        let mut result = self.vm.step();
        let mut stops = false;
        if let Err(VmError::Exception(Exception::Preimage(PreimageError::Missing { key, offset }))) = result
            && self.vm.host_mut().found
        {
            self.vm.host_mut().armed = false;
            stops = self.stops_at(&key, offset, step)?;
            result = self.vm.step();
        }
        result.map_err(|error| self.fail(error))?;
        if let Some(counts) = &mut self.counts {
            counts.note(&before, self.vm.state());
        }
        Ok(stops)
    }
}
