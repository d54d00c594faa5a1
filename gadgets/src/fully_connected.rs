//! Fully connected layer and matrix product with bias and epilogue (ONNX Gemm, MatMul).
//!
//! `x: [B, M, K]`, weights `[B, K, N]`, or `[B, N, K]` when `transposed`; bias `[N]`; `y: [B, M, N]`.
//! Weights shared by all batches are a batch of 1 with the batches folded into `M`.

use serde::{Deserialize, Serialize};

use crate::conv2d::add_products;
use crate::gadget::{Known, Semantics, accumulate, check_shapes, fit};
use crate::primitive::Einsum;
use crate::range::LinearRange;
use crate::{Body, ElementType, Epilogue, Fault, GadgetError, Operand, Primitive, Range, Read, Role, View};

/// Parameters of a fully connected layer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FullyConnected {
    /// Independent products, each with weights of its own.
    pub batch: usize,
    /// Rows of `x`.
    pub rows: usize,
    /// Inputs per row: the contracted dimension.
    pub inputs: usize,
    /// Outputs per row.
    pub outputs: usize,
    /// Whether the weights are stored as `[N, K]` rather than `[K, N]`.
    pub transposed: bool,
    /// Storage type of `x`.
    pub x: ElementType,
    /// Storage type of the weights.
    pub w: ElementType,
    /// Accumulator and bias type.
    pub acc: ElementType,
    /// Whether there is a bias operand.
    pub bias: bool,
    /// From accumulator to output.
    pub epilogue: Epilogue,
}

const NAME: &str = "fully_connected";

impl FullyConnected {
    fn x_shape(&self) -> [usize; 3] {
        [self.batch, self.rows, self.inputs]
    }

    fn w_shape(&self) -> [usize; 3] {
        if self.transposed {
            [self.batch, self.outputs, self.inputs]
        } else {
            [self.batch, self.inputs, self.outputs]
        }
    }

    fn y_shape(&self) -> [usize; 3] {
        [self.batch, self.rows, self.outputs]
    }

    /// Position in the flat weights of the factor from input `k` to output `n` of batch `b`.
    pub const fn weight_index(&self, b: usize, k: usize, n: usize) -> usize {
        let base = b * self.inputs * self.outputs;
        base + if self.transposed { n * self.inputs + k } else { k * self.outputs + n }
    }
}

/// Whether no sum of so many products of `x` and `w` leaves 64 bits, whatever it starts from.
fn fits_words(terms: usize, x: &[i64], w: &[i64], starts: impl Iterator<Item = i64>) -> bool {
    let largest = |v: &[i64]| v.iter().fold(0, |m: u64, v| m.max(v.unsigned_abs()));
    let start = starts.fold(0, |m: u64, v| m.max(v.unsigned_abs()));
    let products = u128::from(largest(x)).checked_mul(u128::from(largest(w)));
    let sum = products.and_then(|p| p.checked_mul(terms as u128)?.checked_add(start.into()));
    sum.is_some_and(|s| s < 1 << 63)
}

impl Semantics for FullyConnected {
    fn name(&self) -> &'static str {
        NAME
    }

    fn operands(&self) -> Vec<Operand> {
        let mut all = vec![
            Operand::new(Role::Activation, self.x, &self.x_shape()),
            Operand::new(Role::Weights, self.w, &self.w_shape()),
        ];
        if self.bias {
            all.push(Operand::new(Role::Bias, self.acc, &[self.outputs]));
        }
        all
    }

    fn output(&self) -> Option<Operand> {
        Some(Operand::new(Role::Activation, self.epilogue.out, &self.y_shape()))
    }

    fn body(&self) -> Option<Body> {
        let mut body = Body::new(self.operands());
        let all = vec![self.batch, self.rows, self.outputs, self.inputs];
        let x = Read::value(0).view(View::select(&all, &[Some(0), Some(1), Some(3)]));
        let [first, second] = if self.transposed { [2, 3] } else { [3, 2] };
        let weights = Read::value(1).view(View::select(&all, &[Some(0), Some(first), Some(second)]));
        let addend = self.bias.then(|| Read::value(2).view(View::select(&all[..3], &[Some(2)])));
        let acc = body.push(Primitive::Einsum(Einsum { a: x, b: weights, addend, summed: 1 }), self.acc);
        let y = self.epilogue.push(&mut body, acc, self.acc);
        self.output().into_iter().for_each(|o| body.store(y, o));
        Some(body)
    }

    fn check(&self) -> Result<(), GadgetError> {
        check_shapes(NAME, &[&self.x_shape(), &self.w_shape(), &self.y_shape()])?;
        self.epilogue.check(NAME)
    }

    fn evaluate(&self, operands: &[&[i64]]) -> Result<Vec<i64>, Fault> {
        let (x, w) = (operands[0], operands[1]);
        let mut out = Vec::with_capacity(self.batch * self.rows * self.outputs);
        let bias = |n: usize| if self.bias { operands[2][n] } else { 0 };
        for b in 0..self.batch {
            let x = &x[b * self.rows * self.inputs..][..self.rows * self.inputs];
            let w = &w[b * self.inputs * self.outputs..][..self.inputs * self.outputs];
            let words = !self.transposed && fits_words(self.inputs, x, w, (0..self.outputs).map(bias));
            for row in x.chunks_exact(self.inputs) {
                if words {
                    // Along the weights as they lie.
                    let mut sums: Vec<i64> = (0..self.outputs).map(bias).collect();
                    for (v, w) in row.iter().zip(w.chunks_exact(self.outputs)).filter(|(v, _)| **v != 0) {
                        sums.iter_mut().zip(w).for_each(|(s, w)| *s = s.wrapping_add(v.wrapping_mul(*w)));
                    }
                    for sum in sums {
                        let acc = accumulate(NAME, self.acc, sum, std::iter::empty())?;
                        out.push(self.epilogue.apply(NAME, acc)?);
                    }
                    continue;
                }
                for n in 0..self.outputs {
                    let products = row.iter().enumerate().map(|(k, v)| (*v, w[self.weight_index(0, k, n)]));
                    let acc = accumulate(NAME, self.acc, bias(n), products)?;
                    out.push(self.epilogue.apply(NAME, acc)?);
                }
            }
        }
        Ok(out)
    }

    fn accumulator(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        // Zero is included in each term so that every partial sum is covered too.
        let x = known[0].range.hull(Range::point(0));
        let mut hull: Option<LinearRange> = None;
        for b in 0..self.batch {
            let start = |n: usize| {
                let mut sum = LinearRange::default();
                if self.bias {
                    sum.add(1, known[2].at(n));
                }
                sum
            };
            let mut sums: Vec<LinearRange> = (0..self.outputs).map(start).collect();
            match known[1].values {
                // In the order in which they lie.
                Some(w) => {
                    let (size, lines) = (
                        self.inputs * self.outputs,
                        if self.transposed { self.inputs } else { self.outputs },
                    );
                    for (line, w) in w[b * size..][..size].chunks_exact(lines).enumerate() {
                        if self.transposed {
                            w.iter().for_each(|w| sums[line].add(*w, x));
                        } else {
                            sums.iter_mut().zip(w).for_each(|(sum, w)| sum.add(*w, x));
                        }
                    }
                }
                None => {
                    let w = known[1].range.hull(Range::point(0));
                    sums.iter_mut().for_each(|sum| add_products(sum, x, w, self.inputs));
                }
            }
            hull = sums.into_iter().chain(hull).reduce(LinearRange::hull);
        }
        fit(NAME, self.acc, hull.unwrap_or_default())
    }

    fn range(&self, known: &[Known<'_>]) -> Result<Range, GadgetError> {
        self.epilogue.range(NAME, self.accumulator(known)?, self.acc)
    }
}
