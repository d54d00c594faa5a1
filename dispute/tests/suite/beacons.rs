//! Nodes that keep blobs: what they say is held against the versioned hashes and bounded; whatever else one says, nothing is taken for a blob
//! that is not one of those.

use crate::blobs::SETUP;
use contracts::blobs::{BLOB_BYTES, Blob, pack};
use contracts::chain::{Beacon, ChainError};
use fault_proof_vm::Hash;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Barrier, Mutex};

/// What a node has at its paths: a status and a body.
type Says = fn(&str) -> (u16, String);

/// A node that says so, and the paths that it was asked for.
fn node(says: impl Fn(&str) -> (u16, String) + Send + 'static) -> (Beacon, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(mut client) = client else { return };
            let mut lines = BufReader::new(&client).lines().map_while(Result::ok);
            let Some(first) = lines.next() else { continue };
            // Up to the end of the head.
            lines.find(String::is_empty);
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            let (status, body) = says(&path);
            heard.lock().unwrap().push(path);
            let head =
                format!("HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
            // Who has heard enough hangs up.
            let _ = client.write_all(head.as_bytes()).and_then(|()| client.write_all(body.as_bytes()));
        }
    });
    (Beacon::new(&url), asked)
}

fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    serde_json::json!({ "data": texts.into_iter().collect::<Vec<_>>() }).to_string()
}

fn text(blob: &Blob) -> String {
    format!("0x{}", hex::encode(blob.bytes()))
}

/// Two blobs, and what a contract knows them by.
fn two() -> ([Blob; 2], [Hash; 2]) {
    let blobs = [[1, 2, 3], [4, 5, 6]].map(|bytes| pack(&bytes).unwrap().remove(0));
    let hashes = blobs.each_ref().map(|blob| blob.versioned_hash(&SETUP).unwrap());
    (blobs, hashes)
}

/// What is there among others, in whatever order, is found in the slot that the claim's time falls in.
#[test]
fn what_is_there_is_found() {
    let (blobs, hashes) = two();
    let texts: Vec<String> = blobs.iter().rev().map(text).collect();
    let there = list(["", "0xzz", &texts[0], &texts[0], "0x00", &texts[1]]);
    let (beacon, asked) = node(move |path| match path {
        "/eth/v1/config/spec" => (200, r#"{"data": {"SECONDS_PER_SLOT": "12"}}"#.to_owned()),
        "/eth/v1/beacon/genesis" => (200, r#"{"data": {"genesis_time": "1000"}}"#.to_owned()),
        _ => (200, there.clone()),
    });
    assert_eq!(beacon.blobs(&SETUP, 7, 1_000 + 12 * 50 + 11, &hashes).unwrap(), blobs);
    assert_eq!(asked.lock().unwrap().last().unwrap(), "/eth/v1/beacon/blobs/50");
    assert!(beacon.blobs(&SETUP, 7, 999, &hashes).is_err(), "before the chain began");
}

/// Of two blobs one is there, in every way in which the other can be missing.
#[test]
fn what_is_no_blob_is_refused() {
    let (blobs, hashes) = two();
    let [one, two] = blobs.each_ref().map(text);
    let bent = format!("{}01{}", &two[..60], &two[62..]);
    assert_ne!(bent, two);
    let element = format!("0xff{}", &two[4..]);
    let lists: Vec<(&str, String)> = vec![
        ("missing", list([&one[..]])),
        ("no hexadecimal", list([&one[..], &format!("0xg{}", &two[3..])])),
        ("short", list([&one[..], &two[..2 * BLOB_BYTES]])),
        ("long", list([&one[..], &format!("{two}00")])),
        ("another", list([&one[..], &bent])),
        ("no element", list([&one[..], &element])),
        ("no list", r#"{"data": {"0": "0x00"}}"#.to_owned()),
        ("no texts", r#"{"data": [0, 1]}"#.to_owned()),
        ("nothing", r#"{"data": null}"#.to_owned()),
        ("another answer", r#"[]"#.to_owned()),
        ("half an answer", list([&one[..], &two])[..300_000].to_owned()),
        ("no answer", String::new()),
        // Right, but for what a parser keeps of lists in lists that it skips.
        ("deep", format!("{{\"x\": {}{}, {}", "[".repeat(64), "]".repeat(64), &list([&one[..], &two])[1..])),
        // More than a block can have, of which the last would be right, and more than is read at all.
        ("many", list(std::iter::repeat_n("", 128).chain([&one[..], &two]))),
        ("endless", " ".repeat(40 << 20)),
    ];
    for (name, body) in lists {
        let (beacon, _) = node(move |path| match path {
            "/eth/v1/config/spec" => (404, String::new()),
            _ => (200, body.clone()),
        });
        let read = beacon.blobs(&SETUP, 7, 999, &hashes);
        assert!(matches!(read, Err(ChainError::Answer { .. })), "{name}: {read:?}");
    }
}

/// A slot that cannot be told is none, and a node that does not work is one.
#[test]
fn what_is_no_slot_is_refused() {
    let says: [(&str, Says); 7] = [
        ("no time", |_| (200, r#"{"data": {"SECONDS_PER_SLOT": "0"}}"#.to_owned())),
        ("negative", |_| (200, r#"{"data": {"SECONDS_PER_SLOT": "-1"}}"#.to_owned())),
        ("no text", |_| (200, r#"{"data": {"SECONDS_PER_SLOT": 12}}"#.to_owned())),
        ("too much", |_| (200, r#"{"data": {"SECONDS_PER_SLOT": "99999999999999999999"}}"#.to_owned())),
        ("no genesis", |path| match path {
            "/eth/v1/config/spec" => (200, r#"{"data": {"SECONDS_PER_SLOT": "12"}}"#.to_owned()),
            _ => (404, String::new()),
        }),
        ("endless", |_| (200, format!("{{{}}}", " ".repeat(2 << 20)))),
        ("broken", |_| (500, String::new())),
    ];
    for (name, says) in says {
        let read = node(says).0.blobs(&SETUP, 7, 999, &[[1; 32]]);
        assert!(
            matches!(read, Err(ChainError::Answer { .. } | ChainError::Unreachable { .. })),
            "{name}: {read:?}"
        );
    }
}

/// Where the nodes are, for a copy of these tests that asks them.
const NODES: &str = "ONNX2CIRCUIT_TEST_BEACONS";
/// What that says before what it has held.
const HELD: &str = "bytes held:";

/// The most bytes that this process has held, if the system says so.
fn held() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}

/// Not a test but a process that asks nodes at once, when it is started by one.
#[test]
fn asks() {
    let Ok(nodes) = std::env::var(NODES) else { return };
    let (_, hashes) = two();
    let before = held();
    std::thread::scope(|scope| {
        for url in nodes.split(' ') {
            scope
                .spawn(move || Beacon::new(url).blobs(&SETUP, 7, 999, &hashes).expect_err("no blob of ours"));
        }
    });
    println!("{HELD} {}", held().zip(before).map_or(0, |(held, before)| held - before));
}

/// Four nodes say as much as they may, none of which is a blob that was asked for, and none of them is done before all are: what they say is not held, but
/// for a text of each. Each says 34 MB.
#[test]
fn long_answers_are_not_held() {
    const NODES_AT_ONCE: usize = 4;
    let all_have_said = Arc::new(Barrier::new(NODES_AT_ONCE));
    let text = format!("0x{}", "ff".repeat(BLOB_BYTES));
    let urls: Vec<String> = (0..NODES_AT_ONCE)
        .map(|_| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let (all_have_said, text) = (Arc::clone(&all_have_said), text.clone());
            std::thread::spawn(move || {
                for client in listener.incoming() {
                    let mut client = client.unwrap();
                    let mut lines = BufReader::new(&client).lines().map_while(Result::ok);
                    let first = lines.next().unwrap();
                    lines.find(String::is_empty);
                    if first.contains("/config/spec") {
                        client.write_all(b"HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n").unwrap();
                        continue;
                    }
                    let head = "HTTP/1.1 200 x\r\nconnection: close\r\n\r\n{\"data\": [\"\"";
                    client.write_all(head.as_bytes()).unwrap();
                    for _ in 1..128 {
                        client.write_all(format!(", \"{text}\"").as_bytes()).unwrap();
                    }
                    all_have_said.wait();
                    client.write_all(b"]}").unwrap();
                }
            });
            url
        })
        .collect();
    let mut asks = Command::new(std::env::current_exe().unwrap());
    asks.args(["--exact", "beacons::asks", "--nocapture"]).env(NODES, urls.join(" "));
    let said = asks.output().unwrap();
    assert!(said.status.success(), "{said:?}");
    let said = String::from_utf8(said.stdout).unwrap();
    let held = said.lines().find_map(|line| line.split_once(HELD)?.1.trim().parse::<u64>().ok());
    println!("{held:?} bytes for {NODES_AT_ONCE} answers of {} bytes", 127 * text.len());
    assert!(held.is_some_and(|held| held < 16 << 20), "{said}");
}
