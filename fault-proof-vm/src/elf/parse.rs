//! The parts of an ELF file that loading and checking need, every offset and size checked.

use crate::memory::MemoryError;
use crate::state::HEAP_START;
use std::ops::Range;
use thiserror::Error;

/// Most program headers a file may have.
pub const MAX_SEGMENTS: usize = 128;
const FILE_HEADER_BYTES: usize = 64;
const SEGMENT_HEADER_BYTES: usize = 56;
const SECTION_HEADER_BYTES: usize = 64;
const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_INTERP: u32 = 3;
/// Segment type of MIPS ABI flags, which take no part in loading.
const PT_MIPS_ABIFLAGS: u32 = 0x7000_0003;
/// Segment flag: executable.
const PF_X: u32 = 1;
/// Section type without bytes in the file.
const SHT_NOBITS: u32 = 8;
/// Section flag: instructions.
const SHF_EXECINSTR: u64 = 4;
/// Addresses from here on are refused, as Cannon refuses them.
const ADDRESS_END: u64 = 1 << 48;

/// A file that is no program for the machine.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ElfError {
    /// Shorter than an ELF header, or without its magic number.
    #[error("not an ELF file: {len} bytes, starting {start:02x?}")]
    NotElf {
        /// Bytes of the file.
        len: usize,
        /// Its first bytes.
        start: Vec<u8>,
    },
    /// An ELF file for another machine.
    #[error("ELF {field} is {got}, the machine needs {expected}")]
    Kind {
        /// Field of the ELF header.
        field: &'static str,
        /// Value needed, with its meaning.
        expected: &'static str,
        /// Value found.
        got: u64,
    },
    /// A table of headers with entries of another size.
    #[error("ELF {table} headers of {got} bytes, not {expected}")]
    EntrySize {
        /// Program or section.
        table: &'static str,
        /// Bytes of an entry.
        expected: usize,
        /// Bytes declared.
        got: u64,
    },
    /// More program headers than the loader accepts.
    #[error("ELF file has {got} program headers, more than the limit of {MAX_SEGMENTS}")]
    TooManySegments {
        /// Headers declared.
        got: usize,
    },
    /// A program that wants a dynamic linker.
    #[error("ELF program header {index} asks for dynamic linking; the machine runs static programs")]
    Dynamic {
        /// Place in the table.
        index: usize,
    },
    /// Bytes of a table or segment lie outside the file.
    #[error(
        "ELF {what} {index}: {size} bytes at file offset {offset:#x} go beyond the file's {file_len} bytes"
    )]
    OutsideFile {
        /// Table or segment.
        what: &'static str,
        /// Place in its table; 0 for a table.
        index: usize,
        /// Offset in the file.
        offset: u64,
        /// Bytes in the file.
        size: u64,
        /// Bytes of the file.
        file_len: usize,
    },
    /// More bytes in the file than in memory, or a kind of segment in which the two must be equal.
    #[error(
        "ELF segment {index} of type {kind:#x} has {file_size} bytes in the file and {memory_size} in memory"
    )]
    Sizes {
        /// Place in the table.
        index: usize,
        /// Segment type.
        kind: u32,
        /// Bytes in the file.
        file_size: u64,
        /// Bytes in memory.
        memory_size: u64,
    },
    /// A segment where the heap or no memory is.
    #[error("ELF segment {index} of {size:#x} bytes at {address:#x} reaches past {limit:#x}")]
    Address {
        /// Place in the table.
        index: usize,
        /// First address.
        address: u64,
        /// Bytes in memory.
        size: u64,
        /// Where segments must end.
        limit: u64,
    },
    /// LOAD segments that name the same bytes of the file, or others that do.
    #[error("ELF segments take {total} bytes from a file of {file_len}: some bytes are used twice")]
    SharedBytes {
        /// Bytes of all segments.
        total: u64,
        /// Bytes of the file.
        file_len: usize,
    },
    /// No LOAD segment.
    #[error("ELF file has nothing to load")]
    Empty,
    /// The entry point is not a multiple of 4, or not in an executable segment.
    #[error("ELF entry point {entry:#x} is not an instruction of an executable segment")]
    Entry {
        /// The entry point.
        entry: u64,
    },
    /// More pages than the host allows.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// Bytes of the file and their place in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segment<'a> {
    pub address: u64,
    pub bytes: &'a [u8],
    /// Bytes in memory: zeros follow those of the file.
    pub size: u64,
    /// Whether it is a LOAD segment.
    pub load: bool,
    /// Whether it is a LOAD segment of instructions.
    pub executable: bool,
}

impl Segment<'_> {
    /// The address after the last.
    fn end(&self) -> u64 {
        self.address + self.size
    }

    /// Whether loading this one puts the very bytes of the other in the other's place.
    fn covers(&self, other: &Self) -> bool {
        let Some(ahead) = other.address.checked_sub(self.address).and_then(|n| usize::try_from(n).ok())
        else {
            return false;
        };
        let bytes = self.bytes.get(ahead..).and_then(|bytes| bytes.get(..other.bytes.len()));
        bytes.is_some_and(|bytes| std::ptr::eq(bytes, other.bytes))
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.address < other.end() && other.address < self.end()
    }
}

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Image<'a> {
    pub entry: u64,
    /// What is to be loaded, in the file's order.
    pub segments: Vec<Segment<'a>>,
    /// Addresses of the sections that hold instructions: ascending, disjoint, none if the file lists none.
    pub code: Vec<Range<u64>>,
}

impl Image<'_> {
    /// Bytes as one segment leaves them, which zeros follow.
    pub(super) fn bytes(&self, address: u64, len: u64) -> Option<Vec<u8>> {
        let holds = |segment: &&Segment<'_>| {
            segment.address <= address && address.checked_add(len).is_some_and(|end| end <= segment.end())
        };
        let segment = self.segments.iter().find(holds)?;
        let (from, len) = (usize::try_from(address - segment.address).ok()?, usize::try_from(len).ok()?);
        let in_file = segment.bytes.get(from..).unwrap_or_default();
        let mut bytes = in_file[..in_file.len().min(len)].to_vec();
        bytes.resize(len, 0);
        Some(bytes)
    }
}

/// Reads and checks the headers.
pub(crate) fn parse(file: &[u8]) -> Result<Image<'_>, ElfError> {
    let header = check_file_header(file)?;
    let entry = header.u64(24);
    let mut segments = Vec::new();
    let table =
        table(file, "program", (header.u64(32), header.u16(54), header.u16(56)), SEGMENT_HEADER_BYTES)?;
    if table.len() > MAX_SEGMENTS * SEGMENT_HEADER_BYTES {
        return Err(ElfError::TooManySegments { got: table.len() / SEGMENT_HEADER_BYTES });
    }
    for (index, bytes) in table.chunks_exact(SEGMENT_HEADER_BYTES).enumerate() {
        segments.extend(read_segment(file, index, Header(bytes))?);
    }
    if !segments.iter().any(|segment| segment.load) {
        return Err(ElfError::Empty);
    }
    for load in [true, false] {
        let alike = segments.iter().filter(|segment| segment.load == load);
        let total = alike.map(|segment| segment.bytes.len() as u64).sum();
        if total > file.len() as u64 {
            return Err(ElfError::SharedBytes { total, file_len: file.len() });
        }
    }
    let segments: Vec<_> =
        (0..segments.len()).filter(|at| !is_redundant(&segments, *at)).map(|at| segments[at]).collect();
    let holds_entry = |segment: &Segment<'_>| {
        let offset = entry.checked_sub(segment.address);
        segment.executable && offset.is_some_and(|offset| offset < segment.bytes.len() as u64)
    };
    if entry & 3 != 0 || !segments.iter().any(holds_entry) {
        return Err(ElfError::Entry { entry });
    }
    Ok(Image { entry, segments, code: code_sections(file, header)? })
}

/// Whether memory is the same without this segment, one that only points at part of a LOAD segment, as notes and
/// the program headers do: that is loaded after it, or before it and nothing else has come in its place since.
fn is_redundant(segments: &[Segment<'_>], at: usize) -> bool {
    let this = &segments[at];
    let untouched =
        |others: &[Segment<'_>]| others.iter().all(|other| !other.overlaps(this) || other.covers(this));
    let covered = |(index, other): (usize, &Segment<'_>)| {
        other.load && other.covers(this) && (index > at || untouched(&segments[index + 1..at]))
    };
    !this.load && segments.iter().enumerate().any(covered)
}

/// The segment of a program header, if it is to be loaded.
fn read_segment<'a>(
    file: &'a [u8],
    index: usize,
    header: Header<'_>,
) -> Result<Option<Segment<'a>>, ElfError> {
    let (kind, flags) = (header.u32(0), header.u32(4));
    let (offset, address) = (header.u64(8), header.u64(16));
    let (file_size, memory_size) = (header.u64(32), header.u64(40));
    if matches!(kind, PT_INTERP | PT_DYNAMIC) {
        return Err(ElfError::Dynamic { index });
    }
    if kind == PT_MIPS_ABIFLAGS {
        return Ok(None);
    }
    if file_size > memory_size || (kind != PT_LOAD && file_size != memory_size) {
        return Err(ElfError::Sizes { index, kind, file_size, memory_size });
    }
    if memory_size == 0 {
        return Ok(None);
    }
    let limit = ADDRESS_END.min(HEAP_START);
    if address.checked_add(memory_size).is_none_or(|end| end > limit) {
        return Err(ElfError::Address { index, address, size: memory_size, limit });
    }
    let bytes = slice(file, offset, file_size, "segment", index)?;
    let load = kind == PT_LOAD;
    Ok(Some(Segment { address, bytes, size: memory_size, load, executable: load && flags & PF_X != 0 }))
}

/// The headers of all sections.
pub(super) fn section_table<'a>(
    file: &'a [u8],
    header: Header<'_>,
) -> Result<impl Iterator<Item = Header<'a>> + Clone, ElfError> {
    let place = (header.u64(40), header.u16(58), header.u16(60));
    Ok(table(file, "section", place, SECTION_HEADER_BYTES)?.chunks_exact(SECTION_HEADER_BYTES).map(Header))
}

/// Addresses of sections that hold instructions, ascending and merged.
fn code_sections(file: &[u8], header: Header<'_>) -> Result<Vec<Range<u64>>, ElfError> {
    let code = section_table(file, header)?
        .filter(|section| section.u64(8) & SHF_EXECINSTR != 0 && section.u32(4) != SHT_NOBITS);
    let mut ranges: Vec<_> = code.map(|section| (section.u64(16), section.u64(32))).collect();
    ranges.sort_unstable();
    let mut merged: Vec<Range<u64>> = Vec::new();
    for (start, size) in ranges {
        let end = start.saturating_add(size);
        match merged.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => merged.push(start..end),
        }
    }
    Ok(merged)
}

/// The header of a file for the machine: 64-bit, big-endian, MIPS, executable.
pub(super) fn check_file_header(file: &[u8]) -> Result<Header<'_>, ElfError> {
    let not_elf = || ElfError::NotElf { len: file.len(), start: file[..file.len().min(4)].to_vec() };
    let header = Header(
        file.get(..FILE_HEADER_BYTES).filter(|head| head.starts_with(b"\x7fELF")).ok_or_else(not_elf)?,
    );
    let fields = [
        ("class", u64::from(file[4]), 2, "2 (64-bit)"),
        ("byte order", u64::from(file[5]), 2, "2 (big-endian)"),
        ("type", header.u16(16), 2, "2 (executable)"),
        ("machine", header.u16(18), 8, "8 (MIPS)"),
    ];
    match fields.into_iter().find(|(_, got, needed, _)| got != needed) {
        Some((field, got, _, expected)) => Err(ElfError::Kind { field, expected, got }),
        None => Ok(header),
    }
}

/// The bytes of a table of headers, given its offset, entry size and entry count.
fn table<'a>(
    file: &'a [u8],
    table: &'static str,
    (offset, entry_size, count): (u64, u64, u64),
    expected: usize,
) -> Result<&'a [u8], ElfError> {
    if count == 0 {
        return Ok(&[]);
    }
    if entry_size != expected as u64 {
        return Err(ElfError::EntrySize { table, expected, got: entry_size });
    }
    let what = if table == "program" { "program header table" } else { "section header table" };
    slice(file, offset, count * entry_size, what, 0)
}

pub(super) fn slice<'a>(
    file: &'a [u8],
    offset: u64,
    size: u64,
    what: &'static str,
    index: usize,
) -> Result<&'a [u8], ElfError> {
    let range = || Some(usize::try_from(offset).ok()?..usize::try_from(offset.checked_add(size)?).ok()?);
    let outside = ElfError::OutsideFile { what, index, offset, size, file_len: file.len() };
    range().and_then(|range| file.get(range)).ok_or(outside)
}

/// Big-endian fields of a header whose length was checked.
#[derive(Clone, Copy)]
pub(super) struct Header<'a>(pub(super) &'a [u8]);

impl Header<'_> {
    fn field<const N: usize>(self, at: usize) -> [u8; N] {
        self.0[at..at + N].try_into().expect("N bytes")
    }

    pub fn u16(self, at: usize) -> u64 {
        u16::from_be_bytes(self.field(at)).into()
    }

    pub fn u32(self, at: usize) -> u32 {
        u32::from_be_bytes(self.field(at))
    }

    pub fn u64(self, at: usize) -> u64 {
        u64::from_be_bytes(self.field(at))
    }
}
