//! Builds of model crates: the same bytes everywhere, names that are no code, and what stops one is said.
//!
//! What the crate of a model does is tested beside it (`models/mnist/tests`).

mod template;

use onnx2circuit_build::{BuildError, Model};
use prost::Message;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tests::data;
use tract_onnx::pb::ModelProto;

use crate::golden::updating;

/// Every file below `folder` with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_path_buf();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn ours() -> Model {
    Model::new(data::our_mnist().join("mnist.onnx")).samples(data::our_mnist().join("calibration.npz"))
}

/// So are those committed beside the model, for where LLVM is missing; `make golden` writes them anew.
#[test]
fn builds_in_two_folders_are_the_same_bytes_and_the_golden_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| {
        let path = folder.path().join(name);
        fs::create_dir(&path).expect("a folder");
        path
    };
    let (one, other) = (at("one"), at("other"));
    let written = folder.path().join("written");
    ours().build(&one).expect("it compiles");
    ours().build(&other).expect("it compiles");
    let built = files(&one);
    // Host floats are in the report, which no hash covers.
    assert!(built.len() > 8, "{:?}", built.keys());
    assert_eq!(built, files(&other));
    // Linear layers of the crate are kernels that the program links; the artifact's object holds the code of all steps.
    let calls = |file: &str| {
        let name = b"onnx2circuit_kernel_constant";
        built[Path::new(file)].windows(name.len()).any(|w| w == name)
    };
    assert!(calls("mnist/model.o") && !calls("mnist.o2c/model.o"));
    ours().prebuilt(&written).write_prebuilt(&one).expect("it is written");
    let written = files(&written);
    assert!(written.contains_key(Path::new("mnist.rs")) && written.contains_key(Path::new("mnist/model.o")));
    assert!(written.iter().all(|(name, bytes)| built.get(name) == Some(bytes)), "{:?}", written.keys());
    let committed = data::our_mnist().join("compiled");
    if updating() {
        ours().prebuilt(&committed).write_prebuilt(&one).expect("it is written");
    }
    assert!(files(&committed) == written, "`make golden` writes {} anew", committed.display());
}

/// Names come from the model's file: they are text in the module, never code, and no directive of cargo.
#[test]
fn names_in_a_model_are_no_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let evil = "x`\n}\npub fn evil() {}\nmod z {\n//\"); evil!(\u{202e}*/";
    let bytes = fs::read(data::our_mnist().join("mnist.onnx")).expect("a model");
    let mut model = ModelProto::decode(bytes.as_slice()).expect("a model");
    let graph = model.graph.as_mut().expect("a graph");
    let (input, output) = (graph.input[0].name.clone(), graph.output[0].name.clone());
    graph.name = evil.to_owned();
    let rename = |name: &mut String| {
        if *name == input || *name == output {
            name.push_str(evil);
        }
    };
    graph.input.iter_mut().chain(&mut graph.output).for_each(|v| rename(&mut v.name));
    graph.node.iter_mut().flat_map(|n| n.input.iter_mut().chain(&mut n.output)).for_each(rename);
    let path = folder.path().join("named.onnx");
    fs::write(&path, model.encode_to_vec()).expect("it is written");
    Model::new(&path)
        .input_range(format!("{input}{evil}"), 0.0, 255.0)
        .build(folder.path())
        .expect("it compiles");
    let module = fs::read_to_string(folder.path().join("named.rs")).expect("a module");
    let lines = |start: &str| module.lines().filter(|l| l.trim_start().starts_with(start)).count();
    assert_eq!(
        (lines("pub mod "), lines("mod "), lines("pub fn evil"), lines("//\"")),
        (1, 0, 0, 0),
        "{module}"
    );
    assert!(!module.contains('\u{202e}'), "nothing that turns the text around");
}

#[test]
fn what_stops_a_build_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = |model: Model| model.build(folder.path()).expect_err("it is refused").to_string();
    let no_range = text(Model::new(data::our_mnist().join("mnist.onnx")));
    assert!(no_range.contains("'image'"), "{no_range}");
    let missing = text(Model::new("nowhere.onnx"));
    assert!(missing.contains("nowhere.onnx"), "{missing}");
    assert!(matches!(ours().name("3 d").build(folder.path()), Err(BuildError::Name(_))));
    assert!(matches!(ours().name("type").build(folder.path()), Err(BuildError::Name(_))));
    // A key of another circuit, found when the crate is built.
    let key = folder.path().join("verifying.key");
    fs::write(&key, [7; 5000]).expect("it is written");
    let other = text(ours().verifying_key(&key));
    assert!(other.contains("no verifying key of circuit"), "{other}");
}
