//! `compile`: where the artifact goes, what to do with it, what it says meanwhile, and the fewest bits for a goal.

use crate::folder::Folder;
use serde_json::Value;
use tests::onnx;

const RANGE: &str = "--input-range x=-1..1";

fn bits(json: &Value) -> u32 {
    json["settings"]["activation_bits"].as_str().and_then(|b| b.parse().ok()).expect("a number")
}

/// The largest error of any output, as a part of its range.
fn worst(json: &Value) -> f64 {
    let error = |o: &Value| {
        let number = |name: &str| o["error"][name].as_f64().expect("a number");
        number("max") / (number("hi") - number("lo"))
    };
    json["report"]["outputs"].as_array().expect("a list").iter().map(error).fold(0.0, f64::max)
}

#[test]
fn an_artifact_is_named_after_its_model_and_says_what_is_next() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("my models")).expect("a folder");
    folder.write("my models/net.v2.onnx", onnx::perceptron(1));
    // The words of a line are split at spaces, so the folder is reached by another name.
    std::os::unix::fs::symlink(folder.path("my models"), folder.path("models")).expect("a link");
    let text = folder.run(&format!("compile models/net.v2.onnx {RANGE}")).fine().stdout;
    assert!(folder.path("net.v2.o2c/manifest.json").is_file());
    let next: Vec<&str> = text.lines().skip_while(|l| *l != "next:").skip(1).map(str::trim).collect();
    assert!(next.len() >= 4, "{text}");
    folder.write("FILE.json", "[[0.5, -1, 0.25, 1]]");
    // What it says can be done as it stands, with a file for FILE.
    for line in next {
        let line = line.strip_prefix("onnx2circuit ").expect("a command").replace("FILE", "FILE.json");
        folder.run(&line).fine();
    }
    let json = folder.run(&format!("compile models/net.v2.onnx {RANGE} --json")).fine().json();
    assert_eq!(json["artifact"], "net.v2.o2c");
    // Stages alone are printed, and no artifact is made.
    folder.write("other.onnx", onnx::perceptron(2));
    folder.run(&format!("compile other.onnx {RANGE} --emit integer-graph")).fine();
    assert!(!folder.path("other.o2c").exists());
    // A name that a shell would split is quoted.
    let text = folder.run(&format!("compile models/net.v2.onnx {RANGE} -o it's")).fine().stdout;
    assert!(text.contains("run 'it'\\''s' --input FILE"), "{text}");
}

/// The fewest bits: with one less the goal is missed.
#[test]
fn a_goal_is_reached_with_the_fewest_bits() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(7));
    let compile =
        |goal: &str| folder.run(&format!("compile model.onnx {RANGE} -o m.o2c --goal {goal} --json")).fine();
    let mut last = 0;
    for share in [0.05, 0.01, 0.001] {
        let json = compile(&format!("error={share}")).json();
        let chosen = bits(&json);
        assert!(worst(&json) <= share && chosen >= last, "{chosen} bits: {}", worst(&json));
        if chosen > 3 {
            let less = compile(&format!("bits={}", chosen - 1)).json();
            assert_eq!(bits(&less), chosen - 1);
            assert!(
                worst(&less) > share || less["report"]["refused"] != 0,
                "{chosen} bits are not the fewest"
            );
        }
        last = chosen;
    }
    assert!(last > 8, "a tenth of a per cent takes more than 8 bits, not {last}");
    assert_eq!(bits(&compile("error=1%").json()), bits(&compile("error=0.01").json()));
    let json = compile("predictions").json();
    let outputs = json["report"]["outputs"].as_array().expect("a list");
    assert!(outputs.iter().all(|o| o["agreeing"] == o["decisions"] && o["decisions"] != 0), "{json}");
    if bits(&json) > 3 {
        let less = compile(&format!("bits={}", bits(&json) - 1)).json();
        let all = less["report"]["outputs"].as_array().expect("a list");
        assert!(all.iter().any(|o| o["agreeing"] != o["decisions"]) || less["report"]["refused"] != 0);
    }
}

/// No width reaches it: what is furthest off, its range and a remedy are named, and nothing is written.
#[test]
fn a_goal_that_is_out_of_reach_is_refused_by_name() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(7));
    let ran = folder.run(&format!("compile model.onnx {RANGE} -o m.o2c --goal error=1e-12 --json"));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let json = ran.json();
    let error = json["error"].as_str().expect("a text");
    for part in ["no width of up to 16 bits", "node 'Gemm_", "of the range", "tensor '"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(json["help"].as_str().is_some_and(|h| h.contains("--samples")), "{json}");
    // A small goal is said with its digits.
    for (goal, said) in [("0.0001%", "at most 0.0001 % of"), ("0.00000125", "at most 0.000125 % of")] {
        let ran = folder.run(&format!("compile model.onnx {RANGE} -o m.o2c --goal error={goal}"));
        assert!(ran.status == 1 && ran.stderr.contains(said), "{goal}: {}", ran.stderr);
    }
    assert!(!folder.path("m.o2c/manifest.json").exists());
    for goal in
        ["error=0", "error=-1", "error=nan", "bits=2", "bits=17", "bits=x", "predictions=1", "speed", "error"]
    {
        let ran = folder.run(&format!("compile model.onnx {RANGE} --goal {goal}"));
        assert!(ran.status == 2 && ran.stderr.contains("expected predictions"), "{goal}: {}", ran.stderr);
    }
    let ran = folder.run(&format!("compile model.onnx {RANGE} --goal predictions --preset small"));
    assert_eq!(ran.status, 2, "one of the two would be ignored");
}

/// Each stage says that it goes on, and how long it took: with `--verbose` however short it is, else where it lasts a second.
#[test]
fn no_stage_is_silent() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    let stages = |line: &str| -> Vec<String> {
        let told = folder.run(&format!("{line} --verbose")).fine().stderr;
        let stage = |line: &str| Some(line.split_once("progress: ")?.1.rsplit_once(": ")?.0.to_owned());
        told.lines().filter_map(stage).collect()
    };
    let compile = [
        "reading the model",
        "reading samples",
        "observing ranges",
        "quantising",
        "measuring the error",
        "lowering",
        "reading the program back",
        "comparing what came back, and making the circuit",
        "native code and the fault-proof program",
        "bounding the machine's steps",
        "writing the artifact",
    ];
    assert_eq!(stages(&format!("compile model.onnx {RANGE} -o m.o2c")), compile);
    let setup = [
        "checking that the artifact's parts belong together",
        "laying out the circuit",
        "making an UNSAFE reference string",
        "making the keys",
    ];
    assert_eq!(stages("setup m.o2c --unsafe-development-srs"), setup);
}
