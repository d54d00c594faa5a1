//! Random graphs: chains of gadgets.

use super::Source;
use super::families::{accumulator, max_pool};
use crate::names::function_table;
use crate::{
    Bound, Buffer, Conv2d, Dyadic, ElementType, Epilogue, FullyConnected, Gadget, Graph, Node, Port, Range,
    RangeCheck, Relu, Rescale, Role, Tensor, TensorId, Transpose,
};

/// A graph under construction: the current tensor, as `channels × height × width`.
struct Build {
    graph: Graph,
    current: TensorId,
    dims: [usize; 3],
}

impl Build {
    fn tensor(&mut self, name: String, shape: Vec<usize>, element: ElementType, range: Range) -> TensorId {
        let (scale, data) = (Dyadic::ONE, None);
        self.graph.tensors.push(Tensor { name, shape, element, scale, range, data });
        TensorId(self.graph.tensors.len() as u32 - 1)
    }

    /// Appends the case's gadget on the current tensor, its other operands as constants.
    fn push(&mut self, gadget: Gadget, rest: Vec<Vec<i64>>) {
        let gadget = gadget.canonical();
        let step = self.graph.nodes.len();
        let mut operands = vec![self.current];
        for (i, (o, values)) in gadget.operands()[1..].iter().zip(rest).enumerate() {
            let range = Range::of(values.iter().copied()).unwrap_or(Range::point(0));
            let name = match o.role {
                Role::Table => function_table(&format!("t{step}")),
                _ => format!("n{step}_c{i}"),
            };
            let id = self.tensor(name, o.shape.clone(), o.element, range);
            self.graph.tensors[id.index()].data = Buffer::new(o.element, &values).ok();
            operands.push(id);
        }
        let mut node = Node { gadget, operands, output: None, onnx: vec![format!("n{step}")] };
        let values = self.graph.constants(&node);
        let range = node.gadget.range(&self.graph.known(&node, &values)).expect("a sound epilogue");
        if let Some(o) = node.gadget.output() {
            let id = self.tensor(format!("t{step}"), o.shape, o.element, range);
            node.output = Some(id);
            self.current = id;
        }
        self.graph.nodes.push(node);
    }
}

/// A small valid graph: a chain of random gadgets from one input to one output.
pub fn graph(seed: u64) -> Graph {
    let s = &mut Source::new(seed);
    let dims = [s.size(1, 3), s.size(2, 6), s.size(2, 6)];
    let graph = Graph {
        name: format!("random_{seed}"),
        tensors: Vec::new(),
        nodes: Vec::new(),
        inputs: Vec::new(),
        outputs: Vec::new(),
    };
    let mut b = Build { graph, current: TensorId(0), dims };
    let range = Range::new(0, 255);
    let shape = vec![1, dims[0], dims[1], dims[2]];
    b.current = b.tensor("x".to_owned(), shape.clone(), ElementType::U8, range);
    b.graph.inputs.push(Port { name: "x".to_owned(), tensor: b.current, shape });
    let len = dims.iter().product();
    b.push(Gadget::RangeCheck(RangeCheck { len, x: ElementType::U8, range }), vec![]);
    b.graph.nodes[0].onnx = vec!["x".to_owned()];
    for _ in 0..s.size(1, 4) {
        step(s, &mut b);
    }
    if s.one_in(2) {
        dense(s, &mut b);
    }
    let (tensor, shape) = (b.current, b.graph.tensor(b.current).shape.clone());
    b.graph.outputs.push(Port { name: "y".to_owned(), tensor, shape });
    b.graph
}

/// An epilogue that leaves values small, so that chains do not overflow.
fn settle(s: &mut Source, range: Range, acc: ElementType) -> Epilogue {
    loop {
        let mut e = s.epilogue(range, acc);
        let Ok(image) = e.image("epilogue", range, acc) else { continue };
        let small = Range::new(-2000, 2000);
        if !small.contains_range(e.bound.clamp().unwrap_or(image)) {
            e.shift = range.bits().saturating_sub(8);
            let Ok(image) = e.image("epilogue", range, acc) else { continue };
            e.bound = if s.one_in(2) { Bound::Proven } else { Bound::Reject(image) };
            e.out = ElementType::smallest(image);
        }
        return e;
    }
}

fn step(s: &mut Source, b: &mut Build) {
    let [c, h, w] = b.dims;
    let t = b.graph.tensor(b.current);
    let (x, range) = (t.element, t.range);
    let input = [h, w];
    match s.bits() % 6 {
        0 | 1 => {
            let (wt, weights) = (ElementType::I8, Range::new(-9, 9));
            let window = s.window("conv2d", input);
            let mut g = Conv2d {
                batch: 1,
                groups: 1,
                in_channels: c,
                out_channels: s.size(1, 3),
                input,
                window,
                x,
                w: wt,
                acc: ElementType::I64,
                bias: s.one_in(2),
                epilogue: Epilogue::none(ElementType::I64),
            };
            let ranges = vec![range, weights, Range::new(-99, 99)][..2 + usize::from(g.bias)].to_vec();
            let (acc, sum) = accumulator(&Gadget::Conv2d(g.clone()), &ranges);
            (g.acc, g.epilogue) = (acc, settle(s, sum, acc));
            let gadget = Gadget::Conv2d(g);
            let rest =
                gadget.operands()[1..].iter().zip(&ranges[1..]).map(|(o, r)| s.values(*r, o.len())).collect();
            resize(b, &gadget);
            b.push(gadget, rest);
        }
        2 => {
            let Gadget::MaxPool(mut g) = max_pool(s, input, c, x, range) else { return };
            g.epilogue = settle(s, range, ElementType::I64);
            let gadget = Gadget::MaxPool(g);
            resize(b, &gadget);
            b.push(gadget, vec![]);
        }
        3 => b.push(Gadget::Relu(Relu { len: c * h * w, x }), vec![]),
        4 => {
            let epilogue = settle(s, range, ElementType::I64);
            b.push(Gadget::Rescale(Rescale { len: c * h * w, x, epilogue }), vec![]);
        }
        _ => {
            let gadget = Gadget::Transpose(Transpose { shape: vec![c, h, w], perm: vec![0, 2, 1], x });
            b.dims = [c, w, h];
            b.push(gadget, vec![]);
        }
    }
}

fn resize(b: &mut Build, gadget: &Gadget) {
    if let Some(o) = gadget.output() {
        let n = o.shape.len();
        b.dims = [o.shape[n - 3], o.shape[n - 2], o.shape[n - 1]];
    }
}

fn dense(s: &mut Source, b: &mut Build) {
    let t = b.graph.tensor(b.current);
    let (x, range) = (t.element, t.range);
    let mut g = FullyConnected {
        batch: 1,
        rows: 1,
        inputs: b.dims.iter().product(),
        outputs: s.size(1, 4),
        transposed: s.one_in(2),
        x,
        w: ElementType::I8,
        acc: ElementType::I64,
        bias: true,
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = [range, Range::new(-9, 9), Range::new(-99, 99)];
    let (acc, _) = accumulator(&Gadget::FullyConnected(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, Epilogue::none(acc));
    let gadget = Gadget::FullyConnected(g);
    let rest = gadget.operands()[1..].iter().zip(&ranges[1..]).map(|(o, r)| s.values(*r, o.len())).collect();
    b.push(gadget, rest);
}
