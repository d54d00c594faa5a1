//! Graphs of one node: any node with its tensors, and one gadget of a family with inputs for it.

use gadgets::arbitrary::Case;
use gadgets::{Buffer, Dyadic, ElementType, Gadget, Graph, Node, Port, Range, Role, Tensor, TensorId};

/// What a tensor is to the node.
pub enum Part {
    /// An operand that is an input of the graph.
    Given,
    /// A constant operand.
    Constant(Buffer),
    /// The result, which the graph returns.
    Result,
}

/// A graph of one node. Its tensors, named `v0`, `v1` and so on, have these element types, shapes and ranges.
pub fn node(
    gadget: Gadget,
    onnx: &[&str],
    tensors: impl IntoIterator<Item = (ElementType, Vec<usize>, Range, Part)>,
) -> Graph {
    let mut graph =
        Graph { name: "one".into(), tensors: vec![], nodes: vec![], inputs: vec![], outputs: vec![] };
    let onnx = onnx.iter().map(|name| (*name).to_owned()).collect();
    let mut node = Node { gadget, operands: vec![], output: None, onnx };
    for (i, (element, shape, range, part)) in (0..).zip(tensors) {
        let (tensor, name) = (TensorId(i), format!("v{i}"));
        let port = Port { name: name.clone(), tensor, shape: shape.clone() };
        let mut data = None;
        match part {
            Part::Result => {
                node.output = Some(tensor);
                graph.outputs.push(port);
            }
            Part::Given => {
                node.operands.push(tensor);
                graph.inputs.push(port);
            }
            Part::Constant(values) => {
                node.operands.push(tensor);
                data = Some(values);
            }
        }
        graph.tensors.push(Tensor { name, shape, element, scale: Dyadic::ONE, range, data });
    }
    graph.nodes.push(node);
    graph
}

/// A graph of one gadget, and its inputs. Operands of role `Weights` are constants if `fixed`; activations
/// are inputs.
pub fn alone(case: &Case, fixed: bool) -> (Graph, Vec<Vec<i64>>) {
    let (mut tensors, mut given) = (Vec::new(), Vec::new());
    for (i, (o, values)) in case.gadget.operands().into_iter().zip(&case.operands).enumerate() {
        let hull = Range::of(values.iter().copied()).expect("not empty");
        if o.role == Role::Activation || o.role == Role::Weights && !fixed {
            tensors.push((o.element, o.shape, case.ranges[i].hull(hull), Part::Given));
            given.push(values.clone());
        } else {
            let data = Buffer::new(o.element, values).expect("fits");
            tensors.push((o.element, o.shape, hull, Part::Constant(data)));
        }
    }
    let result = case.gadget.output().map(|o| (o.element, o.shape, o.element.range(), Part::Result));
    (node(case.gadget.clone(), &["n", "m"], tensors.into_iter().chain(result)), given)
}
