//! The memory plan: alignment, disjoint slots, reuse by type and by time.

use gadgets::arbitrary::graph;
use gadgets::{Dyadic, ElementType, Gadget, Graph, Node, Port, Range, Relu, Tensor, TensorId};
use llvm_backend::plan::{ALIGNMENT, HEADER_BYTES, Place};
use llvm_backend::{Plan, PlanError};

/// A chain of ReLUs on one type, of these lengths' maximum.
pub fn chain(element: ElementType, len: usize, steps: usize) -> Graph {
    let range = Range::new(0, 100);
    let tensor = |i: usize| Tensor {
        name: format!("t{i}"),
        shape: vec![len],
        element,
        scale: Dyadic::ONE,
        range,
        data: None,
    };
    let node = |i: usize| Node {
        gadget: Gadget::Relu(Relu { len, x: element }),
        operands: vec![TensorId(i as u32)],
        output: Some(TensorId(i as u32 + 1)),
        onnx: vec![format!("relu{i}")],
    };
    let port =
        |name: &str, i: usize| Port { name: name.to_owned(), tensor: TensorId(i as u32), shape: vec![len] };
    Graph {
        name: "chain".to_owned(),
        tensors: (0..=steps).map(tensor).collect(),
        nodes: (0..steps).map(node).collect(),
        inputs: vec![port("x", 0)],
        outputs: vec![port("y", steps)],
    }
}

/// Everything that must hold for any plan.
fn sound(graph: &Graph, plan: &Plan) {
    let mut taken = vec![(0, HEADER_BYTES)];
    for (i, slot) in plan.slots.iter().enumerate() {
        assert_eq!(slot.offset % ALIGNMENT, 0);
        taken.push((slot.offset, slot.offset + slot.bytes()));
        for t in &slot.tensors {
            assert_eq!(plan.places[t.index()], Place::Slot(i as u32));
            assert_eq!(graph.tensor(*t).element, slot.element, "never another type");
            assert!(graph.tensor(*t).len() as u64 <= slot.count);
        }
    }
    taken.sort_unstable();
    assert!(taken.windows(2).all(|w| w[0].1 <= w[1].0), "{taken:?}");
    assert!(taken.last().expect("the header").1 <= plan.size());
    for (ports, region) in [(&graph.inputs, plan.inputs), (&graph.outputs, plan.outputs)] {
        assert_eq!(region.offset % (1 << region.log2_size), 0);
        for p in ports {
            let slot = plan.slot(p.tensor).expect("a slot");
            assert_eq!(slot.tensors, [p.tensor], "inputs and outputs have slots of their own");
            assert!(slot.offset >= region.offset);
            assert!(slot.offset + slot.bytes() <= region.offset + (1 << region.log2_size));
        }
        // Nothing else lies in the region.
        let inside = |s: &&llvm_backend::plan::Slot| {
            s.offset < region.offset + (1 << region.log2_size) && s.offset + s.bytes() > region.offset
        };
        assert_eq!(plan.slots.iter().filter(inside).count(), ports.len());
    }
}

#[test]
fn plans_of_random_graphs_are_sound_and_the_same_each_time() {
    for seed in 0..300 {
        let graph = graph(seed);
        let plan = Plan::new(&graph).expect("a plan");
        sound(&graph, &plan);
        assert_eq!(plan, Plan::new(&graph).expect("a plan"));
        let json = serde_json::to_string(&plan).expect("plain data");
        assert_eq!(plan, serde_json::from_str::<Plan>(&json).expect("its own text"));
    }
}

#[test]
fn a_long_chain_needs_two_slots_between_its_ends() {
    let graph = chain(ElementType::I32, 100, 9);
    let plan = Plan::new(&graph).expect("a plan");
    sound(&graph, &plan);
    assert_eq!(plan.slots.len(), 4, "{plan:?}");
    // Two ends of 512 bytes each, and two slots of 416.
    assert_eq!(plan.log2_size, 11, "{plan:?}");
}

#[test]
fn an_output_that_no_step_writes_is_refused() {
    let mut graph = chain(ElementType::I8, 3, 1);
    graph.outputs[0].tensor = TensorId(0);
    let error = Plan::new(&graph).expect_err("an input");
    assert_eq!(error, PlanError::Port { port: "y".to_owned(), what: "an input" });
}

#[test]
fn a_model_beyond_the_address_space_is_refused() {
    let graph = chain(ElementType::I64, 1 << 41, 2);
    assert!(matches!(Plan::new(&graph), Err(PlanError::TooLarge { .. })));
}
