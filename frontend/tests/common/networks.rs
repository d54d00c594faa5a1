//! Random small networks of the supported operators with odd ranges: zeros, offsets, tiny weights, masks.
#![allow(dead_code, reason = "each test uses its own part")]

use frontend::Sample;
use tract_onnx::pb::{ModelProto, NodeProto, TensorProto};

use super::onnx::*;

/// A network with samples inside the range of its input.
pub struct Network {
    pub model: ModelProto,
    /// Range of the input `x`.
    pub range: [f64; 2],
    pub samples: Vec<Sample>,
    /// Operators in order, for messages.
    pub recipe: String,
}

/// A stream of choices.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> usize {
        (self.next() % n) as usize
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64)]
    }

    /// -1 to 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

struct Maker {
    dice: Dice,
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
    /// Values so far with their shapes `[rows, columns]`.
    values: Vec<(String, [i64; 2])>,
    recipe: Vec<String>,
}

impl Maker {
    fn constant(&mut self, dims: &[i64], mut element: impl FnMut(&mut Dice) -> f64) -> String {
        let name = format!("k{}", self.constants.len());
        let len = dims.iter().product::<i64>();
        let data = (0..len).map(|_| element(&mut self.dice) as f32).collect();
        self.constants.push(floats(&name, dims, data));
        name
    }

    fn emit(
        &mut self,
        op: &str,
        inputs: &[&str],
        attributes: Vec<tract_onnx::pb::AttributeProto>,
        shape: [i64; 2],
    ) {
        let name = format!("v{}", self.values.len());
        self.nodes.push(node(op, inputs, &[&name], attributes));
        self.recipe.push(format!("{op}({}) -> {name}", inputs.join(", ")));
        self.values.push((name, shape));
    }

    fn layer(&mut self, x: &str, [rows, columns]: [i64; 2]) {
        let outputs = 2 + self.dice.below(4) as i64;
        // Ordinary, tiny, large, or none at all.
        let size = self.dice.of(&[1.0, 1.0, 1.0, 1.0, 1e-16, 100.0, 0.0]);
        let w = self.constant(&[columns, outputs], |dice| dice.unit() * size);
        if self.dice.below(2) == 0 {
            self.emit("MatMul", &[x, &w], vec![], [rows, outputs]);
        } else {
            let offset = self.dice.of(&[0.0, 0.0, 0.5, 1000.0]);
            let bias = self.constant(&[outputs], |dice| offset + dice.unit());
            self.emit("Gemm", &[x, &w, &bias], vec![], [rows, outputs]);
        }
    }

    fn sum(&mut self, x: &str, shape: [i64; 2]) {
        match self.dice.below(4) {
            0 => {
                let c = self.constant(&shape, |dice| dice.unit());
                self.emit("Add", &[x, &c], vec![], shape);
            }
            1 => {
                let offset = self.dice.of(&[0.0, 5.0, -5000.0]);
                let c = self.constant(&[shape[0], 1], |dice| offset + dice.unit());
                self.emit("Add", &[&c, x], vec![], shape);
            }
            _ => {
                let others: Vec<String> =
                    self.values.iter().filter(|v| v.1 == shape).map(|v| v.0.clone()).collect();
                let other = others[self.dice.below(others.len() as u64)].clone();
                self.emit("Add", &[x, &other], vec![], shape);
            }
        }
    }

    /// A product of two activations, with a constant addend now and then.
    fn product(&mut self, x: &str, [rows, columns]: [i64; 2]) {
        let others: Vec<(String, i64)> =
            self.values.iter().filter(|v| v.1[1] == columns).map(|v| (v.0.clone(), v.1[0])).collect();
        let (other, outputs) = others[self.dice.below(others.len() as u64)].clone();
        let attributes = vec![int("transB", 1)];
        if self.dice.below(2) == 0 {
            self.emit("Gemm", &[x, &other], attributes, [rows, outputs]);
        } else {
            let bias = self.constant(&[outputs], Dice::unit);
            self.emit("Gemm", &[x, &other, &bias], attributes, [rows, outputs]);
        }
    }

    /// A mask before a softmax, as exporters write them; the first column is never masked.
    fn masked_softmax(&mut self, x: &str, shape: [i64; 2]) {
        let mask = self.dice.of(&[-1e4, -1e9, f64::from(f32::MIN)]);
        let mut at = 0;
        let c = self.constant(&shape, |dice| {
            at += 1;
            if (at - 1) % shape[1] != 0 && dice.below(3) == 0 { mask } else { 0.0 }
        });
        self.emit("Add", &[x, &c], vec![], shape);
        let masked = self.values.last().expect("just added").0.clone();
        self.emit("Softmax", &[&masked], vec![], shape);
        if self.dice.below(2) == 0 {
            self.emit("Relu", &[&masked], vec![], shape);
        }
    }

    fn operation(&mut self) {
        // Mostly the newest value, sometimes an older one.
        let newest = self.values.len() - 1;
        let at = if self.dice.below(4) == 0 { self.dice.below(newest as u64 + 1) } else { newest };
        let (x, shape) = self.values[at].clone();
        let [rows, columns] = shape;
        match self.dice.below(10) {
            0..=2 => self.layer(&x, shape),
            3 => self.emit("Relu", &[&x], vec![], shape),
            4 => self.sum(&x, shape),
            5 => self.emit("Transpose", &[&x], vec![], [columns, rows]),
            6 => self.emit("ReduceMean", &[&x], vec![ints("axes", &[1])], [rows, 1]),
            7 => self.emit("Softmax", &[&x], vec![], shape),
            8 => self.product(&x, shape),
            _ => self.masked_softmax(&x, shape),
        }
    }
}

/// The network of this seed: two to six operations on `x: [3, 4]`; every value that no other reads is an
/// output.
pub fn network(seed: u64) -> Network {
    let dice = Dice(seed);
    let values = vec![("x".to_owned(), [3, 4])];
    let mut maker = Maker { dice, nodes: vec![], constants: vec![], values, recipe: vec![] };
    for _ in 0..2 + maker.dice.below(5) {
        maker.operation();
    }
    let ranges =
        [[-1.0, 1.0], [-1.0, 1.0], [0.0, 1.0], [-3.0, 0.5], [0.0, 0.0], [1000.0, 1002.0], [-1e-5, 1e-5]];
    let range = maker.dice.of(&ranges);
    let element = |dice: &mut Dice| range[0] + (dice.unit() + 1.0) / 2.0 * (range[1] - range[0]);
    let samples = (0..6)
        .map(|_| Sample { inputs: vec![(0..12).map(|_| element(&mut maker.dice)).collect()] })
        .collect();
    let read = |name: &String| maker.nodes.iter().any(|n| n.input.contains(name));
    let outputs: Vec<&str> =
        maker.values[1..].iter().map(|v| &v.0).filter(|name| !read(name)).map(String::as_str).collect();
    let model = model(13, &[("x", &[3, 4])], maker.constants.clone(), maker.nodes.clone(), &outputs);
    Network { model, range, samples, recipe: format!("x in {range:?}; {}", maker.recipe.join("; ")) }
}
