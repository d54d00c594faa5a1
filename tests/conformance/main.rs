//! ONNX's own operator tests, each one a named test.
//!
//! `scripts/onnx-tests.sh` fetches them. Without them one test stands for all, `the_cases_are_there`: ignored on a
//! developer's machine, failing where `CI=true`. What is expected of each case stands in `node.txt`, which must name
//! every case there is. A case is run as the command `conformance` runs it: in floats and by the reference, and here by the
//! circuit's interpreter too. The other executions are in `onnx2circuit/tests/command/cases.rs`.

mod manifest;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use onnx2circuit::conformance::{Kept, Outcome, Verdict, cases, check};
use onnx2circuit::{Failure, execute};

use self::manifest::{Expected, Manifest};

/// Fewer cases than this mean that the data is broken.
const LEAST_CASES: usize = 1_900;

/// Cases that pass with their data inputs kept, at least.
const LEAST_PASSING: usize = 1_450;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/onnx-node-tests");
    let lines = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/node.txt");
    let manifest = Manifest::parse(&std::fs::read_to_string(&lines).unwrap_or_default());
    let mut trials = Vec::new();
    match cases(&folder) {
        Err(_) => {
            let missing = format!("no {}; scripts/onnx-tests.sh fetches it", folder.display());
            let required = std::env::var_os("CI").is_some_and(|v| v == "true");
            eprintln!("{missing}");
            let trial = Trial::test("the_cases_are_there", || Err(Failed::from(missing)));
            trials.push(trial.with_ignored_flag(!required));
        }
        Ok(cases) => {
            let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let names: Vec<String> = cases.iter().map(name).collect();
            trials.extend(names.iter().zip(cases).map(|(name, path)| trial(&manifest, name.clone(), path)));
            let first = folder.join(names.first().map_or("", String::as_str));
            trials.push(Trial::test("a_panic_is_a_failure", move || panics(&first)));
            trials.push(Trial::test("the_manifest_fits_the_data", move || complete(&manifest, &names)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trial(manifest: &Manifest, name: String, path: PathBuf) -> Trial {
    let expected = manifest.of(&name);
    let skipped = matches!(expected, Some(Expected::Skip));
    let run = move || match expected {
        None => Err(Failed::from("the manifest has no line for this case")),
        Some(expected) => judge(&expected, check(&path, expected.tolerance(), &interpreter)),
    };
    Trial::test(name, run).with_ignored_flag(skipped)
}

/// The circuit that follows from the integer graph without LLVM.
fn interpreter(
    graph: &gadgets::Graph,
    inputs: &[Vec<i64>],
) -> Result<Vec<(&'static str, execute::Outcome)>, Failure> {
    let circuit = circuit::lower::lower(graph).map_err(|all| Failure::no(format!("no circuit: {all:?}")))?;
    Ok(vec![("the circuit's interpreter", execute::circuit(&circuit, graph, inputs)?)])
}

fn judge(expected: &Expected, got: Outcome) -> Result<(), Failed> {
    let reason = got.reason.unwrap_or_default();
    match (expected, got.outcome) {
        (Expected::Pass { kept, .. }, Verdict::Pass) if Some(*kept) != got.kept => {
            Err(format!("computed is {:?}, though the manifest says {kept:?}", got.kept).into())
        }
        (Expected::Pass { .. }, Verdict::Pass) | (Expected::Skip, _) => Ok(()),
        (Expected::Pass { .. }, outcome) => Err(format!("{outcome}: {reason}").into()),
        (Expected::Fail { reason: words }, Verdict::Pass) => {
            Err(format!("passes, {:?} computed, though it should fail: {words}", got.kept).into())
        }
        (Expected::Fail { reason: words }, _) if reason.contains(words.as_str()) => Ok(()),
        (Expected::Fail { reason: words }, outcome) => {
            Err(format!("expected to fail with '{words}', got {outcome}: {reason}").into())
        }
    }
}

/// A panic in a case is said of the case, and ends nothing else.
fn panics(folder: &Path) -> Result<(), Failed> {
    let got = check(folder, 1.0, &|_, _| panic!("on purpose"));
    let told = got.reason.as_deref() == Some("a panic: on purpose");
    if got.outcome == Verdict::Fail && told { Ok(()) } else { Err(format!("{got:?}").into()) }
}

fn complete(manifest: &Manifest, names: &[String]) -> Result<(), Failed> {
    if names.len() < LEAST_CASES {
        return Err(format!("{} cases found, at least {LEAST_CASES} expected", names.len()).into());
    }
    let inputs = manifest.count(Kept::All);
    if inputs + manifest.count(Kept::Some) < LEAST_PASSING {
        return Err(format!("{inputs} cases pass with all inputs kept, too few").into());
    }
    let unknown: Vec<&str> = manifest.names().filter(|n| !names.iter().any(|m| m == n)).collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("no such cases: {}", unknown.join(", ")).into()) }
}
