//! The failures that are known of this field, each told as a lie with all that follows from it, shown to every constraint, and
//! proved by the real prover: what objects is named, and the real verifier refuses.
//!
//! `docs/circuits/failures.md` maps failure to test and to what refuses; a test holds it against these files.

mod challenges;
mod copies;
mod hashed;
mod numbers;
mod parameters;
mod statement;
mod strips;
mod tables;

use std::collections::BTreeSet;
use std::path::Path;

use super::cheats::Court;
use super::liar::{Liar, Lie};
use halo2::check::Violation;
use halo2::columns::Config;

/// Columns that suffice for the circuits here.
const CONFIG: Config = Config { bits: 8, lanes: 11, accumulators: 2, weights: 3, ports: 4, tables: 1 };

/// What objects to a lie: names of gates, accumulators and strips without their number, and "copy".
fn objections(found: &[Violation]) -> BTreeSet<String> {
    let name = |v: &Violation| match v {
        Violation::Gate { gate, .. } if gate.starts_with("accumulator") => "accumulator".to_owned(),
        // Elements of strips, and windows side by side, have numbers.
        Violation::Gate { gate, .. } => match gate.split_once(": ") {
            Some((of, says)) => {
                format!("{}: {says}", of.trim_end_matches(|c: char| c == ' ' || c.is_ascii_digit()))
            }
            None => gate.clone(),
        },
        Violation::Copy { .. } => "copy".to_owned(),
    };
    found.iter().map(name).collect()
}

/// These constraints, and no others, object to a lie; the verifier refuses its proof.
fn refused(name: &str, court: &mut Court, liar: &Liar<'_>, lie: &Lie, by: &[&str]) {
    let found = objections(&liar.all(lie));
    let by: BTreeSet<String> = by.iter().map(|s| (*s).to_owned()).collect();
    assert_eq!(found, by, "{name}: {}", lie.what);
    let told = court.judges(liar, lie);
    assert!(told.is_err(), "{name}: proved: {}", lie.what);
}

/// What `docs/circuits/halo2.md` puts in quotes is a name of a gate or of a block.
#[test]
fn the_page_names_what_there_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("../docs/circuits/halo2.md")).expect("the page");
    let mut sources = String::new();
    for folder in ["src", "src/hashed"] {
        for file in std::fs::read_dir(root.join(folder)).expect("a folder") {
            let path = file.expect("a file").path();
            if path.extension().is_some_and(|e| e == "rs") {
                sources += &std::fs::read_to_string(path).expect("a file");
            }
        }
    }
    let names: BTreeSet<&str> = text.split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        // Some have a number.
        let pattern = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let there = [format!("\"{name}\""), format!("\"{pattern}{{")];
        assert!(there.iter().any(|literal| sources.contains(literal)), "no gate or block is named {name}");
    }
}

/// Every line of the table names a test that is there, and in whose file what refuses is named; every test here has a line.
#[test]
fn the_table_of_failures_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join("docs/circuits/failures.md")).expect("the page");
    let quoted =
        |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let mut named = BTreeSet::new();
    let mut lines = 0;
    for line in text.lines().filter(|line| line.starts_with("| ") && line.contains("::")) {
        let cells: Vec<&str> = line.split('|').collect();
        let [_, _failure, _lie, tests, by, _] = cells[..] else { panic!("not four columns: {line}") };
        lines += 1;
        let mut texts = String::new();
        for test in quoted(tests) {
            let (file, function) = test.split_once("::").unwrap_or_else(|| panic!("no test: {test}"));
            let path = root.join(file);
            let file = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert!(file.contains(&format!("fn {function}(")), "no test {test}");
            texts += &file;
            named.insert(test);
        }
        assert!(!by.trim().is_empty(), "nothing refuses: {line}");
        for check in quoted(by) {
            assert!(texts.contains(&format!("\"{check}\"")) || texts.contains(&check), "{check}: {line}");
        }
    }
    assert!(lines > 15, "{lines} failures");
    for file in ["challenges", "copies", "hashed", "numbers", "parameters", "statement", "strips", "tables"] {
        let path = format!("halo2/tests/halo2/malicious/{file}.rs");
        let text = std::fs::read_to_string(root.join(&path)).expect("a file of this suite");
        for after in text.split("#[test]\n").skip(1) {
            let name = after.trim_start().strip_prefix("fn ").and_then(|rest| rest.split('(').next());
            let test = format!("{path}::{}", name.expect("a function"));
            assert!(named.contains(&test), "{test} is not in the table");
        }
    }
}
