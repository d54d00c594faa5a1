//! Keys: what is said of them, and commands that are suggested.

use crate::folder::Folder;
use halo2::file::finish;
use halo2::srs::Ceremony;
use prost::Message;
use std::io::Cursor;
use tests::onnx;
use tract_onnx::pb::ModelProto;

fn compiled(folder: &Folder, name: &str, seed: u64, input: &str) {
    folder.model(&format!("{name}.onnx"), &onnx::perceptron(seed), |model: &mut ModelProto| {
        let graph = model.graph.as_mut().expect("a graph");
        graph.input[0].name = input.to_owned();
        graph.node[0].input[0] = input.to_owned();
        assert!(model.encoded_len() > 0);
    });
    folder.write(&format!("{name}.npy.json"), "[[0.5, -0.25, 0.75, -1]]");
    let mut compile = folder.command(&format!("compile {name}.onnx -o {name} --input-range"));
    let status = compile.arg(format!("{input}=-1..1")).output().expect("it runs");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

/// Whoever checks a key is told what its proofs hide.
#[test]
fn checking_a_key_tells_what_it_hides_and_whose_it_is() {
    let folder = Folder::new();
    compiled(&folder, "one", 1, "x");
    compiled(&folder, "other", 2, "w");
    // Without a reference string there are proofs that hide, too.
    let none = folder.run("setup one --private x -o none --json").json();
    assert!(none["help"].as_str().is_some_and(|help| help.contains("--backend sumcheck --zk")), "{none}");
    folder.run("setup one --unsafe-development-srs --private x -o hiding").fine();
    folder.run("setup one --unsafe-development-srs --hashed x -o hashing").fine();
    for (keys, says, field) in [
        ("hiding", "the prover knows 'x' within the model's range for which", "private"),
        ("hashing", "the prover knows 'x' that hashes to the hash that is shown for which", "hashed"),
    ] {
        let line = format!("check-key one --key {keys}/verifying.key");
        let text = folder.run(&line).fine().stdout;
        assert!(text.contains(&format!("a proof says: {says}")), "{text}");
        let json = folder.run(&format!("{line} --json")).fine().json();
        assert!(json["says"].as_str().is_some_and(|text| text.starts_with(says)), "{json}");
        assert_eq!(json[field], serde_json::json!(["x"]));
        // Another model's key: the answer is no, and says why, though the other model has no such input.
        for line in [
            format!("check-key other --key {keys}/verifying.key --json"),
            format!("verify --key {keys}/verifying.key --artifact other --json"),
        ] {
            let ran = folder.run(&line);
            let error = ran.json()["error"].as_str().unwrap_or_default().to_owned();
            assert_eq!(ran.status, 1, "{line}: {error}");
            assert!(error.contains("the verifying key is not the artifact's"), "{error}");
            assert!(error.contains("private.json beside it: no input") && error.contains("'w'"), "{error}");
        }
    }
    // A string that is too small for the other model's key is not what is wrong.
    folder.write("large.onnx", onnx::product(40, 40, 40, 3));
    folder.run("compile large.onnx --input-range x=-1..1 -o large").fine();
    folder.run("setup one --unsafe-development-srs -o shown").fine();
    let ran = folder.run("check-key large --key shown/verifying.key --json");
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("it says that it is for circuit"), "{}", ran.stdout);
    // Which file it is about that is none of a key is said.
    let ran = folder.run("check-key one --key one/manifest.json --json");
    let said = ran.json()["error"].as_str().unwrap_or_default().to_owned();
    assert!(ran.status == 1 && said.starts_with("one/manifest.json: the verifying key is not"), "{said}");
}

/// Whether a key is unsafe is read from the key: one of a ceremony that this program knows is not.
#[test]
fn a_key_of_a_known_ceremony_is_not_called_unsafe() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/ceremony/8.ptau");
    let file = std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}; scripts/ceremony.sh fetches it"));
    let folder = Folder::new();
    folder.write("known.ptau", &file);
    compiled(&folder, "one", 1, "x");
    folder.run("setup one --unsafe-development-srs -o keys").fine();
    let read = |name: &str| std::fs::read(folder.path("keys").join(name)).expect("a file");
    // Its 2^8 powers are too few for a circuit, but what a key says of its string stands in its mark and its points of G2.
    let mut ceremony = Ceremony::open(Cursor::new(&file)).expect("sound").expect("a ceremony's");
    let (known, own, key) =
        (ceremony.cut(4).expect("sound").to_bytes(), read("reference.srs"), read("verifying.key"));
    let (mark, checksum) = (8..40, 32);
    let points = |string: &[u8]| string[string.len() - checksum - 256..string.len() - checksum].to_vec();
    let mut contents = key[..key.len() - checksum].to_vec();
    let at = contents.windows(256).position(|bytes| bytes == points(&own)).expect("its string's points");
    contents[at..at + 256].copy_from_slice(&points(&known));
    contents[mark.clone()].copy_from_slice(&known[mark]);
    folder.write("known.key", finish(contents));
    for file in ["known.key", "known.ptau"] {
        let ran = folder.run(&format!("inspect {file} --json")).fine();
        let said = ran.json();
        assert_eq!(
            (&said["unsafe_srs"], &said["srs"]["origin"]),
            (&false.into(), &"ceremony".into()),
            "{said}"
        );
        let name = said["srs"]["ceremony"].as_str().unwrap_or_default();
        assert!(name.contains("powersOfTau28_hez_final"), "{said}");
        assert!(
            !ran.stderr.contains("UNSAFE") && !ran.stderr.contains("none that this program knows"),
            "{ran:?}"
        );
    }
    let said = folder.run("inspect keys/verifying.key --json").fine().json();
    assert_eq!(said["unsafe_srs"], true);
}

/// Names in models are words to a shell.
#[test]
fn suggested_commands_quote_what_models_name() {
    let folder = Folder::new();
    compiled(&folder, "one", 1, "x; touch pwned");
    let setup = |flag: &str| {
        let mut command = folder.command(&format!("setup one --unsafe-development-srs -o keys {flag}"));
        let output = command.arg("x; touch pwned").output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    for flag in ["--private", "--hashed"] {
        let text = setup(flag);
        assert!(text.contains(&format!("{flag} 'x; touch pwned'")), "{text}");
        let again =
            text.lines().find_map(|line| line.strip_prefix("the same keys again: ")).expect("a command");
        let words = std::process::Command::new("sh")
            .args(["-c", &format!("onnx2circuit() {{ printf '%s\\n' \"$@\"; }}; {again}")])
            .current_dir(folder.path(""))
            .output()
            .expect("a shell");
        let words = String::from_utf8_lossy(&words.stdout).into_owned();
        assert!(words.lines().any(|word| word == "x; touch pwned"));
        assert!(words.contains("-o\nkeys\n"), "keys are made again where they were: {words}");
        assert!(!folder.path("pwned").exists());
    }
    folder.model("batch.onnx", &onnx::perceptron(1), |model| {
        use tract_onnx::pb::tensor_shape_proto::dimension::Value;
        let graph = model.graph.as_mut().expect("a graph");
        let kind = graph.input[0].r#type.as_mut().and_then(|t| t.value.as_mut()).expect("a type");
        let tract_onnx::pb::type_proto::Value::TensorType(tensor) = kind;
        tensor.shape.as_mut().expect("a shape").dim[0].value = Some(Value::DimParam("b; touch pwned".into()));
    });
    let told = folder.run("compile batch.onnx --input-range x=-1..1 -o batch").fine().stderr;
    assert!(told.contains("--dim 'b; touch pwned'=VALUE"), "{told}");
}

/// What a killed run leaves is gone after the next one.
#[test]
fn drafts_of_killed_runs_are_deleted() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path(".draft-folder-dead")).expect("a folder");
    folder.write(".draft-folder-dead/model.o", "half of it");
    compiled(&folder, "one", 1, "x");
    assert!(!folder.path(".draft-folder-dead").exists());
}
