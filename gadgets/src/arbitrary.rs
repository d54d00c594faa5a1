//! Random gadgets, operands and graphs for tests, from a 64-bit seed.
//!
//! Everything made here is valid and canonical: parameters check, and ranges exclude overflow. Sizes are small, so that
//! a case runs in every execution within milliseconds. The same seed gives the same case for ever.

mod bodies;
mod words;

pub use bodies::{BodyCase, MAX_OPERANDS, body};
pub use words::{WordCase, reading, word};

use crate::add::Addend;
use crate::gadget::Known;
use crate::names::function_table;
use crate::table::exp2_table;
use crate::{
    Add, AveragePool, Bound, Buffer, Conv2d, Dyadic, ElementType, Epilogue, FullyConnected, Gadget, Graph,
    MaxPool, Node, Port, Range, RangeCheck, Relu, Rescale, Role, Rounding, Softmax, Tensor, TensorId,
    Transpose, Window,
};

/// A gadget and operands for it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The gadget.
    pub gadget: Gadget,
    /// Flat operands in the gadget's order.
    pub operands: Vec<Vec<i64>>,
    /// The range that each operand was drawn from.
    pub ranges: Vec<Range>,
}

/// Pseudo-random numbers: splitmix64.
#[derive(Clone, Debug)]
pub struct Source(u64);

impl Source {
    /// A source for `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `lo..=hi`.
    pub const fn within(&mut self, lo: i64, hi: i64) -> i64 {
        let span = (hi as i128 - lo as i128 + 1) as u128;
        (lo as i128 + (self.bits() as u128 % span) as i128) as i64
    }

    /// A size in `lo..=hi`.
    pub const fn size(&mut self, lo: usize, hi: usize) -> usize {
        self.within(lo as i64, hi as i64) as usize
    }

    /// True once in `n`.
    pub const fn one_in(&mut self, n: u64) -> bool {
        self.bits().is_multiple_of(n)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.size(0, from.len() - 1)]
    }

    /// A value in `range`: an end or 0 more often than chance would have it.
    pub fn value(&mut self, range: Range) -> i64 {
        match self.bits() % 8 {
            0 => range.lo,
            1 => range.hi,
            2 => range.clamp(0),
            _ => self.within(range.lo, range.hi),
        }
    }

    fn values(&mut self, range: Range, len: usize) -> Vec<i64> {
        (0..len).map(|_| self.value(range)).collect()
    }

    /// A storage type and a range of modest size within it.
    fn element(&mut self) -> (ElementType, Range) {
        let element = self.pick(&ElementType::ALL);
        let limit = element.range();
        let (lo, hi) = (limit.lo.max(-5000), limit.hi.min(5000));
        let (a, b) = (self.within(lo, hi), self.within(lo, hi));
        (element, if self.one_in(2) { Range { lo, hi } } else { Range::new(a, b) })
    }

    fn window(&mut self, gadget: &'static str, input: [usize; 2]) -> Window {
        loop {
            let mut w = Window::plain([1, 1], [1, 1]);
            for axis in 0..2 {
                w.kernel[axis] = self.size(1, 3);
                w.strides[axis] = self.size(1, 3);
                w.dilations[axis] = if self.one_in(4) { 2 } else { 1 };
                if self.one_in(2) {
                    w.begin[axis] = self.size(0, w.extent(axis) - 1);
                    w.end[axis] = self.size(0, w.extent(axis) - 1);
                }
            }
            if w.output(gadget, input).is_ok() {
                return w;
            }
        }
    }

    /// An epilogue that is sound for accumulators of type `acc` in `range`.
    fn epilogue(&mut self, range: Range, acc: ElementType) -> Epilogue {
        let mut e = Epilogue::none(acc);
        if self.one_in(5) {
            return e;
        }
        e.relu = self.one_in(2);
        e.rounding = self.pick(&[Rounding::Floor, Rounding::HalfUp]);
        e.shift = self.size(0, 9) as u32;
        if self.one_in(4) {
            e.multiplier = self.within(1, 9);
        }
        let Ok(image) = e.image("epilogue", range, acc) else { return Epilogue::none(acc) };
        let third = (image.width() / 3) as i64;
        let inner = Range { lo: image.lo + third / 2, hi: image.hi - third };
        e.bound = match self.bits() % 4 {
            0 => Bound::Saturate(inner),
            1 => Bound::Reject(inner),
            2 => Bound::Reject(image),
            _ => Bound::Proven,
        };
        let stored = e.bound.clamp().unwrap_or(image);
        let smallest = ElementType::smallest(stored);
        let wider: Vec<_> = ElementType::ALL
            .into_iter()
            .filter(|t| t.range().contains_range(stored) && t.bits() <= acc.bits())
            .collect();
        e.out = if self.one_in(2) || wider.is_empty() { smallest } else { self.pick(&wider) };
        e
    }
}

/// Number of families that [`case_of`] knows.
pub const FAMILIES: usize = 10;

/// A random gadget of any family.
pub fn gadget(seed: u64) -> Gadget {
    case(seed).gadget
}

/// A random gadget of any family with operands.
pub fn case(seed: u64) -> Case {
    case_of((seed % FAMILIES as u64) as usize, seed)
}

/// A random gadget of family number `family` (below [`FAMILIES`]) with operands.
pub fn case_of(family: usize, seed: u64) -> Case {
    let s = &mut Source::new(seed);
    let input = [s.size(1, 6), s.size(1, 6)];
    let (x, range) = s.element();
    let len = s.size(1, 20);
    let (gadget, ranges) = match family {
        0 => conv2d(s, input, x, range),
        1 => fully_connected(s, x, range),
        2 => (max_pool(s, input, s.clone().size(1, 3), x, range), vec![range]),
        3 => average_pool(s, input, x, range),
        4 => (Gadget::Relu(Relu { len, x }), vec![range]),
        5 => (rescale(s, len, x, range), vec![range]),
        6 => add(s, x, range),
        7 => softmax(s, x, range),
        8 => (transpose(s, x), vec![range]),
        _ => {
            let inner = Range { lo: range.lo, hi: range.hi - (range.width() / 9) as i64 };
            (Gadget::RangeCheck(RangeCheck { len, x, range: inner }), vec![range])
        }
    };
    let gadget = gadget.canonical();
    let operands = gadget
        .operands()
        .iter()
        .zip(&ranges)
        .map(|(o, r)| match (o.role, &gadget) {
            (Role::Table, Gadget::Softmax(g)) => softmax_table(g),
            _ => s.values(*r, o.len()),
        })
        .collect();
    Case { gadget, operands, ranges }
}

fn accumulator(g: &Gadget, ranges: &[Range]) -> (ElementType, Range) {
    let known: Vec<_> = ranges.iter().map(|r| Known::range(*r)).collect();
    let range = g.range(&known).expect("modest ranges do not overflow 64 bits");
    (ElementType::accumulator(range), range)
}

fn conv2d(s: &mut Source, input: [usize; 2], x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let (w, weights) = s.element();
    let mut g = Conv2d {
        batch: s.size(1, 2),
        groups: s.size(1, 2),
        in_channels: s.size(1, 2),
        out_channels: s.size(1, 3),
        input,
        window: s.window("conv2d", input),
        x,
        w,
        acc: ElementType::I64,
        bias: s.one_in(2),
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = vec![range, weights, Range::new(-9999, 9999)][..2 + usize::from(g.bias)].to_vec();
    let (acc, sum) = accumulator(&Gadget::Conv2d(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::Conv2d(g), ranges)
}

fn fully_connected(s: &mut Source, x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let (w, weights) = s.element();
    let mut g = FullyConnected {
        batch: s.size(1, 2),
        rows: s.size(1, 3),
        inputs: s.size(1, 8),
        outputs: s.size(1, 5),
        transposed: s.one_in(2),
        x,
        w,
        acc: ElementType::I64,
        bias: s.one_in(2),
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = vec![range, weights, Range::new(-9999, 9999)][..2 + usize::from(g.bias)].to_vec();
    let (acc, sum) = accumulator(&Gadget::FullyConnected(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::FullyConnected(g), ranges)
}

fn max_pool(s: &mut Source, input: [usize; 2], planes: usize, x: ElementType, range: Range) -> Gadget {
    loop {
        let window = s.window("max_pool", input);
        let epilogue = s.epilogue(range, ElementType::I64);
        let g = Gadget::MaxPool(MaxPool { planes, input, window, x, epilogue });
        if g.check().is_ok() {
            return g;
        }
    }
}

/// A rescale that is neither a ReLU nor a copy.
fn rescale(s: &mut Source, len: usize, x: ElementType, range: Range) -> Gadget {
    loop {
        let epilogue = s.epilogue(range, ElementType::I64);
        let g = Gadget::Rescale(Rescale { len, x, epilogue }).canonical();
        if matches!(g, Gadget::Rescale(_)) {
            return g;
        }
    }
}

fn average_pool(s: &mut Source, input: [usize; 2], x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let mut g = AveragePool {
        planes: s.size(1, 3),
        input,
        window: s.window("average_pool", input),
        x,
        acc: ElementType::I64,
        per_position: s.one_in(2),
        epilogue: Epilogue::none(ElementType::I64),
    };
    let ranges = vec![range, Range::new(1, 300)][..1 + usize::from(g.per_position)].to_vec();
    let (acc, sum) = accumulator(&Gadget::AveragePool(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::AveragePool(g), ranges)
}

fn row_major(shape: &[usize]) -> Vec<usize> {
    (0..shape.len()).map(|d| shape[d + 1..].iter().product()).collect()
}

fn add(s: &mut Source, x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let shape: Vec<usize> = (0..s.size(1, 3)).map(|_| s.size(1, 4)).collect();
    let side = |x: ElementType, s: &mut Source| {
        // A dimension of size 1 steps by 0, so that equal layouts are equal parameters.
        let own: Vec<usize> = shape.iter().map(|d| if s.one_in(4) { 1 } else { *d }).collect();
        let strides = row_major(&own).iter().zip(&own).map(|(s, d)| if *d == 1 { 0 } else { *s }).collect();
        let sign = if s.one_in(4) { -1 } else { 1 };
        Addend { x, multiplier: sign * s.within(1, 9), strides }
    };
    let (other, second) = s.element();
    let (a, b) = (side(x, s), side(other, s));
    let epilogue = Epilogue::none(ElementType::I64);
    let mut g = Add { shape, a, b, acc: ElementType::I64, epilogue };
    let ranges = vec![range, second];
    let (acc, sum) = accumulator(&Gadget::Add(g.clone()), &ranges);
    (g.acc, g.epilogue) = (acc, s.epilogue(sum, acc));
    (Gadget::Add(g), ranges)
}

fn softmax(s: &mut Source, x: ElementType, range: Range) -> (Gadget, Vec<Range>) {
    let fraction_bits = s.size(4, 7) as u32;
    let g = Softmax {
        outer: s.size(1, 2),
        axis: s.size(1, 6),
        inner: s.size(1, 2),
        x,
        multiplier: if s.one_in(2) { 1 } else { s.within(1, 50) },
        shift: s.size(0, 6) as u32,
        table_bits: s.size(6, 8) as u32,
        reciprocal_bits: 24,
        fraction_bits,
        first: 1 << 12,
        out: s.pick(&[ElementType::U8, ElementType::I16, ElementType::I32]),
    };
    (Gadget::Softmax(g), vec![range, Range::new(0, 1 << 12)])
}

/// The table of a random softmax: 16 octaves with 12 fraction bits.
fn softmax_table(g: &Softmax) -> Vec<i64> {
    exp2_table(g.table_bits, g.table_bits - 4, 12).expect("12 bits are far from any tie")
}

fn transpose(s: &mut Source, x: ElementType) -> Gadget {
    let shape: Vec<usize> = (0..s.size(1, 4)).map(|_| s.size(1, 4)).collect();
    let mut perm: Vec<usize> = (0..shape.len()).collect();
    for i in (1..perm.len()).rev() {
        perm.swap(i, s.size(0, i));
    }
    Gadget::Transpose(Transpose { shape, perm, x })
}

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
