//! Several nodes: one of three that lies, is behind, or says nothing is outvoted and noticed; of two that do not agree none
//! is believed for ever.

use crate::games::{STEPS, Table};
use crate::line::{Fate, line};
use contracts::Address;
use contracts::chain::{Chain, ChainError, Health, Rpc, Serving, serve};
use dispute::game::{Named, Seat, play_out};
use dispute::player::{Contract, Player, Settings, View, deploy};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Short clocks: whoever waits looks often.
const SETTINGS: Settings = Settings { allowance: 600, extension: 300, bond: 1 << 57 };

/// A kind of node that is not to be trusted.
type Liar = fn(&str, &Value) -> Fate;

fn change(to: impl FnOnce(Value) -> Value + Send + 'static) -> Fate {
    Fate::Change(Box::new(to))
}

/// Other bytes in all that a contract returns.
fn lies(method: &str, _: &Value) -> Fate {
    let bend = |value: Value| {
        let text = value.as_str().unwrap_or_default();
        json!(text.replace('1', "2").replace('f', "e"))
    };
    match method {
        "eth_call" | "eth_getBalance" | "eth_getTransactionCount" => change(bend),
        _ => Fate::Pass,
    }
}

/// Nothing has ever happened.
fn omits(method: &str, _: &Value) -> Fate {
    match method {
        "eth_getLogs" => change(|_| json!([])),
        _ => Fate::Pass,
    }
}

/// It is always the third block.
fn is_behind(method: &str, params: &Value) -> Fate {
    let is_third =
        |value: &Value| value.as_str().is_some_and(|text| ["0x0", "0x1", "0x2", "0x3"].contains(&text));
    match method {
        "eth_getBlockByNumber" if params[0] == "latest" => change(|mut block| {
            block["number"] = json!("0x3");
            block
        }),
        "eth_getBlockByNumber" if !is_third(&params[0]) => Fate::Refuse("no such block"),
        "eth_call" | "eth_getBalance" if !is_third(&params[1]) => Fate::Refuse("no such block"),
        _ => Fate::Pass,
    }
}

/// Another chain.
fn is_forked(method: &str, _: &Value) -> Fate {
    match method {
        "eth_getBlockByNumber" => change(|mut block| {
            block["hash"] = json!(format!("0x{}", "77".repeat(32)));
            block
        }),
        _ => Fate::Pass,
    }
}

fn says_nothing(_: &str, _: &Value) -> Fate {
    Fate::Lose
}

/// It answers for one block at a time.
fn is_strict(method: &str, params: &Value) -> Fate {
    match method {
        "eth_getLogs" if params[0]["fromBlock"] != params[0]["toBlock"] => Fate::Refuse("too many blocks"),
        _ => Fate::Pass,
    }
}

/// Plays a game with the nodes that are made of ours; how they did.
fn play(serving: &Serving, nodes: &[String]) -> Vec<Health> {
    let table = Table::new();
    let mut rpc = Rpc::new(&serving.url);
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let board = |rpc: &Rpc, account: usize| {
        let mut board = Contract::new(rpc.clone(), deployed.game, accounts[account], deployed.block);
        board.set_finality(2);
        board
    };
    let mut liar = Player::new(board(&rpc, 2), table.lie(2, &[1, 5], 7));
    liar.tidy = false;
    let (claim, _) = liar.open(&table.input).unwrap();
    let many = Rpc::of(nodes);
    let honest = Player::new(board(&many, 1), table.truth());
    let mut seats: [Box<dyn Seat>; 2] = [
        Box::new(Named { name: "liar".into(), player: liar }),
        Box::new(Named { name: "honest".into(), player: honest }),
    ];
    let mut referee = board(&rpc, 0);
    play_out(&mut referee, &claim, &mut seats, 200_000, |rpc, seconds| rpc.pass(seconds), |_| {}).unwrap();
    let result = referee.claims().unwrap().iter().find(|known| known.id == claim).unwrap().result;
    assert_eq!(result, Some(table.truth().run().state(STEPS)), "{:?}", many.status());
    many.status().nodes
}

#[test]
fn one_of_three_is_outvoted_and_noticed() {
    let liars: [(Liar, &str); 6] = [
        (lies, "dissents"),
        (omits, "dissents"),
        (is_behind, "behind"),
        (is_forked, "dissents"),
        (says_nothing, "silent"),
        (is_strict, ""),
    ];
    for (liar, noticed) in liars {
        let serving = serve(0).unwrap();
        let nodes = [serving.url.clone(), line(&serving.url, liar), serving.url.clone()];
        let health = play(&serving, &nodes);
        let said = |node: &Health| match node {
            Health { answers: false, .. } => "silent",
            Health { behind: 1.., .. } => "behind",
            Health { dissents: 1.., .. } => "dissents",
            _ => "",
        };
        assert_eq!(health.iter().map(said).collect::<Vec<_>>(), ["", noticed, ""], "{health:?}");
    }
}

/// What a node says beyond what its question can need is not read to its end: values without end, which take much more memory than they have bytes, one long
/// text, lists in each other. As much as a block can log is.
#[test]
fn answers_have_bounds() {
    let serving = serve(0).unwrap();
    let ask = |value: Value| {
        let url = line(&serving.url, move |_, _| {
            let value = value.clone();
            Fate::Change(Box::new(move |_| value))
        });
        let mut rpc = Rpc::new(&url);
        let to = Address::with_last_byte(0x99);
        (rpc.logs(to, 1, 1).map(|logs| logs.len()), rpc.look(to, Vec::new()).map(|bytes| bytes.len()))
    };
    let refused = |answer: &Result<usize, ChainError>, why: &str| matches!(answer, Err(ChainError::Answer { cause, .. }) if cause.contains(why));
    let text = |bytes: usize| format!("0x{}", "00".repeat(bytes));
    let (values, _) = ask(json!(vec![0; 1 << 18]));
    assert!(refused(&values, "values in its first"), "{values:?}");
    let (_, long) = ask(json!(text(1 << 20)));
    assert!(refused(&long, ""), "{long:?}");
    let (deep, _) = ask((0..20).fold(json!([]), |inside, _| json!([inside])));
    assert!(refused(&deep, "in each other"), "{deep:?}");
    let entry = json!({ "address": text(20), "topics": [text(32)], "data": text(1 << 17) });
    assert_eq!(ask(json!(vec![entry.clone(); 100])).0, Ok(100));
    let (endless, _) = ask(json!(vec![entry; 280]));
    assert!(refused(&endless, ""), "{endless:?}");
    assert_eq!(ask(json!(text(1 << 10))).1, Ok(1 << 10));
}

/// A node that takes questions and never answers is asked nothing while it owes an answer, so that a whole game is played
/// while it is waited for a few times.
#[test]
fn a_node_that_hangs_is_not_waited_for() {
    let serving = serve(0).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let hangs = line(&serving.url, move |_, _| {
        count.fetch_add(1, Ordering::Relaxed);
        Fate::Hang
    });
    let health = play(&serving, &[serving.url.clone(), hangs, serving.url.clone()]);
    assert_eq!(health.iter().map(|node| node.answers).collect::<Vec<_>>(), [true, false, true]);
    // A game asks more than a thousand questions; one in a minute is not answered.
    let asked = asked.load(Ordering::Relaxed);
    assert!((1..100).contains(&asked), "{asked} questions");
}

/// What one of two nodes leaves out is not gone for ever, however deep it lies: it is read again until they agree.
#[test]
fn what_is_not_agreed_on_is_not_kept() {
    let table = Table::new();
    let serving = serve(0).unwrap();
    let mut rpc = Rpc::new(&serving.url);
    let accounts = rpc.accounts().unwrap();
    let deployed = deploy(&mut rpc, accounts[0], &SETTINGS).unwrap();
    let mut player =
        Player::new(Contract::new(rpc.clone(), deployed.game, accounts[2], deployed.block), table.truth());
    player.open(&table.input).unwrap();
    let honest = Arc::new(AtomicBool::new(false));
    let is_honest = Arc::clone(&honest);
    let bad = line(&serving.url, move |method, params| {
        if is_honest.load(Ordering::Relaxed) { Fate::Pass } else { omits(method, params) }
    });
    let many = Rpc::of(&[serving.url.clone(), bad]);
    let mut board = Contract::new(many, deployed.game, accounts[1], deployed.block);
    // All of it is deep enough.
    board.set_finality(0);
    let mut seen = Vec::new();
    for _ in 0..12 {
        // A block, so that there is something to look at.
        rpc.send(accounts[3], Some(Address::from([5; 20])), 1, Vec::new()).unwrap();
        board.refresh().unwrap();
        assert!(!board.chain.agreed());
        seen.push(board.claims().unwrap().len());
    }
    assert!(seen.contains(&0) && seen.contains(&1), "each is believed now and then: {seen:?}");
    honest.store(true, Ordering::Relaxed);
    for _ in 0..2 {
        rpc.send(accounts[3], Some(Address::from([5; 20])), 1, Vec::new()).unwrap();
        board.refresh().unwrap();
        assert!(board.chain.agreed());
        assert_eq!(board.claims().unwrap().len(), 1);
    }
}

/// A node's address may hold a secret, which nobody is told.
#[test]
fn secrets_of_addresses() {
    let mut rpc = Rpc::new("http://user:word@127.0.0.1:1/secret?key=secret");
    assert_eq!(rpc.status().nodes[0].name, "http://127.0.0.1:1");
    let said = rpc.time().unwrap_err().to_string();
    assert!(!said.contains("secret") && !said.contains("word"), "{said}");
}
