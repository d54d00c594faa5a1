//! State files: `.bin`, or `.bin.gz` with the same bytes compressed.
//!
//! Layout (big-endian): u8 version, u64 page count, per page (ascending) u64 number and 4096 bytes, 32-byte
//! pre-image key, u64 pre-image offset, u64 heap, u8 reservation status, u64 address, u64 owner, u8 exit
//! code, u8 exited, u64 step, u64 steps since the last switch, u8 traverse right, u64 next thread
//! identifier, u64 left thread count and 298 bytes each, u64 right thread count and 298 bytes each, u32
//! length of the unfinished hint and its bytes.
//!
//! Reading is bounded: [`FileLimits`] caps the bytes after decompression and the pages, and nothing is reserved for
//! a count before its bytes are there. So a file takes memory in proportion to its own size.

use super::witness::flag;
use super::{
    Control, DecodeError, Reservation, State, THREAD_BYTES, Thread, ThreadStacks, Version, version_name,
};
use crate::files::Draft;
use crate::memory::{DEFAULT_PAGE_LIMIT, Memory, MemoryError, PAGE_BYTES};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use thiserror::Error;

/// What a gzip file starts with. No version of the state does.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What a reader accepts.
#[derive(Debug, Clone, Copy)]
pub struct FileLimits {
    /// Bytes of the file after decompression.
    pub bytes: u64,
    /// Pages, which is also what the state's memory may hold from then on.
    pub pages: usize,
}

/// Bytes allowed besides pages: more than the threads that a machine may have, and any hint.
const OTHER_BYTES: u64 = 6 << 30;

impl FileLimits {
    /// What holds any state of a machine that may have so many pages.
    pub fn for_pages(pages: usize) -> Self {
        let bytes = (pages as u64).saturating_mul(8 + PAGE_BYTES as u64).saturating_add(OTHER_BYTES);
        Self { bytes, pages }
    }
}

impl Default for FileLimits {
    /// As many pages as a machine may have unless told otherwise.
    fn default() -> Self {
        Self::for_pages(DEFAULT_PAGE_LIMIT)
    }
}

/// A state file that cannot be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    /// The host's input or output failed; a file that ends early is reported here.
    #[error("state file: {while_at}: {source}")]
    Io {
        /// The part being read or written.
        while_at: &'static str,
        /// The cause.
        source: io::Error,
    },
    /// Another version of the format.
    #[error("state file has version {got} ({}), which is neither 8 ({}) nor 136 ({})",
        version_name(*got), version_name(8), version_name(0x88))]
    Version {
        /// The version found.
        got: u8,
    },
    /// Pages out of order, twice the same, or beyond the address space.
    #[error("page {number:#x} cannot follow page {previous:x?} in a state file")]
    PageOrder {
        /// The page's number.
        number: u64,
        /// The page before it.
        previous: Option<u64>,
    },
    /// A field with a value no state has.
    #[error("state file: {0}")]
    Field(#[from] DecodeError),
    /// More bytes than the reader accepts.
    #[error("state file holds more than the limit of {limit} bytes")]
    TooLong {
        /// The limit.
        limit: u64,
    },
    /// Bytes after the last field.
    #[error("state file goes on after its last field")]
    TrailingBytes,
    /// More pages than the host allows.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// Reads a state file from disk, compressed or not: its first bytes tell, whatever its name is. A compressed
/// file may have several members, one after the other.
pub fn load_state(path: &Path, limits: FileLimits) -> Result<State, FileError> {
    let file = File::open(path).map_err(at("opening"))?;
    let mut input = BufReader::new(file);
    let start = input.fill_buf().map_err(at("opening"))?;
    match start.starts_with(&GZIP_MAGIC) {
        true => read_state(MultiGzDecoder::new(input), limits),
        false => read_state(input, limits),
    }
}

/// Writes a state file to disk, whole or not at all; `.gz` at the end of its name asks for compression. Same
/// state, same bytes.
pub fn save_state(path: &Path, state: &State) -> Result<(), FileError> {
    let mut output = Draft::create(path).map_err(at("creating"))?;
    if is_gzip(path) {
        let mut encoder = GzEncoder::new(output, Compression::default());
        write_state(&mut encoder, state)?;
        output = encoder.finish().map_err(at("compressing"))?;
    } else {
        write_state(&mut output, state)?;
    }
    output.commit().map_err(at("writing"))
}

fn is_gzip(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "gz")
}

fn at(while_at: &'static str) -> impl FnOnce(io::Error) -> FileError {
    move |source| FileError::Io { while_at, source }
}

/// Writes the uncompressed form.
pub fn write_state(mut output: impl Write, state: &State) -> Result<(), FileError> {
    let control = &state.control;
    let mut write = |bytes: &[u8]| output.write_all(bytes).map_err(at("writing"));
    write(&[state.version.number()])?;
    let pages = state.memory.page_numbers();
    write(&(pages.len() as u64).to_be_bytes())?;
    for number in pages {
        write(&number.to_be_bytes())?;
        write(state.memory.page(number)?.unwrap_or(&[0; PAGE_BYTES]))?;
    }
    write(&control.preimage_key)?;
    write(&control.preimage_offset.to_be_bytes())?;
    write(&control.heap.to_be_bytes())?;
    write(&[control.reservation.status])?;
    write(&control.reservation.address.to_be_bytes())?;
    write(&control.reservation.owner.to_be_bytes())?;
    write(&[control.exit_code, control.exited.into()])?;
    write(&control.step.to_be_bytes())?;
    write(&control.steps_since_switch.to_be_bytes())?;
    write(&[control.traverse_right.into()])?;
    write(&control.next_thread_id.to_be_bytes())?;
    for stack in [&state.threads.left, &state.threads.right] {
        write(&(stack.len() as u64).to_be_bytes())?;
        for thread in stack {
            write(&thread.encode())?;
        }
    }
    let hint_len = u32::try_from(state.last_hint.len()).map_err(|_| {
        at("writing the hint")(io::Error::other("the unfinished hint is longer than 2^32 bytes"))
    })?;
    write(&hint_len.to_be_bytes())?;
    write(&state.last_hint)
}

/// Reads the uncompressed form; the input must end with the state.
pub fn read_state(input: impl Read, limits: FileLimits) -> Result<State, FileError> {
    // One byte more than allowed, so that running into the limit and ending at it differ.
    let mut reader = Reader { input: input.take(limits.bytes.saturating_add(1)), limit: limits.bytes };
    let got = reader.u8("version")?;
    let version = Version::from_number(got).ok_or(FileError::Version { got })?;
    let mut memory = Memory::with_page_limit(limits.pages);
    let mut previous = None;
    for _ in 0..reader.u64("page count")? {
        let number = reader.u64("page number")?;
        if number >> 52 != 0 || previous >= Some(number) {
            return Err(FileError::PageOrder { number, previous });
        }
        let page: [u8; PAGE_BYTES] = reader.array("page")?;
        memory.write_bytes(number * PAGE_BYTES as u64, &page)?;
        previous = Some(number);
    }
    let control = Control {
        preimage_key: reader.array("pre-image key")?,
        preimage_offset: reader.u64("pre-image offset")?,
        heap: reader.u64("heap")?,
        reservation: Reservation {
            status: reader.u8("reservation status")?,
            address: reader.u64("reservation address")?,
            owner: reader.u64("reservation owner")?,
        },
        exit_code: reader.u8("exit code")?,
        exited: flag("exited", reader.u8("exited")?)?,
        step: reader.u64("step")?,
        steps_since_switch: reader.u64("steps since switch")?,
        traverse_right: flag("traverse right", reader.u8("traverse right")?)?,
        next_thread_id: reader.u64("next thread identifier")?,
    };
    let left = reader.threads("left threads")?;
    let right = reader.threads("right threads")?;
    let hint_len = u32::from_be_bytes(reader.array("hint length")?);
    let mut last_hint = Vec::new();
    let got = (&mut reader.input).take(hint_len.into()).read_to_end(&mut last_hint).map_err(at("hint"))?;
    if got != hint_len as usize {
        return Err(reader.short("hint", io::ErrorKind::UnexpectedEof.into()));
    }
    if reader.input.limit() == 0 {
        return Err(FileError::TooLong { limit: limits.bytes });
    }
    if reader.input.read(&mut [0]).map_err(at("end of file"))? != 0 {
        return Err(FileError::TrailingBytes);
    }
    Ok(State { version, control, memory, threads: ThreadStacks { left, right }, last_hint })
}

struct Reader<R> {
    input: io::Take<R>,
    limit: u64,
}

impl<R: Read> Reader<R> {
    /// The error for input that ended: of the file's own accord, or because of the limit.
    fn short(&self, while_at: &'static str, source: io::Error) -> FileError {
        match self.input.limit() {
            0 => FileError::TooLong { limit: self.limit },
            _ => FileError::Io { while_at, source },
        }
    }

    fn array<const N: usize>(&mut self, while_at: &'static str) -> Result<[u8; N], FileError> {
        let mut bytes = [0; N];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(source) => Err(self.short(while_at, source)),
        }
    }

    fn u8(&mut self, while_at: &'static str) -> Result<u8, FileError> {
        self.array(while_at).map(u8::from_be_bytes)
    }

    fn u64(&mut self, while_at: &'static str) -> Result<u64, FileError> {
        self.array(while_at).map(u64::from_be_bytes)
    }

    fn threads(&mut self, while_at: &'static str) -> Result<Vec<Thread>, FileError> {
        let mut threads = Vec::new();
        for _ in 0..self.u64(while_at)? {
            threads.push(Thread::decode(&self.array::<THREAD_BYTES>(while_at)?)?);
        }
        Ok(threads)
    }
}
