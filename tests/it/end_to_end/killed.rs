//! A challenger that is killed, as a process, again and again in the midst of a game, and started anew, with a bad line
//! to its node: it wins.

use contracts::chain::{ChainError, Rpc, serve};
use dispute::game::{Named, Seat, play_out};
use dispute::player::{Contract, Honest, Liar, Lie, PlayError, Played, Player, Settings, View, deploy};
use fault_proof_vm::Hash;
use onnx2circuit::artifact::Artifact;
use onnx2circuit::inputs;
use onnx2circuit::swapping::{Machines, input_bytes};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::cell::Cell;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::disputes::{artifact, run};
use tests::data;

/// The command's arguments, for a copy of these tests that is to be the command.
const ARGUMENTS: &str = "ONNX2CIRCUIT_TEST_ARGUMENTS";
/// How often the challenger is killed, out of some sixteen turns.
const KILLS: u32 = 8;
/// Longest time that a life may take until there is nothing to do.
const PATIENCE: Duration = Duration::from_secs(300);

/// Not a test but the command, when it is started by the one below.
#[test]
fn command() {
    if let Ok(arguments) = std::env::var(ARGUMENTS) {
        run(&arguments.split('\n').collect::<Vec<_>>()).expect("goes on until it is killed");
    }
}

/// The challenger's process, and someone who knows what it has to do.
struct Mortal {
    arguments: String,
    process: Option<Child>,
    observer: Player<Contract<Rpc>, Honest>,
    random: StdRng,
    kills: Rc<Cell<u32>>,
}

impl Mortal {
    fn start(&mut self) {
        let tests = std::env::current_exe().expect("this executable");
        let mut command = Command::new(tests);
        command.args(["--exact", "end_to_end::killed::command", "--nocapture"]);
        command.env(ARGUMENTS, &self.arguments).stdout(Stdio::null()).stderr(Stdio::null());
        self.process = Some(command.spawn().expect("a process"));
    }

    fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            process.wait().expect("it is dead");
        }
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Seat for Mortal {
    fn name(&self) -> &str {
        "mortal"
    }

    /// Kills the process, at whatever it is just doing, if it is to be; then waits until there is nothing to do for it.
    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        let start = Instant::now();
        if self.process.is_some() && self.kills.get() < KILLS {
            // As long as it takes to see the opponent's move, to compute the answer, to send it.
            std::thread::sleep(Duration::from_millis(self.random.gen_range(0..15)));
            self.kill();
            self.kills.set(self.kills.get() + 1);
        }
        let bond = self.observer.board.settings().map_err(PlayError::Board)?.bond;
        while !self.observer.moves(claim)?.is_empty()
            || self.observer.board.credit().map_err(PlayError::Board)? >= bond
        {
            assert!(start.elapsed() < PATIENCE, "the challenger does nothing");
            // The first look of a life may fail, which ends it.
            let ended = |process: &mut Child| process.try_wait().expect("a process").is_some();
            if self.process.as_mut().is_none_or(ended) {
                self.start();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(Vec::new())
    }
}

/// A way to the node at `url` on which some connections break before anything is said, some are answered with nonsense,
/// and some break after the node has done what it was asked for.
fn bad_line(url: &str) -> String {
    let node = url.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let line = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        let mut random = StdRng::seed_from_u64(2);
        for client in listener.incoming() {
            let (Ok(mut client), fate) = (client, random.gen_range(0..30)) else { return };
            let node = node.clone();
            std::thread::spawn(move || {
                let mut answer = Vec::new();
                match fate {
                    0 => return,
                    1 => answer.extend(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"a\":"),
                    _ => {
                        let mut node = TcpStream::connect(node).expect("a node");
                        let (mut from, mut to) =
                            (client.try_clone().expect("a socket"), node.try_clone().expect("a socket"));
                        std::thread::spawn(move || std::io::copy(&mut from, &mut to));
                        let _ = node.read_to_end(&mut answer);
                    }
                }
                if fate != 2 {
                    // Whoever asked may be dead.
                    let _ = client.write_all(&answer);
                }
                let _ = client.shutdown(Shutdown::Both);
            });
        }
    });
    line
}

#[test]
fn a_challenger_killed_at_any_point() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = artifact(folder.path());
    let machines = Machines::open(&Artifact::open(path.as_ref()).expect("ours")).expect("two machines");
    let digit = data::our_mnist().join("digits/7.npy");
    let values = inputs::read(&digit, machines.ports()).expect("a digit");
    let bytes = input_bytes(&machines.graph, &machines.plan, &values).expect("fits");
    let truth = Honest::new(machines.slow.clone(), machines.checked(&bytes).expect("runs"));

    let serving = serve(0).expect("a node");
    let mut rpc = Rpc::new(&serving.url);
    let accounts = rpc.accounts().expect("accounts");
    let settings = Settings { allowance: 30_000, extension: 3_000, bond: 1_000 };
    let deployed = deploy(&mut rpc, accounts[0], &settings).expect("a game");
    let board = |account: usize| Contract::new(rpc.clone(), deployed.game, accounts[account], deployed.block);
    let lie = Lie { model_step: 1, steps: vec![300, 700], amount: 1 };
    let mut liar = Player::new(board(2), Liar::new(truth.clone(), lie).expect("a lie"));
    liar.tidy = false;
    let claim = liar.open(&bytes).expect("a claim").0;

    let game = hex::encode(deployed.game.as_slice());
    let arguments = ["dispute", "watch", &path, "--play", "--poll", "0", "--account", "1", "--rpc"];
    let arguments = [&arguments[..], &[&bad_line(&serving.url), "--game", &game]].concat().join("\n");
    let observer = Player::new(board(1), truth.clone());
    let (random, kills) = (StdRng::seed_from_u64(1), Rc::new(Cell::new(0)));
    let mut seats: [Box<dyn Seat>; 2] = [
        Box::new(Named { name: "liar".to_owned(), player: liar }),
        Box::new(Mortal { arguments, process: None, observer, random, kills: Rc::clone(&kills) }),
    ];
    let mut referee = board(0);
    play_out(&mut referee, &claim, &mut seats, 10_000_000, |rpc, seconds| rpc.pass(seconds), |_| {})
        .expect("an end");
    let result = referee.claims().expect("claims").iter().find_map(|known| known.result);
    assert_eq!(result, Some(truth.run().state(u64::MAX)), "the truth has won");
    assert_eq!(kills.get(), KILLS, "it was killed often enough");
}
