//! Golden files: what each stage makes of `models/mnist`, byte for byte, under `tests/golden/mnist`.
//!
//! `make golden` writes them anew. They are for reading: constants stand as hashes. Of a model in the folder
//! `shared` only the hash of its outputs is kept.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use frontend::Options;
use onnx2circuit::execute::Outcome;
use onnx2circuit::{listing, pipeline, proving, swapping};
use sha2::{Digest, Sha256};
use tests::data;

use crate::end_to_end::compiled::{Compiled, load, read};

/// Most bytes of all golden files together.
const LIMIT: u64 = 200_000;

/// Longest run of text that a golden file keeps of a constant.
const LONGEST_LITERAL: usize = 600;

fn folder() -> PathBuf {
    data::repository().join("tests/golden")
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Compares `text` with the golden file of this name, or writes it.
fn golden(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1") {
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

#[test]
fn golden_files_of_our_model() {
    let ours = Compiled::ours();
    let modules = &ours.assembled.modules;
    golden("mnist/graph.txt", &listing::graph(&ours.quantised.graph));
    golden("mnist/affine.mlir", &elided(&modules.affine));
    golden("mnist/gadgets.mlir", &elided(&modules.gadgets));
    golden("mnist/model.ll", &elided(modules.llvm.text()));
    let plan = proving::plan(&ours.assembled.circuit).expect("the circuit has a layout");
    golden("mnist/circuit.txt", &format!("{}\n{}", ours.assembled.circuit.summary(), plan.report()));
    golden("mnist/outputs.txt", &outputs(ours));
    golden("mnist/identity.txt", &identity(ours));
    let files: Vec<u64> = fs::read_dir(folder().join("mnist"))
        .expect("they were just compared")
        .map(|e| e.and_then(|e| e.metadata()).expect("readable").len())
        .collect();
    assert!(files.len() == 7 && files.iter().sum::<u64>() < LIMIT, "sizes of the golden files: {files:?}");
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

/// Everything that a compilation gives, in bytes.
fn artefacts(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let model = load(&folder.join("mnist.onnx"));
    let calibration =
        model.calibrate(&read(&model, &folder.join("calibration.npz"))).expect("the samples fit");
    let quantised = model.quantise(&calibration, &Options::default()).expect("it quantises");
    let assembled = pipeline::assemble(&quantised.graph, true).expect("it compiles");
    let plan = proving::plan(&assembled.circuit).expect("the circuit has a layout");
    vec![
        ("calibration", calibration.to_json().into_bytes()),
        ("graph", serde_json::to_vec(&quantised.graph).expect("plain data")),
        ("affine MLIR", assembled.modules.affine.into_bytes()),
        ("gadget MLIR", assembled.modules.gadgets.into_bytes()),
        ("LLVM IR", assembled.modules.llvm.text().as_bytes().to_vec()),
        ("native object", assembled.object),
        ("MIPS64 program", assembled.elf.to_vec()),
        ("circuit", assembled.circuit.to_bytes()),
        ("layout", plan.report().to_string().into_bytes()),
    ]
}

#[test]
fn two_folders_give_the_same_bytes() {
    let compile = || {
        let copy = tempfile::tempdir().expect("a folder");
        for name in ["mnist.onnx", "calibration.npz"] {
            fs::copy(data::our_mnist().join(name), copy.path().join(name)).expect("the file is here");
        }
        artefacts(copy.path())
    };
    for ((name, first), (_, second)) in compile().into_iter().zip(compile()) {
        assert!(first == second, "{name}: {} bytes, then {} other ones", first.len(), second.len());
    }
}

#[test]
fn literals_are_elided_and_nothing_else() {
    let line = format!("@x = c\"{}\", !{{!\"short\"}}", "a".repeat(700));
    let text = elided(&line);
    assert!(
        text.starts_with("@x = c\"700 characters, sha256 ") && text.ends_with("\", !{!\"short\"}\n"),
        "{text}"
    );
    assert_eq!(elided("define i32 @f(ptr %0) \"k\"=\"v\"\n"), "define i32 @f(ptr %0) \"k\"=\"v\"\n");
}
