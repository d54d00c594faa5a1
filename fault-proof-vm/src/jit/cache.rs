//! Compiled regions, shared by all machines that use the same cache. A region is found by its entries and the
//! words it was made from, so whatever machine has the same code at the same place finds it.

use super::address::AddressMap;
use super::code::Code;
use super::compiler::Compiler;
use super::region::{Reach, Region, Span};
use crate::memory::Memory;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock, RwLock};
use std::time::{Duration, Instant};

/// Bytes of machine code kept; when there are more, all of it is forgotten. Machines keep what they run.
const MAX_BYTES: usize = 64 << 20;
/// Regions kept, likewise: where machine code cannot be mapped twice each is a mapping of its own, of which a host allows so
/// many.
const MAX_REGIONS: usize = 8 << 10;
/// Regions kept with the same entry, for code that changes.
const MAX_VARIANTS: usize = 4;

/// How a region was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tier {
    /// One instruction after the other, fast.
    Quick,
    /// By the optimising compiler.
    Optimised,
}

/// A compiled region.
#[derive(Debug)]
pub(super) struct Compiled {
    pub tier: Tier,
    code: Code,
    /// Addresses at which it can be entered, ascending, and where in the code.
    entries: Vec<(u64, u32)>,
    /// What it was made from.
    pub source: Vec<Span>,
    /// Loops of quick code, by the blocks that lead back to their beginning.
    loops: Vec<Range<u64>>,
    /// Whether it takes care of memory whose reading can fail.
    fallible: bool,
}

impl Compiled {
    /// Whether the memory has what the region was made from.
    pub fn fits(&self, memory: &Memory) -> bool {
        let fits = self.fallible || !memory.is_fallible();
        fits && self.source.iter().all(|span| memory.has_code(span.start, &span.words))
    }

    /// Addresses at which it can be entered, with the code there.
    pub fn entries(&self) -> impl Iterator<Item = (u64, *const u8)> {
        // Offsets lie in the code.
        self.entries.iter().map(|&(pc, offset)| (pc, self.code.start().wrapping_add(offset as usize)))
    }

    /// Where optimised code would best take over from quick code that runs at `pc` again and again: at the head of the
    /// innermost loop around it, else at the first block.
    pub fn head(&self, pc: u64) -> u64 {
        let around = self.loops.iter().filter(|range| range.contains(&pc));
        let innermost = around.min_by_key(|range| range.end - range.start);
        innermost.map_or_else(|| self.entries.first().map_or(pc, |entry| entry.0), |range| range.start)
    }
}

/// What a cache holds, and what it took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CodeStats {
    /// Regions compiled so far.
    pub regions: u64,
    /// Guest instructions in them.
    pub instructions: u64,
    /// Time spent compiling.
    pub time: Duration,
    /// Regions among them that were compiled by the optimising compiler.
    pub optimised: u64,
    /// Time that took.
    pub optimising: Duration,
    /// Bytes of machine code made since the cache was last emptied.
    pub bytes: usize,
}

#[derive(Debug, Default)]
struct Held {
    /// Regions by each of their entries.
    regions: AddressMap<Vec<Arc<Compiled>>>,
    /// How many were put in since it was last emptied.
    count: usize,
    stats: CodeStats,
}

/// A cache of compiled code. Cloning gives another handle on the same cache.
#[derive(Debug, Clone, Default)]
pub struct CodeCache(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    compiler: OnceLock<Option<Compiler>>,
    held: RwLock<Held>,
}

impl CodeCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The cache that machines use unless told otherwise.
    pub fn global() -> Self {
        static GLOBAL: LazyLock<CodeCache> = LazyLock::new(CodeCache::new);
        GLOBAL.clone()
    }

    /// What the cache holds.
    pub fn stats(&self) -> CodeStats {
        self.held(|held| held.stats)
    }

    /// The compiler, where the host has one.
    pub(super) fn compiler(&self) -> Option<&Compiler> {
        self.0.compiler.get_or_init(Compiler::new).as_ref()
    }

    /// The region that has this entry and fits the code that the memory has there, optimised if there is such a one.
    pub(super) fn find(&self, memory: &Memory, entry: u64) -> Option<Arc<Compiled>> {
        let variants = self.held(|held| held.regions.get(&entry).cloned())?;
        let (optimised, quick): (Vec<_>, Vec<_>) =
            variants.into_iter().partition(|compiled| compiled.tier == Tier::Optimised);
        optimised.into_iter().chain(quick).find(|compiled| compiled.fits(memory))
    }

    /// Compiles the region with this entry, leaving to others what is `known`; none where that is impossible.
    pub(super) fn compile(
        &self,
        memory: &Memory,
        entry: u64,
        tier: Tier,
        known: impl Fn(u64) -> bool,
    ) -> Option<Arc<Compiled>> {
        let start = Instant::now();
        let reach = if tier == Tier::Quick { Reach::Function } else { Reach::Branches };
        let region = Region::find(memory, entry, reach, known)?;
        let fallible = memory.is_fallible();
        let (code, entries) = match tier {
            Tier::Quick => self.compiler()?.translate(&region, fallible).ok()?,
            Tier::Optimised => (self.compiler()?.optimise(&region, fallible).ok()?, vec![(entry, 0)]),
        };
        let (source, loops) = (region.source(memory), region.loops().collect());
        let compiled = Arc::new(Compiled { tier, code, entries, source, loops, fallible });
        let mut held = self.0.held.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if held.stats.bytes > MAX_BYTES || held.count >= MAX_REGIONS {
            held.regions.clear();
            (held.count, held.stats.bytes) = (0, 0);
        }
        held.count += 1;
        held.stats.regions += 1;
        held.stats.instructions += region.insns() as u64;
        held.stats.bytes += compiled.code.len();
        for &(entry, _) in &compiled.entries {
            let variants = held.regions.entry(entry).or_default();
            if variants.len() == MAX_VARIANTS {
                variants.remove(0);
            }
            variants.push(compiled.clone());
        }
        let time = start.elapsed();
        held.stats.time += time;
        if tier == Tier::Optimised {
            held.stats.optimised += 1;
            held.stats.optimising += time;
        }
        Some(compiled)
    }

    fn held<T>(&self, read: impl FnOnce(&Held) -> T) -> T {
        read(&self.0.held.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}
