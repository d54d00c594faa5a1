//! ONNX's own operator tests, each one a named test.
//!
//! `scripts/onnx-tests.sh` fetches them. Without them one test stands for all, `the_cases_are_there`: ignored on a
//! developer's machine, failing where `CI=true`. What is expected of each case stands in `node.txt`, which must name
//! every case there is.

mod case;
mod check;
mod manifest;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use self::check::Kept;
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
        None => {
            let missing = format!("no {}; scripts/onnx-tests.sh fetches it", folder.display());
            let required = std::env::var_os("CI").is_some_and(|v| v == "true");
            eprintln!("{missing}");
            let trial = Trial::test("the_cases_are_there", || Err(Failed::from(missing)));
            trials.push(trial.with_ignored_flag(!required));
        }
        Some(cases) => {
            let names: Vec<String> = cases.iter().map(|(name, _)| name.clone()).collect();
            trials.extend(cases.into_iter().map(|(name, path)| trial(&manifest, name, path)));
            trials.push(Trial::test("the_manifest_fits_the_data", move || complete(&manifest, &names)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// All cases by name; `None` where there is no data.
fn cases(folder: &Path) -> Option<Vec<(String, PathBuf)>> {
    let entries = folder.read_dir().ok()?.filter_map(Result::ok);
    let mut cases: Vec<_> = entries
        .map(|e| (e.file_name().to_string_lossy().into_owned(), e.path()))
        .filter(|(_, path)| path.join("model.onnx").is_file())
        .collect();
    cases.sort();
    Some(cases)
}

fn trial(manifest: &Manifest, name: String, path: PathBuf) -> Trial {
    let expected = manifest.of(&name);
    let skipped = matches!(expected, Some(Expected::Skip));
    let run = move || match expected {
        None => Err(Failed::from("the manifest has no line for this case")),
        Some(expected) => judge(&expected, check::check(&path, expected.tolerance())),
    };
    Trial::test(name, run).with_ignored_flag(skipped)
}

fn judge(expected: &Expected, got: Result<Kept, String>) -> Result<(), Failed> {
    match (expected, got) {
        (Expected::Pass { kept, .. }, Ok(got)) if *kept != got => {
            Err(format!("computed is {got:?}, though the manifest says {kept:?}").into())
        }
        (Expected::Pass { .. }, got) => got.map(|_| ()).map_err(Failed::from),
        (Expected::Fail { reason }, Err(e)) if e.contains(reason.as_str()) => Ok(()),
        (Expected::Fail { reason }, Err(e)) => {
            Err(format!("expected to fail with '{reason}', got: {e}").into())
        }
        (Expected::Fail { reason }, Ok(kept)) => {
            Err(format!("passes, {kept:?} computed, though it should fail: {reason}").into())
        }
        (Expected::Skip, _) => Ok(()),
    }
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
