//! Input files in every format, for models of one and of two inputs.

mod common;

use std::io::{Cursor, Write};

use common::onnx::*;
use frontend::{Limits, LoadOptions, Model, samples};
use prost::Message;

fn array(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn npy(shape: &str, data: &[f32]) -> Vec<u8> {
    array("<f4", shape, &data.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>())
}

fn npz(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn two_inputs() -> Model {
    let sum = node("Add", &["a", "b"], &["y"], vec![]);
    let proto = model(13, &[("a", &[1, 2]), ("b", &[2])], vec![], vec![sum], &["y"]);
    Model::from_bytes(&bytes(&proto), None, &LoadOptions::default()).unwrap()
}

fn one_input() -> Model {
    let proto = model(13, &[("x", &[1, 2])], vec![], vec![node("Relu", &["x"], &["y"], vec![])], &["y"]);
    Model::from_bytes(&bytes(&proto), None, &LoadOptions::default()).unwrap()
}

#[test]
fn every_format_gives_the_same_samples() {
    let model = one_input();
    let read = |bytes: &[u8], kind: &str| samples::decode(bytes, kind, model.graph(), &Limits::default());
    let stack = npy("(3, 1, 2)", &[1., 2., 3., 4., 5., 6.]);
    let expected = read(&stack, "npy").unwrap();
    assert_eq!(expected.len(), 3);
    assert_eq!(expected[1].inputs, [vec![3.0, 4.0]]);
    assert_eq!(read(b"[[1, 2], [3, 4], [5, 6]]", "json").unwrap(), expected);
    assert_eq!(read(b"{\"x\": [[[1, 2]], [[3, 4]], [[5, 6]]]}", "json").unwrap(), expected);
    assert_eq!(read(&npz(&[("x.npy", stack)]), "npz").unwrap(), expected);
    let tensor = floats("", &[1, 2], vec![3., 4.]).encode_to_vec();
    assert_eq!(read(&tensor, "pb").unwrap(), expected[1..2]);
    for (bytes, kind, reason) in [
        (&b"[1, 2, 3]"[..], "json", "shape [3] for input 'x' of [1, 2]"),
        (b"{\"z\": [1, 2], \"x\": [1, 2]}", "json", "no input 'z'"),
        (b"[1, 2]", "txt", "no known format"),
        (b"PK", "npz", ""),
    ] {
        let text = read(bytes, kind).unwrap_err();
        assert!(text.contains(reason), "{text}");
    }
}

#[test]
fn several_inputs_come_by_name_or_as_a_folder() {
    let model = two_inputs();
    let read = |bytes: &[u8], kind: &str| samples::decode(bytes, kind, model.graph(), &Limits::default());
    let archive =
        npz(&[("b.npy", npy("(2, 2)", &[5., 6., 7., 8.])), ("a.npy", npy("(2, 2)", &[1., 2., 3., 4.]))]);
    let pairs = read(&archive, "npz").unwrap();
    assert_eq!(pairs[1].inputs, [vec![3.0, 4.0], vec![7.0, 8.0]]);
    assert!(read(b"{\"a\": [1, 2]}", "json").unwrap_err().contains("input 'b'"));
    let uneven = read(b"{\"a\": [[1, 2], [3, 4]], \"b\": [1, 2]}", "json").unwrap_err();
    assert!(uneven.contains("different numbers"), "{uneven}");
    let folder = tempfile::tempdir().unwrap();
    for (i, data) in [[3., 4.], [7., 8.]].into_iter().enumerate() {
        let tensor = floats("", if i == 0 { &[1, 2] } else { &[2] }, data.to_vec());
        std::fs::write(folder.path().join(format!("input_{i}.pb")), tensor.encode_to_vec()).unwrap();
    }
    assert_eq!(samples::read(folder.path(), model.graph(), &Limits::default()).unwrap(), pairs[1..]);
    std::fs::remove_file(folder.path().join("input_1.pb")).unwrap();
    let err = samples::read(folder.path(), model.graph(), &Limits::default()).unwrap_err();
    assert!(err.path.ends_with("input_1.pb"));
}

#[test]
fn half_precision_samples_load() {
    let model = one_input();
    let read = |bytes: &[u8], kind: &str| samples::decode(bytes, kind, model.graph(), &Limits::default());
    // 1.5 and -0.25 as bit patterns.
    let halves = [0x3e00u16, 0xb400];
    let expected = [vec![1.5, -0.25]];
    let raw: Vec<u8> = halves.iter().flat_map(|h| h.to_le_bytes()).collect();
    let file = array("<f2", "(1, 2)", &raw);
    assert_eq!(read(&file, "npy").unwrap()[0].inputs, expected);
    assert_eq!(read(&npz(&[("x.npy", file)]), "npz").unwrap()[0].inputs, expected);
    let data_type = tract_onnx::pb::tensor_proto::DataType::Float16 as i32;
    let tensor = tract_onnx::pb::TensorProto { data_type, dims: vec![1, 2], ..Default::default() };
    let packed = tract_onnx::pb::TensorProto { raw_data: raw, ..tensor.clone() };
    assert_eq!(read(&packed.encode_to_vec(), "pb").unwrap()[0].inputs, expected);
    let fields = halves.iter().map(|h| i32::from(*h)).collect();
    let typed = tract_onnx::pb::TensorProto { int32_data: fields, ..tensor };
    assert_eq!(read(&typed.encode_to_vec(), "pb").unwrap()[0].inputs, expected);
    // What is not read says what is.
    let text = read(&array("<c8", "(1, 1)", &[0; 8]), "npy").unwrap_err();
    assert!(text.contains("'<c8'") && text.contains("f2, f4, f8"), "{text}");
}

#[test]
fn ezkl_input_files_are_samples() {
    let (one, two) = (one_input(), two_inputs());
    let read = |model: &Model, text: &str| {
        samples::decode(text.as_bytes(), "json", model.graph(), &Limits::default())
    };
    let single = read(&one, r#"{"input_data": [[1.5, 2]]}"#).unwrap();
    assert_eq!(single[0].inputs, [[1.5, 2.0]]);
    // Several samples one after the other, shapes, outputs and whatever else EZKL writes.
    let many = r#"{"input_shapes": [[1, 2]], "input_data": [[1, 2, 3, 4]], "output_data": [[1]], "x": null}"#;
    assert_eq!(read(&one, many).unwrap()[1].inputs, [[3.0, 4.0]]);
    let both = read(&two, r#"{"input_data": [[1, 2, 3, 4], [[5, 6], [7, 8]]]}"#).unwrap();
    assert_eq!(both[1].inputs, [vec![3.0, 4.0], vec![7.0, 8.0]]);
    for (model, text, reason) in [
        (&two, r#"{"input_data": [[1, 2]]}"#, "1 rows, the model has 2 inputs"),
        (&one, r#"{"input_data": [[1, 2, 3]]}"#, "3 numbers for input 'x' of 2"),
        (&one, r#"{"input_data": [[]]}"#, "0 numbers"),
        (&one, r#"{"input_data": [[1, 2]], "input_shapes": [[3]]}"#, "[3] for input 'x' of [1, 2]"),
        (&two, r#"{"input_data": [[1, 2], [1, 2, 3, 4]]}"#, "different numbers of samples"),
    ] {
        let text = read(model, text).unwrap_err();
        assert!(text.contains(reason), "{text}");
    }
    // An input may have that name.
    let proto = model(
        13,
        &[("input_data", &[1, 2])],
        vec![],
        vec![node("Relu", &["input_data"], &["y"], vec![])],
        &["y"],
    );
    let named = Model::from_bytes(&bytes(&proto), None, &LoadOptions::default()).unwrap();
    assert_eq!(read(&named, r#"{"input_data": [[1, 2], [3, 4]]}"#).unwrap().len(), 2);
}

#[test]
fn what_is_not_finite_is_read_and_not_calibrated_on() {
    let model = one_input();
    let read = |bytes: &[u8], kind: &str| samples::decode(bytes, kind, model.graph(), &Limits::default());
    for v in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for (bytes, kind) in
            [(npy("(1, 2)", &[0.5, v]), "npy"), (floats("", &[1, 2], vec![0.5, v]).encode_to_vec(), "pb")]
        {
            let samples = read(&bytes, kind).unwrap();
            assert!(!samples[0].inputs[0][1].is_finite());
            assert!(matches!(model.calibrate(&samples), Err(frontend::CalibrationError::NotFinite { .. })));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for (text, beyond) in [("[1, 1e999]", true), ("[1, -1e999]", true), ("[1, NaN]", false), ("[1]", false)] {
        let path = folder.path().join("input.json");
        std::fs::write(&path, text).unwrap();
        let err = samples::read(&path, model.graph(), &Limits::default()).unwrap_err();
        assert_eq!(err.beyond, beyond, "{err}");
    }
}
