//! State files: what is written is read again, and nothing else than a state file is read.

use crate::asm::{CODE, exit_group, machine, state};
use fault_proof_vm::state::{
    FileError, FileLimits, Reservation, Thread, load_state, read_state, save_state, write_state,
};
use fault_proof_vm::{State, Version};
use proptest::prelude::*;

/// A state with something in every field.
fn rich() -> State {
    let mut state = machine(&exit_group(3), &[(5, 0x1234_5678_9abc_def0)]).into_state();
    state.memory.write_bytes(0x7fff_ffff_f000, &[7; 5000]).unwrap();
    let control = &mut state.control;
    control.preimage_key = [0xab; 32];
    control.preimage_offset = 17;
    control.reservation = Reservation { status: 2, address: 0x2003, owner: 4 };
    control.exit_code = 9;
    control.step = 1 << 40;
    control.steps_since_switch = 99;
    control.traverse_right = true;
    control.next_thread_id = 8;
    state.threads.right =
        vec![Thread { id: 7, exited: true, exit_code: 1, lo: 5, hi: 6, ..Thread::default() }; 2];
    state.last_hint = b"\0\0\0\x09part".to_vec();
    state
}

fn written(state: &State) -> Vec<u8> {
    let mut file = Vec::new();
    write_state(&mut file, state).unwrap();
    file
}

fn read(file: &[u8]) -> Result<State, FileError> {
    read_state(file, FileLimits::default())
}

#[test]
fn round_trip() {
    let mut state = rich();
    let file = written(&state);
    let mut again = read(&file).unwrap();
    assert_eq!(written(&again), file);
    assert_eq!(again.witness(), state.witness());
    assert_eq!(again.last_hint, state.last_hint);
    // The version is in the first byte, and in nothing that is hashed.
    state.version = Version::Ml;
    let other = written(&state);
    assert_eq!((other[0], &other[1..]), (0x88, &file[1..]));
    let mut again = read(&other).unwrap();
    assert_eq!((again.version, again.witness()), (Version::Ml, state.witness()));
    state.version = Version::V8;
    let folder = tempfile::tempdir().unwrap();
    for name in ["state.bin", "state.bin.gz"] {
        let path = folder.path().join(name);
        save_state(&path, &state).unwrap();
        let first = std::fs::read(&path).unwrap();
        assert_eq!(load_state(&path, FileLimits::default()).unwrap().witness(), state.witness());
        save_state(&path, &state).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), first, "same state, same bytes");
        assert_eq!(first[0] == 8, name == "state.bin");
    }
}

/// The layout, by the size and the first bytes of the smallest state.
#[test]
fn the_empty_state_has_419_bytes() {
    let mut state = State::start(0);
    state.control.heap = 0;
    let file = written(&state);
    assert_eq!(file.len(), 419);
    assert_eq!(file[..9], [8, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(file[100], 1, "next thread identifier");
    assert_eq!(file[108], 1, "one left thread");
    assert_eq!(file[109 + 25], 4, "its next pc");
}

#[test]
fn errors_name_their_cause() {
    let file = written(&rich());
    let change = |at: usize, byte: u8| {
        let mut changed = file.clone();
        changed[at] = byte;
        read(&changed).unwrap_err().to_string()
    };
    assert_eq!(
        change(0, 7),
        "state file has version 7 (multithreaded64-4), which is neither 8 (multithreaded64-5) nor 136 (multithreaded64-5-ml)"
    );
    assert!(change(9, 0xff).contains("page 0xff00000000000001"), "{}", change(9, 0xff));
    let page = 9 + 8 + 4096;
    assert!(
        change(page, 0x10).contains("page 0x10000007ffffffff cannot follow page Some(1)"),
        "{}",
        change(page, 0x10)
    );
    let fields = 9 + 3 * (8 + 4096) + 32 + 8 + 8 + 1 + 8 + 8;
    assert!(change(fields + 1, 2).contains("`exited` is 2"));
    assert!(change(fields + 2 + 16, 3).contains("`traverse right` is 3"));
    assert!(change(fields + 2 + 16 + 1 + 8, 1).contains("left threads"), "more threads than bytes");
    assert!(change(1, 1).contains("page"));
    let mut longer = file.clone();
    longer.push(0);
    assert!(matches!(read(&longer), Err(FileError::TrailingBytes)));
    let limits = |bytes| FileLimits { bytes, ..FileLimits::default() };
    let len = file.len() as u64;
    assert!(read_state(&file[..], limits(len)).is_ok());
    assert!(matches!(read_state(&file[..], limits(len - 1)), Err(FileError::TooLong { .. })));
    assert!(matches!(read_state(&longer[..], limits(len)), Err(FileError::TrailingBytes)));
}

/// Nothing bounds threads and hints but the file's size, and a count alone reserves nothing.
#[test]
fn many_threads_and_a_long_hint_come_back() {
    let mut state = rich();
    state.threads.left = (0..70_000).map(|id| Thread { id, ..Thread::default() }).collect();
    state.threads.right = state.threads.left[..5].to_vec();
    state.last_hint = [&[2, 0, 0, 0][..], &[9; 20_000_000]].concat();
    let file = written(&state);
    let again = read(&file).unwrap();
    assert_eq!(again.threads, state.threads);
    assert!(again.last_hint == state.last_hint);
    let empty = written(&State::start(0));
    for count in [1u64 << 40, 1 << 60, u64::MAX] {
        for at in [1, 101, empty.len() - 12] {
            let mut hostile = empty.clone();
            hostile[at..at + 8].copy_from_slice(&count.to_be_bytes());
            assert!(read(&hostile).is_err(), "count {count:#x} at {at}");
        }
    }
}

/// The pages of a file are bounded as those of a machine are, and the reader's bound is the machine's from then on.
#[test]
fn pages_are_bounded() {
    let file = written(&rich());
    let state = read_state(&file[..], FileLimits::for_pages(3)).unwrap();
    assert_eq!((state.memory.page_count(), state.memory.page_limit()), (3, 3));
    assert!(matches!(read_state(&file[..], FileLimits::for_pages(2)), Err(FileError::Memory(_))));
    assert!(FileLimits::default().bytes > (1 << 20) * (8 + 4096), "room for all pages a machine may have");
}

#[test]
fn twice_the_same_page_is_refused() {
    let mut file = written(&state(&[0]));
    assert_eq!(file[8], 1);
    file[8] = 2;
    let page = file[9..9 + 8 + 4096].to_vec();
    file.splice(9..9, page);
    let error = read(&file).unwrap_err();
    assert!(
        matches!(error, FileError::PageOrder { number, previous: Some(p) } if number == p && p == CODE >> 12)
    );
}

proptest! {
    #[test]
    fn every_cut_is_an_error(cut in any::<prop::sample::Index>()) {
        let file = written(&rich());
        prop_assert!(read(&file[..cut.index(file.len())]).is_err());
    }

    #[test]
    fn hostile_files_do_not_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        small in any::<bool>(),
    ) {
        let mut file = written(&if small { State::start(0) } else { rich() });
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok(state) = read(&file) {
            prop_assert_eq!(written(&state), file);
        }
    }

    #[test]
    fn random_bytes_do_not_panic(mut file in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Some(first) = file.first_mut() {
            *first = 8;
        }
        prop_assert!(read(&file).is_err());
    }
}
