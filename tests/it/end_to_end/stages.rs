//! What compiling does, and what it says while it does it.

use onnx2circuit::command::progress::{Counted, logged};
use std::sync::mpsc;
use std::time::Duration;

use super::disputes::artifact;

/// How a circuit is laid out is up to a proof system's `setup`: for large models it takes minutes and gigabytes.
#[test]
fn compiling_lays_no_table_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let artifact = artifact(folder.path());
    let text = std::fs::read_to_string(format!("{artifact}/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let circuit: Vec<&String> = manifest["circuit"].as_object().expect("an object").keys().collect();
    assert_eq!(circuit, ["digest", "relations"]);
}

#[test]
fn a_long_stage_is_shown_while_it_runs() {
    let (says, said) = mpsc::channel();
    let say = move |line: &str| says.send(line.to_owned()).expect("the test listens");
    // The stage lasts until its line is there, so that nothing hangs on the machine's speed.
    let result = logged("weaving", Duration::from_millis(1), say, || said.recv().expect("a line"));
    assert_eq!(result, "weaving ...");
    let end = said.recv().expect("its end");
    assert!(end.starts_with("weaving: ") && end.ends_with(" s"), "{end}");
}

#[test]
fn a_short_stage_says_nothing() {
    let (says, said) = mpsc::channel();
    let say = move |line: &str| says.send(line.to_owned()).expect("the test listens");
    assert_eq!(logged("blinking", Duration::from_secs(3600), say, || 7), 7);
    assert_eq!(said.recv().ok(), None);
}

/// A log has a line in ten seconds, however many parts are done in them, and none for what is over.
#[test]
fn work_in_parts_has_a_line_every_ten_seconds() {
    let counted = Counted::new("proving", "cases", 50);
    let due = |(done, after): (u64, u64)| counted.due(done, Duration::from_secs(after));
    let said: Vec<String> = [(1, 9), (2, 10), (3, 11), (9, 19), (10, 35), (11, 36), (12, 40), (50, 60)]
        .into_iter()
        .filter_map(due)
        .collect();
    assert_eq!(
        said,
        ["proving: 2 of 50 cases, 10 s", "proving: 10 of 50 cases, 35 s", "proving: 12 of 50 cases, 40 s"]
    );
}
