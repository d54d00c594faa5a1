//! `accuracy`: labels given by floats and by integers.

use crate::folder::Folder;
use serde_json::json;
use tests::onnx;

/// The identity on four scores: the largest input is the class, in floats and in integers.
fn scores() -> Folder {
    let folder = Folder::new();
    let nodes = vec![onnx::node("Relu", &["x"], "y", vec![])];
    folder.write("model.onnx", onnx::model("scores", &[1, 4], &[1, 4], nodes, vec![]));
    folder.run("compile model.onnx --input-range x=0..1 -o model.o2c").fine();
    folder
}

/// Four samples: classes 0 to 3, the last two far closer than eight bits tell apart.
const SAMPLES: [[f32; 4]; 4] =
    [[0.9, 0.1, 0.2, 0.3], [0.1, 0.8, 0.2, 0.3], [0.1, 0.2, 0.7, 0.69999], [0.1, 0.2, 0.59999, 0.6]];

fn write_samples(folder: &Folder, samples: &[[f32; 4]]) {
    let bytes: Vec<u8> = samples.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
    folder.npy("samples.npy", "<f4", &format!("({}, 1, 4)", samples.len()), &bytes);
}

#[test]
fn floats_and_integers_are_counted_beside_each_other() {
    let folder = scores();
    write_samples(&folder, &SAMPLES);
    folder.write("labels.json", "[0, 1, 2, 3]");
    let line = "accuracy model.o2c --samples samples.npy --model model.onnx --on reference,native --on vm --on circuit";
    let ran = folder.run(&format!("{line} --labels labels.json --json")).fine().json();
    assert_eq!((&ran["float"]["correct"], &ran["float"]["accuracy"]), (&json!(4), &json!(1.0)), "{ran}");
    let executions = ran["executions"].as_array().expect("a list");
    let names: Vec<_> = executions.iter().map(|e| e["on"].clone()).collect();
    assert_eq!(names, ["reference", "native", "vm", "circuit"]);
    // Of equal integers the first counts: the fourth sample is lost, and nowhere else.
    for one in executions {
        let figures = ["correct", "accuracy", "agreeing", "agreement", "refused"].map(|k| one[k].clone());
        assert_eq!(figures, [json!(3), json!(0.75), json!(3), json!(0.75), json!(0)], "{one}");
    }
    // Other labels change what is right, and not what agrees. The same labels in all formats.
    folder.write("labels.idx", [&[0, 0, 8, 1, 0, 0, 0, 4][..], &[1, 1, 2, 3]].concat());
    let bytes: Vec<u8> = [1i64, 1, 2, 3].iter().flat_map(|v| v.to_le_bytes()).collect();
    folder.npy("labels.npy", "<i8", "(4,)", &bytes);
    for labels in ["labels.idx", "labels.npy"] {
        let ran = folder.run(&format!("{line} --labels {labels} --json")).fine().json();
        assert_eq!(
            (&ran["float"]["correct"], &ran["executions"][0]["correct"]),
            (&json!(3), &json!(2)),
            "{ran}"
        );
        assert_eq!(ran["executions"][0]["agreeing"], 3);
    }
    let text = folder.run(&format!("{line} --labels labels.json")).fine().stdout;
    assert!(text.contains("100.00 %") && text.contains("75.00 %"), "{text}");
    // Without the model, integers alone.
    let line = "accuracy model.o2c --samples samples.npy --labels labels.json";
    let ran = folder.run(&format!("{line} --json")).fine().json();
    assert!(ran["float"].is_null() && ran["executions"][0]["agreeing"].is_null(), "{ran}");
    assert_eq!(ran["executions"][0]["on"], "native");
    assert!(folder.run(line).fine().stdout.contains("--model FILE"));
}

/// What the model refuses is wrong, and counted.
#[test]
fn a_refused_sample_is_wrong() {
    let folder = scores();
    let mut samples = SAMPLES;
    samples[1] = [0.1, 1.5, 0.2, 0.3];
    samples[0] = [1e9, 0.1, 0.2, 0.3];
    write_samples(&folder, &samples);
    folder.write("labels.json", "[0, 1, 2, 3]");
    let line = "accuracy model.o2c --samples samples.npy --labels labels.json --model model.onnx --json";
    let one = folder.run(line).fine().json()["executions"][0].clone();
    assert_eq!(
        (&one["refused"], &one["correct"], &one["agreeing"]),
        (&json!(2), &json!(1), &json!(1)),
        "{one}"
    );
}

#[test]
fn labels_that_do_not_fit_are_refused() {
    let folder = scores();
    write_samples(&folder, &SAMPLES);
    folder.write("other.onnx", onnx::perceptron(1));
    folder.write("right.json", "[0, 1, 2, 3]");
    for (file, labels, words) in [
        ("few.json", &b"[0, 1, 2]"[..], "3 labels for 4 samples"),
        ("large.json", b"[0, 1, 2, 4]", "label 3 is 4, there are 4 classes"),
        ("negative.json", b"[0, 1, 2, -3]", "negative.json"),
        ("torn.idx", &[0, 0, 8, 1, 0, 0, 0, 9, 1, 1, 2, 3], "4 labels in an IDX file of 9"),
        ("short.idx", &[0, 0, 8, 1, 0], "without a size"),
        ("labels.txt", b"0 1 2 3", "labels are .npy, .json or IDX"),
    ] {
        folder.write(file, labels);
        let text = folder.refuses(&format!("accuracy model.o2c --samples samples.npy --labels {file}"));
        assert!(text.contains(words), "{file}: {text}");
    }
    let line = "accuracy model.o2c --samples samples.npy --labels right.json";
    assert!(folder.refuses(&format!("{line} --model other.onnx")).contains("has SHA-256"));
    assert!(folder.refuses(&format!("{line} --output z")).contains("no output 'z'; it has y"));
}
