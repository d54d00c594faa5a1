//! Claims with inputs in blobs, by the command, on a node of somebody else's that keeps blobs: claimed, read, played, and refused where they
//! are missing or something else.

use crate::folder::{Folder, Ran};
use crate::node;
use contracts::Address;
use contracts::abi::{address, call, number};
use contracts::blobs::kzg::Setup;
use contracts::blobs::{Sidecar, pack};
use contracts::chain::{Chain, Key, Payload, Policy, Sender};
use contracts::game::Event;
use dispute::player::Contract;
use std::path::Path;
use tests::onnx;

/// What anvil's first two accounts are signed for with, which everybody knows.
const KEYS: [&str; 2] = [
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
];

/// What is said, without the lines that it is broken into.
fn flat(text: &str) -> String {
    text.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// On a chain whose nodes take one proof of a blob.
#[test]
fn inputs_in_blobs() {
    play(&["--hardfork", "cancun"], false);
}

/// On one whose nodes sample, and take the proofs of cells.
#[test]
#[ignore = "hundreds of commitments, minutes; run by make test-deep"]
fn inputs_in_blobs_of_cells() {
    play(&["--hardfork", "osaka"], true);
}

fn play(arguments: &[&str], cells: bool) {
    let Some((node, mut rpc)) = node::start(arguments) else { return };
    assert_eq!(rpc.samples(), Ok(cells));
    let setup = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ceremony/trusted_setup.txt");
    let setup = setup.display().to_string();
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    folder.run("compile model.onnx --input-range x=-1..1 -o model.o2c").fine();
    folder.write("x.json", r#"{"x": [[0.1, 0.2, 0.3, 0.4]]}"#);
    let at = format!("--rpc {}", node.url);
    let by = |key: &str, line: &str| -> Ran {
        folder.run_with(&format!("dispute {line}"), &[("ONNX2CIRCUIT_KEY", key)])
    };
    let deployed = by(KEYS[0], &format!("deploy {at} --allowance 3000 --extension 300 --json")).fine().json();
    let address_text = deployed["game"].as_str().expect("an address").to_owned();
    let bare = format!("{at} --game {address_text}");
    let game = format!("{bare} --kzg-setup {setup}");
    // Without the points there are no blobs, and without a key there is nobody to sign.
    let pointless = by(KEYS[0], &format!("claim model.o2c --input x.json --blob {bare}"));
    assert!(pointless.status == 2 && flat(&pointless.stderr).contains("--kzg-setup"), "{}", pointless.stderr);
    let unsigned = folder.run(&format!("dispute claim model.o2c --input x.json --blob {game}"));
    assert!(unsigned.status != 0 && flat(&unsigned.stderr).contains("signed here"), "{}", unsigned.stderr);
    let made = by(KEYS[0], &format!("claim model.o2c --input x.json --blob {game} --json")).fine().json();
    let claim = made["claim"].as_str().expect("an id").to_owned();
    // What is about blobs is refused where there are none, not ignored.
    for unused in ["--beacon http://127.0.0.1:1".to_owned(), format!("--kzg-setup {setup}")] {
        let ran = by(KEYS[0], &format!("claim model.o2c --input x.json {bare} {unused}"));
        assert!(ran.status == 2 && flat(&ran.stderr).contains("is about blobs"), "{}", ran.stderr);
    }
    let plain = by(KEYS[0], &format!("claim model.o2c --input x.json {bare} --json")).fine().json();
    assert_eq!(made["end"], plain["end"], "the same run, wherever its input is");
    // Who is given no node that keeps blobs, or one that has them not, says so and plays the others.
    let verdicts = |beacon: &str| {
        let ran = by(KEYS[1], &format!("watch model.o2c {game} {beacon} --json")).fine();
        let all = ran.json();
        let verdicts: Vec<String> = all
            .as_array()
            .expect("claims")
            .iter()
            .map(|one| one["verdict"].as_str().expect("text").to_owned())
            .collect();
        (verdicts, flat(&ran.stderr))
    };
    let right = "open, the right commitment is there";
    let (listed, said) = verdicts("");
    let missing = "not read: its input is in blobs, and --kzg-setup or --beacon is missing";
    assert_eq!(listed, [missing, right], "{said}");
    assert!(said.contains("--beacon URL names a node") && said.contains("no node is given"), "{said}");
    let (listed, said) = verdicts("--beacon http://127.0.0.1:1");
    assert_eq!(listed[0], "not read: its input is in blobs that are not to be had", "{said}");
    let beacon = format!("--beacon http://127.0.0.1:1 --beacon {}", node.url);
    assert_eq!(verdicts(&beacon).0, [right, right]);
    let nobody = by(KEYS[1], &format!("challenge model.o2c --claim {claim} {game}"));
    assert!(nobody.status != 0 && flat(&nobody.stderr).contains("no node is given"), "{}", nobody.stderr);
    // Somebody says the root of something that only he knows, beside a blob: it is struck out.
    let mut board = Contract::new(
        rpc.clone(),
        Address::from_slice(&hex::decode(&address_text).expect("hex")),
        Address::ZERO,
        0,
    );
    let opened = board.events().expect("a log").iter().find_map(|event| match event {
        Event::Opened { claim: id, model_bytes, .. } if hex::encode(id) == claim => Some(model_bytes.clone()),
        _ => None,
    });
    let model = opened.expect("the claim");
    let height = u32::from(model[4]);
    let history = dispute::history::History::new(vec![[0xee; 32]], height).expect("a history");
    let ([left, right_node], proof) = (history.children(height, 0), history.proof((1 << height) - 1));
    let to = board.blobs().expect("a contract");
    let chunks = [[0xee; 32]];
    let arguments = [
        address(&board.game.into()).into(),
        model[..].into(),
        number(0).into(),
        number(1).into(),
        chunks.as_flattened().into(),
        left.into(),
        right_node.into(),
        history.last().into(),
        proof[..].into(),
    ];
    let data =
        call("open(address,bytes,uint256,uint256,bytes,bytes32,bytes32,bytes32,bytes32[])", &arguments);
    let key = Key::from_hex(KEYS[0]).expect("a key");
    let from = key.address();
    rpc.sign(Sender::new(key, Policy::default(), None));
    let wei = 200_000_000_000_000_000;
    let points = Setup::read(Path::new(&setup)).expect("the points, which scripts/kzg.sh fetches");
    let blobs = pack(&[1, 2, 3]).expect("a blob").into_iter();
    let blobs = blobs.map(|blob| Sidecar::new(&points, blob, cells).expect("a blob")).collect();
    let receipt = rpc.send_one(from, Payload { to: Some(to), wei, data, blobs }).expect("sent");
    let lie = receipt.logs.iter().filter_map(Event::decode).find_map(|event| match event {
        Event::Opened { claim, .. } => Some(hex::encode(claim)),
        _ => None,
    });
    let lie = lie.expect("a claim");
    let ran = by(KEYS[1], &format!("challenge model.o2c --claim {lie} {game} {beacon} --json")).fine();
    assert_eq!(ran.json()["struck"], true, "{}", ran.stderr);
    let again = by(KEYS[1], &format!("challenge model.o2c --claim {lie} {game} {beacon} --json"));
    assert!(again.status == 1 && flat(&again.stderr).contains("struck out"), "{}", again.stderr);
    let (listed, _) = verdicts(&beacon);
    assert_eq!(listed, [right, right, "struck out: its blobs are not its input"]);
    // The honest claim in a blob is played to its end; the second time the blob is read from the store, and no node keeps it.
    let store = folder.path("store").display().to_string();
    by(KEYS[0], &format!("respond model.o2c --claim {claim} {game} {beacon} --store {store}")).fine();
    rpc.pass(3_001).expect("time");
    let ran =
        by(KEYS[0], &format!("challenge model.o2c --claim {claim} {game} --store {store} --poll 1 --json"))
            .fine();
    assert_eq!(ran.json()["right"], true, "{}", ran.stderr);
    // The deposit is back: the contract of blobs has half of the lie's, nobody's, and no more.
    assert_eq!(rpc.balance(to), Ok(50_000_000_000_000_000));
}
