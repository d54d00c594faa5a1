//! `calibrate` and what `compile` makes of its file.

use frontend::{Calibration, LoadOptions, Model, Options, Sample};
use tests::onnx;

use super::disputes::run;

#[test]
fn the_margin_of_the_command_is_in_the_file_and_no_sample_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let bytes = onnx::perceptron(3);
    std::fs::write(path("model.onnx"), &bytes).expect("written");
    let samples = [[0.5, -0.25, 1.0, 0.125], [-1.0, 0.75, 0.0, 0.3]];
    for (i, sample) in samples.iter().enumerate() {
        std::fs::create_dir_all(path("samples")).expect("a folder");
        std::fs::write(path(&format!("samples/{i}.json")), format!("{{\"x\": {sample:?}}}"))
            .expect("written");
    }
    let model = Model::from_bytes(&bytes, None, &LoadOptions::default()).expect("it loads");
    for margin in ["0", "0.5", "3"] {
        let file = path("calibration.json");
        run(&["calibrate", &path("model.onnx"), &path("samples"), "-o", &file, "--margin", margin])
            .expect("ranges");
        let text = std::fs::read_to_string(&file).expect("a file");
        let calibration = Calibration::from_json(&text).expect("a calibration");
        assert_eq!(calibration.margin.to_f64().to_string(), margin);
        for options in [Options::default(), Options::small(), Options::exact()] {
            let quantised = model.quantise(&calibration, &options).expect("it quantises");
            for sample in samples {
                let sample = Sample { inputs: vec![sample.to_vec()] };
                let ints = quantised.quantise_inputs(&sample.inputs).expect("its own sample");
                gadgets::execute(&quantised.graph, &[&ints[0]]).expect("its own sample");
            }
        }
    }
    for wrong in ["-1", "17", "NaN"] {
        let margin = format!("--margin={wrong}");
        let refused =
            run(&["calibrate", &path("model.onnx"), &path("samples"), "-o", &path("none.json"), &margin]);
        assert_eq!(refused.expect_err("no margin").0, 2, "{wrong}");
        assert!(!std::path::Path::new(&path("none.json")).exists());
    }
}

/// A language model's samples leave ranges that 8 bits or fewer are given, whatever those are widened to.
#[test]
fn a_calibration_for_one_preset_leaves_room_for_that_preset_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("calibration.json").display().to_string();
    let of = |name: &str| format!("{}/../models/tiny-llm/{name}", env!("CARGO_MANIFEST_DIR"));
    let (model, samples) = (of("tiny_llm.onnx"), of("calibration.npz"));
    run(&["calibrate", &model, &samples, "-o", &file, "--preset", "language"]).expect("ranges");
}
