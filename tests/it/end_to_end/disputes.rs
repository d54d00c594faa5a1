//! The commands around disputes: `dispute`, `double-check`, `simulate`, on our own model.

use clap::Parser;
use contracts::chain::{Local, Rpc, serve};
use dispute::player::{Contract, View};
use onnx2circuit::command::{self, Cli};
use std::path::Path;

use tests::data;

/// Runs the command; an error is its exit status and text.
pub fn run(arguments: &[&str]) -> Result<(), (u8, String)> {
    let all = ["onnx2circuit"].iter().chain(arguments);
    let cli = Cli::try_parse_from(all).map_err(|error| (2, error.to_string()))?;
    command::run(cli).map_err(|failure| (failure.blame as u8, failure.to_string()))
}

/// Our own model, compiled into a folder.
pub fn artifact(folder: &Path) -> String {
    let ours = data::our_mnist();
    let path = |name: &str| ours.join(name).display().to_string();
    let calibration = folder.join("calibration.json").display().to_string();
    let artifact = folder.join("artifact").display().to_string();
    run(&["calibrate", &path("mnist.onnx"), &path("calibration.npz"), "-o", &calibration]).expect("ranges");
    run(&["compile", &path("mnist.onnx"), "--calibration", &calibration, "-o", &artifact]).expect("compiles");
    artifact
}

#[test]
fn the_demonstration() {
    let folder = tempfile::tempdir().expect("a folder");
    let (picture, model) = (folder.path().join("tree.svg"), data::our_mnist().display().to_string());
    let svg = picture.display().to_string();
    run(&["dispute", "demo", "--model", &model, "--svg", &svg]).expect("a game");
    let picture = std::fs::read_to_string(picture).expect("a picture");
    for part in ["conv2", "wins by the step contract", "wins by what is below", "layer 2"] {
        assert!(picture.contains(part), "{part}");
    }
    let (blame, text) =
        run(&["dispute", "demo", "--model", &model, "--lie-at", "99"]).expect_err("no such step");
    assert_eq!((blame, text.as_str()), (2, "step 99: the run has 6"));
}

#[test]
fn a_claim_on_a_node() {
    let folder = tempfile::tempdir().expect("a folder");
    let artifact = artifact(folder.path());
    let input = data::our_mnist().join("digits/7.npy").display().to_string();
    let store = folder.path().join("store").display().to_string();
    run(&["double-check", &artifact, "--input", &input, "--store", &store, "--segments", "18"])
        .expect("agrees");
    run(&["double-check", &artifact, "--input", &input, "--store", &store, "--jobs", "1"]).expect("resumes");
    run(&["dispute", "step-proof", &artifact, "--input", &input, "--step", "1", "--instruction", "12345"])
        .expect("a proof that the contract agrees with");

    let serving = serve(0).expect("a node");
    let rpc = serving.url.as_str();
    let addresses = folder.path().join("addresses.json").display().to_string();
    let deploy = ["dispute", "deploy", "--rpc", rpc, "--allowance", "3000", "--extension", "300", "-o"];
    run(&[&deploy[..], &[addresses.as_str()]].concat()).expect("a game");
    let written = std::fs::read(&addresses).expect("addresses");
    let written: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
    let game = written["game"].as_str().expect("an address").to_owned();
    let made = |number: &u64| hex::encode(Local::accounts()[0].create(*number).as_slice()) == game;
    let number = (0..8).find(made).expect("a contract of the first account");
    let step = written["step"].as_str().expect("an address");
    run(&["dispute", "deploy", "--rpc", rpc, "--step", step]).expect("a game with the same step contract");
    let (blame, _) =
        run(&["dispute", "deploy", "--rpc", rpc, "--step", &game]).expect_err("no step contract");
    assert_eq!(blame, 1);
    let on = ["--rpc", rpc, "--game", &game];
    run(&[&["dispute", "watch", &artifact][..], &on].concat()).expect("nothing yet");
    run(&[&["dispute", "claim", &artifact, "--input", &input][..], &on].concat()).expect("a claim");
    run(&[&["dispute", "watch", &artifact][..], &on].concat()).expect("one claim");
    let nothing = "00".repeat(32);
    for verb in ["challenge", "respond"] {
        let arguments = [&["dispute", verb, &artifact, "--claim", &nothing][..], &on].concat();
        let (blame, text) = run(&arguments).expect_err("no such claim");
        assert_eq!((blame, text), (2, format!("no claim 0x{nothing}")));
    }
    // The same model with another quantisation is another one.
    let other = folder.path().join("other").display().to_string();
    let model = data::our_mnist().join("mnist.onnx").display().to_string();
    run(&["compile", &model, "--input-range", "image=0..255", "-o", &other]).expect("compiles");
    run(&[&["dispute", "watch", &other][..], &on].concat()).expect("a claim about another model");
    let address = Local::accounts()[0].create(number);
    let mut board = Contract::new(Rpc::new(rpc), address, Local::accounts()[0], 0);
    board.refresh().expect("a log");
    let claim = hex::encode(board.claims().expect("claims")[0].id);
    let arguments = [&["dispute", "challenge", &other, "--claim", &claim][..], &on].concat();
    let (blame, text) = run(&arguments).expect_err("not this model");
    assert!(blame == 2 && text.starts_with("the claim is about model 0x"), "{text}");
    let away = ["dispute", "watch", &artifact, "--rpc", "http://127.0.0.1:1", "--game", &game];
    assert_eq!(run(&away).expect_err("no node").0, 2);
}

#[test]
fn parameters_for_a_game() {
    run(&["dispute", "parameters"]).expect("what will do");
    run(&["dispute", "parameters", "--heights", "5,10,10,10", "--delay", "60"]).expect("what will do");
    let (blame, text) = run(&["dispute", "parameters", "--delay", "1"]).expect_err("clocks take longer");
    assert!(blame == 2 && text.starts_with("one liar holds a claim up for"), "{text}");
    for wrong in
        ["--heights=0,3", "--heights=3", "--gas-price=-1", "--gas-price=1e40", "--outage=1e30", "--delay=nan"]
    {
        let (blame, text) = run(&["dispute", "parameters", wrong]).expect_err("nonsense");
        assert!(blame == 2 && text.contains("expected"), "{wrong}: {text}");
    }
}

#[test]
fn a_simulation() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("small.toml"), "about = \"few\"\n[load]\nclaims = 3\nfaulty = 1.0\n")
        .expect("a file");
    std::fs::write(path("bad.toml"), "[load]\nclaims = 3\nfalty = 1.0\n").expect("a file");
    run(&["simulate", &path("small.toml"), "-o", &path("report")]).expect("a report");
    let report = std::fs::read(folder.path().join("report/report.json")).expect("figures");
    let report: serde_json::Value = serde_json::from_slice(&report).expect("JSON");
    for system in report[0]["systems"].as_array().expect("two systems") {
        assert_eq!((&system["faults"], &system["detected"]), (&3.into(), &3.into()));
    }
    let page = std::fs::read_to_string(folder.path().join("report/report.html")).expect("a page");
    assert!(page.contains("small") && page.contains("<svg"));
    let (blame, text) = run(&["simulate", &path("bad.toml")]).expect_err("an unknown field");
    assert!(blame == 2 && text.contains("falty"), "{text}");
}

/// The scenarios of the repository are ones.
#[test]
fn scenarios_make_sense() {
    let folder = data::repository().join("simulations");
    let mut count = 0;
    for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()) {
        let text = std::fs::read_to_string(&path).expect("text");
        let scenario: dispute::simulation::Scenario =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        scenario.check().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(path.file_stem().and_then(|stem| stem.to_str()), Some(scenario.name.as_str()));
        count += 1;
    }
    assert!(count >= 9, "{count} scenarios");
}
