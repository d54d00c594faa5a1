//! One proof of several runs.

use crate::folder::Folder;
use serde_json::Value;
use tests::onnx;

const SRS: &str = "--unsafe-development-srs";
const PROVE: &str = "prove m.o2c --unsafe-development-srs --keys keys";
const VERIFY: &str = "verify --key keys/verifying.key";

/// A perceptron, three samples of its input in a file, and two.
fn perceptron() -> Folder {
    let folder = Folder::new();
    folder.write("m.onnx", onnx::perceptron(1));
    folder.run("compile m.onnx -o m.o2c --input-range x=-1..1").fine();
    let samples = |n: usize| -> Vec<u8> {
        (0..4 * n).flat_map(|i| (((i * 37) % 41) as f32 / 20.0 - 1.0).to_le_bytes()).collect()
    };
    folder.npy("three.npy", "<f4", "(3, 1, 4)", &samples(3));
    folder.npy("two.npy", "<f4", "(2, 1, 4)", &samples(2));
    for i in 0..3 {
        folder.npy(&format!("{i}.npy"), "<f4", "(1, 4)", &samples(3)[i * 16..][..16]);
    }
    folder
}

fn public(folder: &Folder) -> Value {
    serde_json::from_slice(&std::fs::read(folder.path("public.json")).expect("a file")).expect("JSON")
}

#[test]
fn one_proof_is_of_several_runs() {
    let folder = perceptron();
    let made = folder.run(&format!("setup m.o2c {SRS} --batch 3 -o keys --json")).fine().json();
    assert_eq!(made["runs"], 3);
    // Keys of one run are others, and so are those of four.
    let circuit =
        |line: &str| folder.run(&format!("setup m.o2c {SRS} {line} --json")).fine().json()["circuit"].clone();
    let (one, four) = (circuit("-o one"), circuit("--batch 4 -o four"));
    assert!(made["circuit"] != one && made["circuit"] != four && one != four);
    // The printed command makes them again, and they are the artifact's.
    let again = folder.run(&format!("setup m.o2c {SRS} --batch 3 --srs keys/reference.srs -o keys")).fine();
    assert!(again.stdout.contains("--batch 3"), "{}", again.stdout);
    assert!(!again.stderr.contains("replaced"), "{}", again.stderr);
    let check = folder.run("check-key m.o2c --key keys/verifying.key").fine().stdout;
    assert!(check.contains("for each of 3 runs"), "{check}");

    folder.run(&format!("{PROVE} --input three.npy")).fine();
    folder.run(VERIFY).fine();
    let whole = public(&folder);
    for i in 0..3 {
        folder.run(&format!("prove m.o2c {SRS} --keys one --input {i}.npy -o p --public u")).fine();
        let single: Value =
            serde_json::from_slice(&std::fs::read(folder.path("u")).expect("a file")).expect("JSON");
        assert_eq!(
            (&whole["inputs"][i], &whole["outputs"][i]),
            (&single["inputs"][0], &single["outputs"][0])
        );
    }
    // A run's answer for another's question, and both questions and answers in another order than they were proved in.
    for names in [&["outputs"][..], &["inputs", "outputs"]] {
        let mut lie = whole.clone();
        names.iter().for_each(|name| lie[*name].as_array_mut().expect("a list").swap(0, 2));
        assert_ne!(lie, whole);
        folder.write("public.json", lie.to_string());
        assert_eq!(folder.run(VERIFY).status, 1);
    }
    // Another number of samples.
    for (file, holds) in [("two.npy", "holds 2 samples"), ("0.npy", "holds 1 samples")] {
        let refused = folder.refuses(&format!("{PROVE} --input {file} -o q"));
        assert!(refused.contains(holds) && refused.contains("3 runs"), "{refused}");
    }
    // A stranger's private.json asks for a circuit of thousands of runs: the key is of three.
    folder.write("keys/private.json", "{\"inputs\": [], \"runs\": 4096}");
    let refused = folder.run("check-key m.o2c --key keys/verifying.key");
    let said: Vec<&str> = refused.stderr.split_whitespace().filter(|word| *word != "│").collect();
    let said = said.join(" ");
    assert!(refused.status == 1 && said.contains("4096 runs, and the key has 6 public"), "{said}");
    let refused = folder.refuses(&format!("setup m.o2c {SRS} --batch 2 --parameters hashed -o q"));
    assert!(refused.contains("hidden weights in a proof of 2 runs"), "{refused}");
    for runs in ["0", "4294967295"] {
        folder.write("keys/private.json", format!("{{\"inputs\": [], \"runs\": {runs}}}"));
        let refused = folder.refuses(&format!("{PROVE} --input three.npy -o q"));
        assert!(refused.contains(&format!("{runs} runs")), "{refused}");
    }
}

#[test]
fn salts_are_of_as_many_runs_as_the_proof() {
    let folder = perceptron();
    folder.run(&format!("setup m.o2c {SRS} --hashed x -o one")).fine();
    folder.run(&format!("setup m.o2c {SRS} --batch 3 --hashed x -o keys")).fine();
    let salt = format!("0x{}", "01".repeat(32));
    for (file, name) in [("one.json", "x"), ("fourth.json", "x[3]"), ("first.json", "x[0]")] {
        folder.write(file, format!("{{\"{name}\": \"{salt}\"}}"));
    }
    for (keys, input, salts, why) in [
        ("one", "0.npy", "first.json", "salts of run 0, and a proof is of one run"),
        ("keys", "three.npy", "one.json", "salts of one run, and a proof is of 3"),
        ("keys", "three.npy", "fourth.json", "salts of run 3, and a proof is of 3"),
    ] {
        let line = format!("prove m.o2c {SRS} --keys {keys} --input {input} --with-salts {salts} -o q");
        let refused = folder.refuses(&line);
        assert!(refused.contains(why), "{line}: {refused}");
    }
}

/// Each run has salts and hashes of its own, in segments, too.
#[test]
fn runs_are_hashed_apart() {
    let folder = perceptron();
    for cut in ["", "--segments 2"] {
        folder.run(&format!("setup m.o2c {SRS} --batch 3 --hashed x {cut} -o keys")).fine();
        folder.run(&format!("{PROVE} --input three.npy --salts salts{}.json", cut.len())).fine();
        let seen = folder.run(VERIFY).fine();
        let public = public(&folder);
        assert_eq!(public["hashes"].as_array().map(Vec::len), Some(3), "{}", seen.stdout);
        for i in 0..3 {
            let line = format!("hash m.o2c --input {i}.npy --salts salts{}.json --run {i} --json", cut.len());
            assert_eq!(folder.run(&line).fine().json()["inputs"]["x"], public["hashes"][i], "{line}");
        }
        // Salts of one run among several are of that run.
        let salts = format!("--salts salts{}.json", cut.len());
        for (run, why) in [("", "salts of run 0"), ("--run 3", "no salt of run 3")] {
            let refused = folder.refuses(&format!("hash m.o2c --input 0.npy {salts} {run}"));
            assert!(refused.contains(why), "{refused}");
        }
        let said = folder.run(&format!("{VERIFY} --artifact m.o2c")).fine().stdout;
        assert!(said.contains("run 0: the prover knows 'x'") && said.contains("run 2: "), "{said}");
        let mut lie = public.clone();
        lie["hashes"].as_array_mut().expect("a list").swap(0, 1);
        folder.write("public.json", lie.to_string());
        assert_eq!(folder.run(VERIFY).status, 1);
    }
}
