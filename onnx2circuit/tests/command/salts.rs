//! Salts of hashed values: kept for as long as their owner needs them, and used for what they name.

use crate::folder::Folder;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use tests::onnx;
use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;

const PROVE: &str = "prove m.o2c --unsafe-development-srs";

/// A perceptron whose keys hash its input.
fn hashed() -> Folder {
    let folder = Folder::new();
    folder.write("m.onnx", onnx::perceptron(1));
    folder.run("compile m.onnx -o m.o2c --input-range x=-1..1").fine();
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    folder.write("far.json", "[[0.5, -0.25, 70, -1]]");
    folder.run("setup m.o2c --unsafe-development-srs --hashed x").fine();
    folder
}

fn read(folder: &Folder, name: &str) -> Vec<u8> {
    std::fs::read(folder.path(name)).expect("a file")
}

#[test]
fn salts_of_an_earlier_proof_are_never_overwritten() {
    let folder = hashed();
    // A run that is refused keeps no salts.
    assert_eq!(folder.run(&format!("{PROVE} --input far.json")).status, 1);
    assert!(!folder.path("salts.json").exists());
    folder.run(&format!("{PROVE} --input x.json -o p1.bin --public u1.json")).fine();
    let salts = read(&folder, "salts.json");
    // Neither another proof's salts, nor a refused run's, nor a proof or public values.
    for (line, why) in [
        ("--input x.json -o p2.bin --public u2.json", "salts.json: is there already"),
        ("--input far.json -o p2.bin --public u2.json", "salts.json: is there already"),
        ("--input x.json -o salts.json --public u2.json --salts new.json", "salts.json: keeps salts"),
        ("--input x.json -o p2.bin --public salts.json --unsalted", "salts"),
        ("--input x.json -o ./salts.json --public u2.json --with-salts salts.json", "salts"),
    ] {
        let refused = folder.refuses(&format!("{PROVE} {line}"));
        assert!(refused.contains(why), "{line}: {refused}");
        assert_eq!(read(&folder, "salts.json"), salts, "{line}");
        assert!(!folder.path("p2.bin").exists() && !folder.path("u2.json").exists(), "{line}");
    }
    std::os::unix::fs::symlink("nowhere", folder.path("link.json")).expect("a link");
    assert!(folder.refuses(&format!("{PROVE} --input x.json --salts link.json")).contains("link.json"));
    // Salts elsewhere, and those of before, are fine; the first hash can be opened still.
    folder.run(&format!("{PROVE} --input x.json -o p2.bin --public u2.json --salts second.json")).fine();
    folder.run(&format!("{PROVE} --input x.json -o p3.bin --public u3.json --with-salts salts.json")).fine();
    let opened = folder.run("hash m.o2c --input x.json --salts salts.json --json").fine().json();
    for public in ["u1.json", "u3.json"] {
        let public: Value = serde_json::from_slice(&read(&folder, public)).expect("JSON");
        assert_eq!(public["hashes"][0], opened["inputs"]["x"]);
    }
}

/// Whoever reads salts can open hashes; a name has one; and salts are not asked for where nothing is hashed.
#[test]
fn salts_are_their_owners_and_of_one_meaning() {
    let folder = hashed();
    folder.run(&format!("{PROVE} --input x.json")).fine();
    let mode = std::fs::metadata(folder.path("salts.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let [a, b] = ["01", "02"].map(|d| format!("0x{}", d.repeat(32)));
    folder.write("twice.json", format!("{{\"x\": \"{a}\", \"x\": \"{b}\"}}"));
    for line in ["hash m.o2c --salts twice.json", &format!("{PROVE} -o p --with-salts twice.json")] {
        let refused = folder.refuses(&format!("{line} --input x.json"));
        assert!(refused.contains("twice.json") && refused.contains("two salts of 'x'"), "{refused}");
    }
    folder.run("setup m.o2c --unsafe-development-srs -o shown").fine();
    let refused =
        folder.refuses(&format!("{PROVE} --keys shown --input x.json -o p --with-salts salts.json"));
    assert!(refused.contains("--with-salts salts.json") && refused.contains("hash no input"), "{refused}");
    let refused = folder.refuses("setup m.o2c --unsafe-development-srs -o p --with-salts salts.json");
    assert!(refused.contains("--with-salts") && refused.contains("--parameters hashed"), "{refused}");
    assert!(!folder.path("p").exists());
}

#[test]
fn salts_are_of_names_that_the_model_has() {
    let folder = hashed();
    let salt = format!("0x{}", "01".repeat(32));
    folder.write("typo.json", format!("{{\"X\": \"{salt}\"}}"));
    for line in ["hash m.o2c --salts typo.json", &format!("{PROVE} --with-salts typo.json")] {
        let refused = folder.refuses(&format!("{line} --input x.json"));
        assert!(
            refused.contains("typo.json: no input or output 'X'") && refused.contains("'x'"),
            "{refused}"
        );
    }
    assert!(!folder.path("proof.bin").exists());
    // What is hashed without a salt is named.
    let told = "hashed without a salt, so that a guess can be told from the hash: 'x'";
    folder.write("none.json", "{}");
    folder.write("zero.json", format!("{{\"x\": \"0x{}\"}}", "00".repeat(32)));
    folder.write("x-salt.json", format!("{{\"x\": \"{salt}\"}}"));
    for (flags, bare) in [
        ("--unsalted", true),
        ("--with-salts none.json", true),
        ("--with-salts zero.json", true),
        ("--with-salts x-salt.json", false),
    ] {
        let ran = folder.run(&format!("{PROVE} --input x.json {flags}")).fine();
        assert_eq!(ran.stderr.contains(told), bare, "{flags}: {}", ran.stderr);
    }
    assert!(folder.run("hash m.o2c --input x.json").fine().stderr.contains(told));
    // A file has salts of what is hashed: which of the hashes are with one is in the list.
    let listed = folder.run("hash m.o2c --input x.json --salts x-salt.json").fine();
    assert!(!listed.stderr.contains("hashed without a salt"), "{}", listed.stderr);
    let salted: Vec<bool> = listed.stdout.lines().skip(1).map(|line| line.contains("salted")).collect();
    assert_eq!(salted.iter().filter(|salted| **salted).count(), 1, "{}", listed.stdout);
}

/// An output and the next model's input have one hash where they are the same elements in the same range.
#[test]
fn an_output_hashes_as_the_input_that_it_becomes() {
    let folder = Folder::new();
    let node = onnx::node("Mod", &["x", "k"], "y", Vec::new());
    let int64 = DataType::Int64;
    let data_type = int64 as i32;
    let k = TensorProto { name: "k".to_owned(), data_type, int64_data: vec![100], ..TensorProto::default() };
    let model = onnx::typed(17, "m", int64, &[1, 3], &[1, 3], vec![node], vec![k]);
    folder.model("m.onnx", &model, |model| {
        let graph = model.graph.as_mut().expect("a graph");
        graph.output[0].r#type = graph.input[0].r#type.clone();
    });
    folder.run("compile m.onnx -o m.o2c --input-range x=0..99").fine();
    folder.write("x.json", "[[7, 99, 0]]");
    let ran = folder.run("hash m.o2c --input x.json --json").fine().json();
    assert_eq!(ran["inputs"]["x"], ran["outputs"]["y"], "{ran}");
    let text = folder.run("hash m.o2c --input x.json").fine().stdout;
    assert!(text.contains("elements") && text.contains("0..=99"), "{text}");
}
