//! Proofs and disputes on a chain: pages of the documentation are followed word by word, on anvil, which comes with the contracts'
//! compiler (scripts/contracts.sh) or lies on the path. Where there is none, the test says so; with `CI=true` it fails.

use crate::folder::Folder;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository")
}

/// The folders of anvil and cast, and that of the command.
fn programs() -> Option<String> {
    let modules = root().join("contracts/node_modules/@foundry-rs");
    let command = Path::new(env!("CARGO_BIN_EXE_onnx2circuit")).parent().expect("a folder");
    let folders = ["anvil-linux-amd64/bin", "cast-linux-amd64/bin"].map(|f| modules.join(f));
    let path = std::env::var("PATH").unwrap_or_default();
    let all = [command, &folders[0], &folders[1]].map(|f| f.display().to_string());
    let path = [&all[..], &[path]].concat().join(":");
    let starts = |name: &str| {
        let mut version = Command::new("bash");
        version.args(["-c", &format!("{name} --version")]).env("PATH", &path);
        version.output().is_ok_and(|output| output.status.success())
    };
    ["anvil", "cast"].into_iter().all(starts).then_some(path)
}

/// What is exported is a project that forge builds and tests, with the compiler of this repository.
#[test]
fn the_exported_project_builds_and_tests_its_proof() {
    let modules = root().join("contracts/node_modules");
    let forge = modules.join("@foundry-rs/forge-linux-amd64/bin/forge");
    let starts = Command::new(&forge).arg("--version").output().is_ok_and(|ran| ran.status.success());
    if !starts {
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no forge, which this machine must have");
        println!("skipped: no forge (scripts/contracts.sh fetches it)");
        return;
    }
    let folder = Folder::new();
    folder.write("m.onnx", tests::onnx::perceptron(1));
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    folder.run("compile m.onnx -o m.o2c --input-range x=-1..1").fine();
    folder.run("setup m.o2c --unsafe-development-srs -o keys").fine();
    folder.run("prove m.o2c --unsafe-development-srs --keys keys --input x.json").fine();
    folder.write(
        "lie.json",
        std::fs::read_to_string(folder.path("public.json")).expect("text").replace('1', "2"),
    );
    let lie = folder.run("export-verifier keys -o project --proof proof.bin --public lie.json");
    assert!(lie.status != 0 && !folder.path("project").exists(), "{lie:?}");
    // Twice: into a folder that is there, too.
    folder.run("export-verifier keys -o project").fine();
    folder.run("export-verifier keys -o project --proof proof.bin").fine();
    assert!(folder.path("project/call.hex").exists());
    std::os::unix::fs::symlink(&modules, folder.path("project/node_modules")).expect("a link");
    let test = |change: &str| {
        let call = std::fs::read_to_string(folder.path("project/call.hex")).expect("a call");
        let at = call.len() - 200;
        let changed = format!("{}{change}{}", &call[..at], &call[at + change.len()..]);
        folder.write("project/call.hex", changed);
        let ran =
            Command::new(&forge).arg("test").current_dir(folder.path("project")).output().expect("runs");
        folder.write("project/call.hex", call);
        (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned())
    };
    let (passed, said) = test("");
    assert!(passed && said.contains("3 passed") && said.contains("test_the_proof()"), "{said}");
    let (passed, said) = test("5a5a5a5a");
    assert!(!passed && said.contains("the proof is refused"), "{said}");
}

/// What a page's commands print, followed word by word; none where there is no anvil.
fn follow(page: &str, least: usize) -> Option<[String; 2]> {
    let Some(path) = programs() else {
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no anvil, which this machine must have");
        println!("skipped: no anvil with cast (scripts/contracts.sh fetches them)");
        return None;
    };
    let page = std::fs::read_to_string(root().join(page)).expect("the page");
    let blocks: Vec<&str> =
        page.split("```sh\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(blocks.len() >= least, "only {} examples: they are not found", blocks.len());
    // A port that was free a moment ago, and an end to what the page starts.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let script = format!(
        "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{}\necho the end\n",
        blocks.concat().replace("8545", &port)
    );
    let folder = Folder::new();
    std::os::unix::fs::symlink(root().join("models"), folder.path("models")).expect("a link");
    let ran = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path(""))
        .env("PATH", path)
        .stdin(Stdio::null())
        .output()
        .expect("bash runs");
    let said = [&ran.stdout, &ran.stderr].map(|said| String::from_utf8_lossy(said).into_owned());
    println!("{}", said[0]);
    assert!(ran.status.success() && said[0].ends_with("the end\n"), "{}\n{}", said[0], said[1]);
    Some(said)
}

/// A stranger comes from an ONNX file to a claim, a lie, and a dispute that is resolved.
#[test]
#[ignore = "a minute or more: MNIST compiled, and stepped through by both machines several times"]
fn a_page_leads_from_a_model_to_a_resolved_dispute() {
    let Some([stdout, stderr]) = follow("docs/first-dispute.md", 6) else { return };
    let count = |text: &str| stdout.matches(text).count();
    assert_eq!(count("open, the right commitment is there"), 2, "{stdout}\n{stderr}");
    assert_eq!(count("open, WRONG: challenge it"), 1, "{stdout}\n{stderr}");
    // The liar's bond is lost, both claims came to what is so, and nothing to anything else.
    assert_eq!((count("resolved, right"), count("resolved, WRONG")), (2, 0), "{stdout}\n{stderr}");
    assert_eq!(count("resolved to 0x"), 2, "{stdout}\n{stderr}");
    assert!(stdout.contains("the challenger wins after"), "{stdout}\n{stderr}");
}

#[test]
#[ignore = "a minute or more: a proof of MNIST in a tall layout"]
fn the_page_leads_from_a_model_to_an_accepted_proof() {
    let Some([stdout, stderr]) = follow("docs/evm-verifier.md", 7) else { return };
    let word = format!("0x{:064x}", 1);
    assert_eq!(stdout.matches(&word).count(), 1, "the contract accepts once: {stdout}\n{stderr}");
    assert!(stdout.contains("accepted by the contract"), "{stdout}");
    assert!(
        stdout.contains("is settled by a proof") && stdout.contains("settled by a proof, right"),
        "{stdout}\n{stderr}"
    );
    assert!(stderr.contains("8ac5ff0b") || stderr.contains("Refused"), "the lie is not refused: {stderr}");
}
