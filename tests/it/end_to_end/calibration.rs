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
    // For one preset there is no room for the rounding of others.
    let ranges = |preset: &[&str]| {
        let file = path("of-a-preset.json");
        let every = ["calibrate", &path("model.onnx"), &path("samples"), "-o", &file, "--margin", "0"];
        run(&[&every, preset].concat()).expect("ranges");
        let text = std::fs::read_to_string(&file).expect("a file");
        Calibration::from_json(&text).expect("a calibration").tensors
    };
    let (exact, every) = (ranges(&["--preset", "exact"]), ranges(&[]));
    let width = |(lo, hi): (f64, f64)| hi - lo;
    let wider = exact.iter().filter(|(name, range)| width(every[*name].ends()) > width(range.ends()));
    assert!(wider.count() > 0, "{exact:?} {every:?}");
    for wrong in ["-1", "17", "NaN"] {
        let margin = format!("--margin={wrong}");
        let refused =
            run(&["calibrate", &path("model.onnx"), &path("samples"), "-o", &path("none.json"), &margin]);
        assert_eq!(refused.expect_err("no margin").0, 2, "{wrong}");
        assert!(!std::path::Path::new(&path("none.json")).exists());
    }
}
