//! Keys and transactions of our own: signed here, several at once, replaced where they wait too long, and never sent twice,
//! whenever the sender is killed.

use crate::blobs::SETUP;
use crate::line::{Fate, line};
use crate::node;
use contracts::blobs::{Sidecar, pack};
use contracts::chain::{
    Chain, ChainError, Key, KeyError, MAX_FILE, Payload, Policy, Rpc, Sender, Transaction, serve,
};
use contracts::{Address, TRANSACTION_GAS};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The first key of development nodes, and its account.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ACCOUNT: &str = "f39fd6e51aad88f6f4ce6ab8827279cfffb92266";
const ETHER: u128 = 1_000_000_000_000_000_000;

fn key() -> Key {
    Key::from_hex(KEY).unwrap()
}

/// Quick to replace, and not waiting for ever.
fn policy(wait: u64) -> Policy {
    let time = Duration::from_millis;
    Policy { patience: time(150), wait: time(wait), ..Policy::default() }
}

fn sender(policy: Policy, path: Option<&Path>) -> Sender {
    Sender::new(key(), policy, path.map(PathBuf::from))
}

/// Money for somebody.
fn gift(to: u8, wei: u128) -> Payload {
    Payload { to: Some(Address::from([to; 20])), wei, data: Vec::new(), blobs: Vec::new() }
}

/// Transactions that are in no block yet.
fn pending(rpc: &mut Rpc) -> u64 {
    let status = rpc.develop("txpool_status", &json!([])).unwrap();
    u64::from_str_radix(status["pending"].as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

fn has(rpc: &mut Rpc, account: u8) -> u128 {
    rpc.balance(Address::from([account; 20])).unwrap()
}

#[test]
fn keys_and_their_accounts() {
    assert_eq!(hex::encode(key().address()), ACCOUNT);
    assert!(!format!("{:?}", key()).to_lowercase().contains(&KEY[2..20]), "a key is not shown");
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for wrong in ["", "0x", "00", "zz", order, &"00".repeat(32), &"11".repeat(33), "0x0xac"] {
        assert!(matches!(Key::from_hex(wrong), Err(KeyError::NotAKey)), "{wrong}");
    }
}

/// The file of the format's definition that the library takes, and one as wallets write it, made by Python and OpenSSL.
#[test]
fn keystores() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.json");
    let file = |kdf: &str, params: Value, iv: &str, text: &str, mac: &str| {
        let crypto = json!({
            "cipher": "aes-128-ctr", "cipherparams": { "iv": iv }, "ciphertext": text, "kdf": kdf,
            "kdfparams": params, "mac": mac,
        });
        json!({ "crypto": crypto, "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3 })
    };
    let pbkdf2 = file(
        "pbkdf2",
        json!({
            "c": 262_144, "dklen": 32, "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
        }),
        "6087dab2f9fdbbfaddc31a909735c1e6",
        "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
    );
    let scrypt = file(
        "scrypt",
        json!({
            "dklen": 32, "n": 8_192, "p": 1, "r": 8,
            "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19",
        }),
        "83dbcc02d8ccb40e466191a123791e0e",
        "91c23c03a8b5117a6e3d78dbb5dfc46f037aff9351dff59c2879586f51756502",
        "8f8639fe08fe1f43d6c13006d66ad2d993c6674ee2ba03f025596797a73614b9",
    );
    let secret = Key::from_hex("7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d").unwrap();
    for keystore in [&pbkdf2, &scrypt] {
        std::fs::write(&path, keystore.to_string()).unwrap();
        assert_eq!(Key::from_keystore(&path, "testpassword").unwrap().address(), secret.address());
    }
    assert!(matches!(Key::from_keystore(&path, "wrong"), Err(KeyError::Keystore { .. })));
    // What would be read past its end, or take all memory.
    let bent_of = |of: &Value, at: &str, value: Value| {
        let mut bent = of.clone();
        *bent.pointer_mut(at).unwrap() = value;
        bent.to_string()
    };
    let bent = |at: &str, value: Value| bent_of(&scrypt, at, value);
    let rounds = |rounds: u64| bent_of(&pbkdf2, "/crypto/kdfparams/c", json!(rounds));
    let hostile = [
        bent("/crypto/kdfparams/dklen", json!(8)),
        bent("/crypto/kdfparams/n", json!(1u64 << 31)),
        rounds((1 << 22) + 1),
        bent("/crypto/kdfparams/r", json!(1 << 28)),
        bent("/crypto/cipherparams/iv", json!("60")),
        bent("/crypto/ciphertext", json!("60")),
        bent("/crypto", json!(1)),
        String::new(),
        " ".repeat(1 << 17),
    ];
    for text in hostile {
        std::fs::write(&path, &text).unwrap();
        let opened = Key::from_keystore(&path, "testpassword");
        assert!(matches!(opened, Err(KeyError::Keystore { .. })), "{text:.200} {opened:?}");
    }
    // What is too much is said with numbers.
    std::fs::write(&path, rounds(1 << 26)).unwrap();
    let said = Key::from_keystore(&path, "testpassword").unwrap_err().to_string();
    assert!(said.ends_with("rounds of PBKDF2: 67108864, 4194304 at most"), "{said}");
    assert!(Key::from_keystore(&folder.path().join("none"), "").is_err());
}

/// Somebody else's node takes what is signed here, on which all is in flight at once: one block has it all.
#[test]
fn several_at_once() {
    let Some((_node, rpc)) = node::start(&["--no-mining", "--order", "fifo"]) else { return };
    let mut ours = rpc.clone();
    ours.sign(sender(policy(60_000), None));
    let mut blocks = rpc.clone();
    let payloads: Vec<Payload> = (1..=5).map(|to| gift(to, ETHER + u128::from(to))).collect();
    let sending = std::thread::spawn(move || ours.send_all(key().address(), payloads));
    while pending(&mut blocks) < 5 {
        assert!(!sending.is_finished(), "it waits for one before it sends the next");
        std::thread::sleep(Duration::from_millis(10));
    }
    blocks.pass(1).unwrap();
    let receipts: Vec<_> = sending.join().unwrap().into_iter().map(Result::unwrap).collect();
    assert!(receipts.iter().all(|receipt| receipt.block == receipts[0].block), "{receipts:?}");
    for to in 1..=5 {
        assert_eq!(has(&mut blocks, to), ETHER + u128::from(to));
    }
}

/// The price of gas has risen beyond what a transaction pays when it is to be in a block: it is replaced until it does, and is
/// done once.
#[test]
fn a_price_that_rises() {
    let Some((_node, mut rpc)) = node::start(&["--no-mining"]) else { return };
    let mut ours = rpc.clone();
    ours.sign(sender(policy(60_000), None));
    let mut fees = ours.clone();
    let sending = std::thread::spawn(move || ours.send_all(key().address(), vec![gift(7, 5), gift(8, 6)]));
    while pending(&mut rpc) < 2 {
        std::thread::sleep(Duration::from_millis(10));
    }
    // Twice as much as either pays, as of the block that they were sent in.
    let dear = json!([format!("{:#x}", 8_000_000_000u64)]);
    let raise = |rpc: &mut Rpc| rpc.develop("anvil_setNextBlockBaseFeePerGas", &dear).unwrap();
    for _ in 0..400 {
        if sending.is_finished() {
            break;
        }
        raise(&mut rpc);
        rpc.pass(1).unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    let sent = sending.join().unwrap();
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    assert_eq!((has(&mut rpc, 7), has(&mut rpc, 8)), (5, 6));
    assert!(fees.status().replaced > 0 && fees.status().in_flight == 0);
    // No more than may be paid.
    let cheap = Policy { most_fee: 3_000_000_000, ..policy(1_000) };
    fees.sign(sender(cheap, None));
    let sent = fees.send_all(key().address(), vec![gift(9, 5)]);
    assert!(matches!(sent[0], Err(ChainError::OnItsWay { .. } | ChainError::Node { .. })), "{sent:?}");
    assert_eq!(has(&mut rpc, 9), 0);
}

/// What would cost more is refused for want of money: what was sent before stays, and is sent again where the pool has lost it, by whoever goes on after a
/// kill, too. It is done once.
#[test]
fn a_refused_raise_forgets_nothing() {
    let Some((node, mut rpc)) = node::start(&["--no-mining"]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("transactions.json");
    let (first, refused) = (Mutex::new(None::<String>), Arc::new(AtomicU64::new(0)));
    let count = Arc::clone(&refused);
    let url = line(&node.url, move |method, params| match method {
        "eth_sendRawTransaction" => {
            let sent = params[0].as_str().unwrap();
            if first.lock().unwrap().get_or_insert_with(|| sent.to_owned()) == sent {
                return Fate::Pass;
            }
            count.fetch_add(1, Ordering::Relaxed);
            Fate::Refuse("insufficient funds for gas * price + value")
        }
        _ => Fate::Pass,
    });
    let send = |wait: u64| {
        let mut ours = Rpc::new(&url);
        ours.sign(sender(policy(wait), Some(&path)));
        std::thread::spawn(move || ours.send_all(key().address(), vec![gift(7, 5)]))
    };
    let is_there = |rpc: &mut Rpc| {
        let there = (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            pending(rpc) == 1
        });
        assert!(there, "it is forgotten");
    };
    for wait in [1_000, 60_000] {
        let before = refused.load(Ordering::Relaxed);
        let sending = send(wait);
        is_there(&mut rpc);
        while refused.load(Ordering::Relaxed) < before + 2 {
            std::thread::sleep(Duration::from_millis(20));
        }
        rpc.develop("anvil_dropAllTransactions", &json!([])).unwrap();
        if wait > 1_000 {
            is_there(&mut rpc);
            rpc.pass(1).unwrap();
        }
        let sent = sending.join().unwrap();
        assert_eq!(sent[0].is_ok(), wait > 1_000, "{sent:?}");
    }
    assert_eq!(has(&mut rpc, 7), 5);
}

/// The price of blobs has risen beyond what a transaction with some pays: it is replaced by one that pays up to twice what they cost now, but never
/// more than may be paid. One that would cost more is not sent; one that is on its way then stays as it is until they are cheaper.
#[test]
fn a_price_of_blobs_that_rises() {
    let Some((node, mut rpc)) = node::start(&["--no-mining", "--hardfork", "cancun"]) else { return };
    let price = Arc::new(AtomicU64::new(1));
    let says = Arc::clone(&price);
    let url = line(&node.url, move |method, _| match method {
        "eth_blobBaseFee" => {
            let price = says.load(Ordering::Relaxed);
            Fate::Change(Box::new(move |_| json!(format!("{price:#x}"))))
        }
        _ => Fate::Pass,
    });
    let mut ours = Rpc::new(&url);
    ours.sign(sender(Policy { most_blob_fee: 1_000, ..policy(60_000) }, None));
    let mut figures = ours.clone();
    let payload = |number: u8| {
        let blob = pack(&[number]).unwrap().remove(0);
        Payload { blobs: vec![Sidecar::new(&SETUP, blob, false).unwrap()], ..gift(7, number.into()) }
    };
    // What the only transaction that waits may pay for blobs.
    let waits = |rpc: &mut Rpc| {
        let pool = rpc.develop("txpool_content", &json!([])).unwrap();
        let all =
            pool["pending"].as_object().unwrap().values().flat_map(|of| of.as_object().unwrap().values());
        let mut fees = all.map(|one| one["maxFeePerBlobGas"].as_str().unwrap().to_owned());
        let fee = fees.next().map(|fee| u64::from_str_radix(fee.trim_start_matches("0x"), 16).unwrap());
        assert!(fees.next().is_none());
        fee
    };
    let until = |rpc: &mut Rpc, fits: &dyn Fn(u64) -> bool| {
        let found = (0..1_000).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            waits(rpc).is_some_and(fits)
        });
        assert!(found, "{:?}", waits(rpc));
    };
    let account = key().address();
    let (mut sending, sent) = (ours.clone(), vec![payload(5)]);
    let thread = std::thread::spawn(move || sending.send_all(account, sent));
    until(&mut rpc, &|fee| fee >= 2);
    price.store(100, Ordering::Relaxed);
    until(&mut rpc, &|fee| (200..=1_000).contains(&fee));
    rpc.pass(1).unwrap();
    let done = thread.join().unwrap();
    assert!(done[0].is_ok(), "{done:?}");
    assert!(figures.status().replaced > 0 && figures.status().in_flight == 0);
    assert_eq!(has(&mut rpc, 7), 5);

    price.store(1_001, Ordering::Relaxed);
    let dear = figures.send_all(account, vec![payload(6)]);
    assert_eq!(dear, [Err(ChainError::BlobFee { base: 1_001, most: 1_000 })]);
    assert_eq!(waits(&mut rpc), None);

    price.store(300, Ordering::Relaxed);
    let (mut sending, sent) = (ours, vec![payload(8)]);
    let thread = std::thread::spawn(move || sending.send_all(account, sent));
    until(&mut rpc, &|_| true);
    price.store(5_000, Ordering::Relaxed);
    std::thread::sleep(Duration::from_secs(1));
    let before = waits(&mut rpc).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    assert!(before <= 1_000 && waits(&mut rpc) == Some(before));
    price.store(1, Ordering::Relaxed);
    rpc.pass(1).unwrap();
    assert!(thread.join().unwrap()[0].is_ok());
    assert_eq!(has(&mut rpc, 7), 13);
}

/// Blobs cost more than they may while they are on their way. What has to be done then comes after them by its number, and nodes such as Geth take it
/// only once they are in a block: so they may cost as much as any gas, as long as something waits.
#[test]
fn blobs_hold_up_nothing() {
    let Some((node, mut rpc)) = node::start(&["--no-mining", "--hardfork", "cancun"]) else { return };
    let (price, reserved) = (Arc::new(AtomicU64::new(1)), Arc::new(AtomicBool::new(true)));
    let (says, refuses) = (Arc::clone(&price), Arc::clone(&reserved));
    let url = line(&node.url, move |method, params| match method {
        "eth_blobBaseFee" => {
            let price = says.load(Ordering::Relaxed);
            Fate::Change(Box::new(move |_| json!(format!("{price:#x}"))))
        }
        "eth_sendRawTransaction"
            if refuses.load(Ordering::Relaxed)
                && params[0].as_str().is_some_and(|sent| sent.starts_with("0x02")) =>
        {
            Fate::Refuse("address already reserved")
        }
        _ => Fate::Pass,
    });
    let account = key().address();
    let mut ours = Rpc::new(&url);
    ours.sign(sender(Policy { most_fee: 100_000_000_000, most_blob_fee: 1_000, ..policy(600) }, None));
    let blob = Sidecar::new(&SETUP, pack(&[5]).unwrap().remove(0), false).unwrap();
    let sent = ours.send_all(account, vec![Payload { blobs: vec![blob], ..gift(7, 5) }]);
    assert!(matches!(sent[..], [Err(ChainError::OnItsWay { .. })]), "{sent:?}");
    price.store(5_000, Ordering::Relaxed);
    let fee = |rpc: &mut Rpc| {
        let pool = rpc.develop("txpool_content", &json!([])).unwrap();
        let one = pool["pending"].as_object().unwrap().values().next().cloned();
        let fee = one
            .and_then(|of| of.as_object()?.values().next()?["maxFeePerBlobGas"].as_str().map(str::to_owned));
        fee.and_then(|fee| u64::from_str_radix(fee.trim_start_matches("0x"), 16).ok())
    };
    assert!(fee(&mut rpc).is_some_and(|fee| fee <= 1_000), "nothing waits");
    // A move, which is asked for again as long as it is on its way.
    let mut moves = ours.clone();
    let moving = std::thread::spawn(move || {
        (0..100).find(|_| moves.send_all(account, vec![gift(8, 6)])[0].is_ok()).is_some()
    });
    let mut done = false;
    for _ in 0..1_000 {
        done |= has(&mut rpc, 8) == 6;
        if fee(&mut rpc).is_some_and(|fee| fee >= 10_000) {
            rpc.pass(1).unwrap();
            reserved.store(false, Ordering::Relaxed);
        } else if !reserved.load(Ordering::Relaxed) {
            rpc.pass(1).unwrap();
        }
        if done && moving.is_finished() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(done && moving.join().unwrap());
    assert_eq!((has(&mut rpc, 7), has(&mut rpc, 8)), (5, 6), "each once");
}

/// A sender is killed before its transaction has come to the node, when it has, and when it is in a block; whoever goes on
/// from what it has written down sends the same, and it is done once.
#[test]
fn nothing_is_sent_twice() {
    let serving = serve(0).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("transactions.json");
    let mut rpc = Rpc::new(&serving.url);
    rpc.fund(key().address(), 100 * ETHER).unwrap();
    let lost = Arc::new(Mutex::new(""));
    let losing = Arc::clone(&lost);
    let bad = line(
        &serving.url,
        move |method, _| {
            if *losing.lock().unwrap() == method { Fate::Lose } else { Fate::Pass }
        },
    );
    for (round, method) in ["eth_sendRawTransaction", "eth_getTransactionReceipt", ""].into_iter().enumerate()
    {
        *lost.lock().unwrap() = method;
        let to = 10 + round as u8;
        let payloads = || vec![gift(to, 3), gift(to + 50, 4)];
        let mut ours = Rpc::new(&bad);
        ours.sign(sender(policy(100), Some(&path)));
        let before = std::fs::read(&path).unwrap_or_default();
        let sent = ours.send_all(key().address(), payloads());
        assert_eq!(sent.iter().all(Result::is_ok), method.is_empty(), "{method}: {sent:?}");
        // In the last round it is killed after the fact: the file is as it was when the transactions went out.
        let written = std::fs::read(&path).unwrap();
        assert_ne!(written, before);
        *lost.lock().unwrap() = "";
        let mut again = Rpc::new(&bad);
        again.sign(sender(policy(10_000), Some(&path)));
        let sent = match method.is_empty() {
            false => again.send_all(key().address(), payloads()),
            true => sent,
        };
        assert!(sent.iter().all(Result::is_ok), "{method}: {sent:?}");
        assert_eq!((has(&mut rpc, to), has(&mut rpc, to + 50)), (3, 4), "{method}");
    }
    // What is not asked for any more is sent too: those after it wait for its number.
    *lost.lock().unwrap() = "eth_sendRawTransaction";
    let mut ours = Rpc::new(&bad);
    ours.sign(sender(policy(100), Some(&path)));
    assert!(ours.send_all(key().address(), vec![gift(30, 3)])[0].is_err());
    *lost.lock().unwrap() = "";
    let mut again = Rpc::new(&bad);
    again.sign(sender(policy(10_000), Some(&path)));
    again.send_all(key().address(), vec![gift(31, 3)])[0].as_ref().unwrap();
    assert_eq!((has(&mut rpc, 30), has(&mut rpc, 31)), (3, 3));
    // Somebody else's file is not gone on from.
    let other = Sender::new(Key::new(&[9; 32]).unwrap(), policy(100), Some(path.clone()));
    let (mut ours, account) = (Rpc::new(&bad), other.address());
    ours.sign(other);
    assert!(matches!(ours.send_all(account, vec![gift(1, 1)])[0], Err(ChainError::Store { .. })));
    for text in ["{".to_owned(), " ".repeat(MAX_FILE as usize + 1)] {
        std::fs::write(&path, &text).unwrap();
        let mut ours = Rpc::new(&bad);
        ours.sign(sender(policy(100), Some(&path)));
        let sent = ours.send_all(key().address(), vec![gift(1, 1)]);
        assert!(matches!(sent[0], Err(ChainError::Store { .. })), "{sent:?}");
    }
}

/// One of two nodes says that the account has sent a thousand transactions more than it has: nothing is kept that waits for
/// them, and whoever goes on with honest nodes is done.
#[test]
fn a_number_that_is_too_high() {
    let serving = serve(0).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("transactions.json");
    let mut rpc = Rpc::new(&serving.url);
    rpc.fund(key().address(), 100 * ETHER).unwrap();
    let bad = line(&serving.url, |method, _| match method {
        "eth_getTransactionCount" => Fate::Change(Box::new(|_| json!("0x3e8"))),
        _ => Fate::Pass,
    });
    for order in [[bad.clone(), serving.url.clone()], [serving.url.clone(), bad]] {
        let _ = std::fs::remove_file(&path);
        let mut two = Rpc::of(&order);
        two.sign(sender(policy(300), Some(&path)));
        for to in 1..=6 {
            // Another is believed in each look.
            two.block(None).unwrap();
            let _ = two.send_all(key().address(), vec![gift(to, 1)]);
        }
        let before: Vec<u128> = (1..=6).map(|to| has(&mut rpc, to)).collect();
        let mut ours = Rpc::new(&serving.url);
        ours.sign(sender(policy(10_000), Some(&path)));
        ours.send_all(key().address(), vec![gift(7, 1)])[0].as_ref().unwrap();
        let after: Vec<u128> = (1..=6).map(|to| has(&mut rpc, to)).collect();
        assert_eq!(before, after, "all were done at once");
    }
    assert_eq!((1..=7).map(|to| has(&mut rpc, to)).collect::<Vec<_>>(), [2; 7]);
}

/// What cannot be in a block is not sent, and leaves no gap in the numbers.
#[test]
fn what_is_refused() {
    let serving = serve(0).unwrap();
    let mut rpc = Rpc::new(&serving.url);
    rpc.fund(key().address(), ETHER).unwrap();
    let gas = Arc::new(AtomicU64::new(TRANSACTION_GAS + 1));
    let (said, refuses) = (Arc::clone(&gas), Arc::new(Mutex::new(false)));
    let refusing = Arc::clone(&refuses);
    let url = line(&serving.url, move |method, _| match method {
        "eth_estimateGas" => {
            let gas = said.load(Ordering::Relaxed);
            Fate::Change(Box::new(move |_| json!(format!("{gas:#x}"))))
        }
        "eth_sendRawTransaction" if *refusing.lock().unwrap() => Fate::Refuse("insufficient funds for gas"),
        _ => Fate::Pass,
    });
    let mut ours = Rpc::new(&url);
    ours.sign(sender(policy(10_000), None));
    let too_much = ours.send_all(key().address(), vec![gift(1, 1)]);
    assert_eq!(too_much, [Err(ChainError::TooMuchGas { gas: TRANSACTION_GAS + 1, most: TRANSACTION_GAS })]);
    gas.store(TRANSACTION_GAS, Ordering::Relaxed);
    *refuses.lock().unwrap() = true;
    let refused = ours.send_all(key().address(), vec![gift(1, 1)]);
    assert!(matches!(refused[0], Err(ChainError::Node { .. })), "{refused:?}");
    *refuses.lock().unwrap() = false;
    assert!(ours.send_all(key().address(), vec![gift(1, 1)])[0].is_ok());
    assert_eq!(has(&mut rpc, 1), 1);
    // In its block a transaction may fail all the same.
    let failed = ours.send_all(key().address(), vec![gift(2, 2 * ETHER), gift(3, 3)]);
    assert!(failed[0].is_err() && failed[1].is_ok(), "{failed:?}");
    assert_eq!((has(&mut rpc, 2), has(&mut rpc, 3), ours.status().in_flight), (0, 3, 0));
}

/// What a transaction takes and pays, and what became of it, is not up to one node of three, nor is a tip up to one of two.
#[test]
fn one_node_decides_no_transaction() {
    let serving = serve(0).unwrap();
    let mut rpc = Rpc::new(&serving.url);
    rpc.fund(key().address(), 100 * ETHER).unwrap();
    let says = |method: &'static str, value: Value| {
        move |asked: &str, _: &Value| match asked == method {
            true => {
                let value = value.clone();
                Fate::Change(Box::new(move |_| value))
            }
            false => Fate::Pass,
        }
    };
    // One that succeeded somewhere else, and one that failed.
    let receipt = |status: &str| {
        let nowhere = format!("0x{}", "66".repeat(20));
        json!({ "status": status, "gasUsed": "0x1", "blockNumber": "0x63", "contractAddress": nowhere, "logs": [] })
    };
    let lies = [
        ("eth_estimateGas", json!("0x1")),
        ("eth_estimateGas", json!("0xffffffffffffffff")),
        ("eth_maxPriorityFeePerGas", json!("0xffffffffffffffff")),
        ("eth_getTransactionReceipt", receipt("0x1")),
        ("eth_getTransactionReceipt", receipt("0x0")),
    ];
    for (at, (method, lie)) in lies.into_iter().enumerate() {
        let bad = line(&serving.url, says(method, lie.clone()));
        // What honest nodes take: the same every time.
        let sent = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&sent);
        let good = line(&serving.url, move |asked, params| {
            if asked == "eth_sendRawTransaction" {
                let bytes = hex::decode(params[0].as_str().unwrap().trim_start_matches("0x")).unwrap();
                heard.lock().unwrap().push(Transaction::read(&bytes).unwrap().0);
            }
            Fate::Pass
        });
        // The liar is the first to be heard.
        let mut many = Rpc::of(&[bad.clone(), good.clone(), serving.url.clone()]);
        many.sign(sender(policy(10_000), None));
        let done = many.send_all(key().address(), vec![gift(100 + at as u8, 3)]);
        let receipt = done[0].as_ref().unwrap_or_else(|error| panic!("{method} {lie}: {error}"));
        assert!(receipt.created.is_none() && receipt.block != 0x63, "{method} {lie}: {receipt:?}");
        assert_eq!(has(&mut rpc, 100 + at as u8), 3);
        let said: Vec<_> = sent.lock().unwrap().iter().map(|sent| (sent.gas, sent.tip)).collect();
        // A gift takes 21,000; a quarter and a refund's 60,000 are added.
        assert_eq!(said, [(86_250, 0)], "{method} {lie}");
        if !method.contains("Receipt") {
            let mut two = Rpc::of(&[good, bad]);
            two.sign(sender(policy(10_000), None));
            two.send_all(key().address(), vec![gift(150, 1)])[0].as_ref().unwrap();
            let last = sent.lock().unwrap().last().map(|sent| (sent.gas, sent.tip));
            assert_eq!(last, Some((86_250, 0)), "{method} {lie}");
        }
    }
}
