//! Random networks as people make them: perceptrons and convolutional networks of one to six layers with batch
//! norms, pools, residual sums and softmax heads, initialised as the usual frameworks do.

use tract_onnx::pb::{AttributeProto, ModelProto, NodeProto, TensorProto};

use super::onnx::{floats, int, ints, model, node};

/// A network with one input `x` and one output, and the range that its user declares.
pub struct Network {
    pub what: String,
    pub model: ModelProto,
    pub range: (f64, f64),
}

/// Network number `seed`: every second one is a perceptron.
pub fn network(seed: u64) -> Network {
    let mut maker = Maker::new(seed);
    let (low, high) = maker.range;
    let (shape, name, what) = if seed.is_multiple_of(2) { maker.perceptron() } else { maker.convolutional() };
    let Maker { nodes, constants, .. } = maker;
    Network {
        what: format!("{seed}: {what}, {low}..{high}"),
        model: model(15, &[("x", &shape)], constants, nodes, &[&name]),
        range: (low, high),
    }
}

/// Uniform and normal numbers, reproducible.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    /// A number of `0.0..1.0`, by splitmix64.
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn within(&mut self, lo: f64, hi: f64) -> f64 {
        lo + (hi - lo) * self.unit()
    }

    /// Nearly normal, of variance 1.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A number of `lo..=hi`.
    pub fn size(&mut self, lo: usize, hi: usize) -> usize {
        lo + (self.unit() * (hi - lo + 1) as f64) as usize
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.size(1, n) == 1
    }
}

/// How weights and biases are initialised.
#[derive(Clone, Copy, Debug)]
enum Initialisation {
    /// Uniform within one over the root of the inputs, biases too: PyTorch's default.
    Torch,
    /// Normal for ReLUs, no bias to speak of.
    He,
    /// Uniform by inputs and outputs, small biases.
    Glorot,
}

struct Maker {
    random: Random,
    range: (f64, f64),
    initialisation: Initialisation,
    /// Whether layers have batch norms.
    norms: bool,
    /// The inputs are raw: the first layer's weights make up for it.
    gain: f64,
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let ranges = [(0.0, 1.0), (-1.0, 1.0), (-2.5, 2.5), (0.0, 255.0)];
        let range = ranges[random.size(0, 3)];
        let kinds = [Initialisation::Torch, Initialisation::He, Initialisation::Glorot];
        let initialisation = kinds[random.size(0, 2)];
        let norms = random.one_in(3);
        let gain = 1.0 / f64::max(1.0, range.1 / 2.5);
        Self { random, range, initialisation, norms, gain, nodes: Vec::new(), constants: Vec::new() }
    }

    fn constant(&mut self, dims: &[usize], mut value: impl FnMut(&mut Random) -> f64) -> String {
        let name = format!("c{}", self.constants.len());
        let data = (0..dims.iter().product()).map(|_| value(&mut self.random) as f32).collect();
        let dims: Vec<i64> = dims.iter().map(|d| *d as i64).collect();
        self.constants.push(floats(&name, &dims, data));
        name
    }

    fn apply(&mut self, op: &str, inputs: &[&str], attributes: Vec<AttributeProto>) -> String {
        let name = format!("t{}", self.nodes.len());
        self.nodes.push(node(op, inputs, &[&name], attributes));
        name
    }

    /// Weights and bias of a layer.
    fn parameters(&mut self, dims: &[usize], inputs: usize, outputs: usize) -> [String; 2] {
        let gain = std::mem::replace(&mut self.gain, 1.0);
        let (n, m) = (inputs as f64, outputs as f64);
        match self.initialisation {
            Initialisation::Torch => {
                let end = 1.0 / n.sqrt();
                let w = self.constant(dims, |r| gain * r.within(-end, end));
                [w, self.constant(&[outputs], |r| r.within(-end, end))]
            }
            Initialisation::He => {
                let deviation = (2.0 / n).sqrt();
                let w = self.constant(dims, |r| gain * deviation * r.normal());
                [w, self.constant(&[outputs], |_| 0.0)]
            }
            Initialisation::Glorot => {
                let end = (6.0 / (n + m)).sqrt();
                let w = self.constant(dims, |r| gain * r.within(-end, end));
                [w, self.constant(&[outputs], |r| 0.1 * r.normal())]
            }
        }
    }

    fn norm(&mut self, x: &str, channels: usize) -> String {
        let scale = self.constant(&[channels], |r| r.within(0.5, 1.5));
        let shift = self.constant(&[channels], |r| 0.2 * r.normal());
        let mean = self.constant(&[channels], |r| 0.3 * r.normal());
        let variance = self.constant(&[channels], |r| r.within(0.3, 2.0));
        self.apply("BatchNormalization", &[x, &scale, &shift, &mean, &variance], vec![])
    }

    fn full(&mut self, x: &str, inputs: usize, outputs: usize) -> String {
        let [w, b] = self.parameters(&[outputs, inputs], inputs, outputs);
        self.apply("Gemm", &[x, &w, &b], vec![int("transB", 1)])
    }

    fn perceptron(&mut self) -> (Vec<i64>, String, String) {
        let layers = self.random.size(1, 6);
        let inputs = if self.random.one_in(4) { 784 } else { self.random.size(2, 128) };
        let (mut x, mut width) = ("x".to_owned(), inputs);
        let hidden = self.random.size(4, 96);
        for layer in 1..layers {
            let outputs = if self.random.one_in(2) { hidden } else { self.random.size(4, 96) };
            let mut y = self.full(&x, width, outputs);
            if self.norms {
                y = self.norm(&y, outputs);
            }
            if layer > 1 && outputs == width && self.random.one_in(2) {
                y = self.apply("Add", &[&y, &x], vec![]);
            }
            x = self.apply("Relu", &[&y], vec![]);
            width = outputs;
        }
        let (name, outputs) = self.head(&x, width);
        let what = format!("perceptron {inputs} to {outputs}, {layers} layers");
        (vec![1, inputs as i64], name, format!("{what}, {:?}, {}", self.initialisation, self.habits()))
    }

    /// The last layer, in every third network with a softmax behind it.
    fn head(&mut self, x: &str, width: usize) -> (String, usize) {
        let outputs = self.random.size(1, 12);
        let y = self.full(x, width, outputs);
        if outputs > 1 && self.random.one_in(3) {
            return (self.apply("Softmax", &[&y], vec![int("axis", -1)]), outputs);
        }
        (y, outputs)
    }

    fn conv(&mut self, x: &str, inputs: usize, outputs: usize) -> String {
        let kernel = if self.random.one_in(4) { 5 } else { 3 };
        let pad = kernel as i64 / 2;
        let [w, b] = self.parameters(&[outputs, inputs, kernel, kernel], inputs * kernel * kernel, outputs);
        let y = self.apply("Conv", &[x, &w, &b], vec![ints("pads", &[pad; 4])]);
        if self.norms { self.norm(&y, outputs) } else { y }
    }

    fn convolutional(&mut self) -> (Vec<i64>, String, String) {
        let layers = self.random.size(1, 5);
        let (planes, edge) = (if self.random.one_in(2) { 1 } else { 3 }, self.random.size(6, 14));
        let (mut x, mut channels, mut side) = ("x".to_owned(), planes, edge);
        for _ in 0..layers {
            let outputs = self.random.size(3, 10);
            let mut y = self.conv(&x, channels, outputs);
            if self.random.one_in(3) {
                let inner = self.apply("Relu", &[&y], vec![]);
                let branch = self.conv(&inner, outputs, outputs);
                y = self.apply("Add", &[&branch, &inner], vec![]);
            }
            x = self.apply("Relu", &[&y], vec![]);
            channels = outputs;
            if side >= 4 && self.random.one_in(2) {
                let op = if self.random.one_in(3) { "AveragePool" } else { "MaxPool" };
                x = self.apply(op, &[&x], vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])]);
                side /= 2;
            }
        }
        let mut width = channels * side * side;
        if self.random.one_in(2) {
            x = self.apply("GlobalAveragePool", &[&x], vec![]);
            width = channels;
        }
        let flat = self.apply("Flatten", &[&x], vec![]);
        let (name, outputs) = self.head(&flat, width);
        let what = format!("convolutional {planes}x{edge}x{edge} to {outputs}, {layers} layers");
        let shape = vec![1, planes as i64, edge as i64, edge as i64];
        (shape, name, format!("{what}, {:?}, {}", self.initialisation, self.habits()))
    }

    fn habits(&self) -> String {
        let mut ops: Vec<&str> = self.nodes.iter().map(|n| n.op_type.as_str()).collect();
        ops.sort_unstable();
        ops.dedup();
        ops.join(" ")
    }
}
