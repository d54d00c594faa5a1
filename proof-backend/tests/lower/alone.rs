//! One gadget of a family as a graph of its own, with inputs for it.

use gadgets::arbitrary::Case;
use gadgets::{Buffer, Dyadic, Graph, Node, Port, Range, Role, Tensor, TensorId};

/// A graph of one node. Operands of role `Weights` are constants if `fixed`; activations are inputs.
pub fn alone(case: &Case, fixed: bool) -> (Graph, Vec<Vec<i64>>) {
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
