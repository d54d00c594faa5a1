//! The command `vm`: from an ELF file to a checked proof, through the files that Cannon's users know.

use clap::Parser;
use onnx2circuit::command::{self, Cli};
use std::path::Path;
use tests::elf::executable;

/// Runs `onnx2circuit vm …`; an error is its exit status and text.
fn vm(arguments: &[&str]) -> Result<(), (u8, String)> {
    let all = ["onnx2circuit", "vm"].iter().chain(arguments);
    let cli = Cli::try_parse_from(all).map_err(|error| (2, error.to_string()))?;
    command::run(cli).map_err(|failure| (failure.blame as u8, failure.to_string()))
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("it was written")).expect("JSON")
}

#[test]
fn a_program_is_loaded_run_and_proved() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    // addiu v0, zero, 5205 (exit_group); addiu a0, zero, 3; syscall
    let code = [0x2402_1455, 0x2404_0003, 0x0000_000c];
    std::fs::write(path("guest.elf"), executable(&code)).expect("a file");
    let (elf, state, out) = (path("guest.elf"), path("state.bin.gz"), path("out.bin"));
    let kind = "multithreaded64-5";
    vm(&["load-elf", "--type", kind, "--path", &elf, "--out", &state, "--meta", &path("meta.json")])
        .expect("loads");
    assert_eq!(json(Path::new(&path("meta.json")))["symbols"], serde_json::json!([]));
    let (proof, snapshot) = (path("proof-%d.json"), path("state-%d.bin"));
    vm(&[
        "run",
        "--input",
        &state,
        "--output",
        &out,
        "--proof-at",
        "always",
        "--proof-fmt",
        &proof,
        "--snapshot-at",
        "=2",
        "--snapshot-fmt",
        &snapshot,
        "--debug-info",
        &path("debug.json"),
        "--meta",
        &path("meta.json"),
    ])
    .expect("runs");
    assert_eq!(json(Path::new(&path("debug.json")))["total_steps"], 3);
    for step in 0..3 {
        vm(&["check", &path(&format!("proof-{step}.json"))]).expect("holds");
    }
    vm(&["witness", "--input", &out, "--output", &path("witness.bin")]).expect("prints");
    let witness = std::fs::read(path("witness.bin")).expect("it was written");
    assert_eq!((witness.len(), witness[97], witness[98]), (188, 3, 1));
    // A run from the snapshot ends in the same state.
    let (again, last) = (path("state-2.bin"), path("last.bin"));
    vm(&["run", "--input", &again, "--output", &last]).expect("runs");
    assert_eq!(std::fs::read(&last).expect("written"), std::fs::read(&out).expect("written"));
    // The answer no, and input that is wrong.
    let mut changed = json(Path::new(&path("proof-1.json")));
    changed["post"] = changed["pre"].clone();
    std::fs::write(path("changed.json"), changed.to_string()).expect("a file");
    let (status, text) = vm(&["check", &path("changed.json")]).expect_err("another post-state");
    assert!(status == 1 && text.contains("post is 0x"), "{text}");
    std::fs::write(path("old.bin"), [7, 0, 0]).expect("a file");
    let (status, text) = vm(&["witness", "--input", &path("old.bin")]).expect_err("another version");
    assert!(status == 2 && text.contains("version 7 (multithreaded64-4)"), "{text}");
    let wrong = ["run", "--input", &state, "--stop-at", "sometimes"];
    assert!(vm(&wrong).expect_err("no pattern").1.contains("no pattern of steps"));
    let dead = ["run", "--input", &state, "--", "/no/such/server"];
    let (status, text) = vm(&dead).expect_err("no server");
    assert!(status == 2 && text.contains("does not start"), "{text}");
}

#[test]
fn a_machine_without_next_step_is_the_answer_no() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("guest.elf"), executable(&[0, 0x0000_000d])).expect("a file");
    vm(&["load-elf", "--path", &path("guest.elf"), "--out", &path("state.bin")]).expect("loads");
    let (state, out) = (path("state.bin"), path("out.bin"));
    let (status, text) = vm(&["run", "--input", &state, "--output", &out]).expect_err("break");
    assert!(status == 1 && text.contains("step 1:") && text.contains("0x0000000d"), "{text}");
    vm(&["witness", "--input", &out]).expect("the state before the step was kept");
}

/// A file that cannot be written is an error before the first step, not after the last.
#[test]
fn outputs_are_checked_before_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    // A branch to itself.
    std::fs::write(path("guest.elf"), executable(&[0x1000_ffff, 0])).expect("a file");
    vm(&["load-elf", "--path", &path("guest.elf"), "--out", &path("state.bin")]).expect("loads");
    let (state, nowhere, kept) = (path("state.bin"), path("no/such/folder/%d"), path("kept"));
    let cases: [&[&str]; 4] = [
        &["--output", &nowhere, "--snapshot-at", "=500", "--snapshot-fmt", &kept],
        &["--debug-info", &nowhere, "--snapshot-at", "=500", "--snapshot-fmt", &kept],
        &["--proof-at", "=2000", "--proof-fmt", &nowhere, "--snapshot-at", "=500", "--snapshot-fmt", &kept],
        &["--snapshot-at", "=2000", "--snapshot-fmt", &nowhere],
    ];
    for flags in cases {
        let all = [&["run", "--max-steps", "1000", "--input", &state], flags].concat();
        let (status, text) = vm(&all).expect_err("no such folder");
        assert!(status == 2 && text.contains("no/such/folder"), "{text}");
        assert!(!Path::new(&kept).exists(), "it ran all the same");
    }
}

#[test]
fn vectors_are_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("steps.jsonl").display().to_string();
    let mut state = [0u8; 188];
    state[98] = 1;
    let line = |post: &str| {
        format!("{{\"n\":\"x\",\"s\":\"{}\",\"p\":\"\",\"post\":\"{post}\"}}\n", hex::encode(state))
    };
    let good = fault_proof_vm::Witness::decode(&state).expect("a state").hash();
    std::fs::write(&path, line(&hex::encode(good))).expect("a file");
    vm(&["vectors", &path]).expect("passes");
    vm(&["vectors", &path, "--contract"]).expect("passes in the contract too");
    std::fs::write(&path, line(&hex::encode(good)) + &line(&"00".repeat(32))).expect("a file");
    let (status, text) = vm(&["vectors", &path, "--contract"]).expect_err("one fails");
    let both = ["machine: 1 of 2 vectors pass", "contract: 1 of 2 vectors pass"];
    assert!(status == 1 && both.iter().all(|part| text.contains(part)), "{text}");
    assert_eq!(vm(&["vectors", "/no/such/file"]).expect_err("no file").0, 2);
}
