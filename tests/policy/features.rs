//! The demonstration, the command and the tests share one build of their dependencies: of what they use, the features are
//! the same.

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
        // Our own are another matter: `(path)` follows their version.
        if line.contains(" (/") {
            continue;
        }
        // A package without features has no tab after it.
        let (package, features) = line.split_once('\t').unwrap_or((line, ""));
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    found
}

/// The packages that `part` builds with features that `all` never does.
fn apart(part: &[&str], all: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let part = dependencies(part);
    assert!(part.len() > 100, "only {} packages found", part.len());
    part.iter()
        .filter(|(package, features)| all.get(*package).is_some_and(|other| !features.is_subset(other)))
        .map(|(package, features)| format!("{package}: {features:?}, all {:?}", all[package]))
        .collect()
}

#[test]
fn the_demonstration_the_command_and_the_tests_share_their_dependencies() {
    let command = ["--package", "onnx2circuit", "--edges"];
    let demo = ["--package", "onnx2circuit", "--no-default-features", "--features", "command", "--edges"];
    // What runs in the command, then macros and build scripts with it.
    let kinds = [("normal,no-proc-macro", "normal,dev,no-proc-macro"), ("normal,build", "normal,build,dev")];
    for (part, all) in kinds {
        let all = dependencies(&["--workspace", "--edges", all]);
        for of in [&command[..], &demo] {
            let differ = apart(&[of, &[part]].concat(), &all);
            assert!(
                differ.is_empty(),
                "{of:?} builds a second time, with all that needs them:\n{}",
                differ.join("\n")
            );
        }
    }
}

#[test]
fn the_demonstration_is_built_without_what_it_does_not_run() {
    let makefile = std::fs::read_to_string(root().join("Makefile")).expect("the Makefile is read");
    let demo = makefile.lines().skip_while(|line| !line.starts_with("demo:")).nth(1).expect("a recipe");
    assert!(demo.contains("--no-default-features"), "{demo}");
    let found = dependencies(&[
        "--package",
        "onnx2circuit",
        "--no-default-features",
        "--features",
        "command",
        "--edges",
        "normal,build",
    ]);
    for name in ["revm ", "cranelift-codegen ", "contracts ", "icu_segmenter ", "matchers "] {
        assert!(
            !found.keys().any(|package| package.starts_with(name)),
            "{name}is built for the demonstration"
        );
    }
}

/// What the command, the compiler and proofs draw in.
const COMMAND: [&str; 4] = ["clap ", "indicatif ", "miette ", "tracing-subscriber "];
const LLVM: [&str; 2] = ["inkwell ", "melior "];
const PROOFS: [&str; 1] = ["halo2-axiom "];

#[test]
fn the_library_draws_in_what_its_parts_need_alone() {
    let of = |features: &str| {
        let features = ["--no-default-features", "--features", features];
        dependencies(&[&["--package", "onnx2circuit"][..], &features, &["--edges", "normal"]].concat())
    };
    let has = |features: &str, names: &[&str]| {
        let found = of(features);
        names.iter().all(|name| found.keys().any(|package| package.starts_with(name)))
    };
    let lacks = |features: &str, names: &[&str]| {
        let found = of(features);
        !names.iter().any(|name| found.keys().any(|package| package.starts_with(name)))
    };
    assert!(has("command", &[&COMMAND[..], &LLVM, &PROOFS].concat()), "the names are those of today");
    assert!(has("compiler", &LLVM) && lacks("compiler", &[&COMMAND[..], &PROOFS].concat()));
    assert!(has("proving", &PROOFS) && lacks("proving", &[&COMMAND[..], &LLVM].concat()));
    assert!(lacks("compiler,proving", &COMMAND));
    assert!(lacks("", &[&COMMAND[..], &LLVM, &PROOFS].concat()));
}

/// What verifies proofs by sumchecks in a browser knows how circuits are laid out and how proofs are read, and neither runs the one nor
/// makes the other: of ours it has these crates, without the features that do.
#[test]
fn the_verifier_has_no_interpreter_and_no_prover() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}\t{f}"])
        .args(["--package", "sumcheck-verifier", "--target", "wasm32-unknown-unknown", "--edges", "normal"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let ours = text.lines().filter(|line| line.contains(" (/"));
    let named: BTreeSet<(&str, &str)> = ours
        .map(|line| {
            let (package, features) = line.split_once('\t').unwrap_or((line, ""));
            (package.split(' ').next().unwrap_or_default(), features.trim_end_matches(" (*)"))
        })
        .collect();
    let all = ["circuit", "integers", "sumcheck", "sumcheck-verifier"].map(|name| (name, ""));
    assert_eq!(named, BTreeSet::from(all));
}
