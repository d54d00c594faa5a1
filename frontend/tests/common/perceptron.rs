//! A perceptron for digits, trained on the spot: weights that mean something, from nothing but this repository.

use tract_onnx::pb::ModelProto;

use super::onnx::{floats, int, model, node};
use super::realistic::Random;

const RATE: f64 = 0.02;

/// One layer: `outputs` rows of `inputs` weights.
struct Layer {
    inputs: usize,
    weights: Vec<f64>,
    bias: Vec<f64>,
}

/// Layers with a ReLU between each two.
pub struct Perceptron(Vec<Layer>);

impl Perceptron {
    /// Layers of these widths, inputs first, trained on images and their digits in a fixed order.
    pub fn trained(widths: &[usize], images: &[(Vec<f64>, usize)], epochs: usize) -> Self {
        let mut random = Random::new(7);
        let layer = |pair: &[usize]| Layer {
            inputs: pair[0],
            weights: (0..pair[0] * pair[1])
                .map(|_| (2.0 / pair[0] as f64).sqrt() * random.normal())
                .collect(),
            bias: vec![0.0; pair[1]],
        };
        let mut net = Self(widths.windows(2).map(layer).collect());
        for _ in 0..epochs {
            for i in 0..images.len() {
                // A stride that is prime to the number of images visits each once.
                let (image, digit) = &images[i * 7919 % images.len()];
                net.step(image, *digit);
            }
        }
        net
    }

    /// The values behind each layer, the image first.
    fn forward(&self, image: &[f64]) -> Vec<Vec<f64>> {
        let mut values = vec![image.to_vec()];
        for (i, layer) in self.0.iter().enumerate() {
            let x = &values[i];
            let row = |(w, b): (&[f64], &f64)| b + w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>();
            let mut y: Vec<f64> =
                layer.weights.chunks_exact(layer.inputs).zip(&layer.bias).map(row).collect();
            if i + 1 < self.0.len() {
                y.iter_mut().for_each(|v| *v = v.max(0.0));
            }
            values.push(y);
        }
        values
    }

    /// One step down the gradient of the cross entropy.
    fn step(&mut self, image: &[f64], digit: usize) {
        let values = self.forward(image);
        let logits = &values[self.0.len()];
        let most = logits.iter().copied().fold(f64::MIN, f64::max);
        let exps: Vec<f64> = logits.iter().map(|v| (v - most).exp()).collect();
        let sum: f64 = exps.iter().sum();
        let mut slopes: Vec<f64> =
            exps.iter().enumerate().map(|(i, e)| e / sum - f64::from(u8::from(i == digit))).collect();
        for (i, layer) in self.0.iter_mut().enumerate().rev() {
            let x = &values[i];
            let mut below = vec![0.0; x.len()];
            for ((w, b), slope) in
                layer.weights.chunks_exact_mut(layer.inputs).zip(&mut layer.bias).zip(&slopes)
            {
                for ((w, x), below) in w.iter_mut().zip(x).zip(&mut below) {
                    *below += *w * slope;
                    *w -= RATE * slope * x;
                }
                *b -= RATE * slope;
            }
            slopes = below.iter().zip(x).map(|(s, x)| if *x > 0.0 { *s } else { 0.0 }).collect();
        }
    }

    /// The model with input `x` and output `y`.
    pub fn onnx(&self) -> ModelProto {
        let (mut constants, mut nodes, mut x) = (Vec::new(), Vec::new(), "x".to_owned());
        for (i, layer) in self.0.iter().enumerate() {
            let (w, b) = (format!("w{i}"), format!("b{i}"));
            let single = |v: &[f64]| v.iter().map(|v| *v as f32).collect::<Vec<_>>();
            let outputs = layer.bias.len() as i64;
            constants.push(floats(&w, &[outputs, layer.inputs as i64], single(&layer.weights)));
            constants.push(floats(&b, &[outputs], single(&layer.bias)));
            let last = i + 1 == self.0.len();
            let y = if last { "y".to_owned() } else { format!("z{i}") };
            nodes.push(node("Gemm", &[&x, &w, &b], &[&y], vec![int("transB", 1)]));
            x = format!("x{i}");
            if !last {
                nodes.push(node("Relu", &[&y], &[&x], vec![]));
            }
        }
        model(13, &[("x", &[1, self.0[0].inputs as i64])], constants, nodes, &["y"])
    }
}
