//! Language models: a window of tokens in, a row of logits for each out, the same integers in all executions.
//!
//! A small model of our own is made in code. The trained one of llama2.c (`stories260K`) is used where it lies beside the
//! repository; its greedy continuation is what llama2.c itself gives.

use frontend::{LoadOptions, Model, Options, Sample};
use gadgets::Gadget;
use std::path::PathBuf;
use tests::data;
use tests::language::{VOCABULARY, llama};

use super::compiled::{Compiled, Values, argmax, done, load};
use super::swapping::{agree, machines};

/// The next token after each of a window, by its logits.
fn next<T: PartialOrd>(logits: &[T], vocabulary: usize) -> Vec<usize> {
    logits.chunks_exact(vocabulary).map(argmax).collect()
}

/// Tokens as a sample.
fn window(tokens: &[usize]) -> Sample {
    Sample { inputs: vec![tokens.iter().map(|t| *t as f64).collect()] }
}

fn integers(tokens: &[usize]) -> Values {
    vec![tokens.iter().map(|t| *t as i64).collect()]
}

/// A model compiled for windows of which some are given.
fn compiled(model: Model, samples: &[Sample], options: &Options) -> Compiled {
    let mut calibration = model.calibrate(samples).expect("windows of tokens");
    calibration.declare(&model, &Default::default()).expect("its own inputs");
    model.settle(&mut calibration, samples, options).expect("the samples stay in their ranges");
    Compiled::new(model, &calibration, options)
}

/// Windows that depend on a number.
fn windows(tokens: usize, count: usize) -> Vec<Vec<usize>> {
    let token = |i: usize, t: usize| (i * 31 + t * 17 + i * t * 7 + t * t * 3) % VOCABULARY as usize;
    (0..count).map(|i| (0..tokens).map(|t| token(i, t)).collect()).collect()
}

#[test]
fn a_small_language_model_gives_the_same_bits_everywhere() {
    const TOKENS: usize = 4;
    let all = windows(TOKENS, 24);
    let samples: Vec<Sample> = all.iter().map(|w| window(w)).collect();
    let model = Model::from_bytes(&llama(TOKENS as i64, 1), None, &LoadOptions::default()).expect("it loads");
    let ours = compiled(model, &samples, &Options::language());
    let unknown: Vec<String> = ours
        .graph()
        .nodes
        .iter()
        .filter(|n| matches!(n.gadget, Gadget::Generic(_)))
        .map(gadgets::Node::label)
        .collect();
    assert!(unknown.is_empty(), "not recognised: {unknown:?}");
    let (mut same, mut rows) = (0, 0);
    for (i, tokens) in all.iter().take(4).enumerate() {
        let outcome =
            if i == 0 { ours.agreed_by_four(&integers(tokens)) } else { ours.agreed(&integers(tokens)) };
        let integers = done(outcome);
        let floats = ours.model.outputs(&window(tokens));
        let values = ours.quantised.dequantise_output(0, &integers[0]);
        let extent = floats[0].iter().fold(0.0, |m: f64, v| m.max(v.abs()));
        let worst = floats[0].iter().zip(&values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst < 0.02 * extent, "window {i}: {worst} of {extent}");
        let vocabulary = VOCABULARY as usize;
        let pairs = next(&floats[0], vocabulary).into_iter().zip(next(&integers[0], vocabulary));
        rows += TOKENS;
        same += pairs.filter(|(a, b)| a == b).count();
    }
    assert!(same + 1 >= rows, "{same} of {rows} next tokens");
    // Every step by both machines, the ones that may be refused included.
    agree(&ours, &machines(&ours), &integers(&all[0]));
    // What comes later changes nothing before it.
    let (mut first, last) = (all[1].clone(), all[1][TOKENS - 1]);
    first[TOKENS - 1] = (last + 1) % VOCABULARY as usize;
    let [a, b] = [&all[1], &first].map(|w| done(ours.agreed(&integers(w))).remove(0));
    let before = (TOKENS - 1) * VOCABULARY as usize;
    assert_eq!(a[..before], b[..before]);
    assert_ne!(a[before..], b[before..]);
}

/// The folder of the trained model, if it is there.
fn stories() -> Option<PathBuf> {
    data::shared().map(|p| p.join("data/stories260K")).filter(|p| p.join("greedy_golden.json").is_file())
}

/// Tokens of its vocabulary.
const STORIES: usize = 512;

/// The trained model for windows of so many tokens, and the tokens that it continues a beginning with.
fn trained(tokens: usize) -> Option<(Compiled, Vec<usize>)> {
    let folder = stories()?;
    let text = std::fs::read(folder.join("greedy_golden.json")).expect("it is there");
    let golden: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    let golden: Vec<usize> = serde_json::from_value(golden["tokens"].clone()).expect("tokens");
    let samples: Vec<Sample> = golden.windows(tokens).step_by(8).map(window).collect();
    let model = load(&folder.join(format!("stories260K_T{tokens}.onnx")));
    Some((compiled(model, &samples, &Options::language()), golden))
}

/// How many of the next tokens in the first window are right.
fn right(model: &Compiled, golden: &[usize], tokens: usize) -> usize {
    let logits = done(model.agreed(&integers(&golden[..tokens]))).remove(0);
    next(&logits, STORIES).iter().zip(&golden[1..]).filter(|(a, b)| a == b).count()
}

#[test]
#[ignore = "a trained language model through all stages; a minute"]
fn a_trained_model_gives_the_same_bits_everywhere() {
    let Some((model, golden)) = trained(8) else { return };
    model.agreed_by_four(&integers(&golden[..8]));
    agree(&model, &machines(&model), &integers(&golden[..8]));
    assert_eq!(right(&model, &golden, 8), 8);
}

#[test]
#[ignore = "a trained language model with a window of 64 tokens; minutes"]
fn a_trained_model_predicts_all_golden_tokens_of_its_window() {
    let Some((model, golden)) = trained(64) else { return };
    assert_eq!(right(&model, &golden, 64), 64);
}
