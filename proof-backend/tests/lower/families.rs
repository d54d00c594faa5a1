//! Each gadget family alone, its weights constant or computed.

use crate::graphs::compare;
use gadgets::arbitrary::{Case, FAMILIES, case_of};
use gadgets::{Buffer, Dyadic, Graph, Node, Port, Range, Role, Tensor, TensorId};
use proptest::prelude::*;

/// A graph of one node. Operands of role `Weights` are constants if `fixed`; activations are inputs.
fn alone(case: &Case, fixed: bool) -> (Graph, Vec<Vec<i64>>) {
    let mut graph =
        Graph { name: "one".into(), tensors: vec![], nodes: vec![], inputs: vec![], outputs: vec![] };
    let mut given = Vec::new();
    for (i, (o, values)) in case.gadget.operands().into_iter().zip(&case.operands).enumerate() {
        let constant = !(o.role == Role::Activation || o.role == Role::Weights && !fixed);
        let hull = Range::of(values.iter().copied()).expect("not empty");
        let range = if constant { hull } else { case.ranges[i].hull(hull) };
        let data = constant.then(|| Buffer::new(o.element, values).expect("fits"));
        let (name, shape) = (format!("x{i}"), o.shape);
        graph.tensors.push(Tensor {
            name: name.clone(),
            shape: shape.clone(),
            element: o.element,
            scale: Dyadic::ONE,
            range,
            data,
        });
        if !constant {
            graph.inputs.push(Port { name, tensor: TensorId(i as u32), shape });
            given.push(values.clone());
        }
    }
    let operands = (0..graph.tensors.len() as u32).map(TensorId).collect();
    let mut node =
        Node { gadget: case.gadget.clone(), operands, output: None, onnx: vec!["n".into(), "m".into()] };
    if let Some(o) = case.gadget.output() {
        let id = TensorId(graph.tensors.len() as u32);
        let range = o.element.range();
        graph.tensors.push(Tensor {
            name: "y".into(),
            shape: o.shape.clone(),
            element: o.element,
            scale: Dyadic::ONE,
            range,
            data: None,
        });
        node.output = Some(id);
        graph.outputs.push(Port { name: "y".into(), tensor: id, shape: o.shape });
    }
    graph.nodes.push(node);
    (graph, given)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_family_means_the_same(seed: u64, fixed: bool) {
        for family in 0..FAMILIES {
            let case = case_of(family, seed);
            let (graph, given) = alone(&case, fixed);
            compare(&graph, &[given])?;
        }
    }
}

/// The random cases reach both outcomes of a rejecting bound, so that the comparison above compares both.
#[test]
fn some_cases_stop_and_some_do_not() {
    let outcome = |family, seed| {
        let (graph, given) = alone(&case_of(family, seed), true);
        let slices: Vec<&[i64]> = given.iter().map(Vec::as_slice).collect();
        gadgets::execute(&graph, &slices).is_ok()
    };
    for family in [0, 1, 2, 3, 5, 6, 9] {
        let outcomes: Vec<bool> = (0..200).map(|seed| outcome(family, seed)).collect();
        assert!(outcomes.contains(&true) && outcomes.contains(&false), "family {family}");
    }
}
