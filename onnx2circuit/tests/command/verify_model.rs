//! What a claim is about: a model is compiled again and held against an identity, an artefact, a claim; and identities have names.

use crate::folder::Folder;
use crate::node;
use contracts::Address;
use contracts::artifact::MODEL_REGISTRY;
use contracts::chain::{Chain, Local, Rpc, serve};
use contracts::game::Event;
use dispute::history::History;
use dispute::player::{Board, Contract};
use halo2::file::finish;
use serde_json::Value;
use tests::onnx;

/// Bytes at the end of a key's file.
const CHECKSUM: usize = 32;
const COMPILE: &str = "model.onnx --input-range x=-1..1";

/// A model, compiled, and its identity.
fn compiled() -> (Folder, String) {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    let ran = folder.run(&format!("compile {COMPILE} -o model.o2c --json")).fine().json();
    let identity = ran["dispute"]["model"].as_str().expect("an identity").to_owned();
    (folder, identity)
}

/// What differs, by the parts' names.
fn parts(ran: &Value) -> Vec<&str> {
    ran["differs"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["part"].as_str().expect("a name"))
        .collect()
}

#[test]
fn a_model_is_compiled_again() {
    let (folder, identity) = compiled();
    let serving = serve(0).expect("a node");
    let node = format!("--rpc {}", serving.url);
    let deployed = folder.run(&format!("dispute deploy {node} --json")).fine().json();
    let game = format!("{node} --game {}", deployed["game"].as_str().expect("an address"));
    folder.run(&format!("compile {COMPILE} --preset small -o small.o2c")).fine();
    folder.write("x.json", r#"{"x": [[0.1, 0.2, 0.3, 0.4]]}"#);
    let claim = |artifact: &str| {
        let line = format!("dispute claim {artifact} --input x.json {game} --json");
        folder.run(&line).fine().json()["claim"].as_str().expect("an id").to_owned()
    };
    let (ours, small) = (claim("model.o2c"), claim("small.o2c"));
    let verify = |rest: &str| folder.run(&format!("dispute verify-model {COMPILE} {rest} --json"));
    for said in [
        format!("--identity {identity}"),
        "--artifact model.o2c".to_owned(),
        format!("--claim {ours} {game}"),
    ] {
        let ran = verify(&said).fine().json();
        assert_eq!(
            (&ran["equal"], &ran["identity"]),
            (&true.into(), &identity.as_str().into()),
            "{said}: {ran}"
        );
        assert!(parts(&ran).is_empty(), "{ran}");
    }
    for said in ["--artifact small.o2c".to_owned(), format!("--claim {small} {game}")] {
        let ran = verify(&said);
        assert_eq!(ran.status, 1, "{}", ran.stderr);
        let ran = ran.json();
        assert_eq!(ran["equal"], false, "{said}: {ran}");
        // Other numbers in the circuit and in the program, on the same arena.
        let parts = parts(&ran);
        assert!(parts.contains(&"circuit") && parts.contains(&"program"), "{ran}");
        assert!(!parts.contains(&"steps") && !parts.contains(&"inputs"), "{ran}");
    }
    // With what it was made with it is the other one's; of a mere hash nothing but that is known.
    verify(&format!("--preset small --claim {small} {game}")).fine();
    let ran = verify(&format!("--preset small --identity {identity}"));
    assert_eq!((ran.status, parts(&ran.json()).len()), (1, 0));
    // An artefact whose manifest says something else than its program is none.
    let path = folder.path("small.o2c/manifest.json");
    let manifest = std::fs::read_to_string(&path).expect("a manifest");
    let small = serde_json::from_str::<Value>(&manifest).expect("JSON")["dispute"]["model"].clone();
    std::fs::write(&path, manifest.replace(small.as_str().expect("hex"), &identity)).expect("written");
    assert_eq!(verify("--artifact small.o2c").status, 2);
    assert_eq!(verify("").status, 2, "held against nothing");
    assert_eq!(verify(&format!("--claim {} {game}", "00".repeat(32))).status, 2);
}

/// Registers, finds by name and by identity, and is refused what contradicts it.
fn names(folder: &Folder, identity: &str, registry: &str, rpc: &str, registrant: &str) {
    let register = |name: &str| {
        folder.run(&format!(
            "dispute register model.o2c --name {name} --account 1 --rpc {rpc} {registry} --json"
        ))
    };
    let entry = register("mnist").fine().json();
    assert_eq!(entry["identity"], identity);
    let lookup = |what: &str| folder.run(&format!("dispute lookup {what} --rpc {rpc} {registry} --json"));
    for what in ["--name mnist".to_owned(), format!("--identity {identity}")] {
        let ran = lookup(&format!("{what} --registrant {registrant}")).fine().json();
        assert_eq!((&ran["name"], &ran["identity"]), (&"mnist".into(), &identity.into()), "{ran}");
        assert_eq!(ran["artifact"], entry["artifact"]);
        assert_eq!(lookup(&format!("{what} --registrant {}", "77".repeat(20))).status, 1, "by nobody's word");
    }
    assert_eq!(lookup(&format!("--name other --registrant {registrant}")).status, 1);
    for name in ["mnist", "other", &"m".repeat(65)] {
        assert_eq!(register(name).status, 1, "{name}");
    }
    // An account without code would take the transaction, and say nothing.
    let nobody = format!("--registry {}", "77".repeat(20));
    for said in [
        format!("register model.o2c --name third --account 1 --rpc {rpc} {nobody}"),
        format!("lookup --name mnist --registrant {registrant} --rpc {rpc} {nobody}"),
    ] {
        let ran = folder.run(&format!("dispute {said}"));
        assert_ne!(ran.status, 0, "{said}");
        assert!(ran.stderr.contains("there is no registry of models at"), "{}", ran.stderr);
    }
}

#[test]
fn identities_have_names() {
    let (folder, identity) = compiled();
    let serving = serve(0).expect("a node");
    let mut rpc = Rpc::new(&serving.url);
    let made = rpc.send(Local::accounts()[0], None, 0, MODEL_REGISTRY.creation.clone()).expect("a registry");
    // This chain has no deployer of CREATE2, and says so.
    let salted = format!("deploy --salt {}", "77".repeat(32));
    for line in ["register model.o2c --name mnist", salted.as_str()] {
        let ran = folder.run(&format!("dispute {line} --rpc {}", serving.url));
        let said = flat(&ran.stderr);
        assert!(ran.status == 1 && said.contains("no deployer of CREATE2 at"), "{line}: {said}");
        assert!(said.contains("--salt") && said.contains("--registry"), "{said}");
    }
    let registry = format!("--registry {}", hex::encode(made.created.expect("an address")));
    names(&folder, &identity, &registry, &serving.url, &hex::encode(Local::accounts()[1]));
    // On a chain with the deployer the registry is where it always is, and is made once.
    let Some((node, mut rpc)) = node::start(&[]) else { return };
    let account: Address = rpc.accounts().expect("accounts")[1];
    names(&folder, &identity, "", &node.url, &hex::encode(account));
}

/// What is said, without the lines that it is broken into.
fn flat(text: &str) -> String {
    text.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A proof settles the claim of a model with its key, and nothing else does; each with its reason.
fn settles(folder: &Folder, game: &str, keyed: &str, bare: &str) {
    let settle = |line: &str| {
        folder.run(&format!("dispute settle model.o2c --unsafe-development-srs {line} {game} --json"))
    };
    folder.write("y.json", r#"{"x": [[-0.5, 0.2, 0.3, 0.4]]}"#);
    folder.run("prove model.o2c --unsafe-development-srs --keys keys --input y.json").fine();
    let before = "--proof proof.bin --public public.json";
    for (line, status, reason) in [
        (format!("--claim {bare} --keys keys"), 1, "has no verifying key"),
        (format!("--claim {keyed} --keys others"), 1, "has a key of terms"),
        (format!("--claim {keyed} --keys hashed"), 2, "which is not the model's"),
        (format!("--claim {keyed} --keys keys {before}"), 1, "another input than the claim"),
        (
            format!("--claim {keyed} --keys keys --key-contract {}", "77".repeat(20)),
            2,
            "there is no key contract",
        ),
        (format!("--claim {} --keys keys", "00".repeat(32)), 2, "no claim"),
    ] {
        let ran = settle(&line);
        assert!(ran.status == status && flat(&ran.stderr).contains(reason), "{line}: {}", ran.stderr);
    }
    // Who plays pays bonds under no key that it was not given: whoever made one may have one that proves anything.
    let ran = folder.run(&format!("dispute challenge model.o2c --claim {keyed} {game}"));
    assert!(ran.status == 1 && flat(&ran.stderr).contains("not the one given with --key"), "{}", ran.stderr);
    let settled = settle(&format!("--claim {keyed} --keys keys")).fine().json();
    assert!(settled["gas"].as_u64().is_some_and(|gas| gas < 1_000_000), "{settled}");
    let again = settle(&format!("--claim {keyed} --keys keys"));
    assert!(again.status == 1 && flat(&again.stderr).contains("a result already"), "{}", again.stderr);
    let watched = folder.run(&format!("dispute watch model.o2c {game} --json")).fine().json();
    let verdict = |claim: &str| {
        watched.as_array().expect("claims").iter().find(|known| known["claim"] == claim).expect("the claim")["verdict"].clone()
    };
    assert_eq!(verdict(keyed), "settled by a proof, right", "{watched}");
    assert_eq!(verdict(bare), "open, the right commitment is there", "{watched}");
    let listed = folder.run(&format!("dispute watch model.o2c {game}")).fine().stdout;
    assert!(listed.contains(&format!("0x{keyed}")), "{listed}");
}

/// Somebody has claimed something else, and nobody has joined in time. Once a proof has settled that, who challenges it is told so at once:
/// nobody's bond comes back.
fn a_settled_lie_ends(folder: &Folder, url: &str, address: &str, keyed: &str) {
    let (mut rpc, game) = (Rpc::new(url), Address::from_slice(&hex::decode(address).expect("hex")));
    let mut board = Contract::new(rpc.clone(), game, Local::accounts()[5], 0);
    let opened = board.events().expect("a log").iter().find_map(|event| match event {
        Event::Opened { claim, model_bytes, input, .. } if hex::encode(claim) == keyed => {
            Some((model_bytes.clone(), input.clone()))
        }
        _ => None,
    });
    let (model, input) = opened.expect("the claim");
    let height = u32::from(model[4]);
    let lie = History::new(vec![[0xee; 32]], height).expect("a history");
    let way = lie.proof((1 << height) - 1);
    let (claim, _) = board.open(&model, &input, lie.children(height, 0), lie.last(), &way).expect("a claim");
    let claim = format!("--claim {} --rpc {url} --game {address}", hex::encode(claim));
    folder.run(&format!("dispute settle model.o2c --unsafe-development-srs --keys keys {claim}")).fine();
    rpc.pass(302_400).expect("time");
    let challenge = || folder.run(&format!("dispute challenge model.o2c --key keys {claim} --poll 1 --json"));
    let ran = challenge().fine().json();
    assert_eq!(
        (&ran["right"], &ran["proven"], &ran["moves"]),
        (&true.into(), &true.into(), &0.into()),
        "{ran}"
    );
}

/// A key is in the identity: of claims, in the registry and where a model is compiled again. Another key, a key of another string, and one that
/// only says that it is the model's are told apart, each with its reason.
#[test]
fn identities_have_keys() {
    let (folder, identity) = compiled();
    let setup = |line: &str| folder.run(&format!("setup {line} --for evm")).fine();
    setup("model.o2c --unsafe-development-srs --seed 1 -o keys");
    setup("model.o2c --unsafe-development-srs --seed 2 -o others");
    setup("model.o2c --unsafe-development-srs --seed 1 --hashed x -o hashed");
    folder.run(&format!("compile {COMPILE} --preset small -o small.o2c")).fine();
    setup("small.o2c --unsafe-development-srs --seed 1 -o small-keys");
    let serving = serve(0).expect("a node");
    let node = format!("--rpc {}", serving.url);
    let deployed = folder.run(&format!("dispute deploy {node} --json")).fine().json();
    let game = format!("{node} --game {}", deployed["game"].as_str().expect("an address"));
    folder.write("x.json", r#"{"x": [[0.1, 0.2, 0.3, 0.4]]}"#);
    let claim =
        |line: &str| folder.run(&format!("dispute claim model.o2c --input x.json {game} {line} --json"));
    // A key by a string for development is taken by no one who does not say so: whoever knows the secret settles such claims.
    let ran = claim("--key keys");
    assert!(ran.status == 2 && flat(&ran.stderr).contains("--unsafe-development-srs"), "{}", ran.stderr);
    let claim = |line: &str| claim(&format!("{line} --unsafe-development-srs"));
    let [bare, keyed] =
        ["", "--key keys"].map(|key| claim(key).fine().json()["claim"].as_str().expect("an id").to_owned());
    let verify = |rest: &str| folder.run(&format!("dispute verify-model {COMPILE} {rest} --json"));
    // The claim's identity is that of the model with this key, and not that of the artifact.
    let ran = verify(&format!("--claim {keyed} {game} --key keys --srs keys/reference.srs")).fine().json();
    assert_eq!((&ran["equal"], &ran["key_made_again"]), (&true.into(), &true.into()), "{ran}");
    let with_key = ran["identity"].as_str().expect("hex").to_owned();
    assert_ne!(with_key, identity);
    verify(&format!("--identity {with_key} --key keys/verifying.key")).fine();
    for said in [
        format!("--claim {keyed} {game}"),
        format!("--claim {keyed} {game} --key others"),
        format!("--claim {bare} {game} --key keys"),
    ] {
        let ran = verify(&said);
        assert_eq!((ran.status, parts(&ran.json())), (1, vec!["verifying key"]), "{said}");
    }
    // Keys that are not the model's, or settle no claims.
    for (key, reason) in [
        ("small-keys", "which is not the model's"),
        ("hashed", "which is not the model's"),
        ("model.o2c/circuit.bin", "circuit.bin"),
    ] {
        let ran = verify(&format!("--identity {with_key} --key {key}"));
        assert!(ran.status == 2 && flat(&ran.stderr).contains(reason), "{key}: {}", ran.stderr);
        let ran = claim(&format!("--key {key}"));
        assert!(ran.status == 2 && flat(&ran.stderr).contains(reason), "{key}: {}", ran.stderr);
    }
    // One of another circuit that says that it is for this one: its word makes an identity, and no more.
    let digest = |artifact: &str| {
        let manifest = std::fs::read(folder.path(&format!("{artifact}/manifest.json"))).expect("a manifest");
        let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
        hex::decode(manifest["circuit"]["digest"].as_str().expect("a digest")).expect("hex")
    };
    let (ours, theirs) = (digest("model.o2c"), digest("small.o2c"));
    let mut forged = std::fs::read(folder.path("small-keys/verifying.key")).expect("a key");
    forged.truncate(forged.len() - CHECKSUM);
    let at = forged.windows(32).position(|window| window == theirs).expect("a digest");
    forged[at..at + 32].copy_from_slice(&ours);
    folder.write("forged.key", finish(forged));
    let said = verify(&format!("--identity {with_key} --key forged.key"));
    assert_eq!(said.status, 1, "{}", said.stderr);
    let lie = said.json()["identity"].as_str().expect("hex").to_owned();
    let ran = verify(&format!("--identity {lie} --key forged.key")).fine().json();
    assert_eq!((&ran["equal"], &ran["key_made_again"]), (&true.into(), &false.into()), "{ran}");
    let ran = verify(&format!("--identity {lie} --key forged.key --srs small-keys/reference.srs"));
    assert!(ran.status == 1 && flat(&ran.stderr).contains("not the artifact's"), "{}", ran.stderr);
    let ran = verify(&format!("--identity {with_key} --key keys --srs others/reference.srs"));
    assert!(ran.status == 1 && flat(&ran.stderr).contains("reference string"), "{}", ran.stderr);
    // Players of the artifact play its claims whatever key they name.
    let watched = folder.run(&format!("dispute watch model.o2c {game} --json")).fine().json();
    let verdicts: Vec<_> =
        watched.as_array().expect("claims").iter().map(|claim| &claim["verdict"]).collect();
    assert_eq!(verdicts, ["open, the right commitment is there"; 2], "{watched}");
    settles(&folder, &game, &keyed, &bare);
    a_settled_lie_ends(&folder, &serving.url, deployed["game"].as_str().expect("an address"), &keyed);
    // The registry has both identities, each with its own.
    let mut rpc = Rpc::new(&serving.url);
    let made = rpc.send(Local::accounts()[0], None, 0, MODEL_REGISTRY.creation.clone()).expect("a registry");
    let at = format!("{node} --registry {}", hex::encode(made.created.expect("an address")));
    let refused = folder.run(&format!("dispute register model.o2c --name proved --key keys {at}"));
    assert!(refused.status == 2 && flat(&refused.stderr).contains("--unsafe-development-srs"));
    let said = format!("{at} --unsafe-development-srs");
    let register =
        |line: &str| folder.run(&format!("dispute register model.o2c {line} {said} --json")).fine().json();
    // A key that only says that it is the model's is put into no identity.
    for (srs, status, reason) in [
        ("", 2, "reference.srs is not there"),
        ("--srs small-keys/reference.srs", 1, "not the artifact's"),
        ("--srs others/reference.srs", 1, "reference string"),
    ] {
        let registered = format!("dispute register model.o2c --name forged --key forged.key {srs} {said}");
        for ran in [claim(&format!("--key forged.key {srs}")), folder.run(&registered)] {
            assert!(ran.status == status && flat(&ran.stderr).contains(reason), "{srs}: {}", ran.stderr);
        }
    }
    let (plain, proved) = (register("--name plain"), register("--name proved --key keys"));
    assert_eq!(
        (&plain["identity"], &proved["identity"]),
        (&identity.as_str().into(), &with_key.as_str().into())
    );
    let registrant = hex::encode(Local::accounts()[0]);
    let lookup = |name: &str| {
        folder
            .run(&format!("dispute lookup --name {name} --registrant {registrant} {at} --json"))
            .fine()
            .json()
    };
    assert!(lookup("plain")["proofs"].is_null());
    let found = lookup("proved");
    assert_eq!(found["proofs"]["key"], proved["proofs"]["key"], "{found}");
    assert_eq!(found["proofs"]["fingerprint"], proved["proofs"]["srs"]["fingerprint"], "{found}");
    let exported = folder.run("export-verifier keys -o verifier --json").fine().json();
    assert_eq!(
        exported["code_hash"],
        format!("0x{}", found["proofs"]["key"].as_str().expect("hex")),
        "{exported}"
    );
}
