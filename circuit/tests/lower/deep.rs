//! Random graphs of steps that are bodies: deep, with views of views and several results.

use gadgets::arbitrary::{BodyCase, Source, body};
use gadgets::names::function_table;
use gadgets::primitive::{Divide, Divisor, Primitive, Read};
use gadgets::{
    Axis, Body, Buffer, Composed, Dyadic, ElementType, Gadget, Graph, Node, Operand, Port, Range, RangeCheck,
    Role, Rounding, Tensor, TensorId, View, shape,
};

/// A graph under construction.
struct Maker {
    s: Source,
    graph: Graph,
    /// Tensors that steps may read.
    pool: Vec<TensorId>,
}

impl Maker {
    fn tensor(&mut self, name: String, shape: &[usize], element: ElementType, range: Range) -> TensorId {
        let (scale, data, shape) = (Dyadic::ONE, None, shape.to_vec());
        self.graph.tensors.push(Tensor { name, shape, element, scale, range, data });
        TensorId(self.graph.tensors.len() as u32 - 1)
    }

    fn input(&mut self, name: &str) {
        let shape: Vec<usize> = (0..self.s.size(1, 3)).map(|_| self.s.size(1, 4)).collect();
        let [lo, hi] = [[0, 255], [-9, 30], [-(1 << 20), 1 << 33]][self.s.size(0, 2)];
        let range = Range::new(lo, hi);
        let (x, len) = (ElementType::smallest(range), shape::len(&shape));
        let tensor = self.tensor(name.to_owned(), &shape, x, range);
        self.graph.inputs.push(Port { name: name.to_owned(), tensor, shape });
        let check = Gadget::RangeCheck(RangeCheck { len, x, range });
        let onnx = vec![name.to_owned()];
        self.graph.nodes.push(Node { gadget: check, operands: vec![tensor], output: None, onnx });
        self.pool.push(tensor);
    }

    /// A step of one body; `None` where ranges exclude it.
    fn step(&mut self, body: Body, operands: Vec<TensorId>) -> Option<TensorId> {
        let name = format!("n{}", self.graph.nodes.len());
        let output = body.results.first()?.operand.clone();
        let gadget = Gadget::Composed(Composed { body });
        gadget.check().ok()?;
        let mut node = Node { gadget, operands, output: None, onnx: vec![name.clone()] };
        let values = self.graph.constants(&node);
        let range = node.gadget.range(&self.graph.known(&node, &values)).ok()?;
        if !output.element.range().contains_range(range) {
            return None;
        }
        let id = self.tensor(format!("{name}_y"), &output.shape, output.element, range);
        node.output = Some(id);
        self.graph.nodes.push(node);
        Some(id)
    }

    /// A tensor of this shape and type within a range, made of one that is there: its elements through views, kept within.
    fn bridge(&mut self, to: &Operand, range: Range) -> Option<TensorId> {
        let last = self.pool.len() - 1;
        let from = self.pool[if self.s.one_in(2) { last } else { self.s.size(0, last) }];
        let t = self.graph.tensor(from).clone();
        if t.shape == to.shape && t.element == to.element && range.contains_range(t.range) {
            return Some(from);
        }
        let (have, want) = (shape::len(&t.shape), shape::len(&to.shape));
        let mut read = Read::value(0).view(View::Reshape { shape: vec![have] });
        if have < want {
            let view =
                View::Pad { low: vec![0], high: vec![want - have], interior: vec![0], value: range.lo };
            read = read.view(view);
        }
        if have != want {
            read = read.view(View::Affine { shape: vec![want], axes: vec![Axis::plain(1, 0)] });
        }
        let mut body =
            Body::new(vec![Operand { role: Role::Activation, element: t.element, shape: t.shape }]);
        let (divisor, rounding) = (Divisor::Constant([1, 1, 16][self.s.size(0, 2)]), Rounding::Floor);
        let numerator = read.view(View::Reshape { shape: to.shape.clone() });
        let divide = Divide { numerator, divisor, rounding, clip: Some(range) };
        let value = body.push(Primitive::Divide(divide), ElementType::I64);
        body.store(value, to.clone());
        self.step(body, vec![from])
    }

    /// A random body on tensors that are there; constants are its own.
    fn grow(&mut self) -> Option<TensorId> {
        let BodyCase { body, operands, ranges } = body(self.s.bits());
        let checks = body.values.iter().any(|v| matches!(v.word, Primitive::Check(_)));
        // Of many checks one stops nearly every run.
        if checks && !self.s.one_in(20) {
            return None;
        }
        let mut own = Vec::new();
        let mut computed = false;
        for ((operand, values), (range, constant)) in body.operands.iter().zip(&operands).zip(&ranges) {
            // Weights and tables are constants of the graph.
            let constant = *constant || operand.role != Role::Activation;
            computed |= !constant;
            own.push(if constant {
                let range = Range::of(values.iter().copied())?;
                let name = format!("c{}", self.graph.tensors.len());
                let id = self.tensor(name, &operand.shape, operand.element, range);
                self.graph.tensors[id.index()].data = Buffer::new(operand.element, values).ok();
                id
            } else {
                self.bridge(operand, *range)?
            });
        }
        if !computed {
            return None;
        }
        let roles: Vec<Role> = body.operands.iter().map(|o| o.role).collect();
        let result = self.step(body, own.clone())?;
        // Every other table is a function's, which its name says; the rest are the model's own.
        let table = function_table(&self.graph.tensor(result).name);
        let tables = own.iter().zip(roles).filter(|(id, role)| *role == Role::Table && id.index() % 2 == 0);
        tables.for_each(|(id, _)| self.graph.tensors[id.index()].name = format!("{table}#{}", id.index()));
        Some(result)
    }
}

/// A valid graph of at most `depth` random bodies on one or two inputs, and of what fits tensors to their operands. Its
/// results are the tensors that nothing reads.
pub fn bodies(seed: u64, depth: usize) -> Graph {
    let graph = Graph {
        name: format!("bodies_{seed}"),
        tensors: vec![],
        nodes: vec![],
        inputs: vec![],
        outputs: vec![],
    };
    let mut m = Maker { s: Source::new(seed), graph, pool: vec![] };
    let inputs = m.s.size(1, 2);
    ["a", "b"].into_iter().take(inputs).for_each(|name| m.input(name));
    let mut made = 0;
    for _ in 0..8 * depth {
        if made == depth {
            break;
        }
        let (tensors, nodes) = (m.graph.tensors.len(), m.graph.nodes.len());
        match m.grow() {
            Some(id) => {
                m.pool.push(id);
                made += 1;
            }
            None => {
                m.graph.tensors.truncate(tensors);
                m.graph.nodes.truncate(nodes);
            }
        }
    }
    let read = |id: &TensorId| m.graph.nodes.iter().any(|n| n.operands.contains(id));
    let ends: Vec<TensorId> = m.graph.nodes.iter().filter_map(|n| n.output).filter(|id| !read(id)).collect();
    for (i, tensor) in ends.into_iter().enumerate() {
        let shape = m.graph.tensor(tensor).shape.clone();
        m.graph.outputs.push(Port { name: format!("y{i}"), tensor, shape });
    }
    m.graph
}

/// Inputs of a run.
pub fn inputs(graph: &Graph, seed: u64) -> Vec<Vec<i64>> {
    let s = &mut Source::new(!seed);
    let draw = |p: &Port| {
        let t = graph.tensor(p.tensor);
        (0..t.len()).map(|_| s.value(t.range)).collect()
    };
    graph.inputs.iter().map(draw).collect()
}
