//! A library that has no tests of its own is not compiled a second time for them (`test = false` in its manifest). It must not
//! get any, since nobody would run them.

use std::path::{Path, PathBuf};

use super::tidy::files;

/// The folder of the sources of a library whose manifest says that it has no tests.
fn untested(manifest: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(manifest).expect("UTF-8");
    let table: toml::Table = toml::from_str(&text).expect("a manifest");
    let lib = table.get("lib")?;
    let path = lib.get("path").and_then(toml::Value::as_str).unwrap_or("src/lib.rs");
    let off = lib.get("test").and_then(toml::Value::as_bool) == Some(false);
    off.then(|| manifest.with_file_name(path).with_file_name(""))
}

#[test]
fn libraries_without_tests_have_none() {
    // The crate of tests has its library beside them.
    let manifests = files("Cargo.toml").into_iter().filter(|path| !path.ends_with("tests/Cargo.toml"));
    let folders: Vec<PathBuf> = manifests.filter_map(|path| untested(&path)).collect();
    assert!(folders.len() > 8, "only {} libraries without tests", folders.len());
    let is_test =
        |line: &str| ["#[test]", "proptest!"].iter().any(|mark| line.trim_start().starts_with(mark));
    let has_tests = |path: &PathBuf| std::fs::read_to_string(path).expect("UTF-8").lines().any(is_test);
    let own = |path: &PathBuf| folders.iter().any(|folder| path.starts_with(folder));
    let found: Vec<_> = files(".rs").into_iter().filter(own).filter(has_tests).collect();
    assert!(found.is_empty(), "tests that nobody runs: {found:?}");
}
