//! A watch as a process of its own, with its own key and store, and somebody who knows what it has to do.

use crate::games::Table;
use contracts::Address;
use contracts::chain::{ChainError, Key, Policy, Rpc, Sender};
use dispute::player::{Claim, Contract, Deployed, Honest, PlayError, Played, Player, Settings, View, deploy};
use dispute::watch::store::Store;
use dispute::watch::{Limits, Watch};
use fault_proof_vm::Hash;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Clocks that are long beside what processes take on a busy machine.
pub const SETTINGS: Settings = Settings { allowance: 30_000, extension: 3_000, bond: 1 << 57 };
/// Its key.
const SECRET: [u8; 32] = [0x42; 32];
/// Nodes, game and store, by lines, for a copy of these tests that is to be the watch.
const ARGUMENTS: &str = "ONNX2CIRCUIT_TEST_WATCH";
/// What it says when it begins to look.
const READY: &str = "ready";
/// Longest time until there is nothing to do.
const PATIENCE: Duration = Duration::from_secs(300);

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

/// A game on a node, in which the process has so much.
pub struct Scene {
    pub table: Table,
    pub rpc: Rpc,
    pub accounts: Vec<Address>,
    pub deployed: Deployed,
}

impl Scene {
    pub fn new(mut rpc: Rpc, wei: u128) -> Self {
        let accounts = rpc.accounts().unwrap();
        let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
        rpc.fund(account(), wei).unwrap();
        Self { table: Table::new(), rpc, accounts, deployed }
    }

    /// The board of an account.
    pub fn board(&self, account: Address) -> Contract<Rpc> {
        Contract::new(self.rpc.clone(), self.deployed.game, account, self.deployed.block)
    }

    /// The process, which is told of nodes at these addresses and has a folder of its own.
    pub fn watch(&self, urls: &[&str], store: &Path) -> Watched {
        let game = hex::encode(self.deployed.game);
        let arguments = [&[store.to_str().unwrap(), &game], urls].concat().join("\n");
        let mut observer = Player::new(self.board(account()), self.table.truth());
        observer.gas = SETTINGS.bond / 2;
        Watched { arguments, process: None, observer }
    }
}

/// The process.
pub struct Watched {
    arguments: String,
    process: Option<Child>,
    observer: Player<Contract<Rpc>, Honest>,
}

impl Watched {
    fn start(&mut self) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "process::watch", "--nocapture"]).env(ARGUMENTS, &self.arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.any(|line| line.ends_with(READY)), "it ends at once");
        // It would end if nobody heard what it says later.
        std::thread::spawn(move || said.for_each(drop));
        self.process = Some(process);
    }

    /// Waits until there is nothing to do for it.
    fn settle(&mut self, claim: &Hash) -> Result<(), PlayError<ChainError>> {
        let start = Instant::now();
        let bond = self.observer.board.settings().map_err(PlayError::Board)?.bond;
        while !self.observer.moves(claim)?.is_empty()
            || self.observer.board.credit().map_err(PlayError::Board)? >= bond
        {
            assert!(start.elapsed() < PATIENCE, "the process does nothing");
            if self.process.is_none() {
                self.start();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// A process that nobody kills.
impl dispute::game::Seat for Watched {
    fn name(&self) -> &str {
        "process"
    }

    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        self.settle(claim).map(|()| Vec::new())
    }
}
