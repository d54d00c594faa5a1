//! How a thread's instructions are run: hot code compiled, the rest interpreted, in turns.
//!
//! The interpreter runs until control lands somewhere else than at the next instruction. Landings are counted; what is
//! reached from a place landed on often enough becomes quick code. Compiled code runs until it comes to something that
//! it leaves to the interpreter, to a place without code, or to the end of its budget. Every so many steps it is
//! stopped to see where it is: a loop that is found so again and again is compiled once more, by the optimising compiler.

use super::address::AddressMap;
use super::cache::{CodeCache, Compiled, Tier};
use super::context::{Context, Slots};
use super::{Limits, Profile};
use crate::error::Fault;
use crate::exec::{Bus, Flow, FullBus, interpret, run_instruction};
use crate::host::Host;
use crate::isa::Op;
use crate::memory::Memory;
use crate::memory::code::CodeVersion;
use crate::state::{Control, Thread};
use std::sync::Arc;

/// Places whose landings are counted at a time.
const COUNTERS: usize = 8192;
/// Regions a machine keeps at a time; when there would be more, it starts anew.
const MAX_REGIONS: usize = 4 << 10;
/// Times a machine compiles at the same place before it leaves the place to the interpreter: code that keeps
/// changing is not worth compiling.
const MAX_COMPILED: u32 = 16;
/// Steps between two looks at where compiled code is, at most, and at least: more than any block has.
const STRIDES: (u64, u64) = (512, 1 << 16);
/// Looks that find a loop before it is optimised, if they are not more than [`STRIDES`] apart.
const LOOKS: u64 = 16;

/// One machine's way of running instructions.
#[derive(Debug)]
pub(crate) struct Engine {
    cache: CodeCache,
    /// When code is compiled; none if everything is interpreted.
    limits: Option<Limits>,
    /// What belongs to compiled code; none before the first landing is counted.
    tables: Option<Box<Tables>>,
    /// How often this machine compiled at a place.
    compiled: AddressMap<u32>,
    /// Steps of compiled code until the next look.
    until_look: u64,
    profile: Profile,
}

/// What is known of the code that the memory has in its present version.
#[derive(Debug)]
struct Tables {
    version: CodeVersion,
    /// Landings by place, direct-mapped: the word's number, as far as 32 bits tell, and how many there were.
    counters: Box<[[u32; 2]]>,
    slots: Slots,
    /// Compiled code by entry, and the address of its machine code.
    places: AddressMap<(Arc<Compiled>, u64)>,
    regions: usize,
    /// How often loops were found running, by their head.
    looks: AddressMap<u64>,
}

impl Tables {
    #[cold]
    fn new(version: CodeVersion) -> Self {
        Self {
            version,
            // Memory of zeros, of which the host provides what is used.
            counters: vec![[0; 2]; COUNTERS].into(),
            slots: Slots::new(),
            places: AddressMap::default(),
            regions: 0,
            looks: AddressMap::default(),
        }
    }

    /// The counter for a place, and the number that it has there if it counts for that place.
    fn counter(&mut self, pc: u64) -> (&mut [u32; 2], u32) {
        let word = pc >> 2;
        (&mut self.counters[word as usize % COUNTERS], word as u32)
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new(CodeCache::global(), Some(Limits::default()))
    }
}

impl Clone for Engine {
    /// The clone finds its code in the cache: what is known of one memory says nothing of another.
    fn clone(&self) -> Self {
        Self::new(self.cache.clone(), self.limits)
    }
}

/// Steps between two looks, and looks that make a loop worth optimising; none if nothing is ever looked at.
fn looks(limits: Limits) -> Option<(u64, u64)> {
    let stride = (limits.optimise / LOOKS).clamp(STRIDES.0, STRIDES.1);
    (limits.optimise > 0).then(|| (stride, limits.optimise.div_ceil(stride)))
}

impl Engine {
    /// An engine with a cache of code, and when it compiles (none: never).
    pub fn new(cache: CodeCache, limits: Option<Limits>) -> Self {
        let until_look = limits.and_then(looks).map_or(u64::MAX, |(stride, _)| stride);
        Self {
            cache,
            limits,
            tables: None,
            compiled: AddressMap::default(),
            until_look,
            profile: Profile::default(),
        }
    }

    /// What happened so far.
    pub fn profile(&self) -> Profile {
        self.profile
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
        let Some(limits) = self.limits else { return interpret(control, thread, bus, budget) };
        let mut left = budget;
        while left > 0 {
            if let Some(code) = self.code(thread, bus.memory, limits) {
                let slice = left.min(self.until_look);
                let done = slice - self.enter(code, control, thread, bus.memory, slice);
                control.step = control.step.wrapping_add(done);
                control.steps_since_switch += done;
                left -= done;
                self.until_look -= done;
                if done > 0 {
                    continue;
                }
                if self.until_look < STRIDES.0 {
                    // The next block may be longer than what was left until the next look.
                    self.look(bus.memory, thread.pc, limits);
                }
            }
            let (after, flow) = self.go_to_landing(control, thread, bus, left)?;
            self.profile.interpreted += left - after;
            left = after;
            if !matches!(flow, Flow::Next) {
                return Ok((left, flow));
            }
        }
        Ok((left, Flow::Next))
    }

    /// The code for where a thread stands; counts a landing if there is none.
    #[inline]
    fn code(&mut self, thread: &Thread, memory: &mut Memory, limits: Limits) -> Option<*const u8> {
        let pc = thread.pc;
        if pc & 3 != 0 || thread.next_pc != pc.wrapping_add(4) || thread.registers[0] != 0 {
            return None;
        }
        let tables = match &mut self.tables {
            Some(tables) if tables.version == memory.code_version() => tables,
            tables => {
                self.profile.renewals += u64::from(tables.is_some());
                tables.insert(Box::new(Tables::new(memory.code_version())))
            }
        };
        if let Some(code) = tables.slots.get(pc) {
            return Some(code);
        }
        let hot = limits.hot.min(u32::MAX - 1);
        let (counter, word) = tables.counter(pc);
        if counter[0] != word {
            *counter = [word, 0];
        } else if counter[1] > hot {
            // It was tried, and there is no code.
            return None;
        }
        if let Some((_, code)) = tables.places.get(&pc) {
            let code = *code as *const u8;
            tables.slots.set(pc, code);
            return Some(code);
        }
        let (counter, _) = tables.counter(pc);
        counter[1] += 1;
        if counter[1] >= hot {
            // From now on there is code, or no more trying.
            counter[1] = hot + 1;
            let tier = if limits.optimise == 0 { Tier::Optimised } else { Tier::Quick };
            self.compile(memory, pc, tier)
        } else if counter[1] == 1 {
            // Others may have compiled it.
            let region = self.cache.find(memory, pc)?;
            self.install(memory, pc, region)
        } else {
            None
        }
    }

    /// Makes code for a hot place, or finds that another machine did.
    #[cold]
    fn compile(&mut self, memory: &mut Memory, pc: u64, tier: Tier) -> Option<*const u8> {
        if let Some(region) = self.cache.find(memory, pc)
            && (region.tier == tier || region.tier == Tier::Optimised)
        {
            return self.install(memory, pc, region);
        }
        let times = self.compiled.entry(pc).or_default();
        *times += 1;
        if *times > MAX_COMPILED {
            return None;
        }
        let places = &self.tables.as_ref()?.places;
        let known = |pc| tier == Tier::Quick && places.contains_key(&pc);
        let region = self.cache.compile(memory, pc, tier, known)?;
        self.install(memory, pc, region)
    }

    /// Has a region run from now on, optimised code wherever there is some; gives the code for `pc`.
    #[cold]
    fn install(&mut self, memory: &mut Memory, pc: u64, region: Arc<Compiled>) -> Option<*const u8> {
        self.cache.compiler()?;
        if self.tables.as_ref().is_some_and(|tables| tables.regions >= MAX_REGIONS) {
            self.tables = None;
        }
        let tables = self.tables.as_mut()?;
        for span in &region.source {
            memory.mark_compiled(span.start, span.words.len()).ok()?;
        }
        tables.regions += 1;
        for (entry, code) in region.entries() {
            if region.tier == Tier::Optimised || !tables.places.contains_key(&entry) {
                tables.places.insert(entry, (region.clone(), code as u64));
                tables.slots.set(entry, code);
            }
        }
        let (counter, word) = tables.counter(pc);
        *counter = [word, 0];
        tables.places.get(&pc).map(|(_, code)| *code as *const u8)
    }

    /// Notes that compiled code is at `pc` just now.
    #[cold]
    fn look(&mut self, memory: &mut Memory, pc: u64, limits: Limits) {
        let Some((stride, enough)) = looks(limits) else { return };
        self.until_look = stride;
        let Some(tables) = &mut self.tables else { return };
        let tier = |pc| tables.places.get(&pc).map(|(region, _)| region.tier);
        let Some((region, _)) = tables.places.get(&pc) else { return };
        let head = region.head(pc);
        if region.tier == Tier::Optimised || tier(head) == Some(Tier::Optimised) {
            return;
        }
        let found = tables.looks.entry(head).or_default();
        *found += 1;
        if *found == enough {
            self.compile(memory, head, Tier::Optimised);
        }
    }

    /// Runs compiled code; gives what is left of the budget.
    #[inline]
    fn enter(
        &mut self,
        code: *const u8,
        control: &mut Control,
        thread: &mut Thread,
        memory: &mut Memory,
        budget: u64,
    ) -> u64 {
        let (Some(tables), Some(compiler)) = (&self.tables, self.cache.compiler()) else { return budget };
        self.profile.entries += 1;
        let reservation = &mut control.reservation;
        let mut context = Context::new(memory, &tables.slots, reservation, thread.id, compiler.thunks());
        // SAFETY: `code` and all that the dispatch table has were made, by this very compiler, for the code that
        // the memory has in the version that was just compared, and a store that changes it is refused to
        // compiled code. `Engine::code` checked the thread.
        unsafe { compiler.enter(code, thread, &mut context, budget) }
    }

    /// As [`interpret`], but stops as well where control lands: after the delay slot of a jump or a branch that is
    /// taken, or after a system call.
    #[inline(never)]
    fn go_to_landing<B: Bus>(
        &mut self,
        control: &mut Control,
        thread: &mut Thread,
        bus: &mut B,
        budget: u64,
    ) -> Result<(u64, Flow), Fault> {
        let mut left = budget;
        loop {
            let pc = thread.pc;
            let (op, flow) = run_instruction(control, thread, bus)?;
            left -= 1;
            self.profile.system_calls += u64::from(op == Op::Syscall);
            if op == Op::Syscall || thread.pc != pc.wrapping_add(4) || left == 0 || !matches!(flow, Flow::Next) {
                return Ok((left, flow));
            }
        }
    }
}
