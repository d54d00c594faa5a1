//! What quantisation costs: the integer model's classifications beside the float model's.

use onnx2circuit::execute::Outcome;
use tests::data;

use super::compiled::{Compiled, argmax, read, sample};

/// Share of the accuracy that quantisation may cost: 0.1 points.
const LOSS: f64 = 0.001;

/// The class that native code, which the agreement tests compare with the other executions, gives; `None` where
/// the model rejects the image.
fn class(compiled: &Compiled, image: &[u8]) -> Option<usize> {
    match compiled.machine.run(compiled.graph(), &compiled.image(image)).expect("the inputs fit") {
        Outcome::Done(outputs) => Some(argmax(&outputs[0])),
        Outcome::Stopped { .. } => None,
    }
}

/// Compares accuracies on the first `count` digits, two threads side by side.
fn keeps_accuracy(compiled: &Compiled, count: usize) {
    let Some(digits) = data::digits(count) else { return };
    let all: Vec<(&Vec<u8>, usize)> =
        digits.images.iter().zip(digits.labels.iter().map(|l| usize::from(*l))).collect();
    let right = |part: &[(&Vec<u8>, usize)]| {
        part.iter().fold((0, 0), |(float, integer), (image, label)| {
            let by_float = argmax(&compiled.model.outputs(&sample(image))[0]) == *label;
            let by_integers = class(compiled, image) == Some(*label);
            (float + usize::from(by_float), integer + usize::from(by_integers))
        })
    };
    let (first, second) = all.split_at(count / 2);
    let (a, b) = std::thread::scope(|scope| {
        let first = scope.spawn(|| right(first));
        (right(second), first.join().expect("no panic"))
    });
    let share = |n: usize| n as f64 / count as f64;
    let (float, integer) = (share(a.0 + b.0), share(a.1 + b.1));
    eprintln!("{count} digits: float {float:.4}, integers {integer:.4}");
    assert!(integer >= float - LOSS, "accuracy {integer:.4} on {count} digits, in floats {float:.4}");
}

#[test]
fn quantisation_keeps_the_accuracy() {
    keeps_accuracy(Compiled::ours(), 1000);
}

#[test]
fn quantisation_keeps_the_zoos_accuracy() {
    if let Some(zoo) = Compiled::zoo() {
        keeps_accuracy(zoo, 1000);
    }
}

#[test]
#[ignore = "a minute: 8,000 digits"]
fn quantisation_keeps_the_accuracy_on_all_digits() {
    keeps_accuracy(Compiled::ours(), 8000);
}

#[test]
#[ignore = "a minute: 8,000 digits"]
fn quantisation_keeps_the_zoos_accuracy_on_all_digits() {
    if let Some(zoo) = Compiled::zoo() {
        keeps_accuracy(zoo, 8000);
    }
}

#[test]
fn the_zoos_data_sets_are_classified_as_in_floats() {
    let (Some(zoo), Some(folder)) = (Compiled::zoo(), data::zoo_mnist()) else { return };
    for set in 0..3 {
        let samples = read(&zoo.model, &folder.join(format!("test_data_set_{set}/input_0.pb")));
        let [sample] = &samples[..] else { panic!("{} samples", samples.len()) };
        let inputs = zoo.quantised.quantise_inputs(&sample.inputs).expect("pixels fit the input");
        let Outcome::Done(outputs) = zoo.agreed_by_four(&inputs) else {
            panic!("data set {set} is rejected")
        };
        assert_eq!(argmax(&outputs[0]), argmax(&zoo.model.outputs(sample)[0]), "data set {set}");
    }
}
