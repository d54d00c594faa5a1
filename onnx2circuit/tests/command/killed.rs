//! `dispute watch --play` is killed, as a process, again and again in the midst of a game: whenever it has signed a
//! transaction, before the node has it or before it hears so, whenever it has written to its store, and at any time. It is
//! started anew each time, with a line to its node that breaks now and then. The truth wins, each move is made by one
//! transaction, no more bonds are paid than there are layers, all money comes back, and the store has counted every move.

use crate::folder::Folder;
use crate::node;
use contracts::Address;
use contracts::abi::call;
use contracts::chain::{Chain, ChainError, Key, Rpc, Transaction, serve};
use dispute::game::{Named, Seat, play_out};
use dispute::player::{Contract, Honest, Liar, Lie, PlayError, Played, Player, Settings, View, deploy};
use fault_proof_vm::Hash;
use fault_proof_vm::keccak::keccak256;
use onnx2circuit::artifact::Artifact;
use onnx2circuit::swapping::Machines;
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::onnx;

/// The process's key.
const SECRET: [u8; 32] = [0x42; 32];
/// Clocks that are long beside what processes take on a busy machine, and a bond beside which gas is little.
const SETTINGS: Settings = Settings { allowance: 30_000, extension: 3_000, bond: 1 << 57 };
/// Longest time until there is nothing to do.
const PATIENCE: Duration = Duration::from_secs(300);

/// When the process is killed.
#[derive(Debug, Clone, Copy)]
struct Plan {
    seed: u64,
    /// One in so many of the moments at which it has signed, sent or written something.
    every: u32,
    /// One in so many questions: before the node has it, before the answer comes. The line breaks as often.
    questions: u32,
    /// How often at any time.
    anytime: u32,
}

/// What the process has done, as it is seen from outside, and what becomes of it.
struct Fate {
    process: Option<Child>,
    store: PathBuf,
    plan: Plan,
    random: StdRng,
    /// Moments that have been: each comes once.
    seen: BTreeSet<(&'static str, Hash)>,
    /// Every transaction that was signed, by its number and its hash.
    signed: BTreeMap<u64, BTreeMap<Hash, Transaction>>,
    kills: BTreeMap<&'static str, u32>,
}

fn account() -> Address {
    Key::new(&SECRET).expect("a key").address()
}

impl Fate {
    fn kill(&mut self, moment: &'static str) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself.
            let _ = process.kill();
            process.wait().expect("it is dead");
            *self.kills.entry(moment).or_default() += 1;
        }
    }

    /// Kills it, if this is a moment that has not been before, and its turn.
    fn moment(&mut self, kind: &'static str, what: Hash) {
        if self.seen.insert((kind, what)) && self.random.gen_range(0..self.plan.every) == 0 {
            self.kill(kind);
        }
    }

    /// Hears a question before the node does; the hash of the transaction that it brings.
    fn hear(&mut self, question: &Value) -> Option<Hash> {
        for name in ["transactions.json", "watch.json"] {
            if let Ok(written) = std::fs::read(self.store.join(name)) {
                self.moment("written", keccak256(&written));
            }
        }
        if question["method"] != "eth_sendRawTransaction" {
            return None;
        }
        let text = question["params"][0].as_str().expect("a transaction").trim_start_matches("0x");
        let bytes = hex::decode(text).expect("hexadecimal");
        let (transaction, from) = Transaction::read(&bytes).expect("signed");
        assert_eq!(from, account());
        let hash = keccak256(&bytes);
        self.signed.entry(transaction.nonce).or_default().insert(hash, transaction);
        self.moment("signed", hash);
        Some(hash)
    }

    fn chance(&mut self) -> bool {
        self.plan.questions > 0 && self.random.gen_range(0..self.plan.questions) == 0
    }
}

/// The body of a message.
fn body(stream: &TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    while line != "\r\n" {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn say(stream: &mut TcpStream, head: &str, body: &[u8]) -> Option<()> {
    let length = body.len();
    let head = format!(
        "{head}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat()).ok()
}

/// A line to the node at `url`: its own address.
fn line(url: &str, fate: Arc<Mutex<Fate>>) -> String {
    let node = url.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let line = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for client in listener.incoming() {
            // What a dead process was to hear nobody hears.
            let _ = client.ok().and_then(|client| pass(client, &node, &fate));
        }
    });
    line
}

/// A question and its answer. The process asks one at a time.
fn pass(mut client: TcpStream, node: &str, fate: &Mutex<Fate>) -> Option<()> {
    let question: Value = serde_json::from_slice(&body(&client)?).ok()?;
    let lock = || fate.lock().expect("nobody panics");
    let sent = {
        let mut fate = lock();
        let sent = fate.hear(&question);
        if fate.chance() {
            fate.kill("asked");
        }
        // The question of one that was killed is on its way already, or was not asked yet.
        if fate.process.is_none() && fate.random.r#gen() || fate.chance() {
            return None;
        }
        sent
    };
    let mut there = TcpStream::connect(node).ok()?;
    say(&mut there, "POST / HTTP/1.1\r\nhost: node", question.to_string().as_bytes())?;
    let mut answer = body(&there)?;
    let mut fate = lock();
    if let Some(hash) = sent {
        fate.moment("sent", hash);
    }
    if fate.chance() {
        fate.kill("answered");
    }
    if fate.chance() {
        answer.truncate(5);
    }
    say(&mut client, "HTTP/1.1 200 OK", &answer)
}

/// The process, and someone who knows what it has to do.
struct Mortal<'a> {
    folder: &'a Folder,
    line: String,
    fate: Arc<Mutex<Fate>>,
    observer: Player<Contract<Rpc>, Honest>,
}

impl Mortal<'_> {
    fn start(&self) -> Child {
        let mut command: Command = self.folder.command(&self.line);
        command.env("ONNX2CIRCUIT_KEY", hex::encode(SECRET)).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("a process")
    }

    /// Starts it, if it is not there: the first look of a life may fail, which ends it.
    fn revive(&self, fate: &mut Fate) {
        let ended = |process: &mut Child| process.try_wait().expect("a process").is_some();
        if fate.process.as_mut().is_none_or(ended) {
            fate.process = Some(self.start());
        }
    }

    /// Lets it live until it has counted so many moves in its store.
    fn counts(&self, moves: u64) {
        let start = Instant::now();
        loop {
            let mut fate = self.fate.lock().expect("nobody panics");
            fate.plan = Plan { every: u32::MAX, questions: 0, ..fate.plan };
            self.revive(&mut fate);
            let kept = std::fs::read(fate.store.join("watch.json")).unwrap_or_default();
            let kept: Value = serde_json::from_slice(&kept).unwrap_or_default();
            if kept["total"]["moves"] == moves {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{moves} moves and {kept}; killed when {:?}", fate.kills);
            drop(fate);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Mortal<'_> {
    fn drop(&mut self) {
        if let Ok(mut fate) = self.fate.lock() {
            fate.kill("done");
        }
    }
}

impl Seat for &mut Mortal<'_> {
    fn name(&self) -> &str {
        "mortal"
    }

    /// Waits until there is nothing to do for the process.
    fn play(&mut self, claim: &Hash) -> Result<Vec<Played>, PlayError<ChainError>> {
        let start = Instant::now();
        while !self.observer.moves(claim)?.is_empty()
            || self.observer.board.credit().map_err(PlayError::Board)? >= SETTINGS.bond
        {
            assert!(start.elapsed() < PATIENCE, "the process does nothing");
            let mut fate = self.fate.lock().expect("nobody panics");
            if fate.plan.anytime > 0 && fate.random.gen_range(0..50) == 0 {
                fate.plan.anytime -= 1;
                fate.kill("anytime");
            }
            self.revive(&mut fate);
            drop(fate);
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(Vec::new())
    }
}

/// Plays a game on a node, kills by a plan, and looks at what was done.
fn play(mut rpc: Rpc, url: &str, plan: Plan) {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    folder.run("compile model.onnx -o model.o2c --input-range x=-1..1").fine();
    let artifact = Artifact::open(&folder.path("model.o2c")).expect("ours");
    let machines = Machines::open(&artifact).expect("two machines");
    let input = Vec::new();
    let truth = Honest::new(machines.slow.clone(), machines.checked(&input).expect("runs"));
    let layers = machines.slow.model().layers();

    let accounts = rpc.accounts().expect("accounts");
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).expect("a game");
    // A bond for each layer, and one for gas.
    let money = (layers as u128 + 1) * SETTINGS.bond;
    rpc.fund(account(), money).expect("money");
    let board = |account: Address| Contract::new(rpc.clone(), deployed.game, account, deployed.block);
    let lie = Lie { model_step: 1, steps: vec![3; layers - 1], amount: 1 };
    let mut liar = Player::new(board(accounts[2]), Liar::new(truth.clone(), lie).expect("a lie"));
    liar.tidy = false;
    let claim = liar.open(&input).expect("a claim").0;

    let store = folder.path("store");
    let fate = Arc::new(Mutex::new(Fate {
        process: None,
        store,
        plan,
        random: StdRng::seed_from_u64(plan.seed),
        seen: BTreeSet::new(),
        signed: BTreeMap::new(),
        kills: BTreeMap::new(),
    }));
    let line = format!(
        "dispute watch model.o2c --play --poll 0 --store store --rpc {} --game {}",
        line(url, Arc::clone(&fate)),
        hex::encode(deployed.game)
    );
    let mut observer = Player::new(board(account()), truth.clone());
    observer.gas = SETTINGS.bond;
    let mut mortal = Mortal { folder: &folder, line, fate: Arc::clone(&fate), observer };
    let mut seats: [Box<dyn Seat + '_>; 2] =
        [Box::new(Named { name: "liar".to_owned(), player: liar }), Box::new(&mut mortal)];
    let mut referee = board(accounts[0]);
    play_out(&mut referee, &claim, &mut seats, 10_000_000, |rpc, seconds| rpc.pass(seconds), |_| {})
        .expect("an end");
    drop(seats);
    let count = rpc.transactions(account()).expect("a count");
    mortal.counts(count);
    drop(mortal);
    let result = referee.claims().expect("claims").iter().find_map(|known| known.result);
    assert_eq!(result, Some(truth.run().state(u64::MAX)), "the truth has won");

    let fate = fate.lock().expect("nobody panics");
    println!("{plan:?}: {count} transactions, killed when {:?}", fate.kills);
    let numbers: Vec<u64> = fate.signed.keys().copied().collect();
    assert_eq!(numbers, (0..count).collect::<Vec<_>>(), "none is left out, and none waits");
    let withdraw = call("withdraw()", &[]);
    let (mut moves, mut bonds) = (BTreeSet::new(), 0);
    for (nonce, replaced) in &fate.signed {
        let kinds: BTreeSet<_> = replaced.values().map(|one| (&one.data, one.wei, one.to)).collect();
        assert_eq!(kinds.len(), 1, "number {nonce} stands for several moves");
        let (data, wei, _) = kinds.into_iter().next().expect("one");
        let receipts: Vec<Value> = replaced
            .keys()
            .map(|hash| json!([format!("0x{}", hex::encode(hash))]))
            .map(|hash| rpc.develop("eth_getTransactionReceipt", &hash).expect("an answer"))
            .filter(|receipt| !receipt.is_null())
            .collect();
        assert!(matches!(&receipts[..], [done] if done["status"] == "0x1"), "number {nonce}: {receipts:?}");
        bonds += usize::from(wei > 0);
        assert!(moves.insert(data) || *data == withdraw, "number {nonce} is a move that was made before");
    }
    assert!(bonds <= layers, "{bonds} bonds in {layers} layers");
    assert!(rpc.balance(account()).expect("a balance") > money - SETTINGS.bond / 4, "its bonds are back");
}

#[test]
fn a_watch_killed_at_any_point() {
    let serving = serve(0).expect("a node");
    play(Rpc::new(&serving.url), &serving.url, Plan { seed: 1, every: 3, questions: 100, anytime: 4 });
}

#[test]
#[ignore = "minutes: every moment, on two kinds of nodes"]
fn a_watch_killed_at_every_point() {
    for seed in 0..6 {
        let plan = Plan { seed, every: 1 + (seed as u32) % 3, questions: 60, anytime: 20 };
        let serving = serve(0).expect("a node");
        play(Rpc::new(&serving.url), &serving.url, plan);
        for arguments in [&[][..], &["--block-time", "1"]] {
            let Some((node, rpc)) = node::start(arguments) else { continue };
            play(rpc, &node.url, plan);
        }
    }
}
