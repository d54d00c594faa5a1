//! A process that is killed while it writes leaves the old file or the new one, whole.

use crate::asm::{NOP, state};
use fault_proof_vm::State;
use fault_proof_vm::files::DraftFolder;
use fault_proof_vm::host::{FileStore, Source, key};
use fault_proof_vm::runner::{FileOutput, Observer, Plan, Proof, Watched, run};
use fault_proof_vm::state::{FileLimits, load_state, save_state};
use fault_proof_vm::{Vm, host::NoHost};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Tells the process that is to be killed where to write.
const FOLDER: &str = "WRITE_UNTIL_KILLED";
const KILLS: u64 = 24;
/// Bytes of a pre-image.
const PREIMAGE: usize = 300_000;
/// Files of a folder that belong together; the last makes it whole.
const PARTS: [&str; 3] = ["a", "b", "list"];

/// Bytes that do not compress.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut x = seed + 1;
    std::iter::repeat_with(|| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x as u8
    })
    .take(len)
    .collect()
}

/// One of two states of some hundred pages.
fn version(which: u64) -> State {
    let mut state = state(&[NOP; 4]);
    state.memory.write_bytes(0x10_0000, &noise(which, 500_000)).unwrap();
    state
}

/// Writes everything that a run writes, in both versions by turns.
fn write_for_ever(folder: &Path, ready: impl Fn()) -> ! {
    struct Ear;
    impl Observer for Ear {}
    let path = |name: &str| folder.join(name).display().to_string();
    let mut output =
        FileOutput { proof_format: path("proof.json"), snapshot_format: path("snapshot.bin"), listener: Ear };
    let plan = Plan {
        proof_at: "always".parse().unwrap(),
        snapshot_at: "=1".parse().unwrap(),
        max_steps: Some(2),
        ..Plan::default()
    };
    let states = [version(0), version(1)];
    let store = FileStore::create(&folder.join("store")).unwrap();
    for turn in 0.. {
        let which = turn % 2;
        let state = &states[which as usize];
        save_state(&folder.join("state.bin.gz"), state).unwrap();
        save_state(&folder.join("state.bin"), state).unwrap();
        run(&mut Vm::with_host(state.clone(), Watched::new(NoHost)), &plan, &mut output).unwrap();
        store.insert_keccak(&noise(which, PREIMAGE)).unwrap();
        let draft = DraftFolder::create(&folder.join("parts")).unwrap();
        PARTS.iter().for_each(|name| draft.write(name, &noise(which, 100_000)).unwrap());
        draft.commit(PARTS[2]).unwrap();
        if turn == 1 {
            ready();
        }
    }
    unreachable!("it is killed")
}

/// Whether all files are there and whole; panics if one is not.
fn check(folder: &Path) {
    let hashes = [0, 1].map(|which| version(which).hash());
    for name in ["state.bin.gz", "state.bin", "snapshot.bin"] {
        let mut state = load_state(&folder.join(name), FileLimits::default())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(name == "snapshot.bin" || hashes.contains(&state.hash()), "{name} is neither state");
    }
    let proof = Proof::from_json(&fs::read(folder.join("proof.json")).unwrap()).unwrap();
    proof.check().unwrap();
    let mut store = FileStore::open(&folder.join("store")).unwrap();
    for which in [0, 1] {
        let preimage = noise(which, PREIMAGE);
        assert_eq!(store.fetch(&key::keccak(&preimage)).unwrap(), Some(preimage));
    }
    // Without the file that makes it whole, a folder counts as not there.
    let parts = folder.join("parts");
    if let Ok(last) = fs::read(parts.join(PARTS[2])) {
        assert!([0, 1].map(|which| noise(which, 100_000)).contains(&last));
        PARTS.iter().for_each(|name| assert!(fs::read(parts.join(name)).unwrap() == last, "{name}"));
    }
}

#[test]
fn a_killed_writer_leaves_whole_files() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        write_for_ever(Path::new(&folder), || println!("\nready"));
    }
    let folder = tempfile::tempdir().unwrap();
    for round in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "whole_files::a_killed_writer_leaves_whole_files", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "ready"), "the writer ended by itself");
        std::thread::sleep(Duration::from_micros(round * 7_919 % 40_000));
        child.kill().unwrap();
        child.wait().unwrap();
        check(folder.path());
    }
}
