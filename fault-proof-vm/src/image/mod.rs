//! Images: parts of files that are mapped into guest memory, read in place, and hashed once.
//!
//! A model's constants can take gigabytes. An image maps the file's pages, so that a run loads only those it
//! touches, and knows the hash of each page, so that a run hashes nothing it does not change. The hashes come
//! from the bytes, once, and from a cache afterwards ([`Cache`]).
//!
//! Nobody has to believe the cache or the file. An image is named by its identity, the memory root of a
//! machine that holds nothing else. Hashes from a cache are used only if they lead to that identity, and a page
//! is compared with its hash when it is first touched. So a wrong cache or a file that was changed ends in an
//! error, or in hashing anew, and never in a state that is not the program's.

mod cache;
mod program;

pub use cache::Cache;
pub use program::{ProgramError, load_program};

use crate::keccak::Hash;
use crate::memory::{Memory, MemoryError, PAGE_BYTES, PAGE_LOG2, complete_heap, page_root};
use memmap2::Mmap;
use rayon::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use thiserror::Error;

/// log2 of the nodes that one node of the next kept level stands for.
const LEVEL_LOG2: u32 = 4;
const WIDTH: usize = 1 << LEVEL_LOG2;

/// Why there is no image.
#[derive(Debug, Error)]
pub enum ImageError {
    /// The file cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The part asked for is not part of the file, or not whole pages.
    #[error("{}: {pages} pages of 4 KiB at offset {offset:#x}, for page {first_page:#x}: {cause}", path.display())]
    Range {
        /// The file.
        path: PathBuf,
        /// Offset in the file.
        offset: u64,
        /// Pages.
        pages: u64,
        /// Number of the first page in memory.
        first_page: u64,
        /// What is wrong.
        cause: &'static str,
    },
    /// The contents are not those expected.
    #[error("{}: contents 0x{}, expected 0x{}", path.display(), hex::encode(got), hex::encode(expected))]
    Identity {
        /// The file.
        path: PathBuf,
        /// Identity expected.
        expected: Hash,
        /// Identity found.
        got: Hash,
    },
}

/// Part of a file and its place in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file. It must not be changed while it is mapped: a page that is changed between its check and its
    /// use goes unnoticed, and a file that is cut short ends the process.
    pub path: PathBuf,
    /// Offset of the first page, a multiple of 4096.
    pub offset: u64,
    /// Number (address / 4096) of the first page in memory.
    pub first_page: u64,
    /// Pages, at least one.
    pub pages: u64,
}

/// Pages of a mapped file with their hashes.
pub struct Image {
    path: PathBuf,
    bytes: Mmap,
    first_page: u64,
    /// Hashes of the pages, then of all aligned runs of 16 pages, 256 and so on that lie in the image.
    levels: Vec<Level>,
    /// Whether each page was found to have its hash.
    checked: Vec<AtomicU8>,
    identity: Hash,
    cached: bool,
}

struct Level {
    /// Which of the runs in memory is the first.
    first: u64,
    hashes: Vec<Hash>,
}

impl Image {
    /// Maps part of a file. With an identity that is `expected`, or noted in a cache that may trust file times,
    /// hashes are taken from the cache; otherwise, and where the cache has none that are right, the contents
    /// are hashed, and the cache is told. Contents that are not those expected are refused.
    ///
    /// An image whose hashes come from the cache is checked page by page as it is used, not here.
    pub fn open(
        source: &Source,
        cache: Option<&Cache>,
        expected: Option<Hash>,
    ) -> Result<Arc<Self>, ImageError> {
        let io = |error| ImageError::Io { path: source.path.clone(), source: error };
        let file = File::open(&source.path).map_err(io)?;
        let bytes = map(source, &file)?;
        let noted = || cache.and_then(|cache| cache.noted(source, &file));
        if let (Some(cache), Some(identity)) = (cache, expected.or_else(noted))
            && let Some(hashes) = cache.hashes(&identity, source.pages)
        {
            let image = Self::assemble(source, bytes, hashes, true);
            if image.identity == identity {
                return Ok(Arc::new(image));
            }
            return Self::hash(source, &file, image.bytes, Some(cache), expected);
        }
        Self::hash(source, &file, bytes, cache, expected)
    }

    /// Hashes all pages.
    fn hash(
        source: &Source,
        file: &File,
        bytes: Mmap,
        cache: Option<&Cache>,
        expected: Option<Hash>,
    ) -> Result<Arc<Self>, ImageError> {
        let hashes = bytes.as_chunks().0.par_iter().map(page_root).collect();
        let image = Self::assemble(source, bytes, hashes, false);
        if let Some(expected) = expected
            && expected != image.identity
        {
            return Err(ImageError::Identity { path: image.path, expected, got: image.identity });
        }
        if let Some(cache) = cache {
            cache.keep(source, file, &image.identity, &image.levels[0].hashes);
        }
        Ok(Arc::new(image))
    }

    fn assemble(source: &Source, bytes: Mmap, hashes: Vec<Hash>, cached: bool) -> Self {
        let checked = (0..hashes.len()).map(|_| AtomicU8::new(u8::from(!cached))).collect();
        let mut levels = vec![Level { first: source.first_page, hashes }];
        while let Some(level) = levels.last().and_then(Level::above) {
            levels.push(level);
        }
        let path = source.path.clone();
        let image = Arc::new(Self {
            path,
            bytes,
            first_page: source.first_page,
            levels,
            checked,
            identity: [0; 32],
            cached,
        });
        let mut memory = Memory::default();
        let mapped = memory.map(&image);
        let identity = memory.root();
        drop(memory);
        debug_assert!(mapped.is_ok(), "an empty memory has room");
        let image = Arc::into_inner(image).expect("the memory that shared it is gone");
        Self { identity, ..image }
    }

    /// The memory root of a machine that holds nothing else: what an image is known by.
    pub fn identity(&self) -> Hash {
        self.identity
    }

    /// Whether the hashes came from a cache.
    pub fn is_cached(&self) -> bool {
        self.cached
    }

    /// Number of the first page in memory.
    pub fn first_page(&self) -> u64 {
        self.first_page
    }

    /// Number of the page after the last.
    pub fn end_page(&self) -> u64 {
        self.first_page + self.checked.len() as u64
    }

    /// Pages that were looked at so far.
    pub fn touched_pages(&self) -> usize {
        let checked = self.checked.iter().filter(|page| page.load(Ordering::Relaxed) != 0);
        if self.cached { checked.count() } else { self.checked.len() }
    }

    /// Hash of the aligned run of `16^level` pages that starts with page `number`, all in the image.
    pub(crate) fn hash_of_run(&self, number: u64, level: u32) -> Hash {
        let run = number >> (LEVEL_LOG2 * level);
        let level = &self.levels[level as usize];
        level.hashes[(run - level.first) as usize]
    }

    /// The contents of page `number`, which lies in the image, compared with its hash.
    pub(crate) fn page(&self, number: u64) -> Result<&[u8; PAGE_BYTES], MemoryError> {
        let index = (number - self.first_page) as usize;
        let bytes = &self.bytes.as_chunks().0[index];
        if self.checked[index].load(Ordering::Relaxed) == 0 {
            if page_root(bytes) != self.levels[0].hashes[index] {
                return Err(MemoryError::Changed { address: number << PAGE_LOG2 });
            }
            self.checked[index].store(1, Ordering::Relaxed);
        }
        Ok(bytes)
    }
}

impl Level {
    /// The level of runs sixteen times as long; none if none of them lies in the image.
    fn above(&self) -> Option<Self> {
        let end = (self.first + self.hashes.len() as u64) >> LEVEL_LOG2;
        let first = self.first.div_ceil(WIDTH as u64);
        let count = end.checked_sub(first).filter(|count| *count > 0)?;
        let skip = (first * WIDTH as u64 - self.first) as usize;
        let runs = &self.hashes[skip..skip + count as usize * WIDTH];
        Some(Self { first, hashes: runs.par_chunks_exact(WIDTH).map(root_of_run).collect() })
    }
}

/// Root over sixteen nodes.
fn root_of_run(nodes: &[Hash]) -> Hash {
    let mut heap = [[0; 32]; 2 * WIDTH];
    heap[WIDTH..].copy_from_slice(nodes);
    complete_heap(&mut heap);
    heap[1]
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Image")
            .field("path", &self.path)
            .field("first_page", &self.first_page)
            .field("pages", &self.checked.len())
            .field("identity", &hex::encode(self.identity))
            .finish()
    }
}

/// Maps the part of the file, which must be whole pages of it.
fn map(source: &Source, file: &File) -> Result<Mmap, ImageError> {
    let Source { path, offset, first_page, pages } = source;
    let wrong = |cause| ImageError::Range {
        path: path.clone(),
        offset: *offset,
        pages: *pages,
        first_page: *first_page,
        cause,
    };
    let io = |error| ImageError::Io { path: path.clone(), source: error };
    if *pages == 0 || !offset.is_multiple_of(PAGE_BYTES as u64) {
        return Err(wrong("whole pages at an offset that is a multiple of 4096 are needed"));
    }
    if first_page.checked_add(*pages).is_none_or(|end| end > 1 << (64 - PAGE_LOG2)) {
        return Err(wrong("beyond the end of memory"));
    }
    let len = file.metadata().map_err(io)?.len();
    let end = pages.checked_mul(PAGE_BYTES as u64).and_then(|bytes| bytes.checked_add(*offset));
    let size = usize::try_from(pages.saturating_mul(PAGE_BYTES as u64));
    match (end, size) {
        (Some(end), Ok(size)) if end <= len => {
            // SAFETY: the mapping is read-only, and the caller keeps the file as it is (see `Source::path`).
            unsafe { memmap2::MmapOptions::new().offset(*offset).len(size).map(file) }.map_err(io)
        }
        _ => Err(wrong("beyond the end of the file")),
    }
}

/// The folder and name of a file, resolved, for telling files apart.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
