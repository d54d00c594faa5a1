//! A whole game on a node of somebody else's: anvil, which comes with the contracts' compiler (scripts/contracts.sh) or
//! lies on the path. Where there is none, the test says so; with `CI=true` it fails.

use crate::games::{SETTINGS, STEPS, Table};
use contracts::chain::{Chain, Rpc};
use dispute::game::{Named, Seat, play_out};
use dispute::player::{Contract, Player, View, deploy};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A node that ends with the test.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
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

#[test]
fn a_game_on_anvil() {
    let Some(program) = anvil() else {
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no anvil, which this machine must have");
        println!("skipped: no anvil (scripts/contracts.sh fetches it)");
        return;
    };
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut command = Command::new(program);
    command.args(["--silent", "--port", &port]).stdout(Stdio::null()).stderr(Stdio::null());
    let _node = Node(command.spawn().unwrap());
    let mut rpc = Rpc::new(&format!("http://127.0.0.1:{port}"));
    let waited = (0..200).find(|_| {
        std::thread::sleep(Duration::from_millis(100));
        rpc.time().is_ok()
    });
    assert!(waited.is_some(), "the node does not answer");
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let board = |account: usize| Contract::new(rpc.clone(), deployed.game, accounts[account], deployed.block);
    let table = Table::new();
    let mut liar = Player::new(board(2), table.lie(2, &[1, 5], 7));
    liar.tidy = false;
    let (claim, _) = liar.open(&table.input).unwrap();
    let honest = Player::new(board(1), table.truth());
    let mut seats: [Box<dyn Seat>; 2] = [
        Box::new(Named { name: "liar".into(), player: liar }),
        Box::new(Named { name: "honest".into(), player: honest }),
    ];
    let mut referee = board(0);
    play_out(&mut referee, &claim, &mut seats, 200_000, |rpc, seconds| rpc.pass(seconds), |_| {}).unwrap();
    assert_eq!(referee.claims().unwrap()[0].result, Some(table.truth().run().state(STEPS)));
}
