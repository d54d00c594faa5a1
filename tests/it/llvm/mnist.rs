//! The repository's own MNIST model through LLVM: both machines, step by step, and back to its graph.

use fault_proof_vm::elf;
use fault_proof_vm::guest::Guest;
use frontend::{Limits, LoadOptions, Model, Options, samples};
use gadgets::Graph;
use llvm_backend::{Arena, Extended, Native, OptLevel, Plan, Progress, mips};
use std::path::Path;
use std::sync::Arc;

use super::read_back::{annotated, comes_back, only, recognised};
use super::{Outcome, native, raw, reference, slices};

/// The model as integers, and its sample digits.
fn mnist() -> (Graph, Vec<Vec<Vec<i64>>>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/mnist");
    let model = Model::load(&folder.join("mnist.onnx"), &LoadOptions::default()).expect("the model loads");
    let read = |name: &str| {
        samples::read(&folder.join(name), model.graph(), &Limits::default()).expect("samples of the model")
    };
    let calibration = model.calibrate(&read("calibration.npz")).expect("samples calibrate");
    let quantised = model.quantise(&calibration, &Options::default()).expect("the model quantises");
    let digits = read("digits");
    let digits = digits.iter().map(|d| quantised.quantise_inputs(&d.inputs).expect("a digit is an input"));
    let digits = digits.collect();
    (quantised.graph, digits)
}

/// The arena after each step of machine A.
fn arenas(code: &Native, graph: &Graph, plan: &Arc<Plan>, digit: &[Vec<i64>]) -> Vec<Vec<u8>> {
    let mut arena = Arena::with_inputs(Arc::clone(plan), graph, &slices(digit)).expect("a digit fits");
    let mut all = vec![arena.vm_bytes()];
    while code.advance(&mut arena) == Progress::Running {
        all.push(arena.vm_bytes());
    }
    all.push(arena.vm_bytes());
    assert_eq!(Outcome::Outputs(arena.outputs(graph).expect("outputs have slots")), reference(graph, digit));
    all
}

#[test]
fn digits_run_natively_and_in_the_vm_to_the_same_arenas() {
    let (graph, digits) = mnist();
    let plan = Arc::new(Plan::new(&graph).expect("a plan"));
    let extended: Extended = raw(&graph, "");
    let steps = graph.nodes.len();
    let codes = OptLevel::ALL.map(|l| Native::new(&extended, "", steps, &plan, l).expect("code"));
    let file = mips::elf(&extended, "", steps).expect("a program");
    assert_eq!(file, mips::elf(&raw(&graph, ""), "", steps).expect("a program"), "the same bytes again");
    let guest = Guest::new(elf::load(&file).expect("loadable"), plan.log2_size).expect("an arena");
    for (i, digit) in digits.iter().enumerate() {
        let want = arenas(&codes[0], &graph, &plan, digit);
        for code in &codes[1..] {
            assert!(arenas(code, &graph, &plan, digit) == want, "digit {i}");
        }
        // The VM takes seconds for a digit.
        if i < 2 {
            let mut instructions = 0;
            for (step, pair) in want.windows(2).enumerate() {
                let done = guest.run(&pair[0], 1 << 32).expect("the machine runs");
                assert!(done.arena == pair[1], "digit {i}, step {step}");
                assert_eq!(
                    done.detached.root(),
                    fault_proof_vm::arena::root(&pair[1], plan.log2_size).expect("a root")
                );
                instructions += done.steps;
            }
            eprintln!(
                "digit {i}: {instructions} VM steps, arena of 2^{}, program of {} bytes",
                plan.log2_size,
                file.len()
            );
        }
    }
}

#[test]
fn an_input_out_of_range_ends_in_the_same_error() {
    let (graph, digits) = mnist();
    let plan = Arc::new(Plan::new(&graph).expect("a plan"));
    let extended = raw(&graph, "");
    let steps = graph.nodes.len();
    let code = Native::new(&extended, "", steps, &plan, OptLevel::O2).expect("code");
    let guest = Guest::new(
        elf::load(&mips::elf(&extended, "", steps).expect("a program")).expect("loadable"),
        plan.log2_size,
    );
    let t = graph.tensor(graph.inputs[0].tensor);
    let outside = [t.range.lo - 1, t.range.hi + 1].into_iter().find(|v| t.element.range().contains(*v));
    let Some(outside) = outside else { return };
    let mut digit = digits[0].clone();
    digit[0][100] = outside;
    let start = Arena::with_inputs(Arc::clone(&plan), &graph, &slices(&digit)).expect("the type holds it");
    let (outcome, end) = native(&code, &plan, &graph, &digit);
    assert_eq!(outcome, Outcome::Err { status: 16, step: 0 });
    assert_eq!(reference(&graph, &digit), outcome);
    let done = guest.expect("an arena").run(&start.vm_bytes(), 1 << 32).expect("the machine runs");
    assert!(done.arena == end.vm_bytes());
}

#[test]
fn the_model_comes_back() {
    let (graph, _) = mnist();
    comes_back(&graph);
    assert_eq!(only(&recognised(&graph)).graph, graph);
    let (a, b) = (annotated(&graph, ""), annotated(&graph, ""));
    assert_eq!(a, b, "the same text each time");
}
