//! Files in the places of others: each is called by what it is.

use crate::folder::Folder;
use tests::onnx;

#[test]
fn files_are_called_by_what_they_are() {
    let folder = Folder::new();
    folder.write("m.onnx", onnx::perceptron(1));
    folder.write("x.json", "[[0.5, -0.25, 0.75, -1]]");
    folder.run("compile m.onnx -o m --input-range x=-1..1").fine();
    folder.run("setup m --unsafe-development-srs -o h").fine();
    folder.run("setup m --backend sumcheck -o s").fine();
    for (keys, more) in [("h", "--unsafe-development-srs"), ("s", "")] {
        folder
            .run(&format!("prove m --keys {keys} --input x.json -o {keys}.bin --public {keys}.json {more}"))
            .fine();
    }
    folder.write("empty", "");
    folder.write("other", "o2c");
    for (line, said) in [
        (
            "verify --key h/proving.key --proof h.bin --public h.json",
            "a proving key, not a verifying key file",
        ),
        (
            "verify --key s/proving.key --proof s.bin --public s.json",
            "a proving key for sumchecks, not a verifying",
        ),
        (
            "verify --key h/reference.srs --proof h.bin --public h.json",
            "a reference string, not a verifying key",
        ),
        ("verify --key empty --proof h.bin --public h.json", "an empty file, not a verifying key file"),
        ("verify --key other --proof h.bin --public h.json", "begins otherwise, not a verifying key file"),
        ("setup m --srs h/verifying.key -o again", "a verifying key, not a reference string file"),
        (
            "verify --key h/verifying.key --proof h/verifying.key --public h.json",
            "h/verifying.key: a verifying key, not a proof",
        ),
        (
            "verify --key s/verifying.key --proof s/proving.key --public s.json",
            "s/proving.key: a proving key for sumchecks, not a proof",
        ),
        ("inspect empty", "empty: an empty file"),
        ("setup m --backend sumcheck -o empty/keys", "empty is a file, no folder"),
        ("compile m.onnx --input-range x=-1..1 -o empty/m", "empty is a file, no folder"),
    ] {
        let refused = folder.refuses(line);
        assert!(refused.contains(said), "{line}: {refused}");
    }
    // A file that is no key, where no string lies beside it: that it is none comes first.
    let json = folder.run("check-key m --key h.json --json").json();
    assert!(json["error"].as_str().is_some_and(|said| said.contains("not a verifying key file")), "{json}");
    for part in ["circuit", "constants"] {
        let line = format!("inspect m/{part}.bin --json");
        assert_eq!(folder.run(&line).fine().json()["kind"], "part of an artifact");
    }
    assert_eq!(folder.run("inspect h.bin --json").fine().json()["kind"], "proof");
    // Keys for sumchecks are made again, too, by the command that is printed.
    let text = folder.run("setup m --backend sumcheck --zk --private x -o z").fine().stdout;
    let again = text.lines().find_map(|line| line.strip_prefix("the same keys again: onnx2circuit "));
    let before = std::fs::read(folder.path("z/verifying.key")).expect("a key");
    std::fs::remove_dir_all(folder.path("z")).expect("keys");
    folder.run(again.expect("a command")).fine();
    assert_eq!(std::fs::read(folder.path("z/verifying.key")).expect("a key"), before);
    // A proof of the other backend, with what may be the cause.
    for (key, proof) in [("h", "s"), ("s", "h")] {
        let line = format!("verify --key {key}/verifying.key --proof {proof}.bin --public {key}.json --json");
        let ran = folder.run(&line);
        let json = ran.json();
        assert_eq!(ran.status, 1, "{json}");
        let said = |what: &str| json[what].as_str().expect("a text").to_owned();
        assert!(
            said("error").contains("the proof is refused") && said("help").contains("one key and one file"),
            "{json}"
        );
    }
    for (keys, backend) in [("h", "halo2"), ("s", "sumcheck")] {
        let checked = folder.run(&format!("check-key m --key {keys}/verifying.key --json")).fine().json();
        assert_eq!((&checked["backend"], &checked["hashed"]), (&backend.into(), &serde_json::json!([])));
        let bits = folder.run("inspect s/verifying.key --json").fine().json()["security"][0]["bits"].as_f64();
        assert!(bits >= Some(100.0), "{bits:?}");
    }
}
