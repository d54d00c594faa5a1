//! `conformance`: cases made here, in ONNX's layout.

use crate::folder::Folder;
use prost::Message;
use serde_json::{Value, json};
use tests::onnx;
use tract_onnx::pb::TensorProto;
use tract_onnx::pb::tensor_proto::DataType;

/// Writes a case: a model, and a TensorProto for each input and output.
fn case(folder: &Folder, name: &str, model: &[u8], inputs: &[TensorProto], outputs: &[TensorProto]) {
    let set = format!("{name}/test_data_set_0");
    std::fs::create_dir_all(folder.path(&set)).expect("a folder");
    folder.write(&format!("{name}/model.onnx"), model);
    for (kind, tensors) in [("input", inputs), ("output", outputs)] {
        for (i, tensor) in tensors.iter().enumerate() {
            folder.write(&format!("{set}/{kind}_{i}.pb"), tensor.encode_to_vec());
        }
    }
}

/// A ReLU of four numbers, and what is said to come out.
fn relu(folder: &Folder, name: &str, published: [f32; 4]) {
    let model = onnx::model("relu", &[1, 4], &[1, 4], vec![onnx::node("Relu", &["x"], "y", vec![])], vec![]);
    let x = onnx::tensor("x", &[1, 4], vec![-1.5, 0.25, 3.0, -0.5]);
    case(folder, name, &model, &[x], &[onnx::tensor("y", &[1, 4], published.to_vec())]);
}

const RIGHT: [f32; 4] = [0.0, 0.25, 3.0, 0.0];

/// A model that nothing can be said about: an operator that nobody knows.
fn unknown(folder: &Folder, name: &str) {
    let nodes = vec![onnx::node("Nonsense", &["x"], "y", vec![])];
    let model = onnx::model("unknown", &[1, 4], &[1, 4], nodes, vec![]);
    let x = onnx::tensor("x", &[1, 4], vec![1.0; 4]);
    case(folder, name, &model, std::slice::from_ref(&x), std::slice::from_ref(&x));
}

fn cases(ran: &Value) -> &[Value] {
    ran["cases"].as_array().expect("a list")
}

#[test]
fn every_execution_gives_what_is_published() {
    let folder = Folder::new();
    relu(&folder, "relu", RIGHT);
    let line = "conformance relu --on reference,native --on vm --on circuit --prove 14 --json";
    let ran = folder.run(line).fine().json();
    assert_eq!((&ran["passed"], &ran["failed"], &ran["refused"]), (&json!(1), &json!(0), &json!(0)), "{ran}");
    let [one] = cases(&ran) else { panic!("{ran}") };
    assert_eq!(
        (&one["name"], &one["outcome"], &one["kept"]),
        (&json!("relu"), &json!("pass"), &json!("all"))
    );
    assert!(one["reason"].is_null() && one["error"].as_f64().is_some_and(|e| e < 1e-3), "{one}");
    // A proof that needs a larger table than is allowed is refused, and no failure.
    let ran = folder.run("conformance relu --prove 4 --json").fine().json();
    assert_eq!(ran["refused"], 1, "{ran}");
}

/// What is wrong with a case's folder, and what is said of it.
#[test]
fn a_wrong_case_fails_and_says_why() {
    let folder = Folder::new();
    let set = |file: &str, case: &str| format!("all/{case}/test_data_set_0/{file}");
    relu(&folder, "all/a_lie", [0.0, 0.25, 3.01, 0.0]);
    for name in ["b_no_model", "c_no_data", "d_no_output", "e_torn_input", "f_torn_model", "g_other_shape"] {
        relu(&folder, &format!("all/{name}"), RIGHT);
    }
    unknown(&folder, "all/h_unknown");
    relu(&folder, "all/i_right", RIGHT);
    std::fs::remove_file(folder.path("all/b_no_model/model.onnx")).expect("there");
    std::fs::remove_dir_all(folder.path("all/c_no_data/test_data_set_0")).expect("there");
    std::fs::remove_file(folder.path(&set("output_0.pb", "d_no_output"))).expect("there");
    folder.write(&set("input_0.pb", "e_torn_input"), [0xff; 9]);
    folder.write("all/f_torn_model/model.onnx", [0xff; 9]);
    let other = onnx::tensor("y", &[4, 1], RIGHT.to_vec());
    folder.write(&set("output_0.pb", "g_other_shape"), other.encode_to_vec());

    let ran = folder.run("conformance all --json");
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let ran = ran.json();
    assert_eq!((&ran["passed"], &ran["failed"], &ran["refused"]), (&json!(1), &json!(7), &json!(1)), "{ran}");
    let expected = [
        ("a_lie", "fail", "element 2 is 3, 3.00999"),
        ("b_no_model", "fail", "model.onnx"),
        ("c_no_data", "fail", "no folder test_data_set_0"),
        ("d_no_output", "fail", "output_0.pb"),
        ("e_torn_input", "fail", "input_0.pb: not a TensorProto"),
        ("f_torn_model", "fail", "model.onnx"),
        ("g_other_shape", "fail", "shape [1, 4], [4, 1] is published"),
        ("h_unknown", "refused", "operator Nonsense"),
        ("i_right", "pass", ""),
    ];
    assert_eq!(cases(&ran).len(), expected.len());
    for (one, (name, outcome, words)) in cases(&ran).iter().zip(expected) {
        assert_eq!((&one["name"], &one["outcome"]), (&json!(name), &json!(outcome)), "{one}");
        let reason = one["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(words) && !reason.contains('\n'), "{one}");
    }
    // Only what fails counts, unless what is refused does too.
    assert_eq!(folder.run("conformance all/h_unknown all/i_right").status, 0);
    assert_eq!(folder.run("conformance all/h_unknown all/i_right --strict").status, 1);
    // Without cases there is nothing to say.
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    assert!(folder.refuses("conformance empty").contains("holds no cases"));
    folder.refuses("conformance nowhere");
}

/// A quarter of a real is near enough to nothing; a whole number is itself.
#[test]
fn whole_numbers_are_exact() {
    let folder = Folder::new();
    let whole = |name: &str, values: [i64; 4]| TensorProto {
        name: name.to_owned(),
        dims: vec![1, 4],
        data_type: DataType::Int64 as i32,
        int64_data: values.to_vec(),
        ..TensorProto::default()
    };
    let nodes = vec![onnx::node("Add", &["x", "x"], "y", vec![])];
    let model = onnx::model("sum", &[1, 4], &[1, 4], nodes, vec![]);
    folder.model("model.onnx", &model, |m| {
        let graph = m.graph.as_mut().expect("a graph");
        for port in graph.input.iter_mut().chain(&mut graph.output) {
            let kind = port.r#type.as_mut().and_then(|t| t.value.as_mut()).expect("a type");
            let tract_onnx::pb::type_proto::Value::TensorType(tensor) = kind;
            tensor.elem_type = DataType::Int64 as i32;
        }
    });
    let model = std::fs::read(folder.path("model.onnx")).expect("written");
    let x = whole("x", [100_000, 2, -3, 0]);
    let run = |published: [i64; 4]| {
        case(&folder, "case", &model, std::slice::from_ref(&x), &[whole("y", published)]);
        let ran = folder.run("conformance case --json");
        (ran.status, ran.json()["cases"][0]["reason"].to_string())
    };
    assert_eq!(run([200_000, 4, -6, 0]), (0, "null".to_owned()));
    let (status, reason) = run([200_000, 4, -6, 1]);
    assert!(status == 1 && reason.contains("element 3"), "{reason}");
}

/// What decides a shape is taken from the case's own data.
#[test]
fn an_axis_is_bound_to_its_value() {
    let folder = Folder::new();
    let axes = TensorProto {
        name: "axes".to_owned(),
        dims: vec![1],
        data_type: DataType::Int64 as i32,
        int64_data: vec![1],
        ..TensorProto::default()
    };
    let nodes = vec![onnx::node("ReduceSum", &["x", "axes"], "y", vec![])];
    let model = onnx::model("sum", &[2, 2], &[2, 1], nodes, vec![]);
    folder.model("model.onnx", &model, |m| {
        let graph = m.graph.as_mut().expect("a graph");
        let mut port = graph.input[0].clone();
        port.name = "axes".to_owned();
        let kind = port.r#type.as_mut().and_then(|t| t.value.as_mut()).expect("a type");
        let tract_onnx::pb::type_proto::Value::TensorType(tensor) = kind;
        tensor.elem_type = DataType::Int64 as i32;
        tensor.shape.as_mut().expect("a shape").dim.truncate(1);
        tensor.shape.as_mut().expect("a shape").dim[0].value =
            Some(tract_onnx::pb::tensor_shape_proto::dimension::Value::DimValue(1));
        graph.input.push(port);
    });
    let model = std::fs::read(folder.path("model.onnx")).expect("written");
    let x = onnx::tensor("x", &[2, 2], vec![1.0, 2.0, 3.0, -5.0]);
    case(&folder, "case", &model, &[x, axes], &[onnx::tensor("y", &[2, 1], vec![3.0, -2.0])]);
    let ran = folder.run("conformance case --on circuit --json").fine().json();
    assert_eq!(ran["cases"][0]["kept"], "some", "{ran}");
}

/// All shards together are all cases, each once, whatever the order.
#[test]
fn shards_are_parts_of_the_whole() {
    let folder = Folder::new();
    for i in 0..5 {
        relu(&folder, &format!("all/case_{i}"), RIGHT);
    }
    let names = |line: &str| -> Vec<String> {
        let ran = folder.run(&format!("{line} --json")).fine().json();
        cases(&ran).iter().map(|c| c["name"].as_str().expect("a name").to_owned()).collect()
    };
    let whole = names("conformance all");
    assert_eq!(whole.len(), 5);
    let mut parts: Vec<String> =
        [3, 1, 2].iter().flat_map(|i| names(&format!("conformance all --shard {i}/3"))).collect();
    parts.sort();
    assert_eq!(parts, whole);
    for wrong in ["0/3", "4/3", "1/0", "1", "a/b"] {
        assert_eq!(folder.run(&format!("conformance all --shard {wrong}")).status, 2, "{wrong}");
    }
}
