//! Files are written in one place, which leaves them whole whenever a process is killed.

use crate::root;
use crate::tidy::files;

/// Where that is.
const HELPER: &str = "fault-proof-vm/src/files.rs";
/// Files that write what need not outlive the process, and why.
const EXCEPTIONS: [(&str, &str); 4] = [
    ("fault-proof-vm/src/host/process.rs", "the pipes that a process inherits"),
    ("llvm-backend/src/link.rs", "the linker's input, in a folder that goes when the linker is done"),
    (
        "onnx2circuit/src/command/bench/large.rs",
        "a generated model, in a folder that goes when it was measured",
    ),
    ("onnx2circuit-build/src/files.rs", "what a build script makes, which cargo makes again"),
];
/// Ways to write a file, or to give it its name.
const WAYS: [&str; 7] =
    ["fs::write(", "File::create", "File::options", "OpenOptions", "fs::rename(", "fs::copy(", "persist("];

/// Whether a line of code writes a file, or imports what does.
fn writes(line: &str) -> bool {
    let imports =
        line.contains("use std::fs::") && ["write", "rename", "copy"].iter().any(|w| line.contains(w));
    imports || WAYS.iter().any(|way| line.contains(way))
}

/// The lines of a source file that write files, without its unit tests.
fn writers(text: &str) -> Vec<&str> {
    let product = text.split("#[cfg(test)]").next().unwrap_or_default();
    product.lines().filter(|line| writes(line)).collect()
}

/// Source files of the product by their place in the repository: no tests, no examples, no build scripts.
fn product() -> Vec<(String, String)> {
    let outside = ["tests/", "examples/", "build.rs"];
    files(".rs")
        .into_iter()
        .map(|path| {
            (path.strip_prefix(root()).expect("it lies in the repository").display().to_string(), path)
        })
        .filter(|(name, _)| {
            !outside.iter().any(|part| name.starts_with(part) || name.contains(&format!("/{part}")))
        })
        .map(|(name, path)| (name, std::fs::read_to_string(path).expect("UTF-8")))
        .collect()
}

#[test]
fn files_are_written_in_one_place() {
    let product = product();
    assert!(product.len() > 100, "only {} source files found", product.len());
    let mut found = Vec::new();
    for (name, text) in &product {
        let writers = writers(text);
        match EXCEPTIONS.iter().any(|(exception, _)| exception == name) {
            true => assert!(!writers.is_empty(), "{name} is an exception for nothing"),
            false if name == HELPER => assert!(writers.len() > 1, "{name} writes: {writers:?}"),
            false => found.extend(writers.iter().map(|line| format!("{name}: {}", line.trim()))),
        }
    }
    assert!(found.is_empty(), "written past {HELPER}:\n{}", found.join("\n"));
}

/// The search finds what it is to find.
#[test]
fn writers_are_seen() {
    let seen = ["std::fs::write(path, bytes)?;", "use std::fs::{self, OpenOptions};", "use std::fs::rename;"];
    assert!(seen.iter().all(|line| writers(line) == [*line]));
    let unseen =
        ["use std::fs::{self, File};\nfiles::write(path)", "#[cfg(test)]\nmod tests { std::fs::write(a) }"];
    assert!(unseen.iter().all(|text| writers(text).is_empty()));
}
