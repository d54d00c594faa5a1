//! Programs with large constants: an ELF file whose data is mapped rather than copied.

use super::{Cache, Image, ImageError, Source};
use crate::elf::{self, ElfError};
use crate::memory::{MemoryError, PAGE_BYTES, PAGE_LOG2};
use crate::state::State;
use std::fs::File;
use std::path::Path;
use thiserror::Error;

/// Fewer whole pages than this are copied.
const MIN_MAPPED_PAGES: u64 = 16;

/// A program that cannot be loaded.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// The file is no program.
    #[error(transparent)]
    Elf(#[from] ElfError),
    /// Part of it cannot be mapped.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// It does not fit the memory.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// Loads a program as [`elf::load`] does, to the same state. The whole pages of segments without instructions
/// are mapped: the file must not be changed while the state or a clone of it lives.
pub fn load_program(path: &Path, cache: Option<&Cache>) -> Result<State, ProgramError> {
    let io = |source| ImageError::Io { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(io)?;
    // SAFETY: the mapping is read-only, and the caller keeps the file as it is.
    let bytes = unsafe { memmap2::Mmap::map(&file) }.map_err(io)?;
    let program = elf::parse(&bytes)?;
    let mut state = State::start(program.entry);
    let memory = &mut state.memory;
    for (index, segment) in program.segments.iter().enumerate() {
        let (start, len) = (segment.address, segment.bytes.len() as u64);
        let offset = segment.bytes.as_ptr() as u64 - bytes.as_ptr() as u64;
        let first_page = start.div_ceil(PAGE_BYTES as u64);
        let pages = ((start + len) >> PAGE_LOG2).saturating_sub(first_page);
        let from = first_page << PAGE_LOG2;
        let to = from + (pages << PAGE_LOG2);
        let shared = program.segments.iter().enumerate().any(|(other, segment)| {
            other != index && segment.address < to && segment.address + segment.size > from
        });
        let aligned = (offset ^ start).is_multiple_of(PAGE_BYTES as u64);
        if segment.executable || shared || !aligned || pages < MIN_MAPPED_PAGES {
            memory.write_bytes(start, segment.bytes)?;
        } else {
            let (head, tail) = ((from - start) as usize, (to - start) as usize);
            let source = Source { path: path.to_path_buf(), offset: offset + head as u64, first_page, pages };
            memory.map(&Image::open(&source, cache, None)?)?;
            memory.write_bytes(start, &segment.bytes[..head])?;
            memory.write_bytes(to, &segment.bytes[tail..])?;
        }
        memory.fill_zero(start + len, segment.size - len)?;
    }
    elf::write_stack(&mut state)?;
    Ok(state)
}
