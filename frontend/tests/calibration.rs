//! What calibration does to ranges: means use it, its margin counts, and no sample of its own is refused.

mod common;

use common::onnx::*;
use common::{largest, networks, runs};
use frontend::{
    Calibration, CompileOptions, Compiled, Interval, LoadOptions, Model, Options, QuantiseError, Ranges,
    Sample, compile_bytes,
};
use gadgets::{Bound, Gadget, Status, Stop};
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

fn calibrated(model: &ModelProto, samples: &[Sample], margin: f64, options: &Options) -> Compiled {
    let bytes = bytes(model);
    let loaded = Model::from_bytes(&bytes, None, &LoadOptions::default()).unwrap();
    let calibration = loaded.calibrate(samples).unwrap().with_margin(margin).unwrap();
    let calibration = Calibration::from_json(&calibration.to_json()).unwrap();
    let options = CompileOptions {
        ranges: Ranges::Calibration(calibration),
        quantise: options.clone(),
        ..Default::default()
    };
    compile_bytes(&bytes, None, &options).unwrap()
}

/// Activations behind a ReLU, two thirds of them 0, as deep in a convolutional network: their mean is far
/// below their maximum.
fn sparse(seed: u64, len: usize) -> Vec<f64> {
    noise(seed, len).into_iter().map(|v| f64::from(v) * 1.5 - 0.5).map(|v| v.max(0.0)).collect()
}

const PLANES: i64 = 64;
const CELLS: i64 = 49;

/// A mean of each plane by these nodes, from `x` to `g`, and a layer behind it.
fn mean_model(nodes: Vec<NodeProto>) -> ModelProto {
    let mut all = nodes;
    all.push(node("Flatten", &["g"], &["f"], vec![]));
    all.push(node("Gemm", &["f", "w"], &["y"], vec![]));
    let means = floats("one", &[CELLS, 1], vec![1.0 / CELLS as f32; CELLS as usize]);
    let flat = integers("flat", &[3], vec![1, PLANES, CELLS]);
    let rows = weights("w", &[PLANES, 10]);
    model(13, &[("x", &[1, PLANES, 7, 7])], vec![rows, means, flat], all, &["y"])
}

#[test]
fn means_are_as_accurate_as_the_product_that_they_are() {
    let reshape = || node("Reshape", &["x", "flat"], &["r"], vec![]);
    let pool = |attributes| node("AveragePool", &["x"], &["g"], attributes);
    let kernel = || ints("kernel_shape", &[7, 7]);
    let padded = vec![kernel(), ints("pads", &[1, 1, 0, 0]), ints("strides", &[8, 8])];
    let models = [
        ("MatMul", mean_model(vec![reshape(), node("MatMul", &["r", "one"], &["g"], vec![])])),
        ("GlobalAveragePool", mean_model(vec![node("GlobalAveragePool", &["x"], &["g"], vec![])])),
        ("AveragePool", mean_model(vec![pool(vec![kernel()])])),
        ("AveragePool with pads", mean_model(vec![pool(padded)])),
        (
            "ReduceMean",
            mean_model(vec![reshape(), node("ReduceMean", &["r"], &["g"], vec![ints("axes", &[2])])]),
        ),
    ];
    let samples: Vec<Sample> =
        (0..8).map(|i| Sample { inputs: vec![sparse(40 + i, (PLANES * CELLS) as usize)] }).collect();
    for (name, model) in models {
        let compiled = calibrated(&model, &samples, 0.25, &Options::default());
        for sample in &samples {
            let want = &compiled.model.outputs(sample)[0];
            let got = &runs(&compiled, sample).unwrap()[0];
            let error = want.iter().zip(got).map(|(w, g)| (w - g).abs()).fold(0.0, f64::max);
            assert!(error <= 0.01 * largest(want), "{name}: {error} of {}", largest(want));
        }
    }
}

/// One layer whose samples stay far below the worst case, and another layer behind it.
fn cancelling() -> (ModelProto, Sample) {
    let signs: Vec<f32> = (0..12).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
    let nodes =
        vec![node("MatMul", &["x", "w"], &["a"], vec![]), node("MatMul", &["a", "v"], &["y"], vec![])];
    let constants = vec![floats("w", &[12, 1], signs), floats("v", &[1, 1], vec![1.0])];
    let mut x = vec![0.5; 12];
    x[0] = 1.0;
    (model(13, &[("x", &[1, 12])], constants, nodes, &["y"]), Sample { inputs: vec![x] })
}

#[test]
fn the_margin_says_what_is_refused() {
    let (model, seen) = cancelling();
    // The sample gives 1/2; this input gives a multiple of that.
    let times = |factor: f64| {
        let mut x = vec![0.5; 12];
        x[0] = 0.5 + 0.5 * factor;
        Sample { inputs: vec![x] }
    };
    for (margin, inside, outside) in [(0.0, 1.0, 1.2), (0.25, 1.2, 1.45), (1.0, 1.9, 2.3)] {
        let mut compiled = calibrated(&model, &[seen.clone(), times(-0.5)], margin, &Options::exact());
        // Let the inputs reach further than the samples do.
        let mut calibration = compiled.calibration.clone();
        let wide = [("x".to_owned(), Interval::new(-2.0, 2.0).unwrap())].into();
        calibration.declare(&compiled.model, &wide).unwrap();
        compiled.quantised = compiled.model.quantise(&calibration, &Options::exact()).unwrap();
        assert!(runs(&compiled, &times(inside)).is_ok(), "margin {margin}, {inside} times the largest value");
        let refused = runs(&compiled, &times(outside));
        let expected = matches!(refused, Err(Stop::Status { status: Status::ValueRange, .. }));
        assert!(expected, "margin {margin}, {outside} times the largest value: {refused:?}");
    }
    let loaded = Model::from_bytes(&bytes(&model), None, &LoadOptions::default()).unwrap();
    for wrong in [-0.1, 17.0, f64::NAN, f64::INFINITY] {
        assert!(
            loaded.calibrate(std::slice::from_ref(&seen)).unwrap().with_margin(wrong).is_err(),
            "{wrong}"
        );
    }
    // A file that states no margin means a quarter.
    let text = loaded.calibrate(std::slice::from_ref(&seen)).unwrap().to_json();
    let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
    file.as_object_mut().unwrap().remove("margin").expect("files state the margin");
    assert_eq!(Calibration::from_json(&file.to_string()).unwrap().margin.to_f64(), 0.25);
}

#[test]
fn rounding_before_a_narrow_range_does_not_refuse_its_sample() {
    // A mean of 0.003 over inputs of about 1, whose own rounding is larger than that.
    let nodes = vec![
        node("GlobalAveragePool", &["x"], &["g"], vec![]),
        node("Flatten", &["g"], &["f"], vec![]),
        node("Gemm", &["f", "w"], &["a"], vec![]),
        node("Relu", &["a"], &["r"], vec![]),
        node("Gemm", &["r", "v"], &["y"], vec![]),
    ];
    let constants = vec![floats("w", &[1, 2], vec![1.0, 2.0]), floats("v", &[2, 1], vec![1.0, 1.0])];
    let model = model(13, &[("x", &[1, 1, 4, 4])], constants, nodes, &["y"]);
    for off in [0.003, 0.0001, -0.002, 0.0] {
        let x: Vec<f64> = (0..16).map(|i| if i % 2 == 0 { off - 1.0 } else { off + 1.0 }).collect();
        let sample = Sample { inputs: vec![x] };
        for (options, step) in [(Options::default(), 1.0 / 127.0), (Options::small(), 1.0 / 7.0)] {
            for margin in [0.0, 0.25] {
                let compiled = calibrated(&model, std::slice::from_ref(&sample), margin, &options);
                let want = compiled.model.outputs(&sample)[0][0];
                let got =
                    runs(&compiled, &sample).unwrap_or_else(|stop| panic!("{stop}: {off}, {options:?}"));
                // Half a step of the input, three times.
                assert!((want - got[0][0]).abs() <= 2.0 * step, "{} for {want}", got[0][0]);
            }
        }
    }
}

/// Values that a softmax weighs so that they nearly cancel: what is left is far smaller than the rounding of the weights times the values.
#[test]
fn rounding_before_values_that_cancel_does_not_refuse_their_sample() {
    let matmul = |a: &str, b: &str, y: &str| node("MatMul", &[a, b], &[y], vec![]);
    let nodes = vec![
        matmul("x", "wq", "q"),
        matmul("x", "wk", "k"),
        matmul("x", "wv", "v"),
        node("Transpose", &["k"], &["t"], vec![ints("perm", &[0, 2, 1])]),
        matmul("q", "t", "s"),
        node("Softmax", &["s"], &["p"], vec![int("axis", -1)]),
        matmul("p", "v", "o"),
        matmul("o", "wo", "y"),
    ];
    let small = |name: &str| floats(name, &[4, 4], noise(7, 16).iter().map(|v| 0.1 * v).collect());
    let constants = vec![small("wq"), small("wk"), weights("wv", &[4, 4]), weights("wo", &[4, 4])];
    let model = model(13, &[("x", &[1, 8, 4])], constants, nodes, &["y"]);
    for seed in 0..20 {
        let half: Vec<f64> = noise(seed, 16).into_iter().map(f64::from).collect();
        // Each row and its negative.
        let sample = Sample { inputs: vec![half.iter().copied().chain(half.iter().map(|v| -v)).collect()] };
        for options in [Options::default(), Options::small(), Options::language()] {
            for margin in [0.0, 0.25] {
                let compiled = calibrated(&model, std::slice::from_ref(&sample), margin, &options);
                let run = runs(&compiled, &sample);
                assert!(run.is_ok(), "{run:?}: seed {seed}, margin {margin}, {options:?}");
            }
        }
    }
}

#[test]
fn no_calibration_sample_is_refused() {
    let mut bounds = 0;
    for seed in 0..200 {
        let network = networks::network(seed);
        for options in [Options::default(), Options::small(), Options::exact()] {
            let margin = [0.0, 0.25][seed as usize % 2];
            let compiled = calibrated(&network.model, &network.samples, margin, &options);
            bounds += compiled.quantised.graph.nodes.iter().filter(|n| enforces(&n.gadget)).count();
            for sample in &network.samples {
                let run = runs(&compiled, sample);
                assert!(run.is_ok(), "network {seed}: {run:?}, margin {margin} ({options:?})");
            }
        }
    }
    assert!(bounds > 50, "only {bounds} calibrated ranges are enforced: the networks test nothing");
}

fn enforces(gadget: &Gadget) -> bool {
    let epilogue = match gadget {
        Gadget::Conv2d(g) => g.epilogue,
        Gadget::FullyConnected(g) => g.epilogue,
        Gadget::AveragePool(g) => g.epilogue,
        Gadget::MaxPool(g) => g.epilogue,
        Gadget::Add(g) => g.epilogue,
        Gadget::Rescale(g) => g.epilogue,
        _ => return false,
    };
    matches!(epilogue.bound, Bound::Reject(_))
}

#[test]
fn settling_widens_what_refuses_a_sample_and_nothing_else() {
    let (model, seen) = cancelling();
    let loaded = Model::from_bytes(&bytes(&model), None, &LoadOptions::default()).unwrap();
    let samples = [seen];
    let honest = loaded.calibrate(&samples).unwrap();
    let mut settled = honest.clone();
    loaded.settle(&mut settled, &samples, &Options::default()).unwrap();
    assert_eq!(settled, honest);
    // A range that is far too narrow, as rounding might make it.
    let mut narrow = honest.clone();
    narrow.tensors.insert("a".to_owned(), Interval::new(-0.01, 0.05).unwrap());
    let refused = |calibration: &Calibration| {
        let quantised = loaded.quantise(calibration, &Options::default()).unwrap();
        let ints = quantised.quantise_inputs(&samples[0].inputs).unwrap();
        gadgets::execute(&quantised.graph, &[&ints[0]]).is_err()
    };
    assert!(refused(&narrow));
    loaded.settle(&mut narrow, &samples, &Options::default()).unwrap();
    assert!(!refused(&narrow));
    let (lo, hi) = narrow.tensors["a"].ends();
    assert!((0.39..2.0).contains(&hi) && lo > -2.0, "{lo} to {hi}");
    assert!(narrow.tensors.iter().all(|(name, i)| name == "a" || honest.tensors[name] == *i));
}

#[test]
fn a_range_that_no_widening_mends_is_an_error_and_many_ranges_are_not() {
    let (model, seen) = cancelling();
    let loaded = Model::from_bytes(&bytes(&model), None, &LoadOptions::default()).unwrap();
    let narrow = |(lo, hi): (f64, f64)| {
        let mut narrow = loaded.calibrate(std::slice::from_ref(&seen)).unwrap();
        narrow.tensors.insert("a".to_owned(), Interval::new(lo, hi).unwrap());
        narrow
    };
    let settle = |mut calibration: Calibration| {
        loaded.settle(&mut calibration, std::slice::from_ref(&seen), &Options::default())
    };
    // Some 2^50 times too narrow.
    let error = settle(narrow((-1e-15, 1e-15))).unwrap_err();
    assert_eq!(error, QuantiseError::Unsettled { tensor: "a".into(), refused: 1, of: 1 });
    assert!(error.to_string().contains("'a': 1 of 1 samples"), "{error}");
    assert_eq!(settle(narrow((-1e-3, 1e-3))), Ok(()));
    // Forty layers, each of which only the layer before it lets the sample reach.
    let (model, seen) = deep(40);
    let loaded = Model::from_bytes(&bytes(&model), None, &LoadOptions::default()).unwrap();
    let samples = [seen];
    let mut narrow = loaded.calibrate(&samples).unwrap();
    for (name, range) in &mut narrow.tensors {
        if name != "x" {
            *range = Interval::new(-0.4, 0.4).unwrap();
        }
    }
    loaded.settle(&mut narrow, &samples, &Options::default()).unwrap();
    let quantised = loaded.quantise(&narrow, &Options::default()).unwrap();
    let ints = quantised.quantise_inputs(&samples[0].inputs).unwrap();
    gadgets::execute(&quantised.graph, &[&ints[0]]).unwrap();
}

/// Layers that give each what the one before it gave, by terms that cancel in the sample and not in the worst case.
fn deep(layers: usize) -> (ModelProto, Sample) {
    let name = |i: usize| if i == 0 { "x".to_owned() } else { format!("a{i}") };
    let nodes = (0..layers).map(|i| node("MatMul", &[&name(i), "w"], &[&name(i + 1)], vec![])).collect();
    // Each column's sum is 1, that of its magnitudes more than 6.
    let weight = |i: usize, j: usize| match (i + j) % 2 {
        _ if i == j => 1.0,
        0 => 6.0 / 11.0,
        _ => -5.0 / 11.0,
    };
    let w = floats("w", &[12, 12], (0..144).map(|at| weight(at / 12, at % 12)).collect());
    (model(13, &[("x", &[1, 12])], vec![w], nodes, &[&name(layers)]), Sample { inputs: vec![vec![1.0; 12]] })
}

/// `node` of `x`, whose elements are told from a pole of some function by an epsilon alone.
fn beside_a_pole(node: NodeProto, opset: i64, constants: Vec<TensorProto>) -> ModelProto {
    model(opset, &[("x", &[1, 2, 5, 2])], constants, vec![node], &["y"])
}

#[test]
fn a_pole_that_no_sample_comes_near_costs_no_accuracy() {
    let ones = || floats("g", &[2], vec![1.0; 2]);
    let layer = |name: &str, epsilon: f32| {
        let attributes = vec![int("axis", 1), float("epsilon", epsilon)];
        let gain = floats("g", &[2, 5, 2], noise(3, 20));
        let node = node(name, &["x", "g"], &["y"], attributes);
        beside_a_pole(node, if name == "LayerNormalization" { 17 } else { 23 }, vec![gain])
    };
    let mut models = vec![
        (
            "MeanVarianceNormalization".to_owned(),
            beside_a_pole(node("MeanVarianceNormalization", &["x"], &["y"], vec![]), 13, vec![]),
        ),
        (
            "LpNormalization".to_owned(),
            beside_a_pole(node("LpNormalization", &["x"], &["y"], vec![int("axis", 2)]), 22, vec![]),
        ),
    ];
    for epsilon in [0.0, 1e-12, 1e-9, 1e-5] {
        for name in ["LayerNormalization", "RMSNormalization"] {
            models.push((format!("{name}, {epsilon}"), layer(name, epsilon)));
        }
        let instance = vec![float("epsilon", epsilon)];
        let instance = node("InstanceNormalization", &["x", "g", "z"], &["y"], instance);
        let constants = vec![ones(), floats("z", &[2], vec![0.0; 2])];
        models.push((format!("InstanceNormalization, {epsilon}"), beside_a_pole(instance, 22, constants)));
    }
    let draw =
        |seed| Sample { inputs: vec![noise(seed, 20).into_iter().map(|v| 3.0 * f64::from(v)).collect()] };
    let samples: Vec<Sample> = (1..25).map(draw).collect();
    for (name, model) in models {
        let compiled = calibrated(&model, &samples, 0.25, &Options::default());
        let want: Vec<Vec<f64>> = samples.iter().map(|s| compiled.model.outputs(s)[0].clone()).collect();
        let all = want.iter().flatten();
        let range = all.clone().fold(f64::MIN, |m, v| m.max(*v)) - all.fold(f64::MAX, |m, v| m.min(*v));
        for (sample, want) in samples.iter().zip(&want) {
            let got = &runs(&compiled, sample).unwrap_or_else(|stop| panic!("{name}: {stop}"))[0];
            let error = want.iter().zip(got).map(|(w, g)| (w - g).abs()).fold(0.0, f64::max);
            assert!(error <= 0.005 * range, "{name}: {error} of {range}");
        }
    }
}
