//! The command's verbs for keys and proofs, as a user runs them: what is written, printed, warned of and refused.

use clap::Parser;
use halo2::file::finish;
use onnx2circuit::command::{self, Cli};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;
use tests::onnx;

mod sumchecks;

/// The command's arguments, for a copy of these tests that is to be the command.
const ARGUMENTS: &str = "ONNX2CIRCUIT_KEYS_TEST_ARGUMENTS";

/// Not a test but the command, as its main function runs it, when it is started by the others.
#[test]
fn command() {
    let Ok(line) = std::env::var(ARGUMENTS) else { return };
    // SAFETY: the only other thread waits for this one.
    unsafe { command::forget_degree() };
    let cli = Cli::try_parse_from(["onnx2circuit"].into_iter().chain(line.split(' ')));
    let cli = cli.unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(2)
    });
    let status = match command::run(cli) {
        Ok(()) => 0,
        Err(failure) => {
            println!("{}", failure.to_json());
            eprintln!("{failure}");
            i32::from(failure.blame as u8)
        }
    };
    std::process::exit(status);
}

/// What the command printed, after the line of the test that it is.
fn printed(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    let json = text.find('{').map_or("", |start| &text[start..]);
    serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}: {text}{}", errors(output)))
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Everything that the tests share: artifacts `one` and `other`, keys from a seed in `seeded` and from a random secret
/// in `random`, and a proof in `proof.bin` with the first.
struct World(TempDir);

impl World {
    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).expect("a writable folder");
    }

    /// The command in the folder: a copy of these tests that is to be it.
    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this executable"));
        command.args(["--exact", "end_to_end::keys::command", "--nocapture"]);
        command.env(ARGUMENTS, line).current_dir(self.0.path());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().expect("the command runs")
    }

    /// What a command prints as JSON, and its warnings.
    fn done(&self, line: &str) -> (Value, String) {
        let output = self.run(&format!("{line} --json"));
        assert!(output.status.success(), "{line}: {}", errors(&output));
        (printed(&output), errors(&output))
    }

    /// The error and the help of a command that fails with `status`.
    fn fails(&self, line: &str, status: i32) -> String {
        let output = self.run(&format!("{line} --json"));
        assert_eq!(output.status.code(), Some(status), "{line}: {}", errors(&output));
        let value = printed(&output);
        let part = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        format!("{} | {}", part("error"), part("help"))
    }
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let world = World(tempfile::tempdir().expect("a folder"));
        for (name, seed) in [("one", 21), ("other", 22)] {
            world.write(&format!("{name}.onnx"), &onnx::perceptron(seed));
            world.done(&format!("compile {name}.onnx --input-range x=-1..1 -o {name}"));
        }
        world.write("x.json", b"[[0.5, -0.25, 0.75, -1]]");
        world.done("setup one --unsafe-development-srs --seed 5 -o seeded");
        world.done("setup one --unsafe-development-srs -o random");
        world.done("prove one --unsafe-development-srs --keys seeded --input x.json");
        world
    })
}

fn same(a: &str, b: &str) -> bool {
    ["proving.key", "verifying.key", "reference.srs"]
        .iter()
        .all(|file| world().read(&format!("{a}/{file}")) == world().read(&format!("{b}/{file}")))
}

#[test]
fn keys_come_from_a_secret_of_their_own_and_again_from_their_string() {
    let w = world();
    let (value, warnings) = w.done("setup one --unsafe-development-srs -o again");
    assert!(!same("again", "random"), "two runs have one secret");
    assert!(
        warnings.contains("UNSAFE") && warnings.contains(value["srs"]["fingerprint"].as_str().expect("text"))
    );
    assert_eq!(
        (&value["unsafe_srs"], &value["srs"]["origin"]),
        (&Value::from(true), &Value::from("single party"))
    );

    let (value, _) = w.done("setup one --unsafe-development-srs --srs random/reference.srs -o derived");
    assert_eq!(value["srs"]["origin"], "single party");
    assert!(same("derived", "random"), "the same artifact and string give other keys");

    // Without --json it prints the command that makes the same keys, whatever they are for.
    let line = "setup one --unsafe-development-srs --for evm --private x -o hidden";
    let printed = String::from_utf8_lossy(&w.run(line).stdout).into_owned();
    let again = printed.lines().find_map(|line| line.strip_prefix("the same keys again: onnx2circuit "));
    // In the same folder, so that no other keys are replaced.
    let again = again.filter(|line| line.contains(" -o hidden")).unwrap_or_else(|| panic!("{printed}"));
    w.done(&again.replace(" -o hidden", " -o hidden-again"));
    assert!(same("hidden-again", "hidden"), "{printed}");

    let (value, warnings) = w.done("setup one --unsafe-development-srs --seed 5 -o seeded-again");
    assert_eq!(value["srs"]["origin"], "seed");
    assert!(warnings.contains("anyone can forge"), "{warnings}");
    assert!(same("seeded-again", "seeded"), "the same seed gives other keys");
    w.done("setup one --unsafe-development-srs --seed 6 -o sixth");
    assert!(!same("sixth", "seeded"), "another seed gives the same keys");
    let usage = w.run("setup one --unsafe-development-srs --seed 6 --srs random/reference.srs");
    assert_eq!(usage.status.code(), Some(2), "a seed with a string that is there already");
}

/// Keys and proofs that hang on a string for development are made only where the user says so.
#[test]
fn strings_for_development_take_a_flag() {
    let w = world();
    assert_eq!(w.run("setup one --seed 5 -o none").status.code(), Some(2), "a seed without the flag");
    for line in ["setup one -o none", "setup one --srs random/reference.srs -o none"] {
        let refused = w.fails(line, 2);
        assert!(refused.contains("--unsafe-development-srs"), "{line}: {refused}");
        assert!(!w.path("none").exists(), "{line}");
    }
    let refused = w.fails("prove one --keys random --input x.json -o none.bin --public none.json", 2);
    assert!(refused.contains("--unsafe-development-srs") && refused.contains("UNSAFE"), "{refused}");
    assert!(!w.path("none.bin").exists());
    let twice =
        "prove one --unsafe-development-srs --keys random --input x.json -o both.bin --public ./both.bin";
    assert!(w.fails(twice, 2).contains("one file for the proof and its public values"));
}

/// A ceremony's file is taken as it is published, if the user or this program knows its fingerprint.
#[test]
fn strings_of_ceremonies_are_read_as_they_are_published() {
    let w = world();
    // halo2's parameters, of a secret that nobody published: a string of ours without head, mark and checksum.
    let ours = w.read("random/reference.srs");
    w.write("ceremony.params", &ours[40..ours.len() - 32]);
    let (value, told) = w.done("inspect ceremony.params");
    assert_eq!((&value["srs"]["origin"], &value["srs"]["ceremony"]), (&"ceremony".into(), &Value::Null));
    assert!(told.contains("none that this program knows"), "{told}");
    let fingerprint = value["srs"]["fingerprint"].as_str().expect("text").to_owned();
    let refused = w.fails("setup one --srs ceremony.params -o of-ceremony", 2);
    assert!(refused.contains(&format!("--ceremony {fingerprint}")), "{refused}");
    let flag = w.fails("setup one --srs ceremony.params --unsafe-development-srs -o of-ceremony", 2);
    assert!(flag.contains("--ceremony"), "the flag is about something else: {flag}");
    let other = fingerprint.replace(|c: char| c.is_ascii_digit(), "0");
    let refused = w.fails(&format!("setup one --srs ceremony.params --ceremony {other} -o of-ceremony"), 2);
    assert!(refused.contains(&fingerprint) && refused.contains(&other), "{refused}");
    assert!(!w.path("of-ceremony").exists());
    let (value, warnings) =
        w.done(&format!("setup one --srs ceremony.params --ceremony {fingerprint} -o of-ceremony"));
    assert_eq!((&value["srs"]["origin"], &value["unsafe_srs"]), (&"ceremony".into(), &true.into()));
    assert!(warnings.contains("none that this program knows"), "{warnings}");
    w.done("prove one --keys of-ceremony --input x.json -o of.bin --public of.json");
    let (value, _) =
        w.done("verify --key of-ceremony/verifying.key --proof of.bin --public of.json --artifact one");
    assert_eq!(value["srs"]["origin"], "ceremony");
    w.done("check-key one --key of-ceremony/verifying.key --srs ceremony.params");
    // The mark is part of the key: the same secret, marked otherwise, is another key.
    let crossed = w.fails("check-key one --key of-ceremony/verifying.key --srs random/reference.srs", 1);
    assert!(crossed.contains("other") || crossed.contains("bytes"), "{crossed}");
}

/// A private input is nowhere in what a verifier is given, and all else holds as before.
#[test]
fn private_inputs_stay_with_the_prover() {
    let w = world();
    let (value, _) = w.done("setup one --unsafe-development-srs --private x -o hiding");
    assert_eq!(value["private"], serde_json::json!(["x"]));
    w.done(
        "prove one --unsafe-development-srs --keys hiding --input x.json -o hidden.bin --public hidden.json",
    );
    let public: Value = serde_json::from_slice(&w.read("hidden.json")).expect("JSON");
    let shown: Value = serde_json::from_slice(&w.read("public.json")).expect("JSON");
    assert_eq!(public["inputs"], serde_json::json!([]));
    assert_eq!(public["outputs"], shown["outputs"]);
    let verify = "verify --key hiding/verifying.key --proof hidden.bin --public";
    w.done(&format!("{verify} hidden.json"));
    w.done(&format!("{verify} hidden.json --artifact one"));
    w.done("check-key one --key hiding/verifying.key");
    let mut lie = public.clone();
    lie["outputs"][0][0] = (lie["outputs"][0][0].as_i64().expect("a number") + 1).into();
    w.write("hidden-lie.json", lie.to_string().as_bytes());
    assert!(w.fails(&format!("{verify} hidden-lie.json"), 1).contains("refused"));
    // Keys that show the input are others, and proofs of one kind are none of the other.
    w.fails("verify --key seeded/verifying.key --proof hidden.bin --public hidden.json", 1);
    w.fails(&format!("{verify} public.json"), 1);
    let refused = w.fails("setup one --unsafe-development-srs --private y -o no", 2);
    assert!(refused.contains("'y'") && refused.contains("'x'"), "{refused}");
    assert!(w.fails("setup one --unsafe-development-srs --private x --private x -o no", 2).contains("twice"));
    // Without the list the keys are of another circuit.
    std::fs::create_dir_all(w.path("listless")).expect("a folder");
    for file in ["proving.key", "verifying.key", "reference.srs"] {
        copy(&w.path(&format!("hiding/{file}")), &w.path(&format!("listless/{file}")));
    }
    w.fails(
        "prove one --unsafe-development-srs --keys listless --input x.json -o no.bin --public no.json",
        2,
    );
    assert!(w.fails("check-key one --key listless/verifying.key", 1).contains("private.json"));
}

/// Of what is hashed the verifier is given a hash, which whoever has value and salt makes again.
#[test]
fn hashed_values_are_shown_by_their_hash() {
    let w = world();
    let shown: Value = serde_json::from_slice(&w.read("public.json")).expect("JSON");
    let output = {
        let graph: Value = w.done("inspect one").0;
        graph["outputs"][0]["name"].as_str().expect("a name").to_owned()
    };
    let plain = w.done("hash one --input x.json").0;
    for (hashed, keys, inputs, outputs) in [
        ("--hashed x".to_owned(), "by-input", 0, 1),
        (format!("--hashed {output}"), "by-output", 1, 0),
        (format!("--hashed {output} --hashed x"), "by-both", 0, 0),
        (format!("--private x --hashed {output}"), "private-by-output", 0, 0),
    ] {
        let (made, _) = w.done(&format!("setup one --unsafe-development-srs {hashed} -o {keys}"));
        assert_eq!(made["hashed"].as_array().map(Vec::len), Some(hashed.matches("--hashed").count()));
        let prove = format!("prove one --unsafe-development-srs --keys {keys} --input x.json");
        let files = format!("-o {keys}.bin --public {keys}.json");
        let (proved, _) = w.done(&format!("{prove} {files} --salts {keys}-salts.json"));
        let public: Value = serde_json::from_slice(&w.read(&format!("{keys}.json"))).expect("JSON");
        assert_eq!(public["inputs"].as_array().map(Vec::len), Some(inputs), "{keys}");
        assert_eq!(public["outputs"].as_array().map(Vec::len), Some(outputs), "{keys}");
        let hashes = public["hashes"].as_array().expect("hashes").clone();
        let verify = format!("verify --key {keys}/verifying.key --proof {keys}.bin --public");
        let (verified, _) = w.done(&format!("{verify} {keys}.json --artifact one --evm"));
        for hash in &hashes {
            let hash = hash.as_str().expect("text");
            for said in [&proved, &verified] {
                assert!(
                    said["says"].as_str().is_some_and(|s| s.contains(&format!("hashes to {hash}"))),
                    "{said}"
                );
            }
        }
        // With the salts the hash is made again; without them it is another.
        let opened = w.done(&format!("hash one --input x.json --salts {keys}-salts.json")).0;
        let of = |all: &Value| -> Vec<Value> {
            let mut list = Vec::new();
            list.extend(hashed.contains("--hashed x").then(|| all["inputs"]["x"].clone()));
            list.extend(hashed.contains(&output).then(|| all["outputs"][&output].clone()));
            list
        };
        assert_eq!(of(&opened), hashes, "{keys}");
        assert!(of(&plain).iter().all(|hash| !hashes.contains(hash)), "{keys}: not salted");
        // Another hash, as text and as a number, and one that is none.
        for lie in ["0x01", &format!("0x{}", "ff".repeat(32)), &format!("0x{}", "00".repeat(32))] {
            let mut told = public.clone();
            told["hashes"][0] = lie.into();
            w.write("hashed-lie.json", told.to_string().as_bytes());
            let status = if lie.len() < 66 { 2 } else { 1 };
            w.fails(&format!("{verify} hashed-lie.json"), status);
        }
        // The same salts again, and none.
        w.done(&format!("{prove} {files} --with-salts {keys}-salts.json"));
        let again: Value = serde_json::from_slice(&w.read(&format!("{keys}.json"))).expect("JSON");
        assert_eq!(again, public, "{keys}");
        w.done(&format!("{prove} {files} --unsalted"));
        let unsalted: Value = serde_json::from_slice(&w.read(&format!("{keys}.json"))).expect("JSON");
        assert_eq!(unsalted["hashes"].as_array(), Some(&of(&plain)), "{keys}");
        w.done(&format!("{verify} {keys}.json"));
        w.fails(&format!("{verify} public.json"), 1);
        assert!(w.done(&format!("inspect {keys}/verifying.key")).0["says"].as_str().is_some());
        w.done(&format!("check-key one --key {keys}/verifying.key"));
        if outputs > 0 {
            assert_eq!(public["outputs"], shown["outputs"]);
        }
    }
    for (line, why) in [
        ("--hashed nothing", "'x'"),
        ("--hashed x --hashed x", "twice"),
        ("--hashed x --private x", "private and to be hashed"),
    ] {
        let refused = w.fails(&format!("setup one --unsafe-development-srs {line} -o no"), 2);
        assert!(refused.contains(why), "{line}: {refused}");
    }
    let refused = w.fails("setup one --backend sumcheck --hashed x -o no", 2);
    assert!(refused.contains("--hashed") && refused.contains("--zk hides what is hashed"), "{refused}");
    for (salts, why) in [("{\"x\": \"0x12\"}", "no hash"), ("[]", "invalid"), ("{\"x\": 1}", "invalid")] {
        w.write("bad-salts.json", salts.as_bytes());
        let refused = w.fails("hash one --input x.json --salts bad-salts.json", 2);
        assert!(refused.contains("bad-salts.json") && refused.contains(why), "{refused}");
    }
}

#[test]
fn whoever_verifies_or_inspects_is_told_of_the_string() {
    let w = world();
    w.done(
        "prove one --unsafe-development-srs --keys random --input x.json -o random.bin --public random.json",
    );
    for (keys, proof, public, origin, danger) in [
        ("seeded", "proof.bin", "public.json", "seed", "anyone can forge"),
        ("random", "random.bin", "random.json", "single party", "that party can forge"),
    ] {
        let key = format!("{keys}/verifying.key");
        for line in [
            format!("verify --key {key} --proof {proof} --public {public}"),
            format!("verify --key {key} --proof {proof} --public {public} --artifact one"),
            format!("check-key one --key {key}"),
            format!("inspect {key}"),
            format!("inspect {keys}/reference.srs"),
        ] {
            let (value, warnings) = w.done(&line);
            assert!(warnings.contains("UNSAFE") && warnings.contains(danger), "{line}: {warnings}");
            assert_eq!(
                (&value["unsafe_srs"], &value["srs"]["origin"]),
                (&true.into(), &origin.into()),
                "{line}"
            );
            let print = value["srs"]["fingerprint"].as_str().expect("text");
            assert!(warnings.contains(print), "{line}: {warnings}");
        }
        let (value, _) = w.done(&format!("inspect {keys}/proving.key"));
        assert_eq!(value["kind"], "proving key");
    }
}

#[test]
fn a_key_that_is_not_the_artifact_s_is_found() {
    let w = world();
    assert_eq!(w.done("check-key one --key seeded/verifying.key").0["checked"], true);
    let line = "verify --key seeded/verifying.key --artifact one";
    assert_eq!(w.done(line).0["key_checked"], true);
    assert_eq!(w.done("verify --key seeded/verifying.key").0["key_checked"], false);

    let refused = w.fails("check-key other --key seeded/verifying.key", 1);
    assert!(refused.contains("for circuit"), "{refused}");
    let refused = w.fails("check-key one --key seeded/verifying.key --srs random/reference.srs", 1);
    assert!(refused.contains("reference string") && refused.contains("--srs"), "{refused}");

    // The same key under another circuit's name, with its string's mark changed, and with a gate changed.
    let key = w.read("seeded/verifying.key");
    let random = w.read("random/verifying.key");
    let forge = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = key[..key.len() - 32].to_vec();
        change(&mut bytes);
        w.write("forged.key", &finish(bytes));
        w.fails("check-key one --key forged.key --srs seeded/reference.srs", 1)
    };
    let refused = forge(&|bytes| bytes[40..72].fill(0xab));
    assert!(refused.contains("abababab"), "{refused}");
    let refused = forge(&|bytes| bytes[8..40].copy_from_slice(&random[8..40]));
    assert!(refused.contains("bytes are others"), "{refused}");
    let last = key.len() - 33;
    assert!(forge(&|bytes| bytes.truncate(last)).contains("not the artifact's"));
    w.write("forged.key", &[0; 100]);
    assert!(
        w.fails("verify --key forged.key --artifact one --srs seeded/reference.srs", 1)
            .contains("not a verif")
    );
}

#[test]
fn parts_of_two_artifacts_make_no_keys() {
    let w = world();
    let files =
        ["graph.json", "plan.json", "constants.bin", "model.ll", "model.o", "model.elf", "circuit.bin"];
    let manifest = |of: &str| -> Value {
        serde_json::from_slice(&w.read(&format!("{of}/manifest.json"))).expect("JSON")
    };
    let (one, other) = (manifest("one"), manifest("other"));
    let mixed = w.path("mixed");
    // The whole lie: the manifest has the hash of what is put in its place.
    let setup = |place: Option<&str>, manifest: &dyn Fn(&mut Value)| {
        std::fs::create_dir_all(&mixed).expect("a folder");
        let mut value = one.clone();
        for file in files {
            let from = if place == Some(file) { "other" } else { "one" };
            let bytes = w.read(&format!("{from}/{file}"));
            value["files"][file] = hex::encode(Sha256::digest(&bytes)).into();
            w.write(&format!("mixed/{file}"), &bytes);
        }
        manifest(&mut value);
        w.write("mixed/manifest.json", &serde_json::to_vec(&value).expect("JSON"));
        w.run("setup mixed --unsafe-development-srs --seed 1 -o mixed-keys --json")
    };
    assert!(setup(None, &|_| {}).status.success(), "nothing is mixed yet");
    let differs = |file: &str| w.read(&format!("one/{file}")) != w.read(&format!("other/{file}"));
    let mut tried = 0;
    for file in files.into_iter().filter(|file| differs(file)) {
        let output = setup(Some(file), &|_| {});
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{file}: {text}");
        // A graph that contradicts its constants is refused before it is compared.
        assert!(
            text.contains("do not belong together") || text.contains("graph is not valid"),
            "{file}: {text}"
        );
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} files differ");
    // Constants that are nobody's: the manifest has their hash, but not the LLVM IR.
    let constants = w.read("one/constants.bin");
    let mut changed = constants.clone();
    changed[0] ^= 1;
    for (what, bytes, says) in [
        ("a changed byte", changed, "have Keccak-256"),
        ("a shorter file", constants[..constants.len() - 32].to_vec(), "constants do not fit"),
        ("a longer file", [constants.clone(), vec![0; 32]].concat(), "constants do not fit"),
    ] {
        let output = setup(None, &|value| {
            value["files"]["constants.bin"] = hex::encode(Sha256::digest(&bytes)).into();
            w.write("mixed/constants.bin", &bytes);
        });
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.code() == Some(2) && text.contains(says), "{what}: {text}");
    }
    // The circuit with its digest; then what else the manifest says.
    let digest = |value: &mut Value| value["circuit"] = other["circuit"].clone();
    assert_eq!(setup(Some("circuit.bin"), &digest).status.code(), Some(2));
    type Change<'a> = &'a dyn Fn(&mut Value);
    let claims: [(&str, Change<'_>); 7] = [
        ("circuit", &digest),
        ("model", &|v| v["model"] = "another".into()),
        ("range", &|v| v["inputs"][0]["range"][0] = (-1000).into()),
        ("scale", &|v| v["tensors"][0]["scale"] = "1".into()),
        ("nodes", &|v| v["steps"][0]["onnx"][0] = "another".into()),
        ("address", &|v| v["addresses"]["entry"] = 0.into()),
        ("identity", &|v| v["dispute"]["model"] = other["dispute"]["model"].clone()),
    ];
    for (what, claim) in claims {
        let output = setup(None, claim);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.code() == Some(2) && text.contains("manifest"), "{what}: {text}");
    }
}

#[test]
fn proving_without_keys_says_how_to_make_them() {
    let w = world();
    let missing = w.fails("prove one --input x.json -o nothing.bin", 2);
    assert!(missing.contains("onnx2circuit setup"), "{missing}");
    let half = w.path("half");
    std::fs::create_dir_all(&half).expect("a folder");
    copy(&w.path("seeded/proving.key"), &half.join("proving.key"));
    let missing = w.fails("prove one --unsafe-development-srs --input x.json --keys half -o nothing.bin", 2);
    assert!(missing.contains("onnx2circuit setup"), "{missing}");
    copy(&w.path("random/reference.srs"), &half.join("reference.srs"));
    let crossed = w.fails("prove one --unsafe-development-srs --input x.json --keys half -o nothing.bin", 2);
    assert!(crossed.contains("reference string") && crossed.contains("onnx2circuit setup"), "{crossed}");
    assert!(!w.path("nothing.bin").exists());
}

fn copy(from: &Path, to: &Path) {
    std::fs::copy(from, to).expect("a copy");
}

#[test]
fn a_key_for_a_larger_table_than_allowed_is_refused() {
    let w = world();
    let key = w.read("seeded/verifying.key");
    let mut large = key[..key.len() - 32].to_vec();
    large[72..76].copy_from_slice(&22u32.to_le_bytes());
    w.write("large.key", &finish(large));
    let refused = w.fails("verify --key large.key", 2);
    assert!(refused.contains("k is 22") && refused.contains("--max-k 22"), "{refused}");
    let k = key[72];
    assert!(w.fails(&format!("verify --key seeded/verifying.key --max-k {}", k - 1), 2).contains("--max-k"));
    w.done(&format!("verify --key seeded/verifying.key --max-k {k}"));
}

#[test]
fn the_variable_that_halo2_reads_decides_nothing() {
    let w = world();
    for value in ["abc", "2", ""] {
        let out = format!("degree-{}", value.len());
        for line in [
            "verify --key seeded/verifying.key --artifact one".to_owned(),
            format!("setup one --unsafe-development-srs --seed 5 -o {out}"),
            format!(
                "prove one --unsafe-development-srs --keys {out} --input x.json -o {out}.bin --public {out}.json"
            ),
            format!("verify --key seeded/verifying.key --proof {out}.bin --public {out}.json"),
        ] {
            let output = w.command(&line).env("MAX_DEGREE", value).output().expect("the command runs");
            assert!(output.status.success(), "MAX_DEGREE={value} {line}: {}", errors(&output));
        }
        assert!(same(&out, "seeded"), "MAX_DEGREE={value} makes other keys");
    }
}

/// The backend is chosen by what is asked for, then by what can be made, then by time; the choice is printed with its reason.
#[test]
fn a_backend_is_chosen() {
    let w = world();
    let development = "--unsafe-development-srs --seed 1";
    for (flags, backend, reason) in [
        ("", "sumcheck", "no reference string"),
        (development, "sumcheck", "is expected to take"),
        (&format!("{development} --for evm"), "halo2", "--for evm is asked for"),
        (&format!("{development} --private x"), "halo2", "--private is asked for"),
        (&format!("{development} --hashed x"), "halo2", "--hashed is asked for"),
        (&format!("{development} --batch 2"), "halo2", "--batch is asked for"),
    ] {
        let (keys, said) = w.done(format!("setup one --backend auto -o chosen {flags}").trim_end());
        assert_eq!(keys["backend"], backend, "{flags}: {keys}");
        assert!(keys["chosen"].as_str().is_some_and(|why| why.contains(reason)), "{flags}: {keys}");
        assert!(said.contains(&format!("backend {backend}: ")) && said.contains(reason), "{flags}: {said}");
    }
    // Nobody made a string, and halo2 needs one.
    assert!(w.fails("setup one --backend auto --for evm -o none", 2).contains("need a reference string"));
    assert!(w.done("setup one --backend sumcheck -o named").0["chosen"].is_null());
}
