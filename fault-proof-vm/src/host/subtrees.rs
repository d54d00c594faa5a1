//! Regions of memory that guests map by their root: models and inputs, from files or from bytes.

use super::{Host, HostError, PreimageError, PreimagePart};
use crate::image::{Cache, Image, Source};
use crate::keccak::Hash;
use crate::memory::{DEFAULT_PAGE_LIMIT, Memory, PAGE_BYTES, PAGE_LOG2};
use crate::merkle::LEAF_LOG2;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// log2 of the largest region.
const MAX_LOG2_SIZE: u32 = 63;

/// A host that has regions to map, and leaves the rest to another.
///
/// A file is mapped, so that a run reads those of its pages that it touches, and hashed once (see
/// [`crate::image`]). It must not be changed while it is in use.
#[derive(Debug, Default)]
pub struct Subtrees<H> {
    /// The other host.
    pub host: H,
    regions: HashMap<(Hash, u32), Contents>,
    cache: Option<Cache>,
}

#[derive(Debug)]
enum Contents {
    Bytes(Vec<u8>),
    File { path: PathBuf, len: u64 },
}

impl<H> Subtrees<H> {
    /// No regions yet. Hashes of files are kept in `cache`.
    pub fn new(host: H, cache: Option<Cache>) -> Self {
        Self { host, regions: HashMap::new(), cache }
    }

    /// Adds `bytes`, followed by zeros up to a power of two; the root, and log2 of the size.
    ///
    /// # Errors
    /// [`HostError::Store`] for more bytes than memory has.
    pub fn add_bytes(&mut self, bytes: Vec<u8>) -> Result<(Hash, u32), HostError> {
        let len = bytes.len() as u64;
        self.add(Contents::Bytes(bytes), len)
    }

    /// Adds the contents of a file, as [`Subtrees::add_bytes`] does.
    ///
    /// # Errors
    /// [`HostError::Store`] for a file that cannot be read.
    pub fn add_file(&mut self, path: &Path) -> Result<(Hash, u32), HostError> {
        let len = std::fs::metadata(path).map_err(|error| failed(path, error))?.len();
        self.add(Contents::File { path: path.to_path_buf(), len }, len)
    }

    fn add(&mut self, contents: Contents, len: u64) -> Result<(Hash, u32), HostError> {
        let log2_size = len.max(1 << LEAF_LOG2).checked_next_power_of_two().map_or(64, u64::ilog2);
        if log2_size > MAX_LOG2_SIZE {
            return Err(failed(
                Path::new("a region"),
                format!("{len} bytes are more than 2^{MAX_LOG2_SIZE}"),
            ));
        }
        let mut memory = contents.memory(0, self.cache.as_ref())?;
        let root = memory.subtree_root(0, log2_size).map_err(|error| failed(Path::new("a region"), error))?;
        self.regions.insert((root, log2_size), contents);
        Ok((root, log2_size))
    }
}

impl Contents {
    /// A memory with these bytes at `address` and zeros elsewhere.
    fn memory(&self, address: u64, cache: Option<&Cache>) -> Result<Memory, HostError> {
        match self {
            Self::Bytes(bytes) => {
                let mut memory = Memory::with_page_limit(bytes.len() / PAGE_BYTES + 2);
                memory.write_bytes(address, bytes).map_err(|error| failed(Path::new("a region"), error))?;
                Ok(memory)
            }
            Self::File { path, len } => {
                let mut memory = Memory::with_page_limit(DEFAULT_PAGE_LIMIT);
                let pages = len >> PAGE_LOG2;
                let (mapped, first_page) = (pages << PAGE_LOG2, address >> PAGE_LOG2);
                // A region of at least a page is aligned to one.
                if pages > 0 {
                    let source = Source { path: path.clone(), offset: 0, first_page, pages };
                    let image = Image::open(&source, cache, None).map_err(|error| failed(path, error))?;
                    memory.map(&image).map_err(|error| failed(path, error))?;
                }
                let rest = tail(path, mapped, len - mapped).map_err(|error| failed(path, error))?;
                memory.write_bytes(address + mapped, &rest).map_err(|error| failed(path, error))?;
                Ok(memory)
            }
        }
    }
}

/// The last bytes of a file: fewer than a page.
fn tail(path: &Path, offset: u64, len: u64) -> std::io::Result<Vec<u8>> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = std::fs::File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = vec![0; len as usize];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn failed(path: &Path, cause: impl std::fmt::Display) -> HostError {
    HostError::Store { path: path.display().to_string(), cause: cause.to_string() }
}

impl<H: Host> Host for Subtrees<H> {
    fn preimage(&mut self, key: &Hash, offset: u64) -> Result<PreimagePart, PreimageError> {
        self.host.preimage(key, offset)
    }

    fn subtree(&mut self, root: &Hash, address: u64, log2_size: u32) -> Result<Memory, HostError> {
        match self.regions.get(&(*root, log2_size)) {
            Some(contents) => contents.memory(address, self.cache.as_ref()),
            None => self.host.subtree(root, address, log2_size),
        }
    }

    fn hint(&mut self, hint: &[u8]) -> Result<(), HostError> {
        self.host.hint(hint)
    }

    fn output(&mut self, descriptor: u64, bytes: &[u8]) {
        self.host.output(descriptor, bytes);
    }

    fn listens(&self) -> bool {
        self.host.listens()
    }
}
