//! Whole graphs without recognition: every node by its code, as gadgets and as a circuit.

use super::gadgets::lowered;
use ::gadgets::arbitrary::{Source, graph};
use ::gadgets::{Gadget, Graph, Stop, execute};
use circuit::lower::lower;
use circuit::{ExecError, interpret};
use inkwell::context::Context;
use llvm_backend::scalar::generic;

/// The graph with each gadget replaced by the program of its code.
fn unrecognised(graph: &Graph) -> Graph {
    let context = Context::create();
    let module = lowered(&context, graph.nodes.iter().map(|n| n.gadget.clone()));
    let mut out = graph.clone();
    for (i, node) in graph.nodes.iter().enumerate() {
        let function = module.get_function(&format!("step{i}")).expect("one function for each node");
        let operands: Vec<_> = node.operands.iter().map(|id| out.tensor(*id)).collect();
        let output = node.output.map(|id| out.tensor(id));
        let gadget = generic(function, &node.label(), &operands, output).unwrap_or_else(|e| panic!("{e}"));
        out.nodes[i].gadget = gadget;
        // Intervals know less than softmax does of its own result.
        if let (Some(id), Gadget::Softmax(_)) = (node.output, &node.gadget) {
            let values = out.constants(&out.nodes[i]);
            let range = out.nodes[i].gadget.range(&out.known(&out.nodes[i], &values)).expect("a range");
            out.tensors[id.index()].range = range;
        }
    }
    out
}

#[test]
fn a_graph_without_recognition_is_the_same_graph_and_circuit() {
    let (mut circuits, mut statuses) = (0, 0);
    for seed in 0..40 {
        let graph = graph(seed);
        let plain = unrecognised(&graph);
        if graph.nodes.iter().any(|n| matches!(n.gadget, Gadget::Softmax(_))) {
            // What follows a softmax may overflow for the wider range.
            if plain.validate().is_err() {
                continue;
            }
        }
        assert_eq!(plain.validate(), Ok(()), "seed {seed}");
        let circuit = lower(&plain).unwrap_or_else(|e| panic!("seed {seed}: {e:#?}"));
        circuits += 1;
        let mut source = Source::new(seed);
        for _ in 0..3 {
            let given: Vec<Vec<i64>> = graph
                .inputs
                .iter()
                .map(|p| graph.tensor(p.tensor))
                .map(|t| (0..t.len()).map(|_| source.value(t.range)).collect())
                .collect();
            let slices: Vec<&[i64]> = given.iter().map(Vec::as_slice).collect();
            let wide: Vec<Vec<i128>> =
                given.iter().map(|v| v.iter().map(|x| i128::from(*x)).collect()).collect();
            let want = execute(&graph, &slices);
            let outputs = |e: Result<_, Stop>| e.map(|e: ::gadgets::Execution| e.outputs);
            assert_eq!(outputs(execute(&plain, &slices)), outputs(want.clone()), "seed {seed}");
            match (want, interpret(&circuit, &wide)) {
                (Ok(want), Ok(trace)) => {
                    for (t, want) in circuit.outputs.iter().zip(&want.outputs) {
                        let want: Vec<i128> = want.iter().map(|v| i128::from(*v)).collect();
                        assert_eq!(trace.tensor(*t).to_vec(), want, "seed {seed}");
                    }
                }
                // A circuit proves that the status is 0; which other one it would be is not its matter.
                (Err(Stop::Status { .. }), Err(ExecError::Status { .. })) => {
                    statuses += 1;
                }
                (want, got) => panic!("seed {seed}: {want:?} but {:?}", got.map(|_| "a trace")),
            }
        }
    }
    assert!(circuits >= 30, "{circuits} of 40 graphs became circuits");
    assert!(statuses > 0, "no input was rejected");
}
