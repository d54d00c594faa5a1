//! Keys and proofs by sumchecks of a model with many weights.

use crate::folder::Folder;
use circuit::file::finish;
use tests::onnx;

/// Keys hold a commitment to the weights, `verify` says so, and whose weights they are is found by who has the artifact.
#[test]
fn keys_of_many_weights_hold_a_commitment_to_them() {
    let folder = Folder::new();
    for seed in [3, 4] {
        folder.write(&format!("{seed}.onnx"), onnx::product(1, 400, 400, seed));
        folder.run(&format!("compile {seed}.onnx -o {seed}.o2c --input-range x=-1..1")).fine();
        let made = folder.run(&format!("setup {seed}.o2c --backend sumcheck -o {seed} --json")).fine().json();
        assert_eq!(made["constants_committed"], 160_000, "{made}");
    }
    let input: Vec<u8> = (0..400).flat_map(|i| (((i * 37) % 41) as f32 / 20.0 - 1.0).to_le_bytes()).collect();
    folder.npy("x.npy", "<f4", "(1, 400)", &input);
    folder.run("prove 3.o2c --keys 3 --input x.npy").fine();
    let [key, other] =
        ["3", "4"].map(|keys| std::fs::read(folder.path(keys).join("verifying.key")).expect("a key"));
    assert!(key.len() < 4096, "{} bytes", key.len());
    let said = folder.run("verify --key 3/verifying.key").fine().stdout;
    assert!(said.contains("a commitment"), "{said}");
    let json = folder.run("verify --key 3/verifying.key --json").fine().json();
    assert_eq!((&json["key_is_circuit"], &json["key_checked"]), (&false.into(), &false.into()));
    let json = folder.run("verify --key 3/verifying.key --artifact 3.o2c --json").fine().json();
    assert_eq!((&json["key_is_circuit"], &json["key_checked"]), (&false.into(), &true.into()));
    assert_eq!(json["outputs"][0].as_array().map(Vec::len), Some(400), "{json}");
    assert_eq!(folder.run("inspect 3/proving.key --json").fine().json()["kind"], "proving key");
    folder.run("check-key 3.o2c --key 3/verifying.key").fine();
    let inspected = folder.run("inspect 3/verifying.key").fine().stdout;
    assert!(inspected.contains("160000 elements of constants are not in the key"), "{inspected}");

    // A stranger's key: it names the circuit, and its root is of other weights.
    let mixed = [&key[..43], &other[43..75], &key[75..key.len() - 32]].concat();
    folder.write("mixed.key", finish(mixed));
    let refused = |line: &str| {
        let ran = folder.run(&format!("{line} --json"));
        assert_eq!(ran.status, 1, "{line}: {}", ran.stderr);
        ran.json()["error"].as_str().unwrap_or_default().to_owned()
    };
    for (line, why) in [
        ("check-key 4.o2c --key 3/verifying.key", "it is for circuit"),
        ("check-key 3.o2c --key mixed.key", "its constants are another circuit's"),
        ("verify --key mixed.key --artifact 3.o2c", "its constants are another circuit's"),
        ("verify --key mixed.key", "the proof is refused"),
        ("verify --key 4/verifying.key", "the proof is refused"),
    ] {
        let error = refused(line);
        assert!(error.contains(why), "{line}: {error}");
    }
}
