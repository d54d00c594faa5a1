//! Anvil, which comes with the contracts' compiler (scripts/contracts.sh) or lies on the path. Where there is none, a test that
//! needs it says so; with `CI=true` it fails.

use contracts::chain::{Chain, Rpc};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A node that ends with the test.
pub struct Node {
    process: Child,
    /// Where it is.
    #[allow(dead_code, reason = "not all tests put somebody on the line")]
    pub url: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program, if it is here.
fn anvil() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts/node_modules");
    let ours = folder.join("@foundry-rs/anvil-linux-amd64/bin/anvil");
    let starts = |path: &PathBuf| {
        Command::new(path).arg("--version").output().is_ok_and(|output| output.status.success())
    };
    [ours, PathBuf::from("anvil")].into_iter().find(starts)
}

/// A node at work, and its interface; none where there is no program for it.
pub fn start(arguments: &[&str]) -> Option<(Node, Rpc)> {
    let Some(program) = anvil() else {
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no anvil, which this machine must have");
        println!("skipped: no anvil (scripts/contracts.sh fetches it)");
        return None;
    };
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut command = Command::new(program);
    command.args(["--silent", "--port", &port]).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    let node = Node { process: command.spawn().unwrap(), url: format!("http://127.0.0.1:{port}") };
    let mut rpc = Rpc::new(&node.url);
    let waited = (0..200).find(|_| {
        std::thread::sleep(Duration::from_millis(100));
        rpc.time().is_ok()
    });
    assert!(waited.is_some(), "the node does not answer");
    Some((node, rpc))
}
