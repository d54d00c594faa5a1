//! Programs read back out of extended LLVM IR: equal to what was lowered, whatever LLVM's tools did between.

use crate::llvm::{inputs, model, raw};
use gadgets::arbitrary::{FAMILIES, case_of, graph};
use gadgets::{Gadget, Graph, Stop, execute};
use inkwell::context::Context;
use llvm_backend::read_back::{models, read, read_prefix};
use llvm_backend::{Arena, Extended, Native, OptLevel, Options, Plan, ReadBackError, lower, step_functions};
use melior::ir::attribute::{ArrayAttribute, StringAttribute};
use melior::ir::block::BlockLike;
use melior::ir::operation::{OperationLike, OperationMutLike};
use mlir_lowering::{lower_graph, new_context};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

mod constants;
mod document;
mod hostile;

/// The module of a graph, each function with the attributes of its node's gadget.
pub fn recognised(graph: &Graph, prefix: &str) -> Extended {
    let context = new_context();
    let module = lower_graph(&context, graph).expect("the graph lowers");
    let text = |s: &str| StringAttribute::new(&context, s).into();
    let mut function = module.body().first_operation_mut();
    for node in &graph.nodes {
        let mut f = function.expect("one function for each node");
        let (name, params) = (node.gadget.name(), node.gadget.params());
        let pairs = [("circuit.gadget", name), ("circuit.version", "1"), ("circuit.params", &params)];
        let pairs = pairs.map(|(key, value)| ArrayAttribute::new(&context, &[text(key), text(value)]).into());
        f.set_attribute("passthrough", ArrayAttribute::new(&context, &pairs).into());
        function = f.next_in_block_mut();
    }
    let options = Options { prefix: prefix.to_owned() };
    lower(&context, &module, &step_functions(graph), graph, &options).expect("the module lowers")
}

/// What a tool makes of `text`.
fn through(tool: &str, arguments: &[&str], input: Vec<u8>) -> Vec<u8> {
    let mut child = Command::new(tool)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{tool}: {e}"));
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the tool ends");
    assert!(output.status.success(), "{tool}: {}", output.status);
    writer.join().expect("no panic").expect("the tool reads all");
    output.stdout
}

fn optimised(extended: &Extended) -> Extended {
    passed(extended, "default<O2>")
}

fn passed(extended: &Extended, passes: &str) -> Extended {
    let text = through("opt-22", &["-S", "-passes", passes], extended.text().as_bytes().to_vec());
    let module =
        Extended::from_text(&String::from_utf8(text).expect("text")).expect("what opt writes parses");
    module.with_constants_of(extended)
}

fn check(extended: &Extended, graph: &Graph, prefix: &str) {
    let got = read_prefix(extended, prefix).unwrap_or_else(|e| panic!("{e}\n{}", extended.text()));
    assert_eq!(got.graph, *graph);
    assert_eq!(got.plan, Plan::new(graph).expect("a plan"));
    assert_eq!(got.prefix, prefix);
}

/// Outputs, or status and step, of native code on some inputs.
fn runs(extended: &Extended, graph: &Graph, prefix: &str) {
    let plan = Arc::new(Plan::new(graph).expect("a plan"));
    let code = Native::new(extended, prefix, graph.nodes.len(), &plan, OptLevel::O2).expect("code");
    for seed in 0..4 {
        let values = inputs(graph, seed);
        let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
        let mut arena = Arena::with_inputs(Arc::clone(&plan), graph, &slices).expect("inputs fit");
        match (execute(graph, &slices), code.main_graph(&mut arena)) {
            (Ok(run), 0) => assert_eq!(arena.outputs(graph).expect("slots"), run.outputs),
            (Err(Stop::Status { status, .. }), got) => assert_eq!(got, status.code()),
            (want, got) => panic!("{want:?}, but status {got}"),
        }
    }
}

#[test]
fn random_graphs_read_back_equal() {
    for seed in 0..40 {
        let graph = graph(seed);
        let extended = recognised(&graph, "");
        check(&extended, &graph, "");
        assert_eq!(read(&extended).expect("one model").graph, graph);
    }
}

#[test]
fn every_gadget_family_reads_back_equal_before_and_after_o2() {
    for family in 0..FAMILIES {
        for seed in 0..4 {
            let (graph, _) = model(&case_of(family, seed));
            let extended = recognised(&graph, "m.");
            check(&extended, &graph, "m.");
            check(&optimised(&extended), &graph, "m.");
        }
    }
}

#[test]
fn o2_leaves_gadgets_and_meaning() {
    let mut changed = 0;
    for seed in 0..40 {
        let graph = graph(seed);
        let extended = recognised(&graph, "");
        let after = optimised(&extended);
        changed += usize::from(after.text() != extended.text());
        check(&after, &graph, "");
        if seed < 6 {
            runs(&after, &graph, "");
        }
    }
    assert_eq!(changed, 40, "O2 does something to each");
}

#[test]
fn other_levels_and_passes_leave_gadgets() {
    let pipelines = [
        "default<O1>",
        "default<O3>",
        "default<Os>",
        "default<Oz>",
        "lto<O3>",
        "gvn-hoist,simplifycfg<hoist-common-insts;sink-common-insts>",
        "mergefunc,globalopt,ipsccp,deadargelim",
    ];
    for (seed, passes) in (0..14).zip(pipelines.into_iter().cycle()) {
        let graph = graph(seed);
        check(&passed(&recognised(&graph, "p_"), passes), &graph, "p_");
    }
}

#[test]
fn assembling_and_disassembling_leaves_everything() {
    for seed in 0..10 {
        let graph = graph(seed);
        let extended = recognised(&graph, "");
        let text = extended.text().to_owned();
        let bitcode = through("llvm-as-22", &["-o", "-"], text.clone().into_bytes());
        let again = through("llvm-dis-22", &["-o", "-"], bitcode);
        let again = Extended::from_text(&String::from_utf8(again).expect("text")).expect("parses");
        let again = again.with_constants_of(&extended);
        check(&again, &graph, "");
        assert_eq!(again.text().lines().count(), text.lines().count());
    }
}

#[test]
fn two_models_in_one_module_both_read_back_and_run() {
    for seed in 0..4 {
        let (a, b) = (graph(seed), graph(seed + 20));
        let linked = Extended::link(&[recognised(&a, "a."), recognised(&b, "b.")]).expect("they link");
        let all = models(&linked).expect("two models");
        assert_eq!(all.iter().map(|m| m.prefix.as_str()).collect::<Vec<_>>(), ["a.", "b."]);
        for module in [&linked, &optimised(&linked)] {
            for (graph, prefix) in [(&a, "a."), (&b, "b.")] {
                check(module, graph, prefix);
                runs(module, graph, prefix);
            }
        }
        let several = read(&linked).expect_err("two models");
        assert!(matches!(&several, ReadBackError::Several { held } if held.len() == 2), "{several}");
        let none = read_prefix(&linked, "c.").expect_err("no such model");
        assert!(none.to_string().contains("not one model has the prefix 'c.'"), "{none}");
    }
}

#[test]
fn one_model_twice_under_two_prefixes_shares_its_steps() {
    let graph = graph(7);
    let linked = Extended::link(&[recognised(&graph, "a."), recognised(&graph, "b.")]).expect("they link");
    let context = Context::create();
    let count = |e: &Extended| e.module(&context).expect("it parses").get_functions().count();
    assert_eq!(count(&linked), count(&recognised(&graph, "a.")) + 2, "only the entries are added");
    for prefix in ["a.", "b."] {
        check(&linked, &graph, prefix);
        runs(&linked, &graph, prefix);
    }
    Extended::link(&[recognised(&graph, "a."), recognised(&graph, "a.")])
        .expect_err("the same entries twice");
}

#[test]
fn code_that_is_not_recognised_reads_back_as_programs_that_compute_the_same() {
    let (mut equal, mut stops) = (0, 0);
    for seed in 0..40 {
        let graph = graph(seed);
        let got = match read(&raw(&graph, "")) {
            Ok(got) => got,
            // A softmax is known less well as a program, and what follows it may overflow.
            Err(e) => {
                let softmax = graph.nodes.iter().any(|n| matches!(n.gadget, Gadget::Softmax(_)));
                assert!(softmax, "seed {seed}: {e}");
                continue;
            }
        };
        assert!(got.graph.nodes.iter().all(|n| matches!(n.gadget, Gadget::Generic(_))));
        assert_eq!(got.graph.validate(), Ok(()));
        assert_eq!(got.plan, Plan::new(&graph).expect("a plan"));
        // All but the gadgets, and ranges that cannot be proven, is as it was.
        let mut same = got.graph.clone();
        for (node, was) in same.nodes.iter_mut().zip(&graph.nodes) {
            node.gadget = was.gadget.clone();
        }
        for (tensor, was) in same.tensors.iter_mut().zip(&graph.tensors) {
            assert!(tensor.range.contains_range(was.range), "{}", was.name);
            tensor.range = was.range;
        }
        assert_eq!(same, graph);
        for run in 0..4 {
            let values = inputs(&graph, run);
            let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
            let outputs = |g: &Graph| execute(g, &slices).map(|run| run.outputs);
            assert_eq!(outputs(&got.graph), outputs(&graph), "seed {seed}");
            stops += usize::from(outputs(&graph).is_err());
        }
        equal += 1;
    }
    assert!(equal >= 30, "{equal} of 40 graphs");
    assert!(stops > 0, "no run ended in a status");
}

#[test]
fn a_range_that_code_does_not_show_becomes_the_proven_one() {
    let found = (0..).map(graph).find(|g| {
        let second = g.nodes.get(1).is_some_and(|n| matches!(n.gadget, Gadget::Conv2d(_)));
        second && g.nodes.len() > 2
    });
    let mut graph = found.expect("some graph");
    let text = {
        let output = graph.nodes[1].output.expect("an output");
        // As declared before anything was known of the code: too tight.
        graph.tensors[output.index()].range = gadgets::Range::new(0, 1);
        raw(&graph, "")
    };
    let got = read(&text).expect("the ranges are settled");
    got.graph.validate().expect("sound");
    let errors = read(&recognised(&graph, "")).expect_err("a gadget's range has to be right");
    let label = graph.nodes[1].label();
    assert!(errors.to_string().contains(&format!("node '{label}': tensor")), "{errors}");
}
