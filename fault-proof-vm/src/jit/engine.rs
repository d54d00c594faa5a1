//! How a thread's instructions are run: hot code compiled, the rest interpreted, in turns.
//!
//! The interpreter runs until control lands somewhere else than at the next instruction. Landings are counted;
//! a place landed on often enough becomes the entry of a region. Compiled code runs until it comes to something
//! it leaves to the interpreter, to a place without a region, or to the end of its budget.

use super::cache::{CodeCache, Compiled};
use super::context::{Context, Slots};
use super::region::interpreted;
use crate::error::VmError;
use crate::exec::{Bus, Flow, FullBus, interpret, run_instruction};
use crate::host::Host;
use crate::memory::Memory;
use crate::memory::code::CodeVersion;
use crate::state::{Control, Thread};
use std::collections::HashMap;
use std::sync::Arc;

/// Landings that make a place hot, unless told otherwise. Compiling a region costs as much as interpreting some
/// 500,000 instructions, and a landing is followed by some 20: a program pays for a region at most about twice
/// what the better choice would have cost.
const HOT: u32 = 20_000;
/// Landings after which a place is looked up in the cache of code that others compiled.
const WARM: u32 = 4;
/// Places whose landings are counted at a time.
const COUNTERS: usize = 4096;
/// Regions a machine keeps at a time; when there would be more, it starts anew.
const MAX_REGIONS: usize = 4 << 10;
/// Times a machine compiles at the same place before it leaves the place to the interpreter: code that keeps
/// changing is not worth compiling.
const MAX_COMPILED: u32 = 16;

/// One machine's way of running instructions.
#[derive(Debug)]
pub(crate) struct Engine {
    cache: CodeCache,
    /// Landings that make a place hot; none if everything is interpreted.
    hot: Option<u32>,
    /// What belongs to compiled code; none before the first landing is counted.
    tables: Option<Box<Tables>>,
    /// How often this machine compiled at a place.
    compiled: HashMap<u64, u32>,
}

/// What is known of the code that the memory has in its present version.
#[derive(Debug)]
struct Tables {
    version: CodeVersion,
    /// Landings by place, direct-mapped.
    counters: Box<[(u64, u32)]>,
    slots: Slots,
    /// Keeps the code that `slots` leads to.
    regions: HashMap<u64, Arc<Compiled>>,
}

// SAFETY: the raw pointers in the dispatch table lead to code in `regions`, which is shared and never changes.
unsafe impl Send for Tables {}
// SAFETY: as above; through `&Tables` nothing is run.
unsafe impl Sync for Tables {}

impl Tables {
    #[cold]
    fn new(version: CodeVersion) -> Self {
        Self {
            version,
            // Made on the heap: 64 KiB of stack would have to be probed wherever this is inlined.
            counters: vec![(u64::MAX, 0); COUNTERS].into(),
            slots: Slots::new(),
            regions: HashMap::new(),
        }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new(CodeCache::global(), Some(HOT))
    }
}

impl Clone for Engine {
    /// The clone finds its code in the cache: what is known of one memory says nothing of another.
    fn clone(&self) -> Self {
        Self::new(self.cache.clone(), self.hot)
    }
}

impl Engine {
    /// An engine with a cache of code, and the landings that make a place hot (none: nothing is compiled).
    pub fn new(cache: CodeCache, hot: Option<u32>) -> Self {
        Self { cache, hot, tables: None, compiled: HashMap::new() }
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
    ) -> Result<(u64, Flow), VmError> {
        let Some(hot) = self.hot else { return interpret(control, thread, bus, budget) };
        let mut left = budget;
        while left > 0 {
            if let Some(code) = self.code(thread, bus.memory, hot) {
                let after = self.enter(code, control, thread, bus.memory, left);
                let done = left - after;
                control.step = control.step.wrapping_add(done);
                control.steps_since_switch += done;
                left = after;
                if done > 0 {
                    continue;
                }
            }
            let (after, flow) = to_landing(control, thread, bus, left)?;
            left = after;
            if !matches!(flow, Flow::Next) {
                return Ok((left, flow));
            }
        }
        Ok((left, Flow::Next))
    }

    /// The code for where a thread stands; counts a landing if there is none.
    fn code(&mut self, thread: &Thread, memory: &mut Memory, hot: u32) -> Option<*const u8> {
        let pc = thread.pc;
        if pc & 3 != 0 || thread.next_pc != pc.wrapping_add(4) || thread.registers[0] != 0 {
            return None;
        }
        let tables = match &mut self.tables {
            Some(tables) if tables.version == memory.code_version() => tables,
            tables => tables.insert(Box::new(Tables::new(memory.code_version()))),
        };
        if let Some(code) = tables.slots.get(pc) {
            return Some(code);
        }
        let counter = &mut tables.counters[(pc >> 2) as usize % COUNTERS];
        if counter.0 != pc {
            *counter = (pc, 0);
        } else if counter.1 > hot {
            // It was tried, and there is no code.
            return None;
        }
        if let Some(region) = tables.regions.get(&pc) {
            tables.slots.set(pc, region.code.start());
            return Some(region.code.start());
        }
        counter.1 += 1;
        if counter.1 >= hot {
            // From now on there is code, or no more trying.
            counter.1 = hot.saturating_add(1);
            self.compile(memory, pc)
        } else if counter.1 == WARM {
            let region = self.cache.find(memory, pc)?;
            self.install(memory, pc, region)
        } else {
            None
        }
    }

    /// Makes code for a hot place, or finds that another machine did.
    #[cold]
    fn compile(&mut self, memory: &mut Memory, pc: u64) -> Option<*const u8> {
        if let Some(region) = self.cache.find(memory, pc) {
            return self.install(memory, pc, region);
        }
        let times = self.compiled.entry(pc).or_default();
        *times += 1;
        if *times > MAX_COMPILED {
            return None;
        }
        let region = self.cache.compile(memory, pc)?;
        self.install(memory, pc, region)
    }

    #[cold]
    fn install(&mut self, memory: &mut Memory, pc: u64, region: Arc<Compiled>) -> Option<*const u8> {
        self.cache.compiler()?;
        if self.tables.as_ref().is_some_and(|tables| tables.regions.len() >= MAX_REGIONS) {
            self.tables = None;
        }
        let tables = self.tables.as_mut()?;
        for span in &region.source {
            memory.mark_compiled(span.start, span.words.len()).ok()?;
        }
        let code = region.code.start();
        tables.slots.set(pc, code);
        tables.counters[(pc >> 2) as usize % COUNTERS] = (pc, 0);
        tables.regions.insert(pc, region);
        Some(code)
    }

    /// Runs compiled code; gives what is left of the budget.
    fn enter(
        &mut self,
        code: *const u8,
        control: &mut Control,
        thread: &mut Thread,
        memory: &mut Memory,
        budget: u64,
    ) -> u64 {
        let (Some(tables), Some(compiler)) = (&self.tables, self.cache.compiler()) else { return budget };
        let mut context = Context::new(memory, &tables.slots, &control.reservation);
        // SAFETY: `code` and all that the dispatch table has were made, by this very compiler, for the code that
        // the memory has in the version that was just compared, and a store that changes it is refused to
        // compiled code. `Engine::code` checked the thread.
        unsafe { compiler.enter(code, thread, &mut context, budget) }
    }
}

/// As [`interpret`], but stops as well where control lands: after the delay slot of a jump or a branch that is
/// taken, or after an instruction that only the interpreter runs, if that is the first.
fn to_landing<B: Bus>(
    control: &mut Control,
    thread: &mut Thread,
    bus: &mut B,
    budget: u64,
) -> Result<(u64, Flow), VmError> {
    let mut alone = thread.pc & 3 == 0 && interpreted(bus.fetch(thread.pc)?.op);
    for done in 1..=budget {
        let pc = thread.pc;
        let flow = run_instruction(control, thread, bus)?;
        if !matches!(flow, Flow::Next) || alone || thread.pc != pc.wrapping_add(4) {
            return Ok((budget - done, flow));
        }
        alone = false;
    }
    Ok((0, Flow::Next))
}
