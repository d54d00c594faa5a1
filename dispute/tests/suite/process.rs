//! A watch as a process of its own, with its own key and store, and somebody who knows what it has to do.

use crate::attackers::{SETTINGS, Scene, Watched};
use crate::games::Table;
use contracts::Address;
use contracts::chain::{Chain, Key, Policy, Rpc, Sender};
use dispute::player::{Claim, Contract, Player, deploy};
use dispute::watch::store::Store;
use dispute::watch::{Limits, Watch};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Its key.
const SECRET: [u8; 32] = [0x42; 32];
/// Nodes, game and store, by lines, for a copy of these tests that is to be the watch.
const ARGUMENTS: &str = "ONNX2CIRCUIT_TEST_WATCH";
/// What it says when it begins to look.
const READY: &str = "ready";
pub fn account() -> Address {
    Key::new(&SECRET).unwrap().address()
}

/// Not a test but the watch, when it is started by one.
#[test]
fn watch() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else { return };
    let arguments: Vec<&str> = arguments.split('\n').collect();
    let [store, game, urls @ ..] = &arguments[..] else { panic!("{arguments:?}") };
    let time = Duration::from_millis;
    let policy = Policy { patience: time(500), wait: time(20_000), ..Policy::default() };
    let mut rpc = Rpc::of(urls);
    let path = |name: &str| Some(Path::new(store).join(name));
    rpc.sign(Sender::new(Key::new(&SECRET).unwrap(), policy, path("transactions.json")));
    let game = Address::from_slice(&hex::decode(game).unwrap());
    let board = Contract::new(rpc, game, account(), 0);
    let store = Store::open(path("watch.json"), &game.into(), &account().into()).unwrap();
    let table = Table::new();
    let mut watch = Watch::new(board, table.slow.model().id(), store, Limits::default());
    println!("{READY}");
    loop {
        let player = |board: &Contract<Rpc>, claim: &Claim| {
            let mut player = Player::new(board.clone(), table.truth_of(&claim.input));
            player.gas = SETTINGS.bond / 2;
            Ok::<_, String>(Some(player))
        };
        // A node that does not answer now is asked again.
        if !watch.look(player, |_| ()).unwrap_or(false) {
            std::thread::sleep(time(2));
        }
    }
}

/// A game about the toy's model on a node, in which the process has a bond for each layer and half a one for gas.
pub fn scene(mut rpc: Rpc) -> Scene {
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let table = Table::new();
    let money = (2 * table.layers() as u128 + 1) * SETTINGS.bond / 2;
    rpc.fund(account(), money).unwrap();
    Scene { rpc, deployed, truth: table.truth(), input: table.input, account: account(), money }
}

/// The process, which has a folder of its own.
pub fn process(scene: &Scene, store: &Path) -> Watched<'static> {
    let (url, game) = (&scene.rpc.status().nodes[0].name, hex::encode(scene.deployed.game));
    let arguments = [store.to_str().unwrap(), &game, url].join("\n");
    let mut observer = Player::new(scene.board(account()), scene.truth.clone());
    observer.gas = SETTINGS.bond / 2;
    Watched { start: Box::new(move || start(&arguments)), process: None, observer }
}

fn start(arguments: &str) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "process::watch", "--nocapture"]).env(ARGUMENTS, arguments);
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|line| line.ends_with(READY)), "it ends at once");
    // It would end if nobody heard what it says later.
    std::thread::spawn(move || said.for_each(drop));
    process
}
