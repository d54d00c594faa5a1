//! Extended LLVM IR: the memory plan, native code against the reference, and what survives LLVM's own tools.

use gadgets::arbitrary::{Case, FAMILIES, case_of, graph};
use gadgets::gadget::Known;
use gadgets::{Buffer, Dyadic, Graph, Node, Port, Range, Role, Stop, Tensor, TensorId, execute};
use llvm_backend::{
    Arena, Extended, Header, Native, OptLevel, Options, Plan, Progress, lower, step_functions,
};
use mlir_lowering::{lower_graph, new_context};
use std::sync::Arc;

mod kernels;
mod mips;
mod mnist;
mod plan;
mod read_back;

/// One step as a model: activations are inputs, all else constants.
pub fn model(case: &Case) -> (Graph, Vec<Vec<i64>>) {
    let operands = case.gadget.operands();
    let tensor = |name: String, o: &gadgets::Operand, range, data| Tensor {
        name,
        shape: o.shape.clone(),
        element: o.element,
        scale: Dyadic::ONE,
        range,
        data,
    };
    let mut graph =
        Graph { name: "one".to_owned(), tensors: vec![], nodes: vec![], inputs: vec![], outputs: vec![] };
    let mut inputs = vec![];
    for (i, (o, values)) in operands.iter().zip(&case.operands).enumerate() {
        let constant = o.role != Role::Activation;
        let data = constant.then(|| Buffer::new(o.element, values).expect("values fit"));
        graph.tensors.push(tensor(format!("operand{i}"), o, case.ranges[i], data));
        if !constant {
            let (name, shape) = (format!("operand{i}"), o.shape.clone());
            graph.inputs.push(Port { name, tensor: TensorId(i as u32), shape });
            inputs.push(values.clone());
        }
    }
    let output = case.gadget.output().map(|o| {
        let id = TensorId(graph.tensors.len() as u32);
        graph.tensors.push(tensor("result".to_owned(), &o, Range::point(0), None));
        graph.outputs.push(Port { name: "result".to_owned(), tensor: id, shape: o.shape });
        id
    });
    let node = Node {
        gadget: case.gadget.clone(),
        operands: (0..operands.len()).map(|i| TensorId(i as u32)).collect(),
        output,
        onnx: vec!["a \"node\"".to_owned(), "ü".to_owned()],
    };
    if let Some(id) = output {
        let values = graph.constants(&node);
        let known: Vec<Known<'_>> = graph.known(&node, &values);
        graph.tensors[id.index()].range = case.gadget.range(&known).expect("sound cases");
    }
    graph.nodes.push(node);
    graph.validate().expect("a sound model");
    (graph, inputs)
}

/// Random inputs of a graph, mostly within their ranges.
pub fn inputs(graph: &Graph, seed: u64) -> Vec<Vec<i64>> {
    let mut s = gadgets::arbitrary::Source::new(seed);
    graph
        .inputs
        .iter()
        .map(|p| {
            let t = graph.tensor(p.tensor);
            (0..t.len()).map(|_| s.value(t.range)).collect()
        })
        .collect()
}

/// The unrecognised module of a graph.
pub fn raw(graph: &Graph, prefix: &str) -> Extended {
    let context = new_context();
    let module = lower_graph(&context, graph).expect("the graph lowers");
    let options = Options { prefix: prefix.to_owned() };
    lower(&context, &module, &step_functions(graph), graph, &options).expect("the module lowers")
}

fn slices(values: &[Vec<i64>]) -> Vec<&[i64]> {
    values.iter().map(Vec::as_slice).collect()
}

/// What a run came to, in the terms that all executions share.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Outputs(Vec<Vec<i64>>),
    Err { status: u64, step: u64 },
}

pub fn reference(graph: &Graph, inputs: &[Vec<i64>]) -> Outcome {
    match execute(graph, &slices(inputs)) {
        Ok(run) => Outcome::Outputs(run.outputs),
        Err(Stop::Status { status, step, .. }) => {
            Outcome::Err { status: status.code() as u64, step: step as u64 }
        }
        Err(other) => panic!("{other}"),
    }
}

fn native(native: &Native, plan: &Arc<Plan>, graph: &Graph, inputs: &[Vec<i64>]) -> (Outcome, Arena) {
    let mut arena = Arena::with_inputs(Arc::clone(plan), graph, &slices(inputs)).expect("inputs fit");
    let outcome = match native.run(&mut arena) {
        Progress::Done => Outcome::Outputs(arena.outputs(graph).expect("outputs have slots")),
        Progress::Failed { status, step } => {
            let mut zeros = Arena::new(Arc::clone(plan)).expect("memory");
            zeros.set_header(Header { status, step });
            assert_eq!(arena.bytes(), zeros.bytes(), "an error leaves nothing but its header");
            Outcome::Err { status, step }
        }
        Progress::Running => unreachable!("run ends"),
    };
    let before = arena.bytes().to_vec();
    native.advance(&mut arena);
    assert_eq!(arena.bytes(), before, "the end is a fixed point");
    (outcome, arena)
}

/// Runs a graph at all optimisation levels and by both entries.
fn agrees(graph: &Graph, cases: &[Vec<Vec<i64>>]) -> usize {
    let plan = Arc::new(Plan::new(graph).expect("a plan"));
    let extended = raw(graph, "");
    let mut errors = 0;
    let levels =
        OptLevel::ALL.map(|l| Native::new(&extended, "", graph.nodes.len(), &plan, l).expect("code"));
    for inputs in cases {
        let want = reference(graph, inputs);
        errors += usize::from(matches!(want, Outcome::Err { .. }));
        let mut arenas = vec![];
        for code in &levels {
            let (got, arena) = native(code, &plan, graph, inputs);
            assert_eq!(got, want, "{}", extended.text());
            arenas.push(arena.vm_bytes());
            let mut whole =
                Arena::with_inputs(Arc::clone(&plan), graph, &slices(inputs)).expect("inputs fit");
            match (&want, code.main_graph(&mut whole)) {
                (Outcome::Outputs(o), 0) => assert_eq!(whole.outputs(graph).expect("slots"), *o),
                (Outcome::Err { status, .. }, got) => assert_eq!(*status, got as u64),
                (Outcome::Outputs(_), got) => panic!("main_graph returned {got}"),
            }
        }
        assert!(arenas.iter().all(|a| *a == arenas[0]), "the same arena at every level");
    }
    errors
}

#[test]
fn every_gadget_family_is_native_code_as_the_reference_has_it() {
    let mut errors = 0;
    for family in 0..FAMILIES {
        for seed in 0..6 {
            let case = case_of(family, seed);
            let (graph, values) = model(&case);
            let more = (0..4).map(|i| inputs(&graph, i));
            errors += agrees(&graph, &std::iter::once(values).chain(more).collect::<Vec<_>>());
        }
    }
    assert!(errors > 0, "no case ended in an error status");
}

#[test]
fn random_graphs_run_natively_as_the_reference_has_it() {
    let mut errors = 0;
    for seed in 0..12 {
        let graph = graph(seed);
        errors += agrees(&graph, &(0..6).map(|i| inputs(&graph, i)).collect::<Vec<_>>());
    }
    assert!(errors > 0, "no graph ended in an error status");
}

#[test]
fn an_input_out_of_range_is_step_0_s_error() {
    let graph = (0..).map(graph).find(|g| g.nodes[0].gadget.name() == "range_check").expect("some graph");
    let mut values = inputs(&graph, 1);
    let t = graph.tensor(graph.inputs[0].tensor);
    let beyond = (t.range.hi + 1).min(t.element.range().hi);
    if !t.range.contains(beyond) {
        values[0][0] = beyond;
        assert_eq!(reference(&graph, &values), Outcome::Err { status: 16, step: 0 });
    }
    agrees(&graph, &[values]);
}

#[test]
fn one_compiled_model_serves_many_threads() {
    let graph = graph(3);
    let plan = Arc::new(Plan::new(&graph).expect("a plan"));
    let code = Native::new(&raw(&graph, ""), "", graph.nodes.len(), &plan, OptLevel::O2).expect("code");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (code, graph, plan) = (&code, &graph, &plan);
            scope.spawn(move || {
                for i in 0..20 {
                    let values = inputs(graph, thread * 100 + i);
                    assert_eq!(native(code, plan, graph, &values).0, reference(graph, &values));
                }
            });
        }
    });
}

#[test]
fn models_compile_in_many_threads_to_the_same_text() {
    let texts: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| raw(&graph(5), "").text().to_owned())).collect();
        threads.into_iter().map(|t| t.join().expect("no panic")).collect()
    });
    assert!(texts.iter().all(|t| *t == texts[0]));
    assert!(!texts[0].contains("target datalayout") && !texts[0].contains("target triple"), "{}", texts[0]);
}
