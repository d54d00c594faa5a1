//! Golden files: what each stage makes of `models/mnist` and `models/tiny-llm`, byte for byte, under `tests/golden`.
//!
//! `make golden` writes them anew. They are for reading: constants stand as hashes, and functions that repeat others but for
//! numbers stand once. Of a model in the folder `shared` only the hash of its outputs is kept.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use frontend::{LoadOptions, Model, Options, Overflow, Sample};
use onnx2circuit::compiler::{Quantisation, Source};
use onnx2circuit::execute::Outcome;
use onnx2circuit::pipeline::Quiet;
use onnx2circuit::text::{Choice, Tokenizer, Window, continued};
use onnx2circuit::{listing, pipeline, proving, swapping};
use sha2::{Digest, Sha256};
use tests::data;
use tests::language::llama;

use crate::end_to_end::compiled::{Compiled, done, load, read};
use crate::end_to_end::language::{window, windows};

/// Most bytes of all golden files of a model together.
const LIMIT: u64 = 400_000;

/// Longest run of text that a golden file keeps of a constant.
const LONGEST_LITERAL: usize = 600;

/// Longest text of a function that a golden file keeps, in bytes.
const LONGEST_TEXT: usize = 6_000;

fn folder() -> PathBuf {
    data::repository().join("tests/golden")
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Whether golden files are written anew.
pub fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1")
}

/// Compares `text` with the golden file of this name, or writes it.
fn golden(name: &str, text: &str) {
    let path = folder().join(name);
    if updating() {
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (want, got))) = difference(&kept, text) {
        panic!("{name}, line {line}: `make golden` writes it anew\n  kept {want}\n   now {got}");
    }
}

/// The first line that differs.
fn difference<'a>(kept: &'a str, now: &'a str) -> Option<(usize, (&'a str, &'a str))> {
    if kept == now {
        return None;
    }
    let (mut a, mut b) = (kept.lines(), now.lines());
    (1..).find_map(|line| match (a.next(), b.next()) {
        (None, None) => Some((line, ("other line ends", "other line ends"))),
        (x, y) if x == y => None,
        (x, y) => Some((line, (x.unwrap_or("the end"), y.unwrap_or("the end")))),
    })
}

/// LLVM IR or MLIR with long literals (weights, tables, machine-readable metadata) as hashes.
fn elided(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let mut rest = line;
        while let Some(start) = rest.find(['"', '[']) {
            let close = if rest.as_bytes()[start] == b'"' { '"' } else { ']' };
            let body = &rest[start + 1..];
            let Some(len) = body.find(close) else { break };
            out.push_str(&rest[..=start]);
            match &body[..len] {
                long if len > LONGEST_LITERAL => {
                    let _ = write!(out, "{len} characters, sha256 {}", &hash(long.as_bytes())[..16]);
                }
                short => out.push_str(short),
            }
            out.push(close);
            rest = &body[len + 1..];
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

/// Text in which a function or a list of attributes that is as an earlier one, but for names, numbers and what is quoted, stands
/// as a line with the earlier one's name and the hash of all it is. What is long is cut.
fn folded(text: &str) -> String {
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let indent = &line[..line.len() - start.len()];
        let mut body = format!("{line}\n");
        if start.starts_with("func.func ") || start.starts_with("define ") {
            for line in lines.by_ref() {
                let _ = writeln!(body, "{line}");
                if line.strip_prefix(indent) == Some("}") {
                    break;
                }
            }
        } else if !start.starts_with("attributes ") {
            out.push_str(&cut(&body));
            continue;
        }
        let name =
            start.split(['@', '#']).nth(1).and_then(|rest| rest.split(['(', ' ']).next()).unwrap_or_default();
        let shape = shape(&body);
        match seen.iter().find(|(_, other)| *other == shape) {
            Some((earlier, _)) => {
                let _ =
                    writeln!(out, "{indent}; {name}: as {earlier}, sha256 {}", &hash(body.as_bytes())[..16]);
            }
            None => {
                out.push_str(&cut(&body));
                seen.push((name.to_owned(), shape));
            }
        }
    }
    out
}

/// The first lines of a long text, or the first characters of a long line, and the hash of all.
fn cut(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let most = &text[..text.floor_char_boundary(LONGEST_TEXT)];
    let kept = most.rfind('\n').map_or(most.floor_char_boundary(LONGEST_LITERAL), |end| end + 1);
    format!("{}; {} bytes more, sha256 {}\n", &text[..kept], text.len() - kept, &hash(text.as_bytes())[..16])
}

/// A text without names, numbers and what stands in quotation marks.
fn shape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('"').enumerate() {
        if at % 2 == 0 {
            let named = |c: char| c.is_ascii_alphanumeric() || "._$-".contains(c);
            let mut parts = part.split('@');
            out.extend(parts.next());
            out.extend(parts.map(|part| part.trim_start_matches(named)));
        }
        out.push('"');
    }
    out.retain(|c| !c.is_ascii_digit());
    out
}

/// The outputs of the drawn digits: integers, then what they mean.
fn outputs(compiled: &Compiled) -> String {
    let mut text = String::new();
    for (digit, inputs) in compiled.drawn().iter().enumerate() {
        let Outcome::Done(outputs) = compiled.agreed(inputs) else { panic!("digit {digit} is rejected") };
        for (port, integers) in outputs.iter().enumerate() {
            let values = compiled.quantised.dequantise_output(port, integers);
            let name = &compiled.graph().outputs[port].name;
            let _ = writeln!(text, "digit {digit}\n  {name} {integers:?}\n  {name} {values:.4?}");
        }
    }
    text
}

/// What a claim or a proof names: the circuit, the program, the model in disputes.
fn identity(compiled: &Compiled) -> String {
    let (elf, graph, plan) = (&compiled.assembled.elf, compiled.graph(), compiled.plan());
    let circuit = compiled.assembled.circuit.digest().to_string();
    let steps = swapping::log2_instructions(elf, graph, plan).expect("our own program has a bound");
    let slow = swapping::slow(elf, graph, plan, steps, &circuit).expect("our own program");
    format!(
        "circuit {circuit}\nprogram {}\nmodel in disputes {}\n",
        hash(elf),
        hex::encode(slow.model().id())
    )
}

/// What the model makes of beginnings of texts: the text, and the logits behind the beginning, which all executions share.
fn texts(compiled: &Compiled) -> String {
    let tokenizer = Tokenizer::open(&data::our_llm().join("tokenizer.json")).expect("a tokenizer");
    let window = Window::new(compiled.graph()).expect("a window of tokens");
    let mut text = String::new();
    for prompt in ["Ada has a ", "Finn", "four + five ="] {
        let mut tokens = tokenizer.encode(prompt).expect("tokens");
        let row = tokens.iter().cycle().take(window.tokens).map(|token| i64::from(*token)).collect();
        let logits = done(compiled.agreed_by_four(&vec![row])).remove(0);
        let behind = &logits[(tokens.len() - 1) * window.vocabulary..][..window.vocabulary];
        let _ = writeln!(text, "{prompt:?}\n  logits {behind:?}");
        let run = |inputs: &[Vec<i64>]| compiled.machine.run(compiled.graph(), inputs).map(done);
        continued(&window, &mut tokens, 48, &mut Choice::Largest, run, |_| true).expect("a text");
        let _ = writeln!(text, "  {:?}", tokenizer.decode(&tokens));
    }
    text
}

/// Compares the golden files of a model, which are all that there are in its folder.
fn golden_files(model: &str, compiled: &Compiled, plan: Option<String>, outputs: String) {
    let modules = &compiled.assembled.modules;
    let circuit = [Some(compiled.assembled.circuit.summary().to_string()), plan];
    let files = [
        ("graph.txt", listing::graph(&compiled.quantised.graph)),
        ("affine.mlir", folded(&elided(&modules.affine))),
        ("gadgets.mlir", folded(&elided(&modules.gadgets))),
        ("model.ll", folded(&elided(modules.llvm.text()))),
        ("circuit.txt", circuit.into_iter().flatten().collect::<Vec<_>>().join("\n")),
        ("outputs.txt", outputs),
        ("identity.txt", identity(compiled)),
    ];
    for (name, text) in &files {
        golden(&format!("{model}/{name}"), text);
    }
    let kept: Vec<u64> = fs::read_dir(folder().join(model))
        .expect("they were just compared")
        .map(|e| e.and_then(|e| e.metadata()).expect("readable").len())
        .collect();
    assert!(
        kept.len() == files.len() && kept.iter().sum::<u64>() < LIMIT,
        "sizes of the golden files: {kept:?}"
    );
}

#[test]
fn golden_files_of_our_model() {
    let ours = Compiled::ours();
    let plan = proving::plan(&ours.assembled.circuit).expect("the circuit has a layout");
    golden_files("mnist", ours, Some(plan.report().to_string()), outputs(ours));
}

/// As its crate is built, so that both have the same identity (`models/tiny-llm/tests`).
#[test]
fn golden_files_of_our_language_model() {
    let source = Source {
        model: data::our_llm().join("tiny_llm.onnx"),
        samples: Some(data::our_llm().join("calibration.npz")),
        input_ranges: vec![("tokens".to_owned(), 0.0, 36.0)],
        options: Options { overflow: Overflow::Saturate, ..Options::language() },
        ..Source::default()
    };
    let Quantisation { model, quantised, .. } = source.quantise(&Quiet).expect("it quantises");
    let ours = Compiled::of(model, quantised);
    golden_files("tiny-llm", &ours, None, texts(&ours));
    // It does not with each width of their table.
    sumcheck::Plan::new(&ours.assembled.circuit).expect("it fits proofs by sumchecks");
}

#[test]
fn outputs_of_the_zoos_model() {
    let (Some(zoo), Some(digits)) = (Compiled::zoo(), data::digits(100)) else { return };
    let mut hasher = Sha256::new();
    for image in &digits.images {
        let Outcome::Done(outputs) = zoo.agreed(&zoo.image(image)) else { panic!("a digit is rejected") };
        outputs.iter().flatten().for_each(|v| hasher.update(v.to_be_bytes()));
    }
    let hash = hex::encode(hasher.finalize());
    golden(
        "mnist-12.txt",
        &format!("sha256 of the outputs for 100 digits, 8 bytes each, big-endian\n{hash}\n"),
    );
}

/// Everything that a compilation gives, in bytes; of the layout, which takes its time, only where it is wanted.
fn artefacts(
    model: &Model,
    samples: &[Sample],
    options: &Options,
    layout: bool,
) -> Vec<(&'static str, Vec<u8>)> {
    let calibration = model.calibrate(samples).expect("the samples fit");
    let quantised = model.quantise(&calibration, options).expect("it quantises");
    let report = quantised.compare(model, frontend::Samples::Given(samples));
    let assembled = pipeline::assemble(&quantised.graph, true).expect("it compiles");
    let plan = layout.then(|| proving::plan(&assembled.circuit).expect("the circuit has a layout"));
    vec![
        ("calibration", calibration.to_json().into_bytes()),
        ("graph", serde_json::to_vec(&quantised.graph).expect("plain data")),
        ("report", serde_json::to_vec(&report).expect("plain data")),
        ("affine MLIR", assembled.modules.affine.into_bytes()),
        ("gadget MLIR", assembled.modules.gadgets.into_bytes()),
        ("LLVM IR", assembled.modules.llvm.text().as_bytes().to_vec()),
        ("native object", assembled.object),
        ("MIPS64 program", assembled.elf.to_vec()),
        ("circuit", assembled.circuit.to_bytes()),
        ("layout", plan.map(|plan| plan.report().to_string()).unwrap_or_default().into_bytes()),
    ]
}

/// What is made with one thread, and again with more of them.
fn alike(make: impl Fn() -> Vec<(&'static str, Vec<u8>)> + Sync) {
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            assert_eq!(rayon::current_num_threads(), threads);
            make()
        })
    };
    for ((name, first), (_, second)) in with(1).into_iter().zip(with(5)) {
        assert!(first == second, "{name}: {} bytes, then {} other ones", first.len(), second.len());
    }
}

#[test]
fn two_folders_and_numbers_of_threads_give_the_same_bytes() {
    alike(|| {
        let copy = tempfile::tempdir().expect("a folder");
        for name in ["mnist.onnx", "calibration.npz"] {
            fs::copy(data::our_mnist().join(name), copy.path().join(name)).expect("the file is here");
        }
        let model = load(&copy.path().join("mnist.onnx"));
        let samples = read(&model, &copy.path().join("calibration.npz"));
        artefacts(&model, &samples, &Options::default(), true)
    });
}

#[test]
fn a_language_model_s_bytes_are_those_of_any_number_of_threads() {
    let samples: Vec<Sample> = windows(4, 8).iter().map(|tokens| window(tokens)).collect();
    alike(|| {
        let model = Model::from_bytes(&llama(4, 1), None, &LoadOptions::default()).expect("it loads");
        artefacts(&model, &samples, &Options::language(), false)
    });
}
