//! ONNX's own operator tests by the command, in native code, in the virtual machine, by the circuit and with proofs: what passes
//! by the reference (`tests/conformance`) passes in all of them.
//!
//! A sample of every operator's cases is run here; all of them are `ignored`, in parts that can be run by themselves:
//! `cargo test -p onnx2circuit --test command -- --ignored cases::part_3`.

use crate::folder::{Folder, Ran};
use crate::manifest::{Expected, Manifest};
use std::collections::BTreeMap;
use std::path::Path;
use tests::operators;

/// Executions of one program.
const EXECUTIONS: &str = "--on native,vm,circuit";
/// Tables of proofs have up to 2 to this power of rows; what needs more is passed over.
const MOST_K: u32 = 13;
/// Parts of all cases.
const PARTS: usize = 8;

/// A case's folder and its bound on reals.
type Case = (String, String);

/// The cases that pass, as many of each operator as of any other, while there are some; none where there is no data.
fn passing() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository");
    let folder = root.join("target/onnx-node-tests");
    if !folder.is_dir() {
        println!("skipped: no {}; scripts/onnx-tests.sh fetches it", folder.display());
        assert!(std::env::var_os("CI").is_none_or(|v| v != "true"), "no cases, which this machine must have");
        return Vec::new();
    }
    let manifest = std::fs::read_to_string(root.join("tests/conformance/node.txt")).expect("the manifest");
    let manifest = Manifest::parse(&manifest);
    let mut groups: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for name in manifest.names() {
        if let Some(Expected::Pass { tolerance, .. }) = manifest.of(name) {
            let operator = operators::of_case(name).unwrap_or("others");
            groups.entry(operator).or_default().push((name.to_owned(), tolerance.to_string()));
        }
    }
    assert!(groups.len() > 150, "only {} operators", groups.len());
    let deepest = groups.values().map(Vec::len).max().unwrap_or(0);
    let round = |i: usize| groups.values().filter_map(move |cases| cases.get(i));
    (0..deepest).flat_map(round).cloned().collect()
}

/// Runs the command on cases, those of each bound at once.
fn run(cases: &[Case], options: &str) -> Vec<Ran> {
    if cases.is_empty() {
        return Vec::new();
    }
    let folder = Folder::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/onnx-node-tests");
    std::os::unix::fs::symlink(data.canonicalize().expect("it is there"), folder.path("all"))
        .expect("a link");
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for (name, bound) in cases {
        *groups.entry(bound).or_default() += &format!(" all/{name}");
    }
    let command =
        |(bound, names)| folder.run(&format!("conformance{names} --bound {bound} {options} --json"));
    groups.into_iter().map(command).collect()
}

/// Every one of them passes in all executions.
fn all_pass(cases: &[Case]) {
    let mut passed = 0;
    for ran in run(cases, &format!("{EXECUTIONS} --strict")) {
        let json = ran.json();
        let all = json["cases"].as_array().expect("a list");
        let bad: Vec<String> =
            all.iter().filter(|c| c["outcome"] != "pass").map(ToString::to_string).collect();
        assert!(bad.is_empty() && ran.status == 0, "{} do not pass:\n{}", bad.len(), bad.join("\n"));
        passed += all.len();
    }
    assert_eq!(passed, cases.len());
}

/// Proves cases in order until so many are proved; those that need a larger table are passed over, and nothing else is.
fn are_proved(cases: &[Case], wanted: u64) {
    let mut passed = 0;
    for part in cases.chunks(10) {
        for ran in run(part, &format!("--prove {MOST_K}")) {
            let json = ran.json();
            let other = |c: &&serde_json::Value| {
                c["outcome"] != "pass"
                    && !c["reason"].as_str().unwrap_or_default().contains("takes a table of 2^")
            };
            let all = json["cases"].as_array().expect("a list");
            let bad: Vec<String> = all.iter().filter(other).map(ToString::to_string).collect();
            assert!(bad.is_empty() && ran.status == 0, "{}", bad.join("\n"));
            passed += json["passed"].as_u64().expect("a number");
        }
        if passed >= wanted {
            return;
        }
    }
    assert!(cases.is_empty(), "only {passed} of {} are proved", cases.len());
}

#[test]
fn a_sample_of_every_operator_passes_everywhere() {
    all_pass(&passing().into_iter().take(300).collect::<Vec<_>>());
}

#[test]
fn thirty_cases_are_proved() {
    are_proved(&passing().into_iter().step_by(5).collect::<Vec<_>>(), 30);
}

#[test]
#[ignore = "minutes: 150 of ONNX's cases proved"]
fn hundred_and_fifty_cases_are_proved() {
    are_proved(&passing(), 150);
}

macro_rules! parts {
    ($($name:ident $i:literal,)*) => {
        $(
            #[test]
            #[ignore = "a minute: an eighth of ONNX's cases in all executions"]
            fn $name() {
                all_pass(&passing().into_iter().skip($i).step_by(PARTS).collect::<Vec<_>>());
            }
        )*

        #[test]
        fn the_parts_are_all() {
            assert_eq!([$($i,)*], std::array::from_fn::<usize, PARTS, _>(|i| i));
        }
    };
}

parts! {
    part_0 0, part_1 1, part_2 2, part_3 3, part_4 4, part_5 5, part_6 6, part_7 7,
}
