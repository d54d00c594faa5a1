//! The command and the tests share one build of their dependencies: of what both use, the features are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::root;

/// Each dependency outside the workspace, with the sets of features that it is built with.
fn dependencies(selection: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}\t{f}"])
        .args(selection)
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        // A package without features has no tab after it.
        let (package, features) = line.split_once('\t').unwrap_or((line, ""));
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    found
}

#[test]
fn the_command_and_the_tests_share_their_dependencies() {
    let command = dependencies(&["--package", "onnx2circuit", "--edges", "normal"]);
    let all = dependencies(&["--workspace", "--edges", "normal,dev"]);
    assert!(command.len() > 100, "only {} packages found", command.len());
    let differ: Vec<String> = command
        .iter()
        .filter(|(package, features)| all.get(*package).is_some_and(|other| !features.is_subset(other)))
        .map(|(package, features)| format!("{package}: the command {features:?}, all {:?}", all[package]))
        .collect();
    assert!(differ.is_empty(), "built twice, with all that needs them:\n{}", differ.join("\n"));
}
