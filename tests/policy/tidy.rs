//! Every source file says what it is for, stays small, and leaves nothing to do.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::root;

/// Longest source file, in lines. Most are under 400.
const LONGEST: usize = 600;

/// The files of the repository that end so.
pub fn files(ending: &str) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("names are UTF-8");
    let all: Vec<_> = text.lines().filter(|l| l.ends_with(ending)).map(|l| root().join(l)).collect();
    all.into_iter().filter(|p| p.exists()).collect()
}

/// The sources; the modules of models that builds have made are none.
fn sources() -> Vec<(PathBuf, String)> {
    let written = |path: &PathBuf| !path.iter().any(|folder| folder == "compiled");
    let found: Vec<_> = files(".rs")
        .into_iter()
        .filter(written)
        .map(|p| (p.clone(), std::fs::read_to_string(p).expect("UTF-8")))
        .collect();
    assert!(found.len() > 30, "only {} source files found", found.len());
    found
}

fn refuse(what: &str, found: impl Iterator<Item = PathBuf>) {
    let list: Vec<_> = found.map(|p| p.display().to_string()).collect();
    assert!(list.is_empty(), "{what}:\n{}", list.join("\n"));
}

#[test]
fn every_module_has_a_header() {
    let bare = |text: &str| !text.lines().take(3).any(|l| l.starts_with("//!"));
    refuse("no //! header", sources().into_iter().filter(|(_, t)| bare(t)).map(|(p, _)| p));
}

#[test]
fn no_source_file_is_too_long() {
    let long = sources().into_iter().filter(|(_, t)| t.lines().count() > LONGEST);
    refuse("longer than 600 lines", long.map(|(p, _)| p));
}

#[test]
fn nothing_is_left_to_do() {
    // Spelt in parts, so that this file does not find itself.
    let marks =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!("), concat!("unimplemented", "!(")];
    let left = sources().into_iter().filter(|(_, t)| marks.iter().any(|m| t.contains(m)));
    refuse("something left to do", left.map(|(p, _)| p));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for file in files(".md") {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        let folder = file.parent().unwrap_or(Path::new("."));
        for target in text.split("](").skip(1).filter_map(|t| t.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                broken.push(format!("{}: {target}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A link leads to a place of one machine.
#[test]
fn nothing_is_a_link() {
    let listed =
        Command::new("git").args(["ls-files", "--stage"]).current_dir(root()).output().expect("git runs");
    let listed = String::from_utf8(listed.stdout).expect("text");
    let links: Vec<&str> = listed.lines().filter(|line| line.starts_with("120000")).collect();
    assert!(listed.lines().count() > 500 && links.is_empty(), "{links:?}");
}
