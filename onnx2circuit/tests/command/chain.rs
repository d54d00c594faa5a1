//! Proofs on a chain: the page of the documentation is followed word by word, on anvil, which comes with the contracts'
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

#[test]
#[ignore = "a minute or more: a proof of MNIST in a tall layout"]
fn the_page_leads_from_a_model_to_an_accepted_proof() {
    let Some(path) = programs() else {
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no anvil, which this machine must have");
        println!("skipped: no anvil with cast (scripts/contracts.sh fetches them)");
        return;
    };
    let page = std::fs::read_to_string(root().join("docs/evm-verifier.md")).expect("the page");
    let blocks: Vec<&str> =
        page.split("```sh\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(blocks.len() > 6, "only {} examples: they are not found", blocks.len());
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
    let (stdout, stderr) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    println!("{stdout}");
    assert!(ran.status.success(), "{stdout}\n{stderr}");
    let word = format!("0x{:064x}", 1);
    assert_eq!(stdout.matches(&word).count(), 1, "the contract accepts once: {stdout}\n{stderr}");
    assert!(stdout.contains("accepted by the contract") && stdout.ends_with("the end\n"), "{stdout}");
    assert!(stderr.contains("8ac5ff0b") || stderr.contains("Refused"), "the lie is not refused: {stderr}");
}
