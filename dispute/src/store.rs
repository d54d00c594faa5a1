//! A run on disk: the arena after each step, page by page, written as the run goes on.
//!
//! ```text
//! folder/<S_0>/pages/<root>    4096 bytes of a page, named by their Merkle root
//! folder/<S_0>/steps/<t>       what step t - 1 changed: the arena's root, then a page number and root a line
//! ```
//!
//! A page that several steps have is kept once. Files get their names when they are whole, the pages of a step before
//! the step, so a run that is killed at any point goes on from its last whole step. What is read is compared with its
//! hash; a file that is damaged ends the run that is resumed before it, and is written again.

use fault_proof_vm::files::write_cached;
use fault_proof_vm::memory::{PAGE_BYTES, PAGE_LOG2};
use fault_proof_vm::merkle::subtree_root;
use fault_proof_vm::{Hash, Memory};
use std::path::{Path, PathBuf};
use thiserror::Error;

use crate::machine::{Fast, MachineError, Slow};
use crate::run::Run;

/// Why a run cannot be kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The disk.
    #[error("{}: {source}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A machine.
    #[error(transparent)]
    Machine(#[from] MachineError),
}

/// A folder of runs.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// What a store did for a run.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The run.
    pub run: Run,
    /// Steps that were there already.
    pub resumed: u64,
    /// Pages that were written.
    pub pages: u64,
}

impl Store {
    /// The runs in a folder, which is made when it is needed.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// The run on an input: what there is of it, and the rest by machine A, kept step by step.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn run(&self, slow: &Slow, fast: &mut impl Fast, input: &[u8]) -> Result<Stored, StoreError> {
        let mut run = Run::new(slow, slow.arena(input)?)?;
        let place = Place::new(&self.folder.join(hex::encode(run.state(0))))?;
        while !run.is_over(slow)?
            && let Some((arena, state)) = place.read(slow, &run)
        {
            run.arenas.push(arena);
            run.states.push(state);
        }
        let resumed = run.steps();
        let mut pages = 0;
        run.finish_telling(slow, fast, |step, before, after, state| {
            pages += place.write(step + 1, before, after, state)?;
            Ok::<(), StoreError>(())
        })?;
        Ok(Stored { run, resumed, pages })
    }
}

/// The folder of one run.
struct Place {
    pages: PathBuf,
    steps: PathBuf,
}

impl Place {
    fn new(folder: &Path) -> Result<Self, StoreError> {
        let place = Self { pages: folder.join("pages"), steps: folder.join("steps") };
        for folder in [&place.pages, &place.steps] {
            std::fs::create_dir_all(folder)
                .map_err(|source| StoreError::Io { path: folder.clone(), source })?;
        }
        Ok(place)
    }

    /// Keeps a step; the number of pages that were not there.
    fn write(
        &self,
        step: u64,
        before: &mut Memory,
        after: &mut Memory,
        state: &Hash,
    ) -> Result<u64, StoreError> {
        let mut text = hex::encode(state) + "\n";
        let mut written = 0;
        for number in after.differences(before) {
            let bytes = after.read_bytes(number << PAGE_LOG2, PAGE_BYTES);
            let name = hex::encode(page_root(&bytes));
            let path = self.pages.join(&name);
            if !path.exists() {
                write_whole(&path, &bytes)?;
                written += 1;
            }
            text += &format!("{number:x} {name}\n");
        }
        write_whole(&self.steps.join(step.to_string()), text.as_bytes())?;
        Ok(written)
    }

    /// The arena after the next step of a run, and its root, if they are here and whole.
    fn read(&self, slow: &Slow, run: &Run) -> Option<(Memory, Hash)> {
        let text = std::fs::read_to_string(self.steps.join((run.steps() + 1).to_string())).ok()?;
        let mut lines = text.lines();
        let state: Hash = hex::decode(lines.next()?).ok()?.try_into().ok()?;
        let mut arena = run.arena(u64::MAX);
        for line in lines {
            let (number, name) = line.split_once(' ')?;
            let number =
                u64::from_str_radix(number, 16).ok().filter(|number| number >> (64 - PAGE_LOG2) == 0)?;
            let root: Hash = hex::decode(name).ok()?.try_into().ok()?;
            let bytes = std::fs::read(self.pages.join(hex::encode(root))).ok()?;
            if bytes.len() != PAGE_BYTES || page_root(&bytes) != root {
                // Written again by whoever goes on from here.
                let _ = std::fs::remove_file(self.pages.join(hex::encode(root)));
                return None;
            }
            arena.write_bytes(number << PAGE_LOG2, &bytes).ok()?;
        }
        (slow.state(&mut arena).ok()? == state).then_some((arena, state))
    }
}

fn page_root(bytes: &[u8]) -> Hash {
    subtree_root(bytes, PAGE_LOG2).expect("a page fits a page")
}

/// Writes a file that has its name only when it is whole; a loss of power may take it, and then it is made again.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_cached(path, bytes).map_err(|source| StoreError::Io { path: path.to_path_buf(), source })
}
