//! The constants beside a module: what reads them, natively, in the fault-proof program and when it is read back,
//! takes the bytes that the module says and no others; and no text holds them.

use super::document::example;
use super::{optimised, recognised, runs};
use bytes::Bytes;
use gadgets::arbitrary::graph;
use gadgets::{Buffer, Dyadic, ElementType, Graph, Node, Port, Tensor, TensorId};
use llvm_backend::plan::Place;
use llvm_backend::read_back::read;
use llvm_backend::{Constants, Extended, Native, OptLevel, Plan, mips};

/// A graph with constants, and the bytes of its file.
fn model() -> (Graph, Extended, Vec<u8>) {
    let weights = |g: &Graph| g.tensors.iter().filter(|t| t.data.is_some()).count();
    let graph = (0..).map(graph).find(|g| weights(g) > 2).expect("some graph");
    let module = recognised(&graph, "");
    let mut bytes = Vec::new();
    module.constants("").write(&mut bytes).expect("memory");
    (graph, module, bytes)
}

/// What every reader says of these constants.
fn refusals(graph: &Graph, module: &Extended, bytes: Vec<u8>) -> [Result<(), String>; 3] {
    let module = module.clone().with_constants("", Constants::from(Bytes::from(bytes)));
    let plan = Plan::new(graph).expect("a plan");
    let steps = graph.nodes.len();
    [
        read(&module).map(drop).map_err(|e| e.to_string()),
        Native::new(&module, "", steps, &plan, OptLevel::O0).map(drop).map_err(|e| e.to_string()),
        mips::elf(&module, "", steps).map(drop).map_err(|e| e.to_string()),
    ]
}

#[test]
fn a_changed_truncated_or_longer_file_is_refused_by_every_reader() {
    let (graph, module, bytes) = model();
    assert_eq!(refusals(&graph, &module, bytes.clone()), [const { Ok(()) }; 3], "the file itself");
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        for bit in [0, 7] {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            for refusal in refusals(&graph, &module, changed) {
                let refusal = refusal.expect_err("a changed byte");
                let named = refusal.contains("have Keccak-256") || refusal.contains("where no constant lies");
                assert!(named, "byte {at}: {refusal}");
            }
        }
    }
    let size = bytes.len();
    for (other, got) in
        [(bytes[..size - 1].to_vec(), size - 1), (Vec::new(), 0), ([bytes, vec![0; 32]].concat(), size + 32)]
    {
        for refusal in refusals(&graph, &module, other) {
            let refusal = refusal.expect_err("another length");
            assert!(refusal.contains(&format!("{got} bytes are given, expected {size}")), "{refusal}");
        }
    }
}

#[test]
fn equal_constants_lie_in_one_place_and_come_back_as_the_tensors_that_they_were() {
    // Two layers of equal weights that mean something else.
    let mut graph = example();
    let named = |name: &str, like: &Tensor| Tensor { name: name.to_owned(), ..like.clone() };
    let v = Tensor { scale: Dyadic::new(1, -9), ..named("v", &graph.tensors[1]) };
    let z = named("z", &graph.tensors[2]);
    graph.tensors.extend([v, z]);
    let second = Node {
        operands: vec![TensorId(0), TensorId(3)],
        output: Some(TensorId(4)),
        onnx: vec!["gemm2".to_owned()],
        ..graph.nodes[1].clone()
    };
    graph.nodes.push(second);
    graph.outputs.push(Port { name: "z".to_owned(), tensor: TensorId(4), ..graph.outputs[0].clone() });
    let plan = Plan::new(&graph).expect("a plan");
    assert_eq!(
        (plan.places[1], plan.places[3], plan.constants_size),
        (Place::Constant(0), Place::Constant(0), 32)
    );
    let module = recognised(&graph, "");
    for module in [&module, &optimised(&module)] {
        let got = read(module).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((&got.graph, &got.plan), (&graph, &plan));
        runs(module, &graph, "");
    }
    // Equal bytes of other elements are others in memory of the other byte order.
    graph.tensors[3].data = Some(Buffer::new(ElementType::I16, &[-509]).expect("small"));
    let bytes = |i: usize| graph.tensors[i].data.as_ref().map(|d| d.le_bytes().clone());
    assert_eq!(bytes(1), bytes(3));
    let apart = Plan::new(&graph).expect("a plan");
    assert_ne!(apart.places[1], apart.places[3]);
}

#[test]
fn no_text_holds_the_elements() {
    let small = recognised(&example(), "");
    let mut large = example();
    let w = large.tensors[1].data.take();
    large.tensors[1].data = w.map(|_| Buffer::from(vec![3i8, 3]));
    let other = recognised(&large, "");
    let lines = |e: &Extended| -> Vec<String> {
        e.text().lines().filter(|l| !l.contains("keccak256")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&small), lines(&other), "only the hash differs");
    assert_ne!(small.text(), other.text());
}
