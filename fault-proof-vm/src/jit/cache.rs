//! Compiled regions, shared by all machines that use the same cache. A region is found by its entry and the
//! words it was made from, so whatever machine has the same code at the same place finds it.

use super::compiler::{Code, Compiler};
use super::region::{Region, Span};
use crate::memory::Memory;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, RwLock};
use std::time::{Duration, Instant};

/// Bytes of machine code kept; when there are more, all of it is forgotten. Machines keep what they run.
const MAX_BYTES: usize = 64 << 20;
/// Entries with regions kept, likewise: each region is a mapping of its own, of which a host allows so many.
const MAX_PLACES: usize = 8 << 10;
/// Regions kept with the same entry, for code that changes.
const MAX_VARIANTS: usize = 4;

/// A compiled region.
#[derive(Debug)]
pub(super) struct Compiled {
    pub code: Code,
    /// What it was made from.
    pub source: Vec<Span>,
    /// Whether it takes care of memory whose reading can fail.
    fallible: bool,
}

impl Compiled {
    /// Whether the memory has what the region was made from.
    pub fn fits(&self, memory: &Memory) -> bool {
        let fits = self.fallible || !memory.is_fallible();
        fits && self.source.iter().all(|span| memory.has_code(span.start, &span.words))
    }
}

/// What a cache holds, and what it took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CodeStats {
    /// Regions compiled so far.
    pub regions: u64,
    /// Guest instructions in them.
    pub instructions: u64,
    /// Bytes of machine code now held.
    pub bytes: usize,
    /// Time spent compiling.
    pub time: Duration,
}

#[derive(Debug, Default)]
struct Held {
    regions: HashMap<u64, Vec<Arc<Compiled>>>,
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

    /// The region compiled for this entry and the code the memory has there.
    pub(super) fn find(&self, memory: &Memory, entry: u64) -> Option<Arc<Compiled>> {
        let variants = self.held(|held| held.regions.get(&entry).cloned())?;
        variants.into_iter().find(|compiled| compiled.fits(memory))
    }

    /// Compiles the region with this entry; none where that is impossible.
    pub(super) fn compile(&self, memory: &Memory, entry: u64) -> Option<Arc<Compiled>> {
        let start = Instant::now();
        let region = Region::find(memory, entry)?;
        let fallible = memory.is_fallible();
        let code = self.compiler()?.compile(&region, fallible).ok()?;
        let compiled = Arc::new(Compiled { code, source: region.source(memory), fallible });
        let mut held = self.0.held.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if held.stats.bytes > MAX_BYTES || held.regions.len() >= MAX_PLACES {
            held.regions.clear();
            held.stats.bytes = 0;
        }
        held.stats.regions += 1;
        held.stats.instructions += region.insns() as u64;
        held.stats.bytes += compiled.code.len();
        held.stats.time += start.elapsed();
        let variants = held.regions.entry(entry).or_default();
        let oldest = (variants.len() == MAX_VARIANTS).then(|| variants.remove(0));
        variants.push(compiled.clone());
        held.stats.bytes -= oldest.map_or(0, |oldest| oldest.code.len());
        Some(compiled)
    }

    fn held<T>(&self, read: impl FnOnce(&Held) -> T) -> T {
        read(&self.0.held.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }
}
