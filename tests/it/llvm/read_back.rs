//! Graphs come back out of LLVM IR equal to what went in, also after LLVM's own tools had it.

use gadgets::arbitrary::{FAMILIES, Source, case_of, graph};
use gadgets::{Gadget, Graph, execute};
use llvm_backend::{
    Extended, Model, Native, OptLevel, Options, Plan, ReadBackError, lower, mips, models, step_functions,
};
use melior::ir::operation::{OperationLike, OperationMutLike};
use melior::ir::{Attribute, BlockLike};
use mlir_lowering::recognise::annotate;
use mlir_lowering::{lower_graph, new_context};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::{Outcome, inputs, model, native, raw, reference};

/// The module of a graph in which every function carries its gadget's attributes.
pub fn annotated(graph: &Graph, prefix: &str) -> Extended {
    let context = new_context();
    let module = lower_graph(&context, graph).expect("the graph lowers");
    let mut next = module.body().first_operation_mut();
    for node in &graph.nodes {
        let mut op = next.take().expect("one function for each step");
        let quoted = node.gadget.params().replace('\\', "\\\\").replace('"', "\\22");
        let text =
            format!(r#"[["circuit.gadget", "{}"], ["circuit.params", "{quoted}"]]"#, node.gadget.name());
        op.set_attribute("passthrough", Attribute::parse(&context, &text).expect("an attribute"));
        next = op.next_in_block_mut();
    }
    let options = Options { prefix: prefix.to_owned() };
    lower(&context, &module, &step_functions(graph), graph, &options).expect("the module lowers")
}

/// The module of a graph as the recogniser sees it.
pub fn recognised(graph: &Graph) -> Extended {
    let context = new_context();
    let mut module = lower_graph(&context, graph).expect("the graph lowers");
    let functions: Vec<String> =
        annotate(&context, &mut module, |_, _| true).into_iter().map(|a| a.name).collect();
    lower(&context, &module, &functions, graph, &Options::default()).expect("the module lowers")
}

/// Sends text through a tool of LLVM's.
fn tool(name: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(format!("/usr/lib/llvm-22/bin/{name}"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("LLVM's tools are installed");
    child.stdin.take().expect("piped").write_all(input).expect("the tool reads");
    let output = child.wait_with_output().expect("the tool ends");
    assert!(output.status.success(), "{name} failed");
    output.stdout
}

/// The module that a tool made of another one, with its constants.
fn text(bytes: Vec<u8>, of: &Extended) -> Extended {
    let module = Extended::from_text(std::str::from_utf8(&bytes).expect("text")).expect("LLVM IR");
    module.with_constants_of(of)
}

/// The one model of a module.
pub fn only(extended: &Extended) -> Model {
    let found = models(extended).unwrap_or_else(|e| panic!("{e}\n{}", extended.text()));
    let [model] = <[Model; 1]>::try_from(found).expect("one model");
    model
}

pub fn comes_back(graph: &Graph) {
    let extended = annotated(graph, "");
    let made = only(&extended);
    assert_eq!(made.graph, *graph);
    assert_eq!(made.plan, Plan::new(graph).expect("a plan"));
    for level in ["-O2", "-O3"] {
        let optimised = text(tool("opt", &[level, "-S"], extended.text().as_bytes()), &extended);
        assert_eq!(only(&optimised), made, "{level}");
    }
    let again = tool("llvm-dis", &["-o", "-"], &tool("llvm-as", &["-o", "-"], extended.text().as_bytes()));
    assert_eq!(only(&text(again, &extended)), made);
    let again = Extended::from_text(extended.text()).expect("its own text");
    assert_eq!(again.with_constants_of(&extended), extended);
}

#[test]
fn every_gadget_family_comes_back() {
    for family in 0..FAMILIES {
        for seed in 0..2 {
            comes_back(&model(&case_of(family, seed)).0);
        }
    }
}

#[test]
fn random_graphs_come_back() {
    (0..12).map(graph).for_each(|g| comes_back(&g));
}

#[test]
fn recognised_graphs_come_back() {
    for seed in 0..12 {
        let graph = graph(seed);
        assert_eq!(only(&recognised(&graph)).graph, graph);
    }
}

#[test]
fn optimised_modules_compute_the_same() {
    for seed in 0..6 {
        let graph = graph(seed);
        let plan = Arc::new(Plan::new(&graph).expect("a plan"));
        let extended = annotated(&graph, "");
        let optimised = text(tool("opt", &["-O2", "-S"], extended.text().as_bytes()), &extended);
        let code = Native::new(&optimised, "", graph.nodes.len(), &plan, OptLevel::O0).expect("code");
        for i in 0..5 {
            let values = inputs(&graph, i);
            assert_eq!(native(&code, &plan, &graph, &values).0, reference(&graph, &values));
        }
    }
}

#[test]
fn two_models_in_one_program() {
    let graphs = [graph(1), graph(4)];
    let parts = [annotated(&graphs[0], "first_"), annotated(&graphs[1], "second_")];
    let folder = std::env::temp_dir().join(format!("extended-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let files: Vec<String> = (0..2).map(|i| folder.join(format!("{i}.ll")).display().to_string()).collect();
    for (file, part) in files.iter().zip(&parts) {
        std::fs::write(file, part.text()).expect("a file");
    }
    let ours = Extended::link(&parts).expect("different prefixes");
    let by_tool = text(tool("llvm-link", &["-S", "-o", "-", &files[0], &files[1]], &[]), &ours);
    std::fs::remove_dir_all(&folder).expect("our own folder");
    let optimised = text(tool("opt", &["-O2", "-S"], by_tool.text().as_bytes()), &ours);
    for linked in [&ours, &by_tool, &optimised] {
        let found = models(linked).expect("two models");
        assert_eq!(found.iter().map(|m| m.prefix.as_str()).collect::<Vec<_>>(), ["first_", "second_"]);
        for (graph, model) in graphs.iter().zip(&found) {
            assert_eq!(model.graph, *graph);
            let plan = Arc::new(model.plan.clone());
            let steps = graph.nodes.len();
            let code = Native::new(linked, &model.prefix, steps, &plan, OptLevel::O2).expect("code");
            for i in 0..4 {
                let values = inputs(graph, i);
                assert_eq!(native(&code, &plan, graph, &values).0, reference(graph, &values));
            }
            mips::elf(linked, &model.prefix, steps).expect("a program");
        }
    }
    assert!(
        Extended::link(&[parts[0].clone(), annotated(&graphs[1], "first_")]).is_err(),
        "the same prefix twice"
    );
}

#[test]
fn unrecognised_functions_come_back_as_programs_of_the_same_meaning() {
    for seed in 0..8 {
        let graph = graph(seed);
        let found = only(&raw(&graph, ""));
        assert!(found.functions.iter().all(|f| f.starts_with("circuit.generic.")), "{:?}", found.functions);
        assert!(found.graph.nodes.iter().all(|n| matches!(n.gadget, Gadget::Generic(_))));
        assert_eq!(found.graph.tensors, graph.tensors);
        for i in 0..4 {
            let values = inputs(&graph, i);
            let slices: Vec<&[i64]> = values.iter().map(Vec::as_slice).collect();
            let want = reference(&graph, &values);
            match execute(&found.graph, &slices) {
                Ok(run) => assert_eq!(Outcome::Outputs(run.outputs), want),
                Err(_) => assert_eq!(reference(&found.graph, &values), want),
            }
        }
    }
}

#[test]
fn equal_steps_share_one_function() {
    let graph = super::plan::chain(gadgets::ElementType::I16, 10, 6);
    let found = only(&annotated(&graph, ""));
    assert_eq!(found.graph, graph);
    assert!(found.functions.iter().all(|f| *f == found.functions[0]));
    comes_back(&graph);
}

/// Replaces the first `from` by `to`, and reads.
fn changed(extended: &Extended, from: &str, to: &str) -> ReadBackError {
    let original = extended.text().to_owned();
    assert!(original.contains(from), "'{from}' is not in\n{original}");
    let module = Extended::from_text(&original.replacen(from, to, 1)).expect("still LLVM IR");
    models(&module.with_constants_of(extended)).expect_err("a broken contract")
}

#[test]
fn broken_contracts_are_refused() {
    let graph = super::plan::chain(gadgets::ElementType::I32, 10, 3);
    let good = annotated(&graph, "");
    let message = |from: &str, to: &str| changed(&good, from, to).to_string();
    assert!(message("!circuit.models", "!other.models").contains("no !circuit.models"));
    assert!(message("!{i32 2, !\"\"", "!{i32 3, !\"\"").contains("version 3"));
    assert!(message("circuit.gadget\"=\"relu\"", "circuit.gadget\"=\"add\"").contains("named 'add'"));
    assert!(message("circuit.version\"=\"1\"", "circuit.version\"=\"9\"").contains("version 9"));
    assert!(message("\"circuit.nodes\"=\"", "\"circuit.nodes\"=\"!").contains("list of names"));
    assert!(message("icmp eq i32", "icmp ne i32").contains("@main_graph"));
    assert!(message("i64 0, label %step0", "i64 7, label %step0").contains("does not do for 0"));
    assert!(message("i64 0, label %step0", "i64 0, label %step1").contains("does not do for 0"));
    assert!(message("i64 2, label %step2", "i64 2, label %step2 i64 3, label %step0").contains("return 255"));
    assert!(message("ret i32 255", "ret i32 0").contains("does not return 255"));
    assert!(message("\\22log2_size\\22:", "\\22log2_size\\22:9").contains("the arena"));
    assert!(message("\\22element\\22:\\22i32\\22", "\\22element\\22:\\22i16\\22").contains("tensor"));
    // A pointer to where no tensor lies.
    let offset = only(&good).plan.slots[0].offset;
    let (from, to) = (format!("ptr %arena, i64 {offset}"), format!("ptr %arena, i64 {}", offset + 4));
    assert!(message(&from, &to).contains("does not do for 0"), "in one entry only");
    let both = Extended::from_text(&good.text().replace(&from, &to)).expect("still LLVM IR");
    assert!(
        models(&both.with_constants_of(&good))
            .expect_err("no tensor")
            .to_string()
            .contains("where nothing lies")
    );
    assert!(Extended::from_text("define i32 @f( {").is_err());
    assert!(Extended::from_text("\0").is_err());
    assert!(matches!(
        models(&Extended::from_text("").expect("an empty module")),
        Err(ReadBackError::Metadata(_))
    ));
}

#[test]
fn mutilated_text_never_panics() {
    let graph = graph(6);
    let good = annotated(&graph, "");
    let original = good.text().to_owned();
    let mut s = Source::new(7);
    let (mut refused, mut read) = (0, 0);
    for _ in 0..400 {
        let mut lines: Vec<&str> = original.lines().collect();
        let (a, b) = (s.size(0, lines.len() - 1), s.size(0, lines.len() - 1));
        let digit: String;
        match s.bits() % 4 {
            0 => drop(lines.remove(a)),
            1 => lines.swap(a, b),
            2 => lines.insert(a, lines[b]),
            _ => {
                let from = ["0", "1", "i32", "eq", "32", "8"][s.size(0, 5)];
                let to = ["1", "0", "i64", "ne", "64", "-1", "4294967296", "undef", "poison"][s.size(0, 8)];
                digit = lines[a].replacen(from, to, 1);
                lines[a] = &digit;
            }
        }
        match Extended::from_text(&lines.join("\n")).ok().map(|m| models(&m.with_constants_of(&good))) {
            None | Some(Err(_)) => refused += 1,
            Some(Ok(_)) => read += 1,
        }
    }
    assert!(refused > 50 && read > 5, "{refused} refused, {read} read");
}
