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
