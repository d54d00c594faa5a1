//! Claims with inputs in blobs, by the command, on a node of somebody else's that keeps blobs: claimed, read, played, and refused where they
//! are missing or something else.

use crate::folder::{Folder, Ran};
use crate::node;
use contracts::Address;
use contracts::abi::{address, call, number};
use contracts::blobs::kzg::Setup;
use contracts::blobs::{Blob, Sidecar, openings, pack};
use contracts::chain::{Chain, Key, Payload, Policy, Receipt, Rpc, Sender};
use contracts::game::Event;
use dispute::model::Model;
use dispute::player::{Contract, View};
use dispute::source::{chunk_log2, elements};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
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
    // Who has no money is told so before anything is computed, and before a key is looked at, which is made again.
    let poor = by(&"11".repeat(32), &format!("claim model.o2c --input x.json --key nowhere {bare}"));
    assert!(poor.status == 2 && flat(&poor.stderr).contains("wei must be there"), "{}", poor.stderr);
    let rich = by(KEYS[0], &format!("claim model.o2c --input x.json --key nowhere {bare}"));
    assert!(rich.status == 2 && flat(&rich.stderr).contains("nowhere"), "{}", rich.stderr);

    let mut liar = Lying::new(&node.url, &setup, &address_text, &claim, cells);
    let lie = liar.claim();
    let ran = by(KEYS[1], &format!("challenge model.o2c --claim {lie} {game} {beacon} --json")).fine();
    assert_eq!(ran.json()["struck"], true, "{}", ran.stderr);
    let again = by(KEYS[1], &format!("challenge model.o2c --claim {lie} {game} {beacon} --json"));
    assert!(again.status == 1 && flat(&again.stderr).contains("struck out"), "{}", again.stderr);
    let (listed, _) = verdicts(&beacon);
    assert_eq!(listed, [right, right, "struck out: its blobs are not its input"]);

    // Who has refuted one was killed before it was paid: whatever it does next finds what it is owed.
    for verb in ["respond", "challenge"] {
        let lie = liar.claim();
        liar.refute(&lie, KEYS[1]);
        assert!(liar.owes(KEYS[1]));
        let ran = by(KEYS[1], &format!("{verb} model.o2c --claim {lie} {game} {beacon}"));
        assert!(ran.status == 1 && !liar.owes(KEYS[1]), "{verb}: {}", ran.stderr);
    }
    let lie = liar.claim();
    liar.refute(&lie, KEYS[1]);
    let mut watch = folder.command(&format!("dispute watch model.o2c --play --poll 1 {game} {beacon}"));
    watch.env("ONNX2CIRCUIT_KEY", KEYS[1]).stdout(Stdio::null()).stderr(Stdio::null());
    let mut watch = watch.spawn().expect("a process");
    let paid = (0..1_200).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        !liar.owes(KEYS[1])
    });
    watch.kill().and_then(|()| watch.wait()).expect("it is dead");
    assert!(paid, "a watch has not taken out what it is owed");
    // One that nobody has refuted before it has a result keeps that: nothing is sent for nothing.
    let late = liar.claim();
    rpc.pass(3_001).expect("time");
    liar.resolve(&late);
    let reader = Key::from_hex(KEYS[1]).expect("a key").address();
    let sent = rpc.transactions(reader);
    for verb in ["respond", "challenge"] {
        let ran = by(KEYS[1], &format!("{verb} model.o2c --claim {late} {game} {beacon}"));
        assert!(ran.status == 1 && flat(&ran.stderr).contains("has a result already"), "{}", ran.stderr);
    }
    assert_eq!(rpc.transactions(reader), sent);

    // The honest claim in a blob is played to its end; the second time the blob is read from the store, and no node keeps it.
    let store = folder.path("store").display().to_string();
    by(KEYS[0], &format!("respond model.o2c --claim {claim} {game} {beacon} --store {store}")).fine();
    let ran =
        by(KEYS[0], &format!("challenge model.o2c --claim {claim} {game} --store {store} --poll 1 --json"))
            .fine();
    assert_eq!(ran.json()["right"], true, "{}", ran.stderr);
    // All deposits of that account are back, but for half of that of each lie that was refuted, which is nobody's.
    assert_eq!(rpc.balance(liar.blobs), Ok(4 * 50_000_000_000_000_000));
}

/// Who says the root of something that only he knows, beside a blob of something else.
struct Lying {
    rpc: Rpc,
    board: Contract<Rpc>,
    points: Setup,
    model: Vec<u8>,
    cells: bool,
    /// The contract of blobs.
    blobs: Address,
}

impl Lying {
    /// About the model of a claim.
    fn new(url: &str, setup: &str, game: &str, claim: &str, cells: bool) -> Self {
        let rpc = Rpc::new(url);
        let game = Address::from_slice(&hex::decode(game).expect("hex"));
        let mut board = Contract::new(rpc.clone(), game, Address::ZERO, 0);
        let opened = board.events().expect("a log").iter().find_map(|event| match event {
            Event::Opened { claim: id, model_bytes, .. } if hex::encode(id) == claim => {
                Some(model_bytes.clone())
            }
            _ => None,
        });
        let points = Setup::read(Path::new(setup)).expect("the points, which scripts/kzg.sh fetches");
        let blobs = board.blobs().expect("a contract");
        Self { rpc, board, points, model: opened.expect("the claim"), cells, blobs }
    }

    fn send(&self, key: &str, to: Address, data: Vec<u8>, wei: u128, blobs: Vec<Sidecar>) -> Receipt {
        // A sender of its own: the commands send by the same keys meanwhile.
        let mut rpc = Rpc::new(&self.rpc.status().nodes[0].name);
        let key = Key::from_hex(key).expect("a key");
        let from = key.address();
        rpc.sign(Sender::new(key, Policy::default(), None));
        rpc.send_one(from, Payload { to: Some(to), wei, data, blobs }).expect("sent")
    }

    /// Makes a claim; its id.
    fn claim(&self) -> String {
        let height = u32::from(self.model[4]);
        let history = dispute::history::History::new(vec![[0xee; 32]], height).expect("a history");
        let ([left, right], proof) = (history.children(height, 0), history.proof((1 << height) - 1));
        let chunks = [[0xee; 32]];
        let arguments = [
            address(&self.board.game.into()).into(),
            self.model[..].into(),
            number(0).into(),
            number(1).into(),
            chunks.as_flattened().into(),
            left.into(),
            right.into(),
            history.last().into(),
            proof[..].into(),
        ];
        let data =
            call("open(address,bytes,uint256,uint256,bytes,bytes32,bytes32,bytes32,bytes32[])", &arguments);
        let beside = |blob| Sidecar::new(&self.points, blob, self.cells).expect("a blob");
        let blobs = said().into_iter().map(beside).collect();
        let receipt = self.send(KEYS[0], self.blobs, data, 200_000_000_000_000_000, blobs);
        let claim = receipt.logs.iter().filter_map(Event::decode).find_map(|event| match event {
            Event::Opened { claim, .. } => Some(hex::encode(claim)),
            _ => None,
        });
        claim.expect("a claim")
    }

    /// Refutes one, and takes nothing for it.
    fn refute(&mut self, claim: &str, key: &str) {
        self.board.refresh().expect("a look");
        let claims = self.board.claims().expect("claims");
        let known = claims.iter().find(|known| hex::encode(known.id) == claim).expect("the claim");
        let source = known.blobs.as_ref().expect("blobs").encode();
        let inputs = Model::decode(&self.model).expect("a model").inputs;
        let (commitment, openings) =
            openings(&self.points, &said(), elements(0, chunk_log2(inputs))).expect("a chunk");
        let arguments = [
            address(&self.board.game.into()).into(),
            known.id.into(),
            source[..].into(),
            number(0).into(),
            commitment[..].into(),
            openings[..].into(),
        ];
        let data = call("refute(address,bytes32,bytes,uint256,bytes,bytes)", &arguments);
        self.send(key, self.blobs, data, 0, Vec::new());
    }

    /// Whether somebody is owed something for refutations.
    fn owes(&mut self, key: &str) -> bool {
        let account = address(&Key::from_hex(key).expect("a key").address().into());
        let credits = self.rpc.look(self.blobs, call("credits(address)", &[account.into()]));
        credits.expect("an answer").iter().any(|byte| *byte != 0)
    }

    fn resolve(&self, claim: &str) {
        let claim: [u8; 32] = hex::decode(claim).expect("hex").try_into().expect("an id");
        self.send(KEYS[0], self.board.game, call("resolve(bytes32)", &[claim.into()]), 0, Vec::new());
    }
}

/// What is in the blob.
fn said() -> Vec<Blob> {
    pack(&[1, 2, 3]).expect("a blob")
}
