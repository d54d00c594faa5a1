//! What a model loses is told where users look: on standard error when it is compiled, and by `inspect` ever after.

use crate::folder::Folder;
use serde_json::Value;
use tests::onnx;

/// A mask of a million that a layer reads: the bits of a small sum hold nothing of `x`.
fn masked() -> Vec<u8> {
    let mask = onnx::tensor("c", &[1, 4], vec![0.0, 0.0, -1e6, 0.0]);
    let nodes =
        vec![onnx::node("Add", &["x", "c"], "a", vec![]), onnx::node("MatMul", &["a", "w"], "y", vec![])];
    onnx::model("masked", &[1, 4], &[1, 3], nodes, vec![mask, onnx::weights("w", &[4, 3], 5)])
}

#[test]
fn a_loss_is_told_by_compile_and_inspect() {
    let folder = Folder::new();
    folder.write("model.onnx", masked());
    let ran = folder.run("compile model.onnx --input-range x=-3..3 -o artifact").fine();
    let warning = ran.stderr.lines().find(|line| line.contains("accuracy is lost")).expect("a warning");
    for part in ["WARN", "node 'Add_a'", "tensor 'a'", "'x' of -3", "rounded to multiples of"] {
        assert!(warning.contains(part), "{part}: {warning}");
    }
    // What is measured does not show it, since the columns of `y` lie thousands apart.
    assert!(!ran.stderr.contains("output 'y' is up to"), "{}", ran.stderr);

    let json = folder.run("inspect artifact --json").fine().json();
    let losses = json["report"]["losses"].as_array().expect("a list");
    assert_eq!(losses.len(), 1, "{json}");
    assert_eq!((losses[0]["node"].as_str(), losses[0]["tensor"].as_str()), (Some("Add_a"), Some("a")));
    assert!(losses[0]["reason"].as_str().is_some_and(|r| r.contains("'x'") && warning.contains(r)), "{json}");
    let text = folder.run("inspect artifact").fine().stdout;
    assert!(text.contains("accuracy is lost: node 'Add_a'"), "{text}");
}

#[test]
fn a_model_without_losses_says_nothing_of_any() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(1));
    let ran = folder.run("compile model.onnx --input-range x=-1..1 -o artifact --json").fine();
    assert!(!ran.stderr.contains("lost"), "{}", ran.stderr);
    assert_eq!(ran.json()["report"]["losses"], serde_json::json!([]));
    let text = folder.run("inspect artifact").fine().stdout;
    assert!(!text.contains("lost") && text.contains("error against float"), "{text}");
}

/// The largest error as a part of the range.
fn relative(error: &Value) -> f64 {
    let figure = |of: &str| error[of].as_f64().expect("a number");
    figure("max") / (figure("hi") - figure("lo"))
}

/// An error of more than 1 % is a warning and one of more than 5 % a loud one, with what becomes of arg-maxes; a smaller one is none.
/// `compile` prints the figures of each step and output, and `inspect` prints them again.
#[test]
fn errors_are_warned_of_by_their_size() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::classifier(2));
    let mut met = [0; 3];
    for bits in [3, 4, 6, 8, 12] {
        let line = format!("compile model.onnx --input-range x=-1..1 --goal bits={bits} -o artifact");
        let compiled = folder.run(&line).fine();
        let report = folder.run("inspect artifact --json").fine().json()["report"].clone();
        let y = &report["outputs"][0];
        let size = [0.01, 0.05].iter().filter(|limit| relative(&y["error"]) > **limit).count();
        met[size] += 1;
        let told: Vec<&str> = compiled.stderr.lines().filter(|line| line.contains("is up to")).collect();
        assert_eq!(told.len(), size.min(1), "{bits} bits: {}", compiled.stderr);
        for line in told {
            assert!(line.contains("WARN") && line.contains("output 'y' is up to"), "{line}");
            assert!(line.contains("arg-max"), "{line}");
            assert_eq!(line.contains("LARGE ERROR"), size == 2, "{bits} bits: {line}");
        }
        // A table of steps and one of outputs.
        let again = folder.run("inspect artifact").fine().stdout;
        let tables: Vec<&str> = compiled.stdout.split("\n\n").take(2).collect();
        assert!(tables.iter().all(|table| again.contains(table)), "{}{again}", compiled.stdout);
        let steps = report["nodes"].as_array().expect("a list").len();
        assert!(steps > 1 && tables[0].matches('%').count() == 2 * steps, "{steps} steps: {}", tables[0]);
        let alike = format!("{}/{}", y["agreeing"], y["decisions"]);
        assert!(tables[1].matches('%').count() == 2 && tables[1].contains(&alike), "{alike}: {}", tables[1]);
    }
    assert!(met.iter().all(|times| *times > 0), "{met:?}: not every size of error");
}

/// What is named to help was tried, and does: a preset with more bits for activations may have fewer for inputs.
#[test]
fn advice_is_what_helps() {
    let folder = Folder::new();
    // All is about a small part of the input's range: by default so small an input has 14 bits, by `--preset exact` 12.
    let bounds = vec![onnx::tensor("lo", &[], vec![0.5]), onnx::tensor("hi", &[], vec![0.505])];
    let clip = vec![onnx::node("Clip", &["x", "lo", "hi"], "y", vec![])];
    folder.write("narrow.onnx", onnx::model("narrow", &[1, 128], &[1, 128], clip, bounds));
    folder.write("classes.onnx", onnx::classifier(2));
    let lines = [
        ("compile narrow.onnx --input-range x=0..2", "", "--goal bits=16"),
        ("compile classes.onnx --input-range x=-1..1", "--goal bits=3", "--preset default"),
    ];
    for (line, given, option) in lines {
        let worst = |given: &str| {
            let ran = folder.run(&format!("{line} {given} -o artifact --json")).fine();
            let json = ran.json();
            (relative(&json["report"]["outputs"][0]["error"]), ran.stderr, json["warnings"].clone())
        };
        let (before, said, warnings) = worst(given);
        let helps = said.lines().find(|l| l.contains("what helps")).unwrap_or_else(|| panic!("{said}"));
        assert!(helps.contains(option), "{helps}");
        // As JSON has it, with all else that is warned of.
        let texts = warnings.as_array().expect("a list").iter().map(|w| w.as_str().expect("a text"));
        let told = texts.clone().filter(|text| said.contains(text)).count();
        assert!(told > 1 && told == texts.clone().count(), "{warnings}: {said}");
        assert!(texts.clone().any(|text| text.contains("what helps")), "{warnings}");
        let (after, ..) = worst(option);
        assert!(before > 0.01 && after <= before / 2.0, "{before} becomes {after}");
        let figure = format!("at most {:.3} %", 100.0 * after);
        assert!(helps.contains(&figure), "{figure}: {helps}");
    }
}

/// Samples that leave the ranges of others are refused: what clamping makes of them is tried and named with its figure.
#[test]
fn clamping_is_advised_where_inputs_are_refused() {
    let folder = Folder::new();
    folder.write("model.onnx", onnx::perceptron(7));
    let inputs = |size: f64| -> Vec<u8> {
        let at = |i: u32| size * f64::from((i * 37 + 11) % 101) / 50.0 - size;
        (0..16 * 4).flat_map(|i| at(i).to_le_bytes()).collect()
    };
    folder.npy("small.npy", "<f8", "(16, 1, 4)", &inputs(0.1));
    folder.npy("large.npy", "<f8", "(16, 1, 4)", &inputs(1.0));
    folder.run("calibrate model.onnx small.npy -o c.json --input-range x=-1..1").fine();
    let line = "compile model.onnx --calibration c.json -o artifact --json";
    let refused = |options: &str| {
        let json = folder.run(&format!("{line} --samples {options}")).fine().json();
        (json["report"]["refused"].as_u64().expect("a number"), json["warnings"].to_string())
    };
    let (before, said) = refused("large.npy");
    let (after, silent) = refused("large.npy --overflow saturate");
    assert!(before > 0 && after == 0, "{before}, {after}");
    let named = format!(
        "clamping (--overflow saturate: 0 of 16 inputs refused in place of {before}, errors of at most "
    );
    assert!(said.contains(&named) && !silent.contains("--overflow"), "{named}: {said}, {silent}");
    let (none, said) = refused("small.npy");
    assert!(none == 0 && !said.contains("--overflow"), "{said}");
}

/// The options that help are the command's own.
#[test]
fn ranges_that_do_not_settle_name_options_of_the_command() {
    let folder = Folder::new();
    // Rounded, the sample is the index behind the last.
    let nodes = vec![
        onnx::node("Floor", &["x"], "f", vec![]),
        onnx::node("Cast", &["f"], "i", vec![onnx::int("to", 7)]),
        onnx::node("Gather", &["table", "i"], "y", vec![]),
    ];
    let table = onnx::tensor("table", &[32], (0..32u8).map(f32::from).collect());
    folder.write("model.onnx", onnx::model("model", &[1, 4], &[1, 4], nodes, vec![table]));
    folder.npy("x.npy", "<f8", "(1, 1, 4)", &[0.5f64, 7.25, 19.5, 31.9999].map(f64::to_le_bytes).concat());
    for (line, named, other) in [
        ("calibrate model.onnx x.npy -o c.json", "--margin", "--overflow"),
        ("compile model.onnx --samples x.npy -o artifact", "--overflow", "--margin"),
    ] {
        let ran = folder.run(line);
        assert!(ran.status == 2 && ran.stderr.contains("which no widening mends"), "{ran:?}");
        assert!(ran.stderr.contains(named) && !ran.stderr.contains(other), "{}", ran.stderr);
        let help = folder.run(&format!("{} --help", line.split(' ').next().expect("a verb"))).fine().stdout;
        assert!(help.contains(named) && !help.contains(other), "{help}");
    }
}
