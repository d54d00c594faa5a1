//! Hidden weights: a hash of them is registered, and proofs are of these weights and no others.

use crate::folder::Folder;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use tests::onnx::{self, int, node, tensor};
use tract_onnx::pb::ModelProto;

/// The same function by other weights: the units of the hidden layer in reverse.
fn reordered(model: &mut ModelProto) {
    let graph = model.graph.as_mut().expect("a graph");
    for tensor in &mut graph.initializer {
        let rows = match &tensor.name[..] {
            "w1" => 4,
            "b1" => 1,
            "w2" => 6,
            _ => continue,
        };
        let width = tensor.float_data.len() / rows;
        match &tensor.name[..] {
            "w2" => {
                let reversed: Vec<f32> = tensor.float_data.chunks(width).rev().flatten().copied().collect();
                tensor.float_data = reversed;
            }
            _ => tensor.float_data.chunks_mut(width).for_each(<[f32]>::reverse),
        }
    }
}

fn read(folder: &Folder, name: &str) -> Vec<u8> {
    std::fs::read(folder.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

const SRS: &str = "--unsafe-development-srs";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

#[test]
fn a_model_is_known_by_the_hash_of_its_weights() {
    let folder = Folder::new();
    folder.write("one.onnx", onnx::perceptron(1));
    folder.model("two.onnx", &onnx::perceptron(1), reordered);
    for name in ["one", "two"] {
        folder.run(&format!("compile {name}.onnx -o {name}.o2c --input-range x=-1..1")).fine();
    }
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    let done = |line: &str| folder.run(&format!("{line} --json")).fine().json();
    let fails = |line: &str| {
        let ran = folder.run(line);
        assert_eq!(ran.status, 1, "{line}: {}", ran.stderr);
        ran.stderr
    };

    // The hash is printed, and is what whoever has weights and salt makes of them.
    let made = done(&format!("setup one.o2c {SRS} --parameters hashed -o k"));
    let hash = text(&made["parameters_hash"]);
    let salt = read(&folder, "k/parameters-salt.json");
    let mode = std::fs::metadata(folder.path("k/parameters-salt.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let opened = done("hash one.o2c --parameters --salts k/parameters-salt.json");
    assert_eq!((text(&opened["parameters"]), &opened["elements"]), (hash.clone(), &51.into()));
    assert_ne!(text(&done("hash one.o2c --parameters")["parameters"]), hash);
    // Keys that are made again have the same hash.
    let key = read(&folder, "k/verifying.key");
    let again = done(&format!("setup one.o2c {SRS} --parameters hashed -o k --srs k/reference.srs"));
    assert_eq!(text(&again["parameters_hash"]), hash);
    assert_eq!((read(&folder, "k/verifying.key"), read(&folder, "k/parameters-salt.json")), (key, salt));

    let prove = |model: &str, keys: &str, out: &str| {
        done(&format!(
            "prove {model}.o2c {SRS} --keys {keys} --input x.json -o {out}.bin --public {out}.json"
        ))
    };
    let says = text(&prove("one", "k", "p")["says"]);
    assert!(says.contains(&format!("knows weights that hash to {hash} for which")), "{says}");
    assert!(says.contains("with the inputs, which are shown,"), "{says}");
    let verify = |out: &str| format!("verify --key k/verifying.key --proof {out}.bin --public {out}.json");
    let verified = done(&format!("{} --parameters {hash} --artifact one.o2c --evm", verify("p")));
    assert!(text(&verified["says"]).contains(&format!("weights that hash to {hash} for which")));
    assert_eq!(
        (text(&verified["parameters_hash"]), &verified["parameters_checked"]),
        (hash.clone(), &true.into())
    );
    let unasked = folder.run(&verify("p")).fine().stdout;
    assert!(unasked.contains("--parameters HASH"), "{unasked}");
    assert!(folder.run("inspect k/verifying.key").fine().stdout.contains("51 weights that hash to"));

    // Other weights, the same key to the byte; their proofs are of another hash, whatever they claim.
    let second = done(&format!("setup two.o2c {SRS} --parameters hashed -o k2 --srs k/reference.srs"));
    assert_eq!(read(&folder, "k2/verifying.key"), read(&folder, "k/verifying.key"));
    assert_eq!(read(&folder, "k2/proving.key"), read(&folder, "k/proving.key"));
    let other = text(&second["parameters_hash"]);
    assert_ne!(other, hash);
    for artifact in ["one", "two"] {
        done(&format!("check-key {artifact}.o2c --key k/verifying.key"));
    }
    prove("two", "k2", "q");
    assert_eq!(done(&verify("q"))["parameters_hash"], second["parameters_hash"]);
    let refused = fails(&format!("{} --parameters {hash}", verify("q")));
    assert!(refused.contains("of other weights") && refused.contains(&other), "{refused}");
    let claimed = String::from_utf8(read(&folder, "q.json")).expect("text").replace(&other, &hash);
    folder.write("q.json", claimed);
    fails(&format!("{} --parameters {hash}", verify("q")));

    // With the registered salt the same weights have the registered hash, and no other weights have.
    let taken = |model: &str, keys: &str| {
        let line = format!("setup {model}.o2c {SRS} --parameters hashed -o {keys} --for evm");
        text(&done(&format!("{line} --with-salts k/parameters-salt.json"))["parameters_hash"])
    };
    assert_eq!(taken("one", "evm"), hash);
    assert_ne!(taken("two", "evm2"), hash);
    let refused = folder.refuses(&format!(
        "setup two.o2c {SRS} --parameters hashed -o k2 --with-salts k/parameters-salt.json"
    ));
    assert!(refused.contains("keeps another salt"), "{refused}");

    // Keys that show their weights are none of these.
    folder.run(&format!("setup one.o2c {SRS} -o shown")).fine();
    prove("one", "shown", "s");
    let shown = "verify --key shown/verifying.key --proof s.bin --public s.json";
    assert!(fails(&format!("{shown} --parameters {hash}")).contains("no hash of its weights"));
    let sumcheck = folder.refuses("setup one.o2c --backend sumcheck --parameters hashed -o no");
    assert!(sumcheck.contains("--parameters hashed") && sumcheck.contains("--zk alone"), "{sumcheck}");
    std::fs::remove_file(folder.path("k/parameters-salt.json")).expect("a file");
    let lost = folder
        .refuses(&format!("prove one.o2c {SRS} --keys k --input x.json -o lost.bin --public lost.json"));
    assert!(lost.contains("parameters-salt.json"), "{lost}");
}

/// A bias by bucket, as attention has for distances, beside a function of the input: `y = clip(bias[i]) + sigmoid(x)`.
fn bucketed(bias: fn(usize) -> f32, most: f32) -> Vec<u8> {
    let nodes = vec![
        node("Relu", &["x"], "r", vec![]),
        node("Cast", &["r"], "i", vec![int("to", 7)]),
        node("Gather", &["bias", "i"], "b", vec![]),
        node("Clip", &["b", "least", "most"], "c", vec![]),
        node("Sigmoid", &["x"], "s", vec![]),
        node("Add", &["c", "s"], "y", vec![]),
    ];
    let weights = vec![
        tensor("bias", &[12], (0..12).map(bias).collect()),
        tensor("least", &[], vec![-2.0]),
        tensor("most", &[], vec![most]),
    ];
    onnx::model("bucketed", &[1, 4], &[1, 4], nodes, weights)
}

/// A learned table is a weight: another one, proved honestly with the same key, is not what was registered. What cannot be hidden, a
/// bound say, is told by `setup` and part of the registered hash, too.
#[test]
fn learned_tables_are_hidden_and_what_is_shown_is_told() {
    let folder = Folder::new();
    let bias = |i: usize| [0.5, -1.5, 1.25, 0.0][i % 4] - i as f32 / 64.0;
    folder.write("one.onnx", bucketed(bias, 1.0));
    folder
        .write("two.onnx", bucketed(|i| [0.5, -1.5, 1.25, 0.0][(11 - i) % 4] - (11 - i) as f32 / 64.0, 1.0));
    folder.write("bound.onnx", bucketed(bias, 0.75));
    let calibration = |name: &str| -> Value {
        folder.run(&format!("compile {name}.onnx -o {name}.o2c --input-range x=-3..11")).fine();
        serde_json::from_slice(&read(&folder, &format!("{name}.o2c/calibration.json"))).expect("JSON")
    };
    // In the same ranges, so that they differ in nothing but what was changed.
    let ranges = calibration("one");
    for name in ["two", "bound"] {
        let mut own = ranges.clone();
        own["model"] = calibration(name)["model"].clone();
        folder.write("same.json", own.to_string());
        folder.run(&format!("compile {name}.onnx -o {name}.o2c --calibration same.json")).fine();
    }
    folder.write("x.json", "[[0.5, 3.25, 7.5, 10]]");
    let done = |line: &str| folder.run(&format!("{line} --json")).fine().json();
    let fails = |line: &str| {
        let ran = folder.run(line);
        assert_eq!(ran.status, 1, "{line}: {}", ran.stderr);
        ran.stderr
    };
    let made = done(&format!("setup one.o2c {SRS} --parameters hashed -o k"));
    let hash = text(&made["parameters_hash"]);
    let kinds = |step: &str| -> Vec<String> {
        let all = made["shown"].as_array().expect("a list");
        all.iter().filter(|s| text(&s["step"]).contains(step)).map(|s| text(&s["kind"])).collect()
    };
    assert!(kinds("Sigmoid").contains(&"function table".to_owned()), "{}", made["shown"]);
    assert!(kinds("Clip").contains(&"bounds".to_owned()), "{}", made["shown"]);
    assert!(!kinds("Gather").contains(&"function table".to_owned()), "{}", made["shown"]);
    assert_eq!(done("hash one.o2c --parameters")["elements"], 12, "the table, and nothing else");
    // Made again the salt is the same, and `setup` says so.
    assert_eq!(made["parameters_salt"], "drawn now");
    let again = folder.run(&format!("setup one.o2c {SRS} --parameters hashed -o k --srs k/reference.srs"));
    let again = again.fine().stdout;
    assert!(again.contains("kept beside the keys before") && again.contains("function table of"), "{again}");

    // The other table: the same key to the byte, and a proof of another hash, whatever it claims.
    let second = done(&format!(
        "setup two.o2c {SRS} --parameters hashed -o k2 --srs k/reference.srs --with-salts k/parameters-salt.json"
    ));
    assert!(read(&folder, "k2/verifying.key") == read(&folder, "k/verifying.key"), "one key for both tables");
    let other = text(&second["parameters_hash"]);
    assert_ne!(other, hash);
    let prove = |model: &str, keys: &str, out: &str| {
        done(&format!(
            "prove {model}.o2c {SRS} --keys {keys} --input x.json -o {out}.bin --public {out}.json"
        ))
    };
    prove("one", "k", "p");
    prove("two", "k2", "q");
    let verify = |keys: &str, out: &str| {
        format!("verify --key {keys}/verifying.key --proof {out}.bin --public {out}.json --parameters {hash}")
    };
    done(&verify("k", "p"));
    assert!(fails(&verify("k", "q")).contains("of other weights"));
    let claimed = String::from_utf8(read(&folder, "q.json")).expect("text").replace(&other, &hash);
    folder.write("q.json", claimed);
    fails(&verify("k", "q"));
    // The same table with another bound: another circuit, which the registered hash does not go with, by whatever salt.
    let third =
        done(&format!("setup bound.o2c {SRS} --parameters hashed -o k3 --with-salts k/parameters-salt.json"));
    assert_eq!(third["parameters_salt"], "as given");
    assert_ne!(third["circuit"], made["circuit"]);
    assert_ne!(text(&third["parameters_hash"]), hash);
    prove("bound", "k3", "r");
    done("verify --key k3/verifying.key --proof r.bin --public r.json --artifact bound.o2c");
    assert!(fails(&format!("{} --artifact bound.o2c", verify("k3", "r"))).contains("of other weights"));

    // A salt that others can read is warned of; a model that is all steps is told so.
    std::fs::set_permissions(folder.path("k/parameters-salt.json"), PermissionsExt::from_mode(0o644))
        .expect("ours");
    let warned = folder.run("hash one.o2c --parameters --salts k/parameters-salt.json").fine().stderr;
    assert!(warned.contains("others can read the salts in k/parameters-salt.json (mode 644)"), "{warned}");
    folder.write(
        "none.onnx",
        onnx::model("none", &[1, 4], &[1, 4], vec![node("Relu", &["x"], "y", vec![])], vec![]),
    );
    folder.run("compile none.onnx -o none.o2c --input-range x=-1..1").fine();
    let none = folder.run(&format!("setup none.o2c {SRS} --parameters hashed -o no"));
    assert_eq!(none.status, 2);
    assert!(
        none.stderr.contains("has no weights to hide")
            && none.stderr.contains("leave --parameters hashed out"),
        "{}",
        none.stderr
    );
}

/// The same by sumchecks, with the same options: another hash, which all proofs show, and no weight in any key.
#[test]
fn sumchecks_hide_weights_behind_a_hash() {
    let folder = Folder::new();
    folder.write("one.onnx", onnx::perceptron(1));
    folder.model("two.onnx", &onnx::perceptron(1), reordered);
    for name in ["one", "two"] {
        folder.run(&format!("compile {name}.onnx -o {name}.o2c --input-range x=-1..1")).fine();
    }
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    let done = |line: &str| folder.run(&format!("{line} --json")).fine().json();
    let fails = |line: &str| {
        let ran = folder.run(line);
        assert_eq!(ran.status, 1, "{line}: {}", ran.stderr);
        ran.stderr
    };
    let setup = "--backend sumcheck --zk --parameters hashed";
    let made = done(&format!("setup one.o2c {setup} -o k"));
    let hash = text(&made["parameters_hash"]);
    assert_eq!((&made["hides_weights"], &made["hides"]), (&true.into(), &true.into()));
    assert!(made["shown"].is_array() && made["security_bits"].as_f64().expect("a number") >= 100.0);
    let mode = std::fs::metadata(folder.path("k/parameters-salt.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o077, 0);
    // Whoever has weights and salt makes the hash again; halo2's is another.
    let salted = "hash one.o2c --parameters --salts k/parameters-salt.json";
    assert_eq!(text(&done(&format!("{salted} --backend sumcheck"))["parameters"]), hash);
    assert_ne!(text(&done(salted)["parameters"]), hash);
    assert!(folder.refuses(&format!("{salted} --backend auto")).contains("which backend"));
    let salt = read(&folder, "k/parameters-salt.json");
    let again = done(&format!("setup one.o2c {setup} -o k"));
    assert_eq!(
        (text(&again["parameters_hash"]), read(&folder, "k/parameters-salt.json")),
        (hash.clone(), salt)
    );

    done("prove one.o2c --keys k --input x.json -o p.bin --public p.json");
    let verify = "verify --key k/verifying.key --proof p.bin --public p.json";
    let verified = done(&format!("{verify} --artifact one.o2c --parameters {hash}"));
    assert_eq!((&verified["parameters_checked"], &verified["hides_weights"]), (&true.into(), &true.into()));
    assert!(text(&verified["says"]).contains(&format!("weights that hash to {hash} for which")));
    let said = folder.run(verify).fine().stdout;
    assert!(said.contains("compare their hash") && said.contains("hide the model's weights"), "{said}");
    let other = format!("0x{:064x}", 7);
    assert!(fails(&format!("{verify} --parameters {other}")).contains("of other weights"));
    assert!(folder.run("inspect k/verifying.key").fine().stdout.contains("hide the model's weights"));
    folder.run("check-key one.o2c --key k/verifying.key").fine();

    // Another model of the shape: the same key, which tells nobody from the other, and another hash.
    let second = done(&format!("setup two.o2c {setup} -o k2"));
    assert_eq!(read(&folder, "k/verifying.key"), read(&folder, "k2/verifying.key"));
    assert_ne!(text(&second["parameters_hash"]), hash);
    done("prove two.o2c --keys k2 --input x.json -o q.bin --public q.json");
    let of_two = "verify --key k/verifying.key --proof q.bin --public q.json";
    done(of_two);
    assert!(fails(&format!("{of_two} --parameters {hash}")).contains("of other weights"));
    // A proof of one with the hash of the other.
    let mut lie: Value = serde_json::from_slice(&read(&folder, "p.json")).expect("JSON");
    lie["hashes"] =
        serde_json::from_slice::<Value>(&read(&folder, "q.json")).expect("JSON")["hashes"].clone();
    folder.write("lie.json", lie.to_string());
    assert!(fails("verify --key k/verifying.key --proof p.bin --public lie.json").contains("refused"));
}

/// Inputs and outputs of proofs by sumchecks are shown by salted hashes, too.
#[test]
fn sumchecks_show_hashes_of_inputs_and_outputs() {
    let folder = Folder::new();
    folder.write("one.onnx", onnx::perceptron(1));
    folder.run("compile one.onnx -o one.o2c --input-range x=-1..1").fine();
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    let done = |line: &str| folder.run(&format!("{line} --json")).fine().json();
    let made = done("setup one.o2c --backend sumcheck --zk --hashed x --hashed y -o k");
    assert_eq!((&made["hides_weights"], &made["hashed"]), (&false.into(), &serde_json::json!(["x", "y"])));
    let proved = done("prove one.o2c --keys k --input x.json -o p.bin --public p.json --salts s.json");
    assert_eq!(text(&proved["salts"]), "s.json");
    let public: Value = serde_json::from_slice(&read(&folder, "p.json")).expect("JSON");
    assert_eq!((&public["inputs"], &public["outputs"]), (&serde_json::json!([]), &serde_json::json!([])));
    let hashes = done("hash one.o2c --input x.json --salts s.json --backend sumcheck");
    assert_eq!(public["hashes"], serde_json::json!([hashes["inputs"]["x"], hashes["outputs"]["y"]]));
    done("verify --artifact one.o2c --key k/verifying.key --proof p.bin --public p.json");
    done("prove one.o2c --keys k --input x.json -o q.bin --public q.json --with-salts s.json");
    assert_eq!(read(&folder, "p.json"), read(&folder, "q.json"));
}

/// Where weights are hidden outputs have other ranges, and so other hashes, which `hash` makes of the keys' circuit.
#[test]
fn hashes_of_outputs_beside_hidden_weights_are_made_again() {
    let folder = Folder::new();
    folder.write("one.onnx", onnx::perceptron(1));
    folder.run("compile one.onnx -o one.o2c --input-range x=-1..1").fine();
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    let done = |line: &str| folder.run(&format!("{line} --json")).fine().json();
    for (backend, zk, string) in [("sumcheck", "--zk", ""), ("halo2", "", "--unsafe-development-srs")] {
        let keys = format!("{backend}.keys");
        done(&format!(
            "setup one.o2c --backend {backend} {zk} {string} --parameters hashed --hashed y -o {keys}"
        ));
        let (salts, public) = (format!("{backend}.salts"), format!("{backend}.json"));
        let given = format!("--keys {keys} --input x.json {string}");
        done(&format!("prove one.o2c {given} -o p.bin --public {public} --salts {salts}"));
        let shown: Value = serde_json::from_slice(&read(&folder, &public)).expect("JSON");
        let shown = shown["hashes"].as_array().expect("hashes");
        let hash = format!("hash one.o2c --input x.json --salts {salts}");
        let other = if backend == "halo2" { "sumcheck" } else { "halo2" };
        // The keys say whose hash it is; who says otherwise, or names no keys, is told.
        for wrong in [
            format!("--keys {keys} --backend {other}"),
            format!("--keys {keys}/verifying.key"),
            "--keys none".into(),
        ] {
            folder.refuses(&format!("{hash} {wrong}"));
        }
        let (with, without) =
            (done(&format!("{hash} --keys {keys}")), done(&format!("{hash} --backend {backend}")));
        assert!(shown.contains(&with["outputs"]["y"]), "{backend}: {with} {shown:?}");
        assert!(!shown.contains(&without["outputs"]["y"]), "{backend}: {without}");
        let verified = done(&format!("verify --key {keys}/verifying.key --proof p.bin --public {public}"));
        assert_eq!(verified["hashes"].as_array(), Some(shown), "{backend}");
    }
}
