//! Loading a program: a static big-endian MIPS64 ELF file becomes the start state of the machine.
//!
//! Loading follows Cannon: the bytes of each segment, of whatever type but MIPS ABI flags, in the file's order;
//! zeros up to the size in memory of a LOAD segment; one thread at the entry point, and a small stack with
//! arguments, environment and auxiliary vector. The file is hostile until shown otherwise: every failure names its
//! cause. Zero fill makes no pages, and LOAD segments may not share bytes of the file, nor may the others, so
//! memory use is bounded by twice the file's size (two pages per segment aside).

mod go;
mod parse;
mod stack;
mod symbols;

pub use go::{GoBuild, GoFault, GoWarning};
pub(crate) use parse::parse;
pub use parse::{ElfError, MAX_SEGMENTS};
pub(crate) use stack::write as write_stack;
pub use symbols::{Metadata, MetadataError, Symbol};

use crate::state::State;

/// Loads a program: the machine's state before its first step.
pub fn load(file: &[u8]) -> Result<State, ElfError> {
    let image = parse(file)?;
    let mut state = State::start(image.entry);
    for segment in &image.segments {
        state.memory.write_bytes(segment.address, segment.bytes)?;
        let zeros = segment.size - segment.bytes.len() as u64;
        state.memory.fill_zero(segment.address + segment.bytes.len() as u64, zeros)?;
    }
    stack::write(&mut state)?;
    Ok(state)
}
