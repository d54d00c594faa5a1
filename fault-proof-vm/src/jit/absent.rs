//! The interpreter alone, with the interface of the compiler.

use super::{Limits, Profile};
use crate::error::Fault;
use crate::exec::{Flow, FullBus, interpret};
use crate::host::Host;
use crate::state::{Control, Thread};
use std::time::Duration;

/// What a cache holds: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CodeStats {
    /// Regions compiled so far: 0.
    pub regions: u64,
    /// Guest instructions in them: 0.
    pub instructions: u64,
    /// Time spent compiling: none.
    pub time: Duration,
    /// Regions that were optimised: 0.
    pub optimised: u64,
    /// Time that took: none.
    pub optimising: Duration,
    /// Bytes of machine code: 0.
    pub bytes: usize,
}

/// A cache of compiled code, of which there is none.
#[derive(Debug, Clone, Default)]
pub struct CodeCache(());

impl CodeCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty cache.
    pub fn global() -> Self {
        Self::default()
    }

    /// What the cache holds.
    pub fn stats(&self) -> CodeStats {
        CodeStats::default()
    }
}

/// One machine's way of running instructions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Engine(());

impl Engine {
    /// The interpreter, whatever is asked for.
    pub fn new(_cache: CodeCache, _limits: Option<Limits>) -> Self {
        Self::default()
    }

    /// Nothing is counted.
    pub fn profile(&self) -> Profile {
        Profile::default()
    }

    /// Runs instructions of `thread` until one does something to the threads, or `budget` of them are done.
    /// Gives what is left of the budget, and what the last one did.
    #[inline]
    pub fn run<H: Host>(
        &mut self,
        control: &mut Control,
        thread: &mut Thread,
        bus: &mut FullBus<'_, H>,
        budget: u64,
    ) -> Result<(u64, Flow), Fault> {
        interpret(control, thread, bus, budget)
    }
}
