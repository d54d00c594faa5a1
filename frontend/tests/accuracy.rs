//! A model with nothing but the range of its input: how good it is, and whether the report says so.

mod common;

use std::path::{Path, PathBuf};

use common::argmax;
use common::onnx::bytes;
use common::perceptron::Perceptron;
use common::realistic::{Network, network};
use frontend::{
    CompileOptions, Compiled, Interval, Limits, LoadOptions, Model, Options, Ranges, Sample, Samples,
    Verdict, compile_bytes, samples,
};
use rayon::prelude::*;

/// Other inputs that a network is measured on.
const OTHERS: u64 = 64;

/// What one network comes to.
struct Outcome {
    what: String,
    /// The largest error by the report, relative to the output's range.
    reported: f64,
    verdict: Verdict,
    /// The same on the same inputs, measured here.
    found: f64,
    /// The same on other inputs.
    elsewhere: f64,
    /// Of the other inputs.
    refused: usize,
}

fn compile(network: &Network, options: &Options) -> Compiled {
    let (lo, hi) = network.range;
    let mut compile = CompileOptions { quantise: options.clone(), ..Default::default() };
    compile.inputs.insert("x".into(), Interval::new(lo, hi).unwrap());
    compile.ranges = Ranges::Drawn { seed: 0 };
    compile_bytes(&bytes(&network.model), None, &compile).unwrap_or_else(|e| panic!("{}: {e}", network.what))
}

/// The error of the only output on these inputs, relative to its range in floats, and how many were refused.
fn measure(compiled: &Compiled, inputs: &[Sample]) -> (f64, usize) {
    let (mut lo, mut hi, mut error, mut refused) = (f64::MAX, f64::MIN, 0.0f64, 0);
    for sample in inputs {
        let quantised = &compiled.quantised;
        let ints = quantised.quantise_inputs(&sample.inputs).unwrap();
        let Ok(run) = gadgets::execute(&quantised.graph, &[&ints[0]]) else {
            refused += 1;
            continue;
        };
        let ours = quantised.dequantise_output(0, &run.outputs[0]);
        for (a, b) in ours.iter().zip(&compiled.model.outputs(sample)[0]) {
            error = error.max((a - b).abs());
            (lo, hi) = (lo.min(*b), hi.max(*b));
        }
    }
    (error / (hi - lo), refused)
}

fn outcome(seed: u64, options: &Options) -> Outcome {
    let network = network(seed);
    let compiled = compile(&network, options);
    let ranges = &compiled.calibration.tensors;
    let (draws, count) = compiled.model.draw(ranges, 1, 64).unwrap();
    let report = compiled.quantised.compare(&compiled.model, Samples::Drawn { draws: &draws, count });
    let all = |draws: &frontend::Draws, count| (0..count).map(|i| draws.sample(i)).collect::<Vec<_>>();
    let (found, _) = measure(&compiled, &all(&draws, count as u64));
    let (others, _) = compiled.model.draw(ranges, 2, OTHERS).unwrap();
    let (elsewhere, refused) = measure(&compiled, &all(&others, OTHERS));
    let (reported, verdict) = (report.worst(), report.verdict());
    Outcome { what: network.what, reported, verdict, found, elsewhere, refused }
}

/// Compiles so many networks, checks that the reports tell what is found, and gives all outcomes.
fn told(networks: u64, options: &Options) -> Vec<Outcome> {
    let all: Vec<Outcome> = (0..networks).into_par_iter().map(|seed| outcome(seed, options)).collect();
    for o in &all {
        let [reported, found, elsewhere] = [o.reported, o.found, o.elsewhere].map(|part| 1e2 * part);
        eprintln!("{reported:7.3} % {found:7.3} % {elsewhere:7.3} %, {} refused: {}", o.refused, o.what);
    }
    for o in &all {
        let expected = match o.found {
            error if error > 0.05 => Verdict::Large,
            error if error > 0.01 => Verdict::Notable,
            _ => Verdict::Close,
        };
        assert_eq!(o.verdict, expected, "{} for {}: {}", o.reported, o.found, o.what);
        // Other inputs tell about the same: where they are far off there was a warning.
        assert!(o.elsewhere <= 0.05 || o.verdict > Verdict::Close, "{}: {}", o.elsewhere, o.what);
        // The largest errors of 64 inputs and 64 others differ by a factor of two and a half at most.
        assert!(o.elsewhere > 0.004 || o.verdict == Verdict::Close, "{}: {}", o.elsewhere, o.what);
    }
    all
}

/// Most of these networks are within 5 %, and hardly any input is refused.
fn good(networks: u64) {
    let all = told(networks, &Options::default());
    let within = |limit| all.iter().filter(|o| o.found.max(o.elsewhere) <= limit).count();
    let refused: usize = all.iter().map(|o| o.refused).sum();
    let inputs = all.len() * OTHERS as usize;
    let (one, five) = (within(0.01), within(0.05));
    eprintln!("{one} of {networks} within 1 %, {five} within 5 %; {refused} of {inputs} inputs refused");
    assert!(five * 10 >= all.len() * 8, "{five} of {networks} within 5 %");
    assert!(refused * 10_000 <= inputs, "{refused} of {inputs} refused");
}

/// With few bits many networks are far off, and the reports say so.
fn poor(networks: u64) {
    let all = told(networks, &Options::small());
    let far = all.iter().filter(|o| o.found > 0.05).count();
    eprintln!("{far} of {networks} beyond 5 %");
    assert!(far * 10 >= all.len(), "{far} of {networks}: too few to tell whether warnings come");
}

#[test]
fn forty_networks_with_only_a_range_are_good_or_say_so() {
    good(40);
    poor(12);
}

#[test]
#[ignore = "two minutes: run by make test-deep"]
fn two_hundred_networks_with_only_a_range_are_good_or_say_so() {
    good(200);
    poor(20);
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/mnist")
}

/// An image and what it shows.
type Labelled = (Vec<f64>, usize);

/// The ten drawn digits, and the calibration samples with what our own network takes them for; of 0..1.
fn drawn() -> (Vec<Vec<f64>>, Vec<Labelled>) {
    let teacher = Model::load(&folder().join("mnist.onnx"), &LoadOptions::default()).unwrap();
    let read = |name: &str| samples::read(&folder().join(name), teacher.graph(), &Limits::default()).unwrap();
    let unit = |s: &Sample| s.inputs[0].iter().map(|v| v / 255.0).collect::<Vec<_>>();
    let digits: Vec<_> = (0..10).map(|d| unit(&read(&format!("digits/{d}.npy"))[0])).collect();
    let wild = read("calibration.npz");
    let mut labelled: Vec<_> = wild.iter().map(|s| (unit(s), argmax(&teacher.outputs(s)[0]))).collect();
    labelled.extend(digits.iter().cloned().zip(0..));
    (digits, labelled)
}

/// An image moved by so many pixels to the right and down.
fn moved(image: &[f64], right: usize, down: usize) -> Vec<f64> {
    let at = |i: usize| (i / 28).checked_sub(down).zip((i % 28).checked_sub(right));
    (0..784).map(|i| at(i).map_or(0.0, |(y, x)| image[y * 28 + x])).collect()
}

#[test]
fn a_perceptron_for_digits_needs_nothing_but_the_range_of_its_pixels() {
    let (digits, labelled) = drawn();
    let shifts = [(0, 0), (1, 0), (0, 1), (2, 1)];
    let images: Vec<_> = labelled
        .iter()
        .flat_map(|(image, digit)| shifts.map(|(x, y)| (moved(image, x, y), *digit)))
        .collect();
    let net = Perceptron::trained(&[784, 48, 40, 32, 10], &images, 12);
    let mut compile = CompileOptions { ranges: Ranges::Drawn { seed: 0 }, ..Default::default() };
    compile.inputs.insert("x".into(), Interval::new(0.0, 1.0).unwrap());
    let compiled = compile_bytes(&bytes(&net.onnx()), None, &compile).unwrap();
    let (mut float, mut right) = (0, 0);
    for (digit, image) in digits.iter().enumerate() {
        let sample = Sample { inputs: vec![image.clone()] };
        float += usize::from(argmax(&compiled.model.outputs(&sample)[0]) == digit);
        let ints = compiled.quantised.quantise_inputs(&sample.inputs).unwrap();
        let run = gadgets::execute(&compiled.quantised.graph, &[&ints[0]]).unwrap();
        right += usize::from(argmax(&run.outputs[0]) == digit);
    }
    assert_eq!((float, right), (10, 10));
    let all: Vec<Sample> = images.iter().map(|(i, _)| Sample { inputs: vec![i.clone()] }).collect();
    let report = compiled.quantised.compare(&compiled.model, Samples::Given(&all));
    let y = &report.outputs[0];
    eprintln!("{:.3} %, {} of {} alike", 1e2 * report.worst(), y.agreeing, y.decisions);
    assert_eq!((report.refused, y.decisions), (0, images.len()));
    assert!(y.agreeing * 100 >= y.decisions * 99 && report.worst() < 0.05, "{y:?}");
}
