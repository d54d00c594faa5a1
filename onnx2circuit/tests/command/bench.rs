//! `bench --native`: what an artifact's steps cost, on an input that is given or drawn; `bench --sumcheck`: what its proofs do.

use crate::folder::Folder;
use tests::onnx;

#[test]
fn every_step_of_an_artifact_is_timed_once() {
    let folder = Folder::new();
    // Enough rows for a kernel.
    folder.write("model.onnx", onnx::product(6, 17, 21, 1));
    folder.run("compile model.onnx --input-range x=-1..1 -o model.o2c").fine();
    let json = folder.run("bench --native model.o2c --repeat 3 --json").fine().json();
    for times in ["native", "native_with_snapshots", "snapshots_again", "snapshot_roots"] {
        let seconds = |key: &str| json[times][key].as_f64().expect("seconds");
        assert!(
            seconds("min") > 0.0
                && seconds("min") <= seconds("median")
                && seconds("median") <= seconds("max")
        );
    }
    let graph: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path("model.o2c/graph.json")).expect("there"))
            .expect("JSON");
    let kinds = json["steps"].as_array().expect("a list");
    let listed: u64 = kinds.iter().map(|k| k["steps"].as_u64().expect("a count")).sum();
    assert_eq!(listed, graph["nodes"].as_array().expect("a list").len() as u64);
    let kind = |k: &serde_json::Value| k["kind"].as_str().expect("a text").to_owned();
    assert!(kinds.iter().map(kind).any(|k| k.starts_with("fully_connected 1x6x17x21 ")), "{kinds:?}");

    // An input that the model stops at has no time.
    let numbers = |v: f64| serde_json::json!([vec![vec![v; 17]; 6]]).to_string();
    folder.write("inside.json", numbers(0.5));
    folder.run("bench --native model.o2c --repeat 1 --input inside.json").fine();
    folder.write("outside.json", numbers(2.0));
    let ran = folder.run("bench --native model.o2c --repeat 1 --input outside.json");
    assert_eq!(ran.status, 1, "{}", ran.stderr);
}

#[test]
fn proofs_by_sumchecks_are_measured_by_phases() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::product(3, 4, 2, 1));
    folder.run("compile model.onnx --input-range x=-1..1 -o model.o2c").fine();
    let json = folder.run("bench --sumcheck model.o2c --repeat 2 --json").fine().json();
    let least = |key: &str| json[key]["min"].as_f64().expect("seconds");
    let phases = json["sumcheck_phases"].as_object().expect("times by name");
    let sum: f64 = phases.values().map(|time| time.as_f64().expect("seconds")).sum();
    assert_eq!(phases.len(), 6, "{json}");
    assert!(sum > 0.0 && least("sumcheck_prove") > 0.0 && least("sumcheck_verify") > 0.0, "{json}");
    assert!(least("native") > 0.0 && json["sumcheck_proof_bytes"].as_u64() > Some(1000), "{json}");
    assert!(json["sumcheck_nanoseconds_per_cell"].as_f64() > Some(0.0), "{json}");
    let parts = json["sumcheck_cells_and_lookups"].as_array().expect("a list by relation");
    let lookups: u64 = parts.iter().map(|part| part["lookups"].as_u64().expect("a number")).sum();
    assert_eq!(Some(lookups), json["sumcheck_lookups"].as_u64(), "{json}");
}
