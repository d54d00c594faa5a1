//! The examples of the README and the documents: the command is installed where they expect it, and what they write is no change to the
//! repository.

use std::collections::BTreeSet;
use std::process::Command;

use crate::root;
use crate::tidy::files;

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("the README is there")
}

/// Lines of a text's shell examples, without what is said beside them.
fn shell(text: &str) -> Vec<String> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|b| b.split("```").next());
    blocks.flat_map(str::lines).map(|l| l.split(" # ").next().unwrap_or_default().trim().to_owned()).collect()
}

/// Lines of the README's shell examples that run the command.
fn examples() -> Vec<String> {
    let lines = shell(&readme()).into_iter();
    let found: Vec<String> = lines.filter(|l| l.starts_with("onnx2circuit ")).collect();
    assert!(found.len() > 10, "only {} examples: the blocks are not found", found.len());
    found
}

/// What an example writes: what its options for results name, and what is written where they are not given.
fn written(example: &str) -> Vec<String> {
    let words: Vec<&str> = example.split_whitespace().collect();
    let options = ["-o", "--output", "--out", "--meta", "--public", "--svg", "--proof"];
    let is_file = |w: &[&str]| options.contains(&w[0]) || w[0] == ">" && w[1].contains('.');
    // What is another option's, or a name that stands for any, is no file here.
    let is_name = |w: &[&str]| w[1].starts_with(|c: char| c.is_ascii_lowercase());
    let given =
        words.windows(2).filter(|w| is_file(w) && is_name(w)).map(|w| w[1].trim_end_matches(')').to_owned());
    let mut files: Vec<String> = given.collect();
    if example.contains("--proof-at") {
        files.push("proof-1000000.json".to_owned());
    }
    if words.get(1) == Some(&"prove") {
        files.extend(["proof.bin", "public.json"].map(str::to_owned));
    }
    files
}

#[test]
fn what_examples_write_is_ignored_by_git() {
    let documents = files(".md").into_iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let of_documents: Vec<String> = documents.flat_map(|text| shell(&text)).collect();
    let files: BTreeSet<String> = examples().iter().chain(&of_documents).flat_map(|e| written(e)).collect();
    for name in ["mnist.o2c", "proof.bin", "state.bin.gz", "tree.svg", "challenge.txt"] {
        assert!(files.contains(name), "{name} is not found among {files:?}");
    }
    // A folder is ignored with what is in it.
    let inside = files.iter().flat_map(|f| [f.clone(), format!("{f}/inside")]);
    for file in inside {
        let status = Command::new("git")
            .args(["check-ignore", "--quiet", "--no-index", &file])
            .current_dir(root())
            .status()
            .expect("git runs");
        assert!(status.success(), "{file} is written by an example and not ignored");
    }
}

#[test]
fn nothing_of_the_repository_is_ignored() {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--ignored", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
}

/// The examples call the command by its name; one target puts a release build of it on the path.
#[test]
fn the_command_is_installed_for_the_examples() {
    let output =
        Command::new("make").args(["--dry-run", "install"]).current_dir(root()).output().expect("make runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let line =
        text.lines().find(|l| l.contains(" install ")).unwrap_or_else(|| panic!("no install: {output:?}"));
    let words: Vec<&str> = line.split_whitespace().collect();
    assert!(
        words.windows(2).any(|w| w == ["--path", "onnx2circuit"]) && words.contains(&"--locked"),
        "{line}"
    );
    assert!(
        !words.iter().any(|w| w.contains("--debug") || w.contains("--profile")),
        "a release build: {line}"
    );
    let text = readme();
    let (install, first) = (text.find("make install"), text.find("\nonnx2circuit "));
    assert!(install.is_some() && install < first, "the README says so before its first example");
}

/// The README names the operator sets that are taken, and how many operators there are.
#[test]
fn the_readme_counts_operators_and_operator_sets() {
    let text = readme();
    let (first, last) = (frontend::opset::MIN_OPSET, frontend::opset::MAX_OPSET);
    assert!(text.contains(&format!("perator sets {first} to {last}")), "operator sets {first} to {last}");
    for (domain, title) in [("", "ONNX"), ("com.microsoft", "com.microsoft"), ("ai.onnx.ml", "ai.onnx.ml")] {
        let count = format!("{} of {title}", frontend::opset::operators(domain).len());
        assert!(text.contains(&count), "the README does not say '{count}'");
    }
}
