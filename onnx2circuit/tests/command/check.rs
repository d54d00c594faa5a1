//! `check`: blockers, costs and a forecast, before anything is compiled.

use crate::folder::Folder;
use serde_json::{Value, json};
use tests::onnx;
use tract_onnx::pb::attribute_proto::AttributeType;
use tract_onnx::pb::{AttributeProto, ValueInfoProto};

/// Blockers are grouped, each with something to do about it, and nothing is written.
#[test]
fn what_stops_a_model_is_listed_with_hints() {
    let folder = Folder::new();
    let names: Vec<String> = (0..5).map(|i| format!("t{i}")).collect();
    let mut nodes = vec![onnx::node("Mish", &["x"], "t0", vec![])];
    nodes.extend((1..5).map(|i| onnx::node("Mish", &[&names[i - 1]], &names[i], vec![])));
    nodes.push(onnx::node("Gemm", &["t4", "w"], "y", vec![]));
    let model = onnx::model("blocked", &[1, 4], &[1, 3], nodes, vec![onnx::weights("w", &[5, 3], 1)]);
    folder.write("model.onnx", model);
    let ran = folder.run("check model.onnx --json");
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let found = ran.json();
    assert_eq!((&found["compiles"], &found["forecast"]), (&json!(false), &json!(null)));
    let blockers = found["blockers"].as_array().expect("a list");
    assert_eq!(blockers.len(), 2, "{found}");
    assert_eq!((&blockers[0]["operator"], &blockers[0]["count"]), (&json!("Mish"), &json!(5)));
    assert!(blockers.iter().all(|b| b["help"].as_str().is_some_and(|h| h.len() > 20)), "{found}");
    // The first few names, or all of them.
    let text = folder.run("check model.onnx").stdout;
    assert!(text.contains("'Mish_t0'") && text.contains("and 2 more"), "{text}");
    assert!(!text.contains("'Mish_t4'"), "{text}");
    assert!(folder.run("check model.onnx --all").stdout.contains("'Mish_t4'"));
    let left: Vec<_> = std::fs::read_dir(folder.path("")).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
    // No model at all is bad input.
    folder.write("torn.onnx", [0xff; 9]);
    assert!(folder.refuses("check torn.onnx").contains("torn.onnx cannot be compiled: 1 problem(s)"));
    let torn = folder.run("check torn.onnx").stderr;
    assert!(torn.contains("not an ONNX model") && !torn.contains("Error:"), "{torn}");
}

/// The forecast is of what would be proved: its rows and columns are those of the keys.
#[test]
fn a_forecast_is_what_the_keys_have() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::classifier(3));
    let found = folder.run("check model.onnx --input-range x=-1..1 --json").fine().json();
    assert_eq!((&found["compiles"], &found["needed"]), (&json!(true), &json!([])), "{found}");
    folder.run("compile model.onnx --input-range x=-1..1 -o model.o2c").fine();
    let keys = folder.run("setup model.o2c --unsafe-development-srs --json").fine().json();
    let layout = folder.run("inspect model.o2c --layout --json").fine().json()["plan"].clone();
    let forecast = &found["forecast"];
    assert_eq!(forecast["k"], keys["k"]);
    for name in ["k", "rows", "proof_bytes"] {
        assert_eq!(forecast[name], layout[name], "{name}");
    }
    assert_eq!(forecast["prove_memory_bytes"], layout["memory_bytes"]);
    // Every step is there, the most expensive one first, with what makes it cheaper.
    let steps = forecast["steps"].as_array().expect("a list");
    let expensive = found["expensive"].as_array().expect("a list");
    assert_eq!(steps.len(), expensive.len());
    let rows: Vec<u64> = expensive.iter().map(|e| e["rows"].as_u64().expect("a number")).collect();
    assert!(rows.is_sorted_by(|a, b| a >= b) && rows[0] > 0, "{rows:?}");
    assert!(expensive[0]["hint"].as_str().is_some_and(|h| h.contains("fewer")), "{}", expensive[0]);
    assert!(forecast["prove_seconds"].as_f64().is_some_and(|s| s > 0.0 && s < 60.0), "{forecast}");
    assert!(forecast["vm_instructions"].as_u64().is_some_and(|n| n > 1000), "{forecast}");
    // Fewer bits cost no more.
    let small = folder.run("check model.onnx --input-range x=-1..1 --preset small --json").fine().json();
    assert!(small["forecast"]["k"].as_u64() <= forecast["k"].as_u64());
    // The preset is no hint where it is in force.
    let has_hint = |found: &Value| found["expensive"].to_string().contains("--preset small");
    assert!(has_hint(&found) && !has_hint(&small), "{small}");
    let text = folder.run("check model.onnx --input-range x=-1..1").fine().stdout;
    for part in
        ["can be compiled", "proof      k = ", "estimates for a release build", "million instructions"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// What a compilation would ask for is asked for, and a forecast is made all the same.
#[test]
fn a_missing_range_is_asked_for() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    let found = folder.run("check model.onnx --json").fine().json();
    assert_eq!((&found["needed"], &found["compiles"]), (&json!(["x"]), &json!(true)), "{found}");
    assert!(found["forecast"]["k"].as_u64().is_some());
    let text = folder.run("check model.onnx").fine().stdout;
    assert!(text.contains("input 'x' needs a range") && text.contains("--input-range"), "{text}");
}

/// A stage behind the operators refuses as well: a row beyond a local buffer.
#[test]
fn what_a_later_stage_refuses_is_a_blocker() {
    let folder = Folder::new();
    let n = (1 << 17) + 1;
    let nodes = vec![onnx::node("Softmax", &["x"], "y", vec![])];
    folder.write("model.onnx", onnx::model("wide", &[1, n], &[1, n], nodes, vec![]));
    let ran = folder.run("check model.onnx --input-range x=-1..1 --json");
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let found = ran.json();
    let blockers = found["blockers"].as_array().expect("a list");
    assert_eq!((blockers.len(), &found["compiles"]), (1, &json!(false)), "{found}");
    assert!(blockers[0]["problem"].as_str().is_some_and(|p| p.contains("local buffer of")), "{found}");
    assert!(blockers[0]["help"].is_string(), "{found}");
}

/// More steps than can be read back are refused before errors are measured or anything is lowered. They lie beside each other: the error of
/// a step that comes after thousands is bounded by what each of them adds, which takes a minute to add up.
#[test]
fn too_many_steps_are_refused_before_errors_are_measured() {
    let folder = Folder::new();
    let count = (1 << 13) + 1;
    let name = |i: usize| if i == 0 { "y".to_owned() } else { format!("y{i}") };
    let slope = |i: usize| AttributeProto {
        name: "alpha".to_owned(),
        f: (i + 1) as f32 / 20_000.0,
        r#type: AttributeType::Float as i32,
        ..AttributeProto::default()
    };
    let nodes = (0..count).map(|i| onnx::node("LeakyRelu", &["x"], &name(i), vec![slope(i)]));
    let model = onnx::model("wide", &[1, 1], &[1, 1], nodes.collect(), vec![]);
    folder.model("model.onnx", &model, |model| {
        let outputs = &mut model.graph.as_mut().expect("a graph").output;
        let output = |i| ValueInfoProto { name: name(i), ..outputs[0].clone() };
        *outputs = (0..count).map(output).collect();
    });
    let refused = folder.refuses("compile model.onnx --input-range x=-1..1 -o model.o2c");
    assert!(refused.contains("at most 8192"), "{refused}");
}

/// A string that is too small for the keys says what it has and what they need.
#[test]
fn a_small_string_names_both_sizes() {
    let folder = Folder::new();
    folder.write("small.onnx", onnx::perceptron(1));
    folder.write("large.onnx", onnx::classifier(3));
    let mut sizes = Vec::new();
    // A layout for chains is narrow, and so it is tall.
    for (name, goal) in [("small", "speed"), ("large", "evm")] {
        folder.run(&format!("compile {name}.onnx --input-range x=-1..1 -o {name}.o2c")).fine();
        let setup = format!("setup {name}.o2c --unsafe-development-srs --for {goal} --json");
        let keys = folder.run(&setup).fine().json();
        sizes.push(keys["k"].as_u64().expect("a size"));
    }
    assert!(sizes[0] < sizes[1], "{sizes:?}");
    let refused =
        folder.refuses("setup large.o2c --for evm --srs small.o2c/reference.srs --unsafe-development-srs");
    let expected = format!("a string of 2^{} powers, the circuit needs 2^{}", sizes[0], sizes[1]);
    assert!(refused.contains(&expected), "{refused}");
}
