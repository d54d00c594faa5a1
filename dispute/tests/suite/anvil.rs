//! A whole game on a node of somebody else's: anvil, which comes with the contracts' compiler (scripts/contracts.sh) or
//! lies on the path. Where there is none, the test says so; with `CI=true` it fails.

use crate::games::{SETTINGS, STEPS, Table};
use contracts::artifact::PREIMAGE_ORACLE;
use contracts::chain::{Chain, ChainError, Rpc};
use dispute::game::{Named, Seat, play_out};
use dispute::player::journal::FINALITY;
use dispute::player::{Contract, Deployed, Deployment, Player, Settings, View, address_of, deploy};
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

/// A node at work, and its interface; none where there is no program for it.
fn start() -> Option<(Node, Rpc)> {
    let Some(program) = anvil() else {
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no anvil, which this machine must have");
        println!("skipped: no anvil (scripts/contracts.sh fetches it)");
        return None;
    };
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut command = Command::new(program);
    command.args(["--silent", "--port", &port]).stdout(Stdio::null()).stderr(Stdio::null());
    let node = Node(command.spawn().unwrap());
    let mut rpc = Rpc::new(&format!("http://127.0.0.1:{port}"));
    let waited = (0..200).find(|_| {
        std::thread::sleep(Duration::from_millis(100));
        rpc.time().is_ok()
    });
    assert!(waited.is_some(), "the node does not answer");
    Some((node, rpc))
}

/// A game of two that the truth wins, whatever happens whenever nobody moves.
fn play(mut rpc: Rpc, finality: u64, mut pass: impl FnMut(&mut Rpc, u64) -> Result<(), ChainError>) {
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let board = |account: usize| {
        let mut board = Contract::new(rpc.clone(), deployed.game, accounts[account], deployed.block);
        board.set_finality(finality);
        board
    };
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
    play_out(&mut referee, &claim, &mut seats, 200_000, |rpc, seconds| pass(rpc, seconds), |_| {}).unwrap();
    assert_eq!(referee.claims().unwrap()[0].result, Some(table.truth().run().state(STEPS)));
}

#[test]
fn a_game_on_anvil() {
    if let Some((_node, rpc)) = start() {
        play(rpc, FINALITY, |rpc, seconds| rpc.pass(seconds));
    }
}

/// Now and then the chain takes back two blocks, which are more than the players take for possible, or fewer.
#[test]
fn a_game_on_a_chain_that_changes_its_mind() {
    for finality in [1, 10] {
        let Some((_node, rpc)) = start() else { return };
        let mut times = 0;
        play(rpc, finality, |rpc, seconds| {
            times += 1;
            if times % 4 == 0 && times <= 20 {
                rpc.undo(2)?;
            }
            rpc.pass(seconds)
        });
        assert!(times >= 8, "{times} times");
    }
}

/// The same salt gives the same addresses, and what is there is taken as it is; a game can be played with it.
#[test]
fn contracts_at_addresses_that_follow_from_what_they_are() {
    let Some((_node, mut rpc)) = start() else { return };
    let account = rpc.accounts().unwrap()[0];
    let deployment = Deployment { settings: SETTINGS, step: None, oracle: None, salt: Some([3; 32]) };
    let first = deployment.run(&mut rpc, account).unwrap();
    assert_eq!(first.oracle, address_of(&[3; 32], &PREIMAGE_ORACLE.creation));
    let again = deployment.run(&mut rpc, account).unwrap();
    assert_eq!(again, Deployed { gas: 0, block: 0, ..first });
    let other = Deployment { settings: Settings { bond: 7, ..SETTINGS }, ..deployment };
    let other = other.run(&mut rpc, account).unwrap();
    assert!(other.game != first.game && (other.step, other.oracle) == (first.step, first.oracle));
    let mut board = Contract::new(rpc, other.game, account, other.block);
    assert_eq!(board.settings().unwrap(), Settings { bond: 7, ..SETTINGS });
}
