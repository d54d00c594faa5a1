//! A small language model of Llama's architecture, made here: RMS norms, rotary positions, causal attention, SwiGLU and
//! a residual stream, as an exporter of operator set 13 writes them.

use tract_onnx::pb::tensor_proto::DataType;
use tract_onnx::pb::{NodeProto, TensorProto};

use crate::onnx::{self, ints, node, tensor, weights};

/// Elements of the residual stream, of a head, of a hidden layer, of the vocabulary; heads; layers.
const DIM: i64 = 16;
const HEAD: i64 = 8;
const HIDDEN: i64 = 24;
/// Tokens that there are.
pub const VOCABULARY: i64 = 24;
const HEADS: i64 = DIM / HEAD;
const LAYERS: usize = 2;

/// Nodes and initialisers on the way.
#[derive(Default)]
struct Maker {
    nodes: Vec<NodeProto>,
    initialisers: Vec<TensorProto>,
    seed: u64,
}

impl Maker {
    /// Adds a node; its result's name.
    fn op(&mut self, operator: &str, inputs: &[&str]) -> String {
        self.with(operator, inputs, vec![])
    }

    fn with(
        &mut self,
        operator: &str,
        inputs: &[&str],
        attributes: Vec<tract_onnx::pb::AttributeProto>,
    ) -> String {
        let name = format!("{}_{}", operator.to_lowercase(), self.nodes.len());
        self.nodes.push(node(operator, inputs, &name, attributes));
        name
    }

    fn constant(&mut self, name: &str, shape: &[i64], data: Vec<f32>) -> String {
        if !self.initialisers.iter().any(|t| t.name == name) {
            self.initialisers.push(tensor(name, shape, data));
        }
        name.to_owned()
    }

    fn integers(&mut self, name: &str, data: &[i64]) -> String {
        if !self.initialisers.iter().any(|t| t.name == name) {
            self.initialisers.push(TensorProto {
                name: name.to_owned(),
                dims: vec![data.len() as i64],
                data_type: DataType::Int64 as i32,
                int64_data: data.to_vec(),
                ..TensorProto::default()
            });
        }
        name.to_owned()
    }

    /// Random weights, such that products keep the size of what they multiply.
    fn weights(&mut self, name: &str, shape: [i64; 2], size: f32) -> String {
        self.seed += 1;
        let mut weights = weights(name, &shape, self.seed);
        weights.float_data.iter_mut().for_each(|w| *w *= size * (3.0 / shape[0] as f32).sqrt());
        self.initialisers.push(weights);
        name.to_owned()
    }

    fn norm(&mut self, x: &str, name: &str) -> String {
        self.seed += 1;
        let mut gain = weights(name, &[DIM], self.seed);
        gain.float_data.iter_mut().for_each(|w| *w = 1.0 + *w / 2.0);
        self.initialisers.push(gain);
        let eps = self.constant("eps", &[], vec![1e-5]);
        let square = self.op("Mul", &[x, x]);
        let axes = vec![ints("axes", &[-1])];
        let mean = self.with("ReduceMean", &[&square], axes);
        let sum = self.op("Add", &[&mean, &eps]);
        let root = self.op("Sqrt", &[&sum]);
        let unit = self.op("Div", &[x, &root]);
        self.op("Mul", &[&unit, name])
    }

    /// A projection as heads, `[1, HEADS, tokens, HEAD]`.
    fn heads(&mut self, x: &str, name: &str, tokens: i64) -> String {
        let w = self.weights(name, [DIM, DIM], 1.0);
        let y = self.op("MatMul", &[x, &w]);
        let shape = self.integers("heads", &[1, tokens, HEADS, HEAD]);
        let y = self.op("Reshape", &[&y, &shape]);
        self.with("Transpose", &[&y], vec![ints("perm", &[0, 2, 1, 3])])
    }

    /// Pairs of elements turned by an angle that depends on the position.
    fn rotated(&mut self, x: &str, tokens: i64) -> String {
        let angle = |t: i64, i: i64| t as f32 / 100f32.powf((i / 2 * 2) as f32 / HEAD as f32);
        let all = |f: fn(f32) -> f32| {
            (0..tokens).flat_map(move |t| (0..HEAD).map(move |i| f(angle(t, i)))).collect::<Vec<f32>>()
        };
        let mut swap = vec![0.0; (HEAD * HEAD) as usize];
        for j in (0..HEAD).step_by(2) {
            swap[((j + 1) * HEAD + j) as usize] = -1.0;
            swap[(j * HEAD + j + 1) as usize] = 1.0;
        }
        let swap = self.constant("swap", &[HEAD, HEAD], swap);
        let cos = self.constant("cos", &[tokens, HEAD], all(f32::cos));
        let sin = self.constant("sin", &[tokens, HEAD], all(f32::sin));
        let swapped = self.op("MatMul", &[x, &swap]);
        let (a, b) = (self.op("Mul", &[x, &cos]), self.op("Mul", &[&swapped, &sin]));
        self.op("Add", &[&a, &b])
    }

    fn attention(&mut self, x: &str, layer: usize, tokens: i64) -> String {
        let [q, k, v] = ["wq", "wk", "wv"].map(|w| self.heads(x, &format!("l{layer}.{w}"), tokens));
        let (q, k) = (self.rotated(&q, tokens), self.rotated(&k, tokens));
        let k = self.with("Transpose", &[&k], vec![ints("perm", &[0, 1, 3, 2])]);
        let scores = self.op("MatMul", &[&q, &k]);
        let scale = self.constant("scale", &[], vec![1.0 / (HEAD as f32).sqrt()]);
        let scores = self.op("Mul", &[&scores, &scale]);
        let hidden = |t: i64, s: i64| if s > t { -1e4 } else { 0.0 };
        let mask = (0..tokens).flat_map(|t| (0..tokens).map(move |s| hidden(t, s))).collect();
        let mask = self.constant("mask", &[tokens, tokens], mask);
        let masked = self.op("Add", &[&scores, &mask]);
        let weights = self.with("Softmax", &[&masked], vec![onnx::int("axis", -1)]);
        let y = self.op("MatMul", &[&weights, &v]);
        let y = self.with("Transpose", &[&y], vec![ints("perm", &[0, 2, 1, 3])]);
        let shape = self.integers("stream", &[1, tokens, DIM]);
        let y = self.op("Reshape", &[&y, &shape]);
        let w = self.weights(&format!("l{layer}.wo"), [DIM, DIM], 1.0);
        self.op("MatMul", &[&y, &w])
    }

    fn feed_forward(&mut self, x: &str, layer: usize) -> String {
        let name = |w: &str| format!("l{layer}.{w}");
        let gate = self.weights(&name("w1"), [DIM, HIDDEN], 1.0);
        let up = self.weights(&name("w3"), [DIM, HIDDEN], 1.0);
        let down = self.weights(&name("w2"), [HIDDEN, DIM], 1.0);
        let g = self.op("MatMul", &[x, &gate]);
        let s = self.op("Sigmoid", &[&g]);
        let g = self.op("Mul", &[&g, &s]);
        let u = self.op("MatMul", &[x, &up]);
        let h = self.op("Mul", &[&g, &u]);
        self.op("MatMul", &[&h, &down])
    }
}

/// The model of a window of tokens: `x: [1, tokens]`, whole numbers, to `y: [1, tokens, VOCABULARY]`.
pub fn llama(tokens: i64, seed: u64) -> Vec<u8> {
    let mut m = Maker { seed: seed << 8, ..Maker::default() };
    let embeddings = m.weights("embeddings", [VOCABULARY, DIM], 3.0);
    let mut x = m.with("Gather", &[&embeddings, "x"], vec![onnx::int("axis", 0)]);
    for layer in 0..LAYERS {
        let n = m.norm(&x, &format!("l{layer}.attention_norm"));
        let y = m.attention(&n, layer, tokens);
        x = m.op("Add", &[&x, &y]);
        let n = m.norm(&x, &format!("l{layer}.ffn_norm"));
        let y = m.feed_forward(&n, layer);
        x = m.op("Add", &[&x, &y]);
    }
    let n = m.norm(&x, "final_norm");
    let head = m.weights("head", [DIM, VOCABULARY], 2.0);
    m.nodes.push(node("MatMul", &[&n, &head], "y", vec![]));
    let ports = (DataType::Int64, [1, tokens], [1, tokens, VOCABULARY]);
    onnx::typed(13, "llama", ports.0, &ports.1, &ports.2, m.nodes, m.initialisers)
}
