//! What `compile` makes of a range alone, and what it says about it: files beside the manifest.

use onnx2circuit::accuracy::{self, REPORT};
use onnx2circuit::artifact::{Artifact, CALIBRATION};
use std::collections::BTreeMap;
use std::path::Path;

use super::disputes::run;

/// The bytes of each file in a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path());
    let read = |p: std::path::PathBuf| {
        let name = p.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(p).expect("a file"))
    };
    entries.map(read).collect()
}

#[test]
fn the_calibration_that_compile_makes_gives_the_same_artifact_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("m.onnx"), tests::onnx::perceptron(1)).expect("written");
    run(&["compile", &at("m.onnx"), "--input-range", "x=-1..1", "-o", &at("made")]).expect("compiles");
    let made = at("made");
    let calibration = format!("{made}/{CALIBRATION}");
    run(&["compile", &at("m.onnx"), "--calibration", &calibration, "-o", &at("given")]).expect("compiles");
    let first = files(Path::new(&made));
    let kept = first.get(CALIBRATION).expect("the calibration is beside the manifest").clone();
    assert!(first.len() > 5 && first == files(Path::new(&at("given"))));

    let manifest = Artifact::open(Path::new(&made)).expect("an artifact").manifest;
    assert_eq!(manifest.calibration_sha256, Some(onnx2circuit::artifact::sha256(&kept)));
    // The report is there, has a figure for each step of the model, and no hash covers it.
    let report = accuracy::read(Path::new(&made)).expect("a report").expect("beside the manifest");
    assert_eq!((report.refused, report.nodes.len()), (0, manifest.steps.len() - 1));
    assert!(report.samples > 0 && report.worst() > 0.0 && report.worst() < 0.05, "{report:?}");
    assert!(!manifest.files.contains_key(REPORT));
    let listed = accuracy::steps(&manifest, Some(&report));
    assert_eq!(listed.matches('%').count(), 2 * report.nodes.len(), "{listed}");

    // The same as a verb of its own; another seed gives other ranges.
    run(&["calibrate", &at("m.onnx"), "--input-range", "x=-1..1", "-o", &at("c.json")]).expect("calibrates");
    assert_eq!(std::fs::read(at("c.json")).expect("a file"), kept);
    let other = ["calibrate", &at("m.onnx"), "--input-range", "x=-1..1", "--seed", "5", "-o", &at("d.json")];
    run(&other).expect("calibrates");
    assert_ne!(std::fs::read(at("d.json")).expect("a file"), kept);

    std::fs::remove_file(format!("{made}/{REPORT}")).expect("it was there");
    run(&["inspect", &made]).expect("an artifact without its report is one");
    assert_eq!(accuracy::read(Path::new(&made)).expect("nothing is wrong"), None);
}
