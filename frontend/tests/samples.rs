//! Input files in every format, for models of one and of two inputs.

mod common;

use std::io::{Cursor, Write};

use common::onnx::*;
use frontend::{Limits, LoadOptions, Model, samples};
use prost::Message;

fn npy(shape: &str, data: &[f32]) -> Vec<u8> {
    let header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data.iter().flat_map(|v| v.to_le_bytes()));
    bytes
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
