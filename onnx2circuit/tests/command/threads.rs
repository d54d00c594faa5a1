//! Artifacts of the command: the same files in any folder, with any number of threads.

use crate::folder::Folder;
use std::collections::BTreeMap;
use std::fs;
use tests::onnx;

/// The files of an artifact that is made in a folder of its own.
fn files(threads: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::classifier(1));
    let mut command = folder.command("compile model.onnx --input-range x=-1..1 -o model.o2c");
    let made = command.env("RAYON_NUM_THREADS", threads).output().expect("the command starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let entries = fs::read_dir(folder.path("model.o2c")).expect("an artifact");
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.expect("a file");
        let name = entry.file_name().into_string().expect("a name");
        (name, fs::read(entry.path()).expect("its bytes"))
    };
    entries.map(file).collect()
}

#[test]
fn artifacts_do_not_depend_on_folder_or_threads() {
    let one = files("1");
    assert!(one.contains_key("manifest.json") && one.len() > 7, "{:?}", one.keys());
    for threads in ["2", "7"] {
        let other = files(threads);
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (name, bytes) in &one {
            assert!(other[name] == *bytes, "{name} with {threads} threads");
        }
    }
}
