//! `inspect` of a model: before anything is bound, and whether it can be compiled or not.

use crate::folder::Folder;
use serde_json::json;
use tests::onnx;
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Size;
use tract_onnx::pb::type_proto::Value as Kind;
use tract_onnx::pb::{ModelProto, ValueInfoProto};

fn rename(value: &mut ValueInfoProto, axis: usize, name: &str) {
    let kind = value.r#type.as_mut().and_then(|t| t.value.as_mut()).expect("a type");
    let Kind::TensorType(tensor) = kind;
    tensor.shape.as_mut().expect("a shape").dim[axis].value = Some(Size::DimParam(name.to_owned()));
}

fn unbound(model: &mut ModelProto) {
    model.producer_name = "someone".to_owned();
    let graph = model.graph.as_mut().expect("a graph");
    rename(&mut graph.input[0], 0, "N");
    rename(&mut graph.input[0], 2, "height");
    rename(&mut graph.output[0], 0, "N");
}

#[test]
fn an_unbound_model_is_described() {
    let folder = Folder::new();
    folder.model("model.onnx", &onnx::classifier(1), unbound);
    let json = folder.run("inspect model.onnx --json").fine().json();
    let input = json!([{"name": "x", "element": "float", "shape": ["N", 1, "height", 6]}]);
    assert_eq!(json["inputs"], input);
    assert_eq!(json["outputs"], json!([{"name": "y", "element": "float", "shape": ["N", 3]}]));
    assert_eq!(json["operators"]["Conv"], 1);
    assert_eq!(json["operator_sets"], json!({"ai.onnx": 17}));
    assert_eq!(json["parameters"], 2 * 9 + 2 + 18 * 3);
    assert!(
        json["blockers"][0]["problem"].as_str().is_some_and(|p| p.contains("--dim height=VALUE")),
        "{json}"
    );
    let text = folder.run("inspect model.onnx").fine().stdout;
    for part in [
        "[N, 1, height, 6]",
        "[N, 3]",
        "written by someone",
        "what stops a compilation",
        "--dim height=VALUE",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // Bound, with its nodes.
    let json = folder.run("inspect model.onnx --dim height=6 --json").fine().json();
    assert_eq!((json["blockers"].clone(), json["batches"].clone()), (json!(null), json!(["N"])));
    assert_eq!(json["inputs"], input, "as the file declares it");
    assert_eq!(json["nodes"].as_array().expect("a list").len(), 6);
    assert_eq!(json["nodes"][0]["shape"], json!([1, 2, 6, 6]));
    let text = folder.run("inspect model.onnx --dim height=6").fine().stdout;
    assert!(text.contains("batch 'N' taken as 1") && text.contains("convolution"), "{text}");
}

#[test]
fn a_model_that_cannot_be_compiled_is_described() {
    let folder = Folder::new();
    folder.model("model.onnx", &onnx::perceptron(1), |m| {
        let graph = m.graph.as_mut().expect("a graph");
        graph.node[1].op_type = "Mish".to_owned();
        graph.node[2].domain = "com.microsoft".to_owned();
    });
    let json = folder.run("inspect model.onnx --json").fine().json();
    assert_eq!(json["operators"], json!({"Gemm": 1, "Mish": 1, "com.microsoft:Gemm": 1}));
    assert_eq!(json["blockers"].as_array().expect("a list").len(), 2);
    let text = folder.run("inspect model.onnx").fine().stdout;
    assert!(
        text.contains("operator Mish") && text.contains("help: com.microsoft is ONNX Runtime's own"),
        "{text}"
    );
    folder.write("model.onnx", "nonsense");
    assert!(folder.refuses("inspect model.onnx").contains("model.onnx"));
}

/// A name in a file drives no terminal and breaks no line, whoever prints it.
#[test]
fn names_are_printed_on_their_line() {
    let folder = Folder::new();
    let odd = "first\n\u{1b}[31msecond\u{202e}\r";
    let escaped = r"first\n\u{1b}[31msecond\u{202e}\r";
    folder.model("model.onnx", &onnx::perceptron(1), |m| {
        let graph = m.graph.as_mut().expect("a graph");
        graph.name = odd.to_owned();
        graph.node.iter_mut().for_each(|node| node.name = odd.to_owned());
        let output = graph.output[0].name.clone();
        graph.node.iter_mut().for_each(|n| {
            n.output.iter_mut().for_each(|o| {
                if *o == output {
                    *o = odd.to_owned()
                }
            })
        });
        graph.output[0].name = odd.to_owned();
    });
    let clean = |text: &str| !text.contains(['\u{1b}', '\u{202e}', '\r']) && !text.contains("first\n");
    for line in [
        "inspect model.onnx",
        "compile model.onnx -o model.o2c --input-range x=-1..1",
        "compile model.onnx --emit integer-graph --input-range x=-1..1",
        "inspect model.o2c",
    ] {
        let ran = folder.run(line).fine();
        assert!(clean(&ran.stdout) && clean(&ran.stderr), "{line}: {ran:?}");
        assert!(ran.stdout.contains(escaped), "{line}: {}", ran.stdout);
    }
    // What stops a model is told in one line too.
    folder.model("bad.onnx", &onnx::perceptron(1), |m| {
        let graph = m.graph.as_mut().expect("a graph");
        (graph.node[0].op_type, graph.node[0].name) = (odd.to_owned(), odd.to_owned());
    });
    for line in ["inspect bad.onnx", "compile bad.onnx -o bad.o2c --input-range x=-1..1"] {
        let ran = folder.run(line);
        assert!(clean(&ran.stdout) && clean(&ran.stderr), "{line}: {ran:?}");
    }
    let findings =
        folder.run("compile bad.onnx -o bad.o2c --input-range x=-1..1 --json").json()["findings"].clone();
    let message = findings[0]["message"].as_str().unwrap_or_default();
    assert!(message.contains(escaped) && clean(message), "{findings}");
}

/// However large numbers are, a line holds them.
#[test]
fn large_numbers_are_short() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    let ran = folder.run("compile model.onnx -o model.o2c --input-range x=-1e30..1e30").fine();
    folder.write("x.json", "[[1e30, -1e30, 0, 5e29]]");
    let run = folder.run("run model.o2c --input x.json").fine();
    let beyond = folder.run("run model.o2c --input y.json");
    assert_eq!(beyond.status, 2);
    folder.write("y.json", "[[1e300, 0, 0, 0]]");
    let beyond = folder.run("run model.o2c --input y.json");
    assert_eq!(beyond.status, 1);
    for text in [&ran.stdout, &run.stdout, &beyond.stderr] {
        let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
        assert!(longest < Some(20), "{text}");
    }
    assert!(run.stdout.contains("e30") || run.stdout.contains("e29"), "{}", run.stdout);
}

/// An artifact's key is told of with the artifact, and what it is worth; an object that was changed is no part of it.
#[test]
fn an_artifact_is_described_with_its_key_and_refused_with_another_s_object() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    folder.run("compile model.onnx -o model.o2c --input-range x=-1..1").fine();
    let without = folder.run("inspect model.o2c").fine();
    assert!(!without.stderr.contains("UNSAFE") && without.stdout.contains("circuit"), "{without:?}");
    folder.run("setup model.o2c --unsafe-development-srs").fine();
    let with = folder.run("inspect model.o2c").fine();
    assert!(with.stderr.contains("UNSAFE") && with.stdout.contains("verifying key"), "{with:?}");
    assert_eq!(folder.run("inspect model.o2c --json").fine().json()["key"]["unsafe_srs"], true);

    folder.write("x.json", "[[1, -1, 0, 0.5]]");
    folder.run("run model.o2c --input x.json").fine();
    let object = folder.path("model.o2c/model.o");
    let mut bytes = std::fs::read(&object).expect("an object");
    *bytes.last_mut().expect("a byte") ^= 1;
    std::fs::write(&object, bytes).expect("it is written");
    let text = folder.refuses("run model.o2c --input x.json --on native");
    assert!(text.contains("model.o2c/model.o:"), "{text}");
}
