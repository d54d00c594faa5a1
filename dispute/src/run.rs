//! A run of machine A, with the arena before every step.
//!
//! Machine A runs to the end first, and keeps what it takes to go through the run again. The arenas as trees, with their roots, take
//! much longer than that: they are made by stretches of the run, each on a thread of its own.

use fault_proof_vm::arena::{ARENA_BASE, ArenaError};
use fault_proof_vm::{Hash, Memory};
use rayon::prelude::*;
use std::time::{Duration, Instant};

use crate::history::History;
use crate::machine::{Fast, MachineError, Recorded, Slow, header};

/// A run from `S_0` to its fixed point.
#[derive(Debug, Clone)]
pub struct Run {
    /// The arena before the first step and after each; pages are shared between them.
    pub arenas: Vec<Memory>,
    /// Their roots: `S_0`, `S_1`, ...
    pub states: Vec<Hash>,
    /// Time that machine A took, what it takes to have each step's arena again being kept.
    pub time: Duration,
    /// Time that it took to make of this the arenas, as trees, and their roots, on all threads.
    pub hashing: Duration,
}

impl Run {
    /// A run that stands at `arena`.
    ///
    /// # Errors
    /// [`MachineError`] for an arena that is none.
    pub fn new(slow: &Slow, mut arena: Memory) -> Result<Self, MachineError> {
        let state = slow.state(&mut arena)?;
        Ok(Self { arenas: vec![arena], states: vec![state], time: Duration::ZERO, hashing: Duration::ZERO })
    }

    /// Model steps done.
    pub fn steps(&self) -> u64 {
        self.states.len() as u64 - 1
    }

    /// The arena after `step` steps, the last one if there are fewer.
    pub fn arena(&self, step: u64) -> Memory {
        let at = usize::try_from(step).unwrap_or(usize::MAX).min(self.arenas.len() - 1);
        self.arenas[at].clone()
    }

    /// Its root.
    pub fn state(&self, step: u64) -> Hash {
        self.states[usize::try_from(step).unwrap_or(usize::MAX).min(self.states.len() - 1)]
    }

    /// Whether nothing changes any more.
    ///
    /// # Errors
    /// [`MachineError`] for an arena without header.
    pub fn is_over(&self, slow: &Slow) -> Result<bool, MachineError> {
        let header = header(&self.arenas[self.arenas.len() - 1])?;
        Ok(header.status != 0 || header.step >= slow.model().steps)
    }

    /// Goes on to the end.
    ///
    /// # Errors
    /// [`MachineError`].
    pub fn finish(&mut self, slow: &Slow, fast: &mut impl Fast) -> Result<(), MachineError> {
        let arena = self.arena(u64::MAX);
        fast.load(&arena)?;
        let start = Instant::now();
        let recorded = fast.record()?;
        let kept = Instant::now();
        let (arenas, states) = trees(fast, &arena, recorded, slow.model().template.log2_size)?;
        self.time += kept - start;
        self.hashing += kept.elapsed();
        self.arenas.extend(arenas);
        self.states.extend(states);
        Ok(())
    }

    /// Goes on to the end, step by step: `each` gets every one as soon as it is done, its number, the arena before and after.
    ///
    /// # Errors
    /// [`MachineError`], or whatever `each` returns.
    pub fn finish_telling<E: From<MachineError>>(
        &mut self,
        slow: &Slow,
        fast: &mut impl Fast,
        mut each: impl FnMut(u64, &mut Memory, &mut Memory, &Hash) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut arena = self.arena(u64::MAX);
        fast.load(&arena)?;
        while !self.is_over(slow)? {
            let start = Instant::now();
            let change = fast.advance()?;
            let kept = Instant::now();
            if let Some(change) = change {
                change.make(&mut arena, slow.model().template.log2_size)?;
            }
            let state = slow.state(&mut arena)?;
            let mut after = arena.clone();
            self.time += kept - start;
            self.hashing += kept.elapsed();
            let before = self.arenas.last_mut().expect("a run has an arena");
            each(self.states.len() as u64 - 1, before, &mut after, &state)?;
            self.arenas.push(after);
            self.states.push(state);
        }
        Ok(())
    }

    /// Goes on to the end by machine AB alone: until a step changes nothing, or the model has no more steps.
    ///
    /// # Errors
    /// [`MachineError`].
    pub fn finish_slowly(&mut self, slow: &Slow) -> Result<(), MachineError> {
        while self.steps() < 1 << slow.model().log2_steps() {
            let step = self.steps();
            let after = slow.advance(&mut self.arena(step), step)?;
            let state = after.detached.root();
            // An arena that a step leaves as it is starts the same step again. That of an error counts the step it
            // happened in, and is left as it is by the next one.
            if state == self.state(step) {
                break;
            }
            self.arenas.push(after.arena);
            self.states.push(state);
        }
        Ok(())
    }

    /// Forgets what is after `step` steps.
    pub fn cut(&mut self, step: u64) {
        let kept = usize::try_from(step).unwrap_or(usize::MAX).saturating_add(1);
        self.arenas.truncate(kept);
        self.states.truncate(kept);
    }

    /// The history at a place of the model's steps: the states after each step of its layer.
    ///
    /// # Errors
    /// [`MachineError::History`] for more steps than the model has.
    pub fn history(&self, slow: &Slow, place: &[u64]) -> Result<History, MachineError> {
        let (model, layer) = (slow.model(), place.len());
        let (first, stride, height) =
            (model.position(place).0, model.stride_log2(layer), model.height(layer));
        // From the run's end on, states repeat.
        let left = self.steps().saturating_sub(first).div_ceil(1 << stride).max(1);
        // The topmost layer is the run, which may be longer than there is room for.
        let count = if layer == 0 { left } else { left.min(1 << height) };
        let states = (1..=count).map(|step| self.state(first + (step << stride))).collect();
        Ok(History::new(states, height)?)
    }
}

/// A whole run of machine A on an input.
///
/// # Errors
/// [`MachineError`].
pub fn run(slow: &Slow, fast: &mut impl Fast, input: &[u8]) -> Result<Run, MachineError> {
    let mut run = Run::new(slow, slow.arena(input)?)?;
    run.finish(slow, fast)?;
    Ok(run)
}

/// The arenas after each step of a run that was recorded, as trees, and their roots. `start` is the one before it.
///
/// # Errors
/// [`MachineError`].
pub fn trees<F: Fast>(
    fast: &F,
    start: &Memory,
    Recorded { steps, bytes }: Recorded,
    log2_size: u32,
) -> Result<(Vec<Memory>, Vec<Hash>), MachineError> {
    // Where a stretch begins, all of the arena is hashed: no more than what its steps write.
    let count = (bytes >> log2_size).min(rayon::current_num_threads() as u64).clamp(1, steps.max(1));
    let stretch = |at: u64| {
        let (from, to) = (steps * at / count, steps * (at + 1) / count);
        let mut machine = fast.again(from)?;
        let mut arena = if at == 0 { start.clone() } else { machine.arena()? };
        let mut after = |_| {
            if let Some(change) = machine.advance()? {
                change.make(&mut arena, log2_size)?;
            }
            let state = arena.subtree_root(ARENA_BASE, log2_size).map_err(ArenaError::from)?;
            Ok::<_, MachineError>((arena.clone(), state))
        };
        (from..to).map(&mut after).collect::<Result<Vec<_>, MachineError>>()
    };
    let stretches: Vec<_> = (0..count).into_par_iter().map(stretch).collect::<Result<_, _>>()?;
    Ok(stretches.into_iter().flatten().unzip())
}
