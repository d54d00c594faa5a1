//! Language models: a window of tokens in, a row of logits for each out, the same integers in all executions.
//!
//! A small model of our own is made in code. The trained one of llama2.c (`stories260K`) is used where it lies beside the
//! repository; its greedy continuation is what llama2.c itself gives.

use std::collections::BTreeMap;
use std::time::Instant;

use circuit::lower::{Hidden, lower_hidden};
use circuit::{Data, Hash, PublicValues, Trace, interpret};
use frontend::{LoadOptions, Model, Options, Sample};
use gadgets::Gadget;
use onnx2circuit::execute::{self, Outcome};
use onnx2circuit::text::{Choice, End, Tokenizer, Window, continued};
use sumcheck::field::F;
use sumcheck::hashed::hash_parameters;
use sumcheck::witness::Witness;
use sumcheck::zk::prove::prove_hidden;
use sumcheck::zk::random::generator;
use sumcheck::{Plan, Salt, prove_salted, setup_hiding};
use sumcheck_verifier::{Refused, judge};
use tests::data;
use tests::language::{VOCABULARY, llama};

use super::compiled::{Compiled, Values, argmax, done, load};
use super::swapping::{agree, machines};

/// The next token after each of a window, by its logits.
fn next<T: PartialOrd>(logits: &[T], vocabulary: usize) -> Vec<usize> {
    logits.chunks_exact(vocabulary).map(argmax).collect()
}

/// Tokens as a sample.
pub fn window(tokens: &[usize]) -> Sample {
    Sample { inputs: vec![tokens.iter().map(|t| *t as f64).collect()] }
}

fn integers(tokens: &[usize]) -> Values {
    vec![tokens.iter().map(|t| *t as i64).collect()]
}

/// A model compiled for windows of which some are given.
pub fn compiled(model: Model, samples: &[Sample], options: &Options) -> Compiled {
    let mut calibration = model.calibrate(samples).expect("windows of tokens");
    calibration.declare(&model, &Default::default()).expect("its own inputs");
    model.settle(&mut calibration, samples, options).expect("the samples stay in their ranges");
    Compiled::new(model, &calibration, options)
}

/// Windows that depend on a number.
pub fn windows(tokens: usize, count: usize) -> Vec<Vec<usize>> {
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

/// Continues `context` by `count` tokens, each run by `run`.
pub fn text(
    model: &Compiled,
    context: &[u32],
    (count, temperature): (usize, f64),
    mut run: impl FnMut(&Values) -> Outcome,
) -> Vec<u32> {
    let window = Window::new(model.graph()).expect("a window of tokens");
    let mut context = context.to_vec();
    let mut choice = Choice::new(temperature, 7);
    let run = |inputs: &[Vec<i64>]| Ok(done(run(&inputs.to_vec())));
    let end = continued(&window, &mut context, count, &mut choice, run, |_| true).expect("a text");
    assert_eq!(end, End::Length);
    context
}

/// The same text from each execution, greedy and drawn, from less than a window to twice as much; chance is the seed's.
#[test]
fn a_text_is_the_same_from_every_execution() {
    const TOKENS: usize = 4;
    let samples: Vec<Sample> = windows(TOKENS, 40).iter().map(|w| window(w)).collect();
    let model = Model::from_bytes(&llama(TOKENS as i64, 1), None, &LoadOptions::default()).expect("it loads");
    let ours = compiled(model, &samples, &saturating());
    let guest = execute::guest(&ours.assembled.elf, ours.plan()).expect("the program loads");
    let fits = "the inputs fit";
    let mut texts = Vec::new();
    for temperature in [0.0, 1.0] {
        let how = (2 * TOKENS, temperature);
        let reference = text(&ours, &[3], how, |i| execute::reference(ours.graph(), i).expect(fits));
        let native = text(&ours, &[3], how, |i| ours.machine.run(ours.graph(), i).expect(fits));
        let circuit = &ours.assembled.circuit;
        let proved = text(&ours, &[3], how, |i| execute::circuit(circuit, ours.graph(), i).expect(fits));
        let vm = |i: &Values| execute::vm(&guest, ours.graph(), ours.plan(), i).expect(fits).outcome;
        let disputed = text(&ours, &[3], how, vm);
        for (name, other) in [("native", native), ("circuit", proved), ("vm", disputed)] {
            assert_eq!(other, reference, "{name} at temperature {temperature}");
        }
        texts.push(reference);
    }
    assert_ne!(texts[0], texts[1], "chance has a say");
    // The window is the last tokens, and nothing before them: one run by hand says the same.
    let last: Vec<usize> = texts[0][TOKENS..2 * TOKENS].iter().map(|t| *t as usize).collect();
    let logits = done(ours.agreed(&integers(&last))).remove(0);
    let predicted = next(&logits, VOCABULARY as usize)[TOKENS - 1];
    assert_eq!(predicted, texts[0][2 * TOKENS] as usize);
}

/// What is drawn follows the logits, and a model of another shape is none.
#[test]
fn a_token_is_drawn_by_its_logit() {
    let mut choice = Choice::new(1.0, 1);
    // exp(ln 3) to 1, with 0 for what lies far below.
    let logits = [0, 1099, -100_000];
    let drawn: Vec<u32> = (0..4000).map(|_| choice.next(&logits, 1e-3)).collect();
    let count = |token: u32| drawn.iter().filter(|t| **t == token).count();
    assert!((900..1100).contains(&count(0)) && count(2) == 0, "{} of 4000", count(0));
    assert_eq!(Choice::new(0.0, 1).next(&[5, 9, 9], 1.0), 1, "the first of equals");
    let other = Compiled::tiny(&tests::onnx::perceptron(1), -1.0, 1.0);
    let refused = Window::new(other.graph()).expect_err("no tokens").to_string();
    assert!(refused.starts_with("no model of a window of tokens"), "{refused}");
}

/// Tokens of its vocabulary.
const STORIES: usize = 512;

/// Values outside their ranges are clamped: texts are not all like the samples.
pub fn saturating() -> Options {
    Options { overflow: frontend::Overflow::Saturate, ..Options::language() }
}

/// The trained model for windows of so many tokens, and the tokens that it continues a beginning with.
pub fn trained(tokens: usize, options: &Options) -> Option<(Compiled, Vec<usize>)> {
    let folder = data::stories()?;
    let golden: Vec<usize> = data::golden_story(&folder).tokens.into_iter().map(|t| t as usize).collect();
    let samples: Vec<Sample> = golden.windows(tokens).step_by(8).map(window).collect();
    let model = load(&folder.join(format!("stories260K_T{tokens}.onnx")));
    Some((compiled(model, &samples, options), golden))
}

/// How many of the next tokens in the first window are right.
fn right(model: &Compiled, golden: &[usize], tokens: usize) -> usize {
    let logits = done(model.agreed(&integers(&golden[..tokens]))).remove(0);
    next(&logits, STORIES).iter().zip(&golden[1..]).filter(|(a, b)| a == b).count()
}

#[test]
#[ignore = "a trained language model of three windows through all stages; minutes"]
fn a_trained_model_gives_the_same_bits_everywhere() {
    for tokens in [8, 16, 64] {
        let Some((model, golden)) = trained(tokens, &Options::language()) else { return };
        model.agreed_by_four(&integers(&golden[..tokens]));
        assert_eq!(right(&model, &golden, tokens), tokens);
        if tokens == 8 {
            agree(&model, &machines(&model), &integers(&golden[..tokens]));
        }
    }
}

/// How many rows of a halo2 table the trained model takes, and of which kinds.
#[test]
#[ignore = "a trained language model laid out for proofs; a minute"]
fn a_trained_model_is_laid_out_for_proofs() {
    let Some((model, _)) = trained(8, &Options::language()) else { return };
    let plan = halo2::Plan::new(&model.assembled.circuit).expect("a layout");
    let mut kinds: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for line in &plan.report().relations {
        line.rows.iter().for_each(|r| *kinds.entry((line.relation, r.what)).or_default() += r.rows);
    }
    let (k, rows) = (plan.system.k, plan.placement.rows);
    println!("{:?}: k = {k}, {rows} rows, {} entries of tables", plan.config, plan.entries.count());
    kinds.iter().for_each(|((relation, what), rows)| println!("{relation}, {what}: {rows}"));
    assert!(k <= 15, "{k}");
}

/// The trained model's next token is proved by weights that nobody sees: what verifies it has the key of all models of the shape, the tokens, the logits and a hash.
#[test]
#[ignore = "a trained language model proved several times; minutes"]
fn a_trained_model_hides_its_weights() {
    const TOKENS: usize = 16;
    let Some((model, golden)) = trained(TOKENS, &Options::language()) else { return };
    let Hidden { circuit, weights } = lower_hidden(model.graph()).expect("weights that can be hidden");
    let keys = setup_hiding(Plan::new(&circuit).expect("a plan")).expect("keys");
    let (plan, vectors) = (&keys.proving.plan, keys.proving.vectors());
    let hiding = vectors.hidden.as_ref().expect("they hide");
    let key = keys.verifying.to_bytes();
    let security = keys.verifying.security();
    println!("{} cells, {} lookups, a key of {} bytes, {security:?}", plan.cells, plan.leaves(), key.len());
    let wide = |values: Vec<i64>| values.into_iter().map(i128::from).collect::<Vec<_>>();
    let run = |weights: &[Data]| {
        let tokens = golden[..TOKENS].iter().map(|t| *t as i128).collect();
        let all: Vec<Vec<i128>> =
            std::iter::once(tokens).chain(weights.iter().map(|w| wide(w.to_vec()))).collect();
        interpret(&circuit, &all).expect("completes")
    };
    let trace = run(&weights);
    let salt = Salt([5; 32]);
    let start = Instant::now();
    let (public, proof) = prove_salted(&keys.proving, &trace, &[salt]).expect("a proof");
    println!("proved and checked in {:?}, {} bytes", start.elapsed(), proof.len());
    assert_eq!(next(&public.outputs[0], STORIES)[TOKENS - 1], golden[TOKENS]);
    let registered = hash_parameters(&circuit, salt, &weights);
    assert_eq!(public.hashes, [registered]);
    let judged = |public: &PublicValues, proof: &[u8]| {
        let hashes: Vec<String> = public.hashes.iter().map(Hash::to_string).collect();
        let PublicValues { inputs, outputs, .. } = public;
        let values =
            serde_json::json!({"inputs": narrow(inputs), "outputs": narrow(outputs), "hashes": hashes});
        judge(&key, values.to_string().as_bytes(), proof, 24)
    };
    let start = Instant::now();
    let said = judged(&public, &proof).expect("accepted");
    println!("key read and proof verified in {:?}", start.elapsed());
    assert!(said.hides_weights && said.whole && said.bits >= 100.0);

    // Another token, and another hash.
    let (mut token, mut hash) = (public.clone(), public.clone());
    let row = &mut token.outputs[0][(TOKENS - 1) * STORIES..];
    row.swap(golden[TOKENS], (golden[TOKENS] + 1) % STORIES);
    hash.hashes[0].0[0] ^= 1;
    for lie in [&token, &hash] {
        assert!(matches!(judged(lie, &proof), Err(Refused::Proof(_))));
    }
    // A weight that is another: its own run, and the run of which the outputs are claimed.
    let mut others = weights.clone();
    let largest = (0..others.len()).max_by_key(|i| others[*i].len()).expect("there are some");
    let mut values = others[largest].to_vec();
    values[7] += if values[7] > 0 { -1 } else { 1 };
    others[largest] = Data::new(&values);
    let other = run(&others);
    let forged = |trace: &Trace, said: &PublicValues, salt: Salt, commitments: Option<&Vec<Vec<F>>>| {
        let values = circuit::public::integers(&plan.slots, said).expect("in their ranges");
        let mut witness = Witness::salted(plan, trace, &values, &[salt]);
        let own = witness.commitments.clone();
        if let Some(commitments) = commitments {
            witness.commitments.clone_from(commitments);
        }
        let rng = &mut generator().expect("a seed");
        let (proof, _) = prove_hidden(plan, vectors, hiding, &witness, &values, rng).expect("a proof");
        (proof.to_bytes().expect("bytes"), own)
    };
    let (honest, own) = forged(&trace, &public, salt, None);
    judged(&public, &honest).expect("accepted");
    let theirs = forged(&other, &public, salt, Some(&own));
    assert!(matches!(judged(&public, &theirs.0), Err(Refused::Proof(_))), "other weights");
    let mut public_of_theirs = PublicValues { hashes: plan.hashes(&theirs.1), ..public.clone() };
    let (lie, _) = forged(&trace, &public_of_theirs, salt, Some(&theirs.1));
    assert!(matches!(judged(&public_of_theirs, &lie), Err(Refused::Proof(_))), "another commitment");
    public_of_theirs.outputs = PublicValues::of(&circuit, &other).outputs;
    let (theirs, _) = forged(&other, &public_of_theirs, salt, None);
    judged(&public_of_theirs, &theirs).expect("a proof of their own");
    let (lie, _) = forged(&trace, &public, Salt([6; 32]), Some(&own));
    assert!(matches!(judged(&public, &lie), Err(Refused::Proof(_))), "other random bytes");
}

/// Integers as JSON takes them.
fn narrow(tensors: &[Vec<i128>]) -> Vec<Vec<i64>> {
    tensors.iter().map(|t| t.iter().map(|v| i64::try_from(*v).expect("64 bits")).collect()).collect()
}

#[test]
#[ignore = "a trained language model with a window of 64 tokens, 200 times; minutes"]
fn a_trained_model_writes_its_golden_story() {
    const WINDOW: usize = 64;
    const COUNT: usize = 200;
    let Some((model, golden)) = trained(WINDOW, &saturating()) else { return };
    let folder = data::stories().expect("it is there");
    let tokenizer = Tokenizer::open(&folder.join("tok512.bin")).expect("a tokenizer");
    let begin = tokenizer.encode("").expect("the token that begins a text");
    let run = |inputs: &Values| model.machine.run(model.graph(), inputs).expect("the inputs fit");
    let story = text(&model, &begin, (COUNT, 0.0), run);
    // As far as the window sees everything, the story is llama2.c's.
    let expected: Vec<u32> = golden[..=WINDOW].iter().map(|t| *t as u32).collect();
    assert_eq!(story[..=WINDOW], expected, "{}", tokenizer.decode(&story));
    // After that it is what the float model makes of the same windows.
    let right = (WINDOW + 1..story.len()).filter(|at| {
        let seen: Vec<usize> = story[at - WINDOW..*at].iter().map(|t| *t as usize).collect();
        let floats = model.model.outputs(&window(&seen)).remove(0);
        next(&floats, STORIES)[WINDOW - 1] == story[*at] as usize
    });
    let right = WINDOW + right.count();
    assert!(right >= 198, "{right} of {COUNT} tokens are the float model's");
}
