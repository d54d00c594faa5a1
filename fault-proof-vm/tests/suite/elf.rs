//! ELF loading: a small file made here, and every way to break it.

use crate::asm::{CODE, NOP, bytes, daddiu, exit_group};
use fault_proof_vm::elf::{ElfError, GoBuild, load};
use fault_proof_vm::sanitise::{Fault, check_elf};
use fault_proof_vm::state::HEAP_START;
use fault_proof_vm::{State, Vm};
use proptest::prelude::*;

/// A program header: type, flags, offset, address, file size, memory size.
pub type Segment = (u32, u32, u64, u64, u64, u64);

pub const LOAD: u32 = 1;
pub const NOTE: u32 = 4;
/// Offset of the code in the file.
pub const TEXT: u64 = 0x200;
const DATA: u64 = 0x300;

fn segment_bytes((kind, flags, offset, address, file_size, memory_size): Segment) -> Vec<u8> {
    let head = [kind.to_be_bytes(), flags.to_be_bytes()].concat();
    let rest = [offset, address, address, file_size, memory_size, 0x1000];
    [head, rest.map(u64::to_be_bytes).concat()].concat()
}

/// An ELF file with these program headers, code at [`TEXT`] and 64 bytes of data at [`DATA`], that starts at
/// [`CODE`].
fn file(segments: &[Segment], code: &[u32]) -> Vec<u8> {
    file_from(CODE, segments, code)
}

/// The same, with another start.
pub fn file_from(entry: u64, segments: &[Segment], code: &[u32]) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x02\x01".to_vec();
    file.resize(16, 0);
    file.extend([0, 2, 0, 8, 0, 0, 0, 1]);
    file.extend([entry, 64, 0].map(u64::to_be_bytes).concat());
    file.extend([0, 0, 0, 0, 0, 64, 0, 56, 0, segments.len() as u8, 0, 64, 0, 0, 0, 0]);
    assert_eq!(file.len(), 64);
    segments.iter().for_each(|segment| file.extend(segment_bytes(*segment)));
    file.resize(TEXT as usize, 0);
    file.extend(bytes(code));
    file.resize(DATA as usize, 0);
    file.extend(1..=64);
    file
}

fn text(words: usize) -> Segment {
    (LOAD, 5, TEXT, CODE, 4 * words as u64, 4 * words as u64)
}

const DATA_SEGMENT: Segment = (LOAD, 6, DATA, 0x2003, 64, 0x1_0000);

fn good() -> Vec<u8> {
    let code = exit_group(0);
    file(&[text(code.len()), DATA_SEGMENT, (0x7000_0003, 4, 0, 0, 24, 0)], &code)
}

fn error(segments: &[Segment]) -> ElfError {
    load(&file(segments, &exit_group(0))).unwrap_err()
}

#[test]
fn a_program_loads_and_runs() {
    let mut state = load(&good()).unwrap();
    let thread = state.active_thread().unwrap().clone();
    assert_eq!((thread.pc, thread.next_pc, thread.registers[29]), (CODE, CODE + 4, 0x7fff_ffff_f000));
    assert_eq!((state.control.heap, state.control.next_thread_id), (HEAP_START, 1));
    assert_eq!(state.memory().read_bytes(0x2003, 65), (1..=64).chain([0]).collect::<Vec<u8>>());
    assert_eq!(state.memory().read_bytes(CODE, 12), bytes(&exit_group(0)));
    assert_eq!(state.hash(), load(&good()).unwrap().hash());
    let outcome = Vm::new(state).run(100).unwrap();
    assert!(outcome.exited && outcome.exit_code == 0);
}

/// Zero fill wins over what an earlier segment put there, and costs no pages.
#[test]
fn zero_fill() {
    let code = exit_group(0);
    let over = (LOAD, 6, DATA, 0x2001, 1, 0x1000);
    let state = load(&file(&[text(code.len()), DATA_SEGMENT, over], &code)).unwrap();
    assert_eq!(state.memory().read_bytes(0x2000, 68), [vec![0, 1], vec![0; 66]].concat());
    let huge = (LOAD, 6, 0, 0x4000, 0, HEAP_START - 0x4000);
    let state: State = load(&file(&[text(code.len()), huge], &code)).unwrap();
    assert_eq!(state.memory().page_count(), 1 + 5);
}

/// What Cannon does with program headers, whatever their type: bytes at their address, one after the other.
fn loaded_one_by_one(file: &[u8], segments: &[Segment]) -> State {
    let mut state = load(&self::file(&segments[..1], &exit_group(0))).unwrap();
    for &(_, _, offset, address, file_size, memory_size) in segments {
        let mut bytes = file[offset as usize..(offset + file_size) as usize].to_vec();
        bytes.resize(memory_size as usize, 0);
        state.memory.write_bytes(address, &bytes).unwrap();
    }
    state
}

/// A segment that only points at part of another one costs no memory and keeps none from being mapped.
#[test]
fn notes_inside_other_segments_change_nothing() {
    let code = exit_group(0);
    let inside = |kind, from, len| (kind, 4, DATA + from, 0x2003 + from, len, len);
    let all = [inside(6, 0, 8), text(code.len()), DATA_SEGMENT, inside(NOTE, 8, 16), inside(NOTE, 8, 4)];
    let mut with = load(&file(&all, &code)).unwrap();
    let mut without = load(&file(&all[1..3], &code)).unwrap();
    assert_eq!(with.hash(), without.hash());
    assert_eq!(with.memory().page_count(), without.memory().page_count());
    // Unless something came between: the note brings its bytes back.
    let over = (LOAD, 6, DATA, 0x2003 + 9, 3, 3);
    let restored = load(&file(&[text(code.len()), DATA_SEGMENT, over, inside(NOTE, 8, 4)], &code)).unwrap();
    assert_eq!(restored.memory().read_bytes(0x2003 + 8, 4), [9, 10, 11, 12]);
}

#[test]
fn errors_name_their_cause() {
    let code = text(3);
    assert!(matches!(load(b""), Err(ElfError::NotElf { len: 0, .. })));
    assert!(matches!(load(&good()[..63]), Err(ElfError::NotElf { len: 63, .. })));
    for (at, byte, field) in [(4, 1, "class"), (5, 1, "byte order"), (17, 3, "type"), (19, 243, "machine")] {
        let mut file = good();
        file[at] = byte;
        assert!(matches!(load(&file), Err(ElfError::Kind { field: got, .. }) if got == field), "{field}");
    }
    let mut small_headers = good();
    small_headers[55] = 32;
    assert!(matches!(load(&small_headers), Err(ElfError::EntrySize { got: 32, .. })));
    let mut far_headers = good();
    far_headers[32] = 0xff;
    let message = load(&far_headers).unwrap_err().to_string();
    assert!(
        message.contains("program header table 0: 168 bytes at file offset 0xff00000000000040"),
        "{message}"
    );
    let mut many = file(&[code], &exit_group(0));
    many[57] = 129;
    many.resize(0x4000, 0);
    assert_eq!(load(&many).unwrap_err(), ElfError::TooManySegments { got: 129 });
    assert_eq!(error(&[code, (3, 4, 0, 0, 0, 0)]), ElfError::Dynamic { index: 1 });
    assert!(matches!(
        error(&[code, (LOAD, 4, DATA, 0x3000, 65, 65)]),
        ElfError::OutsideFile { index: 1, .. }
    ));
    assert!(matches!(error(&[code, (LOAD, 4, u64::MAX, 0x3000, 2, 2)]), ElfError::OutsideFile { .. }));
    assert!(matches!(error(&[code, (LOAD, 4, DATA, 0x3000, 2, 1)]), ElfError::Sizes { .. }));
    assert!(matches!(error(&[code, (7, 4, DATA, 0x3000, 0, 1)]), ElfError::Sizes { kind: 7, .. }));
    assert!(matches!(error(&[code, (NOTE, 4, DATA, HEAP_START, 1, 1)]), ElfError::Address { index: 1, .. }));
    assert!(matches!(
        error(&[code, (NOTE, 4, DATA, 0x3000, 65, 65)]),
        ElfError::OutsideFile { index: 1, .. }
    ));
    assert!(matches!(error(&[code, (LOAD, 4, DATA, HEAP_START - 1, 2, 2)]), ElfError::Address { .. }));
    assert!(matches!(error(&[code, (LOAD, 4, DATA, u64::MAX, 1, 1)]), ElfError::Address { .. }));
    assert_eq!(error(&[]), ElfError::Empty);
    let whole = (LOAD, 4, 0, 0x10_0000, 0x340, 0x340);
    assert!(matches!(error(&[code, whole, whole]), ElfError::SharedBytes { total: 1676, file_len: 832 }));
    let note = (NOTE, 4, 0, 0x20_0000, 0x340, 0x340);
    assert!(load(&file(&[code, whole, note], &exit_group(0))).is_err(), "code is used twice");
    assert!(load(&file(&[code, note], &exit_group(0))).is_ok());
    assert!(matches!(error(&[code, note, note]), ElfError::SharedBytes { total: 1664, .. }));
    assert_eq!(error(&[DATA_SEGMENT]), ElfError::Entry { entry: CODE });
    assert_eq!(error(&[(LOAD, 6, TEXT, CODE, 12, 12)]), ElfError::Entry { entry: CODE });
    let mut odd = good();
    odd[31] = 2;
    assert_eq!(load(&odd).unwrap_err(), ElfError::Entry { entry: CODE + 2 });
}

#[test]
fn the_check_sees_every_word_of_executable_segments() {
    let code = [daddiu(8, 8, 1), 0x0000_0034, NOP, 12];
    let report = check_elf(&file(&[text(code.len()), DATA_SEGMENT], &code)).unwrap();
    assert_eq!((report.instructions, report.syscalls), (4, vec![CODE + 12]));
    let found: Vec<_> =
        report.findings.iter().map(|finding| (finding.address, finding.word, finding.fault)).collect();
    assert_eq!(found, [(CODE + 4, 0x34, Fault::Invalid)]);
}

/// Sections say what of an executable segment is code.
#[test]
fn sections_narrow_the_check() {
    let code = [0x0000_000d, NOP, 12, 0x0000_000d];
    let mut file = file(&[text(code.len())], &code);
    let table = file.len() as u64;
    for (flags, address, size) in [(6u64, CODE + 4, 4u64), (2, CODE, 16), (6, CODE + 8, 4)] {
        file.extend([0u32, 1].map(u32::to_be_bytes).concat());
        file.extend([flags, address, TEXT, size, 0, 0, 0].map(u64::to_be_bytes).concat());
    }
    file[40..48].copy_from_slice(&table.to_be_bytes());
    file[61] = 3;
    let report = check_elf(&file).unwrap();
    assert_eq!((report.instructions, report.unlisted, report.findings), (2, 2, vec![]));
    file[61] = 4;
    assert!(matches!(check_elf(&file), Err(ElfError::OutsideFile { what: "section header table", .. })));
}

proptest! {
    /// Segments of all types, on top of each other, are loaded as if one by one.
    #[test]
    fn segments_of_all_types_are_loaded(
        others in prop::collection::vec((0u64..48, 0u64..48, 1u64..16, 0u64..24, 0usize..4), 1..5),
        aligned in any::<bool>(),
    ) {
        let code = exit_group(0);
        let mut segments = vec![text(code.len())];
        for (from, to, len, zeros, kind) in others {
            // Types of loaded segments, notes, program headers, and one of MIPS.
            let kind = [LOAD, NOTE, 6, 0x7000_0001][kind];
            let zeros = if kind == LOAD { zeros } else { 0 };
            let to = if aligned { from } else { to };
            segments.push((kind, 4, DATA + from, 0x2000 + to, len, len + zeros));
        }
        let file = file(&segments, &code);
        prop_assert_eq!(load(&file).unwrap().hash(), loaded_one_by_one(&file, &segments).hash());
    }

    #[test]
    fn hostile_files_do_not_panic(
        changes in prop::collection::vec((0usize..300, any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = good();
        changes.into_iter().for_each(|(at, byte)| file[at] = byte);
        file.truncate(cut.map_or(file.len(), |cut| cut.index(file.len())));
        let _ = check_elf(&file);
        let _ = GoBuild::of_elf(&file);
        if let Ok(state) = load(&file) {
            prop_assert!(state.memory().page_count() < 20);
            let _ = Vm::new(state).run(1000);
        }
    }
}
