//! What a claim is about: a model is compiled again and held against an identity, an artefact, a claim; and identities have names.

use crate::folder::Folder;
use crate::node;
use contracts::Address;
use contracts::artifact::MODEL_REGISTRY;
use contracts::chain::{Chain, Local, Rpc, serve};
use serde_json::Value;
use tests::onnx;

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
    let registry = format!("--registry {}", hex::encode(made.created.expect("an address")));
    names(&folder, &identity, &registry, &serving.url, &hex::encode(Local::accounts()[1]));
    // On a chain with the deployer the registry is where it always is, and is made once.
    let Some((node, mut rpc)) = node::start(&[]) else { return };
    let account: Address = rpc.accounts().expect("accounts")[1];
    names(&folder, &identity, "", &node.url, &hex::encode(account));
}
