//! Models in segments: set up, proved piece by piece, verified together.

use crate::folder::Folder;
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use tests::onnx;

const SRS: &str = "--unsafe-development-srs";
const PROVE: &str = "prove m.o2c --unsafe-development-srs --input x.json";

/// A classifier of 6 by 6 pixels, and keys of it in three segments.
fn classifier() -> Folder {
    let folder = Folder::new();
    folder.write("m.onnx", onnx::classifier(1));
    folder.run("compile m.onnx -o m.o2c --input-range x=-1..1").fine();
    let picture = |shift: usize| {
        let row = |y: usize| (0..6).map(|x| ((x * y + shift) % 5) as f32 / 2.5 - 1.0).collect::<Vec<f32>>();
        serde_json::json!([[(0..6).map(row).collect::<Vec<_>>()]]).to_string()
    };
    folder.write("x.json", picture(0));
    folder.write("other.json", picture(3));
    folder
}

fn read(folder: &Folder, name: &str) -> Vec<u8> {
    std::fs::read(folder.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn done(folder: &Folder, line: &str) -> Value {
    folder.run(&format!("{line} --json")).fine().json()
}

fn fails(folder: &Folder, line: &str) -> String {
    let ran = folder.run(line);
    assert_eq!(ran.status, 1, "{line}: {}", ran.stderr);
    ran.stderr
}

#[test]
fn a_model_in_segments_is_proved_piece_by_piece() {
    let folder = classifier();
    let made = done(&folder, &format!("setup m.o2c {SRS} --segments 3 --hashed x"));
    assert_eq!(made["segments"].as_array().map(Vec::len), Some(3));
    // What is expected is said before, of each and of all: memory of the largest, times and bytes of all together.
    let each: Vec<&Value> =
        made["segments"].as_array().expect("segments").iter().map(|one| &one["expected"]).collect();
    let all = &made["expected"];
    let of = |what: &str| each.iter().map(|one| one[what].as_f64().expect("a number")).collect::<Vec<f64>>();
    let most = of("prove_memory_bytes").into_iter().fold(0.0, f64::max);
    assert_eq!(all["prove_memory_bytes"].as_f64(), Some(most));
    for what in ["keygen_seconds", "prove_seconds", "verify_seconds", "proof_bytes"] {
        let (sum, said) = (of(what).iter().sum::<f64>(), all[what].as_f64().expect("a number"));
        assert!(said > 0.0 && (said / sum - 1.0).abs() < 1e-9, "{what}: {said}, and {sum} together");
    }
    // The same keys again, and they are the artifact's.
    let key = read(&folder, "m.o2c/verifying.key");
    let again = format!("setup m.o2c {SRS} --segments 3 --hashed x --srs m.o2c/reference.srs -o again");
    assert_eq!(done(&folder, &again)["circuit"], made["circuit"]);
    assert_eq!(read(&folder, "again/verifying.key"), key);
    assert_eq!(done(&folder, "check-key m.o2c")["circuit"], made["circuit"]);
    let seen = folder.run("inspect m.o2c/verifying.key").fine().stdout;
    assert!(seen.contains("in 3 segments") && seen.contains("hash of an output"), "{seen}");

    // One after the other, in any order, in processes of their own; what is there is not made again.
    let one = |segment: usize| done(&folder, &format!("{PROVE} --segment {segment}"));
    assert_eq!(one(2)["proved"], true);
    assert_eq!(one(0)["proved"], true);
    assert_eq!(one(2)["proved"], false);
    assert!(!folder.path("proof.bin").exists() && !folder.path("salts.json").exists());
    let run = folder.path("proof.bin.segments/run.json");
    assert_eq!(std::fs::metadata(&run).expect("a file").permissions().mode() & 0o777, 0o600);
    // One that was damaged, or is another's, is made again; so is one of which a killed process left a draft.
    let (first, last) = ("proof.bin.segments/segment-000.proof", "proof.bin.segments/segment-002.proof");
    let kept = read(&folder, last);
    std::fs::copy(folder.path(last), folder.path(first)).expect("a copy");
    folder.write("proof.bin.segments/.draft-x", "a part of a proof");
    let proved = done(&folder, PROVE);
    let seconds = proved["segment_seconds"].as_object().expect("times");
    assert_eq!(seconds.keys().collect::<Vec<_>>(), ["0", "1"]);
    // Of those two alone is anything expected, and they are the time that it took.
    assert_eq!(proved["expected"]["proof_bytes"].as_f64(), Some(of("proof_bytes")[..2].iter().sum()));
    let taken: f64 = seconds.values().filter_map(Value::as_f64).sum();
    assert!((proved["seconds"].as_f64().expect("seconds") - taken).abs() < 1e-6, "{proved}");
    let bytes = read(&folder, "proof.bin");
    assert!(bytes.windows(kept.len()).any(|part| part == kept), "what was proved before");
    assert!(!run.exists() && !folder.path(first).exists());
    let verified = done(&folder, "verify --key m.o2c/verifying.key --artifact m.o2c");
    assert_eq!((&verified["segments"], &verified["circuit"]), (&3.into(), &made["circuit"]));
    assert_eq!(verified["key_checked"], true);
    // What it says is what a proof in one piece says; the hash is opened by the salt as ever.
    let opened = done(&folder, "hash m.o2c --input x.json --salts salts.json");
    let public: Value = serde_json::from_slice(&read(&folder, "public.json")).expect("JSON");
    assert_eq!(public["hashes"], serde_json::json!([opened["inputs"]["x"]]));
    folder.run(&format!("setup m.o2c {SRS} --hashed x -o whole")).fine();
    let whole = format!("{PROVE} --keys whole --with-salts salts.json -o w.bin --public w.json");
    assert_eq!(done(&folder, &whole)["says"], proved["says"]);
    assert_eq!(read(&folder, "w.json"), read(&folder, "public.json"));

    // Another run's values, and damaged files.
    let verify = "verify --key m.o2c/verifying.key";
    let given = |inputs: &str, out: &str| {
        let line = format!(
            "prove m.o2c {SRS} --input {inputs} -o {out}.bin --public {out}.json --salts {out}.salts"
        );
        done(&folder, &line);
    };
    given("other.json", "q");
    done(&folder, &format!("{verify} --proof q.bin --public q.json"));
    for (proof, public) in [("q.bin", "public.json"), ("proof.bin", "q.json")] {
        let refused = fails(&folder, &format!("{verify} --proof {proof} --public {public}"));
        assert!(refused.contains("the proof is refused: segment 0"), "{refused}");
    }
    folder.write("cut.bin", &bytes[..bytes.len() - 1]);
    assert!(fails(&folder, &format!("{verify} --proof cut.bin")).contains("the proof is refused"));
    // A proof of either sort in the other's place is named.
    let refused = fails(&folder, &format!("{verify} --proof w.bin"));
    assert!(refused.contains("w.bin is no proof in segments"), "{refused}");
    let refused = fails(&folder, "verify --key whole/verifying.key --proof proof.bin");
    assert!(
        refused.contains("proof.bin is a proof in segments") && refused.contains("--segments"),
        "{refused}"
    );
    #[cfg(feature = "chain")]
    {
        let refused = fails(
            &folder,
            &format!(
                "encode-calldata --key whole/verifying.key --proof proof.bin --key-contract 0x{}",
                "00".repeat(20)
            ),
        );
        assert!(refused.contains("proof.bin is a proof in segments"), "{refused}");
    }
    let refused = folder.refuses("verify --key whole/proving.key");
    assert!(refused.contains("not a verifying key file"), "{refused}");
}

#[test]
fn a_folder_is_of_one_run() {
    let folder = classifier();
    folder.run(&format!("setup m.o2c {SRS} --segments 2 --hashed x")).fine();
    // Segments without salts are not finished as if they had them.
    done(&folder, &format!("{PROVE} -o plain.bin --unsalted --segment 0"));
    let refused = folder.refuses(&format!("{PROVE} -o plain.bin"));
    assert!(refused.contains("hashes without salts"), "{refused}");
    done(&folder, &format!("{PROVE} --segment 0"));
    let run = read(&folder, "proof.bin.segments/run.json");
    let other = folder.refuses(&format!("prove m.o2c {SRS} --input other.json"));
    assert!(other.contains("proof.bin.segments/run.json: is of a run on other inputs"), "{other}");
    let salts = folder.refuses(&format!("{PROVE} --unsalted"));
    assert!(salts.contains("with other salts"), "{salts}");
    assert_eq!(read(&folder, "proof.bin.segments/run.json"), run);
    for (text, why) in [("{}", "missing field"), ("{\"run\": \"\", \"salts\": []}", "other inputs")] {
        folder.write("proof.bin.segments/run.json", text);
        let refused = folder.refuses(&format!("{PROVE} --segment 1"));
        assert!(refused.contains(why), "{refused}");
    }
    let mut spoiled: Value = serde_json::from_slice(&run).expect("JSON");
    spoiled["salts"][0] = Value::from(format!("0x{}", "ff".repeat(32)));
    folder.write("proof.bin.segments/run.json", spoiled.to_string());
    assert!(folder.refuses(&format!("{PROVE} --segment 1")).contains("no salt for each tensor"));
    folder.write("proof.bin.segments/run.json", run);
    let beyond = folder.refuses(&format!("{PROVE} --segment 2"));
    assert!(beyond.contains("--segment 2") && beyond.contains("have 2"), "{beyond}");

    // Keys for another cut, with other values hidden, of another model.
    done(&folder, PROVE);
    let verify = "verify --key m.o2c/verifying.key";
    done(&folder, verify);
    folder.run(&format!("setup m.o2c {SRS} --segments 3 --hashed x -o three")).fine();
    folder.run(&format!("setup m.o2c {SRS} --segments 2 -o shown")).fine();
    for (keys, why) in [("three", "2 proofs, and there are 3 segments"), ("shown", "public values")] {
        let refused = fails(&folder, &format!("verify --key {keys}/verifying.key"));
        assert!(refused.contains(why), "{refused}");
    }
    folder.write("n.onnx", onnx::classifier(9));
    folder.run("compile n.onnx -o n.o2c --input-range x=-1..1").fine();
    for line in ["check-key n.o2c --key m.o2c/verifying.key", &format!("{verify} --artifact n.o2c")] {
        let refused = fails(&folder, line);
        assert!(refused.contains("not the artifact's"), "{refused}");
    }
    let refused =
        fails(&folder, &format!("prove n.o2c {SRS} --keys m.o2c --input x.json -o n.bin --salts n.json"));
    assert!(refused.contains("not the artifact's"), "{refused}");
    // What is hidden is told beside the key.
    std::fs::remove_file(folder.path("m.o2c/private.json")).expect("a file");
    assert!(fails(&folder, "check-key m.o2c").contains("not the artifact's"));
    let strings = "check-key m.o2c --key shown/verifying.key --srs three/reference.srs";
    assert!(fails(&folder, strings).contains("reference string"), "another string");
}

#[test]
fn memory_decides_how_many_segments_there_are() {
    let folder = classifier();
    let setup = |memory: &str| done(&folder, &format!("setup m.o2c {SRS} --memory {memory} -o k{memory}"));
    let one = setup("2G");
    let parts = |made: &Value| made["segments"].as_array().expect("segments").clone();
    let takes = |part: &Value| part["prove_memory_bytes"].as_u64().expect("bytes");
    assert_eq!(parts(&one).len(), 1);
    let least = takes(&parts(&one)[0]) - 1;
    let more = setup(&least.to_string());
    assert!(parts(&more).len() > 1 && parts(&more).iter().all(|part| takes(part) <= least), "{more}");
    let refused = folder.refuses(&format!("setup m.o2c {SRS} --memory 1M -o no"));
    assert!(
        refused.contains("takes about") && refused.contains("and is not cut; 1048576 are allowed"),
        "{refused}"
    );
    assert!(folder.refuses(&format!("setup m.o2c {SRS} --segments 99 -o no")).contains("99 parts"));
    for (line, why) in [
        ("--segments 2 --memory 2G", "cannot be used with"),
        ("--segments 0", "a whole number of 1 to 4096"),
        ("--memory 2T", "such as 512M or 2G"),
        ("--memory 99999999999G", "such as 512M or 2G"),
        ("--segments 2 --for evm", "no contract verifies"),
        ("--memory 2G --parameters hashed", "one hash is of all weights"),
    ] {
        let refused = folder.refuses(&format!("setup m.o2c {SRS} -o no {line}"));
        assert!(refused.contains(why), "{line}: {refused}");
    }
    let refused = folder.refuses("setup m.o2c --backend sumcheck --segments 2 -o no");
    assert!(refused.contains("--segments"), "{refused}");
    assert!(!folder.path("no").exists());
    folder.run(&format!("setup m.o2c {SRS} -o whole")).fine();
    let refused = folder.refuses(&format!("{PROVE} --keys whole --segment 0"));
    assert!(refused.contains("are not in segments"), "{refused}");
    #[cfg(feature = "chain")]
    {
        let refused = folder.refuses("export-verifier k2G -o contracts");
        assert!(refused.contains("in segments"), "{refused}");
        let refused = folder.refuses("verify --key k2G/verifying.key --evm");
        assert!(refused.contains("no contract verifies"), "{refused}");
    }
}

/// The figures of docs/circuits/halo2.md, printed: `RESNET` are the channels of the four stages.
#[test]
#[ignore = "minutes, and some gigabytes of keys"]
fn a_residual_network_is_proved_in_segments() {
    let channels = std::env::var("RESNET").unwrap_or_else(|_| "8,16,32,64".to_owned());
    let channels: Vec<i64> = channels.split(',').map(|n| n.parse().expect("a number")).collect();
    let memory = std::env::var("MEMORY").unwrap_or_else(|_| "512M".to_owned());
    let folder = Folder::new();
    folder.write("m.onnx", onnx::resnet(channels.try_into().expect("four numbers"), 1));
    folder.run("compile m.onnx -o m.o2c --input-range x=-1..1").fine();
    let pixel = |i: usize| ((i * 7919) % 201) as f32 / 100.0 - 1.0;
    let side = |c: usize| -> Vec<Vec<f32>> {
        (0..32).map(|y| (0..32).map(|x| pixel(c * 1024 + y * 32 + x)).collect()).collect()
    };
    folder.write("x.json", serde_json::json!([(0..3).map(side).collect::<Vec<_>>()]).to_string());
    let report = |what: &str, line: &str| {
        let start = std::time::Instant::now();
        let value = done(&folder, line);
        eprintln!("{what}: {:.1} s\n{value:#}", start.elapsed().as_secs_f64());
        value
    };
    let made = report("setup", &format!("setup m.o2c {SRS} --memory {memory}"));
    assert!(made["segments"].as_array().map_or(0, Vec::len) > 1, "{made:#}");
    report("prove", PROVE);
    report("verify", "verify --key m.o2c/verifying.key --max-k 22");
}
