//! Real models on real digits: the model zoo's CNN, and the CNN whose weights lie in another file.

mod common;

use common::{argmax, data, digits};
use frontend::{
    Calibration, Interval, Limits, LoadOptions, Model, Options, Quantised, Sample, Samples, samples,
};

fn zoo() -> Option<Model> {
    let path = data()?.join("mnist/mnist-12.onnx");
    Some(Model::load(&path, &LoadOptions::default()).expect("the zoo's model loads"))
}

fn as_samples(images: &[Vec<f64>]) -> Vec<Sample> {
    images.iter().map(|i| Sample { inputs: vec![i.clone()] }).collect()
}

fn run(quantised: &Quantised, sample: &Sample) -> Vec<i64> {
    let ints = quantised.quantise_inputs(&sample.inputs).expect("a digit is an input");
    gadgets::execute(&quantised.graph, &[&ints[0]]).expect("a digit has an output").outputs.remove(0)
}

/// Correct answers of floats and integers on the first `count` digits, calibrated on the first 500.
fn accuracy(options: &Options, count: usize) -> Option<(usize, usize)> {
    let model = zoo()?;
    let (images, labels) = digits(count)?;
    let all = as_samples(&images);
    let calibration = model.calibrate(&all[..500]).expect("digits calibrate");
    let quantised = model.quantise(&calibration, options).expect("the zoo's model quantises");
    let (mut float, mut int) = (0, 0);
    for (sample, label) in all.iter().zip(labels) {
        float += usize::from(argmax(&model.outputs(sample)[0]) == usize::from(label));
        int += usize::from(argmax(&run(&quantised, sample)) == usize::from(label));
    }
    Some((float, int))
}

#[test]
fn a_thousand_digits_are_classified_as_float_does() {
    let Some((float, int)) = accuracy(&Options::default(), 1000) else { return };
    assert!(float.abs_diff(int) <= 1, "{float} against {int} of 1000");
    let Some((float, int)) = accuracy(&Options::small(), 1000) else { return };
    assert!(float.abs_diff(int) <= 4, "small: {float} against {int} of 1000");
}

#[test]
#[ignore = "a minute: run by make test-deep"]
fn all_digits_are_classified_within_a_tenth_of_a_point() {
    let Some((float, int)) = accuracy(&Options::default(), 8000) else { return };
    eprintln!("{float} against {int} of 8000");
    assert!(float.abs_diff(int) <= 8, "{float} against {int} of 8000");
}

#[test]
fn the_zoo_test_sets_are_classified_as_given() {
    let (Some(model), Some(folder)) = (zoo(), data()) else { return };
    let (images, _) = digits(100).expect("digits lie beside the model");
    let calibration = model.calibrate(&as_samples(&images)).expect("digits calibrate");
    let quantised = model.quantise(&calibration, &Options::default()).expect("it quantises");
    let oracle = model.oracle().expect("tract takes the zoo's model");
    for set in 0..3 {
        let path = folder.join(format!("mnist/test_data_set_{set}"));
        let all = samples::read(&path, model.graph(), &Limits::default()).expect("a sample");
        let float = model.outputs(&all[0]);
        let theirs = oracle.run(&all[0].inputs).expect("tract runs it");
        // The expected output, by reading it as if it were an input of ten elements.
        let expected = std::fs::read(path.join("output_0.pb")).expect("expected output");
        let expected: tract_onnx::pb::TensorProto = prost::Message::decode(&expected[..]).expect("a tensor");
        let expected = frontend::Literal::from_proto(&expected, &Limits::default()).expect("floats").to_f64();
        for (a, b) in float[0].iter().zip(&expected).chain(theirs[0].iter().zip(&expected)) {
            assert!((a - b).abs() <= 2e-3 * (1.0 + b.abs()), "set {set}: {a} against {b}");
        }
        assert_eq!(argmax(&run(&quantised, &all[0])), argmax(&expected), "set {set}");
    }
}

#[test]
fn the_integer_graph_is_the_one_designed() {
    let Some(model) = zoo() else { return };
    let (images, _) = digits(500).expect("digits lie beside the model");
    let calibration = model.calibrate(&as_samples(&images)).expect("digits calibrate");
    let read = Calibration::from_json(&calibration.to_json()).expect("its own file reads back");
    assert_eq!(read, calibration);
    let quantised = model.quantise(&read, &Options::default()).expect("it quantises");
    let steps: Vec<String> =
        quantised.graph.nodes.iter().map(|n| format!("{} {}", n.gadget.name(), n.label())).collect();
    assert_eq!(
        steps,
        [
            "range_check Input3",
            "conv2d Convolution28+Plus30",
            "max_pool ReLU32+Pooling66",
            "conv2d Convolution110+Plus112",
            "max_pool ReLU114+Pooling160+Times212_reshape0",
            "fully_connected Times212_reshape1+Times212+Plus214",
        ]
    );
    // Pixels are their own integers, and what the circuit compares fits two limbs of 11 bits.
    let input = quantised.graph.tensor(quantised.graph.inputs[0].tensor);
    assert_eq!((input.element, input.scale), (gadgets::ElementType::U8, gadgets::Dyadic::ONE));
    let output = quantised.graph.tensor(quantised.graph.outputs[0].tensor);
    assert!(output.range.bits() <= 22, "{}", output.range);
    assert_eq!(quantised, model.quantise(&calibration, &Options::default()).expect("again"));
    let report = quantised.compare(&model, Samples::Given(&as_samples(&images[..50])));
    assert_eq!((report.samples, report.refused, report.outputs[0].agreeing), (50, 0, 50));
    assert!(report.nodes.iter().all(|n| n.error.relative_max() <= 0.02), "{report:#?}");
}

#[test]
fn without_calibration_every_range_is_proven() {
    let Some(model) = zoo() else { return };
    let declared = [("Input3".to_owned(), Interval::new(0.0, 255.0).expect("a range"))].into();
    let calibration = Calibration::declared(&model, &declared);
    let quantised = model.quantise(&calibration, &Options::default()).expect("it quantises");
    let text = serde_json::to_string(&quantised.graph).expect("graphs serialise");
    assert!(!text.contains("reject") && !text.contains("saturate"));
    let (images, _) = digits(100).expect("digits lie beside the model");
    let report = quantised.compare(&model, Samples::Given(&as_samples(&images)));
    assert!(report.refused == 0 && report.outputs[0].agreeing >= 97, "{report:#?}");
}

#[test]
fn weights_in_another_file_are_read_and_quantised() {
    let Some(folder) = data() else { return };
    let path = folder.join("mnist/external-data/mnist.onnx");
    let model = Model::load(&path, &LoadOptions::default()).expect("it loads");
    let (images, labels) = digits(80).expect("digits lie beside the model");
    let scaled: Vec<Vec<f64>> = images.iter().map(|i| i.iter().map(|v| v / 255.0).collect()).collect();
    let all = as_samples(&scaled);
    let theirs = model.oracle().expect("tract takes it").run(&all[0].inputs).expect("tract runs it");
    for (a, b) in model.outputs(&all[0])[0].iter().zip(&theirs[0]) {
        assert!((a - b).abs() <= 1e-4 * (1.0 + b.abs()), "{a} against {b}");
    }
    let calibration = model.calibrate(&all[..20]).expect("digits calibrate");
    let quantised = model.quantise(&calibration, &Options::default()).expect("it quantises");
    let report = quantised.compare(&model, Samples::Given(&all));
    assert!(report.outputs[0].agreeing + report.refused >= 78 && report.refused <= 2, "{report:#?}");
    let right =
        all.iter().zip(labels).filter(|(s, l)| argmax(&model.outputs(s)[0]) == usize::from(*l)).count();
    eprintln!("{right} of 80");
}
