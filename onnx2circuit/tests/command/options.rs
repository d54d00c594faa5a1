//! Arguments: none is ignored, and a wrong one is told like any other failure.

use crate::folder::Folder;
use std::process::Stdio;
use tests::onnx;
use tract_onnx::pb::OperatorSetIdProto;

const COMPILE: &str = "compile model.onnx --emit integer-graph";

fn perceptron() -> Folder {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    folder
}

/// A range for what is no input would otherwise have no effect, or override what was observed.
#[test]
fn a_range_is_for_an_input() {
    let folder = perceptron();
    folder.run(&format!("{COMPILE} --input-range x=-1..1")).fine();
    folder.write("samples.json", "[[0.5, -1, 0.25, 1]]");
    folder.run("calibrate model.onnx samples.json -o calibration.json").fine();
    for name in ["X", "h", "r", "y", "w1"] {
        for ranges in ["--input-range x=-1..1", "--calibration calibration.json"] {
            let text = folder.refuses(&format!("{COMPILE} {ranges} --input-range {name}=0..1"));
            assert!(text.contains(&format!("'{name}'")) && text.contains("its inputs are: x"), "{text}");
        }
    }
    folder.run(&format!("{COMPILE} --calibration calibration.json --input-range x=-2..2")).fine();
}

/// Samples are given to `calibrate` as to every other verb, or in their place, and not twice.
#[test]
fn samples_are_given_by_place_or_by_name() {
    let folder = perceptron();
    folder.write("samples.json", "[[0.5, -1, 0.25, 1]]");
    folder.run("calibrate model.onnx samples.json -o place.json").fine();
    folder.run("calibrate model.onnx --samples samples.json -o name.json").fine();
    let read = |name: &str| std::fs::read(folder.path(name)).expect("a calibration");
    assert_eq!(read("place.json"), read("name.json"));
    let text = folder.refuses("calibrate model.onnx samples.json --samples samples.json -o both.json");
    assert!(text.contains("cannot be used with"), "{text}");
    let text = folder.refuses("calibrate model.onnx -o none.json");
    assert!(text.contains("required") && !folder.path("none.json").exists(), "{text}");
}

/// One of the two would be ignored.
#[test]
fn a_name_is_given_once() {
    let folder = perceptron();
    let text = folder.refuses(&format!("{COMPILE} --input-range x=-1..1 --input-range x=-2..2"));
    assert_eq!(text, "--input-range is given twice for 'x'");
    let twice = "--dim n=2 --dim m=1 --dim n=2";
    folder.write("samples.json", "[[0.5, -1, 0.25, 1]]");
    for line in [
        format!("{COMPILE} --input-range x=-1..1 {twice}"),
        format!("calibrate model.onnx samples.json -o calibration.json {twice}"),
        format!("inspect model.onnx {twice}"),
    ] {
        assert_eq!(folder.refuses(&line), "--dim is given twice for 'n'", "{line}");
    }
}

/// A key in the environment and an account of the node's are two players: neither wins in silence.
#[test]
#[cfg(feature = "chain")]
fn a_player_is_named_once() {
    let folder = Folder::new();
    let serving = contracts::chain::serve(0).expect("a node");
    let deploy = |account: &str, key: Option<&str>| {
        let mut command = folder.command(&format!("dispute deploy --rpc {} {account} --json", serving.url));
        command.env_remove("ONNX2CIRCUIT_KEY").envs(key.map(|key| ("ONNX2CIRCUIT_KEY", key)));
        let ran = command.output().expect("it starts");
        (ran.status.code(), String::from_utf8_lossy(&ran.stdout).into_owned())
    };
    let key = "42".repeat(32);
    for account in ["--account 0", "--account 1"] {
        assert_eq!(deploy(account, None).0, Some(0));
        let (status, said) = deploy(account, Some(&key));
        assert!(status == Some(2) && said.contains("ONNX2CIRCUIT_KEY"), "{said}");
    }
    assert_eq!(deploy("", None).0, Some(0));
    assert_eq!(deploy("", Some(&key)).0, Some(0));
}

#[test]
fn a_usage_error_is_json_where_json_is_asked_for() {
    let folder = perceptron();
    for line in [
        "compile",
        "--json compile model.onnx --emit nonsense",
        "run artifact --on mars",
        "compile m --dim x",
        "",
    ] {
        let ran = folder.run(&format!("{line} --json"));
        assert_eq!(ran.status, 2, "{line}");
        let json = ran.json();
        assert!(json["status"] == 2 && !json["error"].as_str().expect("a text").is_empty(), "{json}");
        assert!(!json["error"].as_str().is_some_and(|e| e.starts_with("error")), "{json}");
        assert!(!ran.stderr.is_empty());
        // Without it, standard output is empty.
        let ran = folder.run(line.trim_start_matches("--json"));
        assert!(ran.status == 2 && ran.stdout.is_empty(), "{line}");
    }
    // Asking for help is no error.
    let ran = folder.run("compile --json --help").fine();
    assert!(ran.stdout.contains("Usage:"));
}

#[test]
fn the_integer_graph_is_called_so() {
    let folder = perceptron();
    let ran = folder.run(&format!("{COMPILE} --input-range x=-1..1")).fine();
    assert!(
        ran.stdout.contains("model perceptron") && ran.stdout.contains("fully_connected"),
        "{}",
        ran.stdout
    );
    folder.refuses("compile model.onnx --input-range x=-1..1 --emit onnx-graph");
}

/// With `--json` the stages are one object: what is printed is never text then.
#[test]
fn stages_are_json_where_json_is_asked_for() {
    let folder = perceptron();
    let text = folder.run(&format!("{COMPILE} --input-range x=-1..1")).fine().stdout;
    let json = folder.run(&format!("{COMPILE} --input-range x=-1..1 --json")).fine().json();
    assert_eq!(json["stages"]["integer-graph"], text);
    assert!(json["report"].is_object(), "{json}");
    for (stages, last) in [("llvm,circuit", "circuit"), ("mlir-affine,native-object,mips-elf", "mips-elf")] {
        let ran = folder.run(&format!("compile model.onnx --input-range x=-1..1 --emit {stages} --json"));
        let json = ran.fine().json();
        let all = json["stages"].as_object().expect("an object");
        assert!(
            all.len() == stages.split(',').count() && !all[last].as_str().expect("a text").is_empty(),
            "{json}"
        );
    }
}

/// A folder for a file of it, and the reverse, is told by the name that was meant.
#[test]
fn keys_by_their_folder_or_by_their_file() {
    let folder = perceptron();
    folder.run("compile model.onnx --input-range x=-1..1").fine();
    folder.run("setup model.o2c --unsafe-development-srs -o keys").fine();
    folder.write("x.json", "[[0.5, -1, 0.25, 1]]");
    for (line, help) in [
        ("verify --key keys", "keys/verifying.key"),
        ("prove model.o2c --unsafe-development-srs --input x.json --keys keys/proving.key", "--keys keys"),
    ] {
        let json = folder.run(&format!("{line} --json")).json();
        let said = json["help"].as_str().unwrap_or_default();
        assert!(json["status"] == 2 && said.ends_with(help), "{line}: {json}");
    }
}

/// Neither another library's remarks nor the codes of a terminal belong in a file.
#[test]
fn what_a_pipe_gets_is_plain_and_ours() {
    let folder = Folder::new();
    folder.model("model.onnx", &onnx::perceptron(1), |m| {
        m.opset_import = vec![OperatorSetIdProto { domain: String::new(), version: 28 }];
    });
    let ran = folder.run(&format!("{COMPILE} --input-range x=-1..1")).fine();
    let quiet = ran.stderr;
    let ran = folder.run(&format!("{COMPILE} --input-range x=-1..1 --verbose --verbose")).fine();
    assert!(ran.stderr.contains("reading the model"), "our own are there: {}", ran.stderr);
    let refused = folder.run(&format!("{COMPILE} --verbose"));
    assert_eq!(refused.status, 2);
    for text in [&quiet, &ran.stderr, &refused.stderr] {
        assert!(!text.contains('\x1b') && !text.contains("tested against"), "{text}");
    }
}

/// Where nothing is written nothing is done; a reader that stops reading has its reasons.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let folder = perceptron();
    let status = |stdout: Stdio| {
        let mut command = folder.command("inspect model.onnx --json");
        command.stdout(stdout).status().expect("it runs").code()
    };
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device that is full");
    assert_eq!(status(full.into()), Some(2));
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    assert_eq!(status(writer.into()), Some(0));
}

/// Neither taken for an option that does not exist nor for another number.
#[test]
fn a_number_that_cannot_be_is_named() {
    let folder = perceptron();
    folder.run(&format!("{COMPILE} --input-range x=-1..-.5")).fine();
    for range in ["0...1", "0....1", "0..", "..1", "0..=1", "1..0", "-inf..0", "0..nan"] {
        let text = folder.refuses(&format!("{COMPILE} --input-range x={range}"));
        assert!(text.contains(&format!("'x={range}' for '--input-range")), "{text}");
    }
    for line in [
        "calibrate model.onnx -o c.json --input-range x=0..1 --seed -1",
        "setup model.o2c --unsafe-development-srs --seed -1",
        "setup model.o2c --unsafe-development-srs --seed 18446744073709551616",
    ] {
        let ran = folder.run(line);
        assert_eq!(ran.status, 2, "{line}");
        assert!(
            ran.stderr.contains("expected a whole number of 0 to 18446744073709551615"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("--seed") && !ran.stderr.contains("tip:"), "{}", ran.stderr);
    }
    for line in ["demo --digit -1", "bench --repeat -1", "double-check model.o2c --jobs -1"] {
        let ran = folder.run(line);
        assert!(
            ran.status == 2 && ran.stderr.contains("invalid value '-1' for '--"),
            "{line}: {}",
            ran.stderr
        );
    }
}
