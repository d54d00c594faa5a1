//! Models that are wrong, by accident or by design: an error that names the cause, never a panic.

mod common;

use common::onnx::*;
use frontend::{
    CompileOptions, Diagnostics, Interval, Limits, LoadOptions, Model, Options, Place, Problem,
    QuantiseError, compile_bytes,
};
use proptest::prelude::*;
use tract_onnx::pb::tensor_proto::{DataLocation, DataType};
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Dim;
use tract_onnx::pb::{ModelProto, StringStringEntryProto, TensorProto};

/// A small model that is fine: Conv, Relu, MaxPool, Flatten, Gemm.
fn fine() -> ModelProto {
    let initialisers = vec![weights("w", &[2, 1, 3, 3]), weights("b", &[2]), weights("g", &[8, 3])];
    let nodes = vec![
        node("Conv", &["x", "w", "b"], &["c"], vec![]),
        node("Relu", &["c"], &["r"], vec![]),
        node("MaxPool", &["r"], &["p"], vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])]),
        node("Flatten", &["p"], &["f"], vec![]),
        node("Gemm", &["f", "g"], &["y"], vec![]),
    ];
    model(13, &[("x", &[1, 1, 6, 6])], initialisers, nodes, &["y"])
}

fn load(model: &ModelProto) -> Result<Model, Diagnostics> {
    Model::from_bytes(&bytes(model), None, &LoadOptions::default())
}

/// The only problem of a changed `fine` model, with its place.
fn only(change: impl FnOnce(&mut ModelProto)) -> (Place, Problem) {
    let mut model = fine();
    change(&mut model);
    let mut all = load(&model).expect_err("the model is wrong").0;
    assert_eq!(all.len(), 1, "{all:?}");
    let one = all.remove(0);
    (one.place, one.problem)
}

fn graph(model: &mut ModelProto) -> &mut tract_onnx::pb::GraphProto {
    model.graph.as_mut().expect("there is a graph")
}

fn at_node(name: &str, op_type: &str) -> Place {
    Place::Node { name: name.into(), op_type: op_type.into() }
}

#[test]
fn the_model_itself_is_fine() {
    let model = load(&fine()).unwrap();
    assert_eq!(model.graph().inputs.len(), 1);
}

#[test]
fn every_truncation_is_an_error_or_another_model() {
    let whole = bytes(&fine());
    for cut in 0..whole.len() {
        let _ = Model::from_bytes(&whole[..cut], None, &LoadOptions::default());
    }
    let err = Model::from_bytes(&whole[..whole.len() - 3], None, &LoadOptions::default()).unwrap_err();
    assert!(matches!(err.0[0].problem, Problem::Malformed(_)), "{err}");
    let err = Model::from_bytes(b"", None, &LoadOptions::default()).unwrap_err();
    assert_eq!(err.0[0].problem, Problem::Undeclared("graph"));
}

#[test]
fn a_cycle_names_its_nodes() {
    let mut model = fine();
    graph(&mut model).node[0].input[0] = "r".into();
    let all = load(&model).unwrap_err().0;
    let cyclic: Vec<_> = all.iter().filter(|d| d.problem == Problem::Cycle).map(|d| &d.place).collect();
    // What lies behind it depends on others' results, not on its own.
    assert_eq!(cyclic, [&at_node("conv_c", "Conv"), &at_node("relu_r", "Relu")]);
}

#[test]
fn missing_duplicate_and_unknown_names() {
    let (place, problem) = only(|m| drop(graph(m).initializer.remove(2)));
    assert_eq!((place, problem), (at_node("gemm_y", "Gemm"), Problem::Undefined("g".into())));
    let (place, problem) = only(|m| graph(m).initializer.push(weights("w", &[2, 1, 3, 3])));
    assert_eq!((place, problem), (Place::Tensor("w".into()), Problem::Duplicate("w".into())));
    let (place, problem) = only(|m| graph(m).output[0].name = "z".into());
    assert_eq!((place, problem), (Place::Output("z".into()), Problem::Undefined("z".into())));
    let mut model = fine();
    graph(&mut model).node[1].output[0] = "c".into();
    let all = load(&model).unwrap_err().0;
    assert_eq!(all[0].place, at_node("relu_r", "Relu"));
    assert_eq!(all[0].problem, Problem::Duplicate("c".into()));
    assert_eq!(all[1].problem, Problem::Undefined("r".into()));
}

#[test]
fn weights_that_are_no_numbers() {
    for v in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let (place, problem) = only(|m| graph(m).initializer[0].float_data[4] = v);
        // An infinity may mean "excluded": who reads it says that it may not.
        match place {
            Place::Tensor(name) => assert!(v.is_nan() && name == "w"),
            place => assert!(v.is_infinite() && matches!(place, Place::Node { .. }), "{place}"),
        }
        assert!(matches!(problem, Problem::NotFinite { index: 4, .. }), "{problem}");
    }
}

#[test]
fn sizes_that_are_absurd() {
    let (place, problem) = only(|m| graph(m).input[0] = shaped("x", &[1, 1, 1 << 40, 1 << 40]));
    assert_eq!(place, Place::Input("x".into()));
    assert!(matches!(problem, Problem::TooLarge { got: u64::MAX, .. }), "{problem}");
    let (_, problem) = only(|m| graph(m).input[0] = shaped("x", &[1, 1, 0, 6]));
    assert_eq!(problem, Problem::Empty(vec![1, 1, 0, 6]));
    let (place, problem) = only(|m| graph(m).initializer[0].dims = vec![1 << 62, 1 << 62, 3, 3]);
    assert_eq!(place, Place::Tensor("w".into()));
    assert!(matches!(problem, Problem::TooLarge { .. }), "{problem}");
    let (_, problem) = only(|m| graph(m).initializer[0].dims[0] = -2);
    assert!(matches!(problem, Problem::Shape(_)), "{problem}");
    let (_, problem) = only(|m| graph(m).initializer[0].dims[0] = 3);
    assert!(matches!(problem, Problem::DataLength { got: 18, expected: 27, .. }), "{problem}");
    // A pool as large as its padding, all of it work.
    for (kernel, pads) in [(1 << 30, 1 << 30), (1 << 20, 1 << 20), (i64::MAX, 0)] {
        let (place, _) = only(|m| {
            graph(m).node[2].attribute = vec![ints("kernel_shape", &[kernel; 2]), ints("pads", &[pads; 4])];
        });
        assert_eq!(place, at_node("maxpool_p", "MaxPool"));
    }
    let limits = Limits { model_bytes: 100, ..Limits::default() };
    let err = Model::from_bytes(&bytes(&fine()), None, &LoadOptions { limits, ..Default::default() });
    assert!(matches!(err.unwrap_err().0[0].problem, Problem::TooLarge { limit: 100, .. }));
}

/// Rows of a table are as many elements as they have, not the table's times the rows.
#[test]
fn rows_of_a_large_table_are_few_elements() {
    let gather = |table: [i64; 2], rows: i64| {
        let nodes = vec![node("Gather", &["x", "i"], &["y"], vec![])];
        load(&typed(model(13, &[("x", &table), ("i", &[rows])], vec![], nodes, &["y"]), 1, DataType::Int64))
    };
    assert!(gather([50257, 768], 64).is_ok());
    assert!(gather([1 << 13, 1 << 13], 1 << 13).is_ok());
    let problem = gather([1 << 13, 1 << 13], (1 << 13) + 1).expect_err("more elements than a tensor has");
    assert!(matches!(problem.0[0].problem, Problem::TooLarge { .. }), "{problem}");
}

/// A few nodes of the largest tensors are more than memory holds; a running sum of a long axis is no square of it.
#[test]
fn what_all_nodes_compute_is_bounded() {
    let large = |count: usize| {
        let name = |i: usize| format!("t{i}");
        let mut nodes = vec![node("Expand", &["x", "shape"], &["t0"], vec![])];
        nodes.extend((1..count).map(|i| node("Relu", &[&name(i - 1)], &[&name(i)], vec![])));
        let given = vec![integers("shape", &[2], vec![1 << 13, 1 << 13])];
        load(&model(13, &[("x", &[1, 1])], given, nodes, &[&name(count - 1)]))
    };
    assert!(large(4).is_ok());
    let problem = large(5).expect_err("five tensors of 2^26 elements").0.remove(0).problem;
    assert!(
        matches!(problem, Problem::TooLarge { got, limit, .. } if got == 5 << 26 && limit == 1 << 28),
        "{problem}"
    );
    let axis = integers("axis", &[1], vec![1]);
    let sum = model(
        14,
        &[("x", &[1, 1 << 17])],
        vec![axis],
        vec![node("CumSum", &["x", "axis"], &["y"], vec![])],
        &["y"],
    );
    let limits = Limits { work: 1 << 24, ..Limits::default() };
    let options = LoadOptions { limits, ..LoadOptions::default() };
    assert!(Model::from_bytes(&bytes(&sum), None, &options).is_ok());
}

#[test]
fn dynamic_dimensions_ask_for_a_binding() {
    let dynamic = |m: &mut ModelProto| {
        let dims = vec![
            Dim::DimParam("batch".into()),
            Dim::DimValue(1),
            Dim::DimParam("side".into()),
            Dim::DimValue(6),
        ];
        graph(m).input[0] = value("x", dims);
    };
    let mut model = fine();
    dynamic(&mut model);
    let all = load(&model).unwrap_err();
    assert_eq!(all.0.len(), 1, "a batch is 1 unless it is bound");
    assert!(all.to_string().contains("--dim side=VALUE"));
    let dims = [("batch".to_owned(), 1), ("side".to_owned(), 6)].into();
    let bound = LoadOptions { dims, ..Default::default() };
    assert!(Model::from_bytes(&bytes(&model), None, &bound).is_ok());
    let dims = [("batch".to_owned(), 1), ("side".to_owned(), 6), ("sid".to_owned(), 6)].into();
    let err = Model::from_bytes(&bytes(&model), None, &LoadOptions { dims, ..Default::default() });
    assert!(err.unwrap_err().to_string().contains("--dim sid"));
}

#[test]
fn all_blockers_come_at_once() {
    let mut model = fine();
    let g = graph(&mut model);
    g.node[0].attribute.push(ints("strides", &[0, 1]));
    g.node[1].op_type = "Mish".into();
    g.node[2].name.clear();
    g.node[2].attribute.push(string("auto_pad", "SAME"));
    g.node[3].domain = "com.example".into();
    g.node[4].attribute.push(float("gamma", 1.0));
    g.initializer[1].float_data[0] = f32::NAN;
    let all = load(&model).unwrap_err();
    let text = all.to_string();
    assert!(text.contains("operator Mish of domain 'ai.onnx'"), "{text}");
    assert!(text.contains("operator Flatten of domain 'com.example'"), "{text}");
    assert!(text.contains("tensor 'b'"), "{text}");
    assert!(all.0.len() >= 3);
    // An unnamed node is named by operator and position.
    let (place, problem) = only(|m| {
        graph(m).node[2].name.clear();
        graph(m).node[2].attribute.push(string("auto_pad", "SAME"));
    });
    assert_eq!(place, at_node("MaxPool_2", "MaxPool"));
    assert!(problem.to_string().contains("'SAME'"));
}

#[test]
fn attributes_are_checked() {
    let reason = |attribute, at: usize| only(|m| graph(m).node[at].attribute.push(attribute)).1.to_string();
    assert!(reason(ints("strides", &[0, 1]), 0).contains("entry 0"));
    assert!(reason(ints("strides", &[1]), 0).contains("1 entries, expected 2"));
    assert!(reason(int("strides", 1), 0).contains("is INT, expected INTS"));
    assert!(reason(int("group", 3), 0).contains("is 3 for 1 channels"));
    assert!(reason(int("banana", 3), 0).contains("unknown"));
    assert!(reason(ints("kernel_shape", &[3, 2]), 0).contains("differs"));
    assert!(reason(ints("kernel_shape", &[3, 3]), 2).contains("twice"));
    assert!(reason(int("axis", 9), 3).contains("axis"));
    assert!(reason(float("alpha", f32::NAN), 4).contains("NaN"));
    assert!(reason(int("transB", 2), 4).contains("expected 0 or 1"));
    let (place, problem) = only(|m| m.opset_import[0].version = 0);
    assert_eq!((place, problem), (Place::Model, Problem::Opset { got: 0, min: 1, max: 28 }));
    let (_, problem) = only(|m| graph(m).node[0].input.truncate(1));
    assert_eq!(problem, Problem::MissingOperand { index: 1, name: "W" });
}

#[test]
fn external_data_must_lie_where_the_model_says() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("model");
    std::fs::create_dir(&inner).unwrap();
    let data: Vec<u8> = noise(5, 18).iter().flat_map(|f| f.to_le_bytes()).collect();
    std::fs::write(inner.join("w.bin"), [&[0; 4], data.as_slice()].concat()).unwrap();
    std::fs::write(folder.path().join("secret"), &data).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("secret"), inner.join("link")).unwrap();
    let external = |entries: &[(&str, &str)]| {
        let mut model = fine();
        let entry = |(k, v): &(&str, &str)| StringStringEntryProto { key: (*k).into(), value: (*v).into() };
        graph(&mut model).initializer[0] = TensorProto {
            name: "w".into(),
            dims: vec![2, 1, 3, 3],
            data_type: DataType::Float as i32,
            data_location: Some(DataLocation::External as i32),
            external_data: entries.iter().map(entry).collect(),
            ..Default::default()
        };
        std::fs::write(inner.join("m.onnx"), bytes(&model)).unwrap();
        Model::load(&inner.join("m.onnx"), &LoadOptions::default())
    };
    assert!(external(&[("location", "w.bin"), ("offset", "4"), ("length", "72")]).is_ok());
    assert!(external(&[("location", "w.bin"), ("offset", "4")]).is_ok());
    for (entries, expected) in [
        (vec![("location", "nowhere.bin")], "nowhere.bin"),
        (vec![("location", "../secret")], "inside the model's folder"),
        (vec![("location", "link")], "inside the model's folder"),
        (vec![("location", "/etc/passwd")], "inside the model's folder"),
        (vec![], "inside the model's folder"),
        (vec![("location", "w.bin"), ("offset", "8")], "exceed the file's 76 bytes"),
        (vec![("location", "w.bin"), ("offset", "18446744073709551615")], "exceed"),
        (vec![("location", "w.bin"), ("offset", "x")], "no number"),
        (vec![("location", "w.bin"), ("length", "71")], "needs 72 bytes"),
    ] {
        let text = external(&entries).unwrap_err().to_string();
        assert!(text.contains("tensor 'w'") && text.contains(expected), "{entries:?}: {text}");
    }
    let err = Model::load(&inner.join("none.onnx"), &LoadOptions::default()).unwrap_err();
    assert!(err.to_string().contains("none.onnx"));
}

#[test]
fn an_input_without_a_range_names_both_ways_to_give_one() {
    let err = compile_bytes(&bytes(&fine()), None, &CompileOptions::default()).unwrap_err().to_string();
    assert!(err.contains("input 'x'") && err.contains("--input-range") && err.contains("samples"), "{err}");
    let model = load(&fine()).unwrap();
    let declared = [("x".to_owned(), Interval::new(0.0, 1.0).unwrap())].into();
    let mut calibration = frontend::Calibration::declared(&model, &declared);
    let bad = Options { activation_bits: 99, ..Options::default() };
    assert!(matches!(model.quantise(&calibration, &bad), Err(QuantiseError::Options(_))));
    calibration.model = "0".repeat(64);
    assert!(matches!(model.quantise(&calibration, &Options::default()), Err(QuantiseError::Calibration(_))));
    let json = frontend::Calibration::declared(&model, &declared).to_json();
    assert!(frontend::Calibration::from_json(&json).is_ok());
    assert!(frontend::Calibration::from_json(&json.replace("\"schema\": 1", "\"schema\": 2")).is_err());
    assert!(frontend::Calibration::from_json("{}").is_err());
}

/// Small limits, so that a mutated size costs little.
fn small() -> CompileOptions {
    let limits = Limits { elements: 1 << 14, constant_elements: 1 << 14, work: 1 << 20, ..Limits::default() };
    let mut options =
        CompileOptions { load: LoadOptions { limits, ..Default::default() }, ..Default::default() };
    options.inputs.insert("x".into(), Interval::new(-1.0, 1.0).unwrap());
    options
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn mutated_models_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut model = bytes(&fine());
        for (at, to) in changes {
            let at = at.index(model.len());
            model[at] = to;
        }
        if let Ok(compiled) = compile_bytes(&model, None, &small()) {
            prop_assert!(compiled.quantised.graph.validate().is_ok());
        }
    }

    #[test]
    fn random_bytes_never_panic(model in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = compile_bytes(&model, None, &small());
    }
}
