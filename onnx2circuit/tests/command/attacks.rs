//! Attackers with money against `dispute watch --play`, as a process, on anvil with its clock moved: `dispute/tests/suite/attackers.rs` says
//! what they do. Beside that, its native code is wrong, and the price of gas rises under it.

use crate::attackers::{OTHERS, SETTINGS, STALL, Scene, Strategy, Watched};
use crate::folder::Folder;
use crate::ledger::Ledger;
use crate::node::{self, Node};
use contracts::Address;
use contracts::chain::{Chain, Key, Rpc};
use dispute::game::{Named, Seat, play_out};
use dispute::player::{Honest, Player, View, deploy};
use onnx2circuit::artifact::Artifact;
use onnx2circuit::swapping::Machines;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::onnx;

/// The process's key.
const SECRET: [u8; 32] = [0x42; 32];
const GWEI: u128 = 1_000_000_000;

/// A game about a small classifier, on a node.
struct Table {
    node: Node,
    folder: Folder,
    scene: Scene,
}

/// What the process is given, beside what it always is.
#[derive(Default)]
struct Given {
    artifact: Option<&'static str>,
    arguments: &'static str,
}

impl Table {
    /// None where there is no node.
    fn new() -> Option<Self> {
        let (node, mut rpc) = node::start(&[])?;
        let folder = Folder::new();
        folder.write("model.onnx", onnx::classifier(1));
        folder.run("compile model.onnx -o model.o2c --input-range x=-1..1").fine();
        let artifact = Artifact::open(&folder.path("model.o2c")).expect("ours");
        let machines = Machines::open(&artifact).expect("two machines");
        let input = Vec::new();
        let truth = Honest::new(machines.slow.clone(), machines.checked(&input).expect("runs"));
        let accounts = rpc.accounts().expect("accounts");
        let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).expect("a game");
        let account = Key::new(&SECRET).expect("a key").address();
        // A bond for each layer, and half a one for gas.
        let money = (2 * machines.slow.model().layers() as u128 + 1) * SETTINGS.bond / 2;
        rpc.fund(account, money).expect("money");
        Some(Self { node, folder, scene: Scene { rpc, deployed, truth, input, account, money } })
    }

    /// The process. What it says lies in a file.
    fn process(&self, given: &Given) -> Watched<'_> {
        let gas = SETTINGS.bond / 2;
        let line = format!(
            "dispute watch {} --play --poll 0 --store store --gas-allowance {gas} {} --rpc {} --game {}",
            given.artifact.unwrap_or("model.o2c"),
            given.arguments,
            self.node.url,
            hex::encode(self.scene.deployed.game)
        );
        let start = move || {
            let said = std::fs::File::create(self.folder.path("said.txt")).expect("a file");
            let mut command = self.folder.command(&line);
            command.env("ONNX2CIRCUIT_KEY", hex::encode(SECRET)).stdout(Stdio::null()).stderr(said);
            command.spawn().expect("a process")
        };
        let mut observer = Player::new(self.scene.board(self.scene.account), self.scene.truth.clone());
        observer.gas = gas;
        Watched { start: Box::new(start), process: None, observer }
    }

    /// An artifact of the same model, of whose native code one shift is by a bit less, but not of its program.
    fn faulty(&self) -> Given {
        let (from, to) = (self.folder.path("model.o2c"), self.folder.path("faulty.o2c"));
        std::fs::create_dir(&to).expect("a folder");
        for file in std::fs::read_dir(&from).expect("an artifact") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), to.join(file.file_name())).expect("copied");
        }
        let code = std::fs::read_to_string(to.join("model.ll")).expect("code");
        let line = code.lines().find(|line| line.contains("= ashr i64 %")).expect("a shift");
        let (shift, bits) = line.rsplit_once(", ").expect("by bits");
        let bits: u32 = bits.parse().expect("a number");
        let code = code.replacen(line, &format!("{shift}, {}", bits - 1), 1);
        std::fs::write(to.join("model.ll"), &code).expect("written");
        let path = to.join("manifest.json");
        let mut manifest: Value =
            serde_json::from_slice(&std::fs::read(&path).expect("a manifest")).expect("JSON");
        manifest["files"]["model.ll"] = hex::encode(Sha256::digest(code.as_bytes())).into();
        std::fs::write(&path, manifest.to_string()).expect("written");
        Given { artifact: Some("faulty.o2c"), ..Given::default() }
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path("said.txt")).expect("said")
    }

    /// Waits until the process has said so.
    fn hears(&self, words: &str) {
        let heard = (0..3_000).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            self.said().contains(words)
        });
        assert!(heard, "{words}: {}", self.said());
    }
}

fn play(strategy: &Strategy) {
    let Some(table) = Table::new() else { return };
    table.scene.play(strategy, Box::new(table.process(&Given::default())));
}

#[test]
fn a_staller() {
    play(&STALL);
}

#[test]
#[ignore = "minutes; run by make test-deep"]
fn liars_with_money() {
    OTHERS.iter().for_each(play);
}

/// Native code that is wrong has nobody dispute what is right: the machine that the contract can check is asked first.
#[test]
fn native_code_that_is_wrong() {
    let Some(table) = Table::new() else { return };
    let given = table.faulty();
    let Scene { truth, account, money, .. } = &table.scene;
    // Somebody claims what is so.
    let mut rpc = table.scene.rpc.clone();
    let owner = rpc.accounts().expect("accounts")[2];
    let mut player = Player::new(table.scene.board(owner), truth.clone());
    let claim = player.open(&table.scene.input).expect("a claim").0;
    // There is nothing to do for it: it looks all the same.
    let mut process = table.process(&given);
    process.process = Some((process.start)());
    table.hears("warning: native code does step");
    let mut seats: Vec<Box<dyn Seat + '_>> =
        vec![Box::new(process), Box::new(Named { name: "right".to_owned(), player })];
    let mut referee = table.scene.board(owner);
    play_out(&mut referee, &claim, &mut seats, 10_000_000, |rpc, seconds| rpc.pass(seconds), |_| {})
        .expect("it is resolved");
    table.hears("is resolved, right");
    drop(seats);
    let result = referee.claims().expect("claims").into_iter().find_map(|known| known.result);
    assert_eq!(result, Some(truth.run().state(u64::MAX)));
    let said = table.said();
    // That was no business of the process, which has sent nothing, so that it has every wei that it had.
    assert_eq!((rpc.transactions(*account), rpc.balance(*account)), (Ok(0), Ok(*money)), "{said}");
    // Nor does its native code keep it from disputing what is wrong.
    table.scene.play(&STALL, Box::new(table.process(&given)));
}

/// What the process has noted the result of a claim for, that others have made and nobody has disputed, nobody pays: that is what it is short of, to
/// the wei, and why it does so only if it is told to.
#[test]
fn what_nobody_pays_for() {
    let Some(table) = Table::new() else { return };
    let Scene { truth, account, money, deployed, .. } = &table.scene;
    let mut rpc = table.scene.rpc.clone();
    let mut player = Player::new(table.scene.board(rpc.accounts().expect("accounts")[2]), truth.clone());
    let claim = player.open(&table.scene.input).expect("a claim").0;
    let from = rpc.block(None).expect("a block").number;
    rpc.pass(SETTINGS.allowance).expect("time");
    let mut process = table.process(&Given { arguments: "--resolve", ..Given::default() });
    process.observer.resolves = true;
    process.play(&claim).expect("it has done what there is to do");
    drop(process);
    let ledger = Ledger::of(&mut rpc, *account, deployed.game, SETTINGS.bond, from, false);
    let (has, text) = (rpc.balance(*account).expect("money"), ledger.text());
    let sum = ledger.sums["resolve"];
    assert_eq!((sum.count, sum.failed, sum.credited, money - has), (1, 0, 0, sum.fees), "{text}");
    // As docs/dispute-game.md has it.
    assert!(sum.gas <= 116_371, "{text}");
}

/// The price of gas, which goes up beyond what the process pays as soon as it has sent something, and down again once that is in a block.
struct Market {
    rpc: Rpc,
    account: Address,
    /// Wei that a unit costs while nothing is sent, and now.
    low: u128,
    now: u128,
    /// Numbers of transactions that the price went up for.
    held_up: BTreeSet<String>,
}

impl Market {
    /// What the account has in the pool, numbers and the most that each pays for a unit; and whether anybody else has anything there.
    fn waiting(&mut self) -> (Vec<(String, u128)>, bool) {
        let pool = self.rpc.develop("txpool_content", &json!([])).expect("a pool");
        let all = pool["pending"].as_object().cloned().unwrap_or_default();
        let account = self.account.to_string();
        let (ours, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(from, _)| from.eq_ignore_ascii_case(&account));
        let fee = |one: &Value| {
            let text = one["maxFeePerGas"].as_str().or(one["gasPrice"].as_str()).expect("a price");
            u128::from_str_radix(text.trim_start_matches("0x"), 16).expect("a number")
        };
        let ours = ours.into_iter().flat_map(|(_, all)| all.as_object().cloned().unwrap_or_default());
        (ours.map(|(number, one)| (number, fee(&one))).collect(), !others.is_empty())
    }

    /// A block at this price.
    fn block(&mut self, price: u128) {
        self.now = price;
        self.rpc
            .develop("anvil_setNextBlockBaseFeePerGas", &json!([format!("{price:#x}")]))
            .expect("a price");
        self.rpc.develop("evm_mine", &json!([])).expect("a block");
    }

    /// Looks at what is there, and makes a block if there is anything.
    fn look(&mut self) {
        let (waiting, others) = self.waiting();
        let fresh = waiting.iter().filter(|(number, _)| !self.held_up.contains(number));
        if let Some(most) = fresh.map(|(_, fee)| *fee).max() {
            self.held_up.extend(waiting.into_iter().map(|(number, _)| number));
            self.block(most + most / 8);
        } else if !waiting.is_empty() {
            self.block(self.now);
        } else if others || self.now != self.low {
            self.block(self.low);
        }
    }
}

/// The price of gas rises whenever the process has sent something, so that none of it is done for what was to be paid first.
#[test]
#[ignore = "a minute: each transaction is replaced; run by make test-deep"]
fn a_price_that_rises_under_it() {
    let Some(table) = Table::new() else { return };
    let (mut rpc, account) = (table.scene.rpc.clone(), table.scene.account);
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    rpc.develop("evm_setAutomine", &json!([false])).expect("no blocks of itself");
    let (low, held_up) = (GWEI / 2, BTreeSet::new());
    let mut market = Market { rpc: rpc.clone(), account, low, now: 0, held_up };
    let blocks = std::thread::spawn(move || {
        while !stopped.load(Ordering::Relaxed) {
            market.look();
            std::thread::sleep(Duration::from_millis(50));
        }
        market.held_up.len() as u64
    });
    let given = Given { arguments: "--bump-after 1", ..Given::default() };
    table.scene.play(&STALL, Box::new(table.process(&given)));
    stop.store(true, Ordering::Relaxed);
    let held_up = blocks.join().expect("a market");
    let sent = rpc.transactions(account).expect("a number");
    println!("{held_up} of {sent} transactions were held up");
    assert!(held_up >= 10 && held_up == sent, "{held_up} of {sent} transactions were held up");
}
