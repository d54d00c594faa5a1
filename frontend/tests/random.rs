//! Random networks with odd ranges: each output is as close to the floats as the format's own rounding
//! explains, or a loss is stated.
//!
//! What rounding explains is measured on the float model: every value that a tensor of activation width holds
//! is moved by up to a step of that tensor, weights by a step of theirs. What goes into a softmax, whatever sums and moves
//! lie before it, is accumulators, and moves by what softmax tells apart.

mod common;

use common::networks::{Network, network};
use common::onnx::{bytes, noise};
use common::{largest, runs};
use frontend::evaluate::evaluate;
use frontend::float_graph::{FloatGraph, Op, ValueId};
use frontend::{CompileOptions, Compiled, Interval, Options, Ranges, Samples, compile_bytes};
use rayon::prelude::*;

/// How much coarser than `range / 2^bits` a step may be: a proven range of up to 1.5 bits more than the
/// calibrated one with its margin.
const COARSER: f64 = 3.6;
/// What softmax takes differences in: 2^-8 octaves, rounded down.
const OCTAVE: f64 = std::f64::consts::LN_2 / 256.0;
/// Random draws of the errors; the largest effect counts. Few of them find the worst one of a steep network, so that
/// more are made before an error counts as unexplained.
const DRAWS: [std::ops::Range<u64>; 2] = [0..4, 4..256];

/// The values that softmax alone reads, behind sums and moves.
fn octaves(graph: &FloatGraph) -> Vec<bool> {
    let (mut fine, mut coarse) = (vec![false; graph.values.len()], vec![false; graph.values.len()]);
    for node in graph.nodes.iter().rev() {
        let passes = match node.op {
            Op::Softmax(_) => true,
            Op::Add { .. } | Op::Relu | Op::Reshape | Op::Transpose { .. } => fine[node.output.index()],
            _ => false,
        };
        let readers = if passes { &mut fine } else { &mut coarse };
        node.inputs.iter().for_each(|id| readers[id.index()] = true);
    }
    fine.into_iter().zip(coarse).map(|(fine, coarse)| fine && !coarse).collect()
}

/// The step of a tensor of `bits` bits for these values.
fn step(values: &[f64], bits: u32) -> f64 {
    let (lo, hi) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let away = lo.max(-hi);
    let span = if hi > lo && away >= 4.0 * (hi - lo) { hi - lo } else { 2.0 * hi.max(-lo) };
    span / f64::from((1u32 << bits) - 2)
}

/// Every value of the graph with all tensors moved by up to half their step.
fn moved(graph: &FloatGraph, x: &[f64], steps: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let draw = |values: &[f64], id: ValueId| -> Vec<f64> {
        // The extremes, now and then less.
        let errors = noise(seed * 1000 + u64::from(id.0), values.len());
        let half = |e: f32| (f64::from(e) * 2.0).clamp(-1.0, 1.0) * steps[id.index()] / 2.0;
        values.iter().zip(errors).map(|(v, e)| v + half(e)).collect()
    };
    let mut graph = graph.clone();
    for node in graph.nodes.clone() {
        let weights = node.inputs.get(1).filter(|_| matches!(node.op, Op::Linear(_) | Op::Conv(_)));
        if let Some(id) = weights.filter(|id| steps[id.index()] > 0.0)
            && let Some(values) = graph.constant(*id)
        {
            let shape = graph.value(*id).shape.clone();
            let literal = frontend::Literal::floats(&shape, draw(&values, *id));
            graph.values[id.index()].constant = Some(literal);
        }
    }
    let mut data = vec![draw(x, graph.inputs[0])];
    for node in graph.nodes.clone() {
        let value = evaluate(&graph, &data).swap_remove(node.output.index());
        data.push(draw(&value, node.output));
        graph.nodes.retain(|n| n.output != node.output);
        graph.inputs.push(node.output);
    }
    evaluate(&graph, &data)
}

/// How far each output may be from the floats: where ranges are `calibrated` by what the width of each tensor
/// allows; where they are proven, by the scales that they led to.
fn explained(
    compiled: &Compiled,
    network: &Network,
    options: &Options,
    calibrated: bool,
    draws: std::ops::Range<u64>,
) -> Vec<f64> {
    let graph = compiled.model.graph();
    let fine = octaves(graph);
    let stored = |name: &str| {
        let tensors = &compiled.quantised.graph.tensors;
        // A second tensor of one value has a suffix.
        let of = |t: &&gadgets::Tensor| {
            t.name == name || t.name.strip_prefix(name).is_some_and(|s| s.starts_with('#'))
        };
        tensors.iter().filter(of).map(|t| t.scale.to_f64()).fold(0.0, f64::max)
    };
    let proven = |name: &str| {
        let tensor = compiled.quantised.graph.tensors.iter().find(|t| t.name == name);
        tensor.map_or([0.0; 2], |t| [t.range.lo, t.range.hi].map(|end| end as f64 * t.scale.to_f64()))
    };
    let all: Vec<Vec<Vec<f64>>> = network.samples.iter().map(|s| evaluate(graph, &s.inputs)).collect();
    let softmax = |id: usize| {
        let of = |n: &frontend::float_graph::Node| n.output.index() == id && matches!(n.op, Op::Softmax(_));
        if graph.nodes.iter().any(of) { OCTAVE } else { 0.0 }
    };
    let outputs = |id: usize| graph.outputs.iter().any(|o| o.value.index() == id);
    let steps: Vec<f64> = (0..graph.values.len())
        .map(|id| {
            let values: Vec<f64> = all.iter().flat_map(|v| v[id].iter().copied()).collect();
            let is_input = graph.inputs.iter().any(|i| i.index() == id);
            match &graph.values[id].constant {
                Some(literal) => step(&literal.to_f64(), options.weight_bits),
                None if is_input => step(&network.range, options.input_bits),
                None if fine[id] => OCTAVE,
                // Accumulators have their bits over the range that is proven.
                None if outputs(id) => step(&values, 20).max(step(&proven(&graph.values[id].name), 20)),
                None if !calibrated => stored(&graph.values[id].name),
                None => COARSER * step(&values, options.activation_bits),
            }
            .max(softmax(id))
        })
        .collect();
    let mut most = vec![0.0; graph.outputs.len()];
    for (sample, exact) in network.samples.iter().zip(&all) {
        for seed in draws.clone() {
            let other = moved(graph, &sample.inputs[0], &steps, seed);
            for (most, output) in most.iter_mut().zip(&graph.outputs) {
                let at = output.value.index();
                let far = exact[at].iter().zip(&other[at]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                *most = f64::max(*most, far);
            }
        }
    }
    most
}

#[test]
fn the_error_is_what_rounding_explains_or_a_loss_is_stated() {
    check(&chosen(0..150));
}

#[test]
#[ignore = "minutes: run by make test-deep"]
fn the_error_of_many_networks_is_what_rounding_explains() {
    check(&chosen(1000..9000));
}

/// The seeds in `RANDOM_NETWORKS`, separated by commas, or all of these.
fn chosen(all: std::ops::Range<u64>) -> Vec<u64> {
    match std::env::var("RANDOM_NETWORKS") {
        Ok(seeds) => seeds.split(',').map(|s| s.trim().parse().expect("a seed")).collect(),
        Err(_) => all.collect(),
    }
}

/// Where ranges come from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    Samples,
    Proven,
    Drawn,
}

/// What the compilations of one network come to.
#[derive(Default)]
struct Outcome {
    compared: usize,
    stated: usize,
    /// Samples that a compilation of drawn ranges refused.
    refused: usize,
    wrong: Vec<String>,
}

fn check(seeds: &[u64]) {
    let all: Vec<Outcome> = seeds.par_iter().map(|seed| outcome(*seed)).collect();
    let compared: usize = all.iter().map(|o| o.compared).sum();
    let stated: usize = all.iter().map(|o| o.stated).sum();
    let wrong: Vec<&str> = all.iter().flat_map(|o| &o.wrong).map(String::as_str).collect();
    let refused: usize = all.iter().map(|o| o.refused).sum();
    eprintln!("{stated} of {compared} state a loss, {refused} samples refused");
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(stated * 10 <= compared, "{stated} of {compared} state a loss");
    // What was drawn has room for eight times as much.
    assert!(refused * 1000 <= seeds.len(), "{refused} samples refused");
}

/// Compiles the network of this seed with ranges from every source, and compares its samples.
fn outcome(seed: u64) -> Outcome {
    let network = network(seed);
    let mut outcome = Outcome::default();
    for (options, source) in [
        (Options::default(), Source::Samples),
        (Options::default(), Source::Proven),
        (Options::default(), Source::Drawn),
        (Options::exact(), Source::Samples),
    ] {
        let mut compile = CompileOptions { quantise: options.clone(), ..Default::default() };
        let [lo, hi] = network.range;
        compile.inputs.insert("x".into(), Interval::new(lo, hi).unwrap());
        compile.ranges = match source {
            Source::Samples => Ranges::Samples(network.samples.clone()),
            Source::Proven => Ranges::Proven,
            Source::Drawn => Ranges::Drawn { seed },
        };
        let compiled = compile_bytes(&bytes(&network.model), None, &compile)
            .unwrap_or_else(|e| panic!("network {seed}: {e}\n{}", network.recipe));
        outcome.compared += 1;
        if !compiled.quantised.losses.is_empty() {
            outcome.stated += 1;
            continue;
        }
        let (errors, refused) = errors(&compiled, &network);
        outcome.refused += refused.len();
        if source != Source::Drawn {
            assert!(refused.is_empty(), "network {seed}: {}\n{}", refused[0], network.recipe);
        }
        let mut allowed = vec![0.0f64; errors.len()];
        let beyond = |i: usize, allowed: &[f64]| {
            let (error, size) = errors[i];
            error > 2.0 * allowed[i] + 1e-5 * size.min(1.0) + 1e-30
        };
        for draws in DRAWS {
            if (0..errors.len()).any(|i| beyond(i, &allowed)) {
                let more = explained(&compiled, &network, &options, source == Source::Samples, draws);
                allowed.iter_mut().zip(more).for_each(|(all, more)| *all = all.max(more));
            }
        }
        for i in (0..errors.len()).filter(|i| beyond(*i, &allowed)) {
            let (error, size) = errors[i];
            outcome.wrong.push(format!(
                "network {seed}, output {i}: {error:e} of {size:e}, explained {:e} ({} bits, {source:?})\n  {}\n{}",
                allowed[i],
                options.activation_bits,
                network.recipe,
                steps(&compiled, &network)
            ));
        }
    }
    outcome
}

/// The largest error of each output over all samples with the size of the output, and what stopped samples.
fn errors(compiled: &Compiled, network: &Network) -> (Vec<(f64, f64)>, Vec<gadgets::Stop>) {
    let mut refused = Vec::new();
    let mut all = vec![(0.0f64, 0.0f64); compiled.quantised.graph.outputs.len()];
    for sample in &network.samples {
        let want = compiled.model.outputs(sample);
        let got = match runs(compiled, sample) {
            Ok(got) => got,
            Err(stop) => {
                refused.push(stop);
                continue;
            }
        };
        for ((error, size), (want, got)) in all.iter_mut().zip(want.iter().zip(&got)) {
            *error = want.iter().zip(got).map(|(w, g)| (w - g).abs()).fold(*error, f64::max);
            *size = size.max(largest(want));
        }
    }
    (all, refused)
}

/// Every step with its scale, what the floats were there, and how far off it was.
fn steps(compiled: &Compiled, network: &Network) -> String {
    let report = compiled.quantised.compare(&compiled.model, Samples::Given(&network.samples));
    let line = |n: &frontend::NodeError| {
        let tensor =
            compiled.quantised.graph.nodes[n.step].output.map(|id| compiled.quantised.graph.tensor(id));
        let scale = tensor.map_or(0.0, |t| t.scale.to_f64());
        format!(
            "    {}: {:e} to {:e} in units of {scale:e}, off by {:e}\n",
            n.tensor, n.error.lo, n.error.hi, n.error.max
        )
    };
    report.nodes.iter().map(line).collect()
}
