//! The float graph evaluated: every intermediate tensor. In 64-bit floats for calibration; for reports, with every
//! operator's result rounded to the model's own type, as ONNX has it. Sums inside an operator keep their 64 bits.
//!
//! Only IEEE + − × ÷ in a fixed order, so the values are the same on every host; the exponential of
//! softmax is our own for the same reason.

use std::borrow::Cow;

use products::{Factor, Layout, sums};

use crate::float_graph::{ChannelAffine, Conv, FloatGraph, Linear, Node, Op, Pool, ValueId};
use crate::floats::{Floats, single};
use crate::literal::Data;
use crate::precision::Precision;

/// An evaluation of one sample, node by node. A value is forgotten once no node reads it any more.
pub(crate) struct Evaluation<'a> {
    graph: &'a FloatGraph,
    precision: Precision,
    values: Vec<Vec<f64>>,
    /// The values that each node is the last to read.
    read: Vec<Vec<ValueId>>,
    next: usize,
}

impl<'a> Evaluation<'a> {
    /// Before the first node. `inputs` holds the elements of each model input, of the right length; they, constants and every
    /// result are rounded to a type.
    pub fn new(precision: Precision, graph: &'a FloatGraph, inputs: &[Vec<f64>]) -> Self {
        let mut last = vec![None; graph.values.len()];
        for (at, node) in graph.nodes.iter().enumerate() {
            node.inputs.iter().chain([&node.output]).for_each(|id| last[id.index()] = Some(at));
        }
        graph.outputs.iter().for_each(|output| last[output.value.index()] = None);
        let mut read = vec![Vec::new(); graph.nodes.len()];
        for (id, at) in (0..).map(ValueId).zip(last) {
            at.into_iter().for_each(|at: usize| read[at].push(id));
        }
        let values = vec![Vec::new(); graph.values.len()];
        let mut this = Self { graph, precision, values, read, next: 0 };
        for (id, data) in graph.inputs.iter().zip(inputs) {
            this.values[id.index()] = this.rounded(data.clone());
        }
        for output in &graph.outputs {
            if let Some(data) = this.constant(output.value) {
                this.values[output.value.index()] = data.into_owned();
            }
        }
        this
    }

    /// Evaluates the next node; which value it gives.
    pub fn step(&mut self) -> Option<ValueId> {
        let forgotten = self.next.checked_sub(1).map(|before| std::mem::take(&mut self.read[before]));
        forgotten.into_iter().flatten().for_each(|id| self.values[id.index()] = Vec::new());
        let node = self.graph.nodes.get(self.next)?;
        self.next += 1;
        let result = self.result(node);
        self.values[node.output.index()] = self.rounded(result);
        Some(node.output)
    }

    /// The elements of a value that was given, or computed and is not forgotten: those that the last node read and gave are
    /// not.
    pub fn value(&self, id: ValueId) -> &[f64] {
        &self.values[id.index()]
    }

    /// All values, none of which is forgotten.
    fn all(mut self) -> Vec<Vec<f64>> {
        self.read.iter_mut().for_each(Vec::clear);
        while self.step().is_some() {}
        self.values
    }

    fn rounded(&self, data: Vec<f64>) -> Vec<f64> {
        match self.precision {
            Precision::Double => data,
            precision => data.into_iter().map(|v| precision.round(v)).collect(),
        }
    }

    fn constant(&self, id: ValueId) -> Option<Cow<'a, [f64]>> {
        match (&self.graph.value(id).constant, self.precision) {
            (None, _) => None,
            (Some(c), Precision::Double) => Some(c.numbers()),
            (Some(c), _) => Some(Cow::Owned(self.rounded(c.to_f64()))),
        }
    }

    fn result(&self, node: &Node) -> Vec<f64> {
        let operand = |id: &ValueId| self.constant(*id).unwrap_or(Cow::Borrowed(self.value(*id)));
        if let (Op::Linear(linear), [x, w, ..]) = (&node.op, &node.inputs[..])
            && let Some(Data::Float(weights)) = self.graph.value(*w).constant.as_ref().map(|c| &c.data)
            && weights.keeps(self.precision)
            && self.graph.value(*x).constant.is_none()
        {
            // A layer's weights become numbers where they are multiplied.
            let bias = node.inputs.get(2).map(operand);
            return multiply(linear, self.value(*x), Weights::Held(weights), bias.as_deref());
        }
        // Other weights are so for as long as the node is evaluated.
        let operands: Vec<Cow<'_, [f64]>> = node.inputs.iter().map(operand).collect();
        let operands: Vec<&[f64]> = operands.iter().map(AsRef::as_ref).collect();
        apply(&node.op, &operands, &self.graph.value(node.output).shape)
    }
}

/// The values of every tensor that is given or computed, and of constants that are outputs, by [`ValueId`], for one
/// sample: `inputs` holds the elements of each model input, of the right length.
pub fn evaluate(graph: &FloatGraph, inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
    evaluate_in(Precision::Double, graph, inputs)
}

/// The same with inputs, constants and every result rounded to a type.
pub(crate) fn evaluate_in(precision: Precision, graph: &FloatGraph, inputs: &[Vec<f64>]) -> Vec<Vec<f64>> {
    Evaluation::new(precision, graph, inputs).all()
}

/// The result of one operation, of shape `out`.
pub(crate) fn apply(op: &Op, operands: &[&[f64]], out: &[usize]) -> Vec<f64> {
    let x = operands[0];
    match op {
        Op::Conv(conv) => convolve(conv, x, operands[1], operands.get(2).copied()),
        Op::Linear(linear) => multiply(linear, x, Weights::Numbers(operands[1]), operands.get(2).copied()),
        Op::ChannelAffine(a) => affine(a, x),
        Op::Add { strides } => {
            let sides = [gather(x, &strides[0], out), gather(operands[1], &strides[1], out)];
            sides[0].iter().zip(&sides[1]).map(|(a, b)| a + b).collect()
        }
        Op::Relu => x.iter().map(|v| larger(*v, 0.0)).collect(),
        Op::MaxPool(pool) => windows(pool, x, |taps, _| taps.fold(f64::NEG_INFINITY, larger)),
        Op::AveragePool(pool, divisors) => windows(pool, x, |taps, i| taps.sum::<f64>() / divisors[i] as f64),
        Op::Softmax(dims) => softmax(*dims, x),
        Op::Reshape => x.to_vec(),
        Op::Transpose { shape, perm } => {
            let own = crate::float_graph::strides_of(shape);
            let strides: Vec<usize> = perm.iter().map(|p| own[*p]).collect();
            let permuted: Vec<usize> = perm.iter().map(|p| shape[*p]).collect();
            gather(x, &strides, &permuted)
        }
        Op::Scale(factor) => x.iter().map(|v| v * factor).collect(),
        Op::Broadcast { strides } => gather(x, strides, out),
        Op::Word(word) => word.evaluate(operands),
    }
}

/// The larger of two; what is no number stays.
fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() {
        a
    } else if b.is_nan() {
        b
    } else {
        a.max(b)
    }
}

/// The elements that `strides` reach over `shape`, row-major.
pub(crate) fn gather<T: Copy>(data: &[T], strides: &[usize], shape: &[usize]) -> Vec<T> {
    let mut offsets = vec![0usize];
    for (size, stride) in shape.iter().zip(strides) {
        offsets = offsets.iter().flat_map(|o| (0..*size).map(move |i| o + i * stride)).collect();
    }
    offsets.into_iter().map(|o| data[o]).collect()
}

fn convolve(c: &Conv, x: &[f64], w: &[f64], bias: Option<&[f64]>) -> Vec<f64> {
    let ([h, wd], [ho, wo], [kh, kw]) = (c.input, c.output, c.window.kernel);
    let channels = c.groups * c.out_channels;
    let mut out = vec![0.0; c.batch * channels * ho * wo];
    for (plane, y) in out.chunks_exact_mut(ho * wo).enumerate() {
        let (b, m) = (plane / channels, plane % channels);
        y.fill(bias.map_or(0.0, |v| v[m]));
        for ch in 0..c.in_channels {
            let from = (b * c.groups + m / c.out_channels) * c.in_channels + ch;
            let image = &x[from * h * wd..][..h * wd];
            for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                let weight = w[((m * c.in_channels + ch) * kh + ky) * kw + kx];
                for oy in 0..ho {
                    let Some(iy) = c.window.position(0, oy, ky, h) else { continue };
                    for ox in 0..wo {
                        if let Some(ix) = c.window.position(1, ox, kx, wd) {
                            y[oy * wo + ox] += weight * image[iy * wd + ix];
                        }
                    }
                }
            }
        }
    }
    out
}

/// The weights of a matrix product.
#[derive(Clone, Copy)]
enum Weights<'a> {
    Numbers(&'a [f64]),
    Held(&'a Floats),
}

impl Weights<'_> {
    fn line<'b>(&'b self, first: usize, count: usize, line: &'b mut Vec<f64>) -> &'b [f64] {
        match self {
            Self::Numbers(v) => &v[first..first + count],
            Self::Held(v) => v.line(first, count, line),
        }
    }
}

/// Fewest rows for which weights are worth a new layout.
const ROWS: usize = 4;

fn multiply(l: &Linear, x: &[f64], w: Weights<'_>, bias: Option<&[f64]>) -> Vec<f64> {
    let start = |i: usize| bias.map_or(0.0, |v| v[i % l.outputs]);
    let mut out: Vec<f64> = (0..l.batch * l.rows * l.outputs).map(start).collect();
    if l.rows >= ROWS {
        return match w {
            Weights::Numbers(w) => together(l, x, |i| w[i], out),
            Weights::Held(w) => match w.singles() {
                Some(w) => together(l, x, |i| single(&w[i]), out),
                None => together(l, x, |i| w.get(i).unwrap_or(f64::NAN), out),
            },
        };
    }
    let (lines, length) = if l.transposed { (l.outputs, l.inputs) } else { (l.inputs, l.outputs) };
    let mut buffer = Vec::new();
    for (b, y) in out.chunks_exact_mut(l.rows * l.outputs).enumerate() {
        let x = &x[b * l.rows * l.inputs..][..l.rows * l.inputs];
        // The same sums in the same order either way, along the weights as they lie.
        for i in 0..lines {
            let w = w.line((b * lines + i) * length, length, &mut buffer);
            for (x, y) in x.chunks_exact(l.inputs).zip(y.chunks_exact_mut(l.outputs)) {
                if l.transposed {
                    y[i] = x.iter().zip(w).fold(y[i], |s, (v, w)| s + v * w);
                } else {
                    y.iter_mut().zip(w).for_each(|(y, w)| *y += x[i] * w);
                }
            }
        }
    }
    out
}

/// The product of many rows, added to `out`: the same sums in the same order.
fn together(l: &Linear, x: &[f64], w: impl Fn(usize) -> f64, out: Vec<f64>) -> Vec<f64> {
    let shape = [l.batch, l.rows, l.outputs, l.inputs];
    let [outputs, inputs] = [l.outputs, l.inputs].map(|n| n as i64);
    let own = [l.rows as i64 * inputs, inputs, 0, 1];
    let weights = if l.transposed { [inputs, 1] } else { [1, outputs] };
    let weights = [outputs * inputs, 0, weights[0], weights[1]];
    let x = Factor { layout: Layout { offset: 0, strides: &own }, at: |i| x[i as usize] };
    let w = Factor { layout: Layout { offset: 0, strides: &weights }, at: |i| w(i as usize) };
    sums::<f64>(&shape, 3, x, w, out)
}

fn affine(a: &ChannelAffine, x: &[f64]) -> Vec<f64> {
    let channels = a.scale.len();
    x.iter()
        .enumerate()
        .map(|(i, v)| {
            let c = i / a.inner % channels;
            v * a.scale[c] + a.shift[c]
        })
        .collect()
}

fn windows(pool: &Pool, x: &[f64], f: impl Fn(&mut dyn Iterator<Item = f64>, usize) -> f64) -> Vec<f64> {
    let ([h, w], [ho, wo]) = (pool.input, pool.output);
    let mut out = Vec::with_capacity(pool.planes * ho * wo);
    for plane in x.chunks_exact(h * w) {
        for (i, o) in (0..ho).flat_map(|y| (0..wo).map(move |x| [y, x])).enumerate() {
            let mut taps = pool.window.taps(o, pool.input).map(|(_, _, y, x)| plane[y * w + x]);
            out.push(f(&mut taps, i));
        }
    }
    out
}

fn softmax([outer, axis, inner]: [usize; 3], x: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; x.len()];
    for (o, i) in (0..outer).flat_map(|o| (0..inner).map(move |i| (o, i))) {
        let at = |a: usize| (o * axis + a) * inner + i;
        let max = (0..axis).map(|a| x[at(a)]).fold(f64::NEG_INFINITY, larger);
        let exps: Vec<f64> = (0..axis).map(|a| exp(x[at(a)] - max)).collect();
        let sum: f64 = exps.iter().sum();
        exps.iter().enumerate().for_each(|(a, e)| out[at(a)] = e / sum);
    }
    out
}

/// `e^v` for `v ≤ 0`, to about 1e-15, by halving the argument ten times and squaring back.
fn exp(v: f64) -> f64 {
    if v < -700.0 {
        return 0.0;
    }
    let r = v / 1024.0;
    let mut term = 1.0;
    let mut sum = 1.0;
    for k in 1..16 {
        term *= r / f64::from(k);
        sum += term;
    }
    (0..10).fold(sum, |s, _| s * s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_agrees_with_libm() {
        for i in 0..7000 {
            let v = -f64::from(i) / 10.0;
            assert!((exp(v) - v.exp()).abs() <= 1e-12 * v.exp(), "{v}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-1e9), 0.0);
    }

    #[test]
    fn gather_transposes_and_broadcasts() {
        assert_eq!(gather(&[1, 2, 3, 4, 5, 6], &[1, 3], &[3, 2]), [1, 4, 2, 5, 3, 6]);
        assert_eq!(gather(&[1, 2], &[0, 1], &[2, 2]), [1, 2, 1, 2]);
        assert_eq!(gather(&[7], &[], &[]), [7]);
    }
}
